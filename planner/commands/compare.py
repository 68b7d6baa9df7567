"""`compare`: two or more scenario files side by side."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from planner.commands.common import DONE, as_json, read, read_roster, refuse
from planner.commands.declare import Command, json_of, read_from, targets
from planner.commands.lists import LIST, read_roster_file

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.explore.compared import Column, SideBySide
    from planner.outcome import Outcome

BIGGEST = 100_000_000


def _run(asked: argparse.Namespace) -> int:
    from planner.explore.compared import side_by_side

    if len(asked.files) < 2:
        return refuse(["compare: only one file. Accepted: two or more scenario files."])
    with targets(asked) as written:
        data = read_roster(asked)
        campaigns = [_campaign(path, asked, data) for path in asked.files]
        made = side_by_side(campaigns)
        for target in written:
            target.write(as_json(made))
        if asked.json != "-":
            print("\n".join(comparison_lines(made, campaigns[0][1])))
    return DONE


def _campaign(path: str, asked: argparse.Namespace, data: bytes | None) -> tuple[str, Brief, Outcome | None]:
    """Name, brief and outcome of a file, planned where it has no answer. Raises Unreadable, BadInput."""
    from dataclasses import replace

    from planner.planning import plan
    from planner.problems import BadInput
    from planner.store.scenario import read_scenario

    try:
        scenario = read_scenario(read(path, "compare", BIGGEST))
    except BadInput as bad:
        raise BadInput([replace(problem, place=f"'{path}', {problem.place}") for problem in bad.problems]) from None
    if scenario.outcome is not None:
        return scenario.name, scenario.brief, scenario.outcome
    roster = scenario.roster or read_roster_file(asked, data, scenario.brief)
    return scenario.name, scenario.brief, plan(roster, scenario.brief)


def comparison_lines(made: SideBySide, brief: Brief) -> Iterator[str]:
    """Campaigns side by side, for a terminal. brief: says how amounts are written."""
    from planner.exports.text import one_line

    width = max(12, *(min(len(column.name), 24) for column in made.columns))
    yield " " * 18 + "".join(f"{one_line(column.name)[:24]:>{width + 2}}" for column in made.columns)
    for title, shown in _rows(brief):
        yield f"{title:<18}" + "".join(f"{shown(column):>{width + 2}}" for column in made.columns)
    for column in made.columns:
        if column.sentence:
            yield f"{one_line(column.name)}: {one_line(column.sentence)}"
        if column.comes_in or column.goes_out:
            yield f"{one_line(column.name)}: in {_few(column.comes_in)}; out {_few(column.goes_out)}"
    yield f"In every plan: {len(made.everywhere)} creators."
    for one in made.differences:
        yield f"{one.words}: " + " | ".join(value or "no rule" for value in one.values)


def _rows(brief: Brief) -> tuple[tuple[str, Callable[[Column], str]], ...]:
    from planner.wording import count, money, percent

    locale = brief.locale

    def number(value: float | None) -> str:
        return "-" if value is None else count(value, locale)

    def cash(value: float | None) -> str:
        return "-" if value is None else money(round(value), brief.currency, locale)

    return (
        ("Unique reach", lambda column: number(column.unique_reach)),
        ("Engagements", lambda column: number(column.engagements)),
        ("Cash", lambda column: cash(column.cost_cents)),
        ("Budget left", lambda column: cash(column.budget_left_cents)),
        ("CPM", lambda column: cash(column.cpm_cents)),
        ("Creators", lambda column: number(column.creators)),
        ("Posts", lambda column: number(column.posts)),
        ("Proven within", lambda column: "-" if column.gap is None else percent(column.gap, 2, locale)),
    )


def _few(handles: tuple[str, ...]) -> str:
    return ", ".join(handles[:8]) + (f" and {len(handles) - 8} more" if len(handles) > 8 else "") or "nobody"


COMMAND = Command(
    "compare",
    "scenario files side by side",
    _run,
    (read_from("files", "scenarios as JSON, the first is compared with", nargs="+"), *LIST, json_of("comparison")),
    "Figures, creators in and out, and rules that differ. A scenario without an answer, or a bare brief, is planned "
    "first: on its own roster, else the one named, else the benchmarks.",
)
