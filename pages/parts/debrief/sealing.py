"""Sealing a plan, and writing into the sealed record what came of it."""

from pages.parts.debrief.campaigns import HALF, SAMPLE
from pages.parts.debrief.desk import HEAD, NOW, SEALED, desk, put
from pages.parts.session import state, store
from planner.debrief.compare import Debrief
from planner.debrief.inflight import outlook
from planner.debrief.sealed import SealedLine, SealedRecord
from planner.problems import BadInput
from planner.seal import holds
from planner.store.errors import StoreError
from planner.store.times import utc_now


def seal() -> None:
    """Seal the plan on screen, and write it into the record."""
    plan, made = state.session().seal(desk().book.place), state.session().made
    if plan is not None and made is not None:
        _write(desk().book.forecast(plan, made.brief.name))


def came(choice: str, done: Debrief | None) -> None:
    """Write what came of a sealed campaign into the record, as soon as it is over: nobody is asked."""
    if done is None or not done.over or not done.rows_used or done.plan.seal is None or choice in (SAMPLE, HALF):
        return
    book = desk().book
    reach = outlook(done).unique_reach.p50
    if holds(done.plan, done.brief):
        # A scenario that was sealed elsewhere comes with its seal.
        _write(book.forecast(done.plan, done.name))
        _write(desk().book.outcome(done.plan.seal.digest, reach, utc_now()))


def _write(line: SealedLine | None) -> None:
    if line is None:
        return
    here = desk()
    here.book = SealedRecord((*here.book.lines, line))
    try:
        store.records().put(SEALED, f"{line.number:06d}", line, 0)
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)
        return
    # A record that was cut is not written on as if it were whole.
    if here.book.head is not None and SealedRecord(here.book.lines[:-1]).gone(here.head) is None:
        here.head = here.book.head
        put(HEAD, NOW, here.head)


def gone(done: Debrief | None) -> int | None:
    """A line of the record that stood there once, by its kept length or the plans at hand, and does not any more."""
    made, here = state.session().made, desk()
    plans = [found.plan for found in (made, done) if found is not None]
    return here.book.gone(here.head, [plan.seal for plan in plans if plan.seal is not None])
