"""Databases of every schema before this one are brought to the newest, once, and everything in them is still there."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import MetaData, text

from planner.accounts.actor import Actor
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.outcome import Plan
from planner.planning import plan
from planner.review.decisions import Choice
from planner.store import migrations
from planner.store.bodies import Rosters
from planner.store.errors import Unavailable
from planner.store.records import Records
from planner.store.reviews import Guest
from planner.store.scenario import read_scenario, scenario_json
from planner.store.scenarios import Scenarios
from planner.store.working import Drafts
from tests.forks import child, told
from tests.past_databases.write import EXPECTED as EXPECTED_FILE
from tests.past_databases.write import FOLDER, Columns
from tests.stores import Opener

EXPECTED: dict[str, dict[str, Any]] = json.loads(EXPECTED_FILE.read_text(encoding="utf-8"))
WITH_SCENARIOS = [name for name, kept in EXPECTED.items() if kept["scenarios"]]


@dataclass(frozen=True)
class Past:
    """A former database. opener: opens it as this planner does."""

    name: str
    opener: Opener

    @property
    def expected(self) -> dict[str, Any]:
        return EXPECTED[self.name]


def put_back(name: str, opener: Opener, monkeypatch: pytest.MonkeyPatch) -> Past:
    """Fill an empty database with a former one, at its schema."""
    content = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    steps = migrations.STEPS[: EXPECTED[name]["schema"]]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", steps)
        patched.setattr(migrations, "NEWEST", len(steps))
        old = opener()
    source = sqlite3.connect(":memory:")
    source.executescript(content)
    source.row_factory = sqlite3.Row
    with old.writing() as connection:
        described = MetaData()
        described.reflect(connection)
        # In the order in which they refer to each other.
        for table in described.sorted_tables:
            if table.name != "planner_schema":
                for row in source.execute(f"SELECT * FROM {table.name}"):  # noqa: S608 a name of our own file
                    connection.execute(table.insert(), dict(row))
    old.close()
    return Past(name, opener)


@pytest.fixture
def past(request: pytest.FixtureRequest, opener: Opener, monkeypatch: pytest.MonkeyPatch) -> Past:
    return put_back(request.param, opener, monkeypatch)


every = pytest.mark.parametrize("past", EXPECTED, indirect=True)
every_with_scenarios = pytest.mark.parametrize("past", WITH_SCENARIOS, indirect=True)


def test_there_is_a_database_of_every_schema() -> None:
    schemas = {kept["schema"] for kept in EXPECTED.values()}
    missing = set(range(1, migrations.NEWEST)) - schemas
    assert not missing, f"tests/past_databases has no database of schema {sorted(missing)}; see its README"
    assert {f"{name}.sql" for name in EXPECTED} == {path.name for path in FOLDER.glob("*.sql")}


@every
def test_what_a_former_planner_remembered_is_there(past: Past) -> None:
    database = past.opener()
    with database.reading() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST
    kept = Records(database, Actor.local("anna")).get("mapping", "agency.xlsx", Columns)
    assert kept is not None and kept.value.columns == {"Fee (€)": "fee", "Profil": "handle"}


@every_with_scenarios
def test_campaigns_open_as_they_were_left(past: Past) -> None:
    database = past.opener()
    shelf = Scenarios(database, Rosters(), Actor.local("anna"))
    assert {line.name for line in shelf.all()} == set(past.expected["scenarios"])
    assert [line.name for line in shelf.all(removed=True)] == ["Thrown away"]
    for line in shelf.all():
        expected, opened = past.expected["scenarios"][line.name], shelf.open(line.id)
        assert line.id == expected["id"] and line.kind == (expected["kind"] or "")
        assert line.baseline == (line.name == "Spring, first") == line.shared
        assert opened.model_version == past.expected["model_version"]
        outcome = opened.outcome
        assert (None if outcome is None else outcome.kind) == expected["kind"]
        if isinstance(outcome, Plan):
            picks = [[pick.creator, pick.package, pick.count] for pick in outcome.picks]
            assert (picks, outcome.totals.cost_cents) == (expected["picks"], expected["cost_cents"])
            assert outcome.totals.unique_reach == expected["unique_reach"] == line.unique_reach
        assert read_scenario(scenario_json(opened)) == opened
    ben = Scenarios(database, Rosters(), Actor.local("ben"))
    assert [line.name for line in ben.all()] == ["Spring, first"] and ben.all()[0].may_save
    seen = Scenarios(database, Rosters(), Actor.local("cleo")).follow(past.expected["view_link"])
    assert seen.name == "Spring, first"


@every_with_scenarios
def test_the_work_and_its_files_are_the_same(past: Past) -> None:
    database = past.opener()
    expected = past.expected["scenarios"]["Spring, first"]
    opened = Scenarios(database, Rosters(), Actor.local("anna")).open(expected["id"])
    left = Drafts(database, Rosters(), Actor.local("anna")).load()
    assert left is not None and left.opened is not None and left.opened.id == expected["id"]
    assert (left.brief, left.roster.fingerprint) == (opened.brief, opened.roster_fingerprint)
    assert isinstance(opened.outcome, Plan)
    table = plan_csv(Dossier(opened.outcome, opened.brief)).decode("utf-8-sig")
    assert len(table.splitlines()) == 1 + len(expected["picks"])
    assert all(creator.partition(":")[2] in table for creator, _, _ in expected["picks"])


@pytest.fixture(scope="module")
def planned_now() -> dict[str, tuple[Any, ...]]:
    """What this planner answers to the campaign, by the database that it was first read from."""
    return {}


@every_with_scenarios
def test_planned_again_the_campaign_has_one_plan_whatever_it_was_kept_in(
    past: Past, planned_now: dict[str, tuple[Any, ...]]
) -> None:
    expected = past.expected["scenarios"]["Spring, first"]
    opened = Scenarios(past.opener(), Rosters(), Actor.local("anna")).open(expected["id"])
    made = plan(opened.roster, opened.brief)
    assert isinstance(made, Plan)
    assert made.totals.cost_cents <= opened.brief.budget_cents
    answer = (tuple((pick.creator, pick.package, pick.count) for pick in made.picks), made.totals)
    assert planned_now.setdefault("first", answer) == answer


@pytest.mark.parametrize("past", [name for name, kept in EXPECTED.items() if "review" in kept], indirect=True)
def test_a_client_finds_the_page_and_what_they_decided(past: Past) -> None:
    review = past.expected["review"]
    shown = Guest(past.opener(), Rosters(), review["token"]).open()
    (decision,) = shown.decisions
    assert (decision.creator, decision.choice) == (review["declined"], Choice.DECLINE)
    assert review["declined"] in {card.creator for card in shown.snapshot.cards}


@pytest.mark.parametrize("name", ["", "schema-1", "schema-2-last"])
def test_many_processes_that_start_at_once_migrate_once(
    name: str, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name:
        put_back(name, opener, monkeypatch)
    start = time.monotonic() + 0.3

    def work(pipe: int) -> None:
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            with opener().reading() as connection:
                os.write(pipe, b"%d\n" % migrations.version_of(connection))
        except Unavailable as trouble:
            os.write(pipe, b"0\n")
            raise AssertionError(str(trouble)) from trouble

    started = [child(work) for _ in range(8)]
    versions = [told(pipe) for _, pipe in started]
    assert [os.waitpid(pid, 0)[1] for pid, _ in started] == [0] * 8
    assert versions == [[migrations.NEWEST]] * 8
    with opener().reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM planner_schema")).scalar() == 1
