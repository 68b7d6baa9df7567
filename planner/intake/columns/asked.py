"""What the values of columns look like, whatever headers say, as questions: platforms, money, handles beside names."""

from planner.domain.roster import Format
from planner.intake.asking import Choice, Question
from planner.intake.cells.places import read_places
from planner.intake.columns import looks
from planner.intake.columns.columns import Columns
from planner.intake.columns.names import folded
from planner.intake.columns.roles import Header, Role
from planner.intake.mapping import Mapping
from planner.intake.open.table import Table
from planner.intake.reading import Field, shown
from planner.problems import Problem

_USUAL = (Format.POST, Format.REEL, Format.STORY, Format.VIDEO, Format.INTEGRATION)
"""What a price without a name may be of."""
_SCANDINAVIAN = frozenset(
    "folgere antal antall brugernavn brukernavn navn pris priser opslag innlegg noter notater merknader "
    "bemaerkninger kategori".split()
)
"""Words of headers beside which `By` is no English."""
_MOSTLY = 0.8


def platform_by_values(table: Table, mapping: Mapping, found: Columns) -> None:
    """A column of platform names says where people publish, whatever it is called."""
    if Field.PLATFORM in found.fields or found.by_platform:
        return
    # Also what was taken for another account: `Kanal` beside `Creator` may hold platforms.
    free = [
        column for column in table.columns
        if found.why.get(column.at) != "chosen" and found.roles.get(column.at, Role(None)) == Role(None)
    ]  # fmt: skip
    column = next((column for column in free if looks.like_platforms(table.cells[:, column.at])), None)
    if column is None or mapping.answers.get("column.platform") == "none":
        return
    examples = shown(", ".join(dict.fromkeys(looks.filled(table.cells[:, column.at])[:3])), 40)
    problem = Problem(str(column), examples, "seems to say where creators publish", "its letter, or none")
    choices = (Choice(column.letter, f"Yes, it is the platform: {examples}"), Choice("none", "No, leave it out"))
    title = f"Does {column} say where creators publish?"
    found.questions.append(Question("column.platform", title, problem, choices, column.letter))
    found.take(column, Role(Field.PLATFORM), "likeness")


def money_left(table: Table, left: list[Header], mapping: Mapping, found: Columns) -> None:
    """Where no column is a price, ask what those pay for that hold money under a header that nobody knows."""
    if found.prices or Field.FEE in found.fields or any(Field.FEE in own for own in found.by_platform.values()):
        return
    known = ", ".join(question.problem.place for question in found.questions)
    for column in (header.column for header in left if str(header.column) not in known):
        amounts = [] if found.left.get(column.at) else looks.amounts(table.cells[:, column.at])
        if not amounts:
            continue
        example = shown(amounts[0], 20)
        wrong = "holds amounts of money, while no column is read as a fee"
        problem = Problem(str(column), example, wrong, "what the amounts pay for, or ignore")
        choices = (
            Choice("package", "For whatever the row offers, or one usual post"),
            *(Choice(str(kind), f"For one {kind}") for kind in _USUAL),
            Choice("ignore", "It isn't what creators ask: leave it out"),
        )
        title = f"What do the amounts in {column}, such as {example}, pay for?"
        question = Question(f"money.{column.letter}", title, problem, choices, None, "package").answered(
            mapping.answers
        )
        found.questions.append(question)
        if question.answer in _USUAL:
            found.take(column, Role(Field.FEE, posts=tuple(int(kind == question.answer) for kind in Format)), "chosen")
        elif question.answer == "package" and (other := found.fields.get(Field.FEE)):
            found.leave(column, f"Ignored: {column}, because {other} is read as fee")
        elif question.answer == "package":
            found.take(column, Role(Field.FEE), "chosen")


def town_by_values(table: Table, left: list[Header], found: Columns) -> None:
    """`By` is a town in Danish and Norwegian; in any other list it is whoever added a row."""
    by = next((header.column for header in left if header.name == "by"), None)
    words = {word for column in table.columns for word in folded(column.header).split()}
    if by is None or Field.COUNTRY in found.fields or not words & _SCANDINAVIAN:
        return
    towns = looks.filled(table.cells[:, by.at])
    if len(towns) and (read_places(towns, by.header).countries != "").sum() >= _MOSTLY * len(towns):
        found.take(by, Role(Field.COUNTRY), "header")


def clean_handles(table: Table, found: Columns) -> None:
    """Where the column of handles holds names and another one holds what looks like handles: which is meant?"""
    names = found.fields.get(Field.HANDLE) or found.fields.get(Field.NAME)
    named = any(Field.HANDLE in own or Field.PROFILE_URL in own for own in found.by_platform.values())
    if names is None or named or found.why.get(names.at) == "chosen":
        return
    if Field.HANDLE not in found.fields and Field.PROFILE_URL in found.fields:
        return
    links = found.fields.get(Field.PROFILE_URL)
    others = links is not None and looks.name_others(table.cells[:, names.at], table.cells[:, links.at])
    signed = not looks.with_signs(table.cells[:, names.at]) and any(
        looks.with_signs(table.cells[:, c.at]) for c in table.columns if found.roles.get(c.at, Role(None)) == Role(None)
    )
    if not looks.like_names(table.cells[:, names.at]) and not others and not signed:
        return
    clean = [
        column
        for column in table.columns
        if column != names and column.header and looks.like_handles(table.cells[:, column.at])
        and (found.roles.get(column.at, Role(None)).field in (None, Field.PROFILE_URL, Field.HANDLE, Field.NAME))
        and not looks.is_numeric(table.cells[:, column.at])
    ]  # fmt: skip
    if not clean:
        return
    choices = tuple(
        Choice(column.letter, f"{column}: {shown(', '.join(looks.filled(table.cells[:, column.at])[:3]), 60)}")
        for column in (*clean, names)
    )
    problem = Problem(str(names), "", f"has names, while {clean[0]} seems to have handles", "a choice of column")
    by_link = found.fields.get(Field.PROFILE_URL) in clean
    title = "Which column identifies the creators?"
    default = clean[0].letter if by_link or (signed and looks.with_signs(table.cells[:, clean[0].at])) else None
    found.questions.append(Question("column.handle", title, problem, choices, default, clean[0].letter))
    if default:
        # The name stays a name; the link, or what has an @ before it, gives the handle.
        found.fields.pop(Field.HANDLE, None)
        if not by_link:
            found.take(clean[0], Role(Field.HANDLE), "likeness")
        if Field.NAME not in found.fields:
            found.take(names, Role(Field.NAME), "header")
