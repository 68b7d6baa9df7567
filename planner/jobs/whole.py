"""Questions of the pages about a catalogue: the worker opens it where a roster stands for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from planner.brief.brief import Brief
from planner.domain.offered import Offered, offered_in
from planner.domain.roster import Roster
from planner.optimise.watch import Watch
from planner.workers import Context

if TYPE_CHECKING:
    from planner.catalogue.whole import CatalogueMarket

T = TypeVar("T")
ANSWERED = 5 / 6
"""Part of a job's time by which a question has its answer, so that no worker is stopped with one in hand."""
_last: dict[tuple[str, str], tuple[CatalogueMarket, set[str]]] = {}
"""The market that this worker asked last, by brief and fingerprint, and who was named so far."""


def watch_of(context: Context) -> Watch:
    """The one deadline of a question that plans several times, whatever it asks again: what is known then is told."""
    return Watch(stop=context.cancel_event).within(context.seconds * ANSWERED)


def answered(
    roster: Roster | None, brief: Brief, names: Iterable[str], question: Callable[[Roster | None], T], watch: Watch
) -> T:
    """The answer to a question about a roster; of one that stands for a catalogue, an answer about all of that.

    names: creators whom the question is about. Raises what the question raises, BadInput, and Cancelled.
    """
    offered = offered_in(roster)
    return question(roster) if offered is None else answered_out_of(offered, brief, names, question, watch)


def answered_out_of(
    offered: Offered, brief: Brief, names: Iterable[str], question: Callable[[Roster | None], T], watch: Watch
) -> T:
    """The answer to a question about a catalogue of this server. Raises as `answered` does."""
    from planner.catalogue.memory import giving_back
    from planner.catalogue.offers import by_name, directory_of
    from planner.catalogue.opening import asked, listed, references
    from planner.catalogue.whole import CatalogueMarket

    wanted, key = set(names), (brief.model_dump_json(), offered.fingerprint)
    market, known = _last.get(key, (None, set()))
    with by_name(), giving_back():
        if market is None:
            _last.clear()
            short = listed(directory_of(offered), brief, wanted, watch)
            if not isinstance(short.market, CatalogueMarket):
                # So small a catalogue is planned like any list.
                return question(short)
            market = short.market
        else:
            # It may have been built anew since.
            directory_of(offered)
            market.add(references(wanted - known), watch)
        _last[key] = market, wanted | known
        return asked(market.roster, question, watch)
