"""Planning a campaign: its brief with what creators have answered, and plans that keep whoever was asked."""

from collections.abc import Mapping

from planner import planning
from planner.brief.brief import Brief, MustHave
from planner.campaign.campaign import Campaign
from planner.domain.persons import accounts_of
from planner.domain.roster import Roster
from planner.explore.calmest import calmest
from planner.explore.solution import Booking
from planner.explore.study import Study
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan

_RULE = "must_have"


def plan_with(campaign: Campaign, brief: Brief, roster: Roster | None, watch: Watch | None = None) -> Outcome:
    """Plan a brief with who signed (kept at their fee, one rule for all of them), declined, was released or is exempt.

    Whoever was asked stays where that costs at most `campaign.traded` of the goal. A signed creator whom the roster no
    longer has is bad input. Raises BadInput like `planner.planning.plan`.
    """
    return plan_calmly(campaign.asked(brief), roster, campaign.wanted, campaign.traded, watch)


def plan_calmly(
    brief: Brief, roster: Roster | None, wanted: Mapping[str, str], traded: float, watch: Watch | None = None
) -> Outcome:
    """The best plan, or the one with the fewest changes to who was asked that costs at most a part of its goal.

    wanted: packages by creator. traded: 0 to 1. The proof is that of the best plan: its bound holds for this one too.
    Raises BadInput like `planner.planning.plan`.
    """
    watch = watch or Watch()
    best = planning.plan(roster, brief, watch)
    if roster is None or not isinstance(best, Plan) or not wanted:
        return best
    booked = {pick.creator: pick.package for pick in best.by_account.picks}
    if all(booked.get(creator) == package for creator, package in wanted.items()):
        return best
    calm = calmest(Study.of(roster, brief, watch, best), wanted, traded)
    if calm.kind != "plan":
        return best
    return _as_plan(best, calm.picks, brief, roster, watch) or best


def _as_plan(best: Plan, picks: tuple[Booking, ...], brief: Brief, roster: Roster, watch: Watch) -> Plan | None:
    """These picks as a plan of the brief: planned with all of them kept, and reported without that.

    None where no plan has all of them, as a floor that has to be met with some confidence may bring about.
    """
    fees = {one.creator: one.agreed_fee_cents for one in brief.must_have}
    signed = {one.creator for one in brief.must_have if one.signed}
    kept = [
        MustHave(creator=creator, package=package, agreed_fee_cents=fees.get(creator), signed=creator in signed)
        for pick in picks
        for creator, package in pick.accounts or ((pick.creator, pick.package),)
    ]
    found = planning.plan(roster, brief.model_copy(update={"must_have": tuple(kept)}), watch)
    if not isinstance(found, Plan):
        return None
    goal, bound = found.proof.goal, best.proof.bound
    proof = best.proof.model_copy(
        update={
            "goal": goal,
            "gap": abs(bound - goal) / abs(goal) if goal else 0.0,
            "seconds": watch.seconds,
            "second_goal": found.proof.second_goal,
        }
    )
    limits = (*(row for row in found.limits if row.rule != _RULE), *(row for row in best.limits if row.rule == _RULE))
    must = accounts_of(roster.creators, fees)
    shown = tuple(pick.model_copy(update={"must_have": pick.creator in must}) for pick in found.picks)
    return found.model_copy(update={"proof": proof, "limits": limits, "picks": shown})
