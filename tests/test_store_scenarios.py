"""The shelf of scenarios, on both databases: kept whole, never overwritten unseen, shared only by a link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.accounts.actor import Actor
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Changed, Missing
from planner.store.scenario import Scenario
from planner.store.scenarios import UNDO, Scenarios, ViewOnly, tidy
from planner.store.tables import ROSTERS, SCENARIOS
from planner.store.times import utc_now
from tests import builders
from tests.stores import Opener, changed_to


def people(followers: int = 20_000) -> Roster:
    return builders.roster(builders.creator("anna", fit=0.1 + 0.2), builders.creator("ben", followers=followers))


@pytest.fixture(scope="module")
def spring() -> Scenario:
    brief, roster = builders.brief(name="Spring", currency="EUR"), people()
    outcome = plan(roster, brief)
    assert isinstance(outcome, Plan)
    return Scenario.of("Spring 🎈 'launch'; --", brief, outcome, roster)


def shelf(database: Database, workspace: str = "anna") -> Scenarios:
    return Scenarios(database, Rosters(), Actor.local(workspace))


def test_a_scenario_comes_back_whole_after_a_restart(opener: Opener, spring: Scenario) -> None:
    kept = shelf(opener()).add(spring)
    assert (kept.rev, kept.name, kept.brief, kept.outcome) == (1, spring.name, spring.brief, spring.outcome)
    back = shelf(opener()).open(kept.id)
    assert back == kept
    assert back.roster is not None and spring.roster is not None
    assert (back.roster.fingerprint, back.roster.source) == (spring.roster.fingerprint, spring.roster.source)


def test_a_list_tells_the_figures_without_opening(database: Database, spring: Scenario) -> None:
    scenarios = shelf(database)
    scenarios.add(replace(spring, name="First"))
    bare = scenarios.add(Scenario.of("Benchmarks", builders.brief(), None, None))
    last = scenarios.add(replace(spring, name="Last"), baseline=True)
    lines = scenarios.all()
    assert [line.name for line in lines] == ["Last", "Benchmarks", "First"]
    assert isinstance(spring.outcome, Plan)
    totals = spring.outcome.totals
    assert (lines[0].kind, lines[0].currency, lines[0].creators) == ("plan", "EUR", totals.creators)
    assert (lines[0].cost_cents, lines[0].unique_reach) == (totals.cost_cents, totals.unique_reach)
    assert (lines[1].kind, lines[1].cost_cents) == ("", 0)
    assert [line.baseline for line in lines] == [True, False, False]
    scenarios.set_baseline(bare.id)
    assert [line.name for line in scenarios.all() if line.baseline] == ["Benchmarks"]
    assert scenarios.open(bare.id).baseline and not scenarios.open(last.id).baseline
    scenarios.set_baseline(None)
    assert not any(line.baseline for line in scenarios.all())


def test_of_two_editors_the_second_is_told_and_neither_loses_work(database: Database, spring: Scenario) -> None:
    scenarios = shelf(database)
    first = second = scenarios.add(spring)
    saved = scenarios.save(changed_to(first, spring.brief.changed("budget_cents", 500_000), None, people()))
    assert saved.rev == 2
    mine = changed_to(second, spring.brief.changed("budget_cents", 700_000), None, people())
    with pytest.raises(Changed) as changed:
        scenarios.save(mine)
    assert changed.value.rev == 2
    with pytest.raises(Changed):
        scenarios.rename(second.id, "Mine", second.rev)
    assert scenarios.open(first.id).brief.budget_cents == 500_000
    over = scenarios.save(replace(mine, rev=changed.value.rev))
    copy = scenarios.add(replace(mine, name="Mine"))
    assert scenarios.open(first.id) == over
    assert scenarios.open(copy.id).brief.budget_cents == 700_000


def test_of_many_who_save_at_once_one_succeeds(database: Database, spring: Scenario) -> None:
    kept = shelf(database).add(spring)

    def save(budget: int) -> int | None:
        mine = changed_to(kept, kept.brief.changed("budget_cents", budget), None, people(budget))
        try:
            return shelf(database).save(mine).brief.budget_cents
        except Changed:
            return None

    with ThreadPoolExecutor(6) as crowd:
        done = [budget for budget in crowd.map(save, range(100_000, 106_000, 1000)) if budget is not None]
    assert done == [shelf(database).open(kept.id).brief.budget_cents]


def test_renamed_duplicated_removed_and_had_back(database: Database, spring: Scenario) -> None:
    scenarios = shelf(database)
    kept = scenarios.add(spring)
    assert scenarios.rename(kept.id, "  Autumn ", kept.rev) == 2
    copy = scenarios.duplicate(kept.id, "Winter")
    assert (copy.rev, copy.brief, copy.outcome) == (1, kept.brief, kept.outcome)
    assert {line.name for line in scenarios.all()} == {"Autumn", "Winter"}
    with pytest.raises(BadInput, match="is empty"):
        scenarios.rename(kept.id, "  ", 2)
    scenarios.set_baseline(kept.id)
    scenarios.remove(kept.id)
    assert [line.name for line in scenarios.all()] == ["Winter"]
    assert [line.name for line in scenarios.all(removed=True)] == ["Autumn"]
    with pytest.raises(Missing):
        scenarios.open(kept.id)
    scenarios.restore(kept.id)
    assert scenarios.open(kept.id).outcome == kept.outcome
    assert scenarios.open(kept.id).baseline, "as it was"
    scenarios.remove(kept.id)
    scenarios.set_baseline(copy.id)
    scenarios.restore(kept.id)
    assert [line.name for line in scenarios.all() if line.baseline] == ["Winter"], "there is one at most"


def test_what_was_removed_long_ago_goes_for_good_with_its_roster(database: Database, spring: Scenario) -> None:
    scenarios, ben = shelf(database), shelf(database, "ben")
    gone = scenarios.add(spring)
    kept = scenarios.add(Scenario.of("Kept", builders.brief(), None, people(99)))
    shared = scenarios.add(replace(spring, name="Shared", roster=people(77)))
    ben.follow(scenarios.share(shared.id).view)
    for one in (gone, shared):
        scenarios.remove(one.id)
    tidy(database, utc_now() + UNDO - timedelta(hours=1))
    assert _rows(database, SCENARIOS) == _rows(database, ROSTERS) == 3
    tidy(database, utc_now() + UNDO + timedelta(hours=1))
    with pytest.raises(Missing):
        scenarios.restore(gone.id)
    assert _rows(database, SCENARIOS) == _rows(database, ROSTERS) == 2
    assert ben.open(shared.id).name == "Shared", "it still stands on another shelf"
    assert scenarios.open(kept.id).roster is not None


def _rows(database: Database, table: Any) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_roster_is_kept_once_however_many_scenarios_name_it(database: Database, spring: Scenario) -> None:
    scenarios = shelf(database)
    kept = scenarios.add(spring)
    scenarios.add(spring)
    scenarios.save(changed_to(kept, kept.brief, None, people()))
    assert _rows(database, ROSTERS) == 1
    assert spring.roster is not None
    other = Roster(spring.roster.creators, spring.roster.packages, "Same people, other file")
    assert scenarios.open(scenarios.add(replace(spring, roster=other)).id).roster.source == other.source  # type: ignore[union-attr]


def test_rosters_are_held_up_to_a_number_of_bytes(database: Database) -> None:
    with database.writing() as connection:
        big, rosters = people(), Rosters(held_bytes=1)
        digest = Rosters().keep(connection, big)
        assert rosters.read(connection, digest) is not rosters.read(connection, digest), "too large to be held"
        roomy = Rosters()
        assert roomy.read(connection, digest) is roomy.read(connection, digest)


def test_nobody_reaches_what_is_not_on_her_shelf(database: Database, spring: Scenario) -> None:
    anna, ben = shelf(database), shelf(database, "ben")
    kept = anna.add(spring)
    steps: tuple[Any, ...] = (
        lambda: ben.open(kept.id),
        lambda: ben.save(kept),
        lambda: ben.rename(kept.id, "Mine", kept.rev),
        lambda: ben.duplicate(kept.id, "Mine"),
        lambda: ben.remove(kept.id),
        lambda: ben.restore(kept.id),
        lambda: ben.set_baseline(kept.id),
        lambda: ben.links(kept.id),
        lambda: ben.share(kept.id),
        lambda: ben.unshare(kept.id),
        lambda: ben.follow(kept.id),
        lambda: ben.follow(""),
    )
    for step in steps:
        with pytest.raises(Missing):
            step()
    assert ben.all() == ben.all(removed=True) == ()
    assert anna.open(kept.id) == kept


def test_a_link_for_looking_at_opens_and_does_not_change(database: Database, spring: Scenario) -> None:
    anna, ben = shelf(database), shelf(database, "ben")
    kept = anna.add(spring, baseline=True)
    assert anna.links(kept.id) is None and not anna.all()[0].shared
    links = anna.share(kept.id)
    assert anna.share(kept.id) == links == anna.links(kept.id)
    assert len(links.view) >= 32 and links.view != links.edit
    seen = ben.follow(links.view)
    assert (seen.brief, seen.outcome, seen.baseline) == (kept.brief, kept.outcome, False)
    assert not ben.all()[0].may_save
    for step in (
        lambda: ben.save(seen),
        lambda: ben.rename(seen.id, "Mine", 1),
        lambda: ben.share(seen.id),
        lambda: ben.unshare(seen.id),
    ):
        with pytest.raises(ViewOnly):
            step()
    ben.duplicate(seen.id, "Mine")
    ben.remove(seen.id)
    assert anna.open(kept.id) == kept


def test_a_link_for_working_together_lets_both_save(database: Database, spring: Scenario) -> None:
    anna, ben = shelf(database), shelf(database, "ben")
    kept = anna.add(spring)
    links = anna.share(kept.id)
    theirs = ben.follow(links.edit)
    ben.follow(links.view)
    assert ben.all()[0].may_save
    ben.save(changed_to(theirs, kept.brief, None, None))
    with pytest.raises(Changed):
        anna.save(kept)
    anna.unshare(kept.id)
    with pytest.raises(Missing):
        shelf(database, "carla").follow(links.edit)
    assert ben.open(kept.id).rev == 2
