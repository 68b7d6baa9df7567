"""What was changed in the campaign, on its way into the record: open until its plan is known, then an entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.parts.session import state, store
from pages.parts.session.state import Failure
from planner.campaign.differences import Part
from planner.campaign.history import Fields
from planner.campaign.record import By, Entry, Figures, Kind, Open, entries, opened
from planner.jobs.plan import Problems
from planner.outcome import Outcome
from planner.store.errors import StoreError
from planner.store.times import utc_now


@dataclass(frozen=True)
class Changed:
    """A change as it was made. undoes: whose change it takes back; fields: what it can be undone by."""

    kind: Kind
    parts: Sequence[Part]
    undoes: str = ""
    fields: Fields | None = None


def note(change: Changed) -> None:
    """Hold a change until its plan is known."""
    now = state.session()
    if change.parts:
        # What is answered by now is what was asked before the change.
        before = (
            None if now.answer is None or isinstance(now.answer.outcome, Problems | Failure) else now.answer.outcome
        )
        new = Open(
            at=utc_now(),
            by=_by(),
            kind=change.kind,
            parts=tuple(change.parts),
            before=None if isinstance(before, Problems | Failure) else Figures.of(before),
            undoes=change.undoes,
            fields=change.fields,
        )
        now.open = opened(now.open, new)


def _by() -> By:
    """Who acts. While that cannot be found out, nothing can be kept either."""
    try:
        return By.actor(store.me())
    except StoreError:
        return By()


def due(outcome: Outcome | None, ends: bool) -> tuple[Entry, ...]:
    """Entries to be kept now: all open changes once they have their plan, or when the work on the campaign ends.

    outcome: the answer to what is asked now, None while there is none.
    """
    now = state.session()
    if not now.open or (outcome is None and not ends):
        return ()
    return entries(now.open, outcome, now.brief.name, now.brief.currency)
