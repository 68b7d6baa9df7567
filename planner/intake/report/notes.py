"""What is told about a file: rows that are no creators, columns with samples, sentences at the end."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.domain.audience import part_of
from planner.domain.roster import UNKNOWN_FEE
from planner.frozen import dataclass
from planner.intake.asking import Answers, Choice, CountedTitle, Question
from planner.intake.columns.columns import Columns
from planner.intake.columns.looks import is_subtotal, is_total
from planner.intake.columns.names import folded
from planner.intake.columns.shapes import View
from planner.intake.open.table import Table
from planner.intake.reading import ColumnUse, Field, Unknowns, shown
from planner.intake.roster.draft import Draft, number_column
from planner.intake.roster.fields import CREATOR_FIELDS
from planner.intake.roster.offers import PACKAGE_FIELDS
from planner.problems import Problem
from planner.wording import count, label, percent

_FOOTER = 3
"""Only among so many last rows is a `Total` taken for a sum: an account may be called so."""
_SAMPLES = 3
_LONGEST_SUM = 24
"""Characters of the longest word for a sum between rows."""
_FILLED = 3
"""Beside rows with so many values, lines of text below them are remarks, however many."""


@dataclass(frozen=True)
class Footer:
    """Rows that were left out as no creators, and how it was told."""

    rows: int
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def without_footer(table: Table, views: Sequence[View], answers: Answers) -> tuple[Table, list[View], Footer]:
    """Sums and notes at the end, and headers repeated, are no creators unless somebody says so."""
    if not views:
        return table, list(views), Footer(0)
    kinds = _kinds(table, views[0])
    if not kinds:
        return table, list(views), Footer(0)
    rows = table.places(list(kinds))
    texts = tuple(
        f"row {table.numbers[at]}: {shown(' '.join(t for t in table.cells[at] if t), 60)}" for at in list(kinds)[:6]
    )
    problem = Problem(f"row {rows}", "", "looks like a total, a note or a header", "a choice to use or leave out")
    several = len(kinds) > 1
    leave = "Leave them out" if several else "No, leave it out"
    use = "Use them, they are creators" if several else "Yes, use it"
    choices = (Choice("leave", leave), Choice("read", use))
    tally = CountedTitle(len(kinds), f"Is row {rows} a creator?", "Are these {number} rows creators?")
    question = Question("footer", tally.title, problem, choices, "leave", examples=texts, tally=tally).answered(answers)
    if question.answer == "read":
        return table, list(views), Footer(0, (), (question,))
    notes = tuple(
        f"Not a creator: the {word} in row {table.places([at for at, kind in kinds.items() if kind == word])}."
        for word in dict.fromkeys(kinds.values())
    )
    keep = np.ones(len(table.cells), bool)
    keep[list(kinds)] = False
    new_at = np.cumsum(keep) - 1
    kept_views = [
        replace(view, rows=new_at[view.rows[keep[view.rows]]], links=None if view.links is None else view.links[keep])
        for view in views
    ]
    return table.kept(keep), kept_views, Footer(len(kinds), notes, (question,))


def _kinds(table: Table, view: View) -> dict[int, str]:
    """Rows that are no creators, by position, with what they are."""
    kinds: dict[int, str] = {}
    size = len(table.cells)
    header = [text.casefold() for text in table.header]
    handle = next(view.fields[f] for f in (Field.HANDLE, Field.PROFILE_URL, Field.NAME, Field.FIRST_NAME)
                  if f in view.fields)  # fmt: skip
    followers = view.fields.get(Field.FOLLOWERS)
    if followers is not None and followers.header:
        for at in np.flatnonzero(table.cells[:, followers.at] == followers.header).tolist():
            if [text.casefold() for text in table.cells[at]] == header:
                kinds[at] = "repeated header"
    handles = table.cells[:, handle.at].tolist()
    sums = {text for text in set(handles) if len(text) <= _LONGEST_SUM and is_subtotal(folded(text))}
    kinds |= dict.fromkeys((at for at, text in enumerate(handles) if text in sums), "sum")
    is_table = bool(((table.cells != "").sum(axis=1) >= _FILLED).any())
    for at in range(size - 1, -1, -1):
        row = table.cells[at]
        filled = [text for text in row if text]
        if size - 1 - at >= _FOOTER and not (is_table and _is_remark(filled) and at + 1 in kinds):
            break
        if at in kinds:
            continue
        first = folded(filled[0]) if filled else ""
        total = any(is_total(folded(text)) for text in (first, row[handle.at]))
        if total:
            kinds[at] = "sum"
        elif _is_remark(filled) and size > 1 and not any(c.isdigit() for c in row[-1]):
            kinds[at] = "note"
    return dict(sorted(kinds.items()))


def _is_remark(filled: Sequence[str]) -> bool:
    """The only text of a row, of several words or with a colon behind it: a note, or a legend of colours."""
    return len(filled) == 1 and (" " in filled[0].strip() or filled[0].strip().endswith(":"))


def column_uses(table: Table, columns: Columns, drafts: Sequence[Draft]) -> tuple[ColumnUse, ...]:
    """Every column with what it is read as, samples, and how the first sample was read."""
    readings: dict[int, str] = {}
    for draft in drafts:
        for name, wanted in (CREATOR_FIELDS | PACKAGE_FIELDS | {"handle": Field.HANDLE}).items():
            column = draft.view.fields.get(wanted)
            if column is not None and column.at not in readings:
                readings[column.at] = _reading(draft, column.at, name)
        for name, column in (draft.columns.audience | draft.columns.attributes).items():
            readings.setdefault(column.at, _reading(draft, column.at, name))
        for name, column in draft.columns.numbers.items():
            readings.setdefault(column.at, _reading(draft, column.at, number_column(name)))
    used = {column.at for draft in drafts for column in draft.view.fields.values()}
    used |= {price.column.at for draft in drafts for price in draft.view.prices}
    used |= {
        column.at for column in (*columns.numbers.values(), *columns.audience.values(), *columns.attributes.values())
    }
    if not drafts:
        # Reading waits for answers: what the columns are taken for so far.
        used |= {at for at, role in columns.roles.items() if role.field is not None or role.audience or role.attribute}
    found = []
    for column in table.columns:
        role = columns.roles.get(column.at)
        texts = table.cells[:, column.at]
        examples = tuple(dict.fromkeys(shown(text, 30) for text in texts[texts != ""][:20]))[:_SAMPLES]
        is_read = column.at in used and role is not None
        name = str(role) if role is not None and (is_read or role.field is not None) else "ignore"
        if role is not None and role.is_number:
            name = column.header or name
        found.append(
            ColumnUse(
                name if is_read else "ignore",
                column,
                columns.why.get(column.at, "header") if is_read else "",
                examples,
                readings.get(column.at, ""),
            )
        )
    return tuple(found)


def _reading(draft: Draft, at: int, name: str) -> str:
    """`0.0027 is 0.27%`: the first value of a column that was read as something else than it says."""
    if name not in draft.frame:
        return ""
    cells = draft.table.cells[draft.frame["at"][:200], at]
    for row, typed in enumerate(cells):
        if not typed or draft.bad[row]:
            continue
        value = _as_read(draft.frame[name][row], name)
        if value and value != typed:
            return f"{shown(str(typed), 24)} is {shown(value, 30)}"
        if value:
            return ""
    return ""


def _as_read(value: object, name: str) -> str:
    if isinstance(value, str):
        return label(value) if name == "platform" else value
    if not isinstance(value, int | float | np.integer | np.floating) or value != value:
        return ""
    if name in ("engagement_rate", "fake_share", "mass_share", "fit", "authenticity") or part_of(name) is not None:
        return percent(float(value), 2)
    if name.endswith("_cents"):
        return "" if value == UNKNOWN_FEE else f"{value / 100:,.2f}"
    return count(float(value)) if float(value).is_integer() else f"{value:,.10g}"


def said_at_the_end(merged: int, blank: int, unknown: Unknowns) -> list[str]:
    """Sentences about what was merged, left out, and is not known."""
    numbers = (
        (merged, "row{s} merged with an equal one"),
        (blank, "blank row{s} left out"),
        (unknown.packages, "row{s} without a package: we assume one standard post for its platform, paid in cash"),
        (unknown.fees, "package{s} without a fee: we estimate it"),
        (unknown.engagement_rates, "creator{s} without an engagement rate: we use the benchmark of their tier"),
    )
    return [f"{count(n)} {text.format(s='' if n == 1 else 's')}." for n, text in numbers if n]
