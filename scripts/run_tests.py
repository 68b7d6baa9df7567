"""Run mypy and all tests on all cores, and hold the rooms that a plan's truth depends on to a floor of branch coverage.

mypy runs beside the tests, on what they leave of the cores, and says at the end what it found. Words are handed to
pytest; a selection of tests is held to no floor. Exit status: that of pytest when it fails, else that of mypy, else 1
when a room lies under its floor, with branches that no test took. A test that fails beside others is run once more by
itself. A second failure counts; whoever passes alone is named at the end all the same, since a test that only holds on
an idle machine has a fault, or has found one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLOORS = {"planner/check": 100.0, "planner/forecast": 92.0, "planner/optimise": 87.0, "planner/rules": 96.0}
"""Per cent of the branches, just under what was measured. A floor only ever goes up."""


ROOT = Path(__file__).parents[1]
SHOWN = 20
FAILED = 1
"""Exit status of pytest when tests have failed, as opposed to a run that broke off."""
TYPES = ("-m", "mypy")
AGAIN = ("-m", "pytest", "--last-failed", "--last-failed-no-failures", "none")
SLOWEST = ("--durations", "15", "--durations-min", "5")
PROCESSES = min((os.cpu_count() or 1) + 1, 4)
"""One more than there are cores: the one with the browser waits half of its time."""
PYTEST = ("-m", "pytest", "-n", str(PROCESSES), "--dist", "worksteal", *SLOWEST)
LAST_FAILED = Path(".pytest_cache", "v", "cache", "lastfailed")


@dataclass(frozen=True)
class Room:
    """Branches of the files of a room: how many tests took, and those that none did, as `file:from->to`."""

    name: str
    taken: int
    missed: tuple[str, ...]

    @property
    def percent(self) -> float:
        """Share of the branches that tests took, 0 to 100."""
        whole = self.taken + len(self.missed)
        return 100 * self.taken / whole if whole else 0.0


def room_of(files: dict[str, Any], name: str) -> Room:
    """What was measured in a file or folder. `files`: path -> its part of slipcover's JSON."""
    inside = {path: found for path, found in files.items() if path == name or path.startswith(f"{name}/")}
    missed = [
        f"{path}:{start}->{end or 'exit'}" for path in sorted(inside) for start, end in inside[path]["missing_branches"]
    ]
    return Room(name, sum(len(found["executed_branches"]) for found in inside.values()), tuple(missed))


def measuring(path: Path) -> list[str]:
    """What runs pytest under slipcover, which writes the JSON to `path`. Only rooms with a floor are measured."""
    names = sorted(found.name for found in (ROOT / "planner").iterdir())
    others = ",".join(f"planner/{name}*" for name in names if f"planner/{name}" not in FLOORS)
    return ["-m", "slipcover", "--branch", "--source", "planner", "--omit", others, "--json", "--out", str(path)]


def under_floor(path: Path) -> bool:
    """Print a line for each room; whether one lies under its floor."""
    found = json.loads(path.read_text(encoding="utf-8"))["files"]
    files = {Path(name).as_posix(): one for name, one in found.items()}
    low = [room for room in (room_of(files, name) for name in FLOORS) if room.percent < FLOORS[room.name]]
    for name, floor in FLOORS.items():
        room = room_of(files, name)
        print(f"{name}: {room.percent:.1f}% of {room.taken + len(room.missed)} branches, floor {floor:g}%")
    for room in low:
        print(f"{room.name} lies under its floor:", *room.missed[:SHOWN], sep="\n  not taken: ", file=sys.stderr)
    return bool(low)


def failed_tests() -> list[str]:
    """Names of the tests that failed in the last run."""
    kept = ROOT / LAST_FAILED
    return sorted(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else []


def again() -> int:
    """Run what failed once more by itself, and name what passes then; the exit status of pytest."""
    before = failed_tests()
    print(f"Once more, one after the other, what failed while all cores were busy: {len(before)}", flush=True)
    status = subprocess.call([sys.executable, *AGAIN], cwd=ROOT)
    alone = sorted({*before}.difference(failed_tests()))
    print(f"Failed beside others and passed alone, each a fault to mend: {len(alone)}", *alone, sep="\n  ", flush=True)
    return status


def main(words: list[str]) -> int:
    """The exit status, as the module says."""
    # The tests start hundreds of processes, each of which would compile every module that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen([sys.executable, *TYPES], cwd=ROOT, stdout=subprocess.PIPE, text=True) as types:
        status = tested(words)
        said, _ = types.communicate()
        print(f"mypy: {said}", end="", flush=True)
        return status or types.returncode


def tested(words: list[str]) -> int:
    """Run the tests that words select, all where there are none; the exit status."""
    if words:
        return subprocess.call([sys.executable, *PYTEST, *words], cwd=ROOT)
    with tempfile.TemporaryDirectory(prefix="planner-coverage-") as folder:
        measured = Path(folder) / "coverage.json"
        status = subprocess.call([sys.executable, *measuring(measured), *PYTEST], cwd=ROOT)
        if status == FAILED:
            status = again()
        return status or int(under_floor(measured))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
