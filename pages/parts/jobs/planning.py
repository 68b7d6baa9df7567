"""Asking the worker processes: submit, wait a moment, else show how it goes. The newest brief of a session wins."""

from __future__ import annotations

import hashlib

import streamlit as st

from pages.parts.jobs.pool import pool
from pages.parts.session import state
from pages.parts.session.state import Answer, Failure, Question, Source
from planner import fitting
from planner.brief.brief import Brief, GoalKind
from planner.domain.roster import Roster
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions
from planner.jobs.plan import REFUSAL_SECONDS
from planner.optimise.watch import Progress
from planner.wording import compact, decimal, money_compact
from planner.workers import Job, JobCancelled, JobFailed, JobState, Shared, Task

PATIENCE = 1.0
"""Seconds that a page waits for its answer before it shows progress instead: most plans come sooner than a poll."""
POLL = 0.4


def question() -> Question:
    """What the session asks now. Without names, what a brief says of named creators has to wait."""
    brief, source = state.brief(), state.source()
    roster: Roster | None = state.roster()
    if source is Source.BENCHMARKS:
        brief, roster = nameless(brief), None
    content = f"{brief.model_dump_json()}\n{'benchmarks' if roster is None else roster.fingerprint}"
    return Question(hashlib.sha256(content.encode()).hexdigest(), brief, source, roster)


def nameless(brief: Brief) -> Brief:
    """The brief without what archetypes cannot have: names, stocks and score columns."""
    return fitting.without_unknown(brief, archetype_roster(brief, default_assumptions()))[0]


def ask() -> Question:
    """Have the session's question answered or under way; returns it. Waits at most `PATIENCE` seconds."""
    asked, answer, running = question(), state.answer(), state.job()
    if answer is not None and answer.question.key == asked.key:
        return asked
    if running is None or running[0].key != asked.key:
        running = (asked, pool().submit(state.session(), _task(asked)))
        state.set_job(*running)
    job = running[1]
    if job.wait(PATIENCE):
        _take(asked, job)
    return asked


def cancelled(asked: Question) -> bool:
    """True when the session has stopped this question."""
    running = state.job()
    return running is not None and running[0].key == asked.key and running[1].state is JobState.CANCELLED


def underway(asked: Question) -> bool:
    """True while this question has no answer yet and nobody has stopped it."""
    answer = state.answer()
    return (answer is None or answer.question.key != asked.key) and not cancelled(asked)


def _task(asked: Question) -> Task:
    payload, limit = asked.brief.model_dump_json(), asked.brief.time_limit + REFUSAL_SECONDS
    if asked.roster is None:
        return Task("planner.jobs.plan:archetype_job", payload, (), asked.key, limit)
    shared = (Shared(asked.roster.fingerprint, asked.roster),)
    return Task("planner.jobs.plan:plan_job", payload, shared, asked.key, limit)


def _take(asked: Question, job: Job) -> None:
    try:
        state.set_answer(Answer(asked, job.result(0)))
    except JobCancelled:
        return
    except JobFailed as failed:
        state.set_answer(Answer(asked, Failure(str(failed))))


@st.fragment(run_every=POLL)
def progress() -> None:
    """How the question under way goes, and a way to stop it; reruns the page when it has ended."""
    running = state.job()
    if running is None or running[1].wait(0):
        st.rerun()
    asked, job = running
    with st.container(key="solving", horizontal=True, vertical_alignment="center"):
        st.progress(_share(job, asked.brief), text=_words(job, asked.brief))
        st.button("Cancel", icon=":material/stop_circle:", key="cancel", on_click=job.cancel)


def _share(job: Job, brief: Brief) -> float:
    return min(0.97, job.elapsed / (job.elapsed + 2.0)) if job.elapsed else 0.02


def _words(job: Job, brief: Brief) -> str:
    place = job.place_in_queue
    if place:
        return "Next in the queue" if place == 1 else f"Number {place} in the queue"
    words = [f"Planning, {decimal(job.elapsed, 1, brief.locale)} s"]
    told = job.progress
    if isinstance(told, Progress):
        words.append(told.phase)
        if told.goal is not None:
            words.append(f"best so far {_goal(told.goal, brief)}")
        if told.bound is not None:
            words.append(f"nothing can beat {_goal(told.bound, brief)}")
    return " · ".join(words)


def _goal(value: float, brief: Brief) -> str:
    if brief.goal.kind is GoalKind.CHEAPEST:
        return money_compact(round(abs(value)), brief.currency, brief.locale)
    units = {
        GoalKind.UNIQUE_REACH: "people",
        GoalKind.ENGAGEMENTS: "engagements",
        GoalKind.CONVERSIONS: "conversions",
    }
    unit = units.get(brief.goal.kind, "points")
    return f"{compact(value, brief.locale)} {unit}"
