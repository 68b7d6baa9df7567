"""One plan, one verdict: the page, the command line, every file, the client's page and the API all say the same."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from pages.parts.jobs import planning
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.verdict import verdict_of
from planner.cli import main
from planner.domain.creators import Creator
from planner.domain.roster import Roster
from planner.exports.formats import FORMATS
from planner.intake.roster.write import write_roster_csv
from planner.jobs.files import FileRequest, file_job
from planner.jobs.operation import Call, NotUsable, Result, operation_job
from planner.outcome import Plan
from planner.planning import plan
from planner.review.snapshot import Amounts, Options, snapshot_of
from planner.store.bodies import outcome_body, outcome_of
from planner.workers import Context
from tests.builders import brief, creator, package, roster
from tests.unfolded import unfolded

ROOT = Path(__file__).parents[1]
SMALL = tuple(creator(f"c{at}", package(fee=500)) for at in range(3))
STAR = creator("star", package(fee=4_000), followers=900_000)
CASES: dict[str, tuple[tuple[Creator, ...], dict[str, Any], str]] = {
    "a filter": (
        (*SMALL, STAR),
        {"largest_share": 0.25},
        "the limit is “no creator gets more than 25% of the budget”.",
    ),
    "a limit on the whole": (SMALL, {"creators": {"max": 2}}, "the limit is 2 creators."),
    "a limit that costs nothing": (
        tuple(creator(f"c{at}", package(fee=500, seats=int(at < 2))) for at in range(3)),
        {"resources": {"seats": {"stock": 2}}},
        "no rule stops it: the creators who fit are all in.",
    ),
    "nobody else": (SMALL, {}, "no rule stops it: the creators who fit are all in."),
    "the budget": (SMALL, {"budget_cents": 100_000}, "the limit is the budget."),
}


def asked_of(name: str) -> tuple[Roster, Brief, str]:
    people, asked, limit = CASES[name]
    return roster(*people), brief(name="Spring", **asked), limit


def plain(markup: str) -> str:
    """Text of a page, as one line."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", markup)).split())


def file(kind: str, made: Plan, asked: Brief, people: Roster) -> bytes:
    """A file as the Plan page has it made, from a plan of which the page knows nothing more yet."""
    return file_job(FileRequest(kind, asked.model_dump_json(), made, date(2027, 1, 4)), people, Context())


def workbook_text(data: bytes) -> str:
    sheet = load_workbook(io.BytesIO(data))["Summary"]
    return " ".join(str(row[0].value or "") for row in sheet.iter_rows())


def answered(asked: Brief, people: Roster) -> Result:
    """What the API answers."""
    given = {"brief": asked.model_dump(mode="json"), "roster": {"csv": write_roster_csv(people).decode("utf-8-sig")}}
    data = operation_job(Call("plan", json.dumps(given).encode()), Context())
    assert not isinstance(data, NotUsable), data
    return Result.model_validate_json(data)


@pytest.mark.parametrize("name", CASES)
def test_the_verdict_is_the_same_wherever_it_stands(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, asked, limit = asked_of(name)
    made = plan(people, asked)
    assert isinstance(made, Plan)
    result = answered(asked, people)
    assert "no rule stops it" not in verdict_of(made, asked, people).sentence or "no rule stops it" in limit
    told = outcome_of(outcome_body(Plan.model_validate(result.answer)))
    assert isinstance(told, Plan)
    sentence = verdict_of(told, asked, people).sentence
    assert sentence.endswith(f"; {limit}")
    assert f"Spring: {sentence}" in result.text
    listed, briefed, report = tmp_path / "list.csv", tmp_path / "brief.json", tmp_path / "plan.html"
    listed.write_bytes(write_roster_csv(people))
    briefed.write_text(asked.model_dump_json(), encoding="utf-8")
    assert main(["plan", "--roster", str(listed), "--brief", str(briefed), "--html", str(report)]) == 0
    assert f"Spring: {sentence}" in capsys.readouterr().out
    assert sentence in plain(report.read_text(encoding="utf-8"))
    assert sentence in plain(file("html", made, asked, people).decode())
    assert sentence in workbook_text(file("xlsx", made, asked, people))
    assert snapshot_of(told, asked, people, "", Options(amounts=Amounts.EACH)).verdict == sentence
    caveats = [one.sentence for one in verdict_of(told, asked, people).caveats if one.kind == "money_left"]
    assert all(one in workbook_text(file("xlsx", told, asked, people)) for one in caveats)


def test_no_other_format_of_a_plan_speaks_of_the_limit() -> None:
    """One that begins to has to be compared above."""
    people, asked, _ = asked_of("a filter")
    made = plan(people, asked)
    assert isinstance(made, Plan)
    for kind in FORMATS:
        if kind.key not in ("xlsx", "html"):
            assert b"limit is" not in file(kind.key, made, asked, people)


@pytest.mark.usefixtures("workers", "place")
def test_the_plan_page_keeps_what_it_says_with_the_plan() -> None:
    people, asked, _ = asked_of("a filter")
    at = unfolded(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)).run()
    now = at.session_state["session"]
    now.begin_campaign(asked, Campaign())
    now.use_roster(people)
    for _ in range(120):
        at.run()
        assert not at.exception, at.exception
        if now.made is not None and now.made.brief.largest_share and now.made.plan.relieved is not None:
            break
    made = now.made
    said = " ".join(element.proto.body for element in at.get("html"))
    sentence = verdict_of(made.plan, asked, people).sentence
    assert f'<p class="verdict">{sentence}</p>' in unescape(said) and "25%" in sentence
    assert now.answer.outcome is made.plan and now.baseline is made, "it is the same plan, and kept as it is shown"
    assert planning.NAME in now.asked
