"""Which column is what: what was chosen, then synonyms, then a look at the values; likenesses are only offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from planner.domain.roster import Platform
from planner.intake.asking import Choice, Question
from planner.intake.cells.audiences import part_in
from planner.intake.cells.closeness import FLAGS, read_flags, read_when
from planner.intake.cells.texts import PLATFORM_NAMES
from planner.intake.cells.values import AMOUNT, Texts, Written, is_missing, read_numbers
from planner.intake.columns.roles import Role, alternatives, folded, guessed, recognised, role_of
from planner.intake.columns.synonyms import ESTIMATES, IMPRESSIONS, PLATFORM_WORDS, REAL_OR_FAKE, SYNONYMS
from planner.intake.columns.twins import the_one
from planner.intake.mapping import Mapping
from planner.intake.open.table import Table
from planner.intake.reading import Column, Field, shown
from planner.problems import Problem

DELIVERABLES = (Field.POSTS, Field.REELS, Field.STORIES, Field.VIDEOS, Field.INTEGRATIONS)
TEXT_FIELDS = frozenset(
    (
        Field.HANDLE, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.PROFILE_URL, Field.PLATFORM, Field.COUNTRY,
        Field.CATEGORY, Field.PACKAGE, Field.COMPENSATION, Field.ENGAGEMENT_BASE,
    )
)  # fmt: skip
_OFFER = (Field.PACKAGE, *DELIVERABLES[1:], Field.COMPENSATION, Field.FEE)
_PUBLISHED = 200.0
"""More posts than anybody books: such a column counts what an account has published."""
_NUMERIC, _SOME = 0.8, 0.4
"""Share of the filled cells that must read as numbers: of a column nobody knows, and of one that is known by name."""
_LOOKED_AT = 400
_DUE = {**dict.fromkeys(FLAGS.values(), "yes or no"), Field.AVAILABILITY: "waves or days"}
"""What a column of these must hold; all others that are checked hold numbers."""


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
    name they get. audience: columns of audience shares, by the name of the domain. roles: what every column is read as,
    by position. why: "header", "chosen" or "likeness".
    """

    fields: dict[Field, Column] = field(default_factory=dict)
    by_platform: dict[Platform, dict[Field, Column]] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    numbers: dict[str, Column] = field(default_factory=dict)
    audience: dict[str, Column] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def take(self, column: Column, role: Role, why: str) -> None:
        """Read a column as this."""
        self.roles[column.at], self.why[column.at] = role, why
        if role.audience:
            self.audience[role.audience] = column
        elif role.field is None:
            if role.is_number:
                name = column.header if column.header and column.header not in self.numbers else str(column)
                self.numbers[name] = column
        elif role.posts is not None:
            self.prices.append(Price(column, role))
        elif role.platform is not None:
            self.by_platform.setdefault(role.platform, {})[role.field] = column
        else:
            self.fields[role.field] = column

    def has(self, role: Role) -> bool:
        """True when something is already read as this."""
        if role.field is None or role.posts is not None:
            return False
        there = self.fields if role.platform is None else self.by_platform.get(role.platform, {})
        return role.field in there


def map_columns(table: Table, mapping: Mapping) -> Columns:
    """Recognise the columns; what is missing or twice there is a question in the answer."""
    found = Columns()
    left = _chosen(table, mapping, found)
    left = _without_twins(table, left, mapping, found)
    left = _audiences(table, left, found)
    left = _real_or_fake(table, left, mapping, found)
    left = _by_synonyms(table, left, found)
    left = _by_platform_and_price(table, left, found)
    _published_posts(table, mapping, found)
    left = _by_likeness(table, left, mapping, found)
    _the_rest(table, left, found)
    return found


def _chosen(table: Table, mapping: Mapping, found: Columns) -> list[Column]:
    left = []
    for column in table.columns:
        said = mapping.role_of(column.letter)
        if said is None:
            left.append(column)
            continue
        role = role_of(said, str(column))
        by_header = recognised(column.header)
        if by_header is not None and by_header.field is role.field:
            role = Role(role.field, role.platform, role.posts, by_header.scale, by_header.currency)
        found.take(column, role, "chosen")
    return left


def _without_twins(table: Table, left: list[Column], mapping: Mapping, found: Columns) -> list[Column]:
    """One column for each header: the plain numbers of a pair of text and number, else a question."""
    by_name: dict[str, list[Column]] = defaultdict(list)
    for column in left:
        by_name[folded(column.header)].append(column)
    kept = []
    for name, columns in by_name.items():
        if not name:
            for column in columns:
                if any(table.cells[:, column.at]):
                    found.notes.append(f"Ignored: column {column.letter}, which has no header.")
        elif len(columns) == 1:
            kept.extend(columns)
        else:
            header = columns[0].header
            known = recognised(header) is not None or part_in(header) is not None
            chosen, note, question = the_one(table, columns, known, mapping.answers.get(f"same.{columns[0].letter}"))
            kept.extend(chosen)
            found.notes.extend([note] if note else [])
            found.questions.extend([question] if question else [])
    return sorted(kept, key=lambda column: column.at)


def _audiences(table: Table, left: list[Column], found: Columns) -> list[Column]:
    """Columns whose header names a part of the audience; one column for each part."""
    for column in left:
        part = part_in(column.header)
        if part is None or recognised(column.header) is not None or not _fits(table, column, Field.FIT):
            continue
        if part.column in found.audience:
            other = found.audience[part.column]
            found.notes.append(f"Ignored: {column}, because {other} is read as the same part of the audience.")
            found.roles[column.at], found.why[column.at] = Role(None), "header"
        else:
            found.take(column, Role(None, audience=part.column), "header")
    return [column for column in left if column.at not in found.roles]


def _real_or_fake(table: Table, left: list[Column], mapping: Mapping, found: Columns) -> list[Column]:
    """Columns that may mean the real followers or the fake ones: one question for all of them."""
    open_ones = [
        (column, platform)
        for column in left
        for opened, platform in [_without_platform(folded(column.header))]
        if opened in REAL_OR_FAKE and any(_few(table, column)) and _fits(table, column, Field.AUTHENTICITY)
    ]
    if not open_ones:
        return left
    said = mapping.answers.get("credibility")
    answer = said if said in ("real", "fake", "ignore") else None
    listed = ", ".join(str(column) for column, _ in open_ones)
    example = shown(str(_few(table, open_ones[0][0])[0]), 20)
    problem = Problem(
        listed, example, "could be the share of real followers or of fake ones", "real, fake or ignore chosen"
    )
    choices = (
        Choice("real", "Real followers: more is better"),
        Choice("fake", "Fake followers: less is better"),
        Choice("ignore", "Leave it out"),
    )
    title = f"Does {listed} give the share of real followers or of fake ones?"
    found.questions.append(Question("credibility", title, problem, choices, None, None, answer))
    meant = {"real": Field.AUTHENTICITY, "fake": Field.FAKE_FOLLOWERS}.get(answer or "")
    for column, platform in open_ones:
        role = Role(meant, platform)
        if meant is None or found.has(role):
            role = Role(None)
            if answer is not None:
                found.notes.append(f"Ignored: {column}, " + ("as chosen." if meant is None else "said twice."))
        found.take(column, role, "header")
    return [column for column in left if column.at not in found.roles]


def _without_platform(name: str) -> tuple[str, Platform | None]:
    for words, platform in PLATFORM_WORDS.items():
        if name.startswith(f"{words} "):
            return name.removeprefix(f"{words} "), platform
    return name, None


def _by_synonyms(table: Table, left: list[Column], found: Columns) -> list[Column]:
    """Each field in turn takes the column with its best synonym, if the values are of its kind."""
    plain = {
        column.at: (column, role)
        for column in left
        if (role := recognised(column.header)) is not None and role.platform is None and role.posts is None
    }
    lying: list[Column] = []
    recognised_as: dict[int, Field] = {}
    for wanted in SYNONYMS:
        ranked = sorted(
            (_rank(column, wanted), column.at)
            for column, role in plain.values()
            if wanted in (role.field, *alternatives(column.header))
        )
        for _, at in ranked:
            column, role = plain[at]
            if found.has(Role(wanted)):
                break
            if not _fits(table, column, wanted):
                if wanted not in TEXT_FIELDS:
                    lying.append(column)
                    recognised_as.setdefault(column.at, wanted)
                continue
            found.take(column, Role(wanted, scale=role.scale, currency=role.currency), "header")
            del plain[at]
    for column in lying:
        if column.at not in found.roles:
            typed = next((text for text in table.cells[:, column.at] if text and not is_missing(text)), "")
            due = _DUE.get(recognised_as[column.at], "numbers")
            found.notes.append(f"Not read: {column}, which holds text such as '{shown(typed, 30)}', not {due}.")
    for column, role in plain.values():
        if column not in lying and role.field is not None and found.has(Role(role.field)):
            words = str(role.field).replace("_", " ")
            found.notes.append(f"Ignored: {column}, because {found.fields[role.field]} is read as {words}.")
            found.roles[column.at], found.why[column.at] = Role(None), "header"
    return [column for column in left if column.at not in found.roles]


def _rank(column: Column, wanted: Field) -> int:
    name, synonyms = folded(column.header), SYNONYMS[wanted]
    return synonyms.index(name) if name in synonyms else len(synonyms)


def _by_platform_and_price(table: Table, left: list[Column], found: Columns) -> list[Column]:
    for column in left:
        role = recognised(column.header)
        if role is None or role.field is None or (role.platform is None and role.posts is None):
            continue
        if (
            role.field is Field.HANDLE
            and folded(column.header) == str(role.platform)
            and _is_numeric(_few(table, column))
        ):
            # A column called `TikTok` with figures in it says how many followers there are.
            role = Role(Field.FOLLOWERS, role.platform)
        if role.field is not None and not found.has(role) and _fits(table, column, role.field):
            found.take(column, role, "header")
    return [column for column in left if column.at not in found.roles]


def _few(table: Table, column: Column) -> Texts:
    texts: Texts = table.cells[:, column.at]
    filled: Texts = texts[texts != ""][:_LOOKED_AT]
    return filled


def _fits(table: Table, column: Column, wanted: Field) -> bool:
    """True when the values can be what the header says; an empty column can be anything."""
    texts = _few(table, column)
    if not len(texts):
        return True
    if wanted is Field.PLATFORM:
        known = sum(str(text).casefold() in PLATFORM_NAMES for text in texts)
        return known >= _SOME * len(texts) or folded(column.header) not in ("channel", "network", "kanal")
    if wanted is Field.HANDLE and folded(column.header) in ("kanal", "channel"):
        return True
    if wanted in TEXT_FIELDS or wanted in (Field.FEE, Field.COMMISSION):
        return True
    if wanted in FLAGS.values() or wanted is Field.AVAILABILITY:
        _, faults = (read_when if wanted is Field.AVAILABILITY else read_flags)(texts)
        return len(texts) < 5 or len(faults) <= (1 - _SOME) * len(texts)
    # A bad cell here and there is a row to set aside; a column of words is not what its header says.
    return len(texts) < 5 or sum(any(c.isdigit() for c in text) for text in texts) >= _SOME * len(texts)


def _published_posts(table: Table, mapping: Mapping, found: Columns) -> None:
    """`posts` is what is booked only in a table of offers; else it is what the account has published."""
    column = found.fields.get(Field.POSTS)
    if column is None or mapping.role_of(column.letter) is not None:
        return
    values = read_numbers(table.cells[:, column.at], AMOUNT).values
    offers = any(wanted in found.fields for wanted in _OFFER)
    if not offers or np.nanmax(values, initial=0.0) > _PUBLISHED:
        found.notes.append(f"Ignored: {column}, which seems to count posts published, not posts to book.")
        del found.fields[Field.POSTS]
        found.roles[column.at] = Role(None)


def _by_likeness(table: Table, left: list[Column], mapping: Mapping, found: Columns) -> list[Column]:
    """Offer what headers resemble; it is read only when somebody agrees."""
    offered: list[tuple[Column, Role]] = []
    for column in left:
        role = guessed(column.header)
        if role is None or role.field is None or found.has(role) or role.field in [r.field for _, r in offered]:
            continue
        if _fits(table, column, role.field) and any(_few(table, column)):
            offered.append((column, role))
    if not offered:
        return left
    answer = mapping.answers.get("likeness")
    needed = any(role.field in (Field.HANDLE, Field.FOLLOWERS, Field.PLATFORM) for _, role in offered)
    listed = tuple(f"{column} as {str(role).replace('_', ' ')}" for column, role in offered)
    problem = Problem(
        ", ".join(str(column) for column, _ in offered),
        "",
        "resembles what a roster has, but is called otherwise",
        "yes or no to reading " + ", ".join(listed),
    )
    choices = (Choice("yes", "Yes, read them so"), Choice("no", "No, leave them out"))
    title = "Are these columns what they seem? " + "; ".join(listed)
    question = Question(
        "likeness", title, problem, choices, None if needed else "no", "yes",
        answer if answer in ("yes", "no") else None, listed,
    )  # fmt: skip
    found.questions.append(question)
    if question.answer == "yes":
        for column, role in offered:
            found.take(column, role, "likeness")
    return [column for column in left if column.at not in found.roles]


def _the_rest(table: Table, left: Iterable[Column], found: Columns) -> None:
    ignored, numbers = [], []
    for column in left:
        name = folded(column.header)
        if name in IMPRESSIONS or name in ESTIMATES:
            said = "which adds followers up" if name in IMPRESSIONS else "which another tool has estimated"
            found.notes.append(f"Ignored: {column}, {said}; the planner estimates reach itself.")
        elif _is_numeric(table.cells[:, column.at]):
            found.take(column, Role(None, is_number=True), "header")
            numbers.append(str(column))
            continue
        elif any(table.cells[:, column.at]) and not any(
            note.startswith(f"Not read: {column},") for note in found.notes
        ):
            ignored.append(str(column))
        found.roles[column.at], found.why[column.at] = Role(None), "header"
    if ignored:
        found.notes.append(f"Ignored: {', '.join(ignored)}.")
    if numbers:
        names = ", ".join(numbers)
        found.notes.append(f"Kept as numbers that a brief may use as a resource or a score: {names}.")


def _told(column: Column, found: Columns) -> bool:
    return any(note.startswith(f"Not read: {column},") for note in found.notes)


def _is_numeric(texts: Texts) -> bool:
    for kind in (AMOUNT, AMOUNT.as_written(Written(comma=True))):
        read = read_numbers(texts, kind)
        good = int((~np.isnan(read.values)).sum())
        if good > 0 and good >= _NUMERIC * (good + len(read.faults)):
            return True
    return False
