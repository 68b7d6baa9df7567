"""What a spreadsheet shows beside its numbers, and which of its sheets is read: XLSX, XLS and ODS alike."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from planner.intake import Mapping, ReadSettings, Unanswered, Upload, read_roster, read_rosters
from planner.intake.open import guard
from planner.intake.results import read_results
from planner.problems import BadInput
from tests.reading import RATES
from tests.sheets import Cell, Look, ods, ods_book, ods_table, xls

HEAD: list[Cell] = ["handle", "platform", "followers", "engagement rate", "fee"]
ROWS: list[list[Cell]] = [
    HEAD,
    ["ana", "TikTok", 24000.0, 0.45, 150000.0],
    ["bo", "TikTok", 24000.0, 0.45, 300.0],
    [77.0, "TikTok", 24000.0, 0.45, 250.0],
    ["di", "TikTok", 24000.0, 0.45, 90.0],
]
FORMATS = {
    (1, 4): "[$¥-411]#,##0", (2, 4): "#,##0 [$€-407]", (3, 4): "[$£-809]#,##0.00", (3, 0): "00000",
    (4, 4): "[$$-409]#,##0.00",
    **{(row, 3): '0.0"%"' for row in range(1, 5)},
}  # fmt: skip
SHOWN = {
    (1, 4): "¥150,000", (2, 4): "300 €", (3, 4): "£250.00", (3, 0): "00077", (4, 4): "$90.00",
    **{(row, 3): "0.5%" for row in range(1, 5)},
}  # fmt: skip


def xlsx(rows: list[list[Cell]] = ROWS, formats: dict[tuple[int, int], str] | None = None) -> bytes:
    """The rows as XLSX with these number formats."""
    return book({"Creators": rows}, formats)


def book(sheets: dict[str, list[list[Cell]]], formats: dict[tuple[int, int], str] | None = None) -> bytes:
    """An XLSX workbook of several sheets."""
    out, formats = io.BytesIO(), FORMATS if formats is None else formats
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    look = made.add_format({"num_format": formats[r, c]}) if (r, c) in formats else None
                    sheet.write(r, c, cell, look)
    return out.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "xlsx": xlsx,
    "xls": lambda: xls(ROWS, formats=FORMATS),
    "ods": lambda: ods(ROWS, look=Look(SHOWN)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_number_format_shows_belongs_to_the_number(kind: str) -> None:
    """150000 shown as yen was dollars in XLS, 0.45 with a literal % was 45 %, and 00077 was 77."""
    reading = read_roster(f"list.{kind}", KINDS[kind](), ReadSettings(exchange=RATES))
    assert reading.roster is not None
    people = reading.roster.creators.set_index("handle")
    assert set(people.index) == {"ana", "bo", "00077", "di"}
    assert np.allclose(people["engagement_rate"], 0.0045)
    fees = dict(zip(reading.roster.creators["handle"], reading.roster.packages["fee_cents"], strict=True))
    assert 90_000 < fees["ana"] < 120_000 and fees["bo"] > 30_000 and fees["00077"] > 25_000 and fees["di"] == 9_000
    assert sum("are converted" in note for note in reading.notes) == 3


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_results_are_in_the_currency_that_their_cells_show(kind: str) -> None:
    rows: list[list[Cell]] = [["handle", "date", "reach", "cost"], ["ana", "2026-03-01", 900.0, 300.0]]
    formats = {(1, 3): "#,##0 [$€-407]"}
    made = {
        "xlsx": lambda: xlsx(rows, formats),
        "xls": lambda: xls(rows, formats=formats),
        "ods": lambda: ods(rows, look=Look({(1, 3): "300 €"})),
    }[kind]()
    (own,) = read_results(f"results.{kind}", made, "EUR").results
    assert own.cost_cents == 30_000
    other = read_results(f"results.{kind}", made, "USD")
    assert not other.results and "EUR" in str(other.set_aside[0])


def test_a_creator_merged_over_rows_of_an_open_document_holds_for_all_of_them() -> None:
    rows: list[list[Cell]] = [
        ["handle", "platform", "followers", "package", "fee"],
        ["ana", "Instagram", "24000", "1 reel", 300.0],
        ["", "", "", "1 story", 90.0],
        ["bo", "Instagram", "9000", "1 reel", 120.0],
    ]
    reading = read_roster("list.ods", ods(rows, look=Look(down={(1, 0): 2, (1, 1): 2, (1, 2): 2})))
    assert reading.roster is not None and len(reading.roster) == 2 and reading.rows_used == 3


LIST: list[list[Cell]] = [["handle", "platform", "followers"], ["ana", "TikTok", 24000.0], ["bo", "TikTok", 9000.0]]
FOREIGN: list[list[Cell]] = [["nimi", "kanava", "koko"], ["ana", "TikTok", 24000.0], ["bo", "TikTok", 9000.0]]
WIDE: list[list[Cell]] = [[f"day {at}" for at in range(230)], [1.0] * 230]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("first", [[], [["Spring campaign"]], WIDE], ids=["empty", "cover", "too wide"])
def test_a_first_sheet_that_is_no_list_hides_no_other(first: list[list[Cell]], kind: str) -> None:
    """The whole workbook was refused for its first sheet, without a word of the others."""
    sheets = {"Front": first, "Creators": LIST}
    open_document = ods_book(*(ods_table(rows, name) for name, rows in sheets.items()))
    data = book(sheets, {}) if kind == "xlsx" else open_document
    reading = read_roster(f"list.{kind}", data)
    assert reading.roster is not None and len(reading.roster) == 2
    assert any("Front" in note for note in reading.notes), "what is not read is said"


def test_a_sheet_that_is_too_wide_is_refused_when_it_is_the_one_that_is_wanted() -> None:
    data = book({"Front": WIDE, "Creators": LIST}, {})
    with pytest.raises(BadInput, match="beyond column 200"):
        read_rosters([Upload("list.xlsx", data, Mapping(sheet="Front"))])


def test_a_cover_before_a_list_in_a_language_nobody_knows_is_no_list() -> None:
    with pytest.raises(Unanswered) as waiting:
        read_roster("list.xlsx", book({"Kansi": [["Kampanja"]], "Lista": FOREIGN}, {}))
    assert waiting.value.files[0].opened.sheet == "Lista"


def test_a_refused_sheet_names_the_others() -> None:
    with pytest.raises(BadInput, match=r"sheet 'Front'.*another sheet chosen: 'Notes'"):
        read_roster("list.xlsx", book({"Front": [["handle"]], "Notes": [["to do"]]}, {}))


def test_many_sheets_with_one_header_do_not_hold_up_a_session() -> None:
    """Each sheet is opened by itself: three thousand of them took ten minutes."""
    rows: list[list[Cell]] = [["handle", "platform", "followers"], ["ana", "TikTok", "900"]]
    reading = read_roster("list.ods", ods_book(*(ods_table(rows, f"S{at}") for at in range(60))))
    notes = " ".join(reading.notes)
    assert "Only 12 sheets are read together." in notes and "and 40 more" in notes


def test_a_cell_that_reaches_over_a_thousand_million_rows_ends_with_the_list() -> None:
    look = Look(down={(1, 0): 2})
    table = ods_table(
        [["handle", "platform", "followers"], ["ana", "TikTok", "9"], ["", "TikTok", "9"]], "L", look=look
    )
    reading = read_roster("list.ods", ods_book(table.replace('spanned="2"', 'spanned="1000000000"')))
    assert reading.adds_up and reading.roster is not None and len(reading.roster) == 1


def test_further_sheets_are_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve sheets were twelve passes over the whole workbook, each in a process of its own."""
    calls: list[tuple[str, ...]] = []
    one_child = guard._in_a_child

    def counted(name: str, data: bytes, *arguments: str) -> dict[str, Any]:
        calls.append(arguments)
        return one_child(name, data, *arguments)

    monkeypatch.setattr(guard, "_in_a_child", counted)
    rows = [[["handle", "platform", "followers"], [f"ana{at}", "TikTok", float(900 + at)]] for at in range(5)]
    open_document = ods_book(*(ods_table(list(sheet), f"S{at}") for at, sheet in enumerate(rows)))
    excel = book({f"S{at}": list(sheet) for at, sheet in enumerate(rows)}, {})
    for data in (open_document, excel):
        calls.clear()
        reading = read_roster("list", data)
        assert reading.roster is not None
        assert reading.roster.creators["followers"].tolist() == [900, 901, 902, 903, 904]
        assert len(calls) == 3, "the first sheet, the heads of all, and the others together"


def test_a_row_that_stands_for_very_many_is_read_once() -> None:
    """One element of an OpenDocument sheet may stand for 190,000 rows, which took more than two seconds."""
    table = ods_table([["handle", "platform", "followers"], ["ana", "TikTok", 900.0], ["bo", "TikTok", 800.0]], "L")
    head, _, rest = table.partition("</table:table-row>")
    many = rest.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="190000">', 1)
    reading = read_roster("list.ods", ods_book(f"{head}</table:table-row>{many}"))
    assert reading.roster is not None and reading.roster.creators["handle"].tolist() == ["ana", "bo"]
    assert "Row 2 is repeated 190,000 times. We read it once." in reading.notes
