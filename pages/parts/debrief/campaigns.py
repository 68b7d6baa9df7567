"""What the Debrief page works on: a campaign, its uploads, and what the workspace remembers; kept when it can be."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st
from pydantic import Field

from pages.parts.session import sample, scenarios, state, store
from pages.parts.session.state import Made
from pages.parts.words import plain
from planner.brief.brief import Brief
from planner.debrief.apply import applied, reverted
from planner.debrief.compare import Debrief, debrief
from planner.debrief.inflight import outlook
from planner.debrief.lesson import Lesson
from planner.debrief.lessons import learn
from planner.debrief.matching import Days
from planner.debrief.memory import CampaignRecord, Memory, Note, Undo, record_of
from planner.debrief.overlap import implied_kappa
from planner.debrief.record import held
from planner.debrief.sealed import Head, SealedLine, SealedRecord
from planner.debrief.uploads import Ledger, Upload
from planner.domain.roster import Frozen
from planner.outcome import Plan
from planner.problems import BadInput
from planner.seal import holds
from planner.store.errors import StoreError
from planner.store.scenario import Scenario, free_name
from planner.store.times import utc_now
from planner.wording import count

LATEST, SAMPLE, HALF = "latest", "sample", "half"
_CAMPAIGN, _NOTE, _RESULTS, _APPLIED = "debrief_campaign", "debrief_note", "debrief_results", "debrief_applied"
_NOW, _SEALED, _HEAD = "now", "sealed", "sealed_head"


class Results(Frozen):
    """What is kept of a campaign's results. over: None = told by the rows; measured: unique people, by a tool."""

    ledger: Ledger = Ledger()
    start: datetime.date | None = None
    end: datetime.date | None = None
    over: bool | None = None
    measured: int | None = Field(None, ge=1)

    @property
    def days(self) -> Days | None:
        """When the campaign ran; None = by the brief, or not known."""
        return None if self.start is None or self.end is None else Days(self.start, self.end)


class Applied(Frozen):
    """Lessons that the brief carries, and how to take them out."""

    lessons: int
    day: datetime.date
    undo: Undo


@dataclass
class Desk:
    """Of one session. results: by campaign; done: the debrief last made, with what it was made of.

    choice: campaign that is debriefed, "" = the one in hand; shown: that of the last run; of: campaign in hand then.
    taken: the plan of the Plan page as it was when results came in for it. head: of the record, as it was kept.
    """

    choice: str = ""
    shown: str = ""
    of: str = ""
    taken: Scenario | None = None
    memory: Memory | None = None
    book: SealedRecord = field(default_factory=SealedRecord)
    head: Head | None = None
    results: dict[str, Results] = field(default_factory=dict)
    applied: Applied | None = None
    revisions: dict[tuple[str, str], int] = field(default_factory=dict)
    done: tuple[object, Debrief] | None = None
    trouble: str = ""


def desk() -> Desk:
    """The session's desk; what the workspace remembers is brought to it once."""
    found = state.session().of_page(Desk)
    if found.memory is None:
        _bring(found)
    return found


def _bring(found: Desk) -> None:
    found.memory = Memory()
    try:
        records = store.records()
        campaigns = records.all(_CAMPAIGN, CampaignRecord)
        notes = records.all(_NOTE, Note)
        kept = records.get(_APPLIED, _NOW, Applied)
        found.book = SealedRecord.of(line.value for line in records.all(_SEALED, SealedLine))
        head = records.get(_HEAD, _NOW, Head)
    except (StoreError, BadInput) as trouble:
        found.trouble = str(trouble)
        return
    for campaign in campaigns:
        found.revisions[_CAMPAIGN, campaign.key] = campaign.rev
        found.memory = found.memory.with_campaign(campaign.value)
    for note in notes:
        found.revisions[_NOTE, note.key] = note.rev
        found.memory = found.memory.with_note(note.value)
    if head is not None:
        found.head, found.revisions[_HEAD, _NOW] = head.value, head.rev
    if kept is not None:
        found.applied, found.revisions[_APPLIED, _NOW] = kept.value, kept.rev


def memory() -> Memory:
    """What the workspace remembers."""
    return desk().memory or Memory()


def campaigns() -> dict[str, str]:
    """What can be debriefed: key and title, the sample last."""
    now = state.session()
    found: dict[str, str] = {}
    if now.made is not None or not now.about.sample:
        found[LATEST] = f"{now.brief.name}, as planned now"
    try:
        shelf = [line for line in store.scenarios().all() if line.kind == "plan"]
    except StoreError:
        shelf = []
    found |= {line.id: line.name for line in shelf}
    taken = desk().taken
    if taken is not None:
        found.setdefault(taken.id, taken.name)
    name = sample.campaign().name
    return found | {SAMPLE: f"{name}, sample results", HALF: f"{name}, sample results half-way"}


def in_hand() -> str:
    """What is debriefed first: the sample; a plan of the campaign in hand that has results; the plan as it is."""
    now = state.session()
    if now.about.sample:
        return SAMPLE
    try:
        shelf = store.scenarios().all()
    except StoreError:
        return LATEST
    mine = [line for line in shelf if line.kind == "plan" and line.place.campaign_id == now.campaign]
    mine.sort(key=lambda line: line.changed, reverse=True)
    return next((line.id for line in mine if results(line.id).ledger.uploads), LATEST)


def scenario(choice: str) -> Scenario | None:
    """The campaign, None when it is gone or cannot be read (the page says why)."""
    if choice in (SAMPLE, HALF):
        return sample.campaign()
    if choice == LATEST:
        made = state.session().made
        return None if made is None else _present(made)
    taken = desk().taken
    if taken is not None and taken.id == choice:
        return taken
    try:
        return store.scenarios().open(choice)
    except (StoreError, BadInput) as trouble:
        desk().trouble = str(trouble)
        return None


def _present(made: Made) -> Scenario:
    return Scenario.of(made.brief.name, made.brief, made.plan, made.roster)


def results(choice: str) -> Results:
    """What was reported of a campaign so far."""
    here = desk()
    if choice == LATEST:
        return Results()
    if choice not in here.results:
        if choice in (SAMPLE, HALF):
            here.results[choice] = Results(ledger=Ledger(uploads=(sample.results(choice == HALF),)))
        else:
            here.results[choice] = _kept(choice)
    return here.results[choice]


def _kept(key: str) -> Results:
    try:
        row = store.records().get(_RESULTS, key, Results)
    except (StoreError, BadInput) as trouble:
        desk().trouble = str(trouble)
        return Results()
    if row is None:
        return Results()
    desk().revisions[_RESULTS, key] = row.rev
    return row.value


def set_results(choice: str, value: Results) -> None:
    """Replace what was reported of a campaign; the sample's lives in the session alone."""
    desk().results[choice] = value
    if choice not in (SAMPLE, HALF):
        _put(_RESULTS, choice, value)


def add_upload(choice: str, upload: Upload) -> None:
    """One file more. Results belong to one plan: that of the Plan page, which may change, is kept first."""
    if choice == LATEST:
        choice = _take(state.session().made)
    before = results(choice)
    set_results(choice, before.model_copy(update={"ledger": before.ledger.with_upload(upload)}))


def _take(made: Made | None) -> str:
    """Keep the plan that results have come in for, and debrief it from now on; returns its key."""
    assert made is not None
    here, opened = desk(), state.session().keep.opened
    if opened is not None and not scenarios.unsaved():
        here.choice = opened.id
        return opened.id
    name = free_name(made.brief.name, campaigns().values())
    here.taken = Scenario.of(name, made.brief, made.plan, made.roster)
    here.choice = here.taken.id
    try:
        here.taken = store.scenarios().add(here.taken, place=scenarios.place())
        here.choice = here.taken.id
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)
    return here.choice


def undo_upload(choice: str, upload: str) -> None:
    """Take a file out again."""
    before = results(choice)
    set_results(choice, before.model_copy(update={"ledger": before.ledger.without(upload)}))


def debriefed(choice: str) -> Debrief | None:
    """The campaign against its results, made anew only when something has changed."""
    found, reported = scenario(choice), results(choice)
    if found is None or not isinstance(found.outcome, Plan):
        return None
    key = (choice, id(found.outcome), reported)
    here = desk()
    if here.done is None or here.done[0] != key:
        here.done = (key, debrief(found, reported.ledger, reported.days, reported.over))
    return here.done[1]


def record(choice: str, done: Debrief) -> CampaignRecord:
    """What would be remembered of a campaign."""
    measured = results(choice).measured
    kappa = None if measured is None else implied_kappa(done, measured)
    found = scenario(choice)
    if choice in (SAMPLE, HALF) or found is None:
        return record_of("sample", replace(done, name=f"{done.name} (sample)"), kappa)
    return record_of(found.id, done, kappa)


def with_this(choice: str, done: Debrief | None) -> Memory:
    """What the workspace remembers, and the campaign that is looked at."""
    if done is None or not done.rows_used:
        return memory()
    return memory().with_campaign(record(choice, done))


def of_creator(creator: str) -> tuple[str, ...]:
    """What is remembered of a creator, as sentences: campaigns and notes, the latest first."""
    kept = memory()
    judged = [(c, one) for c in reversed(kept.campaigns) for one in c.judged if one.creator == creator]
    said = [
        f"{c.name}: {count(one.actual)} people, forecast {count(one.forecast)}, {'inside' if held(one) else 'outside'} "
        "its range."
        for c, one in judged
    ]
    notes = sorted((n for n in kept.notes if n.creator == creator), key=lambda n: n.day, reverse=True)
    said += [f"{'Before' if n.before else 'After'} the content, {n.day.isoformat()}: {n.text}" for n in notes]
    return tuple(said)


def remember(found: CampaignRecord) -> None:
    """Keep a campaign for later lessons."""
    here = desk()
    here.memory = memory().with_campaign(found)
    _put(_CAMPAIGN, found.id, found)


def forget(key: str) -> None:
    """Learn nothing more from a campaign."""
    here = desk()
    here.memory = memory().without_campaign(key)
    _remove(_CAMPAIGN, key)


def seal() -> None:
    """Seal the plan on screen, and write it into the record."""
    plan, made = state.session().seal(desk().book.place), state.session().made
    if plan is not None and made is not None:
        _write(desk().book.forecast(plan, made.brief.name))


def came(choice: str, done: Debrief | None) -> None:
    """Write what came of a sealed campaign into the record, as soon as it is over: nobody is asked."""
    if done is None or not done.over or not done.rows_used or done.plan.seal is None or choice in (SAMPLE, HALF):
        return
    book = desk().book
    reach = outlook(done).unique_reach.p50
    if holds(done.plan, done.brief):
        # A scenario that was sealed elsewhere comes with its seal.
        _write(book.forecast(done.plan, done.name))
        _write(desk().book.outcome(done.plan.seal.digest, reach, utc_now()))


def _write(line: SealedLine | None) -> None:
    if line is None:
        return
    here = desk()
    here.book = SealedRecord((*here.book.lines, line))
    try:
        store.records().put(_SEALED, f"{line.number:06d}", line, 0)
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)
        return
    # A record that was cut is not written on as if it were whole.
    if here.book.head is not None and SealedRecord(here.book.lines[:-1]).gone(here.head) is None:
        here.head = here.book.head
        _put(_HEAD, _NOW, here.head)


def gone(done: Debrief | None) -> int | None:
    """A line of the record that stood there once, by its kept length or the plans at hand, and does not any more."""
    made, here = state.session().made, desk()
    plans = [found.plan for found in (made, done) if found is not None]
    return here.book.gone(here.head, [plan.seal for plan in plans if plan.seal is not None])


def add_note(note: Note) -> None:
    """Keep a note with its creator."""
    here = desk()
    here.memory = memory().with_note(note)
    _put(_NOTE, note.id, note)


def remove_note(key: str) -> None:
    """Throw a note away."""
    here = desk()
    here.memory = memory().without_note(key)
    _remove(_NOTE, key)


def lessons(choice: str, done: Debrief | None) -> tuple[Lesson, ...]:
    """What all campaigns teach, against the brief on the Plan page without the lessons that it carries."""
    return learn(with_this(choice, done), untaught())


def carried() -> Applied | None:
    """The lessons that the brief on the Plan page carries; None when it has none, or became another brief."""
    kept, brief = desk().applied, state.session().brief
    if kept is None:
        return None
    edits = kept.undo.assumptions_after.items() - kept.undo.assumptions_before.items()
    there = any(brief.assumptions.get(key) == value for key, value in edits)
    return kept if there or any(brief.history.get(k) == v for k, v in kept.undo.history_after.items()) else None


def untaught() -> Brief:
    """The brief on the Plan page, without lessons."""
    kept = carried()
    return state.session().brief if kept is None else reverted(state.session().brief, kept.undo)


def apply(chosen: Sequence[Lesson], found: CampaignRecord | None) -> None:
    """Put lessons into the brief, in place of earlier ones, and remember the campaign that is looked at.

    An invented campaign is remembered only when somebody asks for that.
    """
    if found is not None and found.id != "sample":
        remember(found)
    here = desk()
    taught, undo = applied(untaught(), chosen)
    here.applied = Applied(lessons=len(chosen), day=datetime.date.today(), undo=undo)
    state.session().brief = taught
    _put(_APPLIED, _NOW, here.applied)
    st.toast(f"{len(chosen)} lessons applied. The Plan page now uses them.", icon=":material/school:")


def take_back() -> None:
    """The brief as it was before the lessons."""
    here = desk()
    if here.applied is not None:
        state.session().brief = reverted(state.session().brief, here.applied.undo)
        here.applied = None
        _remove(_APPLIED, _NOW)


def _put(kind: str, key: str, value: Frozen) -> None:
    here = desk()
    try:
        kept = store.records().put(kind, key, value, here.revisions.get((kind, key), 0))
        here.revisions[kind, key] = kept.rev
        here.trouble = ""
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)


def _remove(kind: str, key: str) -> None:
    here = desk()
    rev = here.revisions.pop((kind, key), None)
    if rev is None:
        return
    try:
        store.records().remove(kind, key, rev)
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)


def trouble() -> str:
    """Why something could not be kept, as a sentence; "" when all is."""
    return plain(desk().trouble, 300)
