"""`debrief` on the command line: text, JSON, exit status, and one sentence for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import main

SAMPLE = Path(__file__).parents[1] / "sample_data"
CAMPAIGN = ["debrief", "--scenario", str(SAMPLE / "campaign.json")]


def test_the_sample_is_debriefed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "debrief.json"
    assert main([*CAMPAIGN, "--results", str(SAMPLE / "results.csv"), "--json", str(out)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Spring launch: 57 of 60 picks posted, 3 never will; 10 came late. 110 rows count")
    assert "column currency: 'EUR' is another currency" in said
    found = json.loads(out.read_bytes())
    assert found["state"] == "complete" and len(found["picks"]) == 60 and found["outlook"] is None
    for steps in found["waterfalls"]:
        assert steps["planned"] + sum(step["value"] for step in steps["steps"]) == pytest.approx(steps["actual"])
    old = {edit["key"]: edit["old"] for lesson in found["lessons"] for edit in lesson["edits"]}
    assert old["reach_rate_feed.instagram.micro"] == 0.2


def test_files_add_up_without_counting_twice(capsys: pytest.CaptureFixture[str]) -> None:
    both = ["--results", str(SAMPLE / "results_midway.csv"), "--results", str(SAMPLE / "results.csv")]
    assert main([*CAMPAIGN, *both, "--json", "-"]) == 0
    merged = json.loads(capsys.readouterr().out)
    assert main([*CAMPAIGN, *both[2:], "--json", "-"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert merged["total"]["reach"] == alone["total"]["reach"]


def test_the_same_file_twice_is_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    once = ["--results", str(SAMPLE / "results.csv")]
    said = []
    for files in (once, [*once, *once]):
        assert main([*CAMPAIGN, *files]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


def test_lessons_without_posts_of_their_own_are_counted_and_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CAMPAIGN, "--results", str(SAMPLE / "results.csv")]) == 0
    said = capsys.readouterr().out
    assert "(0 of 0" not in said and "groups without posts of their own, by what related groups did" in said


def test_a_running_campaign_has_an_outlook(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CAMPAIGN, "--results", str(SAMPLE / "results_midway.csv"), "--running"]) == 0
    assert "Unique reach at the end: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--results", str(SAMPLE / "roster.csv")], "looks like a list of creators, not results"),
        (["--results", "nowhere.csv"], "--results 'nowhere.csv': does not exist"),
        (["--results", str(SAMPLE / "results.csv"), "--start", "soon"], "--start: 'soon' is not a valid date"),
        (["--results", str(SAMPLE / "results.csv"), "--start", "2026-03-02"], "--end: is missing"),
        (
            ["--results", "EMPTY"],
            "empty.csv: 'handle, reach' has a header in row 1 and no rows below it. Accepted: a table",
        ),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("handle,reach\n", encoding="utf-8")
    assert main([*CAMPAIGN, *(str(empty) if part == "EMPTY" else part for part in arguments)]) == 2
    assert says in capsys.readouterr().err


def test_a_brief_has_no_plan_to_debrief(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["debrief", "--scenario", str(SAMPLE / "brief.json"), "--results", str(SAMPLE / "results.csv")]
    assert main(asked) == 2
    assert "has no plan" in capsys.readouterr().err


def test_what_a_file_leaves_open_is_asked_and_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.csv"
    path.write_text("handle,platform,type,reach,mood\nlachlan.merrowbrook,instagram,collab clip,900,fine\n")
    assert main([*CAMPAIGN, "--results", str(path)]) == 2
    said = capsys.readouterr().err
    assert "What is 'collab clip'? Answer with --answer type.collab clip=..." in said and "Not used: mood." in said
    assert main([*CAMPAIGN, "--results", str(path), "--answer", "type.collab clip=reel"]) == 0
    assert main([*CAMPAIGN, "--results", str(path), "--answer", "type.collab clip=dance"]) == 2
    assert "'dance' is not one of the choices" in capsys.readouterr().err
    assert main([*CAMPAIGN, "--results", str(path), "--answer", "colour=red"]) == 2
