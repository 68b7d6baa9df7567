"""A workbook in which text is only ever text, formulas carry our values, and formats come from one place."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from planner.exports.number_formats import number_formats
from planner.exports.text import clean
from planner.formula_escape import starts_formula

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

INK, MUTED, FAINT, HEAD, LINE = "#1F2933", "#5F6C7B", "#A7B1BB", "#1F2933", "#D5DBE1"
A4 = 9
FONT = "Calibri"
STYLE = "Table Style Light 1"
TOP = 3
"""Row of the headings of most sheets, counted from 0; a title and a caption stand above."""
UNDATED = datetime(2000, 1, 1)
"""Written as the day of creation when none is given, so that one plan always makes the same bytes."""

Cell = str | int | float | None


class Book:
    """One workbook in memory.

    currency, locale: how money is shown. whole: True when no amount has cents, so that none are shown.
    """

    def __init__(self, currency: str, locale: str, whole: bool) -> None:
        import xlsxwriter  # here, because most runs of the planner write no workbook

        self._out = io.BytesIO()
        inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        look = {"font_name": FONT, "font_size": 10, "font_color": INK}
        options = {"in_memory": True, **inert, "nan_inf_to_errors": False, "default_format_properties": look}
        self._book = xlsxwriter.Workbook(self._out, options)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.numbers = number_formats(currency, locale, whole)

    def sheet(self, name: str, title: str, *captions: str, size: int = 16) -> Sheet:
        """A new sheet, A4 landscape, without grid lines; `title` in its first row, captions in those below."""
        raw = self._book.add_worksheet(name, _sheet_class())
        raw.hide_gridlines(2)
        raw.set_landscape()
        raw.set_paper(A4)
        raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        raw.set_footer(f"&L&8{name}&R&8Page &P of &N")
        sheet = Sheet(self, raw)
        sheet.text(0, 0, title, bold=True, font_size=size)
        for row, caption in enumerate(captions, 1):
            sheet.text(row, 0, caption, font_color=MUTED)
        return sheet

    def format(self, kind: str = "plain", **look: Any) -> Format:
        """The format of a kind of number or text, with further XlsxWriter properties."""
        props = {"num_format": self.numbers[kind], "valign": "vcenter", **look}
        key = tuple(sorted(props.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(props)
        return self._formats[key]

    def plain(self, **props: Any) -> Format:
        """A format of only these properties, to lay over others by condition."""
        return self._book.add_format(props)

    def define(self, name: str, reference: str) -> None:
        """Give a cell a name, by which formulas and people find it."""
        self._book.define_name(name, reference)

    def chart(self) -> Any:
        """A new stacked bar chart that fills its width whatever the numbers are."""
        return self._book.add_chart({"type": "bar", "subtype": "percent_stacked"})

    def close(self, title: str, made_on: date | None) -> bytes:
        """Finish; the properties hold the title and the day, and nobody's name."""
        day = datetime(made_on.year, made_on.month, made_on.day) if made_on else UNDATED
        self._book.set_properties({"title": clean(title), "author": "", "company": "", "created": day})
        self._book.close()
        return self._out.getvalue()


@dataclass(frozen=True)
class Sheet:
    """A sheet of a book: writes cells and their looks. Rows and columns count from 0; `raw` is XlsxWriter's own.

    `look` are properties of XlsxWriter's formats; `kind` is a key of `number_formats`.
    """

    book: Book
    raw: Worksheet

    def text(self, row: int, column: int, text: str, kind: str = "plain", **look: Any) -> None:
        """Write text that stays text, also when somebody edits the cell later."""
        cleaned = clean(text)
        if starts_formula(cleaned):
            look["quote_prefix"] = True
        self.raw.write_string(row, column, cleaned, self.book.format(kind, **look))

    def muted(self, row: int, column: int, text: str, **look: Any) -> None:
        """Write text that stands back."""
        self.text(row, column, text, font_color=MUTED, **look)

    def value(self, row: int, column: int, value: Cell, kind: str, **look: Any) -> None:
        """Write text, a number, or an empty cell for None."""
        if isinstance(value, str):
            self.text(row, column, value, **look)
        elif value is None:
            self.raw.write_blank(row, column, None, self.book.format(kind, **look))
        else:
            self.raw.write_number(row, column, value, self.book.format(kind, **look))

    def formula(self, row: int, column: int, formula: str, value: Cell, kind: str, **look: Any) -> None:
        """Write a formula with the value it has now."""
        self.raw.write_formula(row, column, formula, self.book.format(kind, **look), "" if value is None else value)

    def day(self, row: int, column: int, value: date, **look: Any) -> None:
        """Write a day as a date that can be calculated with."""
        moment = datetime(value.year, value.month, value.day)
        self.raw.write_datetime(row, column, moment, self.book.format("day", **look))

    def define(self, name: str, row: int, column: int) -> None:
        """Give a cell a name, by which formulas and people find it."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define(name, f"='{self.raw.get_name()}'!{cell}")

    def heading(self, row: int, *titles: str) -> None:
        """A row of column headings; all but the first are over numbers."""
        for column, title in enumerate(titles):
            self.text(row, column, title, **header("right" if column else "left"))

    def widths(self, *widths: float) -> None:
        """Widths of the columns from the left, in characters."""
        for column, width in enumerate(widths):
            self.raw.set_column(column, column, width)

    def frame(self, name: str, last: int, heads: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """A table with filters from row `TOP` to row `last`; heads are titles with the look of each."""
        columns = [{"header": title, "header_format": self.book.format("plain", **look)} for title, look in heads]
        self.raw.add_table(TOP, 0, last, len(heads) - 1, {"name": name, "style": STYLE, "columns": columns})

    def mark(self, rows: tuple[int, int], column: int, rule: Mapping[str, Any], **look: Any) -> None:
        """Lay a look over the cells of a column, first to last row, where a condition of XlsxWriter is met."""
        rule = {**rule, "format": self.book.plain(**look)}
        self.raw.conditional_format(rows[0], column, rows[1], column, rule)

    def finish(self, last: int, columns: int, high: int = 0, top: int = TOP) -> None:
        """Freeze and repeat the headings; print to row `last`, one page wide and `high` pages high, 0 = any number."""
        self.raw.freeze_panes(top + 1, 1)
        if high == 0:
            self.raw.repeat_rows(top)
        self.raw.print_area(0, 0, last, columns - 1)
        self.raw.fit_to_pages(1, high)


@cache
def _sheet_class() -> type[Worksheet]:
    """A worksheet that prepares each formula once: XlsxWriter runs thirty searches on it, for every row again."""
    from xlsxwriter.worksheet import Worksheet

    class Prepared(Worksheet):
        @staticmethod
        @lru_cache(maxsize=2_000)
        def _once(formula: str, expand: bool) -> str:
            prepared: str = Worksheet()._prepare_formula(formula, expand)
            return prepared

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return self._once(formula, expand_future_functions or self.use_future_functions)

    return Prepared


def header(align: str = "left") -> dict[str, Any]:
    """Properties of a column heading."""
    return {"bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "align": align, "text_wrap": True}
