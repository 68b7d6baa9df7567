"""`changes`: who changed what in a campaign, and what each change did to the plan."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from planner.commands.common import DONE, refuse
from planner.commands.declare import Command, json_of, option, targets

if TYPE_CHECKING:
    from planner.campaign.record import Entry
    from planner.store.changes import Recorded


_KINDS = ("brief", "list", "status", "client", "link", "undo")


def _run(asked: argparse.Namespace) -> int:
    from planner.campaign.record import Kind, chosen, people_of, read_together
    from planner.store.changes import entries_of, recorded
    from planner.store.errors import StoreError
    from planner.store.opened import open_database

    with targets(asked) as written:
        try:
            with closing(open_database(as_it_is=True)) as database:
                found = _meant(recorded(database), asked.campaign)
                if len(found) != 1:
                    return _which(found, asked.campaign)
                record = entries_of(database, found[0])
        except StoreError as trouble:
            return refuse([f"{trouble}."])
        people = people_of(record)
        by = None if asked.by is None else next((key for key, name in people.items() if _same(name, asked.by)), "")
        if by == "":
            who = ", ".join(dict.fromkeys(people.values())) or "nobody"
            return refuse([f"--by '{asked.by}': changed nothing in this campaign. Accepted: {who}."])
        kept = tuple(chosen(record, by, None if asked.kind is None else Kind(asked.kind)))
        for target in written:
            target.write(_json(kept))
        if asked.json != "-":
            print("\n".join(lines(read_together(kept))) or "Nothing has been changed.")
    return DONE


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.strip().casefold()


def _meant(campaigns: Sequence[Recorded], wanted: str | None) -> list[Recorded]:
    return [one for one in campaigns if wanted is None or _same(one.name, wanted) or one.campaign == wanted]


def _which(found: Sequence[Recorded], wanted: str | None) -> int:

    if not found and wanted is None:
        print("No campaign has a record of changes yet.")
        return DONE
    if not found:
        wrong = "is no campaign with a record. Accepted: a name or id as this command lists them without --campaign."
        return refuse([f"--campaign '{wanted}': {wrong}"])
    from planner.wording import counted

    for one in found:
        name = one.name or "without a name"
        print(f"{one.campaign}  {name}, {counted(one.entries, 'change')}, last {one.last:%Y-%m-%d %H:%M} UTC")
    return DONE


def _json(record: Sequence[Entry]) -> bytes:
    import json

    rows = [entry.model_dump(mode="json", exclude={"fields"}) | {"words": entry.words} for entry in record]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def lines(record: Sequence[Entry]) -> list[str]:
    """An entry a line: when (UTC), who, what, and what it did to the plan."""
    said = []
    for entry in record:
        effect = "" if entry.effect is None else f". {entry.effect.sentence[:1].upper()}{entry.effect.sentence[1:]}"
        note = f" ({entry.note})" if entry.note else ""
        said.append(f"{entry.at:%Y-%m-%d %H:%M}  {entry.by.shown}: {entry.words}{note}{effect}.")
    return said


COMMAND = Command(
    "changes",
    "who changed what in a campaign, and what it did to the plan",
    _run,
    (
        option("--campaign", metavar="NAME", help="its name or id; needed where several have a record"),
        option("--by", metavar="WHO", help="only what this person changed"),
        option("--kind", choices=_KINDS, help="only changes of this kind"),
        json_of("record"),
    ),
    "Reads the record that the pages keep, newest first; times are UTC. The database is the one that "
    "PLANNER_DATABASE_URL or PLANNER_DATA_DIR names, as it is for the server.",
)
