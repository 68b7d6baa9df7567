"""Plan again while people answer: who signed stays at their fee, who declined goes, few others change."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from planner.brief.brief import Brief
from planner.campaign.status import Status, Step, asked_with
from planner.domain.roster import MAX_CENTS, Frozen, Roster
from planner.explore.calmest import calmest_of
from planner.explore.solution import Booking, Solution
from planner.explore.study import Study
from planner.explore.words import goal_words
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.problems import BadInput
from planner.problems import Problem as Wrong
from planner.wording import counted


class Answer(StrEnum):
    """What a creator has said."""

    SIGNED = "signed"
    DECLINED = "declined"
    PENDING = "pending"


STEPS = {Answer.SIGNED: Step.SIGNED, Answer.DECLINED: Step.DECLINED, Answer.PENDING: Step.ASKED}


class Reply(Frozen):
    """A creator's answer; a signed one may have agreed on another fee and package than the plan's."""

    creator: str = Field(min_length=1)
    answer: Answer = Answer.PENDING
    fee_cents: int | None = Field(None, ge=0, le=MAX_CENTS, description="Agreed fee; None = as quoted")
    package: str | None = None

    def status(self, booked: Mapping[str, str]) -> Status:
        """The same as a step of the campaign. booked: packages of the plan, for who signed and named none."""
        signed, declined = self.answer is Answer.SIGNED, self.answer is Answer.DECLINED
        package = self.package or (booked.get(self.creator) if signed else None)
        fee = None if declined else self.fee_cents
        return Status(creator=self.creator, step=STEPS[self.answer], fee_cents=fee, package=package)


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
    replies: Iterable[Reply],
    allowed: float = 0.02,
    watch: Watch | None = None,
) -> Replan:
    """The plan now that some have answered. allowed: part of the goal that may be given up to change fewer, 0 to 1.

    What the answers make of the brief is what they make of it in a campaign (`asked_with`). Raises BadInput for a reply
    of nobody, or of two kinds for one; NoPlan where what was signed and declined
    leaves no plan; Cancelled.
    """
    watch = watch or Watch()
    answers = _by_creator(replies)
    booked = {pick.creator: pick.package for pick in plan.picks}
    asked = asked_with(brief, [one.status(booked) for one in answers.values()])
    study = Study.of(roster, asked, watch)
    before = {pick.creator: pick.package for pick in plan.picks if _answer(answers, pick.creator) != Answer.DECLINED}
    calm, fewest = calmest_of(study, study.base, before, allowed)
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


def _by_creator(replies: Iterable[Reply]) -> dict[str, Reply]:
    found: dict[str, Reply] = {}
    for reply in replies:
        if reply.creator in found and found[reply.creator] != reply:
            raise BadInput([Wrong("the answers", reply.creator, "has two answers", "one answer for each creator")])
        found[reply.creator] = reply
    return found


def _answer(answers: dict[str, Reply], creator: str) -> Answer:
    return answers[creator].answer if creator in answers else Answer.PENDING


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


def _changes(was: Solution, now: Solution, answers: dict[str, Reply], brief: Brief) -> Iterable[Change]:
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
