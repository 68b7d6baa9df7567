"""Plans out of a catalogue: forecast in packed columns, in shards, and proven for everybody in it."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.catalogue import Catalogue, packed, shortlist, whole
from planner.catalogue.engine import Threads
from planner.catalogue.outside import Outside
from planner.catalogue.outside import asked as ask_all
from planner.catalogue.packed import Spec
from planner.catalogue.passes import Ask, error, raise_by_rounding, roughly
from planner.catalogue.vectors import Wanted, key_of
from planner.catalogue.whole import CatalogueMarket
from planner.catalogue.write import Size
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of
from planner.forecast.assumptions import assumptions_of
from planner.forecast.table import ROW_ARRAYS, Ints
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation
from planner.optimise.watch import Cancelled, Watch
from planner.outcome import Outcome
from planner.problems import BadInput
from planner.rules import limits_of
from tests import builders
from tests.catalogues import campaign, catalogue_of, crowd, hardly_anybody, outside, posed, questions
from tests.judging import Case, Listed
from tests.markets import others_of
from tests.oracle import Truth
from tests.random_cases import random_case
from tests.test_market import solved

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "6"))
BATCH = 3
TEXTS = ("package_ids",)
pytestmark = pytest.mark.usefixtures("catalogues_forgotten")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short lists of hardly anybody, so that the proof needs others."""
    hardly_anybody(monkeypatch)


def market(roster: Roster, brief: Brief, directory: Path, threads: int = 2, shard: int = 2) -> CatalogueMarket:
    """A roster as a catalogue of many shards, and its short list."""
    catalogue = catalogue_of(roster, directory, size=Size(shard, 1_000))
    return CatalogueMarket.open(catalogue, brief, Watch(), Threads(threads))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_a_plan_out_of_a_catalogue_is_the_best_of_all_plans_there_are(first: int, tmp_path: Path) -> None:
    """Plans, bounds, refusals, conflicts and changes of random campaigns, held against every plan of everybody."""
    for seed in range(first, first + BATCH):
        roster, brief = random_case(seed)
        table = builders.table(roster, brief)
        answer: Outcome = market(roster, brief, tmp_path / str(seed)).ask(solved(brief), Watch().within(60))
        Case(seed, roster, brief, table, Listed(Truth(table, brief)), answer).judge()


def answers(of: Outside, problem: Problem) -> list[object]:
    found = of.answers(problem, questions(problem), Watch())
    return [
        (one.more, one.top, one.complete, one.packages, one.near.creator.tolist(), one.near.rows.tobytes())
        for one in found
    ]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Some hundred creators in several shards, some of them people with two accounts."""
    return crowd(tmp_path_factory.mktemp("many") / "catalogue", 300, 60)


@pytest.mark.parametrize("kind", ["unique_reach", "engagements", "cheapest"])
def test_a_pass_says_what_the_forecast_of_everybody_says(many: Catalogue, kind: str) -> None:
    """Sums and tops are those of the same creators in memory, and never less."""
    brief = campaign(goal={"kind": kind})
    problem, taken = posed(many, brief)
    whole_roster = many.taken(np.arange(many.creators))
    number = {name: at for shard in many.shards for at, name in enumerate(shard.roster().creators["id"], shard.first)}
    table = builders.table(whole_roster, brief)
    true = others_of(problem, table, np.array([number[name] for name in table.creator_ids]))
    true = true.at(np.argsort(true.creator, kind="stable"))
    true = true.at(np.flatnonzero(~np.isin(true.creator, taken)))
    asked = questions(problem)
    for question, found in zip(asked, outside(many, brief, taken).answers(problem, asked, Watch()), strict=True):
        wanted = true.answer(question)
        for mine, theirs in ((found.more, wanted.more), (found.top, wanted.top)):
            assert theirs <= mine <= theirs + 1e-6 * max(1.0, abs(theirs))
        assert found.packages == wanted.packages
        assert found.near.creator.tolist() == wanted.near.creator.tolist()
        assert found.near.rows == pytest.approx(wanted.near.rows, rel=1e-6)
        assert found.complete == wanted.complete


def test_where_nothing_has_a_price_everybody_is_there_all_the_same(many: Catalogue) -> None:
    problem, taken = posed(many, brief := campaign())
    of = outside(many, brief, taken)
    [found] = of.answers(problem, [replace(questions(problem)[-1], loss=np.inf)], Watch())
    assert (found.more, len(found.near), found.complete) == (pytest.approx(0, abs=1e-30), found.packages, np.inf)
    assert found.packages > 0


def test_any_number_of_threads_says_the_same_to_the_last_digit(many: Catalogue) -> None:
    brief = campaign()
    problem, taken = posed(many, brief)
    assert len(many.shards) > 4
    once = answers(outside(many, brief, taken, 1), problem)
    for threads in (2, 5):
        packed.close_all()
        assert answers(outside(many, brief, taken, threads), problem) == once


def test_of_more_near_ones_than_are_named_those_who_earn_most_are_whatever_the_shards(
    many: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = campaign()
    problem, taken = posed(many, brief)
    asked = questions(problem)
    every = outside(many, brief, taken).answers(problem, asked, Watch())
    ask = Ask(Spec.of(many, brief, assumptions_of(brief)), Wanted.of(problem), problem.scales, 2, taken, most=7)
    few = ask_all(ask, asked, (many, Threads(2)), Watch())
    for question, one, all_of_them in zip(asked, few, every, strict=True):
        earned = np.sort(all_of_them.near.earned(question))[::-1]
        if len(earned) > 7:
            assert np.sort(one.near.earned(question))[::-1].tolist() == earned[:7].tolist()
            assert one.complete == pytest.approx(-earned[7])


def test_rounding_goes_outward_from_what_exact_arithmetic_says() -> None:
    """Numbers that cancel, of all sizes, held against fractions: neither the rough sum nor the raised one is short."""
    for seed in range(30):
        rng = np.random.default_rng(seed)
        columns, rows = rng.integers(2, 24), 40
        true = rng.normal(size=(columns, rows)) * 10.0 ** rng.integers(-30, 12, (columns, 1))
        true[rng.random(true.shape) < 0.1] = 0
        price = rng.normal(size=columns) * 10.0 ** rng.integers(-8, 8, columns)
        # The last column makes every sum cancel, but for a last digit.
        true[-1] = -(price[:-1] @ true[:-1]) / price[-1] * (1 + 2.0**-22)
        kept = true.astype(np.float32)
        exact = [
            sum(Fraction(float(p)) * Fraction(float(x)) for p, x in zip(price, row, strict=True)) for row in true.T
        ]
        [rough] = roughly(list(kept), price[None, :])
        off = error(np.abs(price), np.abs(kept).max(axis=1).astype(float))
        assert all(abs(Fraction(float(r)) - e) <= Fraction(off) for r, e in zip(rough, exact, strict=True)), seed
        raised = raise_by_rounding(list(kept), (price, np.abs(price)))
        assert all(Fraction(float(r)) >= e for r, e in zip(raised, exact, strict=True)), seed


def test_a_shard_that_was_changed_meanwhile_is_a_sentence(many: Catalogue, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(many.directory, copied)
    catalogue, brief = Catalogue.open(copied), campaign()
    problem, taken = posed(catalogue, brief)
    shutil.copy(copied / "shards" / "00001.parquet", copied / "shards" / "00003.parquet")
    with pytest.raises(BadInput, match=r"00003\.parquet"):
        outside(catalogue, brief, taken).answers(problem, questions(problem), Watch())


def test_a_full_disk_is_a_sentence(many: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = campaign()
    problem, taken = posed(many, brief)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(packed, "_written", full)
    with pytest.raises(BadInput, match="No space left on device.*room for"):
        outside(many, brief, taken).answers(problem, questions(problem), Watch())


def test_columns_that_were_lost_are_forecast_again(many: Catalogue) -> None:
    brief = campaign()
    problem, taken = posed(many, brief)
    of = outside(many, brief, taken)
    once = answers(of, problem)
    for file in packed.store_of(of.spec).directory.iterdir():
        file.unlink()
    assert answers(of, problem) == once


def test_nothing_is_left_on_disk_and_nobody_else_may_read_it(many: Catalogue) -> None:
    brief = campaign()
    problem, taken = posed(many, brief)
    of = outside(many, brief, taken)
    answers(of, problem)
    directory = packed.store_of(of.spec).directory
    assert directory.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in directory.iterdir()} == {0o600}
    packed.forget(of.spec.key)
    assert not directory.exists()


def test_a_longer_list_reads_only_files_with_whoever_joins(many: Catalogue) -> None:
    files: list[int] = []

    class Counting(Threads):
        def each(self, work, shards, watch):  # type: ignore[no-untyped-def]
            files.extend(shard.number for shard in shards)
            return super().each(work, shards, watch)

    everyone = many.shards[1].roster()
    listed = [whole.Taking(np.arange(5))(many.shards[0])]
    joining = many.shards[1].first + np.array([3, 8])
    longer = CatalogueMarket(many, Counting(1), listed).longer(joining, Watch())
    there = part_of(everyone, everyone.creators["id"].isin(longer.creators["id"]).to_numpy(bool))
    assert files == [1] and set(everyone.creators["id"].iloc[[3, 8]]) <= set(there.creators["id"])
    assert len(longer) == len(listed[0].roster) + len(there) and len(there) < len(everyone)


@pytest.mark.usefixtures("few")
def test_whoever_the_search_books_is_on_the_short_list(many: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """At prices that are near the best ones more creators may earn than a list holds."""
    booked: list[Ints] = []

    def kept(of: shortlist.Search, problem: Problem, *more: Any) -> Relaxation:
        found = relaxed(of, problem, *more)
        booked.append(problem.table.creator_ids[problem.table.creator[found.index]].astype(np.int64))
        return found

    monkeypatch.setattr(shortlist, "ROUNDS", 15)
    relaxed = shortlist.Search._relaxed
    monkeypatch.setattr(shortlist.Search, "_relaxed", kept)
    opened = CatalogueMarket.open(many, campaign(budget_cents=9_000_000), Watch(), Threads(1))
    last = many.taken(np.unique(booked[-1])).creators["id"]
    assert len(booked) > 1 and len(last) > 8
    assert set(last) <= set(opened.roster.creators["id"])


def test_a_pass_ends_when_it_is_cancelled(many: Catalogue) -> None:
    """In the middle: the shards that nobody began are left alone."""
    brief = campaign()
    problem, taken = posed(many, brief)
    watch, begun = Watch(), []

    class Stopping(Threads):
        def each(self, work, shards, watch):  # type: ignore[no-untyped-def]
            def counted(shard):  # type: ignore[no-untyped-def]
                begun.append(shard.number)
                watch.stop.set()
                return work(shard)

            return super().each(counted, shards, watch)

    of = replace(outside(many, brief, taken), engine=Stopping(1))
    with pytest.raises(Cancelled):
        of.answers(problem, questions(problem), watch)
    assert len(begun) < len(many.shards)


def test_equal_functions_have_equal_keys_and_others_do_not(many: Catalogue) -> None:
    brief, other = campaign(), campaign(quality={"min_followers": 3_000})
    table = builders.table(many.taken(np.arange(3)), brief)
    mine, again, theirs = (
        {limit.name: key_of(limit.vector) for limit in limits_of(one, table)}
        for one in (brief, campaign(budget_cents=9_000_000), other)
    )
    assert None not in mine.values()
    shared = mine.keys() & again.keys()
    assert len(shared) == len(mine) - 1
    assert all(mine[name] == again[name] for name in shared)
    assert len({*mine.values(), *theirs.values()}) > len(set(mine.values()))
    assert key_of(lambda part: part.cash_cents * len(table)) is None


LOOSER: dict[str, object] = {
    "name": "Another",
    "tolerance": 0.01,
    "time_limit": 5.0,
    "locale": "de_DE",
    "budget_cents": 9_000_000,
    "creators": {"max": 9},
    "pyramid": {},
    "pyramid_order": True,
    "platforms": {"tiktok": {"count": {"min": 1}}},
    "countries": {"US": {"count": {"min": 1}}},
    "categories": {"food": {"count": {"max": 3}}},
    "attributes": {},
    "compensation": {"cash": {"count": {"max": 30}}},
    "partnerships": {"count": {"max": 4}},
    "available_only": False,
    "reach_floor": 1_000,
    "confidence": 0.9,
    "largest_share": 0.2,
    "largest_cents": 90_000,
    "average_fit": None,
    "quality": {"min_fit": 0.4, "strict": True},
    "exceptions": {"instagram:nobody": {"min_fit": 0.1}},
    "excluded": ["instagram:nobody"],
    "groups": [{"name": "Two", "creators": ["instagram:nobody", "tiktok:nobody"], "at_most": 1}],
    "packages_per_person": 1,
    "pace": {"posts_per_fortnight": 2},
    "notes": {"instagram:nobody": "Asked in May"},
}
"""Another setting of each field that no forecast reads."""


def test_a_demand_that_is_loosened_is_the_same_forecast_and_other_fields_are_another(many: Catalogue) -> None:
    """What stands under one key is equal to the last digit, whatever of `NOT_FORECAST` the brief asks for."""
    assert set(LOOSER) == packed.NOT_FORECAST
    brief, people = campaign(), many.taken(np.arange(40))

    def key(one: Brief) -> str:
        return Spec.of(many, one, assumptions_of(one)).key

    usual = builders.table(people, brief)
    for changes in (LOOSER, {"resources": {"units": {"stock": 99}}}, {"engagement_floor": 1_000}):
        other = campaign(**changes)
        assert key(other) == key(brief)
        table = builders.table(people, other)
        for name in ROW_ARRAYS:
            assert np.array_equal(getattr(usual, name), getattr(table, name), equal_nan=name not in TEXTS), name
    signed = Spec.of(many, campaign(must_have=[{"creator": people.creators["id"][0], "agreed_fee_cents": 9}]), [])
    assert signed.key == Spec.of(many, brief, []).key
    assert not signed.brief.must_have
    for changes in (
        {"goal": {"kind": "engagements"}},
        {"tiers": {"mid": 60_000}},
        {"resources": {"units": {"stock": 5, "unit_cost_cents": 100}}},
        {"usage_days": 30},
    ):
        assert key(campaign(**changes)) != key(brief)
