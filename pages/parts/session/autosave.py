"""The work of a browser is kept with every step, before anything is drawn, and brought back after whatever happens.

A run that was cut short after the save has lost nothing; a page that shows an older state than the one that is kept is
told so, and overwrites nothing until its reader has chosen.
"""

import time
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.accounts import signing
from pages.parts.session import changes, clock, filed, recording, sample, state, store, workspace
from pages.parts.session.question import question
from pages.parts.session.state import FIRST, SAMPLE, Answer, Failure, Made, Source
from pages.parts.words import plain
from planner.campaign.campaign import Campaign
from planner.jobs.plan import Problems
from planner.outcome import Outcome
from planner.problems import BadInput
from planner.store.errors import Changed, StoreError, Trouble, Unavailable
from planner.store.working import Draft, Reference

LOCKED_SECONDS = 15.0
"""A database that another program holds costs five seconds a try; so long passes between two."""


def enter() -> None:
    """A session's first run: find the workspace, and bring its work back."""
    with _unseen():
        st.text_input("Page", key=state.PAGE_OF)
    was = state.sent(state.PAGE_OF, str)
    state.session().begun = True
    keep = state.session().keep
    if not signing.on():
        keep.workspace = workspace.of_browser() or workspace.fresh()
    _name_campaign()
    found = restore()
    if was and keep.notice is None:
        keep.notice = _restarted(found)
    elif found:
        keep.restored = keep.changed


def _name_campaign() -> None:
    """Give the campaign that this desk begins with an id that no other member of the team works under.

    A browser whose only trace is a link of before such ids goes on under the id that its link has; in a team nobody
    can tell whose that would be.
    """
    with suppress(StoreError):
        who = store.actor()
        state.session().campaign = who.first_campaign
        try:
            of_before = not who.has_account and bool(store.reviews().of_campaign(FIRST))
        except BadInput as bad:
            # There are some; the page for the client's links says what is wrong with them.
            of_before = bool(bad.problems)
        if of_before:
            state.session().campaign = FIRST


def _restarted(found: bool) -> str:
    begun = "The planner restarted or lost its connection. Your last click was not processed."
    if found:
        return f"{begun} Here is your work as last saved, {clock.at(state.session().keep.changed)}."
    return f"{begun} You had not changed anything before."


def begin() -> None:
    """Every other run, first thing: keep what callbacks have changed."""
    state.put(state.PAGE_OF, state.session().id)
    keep, other = state.session().keep, None
    with _unseen():
        st.text_input("Page", key=state.PAGE_OF)
        if not signing.on():
            other, keep.refused = workspace.remember(keep.workspace)
    if other is not None and keep.rev == 0:
        # Two pages were opened at once in a new browser: the first one named the workspace.
        keep.workspace, keep.called = other, None
        if _untouched():
            _name_campaign()
        restore()
        st.rerun()
    write()
    if keep.toast is not None:
        st.toast(keep.toast, icon=":material/history:")
        keep.toast = None


def _unseen() -> DeltaGenerator:
    """A place for what speaks with the browser and shows nothing."""
    place = st.container(key="kept")
    place.html("<style>.st-key-kept{display:none}</style>")
    return place


def restore() -> bool:
    """Bring back what is kept for this workspace; False when there is nothing, or nothing that can be read."""
    keep = state.session().keep
    keep.other, keep.kept = None, _now()
    try:
        found = store.workings().load()
    except StoreError as trouble:
        _fail(trouble)
        return False
    except BadInput as bad:
        _put_by(bad)
        return False
    if found is not None:
        take(found)
    return found is not None


def _put_by(bad: BadInput) -> None:
    why = plain(str(bad.problems[0]), 200)
    notice = f"This version of the planner can’t read your saved work. We have kept it unchanged. {why}"
    state.session().keep.notice = notice
    try:
        store.workings().put_by()
    except StoreError as trouble:
        _fail(trouble)


def take(found: Draft) -> None:
    """Make a kept state the one that is worked on, as it is."""
    now = state.session()
    keep, reference = now.keep, found.reference
    now.brief = found.brief
    if (found.roster.fingerprint, found.roster.source) != (now.roster.fingerprint, now.roster.source):
        now.use_roster(found.roster)
    now.use_source(Source.ROSTER if found.named else Source.BENCHMARKS)
    now.campaign = found.campaign or (found.opened.id if found.opened is not None else FIRST)
    about = found.about if found.about != Campaign() else filed.of_older(now.campaign)
    now.about, now.history, now.recorded, now.open = about, found.history, None, found.open
    now.forget_answer()
    if found.outcome is not None:
        now.take_answer(Answer(question(), found.outcome))
    now.baseline = None if reference is None else Made(reference.plan, reference.brief, now.source, None)
    keep.opened, keep.rev, keep.changed = found.opened, found.rev, found.changed
    keep.other, keep.clash, keep.kept = None, None, _now()


def working() -> Draft:
    """What is worked on, as it is kept."""
    keep, reference = state.session().keep, state.session().baseline
    return Draft(
        brief=state.session().brief,
        roster=state.session().roster,
        named=state.session().source is Source.ROSTER,
        outcome=outcome(),
        opened=keep.opened,
        reference=None if reference is None else Reference(brief=reference.brief, plan=reference.plan),
        campaign=state.session().campaign,
        about=state.session().about,
        history=state.session().history,
        open=state.session().open,
        rev=keep.rev,
    )


def outcome() -> Outcome | None:
    """The answer to exactly what is asked now; None when there is none yet, or none that is worth keeping."""
    answer = state.session().answer
    if answer is None or answer.question.key != question().key:
        return None
    found = answer.outcome
    return None if isinstance(found, Problems | Failure) else found


def write(set_aside: bool = False, ends: bool = False) -> bool:
    """Keep the work if anything in it is new. False when it could not be kept; the page says why.

    set_aside: what was kept before can be had back. ends: something else is worked on next, so changes enter the record
    of this campaign whether or not their plan is known.
    """
    changes.record()
    keep, now = state.session().keep, _now()
    if keep.other is not None:
        return False
    entries = recording.due(outcome(), ends) if state.session().open else ()
    if _same(now, keep.kept) and not set_aside and not entries and keep.trouble is None:
        return True
    if keep.rev == 0 and _untouched():
        # A visitor who only looks leaves nothing behind.
        keep.kept, keep.trouble = now, None
        return True
    if time.monotonic() < keep.again:
        return False
    try:
        done = store.workings().save(replace(working(), open=()) if entries else working(), set_aside, entries)
    except Changed as changed:
        keep.other = changed.rev
        return False
    except StoreError as trouble:
        _fail(trouble)
        return False
    if keep.trouble is not None:
        keep.toast = "Your work is being saved again."
    state.session().open = done.open
    keep.rev, keep.changed, keep.kept, keep.trouble = done.rev, done.changed, _now(), None
    return True


def before_drawing() -> None:
    """Keep what this run has taken from the form, so that a run that is cut short later has lost nothing."""
    keep = state.session().keep
    before = (keep.other, keep.trouble)
    write()
    if (keep.other, keep.trouble) != before:
        # What there is to say stands above everything, which has been drawn already.
        st.rerun()


@state.unbroken()
def overwrite() -> None:
    """Keep this page's state over the one that somebody else has written, which can then be had back."""
    keep = state.session().keep
    keep.rev, keep.other, keep.kept = keep.other or 0, None, ()
    if write(set_aside=True):
        keep.former, keep.notice = True, "This version is now the saved one."


@state.unbroken()
def give_way() -> None:
    """Show what somebody else has written; this page's state can then be had back."""
    keep = state.session().keep
    mine = working()
    try:
        store.workings().set_aside(mine)
    except StoreError as trouble:
        _fail(trouble)
        return
    if restore():
        keep.former, keep.notice = True, "This is the newer version."


@state.unbroken()
def go_back() -> None:
    """Have back what was replaced; what replaced it is set aside in turn."""
    keep = state.session().keep
    try:
        former = store.workings().former()
    except (StoreError, BadInput) as error:
        keep.notice = plain(str(error), 300)
        return
    if former is None:
        return
    rev = keep.rev
    take(former)
    keep.rev, keep.kept = rev, ()
    if write(set_aside=True):
        keep.notice, keep.former = "You’re back to what you had before.", True
        keep.replan, keep.outdated = None, False


def try_again() -> None:
    """Do not wait any longer."""
    state.session().keep.again = 0.0


def _fail(trouble: StoreError) -> None:
    keep = state.session().keep
    keep.trouble = str(trouble)
    locked = isinstance(trouble, Unavailable) and trouble.trouble is Trouble.LOCKED
    keep.again = time.monotonic() + (LOCKED_SECONDS if locked else 0.0)


def _now() -> tuple[object, ...]:
    """What would be kept, as the objects that it is: equal while nothing was replaced."""
    now = state.session()
    asked = (now.brief, now.roster, now.source, now.campaign, now.about, now.history, now.open)
    return (*asked, now.answer, now.baseline, now.keep.opened)


def _same(now: tuple[object, ...], before: tuple[object, ...]) -> bool:
    return len(now) == len(before) and all(a is b for a, b in zip(now, before, strict=True))


def _untouched() -> bool:
    now = state.session()
    sampled = now.brief is sample.brief() and now.roster is sample.roster()
    same = sampled and now.about is SAMPLE and now.source is Source.ROSTER
    return same and now.keep.opened is None
