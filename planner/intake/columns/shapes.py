"""One row per account, per person with a column per platform, or per offer: what each account is read from."""

from collections.abc import Mapping as Read
from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from planner.domain.platforms import formats_of
from planner.domain.roster import Format, Platform
from planner.frozen import dataclass
from planner.intake.asking import Choice, Question, open_ones
from planner.intake.cells.texts import platform_of_link
from planner.intake.cells.values import MISSING_NUMBER, Bools, Texts, is_missing, mapped, where
from planner.intake.columns import looks
from planner.intake.columns.columns import Columns, Price
from planner.intake.columns.looks import is_total
from planner.intake.columns.names import folded, normal
from planner.intake.columns.roles import Role, recognised
from planner.intake.columns.synonyms import BY_PLATFORM, PLATFORM_WORDS
from planner.intake.mapping import Mapping
from planner.intake.open.table import Table
from planner.intake.reading import Column, Field, ReadSettings, refusal, shown
from planner.problems import Problem
from planner.wording import counted, label

_NAMING = (Field.HANDLE, Field.NAME, Field.PROFILE_URL, Field.FIRST_NAME)
_FOOTER = 3
_SEVERAL = 2
"""So many platforms with accounts of their own make a row a person, whatever a column calls the main one."""
ABOVE = "above"
"""Answer that a row without a platform has that of the row above, as merged cells leave it in a CSV."""
_HALF = 0.5
_FEW = 0.2
"""Share of rows without a platform that may wait for an answer."""
_IDENTITY = (Field.HANDLE, Field.PROFILE_URL, Field.FOLLOWERS)


@dataclass(frozen=True)
class View:
    """The accounts of a table on one platform, or all of them.

    fields: column of each field. prices: price columns that count here. rows: positions in the table. platform: of
    every row that does not say itself. links: platform told by each row's profile link, empty where it tells none.
    """

    fields: Read[Field, Column]
    prices: tuple[Price, ...]
    rows: NDArray[np.int64]
    platform: Platform | None
    by_choice: bool = False
    links: Texts | None = None


@dataclass
class Shape:
    """The views of a table, and what has to be asked before they can be read."""

    views: list[View] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def shape_of(name: str, table: Table, columns: Columns, mapping: Mapping, settings: ReadSettings) -> Shape:
    """How the rows of a table become accounts. Raises BadInput when no column can hold what is needed."""
    shape = Shape()
    if (
        not mapping.columns
        and f"column.{Field.FOLLOWERS}" not in mapping.answers
        and not _has(Field.FOLLOWERS, columns)
    ):
        from planner.intake.open.kinds import other_kind

        other = other_kind(name, table)
        if other is not None:
            raise other
    _find(Field.HANDLE, "handle, username or name", table, columns, (mapping, shape))
    _find(Field.FOLLOWERS, "followers or subscribers", table, columns, (mapping, shape))
    if open_ones([*columns.questions, *shape.questions]):
        # First the columns; what else has to be asked may depend on them.
        return shape
    every = np.arange(len(table.cells), dtype=np.int64)
    wide = {p: own for p, own in columns.by_platform.items() if any(wanted in own for wanted in _IDENTITY)}
    named = [p for p, own in wide.items() if Field.HANDLE in own or Field.PROFILE_URL in own]
    if not wide or (Field.PLATFORM in columns.fields and len(named) < _SEVERAL):
        fields = dict(columns.fields)
        for own in wide.values():
            for wanted, column in own.items():
                fields.setdefault(wanted, column)
        shape.views.append(_tall(name, table, (fields, tuple(columns.prices), every), (mapping, settings), shape))
    elif len(wide) == 1 and not _two_kinds(wide, columns):
        ((platform, own),) = wide.items()
        shape.notes.append(f"Every row counts as {label(platform)}, as its header says.")
        fields = _with_name(columns.fields | own, columns.fields)
        shape.views.append(View(fields, _prices(columns, platform), every, platform))
    else:
        _wide(table, columns, wide, shape)
    return shape


def _has(wanted: Field, columns: Columns) -> bool:
    return any(wanted in own for own in (columns.fields, *columns.by_platform.values()))


def _two_kinds(wide: dict[Platform, dict[Field, Column]], columns: Columns) -> bool:
    return any(price.role.platform not in (None, *wide) for price in columns.prices)


def _find(wanted: Field, examples: str, table: Table, columns: Columns, context: tuple[Mapping, Shape]) -> None:
    """Ask which column holds what every roster needs, when none is called so; the values suggest one."""
    mapping, shape = context
    there = [columns.fields, *columns.by_platform.values()]
    if any(name in own for own in there for name in (_NAMING if wanted is Field.HANDLE else (wanted,))):
        key, chosen = f"column.{wanted}", columns.fields.get(wanted)
        if chosen is not None and mapping.answers.get(key) == chosen.letter:
            shape.questions += [replace(q, answer=chosen.letter) for q in columns.questions if q.key == key]
            columns.questions = [question for question in columns.questions if question.key != key]
        return
    if any(_about(question, wanted, table) for question in open_ones(columns.questions)):
        return
    headers = shown(", ".join(column.header for column in table.columns), 120)
    free = [
        column
        for column in table.columns
        if columns.roles.get(column.at, Role(None)).field is None
        and any(table.cells[:, column.at])
        and not (looks.are_links if wanted is Field.FOLLOWERS else looks.with_currency)(table.cells[:, column.at])
    ]
    accepted = f"a header in row 1 with {examples}"
    if wanted is Field.FOLLOWERS:
        accepted += ", and a figure for each creator, even a rough one such as 12k or 10-15K"
    problem = Problem("the header", headers, f"has no column for the {wanted}", accepted)
    if not free:
        raise refusal(problem.place, problem.wrong, problem.accepted, headers)
    choices = tuple(Choice(column.letter, f"{column}: {table.examples(column, 20)}") for column in free)
    title = f"Which column holds the {wanted}?"
    suggested = _by_values(wanted, table, free)
    shape.questions.append(Question(f"column.{wanted}", title, problem, choices, None, suggested))


def _by_values(wanted: Field, table: Table, free: list[Column]) -> str | None:
    """Letter of the column whose values look most like handles, or like numbers of followers."""
    if wanted is Field.HANDLE:
        like = [c for c in free if looks.like_handles(table.cells[:, c.at]) or looks.like_names(table.cells[:, c.at])]
        return like[0].letter if like else None
    counted = [(looks.typical_count(table.cells[:, column.at]), -column.at, column) for column in free]
    best = max(counted, default=None)
    return best[2].letter if best is not None and best[0] > 0 else None


def _about(question: Question, wanted: Field, table: Table) -> bool:
    """True when an open question, once answered, may give the column that is missing."""
    if question.key == "likeness":
        return any(f" as {wanted}" in example for example in question.examples)
    kind, _, letter = question.key.partition(".")
    column = next((c for c in table.columns if c.letter == letter), None)
    role = recognised(column.header) if column and kind == "same" else None
    return role is not None and role.field is wanted


def _tall(
    name: str,
    table: Table,
    parts: tuple[dict[Field, Column], tuple[Price, ...], NDArray[np.int64]],
    said: tuple[Mapping, ReadSettings],
    shape: Shape,
) -> View:
    """One row per account or per offer: the platform is a column, tells itself by links, or is asked for."""
    fields, prices, rows = parts
    mapping, settings = said
    links = _links(table, fields)
    told = np.zeros(len(table.cells), bool) if links is None else links != ""
    column = fields.get(Field.PLATFORM)
    if column is not None:
        told |= mapped(table.cells[:, column.at], lambda text: "" if is_missing(text) else text) != ""
    # A row of one text is a remark, which is found later.
    unknown = int((~told & _creators(table, fields) & ((table.cells != "").sum(axis=1) > 1)).sum())
    by_sheet = _named(table.opened.sheet)
    key = f"platform.{table.opened.sheet}" if by_sheet is not None else "platform"
    answer = mapping.answers.get(key)
    chosen = Platform(answer) if answer is not None and answer in Platform else None
    chosen = chosen or (settings.platform if by_sheet is None else None)
    if unknown:
        by = "" if not told.any() else "row" if column is not None else "link"
        question = _where(name, table, by, unknown, chosen)
        if by_sheet is not None:
            # A sheet that is called after a platform says where its creators publish.
            title = f"Do the creators of the sheet '{shown(table.opened.sheet, 40)}' publish on {label(by_sheet)}?"
            question = replace(question, key=key, title=title, default=str(by_sheet))
            chosen = chosen or by_sheet
        shape.questions.append(question)
    return View(fields, prices, rows, chosen, by_choice=True, links=links)


def _where(name: str, table: Table, said: str, unknown: int, chosen: Platform | None) -> Question:
    """On which platform the rows are that do not say it themselves. said: what says it in other rows, "" for none."""
    whole = not said
    problem = Problem(
        "the platform",
        "",
        "is not in the file: no column says where these creators publish" if whole else "is missing in some rows",
        f"a platform column, or one platform chosen for the whole file ({', '.join(map(label, Platform))})",
    )
    who = "does the creator" if unknown == 1 else f"do the {counted(unknown, 'creator')}"
    title = "Where do these creators publish?" if whole else f"Where {who} without a platform in their {said} publish?"
    choices = [Choice(str(p), label(p)) for p in Platform]
    answer = str(chosen) if chosen else None
    if unknown > (_HALF if said == "row" else _FEW) * len(table.cells):
        if said == "row":
            choices.append(Choice(ABOVE, "The same as in the row above"))
        return Question("platform", title, problem, tuple(choices), None, _suggested(name, table), answer)
    # Most rows say it; the few that do not can wait.
    if said == "row":
        choices.append(Choice(ABOVE, "The same as in the row above"))
    choices.append(Choice("aside", "I don't know: leave them out"))
    return Question("platform", title, problem, tuple(choices), "aside", None, answer)


def _links(table: Table, fields: Read[Field, Column]) -> Texts | None:
    """Platform of each row by its links, whichever column they stand in; None when the file has none."""
    found = np.full(len(table.cells), "", dtype=object)
    for wanted in (Field.PROFILE_URL, Field.HANDLE, Field.NAME):
        column = fields.get(wanted)
        if column is not None:
            found = np.where(found == "", mapped(table.cells[:, column.at], platform_of_link), found)
    return found if (found != "").any() else None


def _creators(table: Table, fields: Read[Field, Column]) -> Bools:
    """Rows that name somebody, and no sum; shape (rows,)."""
    found = np.zeros(len(table.cells), bool)
    for wanted in _NAMING:
        column = fields.get(wanted)
        if column is not None:
            found |= where(table.cells[:, column.at], lambda text: not is_missing(text))
    for at in range(max(0, len(found) - _FOOTER), len(found)):
        first = next((text for text in table.cells[at] if text), "")
        found[at] &= not is_total(folded(first))
    return found


def _named(text: str) -> Platform | None:
    """The one platform that a name mentions."""
    # `TikTok` counts as one word and as two.
    said = f" {normal(text)} {text.casefold()} "
    found = {platform for words, platform in PLATFORM_WORDS.items() if words != "x" and f" {words} " in said}
    return found.pop() if len(found) == 1 else None


def _suggested(name: str, table: Table) -> str | None:
    """The platform that the file's name or a header hints at; only a hint."""
    for text in (name, *table.header):
        for word in normal(text).split():
            if word in PLATFORM_WORDS and word != "x":
                return str(PLATFORM_WORDS[word])
    words = {word for text in table.header for word in normal(text).split()}
    if "subscribers" in words:
        return str(Platform.YOUTUBE)
    return str(Platform.INSTAGRAM) if {"reel", "reels", "story", "stories"} & words else None


def _wide(table: Table, columns: Columns, wide: dict[Platform, dict[Field, Column]], shape: Shape) -> None:
    """One row per person: each platform's columns make accounts of their own."""
    alone = [p for p, own in wide.items() if Field.FOLLOWERS not in own]
    of_one = [wanted for wanted in BY_PLATFORM if wanted not in _NAMING]
    shared = {wanted: column for wanted, column in columns.fields.items() if wanted not in of_one}
    if (main := shared.pop(Field.PLATFORM, None)) is not None:
        shape.notes.append(f"Not read: {main}, because each platform has columns of its own.")
    generic = {wanted: column for wanted, column in columns.fields.items() if wanted in of_one}
    placed = np.zeros(len(table.cells), dtype=bool)
    for platform, own in wide.items():
        # Figures that name no platform can only be those of the one platform that has none of its own.
        fields = shared | (generic if alone == [platform] else {}) | own
        if Field.FOLLOWERS not in fields:
            handles = ", ".join(str(column) for column in own.values())
            shape.notes.append(f"Not read: {handles}, because no column has the followers on that platform.")
            continue
        fields = _with_name(fields, columns.fields)
        if not any(name in fields for name in _NAMING):
            figures = ", ".join(str(column) for column in own.values())
            shape.notes.append(f"Not read: {figures}, because no column says whose figures they are.")
            continue
        filled = _filled(table, [own[wanted] for wanted in _IDENTITY if wanted in own])
        placed |= filled
        prices = _prices(columns, platform, [p for p in wide if p not in alone or len(alone) == 1])
        shape.views.append(View(fields, prices, np.flatnonzero(filled), platform))
    unread = [column for column in generic.values() if all(column not in v.fields.values() for v in shape.views)]
    if unread:
        left = ", ".join(str(column) for column in unread)
        shape.notes.append(f"Not read: {left}, because we don't know the platform.")
    names = ", ".join(label(view.platform) for view in shape.views if view.platform)
    shape.notes.append(f"One row is one person; accounts on {names} are read from columns of their own.")
    if shape.views and not placed.all():
        first = shape.views[0]
        rows = np.sort(np.concatenate([first.rows, np.flatnonzero(~placed)]))
        shape.views[0] = View(first.fields, first.prices, rows, first.platform)


def _with_name(fields: dict[Field, Column], own: dict[Field, Column]) -> dict[Field, Column]:
    """A handle that is of no platform, beside those of platforms, is what the person is called."""
    handle = own.get(Field.HANDLE)
    if handle is None:
        return fields
    if fields.get(Field.HANDLE) == handle:
        linked = Field.PROFILE_URL in fields and own.get(Field.PROFILE_URL) != fields[Field.PROFILE_URL]
        if not linked:
            return fields
        # A link of the platform tells the account.
        fields = {wanted: column for wanted, column in fields.items() if wanted is not Field.HANDLE}
    if Field.NAME in fields:
        return fields
    return fields | {Field.NAME: handle}


def _prices(columns: Columns, platform: Platform, others: Sequence[Platform] = ()) -> tuple[Price, ...]:
    """Prices on a platform: a video's is for those of the accounts of a person that have videos, if any has."""

    def has(where: Platform, price: Price) -> bool:
        wanted = {f for f, number in zip(Format, price.role.posts or (), strict=True) if number}
        return wanted <= set(formats_of(str(where)))

    return tuple(
        price
        for price in columns.prices
        if price.role.platform == platform
        or (price.role.platform is None and (has(platform, price) or not any(has(other, price) for other in others)))
    )


def _filled(table: Table, columns: list[Column]) -> Bools:
    found = np.zeros(len(table.cells), dtype=bool)
    for column in columns:
        found |= where(table.cells[:, column.at], lambda text: not is_missing(text, MISSING_NUMBER))
    return found
