"""A power cut after each step of a save: what the disk had not been told to keep is lost, what was acknowledged is not.

The steps are those that SQLite really takes, as strace sees them; the cut is played back on copies.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from planner.accounts.actor import Actor
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Unavailable
from planner.store.working import Drafts

ROOT = Path(__file__).parents[1]
NOT_HERE = "strace cannot be used here: power cuts were not played back"
SAVES = 3
_CALL = re.compile(
    r'\d+\s+(\w+)\((?:\d+<([^>]*)>|"([^"]*)")(?:, (?:"([^"]*)"(?:, (\d+)(?:, (\d+))?)?|(\d+)))?\) += (-?\d+)'
)


@dataclass(frozen=True)
class Step:
    """One call: name, the file it is about, what was written, and where (or the new length)."""

    call: str
    path: str
    data: bytes = b""
    at: int = 0


@dataclass
class Disk:
    """Files as they would be found after a cut: kept as the disk was told to, and what it had not been told yet."""

    kept: dict[str, bytearray] = field(default_factory=dict)
    loose: list[Step] = field(default_factory=list)
    acknowledged: int = 0

    def take(self, step: Step) -> None:
        """One more step."""
        if step.call == "write":
            self.acknowledged = int(step.data.split()[1])
        elif step.call in ("fsync", "fdatasync"):
            # Syncing a folder keeps what was made and removed in it.
            mine = [s for s in self.loose if step.path in (s.path, str(Path(s.path).parent))]
            for one in mine:
                if one.path == step.path or one.call == "unlink":
                    _do(self.kept, one)
                    self.loose.remove(one)
        else:
            self.loose.append(step)

    def after_a_cut(self, survives: float, chance: random.Random) -> dict[str, bytearray]:
        """The files when each step that was not kept has survived with this probability, in their order."""
        files = {path: bytearray(content) for path, content in self.kept.items()}
        for step in self.loose:
            if chance.random() < survives:
                _do(files, step)
        return files


def _do(files: dict[str, bytearray], step: Step) -> None:
    if step.call == "unlink":
        files.pop(step.path, None)
        return
    content = files.setdefault(step.path, bytearray())
    if step.call == "ftruncate":
        del content[step.at :]
        return
    content.extend(bytes(max(0, step.at - len(content))))
    content[step.at : step.at + len(step.data)] = step.data


def steps_of(folder: Path, synchronous: str) -> list[Step]:
    """What a process does on the disk that saves a few times."""
    tracer = shutil.which("strace")
    log, path = folder / "log", folder / "data" / "planner.sqlite3"
    calls = "pwrite64,write,fdatasync,fsync,ftruncate,unlink"
    options = ["-f", "-y", "-xx", "-s", "10000000", "-e", f"trace={calls}", "-o", str(log)]
    child = [sys.executable, "-m", "tests.power_child", str(path), str(SAVES), synchronous]
    if tracer is None:
        pytest.skip(NOT_HERE)
    done = subprocess.run([tracer, *options, *child], cwd=ROOT, capture_output=True, timeout=120, check=False)
    if not log.exists() or not log.stat().st_size:
        pytest.skip(NOT_HERE)
    assert done.returncode == 0, done.stderr[-500:]
    found = (_CALL.fullmatch(line) for line in log.read_text().splitlines())
    return [step for match in found if match is not None and (step := _step(match, path.parent)) is not None]


def _step(match: re.Match[str], folder: Path) -> Step | None:
    call, named, removed, text, _, at, length, result = match.groups()
    path = _bytes(named or removed or "").decode(errors="replace")
    data = _bytes(text or "")
    if call == "write":
        return Step(call, "", data) if data.startswith(b"kept ") else None
    if not path.startswith(str(folder)) or path.endswith("-shm") or int(result) < 0:
        return None
    return Step(call, path, data, int(at or length or 0))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def found_after(files: dict[str, bytearray], folder: Path) -> tuple[int, int | None]:
    """Revision and budget of what a restarted planner finds; (0, None) when there is nothing it can open."""
    folder.mkdir()
    for path, content in files.items():
        (folder / Path(path).name).write_bytes(content)
    try:
        database = Database.sqlite(folder / "planner.sqlite3")
        with database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        found = Drafts(database, Rosters(), Actor.local("anna")).load()
    except (Unavailable, AssertionError):
        return 0, None
    finally:
        shutil.rmtree(folder)
    return (0, None) if found is None else (found.rev, found.brief.budget_cents)


def cuts(folder: Path, synchronous: str) -> tuple[int, int]:
    """Cut after every step from the first acknowledged save on; how often that was done, and how often it lost one."""
    disk, chance, done, lost = Disk(), random.Random(20261123), 0, 0
    for step in steps_of(folder, synchronous):
        disk.take(step)
        if not disk.acknowledged:
            continue
        for survives in (0.0, 0.5):
            rev, budget = found_after(disk.after_a_cut(survives, chance), folder / "cut")
            done += 1
            lost += not (disk.acknowledged <= rev <= disk.acknowledged + 1 and budget == rev)
    assert disk.acknowledged == SAVES
    return done, lost


def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    done, lost = cuts(tmp_path, "")
    assert done > 40
    assert lost == 0, f"{lost} of {done} cuts lost an acknowledged save"


def test_the_same_cuts_do_find_what_is_lost_without_syncing(tmp_path: Path) -> None:
    done, lost = cuts(tmp_path, "OFF")
    assert lost > done / 10, "a test that cannot fail proves nothing"


def test_steps_are_played_back_in_their_order(tmp_path: Path) -> None:
    disk = Disk()
    place = str(tmp_path / "a")
    for step in (Step("pwrite64", place, b"old", 0), Step("fdatasync", place), Step("pwrite64", place, b"new", 2)):
        disk.take(step)
    assert disk.after_a_cut(0, random.Random(1)) == {place: bytearray(b"old")}
    assert disk.after_a_cut(1, random.Random(1)) == {place: bytearray(b"olnew")}
    disk.take(Step("unlink", place))
    disk.take(Step("fsync", str(tmp_path)))
    assert disk.after_a_cut(0, random.Random(1)) == {}
    assert os.listdir(tmp_path) == []
