"""Where a new campaign's creators come from: a list, a catalogue of this server, what is in hand, or none yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from pages.parts.buttons import button
from pages.parts.roster import catalogues, columns, incoming, questions, report, upload
from pages.parts.session import sample, state
from pages.parts.words import plain, told
from planner.brief.exchange import Exchange
from planner.brief.terms import NewPlatform
from planner.catalogue.offers import Offer, check_offered, offered_roster
from planner.domain.offered import Offered, offered_in, size_of
from planner.domain.roster import Platform, Roster
from planner.intake.columns.recognise import LIKENESSES
from planner.intake.reading import Reading
from planner.intake.roster.countries import ASKED
from planner.intake.roster.new_platforms import is_of_platform
from planner.intake.roster.persons import KEY as PERSONS
from planner.problems import BadInput
from planner.wording import counted

UPLOAD, IN_HAND, CATALOGUE, NOBODY = upload.FROM_FILES, "Use my list", catalogues.FROM_CATALOGUE, "No list yet"


@dataclass(frozen=True)
class Listed:
    """The creators of a new campaign, with what only the list knows of platforms and currencies.

    roster: None = benchmarks. ready: False while a list is wanted and not read.
    """

    roster: Roster | None
    ready: bool
    new_platforms: Mapping[Platform, NewPlatform] = field(default_factory=dict)
    exchange: Mapping[str, Exchange] = field(default_factory=dict)


def own_list() -> Roster | None:
    """The list in hand, None while that is the sample's."""
    roster = state.session().roster
    return None if roster.fingerprint == sample.roster().fingerprint else roster


def choose() -> Listed:
    """The choice, and below it what belongs to it."""
    mine = own_list()
    offers = catalogues.offers()
    choices = [UPLOAD, *([IN_HAND] if mine is not None else []), *([CATALOGUE] if offers else []), NOBODY]
    chosen = st.segmented_control(
        "Creators",
        choices,
        # What another page has chosen already needs no default.
        default=None if state.held(catalogues.CREATORS) else IN_HAND if mine is not None else UPLOAD,
        key=catalogues.CREATORS,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    if chosen == NOBODY:
        st.caption(
            "We plan types of creators at benchmark prices: how many of each tier and platform, and what they cost. "
            "Add your list later to plan with named creators."
        )
        return Listed(None, True)
    if chosen == IN_HAND and mine is not None:
        offered = offered_in(mine)
        if offered is not None and not _usable(offered):
            return Listed(None, False)
        st.caption(f"{plain(mine.source or 'Your list')}: {counted(size_of(mine), 'creator')}.")
        return Listed(mine, True, state.session().brief.new_platforms, state.session().brief.exchange)
    if chosen == CATALOGUE and offers:
        return _catalogue(offers)
    return _uploaded()


def _catalogue(offers: Sequence[Offer]) -> Listed:
    names = {one.name: one for one in offers}
    name = st.selectbox("Catalogue", list(names), key=catalogues.BEGUN_WITH, persist_state="session")
    try:
        roster = offered_roster(names[name], incoming.currency())
    except BadInput as bad:
        _unusable(bad)
        return Listed(None, False)
    st.caption(f"{plain(name)}: {counted(size_of(roster), 'creator')}. Your plan chooses among all of them.")
    return Listed(roster, True)


def _usable(offered: Offered) -> bool:
    """Whether the catalogue in hand can be planned with in this campaign's currency; else why not, on the page."""
    try:
        check_offered(offered, incoming.currency())
    except BadInput as bad:
        _unusable(bad)
        return False
    return True


def _unusable(bad: BadInput) -> None:
    st.warning(told(bad.problems), icon=":material/database_off:")


def _asked_here(reading: Reading) -> list[str]:
    """Questions on which depends who counts, where, and whose columns are read; the Roster page has the others."""
    keys = dict.fromkeys(question.key for file in reading.files for question in file.questions)
    return [key for key in keys if key in (ASKED, PERSONS, *LIKENESSES) or is_of_platform(key)]


def _uploaded() -> Listed:
    failed = incoming.settle()
    upload.source()
    if failed:
        st.error(plain(failed, 300), icon=":material/error:")
    now = incoming.present()
    if now is None:
        return Listed(None, False)
    if now.told is None:
        incoming.progress()
        return Listed(None, False)
    columns.unread(now)
    if now.told.questions:
        questions.ask(now, now.told)
        return Listed(None, False)
    quality = now.told.quality
    if quality is None or quality.reading.roster is None:
        upload.refused(now.name, now.told.problems)
        return Listed(None, False)
    report.total(quality.reading)
    report.warning(quality.reading)
    report.estimates(quality.reading)
    for key in _asked_here(quality.reading):
        questions.one(now, quality.reading, key)
    words, tab = "See how each column was read", (state.ROSTER_TAB, state.ROSTER_TABS[1])
    if button(words, "start.columns", "fact_check", state.put, *tab, type="tertiary"):
        st.switch_page("pages/roster.py")
    return Listed(quality.reading.roster, True, quality.reading.new_platforms, quality.reading.exchange)
