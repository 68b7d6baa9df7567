"""The sheets "Calendar" and "Consultation": each creator's steps over the weeks, cash and posts per week, questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.domain.roster import contacts_of
from planner.exports.book import MUTED, Book, header
from planner.exports.dossier import Dossier
from planner.exports.tables import STYLE
from planner.exports.text import amount
from planner.schedule import Schedule, Task, TaskKind, Week, sheets_of
from planner.wording import label

NAME, QUESTIONS = "Calendar", "Consultation"
TOP = 3
STEPS = (TaskKind.CONSULT, TaskKind.BRIEF, TaskKind.CREATE, TaskKind.REVIEW, TaskKind.PUBLISH, TaskKind.DEBRIEF)
COLOURS = {
    TaskKind.CONSULT: "#B8C4CE",
    TaskKind.BRIEF: "#8FA6B8",
    TaskKind.CREATE: "#E2C48D",
    TaskKind.REVIEW: "#C9A7C7",
    TaskKind.PUBLISH: "#2F7F86",
    TaskKind.DEBRIEF: "#D5DBE1",
}
"""The work before in quiet tones, so that the days of publishing stand out."""
TITLES = ("Handle", "Platform", "Wave", "Posts", *(f"{step.capitalize()} from" for step in STEPS), "Ends")
MOST_WEEKS = 104


@dataclass(frozen=True)
class _Run:
    """All steps of one creator in one wave, in their order."""

    tasks: tuple[Task, ...]

    def start(self, kind: TaskKind) -> date | None:
        """First day of a step, None where it is left out."""
        return next((task.start for task in self.tasks if task.kind is kind), None)


def write_calendar(book: Book, schedule: Schedule) -> None:
    """Write the sheet: a row per creator and wave with bars over the weeks, then cash and posts per week."""
    sheet = book.sheet(NAME)
    runs = _runs(schedule.tasks)
    weeks = schedule.weeks[:MOST_WEEKS]
    book.text(sheet, (0, 0), "Calendar", bold=True, font_size=16)
    said = "" if schedule.decided else "The brief names no dates: these are the earliest that the lead times allow. "
    book.text(
        sheet,
        (1, 0),
        f"{said}Days are the first of each step; the bars follow them, in the colours under the headings.",
        font_color=MUTED,
    )
    last = TOP + max(len(runs), 1)
    inks = dict(zip(TITLES[4:], (COLOURS[step] for step in STEPS), strict=False))
    heads = [
        {"header": title, "header_format": book.format("plain", **header(), **_marked(inks.get(title)))}
        for title in TITLES
    ]
    sheet.add_table(TOP, 0, last, len(TITLES) - 1, {"name": "CalendarTable", "style": STYLE, "columns": heads})
    for column, width in enumerate((22, 11, 15, 7, *[12] * (len(STEPS) + 1))):
        sheet.set_column(column, column, width)
    for row, run in enumerate(runs, TOP + 1):
        _row(book, sheet, row, run)
    grid = len(TITLES) + 1
    sheet.set_column(grid - 1, grid - 1, 2)
    _grid(book, sheet, (grid, last), weeks)
    end = _weeks(book, sheet, last + 2, (weeks, schedule))
    sheet.set_row(TOP, 46)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.print_area(0, 0, end, grid + max(len(weeks), 1) - 1)
    sheet.fit_to_pages(1, 0)


def _runs(tasks: Sequence[Task]) -> tuple[_Run, ...]:
    grouped: dict[tuple[str, int], list[Task]] = {}
    for task in tasks:
        grouped.setdefault((task.creator, task.wave), []).append(task)
    return tuple(_Run(tuple(group)) for group in grouped.values())


def _row(book: Book, sheet: Any, row: int, run: _Run) -> None:
    first = run.tasks[0]
    texts = (first.handle, label(first.platform), first.wave_name)
    for column, text in enumerate(texts):
        book.text(sheet, (row, column), text, **({"indent": 1} if column else {}))
    book.value(sheet, (row, 3), sum(task.posts for task in run.tasks), "count")
    for column, kind in enumerate(STEPS, 4):
        day = run.start(kind)
        if day is not None:
            book.day(sheet, (row, column), day)
        else:
            book.value(sheet, (row, column), None, "day")
    book.day(sheet, (row, 4 + len(STEPS)), max(task.end for task in run.tasks))


def _grid(book: Book, sheet: Any, where: tuple[int, int], weeks: Sequence[Week]) -> None:
    """Bars: each week takes the colour of the step under way on its last day, publishing before all others."""
    from xlsxwriter.utility import xl_col_to_name

    grid, last = where
    if not weeks:
        return
    for column, week in enumerate(weeks, grid):
        book.day(
            sheet,
            (TOP, column),
            week.monday,
            **{**header("center"), "rotation": 90, "num_format": book.numbers["week"]},
        )
    sheet.set_column(grid, grid + len(weeks) - 1, 3.2)
    top, bars = TOP + 2, (TOP + 1, grid, last, grid + len(weeks) - 1)
    monday, names = f"{xl_col_to_name(grid)}${TOP + 1}", [xl_col_to_name(4 + at) for at in range(len(STEPS) + 1)]
    order = sorted(range(len(STEPS)), key=lambda at: STEPS[at] is not TaskKind.PUBLISH)
    for at in order:
        until = f"MIN(${names[-1]}{top}+1,{_next(names[at + 1 :], top)})"
        under = f'AND(${names[at]}{top}<>"",${names[at]}{top}<={monday}+6,{until}>{monday})'
        look = book.plain({"bg_color": COLOURS[STEPS[at]]})
        sheet.conditional_format(*bars, {"type": "formula", "criteria": f"={under}", "format": look})


def _marked(colour: str | None) -> dict[str, Any]:
    """A heading with a thick line in the colour that its bars have."""
    return {} if colour is None else {"bottom": 5, "bottom_color": colour}


def _next(names: Sequence[str], top: int) -> str:
    """First day of whichever step comes next; empty cells do not count in MIN."""
    cells = ",".join(f"${name}{top}" for name in names)
    return f"MIN({cells})"


def _weeks(book: Book, sheet: Any, top: int, what: tuple[Sequence[Week], Schedule]) -> int:
    weeks, schedule = what
    book.text(sheet, (top, 0), "Cash and posts per week", bold=True, font_size=13)
    book.heading(sheet, top + 1, ("Week from", "Cash due", "Cash so far", "Posts"))
    row = top + 1
    for row, week in enumerate(weeks, top + 2):
        book.day(sheet, (row, 0), week.monday, align="left")
        book.value(sheet, (row, 1), amount(week.cash_cents), "money")
        so_far = sum(one.cash_cents for one in weeks[: row - top - 1])
        book.formula(sheet, (row, 2), f"=SUM(B${top + 3}:B{row + 1})", amount(so_far), {"kind": "money"})
        book.value(sheet, (row, 3), week.posts, "count")
    first, end = top + 3, row + 1
    row += 1
    book.text(sheet, (row, 0), "Total", bold=True, top=1)
    book.text(sheet, (row, 2), "", top=1)
    cash = amount(sum(week.cash_cents for week in weeks))
    for column, letter, value, kind in ((1, "B", cash, "money"), (3, "D", sum(w.posts for w in weeks), "count")):
        formula = f"=SUM({letter}{first}:{letter}{end})" if weeks else "=0"
        book.formula(sheet, (row, column), formula, value, {"kind": kind, "bold": True, "top": 1})
    for at, note in enumerate(schedule.notes, row + 2):
        book.text(sheet, (at, 0), note, font_color=MUTED)
    return row + 1 + len(schedule.notes)


def write_questions(book: Book, dossier: Dossier, schedule: Schedule) -> None:
    """Write what to ask each creator before the launch and afterwards."""
    sheet = book.sheet(QUESTIONS)
    book.text(sheet, (0, 0), "Consultation", bold=True, font_size=16)
    said = "What to ask each creator, for a call or a message. Half of the creators surveyed want to be asked."
    book.text(sheet, (1, 0), said, font_color=MUTED)
    titles: tuple[str, ...] = ("Handle", "About", "Before the launch", "Afterwards", "Answers")
    widths: tuple[int, ...] = (22, 30, 78, 78, 34)
    contacts = contacts_of(dossier.roster, (pick.creator for pick in dossier.plan.picks))
    if contacts:
        titles, widths = (*titles, "Contact"), (*widths, 34)
    rows = sheets_of(dossier.plan, schedule, dossier.brief, dossier.roster)
    last = TOP + max(len(rows), 1)
    heads = [{"header": title, "header_format": book.format("plain", **header())} for title in titles]
    sheet.add_table(TOP, 0, last, len(titles) - 1, {"name": "ConsultationTable", "style": STYLE, "columns": heads})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, one in enumerate(rows, TOP + 1):
        texts: tuple[str, ...] = (one.handle, one.heading, "\n".join(one.before), "\n".join(one.after), "")
        if contacts:
            texts = (*texts, "\n".join(text for text in contacts.get(one.creator, {}).values() if text))
        for column, text in enumerate(texts):
            book.text(sheet, (row, column), text, text_wrap=True, valign="top")
        sheet.set_row(row, 15 * max(_height(text, width) for text, width in zip(texts, widths, strict=True)))
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.print_area(0, 0, last, len(titles) - 1)
    sheet.fit_to_pages(1, 0)


def _height(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    return sum(-(-max(len(line), 1) // round(width * 1.1)) for line in text.split("\n"))
