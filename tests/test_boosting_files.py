"""Rights and money behind posts in files: each cent in the workbook, contracts, and what creators are asked."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from planner.domain.rights import Right
from planner.exports.back import Against, read_back
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.exports.slides import plan_slides
from planner.exports.workbook import plan_workbook
from planner.outcome import Pick, Plan
from planner.planning import plan
from planner.schedule.consult import offer_of, rights_of
from tests import builders, office


@cache
def dossier() -> Dossier:
    quoted = builders.package("reel", 501.37, reels=3).model_copy(update={"right_fees": {"allowlisting": 7_701}})
    people = [
        builders.creator("anna", quoted),
        builders.creator("ben", builders.package("clip", 700, videos=2), platform="tiktok", followers=60_000),
        builders.creator("cleo", builders.package("one", 300.5, reels=1), followers=90_000),
    ]
    roster = builders.roster(*people)
    brief = builders.brief(
        budget_cents=600_000,
        boosting={"cents_per_post": [33_333], "spend": {"max": 0.5}},
        rights={"usage": {"days": 90, "everybody": True}, "exclusivity": {"count": {"min": 1}, "category": "tea"}},
        waves=[{"name": "Teaser"}, {"name": "Launch"}],
    )
    made = plan(roster, brief)
    assert isinstance(made, Plan) and made.totals.boost_cents and len(made.picks) == 3
    return Dossier(made, brief, roster)


def lines() -> tuple[dict[str, int], list[list[object]]]:
    sheet = load_workbook(io.BytesIO(plan_workbook(dossier())), data_only=True)["Media plan"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    return {str(name): at for at, name in enumerate(rows[0]) if name}, rows[1:]


def test_the_media_plan_traces_each_cent_to_rights_and_to_ads() -> None:
    at, rows = lines()
    plan_of = dossier().plan
    booked = [row for row in rows if row[at["Platform"]]]
    for title, name in (("For rights, in net cost", "rights_cents"), ("Behind posts, in net cost", "boost_cents")):
        total = sum(getattr(pick, name) for pick in plan_of.picks)
        assert sum(row[at[title]] or 0 for row in booked) == pytest.approx(total / 100)  # type: ignore[misc]
        assert rows[len(booked)][at[title]] == pytest.approx(total / 100)
    kinds = {line.kind: line.cents for line in plan_of.totals.costs}
    assert kinds["boosting"] == plan_of.totals.boost_cents  # type: ignore[index]
    assert sum(pick.rights_cents for pick in plan_of.picks) == kinds["rights"]  # type: ignore[index]
    ads = [row for row in booked if row[at["Behind each post"]]]
    assert ads and all(row[at["Behind each post"]] == pytest.approx(333.33) for row in ads)
    assert all(row[at["CPM of ads"]] == pytest.approx(10) and row[at["Paid reach"]] for row in ads)


def test_the_contract_column_says_what_is_granted_and_for_how_long() -> None:
    at, rows = lines()
    terms = [str(row[at["Rights and terms"]]) for row in rows if row[at["Rights and terms"]]]
    assert len(terms) == 3 and all(one.startswith("Usage rights for 90 days") for one in terms)
    assert any("exclusivity in tea for 30 days" in one for one in terms)
    assert any("allowlisting for 30 days" in one for one in terms)


@pytest.mark.skipif(office.PROGRAM is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_adds_up_the_same_cents(tmp_path: Path) -> None:
    data = plan_workbook(dossier())
    theirs = office.recalculated(data, tmp_path)["Media plan"]
    ours = load_workbook(io.BytesIO(data), data_only=True)["Media plan"]
    for row, other in zip(ours.iter_rows(min_row=5), theirs.iter_rows(min_row=5), strict=True):
        for cell, their in zip(row, other, strict=True):
            if isinstance(their.value, float) and isinstance(cell.value, int | float):
                assert cell.value == pytest.approx(their.value), cell.coordinate


def test_an_unchanged_workbook_reads_back_without_a_change_and_a_changed_fee_is_the_fee_alone() -> None:
    made = dossier()
    against = Against(made.plan, made.brief, made.roster)
    data = plan_workbook(made)
    assert read_back("plan.xlsx", data, against).changes == ()
    book = load_workbook(io.BytesIO(data))
    sheet = book["Media plan"]
    at = {cell.value: cell.column for cell in sheet[4]}
    pick = next(one for one in made.plan.picks if one.boost_cents)
    row = next(r for r in range(5, sheet.max_row) if sheet.cell(r, at["Handle"]).value == pick.handle)
    sheet.cell(row, at["Fee"]).value += 50
    out = io.BytesIO()
    book.save(out)
    (change,) = read_back("plan.xlsx", out.getvalue(), against).changes
    assert change.fee_cents == pick.cost_cents - pick.boost_cents - pick.rights_cents + 5_000


def test_the_csv_has_them_as_columns() -> None:
    rows = list(csv.DictReader(io.StringIO(plan_csv(dossier()).decode("utf-8-sig"))))
    assert sum(round(100 * float(row["of_cost_behind_posts"])) for row in rows) == dossier().plan.totals.boost_cents
    assert all(row["rights"].startswith("Usage rights for 90 days") for row in rows)


def test_slides_show_whose_posts_run_as_ads() -> None:
    deck = Presentation(io.BytesIO(plan_slides(dossier())))
    titles = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert any("behind posts" in title and "of the spend" in title for title in titles)


def test_creators_are_offered_their_own_money_and_asked_for_what_nobody_has_quoted() -> None:
    brief = dossier().brief
    for pick in dossier().plan.picks:
        asked = rights_of(pick, brief)
        assert "show your content on our own channels for 90 days" in asked
        assert ("run ads from your handle for 30 days" in asked) is (Right.ALLOWLISTING in pick.rights)
        assert asked.endswith("What would you charge for that?")
        fee = pick.cost_cents - pick.boost_cents - pick.rights_cents
        assert f"{fee // 100}" in offer_of(pick, brief)
    sure = dossier().plan.picks[0].model_copy(update={"rights_estimated": False, "rights_cents": 12_300})
    assert "Our offer includes $123 for it." in rights_of(sure, brief)


def test_a_plan_without_either_has_none_of_these_columns_and_no_slide() -> None:
    roster, brief = builders.roster(), builders.brief()
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    bare = Dossier(made, brief, roster)
    sheet = load_workbook(io.BytesIO(plan_workbook(bare)), data_only=True)["Media plan"]
    assert not [cell.value for cell in sheet[4] if cell.value and ("posts, in net" in str(cell.value))]
    assert len(Presentation(io.BytesIO(plan_slides(bare))).slides) == 6
    assert Pick.model_fields["boost_cents"].default == 0
