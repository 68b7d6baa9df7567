"""What a client sees of a plan, and what they decide on it. Nothing here is drawn, kept or planned."""
