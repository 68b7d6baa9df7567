"""Native charts: their numbers lie in the file, so that an office program can edit them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.exports.number_formats import number_formats
from planner.exports.slides.deck import FONT, INK, LINE, MUTED, UNDATED, Box, Deck, colour
from planner.exports.text import clean
from planner.wording import count

_PLOT = 0.8
"""Of the width of a chart with bars, beside the names of its categories."""


@dataclass(frozen=True)
class Bars:
    """Bars by category, the first on top. colours: one per bar; kind: of the numbers, as in the workbook."""

    title: str
    names: Sequence[str]
    numbers: Sequence[float]
    colours: Sequence[str]
    kind: str = "count"


@dataclass(frozen=True)
class Curve:
    """A line over x. dashed: a lesser line."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    ink: str
    dashed: bool = False


def _safe(kind: str) -> Any:
    """Chart data whose workbook inside the slide keeps text as text."""
    from contextlib import contextmanager

    from pptx.chart.data import CategoryChartData, XyChartData
    from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
    from xlsxwriter import Workbook

    base, writer = (CategoryChartData, CategoryWorkbookWriter) if kind == "bars" else (XyChartData, XyWorkbookWriter)

    class Writer(writer):  # type: ignore[valid-type, misc]
        @contextmanager
        def _open_worksheet(self, xlsx_file: Any) -> Any:
            inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
            book = Workbook(xlsx_file, {"in_memory": True, **inert})
            book.set_properties({"author": "", "created": UNDATED})
            yield book, book.add_worksheet()
            book.close()

    class Data(base):  # type: ignore[valid-type, misc]
        @property
        def xlsx_blob(self) -> bytes:
            blob: bytes = Writer(self).xlsx_blob
            return blob

    return Data


def pyramid(deck: Deck, slide: Any, box: Box, bars: Bars) -> None:
    """Bars on one axis in the middle, by equal invisible flanks; the widest has a little room on both sides."""
    from pptx.enum.chart import XL_CHART_TYPE

    data = _safe("bars")(number_format=_number(deck, bars.kind))
    data.categories = [clean(name) for name in bars.names]
    top = max(bars.numbers, default=0.0)
    flank = [(top - number) / 2 + top * 0.05 for number in bars.numbers]
    for name, numbers in (("flank", flank), (bars.title, bars.numbers), ("flank", flank)):
        data.add_series(name, numbers)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED_100, *deck.place(box), data).chart
    _quiet(chart)
    chart.plots[0].gap_width, chart.plots[0].overlap = 8, 100
    left, middle, right = chart.plots[0].series
    for series in (left, right):
        series.format.fill.background()
    _points(middle, bars.colours)
    _labels(middle, _number(deck, bars.kind), inside=True)
    _category_axis(chart, 16, reverse=True)
    _hide_values(chart)


def bars(deck: Deck, slide: Any, box: Box, what: Bars, upright: bool = False) -> None:
    """Plain bars with their numbers, without a grid."""
    from pptx.enum.chart import XL_CHART_TYPE

    data = _safe("bars")(number_format=_number(deck, what.kind))
    data.categories = [clean(name) for name in what.names]
    data.add_series(clean(what.title), what.numbers)
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if upright else XL_CHART_TYPE.BAR_CLUSTERED
    chart = slide.shapes.add_chart(kind, *deck.place(box), data).chart
    _quiet(chart)
    chart.plots[0].gap_width = 45
    (series,) = chart.plots[0].series
    _points(series, what.colours)
    number = _number(deck, what.kind)
    # Most weeks of a calendar have nothing: a row of zeros would only hide the others.
    _labels(series, f"{number};;" if upright else number, inside=False)
    if not upright:
        # Some programs break an amount before its currency sign, though there is room beside the bar.
        series.data_labels._element.txPr.bodyPr.set("wrap", "none")
    _category_axis(chart, 12 if upright else 13, reverse=not upright)
    _hide_values(chart)
    # Room for the number at the end of the longest bar.
    room = 0.11 if upright else _room(deck, box, what)
    chart.value_axis.maximum_scale = (max(what.numbers, default=0.0) or 1.0) / (1 - room)


def _room(deck: Deck, box: Box, what: Bars) -> float:
    """Part of the plot that the longest number takes: a digit of 12 points is a tenth of an inch with what parts it."""
    brief = deck.dossier.brief
    words = (
        brief.money(round(one) * 100) if what.kind == "money" else count(one, brief.locale) for one in what.numbers
    )
    wide = 0.1 * max(map(len, words), default=0)
    return min(max(wide / (_PLOT * box.width), 0.2), 0.5)


def curves(deck: Deck, slide: Any, box: Box, what: tuple[Sequence[Curve], tuple[float, float], str]) -> None:
    """Lines over spend, and one marked point. what: the lines, the point, the kind of numbers along x."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    lines, point, kind = what
    data = _safe("lines")(number_format=_number(deck, "count"))
    for line in lines:
        series = data.add_series(line.name)
        for x, y in zip(line.x, line.y, strict=True):
            series.add_data_point(x, y)
    data.add_series("This plan").add_data_point(*point)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *deck.place(box), data).chart
    _quiet(chart)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size, chart.legend.font.color.rgb = Pt(12), colour(MUTED)
    for series, line in zip(chart.plots[0].series, lines, strict=False):
        series.smooth = False
        series.format.line.color.rgb = colour(line.ink)
        series.format.line.width = Pt(1.5 if line.dashed else 3)
        series.marker.style = XL_MARKER_STYLE.NONE
        if line.dashed:
            series.format.line.dash_style = MSO_LINE.DASH
    plan = chart.plots[0].series[len(lines)]
    plan.marker.style, plan.marker.size = XL_MARKER_STYLE.CIRCLE, 12
    plan.marker.format.fill.solid()
    plan.marker.format.fill.fore_color.rgb = colour(INK)
    plan.format.line.fill.background()
    for axis, number in ((chart.category_axis, kind), (chart.value_axis, "count")):
        axis.tick_labels.font.size, axis.tick_labels.font.color.rgb = Pt(12), colour(MUTED)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = _number(deck, number), False
        axis.format.line.color.rgb = colour(LINE)
        axis.minimum_scale = 0
        axis.has_major_gridlines = False
    chart.category_axis.maximum_scale = max(lines[0].x, default=1.0) or 1.0
    chart.value_axis.has_major_gridlines = True
    chart.value_axis.major_gridlines.format.line.color.rgb = colour(LINE)


def _number(deck: Deck, kind: str) -> str:
    brief = deck.dossier.brief
    return number_formats(brief.currency, brief.locale, True)[kind]


def _quiet(chart: Any) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.name, chart.font.color.rgb = FONT, colour(INK)


def _points(series: Any, colours: Sequence[str]) -> None:
    for at, ink in enumerate(colours):
        fill = series.points[at].format.fill
        fill.solid()
        fill.fore_color.rgb = colour(ink)


def _labels(series: Any, number: str, inside: bool) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, number, False
    labels.position = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(16 if inside else 12), inside
    labels.font.color.rgb = colour("FFFFFF" if inside else INK)


def _category_axis(chart: Any, size: int, reverse: bool) -> None:
    from pptx.enum.chart import XL_TICK_MARK
    from pptx.util import Pt

    axis = chart.category_axis
    axis.reverse_order = reverse
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    axis.format.line.fill.background()
    axis.tick_labels.font.size, axis.tick_labels.font.bold = Pt(size), size > 13


def _hide_values(chart: Any) -> None:
    axis = chart.value_axis
    axis.visible = False
    axis.has_major_gridlines = False
    axis.minimum_scale = 0
