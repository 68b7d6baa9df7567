"""The sidebar: the brief as a form. What cannot be used is said beside its control, and the last good brief stays."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import lazy
from pages.parts.form import audience, controls, extras, goals, mix, partners, rules, widgets
from pages.parts.form.fields import Fields
from pages.parts.session import state
from pages.parts.session.state import Source
from pages.parts.words import plain
from planner.campaign.budgets import slider_end
from planner.domain.offered import offered_in
from planner.domain.platforms import named
from planner.domain.roster import Tier
from planner.intake.typed import typed_text
from planner.problems import BadInput, Problem
from planner.units import MONEY
from planner.wording import count, counted, label, money_compact, percent

STEPS = (50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)


def sync() -> tuple[Problem, ...]:
    """Take what was typed into the session's brief; call before anything is drawn. Returns what cannot be used."""
    widgets.put_again()
    brief = state.session().brief
    listed = controls.controls_of(brief, state.session().roster)
    before = widgets.shown()
    fresh = before is not brief
    if before is not None and before.name != brief.name:
        # Another campaign was opened: the slider ends where its own budget asks for.
        widgets.set_budget_top(0)
    for control in listed:
        if fresh or not widgets.has_typed(control.name):
            widgets.put(control.name, control.shown(brief))
        if control.options:
            widgets.offer(control.name, control.options, control.shows(brief))
    widgets.mark_shown(brief)
    if fresh or not widgets.has_typed("budget_slider"):
        widgets.put("budget_slider", (brief.budget_cents or 0) // 100)
    typed = {control.name: widgets.typed(control.name) for control in listed}
    wrong = controls.unreadable(brief, listed, typed)
    typed = {name: value for name, value in typed.items() if name not in wrong}
    try:
        changed = controls.read(brief, listed, typed)
    except BadInput as bad:
        return (*wrong.values(), *bad.problems)
    if changed is not brief:
        # Typing a must-have takes them out of the excluded, so the form may have to show more than was typed.
        after = controls.controls_of(changed, state.session().roster)
        if not all(c.name in wrong or (c.name in typed and c.holds(typed[c.name], changed)) for c in after):
            state.session().brief = changed
            return sync()
        widgets.take(changed)
    return tuple(wrong.values())


def draw(problems: tuple[Problem, ...], fresh: bool) -> None:
    """The form in the sidebar, most used first.

    problems: those that `sync` returned. fresh: the latest plan is the answer to this very brief.
    """
    made = state.session().made
    current = made if made is not None and made.source is state.session().source else None
    fields = Fields.of(
        state.session().brief, state.session().roster, current.plan if current else None, problems, fresh
    )
    with st.sidebar:
        _source()
        fields.orphans()
        _budget(fields)
        fields.select("goal", "Goal", goals.of(fields.brief, fields.roster), goals.words, goals.help_text())
        audience.draw(fields.brief)
        _market(fields)
        fields.number("reach_floor", "Reach at least", "unique people")
        _pyramid(fields)
        _platforms(fields)
        fields.filters("top")
        fields.whole("creators.max", "Creators at most", "creators", step=1)
        if state.session().source is Source.ROSTER:
            _stocks(fields)
        partners.draw(fields, state.session().source is Source.ROSTER)
        extras.draw(fields)
        if state.session().source is Source.ROSTER:
            _people(fields)
            mix.draw(fields)
        rules.draw(fields)
        rules.files(fields.brief)
        _number_of_run()


def _number_of_run() -> None:
    """What the browser sends back once it has seen all of the form; a number, which it loads with the others."""
    widgets.next_number()
    with st.container(key="form_end"):
        st.html("<style>.st-key-form_end{display:none}</style>")
        st.number_input("Run", value=None, step=1, key=widgets.SEEN, persist_state=widgets.PERSIST)
    widgets.mark_sent()


def _market(fields: Fields) -> None:
    """The one number about the audience that nobody else can give."""
    if "market" not in fields.controls:
        return
    fields.number("market", "People in your market", "people")
    st.caption(
        "People there who use these platforms. If this is too large, audiences seem to overlap less than they do, "
        "and unique reach comes out too high."
    )


def _source() -> None:
    names = {Source.ROSTER: "My roster", Source.BENCHMARKS: "No roster yet"}
    # A click has set the source before this run, so this only shows what another page has set.
    widgets.put("source", state.session().source)
    st.segmented_control(
        "Creators from",
        list(Source),
        format_func=names.__getitem__,
        key=widgets.widget("source"),
        persist_state=widgets.PERSIST,
        on_change=lambda: state.session().use_source(Source(widgets.typed("source"))),
        required=True,
        width="stretch",
        help="Without a list, we plan types of creators at benchmark prices. Names come later.",
    )
    if state.session().source is Source.ROSTER:
        offered = offered_in(state.session().roster)
        many = len(state.session().roster) if offered is None else offered.creators
        where = "on the Roster page" if offered is None else f"in {plain(offered.name)}"
        st.caption(f"{counted(many, 'creator')} {where}.")
    else:
        st.caption("Types of creators at benchmark prices. Upload a list to plan named creators, stocks and scores.")


def _budget(fields: Fields) -> None:
    brief = fields.brief
    top = _top((brief.budget_cents or 0) / 100)
    if widgets.typed("budget_slider") > top:
        widgets.put("budget_slider", top)
    step = _step_of(top)
    st.slider(
        f"Budget, {brief.currency}",
        min_value=0,
        max_value=top,
        step=step,
        key=widgets.widget("budget_slider"),
        persist_state=widgets.PERSIST,
        on_change=_number_from_slider,
        format="localized",
    )
    left = fields.plan.totals.budget_left_cents if fields.plan and fields.fresh else None
    said = "" if left is None else f"{money_compact(left, brief.currency, brief.locale)} left in the plan"
    fields.number("budget", "Exact budget", "no budget", now=said)


def _step_of(top: float) -> int:
    """One click of a budget, in units of the currency, where budgets go up to `top`."""
    return max((step for step in STEPS if step <= top / 120), default=10)


def _top(budget: float) -> int:
    """End of the budget slider: it grows with an exact number and never jumps back under the pointer."""
    held = slider_end(budget, widgets.budget_top())
    widgets.set_budget_top(held)
    return held


def _number_from_slider() -> None:
    """Show the number of a slider that was moved; where the browser showed it before is no move.

    Nor is the place to which a run has put it: it may come back together with the next number that was typed.
    """
    moved, budget = widgets.typed("budget_slider"), state.session().brief.budget_cents
    if not widgets.late("budget_slider") and moved != (budget or 0) // 100:
        widgets.put("budget", typed_text(moved, MONEY, state.session().brief))


def _pyramid(fields: Fields) -> None:
    st.markdown("**Pyramid**, share of creators")
    heads = _heads(fields)
    for tier in reversed(Tier):
        fields.percent_range(f"pyramid.{tier}.headcount", f"{label(tier)}, %", heads.get(tier, ""))


def _heads(fields: Fields) -> Mapping[Any, str]:
    if fields.plan is None or not fields.plan.totals.creators:
        return {}
    whole, when = fields.plan.totals.creators, "Now" if fields.fresh else "Before:"
    return {
        t.tier: f"{when} {count(t.creators)} of {count(whole)}, {percent(t.creators / whole, 0)}"
        for t in fields.plan.totals.tiers
    }


def _platforms(fields: Fields) -> None:
    known = controls.platforms_of(fields.brief, fields.roster)
    listed = state.session().source is Source.ROSTER
    there = {*fields.roster.creators["platform"].unique()} if listed else set(known)

    def shown(platform: str) -> str:
        return named(platform) if platform in there else f"{named(platform)} (not on your list)"

    # One that is closed, and that nobody on the list is on, stays closed for the next list and is no choice in this.
    bands = fields.brief.platforms
    closed = {p for p in known if p not in there and p in bands and bands[p].count.max == 0}
    fields.pills("platforms", "Platforms", [str(p) for p in known if p not in closed], shown)
    chosen = [p for p in known if str(p) in widgets.typed("platforms")]
    box = lazy.expander("Share of spend by platform", key="open_platforms")
    if box.open:
        with box:
            for platform in chosen:
                fields.percent_range(f"platforms.{platform}.spend", f"{label(platform)}, % of spend")


def _stocks(fields: Fields) -> None:
    names = controls.stocks_of(fields.brief, fields.roster)
    if not names:
        return
    box = lazy.expander("Stocks the plan may use", key="open_stocks", icon=":material/inventory_2:")
    if box.open:
        with box:
            for name in names:
                fields.number(f"resources.{name}", label(name).capitalize(), "no limit")


def _people(fields: Fields) -> None:
    fields.people("must_have", "Must-have creators")
    fields.people("excluded", "Excluded creators")
