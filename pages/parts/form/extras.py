"""The part of the brief form about money behind posts, and rights to them."""

import streamlit as st

from pages.parts import lazy
from pages.parts.form.fields import Fields
from planner.brief.boosting_edits import AMOUNTS
from planner.domain.rights import RIGHTS, WHAT, WORDS
from planner.wording import money, percent


def draw(fields: Fields) -> None:
    """Amounts behind posts and their share of the spend, then each right."""
    box = lazy.expander("Boosting and rights", key="open_extras", icon=":material/campaign:")
    if not box.open:
        return
    with box:
        st.markdown("**Money behind posts**")
        for at in range(AMOUNTS):
            title = "Amount behind each post" if at == 0 else "Or a larger amount"
            fields.number(f"boosting.amount.{at}", title, "none", step=50.0)
        if fields.brief.boosting is None:
            st.caption("The plan then decides which posts run as ads. Creators are paid for allowing them.")
        else:
            fields.number("boosting.days", "Days the ads run", "days", step=10)
            fields.percent_range("boosting.spend", "Behind posts, % of spend", _now(fields))
        for right in RIGHTS:
            st.markdown(f"**{WORDS[right].capitalize()}**")
            st.caption(f"Creators let you {WHAT[right]}." if right != "exclusivity" else f"Creators {WHAT[right]}.")
            fields.number(f"rights.{right}.count.min", "Creators who grant it at least", "creators", step=1)
            fields.switch(
                f"rights.{right}.everybody", "Everybody grants it", "Each package then carries its surcharge."
            )
            if f"rights.{right}.days" in fields.controls:
                fields.number(f"rights.{right}.days", "Days", "days", step=30)
        if "rights.exclusivity.category" in fields.controls:
            fields.text("rights.exclusivity.category", "Exclusive in the category")


def _now(fields: Fields) -> str:
    """Where the plan stands."""
    if fields.plan is None or not fields.plan.totals.cost_cents:
        return ""
    totals, brief = fields.plan.totals, fields.brief
    amount = money(totals.boost_cents, brief.currency, brief.locale)
    share = percent(totals.boost_cents / totals.cost_cents, 1, brief.locale)
    return f"{'Now' if fields.fresh else 'Before:'} {amount}, {share}"
