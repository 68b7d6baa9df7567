"""What each limit is worth: one step looser, planned again; duals of an integer program mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import Field

from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.domain.roster import Frozen
from planner.explore.solution import Booking, Solution, incoming
from planner.explore.study import Effort, Study
from planner.optimise.rest import Missed
from planner.problems import BadInput
from planner.rules import Limit

EFFORT = Effort(gap=0.004, seconds=1.5)


class Worth(Frozen):
    """One limit, a step looser: `gain` is what the goal gains by it (less cash for the cheapest plan).

    at_most: no plan under the looser limit gains more. path and value: the change of the brief.
    """

    rule: str
    name: str
    path: Path
    value: bool | float | None = Field(None, description="The looser setting; None or false drops the demand")
    step: str = Field(description="The change in words, such as '+$5,000'")
    gain: float
    at_most: float
    comes_in: tuple[Booking, ...] = ()


def worth_of_limits(study: Study, report: Callable[[tuple[Worth, ...]], None] = lambda _: None) -> tuple[Worth, ...]:
    """Every binding limit, a step looser, re-solved; in the order of the rules. report: all so far, after each.

    From the watch's deadline on no other is begun. Raises Cancelled.
    """
    found: list[Worth] = []
    missed = Missed()
    for limit in demands(study):
        if study.watch.late:
            break
        with missed:
            try:
                found.append(_worth(study, limit, _Step.of(limit, study.brief)))
            except BadInput as bad:
                found.append(_refused(limit, bad))
            report(tuple(found))
    missed.ask(study.watch)
    return tuple(found)


def demands(study: Study) -> tuple[Limit, ...]:
    """Binding limits that the brief can have looser, the first of those that are one demand."""
    # A true pyramid is two limits, a group that goes together several; it is one demand all the same. Whether a
    # cost that is due once is paid is no demand.
    found: dict[Path, Limit] = {}
    for one in binding_limits(study):
        if one.looser.path.parts[-1:] != ("fixed_cents",):
            found.setdefault(one.looser.path, one)
    return tuple(found.values())


def binding_limits(study: Study) -> Iterator[Limit]:
    """Limits of the study that its plan leaves no room to, and filters that leave somebody out."""
    chosen = study.base.selection
    assert chosen is not None
    part = study.table.part(chosen.index)
    for limit in study.limits:
        if limit.forbids:
            if limit.vector(study.table).any():
                yield limit
        elif limit.over_segments:
            used = float(study.table.unique_reach(chosen.index, chosen.counts).sum())
            if used <= limit.bound * 1.01:
                yield limit
        else:
            whole = float(chosen.counts @ (limit.part_of or limit.vector)(part))
            if _tight(limit, float(chosen.counts @ limit.row(part)), whole):
                yield limit


def _tight(limit: Limit, used: float, whole: float) -> bool:
    """True when hardly any room is left: a hundredth of the bound, or of the whole where it is a share."""
    left = limit.bound - used if limit.sense == "<=" else used - limit.bound
    if limit.part_of is not None:
        return left <= 0.01 * 10_000 * float(whole)
    return left <= limit.unit.room(limit.bound)


@dataclass(frozen=True)
class _Step:
    """A limit a step looser: the setting (None or False drops it), the step in words, and the brief with it."""

    value: bool | float | None
    words: str
    brief: Brief

    @classmethod
    def of(cls, limit: Limit, brief: Brief) -> _Step:
        """Raises BadInput when a brief cannot have the limit so loose."""
        unit, upward, looser = limit.setting_unit, limit.looser_upward, limit.looser
        value = None if looser.how == "drop" else unit.stepped(limit.setting, upward)
        if value is not None:
            words = f"{'+' if upward else '−'}{unit.step_words(unit.step_of(limit.setting), brief)}"
            return cls(value, words, looser.path.set(brief, value))
        free = looser.free if looser.how == "search" else looser.dropped
        return cls(free, "without it", looser.path.set(brief, free))


def _worth(study: Study, limit: Limit, step: _Step) -> Worth:
    found = gained(study, study.changed(step.brief), EFFORT)
    return Worth(
        rule=limit.rule,
        name=limit.name,
        path=limit.looser.path,
        value=step.value,
        step=step.words,
        gain=found.gain,
        at_most=found.at_most,
        comes_in=incoming(study.base_solution, found.solution),
    )


def _refused(limit: Limit, bad: BadInput) -> Worth:
    """A limit that is as loose as a brief can have it."""
    step = f"no further step: {bad.problems[0].wrong}"
    return Worth(
        rule=limit.rule, name=limit.name, path=limit.looser.path, value=limit.setting, step=step, gain=0, at_most=0
    )


@dataclass(frozen=True, eq=False)
class Gained:
    """By how much a solution with fewer demands is better than the plan, and could be at most; never below 0."""

    solution: Solution
    gain: float = 0.0
    at_most: float = 0.0


def gained(study: Study, easier: Study, effort: Effort) -> Gained:
    """What the demands of the easier study gain, solved from the plan of the first. Raises Cancelled."""
    base = study.base
    assert base.selection is not None
    solution = study.solution_near(easier, base.selection, effort)
    if solution.kind != "plan":
        return Gained(solution)
    gain = max(0.0, -study.ahead(solution.goal))
    return Gained(solution, gain, max(gain, -study.ahead(solution.bound)))
