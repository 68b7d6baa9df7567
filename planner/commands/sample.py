"""`sample`: write the sample campaign into a folder, to try the other commands on."""

from __future__ import annotations

import argparse
import os

from planner.commands.app import pages_folder
from planner.commands.common import DONE, Unreadable, read
from planner.commands.declare import Command, option

FILES = (
    "roster.csv",
    "brief.json",
    "brief_small.json",
    "brief_costs.json",
    "roster_currencies.csv",
    "brief_boosted.json",
    "brief_refused.json",
    "campaign.json",
    "results.csv",
)


def _run(asked: argparse.Namespace) -> int:
    from planner.commands.output_files import prepared

    try:
        os.makedirs(asked.folder, exist_ok=True)
    except OSError as error:
        wrong = f"cannot be made ({error.strerror}). Accepted: a folder that takes files."
        raise Unreadable(f"folder '{asked.folder}': {wrong}") from None
    data = {name: read(str(pages_folder() / "sample_data" / name), "sample", None) for name in FILES}
    paths = {name: os.path.join(asked.folder, name) for name in FILES}
    for name, path in paths.items():
        if os.path.exists(path) and read(path, "folder", None) != data[name]:
            raise Unreadable(f"folder '{asked.folder}': has another {name}. Accepted: a folder without one.")
    new = [(name, path) for name, path in paths.items() if not os.path.exists(path)]
    with prepared(new, []) as targets:
        for target in targets:
            target.write(data[target.kind])
    print("\n".join(paths.values()))
    return DONE


COMMAND = Command(
    "sample",
    "write the sample campaign into a folder",
    _run,
    (option("folder", nargs="?", default="sample_data", metavar="FOLDER", help="where to (sample_data)"),),
    "Writes a roster, three briefs, a saved campaign and its results, all invented. A file of yours is never written "
    "over.",
)
