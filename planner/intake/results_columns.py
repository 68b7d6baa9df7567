"""Which columns of a results file are which, what it leaves open, and whose results it holds."""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Of

from planner.domain.roster import Format
from planner.intake.asking import Choice, Question
from planner.intake.cells.values import Fault, Texts, is_missing, plain
from planner.intake.columns.looks import filled, like_platforms, numbers, with_currency
from planner.intake.columns.names import folded, normal
from planner.intake.open.table import Table
from planner.intake.reading import Column, shown
from planner.intake.results_cells import MONEY, NUMBERS, PARTS, How, date_of
from planner.intake.results_words import COLUMNS, OF_CHANNELS, WORDS_AROUND, Tool, type_of
from planner.problems import Problem

TELLING = (
    *("date", "link", "status", "reach", "impressions", "views", "likes", "comments"),
    *("all_engagements", "clicks", "conversions", "revenue_cents"),
)
"""Without any of these columns a table is no report of results; a roster has handles and fees too."""
IDENTITY = ("handle", "platform", "format", "wave", "currency", "followers", "tier")


def recognised(table: Table, answers: Of[str, str], tool: Tool | None) -> dict[str, int]:
    """Column of each field: what was answered, else the first header that is one of its names and holds such values."""
    letters = {column.letter: column.at for column in table.columns}
    found = {field: letters[letter] for field in COLUMNS if (letter := answers.get(f"column.{field}", "")) in letters}
    found |= {
        answers[f"use.{letter}"]: at
        for letter, at in letters.items()
        if answers.get(f"use.{letter}") in COLUMNS and at not in found.values()
    }
    said = {letters[letter] for letter in letters if f"use.{letter}" in answers}
    headers = ["" if at in said else folded(header) for at, header in enumerate(table.header)]
    _by_names(table, headers, found, tool)
    _by_names(table, [" ".join(w for w in h.split() if w not in WORDS_AROUND) for h in headers], found, tool)
    return found


def _by_names(table: Table, headers: Sequence[str], found: dict[str, int], tool: Tool | None) -> None:
    """Give each field that has none the first column with one of its names that holds such values."""
    for field, names in COLUMNS.items():
        if field in found or (tool is Tool.YOUTUBE and field in OF_CHANNELS):
            continue
        for wanted in names:
            at = headers.index(wanted) if wanted in headers else -1
            if at >= 0 and at not in found.values() and _holds(field, table, at):
                found[field] = at
                break


def _holds(field: str, table: Table, at: int) -> bool:
    """False for a column of dates without a date in it, such as `Lifetime`, and for an account that is a number."""
    texts = [plain(str(text)).strip() for text in table.cells[:50, at] if str(text).strip()]
    if field == "date":
        return not texts or any(not isinstance(date_of(text, True), Fault) for text in texts)
    return field != "handle" or not texts or not all(text.isdecimal() for text in texts)


def whose(
    table: Table, found: Of[str, int], answers: Of[str, str], name: str, tool: Tool | None
) -> tuple[Question, ...]:
    """The question whose results these are, when neither a column nor links nor an answer tells."""
    if "handle" in found or answers.get("handle") or _handles_in_links(table, found):
        return ()
    listed = ", ".join(header for header in table.header[:12] if header)
    accepted = "a column that names the creators, or the handle of the creator who posted everything"
    problem = Problem(name, shown(listed, 120), "has no column with handles", accepted)
    columns = [
        column for column in table.columns
        if column.header and column.at not in found.values() and _could_name(filled(table.cells[:, column.at]))
    ]  # fmt: skip
    if answers.get("column.handle") == _ONE or not columns or tool is not None:
        return (Question("handle", "Whose results are these? Type their handle.", problem, ()),)
    choices = (
        *(Choice(column.letter, f"{str(column).capitalize()}, such as {_first(table, column)}") for column in columns),
        Choice(_ONE, "None: everything in it is from one creator"),
    )
    return (Question("column.handle", "Which column names the creators?", problem, choices),)


def _could_name(texts: Texts) -> bool:
    """Short texts that are neither numbers nor platforms nor days."""
    if not len(texts) or like_platforms(texts) or numbers(texts) is not None:
        return False
    shorter = sum(len(text) <= _LONGEST_NAME for text in texts)
    return shorter > len(texts) / 2 and any(isinstance(date_of(plain(text).strip(), True), Fault) for text in texts)


def _first(table: Table, column: Column) -> str:
    return shown(next((str(text) for text in table.cells[:, column.at] if text), ""), 30)


def _handles_in_links(table: Table, found: Of[str, int]) -> bool:
    """Links such as tiktok.com/@lina/video/1 tell who posted."""
    return "link" in found and any("/@" in str(text) for text in table.cells[:, found["link"]])


def questions(table: Table, found: Of[str, int], how: How) -> Iterator[Question]:
    """What a file leaves open, each with a default that guesses nothing."""
    yield from how.formats.questions
    if "format" in found:
        typed = dict.fromkeys(str(text) for text in table.cells[:, found["format"]] if not is_missing(plain(str(text))))
        for word in [word for word in dict.fromkeys(normal(text) for text in typed) if type_of(word) is None]:
            key = f"type.{word}"
            problem = Problem(
                table.header[found["format"]], word, "is not a post type we know", "a choice of post type"
            )
            choices = (
                *(Choice(str(form), f"A {form}") for form in Format),
                Choice("package", "The whole package"),
                Choice("aside", "I don't know: leave these rows out"),
            )
            title = f"What is '{shown(word, 40)}'?"
            yield Question(key, title, problem, choices, "aside", examples=(word,)).answered(how.answers)
    if "date" in found and how.day_first is None:
        dates = [str(text) for text in table.cells[:, found["date"]] if PARTS.fullmatch(plain(str(text)).strip())]
        if dates:
            problem = Problem(table.header[found["date"]], dates[0], "could be two different days", "day or month")
            choices = (Choice("day", "The day comes first"), Choice("month", "The month comes first"))
            title = f"Which comes first, the day or the month, in dates such as {shown(dates[0], 20)}?"
            yield Question("dates", title, problem, choices, "", None, None, (dates[0],))
    for at, column in enumerate(table.columns):
        if at in found.values() or not column.header or _NO_RESULTS & set(folded(column.header).split()):
            continue
        if not _counts(table.cells[:, at]) or (how.tool is Tool.YOUTUBE and folded(column.header) in _THUMBNAILS):
            continue
        free = [field for field in (*NUMBERS, *MONEY) if field not in found]
        choices = (Choice("ignore", "Don't use it"), *(Choice(field, _field_words(field)) for field in free))
        problem = Problem(str(column), "", "has numbers that aren't used", "a choice of what they are")
        examples = tuple(shown(str(text), 16) for text in table.cells[:3, at])
        yield Question(f"use.{column.letter}", f"What does {column} hold?", problem, choices, "ignore", None,
                       how.answers.get(f"use.{column.letter}"), examples)  # fmt: skip


def columns_asked(table: Table, found: Of[str, int], asked: Collection[str]) -> Iterator[Question]:
    """What every column is read as, each with what it could be instead. asked: keys of questions asked anyway."""
    of = {at: field for field, at in found.items()}
    choices = (Choice("ignore", "Don't use it"), *(Choice(field, _field_words(field)) for field in COLUMNS))
    for column in table.columns:
        key = f"use.{column.letter}"
        if key in asked or not column.header:
            continue
        problem = Problem(str(column), "", "is read by its header", "another meaning")
        examples = tuple(shown(str(text), 16) for text in table.cells[:3, column.at])
        yield Question(key, str(column), problem, choices, of.get(column.at, "ignore"), None, None, examples)


def _counts(texts: Texts) -> bool:
    """Whole numbers or amounts: what a post could have come to."""
    values = numbers(texts)
    return with_currency(texts) or (values is not None and bool((values == values.round()).all()))


_THUMBNAILS = frozenset(COLUMNS["impressions"])
_ONE = "one"
_LONGEST_NAME = 60
_NO_RESULTS = frozenset(
    "id row number no duration sec seconds hours time watch average avg rate ratio percent percentage ctr cpm follows "
    "subscribers gained lost retention dislikes thumbnail identificador kennung identifiant".split()
)
"""Words in headers of numbers that are no results of a post: lengths, rates and numbers of rows."""


def _field_words(field: str) -> str:
    return field.removesuffix("_cents").replace("_", " ").capitalize()
