"""Long-term work with creators: one-offs against partnerships, and the plan against what creators ask for."""
