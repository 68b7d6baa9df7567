"""The shelf in three levels, on both databases: filed, found, renamed, and nobody else's concern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.accounts.actor import Actor
from planner.problems import BadInput
from planner.store import migrations
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Missing
from planner.store.scenario import Scenario
from planner.store.scenarios import Place, Scenarios
from planner.store.shelf import Shelf, in_levels
from tests import builders
from tests.stores import Opener

SPRING = Place("Acme", "Spring launch", "c1")


def scenarios(database: Database, workspace: str = "anna") -> Scenarios:
    return Scenarios(database, Rosters(), Actor.local(workspace))


def scenario(name: str) -> Scenario:
    return Scenario.of(name, builders.brief(), None, None)


def filled(database: Database) -> Scenarios:
    kept = scenarios(database)
    kept.add(scenario("First idea"), place=SPRING)
    kept.add(scenario("More micro"), place=SPRING)
    kept.add(scenario("Always"), place=Place("Acme", "Always on", "c2"))
    kept.add(scenario("Event"), place=Place("Bolt", "Opening", "c3"))
    kept.add(scenario("Loose"))
    return kept


def names(kept: Scenarios, search: str = "") -> list[tuple[str, list[tuple[str, list[str]]]]]:
    return [
        (client.name, [(one.name, [line.name for line in one.scenarios]) for one in client.campaigns])
        for client in in_levels(kept.all(), search)
    ]


def test_clients_campaigns_and_scenarios_the_latest_first(opener: Opener) -> None:
    filled(opener())
    assert names(scenarios(opener())) == [
        ("Bolt", [("Opening", ["Event"])]),
        ("Acme", [("Always on", ["Always"]), ("Spring launch", ["More micro", "First idea"])]),
        ("", [("", ["Loose"])]),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [("acme", 3), ("ACME micro", 1), ("spring", 2), ("opening event", 1), ("loose", 1), ("nothing", 0), ("", 5)],
)
def test_search_looks_at_all_three_names(database: Database, search: str, found: int) -> None:
    assert sum(client.scenarios for client in in_levels(filled(database).all(), search)) == found


def test_a_scenario_is_filed_elsewhere(database: Database) -> None:
    kept = filled(database)
    loose = next(line for line in kept.all() if line.name == "Loose")
    shelf = Shelf(database, Actor.local("anna"))
    shelf.file(loose.id, Place("  Bolt ", "Opening", "c3"))
    assert ("Bolt", [("Opening", ["Loose", "Event"])]) in names(kept)
    shelf.file(loose.id, Place())
    assert names(kept)[-1] == ("", [("", ["Loose"])])
    with pytest.raises(BadInput, match="too long"):
        shelf.file(loose.id, Place("x" * 121))
    with pytest.raises(Missing):
        Shelf(database, Actor.local("ben")).file(loose.id, SPRING)


def test_clients_and_campaigns_are_renamed_as_a_whole(database: Database) -> None:
    kept = filled(database)
    shelf = Shelf(database, Actor.local("anna"))
    assert shelf.rename_client("Acme", "Acme Outdoor") == 3
    assert shelf.rename_campaign(replace(SPRING, client="Acme Outdoor"), "Spring") == 2
    assert shelf.rename_client("Nobody", "X") == 0
    assert dict(names(kept))["Acme Outdoor"] == [("Always on", ["Always"]), ("Spring", ["More micro", "First idea"])]


def test_a_copy_stands_beside_what_it_was_made_from(database: Database) -> None:
    kept = filled(database)
    first = next(line for line in kept.all() if line.name == "First idea")
    kept.duplicate(first.id, "Second idea")
    assert ("Spring launch", ["Second idea", "More micro", "First idea"]) in dict(names(kept))["Acme"]


def test_whoever_follows_a_link_files_it_as_they_like(database: Database) -> None:
    kept = filled(database)
    line = next(line for line in kept.all() if line.name == "Event")
    other = scenarios(database, "ben")
    other.follow(kept.share(line.id).edit)
    assert names(other) == [("", [("", ["Event"])])]
    Shelf(database, Actor.local("ben")).file(line.id, Place("Mine", "Own"))
    assert names(other) == [("Mine", [("Own", ["Event"])])]
    assert ("Bolt", [("Opening", ["Event"])]) in names(kept)
    Shelf(database, Actor.local("ben")).rename_client("Mine", "")
    assert names(other)[0][0] == ""


def test_a_shelf_of_an_older_planner_has_neither_client_nor_campaign(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", steps[:2])
    monkeypatch.setattr(migrations, "NEWEST", 2)
    with opener().writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO scenarios VALUES "
            "('s', 1, 'Old', 1, 1, 'm', 'a', '{\"budget_cents\": 1}', NULL, NULL, 'USD', '', 0, 0, 0, NULL, NULL)"
        )
        connection.exec_driver_sql("INSERT INTO shelf VALUES ('anna', 's', 1, 1, 0, NULL)")
    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(migrations, "NEWEST", len(steps))
    assert names(scenarios(opener())) == [("", [("", ["Old"])])]
