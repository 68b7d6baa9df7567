"""What the worker processes run for the same campaign at several budgets."""

from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.campaign.budgets import Variant, at_budgets
from planner.campaign.campaign import Campaign
from planner.domain.roster import Roster
from planner.jobs.plan import Problems
from planner.optimise.watch import Watch
from planner.problems import BadInput
from planner.workers import Context


@dataclass(frozen=True)
class Spread:
    """A campaign and its brief, as JSON, and the budgets in cents."""

    campaign: str
    brief: str
    budgets: tuple[int, ...]


def budgets_job(asked: Spread, *given: Roster | Context) -> tuple[Variant, ...] | Problems:
    """Every budget planned, cheapest first; what is known is reported as it comes. given: the roster, if any; context.

    A cancelled search is undecided, like every other answer.
    """
    *rosters, context = given
    assert isinstance(context, Context)
    roster = rosters[0] if rosters else None
    assert isinstance(roster, Roster | None)
    found: list[Variant] = []
    try:
        campaign, brief = Campaign.read(asked.campaign), Brief.read(asked.brief)
        for variant in at_budgets(campaign, brief, roster, asked.budgets, Watch(stop=context.cancel_event)):
            found.append(variant)
            context.report(tuple(found))
    except BadInput as bad:
        return Problems(bad.problems)
    return tuple(found)
