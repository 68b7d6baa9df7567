"""The pyramid on the page, with a handle on the budget; plans for budgets near it are made ahead, in the workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import streamlit as st

from pages.parts.form import edits
from pages.parts.hand import picture
from pages.parts.hand.picture import Released, UnderWay
from pages.parts.jobs import asking, exploring, planning
from pages.parts.plan import table
from pages.parts.session import state
from pages.parts.session.question import question
from pages.parts.session.state import Made, Question
from planner.brief.brief import Brief
from planner.domain.roster import Tier
from planner.explore.curve import Frontier, Point
from planner.explore.frontier import positions_for
from planner.explore.solution import Solution
from planner.figures.hand import hand, moves
from planner.workers import Job, JobState

KEY, NAME = "pyramid", "ahead"
POLL, LONGEST_POLL = 1.0, 8.0
"""Seconds between two looks at what is made ahead; longer while others keep the workers busy."""
FARTHEST = 0.35
"""A budget farther from the one around which plans are made begins them anew: its steps would be coarse."""


@dataclass
class _Ahead:
    """Plans made ahead. around: the plan whose brief they belong to, but for the budget. known: by budget in cents.

    touched: the picture has just changed something of the session. poll: seconds to the next look.
    """

    around: Made | None = None
    known: dict[int, Point] = field(default_factory=dict)
    touched: bool = False
    poll: float = POLL

    def move(self, made: Made) -> Made:
        """The plan to make others around: the one from before while only the budget has changed, and not by much."""
        if self.around is None or not _near(self.around, made):
            self.around, self.known, self.poll = made, {}, POLL
        return self.around

    @property
    def points(self) -> tuple[Point, ...]:
        """The plans made so far, from the smallest budget."""
        return tuple(self.known[budget] for budget in sorted(self.known))

    def has(self, positions: Iterable[int]) -> bool:
        """True when there is a plan for every one of these budgets, or the reason why there is none."""
        return all(budget in self.known for budget in positions)

    def take(self, job: Job) -> None:
        """Keep the plans that a job has made so far."""
        found = job.result(0) if job.state is JobState.DONE else job.progress
        if isinstance(found, Frontier):
            self.known |= {point.budget_cents: point for point in found.points}


def draw() -> None:
    """The picture of the plan in hand; its handle sets the budget, a click on a tier narrows the plan table to it."""
    state.session().of_page(_Ahead).touched = False
    # A part of its own: the browser asks for more of it while some plans are missing, and nothing else is drawn then.
    st.fragment(_part)()


def _part() -> None:
    """The picture as the session stands now, which may have gone on since the page was drawn."""
    here, made, asked = state.session().of_page(_Ahead), state.session().made, question()
    if here.touched or made is None:
        # What was touched concerns the whole page, not this part of it alone.
        here.touched = False
        st.rerun()
    if not moves(made.brief):
        picture.draw(hand(made.plan, made.brief, made.key), KEY, _release, _show)
        return
    around = here.move(made)
    positions = positions_for(around.brief.budget_cents or 0)
    if not here.has(positions):
        _make(here, around, positions)
    look = 0.0 if here.has(positions) else here.poll
    wanted = asked.brief.budget_cents if follows(asked) else None
    ahead = Frontier(goal=made.brief.goal.kind, asked=len(positions), points=here.points)
    drawn = hand(made.plan, made.brief, made.key, positions, ahead)
    picture.draw(drawn, KEY, _release, _show, UnderWay(wanted, look))


def draw_previous(made: Made) -> None:
    """The picture of a plan that does not answer the brief: nothing in it moves."""
    picture.draw_frozen(hand(made.plan, made.brief, made.key), KEY)


def follows(asked: Question) -> bool:
    """True where the picture of the plan in hand stands while a question is under way: only the budget differs."""
    made = state.session().made
    return made is not None and planning.underway(asked) and _holds(made, asked.brief)


def _holds(made: Made, brief: Brief) -> bool:
    """True where the picture of a plan can stand while this brief is planned: only its budget differs."""
    other = Made(made.plan, brief, made.source, made.roster)
    return moves(brief) and moves(made.brief) and _same_but_budget(made, other)


def _make(here: _Ahead, around: Made, positions: Iterable[int]) -> None:
    """Have the plans made that are missing, the nearest first, and keep what has come."""
    missing = tuple(budget for budget in positions if budget not in here.known)
    job = asking.ask(exploring.about(around, NAME, "ahead_job", missing, ahead=True), 0)
    here.take(job)
    if job.state is JobState.CANCELLED:
        # Somebody waited for a plan, so these gave way; they are asked for again when it is calmer.
        asking.forget(NAME)
        here.poll = min(2 * here.poll, LONGEST_POLL)
    elif not asking.running(job):
        # A budget that failed is not asked for for ever.
        here.known |= {budget: _unknown(budget) for budget in missing if budget not in here.known}


def _unknown(budget: int) -> Point:
    return Point(budget_cents=budget, solution=Solution(kind="undecided", sentence="No plan was made for this budget."))


def _release(released: Released) -> None:
    edits.apply("budget_cents", released.cents)
    state.session().of_page(_Ahead).touched = True


def _show(tier: str) -> None:
    table.show_tier(Tier(tier))
    state.session().of_page(_Ahead).touched = True


def _near(one: Made, other: Made) -> bool:
    budgets = one.brief.budget_cents, other.brief.budget_cents
    if budgets[0] is None or budgets[1] is None or abs(budgets[1] / budgets[0] - 1) > FARTHEST:
        return False
    return _same_but_budget(one, other)


def _same_but_budget(one: Made, other: Made) -> bool:
    same = one.brief.model_copy(update={"budget_cents": other.brief.budget_cents}) == other.brief
    prints = [None if made.roster is None else made.roster.fingerprint for made in (one, other)]
    return same and prints[0] == prints[1]
