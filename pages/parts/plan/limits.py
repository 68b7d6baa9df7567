"""What limits the plan."""

import streamlit as st

from pages.parts import display
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.figures.limits import limit_bars, shown_limits
from planner.figures.look import Look
from planner.outcome import LimitReport, asked_for
from planner.wording import counted


def draw(made: Made, look: Look) -> None:
    """What is used of each limit, tightest first, and who the filters leave out."""
    st.subheader("What’s limiting this plan", anchor=False)
    asked = asked_for(made.plan.limits, made.brief)
    rows = shown_limits(asked)
    display.chart(
        limit_bars(asked, made.brief, look),
        key="limits",
        alt=f"Bars of {counted(len(rows), 'limit')}, used against asked, tightest first.",
    )
    about = state.session().about
    filters = [row for row in made.plan.limits if row.removed]
    own = [row for row in filters if not about.answered(str(row.path), made.brief)]
    if own:
        said = "; ".join(_removed(row, made.brief.locale) for row in own)
        st.html(f'<p class="said q">Filters removed {markup(said)}.</p>')
    if gone := len(filters) - len(own):
        st.html(f'<p class="said q">{counted(gone, "creator")} declined or {_were(gone)} released.</p>')


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _removed(row: LimitReport, locale: str) -> str:
    """`102 creators with fit below 0.45`, or a rule that only says whom it keeps out."""
    number = row.removed or 0
    return f"{counted(number, 'creator', locale)} {row.removes or f'({row.name})'}"
