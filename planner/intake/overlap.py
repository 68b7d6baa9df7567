"""Measured overlap from a file: a table of pairs, or the unique share of each account."""

from collections.abc import Iterator, Mapping

import numpy as np

from planner.domain.roster import Roster
from planner.forecast.overlap import Definition, OverlapTable, Pair, UniqueTable
from planner.intake.cells.values import AMOUNT, Texts, read_numbers
from planner.intake.columns.names import normal
from planner.intake.open.files import read_table
from planner.intake.open.table import Table
from planner.intake.reading import Column
from planner.problems import BadInput, Problem

_FIRST = ("source", "account 1", "creator 1", "first", "first account", "account a", "handle 1", "from", "account")
_SECOND = ("target", "account 2", "creator 2", "second", "second account", "account b", "handle 2", "to", "with")
_OVERLAP = (
    "weight", "overlap", "shared", "shared followers", "shared viewers", "shared audience", "overlap people",
    "overlap share", "overlap percentage", "common followers", "common",
)  # fmt: skip
_HANDLE = ("username", "handle", "account", "creator", "influencer", "name")
_UNIQUE = ("unique percentage", "unique", "unique share", "unique followers percentage")
_OVERLAPPING = ("overlapping percentage", "overlapping", "overlapping share")
_SIZE = ("followers", "audience", "subscribers", "viewers", "unique viewers", "count")
_MOST = 200


def account_sizes(roster: Roster) -> dict[str, float]:
    """People by account, for `read_overlap`: by handle, NaN where several accounts bear it, and by id."""
    people = roster.creators
    handles = people["handle"].str.lstrip("@").str.casefold()
    followers = people["followers"].astype(float)
    alone = followers.where(~handles.duplicated(keep=False))
    return dict(zip(handles, alone, strict=True)) | dict(zip(people["id"], followers, strict=True))


def read_overlap(
    name: str, data: bytes, audiences: Mapping[str, float], definition: Definition
) -> OverlapTable | UniqueTable:
    """Read a CSV or workbook of overlaps.

    audiences: people by account, from the roster, NaN for a name that several accounts bear; a column of sizes in the
    file takes precedence.

    With `Definition.ANYONE` the file has a row per account, else one per pair. Shares may be written as 0.12, 12 or
    12%; a column with any number above 1 is in per cent. Accounts are compared without @ and case. Raises BadInput with
    everything that cannot be used, named by row.
    """
    table = read_table(name, data)
    known = {_key(account): people for account, people in audiences.items()}
    if definition is Definition.ANYONE:
        return _unique(table, known)
    first, second, overlap = (_column(table, names, what) for names, what in _PAIR_COLUMNS)
    values = _numbers(table, overlap, shares=definition is not Definition.PEOPLE)
    named = [(_key(a), _key(b)) for a, b in zip(_texts(table, first), _texts(table, second), strict=True)]
    wanted = {account for both in named for account in both}
    _refuse_unknown(wanted, known)
    pairs = [
        Pair(a, b, float(value), f"row {row}")
        for (a, b), value, row in zip(named, values, table.numbers.tolist(), strict=True)
    ]
    return OverlapTable.of({account: known[account] for account in sorted(wanted)}, pairs, definition)


_PAIR_COLUMNS = (
    (_FIRST, "the first account, such as source"),
    (_SECOND, "the second account, such as target"),
    (_OVERLAP, "their overlap, such as weight or overlap"),
)


def _refuse_unknown(wanted: set[str], known: Mapping[str, float]) -> None:
    problems = []
    for account in sorted(wanted):
        if account not in known:
            problems.append(Problem(account, "", "is in the file but not in the roster", "an account of the roster"))
        elif known[account] != known[account]:
            accepted = f"which one is meant, such as instagram:{account}"
            problems.append(Problem(account, "", "is the name of several accounts of the roster", accepted))
    if problems:
        raise BadInput(problems[:_MOST])


def _unique(table: Table, known: Mapping[str, float]) -> UniqueTable:
    handles = [_key(text) for text in _texts(table, _column(table, _HANDLE, "the account, such as username"))]
    unique = _found(table, _UNIQUE)
    if unique is None:
        shared = _column(table, _OVERLAPPING, "the unique share, such as uniquePercentage")
        values = 1 - _numbers(table, shared, shares=True)
    else:
        values = _numbers(table, unique, shares=True)
    sizes = dict(known)
    size = _found(table, _SIZE)
    if size is not None:
        sizes.update(zip(handles, _numbers(table, size, shares=False).tolist(), strict=True))
    _refuse_unknown(set(handles), sizes)
    return UniqueTable.of(
        {account: sizes[account] for account in handles}, dict(zip(handles, values.tolist(), strict=True))
    )


def _key(account: str) -> str:
    return account.strip().lstrip("@").casefold()


def _texts(table: Table, column: Column) -> Texts:
    cells: Texts = table.cells[:, column.at]
    return cells


def _found(table: Table, names: tuple[str, ...]) -> Column | None:
    by_name = {normal(column.header): column for column in reversed(table.columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def _column(table: Table, names: tuple[str, ...], what: str) -> Column:
    found = _found(table, names)
    if found is None:
        headers = ", ".join(column.header for column in table.columns)
        raise BadInput(
            [Problem("the header", headers[:120], f"has no column for {what}", f"one of {', '.join(names)}")]
        )
    return found


def _numbers(table: Table, column: Column, shares: bool) -> np.ndarray:
    """The numbers of a column; shares come out 0 to 1. Raises BadInput with the cells that are none."""
    texts = _texts(table, column)
    bare = np.array([text.replace("%", "").strip() for text in texts], object)
    read = read_numbers(bare, AMOUNT)
    problems = list(_not_numbers(table, column, np.isnan(read.values)))
    if problems:
        raise BadInput(problems[:_MOST])
    per_cent = shares and (any("%" in text for text in texts) or bool((read.values > 1).any()))
    return np.asarray(read.values / 100 if per_cent else read.values)


def _not_numbers(table: Table, column: Column, missing: np.ndarray) -> Iterator[Problem]:
    for at in np.flatnonzero(missing):
        place = f"row {table.numbers[at]}, column {column.letter} ({column.header})"
        yield Problem(place, str(table.cells[at, column.at])[:80], "is not a number", "a number of people or a share")
