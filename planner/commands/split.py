"""`split`: one budget for several campaigns of a client."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from planner.commands.common import DONE, STATUS, Unreadable, as_json, read_campaign, read_roster
from planner.commands.declare import Command, json_of, option, read_from, targets, written_to
from planner.commands.lists import MARKET, read_roster_file, warn, warn_of_catalogue
from planner.commands.typed import cents, number

if TYPE_CHECKING:
    from planner.domain.roster import Roster
    from planner.portfolio.answer import Answered, Together
    from planner.portfolio.portfolio import Portfolio

_STATUS = {"together": DONE, "not_together": STATUS["refusal"], "undecided": STATUS["undecided"]}


def _run(asked: argparse.Namespace) -> int:
    from planner.exports.split import split_workbook
    from planner.exports.text import one_line

    with targets(asked) as written:
        portfolio, rosters = _asked(asked)
        found = _planned(asked, portfolio, rosters)
        for target in written:
            if target.kind == "json":
                target.write(as_json(found))
            elif found.kind == "together":
                target.write(split_workbook(found))
        if asked.json != "-":
            lines = _lines(found) if found.kind == "together" else [found.sentence]
            print("\n".join(map(one_line, lines)) if found.kind != "together" else "\n".join(lines))
    return _STATUS[found.kind]


def _planned(asked: argparse.Namespace, portfolio: Portfolio, rosters: Sequence[Roster | None]) -> Answered:
    """The answer out of the catalogue that is named or that the scenarios stand for, else of lists.

    Raises BadInput, Unreadable.
    """
    from planner.optimise.watch import Watch

    if asked.catalogue is None and all(roster is None or roster.market is None for roster in rosters):
        from planner.portfolio.plan import plan_together

        return plan_together(portfolio, rosters)
    from planner.portfolio.market import plan_all, plan_out_of

    if asked.catalogue is None:
        return plan_all(portfolio, rosters, Watch())
    for path, roster in zip(asked.files, rosters, strict=True):
        if roster is not None:
            wrong = f"brings its own creators, beside --catalogue '{asked.catalogue}'"
            raise Unreadable(f"split '{path}': {wrong}. Accepted: briefs, or scenarios without a list.")
    for member in portfolio.campaigns:
        warn_of_catalogue(member.brief, asked.catalogue)
    return plan_out_of(asked.catalogue, portfolio, Watch())


def _asked(asked: argparse.Namespace) -> tuple[Portfolio, list[Roster | None]]:
    """The campaigns with what is said about each, and the list of each. Raises Unreadable, BadInput."""
    from planner.portfolio.portfolio import FEWEST, MOST, Portfolio
    from planner.wording import counted

    if not FEWEST <= len(asked.files) <= MOST:
        raise Unreadable(
            f"split: {counted(len(asked.files), 'file')}. Accepted: {FEWEST} to {MOST} briefs or scenarios."
        )
    data = read_roster(asked)
    briefs, rosters, read_once = [], [], {}
    for path in asked.files:
        scenario = read_campaign(path, "split")
        brief, roster = scenario.brief, scenario.roster
        if roster is None and data is not None:
            key = (brief.currency, tuple(brief.new_platforms))
            if key not in read_once:
                read_once[key] = read_roster_file(asked, data, brief)
            roster = read_once[key]
        warn(brief, roster)
        briefs.append(brief)
        rosters.append(roster)
    names = [brief.name for brief in briefs]
    own = {
        "worth": _by_name("--worth", asked.worth, names, number),
        "least_cents": _by_name("--least", asked.least, names, cents),
        "most_cents": _by_name("--most", asked.most, names, cents),
    }
    campaigns = [
        {"brief": brief.model_dump(mode="json")}
        | {field: values[brief.name] for field, values in own.items() if brief.name in values}
        for brief in briefs
    ]
    creators = "shared" if asked.shared else "apart"
    return Portfolio.read({"budget_cents": asked.budget, "campaigns": campaigns, "creators": creators}), rosters


def _by_name(
    flag: str, said: Sequence[str], names: Sequence[str], read_value: Callable[[str], float]
) -> dict[str, float]:
    """Values by campaign, each said as NAME=VALUE. Raises Unreadable."""
    found: dict[str, float] = {}
    for text in said:
        name, sign, value = text.rpartition("=")
        if not sign or name not in names:
            raise Unreadable(f"{flag} '{text}': names no campaign. Accepted: {'=..., '.join(names)}=...")
        try:
            found[name] = read_value(value)
        except argparse.ArgumentTypeError as wrong:
            raise Unreadable(f"{flag} {name}: {wrong}") from None
    return found


def _lines(found: Together) -> Iterator[str]:
    """The split for a terminal."""
    from planner.exports.text import ends, one_line
    from planner.portfolio.words import figures, proven, several_words, verdict

    yield verdict(found)
    yield proven(found)
    yield several_words(found)
    yield ""
    rows = list(figures(found))
    names = [ends(part.brief.name, 24) for part in found.parts]
    first = max(len(row.title) for row in rows)
    table = [("", *names, "Together"), *((row.title, *row.values, row.total) for row in rows)]
    widths = [max(len(row[at]) for row in table) for at in range(1, len(names) + 2)]
    for title, *cells in table:
        aligned = "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"{title:<{first}}{aligned}".rstrip()
    for note in found.notes:
        yield one_line(note)


COMMAND = Command(
    "split",
    "one budget for several campaigns",
    _run,
    (
        read_from("files", "the campaigns: two to twelve briefs or scenarios as JSON", nargs="+"),
        option("--budget", type=cents, required=True, metavar="AMOUNT", help="what they share, in currency units"),
        option(
            "--shared", action="store_true", help="creators may work for several of them; else each for one at most"
        ),
        option("--worth", action="append", default=[], metavar="NAME=NUMBER", help="what its goal is worth; usually 1"),
        option("--least", action="append", default=[], metavar="NAME=AMOUNT", help="what a campaign gets at least"),
        option("--most", action="append", default=[], metavar="NAME=AMOUNT", help="what a campaign gets at most"),
        *MARKET,
        json_of("split"),
        written_to("--xlsx", "write the split and everybody who is booked as a workbook"),
    ),
    "Split one budget between two to twelve campaigns so that they bring the most together. Each keeps its rules and "
    "floors; budgets in the briefs are only compared with. The proof is of all campaigns together.",
    "exit status: 0 split, 2 bad input, 3 the campaigns cannot all be had, 4 undecided",
)
