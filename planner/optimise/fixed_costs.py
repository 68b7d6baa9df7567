"""Costs that are due once, however little is used: an event is held, or it is not.

Whether it is held depends on all picks together and is no row of limits. But there are few such costs, and with each of
them decided the rest is a problem like any other. So each combination is planned: what is not held may not be
used, what is held has its cost taken off the budget first. The best of these plans is the best plan, and no plan can
beat the best of their bounds. See docs/decisions/0013-fixed-costs.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.brief.brief import Brief, GoalKind
from planner.forecast.table import PackageTable
from planner.optimise.stopping import relative_gap
from planner.outcome import Conflict, Outcome, Plan, Refusal, Undecided
from planner.rules.money import closed_name
from planner.units import MONEY
from planner.wording import label, money

One = Callable[[PackageTable, Brief], Outcome]


@dataclass(frozen=True)
class _Case:
    """One combination and its answer. held: the resources whose fixed cost is paid."""

    held: tuple[str, ...]
    outcome: Outcome


def fixed_costs(table: PackageTable, brief: Brief) -> tuple[str, ...]:
    """Resources with a fixed cost of which some package uses something."""
    return tuple(name for name, r in brief.resources.items() if r.fixed_cents and table.uses[name].any())


def planned(table: PackageTable, brief: Brief, one: One) -> Outcome:
    """The best over all combinations of fixed costs. one: plans a table for a brief. Raises Cancelled as it does."""
    names = fixed_costs(table, brief)
    if not names:
        return one(table, brief)
    combined = [
        held
        for size in range(len(names) + 1)
        for held in itertools.combinations(names, size)
        if brief.budget_cents is None or _due(brief, held) <= brief.budget_cents
    ]
    shorter = brief.model_copy(update={"time_limit": brief.time_limit / len(combined)})
    cases = []
    for held in combined:
        case = replace(
            table,
            fixed_cents=_due(brief, held),
            closed=tuple(name for name in names if name not in held),
        )
        cases.append(_Case(held, one(case, shorter)))
    return _best(cases, names, brief)


def _due(brief: Brief, held: Sequence[str]) -> int:
    return sum(brief.resources[name].fixed_cents for name in held)


def _best(cases: Sequence[_Case], names: tuple[str, ...], brief: Brief) -> Outcome:
    plans = [case for case in cases if isinstance(case.outcome, Plan) and _uses_all(case)]
    if not plans:
        return _none(cases, names, brief)
    sign = -1.0 if brief.goal.kind is GoalKind.CHEAPEST else 1.0
    proofs = [case.outcome.proof for case in cases if isinstance(case.outcome, Plan)]
    best = max(plans, key=lambda case: sign * case.outcome.proof.goal)  # type: ignore[union-attr]
    plan = best.outcome
    assert isinstance(plan, Plan)
    bound = sign * max(sign * proof.bound for proof in proofs)
    open_cases = [case for case in cases if isinstance(case.outcome, Undecided)]
    gap = relative_gap(sign * plan.proof.goal, sign * bound)
    proof = plan.proof.model_copy(
        update={
            "bound": bound,
            "gap": float(max(gap, plan.proof.gap if plan.proof.second_goal is not None else 0.0)),
            "closed": not open_cases and all(proof.closed for proof in proofs),
            "seconds": sum(case.outcome.proof.seconds for case in cases if isinstance(case.outcome, Plan)),
        }
    )
    notes = [f"Time ran out before it was known what is possible {_with(case)}." for case in open_cases]
    return plan.model_copy(update={"proof": proof, "notes": (*plan.notes, _chosen(best, cases), *notes)})


def _uses_all(case: _Case) -> bool:
    """False for a plan that pays for an event to which nobody comes; without the event it is planned as well."""
    assert isinstance(case.outcome, Plan)
    return all(any(pick.uses.get(name) for pick in case.outcome.picks) for name in case.held)


def _chosen(best: _Case, cases: Sequence[_Case]) -> str:
    """What was decided, and how many ways were planned for that."""
    what = " and ".join(label(name) for name in best.held)
    done = f"The fixed cost of {what} is worth paying" if best.held else "No fixed cost is worth paying"
    return f"{done}: the plan was made {len(cases)} times, with it and without, and this is the best."


def _with(case: _Case) -> str:
    return f"with {' and '.join(label(name) for name in case.held)}" if case.held else "without the fixed costs"


def _ease(conflict: Conflict) -> int:
    """How far a change of this demand alone leads: nowhere, out of the conflict, or to a plan."""
    return 0 if conflict.fix is None else 1 + conflict.fix.enough


def _none(cases: Sequence[_Case], names: tuple[str, ...], brief: Brief) -> Outcome:
    """A refusal when every combination is refused; otherwise nothing is known for sure."""
    for case in cases:
        if not isinstance(case.outcome, Refusal):
            if isinstance(case.outcome, Undecided):
                return case.outcome
            return Undecided(
                sentence=f"Whether the demands can be met was not settled {_with(case)}.",
                seconds=case.outcome.proof.seconds,
                roster=case.outcome.roster,
            )
    refusals = [case.outcome for case in cases if isinstance(case.outcome, Refusal)]
    # That an event is not held is no demand of the brief, but the case in which these demands stand in conflict.
    closed = {closed_name(name) for name in names}
    conflicts: dict[str, Conflict] = {}
    for refusal in refusals:
        for conflict in refusal.conflicts:
            before = conflicts.get(conflict.name)
            if conflict.name not in closed and (before is None or _ease(conflict) > _ease(before)):
                conflicts[conflict.name] = conflict
    dear = [name for name in names if not any(name in case.held for case in cases)]
    if brief.budget_cents is not None and dear:
        amount = money(brief.budget_cents, brief.currency, brief.locale)
        name = f"Spend at most {amount} in cash"
        conflicts.setdefault(
            name,
            Conflict(rule="budget", name=name, have=brief.budget_cents, need=None, unit=MONEY),
        )
    said = [f"{_with(case).capitalize()}: {r.sentence}" for case, r in zip(cases, refusals, strict=True)]
    if dear:
        what = " and ".join(label(name) for name in dear)
        said.append(f"The fixed cost of {what} alone is more than the budget leaves.")
    return refusals[0].model_copy(
        update={
            "sentence": " ".join(said),
            "conflicts": tuple(conflicts.values()),
            "notes": tuple(dict.fromkeys(note for refusal in refusals for note in refusal.notes)),
            "confirmed_by": tuple(s for s in refusals[0].confirmed_by if all(s in r.confirmed_by for r in refusals)),
            "seconds": sum(refusal.seconds for refusal in refusals),
        }
    )
