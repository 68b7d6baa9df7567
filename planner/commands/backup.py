"""`backup`: everything that is kept as one file."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.common import DONE, refuse
from planner.commands.declare import Command, targets, written_to
from planner.wording import counted

if TYPE_CHECKING:
    from planner.store.backup import Summary


def _run(asked: argparse.Namespace) -> int:
    from planner.store.backup import backup, inspect
    from planner.store.errors import StoreError
    from planner.store.opened import open_database

    with targets(asked) as (target,):
        if target.draft:
            # It has everything that everybody keeps.
            os.chmod(target.draft, 0o600)
        try:
            with closing(open_database(as_it_is=True)) as database:
                target.write_parts(backup(database))
        except StoreError as trouble:
            return refuse([f"{trouble}."])
        if target.draft:
            print(f"Backed up to {target.path}: {words_of(inspect(Path(target.path)))}.", file=sys.stderr)
    return DONE


def words_of(held: Summary) -> str:
    """What a file holds, in a few words."""
    rows = f"{held.total:,} row{'' if held.total == 1 else 's'} of {counted(len(held.rows), 'table')}"
    return f"{rows}, as of {held.made:%Y-%m-%d %H:%M} UTC"


COMMAND = Command(
    "backup",
    "write everything that is kept into one file",
    _run,
    (written_to("FILE", "the file to write; only you may read it"),),
    "One state of the database, complete, also while the server runs. The database is the one that "
    "PLANNER_DATABASE_URL or PLANNER_DATA_DIR names, as it is for the server.",
)
