"""The sheet "Media plan": one row per pick, as a table whose costs, shares and prices are live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.exports.book import MUTED, Book, Cell, header
from planner.exports.text import amount
from planner.outcome import Pick, Plan
from planner.palette import TIER_COLOURS
from planner.wording import label

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NAME = "Media plan"
TABLE = "MediaPlan"
TOP = 3
"""Row of the headings, counted from 0; a title and a caption stand above."""
STATUSES = ("proposed", "asked", "signed", "declined")


@dataclass(frozen=True)
class Column:
    """One column: heading, width in characters, kind of number, our value of a pick.

    formula: how a spreadsheet gets the same value; "" = it is data.
    total: formula under the column and its value now; None where a sum means nothing (reach).
    """

    title: str
    width: int
    kind: str
    value: Callable[[Pick], Cell]
    formula: str = ""
    total: tuple[str, Cell] | None = None


def columns(plan: Plan) -> tuple[Column, ...]:
    """The columns from left to right; those of one package stand at the far right."""
    totals = plan.totals
    cost = totals.cost_cents
    spent = "SUM(MediaPlan[Cost])"
    return (
        Column("Handle", 22, "text", lambda p: p.handle),
        Column("Name", 22, "text", lambda p: p.name),
        Column("Platform", 11, "text", lambda p: label(p.platform)),
        Column("Tier", 10, "text", lambda p: label(p.tier)),
        Column("Country", 9, "text", lambda p: p.country),
        Column("Category", 14, "text", lambda p: p.category),
        Column("Followers", 12, "count", lambda p: p.followers),
        Column("Package", 28, "text", lambda p: p.package),
        Column("Compensation", 17, "text", lambda p: label(p.compensation)),
        Column("Quantity", 10, "count", lambda p: p.count, "", _sum("Quantity", totals.creators)),
        Column("Fee each", 12, "money", lambda p: amount(p.cost_cents // p.count)),
        Column(
            "Cost",
            13,
            "money",
            lambda p: amount(p.cost_cents),
            f"={_this('Quantity')}*{_this('Fee each')}",
            _sum("Cost", amount(cost)),
        ),
        Column(
            "Share of spend",
            10,
            "percent",
            lambda p: p.cost_cents / cost if cost else 0.0,
            f"=IF({spent}=0,0,{_this('Cost')}/{spent})",
            _sum("Share of spend", 1.0 if cost else 0.0),
        ),
        Column(
            "Full value",
            13,
            "money",
            lambda p: amount(p.value_cents),
            f"={_this('Cost')}+{_this('Quantity')}*{_this('Goods of one')}",
            _sum("Full value", amount(totals.value_cents)),
        ),
        Column("Reach", 12, "count", lambda p: p.reach, f"={_this('Quantity')}*{_this('Reach of one')}"),
        Column(
            "In-target reach",
            12,
            "count",
            lambda p: p.target_reach,
            f"={_this('Quantity')}*{_this('In-target reach of one')}",
        ),
        Column("Incremental unique reach", 13, "count", lambda p: p.incremental_reach),
        Column(
            "Impressions",
            13,
            "count",
            lambda p: p.impressions,
            f"={_this('Quantity')}*{_this('Impressions of one')}",
            _sum("Impressions", totals.impressions),
        ),
        Column(
            "CPM",
            10,
            "price",
            lambda p: _price(p.cost_cents, p.impressions, 1000),
            f'=IF({_this("Impressions")}=0,"",{_this("Cost")}/{_this("Impressions")}*1000)',
            _ratio("Impressions", "*1000", totals.cpm_cents),
        ),
        Column(
            "Engagements",
            13,
            "count",
            lambda p: p.engagements,
            f"={_this('Quantity')}*{_this('Engagements of one')}",
            _sum("Engagements", totals.engagements),
        ),
        Column(
            "CPE",
            9,
            "price",
            lambda p: _price(p.cost_cents, p.engagements, 1),
            f'=IF({_this("Engagements")}=0,"",{_this("Cost")}/{_this("Engagements")})',
            _ratio("Engagements", "", totals.cpe_cents),
        ),
        Column("Fit", 8, "decimal", lambda p: p.fit),
        Column("Authenticity", 13, "decimal", lambda p: p.authenticity),
        Column("Evidence", 16, "text", lambda p: p.evidence),
        Column("Fee estimated", 11, "text", lambda p: "yes" if p.fee_estimated else "no"),
        Column("Status", 11, "text", lambda p: STATUSES[0]),
        Column("Notes", 26, "text", lambda p: "Must-have" if p.must_have else ""),
        Column("Reach of one", 12, "count", lambda p: p.reach / p.count),
        Column("In-target reach of one", 12, "count", lambda p: p.target_reach / p.count),
        Column("Impressions of one", 13, "count", lambda p: p.impressions / p.count),
        Column("Engagements of one", 13, "count", lambda p: p.engagements / p.count),
        Column("Goods of one", 12, "money", lambda p: amount((p.value_cents - p.cost_cents) / p.count)),
        Column("Creator", 30, "text", lambda p: p.creator),
    )


def write_media_plan(book: Book, plan: Plan) -> None:
    """Write the sheet. A plan without picks has one empty row, because a table must have one."""
    sheet = book.sheet(NAME)
    made = columns(plan)
    last = TOP + max(len(plan.picks), 1) + 1
    book.text(sheet, (0, 0), "Media plan", bold=True, font_size=16)
    book.text(
        sheet,
        (1, 0),
        "Change a fee or a quantity and cost, shares, CPM and CPE follow. Reach is never summed: "
        "people overlap. Columns at the far right hold the figures of one package.",
        font_color=MUTED,
    )
    sheet.add_table(
        TOP,
        0,
        last,
        len(made) - 1,
        {
            "name": TABLE,
            "style": "Table Style Light 1",
            "total_row": True,
            "columns": [_table_column(book, column) for column in made],
        },
    )
    for at, column in enumerate(made):
        outline = {"level": 1} if at >= _first_of_one(made) else {}
        sheet.set_column(at, at, column.width, None, outline)
        for row, pick in enumerate(plan.picks, TOP + 1):
            _write_cell(book, sheet, (row, at), (column, column.value(pick)))
        if not plan.picks and column.formula:
            book.formula(sheet, (TOP + 1, at), column.formula, None, {"kind": column.kind})
        if column.total is not None:
            formula, value = column.total
            look = {"kind": column.kind, "bold": True, "top": 1}
            book.formula(sheet, (last, at), formula, value, look)
        else:
            book.text(sheet, (last, at), "Total" if at == 0 else "", bold=True, top=1)
    _finish(book, sheet, made, last)


def _finish(book: Book, sheet: Worksheet, made: tuple[Column, ...], last: int) -> None:
    titles = [column.title for column in made]
    first, end = TOP + 1, max(last - 1, TOP + 1)
    status, tier = titles.index("Status"), titles.index("Tier")
    sheet.data_validation(
        first,
        status,
        end,
        status,
        {
            "validate": "list",
            "source": list(STATUSES),
            "error_title": "Status",
            "error_message": f"One of: {', '.join(STATUSES)}.",
        },
    )
    for key, colour in TIER_COLOURS.items():
        sheet.conditional_format(
            first,
            tier,
            end,
            tier,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{label(key)}"',
                "format": book.plain({"font_color": colour, "bold": True}),
            },
        )
    sheet.set_row(TOP, 32)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.repeat_columns(0)
    sheet.print_area(0, 0, last, _first_of_one(made) - 1)
    sheet.set_v_pagebreaks([titles.index("Reach")])
    sheet.set_print_scale(55)


def _table_column(book: Book, column: Column) -> dict[str, object]:
    align = "left" if column.kind == "text" else "right"
    told: dict[str, object] = {
        "header": column.title,
        "header_format": book.format("plain", **header(align), **_inset(column)),
        "format": book.format(column.kind, **_inset(column)),
    }
    if column.formula:
        told["formula"] = column.formula
    if column.total is not None:
        told["total_function"], told["total_value"] = column.total
    elif column.title == "Handle":
        told["total_string"] = "Total"
    return told


def _write_cell(book: Book, sheet: Worksheet, at: tuple[int, int], what: tuple[Column, Cell]) -> None:
    column, value = what
    if column.formula:
        book.formula(sheet, at, column.formula, value, {"kind": column.kind})
    else:
        book.value(sheet, at, value, column.kind, **_inset(column))


def _first_of_one(made: tuple[Column, ...]) -> int:
    return [column.title for column in made].index("Reach of one")


def _inset(column: Column) -> dict[str, int]:
    # Text to the right of a number would otherwise touch it.
    return {"indent": 1} if column.kind == "text" and column.title != "Handle" else {}


def _this(title: str) -> str:
    return f"{TABLE}[[#This Row],[{title}]]"


def _sum(title: str, value: Cell) -> tuple[str, Cell]:
    return f"=SUBTOTAL(109,{TABLE}[{title}])", value


def _ratio(below: str, times: str, cents: float | None) -> tuple[str, Cell]:
    under = f"SUBTOTAL(109,{TABLE}[{below}])"
    formula = f'=IF({under}=0,"",SUBTOTAL(109,{TABLE}[Cost])/{under}{times})'
    return formula, None if cents is None else cents / 100


def _price(cents: int, below: float, times: int) -> float | None:
    return cents / 100 / below * times if below else None
