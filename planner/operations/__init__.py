"""What can be asked of the planner, each with its question and answer, for every way in."""
