"""Rules on the mix: the pyramid, and bands per platform, country, category and compensation."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Bands, Brief
from planner.forecast.table import COMPENSATIONS, PLATFORMS, TIERS, PackageTable
from planner.rules.base import Limit, Looser, Rule, Sense, Vector, cash, marked, ones
from planner.wording import count, label, percent

Members = Callable[[PackageTable], NDArray[np.bool_]]


def _capacity(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for asked, sense, word, end in (
        (brief.creators.min, ">=", "At least", "min"),
        (brief.creators.max, "<=", "At most", "max"),
    ):
        if asked is not None:
            yield Limit(
                rule="creators",
                name=f"{word} {count(asked, brief.locale)} creator{'' if asked == 1 else 's'} altogether",
                sense=sense,  # type: ignore[arg-type]
                bound=asked,
                unit="creators",
                vector=ones,
                setting=asked,
                looser=Looser(f"creators.{end}", "bound"),
            )


def _pyramid_order(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if not brief.pyramid_order:
        return
    for lower, upper in itertools.pairwise(TIERS):
        below, above = TIERS.index(lower), TIERS.index(upper)
        yield Limit(
            rule="pyramid_order",
            name=f"At least as many {label(lower).lower()} creators as {label(upper).lower()}",
            sense=">=",
            bound=0,
            unit="creators",
            vector=lambda part, below=below, above=above: (  # type: ignore[misc]
                (part.tier == below).astype(np.int64) - (part.tier == above)
            ),
            setting=0,
            looser=Looser("pyramid_order", "drop", 0),
        )


def _in_words(who: str) -> str:
    """A tier is written small inside a sentence; platforms and countries keep their capital."""
    return f"{who.lower() if who.lower() in TIERS or who == 'Mid-tier' else who} creator"


@dataclass(frozen=True)
class _Mix:
    """One field of the brief that maps parts of the plan to bands."""

    key: str
    members: Callable[[str], Members]

    def limits(self, brief: Brief, table: PackageTable) -> Iterator[Limit]:
        asked: Mapping[str, Bands] = getattr(brief, self.key)
        for part, bands in asked.items():
            yield from _banded(
                (self.key, f"{self.key}.{part}"),
                (_in_words(label(str(part))), "", label(str(part))),
                self.members(str(part)),
                (bands, brief),
            )


def _banded(
    where: tuple[str, str], who: tuple[str, str, str], members: Members, asked: tuple[Bands, Brief]
) -> Iterator[Limit]:
    """The six limits of one part. where: rule, path in the brief; who: a creator, what follows, subject of a share."""
    (rule, path), (one, after, subject), (bands, brief) = where, who, asked
    chosen = marked(members)
    for end, sense, word in (("min", ">=", "At least"), ("max", "<=", "At most")):
        number = getattr(bands.count, end)
        if number is not None:
            yield Limit(
                rule=rule,
                name=f"{word} {count(number, brief.locale)} {one}{'' if number == 1 else 's'}{after}",
                sense=sense,  # type: ignore[arg-type]
                bound=number,
                unit="creators",
                vector=chosen,
                setting=number,
                looser=Looser(f"{path}.count.{end}", "bound"),
            )
        for field, total, of in (("headcount", ones, "of all creators"), ("spend", cash, "of the cash spent")):
            share = getattr(getattr(bands, field), end)
            if share is not None:
                yield _share_limit(
                    (rule, f"{path}.{field}.{end}"),
                    f"{subject} {word.lower()} {percent(share, 2, brief.locale)} {of}",
                    (sense, share),  # type: ignore[arg-type]
                    members,
                    total,
                )


def _partnerships(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    yield from _banded(
        ("partnerships", "partnerships"),
        ("creator", " in two or more waves", "Partnerships"),
        lambda part: np.bitwise_count(part.active) > 1,
        (brief.partnerships, brief),
    )


def _share_limit(
    where: tuple[str, str], name: str, asked: tuple[Sense, float], members: Members, total: Vector
) -> Limit:
    sense, share = asked
    free = 0.0 if sense == ">=" else 1.0

    def steps(table: PackageTable) -> tuple[float, ...]:
        # Whole per cents between the share asked for and the one that asks for nothing.
        whole = np.arange(0, 101) / 100
        looser = whole[whole < share][::-1] if sense == ">=" else whole[whole > share]
        return tuple(float(step) for step in looser)

    return Limit(
        rule=where[0],
        name=name,
        sense=sense,
        bound=0,
        unit="share",
        vector=lambda table: np.where(members(table), total(table), 0),
        setting=share,
        looser=Looser(where[1], "search", free, steps),
        part_of=total,
    )


def _tier(part: str) -> Members:
    code = [str(tier) for tier in TIERS].index(part)
    return lambda table: table.tier == code


def _platform(part: str) -> Members:
    code = [str(platform) for platform in PLATFORMS].index(part)
    return lambda table: table.platform == code


def _compensation(part: str) -> Members:
    code = [str(kind) for kind in COMPENSATIONS].index(part)
    return lambda table: table.compensation == code


def _country(part: str) -> Members:
    return lambda table: _named(table.countries, part)[table.country]


def _category(part: str) -> Members:
    return lambda table: _named(table.categories, part)[table.category]


def _named(names: tuple[str, ...], part: str) -> NDArray[np.bool_]:
    return np.array([name.casefold() == part.casefold() for name in names], bool)


MIX_RULES = (
    Rule(
        "creators",
        "Creators altogether",
        "As many creators as the team can brief, review and pay.",
        "People",
        _capacity,
    ),
    Rule(
        "pyramid",
        "Pyramid",
        "Each tier within its numbers, its share of creators and its share of the cash.",
        "Pyramid",
        _Mix("pyramid", _tier).limits,
    ),
    Rule(
        "pyramid_order",
        "A true pyramid",
        "Never fewer micro creators than mid-tier ones, nor fewer mid-tier than macro.",
        "Pyramid",
        _pyramid_order,
    ),
    Rule(
        "platforms",
        "Platforms",
        "Each platform within its numbers, its share of creators and its share of the cash.",
        "Mix",
        _Mix("platforms", _platform).limits,
    ),
    Rule(
        "countries",
        "Countries",
        "Creators of each country within their numbers and shares.",
        "Mix",
        _Mix("countries", _country).limits,
    ),
    Rule(
        "categories",
        "Categories",
        "Creators of each category within their numbers and shares.",
        "Mix",
        _Mix("categories", _category).limits,
    ),
    Rule(
        "partnerships",
        "Partnerships",
        "Creators booked for two or more waves, within their numbers and shares: the long term that they ask for.",
        "Mix",
        _partnerships,
    ),
    Rule(
        "compensation",
        "Ways of paying",
        "Cash, product, event access, affiliate and hybrid deals within their numbers and shares.",
        "Mix",
        _Mix("compensation", _compensation).limits,
    ),
)
