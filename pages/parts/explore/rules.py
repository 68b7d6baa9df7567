"""The price of the rules on Compare: every family lifted in turn, dearest first."""

import streamlit as st

from pages.parts.explore import style
from pages.parts.jobs import asking, exploring
from pages.parts.session.state import Made
from planner.brief.brief import Brief, GoalKind
from planner.explore.price import Price
from planner.explore.words import goal_words, names
from planner.wording import percent


def draw(made: Made) -> None:
    """What the goal would gain without each family of rules, at the same budget."""
    st.subheader("Price of your rules", anchor=False)
    st.caption("The same budget, planned again with one group of rules removed at a time.")
    job = asking.ask(exploring.about(made, "rules", "price_job"))

    def prices() -> None:
        found = asking.answer(job)
        if asking.running(job):
            asking.progress(job, "rules", asking.rising(job, 3), "Removing one group of rules after another")
        if isinstance(found, tuple) and found:
            _rows(found, made)
        elif isinstance(found, tuple) and not asking.running(job):
            st.caption("Your brief has no rules besides the budget.")

    asking.follow(job, prices)


def _rows(prices: tuple[Price, ...], made: Made) -> None:
    brief, most = made.brief, max(price.gain for price in prices) or 1.0
    style.rows(
        [
            style.row(
                price.family,
                ", ".join(price.rules) if price.rules != (price.family,) else "",
                gain_words(brief, price.gain),
                price.gain / most,
                percent(price.part, 1, brief.locale) if price.gain else "",
            )
            for price in prices
        ]
    )
    dearest = prices[0]
    if dearest.gain > 0 and dearest.comes_in:
        st.caption(f"Without the first group, {names(dearest.comes_in)} would join.")


def gain_words(brief: Brief, gain: float) -> str:
    """`+12,345 people`, `$1,200 cheaper`, or that it costs nothing."""
    if gain <= 0 or (brief.goal.kind is not GoalKind.CHEAPEST and gain < 0.5):
        return "costs nothing"
    words = goal_words(brief, gain)
    return f"{words} cheaper" if brief.goal.kind is GoalKind.CHEAPEST else f"+{words}"
