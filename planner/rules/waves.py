"""Rules on the parts of a campaign's time: cash and posts per wave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from planner.brief import Brief
from planner.forecast.table import PackageTable
from planner.forecast.waves import part_in
from planner.rules.base import Limit, Looser, Rule, Sense, Vector, cash
from planner.wording import count, money

_ENDS: tuple[tuple[Sense, str, str], ...] = ((">=", "at least", "min"), ("<=", "at most", "max"))


def _posts(table: PackageTable) -> NDArray[np.int64]:
    return table.posts


def _in_wave(amount: Vector, number: int) -> Vector:
    """The part of each package's amount that falls into a wave."""
    return lambda table: part_in(np.asarray(amount(table), np.int64), table.active, number)


def _waves(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, wave in enumerate(brief.waves):
        for sense, word, end in _ENDS:
            asked = getattr(wave.cash_cents, end)
            if asked is not None:
                yield Limit(
                    rule="waves",
                    name=f"Spend {word} {money(asked, brief.currency, brief.locale)} in cash in {wave.name}",
                    sense=sense,
                    bound=asked,
                    unit="money",
                    vector=_in_wave(cash, at + 1),
                    setting=asked,
                    looser=Looser(f"waves.{at}.cash_cents.{end}", "bound"),
                )
        for sense, word, end in _ENDS:
            asked = getattr(wave.posts, end)
            if asked is not None:
                many = "post" if asked == 1 else "posts"
                yield Limit(
                    rule="waves",
                    name=f"{word.capitalize()} {count(asked, brief.locale)} {many} in {wave.name}",
                    sense=sense,
                    bound=asked,
                    unit="posts",
                    vector=_in_wave(_posts, at + 1),
                    setting=asked,
                    looser=Looser(f"waves.{at}.posts.{end}", "bound"),
                )


WAVE_RULES = (
    Rule(
        "waves",
        "Waves",
        "Each wave within its cash and its posts. A package is spread evenly over the waves in which it posts, which "
        "are all of them where it has none of its own; what does not divide counts in its first.",
        "Waves",
        _waves,
    ),
)
