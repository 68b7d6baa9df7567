"""Between plans that are as good at the goal: the second goal first, then least cash, then roster order."""

from collections.abc import Sequence

import numpy as np

from planner.brief.brief import GoalKind
from planner.forecast import reach
from planner.forecast.table import Bools, Floats, Ints
from planner.frozen import dataclass
from planner.optimise.fixed_costs import Answer, Case, Known, best_case, used_case
from planner.optimise.problem import Columns, Objective, Problem
from planner.optimise.restricted import Bookings, Selection
from planner.optimise.search import Best
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch

EXCHANGES = 200
CANDIDATES = 20_000
KINDS = 64
"""By which packages are told apart at most, to look at all picks of a kind at once."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The plan that is shown, the case of fixed costs that it belongs to, and the search for the second goal.

    second: None where there is no second goal, or no time was left for it.
    """

    case: Case
    selection: Selection
    second: Best | None = None


def settled(cases: Sequence[Case], answer: Answer[Case], watch: Watch) -> Shown:
    """The plan to show.

    With a second goal, the best at it, in any case of fixed costs, that keeps the first within its tolerance; else
    single exchanges that lose nothing and cost less, or cost the same and stand earlier in the roster.
    Raises Cancelled.
    """
    best, brief = answer.best, answer.case.brief
    assert best.selection is not None
    chosen, second = best.selection, brief.second_goal
    case = used_case(cases, chosen)
    kind = brief.goal.kind
    value = case.posed(kind).value(chosen.index, chosen.counts)
    if second is not None:
        held = value - second.tolerance * abs(value) - 1e-9 * max(1.0, abs(value))

        def posed(one: Case) -> Problem:
            aim = Objective.of_goal(second.goal.kind, one.table, second=True)
            return one.posed(kind).holding(held).aiming_at(aim)

        known = Selection(chosen.index, chosen.counts, posed(case).value(chosen.index, chosen.counts))
        try:
            other = best_case(cases, posed, Stop(brief.tolerance, watch.left), watch, Known(case, known))
        except ArithmeticError:
            return Shown(case, chosen)
        found = other.best.selection or known
        return Shown(used_case(cases, found), found, other.best)
    if kind is GoalKind.CHEAPEST:
        return Shown(case, chosen)
    return Shown(case, exchanged(case.posed(kind), Selection(chosen.index, chosen.counts, value), best))


@dataclass(frozen=True, eq=False)
class Pool:
    """n packages that may take a pick's place, sorted by cost and then by row: whoever may, stands before the pick.

    place: where each row of the table stands, shape (rows,). kind: of each package, (n,): those of one kind are alike
    in the limits of these numbers, (few,). alike: the scaled rows of each kind in them, shape (kinds, few).
    """

    columns: Columns
    place: Ints
    kind: Ints
    limits: Ints
    alike: Floats

    @classmethod
    def of(cls, columns: Columns, rows: int) -> "Pool":
        """Tell packages apart by as many limits as leave few kinds, such as counts and stocks. rows: of the table."""
        limits: list[int] = []
        kind = np.zeros(len(columns.index), np.int64)
        for k in range(columns.rows.shape[1]):
            row = columns.rows[:, k]
            # Shares of the spend differ from package to package, as the first few show.
            if len(np.unique(row[: KINDS + 1])) > KINDS:
                continue
            values = np.unique(row)
            finer = kind * len(values) + np.searchsorted(values, row)
            there = np.bincount(finer) > 0
            if np.count_nonzero(there) <= KINDS:
                kind, limits = (np.cumsum(there) - 1)[finer], [*limits, k]
        place = np.empty(rows, np.int64)
        place[columns.index] = np.arange(len(kind))
        first = np.empty(kind.max(initial=-1) + 1, np.int64)
        first[kind] = np.arange(len(kind))
        return cls(columns, place, kind, np.array(limits, np.int64), columns.rows[first][:, limits])


@dataclass(frozen=True, eq=False)
class Room:
    """By how much each limit's row may change, less than nothing included; shape (limits,)."""

    least: Floats
    most: Floats


def exchanged(problem: Problem, chosen: Selection, best: Best) -> Selection:
    """Exchange picks one by one for packages that do as much for less, until none is left."""
    candidates = np.flatnonzero(problem.eligible)
    if len(candidates) > CANDIDATES:
        columns = chosen.index if best.relaxation is None else best.relaxation.columns
        candidates = np.union1d(columns[problem.eligible[columns]], chosen.index)
    order = np.lexsort((candidates, problem.table.charged_cents[candidates]))
    pool, last = Pool.of(problem.take(candidates[order]), len(problem.table)), -1
    booked: Bookings = chosen
    for _ in range(EXCHANGES):
        better = _next_exchange(problem, booked, pool, last)
        if better is None:
            break
        booked, last = better
    return Selection(booked.index, booked.counts, problem.value(booked.index, booked.counts))


def _next_exchange(problem: Problem, chosen: Bookings, pool: Pool, last: int) -> tuple[Bookings, int] | None:
    """The first exchange of a pick after the row `last`, then of those before it, and the row taken out."""
    columns, table, people = pool.columns, problem.table, problem.objective.people
    rows, gain, stands = columns.rows, columns.gain, pool.place[chosen.index]
    used, weight = (chosen.counts @ each.take(stands, axis=0) for each in (rows, columns.weights))
    margin = 1e-9 * np.maximum(1.0, np.abs(used))
    room = Room(problem.low - margin - used, problem.high + margin - used)
    # Those limits first that leave least room: mostly they leave nobody to look at closely.
    tight = [(rows[:, k], room.least[k], room.most[k]) for k in np.argsort(np.minimum(room.most, -room.least))]
    booked = np.zeros(len(table.available), bool)
    booked[columns.creator[stands]] = True
    taken = booked[columns.creator]
    # Reach is concave: no exchange gains more than its slope says, so most need no closer look.
    worth = gain + columns.weights @ (reach.slope(weight, table.sizes, table.kappas) * people)
    before = reach.unique_reach(weight, table.sizes, table.kappas)
    alone = (chosen.counts == 1) & (table.available[columns.creator[stands]] == 1)
    promising = alone & _promising(pool, stands, worth, room)
    places = np.roll(np.arange(len(stands)), -int(np.searchsorted(chosen.index, last, side="right")))
    for at in places[promising[places]].tolist():
        own = int(stands[at])
        here = np.flatnonzero(worth[:own] >= _enough(worth[own]))
        here = here[~taken[here] | (columns.creator[here] == columns.creator[own])]
        for row, least, most in tight:
            if not len(here):
                break
            more = row[here] - row[own]
            here = here[(more >= least) & (more <= most)]
        if not len(here):
            continue
        change = gain[here] - gain[own]
        if people.any():
            moved = weight - columns.weights[own] + columns.weights[here]
            change = change + (reach.unique_reach(moved, table.sizes, table.kappas) - before) @ people
        for new in here[change >= 0].tolist():
            index = chosen.index.copy()
            index[at] = columns.index[new]
            order = np.argsort(index)
            index, counts = index[order], chosen.counts[order]
            if problem.meets(index, counts):
                return Bookings(index, counts), int(chosen.index[at])
    return None


def _promising(pool: Pool, stands: Ints, worth: Floats, room: Room) -> Bools:
    """Picks that have somebody before them who is worth as much, and is free and of a kind that fits, or themselves.

    stands: places of the picks. What fits is looked up once for all picks of a kind. Shape (picks,).
    """
    creator, kinds, enough = pool.columns.creator, pool.kind[stands], _enough(worth[stands])
    whose = np.full(creator.max(initial=-1) + 1, -1, np.int64)
    whose[creator[stands]] = np.arange(len(stands))
    pick = whose[creator]
    same = np.flatnonzero(pick >= 0)
    same = same[(same < stands[pick[same]]) & (worth[same] >= enough[pick[same]])]
    promising = np.zeros(len(stands), bool)
    promising[pick[same]] = True
    free = np.flatnonzero(pick < 0)
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        more = pool.alike - pool.alike[kind]
        fits = ((more >= room.least[pool.limits]) & (more <= room.most[pool.limits])).all(axis=1)
        able = free[fits[pool.kind[free]]]
        most = np.maximum.accumulate(np.concatenate([[-np.inf], worth[able]]))
        mine = np.flatnonzero(kinds == kind)
        promising[mine] |= most[np.searchsorted(able, stands[mine])] >= enough[mine]
    return promising


def _enough(worth: Floats) -> Floats:
    """What somebody has to be worth to take the place of a pick of this worth; arithmetic may lose a little."""
    return np.asarray(worth - 1e-9 * np.abs(worth))
