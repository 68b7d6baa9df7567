"""The planner as an assistant uses it: a client of the protocol's own SDK against the tools."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import StdioServerParameters
from mcp.client import Client
from sqlalchemy import text

from planner.operations.catalog import OPERATIONS
from planner.service.connections import LOCAL
from planner.service.tools import WHOLE, Desks, server, tools
from planner.workers import WorkerPool
from tests.command_line import refused_as_bad
from tests.loops import finished
from tests.service import BRIEF, ROWS, Server, pool, slow
from tests.test_explore_cli import run

REFUSED = {**BRIEF, "reach_floor": 900_000}

__all__ = ["pool"]


@pytest.fixture
def desks(tmp_path: Path, pool: WorkerPool) -> Iterator[Desks]:
    kept = Server(tmp_path, pool)
    yield Desks(kept.desk, lambda _: LOCAL, files=True)
    kept.database.close()


def asking(desks: Desks, conversation: Callable[[Client], Awaitable[None]]) -> None:
    async def main() -> None:
        async with Client(server(desks)) as client:
            await conversation(client)

    finished(main)


async def call(client: Client, tool: str, **given: Any) -> tuple[str, dict[str, Any]]:
    """Text and structure of an answer."""
    found = await client.call_tool(tool, given)
    assert not found.is_error, found.content
    return found.content[0].text, found.structured_content or {}  # type: ignore[union-attr]


async def refused(client: Client, tool: str, *words: str, **given: Any) -> dict[str, Any]:
    found = await client.call_tool(tool, given)
    text = found.content[0].text  # type: ignore[union-attr]
    assert found.is_error, text
    assert all(word in text for word in words) and "Traceback" not in text, text
    return dict(found.structured_content)


def test_there_is_a_tool_for_everything_that_can_be_asked() -> None:
    named = {tool.name: tool for tool in tools(files=False)}
    assert {one.name.replace("-", "_") for one in OPERATIONS} < set(named)
    assert set(named) - {one.name.replace("-", "_") for one in OPERATIONS} == {
        "send_roster", "start_brief", "brief_schema", "look", "cancel"
    }  # fmt: skip
    for tool in named.values():
        assert tool.description and tool.description.endswith(".")
        properties = tool.input_schema["properties"]
        assert all("description" in one or "$ref" in one for one in properties.values()), tool.name
    # An assistant reads all of them before the first word of a user.
    assert sum(len(tool.model_dump_json()) for tool in named.values()) < 20_000
    assert "file" not in named["send_roster"].input_schema["properties"]


def test_an_assistant_plans_explains_and_plans_again(desks: Desks) -> None:
    async def conversation(client: Client) -> None:
        _, roster = await call(client, "send_roster", rows=ROWS)
        text, plan = await call(client, "plan", brief=BRIEF, roster_id=roster["roster_id"])
        assert "Proven" in text and "@dov (Instagram, Mid-tier): 1 reel, $900; " in text
        key = plan["plan_id"]
        text, _ = await call(client, "why_not", plan_id=key, creators=["eda"])
        assert "At least 19,000 followers" in text
        text, _ = await call(client, "worth", plan_id=key)
        assert "Relaxed by one step" in text
        answers = [{"creator": "cleo", "answer": "signed"}, {"creator": "dov", "answer": "declined"}]
        text, again = await call(client, "replan", plan_id=key, answers=answers)
        assert "dov" in text
        assert "instagram:dov" not in {pick["creator"] for pick in again["answer"]["after"]["picks"]}

    asking(desks, conversation)


def test_a_refusal_comes_with_what_would_settle_it(desks: Desks) -> None:
    async def conversation(client: Client) -> None:
        text, found = await call(client, "plan", brief=REFUSED)
        assert found["answer"]["kind"] == "refusal" and "plan_id" not in found
        assert "900,000" in text
        await refused(client, "worth", "a job that made a plan", plan_id=found["job_id"])

    asking(desks, conversation)


def test_open_questions_about_a_roster_are_put_to_the_user_and_answered(desks: Desks) -> None:
    rows = [{**row, "engagement_rate": rate} for row, rate in zip(ROWS[:3], (0.9, 0.8, 0.7), strict=True)]

    async def conversation(client: Client) -> None:
        problem = await refused(client, "send_roster", "Ask the user", "percent", rows=rows)
        (question,) = problem["questions"]
        again = await refused(client, "plan", "Ask the user", brief=BRIEF, roster_id=problem["roster_id"])
        assert again["questions"] == problem["questions"]
        answers = {question["key"]: "percent"}
        text, roster = await call(client, "send_roster", roster_id=problem["roster_id"], answers=answers)
        assert "3 creators with 3 packages" in text and roster["roster_id"] != problem["roster_id"]
        await call(client, "plan", brief=BRIEF, roster_id=roster["roster_id"])

    asking(desks, conversation)


def test_what_an_assistant_gets_wrong_is_named_so_that_it_can_mend_it(desks: Desks, tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        await refused(client, "plan", "brief.bugdet_cents", brief={"bugdet_cents": 1})
        await refused(client, "plan", "brief", "is missing")
        await refused(client, "why_not", "plan_id", "is missing", creators=["eda"])
        await refused(client, "why_not", "plan_id", "is not known", plan_id="0" * 32, creators=["eda"])
        await refused(client, "look", "is not known", job_id="0" * 32)
        await refused(client, "plan_it", "why_not")
        await refused(client, "brief_schema", "pyramid", field="pyramids")
        await refused(client, "send_roster", "either rows or csv")
        await refused(client, "send_roster", "cannot be read", file=str(tmp_path / "none.csv"))
        await refused(client, "send_roster", "is not known", roster_id="0" * 64)
        await refused(client, "send_roster", "handle", rows=[{"colour": "red"}])

    asking(desks, conversation)


def test_over_http_no_file_of_the_server_is_read(desks: Desks, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("handle,platform,followers\nanna,instagram,20000\n")

    async def conversation(client: Client) -> None:
        await refused(client, "send_roster", "file", "is not a key", file=str(tmp_path / "roster.csv"))

    asking(replace(desks, files=False), conversation)


def test_a_brief_begins_with_a_few_answers(desks: Desks) -> None:
    answers = {"name": "Autumn", "budget_cents": 2_000_000, "currency": "EUR", "audience": "women 18-34 in Germany"}

    async def conversation(client: Client) -> None:
        text, begun = await call(client, "start_brief", starting_point="launch", **answers)
        assert "Germany" in text and begun["brief"]["budget_cents"] == 2_000_000
        text, _ = await call(client, "plan", brief=begun["brief"])
        assert "Proven" in text
        await refused(client, "start_brief", "launch", starting_point="sale", **answers)
        await refused(client, "start_brief", "budget_cents", starting_point="launch", name="Autumn")

    asking(desks, conversation)


def test_fields_of_a_brief_are_read_one_by_one(desks: Desks) -> None:
    async def conversation(client: Client) -> None:
        text, _ = await call(client, "brief_schema")
        assert "budget_cents: " in text and len(text) < 8_000
        text, _ = await call(client, "brief_schema", field="pyramid")
        found = json.loads(text)
        assert set(found["properties"]) == {"pyramid"} and found["$defs"]

    asking(desks, conversation)


def test_a_long_answer_is_left_for_who_asks_for_it(desks: Desks) -> None:
    rows = [{**ROWS[at % 6], "handle": f"creator{at}", "fee": 50 + at} for at in range(60)]

    async def conversation(client: Client) -> None:
        _, roster = await call(client, "send_roster", rows=rows)
        text, plan = await call(client, "plan", brief=BRIEF, roster_id=roster["roster_id"])
        assert "answer" not in plan and "look with job_id" in text
        _, whole = await call(client, "look", job_id=plan["job_id"], whole=True)
        assert len(json.dumps(whole["answer"])) > WHOLE

    asking(desks, conversation)


def test_work_that_takes_long_is_a_job_whose_progress_is_told(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.service.tools.WAIT", 1.0)
    asked = slow()

    async def conversation(client: Client) -> None:
        phases: list[str | None] = []

        async def heard(_done: float, _total: float | None, message: str | None) -> None:
            phases.append(message)

        _, roster = await call(client, "send_roster", **asked["roster"])
        found = await client.call_tool(
            "plan",
            {"brief": {**asked["brief"], "tolerance": 1e-9}, "roster_id": roster["roster_id"]},
            progress_callback=heard,
        )
        job = found.structured_content["job_id"]
        _, cancelled = await call(client, "cancel", job_id=job)
        assert cancelled["state"] in ("cancelled", "done")
        assert phases or cancelled["state"] == "done"

    asking(desks, conversation)


def test_a_client_that_gives_up_ends_the_work(tmp_path: Path, pool: WorkerPool) -> None:
    kept = Server(tmp_path, pool)

    async def conversation(client: Client) -> None:
        asked = slow()
        _, roster = await call(client, "send_roster", **asked["roster"])
        brief = {**asked["brief"], "tolerance": 1e-9}
        async with anyio.create_task_group() as group:
            group.start_soon(client.call_tool, "plan", {"brief": brief, "roster_id": roster["roster_id"]})
            await until(lambda: bool(jobs()))
            group.cancel_scope.cancel()
        await until(lambda: any(job["cancelled"] for job in jobs()))

    async def until(so: Callable[[], bool]) -> None:
        with anyio.fail_after(30):
            while not so():
                await anyio.sleep(0.05)

    def jobs() -> list[dict[str, object]]:
        with kept.database.reading() as connection:
            kept_jobs = connection.execute(text("SELECT content FROM records WHERE kind = 'api-job'")).scalars().all()
        return [json.loads(job) for job in kept_jobs]

    asking(Desks(kept.desk, lambda _: LOCAL), conversation)
    kept.database.close()


def test_over_the_standard_streams_a_file_of_this_computer_is_read(tmp_path: Path) -> None:
    """As an assistant starts it: another process, from an empty folder."""
    header = list(ROWS[0])
    lines = [",".join(header), *(",".join(str(row[key]) for key in header) for row in ROWS)]
    (tmp_path / "roster.csv").write_text("\n".join(lines))
    env = {**os.environ, "PLANNER_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).parents[1])}
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "planner", "mcp"], env=env, cwd=tmp_path)

    async def main() -> None:
        async with Client(parameters) as client:
            assert client.instructions is not None and "send_roster" in client.instructions
            _, roster = await call(client, "send_roster", file=str(tmp_path / "roster.csv"))
            text, plan = await call(client, "plan", brief=BRIEF, roster_id=roster["roster_id"])
            assert "Proven" in text
        # Started again, it knows the plan.
        async with Client(parameters) as client:
            text, _ = await call(client, "why_not", plan_id=plan["plan_id"], creators=["eda"])
            assert "At least 19,000 followers" in text

    finished(main)


def test_a_fault_of_the_planner_says_nothing_of_its_inside(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks.desk, "submit", lambda *_: 1 / 0)

    async def conversation(client: Client) -> None:
        found = await refused(client, "plan", "The planner itself failed", brief=BRIEF)
        assert "division" not in str(found)

    asking(desks, conversation)


def test_without_the_sdk_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.commands.mcp.find_spec", lambda _: None)
    refused_as_bad(run("mcp"), "pip install 'influencer-mix-planner[mcp]'")
