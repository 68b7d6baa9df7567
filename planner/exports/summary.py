"""The sheet "Summary": what the plan is, what it achieves, how every limit stands, and the proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from planner import __version__
from planner.campaign.verdict import verdict_of
from planner.exports.book import Book, Cell, Sheet
from planner.exports.brief_words import brief_facts
from planner.exports.dossier import Dossier
from planner.exports.media_plan import STATUSES, gross_cents, net_cents, status_of
from planner.exports.ranges import Range, range_of
from planner.exports.reach_model import ReachModel
from planner.exports.summary_limits import write_limits, write_segments
from planner.exports.text import amount, goal_words, headline, proof_sentence
from planner.forecast.assumptions import VERSION
from planner.seal import seal_words
from planner.units import AMOUNT, MONEY, PEOPLE
from planner.wording import day_words

NAME = "Summary"
LIVE, FORECAST, PLANNED, BRIEF = "live", "forecast", "as planned", "brief"
REFERENCE = "Plan reference"
"""Stands beside the digits by which an edited workbook is known again."""
_WIDTHS = (52, 17, 17, 17, 17, 15)
"""Of the columns, in letters."""
ONE_PAGE = 62
"""Rows that one page still shows in a legible size."""


@dataclass(frozen=True)
class _Measure:
    """A line of results. A formula may name another line by {its title}; `name` is a name defined for its cell."""

    title: str
    kind: str
    value: Cell
    formula: str = ""
    source: str = LIVE
    span: Range | None = None
    name: str = ""


def write_summary(book: Book, dossier: Dossier, model: ReachModel | None) -> None:
    """Write the sheet; formulas read the sheet "Media plan"."""
    plan, brief = dossier.plan, dossier.brief
    sheet = book.sheet(NAME, brief.name, size=18)
    sheet.widths(*_WIDTHS)
    day = f", {day_words(dossier.made_on, brief.locale)}" if dossier.made_on else ""
    sheet.muted(1, 0, f"Influencer plan{day}")
    sheet.text(2, 0, f"{headline(plan, brief)}.", bold=True)
    sheet.text(3, 0, f"{proof_sentence(plan, brief)}.")
    verdict = verdict_of(plan, brief, dossier.roster)
    row = 4
    for said in (verdict.sentence, *(caveat.sentence for caveat in verdict.caveats)):
        row = _whole(sheet, row, 0, said)
    row = _goal(sheet, row + 1, dossier)
    row = _results(sheet, row + 1, tuple(_measures(dossier, model)))
    row = write_segments(sheet, row + 1, plan, model)
    row = write_limits(sheet, row + 1, dossier, model)
    row = _states(sheet, row + 1, dossier)
    row = _facts(sheet, row + 1, dossier)
    row = _notes(sheet, row + 1, dossier)
    sheet.raw.set_row(0, 26)
    sheet.raw.print_area(0, 0, row, 5)
    sheet.raw.fit_to_pages(1, 1 if row < ONE_PAGE else 2 if row < 2 * ONE_PAGE else 0)


def _goal(sheet: Sheet, top: int, dossier: Dossier) -> int:
    plan, proof = dossier.plan, dossier.plan.proof
    sheet.heading(top, "Goal", "This plan", "Best possible", "Distance", "Proven", "Figure")
    unit = {"cheapest": MONEY, "score": AMOUNT}.get(plan.goal, PEOPLE)
    sheet.text(top + 1, 0, goal_words(dossier.brief))
    sheet.value(top + 1, 1, unit.cell_value(proof.goal), unit.cell)
    sheet.value(top + 1, 2, unit.cell_value(proof.bound), unit.cell)
    sheet.value(top + 1, 3, proof.gap, "proof")
    closed = "by the solver" if proof.by_solver else "yes"
    sheet.text(top + 1, 4, closed if proof.closed else "no", align="right")
    sheet.muted(top + 1, 5, PLANNED, align="right")
    return top + 2


def _measures(dossier: Dossier, model: ReachModel | None) -> Iterator[_Measure]:
    plan, brief, total = dossier.plan, dossier.brief, dossier.plan.totals
    agency = brief.agency_fee or 0.0
    if brief.budget_cents is not None:
        yield _Measure(
            "Budget, all costs" if brief.costs.full else "Budget, net",
            "money",
            amount(brief.budget_cents),
            source=BRIEF,
            name="Budget",
        )
    fixed = total.fixed_cents
    once = "+Fixed_costs" if fixed else ""
    if fixed:
        yield _Measure("Fixed costs, due once", "money", amount(fixed), source=PLANNED, name="Fixed_costs")
    cost = range_of(plan, "cost_cents")
    booked = "=SUM(MediaPlan[Net cost])" + once
    yield _Measure("Net cost, cash", "money", amount(total.cost_cents), booked, LIVE, cost, "Net")
    if brief.budget_cents is not None:
        left = amount(brief.budget_cents - total.charged)
        yield _Measure(
            "Left of the budget",
            "money",
            left,
            "=Budget-Full_value" if brief.costs.full else "=Budget-Net",
            name="Budget_left",
        )
    yield _Measure("Agency fee, type yours", "percent", agency, source=BRIEF, name="Agency_fee")
    gross = amount(sum(gross_cents(net_cents(line), agency) for line in dossier.lines) + gross_cents(fixed, agency))
    grossed = "=SUM(MediaPlan[Gross cost])" + ("+ROUND(Fixed_costs*(1+Agency_fee),2)" if fixed else "")
    yield _Measure("Gross cost, net and agency fee", "money", gross, grossed, name="Gross")
    full = amount(total.value_cents)
    valued = "=SUM(MediaPlan[Full value])" + once
    yield _Measure("Full cost, net and all beside it", "money", full, valued, name="Full_value")
    yield _Measure("Creators", "count", total.creators, "=SUM(MediaPlan[Headcount])", name="Creators")
    posts = "=SUMPRODUCT(MediaPlan[Quantity],MediaPlan[Posts each])"
    yield _Measure("Posts", "count", sum(line.posts * line.pick.count for line in dossier.lines), posts, name="Posts")
    yield from _reach(dossier, model)
    engaged = range_of(plan, "engagements")
    yield _Measure("Impressions", "count", total.impressions, "=SUM(MediaPlan[Impressions])", name="Impressions")
    yield _Measure(
        "Engagements", "count", total.engagements, "=SUM(MediaPlan[Engagements])", LIVE, engaged, "Engagements"
    )
    covered = "Full" if brief.costs.full else "Net"
    for title, below, times, cents in (
        ("CPM, net per 1,000 impressions", "Impressions", "*1000", total.cpm_cents),
        ("CPE, net per engagement", "Engagements", "", total.cpe_cents),
        (f"{covered} cost per unique person", "Unique_reach", "", total.cost_per_reach_cents),
    ):
        above = "Full_value" if brief.costs.full and below == "Unique_reach" else "Net"
        formula = f'=IF({below}=0,"",{above}/{below}{times})'
        yield _Measure(title, "price", None if cents is None else cents / 100, formula)
    yield _Measure("Estimated fees, not quoted yet", "count", total.estimated_fees, source=PLANNED)


def _reach(dossier: Dossier, model: ReachModel | None) -> Iterator[_Measure]:
    total = dossier.plan.totals
    yield _Measure(
        "Gross reach, a person counted for every creator", "count", total.gross_reach, "=SUM(MediaPlan[Reach])"
    )
    inside = "=SUM(MediaPlan[In-target reach])"
    yield _Measure("Gross reach inside the audience", "count", total.target_reach, inside, name="Gross_reach")
    parts = "+".join(f"Unique_reach_{at}" for at in range(1, len(total.segments) + 1))
    reached = range_of(dossier.plan, "unique_reach")
    yield _Measure(
        "Unique reach, every person once",
        "count",
        total.unique_reach,
        f"={parts}" if model is not None else "",
        LIVE if model is not None else FORECAST,
        reached,
        "Unique_reach",
    )
    frequency = "=IF(Unique_reach=0,0,Gross_reach/Unique_reach)"
    yield _Measure("Frequency", "decimal", total.frequency, frequency, name="Frequency")


def _results(sheet: Sheet, top: int, measures: tuple[_Measure, ...]) -> int:
    sheet.heading(top, "Result", "Plan", "Low", "High", "Range", "Figure")
    for row, measure in enumerate(measures, top + 1):
        sheet.text(row, 0, measure.title)
        if measure.name:
            sheet.define(measure.name, row, 1)
        if measure.formula:
            sheet.formula(row, 1, measure.formula, measure.value, measure.kind)
        else:
            look = {"bg_color": "#FFF6DB"} if measure.name == "Agency_fee" else {}
            sheet.value(row, 1, measure.value, measure.kind, **look)
        if measure.span is not None:
            for column, number in ((2, measure.span.low), (3, measure.span.high)):
                scaled = MONEY.cell_value(number) if measure.kind == "money" else number
                sheet.value(row, column, scaled, measure.kind)
            sheet.muted(row, 4, measure.span.words, align="right")
        sheet.muted(row, 5, measure.source, align="right")
    end = top + 1 + len(measures)
    caption = "Figures marked live follow the Media plan sheet; the others are as planned."
    sheet.muted(end, 0, caption, italic=True)
    return end + 1


def _states(sheet: Sheet, top: int, dossier: Dossier) -> int:
    """How far the booking is: live, from the column Status."""
    sheet.heading(top, "Status", "Creators", "Net cost", "Share of net", "", "Figure")
    total, known = dossier.plan.totals.cost_cents, (dossier.brief, dossier.campaign)
    for row, status in enumerate(STATUSES, top + 1):
        own = [pick for pick in dossier.plan.picks if status_of(pick.creator, *known) == status]
        cents = sum(pick.cost_cents for pick in own)
        sheet.text(row, 0, status.capitalize())
        of = f'MediaPlan[Status],"{status}"'
        sheet.formula(row, 1, f"=SUMIFS(MediaPlan[Headcount],{of})", sum(pick.count for pick in own), "count")
        sheet.formula(row, 2, f"=SUMIFS(MediaPlan[Net cost],{of})", amount(cents), "money")
        sheet.formula(row, 3, f"=IF(Net=0,0,C{row + 1}/Net)", cents / total if total else 0.0, "percent")
        sheet.muted(row, 5, LIVE, align="right")
    return top + 1 + len(STATUSES)


def _facts(sheet: Sheet, top: int, dossier: Dossier) -> int:
    sheet.text(top, 0, "The brief", bold=True, font_size=13)
    facts = [(fact.title, fact.words) for fact in brief_facts(dossier.brief)]
    return _pairs(sheet, top + 1, facts)


def _notes(sheet: Sheet, top: int, dossier: Dossier) -> int:
    sheet.text(top, 0, "Notes", bold=True, font_size=13)
    row = top + 1
    for note in dossier.plan.notes:
        row = _whole(sheet, row, 0, note)
    about = [
        ("Made with", f"Influencer mix planner {__version__}, assumptions of {VERSION}"),
        ("Roster", dossier.plan.roster[:12] or "types of creators at benchmark prices"),
        (REFERENCE, dossier.reference),
        *([("Seal", seal_words(dossier.plan))] if dossier.plan.seal is not None else []),
    ]
    return _pairs(sheet, row, about) - 1


def _pairs(sheet: Sheet, top: int, pairs: Sequence[tuple[str, str]]) -> int:
    """Titles with their words beside them; the row below."""
    row = top
    for title, words in pairs:
        sheet.muted(row, 0, title)
        row = _whole(sheet, row, 1, words)
    return row


def _whole(sheet: Sheet, row: int, column: int, text: str) -> int:
    """A sentence across the rest of the sheet, in as many rows as it takes: what overflows is not printed.

    The row below.
    """
    lines = wrap(text, sum(_WIDTHS[column:])) or [""]
    for at, line in enumerate(lines, row):
        sheet.text(at, column, line)
    return row + len(lines)
