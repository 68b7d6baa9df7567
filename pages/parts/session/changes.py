"""Undo and redo of what was changed in the campaign: its brief, its list of creators, and where each creator stands."""

from collections.abc import Callable

from pages.parts import dialogs
from pages.parts.buttons import button
from pages.parts.session import recording, state, store
from pages.parts.session.recording import Changed
from pages.parts.session.state import Source
from pages.parts.words import plain
from planner.brief.brief import Brief
from planner.campaign.differences import Part, State, differences, joined
from planner.campaign.history import History, words_of
from planner.campaign.record import By, Entry, Kind
from planner.problems import BadInput
from planner.store.times import utc_now


def record() -> None:
    """Remember what has changed since the last run as one step; the first run of a campaign is where steps begin."""
    now = state.session()
    here, before = _present(), now.recorded
    if before is not None and before.brief is not here.brief:
        # A changed brief is planned anew in any case, and then with every reply; what was changed is no default more.
        now.about = now.about.replanned().after(before.brief, here.brief)
        here = _present()
    same = before is not None and (
        before.brief is here.brief and before.campaign is here.campaign and before.roster is here.roster
    )
    if before is not None and not same:
        parts = tuple(differences(before, here))
        history = now.history.recorded(before, here, words_of(parts), utc_now())
        if history is not now.history:
            step = history.steps[-1]
            recording.note(Changed(Kind(step.kind), parts, fields=step.brief if step.kind == "brief" else None))
        now.history = history
    now.recorded = here


def _present() -> State:
    now = state.session()
    return State(now.brief, now.about, now.roster if now.source is Source.ROSTER else None)


def draw() -> None:
    """Two buttons that name the step they take back or do again; nothing before the first change."""
    history = state.session().history
    if not history.steps:
        return
    for key, title, icon, words, step in (
        ("undo", "Undo", "undo", history.undo_words, History.undone),
        ("redo", "Redo", "redo", history.redo_words, History.redone),
    ):
        why = None if words is None else plain(f"{title}: {words}", 300)
        button(title, key, icon, _take, step, type="tertiary", disabled=words is None, help=why)


def record_button() -> None:
    """The way to the record of changes; nothing before anything was kept."""
    if state.session().keep.rev:
        why = "Who changed what in this campaign, and what it did to the plan"
        button("Changes", "show_changes", "history", dialogs.show, "changes", type="tertiary", help=why)


def take_back(entry: Entry) -> str:
    """Give the brief the values it had before a change of the record; says what was done, or why it was not."""
    now, fields = state.session(), entry.fields
    if fields is None:
        return "This change can’t be taken back from here: too much is part of it."
    data = now.brief.model_dump(mode="json")
    if any(data[name] != value for name, value in fields.after.items()):
        return f"{plain(entry.words, 200)}: it has been changed again since, so there is nothing to take back."
    record()
    before = _present()
    try:
        now.brief = Brief.read({**data, **fields.before})
    except BadInput as bad:
        return plain(str(bad.problems[0]), 300)
    mine = By.actor(store.me()).key == entry.by.key
    whose = "" if mine else entry.by.shown
    words = joined((part.sentence for part in entry.parts), 2)
    now.history = now.history.recorded(before, _present(), f"Undid: {words}", utc_now())
    now.recorded = _present()
    part = Part.of("undo", words if whose else f"Undid: {words}")
    recording.note(Changed(Kind.UNDO, (part,), undoes=whose))
    return f"Taken back: {plain(words, 200)}."


def _take(step: Callable[[History, State], tuple[History, State]]) -> None:
    now = state.session()
    record()
    back = step is History.undone
    said = now.history.undo_words if back else now.history.redo_words
    try:
        history, found = step(now.history, _present())
    except BadInput as bad:
        now.keep.notice = plain(str(bad.problems[0]), 300)
        return
    now.history, now.brief, now.about = history, found.brief, found.campaign
    if found.roster is None:
        now.use_source(Source.BENCHMARKS)
    elif found.roster is not now.roster or now.source is not Source.ROSTER:
        now.roster, now.source = found.roster, Source.ROSTER
    now.recorded = _present()
    part = Part.of("undo" if back else "redo", f"{'Undid' if back else 'Did again'}: {said or ''}")
    recording.note(Changed(Kind.UNDO, (part,)))
