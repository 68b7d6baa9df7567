"""The pyramid on the page, and what holds the plan."""

from __future__ import annotations

import streamlit as st

from pages.parts.plan import kpis, table
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.domain.roster import Tier
from planner.figures.limits import limit_bars, shown_limits
from planner.figures.look import Look
from planner.figures.pyramid import PyramidMeasure, pyramid, pyramid_alt
from planner.outcome import LimitReport
from planner.wording import count

MEASURES = {
    PyramidMeasure.CREATORS: "Creators",
    PyramidMeasure.SPEND: "Spend",
    PyramidMeasure.UNIQUE_REACH: "Unique reach",
    PyramidMeasure.ENGAGEMENTS: "Engagements",
}
_QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def draw(made: Made, baseline: Made | None, look: Look) -> None:
    """The pyramid by the measure chosen; a click on a tier narrows the plan table to it."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "Width of the pyramid",
            list(MEASURES),
            format_func=MEASURES.__getitem__,
            default=PyramidMeasure.CREATORS,
            key="measure",
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        kpis.against(made, baseline)
    measure = PyramidMeasure(state.sent("measure", str) or PyramidMeasure.CREATORS)
    st.plotly_chart(
        pyramid(made.plan, made.brief, measure, look),
        key="pyramid",
        theme=None,
        config=_QUIET,
        on_select=_chosen,
        selection_mode="points",
        alt=pyramid_alt(made.plan, measure),
    )


def limits(made: Made, look: Look) -> None:
    """What is used of each limit, tightest first, and who the filters leave out."""
    st.subheader("What holds this plan", anchor=False)
    rows = shown_limits(made.plan.limits)
    st.plotly_chart(
        limit_bars(made.plan.limits, made.brief, look),
        key="limits",
        theme=None,
        config=_QUIET,
        alt=f"Bars of {len(rows)} limits, used against asked, tightest first.",
    )
    filters = [row for row in made.plan.limits if row.removed]
    if filters:
        said = "; ".join(_removed(row, made.brief.locale) for row in filters)
        st.html(f'<p class="said q">Filters removed {markup(said)}.</p>')


def _removed(row: LimitReport, locale: str) -> str:
    """`102 creators with fit below 0.45`, or a rule that only says whom it keeps out."""
    number = row.removed or 0
    return f"{count(number, locale)} creator{'' if number == 1 else 's'} {row.removes or f'({row.name})'}"


def _chosen() -> None:
    tiers = state.selected("pyramid")
    table.show_tier(Tier(str(tiers[0])) if tiers else None)
