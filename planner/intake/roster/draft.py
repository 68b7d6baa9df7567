"""Accounts on their way into a roster: the values read so far, and everything found wrong with them."""

from collections.abc import Iterable
from dataclasses import field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.brief.terms import NewPlatform
from planner.domain.platforms import Platform
from planner.frozen import dataclass
from planner.intake.asking import Choice, CountedTitle, Question
from planner.intake.cells.formats import Formats, quoted_in
from planner.intake.cells.values import Bools, Fault, Floats, Kind, Loose, Numbers, Texts, mapped, read_numbers
from planner.intake.columns.columns import Columns
from planner.intake.columns.shapes import View
from planner.intake.open.table import Table
from planner.intake.reading import MONEY_FIELDS, Column, Field, ReadSettings, SetAside, shown
from planner.problems import Problem
from planner.wording import count

Frame = dict[str, NDArray[Any]]
"""Columns of accounts by their name, all of one length: texts as objects, rates with NaN where nothing is known.

Not a frame of pandas, whose every column costs as much to put in as some hundred rows of it to read.
"""


@dataclass(frozen=True)
class Context:
    """What holds for a whole file: settings, how its numbers are written, answers; its name if there are several."""

    settings: ReadSettings
    formats: Formats
    answers: dict[str, str]
    file: str = ""


@dataclass(frozen=True)
class Tally:
    """A note that counts, said once for a file however many platforms its rows have accounts on.

    one, more: what stands behind the number, for one and for several. rows: those that are counted, each once; None
    where `number` is of something else.
    """

    one: str
    more: str
    number: int = 0
    rows: frozenset[int] | None = None


@dataclass
class Draft:
    """Accounts of one view on their way into a roster, and everything found wrong so far.

    frame: columns of the domain, those that need not be there only where the file has them; also `row`, the number of
    each in the file, and `at`, its position in the table. bad: rows set aside. assumed: rows whose package is only
    assumed. spare: rows whose package cannot be booked, which only count when their creator has no other. named: rows
    known by a name, not by a handle. marked: cells of rows that are used all the same. tallies: notes to be added up
    over drafts.
    """

    table: Table
    view: View
    columns: Columns
    context: Context
    frame: Frame
    bad: Bools
    set_aside: list[SetAside] = field(default_factory=list)
    marked: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    assumed: Bools = field(default_factory=lambda: np.empty(0, bool))
    spare: Bools = field(default_factory=lambda: np.empty(0, bool))
    new_platforms: dict[Platform, NewPlatform] = field(default_factory=dict)
    named: Bools = field(default_factory=lambda: np.empty(0, bool))
    doubts: dict[int, list[int]] = field(default_factory=dict)
    """Positions in the table of rows with a cell that cannot be read, by position of its column."""

    @property
    def file(self) -> str:
        """Name of the file when several are read."""
        return self.context.file

    def __len__(self) -> int:
        return len(self.frame["at"])

    def column(self, wanted: Field) -> Column | None:
        """The column of a field, None when the file has none."""
        return self.view.fields.get(wanted)

    def texts(self, column: Column) -> Texts:
        """What stands in a column, without what nobody can read."""
        texts: Texts = self.table.readable[self.view.rows, column.at]
        return texts

    def cells(self, wanted: Field) -> Texts | None:
        """The texts of a field, None when the file has no such column."""
        column = self.column(wanted)
        return None if column is None else self.texts(column)

    def reject(self, row: int, column: Column | None, fault: Fault) -> None:
        """Set a row aside for what stands in this column."""
        self.bad[row] = True
        self.set_aside.append(self._problem(row, column, fault, ""))

    def doubt(self, row: int, column: Column | None, fault: Fault, taken: str = "unknown") -> None:
        """Leave a cell out and keep its row, unless somebody wants such rows to wait."""
        if column is not None:
            self.doubts.setdefault(column.at, []).append(int(self.frame["at"][row]))
            if self.context.answers.get(unreadable(column)) == "aside":
                self.reject(row, column, fault)
                return
        self.marked.append(self._problem(row, column, fault, taken))

    def leave_out(self, row: int, column: Column | None, fault: Fault, taken: str) -> None:
        """List a cell that is readable, and says what cannot be booked; its row is used without it."""
        self.marked.append(self._problem(row, column, fault, taken))

    def mark(self, row: int, column: Column | None, why: str, taken: str) -> None:
        """List a cell that is read as something else than it says."""
        self.marked.append(self._problem(row, column, Fault(f"is {why}", ""), taken))

    def _problem(self, row: int, column: Column | None, fault: Fault, taken: str) -> SetAside:
        typed = shown(self.table.cells[self.frame["at"][row], column.at], 80) if column else ""
        number = int(self.frame["row"][row])
        sheet = self.table.opened.sheet
        return SetAside(number, column, typed, fault.wrong, fault.accepted, sheet, self.file, taken)

    def numbers(self, wanted: Field, kind: Kind) -> Numbers | None:
        """A column of numbers, its faults not yet noted."""
        column = self.column(wanted)
        return None if column is None else self.read(column, kind)

    def read(self, column: Column, kind: Kind) -> Numbers:
        """Numbers as this column writes them."""
        return read_numbers(self.texts(column), kind.as_written(self.context.formats.written.get(column.at)))

    def originals(self, column: Column, money: Kind) -> tuple[Texts, NDArray[np.int64]]:
        """Currency and cents of amounts that were converted, as they were quoted; "" and 0 for all others."""
        written = self.context.formats.written.get(column.at)
        codes, cents = np.full(len(self), "", dtype=object), np.zeros(len(self), np.int64)
        if not self.context.formats.exchange or written is None:
            return codes, cents
        texts = self.texts(column)
        kind = replace(money, written=replace(written, rates=dict.fromkeys(written.rates, 1.0)))
        values = read_numbers(texts, kind).values
        quoted = mapped(texts, lambda text: quoted_in(text, money.currency or "", written.currency))
        foreign = (quoted != "") & (quoted != money.currency) & ~np.isnan(values)
        codes[foreign], cents[foreign] = quoted[foreign], np.rint(values[foreign]).astype(np.int64)
        return codes, cents

    def taken(self, wanted: Field, read: Numbers | None) -> Floats:
        """Note the faults of a column and give its values; all unknown when there is no column."""
        column = self.column(wanted)
        if read is None or column is None:
            return np.full(len(self), np.nan)
        return self.noted(column, read)

    def noted(self, column: Column, read: Numbers) -> Floats:
        """Note what a column holds that is no value, or is written loosely, and give its values."""
        for row, fault in read.faults.items():
            self.doubt(row, column, fault)
        for row, loose in read.loose.items():
            self.mark(row, column, loose.why, _loose_text(loose, column, self.columns))
        return read.values

    def readable(self, column: Column | None, texts: Texts, faults: dict[int, Fault]) -> Texts:
        """The texts of a column, empty where one cannot be used, which is noted. faults: by row."""
        kept = texts.copy()
        for row, fault in faults.items():
            self.doubt(row, column, fault, "empty")
            kept[row] = ""
        return kept

    def unreadable_questions(self) -> list[Question]:
        """One question for each column with cells that cannot be read: unknown, or should these rows wait?"""
        found = []
        for at, rows in sorted(self.doubts.items()):
            column = self.table.columns[at]
            number = len(set(rows))
            examples = list(dict.fromkeys(shown(str(self.table.cells[row, at]), 24) for row in rows))
            typed = [text for text in examples if text][:4]
            cannot = f"in {column} can't be read. Treat"
            one, more = (f"{{number}} cell {cannot} it", f"{{number}} cells {cannot} them")
            tally = CountedTitle(number, f"{one} as unknown?", f"{more} as unknown?")
            problem = Problem(str(column), typed[0] if typed else "", "can't be read", "unknown, or a correction")
            choices = (
                Choice("unknown", "Yes, keep these creators and estimate what is missing"),
                Choice("aside", "No, leave these rows out until they are corrected"),
            )
            asked = Question(
                unreadable(column), tally.title, problem, choices, "unknown", examples=tuple(typed), tally=tally
            )
            found.append(asked.answered(self.context.answers))
        return found


def unreadable(column: Column) -> str:
    """Key of the question about cells of a column that cannot be read."""
    return f"unreadable.{column.letter}"


def _loose_text(loose: Loose, column: Column, columns: Columns) -> str:
    if loose.in_product:
        return "product, no fee"
    if loose.value != loose.value:
        return "unknown"
    role = columns.roles.get(column.at)
    cents = role is not None and role.field in MONEY_FIELDS
    values = [value / 100 if cents else value for value in (loose.value, loose.low, loose.high)]
    said, low, high = (f"{value:,.10g}" for value in values)
    return said if loose.low == loose.high else f"{said}, between {low} and {high}"


def tallied(drafts: Iterable[Draft]) -> list[str]:
    """The counting notes of all drafts of a file, one for each kind."""
    kinds: dict[tuple[str, str], list[Tally]] = {}
    for tally in (one for draft in drafts for one in draft.tallies):
        kinds.setdefault((tally.one, tally.more), []).append(tally)
    notes = []
    for (one, more), listed in kinds.items():
        rows = frozenset[int]().union(*(tally.rows or () for tally in listed))
        number = len(rows) or sum(tally.number for tally in listed)
        notes.append(f"{count(number)} {one if number == 1 else more}")
    return notes


def number_column(name: str) -> str:
    """Where a number column of the file stands in a draft, so that none hides a column of the domain."""
    return f"number {name}"
