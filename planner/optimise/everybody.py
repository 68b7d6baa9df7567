"""From what is proven of a short list to what is proven of everybody, or to a longer list.

An answer on a table rests on claims (claims.py), or on the prices of its relaxation and a bound of whatever origin.
Here each is held against the rest of the market. See docs/decisions/0049-the-rest-of-a-market.md, whose numbers the
comments use.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from planner.forecast.table import Ints
from planner.frozen import dataclass
from planner.optimise.claims import GROUP, TOLD, Claim
from planner.optimise.options import Fixed
from planner.optimise.relaxation import CLOSE, EMPTY, Relaxation, relaxed
from planner.optimise.rest import APEX, MOST, Answered, Question, Rest, half_more, joining
from planner.optimise.restricted import Band
from planner.optimise.watch import Watch

if TYPE_CHECKING:
    from planner.optimise.problem import Problem
    from planner.optimise.search import Best
    from planner.optimise.stopping import Stop

LITTLE = 0.35
"""Of the gap asked for: what the rest may add to a relaxation's bound before a search is worth its time."""
JOIN = 20_000
"""Creators who join a short list at a time at most."""


def awaited(problem: Problem, root: Relaxation, stop: Stop) -> Stop:
    """When a search may stop so that what the rest adds to its bound still leaves the gap asked for.

    Raises Wider where a search would only be refuted: at the relaxation's prices somebody earns too much.
    """
    answered = root.answered
    if problem.rest is None or answered is None or stop.any or stop.enough(None, root.bound):
        return stop
    if stop.wanted is not None:
        matters = stop.enough(None, root.own_bound)
    else:
        matters = answered.more > max(LITTLE * stop.gap, CLOSE) * abs(root.bound)
    if matters:
        problem.rest.widen(joining(answered.near, Question(root.prices), half_more(problem)))
    adds = answered.more / max(abs(root.bound), 1e-9)
    return replace(stop, gap=max(stop.gap - adds, (1 - LITTLE) * stop.gap))


def held(problem: Problem, best: Best, stop: Stop, watch: Watch) -> Best:
    """The answer as it holds for everybody. Raises Wider where it does not, and the list may grow; Cancelled."""
    rest = problem.rest
    if rest is None or best.claims == ():
        return best
    root = best.relaxation or relaxed(problem, watch)
    best = replace(best, relaxation=root)
    if root.missing is not None:
        return replace(best, selection=None, bound=-np.inf, impossible=True, by_solver=False, claims=())
    if stop.enough(best.selection, root.bound) or (stop.any and not best.impossible):
        # Where any plan will do, its bound says nothing.
        return replace(best, bound=root.bound, claims=())
    # Where nothing else is known, that no plan of the table is worth more, beside the relaxation's prices.
    claims = best.claims or (Claim(Fixed({}, Band(APEX)), root.prices, root.own_bound, best.bound),)
    found = _Held(problem, rest, root, watch).of(claims, stop.beyond(best.selection))
    bound = min(max(best.bound, found.bound), root.bound)
    if best.impossible or stop.enough(best.selection, best.bound):
        stands = bound == -np.inf if best.impossible else stop.enough(best.selection, bound)
        if not stands and not watch.late:
            rest.widen(found.against)
    return replace(best, bound=bound, impossible=best.impossible and bound == -np.inf, claims=())


@dataclass(frozen=True, eq=False)
class _Verdict:
    """What all claims come to for plans that book somebody of the rest, and who of these refutes most."""

    bound: float
    against: Ints


@dataclass(frozen=True, eq=False)
class _Held:
    """Claims of one problem held against its rest."""

    problem: Problem
    rest: Rest
    root: Relaxation
    watch: Watch

    def of(self, claims: Sequence[Claim], enough: float) -> _Verdict:
        """The verdict on all claims. enough: bounds up to this need no creator named."""
        near = self._near(max(0.0, self.root.bound - enough))
        bound = -np.inf
        if near is not None and near.packages > len(near.near):
            # (4) Whoever is not near: a plan with them is worth no more than this.
            bound = self.root.bound - near.complete
        most, against = max(MOST // max(len(claims), 1), TOLD), [np.empty(0, np.int64)]
        for low in range(0, len(claims), GROUP):
            group = claims[low : low + GROUP]
            # To say who refutes takes most of a pass, and mostly nobody does.
            answers = self._answers([Question(one.prices, one.aims, most=0) for one in group], near)
            verdicts = [_bound(claim, answer) for claim, answer in zip(group, answers, strict=True)]
            bound = max(bound, *verdicts)
            refuted = [one for one, own in zip(group, verdicts, strict=True) if own > max(enough, one.bound)]
            questions = [Question(one.prices, one.aims, _loss(one, enough), most) for one in refuted]
            for question, answer in zip(questions, self._answers(questions, near), strict=True):
                against.append(joining(answer.near, question, JOIN))
        return _Verdict(bound, np.unique(np.concatenate(against))[:JOIN])

    def _answers(self, questions: Sequence[Question], near: Answered | None) -> list[Answered]:
        """Of those near, where they are all who matter; else of everybody, in one pass."""
        if near is not None or not questions:
            return [cast(Answered, near).near.answer(question) for question in questions]
        # Branches of a tree that no price of their own rules out share those of another.
        keys = [_key(one) for one in questions]
        first = {key: at for at, key in reversed(list(enumerate(keys)))}
        asked = sorted(first.values())
        answers = self.rest.answers(self.problem, [questions[at] for at in asked], self.watch)
        known = dict(zip(asked, answers, strict=True))
        return [known[first[key]] for key in keys]

    def _near(self, needed: float) -> Answered | None:
        """All of the rest who lose at most so much at the relaxation's prices; None where they are too many.

        needed: what a plan has to spare that is looked for.
        """
        known = self.root.answered
        if known is not None and known.complete >= needed:
            return known
        if not np.isfinite(needed) or known is None or len(known.near) >= MOST:
            return None
        [found] = self.rest.answers(self.problem, [Question(self.root.prices, loss=needed)], self.watch)
        return found if found.complete >= needed else None


def _key(question: Question) -> Hashable:
    prices = question.prices
    return prices.y.tobytes(), prices.w.tobytes(), question.aims, question.loss, question.most


def _loss(claim: Claim, enough: float) -> float:
    """By how much a package may lose and still refute a claim."""
    return max(0.0, claim.priced - enough) if claim.aims else 0.0


def _bound(claim: Claim, answer: Answered) -> float:
    """What plans of a claim's branch are worth that book somebody of the rest: (3), or (5)."""
    priced = claim.priced + answer.more
    if not claim.aims:
        return -np.inf if priced < EMPTY else np.inf
    return priced + min(answer.top, 0.0)
