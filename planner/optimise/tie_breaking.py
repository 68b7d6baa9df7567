"""Between plans that are as good at the goal: the second goal first, then least cash, then roster order."""

from collections.abc import Sequence

import numpy as np

from planner.brief.brief import GoalKind
from planner.forecast import reach
from planner.frozen import dataclass
from planner.optimise.fixed_costs import Answer, Case, Known, best_case, used_case
from planner.optimise.problem import Columns, Objective, Problem
from planner.optimise.restricted import Selection
from planner.optimise.search import Best
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch

EXCHANGES = 200
CANDIDATES = 20_000


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


def exchanged(problem: Problem, chosen: Selection, best: Best) -> Selection:
    """Exchange picks one by one for packages that do as much for less, until none is left."""
    candidates = np.flatnonzero(problem.eligible)
    if len(candidates) > CANDIDATES:
        columns = chosen.index if best.relaxation is None else best.relaxation.columns
        candidates = np.union1d(columns[problem.eligible[columns]], chosen.index)
    # Sorted by cost and then by row: whatever may take a pick's place stands before it.
    pool = problem.take(candidates[np.lexsort((candidates, problem.table.charged_cents[candidates]))])
    last = -1
    for _ in range(EXCHANGES):
        better = _next_exchange(problem, chosen, pool, last)
        if better is None:
            break
        chosen, last = better
    return chosen


def _next_exchange(problem: Problem, chosen: Selection, pool: Columns, last: int) -> tuple[Selection, int] | None:
    """The first exchange of a pick after the row `last`, then of those before it, and the row taken out."""
    rows, gain, table = pool.rows, pool.gain, problem.table
    place = np.empty(len(table), np.int64)
    place[pool.index] = np.arange(len(pool.index))
    stands = place[chosen.index]
    used, weight = chosen.counts @ rows[stands], chosen.counts @ pool.weights[stands]
    margin = 1e-9 * np.maximum(1.0, np.abs(used))
    low, high = problem.low - margin, problem.high + margin
    # Those limits first that leave least room: mostly they leave nobody to look at closely.
    tight = [(rows[:, k], low[k] - used[k], high[k] - used[k]) for k in np.argsort(np.minimum(high - used, used - low))]
    booked = np.zeros(len(table.available), bool)
    booked[pool.creator[stands]] = True
    taken = booked[pool.creator]
    # Reach is concave: no exchange gains more than its slope says, so most need no closer look.
    people = problem.objective.people
    worth = gain + pool.weights @ (reach.slope(weight, table.sizes, table.kappas) * people)
    before = reach.unique_reach(weight, table.sizes, table.kappas)
    places = np.roll(np.arange(len(chosen.index)), -int(np.searchsorted(chosen.index, last, side="right")))
    for at in places.tolist():
        own = int(stands[at])
        mine = pool.creator[own]
        if chosen.counts[at] != 1 or table.available[mine] != 1:
            continue
        here = np.flatnonzero(worth[:own] >= worth[own] - 1e-9 * abs(worth[own]))
        here = here[~taken[here] | (pool.creator[here] == mine)]
        for row, least, most in tight:
            if not len(here):
                break
            more = row[here] - row[own]
            here = here[(more >= least) & (more <= most)]
        if not len(here):
            continue
        change = gain[here] - gain[own]
        if people.any():
            moved = weight - pool.weights[own] + pool.weights[here]
            change = change + (reach.unique_reach(moved, table.sizes, table.kappas) - before) @ people
        for new in here[change >= 0].tolist():
            index = chosen.index.copy()
            index[at] = pool.index[new]
            order = np.argsort(index)
            index, counts = index[order], chosen.counts[order]
            if problem.meets(index, counts):
                return Selection(index, counts, problem.value(index, counts)), int(chosen.index[at])
    return None
