"""A catalogue in place of a list: its market for a brief, and questions asked of either."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from planner.brief.brief import Brief
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.market import Market
from planner.catalogue.whole import CatalogueMarket
from planner.domain.persons import is_person
from planner.domain.platforms import Platform
from planner.domain.roster import Roster, creator_id
from planner.optimise.watch import Watch
from planner.outcome import Outcome
from planner.planning import plan
from planner.problems import BadInput, Problem

T = TypeVar("T")


def listed(path: str | os.PathLike[str], brief: Brief, names: Iterable[str], watch: Watch) -> Roster:
    """The short list of a catalogue for a brief, with everybody of these names who is there.

    names: handles, ids, or persons as `@Lina Hart`. The roster knows its market; `asked` asks it. Raises BadInput,
    Cancelled.
    """
    catalogue = Catalogue.open(path)
    in_currency(catalogue, brief.currency, f"catalogue '{path}'")
    return CatalogueMarket.open(catalogue, brief, watch, named=references(names)).roster


def check_names(path: str | os.PathLike[str], names: Iterable[str]) -> None:
    """Raises BadInput for each of these names, as `listed` takes them, that nobody in a catalogue has."""
    catalogue, asked = Catalogue.open(path), {name: references([name]) for name in names}
    known = frozenset(catalogue.find(frozenset().union(*asked.values())).creators["id"])
    wrong, accepted = "is not in the catalogue", "a creator's id or handle of the catalogue"
    unknown = [name for name, meant in asked.items() if known.isdisjoint(meant)]
    if unknown:
        raise BadInput([Problem("the creator", name, wrong, accepted) for name in unknown])


def in_currency(catalogue: Catalogue, currency: str, place: str) -> None:
    """Raises BadInput for a catalogue whose amounts are in another currency. place: what a sentence calls it."""
    own = catalogue.manifest.currency
    if own != currency:
        wrong = f"is in {own}, and the brief in {currency}"
        accepted = f"a brief in {own}, or a catalogue with amounts in {currency}"
        raise BadInput([Problem(place, "", wrong, accepted)])


def settled(roster: Roster, brief: Brief, watch: Watch) -> tuple[Outcome, Roster]:
    """The answer to a brief in a whole market, and the short list on which it was found, as a list of its own.

    For questions that only make sense of a list, such as who stands by. Raises BadInput and Cancelled.
    """

    def planned(short: Roster | None) -> tuple[Outcome, Roster]:
        assert short is not None
        return plan(short, brief, watch), replace(short, market=None)

    return asked(roster, planned, watch)


def references(names: Iterable[str]) -> frozenset[str]:
    """Whom names can mean: ids, persons, or the handles of accounts on any platform."""
    return frozenset(reference for name in names for reference in _references(name))


def _references(name: str) -> Iterator[str]:
    """Whom a name can mean: an id, a person, or the handle of an account on any platform."""
    name = name.strip()
    if is_person(name):
        yield name
    platform, colon, handle = name.partition(":")
    if colon:
        yield creator_id(platform.strip().casefold(), handle)
    else:
        yield from (creator_id(platform, name) for platform in Platform)


def asked(roster: Roster | None, question: Callable[[Roster | None], T], watch: Watch) -> T:
    """The answer to a question; of a market's short list, one that holds for the whole market.

    The question may be asked several times, each time of a longer list. What it raises is passed on.
    """
    market = None if roster is None else roster.market
    return market.ask(question, watch) if isinstance(market, Market) else question(roster)


def joined(roster: Roster) -> Roster:
    """A market's short list as it has grown; any other roster as it is."""
    return roster.market.roster if isinstance(roster.market, Market) else roster
