"""The best whole plan on any roster, and the proof.

Where few plans exist they are listed. Else the problem is relaxed; a small roster is given to the solver at once, and
what it says is confirmed by a list or by prices; a large roster is split in a tree of relaxations, in which cores of
some dozens of options give the plans (see listing.py, tree.py and options.py).
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from planner.brief.paths import Path
from planner.forecast.table import Bools, PackageTable
from planner.frozen import dataclass
from planner.optimise.claims import Claim
from planner.optimise.everybody import awaited, held
from planner.optimise.listing import MOST, Asked, listed, ways
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, no_prices, relaxed
from planner.optimise.restricted import Found, Part, Selection, doubted, solve_part
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.tree import Tree, Until
from planner.optimise.watch import Watch
from planner.optimise.working_set import Ranking
from planner.rules.base import Limit, Looser, Named
from planner.units import CREATORS

FEW = 20_000
"""Choices of packages that are listed before anything else is tried."""
MOST_UNPRICED = 5_000
"""Partial plans of a list at a time where any plan would do."""
WHOLE_AT_ONCE = 250
"""Packages that are not worth splitting."""
CONFIRMING = 200
"""Branches after which a small roster's proof is left to the solver's word: of those that confirm, most take fewer than
fifty. A limit of work and not of time, so that a plan is not called proven on a quick machine only."""
ASKING = 15
"""The same where a refusal asks whether some demands can hold together, of which it asks a dozen times."""
DOUBTS, DOUBTS_ASKING = 1_000, 100
"""Nodes in which the second solver looks for a plan where the first says that there is none."""
HEAVY = 1e4
"""Weight from which one package saturates a segment: it takes an audience of very heavy and very light users."""
FIRST_PART = 0.7
"""Of the time for plans with one who saturates a segment; those without are looked for after them."""
APART = 1e6
"""Packages so many times lighter than another are lost beside it in a program."""


@dataclass(frozen=True, eq=False)
class Best:
    """selection: the best plan found, or None. bound: no plan is worth more. impossible: proven that none exists.

    how: in words. relaxation: with its prices, for whoever asks a similar question next; None where it was not needed.
    by_solver: the bound, or that nothing exists, is a solver's word alone, which neither prices nor a list confirm.
    claims: of a bound that was proven of the table alone, what it rests on, None = the relaxation's prices; empty of
    one that holds for everybody. Whoever is given a Best by `best_plan` has one that does.
    """

    selection: Selection | None
    bound: float
    impossible: bool
    how: str
    relaxation: Relaxation | None
    by_solver: bool = False
    claims: tuple[Claim, ...] | None = ()

    @property
    def gap(self) -> float:
        """Relative distance of plan and bound; inf without a plan."""
        return np.inf if self.selection is None else relative_gap(self.selection.value, self.bound)


@dataclass(frozen=True, eq=False)
class Begun:
    """What is known of a problem before its search: its relaxation, and a plan that meets its demands, or None."""

    root: Relaxation | None = None
    plan: Selection | None = None


def best_plan(problem: Problem, stop: Stop, watch: Watch, begun: Begun | None = None) -> Best:
    """Find and prove the best plan, until the watch's deadline or after stop.seconds.

    Raises Cancelled, and Wider where the table leaves out somebody without whom it cannot be proven.
    """
    watch, begun = watch.within(stop.seconds), begun or Begun()
    return held(problem, _best_plan(problem, stop, watch, begun), stop, watch)


def _best_plan(problem: Problem, stop: Stop, watch: Watch, begun: Begun) -> Best:
    """The best plan of the table, and a bound that holds for it."""
    for plain in _plain(problem) if stop.any or stop.wanted is not None else ():
        if stop.any or stop.reached(plain):
            return Best(plain, np.inf, False, "a plain plan", None)
    if ways(problem) <= FEW:
        found = listed(problem, Asked(no_prices(problem), stop.least(begun.plan), timed=False), watch)
        if found is not None:
            bound, impossible = found.bound, found.impossible
            return Best(found.selection, bound, impossible, "all plans listed", begun.root, claims=None)
    root = _root(problem, watch) if begun.root is None else begun.root
    if root.missing is not None:
        return Best(None, -np.inf, True, "relaxation", root)
    stop = awaited(problem, root, stop)
    if (heavy := _heavy(problem)) is not None:
        # Prices of the whole, since those of its parts are of other rows.
        return replace(_by_weight(problem, heavy, stop, watch), relaxation=root)
    begun = replace(begun, root=root)
    ranking = Ranking.of(problem, root.prices, watch)
    if len(ranking) <= WHOLE_AT_ONCE:
        return _whole(problem, begun, ranking, stop, watch)
    tree = Tree(problem, root, ranking, Until(stop), watch)
    found = tree.grown(begun.plan)
    return _of_tree(tree, found, root)


def _root(problem: Problem, watch: Watch) -> Relaxation:
    """The relaxation of the whole, from prices that are known of a market where there are such."""
    start = None if problem.rest is None else problem.rest.start(problem)
    if start is None:
        return relaxed(problem, watch)
    from planner.optimise.narrowed import relaxed_from

    return relaxed_from(problem, start, watch)


def _of_tree(tree: Tree, found: Found, root: Relaxation) -> Best:
    none, claims = _none(found.selection, found.bound), tuple(tree.standing)
    return Best(found.selection, found.bound, none, tree.how, root, tree.by_solver, claims or None)


def _none(selection: Selection | None, bound: float) -> bool:
    return selection is None and bound == -np.inf


def _whole(problem: Problem, begun: Begun, ranking: Ranking, stop: Stop, watch: Watch) -> Best:
    """All at once by a solver, whose answer is then confirmed: by a list, or by prices in a tree."""
    root, nobody = begun.root, np.empty(0, np.int64)
    assert root is not None
    asks = stop.any or stop.wanted is not None
    part, effort = Part(ranking.rows, nobody, nobody), stop.effort(root.bound, watch.left)
    told = solve_part(problem, part, root.weight, effort, watch, begun.plan)
    plan = told.selection
    if plan is not None and problem.short_of_frequency(plan.index, plan.counts):
        plan = None
    if stop.enough(plan, root.bound):
        return Best(plan, root.bound, False, "relaxation", root)
    if stop.any and plan is not None:
        return Best(plan, root.bound, False, "whole roster", root)
    # Where nothing is known that plans must beat, prices hardly shorten the list.
    most = MOST if np.isfinite(stop.least(plan)) else MOST_UNPRICED
    sure = listed(problem, Asked(root.prices, stop.least(plan), most=most), watch)
    if sure is not None:
        selection = sure.selection if sure.selection is not None else plan
        bound, none = min(sure.bound, root.bound), _none(selection, sure.bound)
        return Best(selection, bound, none, "all plans listed", root, claims=None)
    tree = Tree(problem, root, ranking, Until(stop, ASKING if asks else CONFIRMING), watch)
    found = tree.grown(told.selection)
    if _none(found.selection, found.bound) or stop.enough(found.selection, found.bound):
        return replace(_of_tree(tree, found, root), by_solver=False)
    if told.impossible and found.selection is None:
        # Neither list nor prices say so: then a second solver is asked, which takes far longer than they mostly do.
        nodes = DOUBTS_ASKING if asks else DOUBTS
        told = doubted(problem, part, root.weight, replace(effort, nodes=nodes), watch)
        found = replace(found, selection=told.selection)
    bound = min(found.bound, told.bound)
    if found.selection is not None:
        # A plan that is worth more than a solver's bound, and not by rounding, refutes it.
        refuted = relative_gap(told.bound, found.selection.value) > 0
        bound = found.bound if refuted else max(bound, found.selection.value)
    impossible = found.selection is None and told.impossible
    by_solver = bound < found.bound or impossible
    return Best(found.selection, bound, impossible, "whole roster", root, by_solver, claims=None)


def _heavy(problem: Problem) -> Bools | None:
    """Packages that saturate a segment in which others weigh next to nothing; None where there are none such.

    A program cannot hold both: plans with one of these and plans without are looked for apart.
    """
    weights = problem.table.weights
    for at in np.flatnonzero(problem.heaviest > HEAVY).tolist():
        heavy = problem.eligible & (weights[:, at] > problem.heaviest[at] / APART)
        if (problem.eligible & ~heavy & (weights[:, at] > 0)).any() and not _asks_for(problem, heavy):
            return np.asarray(heavy)
    return None


_ONE_OF_HEAVY = "one of those who saturate a segment"


def _asks_for(problem: Problem, heavy: Bools) -> bool:
    """True where the problem is already that of the plans with one of these."""
    rows = np.flatnonzero(heavy)
    part = problem.table.part(rows)
    return any(limit.name == _ONE_OF_HEAVY and limit.vector(part).all() for limit in problem.limits)


def _names(part: PackageTable) -> Iterator[tuple[str, str]]:
    """Account and package of each row."""
    return zip(part.creator_ids[part.account].tolist(), part.package_ids.tolist(), strict=True)


def _by_weight(problem: Problem, heavy: Bools, stop: Stop, watch: Watch) -> Best:
    """The better of the best plan with one of the heavy packages and the best without."""
    chosen = set(_names(problem.table.part(np.flatnonzero(heavy))))
    limit = Limit(
        rule="package",
        name=_ONE_OF_HEAVY,
        sense=">=",
        bound=1,
        unit=CREATORS,
        vector=Named(
            lambda part: np.array([name in chosen for name in _names(part)], np.int64),
            tuple(sorted({account for account, _ in chosen})),
        ),
        setting=1,
        looser=Looser(Path(), "drop"),
    )
    first = best_plan(replace(problem, limits=(*problem.limits, limit)), stop, watch.within(FIRST_PART * watch.left))
    if first.selection is not None and (stop.any or stop.reached(first.selection)):
        return first
    known = -np.inf if first.selection is None else first.selection.value
    second = best_plan(replace(problem, eligible=problem.eligible & ~heavy), stop.beating(known), watch)
    return better(first, second)


def better(first: Best, second: Best) -> Best:
    """Of the answers to two parts of a problem, that to the whole."""
    plans = [one for one in (first, second) if one.selection is not None]
    best = max(plans, key=lambda one: one.selection.value) if plans else first  # type: ignore[union-attr]
    bound = max(first.bound, second.bound)
    if best.selection is not None:
        bound = max(bound, best.selection.value)
    impossible, by_solver = first.impossible and second.impossible, first.by_solver or second.by_solver
    return replace(best, bound=bound, impossible=impossible, by_solver=by_solver)


def nearer(first: Best, second: Best) -> Best:
    """Of two answers to the same problem, the better plan and the better bound."""
    bound = second if second.bound <= first.bound else first
    plans = [one for one in (second, first) if one.selection is not None]
    plan = max(plans, key=lambda one: one.selection.value).selection if plans else None  # type: ignore[union-attr]
    return replace(bound, selection=plan)


def _plain(problem: Problem) -> Iterator[Selection]:
    """Nobody at all, and everybody's widest package, where they happen to meet every demand."""
    nobody = np.empty(0, np.int64)
    widest = [nobody]
    for part in problem.batches():
        reach_of = part.weights @ problem.table.sizes
        order = np.lexsort((-reach_of, part.creator))
        first = order[np.flatnonzero(np.diff(part.creator[order], prepend=-1))]
        widest.append(part.index[first])
    rows = np.concatenate(widest)
    for index in (nobody, np.sort(rows)):
        counts = problem.table.available[problem.table.creator[index]]
        if problem.meets(index, counts):
            yield Selection(index, counts, problem.value(index, counts))
