"""Which planner made a plan."""

MODEL_VERSION = "2026.12.6"
"""Goes up whenever the same brief and roster may give another plan or another forecast than before."""
