"""Plan again while people answer: who signed stays at their fee, who declined goes, few others change."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from planner.brief.brief import Brief, MustHave
from planner.brief.paths import Path
from planner.domain.roster import MAX_CENTS, Frozen, Roster
from planner.explore.solution import Booking, Solution
from planner.explore.study import Effort, Solved, Study
from planner.explore.words import goal_words
from planner.forecast.table import Bools, Floats, Ints, PackageTable
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.search import Begun, best_plan
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.problems import BadInput
from planner.problems import Problem as Wrong
from planner.rules import Limit, Looser
from planner.rules.base import Named, Vector
from planner.units import ENGAGEMENTS
from planner.wording import counted

EFFORT = Effort(gap=0.003, seconds=4.0)
CALM = Effort(gap=1e-6, seconds=EFFORT.seconds)
"""In which the fewest changes are looked for: a number, so to the end."""
SAME, OTHER_PACKAGE, NEW = 1.0, 0.5, -1.0
"""What keeping a pick, changing their package and bringing in somebody new count, when changes are counted."""


class Answer(StrEnum):
    """What a creator has said."""

    SIGNED = "signed"
    DECLINED = "declined"
    PENDING = "pending"


class Status(Frozen):
    """A creator's answer; a signed one may have agreed on another fee and package than the plan's."""

    creator: str = Field(min_length=1)
    answer: Answer = Answer.PENDING
    fee_cents: int | None = Field(None, ge=0, le=MAX_CENTS, description="Agreed fee; None = as quoted")
    package: str | None = None


Kind = Literal["signed", "declined", "added", "dropped", "package", "fee"]


class Change(Frozen):
    """One line of what changed, in words, with what the line is about."""

    kind: Kind
    creator: str
    handle: str
    sentence: str
    before_cents: int | None = None
    after_cents: int | None = None


class Replan(Frozen):
    """What re-planning changed.

    before: the plan that creators were asked for; after: the new plan; best: the goal if all others could change
    freely; gives_up: part of that best given up to keep others, at most `allowed`.
    """

    before: Solution
    after: Solution
    best: float
    gives_up: float
    allowed: float
    changes: tuple[Change, ...]
    kept: int = Field(description="Picks of the plan before that stay, signed ones included")
    fewest: bool = Field(description="True when it is proven that fewer changes would not do")


def replan(  # noqa: PLR0913 as people ask it: who, what, which plan, which answers, how far
    roster: Roster | None,
    brief: Brief,
    plan: Plan,
    statuses: Iterable[Status],
    allowed: float = 0.02,
    watch: Watch | None = None,
) -> Replan:
    """The plan now that some have answered. allowed: part of the goal that may be given up to change fewer, 0 to 1.

    Raises BadInput for a status of nobody, or of two kinds for one; NoPlan where what was signed and declined
    leaves no plan; Cancelled.
    """
    watch = watch or Watch()
    answers = _by_creator(statuses)
    asked = _brief_after(brief, plan, answers)
    study = Study.of(roster, asked, watch)
    before = {pick.creator: pick.package for pick in plan.picks if _answer(answers, pick.creator) != Answer.DECLINED}
    calm, fewest = _calmest(study, study.base, before, allowed)
    after = study.solution(calm)
    was = _as_solution(plan)
    lost = abs(after.goal - study.base_solution.goal) / abs(study.base_solution.goal) if after.goal else 0.0
    return Replan(
        before=was,
        after=after,
        best=study.base_solution.goal,
        gives_up=lost,
        allowed=allowed,
        changes=tuple(_changes(was, after, answers, asked)),
        kept=len(was.ids & after.ids),
        fewest=fewest,
    )


def calmest(study: Study, before: Mapping[str, str], allowed: float, best: Solved | None = None) -> Solution:
    """The plan with the fewest changes, and whether fewest is proven.

    Its goal is within `allowed` of the best; of several such plans it is the one with the best goal.

    allowed: 0 to 1. best: the best plan of this brief where it is known, None = the study's. Raises Cancelled.
    """
    return study.solution(_calmest(study, best or study.base, before, allowed)[0])


def _by_creator(statuses: Iterable[Status]) -> dict[str, Status]:
    found: dict[str, Status] = {}
    for status in statuses:
        if status.creator in found and found[status.creator] != status:
            raise BadInput([Wrong("the answers", status.creator, "has two answers", "one answer for each creator")])
        found[status.creator] = status
    return found


def _answer(answers: dict[str, Status], creator: str) -> Answer:
    return answers[creator].answer if creator in answers else Answer.PENDING


def _brief_after(brief: Brief, plan: Plan, answers: dict[str, Status]) -> Brief:
    """Signed creators as must-haves at their fee, declined ones excluded."""
    booked = {pick.creator: pick.package for pick in plan.picks}
    must = [wanted for wanted in brief.must_have if _answer(answers, wanted.creator) == Answer.PENDING]
    excluded = [name for name in brief.excluded if name not in answers]
    for name, status in answers.items():
        if status.answer is Answer.SIGNED:
            package = status.package or booked.get(name)
            must.append(MustHave(creator=name, package=package, agreed_fee_cents=status.fee_cents, signed=True))
        elif status.answer is Answer.DECLINED:
            excluded.append(name)
    return brief.having(must_have=tuple(must), excluded=tuple(excluded))


def _calmest(study: Study, best: Solved, before: Mapping[str, str], allowed: float) -> tuple[Solved, bool]:
    """The plan with the fewest changes, and whether fewest is proven.

    Its goal is within `allowed` of the best; of several such plans it has the best goal.
    """
    table, problem = study.table, study.problem
    assert best.selection is not None

    def stays(part: PackageTable) -> Floats:
        mine = np.isin(part.creator, part.numbers(before))
        return np.where(_kept(part, before), SAME, np.where(mine, OTHER_PACKAGE, NEW))

    calm = Named(stays, tuple(before), NEW)
    value = best.selection.value
    held = value - allowed * abs(value) - 1e-9 * max(1.0, abs(value))
    aim = Objective(calm, np.zeros(len(table.segments)))
    quiet = problem.holding(held).aiming_at(aim)

    def searched() -> Solved:
        begun = Begun(relaxed(quiet, study.watch.within(EFFORT.seconds), best.columns))
        one = best_plan(quiet, Stop(CALM.gap, CALM.seconds), study.watch, begun)
        return Solved(one.selection, one.bound, one.impossible, best.columns, one.by_solver)

    about = (tuple(before.items()), held)
    found = study.once(("calmest", about), CALM, searched)
    kept_rows = _kept_rows(table, before)
    if found.selection is None:
        return best, False
    score = max(found.selection.value, _score(calm, table, best))
    if score > found.selection.value:
        return best, False
    steady = _at_least(problem, calm, score)
    known, calmed = np.union1d(best.columns, kept_rows), found.selection
    solved = study.once(("steady", about, score), EFFORT, lambda: study.solve(steady, [calmed], EFFORT, known))
    proven = found.bound - found.selection.value < 0.5 - 1e-6
    if solved.selection is None:
        final = study.problem.value(found.selection.index, found.selection.counts)
        return replace(best, selection=replace(found.selection, value=final)), proven
    return replace(solved, bound=max(best.bound, solved.selection.value)), proven


def _score(calm: Vector, table: PackageTable, solved: Solved) -> float:
    assert solved.selection is not None
    return float(solved.selection.counts @ calm(table.part(solved.selection.index)))


def _kept(part: PackageTable, before: Mapping[str, str]) -> Bools:
    """Marks the picks that stay as they were, package and all. before: packages by account id."""
    # By id: what is outside a short list is in tables that number creators anew.
    wanted = np.full(len(part.creator_ids), "", object)
    for creator, package in before.items():
        wanted[part.accounts(creator)] = package

    def same(accounts: Ints, packages: NDArray[np.object_]) -> Bools:
        return np.asarray((wanted[accounts] != "") & (packages == wanted[accounts]), bool)

    # Of a person with several accounts, one that stays as it was is a pick that stays.
    several = part.total(lambda one: same(one.creator, one.package_ids)) > 0
    return np.asarray(same(part.account, part.package_ids) | several)


def _kept_rows(table: PackageTable, before: Mapping[str, str]) -> Ints:
    rows = [table.row_of(creator, package) for creator, package in before.items()]
    return np.array(sorted(row for row in rows if row is not None), np.int64)


def _at_least(problem: Problem, calm: Vector, score: float) -> Problem:
    """With at most as many changes as the calmest plan has."""
    limit = Limit(
        rule="replan",
        name="as few changes as possible",
        sense=">=",
        bound=score - 1e-6,
        unit=ENGAGEMENTS,
        vector=calm,
        setting=score,
        looser=Looser(Path(), "drop"),
    )
    return replace(problem, limits=(*problem.limits, limit))


def _as_solution(plan: Plan) -> Solution:
    """The plan that people were asked for, in brief."""
    return Solution(
        kind="plan",
        goal=plan.proof.goal,
        bound=plan.proof.bound,
        gap=plan.proof.gap,
        cost_cents=plan.totals.cost_cents,
        creators=plan.totals.creators,
        unique_reach=plan.totals.unique_reach,
        engagements=plan.totals.engagements,
        picks=tuple(
            Booking(
                creator=pick.creator,
                handle=pick.handle,
                platform=pick.platform,
                tier=pick.tier,
                package=pick.package,
                count=pick.count,
                cost_cents=pick.cost_cents,
            )
            for pick in plan.picks
        ),
    )


def _changes(was: Solution, now: Solution, answers: dict[str, Status], brief: Brief) -> Iterable[Change]:
    before, after = ({pick.creator: pick for pick in plan.picks} for plan in (was, now))
    cash = brief.money
    for creator, pick in before.items():
        answer, now_pick = _answer(answers, creator), after.get(creator)
        if answer is Answer.DECLINED:
            words = f"{pick.handle} declined; {cash(pick.cost_cents)} become available again."
            yield _change("declined", pick, words, pick.cost_cents, None)
        elif now_pick is None:
            words = f"{pick.handle} leaves the plan; nothing is signed with them yet."
            yield _change("dropped", pick, words, pick.cost_cents, None)
        elif now_pick.package != pick.package or now_pick.count != pick.count:
            words = f"{pick.handle} changes from {pick.package} to {now_pick.package}, {cash(now_pick.cost_cents)}."
            yield _change("package", pick, words, pick.cost_cents, now_pick.cost_cents)
        elif now_pick.cost_cents != pick.cost_cents:
            words = f"{pick.handle} signed for {cash(now_pick.cost_cents)} instead of {cash(pick.cost_cents)}."
            yield _change("fee", pick, words, pick.cost_cents, now_pick.cost_cents)
    for creator, pick in after.items():
        if creator not in before:
            signed = _answer(answers, creator) is Answer.SIGNED
            words = (
                f"{pick.handle} {'signed and ' if signed else ''}comes in with {pick.package}, {cash(pick.cost_cents)}."
            )
            yield _change("signed" if signed else "added", pick, words, None, pick.cost_cents)


def _change(kind: Kind, pick: Booking, words: str, before: int | None, after: int | None) -> Change:
    return Change(
        kind=kind, creator=pick.creator, handle=pick.handle, sentence=words, before_cents=before, after_cents=after
    )


def headline(made: Replan, brief: Brief) -> str:
    """What re-planning came to, in a sentence."""
    others = [one for one in made.changes if one.kind in ("added", "dropped", "package")]
    start = f"{made.kept} of {counted(len(made.before.picks), 'pick')} {'stays' if made.kept == 1 else 'stay'}"
    moved = f"{len(others)} other change{'' if len(others) == 1 else 's'}"
    now, was = goal_words(brief, made.after.goal), goal_words(brief, made.before.goal)
    return f"{start}, {moved}; {now} now, {was} before."
