"""The verdict: one sentence that says what a plan is, and the caveats that have to be read before it.

The page, the command line and the files begin with it. It is made from the plan and the brief alone, so that it is the
same wherever it stands; what a limit is worth is part of the plan once `planner.explore.relief` has worked it out.
"""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field

from planner.brief.brief import Brief, GoalKind
from planner.campaign.audience import words_of
from planner.campaign.causes import Cause, Change, Locate, causes_of
from planner.campaign.coverage import outside_of
from planner.campaign.stops import Reason, reason_of, the_limit
from planner.domain.roster import Frozen, Roster
from planner.explore.left_over import left_over, unexplained
from planner.explore.words import goal_compact
from planner.outcome import Plan
from planner.problems import BadInput
from planner.wording import (
    compact,
    counted,
    decimal,
    fees_estimated,
    label,
    money_compact,
    money_each,
    percent,
    some_of,
)

_MOSTLY = 0.5
_NO_LIMIT = {
    Reason.ALL_IN: "no rule stops it: the creators who fit are all in",
    Reason.TOO_DEAR: "the limit is the budget: whoever would add to it costs more than is left",
    Reason.TOO_LITTLE: "no rule stops it: nobody else would add much",
    Reason.SECOND_GOAL: "the limit is the second goal",
    Reason.UNPROVEN: "no rule stops it, and more may be possible: the search ended early",
    Reason.NOTHING_CHEAPER: "nothing cheaper meets every rule",
}
_MONEY_LEFT = {
    Reason.TOO_DEAR: "whoever would add to the plan costs more than that",
    Reason.TOO_LITTLE: "nobody else would add much to the plan",
    Reason.SECOND_GOAL: "the second goal is the limit",
    Reason.UNPROVEN: "the search ended before it was known how to spend it best",
}
_MORE_CREATORS = "more creators who fit would be needed to spend it"
CaveatKind = Literal["nobody", "outside", "outside_2", "outside_3", "nowhere", "unknown", "money_left", "estimated"]
_FURTHER: tuple[CaveatKind, ...] = ("outside_2", "outside_3")
_WORTH_NAMING = 0.1
"""Part of the reach that a further cause keeps outside the audience."""


class Caveat(Frozen):
    """What has to be known before the plan is believed.

    change: what mends it in the brief, locate: in the list; None = nothing there does.
    """

    kind: CaveatKind
    sentence: str
    change: Change | None = None
    locate: Locate | None = None

    @classmethod
    def of(cls, kind: CaveatKind, cause: Cause, sentence: str) -> Self:
        """A caveat about one cause of reach outside the audience."""
        return cls(kind=kind, sentence=sentence, change=cause.change, locate=cause.locate)

    @property
    def mend(self) -> str:
        """What a button says that mends it; empty when there is none."""
        found = self.change or self.locate
        return "" if found is None else found.sentence


class Verdict(Frozen):
    """What the plan is, in one sentence, and what comes before it, the gravest first."""

    sentence: str
    caveats: tuple[Caveat, ...] = Field((), description="In the order in which they are read")

    @property
    def text(self) -> str:
        """Warnings and sentence in one paragraph."""
        return " ".join((*(caveat.sentence for caveat in self.caveats), self.sentence))


def verdict_of(plan: Plan, brief: Brief, roster: Roster | None = None) -> Verdict:
    """The verdict on a plan of this brief. roster: None = archetypes, whose audience nobody can know.

    Where it is not known what removing limits gains (`Plan.relieved`), the limit is named and not priced.
    """
    named = roster is not None and not roster.archetypes
    caveats = (
        *_nobody(plan),
        *_outside(plan, brief, roster),
        *(_unknown(plan, brief) if named else ()),
        *_money_left(plan, brief),
        *_estimated(plan, brief),
    )
    return Verdict(sentence=_sentence(plan, brief), caveats=caveats)


def _sentence(plan: Plan, brief: Brief) -> str:
    total = plan.totals
    if not total.creators:
        return "This plan books nobody."
    left = left_over(plan)
    whole = brief.budget_cents is not None and not left and brief.goal.kind is not GoalKind.CHEAPEST
    cash = _money(brief.budget_cents if whole and brief.budget_cents is not None else total.charged, brief)
    people = f"{compact(total.unique_reach, brief.locale)} of the {_whole(brief)}"
    if brief.goal.kind is GoalKind.CHEAPEST:
        said = f"{cash} is the least that does it: {_creators(plan, brief)} reach {people}"
    elif brief.goal.kind is GoalKind.UNIQUE_REACH:
        said = f"{cash} buys {people}{_each(total.cost_per_reach_cents, brief)}"
    elif brief.goal.kind is GoalKind.ENGAGEMENTS:
        bought = f"{compact(total.engagements, brief.locale)} engagements{_each(total.cpe_cents, brief)}"
        said = f"{cash} buys {bought}, and reaches {people}"
    elif brief.goal.kind is GoalKind.CONVERSIONS:
        bought = f"{compact(total.conversions or 0.0, brief.locale)} conversions"
        said = f"{cash} buys {bought}{_each(total.cost_per_conversion_cents, brief)}, and reaches {people}"
    else:
        name = label(brief.goal.score or "score")
        of = "" if name == "points" else f" of {name}"
        said = f"{cash} buys {decimal(total.score, 1, brief.locale)} points{of}, and reaches {people}"
    return f"{said}; {_the_limit(plan, brief)}."


def reach_sentence(plan: Plan, brief: Brief) -> str:
    """What the plan is, without a word about money."""
    total = plan.totals
    if not total.creators:
        return "This plan books nobody."
    verb = "reaches" if total.creators == 1 else "reach"
    return f"{_creators(plan, brief)} {verb} {compact(total.unique_reach, brief.locale)} of the {_whole(brief)}."


def _money(cents: int, brief: Brief) -> str:
    return (
        money_compact(cents, brief.currency, brief.locale) if cents >= 10**8 else brief.money(round(cents / 100) * 100)
    )


def _each(cents: float | None, brief: Brief) -> str:
    return "" if cents is None else f", {money_each(cents, brief.currency, brief.locale)} each"


def _whole(brief: Brief) -> str:
    """`7.37M women 18-34 in Germany`; several segments are one audience."""
    size = compact(sum(segment.size for segment in brief.audience), brief.locale)
    if len(brief.audience) == 1:
        segment = brief.audience[0]
        plain = segment.country is None and not segment.asks_for_traits
        return f"{size} people in {segment.name}" if plain else f"{size} {words_of(segment)}"
    return f"{size} people of your audience"


def _creators(plan: Plan, brief: Brief) -> str:
    many = plan.totals.creators
    return counted(many, "creator", brief.locale)


def _the_limit(plan: Plan, brief: Brief) -> str:
    best = None if plan.relieved is None else plan.relieved.best
    if best is not None and left_over(plan):
        return f"the limit is {_demand(best.path, best.name, brief)}"
    limit = the_limit(plan, brief)
    if limit is None:
        reason = reason_of(plan)
        if reason is Reason.ALL_IN and unexplained(plan) and any(row.removed for row in plan.limits):
            # Whether more would fit without one of the filters is not known yet.
            return "the creators who fit are all in"
        return _NO_LIMIT[reason]
    if limit.rule == "budget":
        return "the limit is the budget"
    return f"the limit is {_demand(limit.path, limit.name, brief)}"


def _demand(path: str, name: str, brief: Brief) -> str:
    """A limit inside a sentence: `60 creators`, or the rule's own words in quotation marks."""
    if path == "creators.max" and brief.creators.max is not None:
        return counted(brief.creators.max, "creator", brief.locale)
    return f"“{name[0].lower()}{name[1:]}”"


def _nobody(plan: Plan) -> Iterator[Caveat]:
    if not plan.totals.creators:
        yield Caveat(kind="nobody", sentence="Nobody is booked, so every share and limit is met by nothing at all.")


def _outside(plan: Plan, brief: Brief, roster: Roster | None) -> Iterator[Caveat]:
    """Why reach falls outside the audience, what would mend most first; an unknown country is named anyway."""
    found = outside_of(plan)
    causes = causes_of(plan, brief, roster)
    if not found.mostly_outside:
        yield from (Caveat.of("nowhere", one, one.sentence) for one in causes if one.locate is not None)
        return
    said = f"{percent(found.share, 0, brief.locale)} of the reach falls outside your audience"
    if not causes:
        part = percent(min(1.0, sum(segment.audience_share for segment in brief.audience)), 0, brief.locale)
        yield Caveat(kind="outside", sentence=f"{said}: your brief counts {part} of a usual audience as yours.")
        return
    first, *others = causes
    yield Caveat.of("outside", first, f"{said}: {first.sentence[0].lower()}{first.sentence[1:]}")
    for kind, one in zip(_FURTHER, others, strict=False):
        if one.gain >= _WORTH_NAMING or one.locate is not None:
            yield Caveat.of(kind, one, one.sentence)


def _unknown(plan: Plan, brief: Brief) -> Iterator[Caveat]:
    found = outside_of(plan)
    asked = any(segment.country is not None or segment.asks_for_traits for segment in brief.audience)
    if not found.mostly_unknown or not asked:
        return
    yield Caveat(
        kind="unknown",
        sentence=f"The audience of {some_of(found.unknown, found.picks, 'creator', brief.locale)} is unknown, "
        "so their share of it is an assumption. "
        "Ask them for their audience figures.",
    )


def _money_left(plan: Plan, brief: Brief) -> Iterator[Caveat]:
    left = left_over(plan)
    if not left or not plan.totals.creators or brief.goal.kind is GoalKind.CHEAPEST:
        return
    said = f"{_money(left, brief)} unspent"
    relief = None if plan.relieved is None else plan.relieved.best
    if relief is not None:
        gain = _gain(relief.gain, brief)
        yield Caveat(
            kind="money_left",
            sentence=f"{said}: {_demand(relief.path, relief.name, brief)} is the limit. Without it: +{gain}.",
            change=Change(path=relief.path, value=relief.value, sentence=f"{_freed(relief.value)}: +{gain}"),
        )
        return
    limit = the_limit(plan, brief)
    if limit is None:
        why = _MONEY_LEFT.get(reason_of(plan), _MORE_CREATORS)
        yield Caveat(kind="money_left", sentence=f"{said}: {why}.")
        return
    free = False if limit.rule == "pyramid_order" else None
    change = Change(path=limit.path, value=free, sentence=_freed(free))
    yield Caveat(
        kind="money_left",
        sentence=f"{said}: {_demand(limit.path, limit.name, brief)} is the limit.",
        change=change if _applies(change, brief) else None,
    )


def _freed(value: bool | float | None) -> str:
    return "Remove this rule" if value is None or value is False else "Have enough for everybody"


def _applies(change: Change, brief: Brief) -> bool:
    """False for what a brief cannot be without, such as the stock of a resource."""
    try:
        change.applied(brief)
    except BadInput:
        return False
    return True


def _gain(gain: float, brief: Brief) -> str:
    if brief.goal.kind is GoalKind.SCORE:
        return f"{decimal(gain, 1, brief.locale)} points"
    return goal_compact(brief, gain)


def _estimated(plan: Plan, brief: Brief) -> Iterator[Caveat]:
    total = plan.totals
    if total.creators and total.estimated_fees > _MOSTLY * total.creators:
        fees = fees_estimated(total.estimated_fees, total.creators, brief.locale)
        yield Caveat(kind="estimated", sentence=f"{fees} from benchmark prices.")
