"""Catalogues of the server's owner, named in questions of programs and assistants, never by where they lie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client

from benchmarks.catalogue import rosters
from planner.brief.brief import Brief
from planner.catalogue import packed, shortlist, whole
from planner.catalogue.write import Size
from planner.domain.roster import Roster
from planner.jobs import operation
from planner.jobs.operation import Call, operation_job
from planner.outcome import Plan
from planner.planning import plan
from planner.service.connections import LOCAL
from planner.service.tools import Desks
from planner.workers import Context, WorkerPool, WorkerSettings
from tests.catalogues import catalogue_of
from tests.service import Server
from tests.test_api import answered, refused
from tests.test_tools import asking

BRIEF: dict[str, Any] = {
    "budget_cents": 3_000_000,
    "audience": [{"name": "US", "size": 4_000_000, "country": "US"}, {"name": "Any", "size": 9_000_000}],
    "creators": {"max": 12},
    "tolerance": 0.001,
}
CAMPAIGN: dict[str, Any] = {"brief": BRIEF, "catalogue": "Vendor, autumn"}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return next(iter(rosters(300, 5, 300)))


@pytest.fixture(scope="module")
def folder(roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue, and the owner's file that offers it and one that is not there."""
    made = tmp_path_factory.mktemp("offers")
    catalogue_of(roster, made / "catalogue", size=Size(creators=100, packages=350))
    text = f'["Vendor, autumn"]\ndirectory = "{made}/catalogue"\n["Gone"]\ndirectory = "{made}/gone"\n'
    (made / "offers.toml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def workers(folder: Path) -> Iterator[WorkerPool]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANNER_CATALOGUES", str(folder / "offers.toml"))
        made = WorkerPool(1, WorkerSettings(("planner.jobs.operation",)))
        yield made
        made.shutdown()


@pytest.fixture
def server(tmp_path: Path, workers: WorkerPool) -> Iterator[Server]:
    made = Server(tmp_path, workers)
    yield made
    made.database.close()


def test_a_plan_and_what_is_asked_around_it_are_about_everybody_in_it(server: Server, roster: Roster) -> None:
    job = answered(server.ask("plan", CAMPAIGN))
    found = Plan.model_validate(job["result"]["answer"])
    best = plan(roster, Brief.read(BRIEF))
    assert isinstance(best, Plan)
    assert found.proof.goal == pytest.approx(best.proof.goal, rel=2e-3) and found.proof.gap <= 0.001
    assert job["result"]["roster"]["creators"] == len(roster)
    asked = {**CAMPAIGN, "plan_id": job["id"]}
    out = next(one["creator"] for one in job["result"]["answer"]["bench"])
    why = answered(server.ask("why-not", {**asked, "creators": [out]}))["result"]["answer"]["creators"]
    assert why[0]["creator"] == out and why[0]["kind"] == "price"
    others = answered(server.ask("alternatives", {**asked, "plans": 1}))["result"]["answer"]
    assert len(others["plans"]) == 2
    curve = answered(server.ask("frontier", {**asked, "budgets": [2_000_000, 4_000_000]}))["result"]["answer"]
    assert [point["solution"]["kind"] for point in curve["points"]] == ["plan", "plan"]
    refusal = answered(server.ask("plan", {**CAMPAIGN, "brief": {**BRIEF, "reach_floor": 12_000_000}}))["result"]
    assert refusal["answer"]["kind"] == "refusal" and len(refusal["answer"]["conflicts"]) >= 2


def test_of_a_large_one_a_short_list_is_planned_with_and_whoever_is_asked_about(
    folder: Path, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, so that so few are too many to be planned with at once; all of it has one deadline."""
    monkeypatch.setenv("PLANNER_CATALOGUES", str(folder / "offers.toml"))
    for module, name, value in ((whole, "ALL", 60), (shortlist, "BEST", 12), (shortlist, "CREATORS", 25)):
        monkeypatch.setattr(module, name, value)
    worst = str(roster.creators.sort_values("followers")["id"].iloc[0])

    def asked(name: str, **question: object) -> dict[str, Any]:
        found = operation_job(Call(name, json.dumps({**CAMPAIGN, **question}).encode()), Context())
        assert isinstance(found, bytes), found
        result: dict[str, Any] = json.loads(found)
        return result

    why = asked("why-not", creators=[worst])
    assert why["answer"]["creators"][0]["creator"] == worst and why["roster"]["creators"] == len(roster)
    monkeypatch.setattr(operation, "SECONDS", -20.0)
    curve = asked("frontier", steps=4)
    assert curve["text"][-1] == "3 of 4 budgets were not finished in the time given."
    packed.close_all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"catalogue": "Vendor"}, ["'Vendor' is not offered by this server", "Vendor, autumn"]),
        ({"catalogue": "../catalogue"}, ["is not offered by this server"]),
        ({"catalogue": "Gone"}, ["the catalogue Gone", "does not exist"]),
        ({"roster": {"rows": [{"handle": "anna"}]}}, ["has roster and catalogue"]),
        ({"brief": {**BRIEF, "currency": "EUR"}}, ["the catalogue Vendor, autumn: is in USD, and the brief in EUR"]),
        ({"brief": {**BRIEF, "countries": {"ZZ": {"spend": {"min": 0.1}}}}}, ["is not a country of any creator"]),
    ],
)
def test_what_cannot_be_used_is_told_by_name(
    server: Server, folder: Path, changes: dict[str, Any], words: list[str]
) -> None:
    found = refused(server.ask("plan", CAMPAIGN | changes), 422, *words)
    assert str(folder) not in str(found)


def test_a_server_without_catalogues_says_so(server: Server, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert server.call("GET", "/catalogues").json() == {"catalogues": ["Vendor, autumn", "Gone"]}
    monkeypatch.delenv("PLANNER_CATALOGUES")
    assert server.call("GET", "/catalogues").json() == {"catalogues": []}
    refused(server.ask("plan", CAMPAIGN), 422, "this server offers no catalogues")
    monkeypatch.setenv("PLANNER_CATALOGUES", str(folder / "nothing.toml"))
    assert str(folder) not in str(refused(server.ask("plan", CAMPAIGN), 422, "list of catalogues cannot be used"))


def test_an_assistant_names_one_where_it_plans_and_no_more_after_that(server: Server) -> None:
    async def conversation(client: Client) -> None:
        tools = {one.name: one for one in (await client.list_tools()).tools}
        assert tools["plan"].input_schema["properties"]["catalogue"]["enum"] == ["Vendor, autumn", "Gone"]
        made = await client.call_tool("plan", CAMPAIGN)
        assert not made.is_error, made.content
        curve = await client.call_tool("frontier", {"plan_id": made.structured_content["plan_id"], "steps": 2})
        assert not curve.is_error and len(curve.structured_content["answer"]["points"]) == 2

    asking(Desks(server.desk, lambda _: LOCAL), conversation)
