"""The brief with changes of an edited workbook in it."""

from __future__ import annotations

from collections.abc import Iterable

from planner.brief.brief import Brief
from planner.exports.back.changes import Change, What

_KEPT = (What.SIGNED, What.FEE, What.ADDED)


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
        elif change.note:
            notes[change.creator] = change.note
        else:
            notes.pop(change.creator, None)
    data |= {"must_have": list(wanted.values()), "excluded": list(excluded), "notes": notes}
    return Brief.read(data)
