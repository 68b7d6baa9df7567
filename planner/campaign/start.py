"""Starting points: five answers and a goal become a sensible brief, with a sentence for everything it sets.

They are data (`data/starting_points.json`): each default is a path of the brief, a value and its sentence. Nothing but
the answers and these defaults is in the brief that comes out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pydantic import Field

from planner.brief.brief import Brief
from planner.campaign.audience import Asked, Audience, audience_of, group_of
from planner.campaign.campaign import Campaign
from planner.campaign.people import People
from planner.domain.offered import offered_in, size_of
from planner.domain.platforms import in_order
from planner.domain.roster import Frozen, Platform, Roster
from planner.forecast.archetypes import BUNDLES
from planner.forecast.assumptions import default_assumptions
from planner.problems import BadInput, Problem
from planner.wording import counted, label, listed, money

LARGEST = (Platform.INSTAGRAM, Platform.TIKTOK, Platform.YOUTUBE)
"""Where a campaign books while no list says where its creators are."""


class Default(Frozen):
    """One thing that a starting point sets. money: amounts inside the value, in US cents; named in the sentence."""

    path: str
    value: Any
    sentence: str
    money: tuple[str, ...] = ()


class StartingPoint(Frozen):
    """A kind of campaign, with what it sets beside the answers."""

    key: str
    title: str
    about: str
    defaults: tuple[Default, ...]


class Answers(Frozen):
    """The five answers."""

    name: str = Field(min_length=1, max_length=120, description="What the campaign is called")
    budget_cents: int = Field(gt=0, description="The whole budget in cents")
    currency: str = Field("USD", description="ISO 4217 code of the budget")
    locale: str = Field("en_US", description="How numbers and dates are written")
    audience: str = Field("people", description="In words, such as women 18-34 in Germany")
    audience_size: int | None = Field(None, ge=1, description="People, where known better than by the table of people")
    platforms: tuple[Platform, ...] = Field(LARGEST, description="Where creators may be booked")
    client: str = Field("", description="Whose campaign it is")


@dataclass(frozen=True)
class Start:
    """What a campaign begins with. sentences: what was set, the answers first, for the page and the command line."""

    brief: Brief
    campaign: Campaign
    audience: Audience
    sentences: tuple[str, ...]


@cache
def starting_points() -> tuple[StartingPoint, ...]:
    """Every starting point, in the order in which people read them."""
    text = (resources.files("planner.campaign") / "data" / "starting_points.json").read_text(encoding="utf-8")
    return tuple(StartingPoint.model_validate(one) for one in json.loads(text))


def starting_point(key: str) -> StartingPoint:
    """The starting point of this key. Raises BadInput with those there are."""
    found = next((point for point in starting_points() if point.key == key), None)
    if found is None:
        keys = ", ".join(point.key for point in starting_points())
        raise BadInput([Problem("starting point", key, "is not known", f"one of {keys}")])
    return found


def usual_platforms(roster: Roster | None) -> tuple[Platform, ...]:
    """Where a campaign books unless somebody says otherwise: where its creators are.

    Of a catalogue, which has them everywhere, the largest platforms; without a list those, too.
    """
    there = () if roster is None else _there(roster)
    largest = tuple(one for one in LARGEST if one in there)
    return (largest if offered_in(roster) is not None else there) or there or LARGEST


def _there(roster: Roster) -> tuple[Platform, ...]:
    """Platforms of the table that a list has creators on."""
    return tuple(one for one in in_order(roster.creators["platform"].unique()) if one in Platform)


def platform_notes(chosen: Sequence[Platform], roster: Roster | None, locale: str) -> tuple[str, ...]:
    """Where the chosen platforms and those of a list differ: who is left out, and where nobody is."""
    if roster is None:
        return ()
    there = _there(roster)
    nobody = [label(one) for one in chosen if one not in there]
    notes = [f"Your list has nobody on {listed(nobody, 'or')}."] if nobody else []
    left = [one for one in there if one not in chosen]
    if left:
        who = "Creators" if offered_in(roster) is not None else ""
        number = int(roster.creators["platform"].isin(left).sum())
        names, be = listed([label(one) for one in left]), "is" if number == 1 and not who else "are"
        notes.append(f"{who or counted(number, 'creator', locale)} on {names} {be} left out.")
    return tuple(notes)


def start(point: StartingPoint, answers: Answers, roster: Roster | None, people: People | None = None) -> Start:
    """A new campaign. roster: None = nobody's list yet, so that archetypes are planned.

    Raises BadInput for an audience that cannot be read, a country without figures, and no platform.
    """
    if not answers.platforms:
        raise BadInput([Problem("platforms", "", "names no platform", "at least one platform")])
    group = group_of(answers.audience, answers.locale)
    audience = audience_of(Asked(group, answers.platforms, answers.audience_size, answers.locale), people, roster)
    there: set[str] = (
        set(BUNDLES) if roster is None else {*BUNDLES, *roster.creators["platform"].unique()} & set(Platform)
    )
    data: dict[str, Any] = {
        "name": answers.name,
        "currency": answers.currency,
        "locale": answers.locale,
        "budget_cents": answers.budget_cents,
        "audience": [audience.segment.model_dump(mode="json")],
        "tiers": {"by_views": False},
        "platforms": {one: {"count": {"max": 0}} for one in in_order(there) if one not in answers.platforms},
    }
    set_by = [("tiers.by_views", "Tiers are set by followers.")]
    for default in point.defaults:
        value, sentence = _converted(default, answers)
        _put(data, default.path, value)
        set_by.append((default.path, sentence))
    brief = Brief.read(data)
    campaign = Campaign(
        client=answers.client,
        starting_point=point.key,
        defaults=tuple(path for path, _ in set_by if path != "goal.kind"),
    )
    budget = money(answers.budget_cents, answers.currency, answers.locale)
    channels = ", ".join(label(platform) for platform in answers.platforms)
    sentences = (
        f"{answers.name}: {budget} on {channels}.",
        audience.sentence(answers.locale),
        "No list of creators yet: we plan types of creators at benchmark prices."
        if roster is None
        else f"{counted(size_of(roster), 'creator', answers.locale)} of {roster.source}.",
        *platform_notes(answers.platforms, roster, answers.locale),
        *(sentence for _, sentence in set_by),
        "No other rules: no quality filter, nobody locked or excluded.",
    )
    return Start(brief, campaign, audience, sentences)


def _converted(default: Default, answers: Answers) -> tuple[Any, str]:
    """The default's value and sentence with amounts in the campaign's currency, rounded to whole units."""
    value = json.loads(json.dumps(default.value))
    shown: dict[str, str] = {}
    for path in default.money:
        *parents, last = path.split(".")
        holder = value
        for key in parents:
            holder = holder[key]
        holder[last] = _in_currency(holder[last], answers.currency)
        shown[path] = money(holder[last], answers.currency, answers.locale)
    sentence = default.sentence
    for path, words in shown.items():
        sentence = sentence.replace(f"{{{path}}}", words)
    return value, sentence


def _in_currency(usd_cents: int, currency: str) -> int:
    key = f"units_per_usd.{currency}.all"
    assumptions = default_assumptions()
    rate = assumptions[key].number if key in assumptions else 1.0
    return max(1, round(usd_cents * rate / 100)) * 100


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    place: dict[str, Any] = data
    for key in parents:
        place = place.setdefault(key, {})
    if isinstance(value, Mapping) and isinstance(place.get(last), dict):
        place[last].update(value)
    else:
        place[last] = value
