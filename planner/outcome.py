"""The three answers: a Plan with its proof, a Refusal with its conflict, or an honest Undecided.

Everything here is validated, frozen and serialises to JSON; money is in cents, shares are 0 to 1.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from planner.brief.brief import Brief, GoalKind
from planner.brief.paths import Path
from planner.domain.rights import Right
from planner.domain.roster import Compensation, Format, Frozen, Platform, Tier
from planner.totals import CostLine, Totals
from planner.units import KeyedUnit


class Band(Frozen):
    """Of a hundred campaigns like this one, ten end below `p10`, fifty below `p50` and ninety below `p90`."""

    p10: float
    p50: float
    p90: float


class FloorChance(Frozen):
    """How often the simulated campaigns met a floor of the brief."""

    path: Path = Field(description="Field of the brief that sets it")
    name: str
    chance: float = Field(description="Part of the draws that met it, 0 to 1")
    asked: float | None = Field(None, description="Confidence that the brief asks for; None = none")


class PlanBands(Frozen):
    """What the plan may come to: P10, P50 and P90 over seeded draws of the whole campaign."""

    unique_reach: Band
    engagements: Band
    cost_cents: Band = Field(description="Cash that is really due: some decline, some never post, estimates miss")
    conversions: Band | None = None
    revenue_cents: Band | None = None
    roas: Band | None = Field(None, description="Revenue per unit of cash, draw by draw")
    posts: Band | None = Field(None, description="Posts that really appear")
    draws: int
    seed: int
    floors: tuple[FloorChance, ...] = ()


class Pick(Frozen):
    """One creator in the plan, with the package booked and what is expected of it (for all of `count`)."""

    creator: str = Field(description="Creator id, platform:handle")
    handle: str
    name: str
    platform: Platform
    tier: Tier
    country: str
    category: str
    followers: int
    package: str
    deliverables: dict[Format, int] = Field(description="Posts of each format in one package")
    compensation: Compensation
    count: int = Field(description="1, or how many of an archetype")
    cost_cents: int = Field(description="Cash for all of count")
    value_cents: int = Field(description="Full cost: cash, stock at cost, and what else the brief counts")
    costs: tuple[CostLine, ...] = Field((), description="The full cost by kind; empty in older files")
    fee_estimated: bool
    evidence: str = Field(description="Where the reach comes from: measured reach, median views, benchmark rate")
    reach: float = Field(description="People who see it, one package's audience times count, waste included")
    target_reach: float = Field(description="Of these, people in the audience's segments")
    incremental_reach: float = Field(description="Unique people lost without this pick")
    impressions: float
    engagements: float
    score: float
    fit: float | None
    authenticity: float | None
    fake_share: float | None
    engagement_rate: float | None
    uses: dict[str, float] = Field(default_factory=dict, description="Stock used, for all of count")
    must_have: bool = False
    waves: tuple[int, ...] = Field((), description="Waves of the brief in which it posts, from 1; empty = no waves")
    worth_cents: int | None = Field(None, description="What it is worth to the creator: money, stock at its price")
    accepts: float | None = Field(None, description="Chance that the creator says yes; part of reach already")
    posting: float | None = Field(None, description="Chance that they then post; part of reach already")
    affinity: float | None = Field(None, description="Closeness to the brand, 0 to 1; None = not known")
    values_match: float | None = None
    sponsored_load: float | None = Field(None, description="Part of their posts that are paid for; None = not known")
    expected_posts: float | None = Field(None, description="Posts that will appear, on average; None = not known")
    conversions: float | None = Field(None, description="None = the brief gives no rates")
    engagement_base: str = Field("", description="What the engagement rate is relative to: followers, views or reach")
    target_measured: bool | None = Field(
        None, description="Their audience's share in the segments was measured; False = defaults; None = not known"
    )
    fee_low_cents: int | None = Field(None, description="Low end of an estimated or quoted range, for all of count")
    fee_high_cents: int | None = Field(None, description="High end of an estimated or quoted range, for all of count")
    rights: tuple[Right, ...] = Field((), description="Rights that it carries")
    rights_cents: int = Field(0, description="Surcharges for them, for all of count; part of cost_cents")
    rights_estimated: bool = Field(False, description="Some surcharge is an estimate")
    boost_cents: int = Field(0, description="Money behind its posts, for all of count; part of cost_cents")
    paid_reach: float = Field(0.0, description="Part of `reach` that this money adds")
    paid_impressions: float = Field(0.0, description="Part of `impressions` that it buys")
    paid_cpm_cents: float | None = Field(None, description="Price of a thousand of them; None = no money behind posts")
    reach_band: Band | None = Field(None, description="Of `reach`, in the same draws as the plan's bands")
    engagement_band: Band | None = Field(None, description="Of `engagements`")
    parts: tuple["Pick", ...] = Field(
        (), description="Where a person is booked on several accounts: each of them, the largest first; else empty"
    )

    @property
    def accounts(self) -> tuple["Pick", ...]:
        """The pick by accounts: its parts, or itself."""
        return self.parts or (self,)

    @property
    def posts(self) -> int:
        """Posts contracted, over all of count."""
        return self.count * sum(self.deliverables.values())


class LimitReport(Frozen):
    """One limit as the plan stands to it. `used` and `bound` are in `unit` (money in cents, share 0 to 1)."""

    rule: str
    name: str
    sense: Literal["<=", ">="]
    used: float
    bound: float
    unit: KeyedUnit
    met: bool
    path: Path = Field(description="Field of the brief that sets it")
    removed: int | None = Field(None, description="Creators a filter removes on its own; None = not a filter")
    removes: str = Field("", description="Which creators a filter removes: `with fit below 0.45`")

    @property
    def tightness(self) -> float:
        """1 when the limit is exactly used up, less the more room there is; 0 to 1, and 0 for a filter."""
        if self.removed is not None:
            return 0.0
        if self.sense == "<=":
            return 1.0 if self.bound == 0 else min(1.0, self.used / self.bound)
        return 1.0 if self.used == 0 else min(1.0, self.bound / self.used)


def asked_for(limits: Iterable[LimitReport], brief: Brief) -> tuple[LimitReport, ...]:
    """The limits that a brief still makes: of a rule that was dropped since, nobody is told how tight it is."""
    return tuple(row for row in limits if not row.path or row.path.get(brief) not in (None, False, ()))


class Proof(Frozen):
    """How the plan is known to be good: no plan under these limits can beat `bound`."""

    goal: float = Field(description="What this plan achieves: people x value, engagements, score, or cents")
    bound: float = Field(description="The best that any plan could achieve")
    gap: float = Field(description="Relative distance of the two, 0 = best possible")
    tolerance: float = Field(description="The gap at which the search was allowed to stop")
    closed: bool = Field(
        description="True when the search ended within the tolerance, before a second goal took its part"
    )
    how: str = Field(description="direct, core of the roster, ...")
    solver: str
    seconds: float
    packages: int = Field(description="Packages considered")
    checked: bool = Field(description="True when the independent check has passed it")
    second_goal: float | None = Field(None, description="What it achieves at the second goal, where one was asked for")
    second_bound: float | None = Field(
        None, description="The best at it that keeps the first goal within its tolerance"
    )
    second_gap: float | None = Field(None, description="Relative distance of the two; None = not known")
    by_solver: bool = Field(
        False, description="True when the bound is the solver's word alone, which neither prices nor a list confirm"
    )


class BenchEntry(Frozen):
    """A creator just outside the plan, and why."""

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    package: str
    cost_cents: int
    gain: float = Field(description="What the goal would gain from them alone, on top of the plan")
    reason: str
    limits: tuple[Path, ...] = Field(
        (), description="Fields of the brief whose limits having them would overstep; empty = they add too little"
    )


class RecordPlace(Frozen):
    """Where a sealed plan stands in a record: so the file knows how long the record was, whatever is done to it."""

    line: int = Field(ge=1)
    before: str = Field(max_length=64, description="Digest of the line before; empty on the first")
    first: str = Field(max_length=64, description="Digest of the record's first line; empty on the first itself")


class Seal(Frozen):
    """What a plan was when it was sealed; see `planner.seal`."""

    digest: str = Field(min_length=64, max_length=64, description="SHA-256 of brief, roster, assumptions, plan, time")
    assumptions: str = Field(min_length=64, max_length=64, description="SHA-256 of every assumption as it was")
    sealed: datetime
    place: RecordPlace | None = Field(None, description="Its line in the record; None = sealed outside of any")


class Relief(Frozen):
    """A limit taken away. path and value: the change of the brief that does it; gain: what the goal gains by it.

    spent_cents: cash of the plan without it. at_most: no plan without it gains more.
    """

    rule: str
    name: str
    path: str
    value: bool | float | None = Field(
        None, description="None or false: the demand is dropped; else it asks for nothing"
    )
    gain: float
    at_most: float
    spent_cents: int


class Relieved(Frozen):
    """What taking limits away gains. best: the one whose removal gains most, or None; tried: paths of all."""

    best: Relief | None = None
    tried: tuple[str, ...] = ()


class Plan(Frozen):
    """Which creators to book, what that achieves, how every limit stands, and the proof."""

    kind: Literal["plan"] = "plan"
    goal: GoalKind
    picks: tuple[Pick, ...]
    totals: Totals
    limits: tuple[LimitReport, ...]
    proof: Proof
    bench: tuple[BenchEntry, ...] = ()
    notes: tuple[str, ...] = Field((), description="What the reader should know: estimates, flags")
    roster: str = Field("", description="Fingerprint of the roster that was planned")
    bands: PlanBands | None = Field(None, description="P10, P50 and P90 of what the plan may come to")
    seal: Seal | None = Field(None, description="When somebody sealed it, and on what; None = not sealed")
    relieved: Relieved | None = Field(
        None, description="Where money is left: what taking limits away gains; None = not worked out"
    )

    @property
    def as_made(self) -> Self:
        """Without what was added later, by which a plan is no other plan."""
        return self.model_copy(update={"seal": None, "relieved": None})

    @property
    def by_account(self) -> Self:
        """The plan with a pick for each account instead of each person."""
        if not any(pick.parts for pick in self.picks):
            return self
        return self.model_copy(update={"picks": tuple(account for pick in self.picks for account in pick.accounts)})


class Fix(Frozen):
    """The smallest change to one limit that makes the rest possible: set `path` of the brief to `value`."""

    path: Path
    value: Any = Field(description="New value of that field; None clears it")
    sentence: str
    enough: bool = Field(
        True, description="False when it is only known to settle this conflict, and another may remain"
    )
    creators: tuple[str, ...] = Field((), description="Whom it lets go, where it lets people go; ids")
    least: bool = Field(
        True,
        description="False when a smaller change is not known to be too small: by a cent, a person, a post or a whole "
        "per cent",
    )


class Conflict(Frozen):
    """One limit of a minimal set that cannot all hold; without any one of them the others can."""

    rule: str
    name: str
    have: float | None = Field(None, description="What the brief asks for, in unit")
    need: float | None = Field(None, description="The nearest that is possible with all other limits kept")
    unit: KeyedUnit
    fix: Fix | None = None
    path: str = Field("", description="Field of the brief that makes it; empty in older files")


class Refusal(Frozen):
    """No plan can meet the brief: a minimal conflict in the user's words."""

    kind: Literal["refusal"] = "refusal"
    sentence: str
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = Field(description="Solvers that each found it impossible")
    by_solver: bool = Field(
        False, description="True when that is the solvers' word alone, which neither prices nor a list confirm"
    )
    seconds: float
    roster: str = ""

    @property
    def rests_on(self) -> str:
        """What the refusal rests on, where that is less than a proof of our own; "" otherwise."""
        return "This is the solvers’ word: no prices and no list of all plans confirm it." if self.by_solver else ""


class Undecided(Frozen):
    """Time ran out, or the work was cancelled, before a plan or a refusal was established."""

    kind: Literal["undecided"] = "undecided"
    sentence: str
    seconds: float
    roster: str = ""


Outcome = Plan | Refusal | Undecided
