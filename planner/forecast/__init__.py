"""The forecast: assumptions, reach, fees, and the table with a row per package."""
