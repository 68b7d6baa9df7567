"""Asking creators as a plan: who is likely to say yes, whom to ask when, and how that may end. Knows no pages."""
