"""Rules on the parts of a campaign's time: cash and posts per wave."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.brief.quantities import CashBand, CountBand
from planner.brief.terms import Wave
from planner.forecast.table import PackageTable
from planner.forecast.waves import part_in
from planner.frozen import dataclass
from planner.rules.base import Banded, End, Limit, Looser, Past, Rule, Vector, cash, marked, summed
from planner.units import CREATORS, MONEY, POSTS, WAVES, Unit
from planner.wording import count


def _posts(table: PackageTable) -> NDArray[np.int64]:
    return table.posts


def _in_wave(amount: Vector, number: int) -> Vector:
    """The part of each package's amount that falls into a wave."""
    return summed(lambda table: part_in(np.asarray(amount(table), np.int64), table.active, number))


def _waves(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    waves = [_Wave(at, wave, brief) for at, wave in enumerate(brief.waves)]
    for one in waves:
        yield from one.counted("creators", one.wave.creators, CREATORS, marked(_posting(one.at + 1))).limits(
            one.present
        )
    for one in waves:
        yield from one.counted("cash_cents", one.wave.cash_cents, MONEY, _in_wave(cash, one.at + 1)).limits(one.spends)
        yield from one.counted("posts", one.wave.posts, POSTS, _in_wave(_posts, one.at + 1)).limits(one.posted)


@dataclass(frozen=True)
class _Wave:
    """A wave of the brief, and the sentences of its limits. at: from 0."""

    at: int
    wave: Wave
    brief: Brief

    def counted(self, field: str, band: CountBand | CashBand, unit: Unit, vector: Vector) -> Banded:
        return Banded("waves", f"waves.{self.at}.{field}", band, unit, vector)

    def present(self, end: End, asked: int) -> str:
        who = "creator posts" if asked == 1 else "creators post"
        return f"{end.words.capitalize()} {count(asked, self.brief.locale)} {who} in {self.wave.name}"

    def spends(self, end: End, asked: int) -> str:
        return f"Spend {end.words} {MONEY.exact(asked, self.brief)} in cash in {self.wave.name}"

    def posted(self, end: End, asked: int) -> str:
        what = "post" if asked == 1 else "posts"
        return f"{end.words.capitalize()} {count(asked, self.brief.locale)} {what} in {self.wave.name}"


def _posting(number: int) -> Callable[[PackageTable], NDArray[np.bool_]]:
    return lambda table: posting_in(table, number)


def posting_in(table: PackageTable, number: int) -> NDArray[np.bool_]:
    """True where a package posts in a wave (from 1): the last waves get nothing of one with fewer posts than waves."""
    return part_in(table.posts, table.active, number) > 0


def _available(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    # Of those whom a short list leaves out, some may be unavailable.
    if not brief.available_only or (table.rest is None and not table.blocked.any()):
        return
    yield Limit(
        rule="available_only",
        name="Only in waves when a creator is available",
        vector=marked(lambda part: part.blocked),
        setting=0,
        looser=Looser(Path("available_only"), "drop", 0),
        removes="who are unavailable in the waves of their packages",
    )


def _pace(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    most, rest = brief.pace.posts_per_fortnight, brief.pace.rest
    if most is not None:
        times = count(most, brief.locale)
        yield Limit(
            rule="pace",
            name=f"A creator posts at most {times} times in any two weeks",
            vector=Past.any_of(lambda part: part.fortnight, most, above=True),
            setting=most,
            looser=Looser(Path("pace.posts_per_fortnight"), "search", None, _more_often(most), POSTS),
            removes=f"who would post more than {times} times in two weeks",
        )
    if rest is not None:
        waves = f"{count(rest, brief.locale)} {'wave' if rest == 1 else 'waves'}"
        yield Limit(
            rule="pace",
            name=f"A creator skips at least {waves} between bookings",
            vector=Past.any_of(rests, rest, above=False),
            setting=rest,
            looser=Looser(Path("pace.rest"), "search", None, _less_rest(rest), WAVES, upward=False),
            removes=f"who would skip fewer than {waves} between bookings",
        )


Steps = Callable[[PackageTable], tuple[float, ...]]
"""Settings between the one asked for and the one that asks for nothing, ever looser."""


def _more_often(most: int) -> Steps:
    return lambda table: tuple(float(often) for often in np.unique(table.fortnight) if often > most)


def _less_rest(rest: int) -> Steps:
    return lambda table: tuple(float(gap) for gap in np.unique(rests(table))[::-1] if gap < rest)


def rests(table: PackageTable) -> NDArray[np.int64]:
    """Fewest waves between two waves of a package; more than there can be where it posts in one only."""
    codes, which = np.unique(table.active, return_inverse=True)
    gaps = []
    for bits in codes.tolist():
        waves = np.flatnonzero([bits >> at & 1 for at in range(12)])
        gaps.append(int(np.diff(waves).min()) - 1 if len(waves) > 1 else 12)
    return np.array(gaps, np.int64)[which.reshape(-1)] if len(table) else np.empty(0, np.int64)


WAVE_RULES = (
    Rule(
        "waves",
        "Waves",
        "Limits on cash, posts and creators in each wave. A package is spread evenly over the waves it posts in, all "
        "of them unless it names its own; what doesn't divide evenly counts in the first.",
        "Waves",
        _waves,
    ),
    Rule(
        "available_only",
        "Availability",
        "Packages in waves when the roster lists their creator as unavailable are left out.",
        "Waves",
        _available,
    ),
    Rule(
        "pace",
        "Pace",
        "Keeps creators from posting too often for the brand: a maximum in any two weeks, and waves off in between.",
        "Waves",
        _pace,
    ),
)
