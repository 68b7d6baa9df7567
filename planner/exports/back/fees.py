"""Fees of an edited media plan: exact cents, or named as what is wrong with them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from planner.exports.back.against import Against
from planner.exports.back.sheet import FEE, PLANNED, MediaPlan, Row
from planner.intake.cells.values import Fault, money_in, read_numbers
from planner.intake.reading import shown
from planner.outcome import Pick
from planner.problems import Problem
from planner.wording import money


def changed_fee(
    sheet: MediaPlan, against: Against, who: tuple[Pick, Sequence[Row]], problems: list[Problem]
) -> tuple[int, str] | None:
    """The package's new fee, commission and shipping apart, and where it stands.

    None when nobody changed it, or it cannot be used.
    """
    pick, rows = who
    if FEE not in sheet.columns:
        return None
    total, planned, place = 0, 0, ""
    for row in rows:
        now, then = (_cents(sheet, against, (row, title), problems) for title in (FEE, PLANNED))
        if now is None or then is None:
            return None
        total, planned = total + now, planned + then
        if now != then and not place:
            place = sheet.place(row, FEE)
        if not row[FEE] and row[PLANNED]:
            problems.append(Problem(place, "", "is empty", "a fee, 0 where nothing is paid"))
            return None
    before = planned if PLANNED in sheet.columns else pick.cost_cents // pick.count
    if total == before:
        return None
    beyond = against.beyond_fee(pick)
    if total < beyond:
        wrong = f"is below the {money_words(beyond, against)} of commission and shipping that fall due"
        problems.append(Problem(place, money_words(total, against), wrong, "a fee that includes both"))
        return None
    return total - beyond, place or sheet.place(rows[0], FEE)


def _cents(sheet: MediaPlan, against: Against, cell: tuple[Row, str], problems: list[Problem]) -> int | None:
    """Cents of a cell, 0 when empty; None when it cannot be read, which is told."""
    row, title = cell
    typed = row[title]
    if not typed:
        return 0
    kind = replace(money_in(against.brief.currency), loosely=False)
    accepted = f"an amount in {against.brief.currency} such as 1250 or 1,250.50"
    if typed.startswith("#"):
        place = sheet.place(row, title)
        problems.append(Problem(place, typed, "is the error of a broken formula", accepted))
        return None
    numbers = read_numbers(np.array([typed], dtype=object), kind)
    fault = numbers.faults.get(0)
    if fault is None and np.isnan(numbers.values[0]):
        fault = Fault("is not a number", accepted)
    if fault is not None:
        problems.append(Problem(sheet.place(row, title), shown(typed), fault.wrong, accepted))
        return None
    return int(numbers.values[0])


def agreed_fee(sheet: MediaPlan, against: Against, rows: Iterable[Row], problems: list[Problem]) -> int | None:
    """Sum of the fees of an added creator's lines, None where none is said or one cannot be read."""
    typed = [_cents(sheet, against, (row, FEE), problems) for row in rows if row[FEE]]
    known = [cents for cents in typed if cents is not None]
    return sum(known) if known and len(known) == len(typed) else None


def fee_alone(pick: Pick, against: Against) -> int:
    """Cash to one creator of a pick, less commission and shipping."""
    return max(0, pick.cost_cents // pick.count - against.beyond_fee(pick))


def money_words(cents: int, against: Against) -> str:
    """An amount in the brief's currency and locale."""
    return money(cents, against.brief.currency, against.brief.locale)
