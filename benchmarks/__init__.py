"""Measurements: this planner beside other ways of doing the same, on the same rosters. See RESULTS.md."""
