"""The linear program on a handful of columns, with tangents for the reach curves and slack for the demands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.optimise.lp import Answer, Model, Row
from planner.optimise.problem import Columns, Problem

STATIC_TANGENTS = 12


@dataclass(frozen=True, eq=False)
class Prices:
    """y: worth of one (scaled) unit of each limit, >= 0 for a maximum and <= 0 for a minimum, shape (K,);
    w: worth of one unit of weight in each segment, shape (S,); rho: worth of one person under each floor, shape (F,).
    """

    y: Floats
    w: Floats
    rho: Floats


@dataclass(frozen=True, eq=False)
class Master:
    """What the program answered, in the problem's own units; see `Prices` for the signs."""

    value: float
    x: Floats
    weight: Floats
    reached: Floats
    slack: float
    prices: Prices


@dataclass(frozen=True, eq=False)
class Layout:
    """Where things stand among the program's columns: packages first, then weights, reach, slack."""

    packages: int
    segments: int
    slacks: int

    @property
    def weights(self) -> slice:
        """Total weight per segment, in `weight_scale` units."""
        return slice(self.packages, self.packages + self.segments)

    @property
    def reached(self) -> slice:
        """People reached per segment, in per cent of its size."""
        return slice(self.packages + self.segments, self.packages + 2 * self.segments)

    @property
    def total(self) -> int:
        """Columns altogether."""
        return self.packages + 2 * self.segments + self.slacks


def goal_scale(problem: Problem, gain: Floats) -> float:
    """Factor that brings the goal to a size that solvers like: around one per package or per cent of reach."""
    people = float((problem.objective.people * problem.table.sizes).sum()) / 100
    largest = float(np.abs(gain).max(initial=0.0))
    return 1.0 / max(people, largest, 1e-12) if max(people, largest) > 0 else 1.0


def weight_scales(problem: Problem) -> Floats:
    """Unit in which each segment's weight is counted: a segment reached once, so that rows stay near one."""
    return np.full(len(problem.table.segments), 1e-2)


def tangent_rows(problem: Problem, points: list[Floats], layout: Layout, scales: Floats) -> list[Row]:
    """`reached_s <= tangent at each point`, from a fixed grid and the points where the curve was missed."""
    rows = []
    for s, segment in enumerate(problem.table.segments):
        grid = reach.weight(np.linspace(0, 0.96, STATIC_TANGENTS), segment.kappa)
        for at in np.union1d(grid, points[s]).tolist():
            base, rise = reach.tangent(at, segment.size, segment.kappa)
            per_cent = 100 / segment.size
            rows.append(
                Row(
                    np.array([layout.reached.start + s, layout.weights.start + s]),
                    np.array([1.0, -rise * scales[s] * per_cent]),
                    -np.inf,
                    base * per_cent,
                )
            )
    return rows


def creator_rows(creator: Ints, available: Ints) -> list[Row]:
    """At most `available` packages of each creator; none is needed where a column's own bound says it."""
    if not len(creator):
        return []
    order = np.argsort(creator, kind="stable")
    owners, first = np.unique(creator[order], return_index=True)
    rows = []
    for owner, members in zip(owners.tolist(), np.split(order, first[1:]), strict=True):
        if len(members) > 1:
            rows.append(Row(members, np.ones(len(members)), -np.inf, float(available[owner])))
    return rows


def build_master(
    problem: Problem, columns: Columns, points: list[Floats], penalty: float
) -> tuple[Model, Callable[[Answer], Master]]:
    """The relaxed program on these columns, and how its answer is read.

    points: per segment the weights at which tangents are wanted besides the fixed ones. penalty: price of
    missing a demand, in units of the goal's scale.
    """
    n, limits = len(columns.index), len(problem.limits)
    segments = len(problem.table.segments) if problem.reaches else 0
    demands = [k for k in range(limits) if problem.low[k] > 0]
    demands += [limits + f for f in range(len(problem.floors))]
    layout = Layout(n, segments, len(demands))
    scale = goal_scale(problem, columns.gain)
    cost = np.zeros(layout.total)
    cost[:n] = -columns.gain * scale
    cost[layout.total - len(demands) :] = 1e3 * penalty if problem.aims else 1.0
    lower, upper = np.zeros(layout.total), np.full(layout.total, np.inf)
    upper[:n] = problem.table.available[columns.creator]
    slack_of = {k: n + 2 * segments + at for at, k in enumerate(demands)}

    rows = []
    for k in range(limits):
        used = np.flatnonzero(columns.rows[:, k])
        where, what = used, columns.rows[used, k]
        if k in slack_of:
            where, what = np.append(where, slack_of[k]), np.append(what, 1.0)
        rows.append(Row(where, what, problem.low[k], problem.high[k]))
    scales = weight_scales(problem)
    per_cent = problem.table.sizes / 100
    if segments:
        cost[layout.reached] = -problem.objective.people * per_cent * scale
        upper[layout.reached] = 100.0
        for s in range(segments):
            used = np.flatnonzero(columns.weights[:, s])
            rows.append(
                Row(
                    np.append(used, layout.weights.start + s),
                    np.append(columns.weights[used, s] / scales[s], -1.0),
                    0.0,
                    0.0,
                )
            )
        for f, floor in enumerate(problem.floors):
            people = floor.worth * per_cent
            where = np.append(np.arange(layout.reached.start, layout.reached.stop), slack_of[limits + f])
            rows.append(Row(where, np.append(people / people.sum(), 1.0), floor.least / people.sum(), np.inf))
        rows += tangent_rows(problem, points, layout, scales)
    rows += creator_rows(columns.creator, problem.table.available)
    model = Model(cost, lower, upper, np.zeros(layout.total, bool), rows)

    def read(answer: Answer) -> Master:
        assert answer.x is not None and answer.duals is not None
        x, duals = answer.x, answer.duals
        y = -duals[:limits] / scale
        y = np.where(np.isfinite(problem.high), np.maximum(y, 0), np.minimum(y, 0))
        w = np.zeros(len(problem.table.segments))
        weight, reached, rho = np.zeros(len(w)), np.zeros(len(w)), np.zeros(len(problem.floors))
        if segments:
            w = np.maximum(duals[limits : limits + segments] / scales / scale, 0.0)
            weight = x[layout.weights] * scales
            reached = x[layout.reached] * per_cent
            for f, floor in enumerate(problem.floors):
                rho[f] = np.maximum(float(duals[limits + segments + f]) / (floor.worth @ per_cent) / scale, 0.0)
        slack = float(x[layout.total - len(demands) :].sum())
        value = float(columns.gain @ x[:n]) + float(problem.objective.people @ reached)
        return Master(value, x[:n], weight, reached, slack, Prices(y, w, rho))

    return model, read
