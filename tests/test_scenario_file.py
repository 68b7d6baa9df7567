"""A scenario as a file: everything comes back, and what cannot be read says where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.domain.roster import Roster
from planner.outcome import Plan, Undecided
from planner.planning import plan
from planner.problems import BadInput
from planner.store.scenario import MIGRATIONS, SCHEMA_VERSION, Scenario, migrated, read_scenario, scenario_json
from tests import builders
from tests.stores import changed_to

SAMPLE = Path(__file__).parents[1] / "sample_data"


def people() -> Roster:
    """Two creators, one with rates that are known, one without, and names that files tend to spoil."""
    return builders.roster(
        builders.creator("=anna", name='Añna "🎈" ,;\n', fit=0.1 + 0.2, engagement_rate=0.03, country="NA"),
        builders.creator("ben", builders.package("reel", None), builders.package("two", 12.34, reels=2, units=0.5)),
    )


@pytest.fixture(scope="module")
def kept() -> Scenario:
    brief, roster = builders.brief(name="Spring"), people()
    outcome = plan(roster, brief)
    assert isinstance(outcome, Plan)
    return Scenario.of("  Spring   launch ", brief, outcome, roster)


def broken(kept: Scenario, change: Callable[[Any], Any]) -> str:
    """The sentence that a spoilt file is refused with."""
    data = json.loads(scenario_json(kept))
    change(data)
    with pytest.raises(BadInput) as bad:
        read_scenario(json.dumps(data).encode())
    return str(bad.value)


def test_everything_comes_back_from_a_file(kept: Scenario) -> None:
    assert kept.name == "Spring launch"
    back = read_scenario(scenario_json(kept))
    assert back == kept
    assert back.roster is not None and kept.roster is not None
    assert back.roster.fingerprint == kept.roster.fingerprint
    assert back.roster.source == kept.roster.source
    assert scenario_json(back) == scenario_json(kept)


@pytest.mark.parametrize("outcome", [None, Undecided(sentence="time ran out", seconds=1.5)])
def test_a_scenario_without_a_plan_or_roster_comes_back(outcome: Undecided | None) -> None:
    made = Scenario.of("Benchmarks", builders.brief(), outcome, None)
    assert read_scenario(scenario_json(made)) == made


def test_a_file_has_a_key_per_line_so_that_a_broken_one_can_be_mended(kept: Scenario) -> None:
    lines = scenario_json(kept).decode().splitlines()
    assert lines[0] == "{" and lines[-1] == "}"
    assert [line.split('"')[1] for line in lines[1:-1]] == list(json.loads(scenario_json(kept)))


def test_a_bare_brief_opens_as_a_scenario_without_an_answer() -> None:
    content = (SAMPLE / "brief.json").read_bytes()
    made = read_scenario(content)
    assert (made.name, made.outcome, made.roster) == (made.brief.name, None, None)
    assert read_scenario(content, "Mine").name == "Mine"


def test_a_newer_file_is_refused(kept: Scenario) -> None:
    said = broken(kept, lambda data: data.update(schema_version=SCHEMA_VERSION + 1))
    assert "schema_version" in said and "newer planner" in said


def test_an_older_content_passes_every_step_once() -> None:
    steps = {
        1: lambda data: {**data, "steps": ["first"]},
        2: lambda data: {**data, "steps": [*data["steps"], "second"]},
    }
    assert migrated({"schema_version": 1}, 3, steps) == {"schema_version": 3, "steps": ["first", "second"]}
    assert migrated({"schema_version": 3}, 3, steps) == {"schema_version": 3}


def test_every_older_version_has_its_step() -> None:
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(schema_version=0), "schema_version: '0'"),
        (lambda d: d.pop("schema_version"), "schema_version"),
        (lambda d: d.pop("brief"), "brief: is missing"),
        (lambda d: d.update(surprise=1), "surprise: is not a key of a scenario"),
        (lambda d: d.update(kind="plan"), "kind: 'plan' is not a scenario"),
        (lambda d: d.update(id="../etc"), "id: '../etc'"),
        (lambda d: d.update(name="   "), "name: '   ' is empty"),
        (lambda d: d.update(rev=-1), "rev: '-1'"),
        (lambda d: d.update(rev=True), "rev: 'True'"),
        (lambda d: d.update(baseline="yes"), "baseline: 'yes'"),
        (lambda d: d.update(created="yesterday"), "created: 'yesterday' is no time"),
        (lambda d: d["brief"].update(budget_cents=-1), "brief.budget_cents: '-1' is too small"),
        (lambda d: d["brief"].update(bugdet=1), "brief.bugdet: '1' is not a key of the brief"),
        (lambda d: d["outcome"].update(kind="guess"), "outcome"),
        (lambda d: d["outcome"].update(extra=1), "outcome.plan.extra: '1' is not a key that is known here"),
        (lambda d: d["outcome"]["picks"][0].update(followers="many"), "outcome.plan.picks.0.followers: 'many'"),
        (lambda d: d.update(roster=[]), "roster: is not an object"),
        (lambda d: d["roster"].pop("packages"), "roster.packages: is missing"),
        (lambda d: d["roster"]["creators"].pop("followers"), "roster.creators.followers: is missing"),
        (lambda d: d["roster"]["creators"].update(shoe=[1, 2]), "roster.creators.shoe: is not a column"),
        (lambda d: d["roster"]["creators"]["followers"].append(1), "columns of different lengths (2, 3)"),
        (lambda d: d["roster"]["creators"]["followers"].__setitem__(1, -5), "roster.creators.followers, row 2: '-5'"),
        (lambda d: d["roster"]["creators"]["fit"].__setitem__(0, 1.5), "roster.creators.fit, row 1: '1.5'"),
        (lambda d: d["roster"]["creators"]["platform"].__setitem__(0, "Fax!"), "platform, row 1: 'Fax!'"),
        (lambda d: d["roster"]["packages"]["fee_cents"].__setitem__(0, 1.5), "fee_cents, row 1: '1.5'"),
        (lambda d: d["roster"]["packages"]["creator"].__setitem__(2, 7), "creator, row 3: '7' is no row"),
        (lambda d: d["roster"]["creators"]["id"].__setitem__(1, "instagram:=anna"), "two creators are called"),
        (lambda d: d["roster"]["packages"]["fee_cents"].__setitem__(0, 1), "was changed or damaged"),
        (lambda d: d.update(roster=None), "was changed or damaged"),
    ],
)
def test_a_broken_file_says_where(kept: Scenario, change: Callable[[Any], Any], said: str) -> None:
    assert said in broken(kept, change)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: is not JSON"),
        (b'{\n  "kind": "scenario",\n  "id": }', "line 3, column 9: is not JSON"),
        (b"\xff\xfe", "byte 1: is not UTF-8"),
        (b"[1]", "is not a JSON object"),
        (b"[" * 100_000, "is not usable JSON"),
    ],
)
def test_what_is_not_json_says_where(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_scenario(content)
    assert said in str(bad.value)


def test_a_file_cut_anywhere_is_refused_in_words(kept: Scenario) -> None:
    content = scenario_json(kept)
    for end in range(0, len(content) - 2, 97):
        with pytest.raises(BadInput):
            read_scenario(content[:end])


def test_a_column_that_an_older_planner_did_not_know_may_be_absent(kept: Scenario) -> None:
    data = json.loads(scenario_json(kept))
    assert data["roster"]["creators"].pop("available") == [1, 1]
    assert read_scenario(json.dumps(data).encode()) == kept


def test_a_change_of_content_is_of_this_version(kept: Scenario) -> None:
    old = replace(kept, model_version="2020.1")
    assert not old.made_by_this_version
    after = changed_to(old, kept.brief, None, None)
    assert after.made_by_this_version
    assert (after.id, after.roster_fingerprint) == (kept.id, "")
