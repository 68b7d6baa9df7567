"""What is known of a creator and the brand: figures of the roster, replaced by what somebody says who knows them."""

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Floats
from planner.frozen import dataclass

SIGNS = {
    "customer": "affinity_of_customer",
    "mentions_brand": "affinity_of_mention",
    "follows_brand": "affinity_of_follow",
}
"""Roster columns that show closeness to the brand, and the assumption that weighs each."""


@dataclass(frozen=True, eq=False)
class Closeness:
    """Scores per creator, 0 to 1, NaN where not known; shape (creators,)."""

    fit: Floats
    authenticity: Floats
    affinity: Floats
    values: Floats
    sponsored_load: Floats


def closeness_of(roster: Roster, brief: Brief, assumptions: Assumptions) -> Closeness:
    """The roster's figures with the brief's own scores in their place.

    Affinity is the weighted share of the signs that are known: buys from the brand, mentions it, follows it. A sign
    that is not known counts neither way.
    """
    people = roster.people
    weight = np.zeros(len(people))
    total = np.zeros(len(people))
    for column, metric in SIGNS.items():
        if column in people:
            shown = people.numbers(column)
            weighs = assumptions.number(metric)
            total += np.where(np.isnan(shown), 0.0, shown * weighs)
            weight += np.where(np.isnan(shown), 0.0, weighs)
    affinity = np.full(len(people), np.nan)
    np.divide(total, weight, out=affinity, where=weight > 0)
    found = {
        "fit": people.numbers("fit").copy(),
        "authenticity": people.numbers("authenticity").copy(),
        "affinity": affinity,
        "values": known_numbers(roster, "values_match"),
        "sponsored_load": known_numbers(roster, "sponsored_load"),
    }
    if brief.scores:
        ids = people.texts("id")
        for creator, scores in brief.scores.items():
            row = int(np.searchsorted(ids, creator))
            if row < len(ids) and ids[row] == creator:
                for name, values in found.items():
                    said = getattr(scores, name)
                    if said is not None:
                        values[row] = said
    return Closeness(**found)


def known_numbers(roster: Roster, column: str) -> Floats:
    """An optional number column of the roster, NaN where it has none; shape (creators,)."""
    people = roster.people
    return people.numbers(column).copy() if column in people else np.full(len(people), np.nan)
