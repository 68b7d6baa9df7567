"""Who acts, on whose campaigns, and what they may do there."""
