"""Catalogues that visitors of a server may plan with: those that its owner names in the file of PLANNER_CATALOGUES.

    ["Vendor, autumn"]
    directory = "/srv/catalogues/autumn"

What a visitor sends names a catalogue, never a directory. Workers read the same setting.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

import numpy as np
from pydantic import Field

from planner import fitting
from planner.brief.brief import Brief
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.lacking import named_by
from planner.catalogue.opening import in_currency, listed
from planner.domain.offered import Offered, offered_in, standing_for
from planner.domain.roster import Frozen, Roster
from planner.domain.roster_parts import part_of
from planner.optimise.watch import Watch
from planner.owner_file import tables_in
from planner.problems import BadInput, Problem

SETTING = "PLANNER_CATALOGUES"
SOME = 200
"""Creators who are on the pages for all, about."""


class Offer(Frozen):
    """A catalogue that may be planned with."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\[\]<>]+$")
    directory: str = Field(min_length=1, max_length=2_000)


def configured(environment: Mapping[str, str] = os.environ) -> tuple[Offer, ...]:
    """What the owner of this server offers: nothing without the setting. Raises BadInput for a file that is none."""
    return tables_in(SETTING, environment, "catalogue", Offer)


def names_offered() -> tuple[str, ...]:
    """Names of the catalogues that this server offers; none where the owner's file cannot be used."""
    try:
        return tuple(one.name for one in configured())
    except BadInput:
        return ()


def named(name: str, currency: str) -> Offered:
    """The catalogue of this name as it is now.

    Raises BadInput where it is not offered, cannot be used, or has its amounts in another currency.
    """
    try:
        offers = configured()
    except BadInput:
        # Where the file lies is the owner's business.
        wrong = "cannot be looked up: this server's list of catalogues cannot be used"
        raise BadInput(
            [Problem("catalogue", name, wrong, "a roster, until the server's owner has mended it")]
        ) from None
    found = next((one for one in offers if one.name == name), None)
    if found is None:
        accepted = ", ".join(one.name for one in offers) or "a roster; this server offers no catalogues"
        raise BadInput([Problem("catalogue", name, "is not offered by this server", accepted)])
    with by_name():
        catalogue = Catalogue.open(found.directory)
        in_currency(catalogue, currency, f"catalogue '{found.directory}'")
    return _offered(name, catalogue)


def _offered(name: str, catalogue: Catalogue) -> Offered:
    size = {"creators": catalogue.creators, "packages": catalogue.packages}
    return Offered(name=name, fingerprint=catalogue.fingerprint, **size)


def directory_of(offered: Offered) -> str:
    """Where a catalogue lies that a roster stands for. Raises BadInput when it is not offered, or was built anew."""
    place = f"the catalogue {offered.name}"
    offers = configured()
    found = next((one for one in offers if one.name == offered.name), None)
    if found is None:
        names = ", ".join(one.name for one in offers) or "a list of creators; this server offers no catalogues"
        raise BadInput([Problem(place, "", "is not offered by this server", names)])
    if Catalogue.open(found.directory).fingerprint != offered.fingerprint:
        raise BadInput([Problem(place, "", "was built anew since", "the catalogue chosen again on the Roster page")])
    return found.directory


def opened(roster: Roster | None, brief: Brief, names: Iterable[str], watch: Watch) -> Roster | None:
    """The roster; of one that stands for a catalogue, the catalogue's short list for a brief, with these creators.

    Raises BadInput and Cancelled.
    """
    offered = offered_in(roster)
    return roster if offered is None else listed(directory_of(offered), brief, names, watch)


@contextmanager
def by_name() -> Iterator[None]:
    """What is wrong with a catalogue inside this is told by its name: where it lies is the owner's business."""
    try:
        yield
    except BadInput as bad:
        names = [(f"catalogue '{one.directory}'", f"the catalogue {one.name}") for one in configured()]
        told = list(bad.problems)
        for place, name in names:
            told = [replace(one, place=one.place.replace(place, name)) for one in told]
        for offer in configured():
            told = [replace(one, wrong=one.wrong.replace(offer.directory, offer.name)) for one in told]
        raise BadInput(told) from None


def check_offered(offered: Offered, currency: str) -> None:
    """Raises BadInput where a catalogue is not offered as it was, or its amounts are in another currency."""
    with by_name():
        directory = directory_of(offered)
        in_currency(Catalogue.open(directory), currency, f"catalogue '{directory}'")


def offered_roster(offer: Offer, currency: str) -> Roster:
    """A roster that stands for a catalogue: some of its creators, with the columns of all.

    Raises BadInput, also where its amounts are in another currency.
    """
    with by_name():
        catalogue = Catalogue.open(offer.directory)
        in_currency(catalogue, currency, f"catalogue '{offer.directory}'")
        return _standing(offer.name, offer.directory, catalogue.fingerprint)


def chosen(offer: Offer, brief: Brief) -> tuple[Roster, Brief, tuple[str, ...]]:
    """A catalogue to plan out of: its roster, the brief without what the catalogue lacks, and what that is, in words.

    The roster has everybody whom the brief names. Raises BadInput.
    """
    roster = offered_roster(offer, brief.currency)
    offered = offered_in(roster)
    assert offered is not None
    roster = with_these(roster, offered, named_by(brief))
    return roster, *fitting.without_unknown(brief, roster)


def standing(directory: str, currency: str) -> Roster:
    """A roster that stands for the catalogue in a directory, under its own name.

    Raises BadInput, also where its amounts are in another currency.
    """
    catalogue = Catalogue.open(directory)
    in_currency(catalogue, currency, f"catalogue '{directory}'")
    return _standing(catalogue.name, directory, catalogue.fingerprint)


@lru_cache(4)
def _standing(name: str, directory: str, fingerprint: str) -> Roster:  # noqa: ARG001 told apart by it
    catalogue = Catalogue.open(directory)
    return standing_for(catalogue.find(_some(catalogue)), _offered(name, catalogue))


def _some(catalogue: Catalogue) -> set[str]:
    """Ids of large ones on every platform, and of one at least from every country.

    What a form offers of a list is then there from the start. A platform that came in later, with a plan, would be one
    that nobody chose.
    """
    missing = {
        "platform": {one for shard in catalogue.shards for one in shard.kept.platforms},
        "country": {one for shard in catalogue.shards for one in shard.kept.countries},
    }
    most, found = {"platform": max(SOME // max(len(missing["platform"]), 1), 1), "country": 1}, set[str]()
    for shard in sorted(catalogue.shards, key=lambda one: (-one.kept.followers[1], one.number)):
        here = {"platform": set(shard.kept.platforms), "country": set(shard.kept.countries)}
        if all(left.isdisjoint(here[column]) for column, left in missing.items()):
            continue
        people = shard.people(("id", *missing, "followers")).sort_values("followers", ascending=False, kind="stable")
        for column, left in missing.items():
            new = people[people[column].str.casefold().isin(left)]
            found |= set(new.groupby(column, sort=False).head(most[column])["id"])
            left -= here[column]
    return found


def with_these(roster: Roster, offered: Offered, ids: Iterable[str]) -> Roster:
    """The roster with these creators of its catalogue too, and all accounts of theirs. Raises BadInput."""
    missing = sorted(set(ids) - set(roster.creators["id"]))
    if not missing:
        return roster
    known = set(roster.creators["id"])
    with by_name():
        catalogue = Catalogue.open(directory_of(offered))
        found = catalogue.find(missing)
    fresh = [name not in known for name in found.creators["id"]]
    if not any(fresh):
        return roster
    return standing_for(catalogue.joined([roster, part_of(found, np.array(fresh, bool))]), offered)
