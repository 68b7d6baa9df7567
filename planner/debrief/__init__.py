"""What happened, against the plan, and what it teaches: from results to lessons for the next forecast."""
