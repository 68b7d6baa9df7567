"""From bytes to a table of text: what the file is, its encoding, its delimiter, its sheet, its header."""

from dataclasses import replace

from planner.intake.cells.values import Fault
from planner.intake.mapping import Mapping
from planner.intake.open.delimited import DELIMITERS, split
from planner.intake.open.encoding import decode
from planner.intake.open.header import A_TABLE, Rows, table_of
from planner.intake.open.lines import taken_apart
from planner.intake.open.signs import SAVE_AS, is_document, is_parquet, is_workbook
from planner.intake.open.table import Table
from planner.intake.reading import MAX_BYTES, Opened, refusal, shown

_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<style", b"<meta")
_NOT_TABLES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3\0", "a database"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
)
_NUL = Fault("contains a NUL character, which text never has", "text without it")
_NOT_TEXT = Fault("contains bytes that are not UTF-8", "the text typed again, or another encoding for the file")
_BINARY = 0.001


def read_table(name: str, data: bytes, mapping: Mapping | None = None) -> Table:
    """Recognise a file by its content and read it. Raises BadInput when there is no table in it."""
    mapping = mapping or Mapping()
    place = shown(name) or "the file"
    if len(data) > MAX_BYTES:
        raise refusal(place, f"is larger than {MAX_BYTES // 1024**2} MB", "a smaller file")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal(place, "is empty", A_TABLE)
    # What reads workbooks and documents is only loaded for them: most lists are text.
    if is_workbook(data):
        from planner.intake.open.workbooks import first_sheet

        return first_sheet(place, data, mapping)
    if is_document(name, data):
        from planner.intake.open.documents import read_document
        from planner.intake.records.table import table_in

        table = table_in(place, read_document(place, data), mapping)
        return with_damage(table) if b"\\u" in data or is_parquet(data) else table
    _refuse_other_kinds(place, data)
    return _text(place, data, mapping)


def read_tables(name: str, data: bytes, mapping: Mapping) -> list[Table]:
    """The table of a file, and those of further sheets that are read with it. Raises as `read_table` does."""
    first = read_table(name, data, mapping)
    if not first.more:
        return [first]
    place = shown(name) or "the file"
    if is_document(name, data):
        from planner.intake.open.documents import read_document
        from planner.intake.records.table import table_in

        document = read_document(place, data)
        return [first, *(table_in(place, document, mapping, only=one) for one in first.more)]
    from planner.intake.open.workbooks import further_sheets

    return [first, *further_sheets(place, data, mapping, first.more)]


def _refuse_other_kinds(place: str, data: bytes) -> None:
    if data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise refusal(place, "is a web page, not a table, despite its name", SAVE_AS)
    for magic, kind in _NOT_TABLES:
        if data.startswith(magic):
            raise refusal(place, f"is {kind}, not a table", SAVE_AS)


def _text(place: str, data: bytes, mapping: Mapping) -> Table:
    decoded = decode(place, data, mapping.encoding or mapping.answers.get("encoding"))
    text, notes = decoded.text, list(decoded.notes)
    if text.count("\0") > max(3, _BINARY * len(text)):
        raise refusal(place, "is not a text file", SAVE_AS)
    rows, delimiter, before = split(place, text, mapping.delimiter)
    if delimiter != ",":
        notes.append(f"Columns are separated by {DELIMITERS.get(delimiter, shown(delimiter))}.")
    opened = Opened("text", encoding=decoded.encoding, delimiter=delimiter)
    rows, asked, added = taken_apart(place, rows, delimiter, mapping.answers)
    before -= added
    found = Rows(rows, opened, tuple(notes), (*decoded.questions, *asked), before=before)
    table = table_of(place, found, mapping.header_row, mapping.answers)
    return with_damage(table) if "\0" in text or _is_damaged(text) else table


def _is_damaged(text: str) -> bool:
    """True when some bytes were not of the encoding, which lone surrogates stand for."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def with_damage(table: Table) -> Table:
    """Cells with a NUL, or with bytes of another encoding: readable by nobody, so their rows wait."""
    faults = {}
    cells = table.cells.copy()
    for row in range(cells.shape[0]):
        for column, text in enumerate(cells[row]):
            whole = text if text.isascii() else _whole(text)
            if whole != text:
                faults[row, column] = _NOT_TEXT
                cells[row, column] = whole
            if "\0" in text:
                faults[row, column] = _NUL
    columns = tuple(replace(column, header=_whole(column.header)) for column in table.columns)
    odd = {row: tuple(map(_whole, texts)) for row, texts in table.odd.items()}
    return replace(table, cells=cells, faults=faults, columns=columns, odd=odd)


def _whole(text: str) -> str:
    return "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
