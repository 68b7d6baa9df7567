"""Every account's cells as values of the domain, column by column; what is wrong is noted row by row."""

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.domain.audience import Part, Trait, part_of
from planner.domain.platforms import Platform
from planner.domain.roster import RATE_COLUMNS, TEXT_COLUMNS
from planner.intake.cells.audiences import audience_shares, read_bases
from planner.intake.cells.closeness import FLAGS, read_flags, read_when
from planner.intake.cells.rates import engagement_rates, plain_shares
from planner.intake.cells.texts import (
    handle_of,
    is_nobody,
    platform_of,
    platform_of_link,
    platforms_accepted,
    platforms_in,
    read_texts,
    text_faults,
)
from planner.intake.cells.values import (
    AMOUNT,
    FOLLOWERS,
    PEOPLE,
    RATE,
    SHARE,
    Fault,
    Floats,
    Numbers,
    Texts,
    is_missing,
    mapped,
    read_numbers,
    where,
)
from planner.intake.columns.columns import CARRIED, Columns
from planner.intake.columns.shapes import View
from planner.intake.open.table import Table
from planner.intake.reading import MAX_TEXT, Column, Field, shown
from planner.intake.roster.countries import countries_of
from planner.intake.roster.draft import Context, Draft, Tally, number_column
from planner.intake.roster.new_platforms import MOST, answered, key_of, questions_of
from planner.intake.roster.offers import read_packages
from planner.wording import label

CREATOR_FIELDS = {
    "name": Field.NAME,
    "country": Field.COUNTRY,
    "category": Field.CATEGORY,
    "followers": Field.FOLLOWERS,
    "engagement_rate": Field.ENGAGEMENT_RATE,
    "engagement_base": Field.ENGAGEMENT_BASE,
    "median_views": Field.MEDIAN_VIEWS,
    "measured_reach": Field.MEASURED_REACH,
    "fake_share": Field.FAKE_FOLLOWERS,
    "mass_share": Field.MASS_FOLLOWERS,
    "fit": Field.FIT,
    "authenticity": Field.AUTHENTICITY,
    **FLAGS,
    "values_match": Field.VALUES_MATCH,
    "sponsored_load": Field.SPONSORED_LOAD,
    "comments": Field.COMMENTS,
    "availability": Field.AVAILABILITY,
    **{str(wanted): wanted for wanted in CARRIED},
}
"""Domain column of a creator -> field of the file."""
_SHARES = (
    Field.FAKE_FOLLOWERS,
    Field.MASS_FOLLOWERS,
    Field.FIT,
    Field.AUTHENTICITY,
    Field.VALUES_MATCH,
    Field.SPONSORED_LOAD,
)
_LONGEST = {"name": MAX_TEXT, "country": 60, "category": 120, **{str(wanted): MAX_TEXT for wanted in CARRIED}}
_LONGEST_HANDLE = 120
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?")


def read_fields(table: Table, columns: Columns, view: View, context: Context) -> Draft:
    """All accounts of a view as domain values; what has to be asked is in `questions`."""
    frame = {"row": table.numbers[view.rows], "at": view.rows}
    draft = Draft(table, view, columns, context, frame, np.zeros(len(view.rows), bool))
    _damaged(draft)
    _identity(draft)
    _texts(draft)
    _figures(draft, context)
    _audience(draft, context.answers)
    for name, column in columns.attributes.items():
        draft.frame[name] = draft.readable(column, *read_texts(draft.texts(column), MAX_TEXT))
    for name, column in columns.numbers.items():
        draft.frame[number_column(name)] = draft.noted(column, draft.read(column, AMOUNT))
    read_packages(draft, context.settings, context.answers)
    draft.questions += draft.unreadable_questions()
    return draft


def _damaged(draft: Draft) -> None:
    """Cells that nobody can read, whatever they are."""
    if not draft.table.faults:
        return
    read = {column.at: column for column in draft.view.fields.values()}
    read |= {column.at: column for column in (*draft.columns.numbers.values(), *draft.columns.audience.values())}
    read |= {price.column.at: price.column for price in draft.view.prices}
    at_row = {int(at): row for row, at in enumerate(draft.view.rows)}
    needed = {
        draft.view.fields[f].at for f in (Field.HANDLE, Field.PLATFORM, Field.FOLLOWERS) if f in draft.view.fields
    }
    for (at, position), fault in draft.table.faults.items():
        if position in read and at in at_row:
            note = draft.reject if position in needed else draft.doubt
            note(at_row[at], read[position], fault)


def _identity(draft: Draft) -> None:
    handles, faults, column = _handles(draft)
    typed = draft.texts(column)
    for row in np.flatnonzero(handles == "").tolist():
        short = Fault("is a link that doesn't say whose account it is", "a link to the profile, or a handle")
        faults.setdefault(row, short if is_nobody(typed[row]) else Fault("is empty", "a handle or a name"))
    for row in np.flatnonzero(where(handles, lambda handle: len(handle) > _LONGEST_HANDLE)).tolist():
        faults[row] = Fault("is too long", f"a handle of at most {_LONGEST_HANDLE} characters")
    for row in np.flatnonzero(where(handles, lambda handle: _DATE.fullmatch(handle) is not None)).tolist():
        faults[row] = Fault("is a date, which a spreadsheet may have made of a handle", "the handle, as text")
    for row, fault in faults.items():
        draft.reject(row, column, fault)
    draft.frame["handle"] = handles
    platforms = _platforms(draft)
    draft.frame["platform"] = platforms
    ids = [f"{p}:{h.casefold()}" for p, h in zip(platforms, handles, strict=True)]
    draft.frame["id"] = np.array(ids, dtype=object)


def _handles(draft: Draft) -> tuple[Texts, dict[int, Fault], Column]:
    wanted = [f for f in (Field.HANDLE, Field.PROFILE_URL, Field.NAME, Field.FIRST_NAME) if f in draft.view.fields]
    column = draft.view.fields[wanted[0]]
    handles = np.full(len(draft), "", dtype=object)
    draft.named = np.zeros(len(draft), bool)
    faults: dict[int, Fault] = {}
    for place, field_name in enumerate(wanted):
        texts = _whole_names(draft) if field_name is Field.FIRST_NAME else draft.texts(draft.view.fields[field_name])
        if place == 0:
            faults = text_faults(texts, 4 * _LONGEST_HANDLE)
        empty = handles == ""
        if not empty.any():
            break
        instead = mapped(texts, handle_of)
        filled = np.flatnonzero(empty & (instead != ""))
        handles = np.where(empty, instead, handles)
        draft.named |= empty & where(instead, lambda text: " " in text)
        if place and len(filled):
            how = f"listed by their {'link' if field_name is Field.PROFILE_URL else 'name'} instead."
            one, more = f"row without a handle is {how}", f"rows without a handle are {how}"
            draft.tallies.append(Tally(one, more, rows=_rows(draft, filled)))
    if draft.named.any() and not draft.named.all() and Field.HANDLE in draft.view.fields:
        how = "a name where others have a handle; we use that name."
        rows = _rows(draft, np.flatnonzero(draft.named))
        draft.tallies.append(Tally(f"row holds {how}", f"rows hold {how}", rows=rows))
    return handles, faults, column


def _rows(draft: Draft, at: NDArray[np.intp]) -> frozenset[int]:
    """Positions in the table of rows of a draft."""
    return frozenset(draft.view.rows[at].tolist())


def _whole_names(draft: Draft) -> Texts:
    """First and last name together."""
    parts = [texts for f in (Field.FIRST_NAME, Field.LAST_NAME) if (texts := draft.cells(f)) is not None]
    joined = [" ".join(part for part in row if not is_missing(part)) for row in zip(*parts, strict=True)]
    return np.array(joined, dtype=object)


def _platforms(draft: Draft) -> Texts:
    view = draft.view
    usual = "" if view.platform is None else str(view.platform)
    links = np.full(len(draft), "", dtype=object) if view.links is None else view.links[view.rows]
    given = draft.cells(Field.PLATFORM)
    if given is None:
        if (links != "").any():
            draft.notes.append("Platforms come from the profile links.")
        elif view.by_choice and view.platform is not None:
            draft.notes.append(f"Every row counts as {label(view.platform)}, as you chose.")
        found = np.where(links == "", usual, links)
        for row in np.flatnonzero(found == "").tolist():
            source = next((c for f in (Field.PROFILE_URL, Field.HANDLE, Field.NAME) if (c := draft.column(f))), None)
            draft.reject(row, source, Fault("doesn't say on which platform", platforms_accepted()))
        return found
    column = draft.column(Field.PLATFORM)
    platforms = mapped(given, lambda text: platform_of(text) or platform_of_link(text))
    new = _new_platforms(draft, given, platforms)
    for row in np.flatnonzero(platforms == "").tolist():
        typed = given[row]
        several = platforms_in(typed)
        platforms[row] = links[row] or (usual if is_missing(typed) else "") or (several[0] if several else "")
        if not platforms[row] and not is_missing(typed) and not several:
            platforms[row] = new.get(typed, "")
        if not platforms[row]:
            wrong = "is empty" if is_missing(typed) else "is not a platform the planner knows"
            draft.reject(row, column, Fault(wrong, platforms_accepted()))
        elif not is_missing(typed) and platforms[row] not in draft.new_platforms:
            why = "more than one platform; its link decides" if links[row] else "the first of several platforms"
            draft.mark(row, column, why, label(platforms[row]))
    return platforms


def _new_platforms(draft: Draft, given: Texts, known: Texts) -> dict[str, str]:
    """Cells that name a platform which the planner has no figures of, and was told; asks about those it was not."""
    typed = [text for text in dict.fromkeys(given[known == ""].tolist()) if not is_missing(text)]
    keys = {text: key for text in typed if not platforms_in(text) and (key := key_of(text))}
    if len(set(keys.values())) > MOST:
        return {}
    answers, before = draft.context.answers, dict(draft.context.settings.new_platforms)
    for key in dict.fromkeys(keys.values()):
        examples = tuple(shown(text, 30) for text, own in keys.items() if own == key)
        if key not in before:
            draft.questions += questions_of(key, examples, answers)
        if (numbers := answered(key, answers) or before.get(key)) is not None:
            draft.new_platforms[Platform(key)] = numbers
    return {text: key for text, key in keys.items() if key in draft.new_platforms}


def _texts(draft: Draft) -> None:
    for name, longest in _LONGEST.items():
        wanted = CREATOR_FIELDS[name]
        texts = draft.cells(wanted)
        if name == "name" and texts is None and Field.FIRST_NAME in draft.view.fields:
            texts = _whole_names(draft)
        if texts is None:
            if name == "country":
                draft.frame[name] = countries_of(draft, None, None)
            elif name in TEXT_COLUMNS:
                draft.frame[name] = np.full(len(draft), "", dtype=object)
            continue
        if name == "category":
            texts = mapped(texts, _first_tags)
        cleaned = draft.readable(draft.column(wanted), *read_texts(texts, longest))
        if name == "country":
            cleaned = countries_of(draft, cleaned, draft.column(wanted))
        draft.frame[name] = cleaned


def _first_tags(text: str) -> str:
    """A list of tags is cut after the last one that fits: the first are those that count."""
    longest = _LONGEST["category"]
    if len(text) <= longest or "," not in text[:longest]:
        return text
    return text[:longest].rpartition(",")[0]


def _figures(draft: Draft, context: Context) -> None:
    column = draft.view.fields[Field.FOLLOWERS]
    read = draft.numbers(Field.FOLLOWERS, FOLLOWERS)
    assert read is not None
    for row in np.flatnonzero(read.unknown).tolist():
        draft.reject(row, column, Fault("is not known", FOLLOWERS.example))
    for row, fault in read.faults.items():
        draft.reject(row, column, fault)
    followers = draft.noted(column, replace(read, faults={}))
    draft.frame["followers"] = followers
    for name in ("median_views", "measured_reach", "comments"):
        _put(draft, name, draft.numbers(CREATOR_FIELDS[name], PEOPLE))
    rates = draft.numbers(Field.ENGAGEMENT_RATE, RATE)
    if rates is not None:
        where = draft.view.fields[Field.ENGAGEMENT_RATE]
        rates, note, question = engagement_rates(
            rates, where, _responses(draft, followers), (context.settings, context.answers)
        )
        draft.notes.extend([note] if note else [])
        draft.questions.extend([question] if question else [])
    _put(draft, "engagement_rate", rates)
    if (base := draft.column(Field.ENGAGEMENT_BASE)) is not None:
        draft.frame["engagement_base"] = draft.readable(base, *read_bases(draft.texts(base)))
    for name, wanted in CREATOR_FIELDS.items():
        if wanted not in _SHARES:
            continue
        shares = draft.numbers(wanted, SHARE)
        if shares is not None:
            column = draft.view.fields[wanted]
            reads = shares, _whole(draft, column, shares)
            shares, note, question = plain_shares(reads, wanted, column, context.answers)
            draft.notes.extend([note] if note else [])
            draft.questions.extend([question] if question else [])
        _put(draft, name, shares)
    _closeness(draft)


def _put(draft: Draft, name: str, read: Numbers | None) -> None:
    """Keep a column of numbers and note its faults; where the file has none, it is unknown or need not be there."""
    if read is not None or name in RATE_COLUMNS:
        draft.frame[name] = draft.taken(CREATOR_FIELDS[name], read)


def _audience(draft: Draft, answers: dict[str, str]) -> None:
    """Shares of the audience, trait by trait since those of one have one unit and add up."""
    for trait in Trait:
        mine: list[tuple[Part, Column]] = []
        for name, column in draft.columns.audience.items():
            if (part := part_of(name)) is not None and part.trait is trait:
                mine.append((part, column))
        if not mine:
            continue
        reads = [(own := draft.read(column, SHARE), _whole(draft, column, own)) for _, column in mine]
        shares, notes, questions = audience_shares(mine, reads, answers)
        draft.notes.extend(notes)
        draft.questions.extend(questions)
        for (part, column), read in zip(mine, shares, strict=True):
            values = draft.noted(column, read)
            values[list(read.faults)] = np.nan
            draft.frame[part.column] = values


def _whole(draft: Draft, column: Column, own: Numbers) -> Numbers:
    """The shares of a column in all rows of its file. own: those of the rows that are read, which are all as a rule."""
    texts = draft.table.readable[:, column.at]
    if np.array_equal(draft.view.rows, np.arange(len(texts))):
        return own
    return read_numbers(texts, SHARE.as_written(draft.context.formats.written.get(column.at)))


def _closeness(draft: Draft) -> None:
    """Signs of closeness to the brand, and when they are available."""
    for name, wanted in FLAGS.items():
        if (texts := draft.cells(wanted)) is not None:
            draft.frame[name], faults = read_flags(texts)
            for row, fault in faults.items():
                draft.doubt(row, draft.column(wanted), fault)
    if (column := draft.column(Field.AVAILABILITY)) is not None:
        draft.frame["availability"] = draft.readable(column, *read_when(draft.texts(column)))


def _responses(draft: Draft, followers: Floats) -> Floats:
    """(likes + comments) / followers, comments counting nothing where they are unknown."""
    likes, comments = draft.numbers(Field.LIKES, PEOPLE), draft.numbers(Field.COMMENTS, PEOPLE)
    if likes is None:
        return np.full(len(followers), np.nan)
    total = likes.values + (0 if comments is None else np.nan_to_num(comments.values))
    return np.asarray(total / np.where(followers > 0, followers, np.nan))
