"""From a package table and a brief to the proven answer."""

from collections.abc import Sequence

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.check import check
from planner.domain.roster import Roster
from planner.forecast.table import PackageTable
from planner.optimise.answer import goal_shown, notes_of, picks_of, reports_of, totals_of
from planner.optimise.bench import bench_of
from planner.optimise.deal_notes import deal_notes
from planner.optimise.fixed_costs import Answer, Case, best_case, cases_of, decided_words
from planner.optimise.frequency import ROUNDS, Tighter, honest, tightened
from planner.optimise.lp import DEFAULT_SOLVER
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, no_prices, relaxed
from planner.optimise.rest import known_of
from planner.optimise.restricted import Selection
from planner.optimise.somebody import SOMEBODY, asks_for_somebody
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.tie_breaking import Shown, settled
from planner.optimise.watch import Cancelled, Watch
from planner.outcome import BenchEntry, Outcome, Plan, Proof, Refusal, Undecided
from planner.wording import decimal, percent

__all__ = ["as_plan", "solve"]

FIRST_GOAL = 0.7
"""Part of the time that the first goal may take where there is a second."""


def solve(table: PackageTable, brief: Brief, roster: Roster, watch: Watch) -> Outcome:
    """The best plan with its proof, a refusal with its conflict, or an honest undecided.

    A plan that the independent check does not pass is never returned; a time-out is never called impossible. All that
    is asked shares one deadline: the brief's time limit from now on, or the watch's own where that is nearer.
    """
    watch, first = watch.within(brief.time_limit), None
    for _ in range(ROUNDS):
        found = _solved(table, brief, roster, watch)
        if not isinstance(found, Tighter):
            return honest(found, first, brief)
        # The bound of the first rows holds for every plan, that of tighter ones does not.
        table, first = found.table, first or found
    return _undecided("No plan was found in which enough people see several creators: lower that floor.", roster, watch)


def _solved(table: PackageTable, brief: Brief, roster: Roster, watch: Watch) -> Outcome | Tighter:
    """The answer under the table's rows, or tighter ones where the plan found has too few people see several."""
    cases = cases_of(table, brief)
    stop = Stop(brief.tolerance, watch.left * (1.0 if brief.second_goal is None else FIRST_GOAL))
    try:
        if known_of(table).possible(cases[0].about, _every(cases)) is False:
            return _refused(cases, roster, watch)
        answer = best_case(cases, lambda case: case.posed(brief.goal.kind), stop, watch)
        chosen = answer.best.selection
        nobody = chosen is not None and not chosen.counts.any()
        if answer.best.impossible or (nobody and _only_nobody(cases, watch)):
            if answer.best.impossible and not answer.best.by_solver:
                known_of(table).note(cases[0].about, _every(cases) - {SOMEBODY.name}, False)
            return _refused(cases, roster, watch, answer.best.by_solver)
        if chosen is None:
            return _undecided(_nothing_found(brief, watch), roster, watch)
        shown = settled(cases, answer, watch)
    except Cancelled:
        return _undecided("Cancelled before a plan was proven.", roster, watch)
    except ArithmeticError:
        sentence = (
            "The numbers of this brief and roster are too far apart for the solver, so nothing is known. Look for a "
            "fee, an audience or a limit that is a million times too large or too small."
        )
        return _undecided(sentence, roster, watch)
    tighter = tightened(table, brief, shown.selection)
    if tighter is not None:
        return Tighter(tighter, goal_shown(brief, answer.best.bound))
    broken = check(table, brief, shown.selection.index.tolist(), shown.selection.counts.tolist())
    if broken:
        sentence = "The plan found does not pass the independent check and is not shown: " + "; ".join(broken)
        return _undecided(sentence, roster, watch)
    return _plan(cases, answer, shown, roster, watch)


def _only_nobody(cases: tuple[Case, ...], watch: Watch) -> bool:
    """True when it is proven that the demands leave no plan but that of nobody, where somebody was asked for."""
    if not asks_for_somebody(cases[0].brief, cases[0].table):
        return False
    from planner.optimise.nearest import Nearest

    return Nearest(cases, watch).possible(_every(cases)) is False


def _every(cases: Sequence[Case]) -> frozenset[str]:
    """Names of all that a plan has to meet, in words of the brief or without saying."""
    somebody = {SOMEBODY.name} if asks_for_somebody(cases[0].brief, cases[0].table) else set()
    return frozenset(somebody | {limit.name for limit in cases[0].demands})


def _refused(cases: Sequence[Case], roster: Roster, watch: Watch, by_solver: bool = False) -> Refusal:
    from planner.optimise.refuse import Explainer, explaining

    watch.tell("Finding out what stands in the way")
    return Explainer(cases, roster, watch.beyond(explaining(cases[0].table))).refusal(by_solver)


def _undecided(sentence: str, roster: Roster, watch: Watch) -> Undecided:
    return Undecided(sentence=sentence, seconds=watch.seconds, roster=roster.fingerprint)


def _nothing_found(brief: Brief, watch: Watch) -> str:
    if watch.late:
        given = min(brief.time_limit, watch.deadline - watch.started)
        return (
            f"No plan was found within {decimal(given, 3, brief.locale)} seconds, nor a proof that there is "
            "none. Give it more time, or loosen a demand."
        )
    return (
        f"The solver gave up after {decimal(watch.seconds, 1, brief.locale)} seconds, with neither a plan nor a proof "
        "that there is none. More time will not help: loosen a demand, or look for a number that is far too large or "
        "too small."
    )


def _plan(cases: tuple[Case, ...], answer: Answer[Case], shown: Shown, roster: Roster, watch: Watch) -> Plan:
    case, chosen, brief = shown.case, shown.selection, shown.case.brief
    problem = case.posed(brief.goal.kind)
    proof = _proof(answer, shown, problem, watch)
    bench = bench_of(problem, _relaxation(answer, case, problem, watch), chosen, brief, roster)
    made = as_plan(cases, (case, chosen), roster, proof, bench)
    if proof.second_goal is not None and (proof.second_gap is None or proof.second_gap > brief.tolerance):
        made = made.model_copy(update={"notes": (*made.notes, _second_open(proof, brief))})
    return made


def as_plan(
    cases: Sequence[Case], booked: tuple[Case, Selection], roster: Roster, proof: Proof, bench: tuple[BenchEntry, ...]
) -> Plan:
    """A selection as the plan that people read. cases: all of the brief; booked: what is booked, in which of them."""
    case, chosen = booked
    brief, totals = case.brief, totals_of(case.table, case.brief, chosen)
    notes = [*notes_of(brief, totals), *deal_notes(case.table, brief, chosen)]
    if len(cases) > 1:
        notes.append(decided_words(case, cases))
    return Plan(
        goal=brief.goal.kind,
        picks=picks_of(case.table, brief, roster, chosen),
        totals=totals,
        limits=reports_of(case.table, case.limits, chosen),
        proof=proof,
        bench=bench,
        notes=tuple(notes),
        roster=roster.fingerprint,
    )


def _second_open(proof: Proof, brief: Brief) -> str:
    """What is not known of the second goal."""
    if proof.second_gap is None:
        return "Time ran out before the second goal was searched: this is the best plan found for the first."
    better = percent(proof.second_gap, 2, brief.locale)
    return f"Not proven best at the second goal: a plan up to {better} better at it may keep the first as well."


def _relaxation(answer: Answer[Case], case: Case, problem: Problem, watch: Watch) -> Relaxation:
    """The relaxation of the case shown, for the prices of those who are next."""
    if answer.best.relaxation is not None and answer.case is case:
        return answer.best.relaxation
    try:
        return relaxed(problem, watch.anew(1.0))
    except (ArithmeticError, Cancelled):
        nobody = np.empty(0, np.int64)
        none = no_prices(problem)
        return Relaxation(np.inf, none, nobody, np.empty(0), np.zeros(len(none.w)), nobody)


def _proof(answer: Answer[Case], shown: Shown, problem: Problem, watch: Watch) -> Proof:
    """The proof of what is shown: for the goal, and for the second goal where there is one."""
    brief, best, second = shown.case.brief, answer.best, shown.second
    outside = None if best.relaxation is None else best.relaxation.answered
    value = problem.value(shown.selection.index, shown.selection.counts)
    own, bound, gap = None, None, None
    if brief.second_goal is not None:
        sign = -1.0 if brief.second_goal.goal.kind is GoalKind.CHEAPEST else 1.0
        own = sign * _at_second_goal(shown.case, shown.selection)
        if second is not None and np.isfinite(second.bound):
            bound, gap = sign * second.bound, relative_gap(sign * own, second.bound)
    return Proof(
        goal=goal_shown(brief, value),
        bound=goal_shown(brief, best.bound),
        gap=float(relative_gap(value, best.bound)),
        tolerance=brief.tolerance,
        closed=bool(best.gap <= brief.tolerance),
        by_solver=best.by_solver or (second is not None and second.by_solver),
        second_goal=own,
        second_bound=bound,
        second_gap=gap,
        how=best.how,
        solver=str(DEFAULT_SOLVER),
        seconds=watch.seconds,
        packages=int(np.count_nonzero(problem.eligible)) + (0 if outside is None else outside.packages),
        checked=True,
    )


def _at_second_goal(case: Case, chosen: Selection) -> float:
    assert case.brief.second_goal is not None
    return case.posed(case.brief.second_goal.goal.kind, second=True).value(chosen.index, chosen.counts)
