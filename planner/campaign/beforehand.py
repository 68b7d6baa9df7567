"""What a list says of a brief before anything is planned: that no creator of it is where the audience is."""

from __future__ import annotations

from collections.abc import Iterable

from planner.brief.brief import Brief
from planner.campaign.audience import in_words
from planner.domain.audience import Part, Trait
from planner.forecast.assumptions import assumptions_of
from planner.wording import listed

_MOSTLY = 0.5


def all_elsewhere(brief: Brief, countries: Iterable[str], columns: Iterable[str]) -> str:
    """A sentence where most of what any creator reaches is outside the audience; empty where that is not known.

    countries: every country of the list's creators, "" among them where one is unknown. columns: of its creators; where
    one measures how much of an audience is in a country of the brief's, that decides and not where creators live.
    """
    asked = [segment.country for segment in brief.audience]
    wanted = list(dict.fromkeys(country for country in asked if country is not None))
    inside = sum(segment.audience_share for segment in brief.audience)
    inside *= assumptions_of(brief).number("in_target_share_other_country")
    here = {country.strip().casefold() for country in countries}
    measured = {Part(Trait.COUNTRY, country).column for country in wanted}
    if not here or None in asked or inside > _MOSTLY or not here.isdisjoint(map(str.casefold, wanted)):
        return ""
    if not measured.isdisjoint(columns):
        return ""
    where = listed([in_words(country) for country in wanted])
    outcome = "so most of what a plan reaches will be outside your audience"
    if here == {""}:
        return f"The country of no creator is known, and we count them as outside {where}, {outcome}."
    unknown = "; where it isn’t known, we count them as outside" if "" in here else ""
    return f"No creator here is from {where}{unknown}, {outcome}."
