"""Who changed what in a campaign: entries that are only ever added, and what each did to the plan.

A change is open from the moment it is made until the plan for it is known; then it becomes an entry. Changes of one
thing that come before their plan are one entry, so a number that is typed or dragged in steps leaves none for each.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from planner.accounts.actor import Actor
from planner.campaign.differences import Part, cut, joined
from planner.campaign.history import Fields
from planner.domain.roster import Frozen
from planner.outcome import Outcome, Plan
from planner.wording import compact, count, counted, money, person

MOST_PARTS = 8
LONGEST_FIELDS = 1_500
"""Characters of JSON up to which the values of a change are kept, to be undone from the record."""
LONGEST_NOTE = 300
MOST_OPEN = 20
TOGETHER = timedelta(minutes=10)
"""Changes of one thing by one person within this time are read as one."""
HERE = "you on this computer"
_SHOWN = 4


class Kind(StrEnum):
    """What an entry is about."""

    BRIEF = "brief"
    LIST = "list"
    STATUS = "status"
    CLIENT = "client"
    LINK = "link"
    UNDO = "undo"


KIND_WORDS = {
    Kind.BRIEF: "Brief",
    Kind.LIST: "List of creators",
    Kind.STATUS: "Replies",
    Kind.CLIENT: "Client decisions",
    Kind.LINK: "Links for the client",
    Kind.UNDO: "Undo and redo",
}


class By(Frozen):
    """Who did it. id: of an account, "" = none; name: as it was then.

    client: link and number of the first decision of a reviewer. Their name is kept with their decisions and nowhere
    else, so that it can be deleted; `name` is "" until it was looked up there.
    """

    id: str = Field("", max_length=64)
    name: str = Field("", max_length=200)
    client: str = Field("", max_length=80)

    @classmethod
    def actor(cls, who: Actor) -> By:
        """Whoever makes a call of the store."""
        return cls(id=who.id[:64], name=who.shown[:200])

    @property
    def key(self) -> str:
        """Equal for one person."""
        return self.client or self.id or f"name:{self.name}"

    @property
    def shown(self) -> str:
        """For people."""
        return self.name or ("a reviewer" if self.client else HERE)


class Figures(Frozen):
    """What a plan comes to."""

    cost_cents: int
    reach: float
    creators: int

    @classmethod
    def of(cls, outcome: Outcome | None) -> Figures | None:
        """Those of a plan; None without one."""
        if not isinstance(outcome, Plan):
            return None
        totals = outcome.totals
        return cls(cost_cents=totals.cost_cents, reach=totals.unique_reach, creators=totals.creators)


class Effect(Frozen):
    """The plan before and after, None where there was none. answer: what the planner said, the kind of an outcome."""

    before: Figures | None = None
    after: Figures | None = None
    answer: str = "plan"
    currency: str = Field("USD", max_length=3)

    @property
    def sentence(self) -> str:
        """Such as `$44,980 ($4,990 more), 1.2M people (31,000 more)`."""
        if self.after is None:
            return "no plan meets this brief" if self.answer == "refusal" else "no plan was found in time"
        if self.before == self.after:
            return "the plan stays as it was"
        spends = money(self.after.cost_cents, self.currency)
        reaches = f"{compact(self.after.reach)} people"
        if self.before is None:
            return f"{spends}, {reaches}"
        spent, reached = self.spent or 0, self.reached or 0
        return (
            f"{spends} ({_moved(money(abs(spent), self.currency), spent)}), "
            f"{reaches} ({_moved(count(abs(reached)), reached)})"
        )

    @property
    def spent(self) -> int | None:
        """Cents that the plan costs more; None where there is nothing to compare."""
        if self.before is None or self.after is None:
            return None
        return self.after.cost_cents - self.before.cost_cents

    @property
    def reached(self) -> int | None:
        """People that the plan reaches more; None where there is nothing to compare."""
        if self.before is None or self.after is None:
            return None
        return round(self.after.reach - self.before.reach)


def _moved(amount: str, by: float) -> str:
    return f"{amount} {'more' if by > 0 else 'less'}" if by else "as before"


class Entry(Frozen):
    """One line of the record.

    number: its place in the campaign's record, 0 before it was kept. more: parts that were too many to keep.
    effect: None where the plan had no part in it. note: what else was seen. undoes: whose change it takes back, ""
    where it takes none back. fields: values that it can be undone by; None = it cannot.
    """

    number: int = 0
    at: datetime.datetime
    by: By = By()
    kind: Kind
    parts: tuple[Part, ...] = Field(max_length=MOST_PARTS)
    more: int = 0
    effect: Effect | None = None
    note: str = Field("", max_length=LONGEST_NOTE)
    undoes: str = Field("", max_length=200)
    campaign: str = Field("", max_length=200)
    fields: Fields | None = None

    @property
    def words(self) -> str:
        """What was changed, in sentences."""
        if self.kind is Kind.CLIENT:
            return _decisions(self.parts)
        said = joined((part.sentence for part in self.parts), _SHOWN, self.more)
        return f"Undid {self.undoes}’s change: {said}" if self.undoes else said


def _decisions(parts: Sequence[Part]) -> str:
    """`Approved 12, declined 3: @a (Instagram), @b (TikTok) and 1 more`, or the creator where there is one."""
    if len(parts) == 1:
        return parts[0].sentence
    by_choice: dict[str, list[str]] = {}
    for part in parts:
        choice, _, creator = part.key.partition(":")
        by_choice.setdefault(choice, []).append(creator)
    said = []
    for choice, words in _DID.items():
        if mine := by_choice.get(choice):
            names = f" ({joined(map(person, mine), 3)})" if choice == "decline" else ""
            said.append(f"{words} {len(mine):,}{names}")
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


_DID = {"approve": "approved", "decline": "declined", "withdraw": "took back", "comment": "commented on"}


class Open(Frozen):
    """A change whose plan is not known yet. before: figures of the plan that was there, None without one."""

    at: datetime.datetime
    by: By = By()
    kind: Kind
    parts: tuple[Part, ...]
    before: Figures | None = None
    undoes: str = ""
    fields: Fields | None = None

    def entry(self, campaign: str, effect: Effect | None) -> Entry:
        """As it is kept. effect: None while the plan of this change alone was never made."""
        kept = self.fields is not None and len(self.fields.model_dump_json()) <= LONGEST_FIELDS
        return Entry(
            at=self.at,
            by=self.by,
            kind=self.kind,
            parts=self.parts[:MOST_PARTS],
            more=max(0, len(self.parts) - MOST_PARTS),
            effect=effect,
            undoes=cut(self.undoes, 200),
            campaign=cut(campaign, 200),
            fields=self.fields if kept else None,
        )


def opened(changes: Sequence[Open], new: Open) -> tuple[Open, ...]:
    """The open changes with one more, which is joined to the last where both are of one kind and one person."""
    last = changes[-1] if changes else None
    if last is None or (last.kind, last.by.key, last.undoes) != (new.kind, new.by.key, new.undoes):
        return (*changes, new)[-MOST_OPEN:]
    parts = joined_parts((*last.parts, *new.parts))
    if not parts:
        return tuple(changes[:-1])
    fields = None
    if last.fields is not None and new.fields is not None:
        fields = Fields(
            before={**new.fields.before, **last.fields.before}, after={**last.fields.after, **new.fields.after}
        )
    return (*changes[:-1], last.model_copy(update={"at": new.at, "parts": parts, "fields": fields}))


def entries(changes: Sequence[Open], outcome: Outcome | None, campaign: str, currency: str) -> tuple[Entry, ...]:
    """What is kept of open changes once their plan is known; the last of them has its effect. outcome: None = never."""
    made = []
    for at, one in enumerate(changes, 1):
        effect = None
        if at == len(changes) and outcome is not None:
            effect = Effect(before=changes[0].before, after=Figures.of(outcome), answer=outcome.kind, currency=currency)
        made.append(one.entry(campaign, effect))
    return tuple(made)


def joined_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts about one thing as one, from its first value to its last; what ends as it began is left out."""
    found: dict[str, Part] = {}
    for part in parts:
        first = found.pop(part.key, None)
        if first is not None and (first.after or first.before) and part.before == first.after:
            part = part.model_copy(update={"before": first.before})
        found[part.key] = part
    return tuple(one for one in found.values() if not (one.before and one.before == one.after))


def read_together(record: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries, newest first, with those of one person about one thing in a short time as one.

    record: newest first. Decisions of a client are counted together, changes of the brief where both are of the same
    demand.
    """
    found: list[Entry] = []
    for entry in record:
        later = found[-1] if found else None
        if later is not None and _belong(entry, later):
            found[-1] = _together(entry, later)
        else:
            found.append(entry)
    return tuple(found)


def _belong(first: Entry, later: Entry) -> bool:
    if (first.kind, first.by.key, first.campaign) != (later.kind, later.by.key, later.campaign):
        return False
    if later.at - first.at > TOGETHER or first.more or later.more:
        return False
    if first.kind is Kind.CLIENT:
        return True
    keys = {part.key for part in first.parts}
    return first.kind is Kind.BRIEF and len(keys) == 1 and keys == {part.key for part in later.parts}


def _together(first: Entry, later: Entry) -> Entry:
    if first.kind is Kind.CLIENT:
        # The last word about each creator counts.
        about = {part.key.partition(":")[2]: part for part in (*first.parts, *later.parts)}
        return later.model_copy(update={"parts": tuple(about.values()), "note": later.note or first.note})
    parts = joined_parts((*first.parts, *later.parts)) or later.parts
    effect = later.effect
    if effect is not None and first.effect is not None:
        effect = effect.model_copy(update={"before": first.effect.before})
    fields = None
    if first.fields is not None and later.fields is not None:
        fields = Fields(before=first.fields.before, after=later.fields.after)
    return later.model_copy(update={"parts": parts, "effect": effect, "fields": fields})


def people_of(record: Iterable[Entry]) -> dict[str, str]:
    """Everybody in a record, by key, as they are shown."""
    return {entry.by.key: entry.by.shown for entry in record}


def chosen(record: Iterable[Entry], by: str | None = None, kind: Kind | None = None) -> Iterator[Entry]:
    """Entries of one person, by key, and of one kind; None = any."""
    for entry in record:
        if (by is None or entry.by.key == by) and (kind is None or entry.kind is kind):
            yield entry


def summary(record: Sequence[Entry]) -> str:
    """`31 changes by 3 people`."""
    people = len(people_of(record))
    return f"{counted(len(record), 'change')} by {counted(people, 'person', more='people')}"
