"""One brief on one roster, set up once, so that twenty similar questions do not forecast and sift twenty times.

A question changes a limit, a demand or the goal a little. Its answer starts from the columns and the plan of the
one before: the relaxation on known columns gives the bound, exchanges give the plan (`planner.explore.climb`), and the
search of the optimiser is asked only where the two are still too far apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from planner import planning
from planner.brief.brief import Brief, GoalKind
from planner.check import check
from planner.domain.persons import persons_of
from planner.domain.roster import Roster
from planner.explore.climb import Pool, climb
from planner.explore.solution import Booking, Solution
from planner.forecast.table import TIERS, Ints, PackageTable
from planner.optimise.answer import goal_shown, tier_totals
from planner.optimise.fixed_costs import fixed_costs
from planner.optimise.problem import Objective, Problem
from planner.optimise.proven import about
from planner.optimise.relaxation import Relaxation, reduced_values, relaxed
from planner.optimise.rest import FIRST, in_passes, known_of
from planner.optimise.restricted import Bookings, Selection
from planner.optimise.search import Begun, best_plan
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Pick, Plan, Refusal, Undecided
from planner.problems import BadInput
from planner.problems import Problem as Wrong
from planner.rules import Limit, limits_of

PASSES = 3
"""Over everybody outside a short list, for which a question has time besides its effort's."""
POOL = 300
"""Rows that may come into a plan by exchange, those that lose least at the prices of the bound."""


@dataclass(frozen=True)
class Effort:
    """How well a question is answered: to this relative gap, or for these seconds.

    calm: the first plan within the gap will do, so that a question near another keeps its people.
    """

    gap: float = 0.005
    seconds: float = 1.0
    calm: bool = False


@dataclass(frozen=True, eq=False)
class Solved:
    """selection: the best plan known, or None; bound: no plan is worth more, in the objective's own direction.

    impossible: proven that there is none. columns: rows that a similar question begins with.
    by_solver: the bound is a solver's word, see `planner.optimise.search.Best`.
    """

    selection: Selection | None
    bound: float
    impossible: bool
    columns: Ints
    by_solver: bool = False

    @property
    def gap(self) -> float:
        """Relative distance of plan and bound; inf without a plan."""
        return np.inf if self.selection is None else relative_gap(self.selection.value, self.bound)

    @property
    def known(self) -> bool:
        """True where there is a plan, or none can exist."""
        return self.impossible or self.selection is not None


@dataclass(frozen=True, eq=False)
class _Named:
    """An answer for every short list of a market: its picks by name, since rows are numbered anew when a list grows."""

    solved: Solved
    picks: tuple[Booking, ...]

    @classmethod
    def of(cls, study: Study, solved: Solved) -> _Named:
        chosen = solved.selection
        return cls(solved, () if chosen is None else study.bookings(chosen.index, chosen.counts))

    def of_table(self, table: PackageTable) -> Solved:
        """The same by rows of this table."""
        chosen, here = self.solved.selection, bookings_of(table, self.picks)
        selection = None if chosen is None else Selection(here.index, here.counts, chosen.value)
        return replace(self.solved, selection=selection, columns=here.index)


class NoPlan(Exception):
    """There is no plan to explore around; `outcome` says why."""

    def __init__(self, outcome: Refusal | Undecided) -> None:
        super().__init__(outcome.sentence)
        self.outcome = outcome


@dataclass(frozen=True, eq=False)
class Study:
    """A brief on a forecast roster and the plan that questions start from.

    start: a plan of this brief. Explorations are about the first goal: where the plan shown gave some of it for a
    second goal, `base` is the plan before that. Costs that are due once stay decided as the plan has them, so a bound
    is that of all plans with the same events held.
    """

    table: PackageTable
    brief: Brief
    roster: Roster
    start: Bookings
    watch: Watch
    effort: Effort = Effort()

    @classmethod
    def of(cls, roster: Roster | None, brief: Brief, watch: Watch | None = None, plan: Plan | None = None) -> Study:
        """Forecast the roster, and plan it where no plan is given.

        Raises BadInput like `planner.planning.plan`, also for a plan of another roster; NoPlan where there is none.
        """
        watch = watch or Watch()
        table, roster = planning.forecast(roster, brief)
        outcome: Outcome = planning.plan(roster, brief, watch) if plan is None else plan
        if not isinstance(outcome, Plan):
            raise NoPlan(outcome)
        start = bookings_of(table, outcome.picks)
        return cls(decided(table, brief, start.index), brief, roster, start, watch)

    def changed(self, brief: Brief) -> Study:
        """The same with another brief that needs no other forecast: its limits or its goal differ."""
        return replace(self, brief=brief)

    def watched(self, watch: Watch) -> Study:
        """The same with what is known already, looked at by another watch."""
        other = replace(self, watch=watch)
        known = ("limits", "problem", "base", "base_solution", "_handles", "_people")
        other.__dict__.update({name: self.__dict__[name] for name in known if name in self.__dict__})
        return other

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """What the brief asks for."""
        return limits_of(self.brief, self.table)

    @cached_property
    def problem(self) -> Problem:
        """The brief as it stands."""
        return self.posed(self.limits)

    def posed(self, limits: Sequence[Limit]) -> Problem:
        """The brief's goal under these limits."""
        return Problem.of(self.table, Objective.of(self.brief, self.table), limits)

    @cached_property
    def base(self) -> Solved:
        """The best plan known for the brief, with its bound."""
        return self.once("best", self.effort, lambda: self.solve(self.problem, [self.start], self.effort))

    @cached_property
    def base_solution(self) -> Solution:
        """The plan that everything is compared with."""
        return self.solution(self.base)

    def solve(self, problem: Problem, starts: Iterable[Bookings], effort: Effort, known: Ints | None = None) -> Solved:
        """Answer a similar question. starts: plans that may be near; known: rows to begin with.

        Raises Cancelled.
        """
        began = time.perf_counter()
        # Mostly its bound is enough; who else is near is asked for where it is not.
        top = relaxed(problem, self.watch, known, FIRST)
        if top.missing is not None:
            return Solved(None, -np.inf, True, top.columns)
        pool = Pool(self._pool(problem, top), top.prices)
        best: Selection | None = None
        for start in [*starts, _rounded(top)]:
            found = climb(problem, start, pool, self.watch)
            if found is not None and (best is None or found.value > best.value):
                best = found
            if effort.calm and best is not None and relative_gap(best.value, top.bound) <= effort.gap:
                break
        here = Solved(best, top.bound, False, top.columns)
        left = effort.seconds + in_passes(self.table, PASSES) - (time.perf_counter() - began)
        if here.gap <= effort.gap or left <= 0:
            return here
        searched = best_plan(problem, Stop(effort.gap, left), self.watch, Begun(top, best))
        if searched.selection is None:
            return Solved(None, searched.bound, searched.impossible, top.columns, searched.by_solver)
        best = searched.selection
        nearer = climb(problem, best, pool, self.watch)
        if nearer is not None and nearer.value > best.value:
            best = nearer
        return Solved(best, max(searched.bound, best.value), False, top.columns, searched.by_solver)

    def once(self, what: Hashable, effort: Effort, find: Callable[[], Solved]) -> Solved:
        """What is found now, or was found of the same question before a market's short list grew.

        Whatever was found holds for everybody, so it outlives the list; where it is not within the effort's gap, the
        next question looks again. what: tells questions about one brief apart; "best" is its best plan.
        """
        if self.table.rest is None:
            return find()
        fresh: list[Solved] = []

        def named() -> _Named | None:
            fresh.append(found := find())
            return _Named.of(self, found) if found.known else None

        def open_still() -> bool:
            return not fresh[0].impossible and fresh[0].gap > effort.gap

        table, start = self.table, self.start
        begun = (tuple(table.creator_ids[table.account[start.index]]), tuple(table.package_ids[start.index]))
        of = (about(self.brief, table), table.fixed_cents, table.closed, begun, tuple(start.counts.tolist()))
        kept = known_of(table).once((what, effort, of), named, cut=open_still)
        return fresh[0] if fresh or kept is None else kept.of_table(table)

    def solution_near(self, easier: Study, start: Bookings, effort: Effort) -> Solution:
        """The best plan of another brief, looked for from one that may be near, with the rows of this plan.

        Raises Cancelled.
        """

        def find() -> Solved:
            return easier.solve(easier.problem, [start], effort, self.base.columns)

        return easier.solution(easier.once("best", effort, find))

    def _pool(self, problem: Problem, top: Relaxation) -> Ints:
        """Rows that lose least against the best option of their creator, those of the relaxed plan first."""
        kept: list[tuple[Ints, np.ndarray]] = []
        for part in problem.batches():
            earned = reduced_values(part, top.prices)
            most = POOL + len(top.index)
            near = np.argpartition(-earned, most)[:most] if len(earned) > most else np.arange(len(earned))
            kept.append((part.index[near], earned[near]))
        if not kept:
            return np.empty(0, np.int64)
        rows, worth = (np.concatenate(parts) for parts in zip(*kept, strict=True))
        order = np.argsort(-worth, kind="stable")[: POOL + len(top.index)]
        return np.union1d(rows[order], top.index)

    def solution(self, solved: Solved) -> Solution:
        """An answer in brief, checked against this study's brief."""
        chosen = solved.selection
        if chosen is None:
            kind: Literal["refusal", "undecided"] = "refusal" if solved.impossible else "undecided"
            words = "No plan can meet this." if solved.impossible else "No plan was found in the time given to it."
            return Solution(kind=kind, sentence=words)
        table, brief = self.table, self.brief
        broken = check(table, brief, chosen.index.tolist(), chosen.counts.tolist())
        if broken:
            said = "The plan found does not pass the independent check and is not shown: " + "; ".join(broken)
            return Solution(kind="undecided", sentence=said)
        rows, counts = chosen.index, chosen.counts
        return Solution(
            kind="plan",
            goal=goal_shown(brief, chosen.value),
            bound=goal_shown(brief, max(solved.bound, chosen.value)),
            gap=float(solved.gap),
            by_solver=solved.by_solver,
            cost_cents=int(counts @ table.charged_cents[rows]) + table.fixed_cents,
            creators=int(counts.sum()),
            unique_reach=float(table.unique_reach(rows, counts).sum()),
            engagements=float(counts @ table.engagements[rows]),
            picks=self.bookings(rows, counts),
            tiers=tuple(tier_totals(table, rows, counts, at) for at in range(len(TIERS))),
        )

    def ahead(self, value: float) -> float:
        """By how much the plan is better in its goal than one of this value; below 0 where it is worse."""
        return (-1.0 if self.cheapest else 1.0) * (self.base_solution.goal - value)

    def lost(self, other: Solution) -> tuple[float, float]:
        """What the goal loses by another plan, and by any that answers the same question; never below 0."""
        lost = max(0.0, self.ahead(other.goal))
        return lost, min(lost, max(0.0, self.ahead(other.bound)))

    def booking(self, row: int, number: int = 1) -> Booking:
        """A row of the table as people read it."""
        return self.bookings(np.array([row]), np.array([number]))[0]

    def bookings(self, rows: Ints, counts: Ints) -> tuple[Booking, ...]:
        """Rows of the table as people read them, each booked so often."""
        table, reached = self.table, self.table.segment_reach(rows).sum(axis=1).tolist()
        return tuple(
            Booking(
                creator=str(table.creator_ids[at]),
                handle=str(self._handles[at]),
                platform=table.platforms[table.platform[row]],
                tier=TIERS[table.tier[row]],
                package=str(table.package_ids[row]),
                count=number,
                cost_cents=int(table.cash_cents[row]) * number,
                boost_cents=int(table.boost_cents[row]) * number,
                reach=people * number,
                engagements=float(table.engagements[row]) * number,
                accounts=self._accounts(row),
            )
            for row, number, at, people in zip(
                rows.tolist(), counts.tolist(), table.account[rows].tolist(), reached, strict=True
            )
        )

    def _accounts(self, row: int) -> tuple[tuple[str, str], ...]:
        base, parts = self.table.base, self.table.members(row).tolist()
        if len(parts) == 1:
            return ()
        return tuple((str(base.creator_ids[base.creator[at]]), str(base.package_ids[at])) for at in parts)

    @cached_property
    def _handles(self) -> np.ndarray:
        return np.asarray(self.roster.creators["handle"].to_numpy(dtype=object))

    def accounts_with(self, creator: str) -> tuple[str, ...]:
        """Ids of all accounts of whoever has this one, itself first: they accept or decline for all of them."""
        return (creator, *(one for one in self._people.get(creator, ()) if one != creator))

    @cached_property
    def _people(self) -> dict[str, tuple[str, ...]]:
        """Accounts of everybody who has several, by each of them."""
        ids = self.roster.creators["id"]
        people = [tuple(ids.iloc[rows]) for rows in persons_of(self.roster.creators).values()]
        return {account: accounts for accounts in people for account in accounts}

    def handle(self, creator: str) -> str:
        """What people call a creator; their id where the roster does not know them."""
        at = int(np.searchsorted(self.table.creator_ids, creator))
        known = at < len(self.table.creator_ids) and self.table.creator_ids[at] == creator
        return str(self._handles[at]) if known else creator

    @property
    def cheapest(self) -> bool:
        """True where less is better."""
        return self.brief.goal.kind is GoalKind.CHEAPEST


def decided(table: PackageTable, brief: Brief, rows: Ints) -> PackageTable:
    """The table with costs that are due once decided as this plan has them: explorations do not ask that anew."""
    names = fixed_costs(table, brief)
    held = [name for name in names if table.uses[name][rows].any()]
    due = sum(brief.resources[name].fixed_cents for name in held)
    return replace(table, fixed_cents=due, closed=tuple(name for name in names if name not in held))


def bookings_of(table: PackageTable, picks: Iterable[Pick | Booking]) -> Bookings:
    """The picks by rows of the table. Raises BadInput for picks that the table does not have."""
    found, wrong = [], []
    for pick in picks:
        row = table.row_of(pick.creator, pick.package)
        if row is None:
            where = f"{pick.creator}, package {pick.package}"
            wrong.append(Wrong("the plan", where, "is not in this roster", "a plan of this roster"))
        else:
            found.append((row, pick.count))
    if wrong:
        raise BadInput(wrong)
    found.sort()
    rows, counts = (np.array([one[at] for one in found], np.int64) for at in (0, 1))
    return Bookings(rows, counts)


def _rounded(top: Relaxation) -> Bookings:
    whole = np.floor(top.x + 1e-6).astype(np.int64)
    return Bookings(top.index[whole > 0], whole[whole > 0])
