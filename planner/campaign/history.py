"""Undo and redo: what was changed in a campaign's brief, list and statuses, step by step, with words for each.

A step keeps what it replaced and what it put there, no more: fields of the brief and of the campaign as JSON, and the
creators of the list that differ. So fifty steps stay small enough to be kept with every save.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.differences import Part, State, by_creator, differences, joined
from planner.domain.roster import Frozen, Roster
from planner.domain.roster_parts import part_of, together
from planner.problems import BadInput, Problem, validated
from planner.store.roster_json import roster_data, roster_of

MOST = 50
"""Steps that are kept."""
MOST_CREATORS = 20_000
"""Creators that all steps together keep: of longer lists the oldest steps go first."""
_NAMED = 2
Kind = Literal["brief", "list", "status"]


class Fields(Frozen):
    """Fields by name, as JSON: before and after."""

    before: dict[str, Any] = Field(default_factory=dict)
    after: dict[str, Any] = Field(default_factory=dict)


class Listed(Frozen):
    """A part of a list: whole creators, as rosters are kept; None = there was no list at all."""

    roster: dict[str, Any] | None
    source: str
    fingerprint: str


class Step(Frozen):
    """One change. words: such as "Budget from $8,000 to $9,000"; creators: how many of the list it keeps."""

    kind: Kind
    words: str
    on: datetime.datetime | None = None
    brief: Fields = Fields()
    campaign: Fields = Fields()
    list_before: Listed | None = None
    list_after: Listed | None = None
    creators: int = 0


class History(Frozen):
    """Steps, oldest first. done: how many of them stand; those after it were undone and can be redone."""

    schema_version: Literal[1] = 1
    steps: tuple[Step, ...] = ()
    done: int = Field(0, ge=0)

    @property
    def undo_words(self) -> str | None:
        """What undo would take back; None when there is nothing."""
        return self.steps[self.done - 1].words if self.done else None

    @property
    def redo_words(self) -> str | None:
        """What redo would do again; None when there is nothing."""
        return self.steps[self.done].words if self.done < len(self.steps) else None

    def recorded(
        self, before: State, after: State, words: str | None = None, on: datetime.datetime | None = None
    ) -> History:
        """With one more step, and nothing left to redo; the same when nothing has changed. words: None = found."""
        step = _step(before, after, words, on)
        if step is None:
            return self
        steps = (*self.steps[: self.done], step)[-MOST:]
        while sum(one.creators for one in steps) > MOST_CREATORS and len(steps) > 1:
            steps = steps[1:]
        return self.model_copy(update={"steps": steps, "done": len(steps)})

    def undone(self, now: State) -> tuple[History, State]:
        """One step back. Raises BadInput when there is none, or the list is not the one the step was made on."""
        if not self.done:
            raise BadInput([Problem("undo", "", "has nothing to undo", "a change first")])
        step = self.steps[self.done - 1]
        return self.model_copy(update={"done": self.done - 1}), _applied(step, now, back=True)

    def redone(self, now: State) -> tuple[History, State]:
        """One step forward again. Raises BadInput like `undone`."""
        if self.done == len(self.steps):
            raise BadInput([Problem("redo", "", "has nothing to redo", "an undo first")])
        step = self.steps[self.done]
        return self.model_copy(update={"done": self.done + 1}), _applied(step, now, back=False)

    @classmethod
    def read(cls, data: str | bytes) -> History:
        """Validate JSON text. Raises BadInput with every problem, named by its field."""
        with validated("history"):
            return cls.model_validate_json(data)


def _step(before: State, after: State, words: str | None, on: datetime.datetime | None) -> Step | None:
    brief = _fields(before.brief, after.brief)
    campaign = _fields(before.campaign, after.campaign)
    old, new, many = _lists(before.roster, after.roster)
    if old is None and not brief.after and not campaign.after:
        return None
    kind: Kind = "list" if old is not None else "status" if "statuses" in campaign.after else "brief"
    said = words or words_of(differences(before, after))
    return Step(
        kind=kind, words=said, on=on, brief=brief, campaign=campaign, list_before=old, list_after=new, creators=many
    )


def words_of(parts: Iterable[Part]) -> str:
    """What a step is called by what differs: the first two parts, and how many others there are."""
    return joined((one.sentence for one in parts), _NAMED) or "Change"


def _fields(before: Frozen, after: Frozen) -> Fields:
    if before == after:
        return Fields()
    old, new = (model.model_dump(mode="json") for model in (before, after))
    names = [name for name in new if old[name] != new[name]]
    return Fields(before={name: old[name] for name in names}, after={name: new[name] for name in names})


def _applied(step: Step, now: State, back: bool) -> State:
    brief = _with(now.brief, step.brief.before if back else step.brief.after)
    campaign = _with(now.campaign, step.campaign.before if back else step.campaign.after)
    roster = now.roster
    if step.list_before is not None and step.list_after is not None:
        gone, come = (step.list_after, step.list_before) if back else (step.list_before, step.list_after)
        roster = _relisted(now.roster, gone, come)
    return State(Brief.read(brief), Campaign.read(json.dumps(campaign)), roster)


def _with(model: Frozen, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**model.model_dump(mode="json"), **fields}


def _lists(before: Roster | None, after: Roster | None) -> tuple[Listed | None, Listed | None, int]:
    """What differs between two lists, each as its own creators, and how many those are; None, None when nothing."""
    if before is after or (
        before is not None
        and after is not None
        and (before.fingerprint, before.source) == (after.fingerprint, after.source)
    ):
        return None, None, 0
    old, new = ({} if one is None else by_creator(one) for one in (before, after))
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if before is None or after is None or before.market or after.market or _columns(before) != _columns(after):
        changed = set(old) | set(new)
    parts = tuple(_listed(one, changed) for one in (before, after))
    return parts[0], parts[1], sum(len(changed & keys.keys()) for keys in (old, new))


def _columns(roster: Roster) -> tuple[list[str], list[str]]:
    return list(map(str, roster.creators.columns)), list(map(str, roster.packages.columns))


def _listed(roster: Roster | None, creators: set[str]) -> Listed:
    if roster is None:
        return Listed(roster=None, source="", fingerprint="")
    here = roster.creators["id"].isin(creators).to_numpy(bool)
    # What stands for a catalogue is kept whole, and so keeps saying for which.
    part = roster if here.all() else part_of(roster, here)
    return Listed(roster=roster_data(part), source=roster.source, fingerprint=roster.fingerprint)


def _relisted(now: Roster | None, gone: Listed, come: Listed) -> Roster | None:
    """The list with one part in place of the other. Raises BadInput when it is not the list of the step."""
    if ("" if now is None else now.fingerprint) != gone.fingerprint:
        wrong = "is not the list that this step was made on"
        raise BadInput([Problem("list", "" if now is None else now.source, wrong, "the list as it was then")])
    if come.roster is None:
        return None
    ids = set() if gone.roster is None else set(gone.roster["creators"]["id"])
    fresh = roster_of(come.roster) if come.roster["creators"]["id"] else None
    stays = None if now is None else part_of(now, ~now.creators["id"].isin(ids).to_numpy(bool))
    parts = [one for one in (stays, fresh) if one is not None and len(one.creators)]
    made = parts[0] if len(parts) == 1 and parts[0] is fresh else together(parts, come.source)
    if made.fingerprint != come.fingerprint:
        raise BadInput([Problem("list", come.source, "cannot be put together again", "the list from its file")])
    return made
