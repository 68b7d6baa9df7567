"""Scenarios on their way in and out of the session: save, open, follow a link, read a file.

What is replaced by opening something else is set aside first and can be had back. Everything that cannot be done is
said above the page, and nothing has changed then.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import ParamSpec

import streamlit as st

from pages.parts.form import widgets
from pages.parts.session import autosave, clock, filed, sample, state, store
from pages.parts.session.state import Made, Source
from pages.parts.words import plain, told
from planner.campaign.start import Start
from planner.domain.roster import Roster
from planner.domain.roster_change import roster_change
from planner.outcome import Plan
from planner.problems import BadInput
from planner.side_by_side import comparable
from planner.store.errors import Changed, StoreError
from planner.store.scenario import Scenario, free_name, read_scenario, usable_name
from planner.store.scenarios import Line, Place
from planner.store.working import Draft, Opened
from planner.wording import counted

P = ParamSpec("P")
LINK = "open"
"""Query parameter of a link that opens a scenario."""


@state.unbroken()
def attempt(step: Callable[[], object]) -> bool:
    """Do something with the store, all of it; False and a sentence above the page when it could not be done."""
    try:
        step()
    except (StoreError, BadInput) as error:
        said = told(error.problems) if isinstance(error, BadInput) else f"{plain(str(error), 300).rstrip('.')}."
        state.session().keep.notice = said
        return False
    return True


def attempted(step: Callable[P, object]) -> Callable[P, bool]:
    """The same of a function with arguments: what it does is attempted whenever it is called."""

    @wraps(step)
    def tried(*args: P.args, **named: P.kwargs) -> bool:
        return attempt(partial(step, *args, **named))

    return tried


def present(name: str) -> Scenario:
    """What is worked on, as a new scenario. Raises BadInput for the name."""
    roster = state.session().roster if state.session().source is Source.ROSTER else None
    return Scenario.of(name, state.session().brief, autosave.outcome(), roster)


def place() -> Place:
    """Where the present work is filed: under its client, and its campaign's name."""
    now = state.session()
    return Place(client=now.about.client, campaign=now.brief.name, campaign_id=now.campaign)


def digest() -> str:
    """Fingerprint of what a scenario would keep of the present work, its answer aside."""
    roster = state.session().roster.fingerprint if state.session().source is Source.ROSTER else ""
    about = state.session().about
    people = (*about.statuses, *about.exemptions, *about.decided)
    said = f"\n{people!r}" if people else ""
    return hashlib.sha256(f"{roster}\n{state.session().brief.model_dump_json()}{said}".encode()).hexdigest()[:16]


def unsaved() -> bool:
    """True when the present work differs from the scenario that is open."""
    opened = state.session().keep.opened
    return opened is not None and opened.digest != digest()


@attempted
def save_new(name: str, at: Place | None = None) -> None:
    """Save the present work as a new scenario; the first one of a workspace is the baseline. at: None = `place`."""
    scenarios = store.scenarios()
    lines = scenarios.all()
    now = state.session()
    baseline = not any(line.baseline for line in lines)
    kept = scenarios.add(present(usable_name(name)), baseline, at or place())
    filed.keep(kept.id, now.campaign, now.about)
    _opened(kept)
    if kept.baseline:
        count_from(kept)
    st.toast(f"Saved as {plain(kept.name)}.", icon=":material/bookmark_added:")


@attempted
def save() -> None:
    """Save the present work over the scenario that is open; who was overtaken is told and overwrites nothing."""
    keep = state.session().keep
    assert keep.opened is not None
    mine = replace(present(keep.opened.name), id=keep.opened.id, rev=keep.opened.rev)
    try:
        kept = store.scenarios().save(mine)
    except Changed as changed:
        keep.clash = changed.rev
        return
    filed.keep(kept.id, state.session().campaign, state.session().about)
    _opened(kept)
    st.toast(f"{plain(kept.name)} is saved.", icon=":material/bookmark_added:")


@attempted
def save_beside() -> None:
    """Of two who saved, keep both: the present work becomes a scenario of its own."""
    opened = state.session().keep.opened
    assert opened is not None
    names = [line.name for line in store.scenarios().all()]
    save_new(free_name(opened.name, names))


@attempted
def save_over_theirs() -> None:
    """Of two who saved, keep the present work; theirs becomes a scenario of its own first."""
    keep, scenarios = state.session().keep, store.scenarios()
    opened = keep.opened
    assert opened is not None
    theirs = scenarios.open(opened.id)
    names = [line.name for line in scenarios.all()]
    scenarios.add(replace(theirs, name=free_name(f"{opened.name[:100]} (theirs)", names)))
    keep.opened = opened.model_copy(update={"rev": theirs.rev})
    keep.clash = None
    save()


def open_theirs() -> None:
    """Of two who saved, go on with the other version; the present work can be had back."""
    opened = state.session().keep.opened
    assert opened is not None
    open_one(opened.id)


@attempted
def open_one(scenario: str) -> None:
    """Go on with a scenario of the shelf."""
    enter(store.scenarios().open(scenario))


@attempted
def follow(key: str) -> None:
    """Put what a link names on the shelf, and go on with it."""
    enter(store.scenarios().follow(key))


def read_file(name: str, content: bytes) -> None:
    """Put the scenario of a file on the shelf, and go on with it."""
    if not _read(content):
        keep = state.session().keep
        keep.notice = f"{plain(name)} was not opened. {keep.notice}"


@attempted
def _read(content: bytes) -> None:
    scenarios = store.scenarios()
    found = read_scenario(content)
    names = [line.name for line in scenarios.all()]
    enter(scenarios.add(replace(found, name=free_name(found.name, names))))


def enter(scenario: Scenario) -> None:
    """Make a scenario the present work, as it was; what was worked on before can be had back."""
    keep = state.session().keep
    if not autosave.write(ends=True):
        keep.notice = f"{plain(scenario.name)} was not opened, because your current work could not be saved first."
        return
    had, before = keep.rev > 0, state.session().roster
    if keep.opened is not None:
        # Whoever opens another scenario of this campaign finds who answered meanwhile.
        filed.keep_statuses(state.session().campaign, state.session().about)
    at = next((line.place for line in store.scenarios().all() if line.id == scenario.id), Place())
    campaign = at.campaign_id or scenario.id
    reference = state.session().baseline
    taken = Draft(
        brief=scenario.brief,
        roster=scenario.roster or before,
        named=scenario.roster is not None,
        outcome=scenario.outcome,
        campaign=campaign,
        about=filed.of_scenario(scenario.id, campaign),
        rev=keep.rev,
        changed=keep.changed,
    )
    autosave.take(taken)
    if reference is not None and comparable(reference.brief, scenario.brief):
        state.session().baseline = reference
    keep.opened = Opened(id=scenario.id, rev=scenario.rev, name=scenario.name, digest=digest())
    keep.kept = ()
    autosave.write(set_aside=had)
    keep.former, keep.clash = had, None
    keep.notice, keep.replan = _opened_words(scenario, before)
    keep.removed, keep.outdated = None, scenario.outcome is not None and not scenario.made_by_this_version


@state.unbroken()
def begin(start: Start, roster: Roster | None) -> bool:
    """Make a new campaign the present work; what was worked on before can be had back. roster: None = benchmarks."""
    keep, now = state.session().keep, state.session()
    if not autosave.write(ends=True):
        keep.notice = "Your campaign was not started, because your current work could not be saved first."
        return False
    had = keep.rev > 0
    if roster is None:
        now.use_source(Source.BENCHMARKS)
    else:
        now.use_roster(roster)
    widgets.replace_brief(start.brief, start.campaign)
    keep.opened, keep.clash, keep.kept, keep.outdated, keep.removed = None, None, (), False, None
    autosave.write(set_aside=had)
    keep.former = had
    keep.notice = f"**{plain(start.brief.name)}** is your campaign now."
    keep.details = (keep.notice, *start.sentences)
    return True


def rename(line: Line, name: str, is_open: bool) -> None:
    """Give a scenario another name. Raises what the store raises."""
    rev = store.scenarios().rename(line.id, name, line.rev)
    keep = state.session().keep
    if is_open and keep.opened is not None and keep.opened.rev == line.rev:
        keep.opened = keep.opened.model_copy(update={"rev": rev, "name": usable_name(name)})


@attempted
def remove(line: Line) -> None:
    """Take a scenario off the shelf, with a way to have it back."""
    keep = state.session().keep
    store.scenarios().remove(line.id)
    if keep.opened is not None and keep.opened.id == line.id:
        keep.opened = None
    keep.removed, keep.former, keep.replan = line.id, False, None
    keep.notice = f"**{plain(line.name)}** was removed. You can restore it for thirty days."


def restore() -> None:
    """Have back what was removed last."""
    keep = state.session().keep
    removed = keep.removed
    assert removed is not None
    if attempt(lambda: store.scenarios().restore(removed)):
        keep.removed, keep.notice = None, None


@attempted
def replan() -> None:
    """Plan what is open on the roster that was loaded before it."""
    former = store.workings().former()
    if former is not None:
        state.session().use_roster(former.roster)
    keep = state.session().keep
    keep.replan, keep.notice = None, None


def plan_again() -> None:
    """Have this version of the planner answer what an earlier one has answered."""
    keep = state.session().keep
    keep.outdated, keep.notice = False, None
    state.session().forget_answer()


def count_from(scenario: Scenario) -> None:
    """Count changes on the Plan page from this scenario, when it has a plan."""
    if isinstance(scenario.outcome, Plan):
        source = Source.ROSTER if scenario.roster is not None else Source.BENCHMARKS
        state.session().baseline = Made(scenario.outcome, scenario.brief, source, scenario.roster)


def _opened(kept: Scenario) -> None:
    keep = state.session().keep
    keep.opened = Opened(id=kept.id, rev=kept.rev, name=kept.name, digest=digest())
    keep.clash = None
    autosave.write()


def _opened_words(scenario: Scenario, before: Roster) -> tuple[str, str | None]:
    """What is said of a scenario that was opened, and the name of the roster it might be planned on instead."""
    said = [f"**{plain(scenario.name)}** is open, as it was saved {clock.words(scenario.changed)}."]
    if scenario.outcome is not None and not scenario.made_by_this_version:
        said.append(
            f"Its plan was made by planner {plain(scenario.model_version)} with assumptions "
            f"{plain(scenario.assumptions_version)}; planning again may change it."
        )
    roster = scenario.roster
    sampled = before.fingerprint == sample.roster().fingerprint
    if roster is None or roster.fingerprint == before.fingerprint or (sampled and roster.source != before.source):
        return " ".join(said), None
    said.append(
        f"It uses the list it was planned with, {plain(roster.source or 'unnamed')} "
        f"({counted(len(roster), 'creator')}). The list you had loaded, {plain(before.source or 'unnamed')}, differs: "
        f"{plain(roster_change(roster, before))}."
    )
    return " ".join(said), before.source or "the roster loaded before"
