"""Fees of an edited media plan: exact cents, or named as what is wrong with them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from planner.exports.back.findings import Findings, Lines
from planner.exports.back.sheet import FEE, PLANNED, Row
from planner.intake.cells.values import money_in, read_numbers


def changed_fee(lines: Lines, found: Findings) -> tuple[int, str] | None:
    """The package's new fee, commission and shipping apart, and where it stands.

    None when nobody changed it, or it cannot be used.
    """
    sheet, pick = found.sheet, lines.pick
    if FEE not in sheet.columns:
        return None
    total, planned, place = 0, 0, ""
    for row in lines.rows:
        now, then = (_cents(row, title, found) for title in (FEE, PLANNED))
        if now is None or then is None:
            return None
        total, planned = total + now, planned + then
        if now != then and not place:
            place = sheet.place(row, FEE)
        if not row[FEE] and row[PLANNED]:
            found.wrong(place, "", "is empty", "a fee, 0 where nothing is paid")
            return None
    if total == (planned if PLANNED in sheet.columns else pick.cost_cents // pick.count):
        return None
    beyond = found.against.beyond_fee(pick)
    if total < beyond:
        wrong = f"is below the {found.money(beyond)} of commission, shipping, rights and ads that fall due"
        found.wrong(place, found.money(total), wrong, "a fee that includes them")
        return None
    return total - beyond, place or sheet.place(lines.rows[0], FEE)


def _cents(row: Row, title: str, found: Findings) -> int | None:
    """Cents of a cell, 0 when empty; None with a problem when it cannot be read."""
    typed, currency = row[title], found.against.brief.currency
    if not typed:
        return 0
    wrong = "is the error of a broken formula" if typed.startswith("#") else ""
    if not wrong:
        numbers = read_numbers(np.array([typed], dtype=object), replace(money_in(currency), loosely=False))
        if 0 in numbers.faults:
            wrong = numbers.faults[0].wrong
        elif not np.isnan(numbers.values[0]):
            return int(numbers.values[0])
    accepted = f"an amount in {currency} such as 1250 or 1,250.50"
    found.wrong(found.sheet.place(row, title), typed, wrong or "is not a number", accepted)
    return None


def agreed_fee(rows: Iterable[Row], found: Findings) -> int | None:
    """Sum of the fees of an added creator's lines, None where none is given or one cannot be read."""
    typed = [_cents(row, FEE, found) for row in rows if row[FEE]]
    known = [cents for cents in typed if cents is not None]
    return sum(known) if known and len(known) == len(typed) else None
