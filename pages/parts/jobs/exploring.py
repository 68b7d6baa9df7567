"""Asking the worker processes what people ask beside the plan; several questions of a session may be under way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts.jobs.pool import pool
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain, sentence
from planner.jobs.explore import Ask
from planner.jobs.plan import Problems
from planner.wording import decimal
from planner.workers import Job, JobFailed, JobState, Shared, Task

POLL = 0.35
LIMIT_SECONDS = 180.0
PATIENCE = 0.25
"""Seconds that a page waits for a first answer: long enough for most, too short to be felt."""


@dataclass(frozen=True)
class Question:
    """name: of the part of a page that asks; one question of a name is under way at a time.

    function: of `planner.jobs.explore`. what: what it needs beside brief and plan. brief: None = the plan's own.
    """

    name: str
    function: str
    what: Any = None
    key: str = ""


def ask(question: Question, made: Made) -> Job:
    """The job of a question about a plan: the one under way or remembered, else a new one."""
    brief = made.brief.model_dump_json()
    roster = "" if made.roster is None else made.roster.fingerprint
    picks = [f"{pick.creator}\t{pick.package}\t{pick.count}" for pick in made.plan.picks]
    content = "\n".join([question.function, question.key or repr(question.what), brief, roster, *picks])
    key = hashlib.sha256(content.encode()).hexdigest()
    held = state.explored(question.name)
    if held is not None and held[0] == key:
        return held[1]
    needs = () if made.roster is None else (Shared(made.roster.fingerprint, made.roster),)
    payload = Ask(brief, made.plan, question.what)
    task = Task(f"planner.jobs.explore:{question.function}", payload, needs, key, LIMIT_SECONDS)
    job = pool().submit(f"{state.session()}/{question.name}", task)
    state.set_explored(question.name, key, job)
    job.wait(PATIENCE)
    return job


def latest(job: Job) -> Any:
    """The answer, or the latest that was reported, or None. A failure is said on the page."""
    if job.state is JobState.DONE:
        found = job.result(0)
        if isinstance(found, Problems):
            said(found)
            return None
        return found
    if job.state is JobState.FAILED:
        try:
            job.result(0)
        except JobFailed as failed:
            st.html(f'<p class="said">{markup(sentence(str(failed)))}</p>')
        return None
    return job.progress


def said(problems: Problems) -> None:
    """Why a question cannot be answered, a line each."""
    for problem in problems.found[:8]:
        st.html(f'<p class="said">{markup(str(problem))}</p>')
    if len(problems.found) > 8:
        st.caption(f"and {len(problems.found) - 8} more")


def running(job: Job) -> bool:
    """True until it has ended, whichever way."""
    return not job.wait(0)


def alive(job: Job, draw: Callable[[], None]) -> None:
    """Draw a part of the page, again and again while its job is under way; the rest of the page stays as it is."""
    if not running(job):
        draw()
        return

    @st.fragment(run_every=POLL)
    def part() -> None:
        draw()
        if not running(job):
            st.rerun()

    part()


def progress(job: Job, share: float, words: str, name: str) -> None:
    """How far it is, and a way to stop it."""
    place = job.place_in_queue
    if place:
        words = "Waiting for a worker" if place == 1 else f"Number {place} in the queue"
    with st.container(key=f"ex_run_{name}", horizontal=True, vertical_alignment="center"):
        st.progress(min(max(share, 0.02), 1.0), text=f"{plain(words)}, {decimal(job.elapsed, 1)} s")
        st.button("Cancel", icon=":material/stop_circle:", key=f"ex_cancel_{name}", on_click=job.cancel)
