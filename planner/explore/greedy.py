"""What somebody with a spreadsheet would do: best value for money first, whatever still fits. It proves nothing."""

import numpy as np

from planner.explore.climb import Pool, climb
from planner.explore.study import Study
from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.optimise.master import Prices
from planner.optimise.problem import Problem
from planner.optimise.restricted import Bookings, Selection


def greedy(study: Study) -> Selection | None:
    """A plan by the greedy heuristic of a spreadsheet; None where it finds none.

    Must-haves first, then the package that adds most of the goal per unit of cash and breaks no maximum; unmet minimums
    are repaired by single exchanges at the end. Raises Cancelled.

    Lazy greedy (Minoux 1978): reach is submodular, so an old gain bounds the new one.
    """
    problem, table = study.problem, study.table
    rows = np.flatnonzero(problem.eligible)
    columns = problem.take(rows)
    cash = table.cash_cents[rows] + 100.0
    taken = np.zeros(len(rows), np.int64)
    used = np.zeros(len(problem.limits))
    weight = np.zeros(len(table.segments))
    booked = np.zeros(len(table.available), np.int64)
    for at in _wished(study, rows):
        taken[at] += 1
        used, weight = used + columns.rows[at], weight + columns.weights[at]
        booked[columns.creator[at]] += 1
    value = _worth(problem, weight, columns.gain, columns.weights) / cash
    order = list(np.argsort(-value, kind="stable"))
    capped = np.isfinite(problem.high)
    while order:
        at = order.pop(0)
        room = booked[columns.creator[at]] < table.available[columns.creator[at]]
        after = used + columns.rows[at]
        margin = 1e-9 * np.maximum(1.0, np.abs(after))
        # A share counts as a maximum only once there is a whole of which it is one.
        if not room or (after > problem.high + margin)[capped & _amounts(problem)].any():
            continue
        now = float(_worth(problem, weight, columns.gain[[at]], columns.weights[[at]])[0] / cash[at])
        if now <= 0:
            continue
        if order and now < value[order[0]] * (1 - 1e-9):
            value[at] = now
            place = int(np.searchsorted(-value[order], -now))
            order.insert(place, at)
            continue
        taken[at] += 1
        used, weight = after, weight + columns.weights[at]
        booked[columns.creator[at]] += 1
    picked = np.flatnonzero(taken)
    index, counts = rows[picked], taken[picked]
    if not len(problem.broken(index, counts)) and not problem.short_of_floor(index, counts):
        return Selection(index, counts, problem.value(index, counts))
    return _mended(study, Bookings(index, counts))


def _worth(problem: Problem, weight: Floats, gain: Floats, weights: Floats) -> Floats:
    slope = reach.slope(weight, problem.table.sizes, problem.table.kappas) * problem.objective.people
    return np.asarray(gain + weights @ slope)


def _amounts(problem: Problem) -> np.ndarray:
    return np.array([limit.part_of is None for limit in problem.limits], bool)


def _wished(study: Study, rows: Ints) -> list[int]:
    """Places of the cheapest package of each must-have."""
    table, found = study.table, []
    for wanted in study.brief.must_have:
        mine = table.rows_of(wanted.creator)
        mine = mine[np.isin(mine, rows)]
        if wanted.package is not None:
            mine = mine[table.package_ids[mine] == wanted.package]
        if len(mine):
            cheapest = int(mine[np.argmin(table.cash_cents[mine])])
            found.append(int(np.searchsorted(rows, cheapest)))
    return found


def _mended(study: Study, start: Bookings) -> Selection | None:
    """The same with as few exchanges as bring it under the limits, and no better than that."""
    problem = study.problem
    flat = Prices(np.zeros(len(problem.limits)), np.zeros(len(study.table.segments)), np.zeros(len(problem.floors)))
    return climb(problem, start, Pool(study.base.columns, flat), study.watch, improve=False)
