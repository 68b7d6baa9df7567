"""What an edited workbook is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.domain.roster import Roster
from planner.exports.media_plan import status_of
from planner.forecast.assumptions import assumptions_of
from planner.forecast.packages import bookable_lines
from planner.outcome import Pick, Plan


@dataclass(frozen=True)
class Against:
    """What the file is compared with: the plan on screen, its brief, the roster it was made from, and who answered."""

    plan: Plan
    brief: Brief
    roster: Roster | None
    campaign: Campaign = field(default_factory=Campaign)

    def status_of(self, pick: Pick) -> str:
        """Where the booking of a pick stands, in the words of the workbook."""
        return status_of(pick.creator, self.brief, self.campaign)

    @cached_property
    def picks(self) -> Mapping[str, Pick]:
        """The plan's picks by creator."""
        return {pick.creator: pick for pick in self.plan.by_account.picks}

    @cached_property
    def packages(self) -> Mapping[str, Mapping[str, int]]:
        """What every creator of the roster can be booked with, and the cash of each beyond its fee, in cents.

        That is commission that falls due, shipping and money behind posts, which a fee agreed in the workbook cannot
        change.
        """
        if self.roster is None:
            return {}
        ids = self.roster.creators["id"].tolist()
        lines = bookable_lines(self.roster, self.brief, assumptions_of(self.brief))
        beyond = lines.commission_cents + lines.shipping_cents(self.brief) + lines.boost_cents
        found: dict[str, dict[str, int]] = {creator: {} for creator in ids}
        for of, name, cents in zip(lines.creator.tolist(), lines.ids, beyond.tolist(), strict=True):
            found[ids[of]][str(name)] = int(cents)
        return found

    def beyond_fee(self, pick: Pick) -> int:
        """Cash of one creator of a pick that is not their fee, in cents."""
        return self.packages.get(pick.creator, {}).get(pick.package, 0) + pick.rights_cents // pick.count

    def fee_alone(self, pick: Pick) -> int:
        """Cash to one creator of a pick, less commission, shipping, rights and ads, in cents."""
        return max(0, pick.cost_cents // pick.count - self.beyond_fee(pick))

    def knows(self, creator: str) -> bool:
        """Whether a creator is in the plan or can be booked from the roster."""
        return creator in self.picks or creator in self.packages
