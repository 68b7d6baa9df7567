"""Bad inputs on files and values that no other file of tests has, and the list of who tests which."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from planner.brief.brief import Brief
from planner.forecast.assumptions import default_assumptions
from planner.intake import Mapping, ReadSettings, Upload, read_roster, read_rosters, set_aside_csv, write_roster_csv
from planner.intake.report.quality import quality_of
from planner.intake.report.report import report_csv, report_json
from planner.problems import BadInput
from tests.parsed import parsed

HEAD = "handle,platform,followers"
FILES = ("test_bad_inputs.py", "test_intake.py", "test_safe_upload.py", "traps.py")
ELSEWHERE = {
    20: "the page limits an upload", 56: "solver names are numbers", 71: "dates are of results",
    72: "dates are of results",
}  # fmt: skip


def book(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Creators")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook in which one piece of XML is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


ROWS: list[list[object]] = [["handle", "platform", "followers"], ["bob", "ig", 1200], ["liz", "tt", 3400]]
SHEET = "xl/worksheets/sheet1.xml"


def test_errors_in_cells_are_told_and_count_as_unknown() -> None:
    """Row 39."""
    data = changed(
        book([[*ROWS[0], "avg views"], ["bob", "ig", 1200, 55], ["liz", "tt", 3400, 66]]), SHEET,
        b'<c r="D3"><v>66</v></c>', b'<c r="D3" t="e"><v>#DIV/0!</v></c>',
    )  # fmt: skip
    reading = read_roster("roster.xlsx", data)
    assert "row 3, column D (avg views): '#DIV/0!' is a spreadsheet error and counts as unknown." in reading.notes
    assert reading.rows_used == 2


def test_garbage_in_a_number_cell_is_that_cell_alone() -> None:
    """Row 73: the quick parser refuses the whole file."""
    data = changed(book(ROWS), SHEET, b"<v>1200</v>", b"<v>12x00</v>")
    reading = read_roster("roster.xlsx", data)
    assert [str(problem) for problem in reading.set_aside] == [
        "sheet 'Creators', row 2, column C (followers): '12x00' is not a number. "
        "Accepted: a whole number such as 12500, 12.5k or 1.2m."
    ]
    assert reading.rows_used == 1


def test_macros_are_told_and_never_run() -> None:
    """Row 11."""
    out = io.BytesIO(book(ROWS))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("xl/vbaProject.bin", b"x")
    reading = read_roster("roster.xlsm", out.getvalue())
    assert reading.rows_used == 2
    assert any("has macros. We didn't run them" in note for note in reading.notes)


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300, "a\u202egpj.csv", "a\nb'\"c.csv", ""])
def test_names_of_files_are_only_shown(name: str) -> None:
    """Row 19."""
    reading = read_roster(name, f"{HEAD}\nbob,ig,5\n".encode())
    assert reading.roster is not None
    assert "\n" not in reading.roster.source
    assert "\u202e" not in reading.roster.source
    assert len(reading.roster.source) <= 120
    with pytest.raises(BadInput) as caught:
        read_roster(name, b"")
    assert len(str(caught.value)) < 300


def test_more_files_than_can_be_read_at_once() -> None:
    """Row 20."""
    with pytest.raises(BadInput, match="has 51 files. Accepted: 1 to 50 files at once."):
        read_rosters([Upload("a.csv", b"x")] * 51)


@pytest.mark.parametrize(
    ("number", "one", "two"), [(47, "ｂｏｂ", "bob"), (48, "bоb", "bob"), (47, "zo\u0308e", "zöe")]
)
def test_look_alikes_are_flagged_and_not_blocked(number: int, one: str, two: str) -> None:
    reading = read_roster("a.csv", f"{HEAD}\n{one},ig,5\n{two},ig,5\n".encode())
    assert reading.roster is not None
    if len(reading.roster) == 2:
        assert [twins.why for twins in reading.twins] == ["look alike but are written differently"]
    else:
        assert reading.rows_merged == 1


def test_marks_that_turn_text_around_do_not_stay_in_a_handle() -> None:
    """Row 49."""
    reading = read_roster("a.csv", f"{HEAD},name\nb\u202eob,ig,5,Bob \u202eB\n".encode())
    assert reading.roster is not None
    assert reading.roster.creators["handle"].to_list() == ["bob"]


def test_every_language_is_kept_in_one_order() -> None:
    """Row 50."""
    handles = ["名前", "ünal", "🎈party", "a" * 100, "ابن", "z"]
    rows = "".join(f"{handle},ig,5\n" for handle in handles)
    one = read_roster("a.csv", f"{HEAD}\n{rows}".encode()).roster
    two = read_roster("a.csv", f"{HEAD}\n{''.join(reversed(rows.splitlines(keepends=True)))}".encode()).roster
    assert one is not None and two is not None
    assert one.fingerprint == two.fingerprint
    assert set(one.creators["handle"]) == set(handles)


def test_figures_that_cannot_go_together_deserve_a_look() -> None:
    """Row 69."""
    text = f"{HEAD},avg reach,er,fee\nnone,ig,0,50,,\nmany,ig,1000,9000,,\nlively,ig,5000,,90%,\ndear,ig,5000,,,90000\n"
    reading = read_roster("a.csv", text.encode())
    found = {(doubt.creator, doubt.kind) for doubt in quality_of(reading, "USD", default_assumptions()).doubts}
    assert {("none", "followers"), ("none", "measured reach"), ("many", "measured reach")} <= found
    assert ("lively", "engagement rate") in found
    assert ("dear", "fee of 1 post, cash") in found


def test_the_same_file_again_changes_nothing() -> None:
    """Row 88."""
    from planner.intake.roster.merge import merge_rosters

    old = read_roster("a.csv", f"{HEAD},fee\nbob,ig,5,10\nliz,ig,6,\n".encode()).roster
    new = read_roster("b.csv", f"{HEAD},fee\nbob,ig,5,10\nliz,ig,7,\nkim,ig,8,\n".encode()).roster
    assert old is not None and new is not None
    again = merge_rosters(old, old)
    assert (again.added, again.changed, again.same, again.kept) == (0, 0, 2, 0)
    assert again.roster.fingerprint == old.fingerprint
    merged = merge_rosters(old, new)
    assert (merged.added, merged.changed, merged.same, merged.kept) == (1, 1, 1, 0)
    assert merge_rosters(new, old).kept == 1


def test_formulas_in_texts_leave_unarmed_and_come_back() -> None:
    """Rows 51 to 53, in all that leaves."""
    evil = ["=HYPERLINK(1)", "+1", "-x", "@SUM(1)", "'; DROP TABLE", "{{7*7}}", "![x](http://127.0.0.1:9/x.png)"]
    rows = "".join(f'"h{at}",ig,{"bad" if at == 3 else 5},"{name}"\n' for at, name in enumerate(evil))
    reading = read_roster("a.csv", f"{HEAD},name\n{rows}".encode())
    quality = quality_of(reading, "USD", default_assumptions())
    assert reading.roster is not None
    for data in (write_roster_csv(reading.roster), set_aside_csv(reading), report_csv(quality)):
        cells = re.split(r'[,\r\n]"?', data.decode("utf-8-sig"))
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@")) or re.match(r"-\D", cell)]
    assert "HYPERLINK" in write_roster_csv(reading.roster).decode("utf-8-sig")
    again = read_roster("b.csv", write_roster_csv(reading.roster)).roster
    assert again is not None
    assert again.creators["name"].to_list() == reading.roster.creators["name"].to_list()
    assert report_json(quality)


def test_a_mapping_is_asked_for_by_letters_and_fields_that_exist() -> None:
    from planner.intake import ColumnChoice

    columns = (ColumnChoice(column="A", read_as="follwers"),)
    with pytest.raises(BadInput, match="is not something a column can be read as"):
        read_rosters([Upload("a.csv", f"{HEAD}\nbob,ig,5\n".encode(), Mapping(columns=columns))], ReadSettings())


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def test_every_row_of_the_list_that_concerns_files_and_values_has_a_case() -> None:
    """Rows 1 to 73 and 88: named as a number in a parametrised case, a trap, or a docstring."""
    named: set[int] = set(ELSEWHERE)
    for file in FILES:
        text = (Path(__file__).parent / file).read_text(encoding="utf-8")
        named |= {int(number) for number in re.findall(r"\bnumber=(\d+)", text)}
        for node in ast.walk(parsed(text)):
            if isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
                first, texts = node.elts[0].value, node.elts[1:]
                if isinstance(first, int) and len(texts) > 1 and not isinstance(texts[0], ast.Tuple):
                    named |= {first} if not _is_number(texts[0]) else set()
            if isinstance(node, ast.FunctionDef) and (
                said := re.match(r"Rows? ([\d, and to]+)", ast.get_docstring(node) or "")
            ):
                numbers = [int(number) for number in re.findall(r"\d+", said.group(1))]
                named |= set(range(numbers[0], numbers[-1] + 1)) if " to " in said.group(1) else set(numbers)
    missing = sorted({*range(1, 74), 88} - named)
    assert not missing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"budget_cents": 5, "currency": "eur"}', "is not written as it has to be. Accepted: three capital letters"),
        ('{"budget_cents": 5, "locale": "xx"}', "Accepted: a language and a country, such as en_US."),
        ('{"budget_cents": 1e99}', "is too large. Accepted: a smaller whole number."),
        ('{"budget_cents": 5, "must_have": ["a"]}', "is not an object. Accepted: an object with keys and values."),
        ('{"budget_cents": 5, "audience": []}', "audience: has too few entries. Accepted: at least 1."),
    ],
)
def test_no_field_of_a_brief_is_refused_in_the_words_of_a_library(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        Brief.read(text)
    assert said in str(refused.value) and "meets this" not in str(refused.value)
