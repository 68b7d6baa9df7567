"""What a brief names and a roster does not have, found before anything is planned."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.brief.attributes import Asked, asked_of
from planner.brief.brief import Brief, GoalKind
from planner.brief.sales import CLICK_COLUMN, CONVERSION_COLUMN
from planner.domain.attributes import attributes_of, values_among
from planner.domain.audience import audience_problems
from planner.domain.persons import BUNDLE, bundles_of, is_person, people_of, person_key, persons_of, references_to
from planner.domain.roster import AVAILABILITY, ORIGINAL_COLUMNS, Platform, Roster
from planner.forecast.assumptions import assumptions_of, default_assumptions
from planner.forecast.lines import offered_stock
from planner.forecast.options import choices_of
from planner.forecast.persons import MOST_CHOICES
from planner.forecast.targeting import weight_problems
from planner.forecast.waves import WAVE, dated, free, slots
from planner.problems import Problem
from planner.wording import counted, few

_NEAR = 60.0
"""Similarity (0 to 100) from which a name is offered as what was probably meant."""
_LOOKED_UP = 2
"""A search through every id takes milliseconds; only the first few unknown creators get one."""
_SHOWN = 5


def cross_check(roster: Roster, brief: Brief) -> tuple[Problem, ...]:
    """Everything in the brief that this roster cannot answer, each with the field's place in the brief.

    Empty when the two fit. Values that make the brief impossible to meet are not problems but refusals, and
    belong to the planner; edited assumptions are checked where they are applied.
    """
    if len(roster) == 0:
        return (Problem("roster", "", "holds no creators", "a roster with at least one creator"),)
    return (
        *brief_problems(brief),
        *_currencies(roster, brief),
        *_budget(roster, brief),
        *_creators(roster, brief),
        *_packages(roster, brief),
        *_persons(roster, brief),
        *_bundles(roster),
        *_platforms(roster, brief),
        *_columns(roster, brief),
        *_waves(roster, brief),
        *_available(roster, brief),
        *_scored(roster, brief),
        *_attributes(roster, brief),
        *_segment_countries(roster, brief),
        *audience_problems(roster.creators),
        *_rates(roster, brief),
    )


def brief_problems(brief: Brief) -> tuple[Problem, ...]:
    """Those of them that a brief has whatever the roster."""
    return (*currency_problems(brief), *_lead_times(brief), *weight_problems(brief, assumptions_of(brief)))


def currency_problems(brief: Brief) -> tuple[Problem, ...]:
    """A currency without a rate, with the list of those that have one."""
    known = default_assumptions().currencies
    if brief.currency in known:
        return ()
    return (
        Problem("currency", brief.currency, "isn't a currency with an exchange rate", f"one of {', '.join(known)}"),
    )


def _currencies(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Currencies of fees in the list for which the brief states no rate: none is invented."""
    if ORIGINAL_COLUMNS[0] not in roster.packages:
        return
    codes = roster.packages[ORIGINAL_COLUMNS[0]]
    for code in sorted(set(codes) - {"", brief.currency, *brief.exchange}):
        many = int((codes == code).sum())
        wrong = f"is the currency of {many:,} fee{'' if many == 1 else 's'}, and the brief states no rate for it"
        yield Problem(f"exchange.{code}", code, wrong, f"what 1 {code} is worth in {brief.currency}")


def _budget(roster: Roster, brief: Brief) -> Iterator[Problem]:
    if brief.budget_cents != 0:
        return
    offers = roster.packages
    free = (offers["fee_cents"] == 0) & (offers["commission_cents"] == 0)
    if not free.any() and not any(wanted.agreed_fee_cents == 0 for wanted in brief.must_have):
        yield Problem("budget_cents", "0", "buys nothing", "a budget above 0, or packages without a fee")


def _platforms(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Platforms of the roster that neither the table nor the brief has figures of."""
    for name in roster.creators["platform"].unique():
        if name not in Platform and name not in brief.new_platforms:
            accepted = f"new_platforms.{name}, with its reach, its engagement and a price"
            yield Problem("roster, column platform", str(name), "is a platform without figures", accepted)


def _persons(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """People whose accounts can be combined in more ways than are listed, rights and money behind posts included."""
    persons = persons_of(roster.creators)
    offers = roster.packages["creator"].value_counts() * choices_of(brief) if persons else None
    for name, accounts in persons.items():
        assert offers is not None
        ways = math.prod(int(offers.get(account, 0)) + 1 for account in accounts)
        if ways > MOST_CHOICES:
            yield Problem(
                f"roster, person {name}",
                counted(len(accounts), "account"),
                f"could be booked in {ways:,} ways",
                f"at most {MOST_CHOICES:,}: fewer packages for each account"
                + (", or fewer amounts behind posts and rights to choose from" if choices_of(brief) > 1 else ""),
            )


def _bundles(roster: Roster) -> Iterator[Problem]:
    """Packages that have one price together with nothing, or with another package of the same account."""
    offers = roster.packages
    if BUNDLE not in offers:
        return
    whole = {
        row
        for rows in bundles_of(roster.creators, offers)
        if len(rows) > 1 and offers["creator"].iloc[rows].is_unique
        for row in rows
    }
    wrong = [int(row) for row in np.flatnonzero(offers[BUNDLE] > 0) if int(row) not in whole]
    for row in wrong[:_SHOWN]:
        who = roster.creators["id"].iloc[int(offers["creator"].iloc[row])]
        yield Problem(
            f"roster, {BUNDLE} of {who}, package {offers['id'].iloc[row]}",
            f"{offers[BUNDLE].iloc[row]:g}",
            "is a price together with no package of another account of the same person",
            "one package on each of two or more accounts of a person (column person), or 0",
        )


def _creators(roster: Roster, brief: Brief) -> Iterator[Problem]:
    places = tuple(_named_creators(brief))
    if not places:
        return
    ids = roster.creators["id"]
    known = set(ids[ids.isin({name for _, name in places})])
    if any(is_person(name) for _, name in places):
        people = people_of(roster.creators)
        # Groups are of accounts.
        named = {name for place, name in places if is_person(name) and not place.startswith("groups.")}
        known |= {name for name in named if person_key(name) in people}
    unknown = [(place, name) for place, name in places if name not in known]
    if not unknown:
        return
    nearest: dict[str, str] = {}
    every = ids.to_numpy(dtype=object)
    for _, name in unknown:
        if name not in nearest and len(nearest) < _LOOKED_UP:
            nearest[name] = _person_meant(name, roster) or _meant(name, every)
    for place, name in unknown:
        accepted = nearest.get(name, "the id of a creator in the roster")
        yield Problem(place, name, "is not in the roster", accepted)


def _named_creators(brief: Brief) -> Iterator[tuple[str, str]]:
    for at, wanted in enumerate(brief.must_have):
        yield f"must_have.{at}.creator", wanted.creator
    for at, name in enumerate(brief.excluded):
        yield f"excluded.{at}", name
    for at, group in enumerate(brief.groups):
        for member, name in enumerate(group.creators):
            yield f"groups.{at}.creators.{member}", name
        if group.only_with is not None:
            yield f"groups.{at}.only_with", group.only_with


def _person_meant(name: str, roster: Roster) -> str:
    """Which person to write instead of one whom nobody is; empty when none has such a name."""
    people = {person_key(one): one for one in references_to(roster.creators)} if is_person(name) else {}
    if person_key(name) in people:
        accounts = roster.creators["id"].iloc[people_of(roster.creators)[person_key(name)]]
        return f"accounts of theirs: {', '.join(accounts)}"
    from rapidfuzz import fuzz, process  # only a name that nobody has needs it

    near = process.extractOne(person_key(name), list(people), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return "" if near is None else f"a person or the id of a creator in the roster; the nearest is {people[near[0]]}"


def _meant(name: str, ids: NDArray[np.object_]) -> str:
    """What to write instead of an id that nobody has."""
    platform, colon, handle = name.partition(":")
    if not colon or not platform.isidentifier():
        handle = name
    handle = handle.strip().lstrip("@").casefold()
    same = [f"{p}:{handle}" for p in sorted(Platform)]
    at = np.minimum(np.searchsorted(ids, same), len(ids) - 1)
    found = [name for name, there in zip(same, ids[at], strict=True) if name == there]
    if len(found) > 1:
        return f"{_one_of(found)}, whichever platform is meant"
    if found:
        return found[0]
    from rapidfuzz import fuzz, process  # only a name that nobody has needs it

    near = process.extractOne(name.casefold(), ids, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is None:
        return f"the id of a creator in the roster, such as {ids[0]}"
    return f"the id of a creator in the roster; the nearest is {near[0]}"


def _packages(roster: Roster, brief: Brief) -> Iterator[Problem]:
    asked = [(at, wanted) for at, wanted in enumerate(brief.must_have) if wanted.package is not None]
    if not asked:
        return
    ids, owner = roster.creators["id"], roster.packages["creator"].to_numpy(np.int64)
    rows = ids[ids.isin({wanted.creator for _, wanted in asked})]
    row_of = {str(name): int(row) for row, name in rows.items()}
    for at, wanted in asked:
        if wanted.creator not in row_of:
            continue
        first, end = np.searchsorted(owner, [row_of[wanted.creator], row_of[wanted.creator] + 1])
        offered = [str(name) for name in roster.packages["id"].iloc[first:end]]
        if wanted.package not in offered and brief.offers is None:
            yield Problem(
                f"must_have.{at}.package",
                str(wanted.package),
                f"is not a package of {wanted.creator}",
                _one_of(offered) if offered else "no package: this creator offers none",
            )


def _columns(roster: Roster, brief: Brief) -> Iterator[Problem]:
    needless = offered_stock(brief)
    asked = [(f"resources.{name}", name) for name in brief.resources if name not in needless]
    if brief.goal.kind is GoalKind.SCORE and brief.goal.score is not None:
        asked.append(("goal.score", brief.goal.score))
    second = brief.second_goal
    if second is not None and second.goal.score is not None:
        asked.append(("second_goal.goal.score", second.goal.score))
    for place, name in asked:
        if name not in roster.numbers:
            # A number of a wave or a bundle is a name, of which there is nothing to add up.
            offered = _nearest_first(name, (number for number in roster.numbers if number not in (WAVE, BUNDLE)))
            none = "a roster with such a column; "
            none += "none is given" if roster.archetypes else "this one has no number columns"
            yield Problem(place, name, "is not a number column of the roster", _one_of(offered) if offered else none)


def _rates(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Rates of clicks and conversions: there where the goal needs them, and no share above all."""
    asked = {brief.goal.kind, None if brief.second_goal is None else brief.second_goal.goal.kind}
    for column, usual in ((CLICK_COLUMN, brief.sales.click_rate), (CONVERSION_COLUMN, brief.sales.conversion_rate)):
        stated = column in roster.numbers
        if GoalKind.CONVERSIONS in asked and usual is None and not stated:
            accepted = f"a rate from 0 to 1, or a roster with the column {column}"
            yield Problem(f"sales.{column}", "", "is needed for the goal conversions", accepted)
        if not stated:
            continue
        values = roster.packages[column].to_numpy(float)
        for row in np.flatnonzero((values < 0) | (values > 1))[:_SHOWN]:
            offer = roster.packages.iloc[int(row)]
            who = roster.creators["id"].iloc[int(offer["creator"])]
            place = f"{column} of {who}, package {offer['id']}"
            yield Problem(place, f"{values[row]:g}", "is not a share", "0 to 1 (0% to 100%)")


def _waves(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Packages whose wave the brief does not have: the first is named, the others are counted."""
    if not brief.waves or WAVE not in roster.numbers:
        return
    values, last = roster.packages[WAVE].to_numpy(float), len(brief.waves)
    wrong = np.flatnonzero((values != np.floor(values)) | (values < 0) | (values > last))
    if len(wrong):
        offer = roster.packages.iloc[int(wrong[0])]
        who = roster.creators["id"].iloc[int(offer["creator"])]
        more = len(wrong) - 1
        others = f", nor is that of {more:,} other package{'' if more == 1 else 's'}" if more else ""
        yield Problem(
            f"waves, package {offer['id']} of {who}",
            f"{values[wrong[0]]:g}",
            f"is not a wave of the brief, which has {last}{others}",
            f"a whole number from 1 to {last} in the column {WAVE}, or nothing to spread the package over all waves",
        )


def _available(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Must-haves who are available in no wave, and rosters in which nobody is."""
    if AVAILABILITY not in roster.creators or not brief.available_only:
        return
    times = slots(brief, default_assumptions(), date(2000, 1, 1))
    never = free(roster, brief, times) == 0
    if not never.any():
        return
    when = f"the days of the campaign, {times[0].first} to {times[-1].last}" if dated(brief) else "a wave of the brief"
    accepted = f"{when}, or available_only = false"
    ids, texts = roster.creators["id"].to_numpy(dtype=object), roster.creators[AVAILABILITY].to_numpy(dtype=object)
    for at, wanted in enumerate(brief.must_have):
        row = int(np.searchsorted(ids, wanted.creator))
        if row < len(ids) and ids[row] == wanted.creator and never[row]:
            what = f"is when {wanted.creator} is available, which forbids every package of theirs"
            yield Problem(f"must_have.{at}", str(texts[row]), what, accepted)
    if never.all():
        yield Problem("roster, column availability", str(texts[0]), "forbids every package of every creator", accepted)


def _lead_times(brief: Brief) -> Iterator[Problem]:
    """Too little time between the first day of work and the first wave."""
    if brief.flight is None or brief.flight.work_from is None:
        return
    numbers = assumptions_of(brief)
    needed = sum(round(numbers.number(f"lead_days_{step}")) for step in ("consult", "brief", "create", "review"))
    first = slots(brief, numbers, brief.flight.start)[0].first
    left = (first - brief.flight.work_from).days
    if left < needed:
        possible = brief.flight.work_from + timedelta(days=needed)
        yield Problem(
            "flight.work_from",
            str(brief.flight.work_from),
            f"leaves {max(left, 0)} days until the first wave, and asking, briefing, creating, reviewing take {needed}",
            f"a first wave on {possible} or later, work from {first - timedelta(days=needed)}, or shorter lead times",
        )


def _scored(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Scores of creators whom the roster does not have do nothing, which somebody should know who typed them."""
    if not brief.scores and not brief.exceptions:
        return
    ids = roster.creators["id"]
    known = set(ids[ids.isin([*brief.scores, *brief.exceptions])])
    for field, names in (("scores", brief.scores), ("exceptions", brief.exceptions)):
        for name in names:
            if name not in known:
                yield Problem(f"{field}.{name}", "", "is not in the roster", _meant(name, ids.to_numpy(dtype=object)))


def _attributes(roster: Roster, brief: Brief) -> Iterator[Problem]:
    """Bands on a column that the list does not have, or on a value that nobody has, with the nearest ones."""
    there, missing = attributes_of(roster.creators.columns), set()
    for one in asked_of(brief):
        if one.column not in roster.creators:
            if one.attribute not in missing:
                place = f"attributes.{one.attribute}" if one.place[0] == "attributes" else one.path
                accepted = _one_of(_nearest_first(one.attribute, there))
                yield Problem(place, "", "is not a text column of the roster", accepted)
            missing.add(one.attribute)
            continue
        if problem := value_problem(one, _known(roster, one.column)):
            yield problem


def value_problem(one: Asked, known: Sequence[str]) -> Problem | None:
    """What is wrong with a band on a value of an attribute. known: all values that creators have."""
    if one.value.strip().casefold() in {name.casefold() for name in known}:
        return None
    accepted = _one_of(_nearest_first(one.value, known)) if known else f"a roster with a {one.attribute} column"
    return Problem(one.path, "", f"is not a {one.attribute} of any creator in the roster", accepted)


def _segment_countries(roster: Roster, brief: Brief) -> Iterator[Problem]:
    if not roster.archetypes and any(segment.country is not None for segment in brief.audience):
        yield from country_problems(brief, _known(roster, "country"))


def country_problems(brief: Brief, known: Sequence[str]) -> Iterator[Problem]:
    """A country nobody in the roster has is a fair question; one written in another way is a mistake."""
    asked = [(at, s.country) for at, s in enumerate(brief.audience) if s.country is not None]
    for at, name in asked:
        if known and all(_is_code(other) != _is_code(name) for other in known):
            way = "a two-letter code" if _is_code(known[0]) else "a country name"
            yield Problem(
                f"audience.{at}.country",
                name,
                "is not written as the countries of the roster are",
                f"{way} such as {few(_nearest_first(name, known), _SHOWN)}",
            )


def _is_code(country: str) -> bool:
    return len(country) == 2


def _known(roster: Roster, column: str) -> tuple[str, ...]:
    """Every value of an attribute; of a cell with several, each."""
    return values_among(map(str, roster.creators[column].unique()))


def _nearest_first(name: str, known: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz

    return sorted(known, key=lambda other: (-fuzz.ratio(name.casefold(), other.casefold()), other))


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"one of {few(names, _SHOWN)}"
