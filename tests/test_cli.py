"""The command line as people call it: exit status, sentences, files."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.__main__ import QUICK
from planner.cli import AROUND, COMMANDS, declared
from planner.outcome import Plan
from tests.command_line import Run, refused_as_bad, started

ROOT = Path(__file__).parents[1]
SAMPLE = ("--roster", "sample_data/roster.csv", "--brief", "sample_data/brief.json")
BRIEF: dict[str, object] = {
    "name": "Autumn test",
    "budget_cents": 2_000_000,
    "audience": [{"size": 3_000_000}],
    "creators": {"max": 30},
    "pyramid": {"micro": {"headcount": {"min": 0.5}}},
}


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    return written(tmp_path, BRIEF)


def written(folder: Path, content: object, name: str = "brief.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_without_a_roster_archetypes_are_planned_and_every_file_is_written(
    run: Run, tmp_path: Path, brief: Path
) -> None:
    names = {kind: tmp_path / f"out.{kind}" for kind in ("json", "xlsx", "csv")}
    done = run("plan", "--brief", brief, *(part for kind in names for part in (f"--{kind}", names[kind])))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    plan = Plan.model_validate_json(names["json"].read_bytes())
    caveat, first, second, *rest = done.stdout.splitlines()
    assert caveat == "! All 30 fees are estimates from benchmark prices."
    assert first.startswith("Autumn test: $20,000 buys ")
    assert second.startswith(f"{plan.totals.creators} creators for ")
    assert any(line.split()[0] == "Macro" for line in rest if line)
    assert any("Spend at most $20,000 in cash" in line and "met" in line for line in rest)
    assert any(line.startswith(("Proven", "Not proven")) for line in rest)
    with names["csv"].open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["handle"] for row in listed] == [pick.handle for pick in plan.picks]
    book = load_workbook(names["xlsx"], data_only=True)
    assert book["Media plan"]["A5"].value == plan.picks[0].handle
    cash = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}["Net cost, cash"]
    assert round(cash * 100) == plan.totals.cost_cents
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.json", "out.csv", "out.json", "out.xlsx"]


def test_json_on_standard_output_is_alone(brief: Path) -> None:
    done = started("plan", "--brief", brief, "--json", "-")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kind"] == "plan"


def test_an_impossible_brief_is_refused_with_3_and_leaves_old_files_alone(run: Run, tmp_path: Path) -> None:
    asked = written(tmp_path, {**BRIEF, "budget_cents": 100_000, "pyramid": {"macro": {"count": {"min": 3}}}})
    book = tmp_path / "plan.xlsx"
    book.write_bytes(b"an older plan")
    done = run("plan", "--brief", asked, "--xlsx", book, "--json", tmp_path / "out.json")
    assert done.returncode == 3, done.stderr
    assert "macro" in done.stdout
    assert "was not written: there is no plan." in done.stderr
    assert book.read_bytes() == b"an older plan"
    assert json.loads((tmp_path / "out.json").read_bytes())["kind"] == "refusal"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.json", "out.json", "plan.xlsx"]


def test_no_time_is_undecided_with_4(run: Run, tmp_path: Path) -> None:
    asked = json.loads((ROOT / "sample_data" / "brief.json").read_bytes())
    path = written(tmp_path, {**asked, "time_limit": 1e-6})
    done = run("plan", "--roster", "sample_data/roster.csv", "--brief", path, "--json", tmp_path / "out.json")
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert json.loads((tmp_path / "out.json").read_bytes())["kind"] == "undecided"


def test_the_sample_is_planned(run: Run) -> None:
    done = run("plan", *SAMPLE, "--json", "-")
    assert done.returncode == 0, done.stderr
    plan = Plan.model_validate_json(done.stdout)
    assert all(limit.met for limit in plan.limits)
    assert "instagram:tamsin.hollinglow" in {pick.creator for pick in plan.picks}


def test_the_other_sample_is_refused(run: Run) -> None:
    done = run("plan", "--roster", "sample_data/roster.csv", "--brief", "sample_data/brief_refused.json")
    assert done.returncode == 3, done.stderr
    assert len(done.stdout.splitlines()) > 1


def test_a_roster_without_a_usable_row_is_bad_input(run: Run, tmp_path: Path, brief: Path) -> None:
    roster = written(tmp_path, "handle,platform,followers\n", "roster.csv")
    refused_as_bad(run("plan", "--brief", brief, "--roster", roster))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ("line 1", "is not JSON")),
        ("{", ("is not JSON", "a brief in JSON")),
        ("[]", ("the brief",)),
        ({"budget_cents": 100, "bugdet": 1}, ("bugdet", "is not a key of the brief")),
        ({"budget_cents": -5}, ("budget_cents", "-5", "is too small")),
        ({"budget_cents": "NaN"}, ("budget_cents", "NaN", "whole number")),
        ({}, ("without a budget",)),
        ({"budget_cents": 1, "assumptions": {"nonsense": 3}}, ("assumptions.nonsense", "is not an assumption")),
        ("[" * 100_000, ("JSON",)),
    ],
)
def test_a_brief_that_cannot_be_used_is_named(
    run: Run, tmp_path: Path, content: object, words: tuple[str, ...]
) -> None:
    refused_as_bad(run("plan", "--brief", written(tmp_path, content)), *words)


def test_every_problem_has_its_line(run: Run, tmp_path: Path) -> None:
    done = run("plan", "--brief", written(tmp_path, {"budget_cents": -1, "locale": "deutsch", "new\nline": 0}))
    refused_as_bad(done, "budget_cents", "locale")
    assert len(done.stderr.splitlines()) == 3


def test_a_brief_that_is_not_text_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_bytes(b"\xff\xfe{\x00}\x00")
    refused_as_bad(run("plan", "--brief", path), "is not text in UTF-8")


def test_paths_that_cannot_be_read_are_named(run: Run, tmp_path: Path, brief: Path) -> None:
    refused_as_bad(run("plan", "--brief", tmp_path), "--brief", "is a folder")
    refused_as_bad(run("plan", "--brief", tmp_path / "none.json"), "--brief", "none.json", "does not exist")
    refused_as_bad(run("plan", "--brief", brief, "--roster", tmp_path), "--roster", "is a folder")


def test_paths_that_cannot_be_written_are_named_before_the_work(run: Run, tmp_path: Path, brief: Path) -> None:
    before = brief.read_bytes()
    for out, words in (
        (tmp_path, ("is a folder",)),
        (tmp_path / "no" / "plan.xlsx", ("cannot be written", "No such file")),
        (brief, ("is also another file",)),
        ("-", ("does not go to standard output",)),
    ):
        refused_as_bad(run("plan", "--brief", brief, "--xlsx", out), "--xlsx", *words)
    same = tmp_path / "same"
    refused_as_bad(run("plan", "--brief", brief, "--xlsx", same, "--csv", same), "--csv", "is also another file")
    assert brief.read_bytes() == before
    assert os.listdir(tmp_path) == ["brief.json"]


def test_help_explains_itself(run: Run) -> None:
    done = started("--help")
    assert done.returncode == 0
    for word in ("plan", "schema", "exit status", "python -m planner plan --roster"):
        assert word in done.stdout
    assert "--platform" in run("plan", "--help").stdout


@pytest.mark.parametrize("arguments", [(), ("plann",), ("plan", "--brief", "x", "--platform", "myspace")])
def test_a_mistyped_command_is_bad_input(run: Run, arguments: tuple[str, ...]) -> None:
    refused_as_bad(run(*arguments), "usage:")


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is another error on Windows")
def test_bad_input_stays_bad_input_when_nobody_reads_the_errors() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "planner", "plan", "--brief", "missing.json"]
    status = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=write, timeout=120).returncode
    os.close(write)
    assert status == 2


UNUSED = (
    *("xlsxwriter", "pptx", "plotly", "openpyxl", "scipy", "streamlit", "pycountry", "sqlalchemy", "pyarrow"),
    *("statistics", "planner.explore.solution", "planner.domain.creators", "planner.forecast.archetypes"),
    *("planner.campaign.conflict", "planner.campaign.campaign", "planner.explore.study", "planner.operations"),
    *("planner.intake.open.guard", "planner.intake.records.table", "planner.optimise.refuse", "planner.seal"),
    *(f"planner.commands.{name.replace('-', '_')}" for name in (*COMMANDS, "around") if name != "plan"),
)
"""What a plan of a list does not need that names countries by their codes, and that is printed."""


def test_a_plan_that_is_only_printed_loads_nothing_that_others_need() -> None:
    """The time to load is most of what a command takes."""
    script = (
        "import atexit, sys; from planner.__main__ import run\n"
        f"atexit.register(lambda: print('LOADED', *(name for name in {UNUSED!r} if sys.modules.get(name))))\n"
        "run()"
    )
    command = [sys.executable, "-c", script, "plan", *SAMPLE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "LOADED"), done.stdout[-400:] + done.stderr


def test_every_command_is_listed_and_declares_its_own_name(run: Run) -> None:
    assert [declared(name).name for name in COMMANDS] == list(COMMANDS)
    assert set(COMMANDS) >= QUICK
    modules = {path.stem for path in (ROOT / "planner" / "commands").glob("*.py") if "\nCOMMAND = " in path.read_text()}
    assert modules == {name.replace("-", "_") for name in COMMANDS if name not in AROUND}
    listed = [line.split()[0] for line in run("--help").stdout.splitlines() if re.match(r" {4}\w", line)]
    assert listed == list(COMMANDS)


def test_a_messy_list_does_not_bury_the_plan(run: Run, tmp_path: Path, brief: Path) -> None:
    rows = "".join(f"creator.{n},instagram,{20_000 + n},1 reel,1,cash,~{200 + n}\n" for n in range(40))
    header = "handle,platform,followers,package,reels,compensation,fee\n"
    done = run("plan", "--brief", brief, "--roster", written(tmp_path, header + rows, "list.csv"))
    assert done.stderr.count("is a rough figure") == 12
    assert "and 28 more like these; the roster command lists them all" in done.stderr
