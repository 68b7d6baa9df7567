"""Rates at which fees in other currencies are converted, as the brief states them."""

import streamlit as st

from pages.parts import display
from planner.brief.brief import Brief
from planner.wording import counted


def draw(brief: Brief) -> None:
    """Currency, rate, day and source of each; nothing where the brief states none."""
    if not brief.exchange:
        return
    rows = [
        {
            "Currency": code,
            "Rate": f"1 {code} = {stated.rate:.10g} {brief.currency}",
            "Day": "not stated" if stated.on is None else str(stated.on),
            "Source": stated.source or "not stated",
        }
        for code, stated in brief.exchange.items()
    ]
    many = counted(len(rows), "exchange rate")
    st.caption(f"{many} of this campaign. Change them on the Plan page, beside the currency.")
    display.table(rows, "assumptions.rates", f"{many} with day and source.", {})
