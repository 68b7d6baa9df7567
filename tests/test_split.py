"""One budget for several campaigns on the command line, and its workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.cli import main
from planner.portfolio.answer import Together
from tests import builders

LIST = "handle,platform,followers,fee,reels\n" + "".join(
    f"c{at},instagram,{20_000 + 2_000 * at},{100 + 10 * at},1\n" for at in range(6)
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """`split` with two campaigns and a list."""
    for name, size in (("Spring", 900_000), ("Autumn", 300_000)):
        brief = builders.brief(name=name, budget_cents=30_000, audience=[{"size": size}])
        (tmp_path / f"{name}.json").write_text(brief.model_dump_json())
    (tmp_path / "list.csv").write_text(LIST)
    return [
        "split",
        *(str(tmp_path / f"{name}.json") for name in ("Spring", "Autumn")),
        "--roster",
        str(tmp_path / "list.csv"),
    ]


def test_the_split_is_printed_and_written(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outs = {kind: tmp_path / f"out.{kind}" for kind in ("json", "xlsx")}
    assert main([*files, "--budget", "500", "--json", str(outs["json"]), "--xlsx", str(outs["xlsx"])]) == 0
    said = capsys.readouterr().out
    found = Together.model_validate_json(outs["json"].read_text())
    assert "for 2 campaigns: " in said
    assert "Proven: no other split and no other booking is" in said
    assert "Nobody works for two of the campaigns." in said
    assert all(part.brief.budget_cents == part.spent_cents for part in found.parts)
    book = load_workbook(outs["xlsx"], data_only=True)
    split = {row[0]: row for row in book["Split"].iter_rows(min_row=5, values_only=True) if row[0]}
    assert [split[part.brief.name][2] for part in found.parts] == [part.spent_cents / 100 for part in found.parts]
    assert split["Total"][2] == found.spent_cents / 100
    creators = [row[:2] for row in book["Creators"].iter_rows(min_row=5, values_only=True)][
        : sum(len(part.plan.picks) for part in found.parts)
    ]
    assert sorted(creators) == sorted(
        (part.brief.name, pick.handle) for part in found.parts for pick in part.plan.picks
    )


def test_what_is_said_about_one_campaign_is_done(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--budget", "600", "--least", "Autumn=250", "--most", "Spring=300", "--worth", "Autumn=0.5", "--shared"]
    assert main([*files, *said, "--json", "-"]) == 0
    found = Together.model_validate(json.loads(capsys.readouterr().out))
    spring, autumn = (part.spent_cents for part in found.parts)
    assert spring <= 30_000
    assert autumn >= 25_000
    assert found.creators == "shared"


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (["--least", "Summer=3"], "--least 'Summer=3': names no campaign. Accepted: Spring=..., Autumn=..."),
        (["--worth", "Spring=much"], "--worth Spring: 'much' can't be used. Accepted: a number of 0 or more"),
        (["--worth", "Spring=0"], "campaigns.0.worth"),
    ],
)
def test_what_cannot_be_used_is_named(
    files: list[str], more: list[str], wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--budget", "500", *more]) == 2
    assert wrong in capsys.readouterr().err


def test_one_campaign_alone_is_no_split(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files[0], files[1], "--budget", "500"]) == 2
    assert "split: 1 file. Accepted: 2 to 12 briefs or scenarios." in capsys.readouterr().err


def test_too_little_money_ends_as_a_refusal(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Spring", "Autumn"):
        brief = builders.brief(name=name, creators={"min": 1})
        (tmp_path / f"{name}.json").write_text(brief.model_dump_json())
    assert main([*files, "--budget", "150"]) == 3
    assert "Together they need $210." in capsys.readouterr().out
