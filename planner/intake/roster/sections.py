"""Rows that are titles of the rows below them: `TIKTOK`, `MACRO (500k+)`, `Shortlist:`."""

import re
from dataclasses import replace

import numpy as np

from planner.frozen import dataclass
from planner.intake.cells.values import Bools
from planner.intake.columns.names import folded
from planner.intake.columns.roles import recognised
from planner.intake.columns.synonyms import PLATFORM_WORDS
from planner.intake.open.table import Table
from planner.intake.reading import Column, Field
from planner.wording import counted, label

_LEAST_COLUMNS = 3
_LONGEST = 6
"""So many words at most are a title."""
_TITLES = frozenset(
    "nano micro mid middle macro mega tier tiers celebrity celebs celebrities creator creators influencer influencers "
    "blogger bloggers kol kols account accounts list shortlist longlist backup backups reserve confirmed pending "
    "declined option options group category batch wave follower followers k m and up to the over under size level "
    "kanal kanale accounts konten profile profiles top".split()
)
_SIZE = re.compile(r"\d+[km]?")
HEADER = "Platform (by the titles between the rows)"
"""The column that is added where titles name platforms."""


@dataclass(frozen=True)
class Titles:
    """Rows taken out as titles, and what is said of them."""

    rows: int = 0
    notes: tuple[str, ...] = ()


def without_titles(table: Table) -> tuple[Table, Titles]:
    """A table without titles between its rows; where they name platforms, with a column for these."""
    titles = _titles(table)
    if not titles.any():
        return table, Titles()
    at = np.flatnonzero(titles).tolist()
    notes = [f"Not a creator: the title{'' if len(at) == 1 else 's'} in row {table.places(at)}."]
    named = [_platform(table, row) for row in at]
    if any(named) and not _has_platforms(table):
        told = np.full(len(table.cells), "", dtype=object)
        for row, platform in zip(at, named, strict=True):
            if platform:
                told[row:] = platform
        table = replace(
            table,
            cells=np.column_stack([table.cells, told]),
            columns=(*table.columns, Column(HEADER, len(table.columns))),
        )
        below = int(sum(told[~titles] != ""))
        take = "takes its" if below == 1 else "take their"
        notes.append(f"{counted(below, 'row')} {take} platform from the title above.")
    return table.kept(~titles), Titles(len(at), tuple(notes))


def _titles(table: Table) -> Bools:
    """Rows in which nothing stands but one text that is a title, and that stand above another row; shape (rows,)."""
    found = np.zeros(len(table.cells), bool)
    if len(table.columns) < _LEAST_COLUMNS or len(table.cells) < _LEAST_COLUMNS:
        return found
    filled = (table.cells != "").sum(axis=1)
    for row in np.flatnonzero(filled == 1).tolist():
        found[row] = row < len(found) - 1 and _is_title(_text(table, row))
    return found


def _text(table: Table, row: int) -> str:
    return str(next(text for text in table.cells[row] if text))


def _is_title(text: str) -> bool:
    if "@" in text or "/" in text:
        return False
    words = folded(text).split()
    if not 0 < len(words) <= _LONGEST:
        return False
    return all(word in _TITLES or word in PLATFORM_WORDS or _SIZE.fullmatch(word) for word in words) and not all(
        _SIZE.fullmatch(word) for word in words
    )


def _platform(table: Table, row: int) -> str:
    """The one platform that a title names, "" for none and for several."""
    text = folded(_text(table, row))
    found = {platform for words, platform in PLATFORM_WORDS.items() if words != "x" and f" {words} " in f" {text} "}
    return label(found.pop()) if len(found) == 1 else ""


def _has_platforms(table: Table) -> bool:
    roles = [(column, recognised(column.header)) for column in table.columns]
    return any(
        role is not None and role.field is Field.PLATFORM and any(table.cells[:, column.at]) for column, role in roles
    )
