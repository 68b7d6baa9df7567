"""The sheet "Costs": the full cost of each package, kind by kind, in formulas that start from the Media plan's fees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.brief.brief import Brief
from planner.brief.exchange import converted
from planner.domain.costs import CostKind
from planner.domain.roster import ORIGINAL_COLUMNS
from planner.exports.book import MUTED, TOP, Book, Sheet
from planner.exports.dossier import Dossier
from planner.exports.tables import Column, Table, write_table
from planner.exports.text import amount
from planner.forecast.costs import CASH_KINDS, KINDS, SHARES, WORDS, base_of, share_asked
from planner.outcome import Pick

NAME = "Costs"
TABLE = "Costs"
ONE_CASH, ONE_FULL = "Cash of one", "Full cost of one"
EDITABLE = "#FFF6DB"
"""Cells that people change."""


def traced(dossier: Dossier) -> bool:
    """True where the sheet's formulas can find each creator in the Media plan: one package of each."""
    ids = [account.creator for pick in dossier.plan.picks for account in pick.accounts]
    return bool(ids) and len(set(ids)) == len(ids) and bool(dossier.plan.totals.costs)


def beside_cash(creator: str) -> str:
    """Formula of what one package costs beside its cash. creator: the cell with its id."""
    of = f"{TABLE}[Creator],{creator}"
    return f"SUMIFS({TABLE}[{ONE_FULL}],{of})-SUMIFS({TABLE}[{ONE_CASH}],{of})"


def write_costs(book: Book, dossier: Dossier) -> None:
    """Write the sheet; nothing for a plan of an older file, whose costs are not known by kind."""
    plan = dossier.plan
    if not plan.totals.costs or not plan.picks:
        return
    sheet = book.sheet(
        NAME,
        "Costs",
        "Every cost of one package, by kind, and of all that are booked. Fees follow the Media plan sheet; the "
        "yellow cells below are yours to change.",
    )
    kinds = tuple(one.kind for one in KINDS if any(line.kind is one.kind for line in plan.totals.costs))
    accounts = tuple(account for pick in plan.picks for account in pick.accounts)
    last = write_table(sheet, TOP, Table(TABLE, tuple(_columns(dossier, kinds)), accounts, totals=True))
    end = _by_kind(sheet, last + 2, dossier)
    for code, stated in dossier.brief.exchange.items():
        end += 2 if code == next(iter(dossier.brief.exchange)) else 1
        sheet.text(end, 0, code)
        sheet.text(end, 1, f"{stated.words(code, dossier.brief.currency)}; converted once, halves up")
    sheet.finish(end, 4 + len(kinds) + 9)


def _columns(dossier: Dossier, kinds: tuple[CostKind, ...]) -> Iterator[Column[Pick]]:
    brief, live = dossier.brief, traced(dossier)
    ours = tuple(kind for kind in kinds if kind is not CostKind.FIXED)
    total = dossier.plan.totals
    yield Column("Handle", 22, "text", lambda pick: pick.handle)
    yield Column("Package", 30, "text", lambda pick: pick.package)
    many = "=AVERAGEIFS(MediaPlan[Quantity],MediaPlan[Creator],{Creator})" if live else ""
    yield Column("Quantity", 9, "count", lambda pick: pick.count, many, total.creators)
    paid = "=SUMIFS(MediaPlan[Fee],MediaPlan[Creator],{Creator})" if live else ""
    yield Column(ONE_CASH, 12, "money", lambda pick: _each(pick.cost_cents, pick), paid)
    yield from _quoted(dossier)
    for kind in ours:
        if kind is CostKind.HOURS:
            yield Column("Hours", 9, "amount", _hours)
        yield Column(WORDS[kind], 13, "money", partial(_one, kind), _formula(kind, ours, brief))
    yield Column(ONE_FULL, 12, "money", lambda pick: _each(pick.value_cents, pick), _sum(ours))
    booked = f"={{Quantity}}*{{{ONE_CASH}}}"
    yield Column(
        "Cash", 13, "money", lambda pick: amount(pick.cost_cents), booked, amount(_sum_of(dossier, "cost_cents"))
    )
    whole = f"={{Quantity}}*{{{ONE_FULL}}}"
    full = amount(_sum_of(dossier, "value_cents"))
    yield Column("Full cost", 13, "money", lambda pick: amount(pick.value_cents), whole, full)
    yield Column("Creator", 30, "text", lambda pick: pick.creator)


def _quoted(dossier: Dossier) -> Iterator[Column[Pick]]:
    """Fees that were quoted in another currency: as quoted, the rate, and what they are converted to."""
    if dossier.roster is None or ORIGINAL_COLUMNS[0] not in dossier.roster.packages:
        return
    offers, ids = dossier.roster.packages, dossier.roster.creators["id"].to_numpy(dtype=object)
    foreign = offers[offers[ORIGINAL_COLUMNS[0]] != ""]
    found = {
        (str(ids[row.creator]), str(row.id)): (str(row.fee_currency), int(row.fee_original_cents))
        for row in foreign.itertuples()
    }
    rates = dossier.brief.exchange

    def of(pick: Pick) -> tuple[str, int]:
        return found.get((pick.creator, pick.package), ("", 0))

    def rate(pick: Pick) -> float | None:
        stated = rates.get(of(pick)[0])
        return None if stated is None else stated.rate

    def worth(pick: Pick) -> float | None:
        return None if rate(pick) is None else amount(converted(of(pick)[1], rate(pick) or 0.0))

    yield Column("Quoted in", 9, "text", lambda pick: of(pick)[0])
    yield Column("As quoted", 12, "amount", lambda pick: amount(of(pick)[1]) if of(pick)[0] else None)
    yield Column("Rate", 10, "small", rate)
    yield Column("Converted", 12, "money", worth, '=IF(N({Rate})=0,"",ROUND({As quoted}*{Rate},2))')


def _sum_of(dossier: Dossier, field: str) -> int:
    return sum(getattr(pick, field) for pick in dossier.plan.picks)


def _each(cents: int, pick: Pick) -> float:
    return amount(cents // pick.count)


def _one(kind: CostKind, pick: Pick) -> float:
    return _each(sum(line.cents for line in pick.costs if line.kind is kind), pick)


def _hours(pick: Pick) -> float:
    return sum(line.quantity or 0.0 for line in pick.costs if line.kind is CostKind.HOURS) / pick.count


def _formula(kind: CostKind, kinds: tuple[CostKind, ...], brief: Brief) -> str:
    """How a spreadsheet gets the cents of a kind; empty where they are data."""
    if kind is CostKind.FEE:
        paid = "".join(f"-{{{WORDS[one]}}}" for one in kinds if one in CASH_KINDS and one is not CostKind.FEE)
        return f"={{{ONE_CASH}}}{paid}"
    if kind is CostKind.HOURS:
        return "=ROUND({Hours}*Hour_cost,2)"
    if kind in SHARES:
        base = "+".join(f"{{{WORDS[one]}}}" for one in base_of(kind, brief) if one in kinds) or "0"
        return f"=ROUND({_share_name(kind)}*({base}),2)"
    return ""


def _sum(kinds: tuple[CostKind, ...]) -> str:
    return "=" + "+".join(f"{{{WORDS[kind]}}}" for kind in kinds)


def _share_name(kind: CostKind) -> str:
    return f"{str(kind).capitalize()}_{'fee' if kind is CostKind.AGENCY else 'share'}"


def _by_kind(sheet: Sheet, top: int, dossier: Dossier) -> int:
    """The plan's cost by kind, with what each is made of; the last row is the full cost of the Summary."""
    brief, totals = dossier.brief, dossier.plan.totals
    sheet.heading(top, "Cost", "", "Rate", "Plan")
    sheet.text(top, 4, "How it is counted", font_color=MUTED)
    row = top
    for line in totals.costs:
        row += 1
        sheet.text(row, 0, WORDS[line.kind])
        # Beside the amounts, where nothing keeps it from running on.
        sheet.text(row, 4, line.basis, font_color=MUTED, indent=1)
        if line.kind is CostKind.HOURS and line.unit_cents is not None:
            sheet.value(row, 2, amount(line.unit_cents), "price", bg_color=EDITABLE)
            sheet.define("Hour_cost", row, 2)
        elif line.kind is CostKind.AGENCY:
            # It is typed on the Summary, where it was before there was this sheet.
            sheet.formula(row, 2, "=Agency_fee", share_asked(line.kind, brief), "percent")
        elif line.kind in SHARES:
            sheet.value(row, 2, share_asked(line.kind, brief), "percent", bg_color=EDITABLE)
            sheet.define(_share_name(line.kind), row, 2)
        if line.kind is CostKind.FIXED:
            sheet.formula(row, 3, "=Fixed_costs", amount(line.cents), "money")
        else:
            added = f"=SUMPRODUCT({TABLE}[Quantity],{TABLE}[{WORDS[line.kind]}])"
            sheet.formula(row, 3, added, amount(line.cents), "money")
    end = row + 1
    sheet.text(end, 0, "Full cost", bold=True, top=1)
    sheet.text(end, 1, "", top=1)
    sheet.text(end, 4, "all of these; equal to the full cost on the Summary", font_color=MUTED, indent=1)
    sheet.text(end, 2, "", top=1)
    sheet.formula(end, 3, f"=SUM(D{top + 2}:D{end})", amount(totals.value_cents), "money", bold=True, top=1)
    return end
