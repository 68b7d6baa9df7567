"""Lists as programs write them: records with objects and lists inside, unfolded into the rows of one table."""
