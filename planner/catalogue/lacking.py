"""What a brief names that nobody in a catalogue has.

The manifest and the index say most of it, before a file is read: somebody who is nowhere, a value of an attribute that
nobody has, a column that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.brief.attributes import Asked, asked_of
from planner.brief.brief import Brief
from planner.catalogue.catalogue import Catalogue
from planner.crosscheck import brief_problems, country_problems, cross_check, value_problem
from planner.domain.attributes import values_among
from planner.domain.roster import Roster
from planner.problems import Problem

_NAMED = {"must_have", "excluded", "groups", "scores", "exceptions"}
"""Fields of a brief that name creators."""
_COLUMNS = {"resources", "goal", "second_goal", "sales", "attributes"}
"""Fields of a brief that name columns, which are those of every file."""


def named_by(brief: Brief) -> Iterator[str]:
    """Everybody whom a brief names."""
    yield from (wanted.creator for wanted in brief.must_have)
    yield from brief.excluded
    for group in brief.groups:
        yield from group.creators
        if group.only_with is not None:
            yield group.only_with
    yield from brief.exceptions
    yield from brief.scores


def problems_of(catalogue: Catalogue, brief: Brief, roster: Roster) -> Sequence[Problem]:
    """As `planner.crosscheck.cross_check` of all its creators: what some lack, others may have.

    roster: some of them. Raises BadInput when a file that has to be read was changed.
    """
    if not (found := cross_check(roster, brief)):
        return ()
    named = catalogue.find(set(named_by(brief)).difference(roster.creators["id"]))
    if len(named):
        found = cross_check(catalogue.joined([roster, named]), brief)
    bands = {one.path: one for one in asked_of(brief)}
    final, left = list(brief_problems(brief)), dict[str, Problem]()
    for one in found:
        field = one.place.partition(".")[0]
        band = bands.get(one.place)
        if band is not None and band.column in catalogue.columns.creators:
            final += _of_value(catalogue, band)
        elif field in _NAMED | _COLUMNS:
            final.append(one)
        elif field == "audience" and one.place.endswith(".country"):
            final += [other for other in country_problems(brief, catalogue.countries) if other.place == one.place]
        elif one not in final:
            left[one.place] = one
    for shard in catalogue.shards if left else ():
        there = {one.place for one in cross_check(shard.roster(), brief)}
        left = {place: one for place, one in left.items() if place in there}
        if not left:
            break
    return tuple(dict.fromkeys((*final, *left.values())))


def _of_value(catalogue: Catalogue, band: Asked) -> Iterator[Problem]:
    """What is wrong with a value of an attribute, of which the manifest keeps all, or the column alone is read."""
    wanted, seen = band.value.strip().casefold(), set[str]()
    for cells in catalogue.cells(band.column):
        seen |= cells
        if any(wanted == value.casefold() for value in values_among(cells)):
            return
    if problem := value_problem(band, values_among(seen)):
        yield problem
