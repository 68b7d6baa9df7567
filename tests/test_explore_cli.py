"""The exploring commands as people call them: text, JSON, exit status, and what is bad input."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from planner.cli import main
from planner.commands.typed import cents, day, number, share, whole
from tests.command_line import refused_as_bad
from tests.test_cli import written

ROSTER = """handle,platform,followers,package,fee
anna,instagram,20000,1 reel,400
anna,instagram,20000,2 reels,700
ben,instagram,30000,1 reel,500
cleo,instagram,42000,1 reel,650
dov,instagram,61000,1 reel,900
eda,instagram,18000,1 reel,300
finn,instagram,25000,1 reel,450
"""
BRIEF = {"budget_cents": 200_000, "audience": [{"size": 1_000_000}], "quality": {"min_followers": 19_000}}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command line in this process: starting another for each call would take longer than the work."""
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        try:
            status = main([str(one) for one in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
    return subprocess.CompletedProcess([], status, said.getvalue(), complained.getvalue())


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a roster, a brief, and the plan of the two."""
    folder = tmp_path_factory.mktemp("campaign")
    written(folder, BRIEF)
    written(folder, ROSTER, "roster.csv")
    done = run("plan", *sources(folder), "--json", folder / "plan.json")
    assert done.returncode == 0, done.stderr
    return folder


def sources(folder: Path) -> tuple[str | Path, ...]:
    return ("--brief", folder / "brief.json", "--roster", folder / "roster.csv")


def asked(folder: Path, command: str, *more: str | Path) -> subprocess.CompletedProcess[str]:
    return run(command, *sources(folder), "--plan", folder / "plan.json", *more)


def answer(folder: Path, command: str, *more: str | Path) -> dict[str, object]:
    """The command's JSON, alone on standard output."""
    done = asked(folder, command, *more, "--json", "-")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_frontier_as_text_and_json(campaign: Path) -> None:
    done = asked(campaign, "frontier", "--budgets", "500", "1,000.00", "2000")
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["$500", "$1,000", "$2,000"]
    told = answer(campaign, "frontier", "--steps", "4")
    points = told["points"]
    assert isinstance(points, list) and len(points) == 4
    goals = [point["solution"]["goal"] for point in points]
    assert goals == sorted(goals)
    assert len(told["steps"]) == 3  # type: ignore[arg-type]


def test_the_cheapest_plan_for_a_reach_costs_no_more_than_the_plan_that_reaches_it(campaign: Path) -> None:
    plan = json.loads((campaign / "plan.json").read_bytes())
    told = answer(campaign, "frontier", "--reach", str(int(plan["totals"]["unique_reach"])))
    assert told["solution"]["cost_cents"] <= plan["totals"]["cost_cents"]  # type: ignore[index]
    refused_as_bad(asked(campaign, "frontier", "--reach", "1000000"), "reach", "less than the audience")


def test_worth_names_the_budget_and_every_pick(campaign: Path) -> None:
    told = answer(campaign, "worth", "--picks")
    assert "budget_cents" in {limit["path"] for limit in told["limits"]}  # type: ignore[index, attr-defined]
    plan = json.loads((campaign / "plan.json").read_bytes())
    assert {said["creator"] for said in told["picks"]} == {pick["creator"] for pick in plan["picks"]}  # type: ignore[attr-defined]


def test_why_not_names_the_rule(campaign: Path) -> None:
    done = asked(campaign, "why-not", "@Eda")
    assert done.returncode == 0, done.stderr
    assert "At least 19,000 followers" in done.stdout
    refused_as_bad(asked(campaign, "why-not", "anne"), "'anne' is not in the roster", "such as anna")


def test_alternatives_differ(campaign: Path) -> None:
    told = answer(campaign, "alternatives", "--plans", "2", "--different", "1", "--worse", "50%")
    first, *others = ({pick["creator"] for pick in plan["picks"]} for plan in told["plans"])  # type: ignore[attr-defined]
    assert others and all(first - other for other in others)
    refused = asked(campaign, "alternatives", "--worse", "80%")
    assert refused.returncode == 2
    assert "'80%' can't be used. Accepted: a share from 0% to 50%" in refused.stderr


@pytest.mark.parametrize(
    ("parse", "typed", "accepted"),
    [
        (cents, "1.234,50", "an amount such as 1250, 1,250 or 1250.50"), (cents, "45.000", "an amount"),
        (cents, "inf", "an amount"), (cents, "-5", "an amount"), (cents, "9" * 400, "an amount"),
        (share, "200%", "a share from 0% to 100%"), (share, "nan", "a share"), (number, "nan", "a number of 0 or more"),
        (whole(1, 86_400), "0.1", "a whole number from 1 to 86,400"), (whole(2, 200), "1,5", "a whole number"),
        (day, "28.11.2026", "a day such as 2026-11-28"),
    ],
)  # fmt: skip
def test_what_is_typed_in_another_way_is_named_with_what_is_accepted(
    parse: Callable[[str], object], typed: str, accepted: str
) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=re.escape(f"'{typed}' can't be used. Accepted: {accepted}")):
        parse(typed)


def test_amounts_are_exact_to_the_cent() -> None:
    typed = ("0", "1250", "1,250", "1 250", "1250.5", "1,234,567.89", "0.29", "1000000000")
    assert [cents(text) for text in typed] == [0, 125_000, 125_000, 125_000, 125_050, 123_456_789, 29, 10**11]


def test_score_judges_a_list_from_a_file_and_says_what_it_cannot_read(campaign: Path) -> None:
    told = answer(campaign, "score", "--list", written(campaign, "creator,fee\neda,300\ndov,950\n", "list.csv"))
    assert told["broken"] and "eda" in told["broken"][0]  # type: ignore[index]
    assert told["totals"]["cost_cents"] == 125_000  # type: ignore[index]
    bad = written(campaign, "eda\nzoe\n", "bad.csv")
    refused_as_bad(asked(campaign, "score", "--list", bad), "line 2: 'zoe' is not in the roster")


def test_score_reads_a_workbook_with_its_own_line_numbers(campaign: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["Handle", "Fee"], ["eda", 300], [None, None], ["zoe", 950]):
        sheet.append(line)
    book.save(campaign / "list.xlsx")
    refused_as_bad(asked(campaign, "score", "--list", campaign / "list.xlsx"), "line 4: 'zoe' is not in the roster")
    picture = campaign / "list.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    refused_as_bad(asked(campaign, "score", "--list", picture), "is not a text file")


def test_replan_keeps_who_signed_and_lists_what_changed(campaign: Path) -> None:
    plan = json.loads((campaign / "plan.json").read_bytes())
    first, second = (pick["creator"] for pick in plan["picks"][:2])
    lines = f"creator,answer,fee\n{first},signed,777\n{second},Declined,\n"
    told = answer(campaign, "replan", "--answers", written(campaign, lines, "answers.csv"), "--allow", "10%")
    after = {pick["creator"]: pick["cost_cents"] for pick in told["after"]["picks"]}  # type: ignore[index]
    assert after[first] == 77_700 and second not in after
    bad = written(campaign, f"creator,answer,fee\n{first},perhaps,\n{second},signed,much\n", "bad_answers.csv")
    refused_as_bad(asked(campaign, "replan", "--answers", bad), "line 2, answer: 'perhaps'", "line 3, fee: 'much'")


def test_compare_puts_scenarios_side_by_side(campaign: Path) -> None:
    more = written(campaign, {**BRIEF, "name": "More money", "budget_cents": 300_000}, "more.json")
    told = run("compare", campaign / "brief.json", more, "--json", "-")
    assert told.returncode == 0, told.stderr
    made = json.loads(told.stdout)
    assert [column["name"] for column in made["columns"]] == ["Untitled campaign", "More money"]
    assert [one["path"] for one in made["differences"]] == ["budget_cents"]
    assert "More money" in run("compare", campaign / "brief.json", more).stdout
    refused_as_bad(run("compare", more), "only one file")
    refused_as_bad(run("compare", more, written(campaign, "{", "broken.json")), "broken.json", "line 1")


def test_a_plan_of_another_kind_is_bad_input(campaign: Path) -> None:
    wrong = written(campaign, {"kind": "refusal"}, "wrong.json")
    done = run("worth", *sources(campaign), "--plan", wrong)
    refused_as_bad(done, "--plan")
    refused_as_bad(run("replan", *sources(campaign), "--answers", wrong), "--plan: is missing")


def test_a_brief_that_is_refused_ends_with_3(campaign: Path) -> None:
    brief = written(campaign, {**BRIEF, "reach_floor": 900_000}, "much.json")
    done = run("frontier", "--brief", brief, "--roster", campaign / "roster.csv")
    assert done.returncode == 3, done.stderr
    assert "900,000" in done.stdout
