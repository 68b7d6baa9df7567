"""From understood columns to creators and packages, row by row."""
