"""What a session knows of what is kept."""

from dataclasses import dataclass
from datetime import datetime

from planner.store.working import Opened


@dataclass
class Keep:
    """What a session knows of what is kept; the only object here that changes.

    workspace: whose things; "" before it was found. rev, changed: of the working state as last read or written.
    kept: the objects that were last read or written, to see cheaply whether anything is new.
    opened: the scenario that is worked on. clash: revision of it that somebody else has saved since.
    other: revision of the working state that another page has written; nothing is written until that is settled.
    trouble: why the last attempt to write failed. again: monotonic time before which it is not tried again.
    notice: what has happened, until it is read; toast: the same in passing. restored: time of
    the work that this session brought back. former: what was replaced can be had back.
    details: a notice with its details, a line each, which are shown as long as it is.
    removed: scenario that was removed last. replan: name of the roster that was loaded before, on which the opened
    scenario may be planned anew. outdated: an earlier version of the planner has made the plan of what was opened.
    link: key of the last link that was followed. refused: the browser takes no cookie.
    called: the name that its user has given, None before it was looked up.
    """

    workspace: str = ""
    rev: int = 0
    changed: datetime | None = None
    kept: tuple[object, ...] = ()
    opened: Opened | None = None
    other: int | None = None
    trouble: str | None = None
    again: float = 0.0
    notice: str | None = None
    details: tuple[str, ...] = ()
    toast: str | None = None
    restored: datetime | None = None
    former: bool = False
    replan: str | None = None
    removed: str | None = None
    outdated: bool = False
    clash: int | None = None
    link: str = ""
    refused: bool = False
    called: str | None = None
