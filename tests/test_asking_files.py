"""Asking on the command line, and its workbook and messages."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.cli import main
from tests import builders

LIST = "handle,platform,followers,fee,reels,email\n" + "".join(
    f"c{at},instagram,{20_000 + 900 * at},{100 + 10 * at},1,c{at}@example.org\n" for at in range(6)
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "brief.json").write_text(builders.brief(name="Spring", budget_cents=37_000).model_dump_json())
    (tmp_path / "list.csv").write_text(LIST)
    return [
        *("asking", "--brief", str(tmp_path / "brief.json"), "--roster", str(tmp_path / "list.csv")),
        *("--today", "2026-11-28"),
    ]


def test_asks_are_printed_and_written(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outs = {kind: tmp_path / f"out.{kind}" for kind in ("json", "xlsx", "csv", "next.csv")}
    more = ["--json", outs["json"], "--xlsx", outs["xlsx"], "--csv", outs["csv"], "--next-csv", outs["next.csv"]]
    assert main([*files, "--sender", "Acme", *map(str, more)]) == 0
    said = capsys.readouterr().out
    found = json.loads(outs["json"].read_text())
    asks = {one["creator"]: one for one in found["asks"]}
    assert "Spring: Ask 3 creators now" in said
    assert all(f"ask @{one['handle']} (Micro" in said for one in asks.values())
    assert "Round 1: ask on Nov 28, 2026" in said
    book = load_workbook(outs["xlsx"])
    assert book.sheetnames == ["Ask now", "Next in line", "Rounds", "How it may end"]
    head, *rows = book["Ask now"].iter_rows(min_row=4, values_only=True)
    sheet = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["Creator"]: (row["Offer"], row["Pay at most"]) for row in sheet} == {
        name: (one["offer_cents"] / 100, one["most_cents"] / 100) for name, one in asks.items()
    }
    mails = _rows(outs["csv"])
    assert {row["email"] for row in mails} == {f"{one['handle']}@example.org" for one in asks.values()}
    assert all("let us know by Dec 2, 2026" in row["message"] and "Acme" in row["message"] for row in mails)
    later = _rows(outs["next.csv"])
    assert later and not {row["creator"] for row in later} & set(asks)
    assert all("let us know by" not in row["message"] for row in later)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_answers_move_the_round_on(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*files, "--json", "-"]) == 0
    one, two, three = (ask["creator"] for ask in json.loads(capsys.readouterr().out)["asks"])
    answers = tmp_path / "answers.csv"
    answers.write_text(f"creator,answer,fee\n{one},signed,\n{two},declined,\n{three},pending,105\n")
    assert main([*files, "--answers", str(answers), "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["signed"] >= 1 and found["replies"] == 3
    assert two not in {ask["creator"] for ask in found["asks"]}
    agreed = [ask for ask in found["asks"] if ask["kind"] == "agree"]
    assert [ask["creator"] for ask in agreed] + found["turned_down"] == [three]


def test_a_fee_that_a_campaign_file_says_somebody_wants_is_judged(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--json", "-"]) == 0
    one = json.loads(capsys.readouterr().out)["asks"][0]["creator"]
    asked = Status(creator=one, step=Step.ASKED, fee_cents=90_000, on=datetime.date(2026, 11, 27))
    (tmp_path / "campaign.json").write_text(Campaign(statuses=(asked,)).model_dump_json())
    assert main([*files, "--campaign", str(tmp_path / "campaign.json"), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["turned_down"] == [one]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("name,said\nc1,yes\n", "has no columns creator and answer"),
        ("creator,answer\nnobody,signed\n", "is not in the roster"),
        ("creator,answer,fee\nc1,pending,much\n", "is not an amount"),
        ("creator,answer\nc1,perhaps\n", "signed"),
    ],
)
def test_bad_answers_are_named(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], cells: str, words: str
) -> None:
    (tmp_path / "answers.csv").write_text(cells)
    assert main([*files, "--answers", str(tmp_path / "answers.csv")]) == 2
    assert words in capsys.readouterr().err


def test_without_a_list_nobody_can_be_asked(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*files[:3], *files[5:]]) == 2
    assert "types of creators cannot be asked" in capsys.readouterr().err


def test_when_all_declined_the_status_is_that_of_a_refusal(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("creator,answer\n" + "".join(f"c{at},declined\n" for at in range(6)))
    status = main([*files, "--answers", str(answers)])
    assert (status, capsys.readouterr().out != "") == (3, True)
