"""How long the files of a plan take to make: processor time for 200 picks, and for a media plan of 2,000 rows."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.start import Wait
from planner.brief.brief import Brief
from planner.exports.back import Against, read_back
from planner.exports.dossier import Dossier
from planner.exports.formats import FORMATS
from planner.intake import read_roster
from planner.outcome import Plan
from planner.planning import plan

ROOT = Path(__file__).parents[1]
PICKS, MANY, REPEATS = 200, 1_100, 3
"""Picks; the second number makes a media plan of more than 2,000 rows."""
TARGETS = {"xlsx": 0.7, "pptx": 1.0, "html": 1.0, "ics": 1.0, "csv": 0.5, "json": 0.5}


def waits() -> list[Wait]:
    """A line per format, one for reading the workbook back, one for large sheets; the first run is left out."""
    dossier = _of(PICKS)
    found = [_wait(dossier, kind.key, TARGETS[kind.key]) for kind in FORMATS]
    workbook = next(kind for kind in FORMATS if kind.key == "xlsx").make(dossier)
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        read_back("plan.xlsx", workbook, Against(dossier.plan, dossier.brief, dossier.roster))
        seconds.append(time.perf_counter() - started)
    found.append(Wait(f"read a workbook of {PICKS} picks back", tuple(seconds), 2.0, note="by the clock"))
    return [*found, _wait(_of(MANY), "xlsx", 2.0)]


def _wait(dossier: Dossier, key: str, target: float) -> Wait:
    kind = next(kind for kind in FORMATS if kind.key == key)
    seconds, size = [], 0
    for _ in range(REPEATS + 1):
        # A new one each time, so that nothing is kept from the run before.
        fresh = replace(dossier)
        started = time.process_time()
        size = len(kind.make(fresh))
        seconds.append(time.process_time() - started)
    what = f"make {key} of {len(dossier.plan.picks)} picks, {size / 1e6:.2f} MB"
    return Wait(what, tuple(seconds[1:]), target, note="processor time")


def _of(picks: int) -> Dossier:
    """The sample campaign's plan, its picks repeated under other names until there are so many."""
    brief = Brief.read((ROOT / "sample_data/brief.json").read_bytes())
    roster = read_roster("roster.csv", (ROOT / "sample_data/roster.csv").read_bytes()).roster
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    many = [
        pick.model_copy(update={"creator": f"{pick.creator}.{at}", "handle": f"{pick.handle}.{at}"})
        for at in range(picks // len(made.picks) + 1)
        for pick in made.picks
    ][:picks]
    return Dossier(made.model_copy(update={"picks": tuple(many)}), brief, roster, date(2027, 3, 1))
