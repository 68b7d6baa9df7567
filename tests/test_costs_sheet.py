"""The sheet Costs: each cent of the full cost, in formulas that a spreadsheet adds up to the plan's own cents."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.outcome import Plan
from planner.planning import plan
from tests import builders, office

STOCK = {"units": {"stock": 20, "unit_cost_cents": 1_875, "shipping_cents": 495}}
COSTS = {"budget_covers": "full", "hourly_cents": 5_999, "tax": 0.19, "reserve": 0.033}


def _dossier() -> Dossier:
    people = [
        builders.creator("anna", builders.package("two", 501.37, reels=2, units=3, commission_cents=1_251)),
        builders.creator("ben", builders.package("one", 333.33, videos=1), platform="tiktok", followers=90_000),
        builders.creator("cleo", builders.package("three", 77.77, reels=3, units=1)),
    ]
    roster = builders.roster(*people)
    brief = builders.brief(
        resources=STOCK, costs=COSTS, agency_fee=0.125, waves=[{"name": "Teaser"}, {"name": "Launch"}]
    )
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    assert len(made.picks) == 3
    return Dossier(made, brief, roster)


def test_every_kind_of_cost_has_a_column_and_a_row_and_they_add_up() -> None:
    dossier = _dossier()
    sheet = load_workbook(io.BytesIO(plan_workbook(dossier)), data_only=True)["Costs"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    for title in (
        "Fees",
        "Expected commission",
        "Shipping",
        "Team hours",
        "Agency fee",
        "Taxes not reclaimed",
        "Reserve",
    ):
        assert title in heads
    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=10) if row[0].value}
    lines = {str(line.kind): line for line in dossier.plan.totals.costs}
    assert rows["Taxes not reclaimed"][3].value == pytest.approx(lines["tax"].cents / 100)
    assert "per creator" in str(rows["Team hours"][4].value)
    assert rows["Full cost"][3].value == pytest.approx(dossier.plan.totals.value_cents / 100)


@pytest.mark.skipif(office.PROGRAM is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_adds_up_the_same_cents_and_follows_a_changed_fee(tmp_path: Path) -> None:
    dossier = _dossier()
    data = plan_workbook(dossier)
    theirs = office.recalculated(data, tmp_path / "same")["Costs"]
    ours = load_workbook(io.BytesIO(data), data_only=True)["Costs"]
    for row, other in zip(ours.iter_rows(), theirs.iter_rows(), strict=True):
        for cell, their in zip(row, other, strict=True):
            number = isinstance(their.value, float)
            assert (cell.value or None) == (pytest.approx(their.value) if number else their.value or None), cell
    edited = load_workbook(io.BytesIO(data))
    sheet = edited["Media plan"]
    at = {cell.value: cell.column for cell in sheet[4]}
    row = next(row for row in range(5, sheet.max_row) if sheet.cell(row, at["Handle"]).value == "anna")
    sheet.cell(row, at["Fee"]).value += 100
    out = io.BytesIO()
    edited.save(out)
    shown = office.recalculated(out.getvalue(), tmp_path / "other")
    rows = {str(row[0]): row for row in shown["Summary"].iter_rows(values_only=True) if row[0]}
    # The fee, the agency's part of it, the tax on both, and the reserve on the fee.
    more = 100 + 12.5 + 0.19 * 112.5 + 3.3
    full = dossier.plan.totals.value_cents / 100
    assert rows["Full cost, net and all beside it"][1] == pytest.approx(full + more, abs=0.021)
    left = dossier.plan.totals.budget_left_cents
    assert left is not None
    assert rows["Left of the budget"][1] == pytest.approx(left / 100 - more, abs=0.021)
