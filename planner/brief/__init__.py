"""What a campaign asks for."""
