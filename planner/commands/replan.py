"""`replan`: plan again after some creators signed or declined, with as few other changes as possible."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.commands.common import BIGGEST_BRIEF, Unreadable, read
from planner.commands.declare import option, read_from
from planner.commands.exploring import answered, explore, exploring
from planner.commands.typed import share

if TYPE_CHECKING:
    from planner.campaign.replan import Reply
    from planner.explore.study import Study
    from planner.operations.base import Case
    from planner.operations.base import Reply as Answered


def _run(asked: argparse.Namespace) -> int:
    if not asked.plan:
        raise Unreadable("--plan: is missing. Accepted: the plan that people were asked for, as JSON.")
    text = answers_text(asked.answers)

    def find(asked: argparse.Namespace, case: Case) -> Answered:
        asked.answers = replies(text, case.study)
        return answered("replan", asked, case)

    return explore(asked, find, names_in(text))


def answers_text(path: str) -> str:
    """The CSV of --answers. Raises Unreadable."""
    try:
        return read(path, "--answers", BIGGEST_BRIEF).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"--answers '{path}': is not text in UTF-8. Accepted: CSV in UTF-8.") from None


def names_in(text: str) -> Iterator[str]:
    """Everybody whom the CSV names."""
    for row in csv.DictReader(io.StringIO(text), skipinitialspace=True):
        yield from (value for key, value in row.items() if (key or "").strip() == "creator" and value)


def replies(text: str, study: Study) -> list[Reply]:
    """One reply per line of the CSV, by the names that the study knows.

    Raises BadInput with every line that cannot be used.
    """
    from pydantic import ValidationError

    from planner.amounts import ACCEPTED, cents_of
    from planner.campaign.replan import Reply
    from planner.explore.why_not import creator_named
    from planner.problems import BadInput, Problem, problems_of

    rows = csv.DictReader(io.StringIO(text))
    problems: list[Problem] = []
    found = []
    if rows.fieldnames is None or not {"creator", "answer"} <= {name.strip() for name in rows.fieldnames}:
        raise BadInput(
            [Problem("--answers, line 1", "", "has no columns creator and answer", "creator,answer,fee,package")]
        )
    for number, row in enumerate(rows, 2):
        cells = {(key or "").strip(): (value or "").strip() for key, value in row.items() if isinstance(value, str)}
        place = f"--answers, line {number}"
        typed = cells.get("fee")
        fee = cents_of(typed) if typed else None
        if typed and fee is None:
            problems.append(Problem(f"{place}, fee", typed, "is not an amount", ACCEPTED))
        try:
            creator = creator_named(study, cells.get("creator", ""))
            package = cells.get("package") or None
            found.append(
                Reply(creator=creator, answer=cells.get("answer", "").casefold(), fee_cents=fee, package=package)
            )
        except BadInput as bad:
            problems += [Problem(place, one.value, one.wrong, one.accepted) for one in bad.problems]
        except ValidationError as error:
            problems += (replace(one, place=f"{place}, {one.place}") for one in problems_of(error))
    if problems:
        raise BadInput(problems)
    return found


COMMAND = exploring(
    "replan",
    read_from(
        "--answers", "CSV with creator, answer (signed, declined, pending), and perhaps fee and package", required=True
    ),
    option("--allow", type=share, default=0.02, metavar="E", help="part of the goal to give up (2%%)"),
    run=_run,
)
