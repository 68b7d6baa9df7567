"""The workbook in another program: LibreOffice calculates every formula anew and comes to our figures.

These tests need LibreOffice. Without it they are skipped and say so; the other tests of the workbook read it with a
library that does not calculate.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from planner.brief.brief import Brief
from planner.domain.roster import Tier
from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.outcome import Plan
from planner.planning import plan
from tests import office
from tests.export_cases import real

pytestmark = pytest.mark.skipif(office.PROGRAM is None, reason="LibreOffice (soffice) is not installed")


def _same(ours: object, theirs: object) -> bool:
    ours, theirs = ours or 0, theirs or 0
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours))
    return ours == theirs


def _in_euro() -> Dossier:
    """The sample in two waves, in euro, with an agency's fee and German formats; one fee in odd cents."""
    asked = {"currency": "EUR", "locale": "de_DE", "agency_fee": 0.125, "waves": [{"name": "Eins"}, {"name": "Zwei"}]}
    first = real().plan.picks[0]
    wanted = [*(m.model_dump() for m in real().brief.must_have)]
    wanted.append({"creator": first.creator, "package": first.package, "agreed_fee_cents": 123_457})
    brief = Brief.read({**real().brief.model_dump(mode="json"), **asked, "must_have": wanted})
    made = plan(real().roster, brief)
    assert isinstance(made, Plan)
    return Dossier(made, brief, real().roster, real().made_on)


@pytest.mark.parametrize("make", [real, _in_euro])
def test_every_formula_comes_to_the_value_that_we_wrote_beside_it(make: Callable[[], Dossier], tmp_path: Path) -> None:
    data = plan_workbook(make())
    formulas, ours = load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)
    theirs = office.recalculated(data, tmp_path)
    assert theirs.sheetnames == formulas.sheetnames
    different, seen = [], 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            seen += 1
            pair = ours[sheet.title][cell.coordinate].value, theirs[sheet.title][cell.coordinate].value
            if not _same(*pair):
                different.append((sheet.title, cell.coordinate, cell.value, *pair))
    assert not different
    assert seen > 1_500


def test_a_changed_fee_a_declined_creator_and_an_agency_fee_move_totals_shares_and_verdicts(tmp_path: Path) -> None:
    edited = load_workbook(io.BytesIO(plan_workbook(real())))
    sheet = edited["Media plan"]
    at = {cell.value: cell.column for cell in sheet[4]}
    dearest = next(row for row in range(5, sheet.max_row) if sheet.cell(row, at["Fee"]).value)
    fee = sheet.cell(dearest, at["Fee"]).value
    sheet.cell(dearest, at["Fee"]).value = fee + 9_000.25
    sheet.cell(dearest, at["Status"]).value = "signed"
    micro = next(row for row in range(5, sheet.max_row) if sheet.cell(row, at["Tier"]).value == "Micro")
    gone = sheet.cell(micro, at["Fee"]).value or 0
    sheet.cell(micro, at["Quantity"]).value = 0
    _named(edited, "Agency_fee").value = 0.1
    out = io.BytesIO()
    edited.save(out)
    shown = office.recalculated(out.getvalue(), tmp_path)
    rows = {str(row[0]): row for row in shown["Summary"].iter_rows(values_only=True) if row[0]}
    totals = real().plan.totals
    net = totals.cost_cents / 100 + 9_000.25 - gone
    assert rows["Net cost, cash"][1] == pytest.approx(net)
    assert rows["Gross cost, net and agency fee"][1] == pytest.approx(net * 1.1, abs=0.5)
    assert rows["Creators"][1] == totals.creators - 1
    assert rows["Signed"][1:3] == (1, pytest.approx(fee + 9_000.25))
    assert rows["Unique reach, every person once"][1] < totals.unique_reach
    budget = rows["Spend at most $110,000 in cash"]
    assert (budget[4], budget[3] < 0) == ("fail", True)
    mix = {str(row[0]): row for row in shown["Tier mix"].iter_rows(values_only=True) if row[0]}
    assert mix["Total"][3] == pytest.approx(net)
    micros = next(part.creators for part in totals.tiers if part.tier is Tier.MICRO)
    assert mix["Micro"][1] == micros - 1


def _named(book: Workbook, name: str) -> object:
    sheet, cell = book.defined_names[name].attr_text.split("!")
    return book[sheet.strip("'")][cell.replace("$", "")]
