"""What is known of one campaign beside its brief: whose wish a demand is, and which figures were entered for it.

The brief says what is asked for; this says why, and how far it has come. Neither is changed by planning.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from planner.brief.brief import Brief
from planner.campaign.status import (
    GOES,
    STAYS,
    Decided,
    Exemption,
    Ruling,
    Status,
    Step,
    asked_with,
    latest,
    marked,
    taken,
)
from planner.domain.roster import Frozen
from planner.outcome import Plan
from planner.problems import validated
from planner.sources.origin import Origin


class Campaign(Frozen):
    """One campaign's own data. `Campaign()` is one of which nothing is known: all of its demands are the user's."""

    schema_version: Literal[1] = 1
    client: str = Field("", max_length=120, description="Whose campaign it is; empty = nobody's in particular")
    starting_point: str = Field("", description="Key of the starting point it began with; empty = none")
    sample: bool = Field(False, description="True for the sample campaign, which is badged wherever it is shown")
    defaults: tuple[str, ...] = Field((), description="Paths of the brief that only the starting point has set")
    people: dict[str, float] = Field(default_factory=dict, description="Edited figures of the table of people, by key")
    statuses: tuple[Status, ...] = Field((), description="Every step with every creator, in their order")
    exemptions: tuple[Exemption, ...] = Field((), description="Creators of whom less is asked")
    decided: tuple[Decided, ...] = Field((), description="What the client decided, as the plan counts it")
    planned: int | None = Field(
        None, ge=0, description="How many of the statuses plans count, later ones wait for a re-plan; None = all"
    )
    source: Origin | None = Field(None, description="Where its list of creators can be read again; no secrets")
    traded: float = Field(0.02, ge=0, le=0.5, description="Part of the goal given up to keep creators who were asked")

    @classmethod
    def read(cls, data: str | bytes) -> Campaign:
        """Validate JSON text. Raises BadInput with every problem, named by its field."""
        with validated("campaign"):
            return cls.model_validate_json(data)

    @property
    def latest(self) -> Mapping[str, Status]:
        """The last step with each creator, by creator."""
        return latest(self.statuses)

    @property
    def raises(self) -> Mapping[str, int]:
        """Fees in cents that creators who were asked want instead of their offer, by creator; nobody has agreed yet."""
        asked = ((name, one) for name, one in self.latest.items() if one.step is Step.ASKED)
        return {name: one.fee_cents for name, one in asked if one.fee_cents is not None}

    @property
    def counted(self) -> Campaign:
        """The campaign as plans see it: without replies that wait for a re-plan."""
        return self if not self.waiting else self.model_copy(update={"statuses": self.statuses[: self.planned]})

    @property
    def waiting(self) -> int:
        """How many steps plans do not count yet."""
        return 0 if self.planned is None else max(0, len(self.statuses) - self.planned)

    def replanned(self) -> Campaign:
        """The campaign once plans count every reply."""
        return self if self.planned is None else self.model_copy(update={"planned": None})

    @property
    def wanted(self) -> Mapping[str, str]:
        """Packages of those who were asked, signed or were shown to the client: whom a new plan keeps if it can."""
        now, stays = self.latest, (Step.ASKED, *STAYS)
        gone = {name for name, one in now.items() if one.step in GOES}
        shown = {one.creator: one.package for one in self.decided if one.ruling is not Ruling.DECLINED and one.package}
        asked = {name: one.package for name, one in now.items() if one.package and one.step in stays}
        return {name: package for name, package in (shown | asked).items() if name not in gone}

    def asked(self, brief: Brief) -> Brief:
        """The brief that is planned for this campaign: with who signed, who declined, who is exempt, what was decided.

        Raises BadInput where that contradicts itself.
        """
        return asked_with(brief, self.statuses, self.exemptions, self.decided)

    def marked(self, status: Status, plan: Plan | None = None) -> Campaign:
        """The campaign with one more step with a creator. plan: the one they were asked for. Raises BadInput."""
        return self.model_copy(update={"statuses": marked(self.statuses, status, plan)})

    def taken(self, plan: Plan, on: datetime.date | None = None, by: str = "") -> Campaign:
        """The campaign after "Take this plan": everybody in it is asked, nobody is locked."""
        return self.model_copy(update={"statuses": taken(plan, self.statuses, on, by)})

    def forgotten(self, creator: str) -> Campaign:
        """The campaign as if this creator had never been asked."""
        if all(one.creator != creator for one in self.statuses):
            return self
        left = tuple(one for one in self.statuses if one.creator != creator)
        planned = self.planned
        if planned is not None:
            planned = sum(one.creator != creator for one in self.statuses[:planned])
        return self.model_copy(update={"statuses": left, "planned": planned})

    def undecided(self, creator: str) -> Campaign:
        """The campaign as if the client had decided nothing about this creator."""
        left = tuple(one for one in self.decided if one.creator != creator)
        return self if left == self.decided else self.model_copy(update={"decided": left})

    @property
    def asks_more(self) -> bool:
        """True when what is planned is not the brief alone."""
        return bool(self.statuses or self.exemptions or self.decided)

    def exempt(self, exemption: Exemption) -> Campaign:
        """The campaign with this exemption in place of what the creator had."""
        others = tuple(one for one in self.exemptions if one.creator != exemption.creator)
        return self.model_copy(update={"exemptions": (*others, exemption)})

    def is_default(self, path: str) -> bool:
        """True when only a starting point has set the demand at this path of the brief, or one that holds it."""
        return any(path == one or path.startswith(f"{one}.") or one.startswith(f"{path}.") for one in self.defaults)

    def after(self, old: Brief, new: Brief) -> Campaign:
        """The campaign after a user changed the brief: a default that they touched is their own demand from now on."""
        before, after = (brief.model_dump(mode="json") for brief in (old, new))
        kept = tuple(path for path in self.defaults if _at(before, path) == _at(after, path) is not _GONE)
        return self if kept == self.defaults else self.model_copy(update={"defaults": kept})

    def answered(self, path: str, brief: Brief) -> bool:
        """True when the demand at this path of a planned brief is a reply or a decision of the client."""
        room, _, at = path.partition(".")
        listed = {"excluded": brief.excluded, "must_have": tuple(one.creator for one in brief.must_have)}.get(room, ())
        known = {*self.latest, *(one.creator for one in self.decided)}
        return at.isdigit() and int(at) < len(listed) and listed[int(at)] in known


_GONE = object()


def _at(data: object, path: str) -> object:
    """What stands at a path of a brief's JSON, `_GONE` when nothing does."""
    for key in path.split("."):
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and key.isdigit() and int(key) < len(data):
            data = data[int(key)]
        else:
            return _GONE
    return data
