"""What the waves of a package do to its response, and how densely it posts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.domain.roster import Format
from planner.forecast.assumptions import Assumptions
from planner.forecast.lines import FORMAT_NAMES, Lines
from planner.forecast.table import Floats, Ints
from planner.forecast.waves import Slot

FORTNIGHT = 14
WEEK = 7
_STORY = FORMAT_NAMES.index(str(Format.STORY))


def runs_of(lines: Lines) -> Ints:
    """Waves in which each package posts, at least 1; shape (n,)."""
    return np.maximum(np.bitwise_count(lines.active).astype(np.int64), 1)


def response_of(lines: Lines, times: Sequence[Slot], assumptions: Assumptions) -> Floats:
    """Factor on the engagements of each package: trust, wear-out, and posts that share a week; shape (n,).

    Followers respond better to a brand that comes back, up to a number of waves, and tire of it later. Posts of one
    wave beyond one a week are seen in the same week as another; stories accompany a post and do not count.
    An ambassador has the trust of one wave more, since everybody sees that they work for no competitor.
    """
    gain, full = assumptions.number("trust_uplift_U"), assumptions.number("trust_full_after")
    tired, wear = assumptions.number("wear_out_after"), assumptions.number("wear_out_per_wave")
    stacked = assumptions.number("same_week_stacking_g")
    head_start = assumptions.number("ambassador_head_start")
    posts = lines.counts.sum(axis=1)
    runs = np.minimum(runs_of(lines), np.maximum(posts, 1))
    nth = np.arange(1, int(runs.max(initial=1)) + 1)

    def mean_over_waves(start: float) -> Floats:
        trust = 1 + gain * np.minimum(1.0, (nth - 1 + start) / max(full, 1e-9))
        lasting = (1 - wear) ** np.maximum(nth - tired, 0)
        return np.asarray(np.cumsum(trust * lasting) / nth)

    factor = np.where(lines.exclusive, mean_over_waves(head_start)[runs - 1], mean_over_waves(0.0)[runs - 1])
    if not times:
        return np.asarray(factor)
    weeks = max(1.0, sum(slot.days for slot in times) / len(times) / WEEK)
    dense = (posts - lines.counts[:, _STORY]) / runs_of(lines)
    same = np.maximum(0.0, dense - weeks) / np.maximum(dense, 1e-9)
    return np.asarray(factor * (1 - (1 - stacked) * same))


def busiest_fortnight(lines: Lines, times: Sequence[Slot]) -> Ints:
    """Most posts of each package within 14 days, when they are spread evenly over its waves; shape (n,)."""
    posts = lines.counts.sum(axis=1)
    # Few differ: each pair of waves and posts is counted once.
    many = int(posts.max(initial=0)) + 1
    which, pairs = pd.factorize(lines.active.astype(np.int64) * many + posts)
    most = np.array([_most(pair // many, pair % many, times) for pair in pairs.tolist()], np.int64)
    return most[which] if len(most) else np.zeros(len(lines), np.int64)


def _most(bits: int, posts: int, times: Sequence[Slot]) -> int:
    mine = [slot for slot in times if bits >> (slot.number - 1) & 1] or list(times[:1])
    days = []
    for number, slot in enumerate(mine):
        here = posts // len(mine) + (posts % len(mine) if number == 0 else 0)
        days += [slot.first.toordinal() + (2 * at + 1) * slot.days // (2 * here) for at in range(here)]
    days.sort()
    most, start = 0, 0
    for at, day in enumerate(days):
        while day - days[start] >= FORTNIGHT:
            start += 1
        most = max(most, at - start + 1)
    return most
