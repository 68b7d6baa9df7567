"""Having the brief planned: the newest brief of a session wins, and its answer becomes the session's."""

import streamlit as st

from pages.parts import dialogs
from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.session import changes, state
from pages.parts.session.question import question
from pages.parts.session.state import Answer, Failure, Question
from planner.brief.brief import Brief
from planner.explore.words import goal_compact
from planner.jobs.plan import REFUSAL_SECONDS, Calm
from planner.optimise.watch import Progress
from planner.workers import JobState

NAME = "plan"
PATIENCE = 1.0
"""Seconds that a page waits for its answer before it shows progress instead: most plans come sooner than a poll."""


def begin() -> None:
    """Have the workers begin with the session's question, if it is new, while this run goes on."""
    changes.record()
    asked, answer = question(), state.session().answer
    if answer is None or answer.question.key != asked.key:
        asking.ask(request(asked), 0)


def ask() -> Question:
    """Have the session's question answered or under way; returns it. Waits at most `PATIENCE` seconds."""
    asked, now = question(), state.session()
    if now.answer is not None and now.answer.question.key == asked.key:
        return asked
    job = asking.ask(request(asked), PATIENCE)
    if job.place_in_queue:
        # The workers are busy, maybe with what was asked about the plan before on a page that nobody looks at any more.
        asking.make_room()
    if job.state is JobState.DONE:
        now.take_answer(Answer(asked, job.result(0)))
    elif job.state is JobState.FAILED:
        now.take_answer(Answer(asked, Failure(asking.failure(job))))
    return asked


def request(asked: Question) -> Request:
    """What goes to the workers."""
    limit, brief = asked.brief.time_limit + REFUSAL_SECONDS, asked.brief.model_dump_json()
    if asked.wanted is not None:
        # Two plans: the best one, and the calm one that is measured by it.
        calm = Calm(brief, asked.wanted.packages, asked.wanted.traded)
        return Request(NAME, "plan:calm_job", calm, asked.key, asked.roster, limit + asked.brief.time_limit)
    return Request(NAME, "plan:plan_job", brief, asked.key, asked.roster, limit)


def cancelled(asked: Question) -> bool:
    """True when the session has stopped this question."""
    held = state.session().asked.get(NAME)
    return held is not None and held.key == request(asked).task.key and held.job.state is JobState.CANCELLED


def underway(asked: Question) -> bool:
    """True while this question has no answer yet and nobody has stopped it."""
    answer = state.session().answer
    return (answer is None or answer.question.key != asked.key) and not cancelled(asked)


def progress(asked: Question) -> None:
    """How the question goes, and a way to stop it; reruns the page when it has ended."""
    held = state.session().asked.get(NAME)
    if held is None:
        st.rerun()
    job = held.job

    def bar() -> None:
        if not asking.running(job):
            dialogs.rerun()
        asking.progress(job, NAME, asking.rising(job, 2.0), "Planning", _found(job.progress, asked.brief))

    asking.follow(job, bar)


def _found(latest: object, brief: Brief) -> str:
    words = [""]
    if isinstance(latest, Progress):
        words.append(latest.phase)
        if latest.goal is not None:
            words.append(f"best so far {goal_compact(brief, latest.goal)}")
        # Before the first bound is known it is nothing at all, which everybody can beat.
        if latest.bound is not None and round(latest.bound):
            words.append(f"nothing can beat {goal_compact(brief, latest.bound)}")
    return " · ".join(words)
