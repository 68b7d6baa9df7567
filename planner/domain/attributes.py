"""Texts that say what kind of creator somebody is: country, category, agency, language, region, whatever a list has.

A column of a list that the domain has no name for is kept as `attribute language`. A cell may hold several values,
`de; en`: it belongs to each of them, and to itself as it stands. A blank cell belongs to none.
"""

import re
from collections.abc import Iterable

_PREFIX = "attribute "
_SEPARATORS = re.compile(r"[;,|/\n]")
NAMED = ("country", "category", "agency", "manager")
"""Columns of the domain that are attributes under their own name."""
LONGEST_NAME, LONGEST_TEXT = 60, 500


def column_of(name: str) -> str:
    """Column of `Roster.creators` that holds an attribute: `language` is in `attribute language`."""
    folded = " ".join(name.split()).casefold()
    return folded if folded in NAMED or is_attribute(folded) else f"{_PREFIX}{folded}"


def is_attribute(column: str) -> bool:
    """True for a column that holds an attribute which the domain has no name for."""
    return column.startswith(_PREFIX) and 0 < len(column) - len(_PREFIX) <= LONGEST_NAME


def attribute_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Those of these columns that hold further attributes."""
    return tuple(str(column) for column in columns if is_attribute(str(column)))


def name_of(column: str) -> str:
    """Name of the attribute in a column: that of `attribute language` is `language`."""
    return column.removeprefix(_PREFIX)


def attributes_of(columns: Iterable[str]) -> tuple[str, ...]:
    """Names of the attributes among the columns of a roster's creators, those with a name of the domain first."""
    there = [str(column) for column in columns]
    return (*(name for name in NAMED if name in there), *(name_of(column) for column in attribute_columns(there)))


def values_among(cells: Iterable[str]) -> tuple[str, ...]:
    """Every value of some cells, sorted; of those that differ only in case, the first."""
    values = sorted({value for cell in cells for value in values_in(cell)}, reverse=True)
    return tuple(sorted({value.casefold(): value for value in values}.values()))


def values_in(text: str) -> tuple[str, ...]:
    """The values that a cell holds, each once; of several also the cell as it stands. Blank ones are none."""
    whole = text.strip()
    parts = [part.strip() for part in _SEPARATORS.split(whole)]
    return tuple(dict.fromkeys(part for part in (*parts, whole) if part))
