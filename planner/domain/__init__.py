"""What is planned with: creators and their packages, the roster, the audience, results."""
