"""`asking`: whom to ask in this round, who stands by, and how it may end."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.commands.common import DONE, STATUS, as_json, read_data
from planner.commands.declare import Command, json_of, option, read_from, targets, written_to
from planner.commands.exploring import EPILOG, TIME
from planner.commands.lists import BRIEF, MARKET, grown, read_inputs
from planner.commands.plan import CAMPAIGN, campaign_of
from planner.commands.replan import answers_text, names_in, replies
from planner.commands.typed import day

if TYPE_CHECKING:
    from planner.asking.answer import Asking
    from planner.asking.plan import Known
    from planner.brief.brief import Brief
    from planner.domain.roster import Roster
    from planner.explore.study import Study


def _run(asked: argparse.Namespace) -> int:
    from planner.asking.plan import Known, asking
    from planner.campaign.campaign import Campaign
    from planner.explore.study import NoPlan
    from planner.optimise.watch import Watch

    try:
        with targets(asked) as written:
            campaign = campaign_of(asked) or Campaign()
            text = None if asked.answers is None else answers_text(asked.answers)
            brief, roster = read_inputs(asked, read_data(asked), (*campaign.latest, *names_in(text or "")))
            known = Known(campaign, asked.today or datetime.date.today(), campaign.raises)
            if text is not None and roster is not None:
                known = _known(known, text, brief, roster)
            found = asking(roster, brief, known, Watch().within(asked.seconds))
            roster = grown(roster)
            for target in written:
                target.write(_file(target.kind, found, (brief, roster), asked.sender))
            if asked.json != "-":
                print("\n".join(lines(found, brief)))
    except NoPlan as none:
        print(none.outcome.sentence)
        return STATUS[none.outcome.kind]
    return DONE


def _file(kind: str, found: Asking, campaign: tuple[Brief, Roster | None], sender: str) -> bytes:
    from planner.exports.asking import asking_csv, asking_workbook

    brief, roster = campaign
    if kind == "json":
        return as_json(found)
    if kind == "xlsx":
        return asking_workbook(found, brief)
    return asking_csv(found, brief, roster, sender, stand_by=kind == "next-csv")


def _known(begun: Known, text: str, brief: Brief, roster: Roster) -> Known:
    """What was known before, and then the answers of a CSV. Raises BadInput."""
    from planner.asking.plan import Known

    campaign = begun.campaign
    for one in replies(text, _names(brief, roster)):
        campaign = campaign.marked(one.status({}))
    return Known(campaign, begun.today, campaign.raises)


def _names(brief: Brief, roster: Roster) -> Study:
    """A study that plans nothing and knows the creators by name."""
    import numpy as np

    from planner import planning
    from planner.explore.study import Study
    from planner.optimise.restricted import Bookings
    from planner.optimise.watch import Watch

    table, roster = planning.forecast(roster, brief)
    nobody = np.empty(0, np.int64)
    return Study(table, brief, roster, Bookings(nobody, nobody), Watch())


def lines(found: Asking, brief: Brief) -> Iterator[str]:
    """The asks by round for a terminal."""
    from planner.asking.answer import WAY_WORDS
    from planner.explore.words import goal_words
    from planner.exports.text import one_line
    from planner.wording import count, counted, day_words, label, percent

    def cash(cents: float) -> str:
        return brief.money(round(cents))

    def day(date: datetime.date) -> str:
        return day_words(date, brief.locale, "medium")

    yield one_line(f"{brief.name}: {found.sentence}")
    yield from found.notes
    for one in found.rounds:
        yield (
            f"Round {one.number}: ask on {day(one.asked_on)}, stand-bys until {day(one.stand_by)}, "
            f"answers by {day(one.answer_by)}; about {counted(round(one.people), 'person', brief.locale, 'people')}"
        )
    yield ""
    kinds = {"new": "ask", "open": "waiting", "agree": "agree"}
    for ask in found.asks:
        most = "limit not worked out" if ask.most_cents is None else f"at most {cash(ask.most_cents)}"
        beside = ", ".join(f"@{one.handle}" for one in ask.stand_by)
        yield "  " + one_line(
            f"{kinds[ask.kind]} @{ask.handle} ({label(ask.tier)}, {ask.package}): {cash(ask.offer_cents)}, {most}; "
            f"{percent(ask.chance, 0, brief.locale)} say yes{f'; stand-by: {beside}' if beside else ''}"
        )
    yield ""
    for tried in found.tried:
        end = tried.ending
        chance = "" if end.chance is None else f"floors {percent(end.chance, 0, brief.locale)}, "
        yield (
            f"  {'*' if tried.way is found.chosen else ' '} {WAY_WORDS[tried.way]}: {chance}reach "
            f"{count(round(end.reach), brief.locale)}, spend {cash(end.spend_cents)}, "
            f"{count(round(end.contacted), brief.locale)} asked"
        )
    if found.clairvoyant is not None:
        yield f"    Knowing all answers beforehand: {goal_words(brief, found.clairvoyant)}"


COMMAND = Command(
    "asking",
    "whom to ask now, and who stands by",
    _run,
    (
        BRIEF,
        *MARKET,
        CAMPAIGN,
        read_from(
            "--answers",
            "CSV with creator, answer (signed, declined, pending), and perhaps fee and package; pending with a fee "
            "asks for that fee",
        ),
        option("--today", type=day, metavar="DAY", help="such as 2026-11-28; else today"),
        option("--sender", default="", metavar="NAME", help="brand or agency that signs the messages"),
        TIME,
        json_of("answer"),
        written_to("--xlsx", "write asks, stand-bys and dates as a workbook"),
        written_to("--csv", "write this round's messages as CSV for mail merge"),
        written_to("--next-csv", "the same for whoever may be asked later"),
    ),
    "Asks in rounds, so that the floors are met with the chance the brief asks for and the budget is never exceeded, "
    "whoever says yes. Run it again after each round, with the answers.",
    EPILOG.replace("the brief itself is refused", "the replies leave no plan"),
)
