"""Other plans that are nearly as good, on Compare: how often each creator is in them, and who is in all."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.typed import NumberField
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.explore.alternatives import Alternatives, Wish
from planner.explore.solution import Solution, incoming
from planner.explore.words import goal_words, names
from planner.units import SHARE
from planner.wording import count, counted, decimal, percent


@dataclass
class _Wanted:
    """The plans that were asked for; None before."""

    wish: Wish | None = None


def draw(made: Made) -> None:
    """How many, how different and how much worse; then the plans and the pick rates."""
    st.subheader("Other plans that are nearly as good", anchor=False)
    st.caption("Options to choose from, or to have ready if a creator declines. Each one differs from all others.")
    with st.form("ex_form_alternatives", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        plans = st.number_input("Plans", 1, 30, 5, width=110)
        different = st.number_input("Min. creators that differ", 1, 100, 3, width=190)
        field = NumberField("ex_max_loss", SHARE, made.brief, least=0.1, most=50)
        worse = field.draw(st, "Max. loss, %", 5, width=170)
        if st.form_submit_button("Find them", icon=":material/alt_route:") and worse is not None:
            state.session().of_page(_Wanted).wish = Wish(int(plans), int(different), round(worse / 100, 4))
    wish = state.session().of_page(_Wanted).wish
    if wish is None:
        return
    job = asking.ask(exploring.about(made, "alternatives", "alternatives_job", wish))

    def found() -> None:
        answer = asking.answer(job)
        known = answer if isinstance(answer, Alternatives) else None
        if asking.running(job):
            share = 0.02 if known is None else len(known.plans) / (wish.plans + 1)
            asking.progress(job, "alternatives", share, "Looking for other plans")
        if known is not None:
            _plans(known, made.brief)
            _rates(known, made.brief)

    asking.follow(job, found)


def _plans(known: Alternatives, brief: Brief) -> None:
    best = known.plans[0]
    others = known.plans[1:]
    if known.sentence:
        st.html(f'<p class="said">{markup(known.sentence)}</p>')
    if not others:
        return
    rows = [
        {
            "Plan": f"No. {at}",
            "take": ":material/check: Use",
            "Goal": goal_words(brief, plan.goal),
            "Against the best": _change(plan, best),
            "Cost": plan.cost_cents / 100,
            "Joins": names(incoming(best, plan)),
            "Leaves": names(incoming(plan, best)),
        }
        for at, plan in enumerate(others, 1)
    ]

    def take(row: int) -> None:
        edits.swap(incoming(best, others[row]), incoming(others[row], best))

    c = st.column_config
    display.table(
        rows,
        f"ex_alternatives.{len(rows)}",
        f"{len(rows)} other plans with who comes in and who goes out.",
        {
            "Plan": c.TextColumn(pinned=True, width=70),
            "take": display.row_button("Use", "ex_take_click", take, 84, "Locks in who joins and excludes who leaves"),
            "Cost": c.NumberColumn(f"Cost, {brief.currency}", format="localized"),
            "Joins": c.TextColumn(width="medium"),
            "Leaves": c.TextColumn(width="medium"),
        },
    )


def _change(plan: Solution, best: Solution) -> str:
    """Of the goal as it is shown: what costs more has a plus, what reaches less a minus."""
    change = (plan.goal - best.goal) / abs(best.goal) if best.goal else 0.0
    return f"{'−' if change < 0 else '+'}{decimal(100 * abs(change), 2)} %"


def _rates(known: Alternatives, brief: Brief) -> None:
    core = known.core
    others = [rate for rate in known.rates if not rate.core]
    many, plans = len(known.plans), counted(len(known.plans), "plan", brief.locale)
    listed = ", ".join(markup(rate.handle) for rate in core) or "nobody"
    st.html(
        f'<p class="said"><b>{counted(len(core), "core creator", brief.locale)}</b> in all {plans}.</p>'
        f'<p class="ex-names">{listed}</p>'
    )
    if not others:
        return
    rows = [{"Creator": rate.handle, "Plans": rate.plans, "Pick rate": rate.rate} for rate in others]
    c = st.column_config
    st.dataframe(
        pd.DataFrame(rows),
        key=f"ex_rates.{len(known.plans)}",
        hide_index=True,
        width=520,
        height=min(420, 36 * (len(rows) + 1) + 3),
        row_height=36,
        alt=f"How often creators are picked who are not in every plan, {counted(len(rows), 'row')}.",
        column_config={
            "Plans": c.NumberColumn(f"Plans, of {count(many, brief.locale)}", width=110),
            "Pick rate": c.ProgressColumn(format="percent", min_value=0, max_value=1, width=200),
        },
    )
    st.caption(f"The next best: in some of the plans, {percent(others[0].rate, 0, brief.locale)} at most.")
