"""Domain results as plotly figures: pure functions, one file per picture."""
