"""Lists that are no files: an address or a database in place of a path, on every command that takes a list."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.common import read
from planner.commands.declare import option

if TYPE_CHECKING:
    from planner.sources.origin import Origin

HEADER = option(
    "--header", metavar="NAME: VALUE", help="sent to an https:// address; secrets as ${NAME}, from the environment"
)
QUERY = option("--query", metavar="SQL", help="what to read from a database, sqlite:///FILE or postgresql://...")


def read_list(asked: argparse.Namespace, place: str, option: str) -> bytes:
    """Bytes of a file, or of what an address or a query returns. Raises Unreadable, BadInput."""
    origin = origin_of(asked, place, option)
    if origin is None:
        return read(place, option, None)
    from planner.sources.allowed import ANY
    from planner.sources.load import load

    return load(origin, ANY).data


def origin_of(asked: argparse.Namespace, place: str, option: str) -> Origin | None:
    """Where a list comes from, None for a file. Raises BadInput for options that belong elsewhere."""
    if "://" not in place:
        for name in ("header", "query"):
            if getattr(asked, name, None):
                from planner.problems import BadInput, Problem

                wrong = "belongs to an address" if name == "header" else "belongs to a database"
                accepted = f"{option} with https://, sqlite:/// or postgresql://"
                raise BadInput([Problem(f"--{name}", "", f"{wrong}, and {option} '{place}' is a file", accepted)])
        return None
    from planner.sources.origin import Origin

    return Origin(place=place, query=asked.query or "", header=asked.header or "").checked()


def name_of(place: str) -> str:
    """What a list is called: the last part of its place, without a query or a secret."""
    import os

    if "://" not in place:
        return os.path.basename(place)
    from planner.sources.origin import Origin

    return Origin(place=place).title
