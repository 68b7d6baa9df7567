"""An edited workbook comes back: every change is told with its cell, and nothing is taken that cannot be read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.exports.back import Against, Returned, What, applied, noted, read_back
from planner.exports.dossier import Dossier
from planner.exports.left_out import left_out
from planner.exports.workbook import plan_workbook
from planner.outcome import Pick, Plan
from planner.planning import plan
from planner.problems import BadInput
from tests.export_cases import dossier, plan_of, real


def against() -> Against:
    return Against(real().plan, real().brief, real().roster)


@cache
def exported() -> bytes:
    return plan_workbook(Dossier(real().plan, real().brief))


@cache
def alone() -> bytes:
    """The same without the sheets that nothing is read back from: quicker to open and save for each test."""
    book, out = load_workbook(io.BytesIO(exported())), io.BytesIO()
    for title in {*book.sheetnames} - {"Media plan", "Summary"}:
        del book[title]
    book.save(out)
    return out.getvalue()


class Edit:
    """The exported workbook, open for editing by heading."""

    def __init__(self, data: bytes | None = None) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(alone() if data is None else data))
        self.sheet: Worksheet = self.book["Media plan"]
        self.at = {cell.value: cell.column for cell in self.sheet[4] if cell.value}

    def row(self, pick: Pick) -> int:
        rows = range(5, self.sheet.max_row + 1)
        return next(row for row in rows if self.cell(row, "Creator").value == pick.creator)

    def cell(self, row: int, title: str) -> Any:
        return self.sheet.cell(row, self.at[title])

    def of(self, pick: Pick, title: str) -> object:
        return self.cell(self.row(pick), title).value

    def put(self, pick: Pick, title: str, value: object) -> str:
        cell = self.cell(self.row(pick), title)
        cell.value = value
        return str(cell.coordinate)

    def read(self, to: Against | None = None) -> Returned:
        out = io.BytesIO()
        self.book.save(out)
        return read_back("edited.xlsx", out.getvalue(), to or against())


def free() -> list[Pick]:
    """Picks of the sample that nobody asked for."""
    return [pick for pick in real().plan.picks if not pick.must_have]


def problems(found: Returned) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_an_untouched_workbook_changes_nothing() -> None:
    found = read_back("plan.xlsx", exported(), against())
    assert (found.changes, found.problems, found.notes) == ((), (), ())
    assert found.rows == len(real().lines)


def test_statuses_fees_and_notes_become_signed_declined_agreed_and_kept() -> None:
    edit, (one, two, three, four) = Edit(), free()[:4]
    signed = edit.put(one, "Status", "Signed")
    edit.put(two, "Status", "declined")
    fee = edit.put(three, "Fee", (three.cost_cents + 12_345) / 100)
    edit.put(four, "Notes", "Call on Monday")
    found = edit.read()
    assert not found.problems
    assert [(change.what, change.creator) for change in found.changes] == [
        (What.SIGNED, one.creator),
        (What.DECLINED, two.creator),
        (What.FEE, three.creator),
        (What.NOTE, four.creator),
    ]
    assert found.changes[0].place == f"sheet 'Media plan', cell {signed}"
    assert found.changes[2].place == f"sheet 'Media plan', cell {fee}"
    brief = applied(real().brief, found.changes)
    kept = {wanted.creator: wanted for wanted in brief.must_have}
    assert (kept[one.creator].package, kept[one.creator].agreed_fee_cents) == (one.package, one.cost_cents)
    assert kept[three.creator].agreed_fee_cents == three.cost_cents + 12_345
    assert two.creator in brief.excluded
    assert brief.notes == {four.creator: "Call on Monday"}
    again = plan(real().roster, brief.changed("budget_cents", 13_000_000))
    assert isinstance(again, Plan)
    costs = {pick.creator: pick.cost_cents for pick in again.picks}
    assert costs[three.creator] == three.cost_cents + 12_345
    assert two.creator not in costs


def test_a_fee_edited_on_a_signed_row_is_the_fee_that_was_agreed() -> None:
    edit, one = Edit(), free()[0]
    edit.put(one, "Status", "signed")
    edit.put(one, "Fee", 99.5)
    (change,) = edit.read().changes
    assert (change.what, change.fee_cents) == (What.SIGNED, 9_950)


def test_a_fee_agreed_in_the_workbook_leaves_commission_and_shipping_beside_it() -> None:
    shipping = {"product_units": {"stock": 500, "unit_cost_cents": 700, "shipping_cents": 450}}
    brief = Brief.read({**real().brief.model_dump(mode="json"), "resources": shipping})
    made = plan(real().roster, brief)
    assert isinstance(made, Plan)
    one = next(pick for pick in made.picks if pick.uses.get("product_units") and not pick.must_have)
    edit = Edit(plan_workbook(Dossier(made, brief)))
    edit.put(one, "Fee", one.cost_cents / 100 + 10)
    (change,) = edit.read(Against(made, brief, real().roster)).changes
    assert change.fee_cents is not None
    again = plan(real().roster, applied(brief, [change]))
    assert isinstance(again, Plan)
    assert next(p.cost_cents for p in again.picks if p.creator == one.creator) == one.cost_cents + 1_000


def test_added_rows_become_must_haves() -> None:
    edit, entry = Edit(), real().plan.bench[0]
    last = edit.sheet.max_row
    edit.sheet.insert_rows(last)
    for title, value in (("Handle", entry.handle), ("Platform", entry.platform.value), ("Fee", 321)):
        edit.cell(last, title).value = value
    edit.cell(last, "Package").value = entry.package
    found = edit.read()
    (change,) = found.changes
    assert (change.what, change.creator, change.package, change.fee_cents) == (
        What.ADDED,
        entry.creator,
        entry.package,
        32_100,
    )
    brief = applied(real().brief, found.changes)
    assert brief.must_have[-1].creator == entry.creator


def test_taking_back_a_signature_frees_her_again() -> None:
    one = free()[0]
    wanted = [*(m.model_dump() for m in real().brief.must_have), {"creator": one.creator, "agreed_fee_cents": 100}]
    brief = real().brief.changed("must_have", wanted)
    found = read_back("plan.xlsx", exported(), Against(real().plan, brief, real().roster))
    (change,) = [change for change in found.changes if change.creator == one.creator]
    assert change.what is What.REOPENED
    assert one.creator not in {m.creator for m in applied(brief, [change]).must_have}


def test_the_workbook_shows_who_was_asked_and_brings_replies_back_into_the_campaign() -> None:
    one, two, three = free()[:3]
    asked = Campaign().taken(real().plan)
    asked = asked.forgotten(three.creator)
    edit = Edit(plan_workbook(Dossier(real().plan, real().brief, campaign=asked)))
    assert (edit.of(one, "Status"), edit.of(three, "Status")) == ("asked", "proposed")
    mine = Against(real().plan, real().brief, real().roster, asked)
    assert edit.read(mine).changes == ()
    edit.put(one, "Status", "signed")
    edit.put(one, "Fee", 99.5)
    edit.put(two, "Status", "declined")
    edit.put(three, "Status", "asked")
    edit.put(three, "Notes", "Call on Monday")
    about, left = noted(asked, edit.read(mine).changes, date(2027, 1, 4))
    steps = {creator: (status.step, status.fee_cents) for creator, status in about.latest.items()}
    assert steps[one.creator] == (Step.SIGNED, 9_950)
    assert steps[two.creator] == (Step.DECLINED, None)
    assert steps[three.creator] == (Step.ASKED, None)
    assert [change.what for change in left] == [What.NOTE]
    assert about.waiting == 0


def test_who_declined_is_not_chosen_because_they_declined() -> None:
    brief = real().brief
    gone = real().plan.picks[-1].creator
    about = Campaign().marked(Status(creator=gone, step=Step.DECLINED))
    plan_without = real().plan.model_copy(update={"picks": real().plan.picks[:-1]})
    rows, _ = left_out(Dossier(plan_without, about.asked(brief), real().roster, campaign=about))
    assert next(row.reason for row in rows if row.creator == gone) == "Declined"


def test_sorted_rows_and_a_renamed_sheet_read_the_same() -> None:
    edit, one = Edit(), free()[3]
    edit.put(one, "Status", "signed")
    rows = [[cell.value for cell in row] for row in edit.sheet.iter_rows(min_row=5, max_row=edit.sheet.max_row - 1)]
    for number, row in enumerate(sorted(rows, key=lambda r: str(r[0]), reverse=True), 5):
        for column, value in enumerate(row, 1):
            edit.sheet.cell(number, column).value = value
    edit.sheet.title = "Budget v3 FINAL"
    found = edit.read()
    assert [(change.what, change.creator) for change in found.changes] == [(What.SIGNED, one.creator)]
    assert not found.problems
    assert any("'Budget v3 FINAL'" in note for note in found.notes)


@pytest.mark.parametrize(
    ("title", "value", "says"),
    [
        ("Fee", "tbd", "'tbd' is not a number. Accepted: an amount in USD"),
        ("Fee", "400 EUR", "'400 EUR' is in EUR"),
        ("Fee", -5, "is below zero"),
        ("Fee", 10.123, "has more than two decimals"),
        ("Fee", None, "is empty. Accepted: a fee, 0 where nothing is paid"),
        ("Status", "maybe", "'maybe' is not a status. Accepted: one of proposed, asked, signed, declined"),
        ("Quantity", 3, "'3' was 1 in the plan; the change is not used"),
        ("Quantity", 0, "Accepted: the status declined"),
        ("Package", "another", "'another' was"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_cell_and_the_rest_is_read(title: str, value: object, says: str) -> None:
    edit, (one, two) = Edit(), free()[:2]
    cell = edit.put(one, title, value)
    edit.put(two, "Status", "declined")
    found = edit.read()
    assert [(change.what, change.creator) for change in found.changes] == [(What.DECLINED, two.creator)]
    (said,) = problems(found)
    assert said.startswith(f"sheet 'Media plan', cell {cell}:")
    assert says in said


def test_a_broken_formula_is_told_as_one() -> None:
    import xlsxwriter

    one = free()[0]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Media plan")
        sheet.write_row(0, 0, ["Handle", "Platform", "Package", "Quantity", "Fee", "Status", "Notes", "Creator"])
        sheet.write_row(1, 0, [one.handle, one.platform.value, one.package, 1, 0, "signed", "", one.creator])
        sheet.write_formula(1, 4, "=#REF!*2", None, "#REF!")
    found = read_back("x.xlsx", out.getvalue(), against())
    assert problems(found)[0].startswith("sheet 'Media plan', cell E2: '#REF!' is the error of a broken formula")
    assert [change.what for change in found.changes] == [What.SIGNED]
    assert found.changes[0].fee_cents == one.cost_cents
    assert any("does not say which plan" in note for note in found.notes)


@pytest.mark.parametrize("title", ["Status", "Fee", "Notes", "Creator", "Package", "Planned fee"])
def test_a_deleted_column_is_named_and_the_others_are_read(title: str) -> None:
    edit, (one, two, three) = Edit(), free()[:3]
    edit.put(one, "Status", "declined")
    edit.put(two, "Fee", 77)
    edit.put(three, "Notes", "kept")
    edit.sheet.delete_cols(edit.at[title])
    found = edit.read()
    lost = {"Status": What.DECLINED, "Fee": What.FEE, "Notes": What.NOTE}.get(title)
    expected = {What.DECLINED, What.FEE, What.NOTE} - {lost}
    assert {change.what for change in found.changes} == expected
    told = [said for said in problems(found) if f"has no column {title}" in said]
    assert len(told) == (title != "Planned fee")
    assert len(found.problems) == len(told)


def test_lines_that_disagree_are_not_guessed() -> None:
    one = next(line.pick for line in real().lines if not line.lead)
    edit = Edit()
    first = edit.row(one)
    edit.cell(first, "Status").value, edit.cell(first + 1, "Status").value = "signed", "declined"
    found = edit.read()
    assert not found.changes
    assert "disagree about" in problems(found)[0]


def test_another_plans_workbook_is_noticed_and_adds_nobody() -> None:
    other = plan_workbook(dossier())
    brief = Brief.read({**real().brief.model_dump(mode="json"), "name": "Autumn"})
    found = read_back("other.xlsx", other, Against(real().plan, brief, real().roster))
    assert not found.changes
    assert any("workbook of another plan (Spring launch" in note for note in found.notes)
    assert len(found.problems) == len(dossier().plan.picks)
    assert "is not in the plan here" in problems(found)[0]


def test_a_creator_nobody_knows_is_told_with_her_cell() -> None:
    edit = Edit()
    last = edit.sheet.max_row
    edit.sheet.insert_rows(last)
    edit.cell(last, "Handle").value, edit.cell(last, "Platform").value = "nobody.at.all", "TikTok"
    found = edit.read()
    assert not found.changes
    assert problems(found) == [
        f"sheet 'Media plan', cell A{last}: 'nobody.at.all' is not in the roster on TikTok. "
        "Accepted: a creator of the roster."
    ]


def test_rows_that_are_gone_change_nothing_and_are_named() -> None:
    edit, one = Edit(), free()[0]
    edit.sheet.delete_rows(edit.row(one))
    found = edit.read()
    assert not found.changes
    assert any("left unchanged" in note and one.handle in note for note in found.notes)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"not a workbook", "is not an XLSX workbook"),
        (lambda: exported()[:2_000], "damaged"),
        (lambda: _only("Roster"), "has no sheet with the columns of a media plan"),
    ],
)
def test_a_file_without_a_media_plan_is_refused_in_words(make: Callable[[], bytes], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_back("x.xlsx", make(), against())


def _only(title: str) -> bytes:
    book = Workbook()
    book.active.title = title
    book.active.append(["handle", "followers"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_plan_of_nobody_reads_back_too() -> None:
    empty = dossier(plan_of([]))
    found = read_back("x.xlsx", plan_workbook(empty), Against(empty.plan, empty.brief, None))
    assert not found.changes


def test_a_row_below_the_total_is_said_not_to_be_taken() -> None:
    edit, (pick, *_) = Edit(), free()
    source, below = edit.row(pick), edit.sheet.max_row + 2
    for column in range(1, edit.sheet.max_column + 1):
        edit.sheet.cell(below, column).value = edit.sheet.cell(source, column).value
    edit.cell(below, "Status").value = "declined"
    found = edit.read()
    assert not found.changes
    assert [text for text in problems(found) if f"row {below}: " in text and "below the total and is not used" in text]


def test_a_doubled_row_is_said_not_to_be_taken() -> None:
    edit, (pick, *_) = Edit(), free()
    source = edit.row(pick)
    rows = range(5, edit.sheet.max_row + 1)
    total = next(
        row for row in rows if any(str(edit.sheet.cell(row, at).value).casefold() == "total" for at in range(1, 8))
    )
    edit.sheet.insert_rows(total)
    for column in range(1, edit.sheet.max_column + 1):
        edit.sheet.cell(total, column).value = edit.sheet.cell(source, column).value
    edit.cell(total, "Fee").value = 99_999
    found = edit.read()
    assert not found.changes
    assert [text for text in problems(found) if f"repeats row {source} and is not used" in text]


def test_a_copied_sheet_is_said_not_to_be_read() -> None:
    edit, (pick, *_) = Edit(), free()
    copy = edit.book.copy_worksheet(edit.sheet)
    copy.title = "Media plan (2)"
    copy.cell(edit.row(pick), edit.at["Status"]).value = "declined"
    found = edit.read()
    assert not found.changes
    assert any("'Media plan (2)'" in text and "only 'Media plan' is read" in text for text in problems(found))


def test_a_fee_in_per_cent_is_no_fee() -> None:
    edit, (pick, *_) = Edit(), free()
    where = edit.put(pick, "Fee", 0.5)
    edit.sheet[where].number_format = "0%"
    found = edit.read()
    assert not found.changes and any("'50%' is a per cent value" in text for text in problems(found))
