"""Hostile and unfit files are answered in words, by a server that is still there; text leaves unarmed."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import subprocess
import sys
import threading
import time
import unicodedata
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import planner.intake.open.guard as guard
from planner.domain.creators import Creator, Package
from planner.domain.roster import Compensation, Format, Platform, Roster
from planner.intake import ReadSettings, read_roster, set_aside_csv, write_roster_csv
from planner.intake.cells.values import is_missing
from planner.intake.open import child
from planner.problems import BadInput
from tests.sheets import xls

CHILD = Path(guard.__file__).with_name("child.py")
INSTAGRAM = ReadSettings(platform=Platform.INSTAGRAM)
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: list[list[object]] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Roster")
        for number, row in enumerate(rows or [["handle", "platform", "followers"], ["bob", "x", 1200]]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _with(parts: dict[str, bytes], data: bytes | None = None) -> bytes:
    """A workbook with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or workbook())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def _part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        return book.read(name)


def _with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return _with({SHEET: change(_part(SHEET))})


def _cell_at(reference: str, content: str = "<v>1</v>") -> bytes:
    row = "".join(filter(str.isdigit, reference))
    extra = f'<row r="{row}"><c r="{reference}">{content}</c></row></sheetData>'
    return _with_sheet(lambda xml: xml.replace(b"</sheetData>", extra.encode()))


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


def _encrypted() -> bytes:
    # The bit in the central directory is what tells; the content need not be.
    data = bytearray(workbook())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _lying_about_size() -> bytes:
    """Sixty megabytes twice, declared as ten bytes each."""
    data = bytearray(_with({"xl/a.bin": b" " * 70_000_000, "xl/b.bin": b" " * 70_000_000}))
    for name in (b"xl/a.bin", b"xl/b.bin"):
        at = data.rindex(name) - 46
        data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("number", "make", "said"),
    [
        (8, lambda: b"<html><table><tr><td>handle</td></tr></table>", "is a web page, not a table"),
        (8, lambda: b"%PDF-1.7 ...", "is a PDF, not a table"),
        (9, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office file without a workbook in it"),
        (9, _encrypted, "is protected with a password"),
        (10, lambda: workbook()[:-200], "is incomplete or damaged"),
        (10, lambda: workbook()[:60], "is incomplete or damaged"),
        (11, lambda: _zip({"xl/workbook.bin": b"x"}), "is a binary workbook (.xlsb)"),
        (
            11,
            lambda: _zip({"mimetype": b"x", "content.xml": b"<x/>"}),
            "is an OpenDocument file, but not a spreadsheet",
        ),
        (8, lambda: _zip({"holiday.jpg": b"x"}), "is a zip file, not a workbook"),
        (12, lambda: _with({"xl/media/a.bin": b" " * 130_000_000}), "unpacks to more than 120 MB"),
        (12, lambda: _with({"xl/media/a.bin": b" " * 60_000_000}), "unpacks to more than 150 times its size"),
        (12, _lying_about_size, "is incomplete or damaged"),
        (12, lambda: _with({f"xl/media/{n}": b"" for n in range(2_001)}), "parts inside"),
        (13, lambda: _cell_at("XFD1048576"), "has data beyond column 200 (at XFD1048576)"),
        (17, lambda: _cell_at("GS1"), "has data beyond column 200 (at GS1)"),
        (18, lambda: _cell_at("A1048576"), "has data beyond row 200,000 (at A1048576)"),
        (15, lambda: _with_sheet(lambda xml: xml.replace(b"<worksheet", BOMB + b"<worksheet")), "DOCTYPE"),
        (15, lambda: _with({"xl/sharedStrings.xml": b"<?xml version='1.0'?>" + BOMB}), "DOCTYPE"),
        (15, lambda: _with({SHEET: _part(SHEET).decode().encode("utf-16")}), "XML that is not UTF-8"),
        (16, lambda: _with({"xl/workbook.xml": b"not xml at all"}), "is damaged or not a workbook"),
        (20, lambda: b"a" * (20 * 1024**2 + 1), "is larger than 20 MB"),
    ],
)
def test_an_unfit_file_is_refused_in_words(number: int, make: Callable[[], bytes], said: str) -> None:
    """`number` is the row of the list of bad inputs that the case stands for."""
    data = make()
    began = time.monotonic()
    with pytest.raises(BadInput) as caught:
        read_roster("roster.xlsx", data)
    assert said in str(caught.value)
    assert "Accepted: " in str(caught.value)
    assert "roster.xlsx" in str(caught.value)
    assert time.monotonic() - began < guard.WALL_SECONDS + 2


def test_a_shared_string_count_of_four_billion_harms_nobody() -> None:
    """Row 14: calamine aborts the whole process on it; here only the child goes."""
    strings = _part("xl/sharedStrings.xml").replace(b'uniqueCount="', b'uniqueCount="4294967295" x="')
    try:
        reading = read_roster("roster.xlsx", _with({"xl/sharedStrings.xml": strings}))
    except BadInput as problem:
        assert "cannot be read" in str(problem) or "memory" in str(problem)
    else:
        assert reading.rows_used == 1


def test_a_formatted_empty_cell_far_away_is_not_data() -> None:
    assert read_roster("roster.xlsx", _with_sheet(
        lambda xml: xml.replace(b"</sheetData>", b'<row r="9"><c r="XFD9" s="0"/></row></sheetData>')
    )).rows_used == 1  # fmt: skip


def test_full_row_merges_do_not_hang() -> None:
    """Row 16."""
    merges = b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (row, row) for row in range(5, 2_005))
    xml = b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    began = time.monotonic()
    assert read_roster("roster.xlsx", _with_sheet(lambda old: old.replace(b"</sheetData>", xml))).rows_used == 1
    assert time.monotonic() - began < guard.WALL_SECONDS


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.abort()", "cannot be read safely"),
        ("import time; time.sleep(60)", "took longer than"),
        ("print('{}')", "is damaged or not a workbook"),
    ],
)
def test_whatever_happens_to_the_child_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, said: str
) -> None:
    (tmp_path / "child.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(guard, "__file__", str(tmp_path / "guard.py"))
    monkeypatch.setattr(guard, "WALL_SECONDS", 1.0)
    with pytest.raises(BadInput, match=said):
        read_roster("roster.xlsx", workbook())


def test_the_child_has_limits_and_imports_nothing_of_the_planner() -> None:
    code = (
        "import json, runpy, sys; child = runpy.run_path(sys.argv[1]); child['limit']();\n"
        "import resource; print(json.dumps([resource.getrlimit(resource.RLIMIT_AS)[0], "
        "resource.getrlimit(resource.RLIMIT_CPU)[0], any(m.startswith('planner') for m in sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, str(CHILD)], capture_output=True, check=True)
    memory, seconds, planner = json.loads(done.stdout)
    assert memory <= 1024**3
    assert seconds < guard.WALL_SECONDS
    assert not planner


def test_mutated_workbooks_never_raise_anything_but_bad_input() -> None:
    data = workbook()
    for at in range(0, len(data), max(1, len(data) // 12)):
        broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        try:
            read_roster("roster.xlsx", broken)
        except BadInput as problem:
            assert "Accepted: " in str(problem)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="'"), max_size=12)
STARTS = st.sampled_from(["", "=", "+", "-x", "@x", "'=", "{=", "<b>", "![x](y)", "007", "null", "ä"])
NAMES = st.builds(lambda start, text: start + text, STARTS, TEXT).filter(
    lambda name: not is_missing(name) and unicodedata.is_normalized("NFC", name)
)
SHARES = st.none() | st.floats(0, 1)
OFFERS = st.builds(
    lambda number, posts, kind, fee, hours: Package(
        id=f"offer {number}", deliverables={Format.POST: posts, Format.STORY: 1}, compensation=kind,
        fee_cents=fee, commission_cents=number, numbers={"hours": hours},
    ),
    st.integers(0, 10**9), st.integers(0, 9), st.sampled_from(Compensation),
    st.none() | st.integers(0, 10**11), st.floats(0, 1e6),
)  # fmt: skip
CREATORS = st.builds(
    lambda number, name, followers, rates, offers: Creator(
        handle=f"h{number}{name}", name=name, platform=Platform.INSTAGRAM, followers=followers,
        engagement_rate=rates[0], fake_share=rates[1], fit=rates[2], median_views=rates[3],
        packages=tuple(offers),
    ),
    st.integers(0, 10**9), NAMES, st.integers(0, 10**10), st.tuples(SHARES, SHARES, SHARES, SHARES),
    st.lists(OFFERS, min_size=1, max_size=3, unique_by=lambda offer: offer.id),
)  # fmt: skip


@given(st.lists(CREATORS, min_size=1, max_size=4, unique_by=lambda creator: creator.id))
def test_what_is_written_is_read_back_exactly(creators: list[Creator]) -> None:
    """Rows 51 to 53 and 92: text leaves unarmed and comes back as it was, numbers to the last digit."""
    roster = Roster.of(creators)
    data = write_roster_csv(roster)
    for cells in list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    reading = read_roster("roster.csv", data)
    assert not reading.set_aside
    assert reading.roster is not None
    pd.testing.assert_frame_equal(reading.roster.creators, roster.creators)
    pd.testing.assert_frame_equal(reading.roster.packages, roster.packages)


CELLS = st.text(st.sampled_from('abk019.,;%$€-+="\t |@N/A#é\n\r\x00'), max_size=60)


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_no_bytes_raise_anything_but_bad_input(lines: list[str]) -> None:
    data = ("handle,followers,fee,er\n" + "\n".join(lines)).encode()
    for changed in (data, data[::-1], data.decode().encode("utf-16"), data.replace(b"e", b"\xe9")):
        try:
            reading = read_roster("roster.csv", changed, INSTAGRAM)
        except BadInput as problem:
            assert "Accepted: " in str(problem)
            continue
        assert reading.rows_read == reading.rows_used + reading.rows_merged + reading.rows_set_aside + (
            reading.rows_blank + reading.rows_totals
        )


def test_set_aside_rows_leave_as_an_inert_list() -> None:
    data = b'handle,followers\n"=cmd()",5\n=HYPERLINK(1),=1+1\n'
    reading = read_roster("roster.csv", data, INSTAGRAM)
    rows = list(csv.reader(io.StringIO(set_aside_csv(reading).decode("utf-8-sig"))))
    assert rows[0] == ["row", "column", "letter", "value", "problem", "accepted"]
    assert rows[1][:4] == ["3", "followers", "B", "'=1+1"]
    assert reading.roster is not None
    assert reading.roster.creators["handle"].to_list() == ["=cmd()"]


def test_all_sheets_of_a_workbook_are_read_in_order_and_errors_stay_visible() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("One").write_row(0, 0, ["a", 0.25, True])
        book.add_worksheet("Two").write_formula(1, 1, "=1/0", None, "#DIV/0!")
        book.add_worksheet("Gone").hide()
    one, two, gone = guard.read_all_sheets("x.xlsx", out.getvalue())
    assert (one.name, one.rows) == ("One", [["a", "0.25", "TRUE"]])
    assert two.rows[1][1] == "#DIV/0!"
    assert gone.name == "Gone"
    with pytest.raises(BadInput, match="damaged"):
        guard.read_all_sheets("x.xlsx", out.getvalue()[:500])


def test_a_workbook_does_not_wait_for_others_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "QUEUE_SECONDS", 0.1)
    monkeypatch.setattr(guard, "_children", threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(1) as pool, guard._children:
        asked = pool.submit(read_roster, "roster.xlsx", workbook(), INSTAGRAM)
        with pytest.raises(BadInput, match="has to wait while other workbooks are being read"):
            asked.result(timeout=30)
    assert guard.read_workbook("roster.xlsx", workbook()).rows[1][0] == "bob"


def test_an_encrypted_xls_is_said_to_be_protected() -> None:
    data = xls([["handle", "followers"], ["bob", 5.0]])
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    locked = data[:start] + b"\x2f\x00\x06\x00" + data[start + 4 :]
    with pytest.raises(BadInput, match="is protected with a password"):
        guard.read_workbook("book.xls", locked)


def test_a_workbook_stream_in_other_letters_is_a_workbook() -> None:
    data = xls([["handle", "followers"], ["bob", 5.0]])
    odd = data.replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    with contextlib.suppress(BadInput):
        guard.read_workbook("book.xls", odd)
    with pytest.raises(BadInput) as caught:
        guard.read_workbook("book.doc", odd.replace("BOOK".encode("utf-16-le"), "PAGE".encode("utf-16-le")))
    assert "without a workbook in it" in str(caught.value)


def test_a_limit_that_the_system_refuses_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource", reason="this system has no such limits")
    set_ones = {}

    def setrlimit(kind: int, most: tuple[int, int]) -> None:
        if kind == resource.RLIMIT_AS:
            raise ValueError("current limit exceeds maximum limit")
        set_ones[kind] = most

    monkeypatch.setattr(resource, "setrlimit", setrlimit)
    child.limit()
    assert set_ones == {resource.RLIMIT_CPU: (child.CPU_SECONDS,) * 2, resource.RLIMIT_CORE: (0, 0)}
