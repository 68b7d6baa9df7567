"""What people ask beside the plan: what more budget buys, what limits and rules cost, who could come instead."""
