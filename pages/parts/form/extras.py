"""The part of the brief form about money behind posts, and rights to them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import lazy
from pages.parts.form.control import Control, number, share_range, switch, text
from planner.brief import form_edits as edits
from planner.brief.brief import Brief
from planner.domain.rights import RIGHTS, WHAT, WORDS, Right
from planner.units import MONEY
from planner.wording import money, percent

if TYPE_CHECKING:
    from pages.parts.form.fields import Fields

_CATEGORY = "rights.exclusivity.category"


def controls(brief: Brief) -> tuple[Control, ...]:
    """The controls of this part; what needs amounts or a right is there where the brief has them."""
    made = [
        Control(
            f"boosting.amount.{at}",
            partial(edits.amount_shown, at),
            partial(edits.write_amount, at),
            ("boosting.cents_per_post",) if at == 0 else (),
            unit=MONEY,
        )
        for at in range(edits.AMOUNTS)
    ]
    made.append(share_range("boosting.spend"))
    made += [number("boosting.days")] if brief.boosting is not None else []
    for right in RIGHTS:
        path = f"rights.{right}"
        least, everybody = partial(edits.write_least, right), partial(edits.write_everybody, right)
        made.append(replace(number(f"{path}.count.min"), writes=least, paths=(f"{path}.count",)))
        made.append(replace(switch(f"{path}.everybody"), writes=everybody))
        made += [number(f"{path}.days")] if right in brief.rights else []
    if Right.EXCLUSIVITY in brief.rights:
        made.append(text(_CATEGORY))
    return tuple(made)


def draw(fields: Fields) -> None:
    """Amounts behind posts and their share of the spend, then each right."""
    box = lazy.expander("Boosting and rights", key="open_extras", icon=":material/campaign:")
    if not box.open:
        return
    with box:
        st.markdown("**Money behind posts**")
        for at in range(edits.AMOUNTS):
            title = "Amount behind each post" if at == 0 else "Or a larger amount"
            fields.number(f"boosting.amount.{at}", title, "none")
        if fields.brief.boosting is None:
            st.caption("The plan then decides which posts run as ads. Creators are paid for allowing them.")
        else:
            fields.whole("boosting.days", "Days the ads run", "days", step=10)
            fields.percent_range("boosting.spend", "Behind posts, % of spend", _now(fields))
        for right in RIGHTS:
            st.markdown(f"**{WORDS[right].capitalize()}**")
            st.caption(f"Creators let you {WHAT[right]}." if right != "exclusivity" else f"Creators {WHAT[right]}.")
            fields.whole(f"rights.{right}.count.min", "Creators who grant it at least", "creators", step=1)
            fields.switch(
                f"rights.{right}.everybody", "Everybody grants it", "Each package then carries its surcharge."
            )
            if f"rights.{right}.days" in fields.controls:
                fields.whole(f"rights.{right}.days", "Days", "days", step=30)
        if _CATEGORY in fields.controls:
            fields.text(_CATEGORY, "Exclusive in the category")


def _now(fields: Fields) -> str:
    """Where the plan stands."""
    if fields.plan is None or not fields.plan.totals.cost_cents:
        return ""
    totals, brief = fields.plan.totals, fields.brief
    amount = money(totals.boost_cents, brief.currency, brief.locale)
    share = percent(totals.boost_cents / totals.cost_cents, 1, brief.locale)
    return f"{'Now' if fields.fresh else 'Before:'} {amount}, {share}"
