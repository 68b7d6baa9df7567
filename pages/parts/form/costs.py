"""The part of the brief form about costs beside fees, and which total the budget covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.form.control import Control, Data, number, text
from planner.brief.brief import Brief
from planner.brief.costs import Total
from planner.brief.paths import Path
from planner.domain.costs import CostKind
from planner.domain.roster import ORIGINAL_COLUMNS, Roster
from planner.forecast.costs import SHARES, WORDS

if TYPE_CHECKING:
    from pages.parts.form.fields import Fields

_COVERS = {str(Total.CASH): "What creators are paid, and shipping", str(Total.FULL): "Everything: the full cost"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HOURS = {"": "With the full cost only", "yes": "Yes", "no": "No"}
_HOURS_SHOWN = {None: "", True: "yes", False: "no"}
_BEFORE = {kind: tuple(CostKind)[: tuple(CostKind).index(kind)] for kind in SHARES}


def controls(currencies: Sequence[str]) -> tuple[Control, ...]:
    """The controls of this part. currencies: of fees."""
    return (
        text("costs.budget_covers"),
        Control("costs.hours", lambda brief: _HOURS_SHOWN[brief.costs.hours], _write_hours, ("costs.hours",)),
        number("costs.hourly_cents"),
        number("agency_fee"),
        number("costs.tax"),
        number("costs.reserve"),
        *(_base(kind) for kind in SHARES),
        *(_rate(code) for code in currencies),
    )


def draw(fields: Fields) -> None:
    """Which total the budget covers, and the costs that it is made of."""
    brief = fields.brief
    st.markdown("**Costs**")
    fields.select("costs.budget_covers", "The budget covers", list(_COVERS), _COVERS.__getitem__)
    fields.select("costs.hours", "Count the team’s hours", list(_HOURS), _HOURS.__getitem__)
    if brief.costs.counts_hours:
        fields.number("costs.hourly_cents", "Cost of one hour", "no figure of your own")
        st.caption("Hours per creator and per post are on the Assumptions page, with their ranges.")
    for kind, name, title in (
        (CostKind.AGENCY, "agency_fee", "Agency fee, %"),
        (CostKind.TAX, "costs.tax", "Taxes not reclaimed, %"),
        (CostKind.RESERVE, "costs.reserve", "Reserve, %"),
    ):
        fields.number(name, title, "%")
        if fields.controls[name].shows(brief):
            fields.pills(f"costs.{kind}_on", "of", [str(one) for one in _BEFORE[kind]], _word)


def currencies_of(brief: Brief, roster: Roster) -> tuple[str, ...]:
    """Currencies other than the brief's that fees of the list are quoted in, and those with a rate."""
    name = ORIGINAL_COLUMNS[0]
    quoted = set(roster.packages[name]) if name in roster.packages else set()
    return tuple(sorted({*quoted, *brief.exchange} - {"", brief.currency}))


def draw_rates(fields: Fields) -> None:
    """A line for each currency that fees are quoted in: its rate, the day and the source of it."""
    for code in currencies_of(fields.brief, fields.roster):
        fields.text(f"exchange.{code}", f"1 {code} in {fields.brief.currency}; day; source")
    if fields.brief.exchange:
        st.caption("Fees are converted once, to the cent, at these rates: such as 1.0842; 2026-11-27; ECB.")


def _rate(code: str) -> Control:
    """Rate, day and source in one line, parted by semicolons."""

    def shows(brief: Brief) -> str:
        stated = brief.exchange.get(code)
        if stated is None:
            return ""
        parts = [f"{stated.rate:.10g}", "" if stated.on is None else str(stated.on), stated.source]
        return "; ".join(part for part in parts if part)

    def writes(data: Data, value: str) -> None:
        rate, day, source = "", None, []
        for at, part in enumerate(one.strip() for one in value.split(";")):
            if at == 0:
                rate = part.replace(",", ".")
            elif day is None and _DAY.fullmatch(part):
                day = part
            elif part:
                source.append(part)
        if not rate:
            data["exchange"].pop(code, None)
        else:
            data["exchange"][code] = {"rate": rate, "on": day, "source": "; ".join(source)}

    return Control(f"exchange.{code}", shows, writes, (f"exchange.{code}",))


def _word(kind: str) -> str:
    return WORDS[CostKind(kind)]


def _write_hours(data: Data, value: str) -> None:
    data["costs"]["hours"] = next(asked for asked, shown in _HOURS_SHOWN.items() if shown == value)


def _base(kind: CostKind) -> Control:
    """The kinds that a share is of, in their own order."""
    at = Path(f"costs.{kind}_on")
    return Control(at, lambda brief: [str(one) for one in CostKind if one in at.get(brief)], at.write, (at,))
