"""What a reader should know of the deals in a plan: who may say no, what is not known, seats of no event."""

from collections.abc import Iterator

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Compensation
from planner.forecast.table import COMPENSATIONS, PackageTable
from planner.optimise.restricted import Selection
from planner.wording import count, counted, some_of

_MANY = 0.5
"""From this share of unknowns the evidence is called weak."""


def deal_notes(table: PackageTable, brief: Brief, chosen: Selection) -> Iterator[str]:
    """Sentences in the order of their weight; none for a plan of quoted packages without stock."""
    rows, counts = chosen.index, chosen.counts
    total = int(counts.sum())
    if not total:
        return
    event = table.compensation[rows] == COMPENSATIONS.index(Compensation.EVENT)
    seated = np.zeros(len(rows), bool)
    for name in brief.resources:
        seated |= table.uses[name][rows] > 0
    without = int(counts[event & ~seated].sum())
    if without:
        who = "1 creator is" if without == 1 else f"{counted(without, 'creator', brief.locale)} are"
        yield (
            f"{who} paid with a seat at an event, but the brief counts no seats: give it a stock of seats, "
            "or leave event access out of the ways of paying."
        )
    if brief.offers is None:
        return
    yes = float(counts @ table.accepts[rows])
    yield (
        f"About {count(yes, brief.locale)} of {counted(total, 'creator', brief.locale)} will say yes to their offers: "
        "the forecast counts on that, so ask the next ones on the bench early."
    )
    unknown = int(counts[np.isnan(table.affinity[rows])].sum())
    if unknown > _MANY * total:
        yield (
            f"Weak evidence: for {some_of(unknown, total, 'creator', brief.locale)}, we don’t "
            "know if they follow, mention or buy the brand. Add it to the roster, or give scores of your own."
        )
