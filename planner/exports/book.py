"""A workbook in which text is only ever text, formulas carry our values, and formats come from one place."""

from __future__ import annotations

import io
from collections.abc import Mapping
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
        self._book = xlsxwriter.Workbook(
            self._out,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
                "default_format_properties": {"font_name": FONT, "font_size": 10, "font_color": INK},
            },
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.numbers = number_formats(currency, locale, whole)

    def sheet(self, name: str) -> Worksheet:
        """A new sheet, A4 landscape, without grid lines."""
        sheet = self._book.add_worksheet(name, _sheet_class())
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&8{name}&R&8Page &P of &N")
        return sheet

    def format(self, kind: str = "plain", **extra: Any) -> Format:
        """The format of a kind of number or text, with further XlsxWriter properties."""
        props = {"num_format": self.numbers[kind], "valign": "vcenter", **extra}
        key = tuple(sorted(props.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(props)
        return self._formats[key]

    def plain(self, props: dict[str, Any]) -> Format:
        """A format of only these properties, to lay over others by condition."""
        return self._book.add_format(props)

    def text(self, sheet: Worksheet, at: tuple[int, int], text: str, **extra: Any) -> None:
        """Write text that stays text, also when somebody edits the cell later."""
        cleaned = clean(text)
        if starts_formula(cleaned):
            extra["quote_prefix"] = True
        sheet.write_string(*at, cleaned, self.format(extra.pop("kind", "plain"), **extra))

    def value(self, sheet: Worksheet, at: tuple[int, int], value: Cell, kind: str, **extra: Any) -> None:
        """Write text, a number, or an empty cell for None."""
        if isinstance(value, str):
            self.text(sheet, at, value, **extra)
        elif value is None:
            sheet.write_blank(*at, None, self.format(kind, **extra))
        else:
            sheet.write_number(*at, value, self.format(kind, **extra))

    def formula(
        self, sheet: Worksheet, at: tuple[int, int], formula: str, value: Cell, look: Mapping[str, Any]
    ) -> None:
        """Write a formula with the value it has now; `look` is `kind` and further properties."""
        props = dict(look)
        kind = props.pop("kind")
        sheet.write_formula(*at, formula, self.format(kind, **props), "" if value is None else value)

    def day(self, sheet: Worksheet, at: tuple[int, int], value: date, **extra: Any) -> None:
        """Write a day as a date that can be calculated with."""
        sheet.write_datetime(*at, datetime(value.year, value.month, value.day), self.format("day", **extra))

    def define(self, name: str, sheet: Worksheet, at: tuple[int, int]) -> None:
        """Give a cell a name, by which formulas and people find it."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        cell = xl_rowcol_to_cell(*at, row_abs=True, col_abs=True)
        self._book.define_name(name, f"='{sheet.get_name()}'!{cell}")

    def chart(self) -> Any:
        """A new stacked bar chart that fills its width whatever the numbers are."""
        return self._book.add_chart({"type": "bar", "subtype": "percent_stacked"})

    def heading(self, sheet: Worksheet, row: int, titles: tuple[str, ...]) -> None:
        """A row of column headings; all but the first are over numbers."""
        for column, title in enumerate(titles):
            align = "left" if column == 0 else "right"
            self.text(sheet, (row, column), title, **header(align))

    def close(self, title: str, made_on: date | None) -> bytes:
        """Finish; the properties hold the title and the day, and nobody's name."""
        day = datetime(made_on.year, made_on.month, made_on.day) if made_on else UNDATED
        self._book.set_properties({"title": clean(title), "author": "", "company": "", "created": day})
        self._book.close()
        return self._out.getvalue()


@cache
def _sheet_class() -> type[Worksheet]:
    """A worksheet that prepares each formula once: XlsxWriter runs thirty searches on it, for every row again."""
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):
        @staticmethod
        @lru_cache(maxsize=2_000)
        def _once(formula: str, expand: bool) -> str:
            prepared: str = Worksheet()._prepare_formula(formula, expand)
            return prepared

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return self._once(formula, expand_future_functions or self.use_future_functions)

    return Sheet


def header(align: str = "left") -> dict[str, Any]:
    """Properties of a column heading."""
    return {"bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "align": align, "text_wrap": True}
