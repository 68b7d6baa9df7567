"""A list in place of another: what changed between them, and what that does to a plan."""
