"""Everybody whom the short lists of several campaigns leave out, asked at the prices of all of them together.

At prices of the joint problem a package of a campaign earns what its own weights, its campaign's limits and the budget
that all share make of it, so each campaign's rest is asked for its own packages and the answers are put together. Where
creators may work for several campaigns they are somebody else in each, and what they earn is added up. Where they are
kept apart nobody earns more than in one campaign, the best; the sum over campaigns is never below that, so it bounds as
well, and is only used where too many earn something to be named.
See docs/decisions/0049-the-rest-of-a-market.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from planner.brief.paths import Path
from planner.forecast.table import Floats, Ints, PackageTable
from planner.frozen import dataclass
from planner.optimise.problem import Objective, Problem
from planner.optimise.rest import Answered, Others, Question, Rest
from planner.portfolio.table import Blocks
from planner.rules.base import Limit, Looser, Named, Times, Vector, ones

if TYPE_CHECKING:
    from planner.optimise.master import Prices
    from planner.optimise.proven import Proven
    from planner.optimise.watch import Watch

PLACE = 1 << 40
"""More than there are creators in any market: what tells the creators of one campaign from those of the next."""
UP = 1 + 2.0**-32
"""A sum of those who are named, in float64, is off by less than this."""
_NOTHING = Limit(
    rule="other", name="a demand of others", vector=ones, setting=0, looser=Looser(Path(), "drop"), hopeless=True
)


@dataclass(frozen=True, eq=False)
class JointRest:
    """The rest of a joint problem.

    campaigns: each with its demands in the joint problem, and its own rest. apart: nobody works for two of them.
    """

    campaigns: tuple[Problem, ...]
    apart: bool

    @property
    def seconds(self) -> float:
        """See `Rest`."""
        return sum(rest.seconds for rest in self._rests)

    @property
    def proven(self) -> Proven:
        """See `Rest`."""
        return self._rests[0].proven

    def start(self, problem: Problem) -> Prices | None:  # noqa: ARG002 each campaign's prices say little of all together
        """See `Rest`."""
        return None

    def lacks(self, platform: str) -> bool:
        """See `Rest`."""
        return self._rests[0].lacks(platform)

    def answers(self, problem: Problem, questions: Sequence[Question], watch: Watch) -> list[Answered]:
        """See `Rest`; a pass for each campaign. Raises what their rests raise."""
        each, low = [], 0
        for at, (own, rest) in enumerate(zip(self.campaigns, self._rests, strict=True)):
            block = slice(low, low + len(own.table.segments))
            asked = [replace(one, prices=replace(one.prices, w=one.prices.w[block])) for one in questions]
            found = rest.answers(OfCampaign.seen(problem, own, at), asked, watch)
            place = 0 if self.apart else at * PLACE
            each.append([_placed(one, block, place, len(problem.table.segments)) for one in found])
            low = block.stop
        return [self._together(parts, one) for parts, one in zip(zip(*each, strict=True), questions, strict=True)]

    def widen(self, creators: Ints) -> None:
        """See `Rest`."""
        self._rests[0].widen(np.unique(creators % PLACE))

    def until(self, deadline: float) -> None:
        """See `Rest`."""
        self._rests[0].until(deadline)

    @property
    def _rests(self) -> list[Rest]:
        return [cast("Rest", one.rest) for one in self.campaigns]

    def _together(self, parts: Sequence[Answered], question: Question) -> Answered:
        """The answers of all campaigns as one."""
        near, complete = _sorted([part.near for part in parts]), min(part.complete for part in parts)
        more = sum(part.more for part in parts)
        if complete >= 0:
            # All who earn anything are named, so of those kept apart it is known in which campaign each earns most.
            more = min(more, near.answer(question).more * UP)
        if len(near) > question.most:
            kept = near.answer(replace(question, loss=np.inf))
            near, complete = kept.near, min(complete, kept.complete)
        top, packages = max(part.top for part in parts), sum(part.packages for part in parts)
        return Answered(more, top, near, complete, packages)


@dataclass(frozen=True, eq=False, kw_only=True)
class OfCampaign(Problem):
    """A joint problem as one campaign's rest sees it: of each limit what it is for that campaign's packages."""

    joint: Problem

    @cached_property
    def scales(self) -> Floats:
        """Those of the joint problem."""
        return self.joint.scales

    @classmethod
    def seen(cls, joint: Problem, own: Problem, at: int) -> OfCampaign:
        """The view of a campaign. own: it, with its demands in the joint problem; at: its place in the portfolio."""
        gain = None if joint.objective.gain is None else _of_campaign(joint.objective.gain, at, joint.table)
        return cls(
            table=own.table,
            objective=Objective(gain, own.objective.people),
            limits=tuple(_limit(limit, at, joint.table) for limit in joint.limits),
            eligible=own.eligible,
            filters=own.filters,
            joint=joint,
        )


def _limit(limit: Limit, at: int, joint: PackageTable) -> Limit:
    vector = _of_campaign(limit.vector, at, joint)
    if vector is None:
        return _NOTHING
    return replace(
        limit, vector=vector, part_of=None if limit.part_of is None else _of_campaign(limit.part_of, at, joint)
    )


def _of_campaign(vector: Vector, at: int, joint: PackageTable) -> Vector | None:
    """A vector of the joint table on one campaign's packages outside it; None where it says nothing of them."""
    if isinstance(vector, Blocks):
        return next((own.vector for own in vector.of if own.at == at), None)
    if isinstance(vector, Times):
        of = _of_campaign(vector.vector, at, joint)
        return None if of is None else Times(of, vector.factor)
    if isinstance(vector, Named) and np.isin(vector.names, joint.creator_ids).all():
        # Whoever is asked is not in the joint table, so is none of those named.
        return Times(ones, vector.other) if vector.other else None
    return vector


def _placed(answered: Answered, block: slice, place: int, segments: int) -> Answered:
    """A campaign's answer in the joint problem: its weights in its own segments. place: added to its creators."""
    near = answered.near
    weights = np.zeros((len(near), segments))
    weights[:, block] = near.weights
    return replace(answered, near=replace(near, creator=near.creator + place, weights=weights))


def _sorted(parts: Sequence[Others]) -> Others:
    """Packages of all campaigns, sorted by creator, then campaign."""
    creator, available, gain, rows, weights = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("creator", "available", "gain", "rows", "weights")
    )
    both = Others(creator, available, gain, rows, weights, max(part.rounding for part in parts))
    return both.at(np.argsort(creator, kind="stable"))
