"""Planning a campaign: its brief with what creators have answered, and changes that keep the plan calm."""

from __future__ import annotations

from planner import planning
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.status import GOES, STAYS, Step
from planner.domain.roster import Roster
from planner.explore.replan import Answer, Replan, replan
from planner.explore.replan import Status as Answered
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan


def plan_with(campaign: Campaign, brief: Brief, roster: Roster | None, watch: Watch | None = None) -> Outcome:
    """Plan a brief with who signed (kept at their fee, one rule for all of them), declined, was released or is exempt.

    A signed creator whom the roster no longer has is bad input. Raises BadInput like `planner.planning.plan`.
    """
    return planning.plan(roster, campaign.asked(brief), watch)


def replan_with(
    campaign: Campaign, brief: Brief, roster: Roster | None, plan: Plan, watch: Watch | None = None
) -> Replan:
    """Plan again with as few changes as possible to the plan that people were asked for.

    Raises BadInput; NoPlan where what was signed and declined leaves no plan; Cancelled.
    """
    found = []
    for creator, status in campaign.latest.items():
        answer = Answer.SIGNED if status.step in STAYS else Answer.DECLINED if status.step in GOES else Answer.PENDING
        fee = status.fee_cents if status.step is not Step.ASKED else None
        package = status.package if answer is Answer.SIGNED else None
        found.append(Answered(creator=creator, answer=answer, fee_cents=fee, package=package))
    exempt = campaign.asked(brief).exceptions
    asked = brief.model_copy(update={"exceptions": exempt})
    return replan(roster, asked, plan, found, watch=watch)
