"""Creators alone, or with money behind their posts: what each share of the spend buys, on demand."""

import streamlit as st

from pages.parts import lazy
from pages.parts.explore import style
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.explore.boosting import ShareCurve, SharePoint
from planner.explore.words import goal_words
from planner.wording import counted, gap_words, money, percent


def draw(made: Made) -> None:
    """Where the brief has amounts for it: which share behind posts buys most, and what others buy."""
    if not made.plan.picks or made.brief.boosting is None:
        return
    box = lazy.expander("Organic or boosted", key="open_boosting", icon=":material/campaign:")
    if not box.open:
        return
    with box:
        _now(made)
        job = asking.on_demand(
            exploring.about(made, "boosting", "boosting_job"), "Compare shares of the spend", "campaign"
        )
        if job is None:
            st.caption("Plans the same money with nothing behind posts, and with more and more of it.")
            return

        def answer() -> None:
            found = asking.answer(job)
            if asking.running(job):
                done = len(found.points) / found.asked if isinstance(found, ShareCurve) else 0.02
                asking.progress(job, "boosting", done, "Planning each share")
            if isinstance(found, ShareCurve) and found.points:
                _curve(found, made.brief)

        asking.follow(job, answer)


def _now(made: Made) -> None:
    """What of the plan runs as ads."""
    totals, brief = made.plan.totals, made.brief
    boosted = sum(pick.count for pick in made.plan.picks if pick.boost_cents)
    if not boosted:
        st.html('<p class="said">No post of this plan has money behind it.</p>')
        return
    amount = money(totals.boost_cents, brief.currency, brief.locale)
    share = percent(totals.boost_cents / totals.cost_cents, 1, brief.locale)
    words = f"{amount} behind the posts of {boosted:,} creator{'' if boosted == 1 else 's'}, {share} of the cash spent."
    st.html(f'<p class="said"><b>{markup(words)}</b></p>')


def _curve(found: ShareCurve, brief: Brief) -> None:
    plans = [point for point in found.points if point.solution.kind == "plan"]
    top = max((abs(point.solution.goal) for point in plans), default=0.0) or 1.0
    if found.sentence:
        st.html(f'<p class="said"><b>{markup(found.sentence)}</b></p>')
    style.rows([_row(point, brief, top) for point in found.points])
    st.caption(
        "Up to the best share, each row is a limit from above; beyond it, from below. A person reached by an ad counts "
        "as much as one reached by the creator. What ads cost and whom they reach are assumptions: put the prices of "
        "your own account on the Assumptions page."
    )
    best = found.best
    if best is not None and brief.boosting is not None and brief.boosting.spend.max is not None:
        st.button(
            "Remove the limit on money behind posts",
            key="boosting_free",
            icon=":material/check:",
            on_click=edits.apply,
            args=(Path("boosting.spend.max"), None),
        )


def _row(point: SharePoint, brief: Brief, top: float) -> str:
    share = percent(point.share, 0, brief.locale)
    title = f"Best share, {share}" if point.limit == "free" else f"{point.limit.capitalize()} {share}"
    title = "Nothing behind posts" if point.limit == "at most" and not point.share else title
    solution = point.solution
    if solution.kind != "plan":
        return style.row(title, solution.sentence, "", 0.0, "")
    amount = money(point.boost_cents, brief.currency, brief.locale)
    behind = f"{amount} behind posts, " if point.boost_cents else ""
    about = f"{behind}{counted(solution.creators, 'creator')}, proven within {gap_words(solution.gap, brief.locale)}"
    return style.row(title, about, goal_words(brief, solution.goal), abs(solution.goal) / top, "")
