"""A plan made by hand, judged, on Compare: pasted or uploaded, with its broken rules and its distance from the best."""

from dataclasses import dataclass

import streamlit as st

from pages.parts import problems
from pages.parts.explore import style
from pages.parts.jobs import asking, exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.brief.brief import Brief, GoalKind
from planner.explore.score import Score
from planner.explore.words import goal_words, names
from planner.intake.roster.listed import list_text
from planner.problems import BadInput
from planner.wording import compact, counted, money, percent

_EXAMPLE = "creator, package, fee\nlina.hart, 1 reel, 850\nmarlo.eats"


@dataclass
class _List:
    """What is judged, as text; "" before."""

    text: str = ""


def draw(made: Made) -> None:
    """Where the list is typed, and what comes of it."""
    st.subheader("Score your own plan", anchor=False)
    st.caption("One handle per line, or a CSV with creator, package and fee. We compare it with the best plan.")
    with st.form("ex_form_score", border=False):
        typed = st.text_area("Your list", height=150, placeholder=_EXAMPLE, label_visibility="collapsed")
        file = st.file_uploader("or a file, CSV, text or spreadsheet", type=["csv", "txt", "tsv", "xlsx", "ods"])
        if st.form_submit_button("Score it", icon=":material/rule:"):
            _take(typed, None if file is None else (file.name, file.getvalue()))
    listed = state.session().of_page(_List)
    if not listed.text:
        return
    request = exploring.about(made, "score", "score_job", listed.text)
    words = "Comparing it with the best plan"
    asking.show(request, Score, lambda found: _judged(found, made.brief), words, 2.0)


def _take(typed: str, file: tuple[str, bytes] | None) -> None:
    """Keep what is to be judged; a file goes before what is typed."""
    listed = state.session().of_page(_List)
    try:
        listed.text = typed if file is None else list_text(*file)
    except BadInput as bad:
        listed.text = ""
        problems.lines(bad.problems)


def _judged(found: Score, brief: Brief) -> None:
    st.html(f'<p class="said"><b>{markup(found.sentence)}</b></p>')
    if found.broken:
        style.bullets(list(found.broken))
    goals = [("This list", found.goal), ("Spreadsheet", found.greedy), ("Best plan", found.best)]
    known = [(name, goal) for name, goal in goals if goal is not None]
    most = max(goal for _, goal in known) or 1.0
    also = {
        "Spreadsheet": "best value for money first, whatever still fits",
        "This list": f"{counted(found.totals.creators, 'creator', brief.locale)} for "
        f"{money(found.totals.cost_cents, brief.currency, brief.locale)}",
        "Best plan": "under your brief, proven",
    }
    best = found.best or 0.0
    style.rows(
        [
            style.row(name, also[name], goal_words(brief, goal), goal / most, _against(goal, best, name))
            for name, goal in known
        ]
    )
    if brief.goal.kind is GoalKind.CHEAPEST:
        st.caption("Shorter is better: the goal is the lowest cost.")
    totals = found.totals
    st.html(
        f'<p class="said q">Forecast of the list: {compact(totals.unique_reach, brief.locale)} unique people, '
        f"{compact(totals.engagements, brief.locale)} engagements, "
        f"{compact(totals.impressions, brief.locale)} impressions.</p>"
    )
    if found.comes_in or found.goes_out:
        st.html(
            f'<p class="said q">Only in the best plan: {markup(names(found.comes_in))}. '
            f"Only in the list: {markup(names(found.goes_out))}.</p>"
        )
    if found.notes:
        with st.expander(f"How {counted(len(found.notes), 'line', brief.locale)} were read"):
            style.bullets(list(found.notes[:200]))


def _against(goal: float, best: float, name: str) -> str:
    if name == "Best plan" or not best:
        return ""
    part = (goal - best) / abs(best)
    return f"{'+' if part > 0 else '−'}{percent(abs(part), 1)}"
