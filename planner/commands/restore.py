"""`restore`: a backup back into the database."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from planner.commands.backup import words_of
from planner.commands.common import DONE, Unreadable, refuse
from planner.commands.declare import Command, option, read_from


def _run(asked: argparse.Namespace) -> int:
    from planner.store.backup import NotEmpty, inspect, restore
    from planner.store.errors import StoreError
    from planner.store.opened import open_database

    path = Path(asked.FILE)
    try:
        # Before a database is made for it.
        inspect(path)
        with closing(open_database()) as database:
            restored = restore(database, path, asked.replace)
    except NotEmpty as trouble:
        return refuse([f"{trouble}. Accepted: an empty database, or --replace to give up what is in this one."])
    except StoreError as trouble:
        return refuse([f"{trouble}."])
    except OSError as error:
        raise Unreadable(f"FILE '{path}': cannot be read ({error.strerror}). Accepted: a readable file.") from None
    print(f"Restored {words_of(restored)}.", file=sys.stderr)
    return DONE


COMMAND = Command(
    "restore",
    "put a backup into the database",
    _run,
    (
        read_from("FILE", "a file that `backup` wrote"),
        option("--replace", action="store_true", help="remove what is in the database; without it, only an empty one"),
    ),
    "All of the file or nothing. A backup of SQLite goes into PostgreSQL and the other way round; one of an older "
    "planner is brought to this one's schema. One that is cut off, changed or made by a newer planner is refused.",
)
