"""What differs between two states of a campaign, in sentences: brief, list of creators, and who stands where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import Field

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.domain.roster import Frozen, Roster
from planner.side_by_side import asked_differently
from planner.wording import counted, percent, person

LONGEST_TITLE, LONGEST_VALUE = 160, 80
_YES = "yes"


@dataclass(frozen=True)
class State:
    """What can be changed. roster: None = nobody's list."""

    brief: Brief
    campaign: Campaign
    roster: Roster | None


class Part(Frozen):
    """One difference. key: what it is about, equal for two changes of the same thing.

    before, after: its values as people read them, "" = none; neither where the title says it all.
    """

    key: str = Field(max_length=LONGEST_TITLE)
    title: str = Field(max_length=LONGEST_TITLE)
    before: str = Field("", max_length=LONGEST_VALUE)
    after: str = Field("", max_length=LONGEST_VALUE)

    @classmethod
    def of(cls, key: str, title: str, before: str = "", after: str = "") -> "Part":
        """With long texts cut."""
        return cls(
            key=cut(key, LONGEST_TITLE),
            title=cut(title, LONGEST_TITLE),
            before=cut(before, LONGEST_VALUE),
            after=cut(after, LONGEST_VALUE),
        )

    @property
    def sentence(self) -> str:
        """Such as `Budget from $40,000 to $45,000`."""
        if _YES in (self.before, self.after):
            return self.title if self.after else f"{self.title}: removed"
        if self.before and self.after:
            return f"{self.title} from {self.before} to {self.after}"
        if self.after:
            return f"{self.title} set to {self.after}"
        return f"{self.title} removed, was {self.before}" if self.before else self.title


def cut(text: str, most: int) -> str:
    """The text, or as much of it as there is room for."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def differences(before: State, after: State) -> Iterator[Part]:
    """Everything that differs: the list first, then who stands where, then what is asked for."""
    yield from _of_lists(before.roster, after.roster)
    yield from _of_statuses(before.campaign, after.campaign)
    for one in asked_differently((before.brief, after.brief)):
        yield Part.of(f"brief:{one.path}", one.words, *one.values)
    if before.brief.name != after.brief.name:
        yield Part.of("brief:name", "Name", before.brief.name, after.brief.name)


def joined(sentences: Iterable[str], most: int, more: int = 0) -> str:
    """The first sentences, and how many others there are. more: further ones that are not among them."""
    said = list(sentences)
    left = max(0, len(said) - most) + more
    return "; ".join([*said[:most], *([f"{left:,} more"] if left else [])])


def by_creator(roster: Roster) -> dict[str, int]:
    """A hash of each creator and their packages, by id."""
    people, offers = roster.creators, roster.packages
    own = pd.util.hash_pandas_object(people, index=False).to_numpy(np.uint64)
    each = pd.util.hash_pandas_object(offers.drop(columns="creator"), index=False).to_numpy(np.uint64)
    of = offers["creator"].to_numpy(np.int64)
    total = np.zeros(len(people), np.uint64)
    # Order is fixed within a roster, so a sum that weighs each package by its place tells two lists apart.
    first = np.searchsorted(of, of)
    place = (np.arange(len(of)) - first + 1).astype(np.uint64)
    np.add.at(total, of, each * place)
    return {str(name): int(a) ^ (int(b) << 64) for name, a, b in zip(people["id"], own, total, strict=True)}


def _of_lists(before: Roster | None, after: Roster | None) -> Iterator[Part]:
    if before is after:
        return
    old, new = ({} if one is None else by_creator(one) for one in (before, after))
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    other = sum(old[name] != new[name] for name in old.keys() & new.keys())
    if before is None or after is None:
        words = "removed, benchmarks in its place" if after is None else f"loaded: {counted(added, 'creator')}"
        yield Part.of("list", f"List {words}")
        return
    if before.source != after.source and added and gone:
        changed = f", {other:,} changed" if other else ""
        yield Part.of("list", f"List replaced: {counted(added, 'creator')} came in, {gone:,} left{changed}")
        return
    for many, what in ((added, "added to the list"), (gone, "removed from the list"), (other, "changed in the list")):
        if many:
            yield Part.of(f"list:{what}", f"{counted(many, 'creator')} {what}")


def _of_statuses(before: Campaign, after: Campaign) -> Iterator[Part]:
    new: tuple[Status, ...] = after.statuses[len(before.statuses) :]
    if len(after.statuses) < len(before.statuses):
        yield Part.of("status", "Status removed")
    elif len(new) == 1:
        one = new[0]
        did = "asks for more" if one.step is Step.ASKED and one.fee_cents is not None else str(one.step)
        yield Part.of(f"status:{one.creator}", f"{person(one.creator)} {did}")
    else:
        for step in sorted({str(one.step) for one in new}):
            yield Part.of(f"status:{step}", f"{counted(sum(one.step == step for one in new), 'creator')} {step}")
    if before.waiting > after.waiting and not new:
        yield Part.of("replies", "Re-planned around the replies")
    if before.traded != after.traded:
        yield Part.of("traded", "Goal traded for fewer changes", percent(before.traded, 1), percent(after.traded, 1))
    if before.decided != after.decided:
        said = "Planned around the client’s decisions" if after.decided else "Client’s decisions left out"
        yield Part.of("decided", said)
    if before.exemptions != after.exemptions:
        yield Part.of("exemptions", "Exception for a creator")
    if before.people != after.people:
        yield Part.of("people", "Numbers of people on the platforms edited")
    if before.client != after.client:
        yield Part.of("client", "Client", before.client, after.client)
