"""What the sample is drawn from: benchmarks by key, as they were when it was made.

A copy, so that the sample stays the same roster when the planner learns better figures.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

TABLE = Path(__file__).with_name("drawn_from.csv")
TENTH_TO_NINETIETH = 2 * 1.2815515655446004
"""Width of the middle 80 % of a normal distribution, in standard deviations."""


class Benchmarks:
    """Rows of the table by (table, metric, platform, tier)."""

    def __init__(self, path: Path = TABLE) -> None:
        self._rows: dict[tuple[str, str, str, str], dict[str, str]] = {}
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                self._rows.setdefault((row["table"], row["metric"], row["platform"], row["tier"]), row)

    def default(self, metric: str, platform: str = "all", tier: str = "all") -> float:
        """Starting value of the planner, in the unit of the table, for this tier or else for all tiers.

        Raises KeyError when the table has neither.
        """
        return float(self._default_row(metric, platform, tier)["value"])

    def log_sd_of_range(self, metric: str, platform: str = "all", tier: str = "all") -> float:
        """Standard deviation of the logarithm whose middle 80 % is the row's low to high."""
        row = self._default_row(metric, platform, tier)
        return math.log(float(row["high"]) / float(row["low"])) / TENTH_TO_NINETIETH

    def survey(self, metric: str) -> float:
        """Share (0 to 1) of micro-influencers who gave this answer in the survey."""
        return float(self._rows["survey", metric, "all", "micro(<10k)"]["value"]) / 100

    def _default_row(self, metric: str, platform: str, tier: str) -> dict[str, str]:
        for key in (("default", metric, platform, tier), ("default", metric, platform, "all")):
            if key in self._rows:
                return self._rows[key]
        raise KeyError(f"the benchmarks have no default for {metric} of {platform} {tier}")
