"""Catalogues of this server: choosing one in place of a list, what is in it, and looking somebody up in it."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts.buttons import button
from pages.parts.roster import view
from pages.parts.session import sample, state
from pages.parts.words import markup, plain, told
from planner import fitting
from planner.catalogue.offers import Offer, chosen, configured, with_these
from planner.catalogue.opening import references
from planner.domain.offered import Offered
from planner.domain.persons import PERSON, person_key
from planner.domain.roster import Roster
from planner.problems import BadInput
from planner.wording import counted

_CHOSEN, _NAME = "catalogue_chosen", "catalogue_name"
CREATORS, FROM_CATALOGUE, BEGUN_WITH = "start.creators", "Choose a catalogue", "start.catalogue"
"""Keys of the choices where a new campaign's creators come from, and of the catalogue; between them its answer."""


@dataclass
class _Failed:
    """Why the catalogue that was chosen cannot be used; told once."""

    told: str = ""


def offers() -> tuple[Offer, ...]:
    """The catalogues to choose from; none, and a caption, where the owner's file cannot be used."""
    try:
        return configured()
    except BadInput as bad:
        # It is for the owner of the server to mend, and visitors can go on with files.
        st.caption(f"Catalogues are off: {told(bad.problems)}")
        return ()


def source() -> None:
    """The catalogues to choose from; nothing where the owner offers none."""
    found = offers()
    if not found:
        return
    with st.container(border=True, key="catalogues"):
        st.markdown("**Or choose from a catalogue on this server**: all its creators count, nothing to upload.")
        names = {one.name: one for one in found}
        sample_shown = state.session().about.sample
        with st.container(horizontal=True, vertical_alignment="bottom"):
            offer = names[st.selectbox("Catalogue", list(names), key=_CHOSEN)]
            title = "Try it with the sample's brief" if sample_shown else "Use this catalogue"
            button(title, "use_catalogue", "database", _use, offer)
        if sample_shown and st.button("Start my campaign with it", icon=":material/add:", key="start_with_catalogue"):
            state.put(CREATORS, FROM_CATALOGUE)
            state.put(BEGUN_WITH, offer.name)
            st.switch_page("pages/new.py")
        failed = state.session().of_page(_Failed)
        if failed.told:
            st.error(failed.told, icon=":material/database_off:")
            failed.told = ""


def _use(offer: Offer) -> None:
    session = state.session()
    try:
        roster, session.brief, gone = chosen(offer, session.brief)
    except BadInput as bad:
        session.of_page(_Failed).told = told(bad.problems)
        return
    session.use_roster(roster)
    left = f" Removed from your brief, since nobody there has it: {plain(', '.join(gone), 300)}." if gone else ""
    session.message = f"Your plan now chooses from {plain(offer.name)}.{left}"


def draw(roster: Roster, offered: Offered) -> None:
    """What the catalogue is, somebody looked up in it, and the creators of it who are on the pages."""
    st.html(
        f'<p class="said"><b>{markup(offered.name)}</b>: {counted(offered.creators, "creator")} with '
        f"{counted(offered.packages, 'package')}. Every plan chooses among all of them, and its proof covers them.</p>"
    )
    button("Back to the sample roster", "sample_roster", "restart_alt", _restore)
    st.subheader("Look up a creator", anchor=False)
    with st.form("catalogue_look", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Handle, or @ and a name", key=_NAME, placeholder="lina.hart")
        # A browser that is slow may still say that it is on the tab of the uploads.
        st.form_submit_button(
            "Look up", icon=":material/search:", on_click=state.put, args=(state.ROSTER_TAB, state.ROSTER_TABS[0])
        )
    if name.strip():
        _found(roster, offered, name.strip())
    st.subheader("Creators shown here", anchor=False)
    st.caption(
        f"{counted(len(roster), 'creator')} of the catalogue: large ones on each platform, those in your plan and next "
        "in line, and anyone you looked up. You can require them or leave them out by name."
    )
    brief = state.session().brief
    view.listed(view.people(roster, brief), brief, "roster_table")


def _found(roster: Roster, offered: Offered, name: str) -> None:
    """Who has this name; they join the creators on the pages."""
    wanted = references([name])
    try:
        more = with_these(roster, offered, wanted)
    except BadInput as bad:
        st.error(told(bad.problems), icon=":material/error:")
        return
    state.session().roster = more
    brief = state.session().brief
    mine = more.creators["id"].isin(wanted)
    if PERSON in more.creators and name.startswith("@"):
        mine |= more.creators[PERSON].map(person_key) == person_key(name)
    table: pd.DataFrame = view.people(more, brief)
    table = table[mine.reindex(table.index).to_numpy(bool)]
    if table.empty:
        st.info(f"Nobody in {plain(offered.name)} is called {plain(name)}.", icon=":material/search_off:")
        return
    view.listed(table, brief, "catalogue_found")


def _restore() -> None:
    session = state.session()
    session.brief = fitting.without_unknown(session.brief, sample.roster())[0]
    session.use_roster(sample.roster())
    session.message = "The sample roster is back."
