"""Results compared with the plan, and the lessons they hold for the next forecast."""
