"""Plan against actual results: per pick, tier, platform, compensation and wave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.debrief.actual import Actual, State, actual_of, total
from planner.debrief.archetype_matching import cast
from planner.debrief.expected import Z90, Expected, expectations
from planner.debrief.matching import Days, Frame, match
from planner.debrief.uploads import Aside, Ledger, merge
from planner.domain.platforms import in_order
from planner.domain.roster import Compensation, Tier
from planner.forecast import skewed
from planner.forecast.assumptions import assumptions_of
from planner.forecast.levels import LEVELS
from planner.forecast.waves import slots
from planner.outcome import Plan
from planner.store.scenario import Scenario
from planner.wording import label


@dataclass(frozen=True)
class Variance:
    """A planned figure and its actual value, None where it was not reported."""

    planned: float
    actual: float | None

    @property
    def value(self) -> float | None:
        """Actual minus planned."""
        return None if self.actual is None else self.actual - self.planned

    @property
    def share(self) -> float | None:
        """Difference relative to the planned figure; None when that is zero or the actual is unknown."""
        return None if self.actual is None or not self.planned else self.actual / self.planned - 1


@dataclass(frozen=True)
class Line:
    """One pick, planned and actual. Planned figures include the chance of not posting, as in the plan.

    low, high: P10 and P90 of reach given the published posts; inside: whether reach lies between them, None when it is
    unknown. wave: names, "" without waves.
    """

    expected: Expected
    actual: Actual
    wave: str
    reach: Variance
    engagements: Variance
    conversions: Variance
    cost: Variance
    low: float
    high: float
    inside: bool | None

    @property
    def creator(self) -> str:
        """Id of the creator."""
        return self.expected.pick.creator

    @property
    def cost_per_thousand_cents(self) -> float | None:
        """Cash per thousand people reached, in cents; None when not known."""
        return _per(self.actual.cost_cents, self.actual.reach, 1000)

    @property
    def cost_per_engagement_cents(self) -> float | None:
        """Cash per engagement, in cents; None when not known."""
        return _per(self.actual.cost_cents, self.actual.engagements)

    @property
    def cost_per_conversion_cents(self) -> float | None:
        """Cash per conversion, in cents; None when not known."""
        return _per(self.actual.cost_cents, self.actual.conversions)


@dataclass(frozen=True)
class Group:
    """Totals of a group of picks. Variances include only picks whose actual is known, on both sides.

    unposted, late, open: numbers of picks. judged, inside: picks with known reach, and those within P10 to P90.
    """

    key: str
    label: str
    picks: int
    unposted: int
    late: int
    open: int
    judged: int
    inside: int
    reach: Variance
    engagements: Variance
    conversions: Variance
    cost: Variance

    @property
    def cost_per_thousand_cents(self) -> tuple[float | None, float | None]:
        """Cash per thousand people reached (gross), planned and actual, in cents."""
        return _per(self.cost.planned, self.reach.planned, 1000), _per(self.cost.actual, self.reach.actual, 1000)

    @property
    def cost_per_engagement_cents(self) -> tuple[float | None, float | None]:
        """Cash per engagement, planned and actual, in cents."""
        return _per(self.cost.planned, self.engagements.planned), _per(self.cost.actual, self.engagements.actual)


@dataclass(frozen=True)
class Debrief:
    """A campaign's results beside its plan. days: when it ran, None = not known. over: it has ended.

    archetypes: planned without a roster; creators of the results took the places of archetypes.
    """

    name: str
    plan: Plan
    brief: Brief
    days: Days | None
    over: bool
    lines: tuple[Line, ...]
    aside: tuple[Aside, ...]
    notes: tuple[str, ...]
    rows_used: int
    archetypes: bool = False

    @property
    def named(self) -> tuple[Line, ...]:
        """Lines of real creators, without untaken places of archetypes."""
        return tuple(line for line in self.lines if not (self.archetypes and line.expected.pick.handle in LEVELS))

    @property
    def total(self) -> Group:
        """All picks."""
        return _group("all", "All", self.lines)

    @property
    def tiers(self) -> tuple[Group, ...]:
        """By tier, from the base of the pyramid."""
        return self._by(lambda line: str(line.expected.pick.tier), [str(tier) for tier in Tier])

    @property
    def platforms(self) -> tuple[Group, ...]:
        """By platform."""
        there = in_order(line.expected.pick.platform for line in self.lines)
        return self._by(lambda line: str(line.expected.pick.platform), [str(platform) for platform in there])

    @property
    def compensations(self) -> tuple[Group, ...]:
        """By compensation."""
        return self._by(lambda line: str(line.expected.pick.compensation), [str(c) for c in Compensation])

    @property
    def waves(self) -> tuple[Group, ...]:
        """By wave of the brief; empty without waves."""
        names = list(dict.fromkeys(line.wave for line in sorted(self.lines, key=lambda x: x.expected.pick.waves)))
        return self._by(lambda line: line.wave, [name for name in names if name])

    @property
    def state(self) -> str:
        """`empty`, `partial` or `complete`."""
        if not self.rows_used:
            return "empty"
        return "complete" if all(line.actual.state.settled for line in self.lines) else "partial"

    @property
    def clicks(self) -> int | None:
        """Reported clicks; None when no row reports any."""
        return total(line.actual.clicks for line in self.lines)

    @property
    def conversions(self) -> int | None:
        """Reported conversions; None when no row reports any."""
        return total(line.actual.conversions for line in self.lines)

    @property
    def revenue_cents(self) -> int | None:
        """Reported revenue in cents; None when no row reports any."""
        return total(line.actual.revenue_cents for line in self.lines)

    @property
    def unknown_reach(self) -> int:
        """Number of picks with published posts and unknown reach."""
        return sum(line.actual.state.out and line.actual.reach is None for line in self.lines)

    def _by(self, key: Callable[[Line], str], order: Sequence[str]) -> tuple[Group, ...]:
        return tuple(
            _group(name, label(name), found)
            for name in order
            if (found := [line for line in self.lines if key(line) == name])
        )


def debrief(scenario: Scenario, ledger: Ledger, days: Days | None = None, over: bool | None = None) -> Debrief:
    """Compare a campaign's results with its plan.

    days: when the campaign ran; None = the brief's flight. Without either, no post is late or outside the campaign.
    over: whether it has ended; None = once every pick has a row. Raises ValueError when the scenario has no plan.
    """
    plan = scenario.outcome
    if not isinstance(plan, Plan):
        raise ValueError("only a plan can be debriefed")
    # Results are reported per account, also for a person with several.
    plan = plan.by_account
    brief = scenario.brief
    days = days or days_of(brief)
    assumptions = assumptions_of(brief)
    merged = merge(ledger)
    archetypes = scenario.roster is None
    if archetypes:
        plan = cast(plan, merged.results, assumptions)
    matched = match(merged, Frame(plan, brief, days, assumptions, archetypes))
    expected = expectations(plan, brief, scenario.roster)
    ended = all(matched.rows) if over is None else over
    times = () if days is None else slots(brief, assumptions, days.start)
    lines = []
    for one, rows in zip(expected, matched.rows, strict=True):
        mine = [slot for slot in times if slot.number in one.pick.waves]
        due = max((slot.last for slot in mine), default=None if days is None else days.end)
        wave = " and ".join(brief.waves[number - 1].name for number in one.pick.waves)
        lines.append(line_of(one, actual_of(rows, one, due, ended, assumptions), wave))
    return Debrief(
        name=scenario.name,
        plan=plan,
        brief=brief,
        days=days,
        over=ended,
        lines=tuple(lines),
        aside=matched.aside,
        notes=merged.notes,
        rows_used=matched.used,
        archetypes=archetypes,
    )


def days_of(brief: Brief) -> Days | None:
    """The days of the brief's flight, to the end of its last wave; None without a flight."""
    if brief.flight is None:
        return None
    times = slots(brief, assumptions_of(brief), brief.flight.start)
    return Days(brief.flight.start, max(slot.last for slot in times))


def line_of(expected: Expected, actual: Actual, wave: str = "") -> Line:
    """One pick's line."""
    pick = expected.pick
    low, high = band(expected, actual)
    nothing = 0.0 if actual.state.settled and not actual.state.out else None
    reach = actual.reach if actual.state.out else nothing
    inside = None if actual.reach is None or not actual.state.out else low <= actual.reach <= high
    return Line(
        expected=expected,
        actual=actual,
        wave=wave,
        reach=Variance(pick.reach, reach),
        engagements=Variance(pick.engagements, actual.engagements if actual.state.out else nothing),
        conversions=Variance(expected.conversions or 0.0, actual.conversions),
        cost=Variance(float(pick.cost_cents), actual.cost_cents),
        low=low,
        high=high,
        inside=inside,
    )


def band(expected: Expected, actual: Actual) -> tuple[float, float]:
    """P10 and P90 of reach for the published posts (all posts when none is), around the forecast as its mean."""
    spread = expected.reach_log_sd**2, expected.reach_third
    middle = np.log(max(reach_if_out(expected, actual), 1e-9)) - skewed.lift(*spread)
    low, high = (float(np.exp(middle + skewed.quantile(*spread, z))) for z in (-Z90, Z90))
    return low, high


def reach_if_out(expected: Expected, actual: Actual) -> float:
    """Expected reach of the published posts: the pick's forecast times their share of its single posts."""
    single = sum(slot.posts * slot.reach for slot in expected.slots)
    if actual.state not in (State.PART, State.SHORT) or not single:
        return expected.reach
    left = {slot.format: slot.posts for slot in expected.slots}
    seen = 0.0
    for post in actual.out:
        slot = next((s for s in expected.slots if s.format is post.format), expected.slots[0])
        number = min(post.posts, left[slot.format])
        left[slot.format] -= number
        seen += number * slot.reach
    return expected.reach * seen / single


def _group(key: str, name: str, lines: Sequence[Line]) -> Group:
    return Group(
        key=key,
        label=name,
        picks=sum(line.expected.pick.count for line in lines),
        unposted=sum(line.expected.pick.count for line in lines if line.actual.state is State.UNPOSTED),
        late=sum(line.expected.pick.count for line in lines if line.actual.late > 0),
        open=sum(line.expected.pick.count for line in lines if not line.actual.state.settled),
        judged=sum(line.inside is not None for line in lines),
        inside=sum(line.inside is True for line in lines),
        reach=_sum([line.reach for line in lines if line.actual.state.settled]),
        engagements=_sum([line.engagements for line in lines if line.actual.state.settled]),
        conversions=_sum([line.conversions for line in lines]),
        cost=_sum([line.cost for line in lines if line.actual.state.settled]),
    )


def _sum(parts: Sequence[Variance]) -> Variance:
    known = [part for part in parts if part.actual is not None]
    if not known:
        return Variance(sum(part.planned for part in parts), None)
    return Variance(sum(part.planned for part in known), sum(part.actual or 0.0 for part in known))


def _per(cost: float | None, results: float | None, times: float = 1.0) -> float | None:
    return None if cost is None or not results else times * cost / results
