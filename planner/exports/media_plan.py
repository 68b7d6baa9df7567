"""The sheet "Media plan": a line per creator, deliverable and wave, as a table whose costs and prices are live."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.status import Step
from planner.domain.platforms import Platform, in_order
from planner.domain.roster import contacts_of
from planner.exports.beside_posts import contract_terms, cost_columns, folded_columns, has_extras, result_columns
from planner.exports.book import FAINT, MUTED, TOP, Book, Cell, Sheet
from planner.exports.costs_sheet import beside_cash, traced
from planner.exports.dossier import Dossier
from planner.exports.lines import Line
from planner.exports.reach_model import ReachModel
from planner.exports.tables import Column, Table, not_negative, write_table
from planner.exports.text import amount
from planner.outcome import Pick, Plan
from planner.palette import PLATFORM_COLOURS, TIER_COLOURS
from planner.wording import label

NAME = "Media plan"
TABLE = "MediaPlan"
STATUSES = ("proposed", "asked", "signed", "declined")
_STATUS_OF = {
    Step.ASKED: "asked",
    Step.SIGNED: "signed",
    Step.POSTED: "signed",
    Step.DECLINED: "declined",
    Step.RELEASED: "declined",
}
MUST_HAVE = "Must-have"
LEAD = "First of package"
PLANNED_FEE = "Planned fee"
"""Stays as it was exported, so that an edited fee is known from one that the plan has changed since."""
FIRST_OF_ONE = "Further line"
"""Left of it is what people read and print, from it on what the formulas need."""
_NAMEABLE = re.compile(r"\w[\w ]{0,60}")
"""Names of resources that can stand in the heading of a column and in formulas as they are."""


def uses_heading(resource: str) -> str | None:
    """Column of a resource's uses, None when its name cannot stand in a formula."""
    words = label(resource)
    return f"Uses of {words}" if _NAMEABLE.fullmatch(words) else None


def write_media_plan(book: Book, dossier: Dossier, model: ReachModel | None) -> None:
    """Write the sheet. model: weights for a live unique reach, None = the forecast's number stands."""
    sheet = book.sheet(
        NAME,
        "Media plan",
        "Change a fee or a quantity, and costs, shares, CPM and CPE update on every sheet. A package's fee "
        "and figures are on its first line and include its other lines. Reach is never added up: audiences overlap.",
    )
    made = tuple(columns(dossier, model))
    last = write_table(sheet, TOP, Table(TABLE, made, dossier.lines, totals=True))
    _finish(sheet, made, last)


def columns(dossier: Dossier, model: ReachModel | None = None) -> Iterator[Column[Line]]:
    """The columns from left to right; those that only formulas need stand folded at the far right."""
    yield from _who(15 if dossier.brief.waves else 8)
    yield from _money(dossier)
    yield from _results(dossier.plan)
    yield from _state(dossier)
    yield from _carried(dossier)
    yield from _behind(dossier, model)


def _who(wave: float) -> Iterator[Column[Line]]:
    yield Column("Handle", 22, "text", lambda line: line.pick.handle)
    yield Column("Name", 20, "text", lambda line: line.pick.name)
    yield Column("Platform", 11, "text", lambda line: label(line.pick.platform))
    yield Column("Tier", 10, "text", lambda line: label(line.pick.tier))
    yield Column("Country", 10, "text", lambda line: line.pick.country)
    yield Column("Category", 14, "text", lambda line: line.pick.category)
    yield Column("Followers", 11, "count", lambda line: line.pick.followers)
    yield Column("Wave", wave, "text", lambda line: line.wave)
    yield Column("Deliverable", 15, "text", lambda line: line.what)
    yield Column("Posts each", 8, "count", lambda line: line.posts)
    yield Column("Package", 34, "text", lambda line: line.pick.package)
    yield Column("Compensation", 16, "text", lambda line: label(line.pick.compensation))


def _carried(dossier: Dossier) -> Iterator[Column[Line]]:
    """What the roster says beside figures, on the first line of each creator."""
    contacts = contacts_of(dossier.roster, (pick.creator for pick in dossier.plan.by_account.picks))
    for words in next(iter(contacts.values()), {}):
        yield Column(words, 24, "text", partial(_contact, contacts, words))


def _contact(contacts: dict[str, dict[str, str]], words: str, line: Line) -> str:
    return contacts.get(line.pick.creator, {}).get(words, "") if line.lead else ""


def gross_cents(net: int, agency: float) -> int:
    """Net cost with the agency's fee on it, to the cent as a spreadsheet rounds."""
    return int((net * (1 + Decimal(str(agency)))).quantize(Decimal(1), ROUND_HALF_UP))


def _fee(line: Line) -> Cell:
    return None if line.fee_cents is None else amount(line.fee_cents)


def booked_cents(plan: Plan) -> int:
    """Cash of all picks, without what is due once."""
    return sum(pick.cost_cents for pick in plan.picks)


def net_cents(line: Line) -> int:
    """Cash of a line, over all that are booked."""
    return (line.fee_cents or 0) * line.pick.count


def _money(dossier: Dossier) -> Iterator[Column[Line]]:
    totals, agency, net = dossier.plan.totals, dossier.brief.agency_fee or 0.0, net_cents
    # Without fixed costs, which are due once and belong to no line.
    cost, spent = booked_cents(dossier.plan), f"SUM({TABLE}[Net cost])"

    def full(line: Line) -> int:
        return net(line) + (line.pick.value_cents - line.pick.cost_cents if line.lead else 0)

    def share(line: Line) -> float:
        return net(line) / cost if cost else 0.0

    def gross(line: Line) -> int:
        return gross_cents(net(line), agency)

    heads, all_gross = f"=SUBTOTAL(109,{TABLE}[Headcount])", sum(map(gross, dossier.lines))
    yield Column("Quantity", 9, "count", lambda line: line.pick.count, "", totals.creators, heads)
    yield Column("Fee", 11, "money", _fee)
    yield Column("Net cost", 12, "money", lambda line: amount(net(line)), "={Quantity}*{Fee}", amount(cost))
    shares = f"=IF({spent}=0,0,{{Net cost}}/{spent})"
    yield Column("Share of spend", 9, "percent", share, shares, 1.0 if cost else 0.0)
    grossed = "=ROUND({Net cost}*(1+Agency_fee),2)"
    yield Column("Gross cost", 12, "money", lambda line: amount(gross(line)), grossed, amount(all_gross))
    value, goods = amount(totals.value_cents - totals.fixed_cents), "={Net cost}+{Quantity}*{Beside cash, of one}"
    yield Column("Full value", 12, "money", lambda line: amount(full(line)), goods, value)
    yield from cost_columns(dossier.plan)


def _results(plan: Plan) -> Iterator[Column[Line]]:
    totals, booked = plan.totals, booked_cents(plan)
    yield _booked("Reach", 11, lambda line: line.pick.reach if line.lead else 0.0)
    yield _booked("In-target reach", 11, lambda line: line.pick.target_reach if line.lead else 0.0)
    yield _lead("Incremental unique reach", 12, "count", lambda pick: pick.incremental_reach)
    yield Column(
        "Cost per added person",
        11,
        "price",
        lambda line: _price(net_cents(line), line.pick.incremental_reach if line.lead else 0.0),
        '=IF(N({Incremental unique reach})=0,"",{Net cost}/{Incremental unique reach})',
    )
    yield _booked("Impressions", 12, _impressions, totals.impressions)
    yield Column(
        "CPM",
        9,
        "price",
        lambda line: _price(net_cents(line) * 1000, _impressions(line)),
        '=IF({Impressions}=0,"",{Net cost}/{Impressions}*1000)',
        _price(booked * 1000, totals.impressions),
        _ratio("Impressions", "*1000"),
    )
    yield _booked("Engagements", 12, _engagements, totals.engagements)
    yield Column(
        "CPE",
        9,
        "price",
        lambda line: _price(net_cents(line), _engagements(line)),
        '=IF({Engagements}=0,"",{Net cost}/{Engagements})',
        _price(booked, totals.engagements),
        _ratio("Engagements"),
    )
    yield from result_columns(plan)
    yield _lead("Fit", 8, "decimal", lambda pick: pick.fit)
    yield _lead("Authenticity", 12, "decimal", lambda pick: pick.authenticity)


def _impressions(line: Line) -> float:
    return line.pick.impressions * line.part


def _engagements(line: Line) -> float:
    return line.pick.engagements * line.part


def status_of(creator: str, brief: Brief, campaign: Campaign) -> str:
    """Where the booking stands: by the campaign, else as far as the brief knows, where an agreed fee is a signature."""
    if creator in campaign.latest:
        return _STATUS_OF[campaign.latest[creator].step]
    signed = any(wanted.creator == creator and wanted.agreed_fee_cents is not None for wanted in brief.must_have)
    return "signed" if signed else "declined" if creator in brief.excluded else "proposed"


def note_of(pick: Pick, brief: Brief) -> str:
    """What the brief keeps about a pick, else that they are a must-have."""
    return brief.notes.get(pick.creator, "") or (MUST_HAVE if pick.must_have else "")


def _state(dossier: Dossier) -> Iterator[Column[Line]]:
    brief = dossier.brief
    yield Column("Evidence", 16, "text", lambda line: line.pick.evidence)
    yield Column("Fee estimated", 12, "text", lambda line: "yes" if line.pick.fee_estimated else "no")
    yield Column("Status", 11, "text", lambda line: status_of(line.pick.creator, brief, dossier.campaign))
    yield Column("Notes", 26, "text", lambda line: note_of(line.pick, brief) if line.lead else "")
    wide = 44 if has_extras(dossier.plan) else 20
    yield Column("Rights and terms", wide, "text", lambda line: contract_terms(line.pick, brief) if line.lead else "")


def _behind(dossier: Dossier, model: ReachModel | None) -> Iterator[Column[Line]]:
    yield Column(FIRST_OF_ONE, 9, "count", lambda line: None if line.head else 1, level=1)
    counted = "=IF({Further line}=1,0,{Quantity})"
    yield Column("Headcount", 10, "count", lambda line: line.pick.count if line.head else 0, counted, level=1)
    yield _of_one("Reach of one", lambda line: line.pick.reach if line.lead else 0.0)
    yield _of_one("In-target reach of one", lambda line: line.pick.target_reach if line.lead else 0.0)
    yield _of_one("Impressions of one", _impressions)
    yield _of_one("Engagements of one", _engagements)
    if traced(dossier):
        yield Column(LEAD, 9, "count", lambda line: 1 if line.lead else None, level=1)
        goods = f"=IF({{{LEAD}}}=1,{beside_cash('{Creator}')},0)"
        yield Column("Beside cash, of one", 11, "money", lambda line: _goods(line) or 0.0, goods, level=1)
    else:
        yield Column("Beside cash, of one", 11, "money", _goods, level=1)
    yield from folded_columns(dossier.plan)
    for resource in dossier.brief.resources:
        heading = uses_heading(resource)
        if heading is not None:
            yield Column(heading, 11, "amount", _uses(resource), level=1)
    if model is not None:
        for at, heading in enumerate(model.headings()):
            yield Column(heading, 11, "small", _weight(dossier, model, at), level=1)
    yield Column(PLANNED_FEE, 11, "money", _fee, level=1)
    yield Column("Creator", 30, "text", lambda line: line.pick.creator, level=1)


def _goods(line: Line) -> Cell:
    pick = line.pick
    return amount((pick.value_cents - pick.cost_cents) / pick.count) if line.lead else None


def _uses(resource: str) -> Callable[[Line], Cell]:
    return lambda line: line.pick.uses.get(resource, 0.0) / line.pick.count if line.lead else None


def _weight(dossier: Dossier, model: ReachModel, at: int) -> Callable[[Line], Cell]:
    weights = zip(dossier.plan.picks, model.weights[:, at], strict=True)
    of = {id(pick.accounts[0]): float(weight) for pick, weight in weights}
    return lambda line: of[id(line.pick)] if line.head else None


def _finish(sheet: Sheet, made: Sequence[Column[Line]], last: int) -> None:
    at = {column.title: place for place, column in enumerate(made)}
    first, end, raw = TOP + 1, max(last - 1, TOP + 1), sheet.raw
    status = at["Status"]
    listed = {"validate": "list", "source": list(STATUSES), "error_title": "Status"}
    raw.data_validation(first, status, end, status, {**listed, "error_message": f"One of: {', '.join(STATUSES)}."})
    for title in ("Quantity", "Fee"):
        raw.data_validation(first, at[title], end, at[title], not_negative(title))
    colour_tiers_and_platforms(sheet, made, (first, end))
    struck = sheet.book.plain(font_color=MUTED, font_strikeout=True)
    declined = {"type": "formula", "criteria": f'=${_letter(status)}{first + 1}="{STATUSES[3]}"', "format": struck}
    raw.conditional_format(first, 0, end, 1, declined)
    fee, more = (f"${_letter(at[title])}{first + 1}" for title in ("Fee", FIRST_OF_ONE))
    further = {"type": "formula", "criteria": f'=AND({more}=1,{fee}="")', "format": sheet.book.plain(font_color=FAINT)}
    raw.conditional_format(first, 0, end, len(made) - 1, further)
    raw.freeze_panes(TOP + 1, 1)
    raw.repeat_rows(TOP)
    raw.repeat_columns(0)
    raw.print_area(0, 0, last, at[FIRST_OF_ONE] - 1)
    raw.set_v_pagebreaks([at["Quantity"], at["Evidence"]])
    raw.set_print_scale(56)


def colour_tiers_and_platforms(sheet: Sheet, made: Sequence[Column[Any]], rows: tuple[int, int]) -> None:
    """Write the words of the columns Tier and Platform in the colours that they have on screen. rows: first, last."""
    words = [("Tier", label(tier), colour) for tier, colour in TIER_COLOURS.items()]
    words += [("Platform", label(platform), colour) for platform, colour in PLATFORM_COLOURS.items()]
    titles = [column.title for column in made]
    for title, word, colour in words:
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
        sheet.mark(rows, titles.index(title), rule, font_color=colour, bold=True)


def platforms_of(plan: Plan) -> list[Platform]:
    """The platforms that the plan books, in the usual order."""
    return in_order(pick.platform for pick in plan.by_account.picks)


def _letter(at: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    name: str = xl_col_to_name(at)
    return name


def _lead(title: str, width: float, kind: str, value: Callable[[Pick], Cell]) -> Column[Line]:
    """A figure of the package as a whole."""
    return Column(title, width, kind, lambda line: value(line.pick) if line.lead else None)


def _of_one(title: str, value: Callable[[Line], float]) -> Column[Line]:
    return Column(title, 12, "count", lambda line: value(line) / line.pick.count, level=1)


def _booked(title: str, width: float, value: Callable[[Line], float], total: Cell = None) -> Column[Line]:
    """What one creator of the line brings, times how many are booked."""
    return Column(title, width, "count", value, f"={{Quantity}}*{{{title} of one}}", total)


def _ratio(below: str, times: str = "") -> str:
    """Net cost per something, of the rows that a filter shows."""
    under = f"SUBTOTAL(109,{TABLE}[{below}])"
    return f'=IF({under}=0,"",SUBTOTAL(109,{TABLE}[Net cost])/{under}{times})'


def _price(cents: int, below: float) -> float | None:
    return cents / 100 / below if below else None
