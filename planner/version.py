"""Which planner made a plan."""

__version__ = "0.1.0"
"""Goes up with every release."""

MODEL_VERSION = "2026.12.6"
"""Goes up whenever the same brief and roster may give another plan or another forecast than before."""
