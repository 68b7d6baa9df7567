"""The HTTP API: questions and answers, jobs, restarts, and everything that is refused, each as problem details."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import openapi_spec_validator
import pytest
from sqlalchemy import text

from planner.operations.catalog import OPERATIONS
from planner.outcome import Plan
from planner.service.http import BIGGEST
from planner.service.openapi import document
from planner.store.database import Database
from planner.store.errors import Trouble, Unavailable
from planner.workers import WorkerPool
from tests.service import BRIEF, CAMPAIGN, REFUSED, ROWS, Server, pool, slow

__all__ = ["pool"]


@pytest.fixture
def server(tmp_path: Path, pool: WorkerPool) -> Iterator[Server]:
    made = Server(tmp_path, pool)
    yield made
    made.database.close()


def answered(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    assert found["state"] == "done", found
    return found


def refused(response: Any, status: int, *words: str) -> dict[str, Any]:
    """The problem details of a response, without a trace of the inside."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    found: dict[str, Any] = response.json()
    assert found["status"] == status and found["title"] and found["type"]
    for word in words:
        assert word in response.text
    assert "Traceback" not in response.text and ".py" not in response.text
    return found


def test_a_plan_comes_with_its_proof_and_in_sentences(server: Server) -> None:
    job = answered(server.ask("plan", CAMPAIGN))
    plan = Plan.model_validate(job["result"]["answer"])
    assert plan.proof.gap <= 0.001 and plan.totals.cost_cents <= BRIEF["budget_cents"]
    assert any(line.startswith("Proven") for line in job["result"]["text"])
    assert job["result"]["roster"]["creators"] == 6


def test_a_refusal_is_an_answer_with_conflict_and_fixes(server: Server) -> None:
    answer = answered(server.ask("plan", REFUSED))["result"]["answer"]
    assert answer["kind"] == "refusal"
    assert any(conflict["fix"]["sentence"] for conflict in answer["conflicts"])
    around = answered(server.ask("worth", REFUSED))["result"]
    assert around["answer"]["kind"] == "refusal" and around["text"] == [around["answer"]["sentence"]]


def test_a_campaign_begins_with_a_few_answers_and_is_planned(server: Server) -> None:
    answers = {"starting_point": "launch", "name": "Spring", "budget_cents": 900_000, "audience": "women in Germany"}
    begun = server.call("POST", "/start", json=answers)
    assert begun.status_code == 200, begun.text
    assert begun.json()["brief"]["budget_cents"] == 900_000 and begun.json()["text"]
    planned = server.ask("plan", {"brief": begun.json()["brief"], "roster": {"rows": ROWS}})
    assert answered(planned)["result"]["answer"]["kind"] in ("plan", "refusal")
    for wrong, place in (
        ({"starting_point": "party"}, ""),
        ({"budget_cents": -1}, "budget_cents"),
        ({"hue": 1}, "hue"),
    ):
        found = refused(server.call("POST", "/start", json={**answers, **wrong}), 422)
        assert found["faults"][0]["place"].startswith(place) and found["faults"][0]["accepted"]


def test_every_operation_answers_around_one_plan_by_its_id(server: Server) -> None:
    roster = server.call("POST", "/rosters", json={"rows": ROWS})
    assert roster.status_code == 201 and roster.json()["roster"]["packages"] == 6
    by_id = {"brief": BRIEF, "roster_id": roster.json()["roster_id"]}
    plan = answered(server.ask("plan", by_id))
    first, second = (pick["creator"] for pick in plan["result"]["answer"]["picks"][:2])
    questions: dict[str, dict[str, Any]] = {
        "frontier": {"steps": 3},
        "worth": {},
        "labour": {},
        "boosting": {"brief": {**BRIEF, "boosting": {"cents_per_post": [10_000]}}, "plan_id": None, "shares": [0.0]},
        "why-not": {"creators": ["eda"]},
        "alternatives": {"plans": 1, "different": 1, "worse": 0.5},
        "replan": {"answers": [{"creator": first, "answer": "signed"}, {"creator": second, "answer": "declined"}]},
        "budgets": {"budgets": [100_000, 200_000]},
        "compare": {"variants": [{"name": "Less", "changes": {"budget_cents": 90_000}}]},
        "score": {"listed": "anna\nben\n"},
        "debrief": {"results": {"rows": [{"handle": "anna", "reach": 9_000, "posts": 1}]}, "over": True},
    }
    # Sensitivity plans the campaign some forty times, which takes long and shows nothing more here.
    assert {"plan", "sensitivity", *questions} == {one.name for one in OPERATIONS}
    for name, question in questions.items():
        job = answered(server.ask(name, {**by_id, "plan_id": plan["id"], **question}))
        assert job["result"]["text"], name
    assert "At least 19,000 followers" in answered(server.ask("why-not", {**by_id, **questions["why-not"]}))["result"][
        "text"
    ][0]  # fmt: skip


def test_long_work_is_a_job_that_can_be_looked_at_and_cancelled(server: Server) -> None:
    begun = server.ask("frontier", slow(), wait=0)
    assert begun.status_code == 202 and begun.json()["state"] in ("queued", "running")
    address = begun.headers["location"].removeprefix("/api/v1")
    look = _until(server, address, lambda job: job["progress"] is not None)
    assert look["state"] == "running" and look["progress"]["phase"] and look["seconds"] > 0
    assert server.call("DELETE", address).json()["state"] == "cancelled"
    assert server.call("GET", address).json()["state"] == "cancelled"


def test_a_stranger_finds_no_job_roster_or_plan_of_another_team(server: Server) -> None:
    roster = server.call("POST", "/rosters", json={"rows": ROWS}).json()["roster_id"]
    job = answered(server.ask("plan", CAMPAIGN))["id"]
    path = f"/jobs/{job}"
    never = refused(server.call("GET", "/jobs/" + "0" * 32), 404, "is not known")
    for method in ("GET", "DELETE"):
        found = refused(server.call(method, path, team="brand"), 404, "is not known")
        assert {**found, "detail": "", "faults": []} == {**never, "detail": "", "faults": []}
    refused(server.ask("plan", {"brief": BRIEF, "roster_id": roster}, team="brand"), 404, "roster_id")
    refused(server.ask("worth", {**CAMPAIGN, "plan_id": job}, team="brand"), 404, "plan_id")
    assert server.call("GET", path).json()["state"] == "done"


def test_a_restarted_server_ends_what_was_under_way_and_keeps_what_was_done(
    tmp_path: Path, pool: WorkerPool, server: Server
) -> None:
    done = answered(server.ask("plan", CAMPAIGN))
    under_way = server.ask("why-not", {**CAMPAIGN, "creators": ["eda"]}, wait=0).json()["id"]
    cancelled = server.ask("frontier", slow(), wait=0).json()["id"]
    server.call("DELETE", f"/jobs/{cancelled}")
    again = Server(tmp_path, pool, keys=server.keys)
    assert again.call("GET", f"/jobs/{done['id']}").json()["result"] == done["result"]
    assert again.call("GET", f"/jobs/{cancelled}").json()["state"] == "cancelled"
    job = _until(again, f"/jobs/{under_way}", lambda job: job["state"] == "done")
    assert "At least 19,000 followers" in job["result"]["text"][0]


def test_a_key_that_is_not_known_is_refused_before_anything_is_read(server: Server) -> None:
    for header in ("", "Bearer", "Bearer wrong", f"Basic {server.keys['growth']}", "Bearer " + "x" * 10_000):
        response = server.client.post("/api/v1/plan", content=b"{", headers={"Authorization": header})
        refused(response, 401, "Bearer, a space, and a team's key")
        assert response.headers["www-authenticate"] == "Bearer"
    assert server.keys["growth"] not in str(server.desk.__dict__)


@pytest.mark.parametrize(
    ("body", "place", "accepted"),
    [
        ({}, "brief", "a value; this field is required"),
        ([], "the request", "an object"),
        ({"brief": {"bugdet_cents": 1}}, "brief.bugdet_cents", "only the keys of the brief"),
        ({**CAMPAIGN, "bugdet": 1}, "bugdet", "brief, roster, roster_id, catalogue, plan, plan_id"),
        ({"brief": {**BRIEF, "budget_cents": -5}}, "brief.budget_cents", "at least 0"),
        ({"brief": BRIEF, "roster": {"rows": ROWS, "csv": "a"}}, "roster", "either rows or csv"),
        ({"brief": BRIEF, "roster": {"rows": [{"handle": {}}]}}, "roster.rows", "a list of objects"),
        ({**CAMPAIGN, "roster_id": "0" * 64}, "the request", "one of them"),
        ({"brief": BRIEF, "roster_id": "../../etc/passwd"}, "roster_id", ""),
        ({"brief": {**BRIEF, "must": [{"creator": "nobody"}]}}, "brief.must", ""),
        ({"brief": BRIEF, "roster": {"rows": [{"colour": "red"}]}}, "", "handle"),
        ({"brief": BRIEF, "roster": {"csv": ""}}, "", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_place_and_what_is_accepted(
    server: Server, body: Any, place: str, accepted: str
) -> None:
    found = refused(server.ask("plan", body), 422)
    assert found["faults"] and any(fault["place"].startswith(place) for fault in found["faults"]), found
    assert any(accepted in fault["accepted"] for fault in found["faults"]), found


def test_a_list_that_leaves_something_open_comes_back_with_its_questions(server: Server) -> None:
    rows = [{**row, "engagement_rate": rate} for row, rate in zip(ROWS[:3], (0.9, 0.8, 0.7), strict=True)]
    found = refused(server.ask("plan", {"brief": BRIEF, "roster": {"rows": rows}}), 422)
    (question,) = found["questions"]
    assert set(question["choices"]) == {"percent", "fraction"}
    answers = {question["key"]: "percent"}
    answered(server.ask("plan", {"brief": BRIEF, "roster": {"rows": rows, "answers": answers}}))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_refused(server: Server, body: bytes) -> None:
    refused(server.call("POST", "/plan", content=body, headers={"Content-Type": "application/json"}), 400, "JSON")


def test_a_key_that_stands_twice_is_refused(server: Server) -> None:
    body = b'{"brief": {"budget_cents": 1, "budget_cents": 2}}'
    response = server.call("POST", "/plan", content=body, headers={"Content-Type": "application/json"})
    refused(response, 422, "'budget_cents' appears twice")


def test_headers_that_cannot_be_used_are_named(server: Server) -> None:
    refused(server.call("POST", "/plan", content=b"{}", headers={"Content-Type": "text/csv"}), 415, "application/json")
    for wait in ("soon", "-1", "", "٣"):
        headers = {"Prefer": f"wait={wait}".encode()}
        refused(server.call("POST", "/plan", json={}, headers=headers), 400, "whole seconds")


def test_a_roster_that_cannot_be_read_is_not_kept(server: Server) -> None:
    refused(server.call("POST", "/rosters", json={"rows": [{"colour": "red"}]}), 422, "handle")
    rows = [{**ROWS[0], "followers": "many"}, ROWS[1]]
    read = server.call("POST", "/rosters", json={"rows": rows}).json()["roster"]
    assert read["creators"] == 1 and "'many'" in read["set_aside"][0]


def test_a_roster_is_kept_once_however_many_questions_name_it(server: Server) -> None:
    for creator in ("eda", "finn"):
        answered(server.ask("why-not", {**CAMPAIGN, "creators": [creator]}))
    with server.database.reading() as connection:
        kept = connection.execute(text("SELECT kind, content FROM records")).all()
    assert [kind for kind, _ in kept].count("api-roster") == 1
    assert not any("handle" in content for kind, content in kept if kind == "api-job")


def test_looks_at_one_job_at_once_all_see_its_answer(server: Server) -> None:
    key = server.ask("plan", CAMPAIGN, wait=0).json()["id"]
    with ThreadPoolExecutor(8) as threads:
        looks = list(threads.map(lambda _: _until(server, f"/jobs/{key}", _is_done), range(16)))
    assert len({json.dumps(look["result"]) for look in looks}) == 1


def _is_done(job: dict[str, Any]) -> bool:
    return bool(job["state"] == "done")


def test_too_large_is_refused_without_being_read_whole(server: Server) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(BIGGEST // 2**20 + 8):
            yield b" " * 2**20

    headers = {"Content-Type": "application/json"}
    refused(server.call("POST", "/rosters", content=parts(), headers=headers), 413, "larger than 32 MB")


def test_too_many_requests_and_too_many_jobs_say_when_to_come_back(tmp_path: Path, pool: WorkerPool) -> None:
    server = Server(tmp_path, pool, {"requests_a_minute": 3, "jobs_at_once": 1})
    begun = server.ask("frontier", slow(), wait=0)
    response = server.ask("plan", CAMPAIGN, wait=0)
    refused(response, 429, "may have 1 at once")
    assert int(response.headers["retry-after"]) > 0
    server.call("DELETE", f"/jobs/{begun.json()['id']}")
    response = server.ask("plan", CAMPAIGN)
    refused(response, 429, "3 requests a minute")
    assert 1 <= int(response.headers["retry-after"]) <= 61
    assert server.ask("plan", CAMPAIGN, team="brand").status_code == 200
    server.database.close()


def test_an_address_or_method_that_is_none_names_those_there_are(server: Server) -> None:
    refused(server.call("GET", "/nothing"), 404, "/api/v1/why-not")
    response = server.call("GET", "/plan")
    refused(response, 405, "POST")
    assert response.headers["allow"] == "POST"


def test_a_question_about_a_plan_without_one_is_refused(server: Server) -> None:
    refused(server.ask("replan", {**CAMPAIGN, "answers": [{"creator": "anna"}]}), 422, "the id of the job that made it")
    job = answered(server.ask("plan", REFUSED))["id"]
    refused(server.ask("worth", {**CAMPAIGN, "plan_id": job}), 422, "a job that made a plan")
    refused(server.ask("why-not", {**CAMPAIGN, "creators": ["anne"]}), 422, "such as anna")


def test_a_fault_of_the_planner_tells_nothing_of_its_inside(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.desk, "submit", lambda *_: 1 / 0)
    found = refused(server.ask("plan", CAMPAIGN), 500)
    assert "division" not in json.dumps(found)


def test_a_database_that_cannot_be_used_says_so_and_when_to_come_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Database:
        raise Unavailable(Trouble.GONE)

    monkeypatch.setattr(server.desk, "_database", gone)
    response = server.ask("plan", CAMPAIGN)
    refused(response, 503, "The database cannot be reached")
    assert int(response.headers["retry-after"]) > 0
    refused(server.call("GET", "/jobs/" + "0" * 32), 503)


def test_the_document_describes_what_is_answered(server: Server) -> None:
    assert server.client.get("/api/v1/openapi.json").content == document()
    described = json.loads(document())
    openapi_spec_validator.validate(described)
    assert set(described["paths"]) == {
        *(f"/{one.name}" for one in OPERATIONS),
        "/start",
        "/catalogues",
        "/rosters",
        "/rosters/from",
        "/jobs/{job}",
    }
    for name, body in (("plan", CAMPAIGN), ("plan", REFUSED), ("why-not", {**CAMPAIGN, "creators": ["eda"]})):
        said = described["paths"][f"/{name}"]["post"]
        _meets(described, body, said["requestBody"])
        _meets(described, server.ask(name, body).json(), said["responses"]["200"])
    problem = server.ask("plan", {}).json()
    content = described["paths"]["/plan"]["post"]["responses"]["422"]["content"]["application/problem+json"]
    jsonschema.validate(problem, {**content["schema"], "components": described["components"]})


def _meets(described: dict[str, Any], value: Any, said: dict[str, Any]) -> None:
    schema = said["content"]["application/json"]["schema"]
    jsonschema.validate(value, {**schema, "components": described["components"]})


def _until(server: Server, path: str, holds: Any, seconds: float = 60.0) -> dict[str, Any]:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        job: dict[str, Any] = server.call("GET", path).json()
        if holds(job):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def test_a_team_has_its_jobs_of_a_day_and_another_team_its_own(tmp_path: Path, pool: WorkerPool) -> None:
    server = Server(tmp_path, pool, {"jobs_a_day": 2})
    for _ in range(2):
        answered(server.ask("plan", CAMPAIGN))
    found = server.ask("plan", CAMPAIGN)
    assert found.status_code == 429 and 86_000 < int(found.headers["Retry-After"]) <= 86_400
    assert "growth has asked for 2 jobs in 24 hours, and may ask for 2" in found.json()["detail"]
    answered(server.ask("plan", CAMPAIGN, team="brand"))
    # A restart forgets nothing: jobs are counted where they are kept.
    again = Server(tmp_path, pool, {"jobs_a_day": 2}, server.keys)
    assert again.ask("plan", CAMPAIGN).status_code == 429
    for one in (server, again):
        one.database.close()
