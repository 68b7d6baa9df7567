"""`catalogue`: millions of creators as a directory of Parquet files: build it, check it, show what is in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from planner.commands.common import DONE, Unreadable, refuse
from planner.commands.declare import Command, option
from planner.commands.elsewhere import name_of, origin_of, read_list
from planner.commands.lists import READING, mapping_of

if TYPE_CHECKING:
    from planner.catalogue import Catalogue
    from planner.catalogue.sources import File

_SHOWN = 40
EPILOG = """\
exit status: 0 done, 2 bad input, or the catalogue is not whole

examples:
  %(prog)s build market vendor-*.parquet
  %(prog)s build market january.csv february.xlsx --platform instagram
  %(prog)s check market
  %(prog)s show market
"""


def _run(asked: argparse.Namespace) -> int:
    if asked.do != "build" and asked.files:
        raise Unreadable(f"catalogue {asked.do}: takes no files. Accepted: the directory of a catalogue alone.")
    if asked.do == "build":
        return _build(asked)
    from planner.catalogue import Catalogue

    catalogue = Catalogue.open(asked.directory)
    if asked.do == "show":
        print("\n".join(_lines(catalogue)))
        return DONE
    return _check(catalogue)


def _build(asked: argparse.Namespace) -> int:
    from planner.catalogue.build import Request, build
    from planner.commands.roster import currency_of
    from planner.domain.platforms import Platform
    from planner.exports.text import one_line
    from planner.intake import ReadSettings
    from planner.wording import count, counted

    if not asked.files:
        raise Unreadable("catalogue build: has no files. Accepted: at least one list of creators after the directory.")
    platform = Platform(asked.platform) if asked.platform else None
    settings = ReadSettings(platform=platform, currency=currency_of(asked.currency))
    directory = Path(asked.directory)
    files = tuple(_file(asked, place) for place in asked.files)
    request = Request(files, asked.name or directory.name, settings, mapping_of(asked))
    built = build(directory, request, _progress())
    manifest = built.catalogue.manifest
    for note in (*built.notes[:_SHOWN], *map(str, built.set_aside)):
        print(one_line(note), file=sys.stderr)
    for one in manifest.sources:
        parts = ((one.merged, "merged"), (one.set_aside, "left out"), (one.blank, "blank"))
        words = "".join(f", {count(number)} {what}" for number, what in parts if number)
        print(one_line(f"{one.file}: {counted(one.rows, 'row')}, {count(one.used)} used{words}"))
    left = sum(one.set_aside for one in manifest.sources)
    if left:
        print(f"Left out until corrected: {counted(left, 'row')}, all in {directory / 'set_aside.csv'}")
    if built.shared:
        which = (
            "is in several files; the latest row counts"
            if built.shared == 1
            else "are in several files; the latest rows count"
        )
        print(f"{counted(built.shared, 'account')} {which}.")
    print("\n".join(_lines(built.catalogue)))
    return DONE


def _file(asked: argparse.Namespace, place: str) -> File:
    """A file as it lies there, or what an address or a query returns. Raises Unreadable, BadInput."""
    from planner.catalogue.sources import File

    if origin_of(asked, place, "the list") is not None:
        return File(name_of(place), data=read_list(asked, place, "the list"))
    path = Path(place)
    if not path.is_file():
        wrong = "is a folder. Accepted: a file" if path.is_dir() else "does not exist. Accepted: the path of a file"
        raise Unreadable(f"'{place}': {wrong}.")
    return File(path.name, path)


def _progress() -> Callable[[float, str], None]:
    """Says how far it is where somebody looks on, at most once a second."""
    import time

    last = [time.monotonic()]

    def say(share: float, doing: str) -> None:
        if sys.stderr.isatty() and time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            print(f"\r{share:4.0%} {doing[:60]:60}", end="\r", file=sys.stderr, flush=True)

    return say


def _check(catalogue: Catalogue) -> int:
    from planner.catalogue.check import problems_in
    from planner.wording import counted

    found = list(map(str, problems_in(catalogue)))
    if found:
        return refuse(found[:_SHOWN])
    print(f"{catalogue.directory}: {counted(len(catalogue.shards), 'file')}, every one as it was built.")
    return DONE


def size_words(size: int) -> str:
    """Bytes as people read them: `17.6 kB`, `2.3 MB`, `1,234.5 GB`."""
    at, unit = next((one for one in ((1e9, "GB"), (1e6, "MB")) if size >= 0.99995 * one[0]), (1e3, "kB"))
    return f"{max(size / at, 0.1):,.1f} {unit}"


def _lines(catalogue: Catalogue) -> list[str]:
    """What is in a catalogue, by what its manifest says."""
    from planner.domain.platforms import in_order, named
    from planner.exports.text import one_line
    from planner.wording import counted

    shards, columns = catalogue.shards, catalogue.columns
    platforms = {name for shard in shards for name in shard.kept.platforms}
    countries = {name.upper() for shard in shards for name in shard.kept.countries if name}
    fewest, most = zip(*(shard.kept.followers for shard in shards), strict=True)
    size = sum(shard.kept.size for shard in shards)
    return [
        one_line(
            f"{catalogue.name}: {counted(catalogue.creators, 'creator')}, {counted(catalogue.packages, 'package')}"
        ),
        f"Files: {len(shards):,}, {size_words(size)}",
        f"Platforms: {', '.join(named(name) for name in in_order(platforms))}",
        one_line(f"Countries: {', '.join(sorted(countries)) or 'not known'}"),
        f"Followers: {min(fewest):,} to {max(most):,}",
        f"Currency: {catalogue.manifest.currency}",
        one_line(f"Columns of creators: {', '.join(columns.creators)}"),
        one_line(f"Columns of packages: {', '.join(columns.packages)}"),
        f"Fingerprint: {catalogue.fingerprint}",
    ]


COMMAND = Command(
    "catalogue",
    "build, check or show a catalogue of millions of creators",
    _run,
    (
        option("do", choices=("build", "check", "show"), help="what to do with the directory"),
        option("directory", metavar="DIR", help="directory of the catalogue; build makes it"),
        option(
            "files",
            nargs="*",
            metavar="FILE",
            help="lists to build it of: any file that the roster command reads, and Parquet of any size",
        ),
        option("--name", metavar="NAME", help="what pages and plans call it (the directory's name)"),
        option("--currency", default="USD", metavar="CODE", help="currency of amounts without a sign (USD)"),
        *READING,
    ),
    "A catalogue holds more creators than fit in memory; docs/how-to/catalogue.md has its columns. Give "
    "--catalogue DIR in place of --roster to plan, budgets and all that explores around a plan.",
    EPILOG,
)
