"""The Debrief page's desk: what one session has open, what the workspace remembers, and keeping both when it can be."""

import datetime
from dataclasses import dataclass, field

from pydantic import Field

from pages.parts.session import state, store
from pages.parts.words import plain
from planner.debrief.matching import Days
from planner.debrief.memory import CampaignRecord, Memory, Note, Undo
from planner.debrief.record import held
from planner.debrief.sealed import Head, SealedLine, SealedRecord
from planner.debrief.uploads import Ledger
from planner.domain.roster import Frozen
from planner.problems import BadInput
from planner.store.errors import StoreError
from planner.store.scenario import Scenario
from planner.wording import count

CAMPAIGN, NOTE, RESULTS, APPLIED = "debrief_campaign", "debrief_note", "debrief_results", "debrief_applied"
NOW, SEALED, HEAD = "now", "sealed", "sealed_head"


class Results(Frozen):
    """What is kept of a campaign's results. over: None = as the rows say; measured: unique people, by a tool."""

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
    """Of one session. results: by campaign.

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
        campaigns = records.all(CAMPAIGN, CampaignRecord)
        notes = records.all(NOTE, Note)
        kept = records.get(APPLIED, NOW, Applied)
        found.book = SealedRecord.of(line.value for line in records.all(SEALED, SealedLine))
        head = records.get(HEAD, NOW, Head)
    except (StoreError, BadInput) as trouble:
        found.trouble = str(trouble)
        return
    for campaign in campaigns:
        found.revisions[CAMPAIGN, campaign.key] = campaign.rev
        found.memory = found.memory.with_campaign(campaign.value)
    for note in notes:
        found.revisions[NOTE, note.key] = note.rev
        found.memory = found.memory.with_note(note.value)
    if head is not None:
        found.head, found.revisions[HEAD, NOW] = head.value, head.rev
    if kept is not None:
        found.applied, found.revisions[APPLIED, NOW] = kept.value, kept.rev


def memory() -> Memory:
    """What the workspace remembers."""
    return desk().memory or Memory()


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
    put(CAMPAIGN, found.id, found)


def forget(key: str) -> None:
    """Learn nothing more from a campaign."""
    here = desk()
    here.memory = memory().without_campaign(key)
    remove(CAMPAIGN, key)


def add_note(note: Note) -> None:
    """Keep a note with its creator."""
    here = desk()
    here.memory = memory().with_note(note)
    put(NOTE, note.id, note)


def remove_note(key: str) -> None:
    """Throw a note away."""
    here = desk()
    here.memory = memory().without_note(key)
    remove(NOTE, key)


def put(kind: str, key: str, value: Frozen) -> None:
    """Keep a record; what cannot be kept is `trouble`."""
    here = desk()
    try:
        kept = store.records().put(kind, key, value, here.revisions.get((kind, key), 0))
        here.revisions[kind, key] = kept.rev
        here.trouble = ""
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)


def remove(kind: str, key: str) -> None:
    """Throw a record away, where there is one."""
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
