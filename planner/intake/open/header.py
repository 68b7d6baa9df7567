"""Which row is the header, and the table below it."""

import re
from bisect import bisect_left, bisect_right

import numpy as np

from planner.frozen import dataclass
from planner.intake.asking import Answers, Choice, Question
from planner.intake.cells.texts import platform_of, platform_of_link
from planner.intake.columns.roles import recognised
from planner.intake.open.table import Table, nameless
from planner.intake.reading import MAX_COLUMNS, Column, Opened, SetAside, Unanswered, refusal, shown
from planner.problems import Problem
from planner.wording import counted

A_TABLE = "a table: a header in row 1, and a row for each creator or post"
_LOOKED_AT = 30
_KEY = "header"
_MOST_SPREAD = 1_000_000
_OFFERED = 5
_NO_WORDS = " \t\r\n0123456789.,-"
_SOMEBODY = re.compile(r"@[\w.]{2,40}|\S+@\S+\.\w+")
_FIGURE = re.compile(r"[~<>$€£]?\s?\d[\d.,'\s]*\s?(?:[kKmM%€$£+]|[A-Z]{3})?|https?://\S+|\S+@\S+\.\w+")


@dataclass(frozen=True)
class Rows:
    """All rows of a file as it came. is_sheet: cells keep their columns even where a row is short.

    before: lines of the file that stand above the first row and are none. merged: cells that reach over several rows:
    first row, column, last row, from 0.
    """

    cells: list[list[str]]
    opened: Opened
    notes: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    is_sheet: bool = False
    before: int = 0
    merged: tuple[tuple[int, int, int], ...] = ()


def table_of(place: str, found: Rows, header_row: int | None, answers: Answers) -> Table:
    """Find the header and take the rows below it.

    header_row: counted as the file does, from 1; None = to be found. answers: among them which of two rows it is.
    Raises BadInput when there is no table, Unanswered when two rows could be the header.
    """
    rows = found.cells
    filled = [bool("".join(row).strip()) for row in rows]
    if True not in filled:
        raise refusal(place, "is empty", A_TABLE)
    asked: tuple[Question, ...] = ()
    if header_row is not None:
        top = header_row - 1 - found.before
        if not 0 <= top < len(rows) or not filled[top]:
            raise refusal(place, "has nothing in the row chosen as the header", "a row with headers", str(header_row))
        last = top
    else:
        top, last, asked = _header(place, found, filled, answers)
    header = _joined(rows[top], rows[last]) if last > top else [cell.strip() for cell in rows[top]]
    if last < top:
        header = [nameless(Column("", at)) for at in range(len(rows[top]))]
    notes = list(found.notes)
    above = [at for at in range(top) if filled[at]]
    if above:
        title = shown(" ".join(cell.strip() for at in above for cell in rows[at] if cell.strip()), 60)
        notes.append(f"The header is in row {top + 1 + found.before}. What's above it, '{title}', isn't used.")
    return _below(place, found, filled, (header, last, tuple(notes), asked))


def _header(place: str, found: Rows, filled: list[bool], answers: Answers) -> tuple[int, int, tuple[Question, ...]]:
    """First and last row of the header, counted from 0.

    The last differs when two rows form the header together, and is one less than the first when there is none.
    """
    rows = found.cells
    first = [at for at, is_filled in enumerate(filled) if is_filled][:_LOOKED_AT]
    best, known = first[0], known_words(rows[first[0]])
    for at in first[1:]:
        # A row with no more words than are known in another knows no more of them.
        if len(_words(rows[at])) > known and (more := known_words(rows[at])) > known:
            best, known = at, more
    top = best
    if known < 2:
        widest = max(_count(rows[at]) for at in first)
        top = next(at for at in first if 2 * _count(rows[at]) >= widest)
        if known == 1 and _count(rows[best]) * 2 >= widest:
            top = best
        if any(map(_is_figure, rows[top])):
            return _asked(place, found, [at for at in first if 2 * _count(rows[at]) >= widest], answers)
    pair = _two_rows(rows, filled, top)
    if pair is None:
        return top, top, ()
    upper, lower = pair
    choices = (
        Choice("both", f"Both together, such as '{shown(' | '.join(_joined(rows[upper], rows[lower])), 60)}'"),
        Choice("upper", f"Row {upper + 1 + found.before}: '{shown(' | '.join(rows[upper]), 60)}'"),
        Choice("lower", f"Row {lower + 1 + found.before}: '{shown(' | '.join(rows[lower]), 60)}'"),
    )
    where = f"{place}, rows {upper + 1 + found.before} and {lower + 1 + found.before}"
    problem = Problem(where, "", "could both be the header", "a choice of one or both")
    question = Question(_KEY, "Which row is the header?", problem, choices, suggested="both").answered(answers)
    if question.answer is None:
        raise Unanswered([question])
    return {"both": (upper, lower), "upper": (upper, upper), "lower": (lower, lower)}[question.answer] + ((question,),)


def _asked(place: str, found: Rows, candidates: list[int], answers: Answers) -> tuple[int, int, tuple[Question, ...]]:
    """No row is clearly a header: somebody has to say which one is."""
    rows, first = found.cells, candidates[0]
    choices = [
        Choice(str(at + 1 + found.before), f"Row {at + 1 + found.before}: '{shown(' | '.join(rows[at]), 60)}'")
        for at in candidates[:_OFFERED]
    ]
    choices.append(Choice("none", "There is none: the first row is a creator"))
    problem = Problem(
        f"{place}, row {first + 1 + found.before}",
        shown(" | ".join(rows[first]), 60),
        "has no header that we recognise",
        "a choice of header row",
    )
    default = "none" if any(map(_names_somebody, rows[first])) else None
    question = Question(_KEY, "Which row is the header?", problem, tuple(choices), default, "none").answered(answers)
    if question.holds is None:
        raise Unanswered([question])
    if question.holds == "none":
        return first, first - 1, (question,)
    at = int(question.holds) - 1 - found.before
    return at, at, (question,)


def known_words(row: list[str]) -> int:
    """How many cells of a row are known as headers. Beside figures a platform's name is a value, and no header."""
    figures = any(map(_is_figure, row))
    roles = {recognised(word) for word in _words(row) if not (figures and platform_of(word.strip()))}
    return len(roles - {None})


def _words(row: list[str]) -> list[str]:
    """Cells that say more than a number."""
    return [cell for cell in row if cell.strip(_NO_WORDS)]


def _names_somebody(cell: str) -> bool:
    """A handle with its sign, a profile or an address: no header has one."""
    return _SOMEBODY.fullmatch(cell.strip()) is not None or platform_of_link(cell) != ""


def _is_figure(cell: str) -> bool:
    """A number, a link or an address: what stands below a header, and not in it."""
    return _FIGURE.fullmatch(cell.strip()) is not None


def _count(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _two_rows(rows: list[list[str]], filled: list[bool], top: int) -> tuple[int, int] | None:
    """A header in two rows: the upper has gaps where a merged title goes on, the lower has words, not figures."""
    for upper, lower in ((top - 1, top), (top, top + 1)):
        if upper < 0 or lower >= len(rows) or not filled[upper] or not filled[lower]:
            continue
        above, below = rows[upper], rows[lower]
        gaps = sum(
            1 for at, cell in enumerate(below) if cell.strip() and not (above[at] if at < len(above) else "").strip()
        )
        words = not any(c.isdigit() for cell in below for c in cell)
        if gaps and words and known_words(below) >= 2 and (known_words(above) >= 1 and _count(above) >= 2):
            return upper, lower
    return None


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """One header of two: a title above goes on to the right over its gaps, where something stands below."""
    joined, title = [], ""
    for at in range(max(len(upper), len(lower))):
        above = upper[at].strip() if at < len(upper) else ""
        below = lower[at].strip() if at < len(lower) else ""
        title = above or (title if below else "")
        joined.append(" ".join(part for part in (title, below) if part))
    return joined


def _below(
    place: str, found: Rows, filled: list[bool], head: tuple[list[str], int, tuple[str, ...], tuple[Question, ...]]
) -> Table:
    rows, (header, top, notes, asked) = found.cells, head
    while header and not header[-1]:
        header.pop()
    below = [at for at in range(top + 1, len(rows)) if filled[at]]
    if not below:
        raise refusal(
            place,
            f"has a header in row {top + 1 + found.before} and no rows below it",
            A_TABLE,
            shown(", ".join(header), 80),
        )
    if found.is_sheet:
        # A sheet's cells keep their columns, so a remark beside the table is only a column without a name.
        widest = max(len(_trimmed(rows[at], len(header))) for at in below)
        header += [""] * (widest - len(header))
    width = len(header)
    rows_of = {at: rows[at] if len(rows[at]) <= width else _trimmed(rows[at], width) for at in below}
    widths = {len(row) for row in rows_of.values()}
    if len(widths) == 1 and (wider := widths.pop()) > width:
        raise refusal(
            place,
            f"has {counted(wider, 'cell')} in every row but {len(header)} in the header, so the last ones have no name",
            "a header with a name for every column",
            shown(", ".join(header), 80),
        )
    if len(header) > MAX_COLUMNS:
        raise refusal(
            place,
            f"has data beyond column {MAX_COLUMNS}: {counted(len(header), 'column')}",
            f"at most {MAX_COLUMNS} columns",
        )
    good, odd, set_aside = [], {}, []
    for at, row in rows_of.items():
        if len(row) == len(header) or (found.is_sheet and len(row) < len(header)):
            good.append(at)
        else:
            more = "an unquoted separator in a text?" if len(row) > len(header) else "cells missing at its end?"
            wrong = f"has {counted(len(row), 'cell')} where the header has {len(header)} ({more})"
            number = at + 1 + found.before
            set_aside.append(SetAside(number, None, shown(", ".join(row), 80), wrong, counted(len(header), "cell")))
            odd[number] = tuple(row)
    _spread(found, rows_of)
    short = [""] * width
    cells = np.empty((len(good), width), dtype=object)
    for place_in_cells, at in enumerate(good):
        row = rows_of[at]
        cells[place_in_cells] = [*map(str.strip, row), *short[len(row) :]]
    end = len(rows)
    while end and not filled[end - 1]:
        # Blank lines after the last row are the end of the file, not rows of it.
        end -= 1
    return Table(
        columns=tuple(Column(text, at) for at, text in enumerate(header)),
        cells=cells,
        numbers=np.array(good, dtype=np.int64) + 1 + found.before,
        blank=end - top - 1 - len(below),
        set_aside=tuple(set_aside),
        notes=notes,
        opened=found.opened.with_header(top + 1 + found.before),
        questions=(*found.questions, *asked),
        odd=odd,
        merged=_merged(found, good),
    )


def _spread(found: Rows, rows_of: dict[int, list[str]]) -> None:
    """What stands in a cell merged over several rows holds for all of them."""
    last, left = max(rows_of), _MOST_SPREAD
    for top, column, bottom in found.merged:
        if top not in rows_of or column >= len(rows_of[top]):
            continue
        end = min(bottom, last)
        left -= end - top
        if left < 0:
            # More than any sheet has: merges that lie over each other.
            break
        for at in range(top + 1, end + 1):
            row = rows_of.get(at)
            if row is not None:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = row[column] or rows_of[top][column]


def _merged(found: Rows, good: list[int]) -> tuple[tuple[int, int, int], ...]:
    """Merged cells by their first and last row among the good ones, and their column."""
    reached = [(bisect_left(good, top), bisect_right(good, bottom) - 1, at) for top, at, bottom in found.merged]
    return tuple((first, last, at) for first, last, at in reached if last > first)


def _trimmed(row: list[str], width: int) -> list[str]:
    """Without empty cells beyond the header, which a trailing separator leaves."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]
