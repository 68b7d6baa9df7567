"""Workbooks: looked at from outside first, then read in a throw-away process under limits.

The checks give the sentence; the process is the protection. Whatever a workbook does, this module returns
rows or raises BadInput, within seconds and a bounded amount of memory.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from planner.intake.reading import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Column, refusal
from planner.problems import BadInput

MAX_ENTRIES = 2_000
MAX_UNPACKED = 120 * 1024**2
WALL_SECONDS = 8.0
SAVE_AS = "an .xlsx or .csv file: open it in a spreadsheet program and save it as one"
_CHUNK = 256 * 1024
_OVERLAP = 512
_KEPT_OF_THE_SERVER = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG")
# Only references near or beyond the limits match, so that a large sheet costs no Python call per cell.
_FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^<>]*?\br\s*=\s*[\"']([A-Z]{3,}\d+|[G-Z][A-Z]\d+|[A-Z]+\d{6,})[\"'][^<>]*>", re.I
)
_FAR_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br\s*=\s*[\"'](\d{6,})[\"'][^<>]*>")
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_children = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Sheet:
    """Text cells of the first visible sheet, row 1 first, and the names of the sheets not read."""

    name: str
    others: tuple[str, ...]
    rows: list[list[str]]


def read_workbook(name: str, data: bytes) -> Sheet:
    """Rows of the first visible sheet. Raises BadInput for every workbook that should not be read."""
    look_at(name, data)
    with _children:
        answer = _in_a_child(name, data)
    match answer:
        case {"sheet": str(sheet), "others": list(others), "rows": list(rows)}:
            return Sheet(sheet, tuple(str(other) for other in others), rows)
        case {"error": "no sheet"}:
            raise refusal(name, "has no visible sheet with cells", "a workbook whose first sheet is the roster")
    raise _not_read(name, answer)


def _not_read(name: str, answer: object) -> BadInput:
    match answer:
        case {"error": "too much text" | "memory"}:
            return refusal(name, "needs too much memory to read", "a smaller workbook, or the sheet saved as CSV")
    return refusal(name, "is damaged or not a workbook that can be read", SAVE_AS)


def read_all_sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, in its order. Raises BadInput for every workbook that should not be read."""
    look_at(name, data)
    with _children:
        answer = _in_a_child(name, data, "all")
    match answer:
        case {"sheets": list(sheets)}:
            return tuple(Sheet(str(sheet["name"]), (), sheet["rows"]) for sheet in sheets)
        case {"error": "no sheet"}:
            raise refusal(name, "has no sheet with cells", "a workbook that was exported here")
    raise _not_read(name, answer)


def look_at(name: str, data: bytes) -> None:
    """Check a zip file without parsing it. Raises BadInput naming what makes it unfit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _directory(name, book)
            unpacked = 0
            for entry in book.infolist():
                unpacked = _entry(name, book, entry, unpacked)
    except BadInput:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError):
        raise refusal(name, "is incomplete or damaged", "the whole file, uploaded again") from None
    except (NotImplementedError, RuntimeError):
        raise refusal(name, "is packed in a way that cannot be read", SAVE_AS) from None


def _directory(name: str, book: zipfile.ZipFile) -> None:
    entries = book.infolist()
    parts = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise refusal(name, f"has {len(entries):,} parts inside", f"a workbook with at most {MAX_ENTRIES:,}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(name, "is protected with a password", "the workbook saved without a password")
    if any(part.casefold().endswith("vbaproject.bin") for part in parts):
        raise refusal(name, "holds macros, which are never run here", "the workbook saved as .xlsx, without macros")
    if "xl/workbook.bin" in parts:
        raise refusal(name, "is a binary workbook (.xlsb)", SAVE_AS)
    if "content.xml" in parts and "mimetype" in parts:
        raise refusal(name, "is an OpenDocument file", SAVE_AS)
    if "xl/workbook.xml" not in parts:
        raise refusal(name, "is a zip file, not a workbook", SAVE_AS)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large(name)


def _entry(name: str, book: zipfile.ZipFile, entry: zipfile.ZipInfo, unpacked: int) -> int:
    """Unpack one part in pieces, counting: what the directory says about sizes need not be true."""
    is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))
    is_sheet = entry.filename.casefold().startswith("xl/worksheets/")
    tail = b""
    with book.open(entry) as part:
        while piece := part.read(_CHUNK):
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED:
                raise _too_large(name)
            if not is_xml:
                continue
            if not tail and piece[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                raise refusal(name, "holds XML that is not UTF-8", SAVE_AS)
            text = tail + piece
            if _DECLARATION.search(text):
                raise refusal(name, "declares its own XML entities (DOCTYPE), which is not allowed", SAVE_AS)
            if is_sheet:
                _extent(name, text)
            tail = text[-_OVERLAP:]
    return unpacked


def _extent(name: str, xml: bytes) -> None:
    for match in _FAR_CELL.finditer(xml):
        reference = match.group(1).decode().upper()
        letters = reference.rstrip("0123456789")
        if not match.group().endswith(b"/>"):
            _within(name, reference, _column_number(letters), int(reference[len(letters) :]))
    for match in _FAR_ROW.finditer(xml):
        if not match.group().endswith(b"/>"):
            _within(name, f"row {int(match.group(1))}", 1, int(match.group(1)))


def _within(name: str, where: str, column: int, row: int) -> None:
    if column > MAX_COLUMNS:
        last = Column("", MAX_COLUMNS - 1).letter
        raise refusal(name, f"has data beyond column {MAX_COLUMNS} (at {where})", f"data in columns A to {last}")
    if row > MAX_ROWS:
        raise refusal(name, f"has data beyond row {MAX_ROWS:,} (at {where})", f"at most {MAX_ROWS:,} rows")


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _too_large(name: str) -> BadInput:
    limit = MAX_UNPACKED // 1024**2
    return refusal(
        name, f"unpacks to more than {limit} MB", f"a workbook under {MAX_BYTES // 1024**2} MB of plain data"
    )


def _in_a_child(name: str, data: bytes, *arguments: str) -> object:
    command = [sys.executable, "-I", "-X", "utf8", str(Path(__file__).with_name("child.py")), *arguments]
    kept = {key: os.environ[key] for key in _KEPT_OF_THE_SERVER if key in os.environ}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS, env=kept, check=False)
    except subprocess.TimeoutExpired:
        raise refusal(
            name, f"took longer than {WALL_SECONDS:.0f} seconds to read", "a smaller workbook, or CSV"
        ) from None
    if done.returncode != 0:
        # Aborted by the parser, or killed at a limit: no roster made by a spreadsheet program does that.
        raise refusal(name, "cannot be read safely: reading it needs too much memory or time", SAVE_AS)
    return json.loads(done.stdout)
