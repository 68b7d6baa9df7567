"""From bytes to a table of text: what the file is, its encoding, its delimiter, its sheet, its header."""

from dataclasses import replace

import numpy as np

from planner.intake.asking import Question
from planner.intake.cells.values import Fault
from planner.intake.mapping import Mapping
from planner.intake.open.delimited import DELIMITERS, split
from planner.intake.open.documents import is_document, read_document
from planner.intake.open.encoding import decode
from planner.intake.open.guard import SAVE_AS, Sheet, has_macros, is_workbook, read_sheets, read_workbook, sheet_heads
from planner.intake.open.header import A_TABLE, Rows, table_of
from planner.intake.open.lines import split_lines
from planner.intake.open.pasted import messages
from planner.intake.open.sheets import Sheets, choose
from planner.intake.open.table import Table
from planner.intake.reading import MAX_BYTES, MAX_ROWS, Column, Opened, Unanswered, refusal, shown
from planner.intake.records.table import table_in
from planner.problems import BadInput
from planner.wording import count

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
_NAMED = 8


def read_table(name: str, data: bytes, mapping: Mapping | None = None) -> Table:
    """Recognise a file by its content and read it. Raises BadInput when there is no table in it."""
    mapping = mapping or Mapping()
    place = shown(name) or "the file"
    if len(data) > MAX_BYTES:
        raise refusal(place, f"is larger than {MAX_BYTES // 1024**2} MB", "a smaller file")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal(place, "is empty", A_TABLE)
    if is_workbook(data):
        return _workbook(place, data, mapping)
    if is_document(name, data):
        table = table_in(place, read_document(place, data), mapping)
        return _with_damage(table) if b"\\u" in data else table
    _refuse_other_kinds(place, data)
    return _text(place, data, mapping)


def read_tables(name: str, data: bytes, mapping: Mapping) -> list[Table]:
    """The table of a file, and those of further sheets that are read with it. Raises as `read_table` does."""
    first = read_table(name, data, mapping)
    if not first.more:
        return [first]
    place = shown(name) or "the file"
    if is_document(name, data):
        document = read_document(place, data)
        return [first, *(table_in(place, document, mapping, only=one) for one in first.more)]
    further = []
    for sheet in read_sheets(place, data, first.more):
        table = _table_in(place, data, sheet, (Sheets(sheet.name), mapping))
        # What the other sheets are was said of the first one.
        further.append(replace(table, notes=tuple(note for note in table.notes if "sheet" not in note)))
    return [first, *further]


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
    rows, asked, added = _apart(place, rows, delimiter, mapping.answers.get("split"))
    before -= added
    found = Rows(rows, opened, tuple(notes), (*decoded.questions, *asked), before=before)
    table = table_of(place, found, mapping.header_row, mapping.answers.get("header"))
    return _with_damage(table) if "\0" in text or _is_damaged(text) else table


def _apart(
    place: str, rows: list[list[str]], delimiter: str, answer: str | None
) -> tuple[list[list[str]], tuple[Question, ...], int]:
    """Messages and lines in one column taken apart when somebody says so; a question; rows added as a header."""
    said, asked = messages(place, rows, delimiter, answer)
    if said is not None:
        return said, asked, 1
    return (rows, asked, 0) if asked else (*split_lines(place, rows, answer), 0)


def _is_damaged(text: str) -> bool:
    """True when some bytes were not of the encoding, which lone surrogates stand for."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _with_damage(table: Table) -> Table:
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


def _workbook(place: str, data: bytes, mapping: Mapping) -> Table:
    wanted = mapping.sheet or (mapping.sheets[0] if mapping.sheets else None)
    sheet = read_workbook(place, data, wanted)
    chosen, too_large = Sheets(sheet.name, mapping.sheets[1:]), dict(sheet.too_large)
    if wanted is None and sheet.others:
        chosen = choose(place, sheet.name, sheet_heads(place, data, tuple(too_large)), mapping)
        if chosen.sheet != sheet.name:
            sheet = read_workbook(place, data, chosen.sheet)
    return _table_in(place, data, sheet, (chosen, mapping))


def _table_in(place: str, data: bytes, sheet: Sheet, said: tuple[Sheets, Mapping]) -> Table:
    """The table of a sheet."""
    chosen, mapping = said
    too_large = dict(sheet.too_large)
    notes = [*chosen.notes, f"Read the sheet '{shown(sheet.name)}'."]
    notes += [f"Not read: the sheet '{shown(other)}', which {wrong}." for other, wrong in too_large.items()]
    others = [other for other in sheet.others if other not in chosen.more and other not in too_large]
    for unread, kind in ((others, "the other sheets"), (sheet.hidden, "hidden sheets")):
        if unread:
            listed = ", ".join(shown(other) for other in unread[:_NAMED])
            more = f" and {count(len(unread) - _NAMED)} more" if len(unread) > _NAMED else ""
            notes.append(f"Not read: {kind} ({listed}{more}).")
    for number, what in ((sheet.hidden_rows, "row"), (sheet.hidden_columns, "column")):
        if number:
            notes.append(f"{count(number)} hidden {what}{'' if number == 1 else 's'} included.")
    for row, times in sheet.repeated[:_NAMED]:
        notes.append(f"Row {row + 1} is repeated {count(times)} times. We read it once.")
    if has_macros(data):
        notes.append("The workbook has macros. We didn't run them; only its values are read.")
    names = [(sheet.name, False), *((n, False) for n in sheet.others), *((n, True) for n in sheet.hidden)]
    opened = Opened("workbook", sheet=sheet.name, sheets=tuple(names))
    if len(sheet.rows) > MAX_ROWS:
        raise refusal(place, f"has more than {MAX_ROWS:,} rows", f"at most {MAX_ROWS:,} rows")
    rows, asked, added = _apart(place, sheet.rows, " ", mapping.answers.get("split"))
    questions = (*chosen.questions, *asked)
    found = Rows(rows, opened, tuple(notes), questions, is_sheet=not asked, before=-added, merged=sheet.merged)
    try:
        table = table_of(place, found, mapping.header_row, mapping.answers.get("header"))
    except BadInput as refused:
        raise _of_another_sheet(refused, sheet.name, others) from None
    table = replace(table, more=chosen.more)
    return _with_formulas(table, sheet.no_result) if sheet.no_result else table


def _of_another_sheet(refused: BadInput, sheet: str, others: list[str]) -> BadInput:
    """The same with the sheets that could be read instead; what has to be asked first stays as it is."""
    if isinstance(refused, Unanswered) or not others:
        return refused
    listed = ", ".join(f"'{shown(other, 30)}'" for other in others[:_NAMED])
    return BadInput(
        replace(problem, place=f"{problem.place}, sheet '{shown(sheet, 30)}'",
                accepted=f"{problem.accepted}; or another sheet chosen: {listed}")
        for problem in refused.problems
    )  # fmt: skip


def _with_formulas(table: Table, places: tuple[tuple[int, int], ...]) -> Table:
    """Cells that hold a formula and no result: their content is nobody's knowledge."""
    at_row = {int(number): at for at, number in enumerate(table.numbers)}
    faults = dict(table.faults)
    for row, column in places:
        if row + 1 in at_row and column < table.cells.shape[1]:
            cell = f"{Column('', column).letter}{row + 1}"
            wrong = f"{cell} is a formula without a stored result"
            faults[at_row[row + 1], column] = Fault(wrong, "the workbook opened and saved in Excel, or a value")
    return replace(table, faults=faults) if np.size(table.cells) else table
