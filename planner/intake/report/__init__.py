"""What an upload came to: notes, look-alikes and quality figures."""
