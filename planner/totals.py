"""What a plan comes to, as a whole and by tier, wave, platform and segment; money is in cents, reach in people."""

from typing import Literal

from pydantic import Field

from planner.domain.costs import CostKind
from planner.domain.roster import Frozen, Platform, Tier


class CostLine(Frozen):
    """One kind of cost of a pick or of a plan; all lines together are the full cost."""

    kind: CostKind
    cents: int
    per: str = Field(description="What it is counted by: package, unit, creator and post, share, campaign")
    basis: str = Field(description="How it was counted, in words")
    quantity: float | None = Field(None, description="Hours, where it is made of them; for all of count")
    unit_cents: int | None = Field(None, description="Cost of one of them")


class SegmentReach(Frozen):
    """Reach in one segment: people."""

    name: str
    size: int
    gross: float = Field(description="Sum of the picks' reach; counts a person as often as picks reach them")
    unique: float = Field(description="NBD model: the forecast")
    independent: float = Field(description="If audiences overlapped only by chance: optimistic")
    pool: float = Field(description="If all audiences lay inside the largest one: nothing can be lower")
    twice: float | None = Field(None, description="People whom two or more picks reach")
    thrice: float | None = Field(None, description="People whom three or more picks reach")
    kwerel: float | None = Field(None, description="Least unique reach with the same pairwise overlaps")
    pairs: float | None = Field(None, description="Sum over all pairs of picks of the people whom both reach")


class TierTotals(Frozen):
    """One tier of the plan; unique reach is what the tier alone would reach."""

    tier: Tier
    creators: int
    cost_cents: int
    engagements: float
    gross_reach: float
    unique_reach: float


class WaveTotals(Frozen):
    """One wave of the plan; unique reach is what its posts alone would reach. Cash counts when it is earned."""

    name: str
    creators: int = Field(description="Creators who post in it")
    posts: int
    cost_cents: int
    unique_reach: float


class PlatformTotals(Frozen):
    """One platform of the plan; unique reach is what it alone would reach."""

    platform: Platform
    creators: int
    cost_cents: int
    unique_reach: float


class Totals(Frozen):
    """The plan as a whole. Gross reach is a sum; unique reach is never one."""

    creators: int
    posts: int
    cost_cents: int
    value_cents: int
    budget_left_cents: int | None
    gross_reach: float
    target_reach: float = Field(description="Gross reach inside the audience's segments")
    unique_reach: float
    frequency: float = Field(description="target_reach / unique_reach, 0 when nothing is reached")
    impressions: float
    engagements: float
    score: float
    estimated_fees: int = Field(description="Picks whose fee nobody has quoted")
    segments: tuple[SegmentReach, ...]
    tiers: tuple[TierTotals, ...]
    platforms: tuple[PlatformTotals, ...] = ()
    waves: tuple[WaveTotals, ...] = Field((), description="Per wave of the brief; empty = no waves")
    charged_cents: int | None = Field(None, description="What the budget covers of it; None = cost_cents, older files")
    costs: tuple[CostLine, ...] = Field((), description="The full cost by kind; empty in older files")
    fixed_cents: int = Field(0, description="Part of cost_cents that is due once and belongs to no pick")
    worth_cents: int | None = Field(None, description="What the packages are worth to the creators")
    expected_posts: float | None = Field(None, description="Posts that will appear, on average; None = not known")
    conversions: float | None = Field(None, description="None = the brief gives no rates")
    revenue_cents: float | None = Field(None, description="None = the brief gives no revenue per conversion")
    emv_cents: float | None = Field(None, description="Engagements at the brief's own rate; None = it gives none")

    paid_reach: float = Field(0.0, description="Part of gross_reach that money behind posts adds")
    paid_impressions: float = Field(0.0, description="Part of impressions that it buys")

    @property
    def boost_cents(self) -> int:
        """Money behind posts, part of cost_cents."""
        return sum(line.cents for line in self.costs if line.kind is CostKind.BOOSTING)

    @property
    def waste(self) -> float:
        """People reached outside every segment."""
        return max(0.0, self.gross_reach - self.target_reach)

    @property
    def charged(self) -> int:
        """Cents that the plan takes of the budget: cash, or the full cost where the brief says so."""
        return self.cost_cents if self.charged_cents is None else self.charged_cents

    def seen(self, times: Literal[2, 3]) -> float:
        """People whom at least two, or three, of the picks reach; 0 where a plan was made before this was known."""
        return sum((part.twice if times == 2 else part.thrice) or 0.0 for part in self.segments)

    @property
    def bracket(self) -> tuple[float, float]:
        """Unique reach between the pessimistic and the optimistic model of overlap."""
        low = sum(part.pool if part.kwerel is None else part.kwerel for part in self.segments)
        return low, sum(part.independent for part in self.segments)

    @property
    def cross_platform(self) -> float:
        """People counted more than once when the platforms' unique reaches are added up."""
        return max(0.0, sum(part.unique_reach for part in self.platforms) - self.unique_reach)

    @property
    def cost_per_conversion_cents(self) -> float | None:
        """Cash per conversion, in cents; None when there are none."""
        return self.cost_cents / self.conversions if self.conversions else None

    @property
    def roas(self) -> float | None:
        """Revenue per unit of cash; None without revenue or cash."""
        return self.revenue_cents / self.cost_cents if self.revenue_cents is not None and self.cost_cents else None

    @property
    def cpm_cents(self) -> float | None:
        """Cash per thousand impressions, in cents; None when there are none."""
        return self.cost_cents / self.impressions * 1000 if self.impressions else None

    @property
    def cost_per_reach_cents(self) -> float | None:
        """What the budget covers, per unique person reached, in cents; None when nobody is."""
        return self.charged / self.unique_reach if self.unique_reach else None

    @property
    def cpe_cents(self) -> float | None:
        """Cash per engagement, in cents; None when there are none."""
        return self.cost_cents / self.engagements if self.engagements else None
