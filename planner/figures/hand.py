"""What the picture that follows the hand is drawn from: the plan in hand, plans for budgets and mixes near it, words.

The browser draws it (`pages/parts/hand/hand.mjs`), so everything is plain data: people once, plans as their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.brief.brief import Brief, GoalKind
from planner.domain.roster import Tier
from planner.explore.bands import Edge, Moved
from planner.explore.curve import Point
from planner.explore.solution import Booking, Solution
from planner.explore.words import unit
from planner.figures.tiers import FROM_THE_TOP, PyramidMeasure, asked_words, band_words, followers_words, sized_by
from planner.outcome import Pick, Plan
from planner.palette import TIER_COLOURS
from planner.totals import TierTotals
from planner.wording import label, percent

MOST_BRICKS = 400
"""Above this many creators a brick stands for one line of the plan instead."""


@dataclass(frozen=True)
class Person:
    """One booking: who, with what; figures are for all of `count`. tier: 0 macro, 1 mid, 2 micro."""

    creator: str
    handle: str
    about: str
    tier: int
    count: int
    cents: int
    reach: int
    engagements: int


@dataclass(frozen=True)
class TierFigures:
    """One tier of a plan. reach: unique people whom the tier alone reaches."""

    creators: int
    cents: int
    reach: int
    engagements: int


@dataclass(frozen=True)
class HandPlan:
    """The plan for one budget.

    goal: on the curve. gap: how far a better plan could be from it, relative; by_solver: as a solver says.
    people: indices into `Hand.people`.
    tiers: from the top. why: "", or why there is no plan for this budget; then the figures are zeros.
    """

    budget: int
    goal: float
    gap: float
    by_solver: bool
    cents: int
    creators: int
    reach: int
    engagements: int
    tiers: tuple[TierFigures, ...]
    people: tuple[int, ...]
    why: str = ""

    def payload(self) -> dict[str, Any]:
        """As JSON takes it."""
        return vars(self) | {"tiers": [vars(tier) for tier in self.tiers]}


@dataclass(frozen=True)
class TierAsked:
    """A tier as the brief defines it. heads, number, spend: lowest and highest, None = open; words: by measure."""

    key: str
    label: str
    followers: str
    colour: str
    heads: tuple[float | None, float | None]
    number: tuple[float | None, float | None]
    spend: tuple[float | None, float | None]
    words: dict[str, str]


@dataclass(frozen=True)
class HandEdge:
    """A share that a tier's edge can be put on. tier: as in `Person`. words: what the brief would ask of the tier then.

    plan: None = not made yet.
    """

    key: str
    tier: int
    measure: str
    share: float
    words: str
    plan: HandPlan | None


@dataclass(frozen=True)
class Ahead:
    """What is made ahead. positions: budgets in cents, points: the plans for them so far; edges and moved likewise."""

    positions: tuple[int, ...] = ()
    points: tuple[Point, ...] = ()
    edges: tuple[Edge, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Hand:
    """The whole picture.

    plan: the exact plan, for the brief. positions: budgets in cents that the handle can be put on, ascending, the
    plan's among them; empty where a budget is no lever. points: the plans made ahead so far. edges: shares that the
    tiers can be moved to, with their plans. key: names the plan. unit: what the curve counts.
    sized: what a tier goes by.
    """

    key: str
    currency: str
    locale: str
    unit: str
    title: str
    plan: HandPlan
    positions: tuple[int, ...]
    points: tuple[HandPlan, ...]
    edges: tuple[HandEdge, ...]
    people: tuple[Person, ...]
    tiers: tuple[TierAsked, ...]
    sized: str
    most_bricks: int = MOST_BRICKS

    def payload(self) -> dict[str, Any]:
        """As JSON takes it. Written out, because a general copy of every number takes longer than the drawing."""
        return vars(self) | {
            "plan": self.plan.payload(),
            "points": [point.payload() for point in self.points],
            "edges": [vars(edge) | {"plan": edge.plan and edge.plan.payload()} for edge in self.edges],
            "people": [vars(person) for person in self.people],
            "tiers": [vars(tier) for tier in self.tiers],
        }


def moves(brief: Brief) -> bool:
    """True where more money is a question of this brief: it has a budget, and its goal is not to spend little."""
    return bool(brief.budget_cents) and brief.goal.kind is not GoalKind.CHEAPEST


def hand(plan: Plan, brief: Brief, key: str, ahead: Ahead = Ahead()) -> Hand:
    """The picture of a plan."""
    crowd = _Crowd()
    exact = _exact(plan, brief, crowd)
    solved = {moved.edge: moved.solution for moved in ahead.moved}
    return Hand(
        key=key,
        currency=brief.currency,
        locale=brief.locale.replace("_", "-"),
        unit=unit(brief),
        title=_title(brief),
        plan=exact,
        positions=tuple(sorted({*ahead.positions, exact.budget})) if ahead.positions else (),
        points=tuple(_made(point.budget_cents, point.solution, crowd) for point in ahead.points),
        edges=tuple(
            HandEdge(
                key=edge.key,
                tier=_PLACE[edge.tier],
                measure=str(_MEASURES[edge.of]),
                share=edge.to,
                words=_edge_words(edge, brief),
                plan=_made(exact.budget, solved[edge], crowd) if edge in solved else None,
            )
            for edge in ahead.edges
        ),
        people=tuple(crowd.people),
        tiers=tuple(_asked(brief, tier) for tier in FROM_THE_TOP),
        sized=sized_by(brief),
    )


def _edge_words(edge: Edge, brief: Brief) -> str:
    band = edge.band(brief)
    asked = asked_words(band.min, band.max, lambda share: percent(share, 2, brief.locale))
    return " ".join([*asked, "of creators" if edge.of == "headcount" else "of spend"])


_MEASURES = {"headcount": PyramidMeasure.CREATORS, "spend": PyramidMeasure.SPEND}
_PLACE = {tier: at for at, tier in enumerate(FROM_THE_TOP)}


class _Crowd:
    """Everybody in any of the plans, once for each package and number."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._places: dict[tuple[str, str, int], int] = {}

    def place(self, pick: Pick | Booking, reach: float) -> int:
        """Index of a booking that reaches so many people of the audience; it is added when it is new."""
        key = (pick.creator, pick.package, pick.count)
        if key not in self._places:
            self._places[key] = len(self.people)
            self.people.append(
                Person(
                    creator=pick.creator,
                    handle=pick.handle,
                    about=f"{label(pick.platform)} · {pick.package}",
                    tier=_PLACE[pick.tier],
                    count=pick.count,
                    cents=pick.cost_cents,
                    reach=round(reach),
                    engagements=round(pick.engagements),
                )
            )
        return self._places[key]


def _exact(plan: Plan, brief: Brief, crowd: _Crowd) -> HandPlan:
    totals = plan.totals
    people = tuple(crowd.place(pick, pick.target_reach) for pick in plan.picks)
    return HandPlan(
        budget=totals.cost_cents if brief.budget_cents is None else brief.budget_cents,
        goal=plan.proof.goal,
        gap=plan.proof.gap,
        by_solver=plan.proof.by_solver,
        cents=totals.cost_cents,
        creators=totals.creators,
        reach=round(totals.unique_reach),
        engagements=round(totals.engagements),
        tiers=_figures(totals.tiers),
        people=people,
    )


def _made(budget: int, found: Solution, crowd: _Crowd) -> HandPlan:
    people = tuple(crowd.place(pick, pick.reach) for pick in found.picks)
    return HandPlan(
        budget=budget,
        goal=found.goal,
        gap=found.gap if found.kind == "plan" else 0.0,
        by_solver=found.by_solver,
        cents=found.cost_cents,
        creators=found.creators,
        reach=round(found.unique_reach),
        engagements=round(found.engagements),
        tiers=_figures(found.tiers),
        people=people,
        why="" if found.kind == "plan" else found.sentence,
    )


def _figures(tiers: Sequence[TierTotals]) -> tuple[TierFigures, ...]:
    known = {one.tier: one for one in tiers}
    made = []
    for tier in FROM_THE_TOP:
        one = known.get(tier)
        made.append(
            TierFigures(0, 0, 0, 0)
            if one is None
            else TierFigures(one.creators, one.cost_cents, round(one.unique_reach), round(one.engagements))
        )
    return tuple(made)


def _asked(brief: Brief, tier: Tier) -> TierAsked:
    bands = brief.pyramid.get(tier)
    open_ended = (None, None)
    return TierAsked(
        key=str(tier),
        label=label(tier),
        followers=followers_words(tier, brief),
        colour=TIER_COLOURS[tier],
        heads=open_ended if bands is None else (bands.headcount.min, bands.headcount.max),
        number=open_ended if bands is None else (bands.count.min, bands.count.max),
        spend=open_ended if bands is None else (bands.spend.min, bands.spend.max),
        words={str(measure): band_words(brief, tier, measure) for measure in PyramidMeasure},
    )


def _title(brief: Brief) -> str:
    if brief.goal.kind is GoalKind.SCORE:
        return label(brief.goal.score or "score").capitalize()
    return "Unique people" if brief.goal.kind is GoalKind.UNIQUE_REACH else label(brief.goal.kind)
