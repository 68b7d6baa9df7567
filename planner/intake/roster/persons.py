"""Accounts that may be one person's: of one name, link or row of the list, and nothing says whether they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from planner.domain.persons import PERSON
from planner.domain.roster import Roster
from planner.intake.asking import Answers, Choice, Question
from planner.intake.columns.columns import TEXT_FIELDS
from planner.intake.reading import shown
from planner.intake.roster.draft import Draft
from planner.problems import Problem
from planner.wording import count, person

KEY = "persons"
_ONE, _APART = "one", "apart"
_EXAMPLES = 6
_TELLING = ("platform", "available", "email")
"""Columns that say whether accounts may be one person's."""
_LINK = r"(?i)(?:https?://|www\.)[^\s,;|<>\"']+|\b[\w-]+(?:\.[a-z]{2,})+/[^\s,;|<>\"']+"
_FRONT = r"(?i)^(?:https?://)?(?:www\.)?"


Row = tuple[int, int]
"""A row of a table: which table, and the place in it."""


def alike(roster: Roster, drafts: Sequence[Draft]) -> list[list[int]]:
    """Rows of accounts on different platforms that share a name, a link or a row, and of which no person is stated."""
    people = roster.creators
    if len(set(people["platform"].tolist())) < 2:
        return []
    stated = people[PERSON].tolist() if PERSON in people else [""] * len(people)
    row_of = {key: row for row, key in enumerate(people["id"].tolist()) if not stated[row]}
    names = [" ".join(name.casefold().split()) for name in people["name"].tolist()]
    # Nearly all names stand once, and nearly all rows are of one account: those are no sign of anything.
    often = Counter(names)
    several = ((row, f"name {name}") for row, name in enumerate(names) if name and often[name] > 1 and not stated[row])
    signs: dict[str, set[int]] = {}
    rows = Counter((id(draft.table), at) for draft in drafts for at in draft.frame["at"].tolist())
    for row, sign in chain(several, *(_signs(draft, row_of, rows) for draft in drafts)):
        signs.setdefault(sign, set()).add(row)
    known = {name: people[name].tolist() for name in _TELLING if name in people}
    group_of: dict[int, tuple[int, ...]] = {}
    for mine in (sorted(rows) for rows in signs.values() if len(rows) > 1):
        # Signs of one person may be several, such as a name on two accounts and a link on three.
        whole = tuple(sorted({*mine, *(row for account in mine for row in group_of.get(account, ()))}))
        if _may_be_one(known, whole):
            group_of |= dict.fromkeys(whole, whole)
    return sorted(map(list, set(group_of.values())))


def _may_be_one(known: Mapping[str, list[Any]], rows: Sequence[int]) -> bool:
    """A platform has one account of a person; two e-mail addresses are of two people, and an archetype is nobody.

    known: columns of the creators, as lists: a list may hold thousands of such groups.
    """
    platforms, available, mail = ([known[name][row] for row in rows] if name in known else [] for name in _TELLING)
    addresses = {address.casefold() for address in mail if address}
    return 1 < len(rows) == len(set(platforms)) and len(addresses) <= 1 and max(available) == 1


def _signs(draft: Draft, row_of: Mapping[str, int], often: Mapping[Row, int]) -> Iterator[tuple[int, str]]:
    """Accounts of a table, each with what says whose it is: the row it stands in, and links in whichever column.

    often: how many times each row of a table is read, by all drafts.
    """
    ids, places = draft.frame["id"].tolist(), draft.frame["at"].tolist()
    # By their place in the table: a row with several prices stands in the frame once for each.
    known = [
        (row_of[key], at) for key, at, bad in zip(ids, places, draft.bad, strict=True) if not bad and key in row_of
    ]
    yield from ((account, f"row {row}") for account, at in known if often[row := (id(draft.table), at)] > 1)
    for column in draft.table.columns:
        role = draft.columns.roles.get(column.at)
        if role is not None and (role.is_number or role.field not in (None, *TEXT_FIELDS)):
            continue
        texts = draft.table.readable[:, column.at].tolist()
        # Few columns hold a link, and a text that stands in many rows is looked at once.
        linked = {text for text in set(texts) if "." in text and ("/" in text or "www." in text.casefold())}
        if linked:
            found = ((account, text) for account, at in known if (text := texts[at]) in linked)
            yield from ((account, f"link {link}") for account, text in found for link in _links(text))


def _links(text: str) -> Iterator[str]:
    """Addresses in a cell, so written that equal ones are equal: `linktr.ee/lina`."""
    for link in re.findall(_LINK, text):
        yield re.sub(_FRONT, "", link).partition("?")[0].partition("#")[0].rstrip("/.)").casefold()


def bound(roster: Roster, drafts: Sequence[Draft], answers: Answers) -> tuple[Roster, Question | None]:
    """The roster with those accounts as one person's where somebody said so, and what is asked; None = nothing is."""
    found = alike(roster, drafts)
    if not found:
        return roster, None
    people = roster.creators
    called = [_name(people, rows) for rows in found]
    examples = tuple(
        f"{shown(name, 40)}: {', '.join(person(people['id'].iloc[row]) for row in rows)}"
        for name, rows in list(zip(called, found, strict=True))[:_EXAMPLES]
    )
    many = len(found)
    problem = Problem(
        f"{count(many)} {'name' if many == 1 else 'names'}",
        "",
        "appears with accounts on several platforms" if many == 1 else "appear with accounts on several platforms",
        "a column called person, or an answer for all of them",
    )
    choices = (
        Choice(_APART, "Different people: each account is a separate creator"),
        Choice(_ONE, "One person each: booked and counted as one creator"),
    )
    title = "Accounts on several platforms share a name, a link or a row. Do they belong to the same person?"
    question = Question(KEY, title, problem, choices, _APART, examples=examples).answered(answers)
    if question.answer != _ONE:
        return roster, question
    names = people[PERSON].tolist() if PERSON in people else [""] * len(people)
    taken = {" ".join(str(name).casefold().split()) for name in names}
    for name, rows in zip(called, found, strict=True):
        # Two groups of one name are two people.
        own = name if " ".join(name.casefold().split()) not in taken else f"{name} ({people['id'].iloc[rows[0]]})"
        taken.add(" ".join(own.casefold().split()))
        for row in rows:
            names[row] = own
    named = people.assign(**{PERSON: names})
    return Roster.from_frames(named, roster.packages, roster.source, roster.archetypes), question


def _name(people: pd.DataFrame, rows: list[int]) -> str:
    """What these accounts are called: their name, else the handle of the first."""
    names = [str(name) for name in people["name"].iloc[rows] if name]
    return names[0] if names else str(people["handle"].iloc[rows[0]])
