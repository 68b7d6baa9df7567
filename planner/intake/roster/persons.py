"""Accounts that may be one person's: of the same name on several platforms, and nothing says whether they are."""

from __future__ import annotations

import pandas as pd

from planner.domain.persons import PERSON
from planner.domain.roster import Roster
from planner.intake.asking import Choice, Question
from planner.intake.reading import shown
from planner.problems import Problem
from planner.wording import count, person

KEY = "persons"
_ONE, _APART = "one", "apart"
_EXAMPLES = 6


def same_names(roster: Roster) -> dict[str, list[int]]:
    """Rows of accounts of one name on different platforms, of which no person is stated; by that name."""
    people = roster.creators
    stated = people[PERSON] != "" if PERSON in people else pd.Series(False, index=people.index)
    names = people["name"].map(lambda name: " ".join(name.casefold().split())).where(~stated, "")
    mail = people["email"].str.casefold() if "email" in people else pd.Series("", index=people.index)
    found = {}
    for name, rows in names[(names != "") & names.duplicated(keep=False)].groupby(names).groups.items():
        mine = [int(row) for row in rows]
        # A platform has one account of a person's name; two e-mail addresses are of two people.
        apart = people["platform"].iloc[mine].is_unique
        addresses = {address for address in mail.iloc[mine] if address}
        if len(mine) > 1 and apart and len(addresses) <= 1 and people["available"].iloc[mine].max() == 1:
            found[str(name)] = mine
    return found


def bound(roster: Roster, answer: str | None) -> tuple[Roster, Question | None]:
    """The roster with those accounts as one person's where somebody said so, and what is asked; None = nothing is."""
    found = same_names(roster)
    if not found:
        return roster, None
    people = roster.creators
    examples = tuple(
        f"{shown(people['name'].iloc[rows[0]], 40)}: {', '.join(person(people['id'].iloc[row]) for row in rows)}"
        for rows in list(found.values())[:_EXAMPLES]
    )
    many = count(len(found))
    problem = Problem(
        f"{many} {'name' if len(found) == 1 else 'names'}",
        "",
        "appear with accounts on several platforms" if len(found) > 1 else "appears with accounts on several platforms",
        "a column called person, or an answer for all of them",
    )
    choices = (
        Choice(_APART, "Different people: each account is a separate creator"),
        Choice(_ONE, "One person each: booked and counted as one creator"),
    )
    title = "Accounts on several platforms share a name. Do they belong to the same person?"
    answered = answer if answer in (_ONE, _APART) else None
    question = Question(KEY, title, problem, choices, _APART, None, answered, examples)
    if answered != _ONE:
        return roster, question
    names = people[PERSON].tolist() if PERSON in people else [""] * len(people)
    for rows in found.values():
        for row in rows:
            names[row] = str(people["name"].iloc[rows[0]])
    named = people.assign(**{PERSON: names})
    return Roster.from_frames(named, roster.packages, roster.source, roster.archetypes), question
