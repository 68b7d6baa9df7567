"""Why reach falls outside the audience, each cause with the one change that mends it.

A cause weighs as much as its change would bring inside: the same picks are counted again with the country known, in
their own country, for every age, for women and men.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from planner.brief.brief import Brief, Segment
from planner.campaign.audience import Asked, audience_of, codes_of, group_words, home_of, in_words, words_of, written_as
from planner.campaign.people import Group
from planner.domain.audience import Part, Trait
from planner.domain.columns import Columns
from planner.domain.roster import Frozen, Roster
from planner.forecast.assumptions import assumptions_of
from planner.forecast.targeting import share_of
from planner.frozen import dataclass
from planner.outcome import Pick, Plan
from planner.problems import BadInput
from planner.wording import count, counted, percent

_MOSTLY = 0.5


class Change(Frozen):
    """A change of the brief in one click: set `path` to `value`. sentence: what the button says."""

    path: str
    value: Any = None
    sentence: str

    def applied(self, brief: Brief) -> Brief:
        """The brief with this change. Raises BadInput when it does not fit (any more)."""
        return brief.changed(self.path, self.value)


class Locate(Frozen):
    """A change of the list in one click: everybody whose country is unknown is in this one."""

    country: str
    sentence: str

    def applied(self, roster: Roster) -> Roster:
        """The list with this country where there was none."""
        country = roster.creators["country"]
        located = roster.creators.assign(country=country.where(country != "", written_as(self.country, roster)))
        return Roster.from_frames(located, roster.packages, roster.source)


@dataclass(frozen=True)
class Cause:
    """Why reach falls outside. gain: part of the plan's reach that the change would bring inside, 0 to 1."""

    sentence: str
    gain: float
    change: Change | None = None
    locate: Locate | None = None


def causes_of(plan: Plan, brief: Brief, roster: Roster | None) -> tuple[Cause, ...]:
    """Causes in the order of what their changes would bring; people of unknown country also where none is booked.

    roster: None = archetypes, who are all where the audience is; a list that lacks somebody of the plan is not its own.
    """
    named = roster
    if roster is None or roster.archetypes or not set(roster.creators["id"]) >= {pick.creator for pick in plan.picks}:
        named = None
    picked = _Picked.of(plan, brief, named)
    found = [
        *(_nowhere(picked, named) if named is not None else ()),
        *(_elsewhere(picked) if named is not None else ()),
        *_traits(picked, named is not None),
    ]
    return tuple(sorted(found, key=lambda cause: -cause.gain))


@dataclass(frozen=True)
class _Picked:
    """The creators of a plan, with what each of them reaches."""

    plan: Plan
    brief: Brief
    people: pd.DataFrame
    reach: np.ndarray

    @classmethod
    def of(cls, plan: Plan, brief: Brief, roster: Roster | None) -> _Picked:
        reach = np.array([pick.reach for pick in plan.picks], float)
        if roster is None:
            return cls(plan, brief, pd.DataFrame({"country": [pick.country for pick in plan.picks]}, dtype=str), reach)
        at = pd.Index(roster.creators["id"]).get_indexer([pick.creator for pick in plan.picks])
        return cls(plan, brief, roster.creators.iloc[at].reset_index(drop=True), reach)

    def inside(self, audience: tuple[Segment, ...] | None = None, people: pd.DataFrame | None = None) -> float:
        """Part of the reach that is in an audience; None = the brief's, and the people as they are."""
        total = self.reach.sum()
        if not total:
            return 0.0
        listed = Columns(self.people if people is None else people)
        segments = self.brief.audience if audience is None else audience
        assumptions = assumptions_of(self.brief)
        shares = sum(share_of(listed, segment, assumptions)[0] for segment in segments)
        return float((np.minimum(shares, 1.0) * self.reach).sum() / total)

    def gain(self, at: int, segment: Segment) -> float:
        """What is inside more with another segment in this place."""
        audience = (*self.brief.audience[:at], segment, *self.brief.audience[at + 1 :])
        return self.inside(audience) - self.inside()


def _nowhere(picked: _Picked, roster: Roster) -> Iterator[Cause]:
    home = home_of(picked.brief)
    if not home:
        return
    written = next(segment.country for segment in picked.brief.audience if segment.country)
    column = Part(Trait.COUNTRY, written).column

    def unknown(people: pd.DataFrame) -> pd.Series:
        blank = people["country"] == ""
        return blank & people[column].isna() if column in people else blank

    many = int(unknown(roster.creators).sum())
    if not many:
        return
    locate = Locate(country=home, sentence=f"Set their country to {in_words(home)}")
    here = unknown(picked.people)
    known = picked.people.assign(country=picked.people["country"].where(~here, written))
    gain = picked.inside(people=known) - picked.inside()
    booked, locale = int(here.sum()), picked.brief.locale
    if booked == len(here):
        whose = f"the {counted(booked, 'creator', locale)}"
    elif booked:
        whose = f"{count(booked, locale)} of the {counted(len(here), 'creator', locale)}"
    else:
        whose = f"{count(many, locale)} of the {counted(len(roster.creators), 'creator', locale)} in your list"
    said = f"We don’t know the country of {whose}, and count them as outside {in_words(home)}."
    yield Cause(said, gain, locate=locate)


def _elsewhere(picked: _Picked) -> Iterator[Cause]:
    there = _main_country(picked.plan.picks)
    for at, segment in enumerate(picked.brief.audience):
        if segment.country is None or not there or there.casefold() == segment.country.casefold():
            continue
        moved = segment.model_copy(update={"country": there})
        change = Change(
            path=f"audience.{at}",
            value=_other(picked.plan, segment, moved),
            sentence=f"Plan for people in {in_words(there)}",
        )
        said = f"The creators are mostly in {in_words(there)}, your audience is in {in_words(segment.country)}."
        yield Cause(said, picked.gain(at, moved), change)
        return


def _traits(picked: _Picked, named: bool) -> Iterator[Cause]:
    """Gender or ages of the first segment that asks for any, whichever keeps more reach outside."""
    at = next((at for at, one in enumerate(picked.brief.audience) if one.asks_for_traits), None)
    if at is None:
        return
    segment = picked.brief.audience[at]
    offers = []
    for field, words in (("ages", "Plan for people of every age"), ("gender", "Plan for women and men")):
        if getattr(segment, field) is not None:
            value = _other(picked.plan, segment, segment.model_copy(update={field: None}))
            gain = picked.gain(at, Segment.model_validate(value))
            offers.append((gain, Change(path=f"audience.{at}", value=value, sentence=words)))
    gain, change = max(offers, key=lambda offer: offer[0])
    yield Cause(f"{_shares(picked, segment, named)}. Look for creators with more of them.", gain, change)


def _shares(picked: _Picked, segment: Segment, named: bool) -> str:
    """What part of the creators' audience is in the country, and what part of that is of the gender and ages asked."""
    plain = segment.model_copy(update={"gender": None, "ages": None, "audience_share": 1.0})
    everywhere = segment.model_copy(update={"country": None})
    locale = picked.brief.locale
    local, traits = picked.inside((plain,)), picked.inside((everywhere,))
    who = group_words(Group(None, segment.gender, segment.ages))
    of_whom = "those" if segment.country is not None else "the creators’ audience"
    narrow = f"{percent(traits, 0, locale)} of {of_whom} are {who}"
    basis = _basis(picked, everywhere, named)
    if segment.country is None:
        return f"{narrow}, {basis}"
    where = f"{percent(local, 0, locale)} of the creators’ audience is in {in_words(segment.country)}"
    other = _basis(picked, plain, named)
    return f"{where} and {narrow}, {basis}" if other == basis else f"{where}, {other}, and {narrow}, {basis}"


def _basis(picked: _Picked, segment: Segment, named: bool) -> str:
    known = share_of(Columns(picked.people), segment, assumptions_of(picked.brief))[1].mean()
    return "as your list says" if named and known > _MOSTLY else "by our estimate"


def _other(plan: Plan, old: Segment, new: Segment) -> dict[str, Any]:
    """Another segment in the place of one, as JSON, with the name, size and usual share of whom it now is.

    Where the table of people has no figures of that country the size stays.
    """
    code = codes_of([new.country])[0] if new.country and codes_of([new.country]) else None
    platforms = tuple(dict.fromkeys(pick.platform for pick in plan.picks))
    try:
        found = audience_of(Asked(Group(code, new.gender, new.ages), platforms)).segment
    except BadInput:
        found = new
    named = old.name.casefold() == words_of(old).casefold()
    update = {
        "size": found.size,
        "audience_share": found.audience_share if old.asks_for_traits else new.audience_share,
        "name": found.name if named else old.name,
        "floor": None if new.floor is not None and new.floor >= found.size else new.floor,
        "cap": None if new.cap is not None and new.cap >= found.size else new.cap,
    }
    return new.model_copy(update=update).model_dump(mode="json")


def _main_country(picks: tuple[Pick, ...]) -> str | None:
    """Country of over half of the reach; None when there is none."""
    reach: Counter[str] = Counter()
    for pick in picks:
        reach[pick.country] += round(pick.reach)
    if not reach:
        return None
    country, most = reach.most_common(1)[0]
    return country if country and most > _MOSTLY * sum(reach.values()) else None
