"""Changes to the brief that come from the plan: keep, drop, add, free, and the fixes of a refusal."""

from collections.abc import Callable, Iterable

import streamlit as st

from pages.parts import dialogs, problems
from pages.parts.session import state
from pages.parts.words import plain, told
from planner.brief import choices
from planner.brief.brief import Brief, Quality
from planner.campaign import conflict
from planner.campaign.status import STAYS, Exemption, Ruling
from planner.explore.solution import Booking
from planner.outcome import Pick
from planner.problems import BadInput
from planner.wording import person


def keep(creator: str, package: str | None) -> None:
    """In every plan from now on, with this package."""
    now = state.session()
    _overrule(creator)
    now.brief = choices.keeping(now.brief, creator, package)


def drop(pick: Pick) -> None:
    """In no plan from now on; who signed has to be released first."""
    now = state.session()
    if _has_signed(pick.creator):
        return
    _overrule(pick.creator)
    now.brief = choices.dropping(now.brief, pick.creator)


def _has_signed(creator: str) -> bool:
    """True, and a sentence on the page, for somebody who signed."""
    now = state.session()
    status = now.about.counted.latest.get(creator)
    if status is None or status.step not in STAYS:
        return False
    now.message = f"{plain(person(creator))} has signed. Release them under Track replies first."
    return True


def _overrule(creator: str) -> Ruling | None:
    """Plans count no more what the client decided about a creator, since the user says otherwise; what it was."""
    now = state.session()
    before = next((one.ruling for one in now.about.decided if one.creator == creator), None)
    now.about = now.about.undecided(creator)
    return before


def unlock_all() -> None:
    """Nobody locked any more; who signed stays."""
    now = state.session()
    now.brief = choices.unlocked(now.brief)


def free(creator: str) -> None:
    """Neither kept nor dropped."""
    now = state.session()
    _overrule(creator)
    now.brief = choices.freed(now.brief, creator)


def toggle_keep(pick: Pick) -> None:
    """Keep a pick, or let go of one that was kept; who signed stays whatever is clicked."""
    now = state.session()
    if _has_signed(pick.creator):
        return
    if _overrule(pick.creator) is Ruling.APPROVED:
        now.brief = choices.freed(now.brief, pick.creator)
        return
    now.brief = choices.toggled(now.brief, pick.creator, pick.package)


def swap(comes: Iterable[Booking], goes: Iterable[Booking]) -> None:
    """Keep these with their packages and leave those out."""
    now, kept, gone = state.session(), {one.creator: one.package for one in comes}, [one.creator for one in goes]
    for creator in (*kept, *gone):
        _overrule(creator)
    now.brief = choices.swapped(now.brief, kept, gone)


def take(change: Callable[[], Brief]) -> None:
    """Make a change of a dialog and close the dialog; or say what is wrong with it, and leave it open."""
    try:
        state.session().brief = change()
    except BadInput as bad:
        problems.errors(bad.problems)
        return
    dialogs.close()
    st.rerun()


def apply(path: str, value: object) -> None:
    """Change one field of the brief; says so when the value does not fit."""
    now = state.session()
    try:
        now.brief, now.about = conflict.applied(path, value, now.brief, now.about)
    except BadInput as bad:
        now.message = told(bad.problems)


def exempt(creator: str, quality: Quality, why: str = "") -> None:
    """Allow one creator although they miss the brief's quality."""
    now = state.session()
    now.about = now.about.exempt(Exemption(creator=creator, quality=quality, why=why))


def end_exemption(creator: str) -> None:
    """Ask of them what is asked of everybody again."""
    now = state.session()
    left = tuple(one for one in now.about.exemptions if one.creator != creator)
    now.about = now.about.model_copy(update={"exemptions": left})
