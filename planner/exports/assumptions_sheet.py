"""The sheet "Assumptions": every number the forecast calculates with, and where it comes from."""

from planner.brief.brief import Brief
from planner.exports.book import TOP, Book, Cell, Sheet, header
from planner.forecast.assumptions import CONVENTION, Assumption, Assumptions
from planner.wording import label

NAME = "Assumptions"
PRINTED = 11
"""Links and keys are for looking up, not for paper."""
UNIT = 6
COLUMNS = (
    ("Assumption", 34),
    ("Platform", 15),
    ("Tier", 11),
    ("Value", 11),
    ("Low", 11),
    ("High", 11),
    ("Unit", 24),
    ("Source", 46),
    ("Year", 8),
    ("Strength", 14),
    ("Edited", 9),
    ("Link", 30),
    ("Key", 40),
    ("Statistic", 11),
    ("Sample", 18),
)


def write_assumptions(book: Book, assumptions: Assumptions, brief: Brief) -> None:
    """Write the sheet: one row per assumption in use, edited ones marked; links are text. Then the brief's rates."""
    sheet = book.sheet(
        NAME,
        "Assumptions",
        f"Every number about the world in this forecast, with the range of its sources or of judgement. {CONVENTION}",
    )
    rows = list(assumptions)
    last = TOP + max(len(rows), 1)
    titles = [title for title, _ in COLUMNS]
    looks = [{**header("right" if 3 <= at <= 5 else "left"), **_inset(at)} for at in range(len(COLUMNS))]
    sheet.frame("Assumptions", last, list(zip(titles, looks, strict=True)))
    sheet.widths(*(width for _, width in COLUMNS))
    for row, assumption in enumerate(rows, TOP + 1):
        for at, value in enumerate(_cells(assumption)):
            kind = _kind(value) if 3 <= at <= 5 else "text"
            extra = {"bold": True} if assumption.edited and at in (3, 10) else {}
            sheet.value(row, at, value, kind, **extra, **_inset(at))
    if brief.exchange:
        last = _write_rates(sheet, last + 2, brief)
    sheet.finish(last, PRINTED)


def _write_rates(sheet: Sheet, top: int, brief: Brief) -> int:
    """Write currency, rate, day and source of each rate that the brief states; returns the last row."""
    for at, title in enumerate(("Exchange rate", f"In {brief.currency}", "Day", "Source")):
        sheet.text(top, at, title, **header("right" if at == 1 else "left"))
    for row, (code, stated) in enumerate(brief.exchange.items(), top + 1):
        sheet.text(row, 0, f"1 {code}")
        sheet.value(row, 1, stated.rate, "plain")
        if stated.on is None:
            sheet.text(row, 2, "not stated")
        else:
            sheet.day(row, 2, stated.on, align="left")
        sheet.text(row, 3, stated.source or "not stated")
    return top + len(brief.exchange)


def _inset(at: int) -> dict[str, int]:
    # Text to the right of a number would otherwise touch it.
    return {"indent": 1} if at == UNIT else {}


def _cells(row: Assumption) -> tuple[Cell, ...]:
    metric, platform, tier = [*row.key.split("."), "all", "all"][:3]
    return (
        metric.replace("_", " "),
        label(platform),
        label(tier),
        row.value,
        row.low,
        row.high,
        row.unit,
        row.source,
        row.year,
        row.strength,
        "edited" if row.edited else "",
        row.url,
        row.key,
        row.statistic,
        row.sample,
    )


def _kind(value: Cell) -> str:
    return "count" if isinstance(value, int | float) and float(value).is_integer() else "small"
