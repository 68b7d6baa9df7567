"""The same money without and with the team's hours: when many small creators stop being worth it, and when not."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner import planning
from planner.brief.brief import Brief
from planner.brief.costs import Total
from planner.domain.costs import CostKind
from planner.domain.roster import Frozen, Tier
from planner.explore.study import Study
from planner.outcome import Plan, Refusal, Undecided
from planner.wording import count, counted, label

AnyOutcome = Annotated[Plan | Refusal | Undecided, Field(discriminator="kind")]


class TierCost(Frozen):
    """One tier of a plan by what it costs: means per creator; hours of a plan in which they are counted, else 0."""

    tier: Tier
    creators: int
    cash_cents: int
    hours: float
    hours_cents: int


class Labour(Frozen):
    """Two plans for one budget that covers the full cost: team hours left out of it, and counted.

    tiers: of each plan, macro first.
    """

    sentence: str
    without: AnyOutcome
    within: AnyOutcome
    tiers_without: tuple[TierCost, ...] = ()
    tiers_within: tuple[TierCost, ...] = ()


def both_ways(brief: Brief) -> tuple[Brief, Brief]:
    """The brief with its budget over the full cost: without the team's hours, and with them."""

    def covering(hours: bool) -> Brief:
        costs = brief.costs.model_copy(update={"budget_covers": Total.FULL, "hours": hours})
        return brief.model_copy(update={"costs": costs})

    return covering(False), covering(True)


def labour(study: Study) -> Labour:
    """Plan both ways. Raises BadInput, Cancelled."""
    without, within = (planning.plan(study.roster, brief, study.watch) for brief in both_ways(study.brief))
    return Labour(
        sentence=_sentence(without, within, study.brief),
        without=without,
        within=within,
        tiers_without=_tiers(without),
        tiers_within=_tiers(within),
    )


def _tiers(outcome: AnyOutcome) -> tuple[TierCost, ...]:
    if not isinstance(outcome, Plan):
        return ()
    found = []
    for tier in reversed(Tier):
        mine = [pick for pick in outcome.picks if pick.tier is tier]
        lines = [line for pick in mine for line in pick.costs if line.kind is CostKind.HOURS]
        found.append(
            TierCost(
                tier=tier,
                creators=sum(pick.count for pick in mine),
                cash_cents=sum(pick.cost_cents for pick in mine),
                hours=sum(line.quantity or 0.0 for line in lines),
                hours_cents=sum(line.cents for line in lines),
            )
        )
    return tuple(found)


def _sentence(without: AnyOutcome, within: AnyOutcome, brief: Brief) -> str:
    if not isinstance(within, Plan):
        return f"With team hours counted there is no plan: {within.sentence}"
    hours = sum(one.hours for one in _tiers(within))
    cents = sum(one.hours_cents for one in _tiers(within))
    spent = f"{count(hours, brief.locale)} team hours, {brief.money(cents)}"
    if not isinstance(without, Plan):
        return f"With team hours counted, the plan takes {spent}."
    changes = [
        f"{counted(before.creators, f'{label(before.tier).lower()} creator', brief.locale)} "
        f"{'becomes' if before.creators == 1 else 'become'} "
        f"{count(after.creators, brief.locale)}"
        for before, after in zip(_tiers(without), _tiers(within), strict=True)
        if before.creators != after.creators
    ]
    lost = without.totals.unique_reach - within.totals.unique_reach
    people = "person" if round(abs(lost)) == 1 else "people"
    reached = f"{count(abs(lost), brief.locale)} {'fewer' if lost > 0 else 'more'} {people} reached"
    if not changes:
        same = f"the same {counted(within.totals.creators, 'creator', brief.locale)} in each tier"
        return f"With team hours counted, it is {same}: {spent} of the budget, and {reached}."
    return f"With team hours counted, {', '.join(changes)}: {spent} of the budget, and {reached}."
