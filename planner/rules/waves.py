"""Rules on the parts of a campaign's time: cash and posts per wave."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.brief.quantities import CashBand, CountBand
from planner.forecast.table import PackageTable
from planner.forecast.waves import part_in
from planner.rules.base import Limit, Looser, Rule, Sense, Vector, cash, marked
from planner.wording import count, money

_ENDS: tuple[tuple[Sense, str, str], ...] = ((">=", "at least", "min"), ("<=", "at most", "max"))


def _posts(table: PackageTable) -> NDArray[np.int64]:
    return table.posts


def _in_wave(amount: Vector, number: int) -> Vector:
    """The part of each package's amount that falls into a wave."""
    return lambda table: part_in(np.asarray(amount(table), np.int64), table.active, number)


def _asked(band: CountBand | CashBand, path: str) -> Iterator[tuple[Sense, str, int, Looser]]:
    """The ends of a band that are asked for: sense, its words, the end, and how a refusal may loosen it."""
    for sense, word, end in _ENDS:
        asked = getattr(band, end)
        if asked is not None:
            yield sense, word, asked, Looser(f"{path}.{end}", "bound")


def _waves(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    yield from _presence(brief)
    for at, wave in enumerate(brief.waves):
        for sense, word, asked, looser in _asked(wave.cash_cents, f"waves.{at}.cash_cents"):
            yield Limit(
                rule="waves",
                name=f"Spend {word} {money(asked, brief.currency, brief.locale)} in cash in {wave.name}",
                sense=sense,
                bound=asked,
                unit="money",
                vector=_in_wave(cash, at + 1),
                setting=asked,
                looser=looser,
            )
        for sense, word, asked, looser in _asked(wave.posts, f"waves.{at}.posts"):
            many = "post" if asked == 1 else "posts"
            yield Limit(
                rule="waves",
                name=f"{word.capitalize()} {count(asked, brief.locale)} {many} in {wave.name}",
                sense=sense,
                bound=asked,
                unit="posts",
                vector=_in_wave(_posts, at + 1),
                setting=asked,
                looser=looser,
            )


def _presence(brief: Brief) -> Iterator[Limit]:
    for at, wave in enumerate(brief.waves):
        for sense, word, asked, looser in _asked(wave.creators, f"waves.{at}.creators"):
            many = "creator posts" if asked == 1 else "creators post"
            yield Limit(
                rule="waves",
                name=f"{word.capitalize()} {count(asked, brief.locale)} {many} in {wave.name}",
                sense=sense,
                bound=asked,
                unit="creators",
                vector=marked(lambda part, at=at: posting_in(part, at + 1)),  # type: ignore[misc]
                setting=asked,
                looser=looser,
            )


def posting_in(table: PackageTable, number: int) -> NDArray[np.bool_]:
    """True where a package posts in a wave (from 1): the last waves get nothing of one with fewer posts than waves."""
    return part_in(table.posts, table.active, number) > 0


def _available(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if not brief.available_only or not table.blocked.any():
        return
    yield Limit(
        rule="available_only",
        name="Only in waves in which a creator is available",
        sense="<=",
        bound=0,
        unit="creators",
        vector=marked(lambda part: part.blocked),
        setting=0,
        looser=Looser("available_only", "drop", 0),
    )


def _pace(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    most, rest = brief.pace.posts_per_fortnight, brief.pace.rest
    if most is not None:
        yield Limit(
            rule="pace",
            name=f"A creator posts at most {count(most, brief.locale)} times in any two weeks",
            sense="<=",
            bound=0,
            unit="creators",
            vector=marked(lambda part: part.fortnight > most),
            setting=most,
            looser=Looser(
                "pace.posts_per_fortnight", "search", None, _values(lambda part: part.fortnight, most), "posts"
            ),
        )
    if rest is not None:
        yield Limit(
            rule="pace",
            name=f"A creator rests at least {count(rest, brief.locale)} {'wave' if rest == 1 else 'waves'} between two",
            sense="<=",
            bound=0,
            unit="creators",
            vector=marked(lambda part: rests(part) < rest),
            setting=rest,
            looser=Looser("pace.rest", "search", None, _values(rests, rest), "waves", upward=False),
        )


def rests(table: PackageTable) -> NDArray[np.int64]:
    """Fewest waves between two waves of a package; more than there can be where it posts in one only."""
    codes, which = np.unique(table.active, return_inverse=True)
    gaps = []
    for bits in codes.tolist():
        waves = np.flatnonzero([bits >> at & 1 for at in range(12)])
        gaps.append(int(np.diff(waves).min()) - 1 if len(waves) > 1 else 12)
    return np.array(gaps, np.int64)[which.reshape(-1)] if len(table) else np.empty(0, np.int64)


def _values(of: Vector, asked: int) -> Callable[[PackageTable], tuple[float, ...]]:
    """Settings between the one asked for and the one that asks for nothing, ever looser."""

    def steps(table: PackageTable) -> tuple[float, ...]:
        found = np.unique(of(table))
        if of is rests:
            return tuple(float(value) for value in found[found < asked][::-1])
        return tuple(float(value) for value in found[found > asked])

    return steps


WAVE_RULES = (
    Rule(
        "waves",
        "Waves",
        "Each wave within its cash, its posts and its creators. A package is spread evenly over the waves in which it "
        "posts, which are all of them where it has none of its own; what does not divide counts in its first.",
        "Waves",
        _waves,
    ),
    Rule(
        "available_only",
        "Availability",
        "Packages in waves in which their creator is not available, by the roster, are left out.",
        "Waves",
        _available,
    ),
    Rule(
        "pace",
        "Pace",
        "No creator posts for the brand too often: at most so many posts in any two weeks, and rest between waves.",
        "Waves",
        _pace,
    ),
)
