"""Small catalogues, and what is asked of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.catalogue import rosters
from planner.brief.brief import Brief
from planner.catalogue import Catalogue, shortlist, whole
from planner.catalogue.engine import Threads
from planner.catalogue.outside import Clock, Outside
from planner.catalogue.packed import Spec
from planner.catalogue.rounds import Rounds
from planner.catalogue.schema import Columns
from planner.catalogue.write import WHOLE, Size, Writer, cut, fresh
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of
from planner.forecast.assumptions import assumptions_of
from planner.forecast.table import Ints
from planner.optimise.master import Prices
from planner.optimise.problem import Objective, Problem
from planner.optimise.rest import Question
from planner.rules import limits_of
from tests import builders


def catalogue_of(roster: Roster, directory: Path, currency: str = "USD", size: Size = WHOLE) -> Catalogue:
    """Write a roster as a catalogue. Raises BadInput."""
    columns = Columns.of([(roster.creators.columns, roster.packages.columns)])
    packages = np.bincount(roster.packages["creator"].to_numpy(np.int64), minlength=len(roster))
    with fresh(directory) as beside:
        writer = Writer(beside, columns)
        for rows in cut(roster.creators, packages, size):
            keep = np.zeros(len(roster), bool)
            keep[rows] = True
            writer.write(columns.table(part_of(roster, keep)))
        writer.finish(roster.source or directory.name, currency)
    return Catalogue.open(directory)


def crowd(directory: Path, creators: int, shard: int, seed: int = 1) -> Catalogue:
    """So many invented creators in files of so many, some of them people with two accounts."""
    return catalogue_of(next(iter(rosters(creators, seed, creators))), directory, size=Size(shard, 1_000))


def posed(catalogue: Catalogue, brief: Brief) -> tuple[Problem, Ints]:
    """The brief on the first creators of a catalogue as its short list, and their numbers."""
    taken = np.arange(5)
    table = builders.table(catalogue.taken(taken), brief)
    return Problem.of(table, Objective.of(brief, table), limits_of(brief, table)), taken


def outside(catalogue: Catalogue, brief: Brief, taken: Ints, threads: int = 1) -> Outside:
    spec = Spec.of(catalogue, brief, assumptions_of(brief))
    return Outside(catalogue, Threads(threads), spec, taken, Rounds(), Clock())


def questions(problem: Problem, seed: int = 1) -> list[Question]:
    """Random prices, at which some earn and some lose; of some questions everybody is near, and one has no prices."""
    rng = np.random.default_rng(seed)
    return [
        Question(
            Prices(
                rng.normal(size=len(problem.limits) + more) * 10,
                rng.random(len(problem.table.segments)) * 1e4,
                np.empty(0),
            ),
            aims,
            loss,
        )
        for more, aims, loss in ((0, True, 0.0), (1, True, 1e3), (1, False, 10.0), (0, True, np.inf))
    ] + [Question(Prices(np.zeros(len(problem.limits)), np.zeros(len(problem.table.segments)), np.empty(0)), False)]


def campaign(**changes: object) -> Brief:
    asked = {
        "budget_cents": 3_000_000,
        "audience": [{"name": "US", "size": 20_000_000, "country": "US"}, {"name": "Any", "size": 90_000_000}],
        "pyramid": {"micro": {"headcount": {"min": 0.5}}, "macro": {"spend": {"max": 0.4}}},
        "platforms": {"instagram": {"spend": {"max": 0.6}}},
        "quality": {"min_followers": 2_000},
        "average_fit": 0.4,
        "resources": {"units": {"stock": 5}},
    }
    return Brief.read(asked | changes)


def hardly_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have short lists begin with hardly anybody, so that the proof needs others."""
    for module, name, value in (
        (whole, "ALL", 0),
        (whole, "SAMPLE", 1),
        (shortlist, "CREATORS", 2),
        (shortlist, "BEST", 1),
        (shortlist, "SHARE", 1),
        (shortlist, "ROUNDS", 1),
    ):
        monkeypatch.setattr(module, name, value)
