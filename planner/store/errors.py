"""What a store may answer instead of doing it, each with a sentence for the person who asked."""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError


class Trouble(StrEnum):
    """Why a database cannot be used just now."""

    READ_ONLY = "read_only"
    LOCKED = "locked"
    FULL = "full"
    GONE = "gone"
    DAMAGED = "damaged"
    NEWER = "newer"
    SETTING = "setting"


SENTENCES = {
    Trouble.READ_ONLY: "The database is read-only",
    Trouble.LOCKED: "Another program holds the database",
    Trouble.FULL: "The disk is full or the file may not grow",
    Trouble.GONE: "The database cannot be reached; perhaps it was moved or deleted",
    Trouble.DAMAGED: "The database is damaged",
    Trouble.NEWER: "A newer planner has written the database; it is left as it is",
    Trouble.SETTING: "PLANNER_DATABASE_URL or PLANNER_DATA_DIR is not usable; see the README",
}


class StoreError(Exception):
    """Something was not done, and nothing was half done. The text is a sentence without a full stop."""


class Unavailable(StoreError):
    """The database cannot be used just now; the same call may work later."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(SENTENCES[trouble])
        self.trouble = trouble


class Changed(StoreError):
    """Somebody saved first. `rev` is the revision that is there now, 0 when there is nothing any more."""

    def __init__(self, what: str, rev: int) -> None:
        super().__init__(f"{what} was changed by somebody else meanwhile")
        self.rev = rev


class Missing(StoreError):
    """It is not there, or not for this workspace."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not there, or not yours to open")


def trouble_of(error: DBAPIError) -> Trouble | None:
    """What a driver's error means; None when it is a mistake in the code."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        # A file that was replaced by an empty one.
        no_table = "no such table" in str(cause)
        return Trouble.GONE if no_table else _of_sqlite(getattr(cause, "sqlite_errorname", "") or "")
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return next((trouble for start, trouble in _POSTGRES if state.startswith(start)), None)
    return Trouble.GONE if isinstance(error, OperationalError) else None


_POSTGRES = (
    ("53", Trouble.FULL),
    ("25006", Trouble.READ_ONLY),
    ("55P03", Trouble.LOCKED),
    ("57014", Trouble.LOCKED),
    ("40", Trouble.LOCKED),
    ("08", Trouble.GONE),
    ("57P", Trouble.GONE),
    ("28", Trouble.GONE),
    ("3D000", Trouble.GONE),
    ("42P01", Trouble.GONE),
    ("XX", Trouble.DAMAGED),
)
_SQLITE = (
    ("SQLITE_READONLY_DBMOVED", Trouble.GONE),
    ("SQLITE_READONLY", Trouble.READ_ONLY),
    ("SQLITE_BUSY", Trouble.LOCKED),
    ("SQLITE_LOCKED", Trouble.LOCKED),
    ("SQLITE_FULL", Trouble.FULL),
    ("SQLITE_IOERR_WRITE", Trouble.FULL),
    ("SQLITE_IOERR_SHMSIZE", Trouble.FULL),
    ("SQLITE_CANTOPEN", Trouble.GONE),
    ("SQLITE_IOERR", Trouble.GONE),
    ("SQLITE_CORRUPT", Trouble.DAMAGED),
    ("SQLITE_NOTADB", Trouble.DAMAGED),
)


def _of_sqlite(name: str) -> Trouble | None:
    return next((trouble for start, trouble in _SQLITE if name.startswith(start)), None)
