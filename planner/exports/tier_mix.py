"""The sheet "Tier mix": each tier's part of the plan, live, and the pyramid as a native chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planner.domain.platforms import colour_of
from planner.domain.roster import Platform, Tier
from planner.exports.book import FONT, INK, MUTED, TOP, Book, Cell, Sheet, header
from planner.exports.media_plan import platforms_of
from planner.exports.text import amount
from planner.outcome import Pick, Plan
from planner.palette import TIER_COLOURS
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
KINDS = ("count", "percent", "money", "percent", "count", "count", "price")
ALONE = "Unique reach of the tier alone (forecast)"
HELP = 10
"""Column where the figures behind the charts begin, right of the printed part."""


@dataclass(frozen=True)
class _Part:
    creators: int
    cents: int
    engagements: float
    impressions: float

    @classmethod
    def of(cls, plan: Plan, inside: Callable[[Pick], bool] = lambda _: True) -> _Part:
        """The sums of the accounts that are inside; a person counts where their largest account is."""
        picks = [account for pick in plan.picks for account in pick.accounts if inside(account)]
        return cls(
            sum(pick.count for pick in plan.picks if inside(pick.accounts[0])),
            sum(pick.cost_cents for pick in picks),
            sum(pick.engagements for pick in picks),
            sum(pick.impressions for pick in picks),
        )


def write_tier_mix(book: Book, plan: Plan) -> None:
    """Write the sheet: tiers from the apex down, two pyramids, then platforms."""
    sheet = book.sheet(NAME, "Tier mix", "Live: follows the quantities and fees of the media plan.")
    alone_at = len(TITLES) + 1
    sheet.widths(20, *[14] * len(TITLES), 18)
    sheet.raw.set_column(HELP, HELP + 7, 14)
    tiers = list(reversed(Tier))
    alone = {tier.tier: tier.unique_reach for tier in plan.totals.tiers}
    _block(sheet, TOP, tiers, plan)
    sheet.text(TOP, alone_at, ALONE, **header("right"))
    for row, tier in enumerate(tiers, TOP + 1):
        sheet.value(row, alone_at, alone.get(tier, 0.0), "count")
    _charts(sheet, tiers, plan)
    at = TOP + 25
    shown = platforms_of(plan)
    sheet.text(at - 1, 0, "Platform mix", bold=True, font_size=13)
    _block(sheet, at, shown, plan)
    sheet.raw.set_row(TOP, 46)
    sheet.raw.set_row(at, 32)
    sheet.finish(at + len(shown) + 1, alone_at + 1, high=1)


def _block(sheet: Sheet, top: int, parts: Sequence[Tier | Platform], plan: Plan) -> None:
    """Headings, one row per tier or platform, and the totals."""
    column = "Tier" if top == TOP else "Platform"
    sheet.heading(top, column, *TITLES)
    everything = _Part.of(plan)
    last = top + len(parts)
    for row, part in enumerate(parts, top + 1):
        colour = TIER_COLOURS[part] if isinstance(part, Tier) else colour_of(part)
        sheet.text(row, 0, label(part), bold=True, font_color=colour)
        own = _Part.of(plan, lambda pick: part in (pick.tier, pick.platform))  # noqa: B023 called at once
        _row(sheet, row, _formulas(column, row, last), _values(own, everything))
    first, end = top + 2, last + 1
    sums = [f"=SUM({c}{first}:{c}{end})" if parts else "=0" for c in "BCDEFG"]
    last_formula = f'=IF(F{last + 2}=0,"",D{last + 2}/F{last + 2})'
    sheet.text(last + 1, 0, "Total", bold=True, top=1)
    _row(sheet, last + 1, [*sums, last_formula], _values(everything, everything), bold=True, top=1)


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


def _row(sheet: Sheet, row: int, formulas: Sequence[str], values: Sequence[Cell], **look: Any) -> None:
    for column, (formula, value, kind) in enumerate(zip(formulas, values, KINDS, strict=True), 1):
        sheet.formula(row, column, formula, value, kind, **look)


def _charts(sheet: Sheet, tiers: list[Tier], plan: Plan) -> None:
    own = [_Part.of(plan, lambda pick: pick.tier == tier) for tier in tiers]  # noqa: B023 called at once
    for side, (title, source, numbers, kind) in enumerate(
        (
            ("Creators by tier", "B", [float(part.creators) for part in own], "count"),
            ("Net cost by tier", "D", [part.cents / 100 for part in own], "money"),
        )
    ):
        column = HELP + side * 4
        _chart_data(sheet, column, source, numbers, kind)
        place = {"description": f"Pyramid: {title.lower()}", "x_offset": 4}
        sheet.raw.insert_chart(TOP + 6, side * 4 + side, _pyramid(sheet.book, column, title, tiers), place)


def _chart_data(sheet: Sheet, column: int, source: str, numbers: Sequence[float], kind: str) -> None:
    """Left flank, bar, right flank of every tier: flanks are equal, so that bars stand on one axis."""
    first, last = TOP + 2, TOP + 1 + len(numbers)
    for at, title in enumerate(("Chart data: flank", "bar", "flank")):
        sheet.muted(TOP, column + at, title, text_wrap=True)
    top = max(numbers, default=0.0)
    for row, number in enumerate(numbers, TOP + 1):
        cell = f"{source}{row + 1}"
        widest = f"MAX(${source}${first}:${source}${last})"
        flank = (f"=({widest}-{cell})/2+{widest}*0.05", (top - number) / 2 + top * 0.05)
        for at, (formula, value) in enumerate((flank, (f"={cell}", number), flank)):
            sheet.formula(row, column + at, formula, value, kind, font_color=MUTED)


def _pyramid(book: Book, column: int, title: str, tiers: list[Tier]) -> Any:
    chart = book.chart()
    first, last = TOP + 1, TOP + len(tiers)

    def series(at: int, name: str, look: dict[str, Any]) -> None:
        values = [NAME, first, column + at, last, column + at]
        chart.add_series({"name": name, "categories": [NAME, first, 0, last, 0], "values": values, **look})

    flank = {"fill": {"none": True}, "border": {"none": True}}
    series(0, "flank", flank)
    labels = {
        "value": True,
        "position": "center",
        "font": {"name": FONT, "size": 12, "bold": True, "color": INK},
        "fill": {"color": "#FFFFFF", "transparency": 15},
    }
    points = [{"fill": {"color": TIER_COLOURS[tier]}} for tier in tiers]
    series(1, title, {"points": points, "gap": 8, "data_labels": labels})
    series(2, "flank", flank)
    chart.set_title({"name": title, "overlay": False, "name_font": {"name": FONT, "size": 13, "color": INK}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    names = {"name": FONT, "size": 11, "bold": True, "color": INK}
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none", "num_font": names})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 500, "height": 340})
    return chart
