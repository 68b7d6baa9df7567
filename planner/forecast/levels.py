"""Levels of creators by followers, and the names under which the table keeps figures of platforms and formats."""

import numpy as np

from planner.domain.platforms import format_row
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Codes, Floats

LEVELS = ("nano", "micro", "mid", "macro", "mega")


def reach_metric(platform: str, f: str) -> str:
    """Name of the benchmark reach rate of a format on a platform."""
    return f"reach_rate_{format_row(platform, f).reach}"


def ceiling_metric(f: str) -> str:
    """Name of the part of the followers that posts of a format can reach, however many there are."""
    return "reach_ceiling_c_feed" if f == "post" else f"reach_ceiling_{f}"


def platform_of_format(platform: str, f: str) -> str:
    """Key of the per-format benchmarks: Instagram's formats each have their own."""
    return format_row(platform, f).figures


def level_codes(followers: Floats, assumptions: Assumptions) -> Codes:
    """Benchmark level of each follower count: index into `LEVELS`."""
    edges = [assumptions.number(f"{level}_from_followers") for level in LEVELS[1:]]
    return np.searchsorted(edges, followers, side="right").astype(np.int32)
