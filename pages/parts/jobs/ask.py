"""Questions beside the plan: asked on a button, answered by a worker, kept until the plan changes."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from pages.parts.jobs.pool import pool
from pages.parts.session import state
from pages.parts.session.state import Made
from planner.workers import Job, JobCancelled, JobFailed, Shared, Task

LIMIT = 180.0
"""Seconds after which a worker gives up."""
POLL = 0.5


def answer(name: str, function: str, made: Made, title: str) -> Any:
    """What a job function says of this plan; None before it was asked or while it runs. A str is a reason.

    name: tells questions of one session apart. function: `module:name`, taking the brief as JSON and the roster.
    """
    roster = made.roster
    if roster is None:
        st.caption("This needs a roster: the benchmarks’ archetypes are nobody to work with for long.")
        return None
    content = f"{function}\n{made.brief.model_dump_json()}\n{roster.fingerprint}"
    key = hashlib.sha256(content.encode()).hexdigest()
    kept = _kept(name)
    if kept is not None and kept[0] == key and kept[2] is not None:
        return kept[2]
    if kept is None or kept[0] != key:
        if not st.button(title, key=f"ask_{name}", icon=":material/play_circle:"):
            return None
        task = Task(function, made.brief.model_dump_json(), (Shared(roster.fingerprint, roster),), key, LIMIT)
        state.note(f"aside.{name}", (key, pool().submit(f"{state.session()}/{name}", task), None))
    _wait(name)
    return None


def _kept(name: str) -> tuple[str, Job, Any] | None:
    """A question: what it is about, its job, and the answer (None while it is under way)."""
    kept: tuple[str, Job, Any] | None = state.noted(f"aside.{name}")
    return kept


@st.fragment(run_every=POLL)
def _wait(name: str) -> None:
    kept = _kept(name)
    if kept is None or kept[2] is not None:
        st.rerun()
        return
    key, job, _ = kept
    if job.wait(0):
        try:
            said = job.result(0)
        except JobCancelled:
            state.note(f"aside.{name}", None)
            st.rerun()
        except JobFailed as failed:
            said = str(failed)
        state.note(f"aside.{name}", (key, job, said))
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(0.97, job.elapsed / (job.elapsed + 4.0)), text=f"Planning, {job.elapsed:.0f} s")
        st.button("Cancel", icon=":material/stop_circle:", key=f"cancel_{name}", on_click=job.cancel)
