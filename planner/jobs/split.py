"""What the worker processes run for one budget and several campaigns."""

from dataclasses import dataclass

from planner.domain.roster import Roster
from planner.jobs.plan import Problems
from planner.optimise.watch import Watch
from planner.portfolio.answer import Answered
from planner.portfolio.market import plan_all
from planner.portfolio.portfolio import Portfolio
from planner.problems import BadInput
from planner.workers import Context


@dataclass(frozen=True)
class Split:
    """portfolio: as JSON. rosters: for each campaign the number of its list among those given; None = it has none."""

    portfolio: str
    rosters: tuple[int | None, ...]


def split_job(asked: Split, *given: Roster | Context) -> Answered | Problems:
    """The split and its plans. given: the lists, each once, then the context."""
    *rosters, context = given
    assert isinstance(context, Context)
    lists = [one for one in rosters if isinstance(one, Roster)]
    watch = Watch(report=lambda progress: context.report(progress.phase), stop=context.cancel_event)
    try:
        of_each = [None if at is None else lists[at] for at in asked.rosters]
        return plan_all(Portfolio.read(asked.portfolio), of_each, watch)
    except BadInput as bad:
        return Problems(bad.problems)
