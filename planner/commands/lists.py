"""The options for how a list of creators is read, and reading it: the same for every command that takes a list."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from planner.commands.common import PLATFORMS, decoded, read, refuse
from planner.commands.declare import option, read_from
from planner.commands.elsewhere import HEADER, QUERY, name_of
from planner.commands.typed import whole
from planner.domain.platforms import Platform

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.domain.roster import Roster
    from planner.intake import Mapping as Chosen
    from planner.intake import Question, Reading, ReadSettings, Upload
    from planner.intake.reading import Understood
    from planner.optimise.watch import Watch
    from planner.problems import BadInput

T = TypeVar("T")
HOW = "how the list is read"
ANSWER = option(
    "--answer",
    action="append",
    default=[],
    metavar="KEY=VALUE",
    help="answer to a question about a file; may be repeated",
)
_MAP = "how to read it: a mapping, or the JSON report of the roster command for a list with the same header"
READING = (
    option("--platform", choices=PLATFORMS, help="platform of creators whose row names none").under(HOW),
    option("--sheet", metavar="NAME", help="sheet of a workbook, instead of the first that is a list").under(HOW),
    option("--header-row", type=whole(1, 200_000), metavar="N", help="row of the header, the first row being 1").under(
        HOW
    ),
    read_from("--map", _MAP).under(HOW),
    ANSWER.under(HOW),
    HEADER.under(HOW),
    QUERY.under(HOW),
)
"""How lists are read: their platform, sheet, header and columns, and answers to what they leave open."""
ROSTER = read_from(
    "--roster", "creators: CSV, XLSX, XLS, ODS, JSON or Parquet; without it, types of creators are planned"
)
LIST = (ROSTER, *READING)
CATALOGUE = option("--catalogue", metavar="DIR", help="creators of a catalogue instead, see the catalogue command")
MARKET = (ROSTER.one_of("list"), CATALOGUE.one_of("list"), *READING)
"""Creators of a list, or out of a catalogue."""
BRIEF = read_from("--brief", "the campaign, JSON (see the schema command)", required=True)
_BIGGEST_MAP = 5_000_000
_SHOWN = 12
"""Cells of a roster named beside a plan; the command for rosters lists them all."""


def read_lists(asked: argparse.Namespace, files: Sequence[tuple[str, bytes]], settings: ReadSettings) -> Reading:
    """Files of creators as one reading, by all of the options. files: path and bytes of each.

    Raises as `read_uploads` does.
    """
    from planner.intake import Upload

    mapping = mapping_of(asked)
    return read_uploads(asked, [Upload(name_of(path), data, mapping) for path, data in files], settings)


def read_uploads(asked: argparse.Namespace, uploads: Sequence[Upload], settings: ReadSettings) -> Reading:
    """Files of creators as one reading; the answers on the command line have to be to their questions.

    Raises Unanswered for what has to be said first, BadInput for files that cannot be read and for answers to nothing.
    """
    from planner.intake import Unanswered, read_rosters

    try:
        reading = read_rosters(uploads, settings)
    except Unanswered as waiting:
        _check(asked, waiting.questions, waiting.files)
        raise
    _check(asked, reading.questions, reading.files)
    return reading


def _check(asked: argparse.Namespace, questions: Sequence[Question], files: Sequence[Understood]) -> None:
    from planner.intake.asking import check_answers

    letters = {use.column.letter for file in files for use in file.columns}
    # What has been answered is asked no more, and is a question about the file all the same.
    every = [*questions, *(question for file in files for question in file.questions)]
    check_answers(answers_of(asked.answer), every, letters=letters)


def mapping_of(asked: argparse.Namespace) -> Chosen:
    """What was said about the files, on the command line and in --map. Raises BadInput, Unreadable."""
    from planner.intake import Mapping as Chosen

    mapping = Chosen() if asked.map is None else _mapping_in(asked.map)
    update: dict[str, object] = {"answers": mapping.answers | answers_of(asked.answer)}
    if asked.sheet is not None:
        update["sheet"] = asked.sheet
    if asked.header_row is not None:
        update["header_row"] = asked.header_row
    return mapping.model_copy(update=update)


def _mapping_in(path: str) -> Chosen:
    """The mapping of a file, or that of the first file of a report."""
    import json

    from pydantic import ValidationError

    from planner.intake import Mapping as Chosen
    from planner.problems import BadInput, Problem, problems_of

    data, place = json.loads(decoded(read(path, "--map", _BIGGEST_MAP), path, "--map", "a mapping")), f"--map '{path}'"
    files = data.get("files") if isinstance(data, dict) else None
    if isinstance(files, list) and files and isinstance(files[0], dict):
        data = files[0].get("mapping", {})
    if not isinstance(data, dict) or not data.keys() <= Chosen.model_fields.keys():
        wrong = "holds no mapping and no report of the roster command"
        raise BadInput([Problem(place, "", wrong, "a mapping, or what roster --json has written for a file")])
    try:
        return Chosen.model_validate(data)
    except ValidationError as error:
        raise BadInput(problems_of(error, place)) from None


def read_inputs(
    asked: argparse.Namespace, data: tuple[bytes, bytes | None], names: Iterable[str] = ()
) -> tuple[Brief, Roster | None]:
    """The brief and the roster, or a catalogue's short list; what was set aside goes to standard error.

    names: creators who are asked about, to be looked up in a catalogue. Raises BadInput.
    """
    from planner.brief.brief import Brief
    from planner.crosscheck import currency_problems
    from planner.problems import BadInput

    brief = Brief.read(decoded(data[0], asked.brief))
    if unpriced := currency_problems(brief):
        raise BadInput(unpriced)
    if getattr(asked, "catalogue", None) is not None:
        return brief, listed(asked.catalogue, brief, names)
    if data[1] is None:
        return brief, None
    reading = _read_roster(asked, data[1], brief)
    warn(brief, reading.roster)
    return brief.knowing(reading.new_platforms, reading.exchange), reading.roster


def warn(brief: Brief, roster: Roster | None) -> None:
    """Write to standard error what makes any plan on a list useless, before one is made."""
    if roster is not None and not roster.archetypes and roster.market is None:
        people = roster.creators
        _warn(brief, people["country"].unique(), people.columns)


def _warn(brief: Brief, countries: Iterable[str], columns: Iterable[str]) -> None:
    from planner.campaign.beforehand import all_elsewhere
    from planner.exports.text import one_line

    if said := all_elsewhere(brief, countries, columns):
        print(f"! {one_line(said)}", file=sys.stderr)


def read_roster_file(asked: argparse.Namespace, data: bytes | None, brief: Brief) -> Roster | None:
    """The roster of --roster, None without one; what was set aside goes to standard error. Raises BadInput."""
    return None if data is None else _read_roster(asked, data, brief).roster


def _read_roster(asked: argparse.Namespace, data: bytes, brief: Brief) -> Reading:
    """The file of --roster, of which at least one row can be used. Raises as `read_lists` does."""
    from planner.exports.text import one_line
    from planner.problems import BadInput, Problem

    reading = read_lists(asked, [(asked.roster, data)], reading_settings(asked, brief))
    for said in (*reading.notes, *_first(reading.set_aside), *_first(reading.marked)):
        print(one_line(str(said)), file=sys.stderr)
    if reading.roster is None:
        wrong = "has no usable row"
        raise BadInput([Problem(f"--roster '{asked.roster}'", "", wrong, "at least one usable creator")])
    return reading


def reading_settings(asked: argparse.Namespace, brief: Brief) -> ReadSettings:
    """The settings for what a list leaves open, from the options and the brief."""
    from planner.campaign.audience import home_of
    from planner.intake import ReadSettings

    return ReadSettings(
        platform=Platform(asked.platform) if asked.platform else None,
        currency=brief.currency,
        audience_country=home_of(brief),
        new_platforms=tuple(brief.new_platforms.items()),
        exchange=tuple(brief.exchange.items()),
    )


def _first(listed: Sequence[object]) -> Iterator[str]:
    """The first of many cells, and where the others are."""
    yield from map(str, listed[:_SHOWN])
    if len(listed) > _SHOWN:
        yield f"and {len(listed) - _SHOWN:,} more like these; the roster command lists them all"


def listed(directory: str, brief: Brief, names: Iterable[str] = ()) -> Roster:
    """A catalogue's short list for a brief. names: creators who are asked about.

    What makes any plan useless goes to standard error before. Raises BadInput.
    """
    from planner.catalogue.opening import listed
    from planner.optimise.watch import Watch

    warn_of_catalogue(brief, directory)
    return listed(directory, brief, names, Watch())


def warn_of_catalogue(brief: Brief, directory: str) -> None:
    """The same as `warn`, of a catalogue. Raises BadInput."""
    from planner.catalogue import Catalogue

    manifest = Catalogue.open(directory).manifest
    _warn(brief, {cell for shard in manifest.shards for cell in shard.countries}, manifest.columns.creators)


def opened(roster: Roster | None, brief: Brief) -> Roster | None:
    """The roster of a scenario; where it stands for a catalogue of this server, its short list. Raises BadInput."""
    if roster is None or roster.market is None:
        return roster
    from planner.catalogue.offers import opened
    from planner.optimise.watch import Watch

    return opened(roster, brief, (), Watch())


def grown(roster: Roster | None) -> Roster | None:
    """The roster with everybody who joined a catalogue's short list since it was read."""
    if roster is None or roster.market is None:
        return roster
    from planner.catalogue.opening import joined

    return joined(roster)


def ask(roster: Roster | None, question: Callable[[Roster | None], T], watch: Watch | None = None) -> T:
    """The answer to a question about a roster; of a catalogue's short list, one that holds for all of it.

    watch: its deadline; None = none.
    """
    if roster is None or roster.market is None:
        return question(roster)
    from planner.catalogue.opening import asked
    from planner.optimise.watch import Watch

    return asked(roster, question, watch or Watch())


def answers_of(said: Sequence[str]) -> dict[str, str]:
    """Answers of the option --answer by key. Raises BadInput for what is none."""
    from planner.problems import BadInput, Problem

    answers = {}
    for text in said:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise BadInput([Problem("--answer", text, "is not an answer", "the key of a question, =, and a choice")])
        answers[key.strip()] = value.strip()
    return answers


def asked_for(questions: Sequence[Question]) -> list[str]:
    """Open questions, each with the option that answers it and its choices, a line each."""
    from planner.exports.text import one_line

    lines = []
    for question in questions:
        free = "a number" if question.key.startswith("rate.") else "a name"
        choices = ", ".join(choice.value for choice in question.choices) or free
        lines.append(one_line(f"{question.problem} Answer with --answer {question.key}=... ({choices})"))
        lines.extend(one_line(f"  {choice.value}: {choice.words}") for choice in question.choices)
    return lines


def refused(bad: BadInput) -> int:
    """Say what cannot be used, grouped, or what has to be answered first; returns the exit status of bad input."""
    from planner.intake.reading import Unanswered
    from planner.problems import first_of

    if isinstance(bad, Unanswered):
        return refuse(asked_for(bad.questions))
    first, more = first_of(bad.problems)
    return refuse([*map(str, first), *([more] if more else [])])
