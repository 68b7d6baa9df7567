"""The brief and the campaign with changes of an edited workbook in them."""

import datetime
from collections.abc import Iterable

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.exports.back.changes import Change, What

_KEPT = (What.SIGNED, What.FEE, What.ADDED)
_STEPS = {What.ASKED: Step.ASKED, What.SIGNED: Step.SIGNED, What.DECLINED: Step.DECLINED}


def applied(brief: Brief, changes: Iterable[Change]) -> Brief:
    """Signed, agreed and added creators become must-haves, declined ones are excluded, notes are kept.

    Raises BadInput when the brief cannot hold them.
    """
    data = brief.model_dump(mode="json")
    wanted = {entry["creator"]: entry for entry in data["must_have"]}
    excluded = dict.fromkeys(data["excluded"])
    notes = dict(data["notes"])
    for change in changes:
        if change.what in _KEPT:
            excluded.pop(change.creator, None)
            wanted[change.creator] = {
                "creator": change.creator,
                "package": change.package,
                "agreed_fee_cents": change.fee_cents,
            }
        elif change.what is What.DECLINED:
            wanted.pop(change.creator, None)
            excluded[change.creator] = None
        elif change.what is What.REOPENED:
            wanted.pop(change.creator, None)
        elif change.what is What.ASKED:
            # Whom somebody asked is no demand.
            continue
        elif change.note:
            notes[change.creator] = change.note
        else:
            notes.pop(change.creator, None)
    data |= {"must_have": list(wanted.values()), "excluded": list(excluded), "notes": notes}
    return Brief.read(data)


def noted(campaign: Campaign, changes: Iterable[Change], on: datetime.date) -> tuple[Campaign, tuple[Change, ...]]:
    """The campaign with the statuses among the changes, which its plans then count, and the changes that are left.

    What is left belongs into the brief: fees without a signature, added creators and notes. on: the day of the steps.
    """
    left = []
    for change in changes:
        step = _STEPS.get(change.what)
        if change.what is What.REOPENED:
            campaign = campaign.forgotten(change.creator)
        elif step is not None:
            fee = change.fee_cents if step is Step.SIGNED else None
            package = None if step is Step.DECLINED else change.package
            campaign = campaign.marked(Status(creator=change.creator, step=step, on=on, fee_cents=fee, package=package))
        if step is None:
            left.append(change)
    return campaign.replanned(), tuple(left)
