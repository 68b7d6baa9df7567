"""The sheet "Plan vs actual": what was planned, blank cells for what happened, and the differences between them."""

from collections.abc import Callable, Iterator

from planner.exports.book import TOP, Book, Cell
from planner.exports.dossier import Dossier
from planner.exports.lines import Line
from planner.exports.media_plan import booked_cents, net_cents
from planner.exports.tables import Column, Table, not_negative, write_table
from planner.exports.text import amount

NAME = "Plan vs actual"
TABLE = "Actual"
TO_FILL = {"bg_color": "#FFFBEF"}
"""Ground of the cells that somebody fills in."""
_FILLED = (
    ("Date", 11, "day"),
    ("Link", 18, "text"),
    ("Posts", 8, "count"),
    ("Reach", 11, "count"),
    ("Impressions", 11, "count"),
    ("Views", 11, "count"),
    ("Likes", 9, "count"),
    ("Comments", 10, "count"),
    ("Shares", 8, "count"),
    ("Saves", 8, "count"),
    ("Engagements", 12, "count"),
    ("Clicks", 9, "count"),
    ("Conversions", 11, "count"),
    ("Revenue", 11, "money"),
    ("Cost", 11, "money"),
)
"""Named as the planner's own reader of results names them, so that the sheet can be read in as it is."""


def write_actual(book: Book, dossier: Dossier) -> None:
    """Write the sheet: a line of the media plan each, empty where results belong."""
    sheet = book.sheet(
        NAME,
        "Plan vs actual",
        "Fill in the light cells as posts go out; differences update. Leave Engagements empty where likes, "
        "comments, shares and saves are filled in. Upload it on the Debrief page.",
    )
    made = tuple(_columns(dossier))
    last = write_table(sheet, TOP, Table(TABLE, made, dossier.lines, totals=True))
    titles = [column.title for column in made]
    for title in ("Impressions, change", "Engagements, change", "Cost, change"):
        worse = {"type": "cell", "criteria": ">" if title.startswith("Cost") else "<", "value": 0}
        sheet.mark((TOP + 1, last), titles.index(title), worse, font_color="#B42318")
    for title, _, kind in _FILLED:
        if kind in ("count", "money"):
            at = titles.index(title)
            sheet.raw.data_validation(TOP + 1, at, max(last - 1, TOP + 1), at, not_negative(title))
    sheet.raw.freeze_panes(TOP + 1, 1)
    sheet.raw.repeat_rows(TOP)
    sheet.raw.repeat_columns(0)
    sheet.raw.print_area(0, 0, last, len(made) - 1)
    sheet.raw.set_v_pagebreaks([titles.index("Date")])
    sheet.raw.set_print_scale(60)


def _columns(dossier: Dossier) -> Iterator[Column[Line]]:
    yield Column("Handle", 22, "text", lambda line: line.pick.handle)
    yield Column("Platform", 11, "text", lambda line: line.pick.platform.value)
    yield Column("Wave", 13, "text", lambda line: line.wave)
    yield Column("Deliverable", 14, "text", lambda line: line.form.value if line.form else line.what)
    yield Column("Package", 24, "text", lambda line: line.pick.package)
    totals = dossier.plan.totals
    planned: tuple[tuple[str, str, Callable[[Line], Cell], Cell], ...] = (
        ("Planned posts", "count", lambda line: line.posts * line.pick.count, totals.posts),
        ("Planned reach", "count", lambda line: line.pick.reach if line.lead else None, None),
        ("Planned impressions", "count", lambda line: line.pick.impressions * line.part, totals.impressions),
        ("Planned engagements", "count", lambda line: line.pick.engagements * line.part, totals.engagements),
        ("Planned cost", "money", lambda line: amount(net_cents(line)), amount(booked_cents(dossier.plan))),
    )
    for title, kind, value, total in planned:
        yield Column(title, 11, kind, value, total=total)
    for title, width, kind in _FILLED:
        total = 0 if kind in ("count", "money") and title != "Reach" else None
        yield Column(title, width, kind, lambda _: None, total=total, look=TO_FILL)
    for title in ("Impressions", "Engagements", "Cost"):
        before, cell = f"{{Planned {title.lower()}}}", f"{{{title}}}"
        if title == "Engagements":
            cell = f'IF({cell}="",N({{Likes}})+N({{Comments}})+N({{Shares}})+N({{Saves}}),{cell})'
        formula = f'=IF(OR({cell}=0,{before}=0),"",{cell}/{before}-1)'
        yield Column(f"{title}, change", 11, "change", lambda _: None, formula)
