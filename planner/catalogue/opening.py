"""A catalogue in place of a list: its market for a brief, and questions asked of either."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from planner.brief.brief import Brief
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.market import Market
from planner.catalogue.whole import CatalogueMarket
from planner.domain.persons import is_person
from planner.domain.platforms import Platform
from planner.domain.roster import Roster, creator_id
from planner.optimise.watch import Watch
from planner.problems import BadInput, Problem

T = TypeVar("T")


def listed(path: str | os.PathLike[str], brief: Brief, names: Iterable[str], watch: Watch) -> Roster:
    """The short list of a catalogue for a brief, with everybody of these names who is there.

    names: handles, ids, or persons as `@Lina Hart`. The roster knows its market; `asked` asks it. Raises BadInput,
    Cancelled.
    """
    catalogue = Catalogue.open(path)
    currency = catalogue.manifest.currency
    if currency != brief.currency:
        wrong = f"is in {currency}, and the brief in {brief.currency}"
        accepted = f"a brief in {currency}, or a catalogue built with --currency {brief.currency}"
        raise BadInput([Problem(f"catalogue '{path}'", "", wrong, accepted)])
    return CatalogueMarket.open(catalogue, brief, watch, named=references(names)).roster


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
