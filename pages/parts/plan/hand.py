"""The pyramid on the page, with handles on the budget and on its tiers; plans are made ahead for where they can go."""

import time
from dataclasses import dataclass, field

import streamlit as st

from pages.parts.accounts import door
from pages.parts.accounts.locked import locked
from pages.parts.form import edits
from pages.parts.hand import picture
from pages.parts.hand.picture import Released, UnderWay
from pages.parts.jobs import asking, exploring, planning
from pages.parts.jobs.asking import Request
from pages.parts.plan import table
from pages.parts.session import state
from pages.parts.session.question import question
from pages.parts.session.state import Made, Question
from planner.domain.offered import offered_in
from planner.domain.roster import Tier
from planner.explore.bands import Edge, Moved, edges_of
from planner.explore.curve import Frontier, Point
from planner.explore.frontier import positions_for
from planner.explore.solution import Solution
from planner.figures.hand import Ahead, hand, moves
from planner.workers import JobState

KEY, NAME = "pyramid", "ahead"
BUDGETS, EDGES = "ahead_job", "edges_job"
POLL, LONGEST_POLL = 1.0, 8.0
"""Seconds between two looks at what is made ahead; longer each time that nothing new has come, since others keep the
workers busy then, and fifty sessions that look every second keep the server busy as well."""
REST = 0.8
"""Seconds that a plan is looked at before others are made around it: who goes on at once waits for none of them."""
FARTHEST = 0.35
"""A budget farther from the one around which plans are made begins them anew: its steps would be coarse."""


@dataclass
class _Kept:
    """Plans made ahead, kept for the session.

    around: the plan whose brief `known`, plans by budget in cents, belong to, but for the budget.
    edges: where the tiers of the plan `mix_of` can be moved, and `moved`, the plans for them so far.
    mix_first: a tier was moved last, so its neighbours are made before those of the budget.
    requests: what the workers are asked for, by function; the same until it has ended, whatever of it has come.
    touched: the picture has just changed something of the session. since: when the plan in hand was first drawn, by
    the monotonic clock. poll: seconds to the next look. came: how many plans there were at the last, -1 = none yet.
    heard: the turn of the last release.
    """

    around: Made | None = None
    known: dict[int, Point] = field(default_factory=dict)
    mix_of: str = ""
    edges: tuple[Edge, ...] = ()
    moved: dict[Edge, Moved] = field(default_factory=dict)
    mix_first: bool = False
    requests: dict[str, Request] = field(default_factory=dict)
    touched: bool = False
    since: float = 0.0
    poll: float = POLL
    came: int = -1
    heard: int = 0

    def move(self, made: Made) -> Made:
        """The plan to make others around: the one from before while only the budget has changed, and not by much."""
        if self.mix_of != made.key:
            self.mix_of, self.edges, self.moved, self.came = made.key, edges_of(made.plan), {}, -1
            self.requests.pop(EDGES, None)
            self.since = time.monotonic()
        if self.around is None or not _near(self.around, made):
            self.around, self.known, self.came = made, {}, -1
            self.requests.pop(BUDGETS, None)
        return self.around

    def pace(self) -> None:
        """Look again soon after something has come, and ever later while nothing does."""
        came = len(self.known) + len(self.moved)
        self.poll = POLL if came != self.came else min(1.6 * self.poll, LONGEST_POLL)
        self.came = came

    def ahead(self, positions: tuple[int, ...]) -> Ahead:
        """All of it, with the budgets that the handle can be put on."""
        points = tuple(self.known[budget] for budget in sorted(self.known))
        return Ahead(positions, points, self.edges, tuple(self.moved.values()))


def draw() -> None:
    """The picture of the plan in hand; its handles set the budget and the mix, a click on a tier narrows the table."""
    state.session().of_page(_Kept).touched = False
    # A part of its own: the browser asks for more of it while some plans are missing, and nothing else is drawn then.
    st.fragment(_part)()


def _part() -> None:
    """The picture as the session stands now, which may have gone on since the page was drawn."""
    if not door.enter():
        # A part of a page runs without the rest, which begins at the door.
        st.rerun()
    here, made, asked = state.session().of_page(_Kept), state.session().made, question()
    if here.touched or made is None:
        # What was touched concerns the whole page, not this part of it alone.
        here.touched = False
        st.rerun()
    # Of a catalogue each plan takes a while: none is made that nobody asked for.
    if not moves(made.brief) or locked() or offered_in(made.roster) is not None:
        picture.draw(hand(made.plan, made.brief, made.key), KEY, _release, _show)
        return
    around = here.move(made)
    positions = positions_for(around.brief.budget_cents or 0)
    missing = _make(here, made, around)
    here.pace()
    drawn = hand(made.plan, made.brief, made.key, here.ahead(positions))
    picture.draw(drawn, KEY, _release, _show, UnderWay(_wanted(asked), here.poll if missing else 0.0, here.heard))


def draw_previous(made: Made) -> None:
    """The picture of a plan that does not answer the brief: nothing in it moves."""
    picture.draw_frozen(hand(made.plan, made.brief, made.key), KEY)


def follows(asked: Question) -> bool:
    """True where the picture of the plan in hand stands while a question is under way: it has a place for it."""
    return _wanted(asked) is not None


def _wanted(asked: Question) -> int | str | None:
    """The budget in cents, or the key of the edge, by which a question under way differs from the plan in hand."""
    made, brief = state.session().made, asked.brief
    if made is None or not planning.underway(asked) or not (moves(brief) and moves(made.brief)):
        return None
    wanted = Made(made.plan, brief, made.source, asked.roster)
    if made.same_but(wanted, "budget_cents"):
        return brief.budget_cents
    here = state.session().of_page(_Kept)
    if here.mix_of != made.key or not made.same_but(wanted, "pyramid"):
        return None
    return next((edge.key for edge in here.edges if edge.brief(made.brief) == brief), None)


def _make(here: _Kept, made: Made, around: Made) -> bool:
    """Have what is missing made, one kind after the other; True while anything is."""
    if time.monotonic() - here.since < REST:
        return True
    kinds = [lambda: _make_budgets(here, around), lambda: _make_mixes(here, made)]
    return any(make() for make in (reversed(kinds) if here.mix_first else kinds))


def _make_budgets(here: _Kept, around: Made) -> bool:
    """Plans for other budgets, the nearest first; True while some are missing."""
    positions = positions_for(around.brief.budget_cents or 0)
    missing = tuple(budget for budget in positions if budget not in here.known)
    if not missing:
        return False
    found, going = _ask(here, around, BUDGETS, missing)
    if isinstance(found, Frontier):
        here.known |= {point.budget_cents: point for point in found.points}
    if not going:
        # What failed is not asked for for ever.
        left = (budget for budget in missing if budget not in here.known)
        here.known |= {budget: Point(budget_cents=budget, solution=_UNKNOWN) for budget in left}
    return going


def _make_mixes(here: _Kept, made: Made) -> bool:
    """Plans for other shares of the tiers, the nearest first; True while some are missing."""
    missing = tuple(edge for edge in here.edges if edge not in here.moved)
    if not missing:
        return False
    found, going = _ask(here, made, EDGES, missing)
    if isinstance(found, tuple):
        here.moved |= {moved.edge: moved for moved in found}
    if not going:
        here.moved |= {edge: Moved(edge=edge, solution=_UNKNOWN) for edge in missing if edge not in here.moved}
    return going


def _ask(here: _Kept, about: Made, function: str, missing: object) -> tuple[object, bool]:
    """What a job has made so far, and whether more of it will come."""
    if function not in here.requests:
        here.requests[function] = exploring.about(about, NAME, function, missing, ahead=True)
    job = asking.ask(here.requests[function], 0)
    if asking.running(job):
        return job.progress, True
    del here.requests[function]
    if job.state is JobState.CANCELLED:
        # Somebody waited for a plan, so these gave way; they are asked for again when it is calmer.
        asking.forget(NAME)
        return job.progress, True
    return job.result(0) if job.state is JobState.DONE else job.progress, False


_UNKNOWN = Solution(kind="undecided", sentence="No plan was made for this.")


def _release(released: Released) -> None:
    here, made = state.session().of_page(_Kept), state.session().made
    here.heard, here.touched = released.turn, True
    if isinstance(released.at, int):
        edits.apply("budget_cents", released.at)
        here.mix_first = False
        return
    edge = next((edge for edge in here.edges if edge.key == released.at), None)
    if edge is not None and made is not None:
        edits.apply(edge.path, edge.band(made.brief).model_dump())
        here.mix_first = True


def _show(tier: str) -> None:
    table.show_tier(Tier(tier))
    state.session().of_page(_Kept).touched = True


def _near(one: Made, other: Made) -> bool:
    budgets = one.brief.budget_cents, other.brief.budget_cents
    if budgets[0] is None or budgets[1] is None or abs(budgets[1] / budgets[0] - 1) > FARTHEST:
        return False
    return one.same_but(other, "budget_cents")
