"""What the plan costs, line by line, and the same money without and with the team's hours."""

import streamlit as st

from pages.parts import display, lazy
from pages.parts.explore import style
from pages.parts.jobs import asking, exploring
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.explore.labour import Labour, TierCost, both_ways
from planner.figures.look import Look
from planner.figures.scenario_pyramids import scenario_pyramids, scenario_pyramids_alt
from planner.figures.tiers import PyramidMeasure
from planner.forecast.costs import CASH_KINDS, WORDS
from planner.side_by_side import Side
from planner.wording import decimal, label, money, percent


def draw(made: Made, look: Look) -> None:
    """The lines of the full cost with their bases; below them, on demand, two plans."""
    if not made.plan.picks or not made.plan.totals.costs:
        return
    box = lazy.expander("What it costs, line by line", key="open_costs", icon=":material/receipt_long:")
    if not box.open:
        return
    with box:
        _lines(made)
        _labour(made, look)


def _lines(made: Made) -> None:
    brief, totals = made.brief, made.plan.totals

    def amount(cents: int) -> str:
        return money(cents, brief.currency, brief.locale)

    full = totals.value_cents
    style.rows(
        [
            style.row(
                WORDS[line.kind],
                line.basis if line.kind in CASH_KINDS else f"beside cash; {line.basis}",
                amount(line.cents),
                line.cents / full if full else 0.0,
                percent(line.cents / full, 1, brief.locale) if full else "",
            )
            for line in totals.costs
        ]
    )
    covered = "full cost" if brief.costs.full else "cash"
    limit = f"The budget limits the {covered}." if brief.budget_cents is not None else ""
    st.html(
        f'<p class="said">Cash <b>{markup(amount(totals.cost_cents))}</b>, full cost '
        f"<b>{markup(amount(full))}</b>. {limit}</p>"
    )


def _labour(made: Made, look: Look) -> None:
    request = exploring.about(made, "labour", "labour_job")
    if asking.on_demand(request, "Compare without and with team hours", "schedule") is None:
        st.caption("Plans the same money twice: team hours left out of the budget, and counted in it.")
        return
    asking.show(request, Labour, lambda found: _both(found, made.brief, look), "Planning both ways", 4.0)


def _both(found: Labour, brief: Brief, look: Look) -> None:
    st.html(f'<p class="said"><b>{markup(found.sentence)}</b></p>')
    without, within = both_ways(brief)
    sides = [
        Side("without", "Without team hours", without, found.without),
        Side("within", "With team hours", within, found.within),
    ]
    planned = [side for side in sides if side.plan is not None]
    if planned:
        measure = PyramidMeasure.CREATORS
        display.chart(
            scenario_pyramids(planned, measure, look),
            key="labour_pyramids",
            alt=scenario_pyramids_alt(planned, measure),
        )
    rows = [
        _row(title, one, brief)
        for title, tiers in (("Without", found.tiers_without), ("With", found.tiers_within))
        for one in tiers
    ]
    if rows:
        display.table(
            rows,
            "labour_tiers",
            "Creators, cash and team hours of each tier, without and with team hours in the budget.",
            {"Team hours in the budget": st.column_config.TextColumn(width=150)},
        )
    st.caption(
        "Both plans have a budget over the full cost. Hours per creator and post are judgement, with a wide range: put "
        "your own on the Assumptions page."
    )


def _row(title: str, one: TierCost, brief: Brief) -> dict[str, str]:
    each = (one.cash_cents + one.hours_cents) // one.creators if one.creators else 0

    def amount(cents: int) -> str:
        return money(cents, brief.currency, brief.locale)

    return {
        "Team hours in the budget": title,
        "Tier": label(one.tier),
        "Creators": str(one.creators),
        "Cash": amount(one.cash_cents),
        "Team hours": decimal(one.hours, 1, brief.locale) if one.hours else "",
        "Cost of hours": amount(one.hours_cents) if one.hours_cents else "",
        "Both, per creator": amount(each) if one.creators else "",
    }
