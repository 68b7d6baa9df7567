"""A plan against who has been asked for it: who stays, who has gone, who would come in."""

from dataclasses import dataclass

from planner.campaign.campaign import Campaign
from planner.campaign.status import GOES
from planner.outcome import Plan
from planner.wording import count, counted


@dataclass(frozen=True)
class Standing:
    """Creators by id. asked: everybody with a status; kept: those of them in the plan.

    gone: declined or released; left: asked or signed and not in the plan; new: in the plan and not asked yet.
    """

    asked: tuple[str, ...]
    kept: tuple[str, ...]
    gone: tuple[str, ...]
    left: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def headline(self) -> str:
        """`147 of 150 creators stay; 3 declined or were released; 3 come in`; before any reply, how many are asked."""
        if not (self.gone or self.left or self.new):
            return "Everybody in this plan has been asked"
        said = [f"{count(len(self.kept))} of {counted(len(self.asked), 'creator')} stay"]
        if self.gone:
            said.append(f"{count(len(self.gone))} declined or {'was' if len(self.gone) == 1 else 'were'} released")
        if self.left:
            said.append(f"{count(len(self.left))} {'leaves' if len(self.left) == 1 else 'leave'} the plan")
        if self.new:
            said.append(f"{count(len(self.new))} {'comes' if len(self.new) == 1 else 'come'} in")
        return "; ".join(said)


def standing(campaign: Campaign, plan: Plan) -> Standing:
    """How a plan stands to the campaign's statuses."""
    known = campaign.latest
    inside = {pick.creator for pick in plan.by_account.picks}
    gone = tuple(name for name, one in known.items() if one.step in GOES)
    return Standing(
        asked=tuple(known),
        kept=tuple(name for name in known if name in inside and name not in gone),
        gone=gone,
        left=tuple(name for name in known if name not in inside and name not in gone),
        new=tuple(pick.creator for pick in plan.by_account.picks if pick.creator not in known),
    )
