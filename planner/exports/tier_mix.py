"""The sheet "Tier mix": each tier's part of the plan, live, and the pyramid as a native chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.domain.roster import Platform, Tier
from planner.exports.book import FONT, INK, MUTED, Book, Cell, header
from planner.exports.media_plan import platforms_of
from planner.exports.text import amount
from planner.outcome import Pick, Plan
from planner.palette import PLATFORM_COLOURS, TIER_COLOURS
from planner.wording import label

NAME = "Tier mix"
TITLES = (
    "Creators",
    "Share of creators",
    "Net cost",
    "Share of net",
    "Engagements",
    "Impressions",
    "Cost per engagement",
)
ALONE = "Unique reach of the tier alone (forecast)"
TOP = 3
HELP = 10
"""Column where the figures behind the charts begin, right of the printed part."""


@dataclass(frozen=True)
class _Part:
    creators: int
    cents: int
    engagements: float
    impressions: float

    @classmethod
    def of(cls, picks: list[Pick]) -> _Part:
        return cls(
            sum(p.count for p in picks),
            sum(p.cost_cents for p in picks),
            sum(p.engagements for p in picks),
            sum(p.impressions for p in picks),
        )


def write_tier_mix(book: Book, plan: Plan) -> None:
    """Write the sheet: tiers from the apex down, two pyramids, then platforms."""
    sheet = book.sheet(NAME)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, len(TITLES) + 1, 14)
    sheet.set_column(len(TITLES) + 1, len(TITLES) + 1, 18)
    sheet.set_column(HELP, HELP + 7, 14)
    book.text(sheet, (0, 0), "Tier mix", bold=True, font_size=16)
    book.text(sheet, (1, 0), "Live: follows the quantities and fees of the media plan.", font_color=MUTED)
    tiers = list(reversed(Tier))
    alone = {tier.tier: tier.unique_reach for tier in plan.totals.tiers}
    _block(book, sheet, TOP, ("Tier", tiers, plan))
    book.text(sheet, (TOP, len(TITLES) + 1), ALONE, **header("right"))
    for row, tier in enumerate(tiers, TOP + 1):
        book.value(sheet, (row, len(TITLES) + 1), alone.get(tier, 0.0), "count")
    _charts(book, sheet, tiers, plan)
    at = TOP + 25
    shown = platforms_of(plan)
    book.text(sheet, (at - 1, 0), "Platform mix", bold=True, font_size=13)
    _block(book, sheet, at, ("Platform", shown, plan))
    sheet.set_row(TOP, 46)
    sheet.set_row(at, 32)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.print_area(0, 0, at + len(shown) + 1, len(TITLES) + 1)
    sheet.fit_to_pages(1, 1)


def _block(book: Book, sheet: Any, top: int, what: tuple[str, Sequence[Tier | Platform], Plan]) -> None:
    """Headings, one row per part, and the totals; `what`: column, parts, plan."""
    column, parts, plan = what
    book.heading(sheet, top, (column, *TITLES))
    everything = _Part.of(list(plan.picks))
    last = top + len(parts)
    for row, part in enumerate(parts, top + 1):
        colour = {"font_color": TIER_COLOURS[part] if isinstance(part, Tier) else PLATFORM_COLOURS[part]}
        book.text(sheet, (row, 0), label(part), bold=True, **colour)
        own = _Part.of([p for p in plan.picks if getattr(p, column.lower()) == part])
        _row(book, sheet, row, (_formulas(column, row, last), _values(own, everything), {}))
    first, end = top + 2, last + 1
    sums = [f"=SUM({c}{first}:{c}{end})" if parts else "=0" for c in "BCDEFG"]
    last_formula = f'=IF(F{last + 2}=0,"",D{last + 2}/F{last + 2})'
    book.text(sheet, (last + 1, 0), "Total", bold=True, top=1)
    _row(
        book,
        sheet,
        last + 1,
        ([*sums, last_formula], _values(everything, everything), {"bold": True, "top": 1}),
    )


def _formulas(column: str, row: int, last: int) -> list[str]:
    line, total = row + 1, last + 2

    def of(what: str) -> str:
        return f"=SUMIFS(MediaPlan[{what}],MediaPlan[{column}],$A{line})"

    return [
        of("Headcount"),
        f"=IF(B${total}=0,0,B{line}/B${total})",
        of("Net cost"),
        f"=IF(D${total}=0,0,D{line}/D${total})",
        of("Engagements"),
        of("Impressions"),
        f'=IF(F{line}=0,"",D{line}/F{line})',
    ]


def _values(own: _Part, everything: _Part) -> list[Cell]:
    return [
        own.creators,
        own.creators / everything.creators if everything.creators else 0.0,
        amount(own.cents),
        own.cents / everything.cents if everything.cents else 0.0,
        own.engagements,
        own.impressions,
        own.cents / 100 / own.engagements if own.engagements else None,
    ]


def _row(book: Book, sheet: Any, row: int, what: tuple[list[str], list[Cell], dict[str, Any]]) -> None:
    kinds = ("count", "percent", "money", "percent", "count", "count", "price")
    for column, (formula, value, kind) in enumerate(zip(what[0], what[1], kinds, strict=True), 1):
        book.formula(sheet, (row, column), formula, value, {"kind": kind, **what[2]})


def _charts(book: Book, sheet: Any, tiers: list[Tier], plan: Plan) -> None:
    own = [_Part.of([p for p in plan.picks if p.tier == tier]) for tier in tiers]
    counts = [float(part.creators) for part in own]
    cash = [part.cents / 100 for part in own]
    for side, (title, source, numbers, kind) in enumerate(
        (("Creators by tier", "B", counts, "count"), ("Net cost by tier", "D", cash, "money"))
    ):
        column = HELP + side * 4
        _chart_data(book, sheet, column, (source, numbers, kind))
        chart = _pyramid(book, column, title, tiers)
        sheet.insert_chart(TOP + 6, side * 4 + side, chart, {"description": f"Pyramid: {title.lower()}", "x_offset": 4})


def _chart_data(book: Book, sheet: Any, column: int, what: tuple[str, list[float], str]) -> None:
    """Left flank, bar, right flank of every tier: flanks are equal, so that bars stand on one axis."""
    source, numbers, kind = what
    first, last = TOP + 2, TOP + 1 + len(numbers)
    for at, title in enumerate(("Chart data: flank", "bar", "flank")):
        book.text(sheet, (TOP, column + at), title, font_color=MUTED, text_wrap=True)
    top = max(numbers, default=0.0)
    for row, number in enumerate(numbers, TOP + 1):
        cell = f"{source}{row + 1}"
        widest = f"MAX(${source}${first}:${source}${last})"
        flank = f"=({widest}-{cell})/2+{widest}*0.05"
        muted = {"kind": kind, "font_color": MUTED}
        for at, (formula, value) in enumerate(
            (
                (flank, (top - number) / 2 + top * 0.05),
                (f"={cell}", number),
                (flank, (top - number) / 2 + top * 0.05),
            )
        ):
            book.formula(sheet, (row, column + at), formula, value, muted)


def _pyramid(book: Book, column: int, title: str, tiers: list[Tier]) -> Any:
    chart = book.chart()
    first, last = TOP + 1, TOP + len(tiers)
    names = [NAME, first, 0, last, 0]
    flank = {"fill": {"none": True}, "border": {"none": True}}
    chart.add_series({"name": "flank", "categories": names, "values": [NAME, first, column, last, column], **flank})
    chart.add_series(
        {
            "name": title,
            "categories": names,
            "values": [NAME, first, column + 1, last, column + 1],
            "points": [{"fill": {"color": TIER_COLOURS[tier]}} for tier in tiers],
            "gap": 8,
            "data_labels": {
                "value": True,
                "position": "center",
                "font": {"name": FONT, "size": 12, "bold": True, "color": INK},
                "fill": {"color": "#FFFFFF", "transparency": 15},
            },
        }
    )
    chart.add_series(
        {"name": "flank", "categories": names, "values": [NAME, first, column + 2, last, column + 2], **flank}
    )
    chart.set_title({"name": title, "overlay": False, "name_font": {"name": FONT, "size": 13, "color": INK}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis(
        {
            "reverse": True,
            "line": {"none": True},
            "major_tick_mark": "none",
            "num_font": {"name": FONT, "size": 11, "bold": True, "color": INK},
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 500, "height": 340})
    return chart
