"""The sheets "Calendar" and "Consultation": each creator's steps over the weeks, cash and posts per week, questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.domain.roster import contacts_of
from planner.exports.book import TOP, Book, Sheet, header
from planner.exports.dossier import Dossier
from planner.exports.text import amount
from planner.schedule import Schedule, Task, TaskKind, Week, sheets_of
from planner.wording import label

NAME, QUESTIONS = "Calendar", "Consultation"
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
    early = "" if schedule.decided else "The brief has no dates, so these are the earliest that the lead times allow. "
    caption = f"{early}Dates are the first day of each step; the bars show the steps in the colours below the headings."
    sheet = book.sheet(NAME, "Calendar", caption)
    runs = _runs(schedule.tasks)
    weeks = schedule.weeks[:MOST_WEEKS]
    last = TOP + max(len(runs), 1)
    inks = dict(zip(TITLES[4:], (COLOURS[step] for step in STEPS), strict=False))
    sheet.frame("CalendarTable", last, [(title, {**header(), **_marked(inks.get(title))}) for title in TITLES])
    sheet.widths(22, 11, 15, 7, *[12] * (len(STEPS) + 1))
    for row, run in enumerate(runs, TOP + 1):
        _row(sheet, row, run)
    grid = len(TITLES) + 1
    sheet.raw.set_column(grid - 1, grid - 1, 2)
    _grid(sheet, grid, last, weeks)
    end = _weeks(sheet, last + 2, weeks, schedule.notes)
    sheet.raw.set_row(TOP, 46)
    sheet.finish(end, grid + max(len(weeks), 1))


def _runs(tasks: Sequence[Task]) -> tuple[_Run, ...]:
    grouped: dict[tuple[str, int], list[Task]] = {}
    for task in tasks:
        grouped.setdefault((task.creator, task.wave), []).append(task)
    return tuple(_Run(tuple(group)) for group in grouped.values())


def _row(sheet: Sheet, row: int, run: _Run) -> None:
    first = run.tasks[0]
    for column, text in enumerate((first.handle, label(first.platform), first.wave_name)):
        sheet.text(row, column, text, indent=1 if column else 0)
    sheet.value(row, 3, sum(task.posts for task in run.tasks), "count")
    for column, kind in enumerate(STEPS, 4):
        day = run.start(kind)
        if day is not None:
            sheet.day(row, column, day)
        else:
            sheet.value(row, column, None, "day")
    sheet.day(row, 4 + len(STEPS), max(task.end for task in run.tasks))


def _grid(sheet: Sheet, grid: int, last: int, weeks: Sequence[Week]) -> None:
    """Bars: each week takes the colour of the step under way on its last day, publishing before all others.

    grid: the first column of weeks. last: the last row of creators.
    """
    from xlsxwriter.utility import xl_col_to_name

    if not weeks:
        return
    look = {**header("center"), "rotation": 90, "num_format": sheet.book.numbers["week"]}
    for column, week in enumerate(weeks, grid):
        sheet.day(TOP, column, week.monday, **look)
    sheet.raw.set_column(grid, grid + len(weeks) - 1, 3.2)
    top, bars = TOP + 2, (TOP + 1, grid, last, grid + len(weeks) - 1)
    monday, names = f"{xl_col_to_name(grid)}${TOP + 1}", [xl_col_to_name(4 + at) for at in range(len(STEPS) + 1)]
    for at in sorted(range(len(STEPS)), key=lambda at: STEPS[at] is not TaskKind.PUBLISH):
        # The first day of whichever step comes next; empty cells do not count in MIN.
        following = ",".join(f"${name}{top}" for name in names[at + 1 :])
        until = f"MIN(${names[-1]}{top}+1,MIN({following}))"
        under = f'AND(${names[at]}{top}<>"",${names[at]}{top}<={monday}+6,{until}>{monday})'
        ink = sheet.book.plain(bg_color=COLOURS[STEPS[at]])
        sheet.raw.conditional_format(*bars, {"type": "formula", "criteria": f"={under}", "format": ink})


def _marked(colour: str | None) -> dict[str, Any]:
    """A heading with a thick line in the colour that its bars have."""
    return {} if colour is None else {"bottom": 5, "bottom_color": colour}


def _weeks(sheet: Sheet, top: int, weeks: Sequence[Week], notes: Sequence[str]) -> int:
    sheet.text(top, 0, "Cash and posts per week", bold=True, font_size=13)
    sheet.heading(top + 1, "Week from", "Cash due", "Cash so far", "Posts")
    row, so_far = top + 1, 0
    for row, week in enumerate(weeks, top + 2):
        so_far += week.cash_cents
        sheet.day(row, 0, week.monday, align="left")
        sheet.value(row, 1, amount(week.cash_cents), "money")
        sheet.formula(row, 2, f"=SUM(B${top + 3}:B{row + 1})", amount(so_far), "money")
        sheet.value(row, 3, week.posts, "count")
    first, end = top + 3, row + 1
    row += 1
    sheet.text(row, 0, "Total", bold=True, top=1)
    sheet.text(row, 2, "", top=1)
    for column, value, kind in ((1, amount(so_far), "money"), (3, sum(week.posts for week in weeks), "count")):
        letter = "ABCD"[column]
        formula = f"=SUM({letter}{first}:{letter}{end})" if weeks else "=0"
        sheet.formula(row, column, formula, value, kind, bold=True, top=1)
    for at, note in enumerate(notes, row + 2):
        sheet.muted(at, 0, note)
    return row + 1 + len(notes)


def write_questions(book: Book, dossier: Dossier, schedule: Schedule) -> None:
    """Write what to ask each creator before the launch and afterwards."""
    caption = "Questions for each creator, for a call or a message. Half of the creators surveyed want to be consulted."
    sheet = book.sheet(QUESTIONS, "Consultation", caption)
    heads = [("Handle", 22), ("About", 30), ("Before the launch", 78), ("Afterwards", 78), ("Answers", 34)]
    contacts = contacts_of(dossier.roster, (pick.creator for pick in dossier.plan.picks))
    if contacts:
        heads.append(("Contact", 34))
    rows = sheets_of(dossier.plan, schedule, dossier.brief, dossier.roster)
    last = TOP + max(len(rows), 1)
    widths = [width for _, width in heads]
    sheet.frame("ConsultationTable", last, [(title, header()) for title, _ in heads])
    sheet.widths(*widths)
    for row, one in enumerate(rows, TOP + 1):
        texts = [one.handle, one.heading, "\n".join(one.before), "\n".join(one.after), ""]
        if contacts:
            texts.append("\n".join(text for text in contacts.get(one.creator, {}).values() if text))
        for column, text in enumerate(texts):
            sheet.text(row, column, text, text_wrap=True, valign="top")
        sheet.raw.set_row(row, 15 * max(_height(text, width) for text, width in zip(texts, widths, strict=True)))
    sheet.finish(last, len(heads))


def _height(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    return sum(-(-max(len(line), 1) // round(width * 1.1)) for line in text.split("\n"))
