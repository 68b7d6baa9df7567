"""From the text of a cell to a value, with what is wrong when there is none."""
