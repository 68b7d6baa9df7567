"""What a refusal out of a catalogue costs: passes over everybody, forecasts and rounds, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from benchmarks.catalogue import rosters
from planner import planning
from planner.brief.brief import Brief
from planner.catalogue import Catalogue, packed, passes, shortlist, whole
from planner.catalogue.engine import Threads
from planner.catalogue.outside import Outside
from planner.catalogue.packed import Spec
from planner.catalogue.vectors import Wanted, key_of
from planner.catalogue.whole import CatalogueMarket
from planner.domain.persons import people_of
from planner.forecast.table import PackageTable
from planner.optimise import nearest
from planner.optimise.fixed_costs import cases_of
from planner.optimise.nearest import Nearest
from planner.optimise.problem import Objective, Problem
from planner.optimise.proven import Proven, about
from planner.optimise.refuse import Explainer
from planner.optimise.watch import Watch
from planner.outcome import Refusal
from planner.rules import limits_of
from planner.rules.base import Named, ones
from tests import builders
from tests.catalogues import campaign, crowd, outside, posed, questions
from tests.markets import InMemory

ROUNDS, PASSES, CHANGES = 2, 35, 12
pytestmark = pytest.mark.usefixtures("catalogues_forgotten")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Some hundred creators in several shards, some of them people with two accounts."""
    return crowd(tmp_path_factory.mktemp("many") / "catalogue", 400, 100, seed=2)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short lists that most have to join later."""
    for module, name, value in ((whole, "ALL", 0), (shortlist, "CREATORS", 20), (shortlist, "BEST", 20)):
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each was done: shards forecast, passes made, the list made longer, and questions that were answered."""
    found: Counter[str] = Counter()

    def count(of: type, method: str, name: str) -> None:
        done = getattr(of, method)

        def counting(*given: object, **named: object) -> object:
            answer = done(*given, **named)
            found[name] += 1
            return answer

        monkeypatch.setattr(of, method, counting)

    count(Spec, "table", "forecasts")
    count(Outside, "answers", "passes")
    count(CatalogueMarket, "longer", "rounds")
    count(Explainer, "_suspects", "suspects")
    count(Nearest, "_found", "changes")
    return found


def conflicting(**changes: object) -> Brief:
    asked = {
        "budget_cents": 500_000,
        "engagement_floor": 300_000,
        "audience": [{"name": "US", "size": 20_000_000, "country": "US"}],
        "creators": {"min": 8},
        "largest_share": 0.5,
        "quality": {"min_fit": 0.6, "min_authenticity": 0.6, "max_fake_share": 0.1, "strict": True},
        "pace": {"posts_per_fortnight": 4},
    }
    return Brief.read(asked | changes)


def test_what_is_known_of_some_demands_follows_for_fewer_and_for_more() -> None:
    """What can be met, can be met without some of it; what cannot, cannot with more; another brief is apart."""
    known, every = Proven(), frozenset("abcd")
    known.note("brief", frozenset("abc"), True)
    known.note("brief", frozenset("bd"), False)
    known.note("brief", frozenset("acd"), None)
    asked = ["".join(names) for many in range(5) for names in combinations(sorted(every), many)]
    can = {names for names in asked if known.possible("brief", frozenset(names))}
    cannot = {names for names in asked if known.possible("brief", frozenset(names)) is False}
    assert can == {"", "a", "b", "c", "ab", "ac", "bc", "abc"} and cannot == {"bd", "abd", "bcd", "abcd"}
    assert known.possible("another", frozenset()) is None
    found = iter([None, 3, 4]).__next__
    assert [known.once("what", found, lambda one: one > 3) for _ in range(4)] == [None, 3, 4, 4]
    assert known.has("what") and not known.has("other")
    letters = iter("xy").__next__
    cut_short = [known.once("cut short", letters, cut=lambda: True) for _ in range(2)]
    known.anew()
    assert [*cut_short, known.once("cut short", letters)] == ["x", "x", "y"] and known.has("what")


@pytest.mark.usefixtures("few")
def test_a_refusal_forecasts_once_and_asks_nothing_twice_when_its_list_grows(
    many: Catalogue, counted: Counter[str]
) -> None:
    """Other settings of a filter, and sums that are to be large, are read from what was packed of the brief.

    Whoever is missed by the changes of several rules joins at once, and what was found before is not looked for again.
    """
    brief = conflicting()
    market = CatalogueMarket.open(many, brief, Watch(), Threads(1))
    answer = market.ask(lambda roster: planning.plan(roster, brief), Watch().within(60))
    assert isinstance(answer, Refusal)
    assert any(one.fix is not None and one.fix.value for one in answer.conflicts if one.rule == "quality")
    assert counted["forecasts"] == len(many.shards)
    assert 1 <= counted["rounds"] <= ROUNDS and counted["passes"] <= PASSES
    assert counted["suspects"] == 1
    # Of each rule on the whole brief, and of most beside the conflict alone; None is looked for again.
    assert counted["changes"] <= CHANGES


def test_a_figure_is_kept_once_for_all_its_settings_and_read_as_the_limit_is(many: Catalogue) -> None:
    """Also of people with several accounts, whose worst account decides, and of creators with rules of their own."""
    roster = many.taken(np.arange(many.creators))
    several = next(iter(people_of(roster.creators).values()))
    own = {roster.creators["id"][one]: {"min_fit": 0.9, "strict": True} for one in (0, int(several[0]))}
    briefs = [
        conflicting(quality={"min_fit": fit, "max_fake_share": 0.1, "strict": strict}, exceptions=own)
        for fit, strict in ((0.6, True), (0.55, True), (0.6, False))
    ]
    table, kept = builders.table(roster, briefs[0]), []
    assert table.parts is not None
    for brief in briefs:
        limits = limits_of(brief, table)
        problem = Problem.of(table, Objective.none(table), limits)
        wanted = Wanted.of(problem)
        failing = np.zeros(len(table), bool)
        for at in wanted.filters:
            vector = wanted.columns[at]
            assert vector.key is not None
            failing |= vector.read(packed.packed(vector, table)) > 0
        filtered = np.any([limit.vector(table) > 0 for limit in problem.filters], axis=0)
        assert (failing == filtered).all() and 0 < failing.sum() < len(table)
        kept.append({wanted.columns[at].key for at in wanted.filters})
    assert kept[0] == kept[1] != kept[2]


def test_what_only_names_creators_is_no_column_where_the_short_list_has_them(many: Catalogue) -> None:
    """Whoever is named is on the list, so of everybody else there is nothing to tell; else it is a column."""
    roster = many.taken(np.arange(20))
    one, two = roster.creators["id"][[3, 7]]
    named = {
        "must_have": [{"creator": one}],
        "excluded": [two],
        "groups": [{"name": "Both", "creators": [one, two], "at_most": 1, "together": True}],
    }

    def wanted(table: PackageTable, **changes: object) -> Wanted:
        problem = Problem.of(table, Objective.of(brief := conflicting(**changes), table), limits_of(brief, table))
        return Wanted.of(problem.aiming_at(Objective(Named(ones, (one,), -1.0), np.zeros(len(table.segments)))))

    here, elsewhere = (builders.table(many.taken(of), conflicting()) for of in (np.arange(20), np.arange(20, 40)))
    plain, found, other = wanted(here), wanted(here, **named), wanted(elsewhere, **named)
    assert {vector.name for vector in found.columns} == {vector.name for vector in plain.columns}
    assert len(found.filters) == len(plain.filters) == len(other.filters) - 1
    assert [len(terms) for terms in found.rows].count(0) == 4 and all(other.rows)
    assert found.gain is not None and found.gain.factor == -1.0
    assert found.columns[found.gain.column].key == key_of(ones)


@pytest.mark.parametrize("kind", ["pyramid", "platforms", "countries"])
def test_another_setting_of_a_band_is_the_same_columns(many: Catalogue, kind: str) -> None:
    part = {"pyramid": "micro", "platforms": "instagram", "countries": "US"}[kind]
    keys = []
    for share in (0.4, 0.39):
        brief = conflicting(**{kind: {part: {"spend": {"min": share}, "headcount": {"min": share}}}})
        table = builders.table(many.taken(np.arange(9)), brief)
        problem = Problem.of(table, Objective.none(table), limits_of(brief, table))
        keys.append([vector.key for vector in Wanted.of(problem).columns])
    assert keys[0] == keys[1] and None not in keys[0]


def test_a_setting_that_is_looked_for_too_long_is_given_up_for_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """That plans exist without the rule is known by then; no plan is searched for at any setting after the deadline."""
    roster = next(iter(rosters(60, 1, 60)))
    brief = conflicting(quality={"min_fit": 0.6}, engagement_floor=None, largest_share=None)
    cases = cases_of(builders.table(roster, brief), brief)
    limit = next(one for one in cases[0].limits if one.rule == "quality" and one.looser.path == "quality.min_fit")
    known, others = Proven(), {one.name for one in cases[0].limits if one is not limit}
    known.note(about(brief, cases[0].table), frozenset(others), True)
    monkeypatch.setattr(nearest, "best_plan", lambda *_: pytest.fail("a plan is searched for"))
    assert Nearest(cases, Watch().within(0.0), known).change(limit, others) == nearest.Change(None, None, False)
    # Of a market not even a question is begun by then: each would take a pass over everybody.
    table = replace(cases[0].table, rest=InMemory(cases[0].table, np.arange(60)))
    late = Nearest(cases_of(table, brief), Watch().within(0.0))
    assert late.possible(others) is None and late.change(cases[0].limits[0], others) is None


@pytest.mark.parametrize("share", [0.0, 1e9])
def test_whoever_float32_leaves_in_doubt_is_looked_at_in_float64_and_the_answer_is_the_same(
    many: Catalogue, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A huge price of a share cancels out in whoever is all of it: only a few of them are then computed exactly."""
    brief = campaign(countries={"US": {"headcount": {"min": 1.0}}})
    problem, taken = posed(many, brief)
    at = [one.name for one in problem.limits].index("US at least 100% of all creators")
    asked = []
    for one in questions(problem):
        y = one.prices.y.copy()
        y[at] = -share
        asked.append(replace(one, prices=replace(one.prices, y=y)))
    exact, rows, raising = [], [], passes.raise_by_rounding
    monkeypatch.setattr(passes, "raise_by_rounding", lambda *given: rows.append(len(given[0][0])) or raising(*given))
    for few in (10**9, 0):
        monkeypatch.setattr(passes, "FEW", few)
        found = outside(many, brief, taken).answers(problem, asked, Watch())
        exact.append([(one.more, one.top, one.complete, one.packages, one.near.rows.tobytes()) for one in found])
    assert exact[0] == exact[1]
    half = len(rows) // 2
    assert sum(rows[half:]) <= sum(rows[:half]) and (not share or sum(rows[half:]) < sum(rows[:half]))
