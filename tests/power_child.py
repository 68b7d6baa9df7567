"""Run by tests/test_store_power.py under strace: saves a few times and says each time what was acknowledged."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import event

from planner.accounts.actor import Actor
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.working import Draft, Drafts
from tests import builders


def main(path: Path, saves: int, synchronous: str) -> None:
    """Save so many times; `synchronous` is a value of SQLite's pragma of that name, "" for what the store sets."""
    database = Database.sqlite(path)
    if synchronous:
        event.listen(
            database.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA synchronous={synchronous}") and None
        )
    works, rev = Drafts(database, Rosters(), Actor.local("anna")), 0
    for number in range(1, saves + 1):
        brief = builders.brief(budget_cents=number)
        rev = works.save(Draft(brief, builders.roster(builders.creator(followers=20_000 + number)), rev=rev)).rev
        os.write(1, b"kept %d\n" % rev)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
