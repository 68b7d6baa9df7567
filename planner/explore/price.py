"""The price of the rules: the same budget with each family of rules lifted in turn."""

from collections.abc import Callable
from dataclasses import replace

from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.explore.solution import Booking, incoming
from planner.explore.study import Effort, Study
from planner.explore.worth import gained
from planner.optimise.rest import Missed
from planner.rules import RULES

EFFORT = Effort(gap=0.004, seconds=2.0)
_KEPT = ("budget", "one_package")
"""Never lifted: without money nothing has a price, and a creator is booked once."""


class Price(Frozen):
    """One family of rules lifted: `gain` is what the goal gains (less cash for the cheapest plan), `part` relative.

    rules: labels of the rules of the brief that it holds. at_most: no plan without them gains more.
    """

    family: str
    rules: tuple[str, ...]
    limits: int
    gain: float
    at_most: float
    part: float
    comes_in: tuple[Booking, ...] = ()


def price_of_rules(study: Study, report: Callable[[tuple[Price, ...]], None] = lambda _: None) -> tuple[Price, ...]:
    """Each family that the brief asks something of, dearest first. report: all so far, after each.

    For the cheapest plan the family that holds what is to be reached stays: nothing at all would be cheapest.
    From the watch's deadline on no other is begun. Raises Cancelled.
    """
    found: list[Price] = []
    missed = Missed()
    for family in families(study):
        if study.watch.late:
            break
        with missed:
            found.append(_price(study, family, _keys(family)))
            report(tuple(sorted(found, key=lambda one: -one.gain)))
    missed.ask(study.watch)
    return tuple(sorted(found, key=lambda one: -one.gain))


def families(study: Study) -> tuple[str, ...]:
    """Families of rules that the brief asks something of and can do without."""
    asked = {limit.rule for limit in study.limits}
    every = (family for family in dict.fromkeys(rule.family for rule in RULES) if asked.intersection(_keys(family)))
    return tuple(family for family in every if not (study.cheapest and family == "Results"))


def _keys(family: str) -> list[str]:
    return [rule.key for rule in RULES if rule.family == family and rule.key not in _KEPT]


def _price(study: Study, family: str, keys: list[str]) -> Price:
    other = study.changed(without(study.brief, keys))
    if "resources" in keys:
        # Without stocks nothing falls due for them either.
        other = replace(other, table=replace(other.table, fixed_cents=0, closed=()))
    found = gained(study, other, EFFORT)
    used = {limit.rule for limit in study.limits if limit.rule in keys}
    return Price(
        family=family,
        rules=tuple(rule.label for rule in RULES if rule.key in used),
        limits=sum(limit.rule in keys for limit in study.limits),
        gain=found.gain,
        at_most=found.at_most,
        part=found.gain / abs(study.base_solution.goal) if study.base_solution.goal else 0.0,
        comes_in=incoming(study.base_solution, found.solution),
    )


def without(brief: Brief, keys: list[str]) -> Brief:
    """The brief without the demands of these rules."""
    fields: dict[str, object] = {}
    for key in keys:
        if key == "audience":
            bare = {"floor": None, "cap": None}
            fields[key] = tuple(segment.model_copy(update=bare) for segment in brief.audience)
        elif key in Brief.model_fields:
            fields[key] = Brief.model_fields[key].get_default(call_default_factory=True)
    if "quality" in keys:
        # Even the lowest tier's own threshold is a filter of this family.
        fields["tiers"] = brief.tiers.model_copy(update={"micro": 1})
    return brief.model_copy(update=fields)
