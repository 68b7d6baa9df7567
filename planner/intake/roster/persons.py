"""Accounts that may be one person's: of one name, link or row of the list, and nothing says whether they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from planner.domain.persons import PERSON
from planner.domain.roster import Roster
from planner.intake.asking import Choice, Question
from planner.intake.columns.columns import TEXT_FIELDS
from planner.intake.reading import shown
from planner.intake.roster.draft import Draft
from planner.problems import Problem
from planner.wording import count, person

KEY = "persons"
_ONE, _APART = "one", "apart"
_EXAMPLES = 6
_LINK = re.compile(r"(?:https?://|www\.)[^\s,;|<>\"']+|\b[\w-]+(?:\.[a-z]{2,})+/[^\s,;|<>\"']+", re.I)
_FRONT = re.compile(r"^(?:https?://)?(?:www\.)?", re.I)


def alike(roster: Roster, drafts: Sequence[Draft]) -> list[list[int]]:
    """Rows of accounts on different platforms that share a name, a link or a row, and of which no person is stated."""
    people = roster.creators
    if people["platform"].nunique() < 2:
        return []
    free = people[PERSON] == "" if PERSON in people else pd.Series(True, index=people.index)
    names = people["name"].map(lambda name: " ".join(name.casefold().split())).where(free, "")
    row_of = pd.Series(people.index[free], index=people["id"][free])
    signs = pd.concat(
        [
            pd.DataFrame({"account": names.index, "sign": "name " + names})[names != ""],
            *(_signs(draft, row_of) for draft in drafts),
        ]
    ).drop_duplicates()
    shared = signs[signs["sign"].duplicated(keep=False)]
    found: list[list[int]] = []
    for rows in shared.groupby("sign", sort=False)["account"]:
        mine = sorted(int(row) for row in rows[1])
        # Signs of one person may be several, such as a name on two accounts and a link on three.
        met = [others for others in found if set(others) & set(mine)]
        whole = sorted({*mine, *(row for others in met for row in others)})
        if _may_be_one(people, whole):
            found = [others for others in found if others not in met] + [whole]
        elif not met and _may_be_one(people, mine):
            found.append(mine)
    return sorted(found)


def _may_be_one(people: pd.DataFrame, rows: list[int]) -> bool:
    """A platform has one account of a person; two e-mail addresses are of two people, and an archetype is nobody."""
    mine = people.iloc[rows]
    mail = {address.casefold() for address in mine["email"] if address} if "email" in mine else set()
    return len(rows) > 1 and mine["platform"].is_unique and len(mail) <= 1 and mine["available"].max() == 1


def _signs(draft: Draft, row_of: pd.Series) -> pd.DataFrame:
    """What says whose the accounts of a table are: links, in whichever column, and the row they stand in."""
    accounts = draft.frame["id"].map(row_of)
    known = np.flatnonzero(accounts.notna() & ~draft.bad)
    numbers = accounts.to_numpy()[known].astype(np.int64)
    rows = [f"row {id(draft.table)} {at}" for at in draft.frame["at"].iloc[known]]
    found = [pd.DataFrame({"account": numbers, "sign": rows})]
    for column in draft.table.columns:
        role = draft.columns.roles.get(column.at)
        if role is not None and (role.is_number or role.field not in (None, *TEXT_FIELDS)):
            continue
        # By their place in the table: a row with several prices stands in the frame once for each.
        texts = pd.Series(draft.table.readable[draft.frame["at"].to_numpy()[known], column.at], dtype=object)
        held = texts[texts.map(lambda text: "." in text and ("/" in text or "www." in text.casefold()))]
        links = held.map(lambda text: list(_links(str(text)))).explode().dropna()
        found.append(pd.DataFrame({"account": numbers[links.index], "sign": "link " + links.astype(str).to_numpy()}))
    return pd.concat(found)


def _links(text: str) -> Iterator[str]:
    """Addresses in a cell, so written that equal ones are equal: `linktr.ee/lina`."""
    for link in _LINK.findall(text):
        yield _FRONT.sub("", link).partition("?")[0].partition("#")[0].rstrip("/.)").casefold()


def bound(roster: Roster, drafts: Sequence[Draft], answer: str | None) -> tuple[Roster, Question | None]:
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
    answered = answer if answer in (_ONE, _APART) else None
    question = Question(KEY, title, problem, choices, _APART, None, answered, examples)
    if answered != _ONE:
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
