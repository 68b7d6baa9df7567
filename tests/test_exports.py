"""CSV and JSON of a plan, names of files, and the words that all files share."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from planner.brief.terms import Wave
from planner.domain.creators import Package
from planner.domain.platforms import PLATFORM_TABLE
from planner.domain.roster import Tier
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.exports.download import file_name
from planner.exports.formats import FORMATS
from planner.exports.json_file import plan_json
from planner.exports.text import LONGEST_CELL, clean, proof_sentence
from planner.outcome import Plan
from planner.planning import plan
from planner.schedule import sheets_of
from tests.builders import brief, creator, roster
from tests.export_cases import BRIEF, dossier, pick, plan_of, sample


def test_csv_numbers_are_plain() -> None:
    found = list(csv.DictReader(io.StringIO(plan_csv(dossier()).decode("utf-8-sig"), newline="")))
    assert [row["cost"] for row in found] == ["12345.67", "2001.00", "2333.31", "0.00"]
    assert found[0]["authenticity"] == ""
    assert found[1]["quantity"] == "2"
    assert found[1]["fee_each"] == "1000.50"


def test_csv_names_the_waves_in_which_somebody_posts() -> None:
    brief = BRIEF.model_copy(update={"waves": (Wave(name="Teaser"), Wave(name="Launch"), Wave(name="=Late"))})
    plan = plan_of([pick("a", Tier.MICRO, 1, 100, waves=(1, 3)), pick("b", Tier.MICRO, 1, 100, waves=(3,))], brief)
    found = list(csv.DictReader(io.StringIO(plan_csv(Dossier(plan, brief)).decode("utf-8-sig"), newline="")))
    assert [row["waves"] for row in found] == ["Teaser; =Late", "'=Late"]


def test_json_reads_back_as_the_plan() -> None:
    made = plan_json(dossier())
    assert Plan.model_validate_json(made) == sample()
    assert {"kind", "picks", "totals", "limits", "proof"} <= json.loads(made).keys()


@pytest.mark.parametrize(
    ("campaign", "name"),
    [
        ("Spring launch", "spring-launch-plan.xlsx"),
        ("../../etc/passwd", "etc-passwd-plan.xlsx"),
        ('a<b>:"c"|?*\\\x00\n', "a-b-c-plan.xlsx"),
        ("CON", "con-plan.xlsx"),
        ("...", "plan.xlsx"),
        ("Größe 日本", "grösse-日本-plan.xlsx"),
        ("x" * 120, "x" * 60 + "-plan.xlsx"),
    ],
)
def test_file_names_are_clean(campaign: str, name: str) -> None:
    assert file_name(campaign, "plan", "xlsx") == name


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"gap": 0.0}, "Proven best possible under these limits"),
        ({"gap": 0.00051}, "Proven within 0.06% of the best possible"),
        ({"gap": 0.032, "closed": False}, "Not proven best: the best possible may be up to 3.2% better"),
    ],
)
def test_best_possible_is_said_only_when_proven(changes: dict[str, object], starts: str) -> None:
    plan = sample().model_copy(update={"proof": sample().proof.model_copy(update=changes)})
    assert proof_sentence(plan, BRIEF).startswith(starts)


def test_what_xml_cannot_hold_is_replaced_visibly_and_too_long_text_is_cut_visibly() -> None:
    assert clean("a\x00b\x0bc\ufffe\ud800d") == "a\ufffdb\ufffdc\ufffd\ufffdd"
    assert clean("a\r\nb\rc") == "a\nb\nc"
    long = clean("x" * 40_000)
    assert len(long) == LONGEST_CELL
    assert long.endswith("…")


def test_an_empty_plan_is_a_header() -> None:
    assert plan_csv(dossier(plan_of([]))).decode("utf-8-sig").count("\n") == 1


def test_one_post_of_every_format_of_every_platform_goes_into_every_file() -> None:
    """A workbook with one live stream ended with a KeyError: the sheet of questions had no word for it."""
    kinds = [(row.platform, one.format) for row in PLATFORM_TABLE.values() for one in row.formats]
    crew = [
        creator(f"c{at}", Package(id="one", deliverables={kind: 1}, fee_cents=10_000), platform=platform)
        for at, (platform, kind) in enumerate(kinds)
    ]
    listed, asked = roster(*crew), brief(budget_cents=10_000_000)
    made = plan(listed, asked)
    assert isinstance(made, Plan)
    assert {(one.platform, format_) for one in made.picks for format_ in one.deliverables} == set(kinds)
    whole = Dossier(made, asked, listed, date(2027, 1, 4))
    for file in FORMATS:
        assert file.make(whole), file.key
    sheets = "".join(sheet.text for sheet in sheets_of(made, whole.dated_schedule, asked, listed))
    for said in (
        "one live stream",
        "one Short",
        "one podcast episode",
        "one carousel",
        "one newsletter",
        "one article",
    ):
        assert said in sheets
