"""What a session knows. Session keys are named here and, for the brief's form, in `form_state`, and nowhere else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import streamlit as st

from pages.parts.session import sample
from pages.parts.session.saved import Keep
from planner.brief.brief import Brief
from planner.domain.roster import Roster, Tier
from planner.jobs.plan import Problems
from planner.outcome import Outcome, Plan
from planner.workers import Job


class Source(StrEnum):
    """Where creators come from."""

    ROSTER = "roster"
    BENCHMARKS = "benchmarks"


@dataclass(frozen=True)
class Failure:
    """A job that ended without an outcome: a sentence."""

    sentence: str


@dataclass(frozen=True)
class Question:
    """What is planned: the brief as it goes to the planner, where the creators come from, and a key of all that."""

    key: str
    brief: Brief
    source: Source
    roster: Roster | None


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


PAGE_OF = "page_of"
ROSTER_TAB, ROSTER_TABS = "roster_tab", ("Loaded", "Read a file")


def start() -> None:
    """Fill a new session: the sample campaign on the sample roster."""
    if "session" in st.session_state:
        return
    st.session_state["session"] = uuid.uuid4().hex
    st.session_state["brief"] = sample.brief()
    st.session_state["roster"] = sample.roster()
    st.session_state["source"] = Source.ROSTER


def session() -> str:
    """Name of this session, known to nobody else."""
    return str(st.session_state["session"])


def begun() -> bool:
    """True once this session has been filled."""
    return "session" in st.session_state


def keep() -> Keep:
    """What this session knows of what is kept."""
    value: Keep = st.session_state.setdefault("keep", Keep())
    return value


def page_of() -> str:
    """Session that drew the page which the browser shows, as the page says; "" for a page that was just opened."""
    return str(st.session_state.get(PAGE_OF) or "")


def mark_page() -> None:
    """Have the page say from now on that this session drew it."""
    st.session_state[PAGE_OF] = session()


def navigated() -> bool:
    """True once this session has declared the navigation."""
    return "navigated" in st.session_state


def mark_navigated() -> None:
    """Remember that the navigation is declared."""
    st.session_state["navigated"] = True


def brief() -> Brief:
    """The last brief that made sense."""
    value: Brief = st.session_state["brief"]
    return value


def set_brief(value: Brief) -> None:
    """Replace the brief; the form shows it on its next run."""
    st.session_state["brief"] = value


def roster() -> Roster:
    """The roster that is loaded, also while benchmarks are planned."""
    value: Roster = st.session_state["roster"]
    return value


def set_roster(value: Roster) -> None:
    """Replace the roster and plan with it."""
    st.session_state["roster"] = value
    st.session_state["source"] = Source.ROSTER
    st.session_state[ROSTER_TAB] = ROSTER_TABS[0]


def source() -> Source:
    """Whether plans use the roster or the benchmarks."""
    value: Source = st.session_state["source"]
    return value


def set_source(value: Source) -> None:
    """Plan with the roster or with the benchmarks."""
    st.session_state["source"] = value


def answer() -> Answer | None:
    """The latest answer, whatever it is."""
    return st.session_state.get("answer")


def set_answer(value: Answer) -> None:
    """Keep an answer; a plan also becomes the one that is compared and shown while the next is made."""
    before = st.session_state.get("answer")
    if before is not None and before.question.key == value.question.key:
        return
    st.session_state["answer"] = value
    if isinstance(value.outcome, Plan):
        asked = value.question
        made = Made(value.outcome, asked.brief, asked.source, asked.roster)
        st.session_state["made"] = made
        st.session_state.setdefault("baseline", made)


def forget_answer() -> None:
    """Ask again, even when nothing has changed."""
    st.session_state.pop("answer", None)
    st.session_state.pop("job", None)


def made() -> Made | None:
    """The latest plan."""
    return st.session_state.get("made")


def baseline() -> Made | None:
    """The plan that changes are counted from."""
    return st.session_state.get("baseline")


def set_baseline(value: Made | None) -> None:
    """Count changes from this plan, or from the next one."""
    if value is None:
        st.session_state.pop("baseline", None)
    else:
        st.session_state["baseline"] = value


def take_baseline() -> None:
    """Count changes from the latest plan."""
    st.session_state["baseline"] = st.session_state["made"]


def job() -> tuple[Question, Job] | None:
    """The question under way, with its job."""
    return st.session_state.get("job")


def set_job(question: Question, running: Job) -> None:
    """Remember the question under way."""
    st.session_state["job"] = (question, running)


def tier_shown() -> Tier | None:
    """Tier to which the plan table is narrowed."""
    return st.session_state.get("tier_shown")


def show_tier(tier: Tier | None) -> None:
    """Narrow the plan table to a tier, or show all."""
    st.session_state["tier_shown"] = tier


def seed_tier_choice() -> None:
    """Let the choice above the table show the tier, also when it is drawn for the first time on a visit."""
    st.session_state["tier_choice"] = str(st.session_state.get("tier_shown") or "all")


def seed_choice(key: str, first: list[str], known: tuple[str, ...]) -> None:
    """Let a multiple choice show what was chosen on the last visit, less what is gone; at first, these."""
    before = st.session_state.get(key, st.session_state.get(f"{key}.kept", first))
    chosen = [entry for entry in before if entry in known] or first
    st.session_state[key] = st.session_state[f"{key}.kept"] = chosen


def incoming() -> Any:
    """Files on their way into the roster, with what was understood; None before."""
    return st.session_state.get("incoming")


def set_incoming(value: Any) -> None:
    """Keep files on their way."""
    st.session_state["incoming"] = value


def returned() -> Any:
    """What came out of the edited workbook last uploaded; None before."""
    return st.session_state.get("returned")


def set_returned(value: Any) -> None:
    """Keep what came out of an edited workbook."""
    st.session_state["returned"] = value


def said() -> str | None:
    """A message for the next run, once."""
    text: str | None = st.session_state.pop("said", None)
    return text


def say(text: str) -> None:
    """Leave a message for the next run."""
    st.session_state["said"] = text


def desk(make: Callable[[], Any]) -> Any:
    """What the Debrief page works on; `make` makes it for a new session."""
    if "desk" not in st.session_state:
        st.session_state["desk"] = make()
    return st.session_state["desk"]


def turn(name: str) -> int:
    """How often something has been drawn anew; part of the key of a widget that must forget its state."""
    return int(st.session_state.get(f"turn.{name}", 0))


def next_turn(name: str) -> None:
    """Make a widget forget its state."""
    st.session_state[f"turn.{name}"] = turn(name) + 1


def assumptions_seed(turn: str) -> dict[str, float]:
    """The edits that the assumptions table started from on this turn; later ones live in the table itself."""
    kept = st.session_state.get("assumptions_seed")
    if kept is None or kept[0] != turn:
        kept = (turn, dict(brief().assumptions))
        st.session_state["assumptions_seed"] = kept
    edits: dict[str, float] = kept[1]
    return edits


def set_value_of(key: str, value: Any) -> None:
    """Set a widget before it is drawn."""
    st.session_state[key] = value


def value_of(key: str) -> Any:
    """What a widget with this key last sent, None when there is none."""
    return st.session_state.get(key)


def explored(name: str) -> tuple[str, Job] | None:
    """The question that a part of a page has asked of the explorer: its key and its job."""
    return st.session_state.get(f"explored.{name}")


def set_explored(name: str, key: str, running: Job | None) -> None:
    """Remember what a part of a page has asked; None forgets it."""
    if running is None:
        st.session_state.pop(f"explored.{name}", None)
    else:
        st.session_state[f"explored.{name}"] = (key, running)


def noted(name: str) -> Any:
    """What a part of a page keeps for itself, None before."""
    return st.session_state.get(f"noted.{name}")


def note(name: str, value: Any) -> None:
    """Keep something for a part of a page."""
    st.session_state[f"noted.{name}"] = value
