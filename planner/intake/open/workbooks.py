"""The table of a workbook's sheet, with notes on what else is in the workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from planner.intake.cells.values import Fault
from planner.intake.mapping import Mapping
from planner.intake.open.guard import Sheet, has_macros, read_sheets, read_workbook, sheet_heads
from planner.intake.open.header import Rows, table_of
from planner.intake.open.lines import taken_apart
from planner.intake.open.sheets import Sheets, choose
from planner.intake.open.table import Table
from planner.intake.reading import MAX_ROWS, Column, Opened, Unanswered, refusal, shown
from planner.problems import BadInput
from planner.wording import count, few

_NAMED = 8


def first_sheet(place: str, data: bytes, mapping: Mapping) -> Table:
    """The sheet chosen, or the first that is a list. Raises BadInput where there is none."""
    wanted = mapping.sheet or (mapping.sheets[0] if mapping.sheets else None)
    sheet = read_workbook(place, data, wanted)
    chosen, too_large = Sheets(sheet.name, mapping.sheets[1:]), dict(sheet.too_large)
    if wanted is None and sheet.others:
        chosen = choose(place, sheet.name, sheet_heads(place, data, tuple(too_large)), mapping)
        if chosen.sheet != sheet.name:
            sheet = read_workbook(place, data, chosen.sheet)
    return _table_in(place, data, sheet, (chosen, mapping))


def further_sheets(place: str, data: bytes, mapping: Mapping, names: Sequence[str]) -> Iterator[Table]:
    """The tables of other sheets that are read with the first. Raises BadInput."""
    for sheet in read_sheets(place, data, names):
        table = _table_in(place, data, sheet, (Sheets(sheet.name), mapping))
        # What the other sheets are was said of the first one.
        yield replace(table, notes=tuple(note for note in table.notes if "sheet" not in note))


def _table_in(place: str, data: bytes, sheet: Sheet, said: tuple[Sheets, Mapping]) -> Table:
    """The table of a sheet."""
    chosen, mapping = said
    too_large = dict(sheet.too_large)
    notes = [*chosen.notes, f"Read the sheet '{shown(sheet.name)}'."]
    notes += [f"Not read: the sheet '{shown(other)}', which {wrong}." for other, wrong in too_large.items()]
    others = [other for other in sheet.others if other not in chosen.more and other not in too_large]
    for unread, kind in ((others, "the other sheets"), (sheet.hidden, "hidden sheets")):
        if unread:
            notes.append(f"Not read: {kind} ({few(unread, _NAMED, shown)}).")
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
    rows, asked, added = taken_apart(place, sheet.rows, " ", mapping.answers)
    questions = (*chosen.questions, *asked)
    found = Rows(rows, opened, tuple(notes), questions, is_sheet=not asked, before=-added, merged=sheet.merged)
    try:
        table = table_of(place, found, mapping.header_row, mapping.answers)
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
