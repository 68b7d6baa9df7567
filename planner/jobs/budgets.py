"""What the worker processes run for the same campaign at several budgets."""

from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.campaign.budgets import Variant, at_budgets
from planner.campaign.campaign import Campaign
from planner.domain.roster import Roster
from planner.jobs.plan import Given, Problems, parts_of
from planner.jobs.whole import answered, watch_of
from planner.problems import BadInput


@dataclass(frozen=True)
class Spread:
    """A campaign and its brief, as JSON, and the budgets in cents."""

    campaign: str
    brief: str
    budgets: tuple[int, ...]


def budgets_job(asked: Spread, *given: Given) -> tuple[Variant, ...] | Problems:
    """Every budget planned, cheapest first; what is known is reported as it comes. given: the roster, if any; context.

    A cancelled search is undecided, like every other answer.
    """
    roster, context = parts_of(given)
    watch = watch_of(context)

    def variants(roster: Roster | None) -> tuple[Variant, ...]:
        found: list[Variant] = []
        for variant in at_budgets(campaign, brief, roster, asked.budgets, watch):
            found.append(variant)
            context.report(tuple(found))
        return tuple(found)

    try:
        campaign, brief = Campaign.read(asked.campaign), Brief.read(asked.brief)
        return answered(roster, brief, (), variants, watch)
    except BadInput as bad:
        return Problems(bad.problems)
