"""Rules on what is paid for beside posts: money behind them, and rights to them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.domain.rights import WORDS, Right, bit
from planner.forecast.table import PackageTable
from planner.rules.base import Banded, End, Limit, Rule, Vector, cash, marked_whole
from planner.units import CREATORS, SHARE
from planner.wording import count, percent


def _boosting(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    """The money behind posts as a share of the cash spent, at least and at most."""
    if brief.boosting is None:
        return

    def name(end: End, share: float) -> str:
        return f"Money behind posts {end.words} {percent(share, SHARE.exact_digits, brief.locale)} of the cash spent"

    behind = Banded("boosting", "boosting.spend", brief.boosting.spend, SHARE, lambda part: part.boost_cents, cash)
    yield from behind.limits(name)


def _rights(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for right, terms in brief.rights.items():

        def name(end: End, asked: int, right: Right = right) -> str:
            who = "creator grants" if asked == 1 else "creators grant"
            return f"{end.words.capitalize()} {count(asked, brief.locale)} {who} {WORDS[right]}"

        path = f"rights.{right}.count"
        yield from Banded("rights", path, terms.count, CREATORS, _granting(right)).limits(name)


def _granting(right: Right) -> Vector:
    """Creators who grant a right."""

    def granted(table: PackageTable) -> NDArray[np.bool_]:
        return np.asarray(table.rights & bit(right) > 0)

    return marked_whole(granted)


EXTRA_RULES = (
    Rule(
        "boosting",
        "Money behind posts",
        "Each post can have one of these amounts behind it as an ad, or none. Whoever has some has allowed ads from "
        "their handle, which costs a surcharge. Limits hold for the part of the cash spent that goes behind posts.",
        "Money and stock",
        _boosting,
    ),
    Rule(
        "rights",
        "Rights",
        "Usage rights, allowlisting and exclusivity, each for so many days at a surcharge: granted by everybody, or by "
        "as many creators as you ask for, whom the plan chooses.",
        "Money and stock",
        _rights,
    ),
)
