"""The columns of a table, each with what it is read as."""

from dataclasses import field

from planner.domain.persons import BUNDLE
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    BASE_COLUMN,
    CREATOR_COLUMNS,
    FURTHER_FORMATS,
    OPTIONAL_NUMBERS,
    OPTIONAL_TEXTS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    RANGE_COLUMNS,
    Platform,
)
from planner.frozen import dataclass
from planner.intake.asking import Question
from planner.intake.columns.roles import IGNORE, Role
from planner.intake.open.table import Table
from planner.intake.reading import Column, Field

DELIVERABLES = (
    Field.POSTS, Field.REELS, Field.STORIES, Field.VIDEOS, Field.INTEGRATIONS, Field.CAROUSELS, Field.SHORTS,
    Field.LIVES, Field.NEWSLETTERS, Field.PODCASTS, Field.ARTICLES,
)  # fmt: skip
"""Columns of counts, in the order of `Format`."""
CARRIED = (Field.PERSON, Field.EMAIL, Field.AGENCY, Field.MANAGER, Field.NOTES)
"""Texts that are taken as they stand."""
TEXT_FIELDS = frozenset(
    (
        Field.HANDLE, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.PROFILE_URL, Field.PLATFORM, Field.COUNTRY,
        Field.CATEGORY, Field.PACKAGE, Field.COMPENSATION, Field.ENGAGEMENT_BASE, Field.CURRENCY, *CARRIED,
    )
)  # fmt: skip
_TAKEN = {
    *CREATOR_COLUMNS, *PACKAGE_COLUMNS, *OPTIONAL_NUMBERS, *OPTIONAL_TEXTS, BASE_COLUMN, *FURTHER_FORMATS,
    *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *RIGHT_COLUMNS.values(), "package", "row", "at", "draft", "local",
}  # fmt: skip
"""Names that columns of the domain have, so that no number column of a file may be called so."""


@dataclass(frozen=True)
class Price:
    """A column that says what certain posts cost. platform: None = of the row's platform."""

    column: Column
    role: Role


@dataclass
class Columns:
    """Where everything is.

    fields: columns of the row as such. by_platform: columns of one platform each, in a file with one row per person.
    prices: several prices side by side. numbers: number columns not known by name (resource uses, scores), with the
    name they get. audience, attributes: columns of audience shares and of further texts, by the name of the
    domain. roles: what every column is read as,
    by position. why: "header", "chosen" or "likeness". left: why a column is not read, by position; it only holds as
    long as nothing else takes the column.
    """

    fields: dict[Field, Column] = field(default_factory=dict)
    by_platform: dict[Platform, dict[Field, Column]] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    numbers: dict[str, Column] = field(default_factory=dict)
    audience: dict[str, Column] = field(default_factory=dict)
    attributes: dict[str, Column] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def take(self, column: Column, role: Role, why: str) -> None:
        """Read a column as this, whatever it was read as before."""
        self.numbers = {name: other for name, other in self.numbers.items() if other != column}
        self.fields = {name: other for name, other in self.fields.items() if other != column}
        self.attributes = {name: other for name, other in self.attributes.items() if other != column}
        self.roles[column.at], self.why[column.at] = role, why
        if role.audience:
            self.audience[role.audience] = column
        elif role.attribute:
            self.attributes[role.attribute] = column
        elif role.field is None:
            if role.is_number:
                free = column.header and column.header not in self.numbers and column.header not in _TAKEN
                self.numbers[column.header if free else str(column)] = column
        elif role.posts is not None:
            self.prices.append(Price(column, role))
        elif role.platform is not None:
            self.by_platform.setdefault(role.platform, {})[role.field] = column
        else:
            self.fields[role.field] = column

    def leave(self, column: Column, why: str = "") -> None:
        """Do not read a column, and say why."""
        self.roles[column.at], self.why[column.at] = Role(None), "header"
        self.left[column.at] = why

    def has(self, role: Role) -> bool:
        """True when something is already read as this."""
        if role.audience:
            return role.audience in self.audience
        if role.field is None or role.posts is not None:
            return False
        there = self.fields if role.platform is None else self.by_platform.get(role.platform, {})
        return role.field in there

    def unread_notes(self, table: Table) -> list[str]:
        """Sentences about columns that are not read, or kept as numbers."""
        open_ones = {
            at: why for at, why in self.left.items() if (role := self.roles.get(at)) is None or str(role) == IGNORE
        }
        notes = [f"{why}." for why in open_ones.values() if why]
        ignored = ", ".join(str(table.columns[at]) for at, why in sorted(open_ones.items()) if not why)
        bundle = self.numbers.get(BUNDLE)
        kept = [column for column in self.numbers.values() if column != bundle and self.why.get(column.at) != "chosen"]
        numbers = ", ".join(map(str, kept))
        if bundle is not None:
            notes.append(f"Packages of one person with the same number in {bundle} are booked together or not at all.")
        notes += [f"Ignored: {ignored}."] if ignored else []
        texts = ", ".join(str(column) for column in self.attributes.values() if self.why.get(column.at) != "chosen")
        notes += [f"Kept as texts that a brief may have limits on: {texts}."] if texts else []
        return notes + (
            [f"Kept as numbers that a brief may use as a resource or a score: {numbers}."] if numbers else []
        )
