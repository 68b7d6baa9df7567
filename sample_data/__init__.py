"""The sample campaign: a roster and briefs invented by `generate.py`."""
