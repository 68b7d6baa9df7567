"""The five answers on the command line, and the campaign that they make."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.common import PLATFORMS
from planner.commands.declare import option
from planner.commands.lists import read_roster_file
from planner.commands.typed import whole

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.campaign.start import Start
    from planner.domain.roster import Roster

KEYS = ("launch", "always_on", "seeding", "event")
"""Starting points; named here so that --help loads no data."""


_OWN = "your own campaign, without a brief"
STARTING_POINT = option("--starting-point", choices=KEYS, help="what kind of campaign it is").under(_OWN)
ANSWERS = tuple(
    one.under(_OWN)
    for one in (
        option("--name", default="My campaign", help="what you call it"),
        option("--client", default="", help="whose campaign it is"),
        option("--budget", metavar="AMOUNT", help='such as "€72,500"'),
        option("--currency", default="USD", metavar="CODE", help="of a budget without a sign (USD)"),
        option("--locale", default="en_US", help="how numbers are written (en_US)"),
        option("--audience", metavar="WORDS", help='such as "women 18-34 in Germany"'),
        option("--audience-size", type=whole(1, 10**10), metavar="N", help="people, where you know better"),
        option("--platforms", metavar="LIST", help="with commas (those of the list, or the three largest)"),
    )
)
"""The five answers; the fifth is --roster."""


def started(asked: argparse.Namespace, roster_data: bytes | None) -> tuple[Start, Roster | None]:
    """The campaign of the answers and its roster. Raises BadInput with every answer that cannot be used."""
    from babel import Locale, UnknownLocaleError
    from pydantic import ValidationError

    from planner.brief.brief import Brief
    from planner.campaign.start import Answers, start, starting_point, usual_platforms
    from planner.intake.typed import typed_amount
    from planner.problems import BadInput, Problem, problems_of

    problems = []
    for name in ("budget", "audience"):
        if not getattr(asked, name):
            problems.append(Problem(f"--{name}", "", "is missing", "an answer, see --help"))
    try:
        Locale.parse(asked.locale)
    except (ValueError, UnknownLocaleError):
        problems.append(Problem("--locale", asked.locale, "is not known", "such as en_US or de_DE"))
    named = [name.strip().casefold() for name in (asked.platforms or "").split(",") if name.strip()]
    problems += [
        Problem("--platforms", name, "is not known", f"some of {', '.join(PLATFORMS)}")
        for name in named
        if name not in PLATFORMS
    ]
    if problems:
        raise BadInput(problems)
    cents, currency = typed_amount(asked.budget, asked.currency.upper(), asked.locale, "--budget")
    try:
        typed = {name: getattr(asked, name) for name in ("name", "client", "locale", "audience", "audience_size")}
        read = {"budget_cents": cents, "currency": currency, "platforms": named}
        answers = Answers.model_validate(typed | read)
    except ValidationError as error:
        raise BadInput(problems_of(error)) from None
    plain = Brief(budget_cents=cents, currency=currency, locale=asked.locale)
    if asked.catalogue is None:
        roster = read_roster_file(asked, roster_data, plain)
    else:
        from planner.catalogue.offers import standing

        roster = standing(asked.catalogue, currency)
    if asked.platforms is None:
        answers = answers.model_copy(update={"platforms": usual_platforms(roster)})
    return start(starting_point(asked.starting_point), answers, roster), roster


def brief_text(brief: Brief) -> bytes:
    """A brief as a file that the commands read: only what is set."""
    return (brief.model_dump_json(indent=2, exclude_defaults=True) + "\n").encode()
