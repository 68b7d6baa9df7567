"""Saves that are killed, stopped half-way or refused by the disk: acknowledged is kept, and nothing is half kept."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from planner.accounts.actor import Actor
from planner.domain.roster import Roster
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Trouble, Unavailable
from planner.store.records import Records
from planner.store.scenario import Scenario
from planner.store.scenarios import Scenarios
from planner.store.working import Draft, Drafts
from tests import builders
from tests.forks import child, told
from tests.stores import Opener

KILLS = int(os.environ.get("PLANNER_KILLS", "16"))
BRIEF = builders.brief()


def roster(number: int) -> Roster:
    """Every third save brings a roster that was not there before."""
    return builders.roster(builders.creator(followers=20_000 + number // 3))


def state(number: int, rev: int) -> Draft:
    """A state that says by its budget which save it came from."""
    return Draft(BRIEF.changed("budget_cents", number), roster(number), rev=rev)


def works(database: Database) -> Drafts:
    return Drafts(database, Rosters(), Actor.local("anna"))


@contextmanager
def intact(ready: Opener) -> Iterator[Database]:
    """The database opened as after a restart; SQLite checks every page of it."""
    database = ready()
    if database.is_sqlite:
        with database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    yield database
    database.close()


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(ready: Opener) -> None:
    kept = works(ready()).save(state(1, 0))
    chance = random.Random(20261123)

    def save_on(pipe: int) -> None:
        mine, rev = works(ready()), kept.rev
        for number in range(rev + 1, rev + 100_000):
            rev = mine.save(state(number, rev)).rev
            os.write(pipe, b"%d\n" % rev)

    acknowledged = 0
    for turn in range(KILLS):
        pid, pipe = child(save_on)
        # Every fourth is killed wherever it is, perhaps before its first save; the others while they save.
        begun = os.read(pipe, 1) if turn % 4 else b""
        time.sleep(chance.uniform(0, 0.06))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        last = max(told(pipe, begun), default=kept.rev)
        acknowledged += last - kept.rev
        with intact(ready) as database:
            found = works(database).load()
        assert found is not None
        assert found.rev in (last, last + 1), "the one under way may have been kept, or not"
        assert found.brief.budget_cents == found.rev
        assert found.roster.fingerprint == roster(found.rev).fingerprint
        kept = found
    assert acknowledged > 0


class Steps:
    """Counts what a save does in the database, and stops it at one of these points as a power switch would.

    every: of the statements, before and after each, one in so many is a point; the ends of a transaction all are.
    """

    def __init__(self, database: Database, stop_at: int, every: int = 1) -> None:
        self.left, self.every, self.statements = stop_at, every, 0
        for name in ("begin", "commit", "rollback"):
            event.listen(database.engine, name, self.step)
        for name in ("before_cursor_execute", "after_cursor_execute"):
            event.listen(database.engine, name, self.statement)

    def statement(self, *_: object) -> None:
        self.statements += 1
        if self.statements % self.every == 0:
            self.step()

    def step(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def stopped_everywhere(ready: Opener, save: Callable[[Database], None], check: Callable[[Database, bool], None]) -> int:
    """Stop a save at its first point, its second, until it ends by itself; returns how many points there were."""
    for point in range(1, 200):

        def work(_: int, point: int = point) -> None:
            database = ready()
            Steps(database, point)
            save(database)

        pid, pipe = child(work)
        told(pipe)
        _, status = os.waitpid(pid, 0)
        ended = os.WIFEXITED(status)
        assert not ended or os.WEXITSTATUS(status) == 0
        with intact(ready) as database:
            check(database, ended)
        if ended:
            return point
    raise AssertionError("the save did not end")


def test_a_save_stopped_at_any_point_is_whole_or_not_there(ready: Opener) -> None:
    kept = works(ready()).save(state(1, 0))

    def check(database: Database, ended: bool) -> None:
        found = works(database).load()
        assert found is not None
        former = works(database).former()
        assert (found.rev, found.brief.budget_cents) in ((1, 1), (2, 300)), "half a save"
        assert (former is not None) == (found.rev == 2)
        assert found.rev == 2 or not ended

    points = stopped_everywhere(
        ready, lambda database: works(database).save(state(300, kept.rev), set_aside=True) and None, check
    )
    assert points > 10


def test_a_new_scenario_stopped_at_any_point_is_whole_or_not_there(ready: Opener) -> None:
    ready()
    made = Scenario.of("New", BRIEF, None, roster(5))

    def check(database: Database, ended: bool) -> None:
        shelf = Scenarios(database, Rosters(), Actor.local("anna"))
        lines = shelf.all()
        assert len(lines) <= 1 and (lines or not ended)
        for line in lines:
            assert line.baseline and shelf.open(line.id).brief == BRIEF
            shelf.remove(line.id)
        with database.writing() as connection:
            left = connection.exec_driver_sql("SELECT count(*) FROM scenarios").scalar_one()
            shelved = connection.exec_driver_sql("SELECT count(*) FROM shelf").scalar_one()
            assert left == shelved == len(lines), "a scenario that stands on no shelf"
            connection.exec_driver_sql("DELETE FROM shelf")
            connection.exec_driver_sql("DELETE FROM scenarios")
            connection.exec_driver_sql("DELETE FROM rosters")

    points = stopped_everywhere(
        ready,
        lambda database: Scenarios(database, Rosters(), Actor.local("anna")).add(made, baseline=True) and None,
        check,
    )
    assert points > 10


def test_a_database_stopped_while_it_is_made_is_made_the_next_time(tmp_path: Path) -> None:
    for point in range(1, 200):
        path = tmp_path / str(point) / "planner.sqlite3"

        def work(_: int, path: Path = path, point: int = point) -> None:
            started = Database.__init__

            def watched(self: Database, engine: object) -> None:
                started(self, engine)  # type: ignore[arg-type]
                Steps(self, point, every=5)  # of a hundred that one transaction takes back together

            Database.__init__ = watched  # type: ignore[method-assign,assignment]
            Database.sqlite(path)

        pid, pipe = child(work)
        told(pipe)
        _, status = os.waitpid(pid, 0)
        assert works(Database.sqlite(path)).save(state(1, 0)).rev == 1
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0 and point > 10
            return
    raise AssertionError("the database was never made")


def limited(path: Path, room: int, pipe: int) -> None:
    """In a process of its own: save while files may be so large only, then with room again. Tells 2 when refused."""
    mine = works(Database.sqlite(path))
    kept = mine.load()
    assert kept is not None
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    fresh = Draft(BRIEF.changed("budget_cents", 77), builders.roster(*_many()), rev=kept.rev)
    try:
        mine.save(fresh)
        refused = False
    except Unavailable as unavailable:
        assert unavailable.trouble is Trouble.FULL, unavailable.trouble
        refused = True
    there = works(Database.sqlite(path)).load()
    assert there is not None
    assert (there.rev, there.brief.budget_cents) == (
        (kept.rev, kept.brief.budget_cents) if refused else (kept.rev + 1, 77)
    )
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if refused:
        assert mine.save(fresh).rev == kept.rev + 1
    os.write(pipe, b"%d\n" % (1 + refused))


def _many() -> list[object]:
    chance = random.Random(7)
    return [builders.creator(f"c{at}.{chance.random()}", followers=chance.randrange(10**6)) for at in range(400)]  # type: ignore[misc]


def test_a_full_disk_refuses_in_words_and_heals(tmp_path: Path) -> None:
    answers = []
    for at, room in enumerate((0, 4152, 12_000, 4_000_000)):
        path = tmp_path / str(at) / "planner.sqlite3"
        first = Database.sqlite(path)
        works(first).save(state(1, 0))
        # Held open, so that the log stays as it is between the processes.
        with sqlite3.connect(path) as holder:
            holder.execute("SELECT count(*) FROM workings").fetchall()
            pid, pipe = child(lambda end, path=path, room=room: limited(path, room, end))  # type: ignore[misc]
            answers += told(pipe)
            os.waitpid(pid, 0)
            assert len(answers) == at + 1, f"with room for {room} bytes it went wrong"
        found = works(Database.sqlite(path)).load()
        assert found is not None and found.brief.budget_cents == 77
    assert answers[0] == 2 and answers[-1] == 1, "with no room it is refused, with much it is not"


def test_every_write_that_fails_is_told_and_changes_nothing(tmp_path: Path) -> None:
    """Pages are counted: each size the file may have makes another write of the save the one that fails."""
    path = tmp_path / "planner.sqlite3"
    database = Database.sqlite(path)
    kept = works(database).save(state(1, 0))
    with database.reading() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    fresh = Draft(BRIEF.changed("budget_cents", 77), builders.roster(*_many()), rev=kept.rev)  # type: ignore[arg-type]
    for room in range(200):
        tight = Database.sqlite(path)
        limit = f"PRAGMA max_page_count={pages + room}"
        event.listen(tight.engine, "connect", lambda raw, _, limit=limit: raw.execute(limit) and None)
        try:
            works(tight).save(fresh)
        except Unavailable as unavailable:
            assert unavailable.trouble is Trouble.FULL
            found = works(database).load()
            assert found is not None and (found.rev, found.brief.budget_cents) == (kept.rev, 1)
        else:
            assert room > 1
            break
    assert Records(database, Actor.local("anna")).all("note", builders.Brief) == ()
    found = works(database).load()
    assert found is not None and found.brief.budget_cents == 77
