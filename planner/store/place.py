"""Where what is kept lives: two settings of the environment.

PLANNER_DATABASE_URL: a PostgreSQL database, `postgresql://user@host/name`. Without it, SQLite is used in
PLANNER_DATA_DIR: a folder; without it, the folder that the system has for data of the user's programs.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from planner.store.errors import Trouble, Unavailable

FOLDER = "influencer-mix-planner"
FILE = "planner.sqlite3"


def database_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """The PostgreSQL address as SQLAlchemy wants it, None for SQLite. Raises Unavailable for another database."""
    url = environment.get("PLANNER_DATABASE_URL", "").strip()
    if not url:
        return None
    scheme, found, rest = url.partition("://")
    if not found or scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise Unavailable(Trouble.SETTING)
    return f"postgresql+psycopg://{rest}"


def database_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The SQLite file. Its folder need not be there yet. Raises Unavailable when there is no home to put it into."""
    named = environment.get("PLANNER_DATA_DIR", "").strip()
    try:
        return (Path(named).expanduser() if named else _of_user(environment)) / FILE
    except RuntimeError:
        raise Unavailable(Trouble.SETTING) from None


def _of_user(environment: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / FOLDER
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / FOLDER
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / FOLDER
