"""Where each creator stands in a campaign: asked, signed, declined, posted, released; with the day, and who noted it.

Statuses are data of the campaign and no rules of its brief: `asked_with` makes rules of them when something is planned.
"""

import datetime
from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import Field

from planner.brief.brief import Brief, MustHave, Quality
from planner.brief.filters import FILTERS
from planner.domain.roster import MAX_CENTS, Frozen
from planner.outcome import Plan
from planner.problems import BadInput, Problem


class Step(StrEnum):
    """How far it has come with a creator."""

    ASKED = "asked"
    SIGNED = "signed"
    DECLINED = "declined"
    POSTED = "posted"
    RELEASED = "released"


STAYS = (Step.SIGNED, Step.POSTED)
"""Whoever is here is in every plan, at the fee that was agreed."""
GOES = (Step.DECLINED, Step.RELEASED)
"""Whoever is here is in no plan."""


class Status(Frozen):
    """One step with a creator. on: None = the day is not known; by: who noted it; fee and package: as agreed.

    The fee of somebody who was asked is what they want instead of their offer.
    """

    creator: str = Field(min_length=1, description="Creator id, such as instagram:lina.hart")
    step: Step
    on: datetime.date | None = None
    by: str = Field("", max_length=120)
    fee_cents: int | None = Field(None, ge=0, le=MAX_CENTS, description="Agreed fee; None = as quoted")
    package: str | None = Field(None, description="Agreed package; None = any")
    note: str = Field("", max_length=2_000)


class Exemption(Frozen):
    """What is asked of one creator instead of the brief's quality: "may have 29% suspicious followers"."""

    creator: str = Field(min_length=1)
    quality: Quality
    why: str = Field("", max_length=2_000)


class Ruling(StrEnum):
    """What a client has decided about a creator; OPEN: shown to them and not decided."""

    APPROVED = "approved"
    DECLINED = "declined"
    OPEN = "open"


class Decided(Frozen):
    """What a client decided about one account, as a plan counts it. package: "" = any; by: who; on: the day."""

    creator: str = Field(min_length=1)
    package: str = ""
    ruling: Ruling
    by: str = Field("", max_length=200)
    on: datetime.date | None = None


def latest(statuses: Iterable[Status]) -> Mapping[str, Status]:
    """The last step with each creator, by creator; agreed fee and package carry over from the steps before."""
    found: dict[str, Status] = {}
    for status in statuses:
        before = found.pop(status.creator, None)
        if before is not None and status.step in STAYS and before.step in STAYS:
            fee = before.fee_cents if status.fee_cents is None else status.fee_cents
            package = status.package or before.package
            status = status.model_copy(update={"fee_cents": fee, "package": package})
        found[status.creator] = status
    return found


def asked_with(
    brief: Brief, statuses: Iterable[Status], exemptions: Iterable[Exemption] = (), decided: Iterable[Decided] = ()
) -> Brief:
    """The brief that is planned: who signed or posted stays, who declined or was released is left out.

    Whoever signed is asked for no quality any more. Of the others, whom the client approved stays and whom they
    declined is left out. Raises BadInput like a brief does.
    """
    now = latest(statuses)
    brief = _decided_with(brief, {one.creator: one for one in decided})
    stays = {creator: status for creator, status in now.items() if status.step in STAYS}
    goes = [creator for creator, status in now.items() if status.step in GOES]
    locked = [wanted for wanted in brief.must_have if wanted.creator not in stays and wanted.creator not in goes]
    signed = [
        MustHave(creator=creator, package=status.package, agreed_fee_cents=status.fee_cents, signed=True)
        for creator, status in stays.items()
    ]
    excluded = [creator for creator in brief.excluded if creator not in now or now[creator].step is Step.ASKED]
    excluded = [creator for creator in excluded if creator not in goes] + goes
    own = {one.creator: one.quality for one in exemptions}
    exceptions = {**brief.exceptions, **own, **dict.fromkeys(stays, ANY_QUALITY)}
    return brief.having(must_have=(*signed, *locked), excluded=tuple(excluded), exceptions=exceptions)


def _decided_with(brief: Brief, decided: Mapping[str, Decided]) -> Brief:
    """The brief with approved creators as must-haves with their packages, and declined ones excluded."""
    approved = [one for one in decided.values() if one.ruling is Ruling.APPROVED]
    declined = [name for name, one in decided.items() if one.ruling is Ruling.DECLINED]
    settled = {*declined, *(one.creator for one in approved)}
    must = tuple(one for one in brief.must_have if one.creator not in settled)
    fees = {one.creator: one.agreed_fee_cents for one in brief.must_have}
    kept = tuple(
        MustHave(creator=one.creator, package=one.package or None, agreed_fee_cents=fees.get(one.creator))
        for one in approved
    )
    out = tuple(name for name in brief.excluded if name not in settled)
    return brief.model_copy(update={"must_have": (*must, *kept), "excluded": (*out, *declined)})


ANY_QUALITY = Quality.model_validate({one.field: one.passes_all for one in FILTERS})
"""What is asked of somebody who has signed: nothing any more."""


def taken(plan: Plan, statuses: Iterable[Status], on: datetime.date | None = None, by: str = "") -> tuple[Status, ...]:
    """The statuses after "Take this plan": whoever is in it and has no status is asked, with the plan's package.

    Nobody becomes a rule: a plan that is taken is the one to start from, not the only one that is allowed.
    """
    before = tuple(statuses)
    known = set(latest(before))
    new = (
        Status(creator=pick.creator, step=Step.ASKED, on=on, by=by, package=pick.package)
        for pick in plan.by_account.picks
        if pick.creator not in known and pick.count == 1
    )
    return (*before, *new)


def marked(statuses: Iterable[Status], status: Status, plan: Plan | None = None) -> tuple[Status, ...]:
    """The statuses with one more step.

    plan: the one they were asked for, whose package is what was agreed where the step names none. Raises BadInput for a
    post of somebody who has not signed.
    """
    before = tuple(statuses)
    last = latest(before).get(status.creator)
    if status.step is Step.POSTED and (last is None or last.step not in STAYS):
        raise BadInput([Problem("status", status.creator, "has posted without having signed", "signed first")])
    pick = (
        next((one for one in plan.by_account.picks if one.creator == status.creator), None)
        if plan is not None
        else None
    )
    if pick is not None and status.step is Step.SIGNED and status.package is None:
        status = status.model_copy(update={"package": pick.package})
    return (*before, status)


def undone(statuses: Iterable[Status], creator: str) -> tuple[Status, ...]:
    """The statuses without the last step of a creator."""
    before = tuple(statuses)
    at = max((place for place, one in enumerate(before) if one.creator == creator), default=None)
    return before if at is None else before[:at] + before[at + 1 :]
