"""The command `roster`: the same report as the page, the clean roster, and an exit status that can be relied on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import main
from planner.intake import read_roster

CLEAN = "handle,platform,followers,fee\nbob,ig,1200,50\nliz,tt,3400,\nbad,ig,-5,10\n"


def write(folder: Path, text: str, name: str = "roster.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def test_the_report_adds_up_and_the_clean_roster_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean, report = tmp_path / "clean.csv", tmp_path / "report.json"
    assert main(["roster", write(tmp_path, CLEAN), "--csv", str(clean), "--json", str(report)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("3 rows read: 2 used, 1 set aside.\nRoster: 2 creators with 2 packages.\n")
    assert "row 4, column C (followers): '-5' is below zero." in said
    data = json.loads(report.read_text(encoding="utf-8"))
    assert data["rows"] == {"read": 3, "used": 2, "merged": 0, "set_aside": 1, "blank": 0, "no_creators": 0}
    again = read_roster("clean.csv", clean.read_bytes())
    assert again.roster is not None
    assert again.roster.creators["handle"].to_list() == ["bob", "liz"]


def test_an_open_question_is_told_with_its_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "handle,platform,followers,er\nbob,ig,1200,0.5\n")
    assert main(["roster", path]) == 2
    said = capsys.readouterr().err
    assert "could be per cent or shares of one" in said
    assert "--answer rate_unit.D=... (percent, fraction)" in said
    assert main(["roster", path, "--answer", "rate_unit.D=percent"]) == 0


def test_a_report_is_a_mapping_for_the_next_file(tmp_path: Path) -> None:
    path = write(tmp_path, "Who,Platform,Crowd\nbob,ig,1200\n")
    report = str(tmp_path / "report.json")
    answers = ["--answer", "column.handle=A", "--answer", "column.followers=C"]
    assert main(["roster", path, *answers, "--json", report]) == 0
    assert main(["roster", write(tmp_path, "Who,Platform,Crowd\nliz,tt,99\n", "next.csv")]) == 2
    assert main(["roster", str(tmp_path / "next.csv"), "--map", report]) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("handle,platform,followers\nbob,ig,-1\n", "No row can be used."),
        ("", "is empty"),
        ("one,two\n1,2\n", "has no column for the handle"),
    ],
)
def test_nothing_usable_is_exit_status_two(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roster", write(tmp_path, text)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--answer", "percent"], "is not an answer"),
        (["--currency", "XQQ"], "is no currency with a rate"),
        (["--map", "{file}"], "is not JSON"),
        (["--csv", "{file}"], "is also another file of this command"),
    ],
)
def test_wrong_options_are_sentences(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, CLEAN)
    assert main(["roster", path, *(part.format(file=path) for part in arguments)]) == 2
    assert said in capsys.readouterr().err


def test_several_files_are_one_roster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write(tmp_path, "handle,platform,followers\nbob,ig,1200\nzoe,ig,5\n")
    second = write(tmp_path, "Username;Platform;Subscribers\nBOB;ig;1300\nkim;yt;9\n", "other.csv")
    assert main(["roster", first, second]) == 0
    said = capsys.readouterr().out
    assert said.startswith("4 rows read: 3 used, 1 merged.\nRoster: 3 creators with 3 packages.\n")
    assert "bob: followers is '1200' in roster.csv, row 2, '1300' in other.csv, row 2. Taken: 1300." in said
