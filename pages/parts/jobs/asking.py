"""Asking the worker processes: one loop that submits, waits a moment, shows how it goes, cancels, and answers.

A session may have one request of each name under way; a newer one of the same name takes its place.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from pages.parts import dialogs, problems
from pages.parts.buttons import button
from pages.parts.jobs.pool import pool
from pages.parts.session import state
from pages.parts.session.state import Asked
from pages.parts.words import markup, plain, sentence
from planner.domain.offered import offered_in
from planner.domain.roster import Roster
from planner.jobs.plan import Problems
from planner.wording import decimal
from planner.workers import Job, JobFailed, JobState, Shared, Task

T = TypeVar("T")
POLL = 0.4
"""Seconds between two looks at a job."""
PATIENCE = 0.25
"""Seconds that a page waits for a first answer: long enough for most, too short to be felt."""
LIMIT, CATALOGUE_LIMIT = 180.0, 900.0
WAIT_FOR_OFFER = 10.0
"""Seconds that a link for a client waits at most for what only makes its words better."""
WAIT_FOR_FILE = 300.0
"""Seconds that a download waits at most, its place in the queue included."""


@dataclass(frozen=True)
class Request:
    """One question to the worker processes.

    name: of the part of a page that asks. function: of `planner.jobs`, as `module:function`.
    payload: its first argument. key: digest of everything that the answer depends on, the roster aside.
    roster: its second argument, None = it has none; rosters: where it has several. limit: seconds after which the
    worker is stopped. ahead: nobody waits for it, see `Task`. of_plan: about the plan in hand, so another one ends it
    where it needs the worker.
    """

    name: str
    function: str
    payload: object = field(repr=False)
    key: str
    roster: Roster | None = field(default=None, repr=False)
    limit: float = LIMIT
    ahead: bool = False
    rosters: tuple[Roster, ...] = field(default=(), repr=False)
    of_plan: bool = False

    @property
    def task(self) -> Task:
        """What goes to the pool."""
        given = self.rosters if self.roster is None else (self.roster, *self.rosters)
        needs = tuple(Shared(roster.fingerprint, roster) for roster in given)
        content = "\n".join([self.key, *(shared.key for shared in needs)])
        digest = hashlib.sha256(content.encode()).hexdigest()
        # Of a catalogue the forecast comes first, which takes minutes where there are millions.
        whole = any(offered_in(roster) is not None for roster in given)
        limit = self.limit + (CATALOGUE_LIMIT if whole else 0)
        return Task(f"planner.jobs.{self.function}", self.payload, needs, digest, limit, self.ahead, wide=whole)


def ask(request: Request, patience: float = PATIENCE) -> Job:
    """The job of a request: the one under way or remembered, else a new one. Waits for it at most `patience` seconds.

    A job that was cancelled stays so until its request changes or is forgotten.
    """
    now, task = state.session(), request.task
    held = now.asked.get(request.name)
    if held is None or held.key != task.key:
        held = Asked(task.key, pool().submit(f"{now.id}/{request.name}", task), request.of_plan)
        now.asked[request.name] = held
    held.job.wait(patience)
    return held.job


def on_demand(request: Request, title: str, icon: str = "play_circle") -> Job | None:
    """The job of a request once a button was pressed for exactly this; until then the button, and None."""
    held = state.session().asked.get(request.name)
    if held is not None and held.key == request.task.key:
        if held.job.state is not JobState.CANCELLED or held.job.progress is not None:
            return held.job
        forget(request.name)
    button(title, f"ask_{request.name}", icon, ask, request)
    return None


def deferred(request: Callable[[], Request]) -> Callable[[], bytes]:
    """What a download button calls on a click, outside the session: has a worker make a file, and waits for it."""
    workers, session = pool(), state.session().id

    def made() -> bytes:
        wanted = request()
        file = workers.submit(f"{session}/{wanted.name}", wanted.task).result(WAIT_FOR_FILE)
        assert isinstance(file, bytes)
        return file

    return made


def forget(name: str) -> None:
    """Ask anew with the next run."""
    state.session().asked.pop(name, None)


def make_room() -> None:
    """Give up what the session has under way about its plan; a page that draws it still asks for it anew."""
    for name, held in list(state.session().asked.items()):
        if held.of_plan and running(held.job):
            held.job.cancel()
            forget(name)


def answer(job: Job) -> object:
    """The answer, or the latest that was reported, or None. A failure is written on the page."""
    if job.state is JobState.DONE:
        found: object = job.result(0)
        if isinstance(found, Problems):
            problems.lines(found.found)
            return None
        return found
    if job.state is JobState.FAILED:
        st.html(f'<p class="said">{markup(sentence(failure(job)))}</p>')
        return None
    progress: object = job.progress
    return progress


def failure(job: Job) -> str:
    """Why a job that failed has no answer."""
    try:
        job.result(0)
    except JobFailed as failed:
        return str(failed)
    return ""


def running(job: Job) -> bool:
    """True until it has ended, whichever way."""
    return not job.wait(0)


def follow(job: Job, draw: Callable[[], None]) -> None:
    """Draw a part of the page, again and again while its job is under way; the rest of the page stays as it is."""
    if not running(job):
        draw()
        return

    @st.fragment(run_every=POLL)
    def part() -> None:
        draw()
        if not running(job):
            dialogs.rerun()

    part()


def show(
    request: Request, kinds: type[T] | tuple[type[T], ...], draw: Callable[[T], None], words: str, usual: float = 3.0
) -> None:
    """Ask, say in words what is being done, and draw the answer once it is there; usual: as in `rising`."""
    job = ask(request)

    def part() -> None:
        if running(job):
            progress(job, request.name, rising(job, usual), words)
            return
        found = answer(job)
        if isinstance(found, kinds):
            draw(found)

    follow(job, part)


def progress(job: Job, name: str, share: float, words: str, more: str = "") -> None:
    """How far it is (share, 0 to 1), in words, then seconds and `more`; and a way to stop it."""
    place, locale = job.place_in_queue, state.session().brief.locale
    text = f"{words}, {decimal(job.elapsed, 1, locale)} s{more}"
    if place:
        text = "Next in the queue" if place == 1 else f"Number {place} in the queue"
    with st.container(key=f"run_{name}", horizontal=True, vertical_alignment="center"):
        st.progress(min(max(share, 0.02), 0.99), text=plain(text, 300))
        st.button("Cancel", icon=":material/stop_circle:", key=f"cancel_{name}", on_click=job.cancel)


def rising(job: Job, usual: float = 3.0) -> float:
    """Share of a bar for a job that does not report how far it is. usual: seconds after which it is half full."""
    return job.elapsed / (job.elapsed + usual)
