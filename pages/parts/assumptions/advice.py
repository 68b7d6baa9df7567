"""The partnership check: the plan against the five things that creators ask for, as advice."""

import streamlit as st

from pages.parts.buttons import button
from pages.parts.jobs import exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.forecast.assumptions import assumptions_of
from planner.jobs.partnership import Advice, Price
from planner.partnership.creator_expectations import Thing, changed, five_things
from planner.problems import BadInput
from planner.wording import compact, percent


def draw(made: Made) -> None:
    """The five things at once; what would improve each, and its price, when asked."""
    st.html(
        '<p class="said q">What a thousand micro-influencers want from brands, and how this plan measures up. This is '
        "advice, not a grade: a low score may be right for this campaign.</p>"
    )
    assumptions = assumptions_of(made.brief)
    things = five_things(made.plan, made.brief, assumptions)
    found = exploring.again(made, "advice", "advice_job", "See what would improve each, and what it costs")
    advised = [advice for advice in found if isinstance(advice, Advice)] if isinstance(found, tuple) else []
    priced = {advice.thing.key: advice.price for advice in advised}
    for thing in things:
        _one(thing, priced.get(thing.key), made.brief)


def _one(thing: Thing, price: Price | None, brief: Brief) -> None:
    score = "no score" if thing.score is None else percent(thing.score, 0, brief.locale)
    width = 0 if thing.score is None else round(100 * thing.score)
    weak = f"<p class=q>{markup(thing.weak)}</p>" if thing.weak else ""
    st.html(
        f'<div class="thing"><div class="top"><b>{markup(thing.title)}</b><span>{markup(score)}</span></div>'
        f'<div class="track"><i style="width:{width}%"></i></div><p>{markup(thing.sentence)}</p>'
        f"<p class=q>{markup(thing.survey)} Score: {markup(thing.formula)}.</p>{weak}</div>"
    )
    if price is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"advice_{thing.key}"):
        st.html(f'<p class="said">{_words(price, brief)}</p>', width="content")
        if price.score is not None:
            button("Apply", f"take_{thing.key}", "check", _take, price, type="tertiary")


def _words(price: Price, brief: Brief) -> str:
    change = markup(price.change.words)
    if price.score is None or price.reach is None:
        return f"{change}: not possible with your other rules. {markup(price.why)}"
    people = compact(abs(price.reach), brief.locale)
    cost = f"reaches {people} fewer people" if price.reach >= 0.5 else "costs no reach"
    if price.reach <= -0.5:
        cost = f"even reaches {people} more people"
    return f"{change}. It {cost} and raises the score to <b>{percent(price.score, 0, brief.locale)}</b>."


def _take(price: Price) -> None:
    """The change goes into the brief, which is planned anew."""
    try:
        state.session().brief = changed(state.session().brief, price.change)
    except BadInput as bad:
        state.session().message = str(bad.problems[0])
