"""In which country every creator is: read from their place, asked about once where that is not clear."""

from collections import Counter

import numpy as np

from planner.domain.countries import codes, name_in_english
from planner.intake.asking import Choice, CountedTitle, Question
from planner.intake.cells.places import Places, read_places
from planner.intake.cells.values import Fault, Texts
from planner.intake.reading import Column, shown
from planner.intake.roster.draft import Draft
from planner.problems import Problem
from planner.wording import few

ASKED = "country"
"""Key of the question about creators whose country is not clear. Its answer, a code or `unknown`, is for one file."""
_UNKNOWN = "unknown"
_NAMED, _OFFERED = 6, 5
_ENOUGH = 3
"""Clear places from which on one country of all of them tells where the others are."""


def countries_of(draft: Draft, texts: Texts | None, column: Column | None) -> Texts:
    """Codes by row, "" where unknown; notes and marks what is not clear. texts: None = the file has no such column."""
    if texts is None or column is None:
        answer = _answer(draft)
        taken = _code(answer)
        if answer is not None or draft.context.settings.audience_country in codes():
            draft.questions.append(_about_everybody(draft, answer))
        if taken:
            draft.notes.append(f"Every creator counts as based in {name_in_english(taken)}, as you chose.")
        return np.full(len(draft), taken, dtype=object)
    read = read_places(texts, column.header)
    if not read.unclear:
        return read.countries
    answer, together = _answer(draft), _together(read)
    taken = together if answer is None else _code(answer)
    draft.questions.append(_about_places(draft, read, texts, answer))
    countries = read.countries.copy()
    for row, text in enumerate(map(str, texts)):
        if text in read.unclear:
            draft.leave_out(row, column, _fault(read.unclear[text]), _taken(taken, chosen=answer is not None))
            countries[row] = taken
    return countries


def _answer(draft: Draft) -> str | None:
    """What was answered, None when nothing was, or what is neither a code nor `unknown`."""
    said = draft.context.answers.get(ASKED, "").strip()
    return _UNKNOWN if said.casefold() == _UNKNOWN else said.upper() if said.upper() in codes() else None


def _code(answer: str | None) -> str:
    return "" if answer in (None, _UNKNOWN) else str(answer)


def _fault(where: tuple[str, ...]) -> Fault:
    accepted = "a country, or a place with its country"
    if len(where) < 2:
        return Fault("is not a place we know", accepted)
    return Fault(f"may be in {_listed(where)}", accepted)


def _taken(code: str, chosen: bool) -> str:
    why = "as you chose" if chosen else "like all other places of the list"
    return f"in {name_in_english(code)}, {why}" if code else "unknown country"


def _together(read: Places) -> str:
    """The country of all clear places, where every unclear one may be too; "" without one or with few of them."""
    clear = [code for code in map(str, read.countries) if code]
    home = clear[0] if len(clear) >= _ENOUGH and len(set(clear)) == 1 else ""
    return home if home and all(home in where for where in read.unclear.values()) else ""


def _listed(where: tuple[str, ...]) -> str:
    names = [name_in_english(code) for code in where[:3]]
    return ", ".join(names[:-1]) + f" or {names[-1]}"


def _about_everybody(draft: Draft, answer: str | None) -> Question:
    title = "This list doesn't say where its creators are based. Which country are they in?"
    problem = Problem("the list", "", "has no column for the country", "a country for all of them")
    return Question(ASKED, title, problem, _choices(draft, [], answer), _UNKNOWN, None, answer)


def _about_places(draft: Draft, read: Places, texts: Texts, answer: str | None) -> Question:
    """One question about all places of a file that are not clear."""
    usual = [code for code, _ in Counter(filter(None, map(str, read.countries))).most_common(3)]
    possible = Counter(code for where in read.unclear.values() for code in where[:3])
    many = sum(text in read.unclear for text in map(str, texts))
    said = "a place whose country isn't clear: {names}. Which country are they in?"
    names = tuple(shown(text, 30) for text in read.unclear)
    tally = CountedTitle(many, f"{{number}} creator has {said}", f"{{number}} creators have {said}", names)
    problem = Problem("the places", few(names, _NAMED), "have no clear country", "a country for all of them")
    choices = _choices(draft, [*usual, *(code for code, _ in possible.most_common())], answer)
    default = _together(read) or _UNKNOWN
    return Question(ASKED, tally.title, problem, choices, default, None, answer, tally=tally)


def _choices(draft: Draft, likely: list[str], answer: str | None) -> tuple[Choice, ...]:
    """Where the campaign's audience is, the likeliest others, what was answered, and none."""
    home = draft.context.settings.audience_country
    offered = list(dict.fromkeys([code for code in (home, *likely) if code in codes()]))[:_OFFERED]
    if (taken := _code(answer)) and taken not in offered:
        offered.append(taken)
    said = {code: name_in_english(code) + (", where your audience is" if code == home else "") for code in offered}
    unknown = Choice(_UNKNOWN, "Leave it unknown: they count as being elsewhere")
    return (*(Choice(code, words) for code, words in said.items()), unknown)
