"""The planner for other programs: what can be asked over HTTP and as tools of an assistant, by whom and how often."""
