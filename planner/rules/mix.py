"""Rules on the mix: the pyramid, and bands per platform, country, category and compensation."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.brief.attributes import asked_of
from planner.brief.brief import Bands, Brief
from planner.brief.paths import Path
from planner.domain.platforms import Platform
from planner.forecast.table import COMPENSATIONS, TIERS, PackageTable
from planner.frozen import dataclass
from planner.rules.base import ENDS, Banded, End, Limit, Looser, Rule, Vector, cash, marked, marked_whole, ones, summed
from planner.units import CREATORS, SHARE
from planner.wording import count, label, percent

Members = Callable[[PackageTable], NDArray[np.bool_]]
_WHOLES: tuple[tuple[Literal["headcount", "spend"], Vector, str], ...] = (
    ("headcount", ones, "of all creators"),
    ("spend", cash, "of the cash spent"),
)
"""Shares that a part may be limited to: field, total, and its words."""


@dataclass(frozen=True)
class _Part:
    """A part of the plan and what is asked of it.

    path: of its bands in the brief. creator: one of its creators. subject: it, in a sentence on shares. ending: what a
    sentence on its creators ends with. whole: all that a person is booked with is of one part; else each account is of
    its own, the person counts in each, and the cash of each package where it is.
    """

    rule: str
    path: str
    bands: Bands
    members: Members
    creator: str
    subject: str
    whole: bool
    ending: str = ""

    def limits(self, locale: str) -> Iterator[Limit]:
        """At most six: count, share of creators and share of cash, at least and at most."""
        counted = Banded(self.rule, f"{self.path}.count", self.bands.count, CREATORS, self._heads)
        for end in ENDS:
            yield from counted.limits(partial(self._name, locale), [end])
            for field, total, of in _WHOLES:
                part, band = self._amount(total), getattr(self.bands, field)
                shared = Banded(self.rule, f"{self.path}.{field}", band, SHARE, part, total)
                yield from shared.limits(partial(self._share_name, locale, of), [end])

    @property
    def _heads(self) -> Vector:
        return marked_whole(self.members) if self.whole else marked(self.members)

    def _amount(self, total: Vector) -> Vector:
        """What of a total is in the part."""
        if total is ones:
            return self._heads

        inside = _inside(self.members, total)
        return inside if self.whole else summed(inside)

    def _name(self, locale: str, end: End, asked: int) -> str:
        who = f"{self.creator}{'' if asked == 1 else 's'}{self.ending}"
        return f"{end.words.capitalize()} {count(asked, locale)} {who}"

    def _share_name(self, locale: str, of: str, end: End, share: float) -> str:
        return f"{self.subject} {end.words} {percent(share, SHARE.exact_digits, locale)} {of}"


def _inside(members: Members, total: Vector) -> Vector:
    """What of a total is in a part; whatever is asked of that part, it is the same vector."""
    return lambda table: np.where(members(table), total(table), 0)


@dataclass(frozen=True)
class _Mix:
    """One field of the brief that maps parts of the plan to bands."""

    key: str
    members: Callable[[str], Members]

    def limits(self, brief: Brief, table: PackageTable) -> Iterator[Limit]:
        """Those of each part."""
        asked: Mapping[str, Bands] = getattr(brief, self.key)
        for name, bands in asked.items():
            shown = label(str(name))
            # A tier is written small inside a sentence; platforms and countries keep their capital.
            who = shown.lower() if str(name) in TIERS else shown
            members = self.members(str(name))
            part = _Part(self.key, f"{self.key}.{name}", bands, members, f"{who} creator", shown, self.key == "pyramid")
            yield from part.limits(brief.locale)


def _partnerships(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    yield from _Part(
        rule="partnerships",
        path="partnerships",
        bands=brief.partnerships,
        members=lambda part: np.bitwise_count(part.active) > 1,
        creator="creator",
        subject="Partnerships",
        whole=True,
        ending=" in two or more waves",
    ).limits(brief.locale)


def _capacity(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    def name(end: End, asked: int) -> str:
        who = "creator" if asked == 1 else "creators"
        return f"{end.words.capitalize()} {count(asked, brief.locale)} {who} in total"

    yield from Banded("creators", "creators", brief.creators, CREATORS, ones).limits(name)


def _pyramid_order(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for lower, upper in itertools.pairwise(TIERS) if brief.pyramid_order else ():
        yield Limit(
            rule="pyramid_order",
            name=f"At least as many {label(lower).lower()} creators as {label(upper).lower()}",
            sense=">=",
            bound=0,
            unit=CREATORS,
            vector=_surplus(TIERS.index(lower), TIERS.index(upper)),
            setting=0,
            looser=Looser(Path("pyramid_order"), "drop", 0),
        )


def _surplus(below: int, above: int) -> Vector:
    return lambda table: (table.tier == below).astype(np.int64) - (table.tier == above)


def _tier(part: str) -> Members:
    code = [str(tier) for tier in TIERS].index(part)
    return lambda table: table.tier == code


def _platform(part: str) -> Members:
    return lambda table: table.platform == table.platforms.index(Platform(part))


def _compensation(part: str) -> Members:
    code = [str(kind) for kind in COMPENSATIONS].index(part)
    return lambda table: table.compensation == code


@dataclass(frozen=True)
class _Attributes:
    """A field of the brief with bands on attributes of creators. known: by the value alone, as countries are."""

    key: str
    known: bool

    def limits(self, brief: Brief, table: PackageTable) -> Iterator[Limit]:
        """Those of each value."""
        for one in asked_of(brief, self.key):
            shown = label(one.value)
            word = f"{label(one.attribute)} {one.value}"
            word = word[:1].upper() + word[1:]
            creator, ending = ("creator", f" with {word[:1].lower()}{word[1:]}")
            if self.known:
                word, creator, ending = shown, f"{shown} creator", ""
            yield from _Part(
                rule=self.key,
                path=one.path,
                bands=one.bands,
                members=_holding(one.attribute, one.value),
                creator=creator,
                subject=word,
                whole=False,
                ending=ending,
            ).limits(brief.locale)


def _holding(attribute: str, value: str) -> Members:
    return lambda table: table.attributes[attribute].holds(value)


MIX_RULES = (
    Rule("creators", "Total creators", "How many creators your team can brief, review and pay.", "People", _capacity),
    Rule(
        "pyramid",
        "Tiers",
        "Limits on each tier: how many creators, their share of all creators and of the spend.",
        "Pyramid",
        _Mix("pyramid", _tier).limits,
    ),
    Rule(
        "pyramid_order",
        "A true pyramid",
        "At least as many micro creators as mid-tier, and at least as many mid-tier as macro.",
        "Pyramid",
        _pyramid_order,
    ),
    Rule(
        "platforms",
        "Platforms",
        "Limits on each platform: how many creators, their share of all creators and of the spend.",
        "Mix",
        _Mix("platforms", _platform).limits,
    ),
    Rule(
        "countries",
        "Countries",
        "Limits on each country: how many creators, their share of all creators and of the spend.",
        "Mix",
        _Attributes("countries", known=True).limits,
    ),
    Rule(
        "categories",
        "Categories",
        "Limits on each category: how many creators, their share of all creators and of the spend.",
        "Mix",
        _Attributes("categories", known=True).limits,
    ),
    Rule(
        "attributes",
        "Any attribute",
        "Limits on each value of a text column of your list, such as language or agency: how many creators, their "
        "share of all creators and of the spend. A cell with several values counts in each; an empty one in none.",
        "Mix",
        _Attributes("attributes", known=False).limits,
    ),
    Rule(
        "partnerships",
        "Partnerships",
        "Limits on creators booked for two or more waves, the long-term work that many of them ask for.",
        "Mix",
        _partnerships,
    ),
    Rule(
        "compensation",
        "Ways of paying",
        "Limits on cash, product, event access, affiliate and hybrid deals: how many, and their share of the plan.",
        "Mix",
        _Mix("compensation", _compensation).limits,
    ),
)
