"""One creator looked at closely: who would replace a pick and the most to pay them; why somebody else is not in."""

import streamlit as st

from pages.parts import display
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.domain.offered import offered_in
from planner.domain.roster import Roster
from planner.explore.replacement import Replacement
from planner.explore.why_not import WhyNot
from planner.explore.words import names, unit
from planner.jobs.explore import Chosen, Closer
from planner.outcome import Pick
from planner.wording import counted, person

LISTED_AT_MOST = 3_000
"""Creators beyond which a list to choose from is slower than typing a handle."""


def closer(pick: Pick, made: Made) -> None:
    """Below a pick's drawer: what the plan loses when they say no, and the most that one should pay them."""
    job = asking.ask(exploring.about(made, "closer", "closer_job", Chosen(pick.creator, pick.package)))

    def answer() -> None:
        found = asking.answer(job)
        with st.container(border=True, key="ex_closer"):
            if isinstance(found, Closer):
                st.html(f'<p class="said"><b>If they decline.</b> {markup(found.replacement.sentence)}</p>')
                if found.fee is not None:
                    st.html(f'<p class="said"><b>Their fee.</b> {markup(found.fee.sentence)}</p>')
            if asking.running(job):
                st.caption(":material/hourglass_empty: Working out who would replace them and what they are worth …")

    asking.follow(job, answer)


def everybody(made: Made) -> None:
    """On demand, every pick in turn: what the plan loses without them, and who comes in."""
    with st.expander("If a creator declines: what each one would cost you"):
        request = exploring.about(made, "everybody", "replacements_job")
        job = asking.on_demand(request, f"Work out all {len(made.plan.picks)}", "person_search")
        if job is None:
            return

        def answer() -> None:
            found = asking.answer(job)
            known = found if isinstance(found, tuple) else ()
            if asking.running(job):
                share = len(known) / max(len(made.plan.picks), 1)
                asking.progress(job, "everybody", share, f"{len(known)} of {counted(len(made.plan.picks), 'pick')}")
            if known:
                _replaced(known, made)

        asking.follow(job, answer)


def _replaced(known: tuple[Replacement, ...], made: Made) -> None:
    brief = made.brief
    ordered = sorted(known, key=lambda said: (said.possible, -said.loses))
    measure = unit(brief) or brief.currency
    rows = [
        {
            "Creator": said.handle,
            "Loses": (round(said.loses) if unit(brief) else said.loses / 100) if said.possible else None,
            "Joins": names(said.comes_in) if said.possible else said.sentence,
            "Also leaves": names(said.goes_out) if said.goes_out else "",
        }
        for said in ordered
    ]
    c = st.column_config
    display.table(
        rows,
        "ex_replaced",
        f"What the plan loses without each creator, and who would come in, {counted(len(rows), 'row')}.",
        {
            "Creator": c.TextColumn(pinned=True, width=150),
            "Loses": c.NumberColumn(f"The plan loses, {measure}", format="localized"),
            "Joins": c.TextColumn(width="large"),
            "Also leaves": c.TextColumn(width="medium"),
        },
    )


def why_not(made: Made) -> None:
    """Any creator of the roster: the price of having them, or the rule that forbids it."""
    roster = made.roster
    if roster is None:
        return
    st.subheader("Why not …?", anchor=False)
    name = _chosen(roster, made)
    if not name:
        st.caption("Choose any creator in your list to see what adding them would cost, or which rule excludes them.")
        return
    asking.show(exploring.about(made, "why_not", "why_not_job", name), WhyNot, _answer, "Planning with them", 1.5)


def _chosen(roster: Roster, made: Made) -> str | None:
    if offered_in(roster) is not None or len(roster.creators) > LISTED_AT_MOST:
        typed = st.text_input("Handle", key="ex_why_typed", placeholder="@handle", width=360)
        return typed.strip() or None
    inside = {pick.creator for pick in made.plan.by_account.picks}
    people = [str(one) for one in roster.creators["id"] if one not in inside]
    shown = {one: person(one) for one in people}
    chosen: str | None = st.selectbox(
        "Creator",
        people,
        index=None,
        format_func=lambda one: shown.get(one, one),
        key="ex_why_chosen",
        placeholder="Choose or type a handle",
        label_visibility="collapsed",
        width=420,
    )
    return chosen


def _answer(found: WhyNot) -> None:
    # Whoever of a catalogue was asked about can be had or left out by name from here on.
    state.session().introduce((found.creator,))
    words = markup(found.sentence)
    if found.fee is not None:
        words += f" {markup(found.fee.sentence)}"
    st.html(f'<p class="said">{words}</p>')
    if found.kind == "price" and found.booking is not None:
        with st.container(key="ex_why_actions", horizontal=True):
            st.button(
                f"Add {plain(found.handle, 30)} anyway",
                icon=":material/lock:",
                key="ex_why_keep",
                on_click=edits.keep,
                args=(found.creator, found.booking.package),
            )
    elif found.kind == "forbidden" and found.exception is not None:
        st.button(
            "Allow this creator all the same",
            icon=":material/verified_user:",
            key="ex_why_exempt",
            help="An exception for them alone. The rule stays for everybody else.",
            on_click=edits.exempt,
            args=(found.creator, found.exception),
        )
    elif found.kind == "forbidden" and found.creator in state.session().brief.excluded:
        st.button("Stop excluding them", key="ex_why_free", on_click=edits.free, args=(found.creator,))
