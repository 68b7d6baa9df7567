"""What leaves the planner: files of a plan, each from one place. Text in them is inert."""
