"""What the worker processes run for partnerships: plans made a second time, with something changed."""

from dataclasses import dataclass
from typing import Any

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.assumptions import assumptions_of
from planner.jobs.whole import answered
from planner.optimise.watch import Watch
from planner.outcome import Plan, Refusal
from planner.partnership.creator_expectations import Change, Thing, changed, five_things, scores
from planner.partnership.ways import BothWays, both_briefs
from planner.planning import plan
from planner.problems import BadInput
from planner.workers import Context

SECONDS = 6.0
"""Per plan: these are asked for beside the plan itself."""


@dataclass(frozen=True)
class Price:
    """What a change comes to. score: of its thing afterwards; reach: people lost (or won, below 0).

    plan: None when no plan was found; why: then the reason.
    """

    change: Change
    score: float | None
    reach: float | None
    why: str


@dataclass(frozen=True)
class Advice:
    """One of the five things with the change that improves it most, if there is one."""

    thing: Thing
    price: Price | None


def both_ways_job(payload: str, roster: Roster, context: Context) -> BothWays | str:
    """Plan a brief (JSON) with one-offs only and with partnerships only; a sentence when that cannot be asked."""
    watch = Watch(report=context.report, stop=context.cancel_event)
    try:
        brief = Brief.read(payload)

        def both(roster: Roster | None) -> BothWays:
            once, long = (_quick(one, roster) for one in both_briefs(brief))
            return BothWays(
                one_off=plan(roster, once, watch),
                partnership=plan(roster, long, watch),
                waves=len(once.waves),
                given=len(brief.waves) < 2,
            )

        return answered(roster, brief, (), both, watch)
    except BadInput as bad:
        return str(bad.problems[0])


def advice_job(payload: str, roster: Roster, context: Context) -> tuple[Advice, ...] | str:
    """The five things of a brief's plan (JSON), each with the change that improves it most and its price."""
    watch = Watch(report=context.report, stop=context.cancel_event)
    try:
        brief = Brief.read(payload)
        return answered(roster, brief, (), lambda roster: _advice(brief, roster, watch), watch)
    except BadInput as bad:
        return str(bad.problems[0])


def _advice(brief: Brief, roster: Roster | None, watch: Watch) -> tuple[Advice, ...] | str:
    now = plan(roster, _quick(brief, roster), watch)
    if not isinstance(now, Plan):
        return "There is no plan to look at."
    found = []
    for thing in five_things(now, brief, assumptions_of(brief)):
        priced = [_price(brief, roster, (thing, change), (now, watch)) for change in thing.changes]
        found.append(Advice(thing, _best(thing, priced)))
    return tuple(found)


def _quick(brief: Brief, roster: Roster | None) -> Brief:
    """The brief as it is planned for advice: sooner, unless everybody in a catalogue has to be forecast for it."""
    usual = roster is None or roster.market is None
    seconds = min(SECONDS, brief.time_limit) if usual else brief.time_limit
    return brief.model_copy(update={"time_limit": seconds, "tolerance": max(0.002, brief.tolerance)})


def _price(brief: Brief, roster: Roster | None, what: tuple[Thing, Change], now: tuple[Plan, Watch]) -> Price:
    (thing, change), (before, watch) = what, now
    try:
        asked = changed(_quick(brief, roster), change)
        after: Any = plan(roster, asked, watch)
    except BadInput as bad:
        return Price(change, None, None, str(bad.problems[0]))
    if isinstance(after, Plan):
        score = scores(after, asked, assumptions_of(asked))[thing.key]
        return Price(change, score, before.totals.unique_reach - after.totals.unique_reach, "")
    why = after.sentence if isinstance(after, Refusal) else "no plan was found in the time"
    return Price(change, None, None, why)


def _best(thing: Thing, priced: list[Price]) -> Price | None:
    """The change with the highest score afterwards; when none works, the first, with the reason."""
    works = [price for price in priced if price.score is not None and price.score > (thing.score or 0.0) + 1e-6]
    if works:
        return max(works, key=lambda price: price.score or 0.0)
    return next((price for price in priced if price.why), None)
