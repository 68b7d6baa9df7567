"""What worker processes run: whole questions, from plain input to plain answer."""
