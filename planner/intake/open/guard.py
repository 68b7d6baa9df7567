"""Workbooks: looked at from outside first, then read in a throw-away process under limits.

The checks give the sentence; the process is the protection. Whatever a workbook does, this module returns
rows or raises BadInput, within seconds and a bounded amount of memory.
"""

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner.frozen import dataclass
from planner.intake.open.signs import OLE, SAVE_AS
from planner.intake.reading import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Column, refusal
from planner.problems import BadInput
from planner.wording import counted

MAX_ENTRIES = 2_000
MAX_UNPACKED = 120 * 1024**2
MAX_TIMES, FREE_OF_IT = 150, 20 * 1024**2
"""How many times its size a workbook may unpack to, once it is larger than this: real ones reach about twenty."""
WALL_SECONDS = 15.0
"""A backstop: the child's limit on processor time comes first, except on a machine that is busy with other things."""
_FILEPASS = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})(?:\x86\x00\x00\x00)?\x2f\x00", re.S
)
"""The first records of an XLS workbook, when it is encrypted."""
_BOOK_STREAM = re.compile("book".encode("utf-16-le"), re.I)
"""The stream that holds the cells is called Workbook or Book, by some programs in other letters."""
_CHUNK = 256 * 1024
_OVERLAP = 512
_KEPT_OF_THE_SERVER = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG")
# Only references near or beyond the limits match, so that a large sheet costs no Python call per cell.
_FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^<>]*?\br\s*=\s*[\"']([A-Z]{3,}\d+|[G-Z][A-Z]\d+|[A-Z]+\d{6,})[\"'][^<>]*>", re.I
)
_FAR_ROW = re.compile(
    rb"<(?:\w+:)?row\b[^<>]*?\br\s*=\s*[\"'](\d{6,})[\"'][^<>/]*>\s*<(?:\w+:)?c\b(?![^<>]*\br\s*=)[^<>]*>"
)
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_children = threading.BoundedSemaphore(2)
QUEUE_SECONDS = 10.0
"""So long a workbook waits for two others that are being read; each of those may take `WALL_SECONDS`, twice."""


@dataclass(frozen=True)
class Sheet:
    """Text cells of a sheet, row 1 first.

    others, hidden: names of the visible and the hidden sheets that were not read. no_result: row and column, from 0, of
    formulas that nobody has calculated. hidden_rows, hidden_columns: how many the sheet hides; they are read.
    merged: cells that reach over several rows: first row, column, last row, from 0. too_large: of others that cannot be
    read, name and what is wrong. repeated: rows, from 0, that stand once for so many equal ones below each other.
    """

    name: str
    others: tuple[str, ...]
    rows: list[list[str]]
    hidden: tuple[str, ...] = ()
    no_result: tuple[tuple[int, int], ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[tuple[int, int, int], ...] = ()
    too_large: tuple[tuple[str, str], ...] = ()
    repeated: tuple[tuple[int, int], ...] = ()


def read_workbook(name: str, data: bytes, wanted: str | None = None) -> Sheet:
    """A sheet, the first visible one that is not too large when none is named. Raises BadInput for what is no sheet."""
    return read_sheets(name, data, () if wanted is None else (wanted,))[0]


def read_sheets(name: str, data: bytes, wanted: Sequence[str]) -> tuple[Sheet, ...]:
    """The sheets that are named, read in one go; else the first as `read_workbook` does, and raises."""
    far = look_at(name, data)
    with _turn(name):
        answer = _with_second_try(name, data, (*(f"far={part}" for part in far), *(f"sheet={one}" for one in wanted)))
    match dict(answer):
        case {"sheet": str(), "sheets": list(), "rows": list()}:
            too_large = tuple(
                (str(other), _beyond(name, why, far).problems[0].wrong) for other, why in answer.get("far", ())
            )
            return tuple(_sheet(sheet, answer["sheets"], too_large) for sheet in (answer, *answer.get("more", ())))
        case {"error": "far", "why": str(why)}:
            raise _beyond(name, why, far)
        case {"error": "no sheet"} if wanted:
            raise refusal(name, "has no such sheet", "the name of one of its sheets", ", ".join(wanted))
        case {"error": "no sheet"}:
            raise refusal(name, "has no visible sheet with cells", "a workbook whose first sheet is the roster")
    raise _not_read(name, answer)


def _sheet(found: dict[str, Any], sheets: list[list[Any]], too_large: tuple[tuple[str, str], ...]) -> Sheet:
    """A sheet of the child's answer. sheets: name of each, and whether it is hidden."""
    rest = [(str(other), bool(is_hidden)) for other, is_hidden in sheets if other != found["sheet"]]
    return Sheet(
        str(found["sheet"]),
        tuple(other for other, is_hidden in rest if not is_hidden),
        found["rows"],
        tuple(other for other, is_hidden in rest if is_hidden),
        tuple((int(row), int(column)) for row, column in found.get("no_result", ())),
        int(found.get("hidden_rows", 0)),
        int(found.get("hidden_columns", 0)),
        tuple((int(top), int(at), int(bottom)) for top, at, bottom in found.get("merged", ())),
        too_large,
        tuple((int(row), int(times)) for row, times in found.get("repeated", ())),
    )


def _beyond(name: str, why: str, far: dict[str, BadInput]) -> BadInput:
    """What is wrong with a sheet that is too large: found before it was opened, or by the child."""
    return far.get(why) or _not_read(name, {"error": why})


@contextmanager
def _turn(name: str) -> Iterator[None]:
    """One of the children that may read at a time. Raises BadInput when none is free in time."""
    if not _children.acquire(timeout=QUEUE_SECONDS):
        raise refusal(name, "has to wait while other workbooks are being read", "the same file again in a moment")
    try:
        yield
    finally:
        _children.release()


def _with_second_try(name: str, data: bytes, options: tuple[str, ...]) -> dict[str, Any]:
    """The quick parser; where it gives up on an XLSX file, the slow one, to which one bad cell is one bad cell."""
    first: _Died | None = None
    try:
        answer = _in_a_child(name, data, *options)
    except _Died as died:
        answer, first = {"error": "unreadable"}, died
    if answer.get("error") != "unreadable" or not data.startswith(b"PK"):
        if first is not None:
            raise first
        return answer
    try:
        return _in_a_child(name, data, "plain", *options)
    except _Died as died:
        raise (first or died) from None


class _Died(BadInput):
    """The child ended without an answer."""


def _not_read(name: str, answer: object) -> BadInput:
    match answer:
        case {"error": "columns"}:
            return refusal(name, f"has data beyond column {MAX_COLUMNS}", f"at most {MAX_COLUMNS} columns")
        case {"error": "rows"}:
            return refusal(name, f"has data beyond row {MAX_ROWS:,}", f"at most {MAX_ROWS:,} rows")
        case {"error": "password"}:
            return refusal(name, "is protected with a password", "the workbook saved without a password")
        case {"error": "too much text" | "memory"}:
            return refusal(name, "needs too much memory to read", "a smaller workbook, or the sheet saved as CSV")
    return refusal(name, "is damaged or not a workbook we can read", SAVE_AS)


def read_all_sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, in its order. Raises BadInput for every workbook that should not be read."""
    for problem in look_at(name, data).values():
        raise problem
    with _turn(name):
        answer = _in_a_child(name, data, "all")
    match answer:
        case {"sheets": list(sheets)}:
            return tuple(Sheet(str(sheet["name"]), (), sheet["rows"]) for sheet in sheets)
        case {"error": "no sheet"}:
            raise refusal(name, "has no sheet with cells", "a workbook that was exported here")
    raise _not_read(name, answer)


def read_records(name: str, data: bytes) -> dict[str, Any]:
    """What the child says of a file of records. Raises BadInput when it may not or cannot be read."""
    with _turn(name):
        return _in_a_child(name, data)


def sheet_heads(name: str, data: bytes, without: tuple[str, ...] = ()) -> dict[str, list[list[str]]]:
    """The first rows of each visible sheet of a workbook that was looked at; empty when that takes too much."""
    try:
        with _turn(name):
            answer = _in_a_child(name, data, "heads", *(f"without={sheet}" for sheet in without))
    except BadInput:
        return {}
    match answer:
        case {"sheets": list(sheets)}:
            return {str(sheet["name"]): sheet["rows"] for sheet in sheets}
    return {}


def look_at(name: str, data: bytes) -> dict[str, BadInput]:
    """Check a workbook without parsing it: its sheets beyond the limits. Raises BadInput for an unfit one."""
    if data.startswith(OLE):
        _old(name, data)
        return {}
    far: dict[str, BadInput] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _directory(name, book)
            unpacked = 0
            for entry in book.infolist():
                try:
                    unpacked = _entry(name, book, entry, (unpacked, max(FREE_OF_IT, MAX_TIMES * len(data))))
                except _Far as found:
                    unpacked, far[entry.filename] = unpacked + entry.file_size, found
    except BadInput:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError):
        raise refusal(name, "is incomplete or damaged", "the whole file, uploaded again") from None
    except (NotImplementedError, RuntimeError):
        raise refusal(name, "is compressed in a way we can't read", SAVE_AS) from None
    return far


class _Far(BadInput):
    """A sheet has cells beyond the limits; the others of its workbook may be fine."""


def _old(name: str, data: bytes) -> None:
    """An old Office file says in its directory, in UTF-16, what it holds."""
    if "EncryptedPackage".encode("utf-16-le") in data or _FILEPASS.search(data):
        raise refusal(name, "is protected with a password", "the workbook saved without a password")
    if not _BOOK_STREAM.search(data):
        raise refusal(name, "is an old Office file without a workbook in it", SAVE_AS)


def _directory(name: str, book: zipfile.ZipFile) -> None:
    entries = book.infolist()
    parts = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise refusal(name, f"has {counted(len(entries), 'part')} inside", f"a workbook with at most {MAX_ENTRIES:,}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(name, "is protected with a password", "the workbook saved without a password")
    if "xl/workbook.bin" in parts:
        raise refusal(name, "is a binary workbook (.xlsb)", SAVE_AS)
    if "content.xml" in parts and not _is_ods(book):
        raise refusal(name, "is an OpenDocument file, but not a spreadsheet", SAVE_AS)
    if "xl/workbook.xml" not in parts and "content.xml" not in parts:
        raise refusal(name, "is a zip file, not a workbook", SAVE_AS)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large(name)


def _is_ods(book: zipfile.ZipFile) -> bool:
    return "mimetype" in book.namelist() and b"opendocument.spreadsheet" in book.read("mimetype")[:100]


def has_macros(data: bytes) -> bool:
    """True for a workbook with macros in it, which nobody here runs."""
    if data.startswith(OLE):
        return "_VBA_PROJECT".encode("utf-16-le") in data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return any(part.casefold().endswith("vbaproject.bin") for part in book.namelist())


def _entry(name: str, book: zipfile.ZipFile, entry: zipfile.ZipInfo, sizes: tuple[int, int]) -> int:
    """Unpack one part in pieces, counting: what the directory says about sizes need not be true.

    sizes: bytes unpacked so far, and beyond how many they are out of proportion to the file.
    """
    unpacked, most = sizes
    is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))
    is_sheet = entry.filename.casefold().startswith("xl/worksheets/")
    tail = b""
    with book.open(entry) as part:
        while piece := part.read(_CHUNK):
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED:
                raise _too_large(name)
            if unpacked > most:
                wrong = f"unpacks to more than {MAX_TIMES} times its size"
                raise refusal(name, wrong, "a workbook of ordinary cells, or the sheet saved as CSV")
            if not is_xml:
                continue
            if not tail and piece[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                raise refusal(name, "contains XML that is not UTF-8", SAVE_AS)
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
        wrong, accepted = f"has data beyond column {MAX_COLUMNS} (at {where})", f"data in columns A to {last}"
        raise _Far(refusal(name, wrong, accepted).problems)
    if row > MAX_ROWS:
        wrong = f"has data beyond row {MAX_ROWS:,} (at {where})"
        raise _Far(refusal(name, wrong, f"at most {MAX_ROWS:,} rows").problems)


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


def _in_a_child(name: str, data: bytes, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-I", "-X", "utf8", str(Path(__file__).with_name("child.py")), *arguments]
    kept = {key: os.environ[key] for key in _KEPT_OF_THE_SERVER if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 our own program in our own interpreter, without a shell
            command, input=data, capture_output=True, timeout=WALL_SECONDS, env=kept, check=False
        )
    except subprocess.TimeoutExpired:
        raise refusal(
            name, f"took longer than {WALL_SECONDS:.0f} seconds to read", "a smaller workbook, or CSV"
        ) from None
    except ValueError:
        raise refusal(name, "has no sheet of this name", "the name of one of its sheets") from None
    if done.returncode != 0:
        # Aborted by the parser, or killed at a limit: no roster made by a spreadsheet program does that.
        wrong = "cannot be read safely: reading it needs too much memory or time"
        raise _Died(refusal(name, wrong, SAVE_AS).problems)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
