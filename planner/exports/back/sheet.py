"""The media plan in a workbook that came back, wherever it stands and however its rows are sorted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.exports.media_plan import NAME
from planner.exports.summary import REFERENCE
from planner.intake.open.guard import Sheet, read_all_sheets
from planner.intake.reading import Column, refusal, shown
from planner.problems import Problem

HANDLE, PLATFORM, CREATOR, PACKAGE = "Handle", "Platform", "Creator", "Package"
QUANTITY, FEE, STATUS, NOTES = "Quantity", "Fee", "Status", "Notes"
PLANNED, TERMS, WAVE, DELIVERABLE = "Planned fee", "Rights and terms", "Wave", "Deliverable"
KNOWN = (HANDLE, PLATFORM, CREATOR, PACKAGE, QUANTITY, FEE, STATUS, NOTES, PLANNED, TERMS, WAVE, DELIVERABLE)
NEEDED = (PLATFORM, CREATOR, PACKAGE, QUANTITY, FEE, STATUS, NOTES)
"""Columns whose absence is worth a sentence."""
EDITED = (STATUS, FEE, NOTES)
"""A sheet without any of these is not the media plan."""
_LOOKED_FOR_HEADS = 40
_TOTALS = ("total", "totals", "sum")
_ACCEPTED = "a workbook that was exported here, with the headings of its media plan"


@dataclass(frozen=True)
class Row:
    """One line. number: as the spreadsheet counts; cells: by heading, "" where there is no such column."""

    number: int
    cells: dict[str, str] = field(repr=False)

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "")

    @property
    def who(self) -> str:
        """Whom the line names, by handle or by id."""
        return self[HANDLE] or self[CREATOR]


@dataclass(frozen=True)
class MediaPlan:
    """The sheet as read. columns: position of each known heading. reference: "" when the file names none."""

    sheet: str
    head: int
    columns: dict[str, int]
    rows: tuple[Row, ...]
    reference: str
    campaign: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def place(self, row: Row, title: str) -> str:
        """`sheet 'Media plan', cell N12`; the row alone when the column is gone."""
        at = self.columns.get(title)
        where = f"row {row.number}" if at is None else f"cell {Column('', at).letter}{row.number}"
        return f"sheet '{shown(self.sheet)}', {where}"


def media_plan_of(name: str, data: bytes) -> MediaPlan:
    """Find and read the media plan. Raises BadInput when the file is not a workbook or has none."""
    place = shown(name) or "the file"
    if not data.startswith(b"PK"):
        raise refusal(place, "is not an XLSX workbook", _ACCEPTED)
    sheets = read_all_sheets(place, data)
    found = _find(sheets)
    if found is None:
        named = ", ".join(f"'{shown(sheet.name)}'" for sheet in sheets[:8])
        raise refusal(place, f"has no sheet with the columns of a media plan (it has {named})", _ACCEPTED)
    sheet, head = found
    columns, twice = _columns(sheet.rows[head])
    where = f"sheet '{shown(sheet.name)}', row {head + 1}"
    problems = [Problem(where, title, "stands over two columns; the first is read", "one column") for title in twice]
    problems += [
        Problem(where, "", f"has no column {title}", f"the column {title} as it was exported; the others are read")
        for title in NEEDED
        if title not in columns
    ]
    notes = []
    if sheet.name != NAME:
        notes.append(f"Read the sheet '{shown(sheet.name)}', which has the columns of the media plan.")
    reference, campaign = _reference(sheets)
    rows, below = _rows(sheet, head, columns)
    for row in below:
        who = shown(row.who)
        wrong = "stands below the total and is not used"
        problems.append(Problem(f"sheet '{shown(sheet.name)}', row {row.number}", who, wrong, "a row above the total"))
    for other in sheets:
        if other is not sheet and _find([other]) is not None:
            wrong = f"has the columns of a media plan too; only '{shown(sheet.name)}' is read"
            problems.append(Problem(f"sheet '{shown(other.name)}'", "", wrong, "changes in the sheet that is read"))
    return MediaPlan(sheet.name, head, columns, rows, reference, campaign, tuple(problems), tuple(notes))


def _find(sheets: Sequence[Sheet]) -> tuple[Sheet, int] | None:
    """The sheet and row whose headings look most like those of the media plan."""
    best: tuple[int, bool] = (3, False)
    found = None
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:_LOOKED_FOR_HEADS]):
            columns, _ = _columns(row)
            named = HANDLE in columns or CREATOR in columns
            score = (len(columns), sheet.name == NAME)
            if named and any(title in columns for title in EDITED) and score > best:
                best, found = score, (sheet, at)
    return found


def _columns(row: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    known = {title.casefold(): title for title in KNOWN}
    columns: dict[str, int] = {}
    twice = []
    for at, cell in enumerate(row):
        title = known.get(" ".join(cell.split()).casefold())
        if title is None:
            continue
        if title in columns:
            twice.append(title)
        else:
            columns[title] = at
    return columns, twice


def _rows(sheet: Sheet, head: int, columns: dict[str, int]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows of the media plan, and those that somebody typed below its total."""
    rows: list[Row] = []
    below: list[Row] = []
    listed = rows
    for at in range(head + 1, len(sheet.rows)):
        texts = sheet.rows[at]
        cells = {title: texts[place].strip() if place < len(texts) else "" for title, place in columns.items()}
        named = [cells.get(title, "") for title in (HANDLE, CREATOR)]
        if any(text.casefold() in _TOTALS for text in named) and not cells.get(PLATFORM):
            listed = below
        elif any(cells.get(title) for title in (HANDLE, CREATOR, PLATFORM, PACKAGE, FEE)):
            listed.append(Row(at + 1, cells))
    return tuple(rows), tuple(row for row in below if any(row[title] for title in (HANDLE, CREATOR, PLATFORM)))


def _reference(sheets: Sequence[Sheet]) -> tuple[str, str]:
    """Digits of the plan, and the campaign's name above them; empty when the summary is gone."""
    for sheet in sheets:
        for row in sheet.rows:
            for at, cell in enumerate(row[:-1]):
                if cell == REFERENCE:
                    return row[at + 1].strip(), next((text for text in sheet.rows[0] if text), "")
    return "", ""
