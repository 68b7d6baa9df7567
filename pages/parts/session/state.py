"""What one visitor's session knows. Session keys are named here and, for the brief's form, in `form.widgets` only."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

import streamlit as st

from pages.parts.session import sample
from pages.parts.session.saved import Keep
from planner.accounts.actor import Actor
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.differences import State as Changeable
from planner.campaign.history import History
from planner.campaign.record import Open
from planner.domain.offered import offered_in
from planner.domain.roster import Roster
from planner.jobs.plan import Problems, plan_key
from planner.outcome import Outcome, Plan, RecordPlace, Relieved
from planner.problems import BadInput
from planner.seal import sealed
from planner.store.accounts import Membership
from planner.store.times import utc_now
from planner.workers import Job

T = TypeVar("T")
_SESSION = "session"
FIRST = "first"
"""Id of the campaign that every workspace began with before each had one of its own; it is still in kept ones."""
PAGE_OF = "page_of"
"""Key of the unseen widget by which a page says which session drew it."""
REVIEW = "review"
"""Query parameter of a review link, and the name of the page that it opens."""
ROSTER_TAB, ROSTER_TABS = "roster_tab", ("My creators", "Upload")


SAMPLE = Campaign(sample=True)
"""The campaign that a first visit finds."""


class Source(StrEnum):
    """Where creators come from."""

    ROSTER = "roster"
    BENCHMARKS = "benchmarks"


@dataclass(frozen=True)
class Failure:
    """A job that ended without an outcome: a sentence."""

    sentence: str


@dataclass(frozen=True)
class Wanted:
    """Who was asked: creator and package of each, and the part of the goal that may be given up to keep them."""

    packages: tuple[tuple[str, str], ...]
    traded: float


@dataclass(frozen=True)
class Question:
    """What is planned: the brief as it goes to the planner, where the creators come from, and a key of all that.

    wanted: whom the plan keeps if it can; None = nobody was asked yet.
    """

    key: str
    brief: Brief
    source: Source
    roster: Roster | None
    wanted: Wanted | None = None


@dataclass(frozen=True)
class Answer:
    """A question with its outcome."""

    question: Question
    outcome: Outcome | Problems | Failure


@dataclass(frozen=True)
class Made:
    """A plan with the brief it was made for."""

    plan: Plan
    brief: Brief
    source: Source
    roster: Roster | None

    @cached_property
    def key(self) -> str:
        """Hex digest of brief, roster and picks: equal for equal plans, however long each took."""
        return plan_key(self.brief.model_dump_json(), self.plan, self.roster)

    def same_but(self, other: "Made", name: str) -> bool:
        """True when the briefs differ in this field alone, on one roster."""
        prints = [None if made.roster is None else made.roster.fingerprint for made in (self, other)]
        same = self.brief.model_copy(update={name: getattr(other.brief, name)}) == other.brief
        return same and prints[0] == prints[1]


@dataclass(frozen=True)
class Asked:
    """What was asked of the worker processes last under a name: a digest of the request, and its job.

    of_plan: it is about the plan in hand.
    """

    key: str
    job: Job
    of_plan: bool = False


@dataclass
class Session:
    """One visitor's session. What belongs to one page alone is in that page's own dataclass, see `of_page`.

    id: known to nobody else. begun: its work was brought back; navigated: the navigation is declared.
    campaign: id of what is worked on, whatever it is called; about: what is known of it beside its brief.
    history: what was changed in it; recorded: its state after the last recorded change, None = begin with the next.
    open: changes that wait for their plan to enter the record of the campaign.
    brief: the last one that made sense. roster: also while benchmarks are planned.
    answer: the latest, whatever it is; made: the latest plan; baseline: the plan that changes are counted from.
    asked: requests to the workers by name. message: for the next run, once.
    review: token of the review link that it was opened by; such a session shows that page and no other.
    actor: who is signed in and in which team, None = nobody, or accounts are off; until: when their sign-in ends.
    teams: all that they are in; arriving: id of the one that they have just joined.
    """

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    begun: bool = False
    navigated: bool = False
    campaign: str = field(default_factory=lambda: uuid.uuid4().hex)
    about: Campaign = SAMPLE
    history: History = field(default_factory=History)
    recorded: Changeable | None = None
    open: tuple[Open, ...] = ()
    brief: Brief = field(default_factory=sample.brief)
    roster: Roster = field(default_factory=sample.roster)
    source: Source = Source.ROSTER
    keep: Keep = field(default_factory=Keep)
    answer: Answer | None = None
    made: Made | None = None
    baseline: Made | None = None
    asked: dict[str, Asked] = field(default_factory=dict)
    message: str | None = None
    review: str | None = None
    actor: Actor | None = None
    until: datetime | None = None
    teams: tuple[Membership, ...] = ()
    arriving: str = ""
    _turns: dict[str, int] = field(default_factory=dict)
    _pages: dict[type, object] = field(default_factory=dict)
    _made: dict[str, tuple[object, Any]] = field(default_factory=dict)

    def begin_campaign(self, brief: Brief, about: Campaign) -> None:
        """Work on another campaign: nobody has answered to it yet, and no plan of it is there to compare with."""
        self.brief, self.about, self.campaign = brief, about, uuid.uuid4().hex
        self.made = self.baseline = None
        self.history, self.recorded, self.open = History(), None, ()
        self.forget_answer()

    def use_roster(self, roster: Roster) -> None:
        """Replace the roster and plan with it."""
        self.roster, self.source = roster, Source.ROSTER
        put(ROSTER_TAB, ROSTER_TABS[0])

    def use_source(self, source: Source) -> None:
        """Plan with the roster or with the benchmarks."""
        self.source = source

    def take_answer(self, value: Answer) -> None:
        """Keep an answer; a plan also becomes the one that is compared and shown while the next is made."""
        if self.answer is not None and self.answer.question.key == value.question.key:
            return
        self.answer = value
        if isinstance(value.outcome, Plan):
            question = value.question
            roster = self.completed(question.roster, value.outcome)
            self.made = Made(value.outcome, question.brief, question.source, roster)
            self.baseline = self.baseline or self.made

    def introduce(self, creators: Iterable[str]) -> None:
        """Have these on the pages too, ids or persons, where the roster stands for a catalogue that can be read."""
        try:
            self.roster = self._with(self.roster, creators)
        except BadInput as bad:
            self.message = str(bad)

    def completed(self, roster: Roster | None, plan: Plan) -> Roster | None:
        """The roster with everybody whom a plan names, where it stands for a catalogue; files show who they are."""
        if roster is None or offered_in(roster) is None:
            return roster
        named = (*(pick.creator for pick in plan.by_account.picks), *(one.creator for one in plan.bench))
        self.introduce(named)
        try:
            return self._with(roster, named)
        except BadInput as bad:
            self.message = str(bad)
            return roster

    def _with(self, roster: Roster, creators: Iterable[str]) -> Roster:
        offered = offered_in(roster)
        if offered is None:
            return roster
        if offered == offered_in(self.roster) and len(self.roster) > len(roster):
            # Whoever was looked up before needs no second look.
            roster = self.roster
        from planner.catalogue.offers import with_these

        return with_these(roster, offered, creators)

    def seal(self, place: RecordPlace) -> Plan | None:
        """Seal the plan on screen as this line of the record; returns it, None when there is none."""
        made = self.made
        if made is None:
            return None
        return self._complete(made, sealed(made.plan, made.brief, utc_now(), place))

    def explain(self, made: Made, relieved: Relieved) -> Made:
        """The plan with the limit that leaves money over; the session keeps it so."""
        plan = made.plan.model_copy(update={"relieved": relieved})
        if made is self.made:
            self._complete(made, plan)
        return replace(made, plan=plan)

    def _complete(self, made: Made, plan: Plan) -> Plan:
        """Have the same plan with more that is known of it."""
        self.made = replace(made, plan=plan)
        if self.baseline is made:
            self.baseline = self.made
        if self.answer is not None and self.answer.outcome is made.plan:
            self.answer = replace(self.answer, outcome=plan)
        return plan

    def forget_answer(self) -> None:
        """Ask again, even when nothing has changed."""
        self.answer = None
        self.asked.pop("plan", None)

    def count_from_now(self) -> None:
        """Count changes from the latest plan."""
        self.baseline = self.made

    def take_message(self) -> str | None:
        """The message that the last run left; None the next time."""
        text, self.message = self.message, None
        return text

    def turn(self, name: str) -> int:
        """How often something has been drawn anew; part of the key of a widget that must forget its state."""
        return self._turns.get(name, 0)

    def next_turn(self, name: str) -> None:
        """Make a widget forget its state."""
        self._turns[name] = self.turn(name) + 1

    def of_page(self, kind: type[T]) -> T:
        """What a page keeps for itself: the session's only object of this dataclass, made with its first use."""
        found = self._pages.get(kind)
        if not isinstance(found, kind):
            self._pages[kind] = found = kind()
        return found

    def remembered(self, name: str, key: object, make: Callable[[], T]) -> T:
        """What was made last under this name, and made anew only for another key: a rerun makes nothing again."""
        held = self._made.get(name)
        if held is None or held[0] != key:
            held = self._made[name] = key, make()
        found: T = held[1]
        return found


_UNBROKEN: ContextVar["Session | None"] = ContextVar("unbroken", default=None)


@contextmanager
def unbroken() -> Iterator[None]:
    """Steps that belong together, such as opening a scenario and what is said of it: no other click comes between.

    Streamlit ends a callback where it next looks at its state after somebody has clicked elsewhere, and does not call
    it again. Inside, the session is looked up once, before the first step.
    """
    token = _UNBROKEN.set(session())
    try:
        yield
    finally:
        _UNBROKEN.reset(token)


def session() -> Session:
    """The session of this run; a new one works on the sample campaign and the sample roster."""
    if (held := _UNBROKEN.get()) is not None:
        return held
    found = st.session_state.get(_SESSION)
    if found is None:
        found = st.session_state[_SESSION] = Session()
    assert isinstance(found, Session)
    return found


def sent(key: str, kind: type[T]) -> T | None:
    """What the widget of this key holds; None before it was drawn, and when it holds something else."""
    value = st.session_state.get(key)
    return value if isinstance(value, kind) else None


def held(key: str) -> object:
    """What the widget of this key holds, whatever it is; None before it was drawn."""
    value: object = st.session_state.get(key)
    return value


def put(key: str, value: object) -> None:
    """Set a widget before it is drawn."""
    st.session_state[key] = value


def forget(key: str) -> None:
    """Have the widget of this key begin anew."""
    st.session_state.pop(key, None)


def forget_all() -> None:
    """Begin the session anew, its widgets included."""
    st.session_state.clear()


def clicked_row(key: str) -> int | None:
    """Row of the table whose button of this key was clicked."""
    click = st.session_state.get(key)
    return None if click is None else int(click["row"])


def edited_rows(key: str) -> dict[int, dict[str, object]]:
    """Cells that were edited in the table of this key: by row, then by column."""
    held = sent(key, dict) or {}
    return {int(row): dict(cells) for row, cells in held.get("edited_rows", {}).items()}


def selected(key: str) -> tuple[object, ...]:
    """What the points say that are selected in the figure of this key: the first value of each one's custom data."""
    event = st.session_state.get(key)
    found = [point.get("customdata") for point in event["selection"]["points"]] if event else []
    return tuple(data[0] if isinstance(data, list | tuple) else data for data in found if data)
