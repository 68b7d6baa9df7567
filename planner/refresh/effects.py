"""What a list in place of another does to a plan that was made from the old one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field

from planner.domain.roster import UNKNOWN_FEE, Frozen, Roster
from planner.outcome import Pick, Plan
from planner.refresh.changes import Changes
from planner.units import Writing
from planner.wording import counted, few, money, person

_NAMED = 8
"""So many of a kind are named, the largest first."""


class Repriced(Frozen):
    """A pick whose package has another fee now; in cents, for all of its count."""

    creator: str
    package: str
    old_cents: int
    new_cents: int


class Effects(Frozen):
    """Which picks the new list touches. cost_cents: of the plan at the new fees, for those who are still there.

    left: picks whose creator is not in it. without_package: picks whose creator no longer offers what was booked.
    unquoted: picks whose fee is not known any more. asked: creators who left and had been asked or had signed.
    """

    left: tuple[str, ...]
    without_package: tuple[str, ...]
    repriced: tuple[Repriced, ...]
    unquoted: tuple[str, ...]
    asked: tuple[str, ...]
    old_cost_cents: int
    cost_cents: int
    budget_cents: int | None = Field(None, description="Of the brief; None = it has none")

    @property
    def touches(self) -> bool:
        """True when the plan cannot stay as it is, or costs something else."""
        return bool(self.left or self.without_package or self.repriced or self.unquoted or self.asked)


class Refreshed(Frozen):
    """What changed, and what it does to the plan; None where no plan was given."""

    changes: Changes
    effects: Effects | None = None


def effects(plan: Plan, lists: tuple[Roster, Roster], budget_cents: int | None, asked: Collection[str] = ()) -> Effects:
    """Compare the picks of a plan in two lists, the old one and the new. asked: creators who know of the campaign."""
    old, new = (_fees(roster) for roster in lists)
    there = set(lists[1].creators["id"])
    left, without, repriced, unquoted = [], [], list[Repriced](), []
    cost = plan.totals.cost_cents
    for pick in plan.by_account.picks:
        if pick.creator not in there:
            left.append(pick.creator)
            cost -= pick.cost_cents
            continue
        key = pick.creator, pick.package
        if key not in new:
            without.append(pick.creator)
            cost -= pick.cost_cents
        elif key in old and old[key] != new[key]:
            if UNKNOWN_FEE in (old[key], new[key]):
                unquoted += [pick.creator] if new[key] == UNKNOWN_FEE else []
            else:
                repriced.append(_repriced(pick, old[key], new[key]))
                cost += pick.count * (new[key] - old[key])
    return Effects(
        left=tuple(left), without_package=tuple(without), repriced=tuple(repriced), unquoted=tuple(unquoted),
        asked=tuple(one for one in sorted(asked) if one not in there and one in set(lists[0].creators["id"])),
        old_cost_cents=plan.totals.cost_cents, cost_cents=cost, budget_cents=budget_cents,
    )  # fmt: skip


def _repriced(pick: Pick, old: int, new: int) -> Repriced:
    return Repriced(creator=pick.creator, package=pick.package, old_cents=pick.count * old, new_cents=pick.count * new)


def _fees(roster: Roster) -> dict[tuple[str, str], int]:
    ids = roster.creators["id"].to_numpy(dtype=object)
    owners = ids[roster.packages["creator"].to_numpy()]
    return dict(
        zip(zip(owners, roster.packages["id"], strict=True), map(int, roster.packages["fee_cents"]), strict=True)
    )


def lines(found: Effects, writing: Writing) -> Iterator[str]:
    """The effects for people."""

    def cash(cents: int) -> str:
        return money(cents, writing.currency, writing.locale)

    if not found.touches:
        yield "Your plan stays as it is: nobody in it left, and no fee in it changed."
        return
    if found.left:
        yield f"{counted(len(found.left), 'pick')} of your plan left the list: {few(found.left, _NAMED, person)}."
    if found.without_package:
        yield f"No longer offering what was booked: {few(found.without_package, _NAMED, person)}."
    for one in sorted(found.repriced, key=lambda one: -abs(one.new_cents - one.old_cents))[:_NAMED]:
        word = "dearer" if one.new_cents > one.old_cents else "cheaper"
        yield f"{person(one.creator)} is {word}: {one.package}, {cash(one.old_cents)} → {cash(one.new_cents)}."
    if len(found.repriced) > _NAMED:
        yield f"And {len(found.repriced) - _NAMED} more have another fee."
    if found.unquoted:
        yield f"Without a quote now, so that their fee is estimated: {few(found.unquoted, _NAMED, person)}."
    if found.asked:
        yield f"Already asked, and no longer in the list: {few(found.asked, _NAMED, person)}."
    yield f"Those who stay cost {cash(found.cost_cents)}; the plan cost {cash(found.old_cost_cents)}."
    if found.budget_cents is not None and found.cost_cents > found.budget_cents:
        yield f"That is {cash(found.cost_cents - found.budget_cents)} over your budget: plan again."
