"""Making a brief fit a roster that does not have everything it names."""

from typing import Any

from planner.brief.attributes import asked_of
from planner.brief.brief import Brief
from planner.domain.attributes import values_in
from planner.domain.persons import is_person, people_of, person_key
from planner.domain.roster import Roster
from planner.forecast.lines import offered_stock
from planner.wording import label, person


def without_unknown(brief: Brief, roster: Roster) -> tuple[Brief, tuple[str, ...]]:
    """The brief without what this roster does not have, and what was left out, in words.

    Creators, packages, number columns, countries and categories of mixes, and a score goal are looked at.
    Everything else stays as it is.
    """
    people = people_of(roster.creators)
    named = (*(wanted.creator for wanted in brief.must_have), *brief.excluded)
    known = {*roster.creators["id"], *(one for one in named if is_person(one) and person_key(one) in people)}
    data: dict[str, Any] = brief.model_dump(mode="json")
    gone: list[str] = []

    kept = [entry for entry in data["must_have"] if entry["creator"] in known]
    gone += [
        f"the must-have {person(entry['creator'])}" for entry in data["must_have"] if entry["creator"] not in known
    ]
    offered = _offered(roster, {entry["creator"] for entry in kept if entry["package"] is not None})
    for entry in kept:
        if entry["package"] is not None and entry["package"] not in offered[entry["creator"]]:
            gone.append(f"the package {entry['package']} of {person(entry['creator'])}")
            entry["package"] = None
    data["must_have"] = kept

    gone += [f"the excluded {person(name)}" for name in data["excluded"] if name not in known]
    data["excluded"] = [name for name in data["excluded"] if name in known]

    groups = []
    for group in data["groups"]:
        lead = group["only_with"]
        if set(group["creators"]) <= known and (lead is None or lead in known):
            groups.append(group)
        else:
            gone.append(f"the group {group['name']}")
    data["groups"] = groups

    there = {*roster.numbers, *offered_stock(brief)}
    gone += [f"the stock of {label(name)}" for name in data["resources"] if name not in there]
    data["resources"] = {name: v for name, v in data["resources"].items() if name in there}
    gone += [f"the scores of {person(name)}" for name in data["scores"] if name not in known]
    data["scores"] = {name: v for name, v in data["scores"].items() if name in known}
    if data["goal"]["score"] is not None and data["goal"]["score"] not in roster.numbers:
        gone.append(f"the goal {label(data['goal']['score'])}; unique reach instead")
        data["goal"] = {"kind": "unique_reach", "score": None}

    # Of a market only some creators are here, so others may have what these lack.
    whole = roster.market is None
    for one in asked_of(brief):
        here = one.value.strip().casefold() in _values(roster, one.column) if whole else one.column in roster.creators
        if not here:
            gone.append(f"the limits on {one.value}")
            *places, value = one.place
            at = data
            for place in places:
                at = at[str(place)]
            del at[str(value)]
    return (Brief.read(data) if gone else brief), tuple(gone)


def _values(roster: Roster, column: str) -> set[str]:
    """Values of an attribute in small letters; none where the roster has no such column."""
    if column not in roster.creators:
        return set()
    return {value.casefold() for text in roster.creators[column].unique() for value in values_in(str(text))}


def _offered(roster: Roster, creators: set[str]) -> dict[str, set[str]]:
    owners = roster.creators["id"].to_numpy(dtype=object)[roster.packages["creator"].to_numpy()]
    packages: dict[str, set[str]] = {creator: set() for creator in creators}
    for owner, package in zip(owners, roster.packages["id"], strict=True):
        if owner in packages:
            packages[owner].add(str(package))
    return packages
