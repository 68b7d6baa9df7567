"""The command `roster`: the same report as the page, the clean roster, and an exit status that can be relied on."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planner.cli import main
from planner.intake import read_roster
from planner.problems import Problem, first_of

CLEAN = "handle,platform,followers,fee\nbob,ig,1200,50\nliz,tt,3400,\nbad,ig,-5,10\n"


def write(folder: Path, text: str, name: str = "roster.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def test_the_report_adds_up_and_the_clean_roster_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean, report = tmp_path / "clean.csv", tmp_path / "report.json"
    assert main(["roster", write(tmp_path, CLEAN), "--csv", str(clean), "--json", str(report)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("3 rows read: 2 used, 1 to fix.\nRoster: 2 creators with 2 packages.\n")
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
    assert "could be per cent or fractions" in said
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
        ("handle,platform,followers\nbob,ig,-1\n", "None of the rows can be used."),
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
        (["--currency", "XQQ"], "isn't a currency with an exchange rate"),
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


TWO = "handle,platform,followers\nbob,ig,1200\nliz,tt,3400\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--answer", "colour=red"), "--answer: 'colour' isn't a question about this file."),
        (("--answer", "conflicts=loudest"), ""),
        (("--answer", "column.handle=Z"), "--answer column.handle: 'Z' isn't a column of this file."),
        (("--sheet", ""), ""),
    ],
)
def test_answers_to_nothing_are_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str
) -> None:
    status = main(["roster", write(tmp_path, TWO), *options])
    said = capsys.readouterr().err
    assert (status == 2 and says in said) if says else status == 0


def test_an_answer_that_is_no_choice_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "handle,platform,followers\nbob,ig,1200\nbob,ig,1300\n")
    assert main(["roster", path, "--answer", "conflicts=loudest"]) == 2
    assert "'loudest' is not one of the choices. Accepted: latest, median, packages, aside." in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[1, 2]", "3", '{"files": [7]}', '{"name": "a brief", "budget_cents": 5}'])
def test_a_map_of_something_else_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    other = write(tmp_path, text, "other.json")
    assert main(["roster", write(tmp_path, TWO), "--map", other]) == 2
    assert "holds no mapping and no report of the roster command" in capsys.readouterr().err


def test_a_map_with_a_column_that_is_not_there_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = write(tmp_path, '{"columns": [{"column": "F", "header": "fee", "read_as": "fee"}]}', "map.json")
    assert main(["roster", write(tmp_path, TWO), "--map", mapping]) == 2
    assert "column F: 'fee' is not in the file. Accepted: columns A to C." in capsys.readouterr().err


def test_the_row_of_the_header_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "made by,an agency,5\nKreator Y,Sitio X,Leute Z\nbob,ig,1200\nliz,tt,3400\n")
    assert main(["roster", path]) == 2
    capsys.readouterr()
    answers = ["--answer", "column.handle=A", "--answer", "column.followers=C"]
    assert main(["roster", path, "--header-row", "2", *answers]) == 0
    assert "2 rows read: 2 used." in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such devices and pipes")
def test_devices_and_pipes_are_written_through(tmp_path: Path) -> None:
    """A regular file in the place of a device breaks a system."""
    path, pipe = write(tmp_path, TWO), tmp_path / "pipe"
    assert main(["roster", path, "--csv", "/dev/null"]) == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "planner", "roster", path, "--csv", str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        assert pipe.read_bytes().startswith(b"\xef\xbb\xbf")
        assert running.wait(60) == 0
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)
    shown = subprocess.run(
        [sys.executable, "-m", "planner", "roster", path, "--csv", "/dev/stdout"], capture_output=True, check=True
    )
    assert b'"bob"' in shown.stdout and b"2 rows read" in shown.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_a_full_standard_output_is_told_in_words(tmp_path: Path) -> None:
    path = write(tmp_path, TWO)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "planner", "roster", path], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2 and done.stderr.startswith(b"Standard output: cannot be written")


@pytest.mark.skipif(os.name == "nt", reason="there is no such shell")
def test_a_closed_standard_output_changes_nothing(tmp_path: Path) -> None:
    line = f"{sys.executable} -m planner roster {write(tmp_path, TWO)} >&-"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_key_twice_in_a_brief_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = write(tmp_path, '{"name": "x", "budget_cents": 1000, "budget_cents": 99}', "brief.json")
    assert main(["plan", "--brief", brief, "--roster", write(tmp_path, TWO)]) == 2
    assert "'budget_cents' appears twice in one object. Accepted: every key once." in capsys.readouterr().err


def test_an_empty_roster_option_is_no_roster_of_archetypes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = write(tmp_path, '{"budget_cents": 1000}', "brief.json")
    assert main(["plan", "--brief", brief, "--roster", ""]) == 2
    assert "--roster '': does not exist" in capsys.readouterr().err


def test_an_answer_counts_while_another_question_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was answered was asked no more, and so was "no question about this file"."""
    rows = "ana,ig,9000,0.043,90\nbo,ig,800,6.65,€60\ncy,ig,900,1.2,$75\n"
    path = write(tmp_path, f"handle,platform,followers,er,fee\n{rows}")
    assert main(["roster", path, "--answer", "rate_unit.D=each"]) == 2
    said = capsys.readouterr().err
    assert "--answer currency.E=" in said and "no question about this file" not in said
    answers = ["--answer", "rate_unit.D=each", "--answer", "currency.E=USD"]
    assert main(["roster", path, *answers]) == 2
    assert "--answer rate.EUR=" in capsys.readouterr().err
    assert main(["roster", path, *answers, "--answer", "rate.EUR=1.08"]) == 0


MESSY_LIST = "Plan,,\nWho,Crowd,Asks\nbob,1200,90\nliz,3400,60\n"


@pytest.mark.parametrize("command", ["plan", "budgets", "worth", "start", "compare"])
def test_every_command_with_a_list_reads_it_as_the_roster_command_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Only the roster command took --map, --sheet and --header-row, and an open question named no option."""
    brief = write(tmp_path, '{"budget_cents": 200000, "creators": {"min": 1}}', "brief.json")
    path, report = write(tmp_path, MESSY_LIST), str(tmp_path / "report.json")
    how = ["--header-row", "2", "--platform", "tiktok"]
    answers = [f"--answer=column.{name}={letter}" for name, letter in (("handle", "A"), ("followers", "B"))]
    what = {
        "start": ["--starting-point", "launch", "--budget", "$9,000", "--audience", "women 18-34 in Germany"],
        "compare": [brief, brief],
    }.get(command, ["--brief", brief])
    assert main([command, *what, "--roster", path, *how]) == 2
    assert "--answer column.handle=" in capsys.readouterr().err
    assert main(["roster", path, *how, *answers, "--json", report]) == 0
    capsys.readouterr()
    assert main([command, *what, "--roster", path, *how, *answers]) == 0, capsys.readouterr().err
    assert main([command, *what, "--roster", path, *how, "--map", report]) == 0, capsys.readouterr().err


def test_thousands_of_problems_of_one_kind_are_seven_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """16,000 must-haves that nobody is printed 16,000 lines."""
    wanted = [f"instagram:nobody{at}" for at in range(1_000)]
    text = json.dumps({"budget_cents": 200000, "must_have": wanted})
    roster = write(tmp_path, "handle,platform,followers,fee\nbob,ig,1200,90\n")
    assert main(["plan", "--brief", write(tmp_path, text, "brief.json"), "--roster", roster]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if "nobody" in line]) == 7
    assert lines[-1] == "and 993 more"


def test_many_problems_of_one_kind_hide_no_other() -> None:
    many = [Problem(f"row {row}, column C (fee)", "x", "is not a number", "a number") for row in range(5_000)]
    shown, more = first_of([*many, Problem("the brief", "", "is empty", "a brief")])
    assert len(shown) == 7 and shown[-1].place == "the brief" and more == "and 4,994 more"
    assert first_of(many[:3]) == (tuple(many[:3]), "")
