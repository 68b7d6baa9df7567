"""What survives: scenarios, and small things that a workspace keeps. Nothing here plans, and nothing here draws."""
