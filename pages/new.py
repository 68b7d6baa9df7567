"""Start my campaign: five answers, and then a plan."""

from dataclasses import replace

import streamlit as st

from pages.parts import navigation, problems, style
from pages.parts.form import audience_pick, places
from pages.parts.roster import incoming, report
from pages.parts.session import autosave, scenarios, state
from pages.parts.start import budget, creators, platforms
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.campaign.audience import Asked, audience_of, group_words
from planner.campaign.people import Group
from planner.campaign.start import Answers, StartingPoint, start, starting_points
from planner.problems import BadInput
from planner.units import Written


def _kind() -> StartingPoint:
    """What kind of campaign it is, and what that sets."""
    points = {point.title: point for point in starting_points()}
    title = st.segmented_control(
        "Kind of campaign",
        list(points),
        default=next(iter(points)),
        key="start.kind",
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    point = points[title or next(iter(points))]
    st.caption(point.about)
    with st.expander("What this sets", key="start.sets"):
        lines = "".join(f"<li>{markup(default.sentence.split(' {')[0])}</li>" for default in point.defaults)
        st.html(f"<ul class=said>{lines}</ul>")
        st.caption("These are suggestions. You can change them on the Plan page at any time.")
    return point


def _begin(point: StartingPoint, answers: Answers, found: creators.Listed) -> None:
    """Make the campaign the present work, and go to its plan."""
    begun = start(point, answers, found.roster)
    begun = replace(begun, brief=begun.brief.knowing(found.new_platforms, found.exchange))
    now = incoming.present()
    if now is not None and found.roster is not None and now.origin is not None:
        begun = replace(begun, campaign=begun.campaign.model_copy(update={"source": now.origin}))
    if not scenarios.begin(begun, found.roster):
        return
    if now is not None and found.roster is not None:
        incoming.remember(now)
        incoming.drop()
    st.switch_page("pages/plan.py")


navigation.begin(badged=False)
style.look()
st.html(
    '<div class="plan-head"><h1>Start my campaign</h1>'
    "<p>Answer five questions and get a plan. Nothing is carried over from the sample.</p></div>"
)
with st.container(key="start", width=760):
    left, right = st.columns(2)
    name = left.text_input("Campaign name", key="start.name", max_chars=120, persist_state="session")
    client = right.text_input(
        "Client or brand", key="start.client", max_chars=120, placeholder="optional", persist_state="session"
    )
    st.subheader("Budget", anchor=False)
    amount, currency, written = st.columns(3)
    typed = budget.field(amount, str(state.held("start.locale") or places.LOCALES[0]))
    money = currency.selectbox(
        "Currency", places.currencies(), format_func=places.currency, key="start.currency", persist_state="session"
    )
    locale = written.selectbox(
        "Numbers written as in", places.LOCALES, format_func=places.country, key="start.locale", persist_state="session"
    )
    cents = budget.cents(amount, typed, money, locale)
    st.subheader("Platforms", anchor=False)
    chosen = platforms.choose()
    st.subheader("Audience", anchor=False)
    usual = Asked(Group("US"), chosen, locale=locale)
    people = audience_pick.pick("start.audience", usual, creators.own_list())
    st.subheader("Creators", anchor=False)
    incoming.read_for(Written(money, locale), people.group.country if people is not None else None)
    found = creators.choose()
    chosen = platforms.follow(chosen, found, locale)
    if found.roster is not None and people is not None:
        # Where people are has nothing to do with the budget, which may not be typed yet.
        wanted = audience_of(people, roster=found.roster).segment
        report.elsewhere(found.roster, Brief(budget_cents=cents or 1, audience=(wanted,)))
    st.subheader("Kind of campaign", anchor=False)
    point = _kind()
    missing = [
        words
        for words, there in (
            ("a name", bool(name.strip())),
            ("a budget", cents is not None),
            ("a platform", bool(chosen)),
            ("an audience", people is not None),
            ("a list that can be read, with its questions answered, or “No list yet”", found.ready),
        )
        if not there
    ]
    ready = st.button("Plan my campaign", type="primary", icon=":material/change_history:", key="start.plan")
    if ready and missing:
        st.warning(f"Still needed: {', '.join(missing)}.", icon=":material/edit:")
    elif ready and people is not None and cents is not None:
        try:
            _begin(
                point,
                Answers(
                    name=name.strip(),
                    client=client.strip(),
                    budget_cents=cents,
                    currency=money,
                    locale=locale,
                    audience=group_words(people.group),
                    audience_size=people.size,
                    platforms=chosen,
                ),
                found,
            )
        except BadInput as bad:
            problems.errors(bad.problems)
    elif not ready:
        platforms.show()
autosave.write()
