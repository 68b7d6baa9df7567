"""A file of campaign results into rows of what it says: any table, or the sheet that the workbook has for it.

Nothing is judged here: a row that makes no sense is still what the file says, and the debrief keeps it aside. Set aside
is only what cannot be read at all.
"""

from planner.domain.results import Result
from planner.domain.roster import Platform
from planner.frozen import dataclass
from planner.intake.asking import Question
from planner.intake.cells.texts import handle_of, platform_of
from planner.intake.cells.values import is_missing, plain
from planner.intake.columns.looks import is_total
from planner.intake.columns.names import folded, normal
from planner.intake.mapping import Mapping
from planner.intake.open.files import read_table
from planner.intake.open.kinds import is_list_of_creators
from planner.intake.open.signs import is_workbook
from planner.intake.open.table import Table
from planner.intake.reading import Unanswered, shown
from planner.intake.results_cells import How, day_first, fields_of, formats_of
from planner.intake.results_columns import IDENTITY, TELLING, columns_asked, questions, recognised, whose
from planner.intake.results_words import COLUMNS, ENGLISH, Tool, tool_of
from planner.problems import BadInput, Problem

_OF_LISTS = frozenset(("likes", "comments", "link", "status", "all_engagements"))
"""What lists of creators hold too: usual likes, links to profiles, who was asked."""
SHEET = "Plan vs actual"
"""The sheet of an exported workbook that is made to be filled in; read first when a workbook has it."""


@dataclass(frozen=True)
class ResultsReading:
    """The results in a file.

    set_aside: rows that cannot be read, each with place and value. blank: rows without results, and totals. columns:
    what was recognised, field and header. ignored: headers of the rest. questions: what the file leaves open; rows that
    wait for an answer are set aside. of_columns: what each other column is read as, which may be chosen otherwise.
    """

    results: tuple[Result, ...]
    set_aside: tuple[Problem, ...]
    blank: int
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    of_columns: tuple[Question, ...] = ()


def read_results(name: str, data: bytes, currency: str = "USD", mapping: Mapping | None = None) -> ResultsReading:
    """Read results from a CSV or workbook.

    currency: that of the campaign, for amounts without a sign. mapping: answers to an earlier reading of the same file.

    Raises BadInput when there is no table of results in it, Unanswered when it does not say whose results they are.
    """
    answers = (mapping or Mapping()).answers
    table = _table(name, data, mapping or Mapping())
    tool = tool_of({folded(header) for header in table.header})
    found = recognised(table, answers, tool)
    _refuse_other_kinds(name, table, found)
    if open_ones := whose(table, found, answers, name, tool):
        raise Unanswered(open_ones)
    how = _how(table, found, (currency, answers, tool))
    results, wrong_rows, blank = [], [], 0
    for at, cells in enumerate(table.readable):
        row = int(table.numbers[at])
        values = {field: str(cells[column]) for field, column in found.items()}
        said = [text for field, text in values.items() if field not in IDENTITY and not is_missing(plain(text))]
        first = folded(next((str(text) for text in cells if text), ""))
        who = normal(values.get("handle") or first)
        if not said or (is_total(who) and is_missing(plain(values.get("platform", "")))):
            blank += 1
            continue
        fields, problems = fields_of(values, f"{name}, row {row}", how)
        if tool is not None and "format" not in found:
            # Such tools list post by post, and do not say of which kind.
            fields.setdefault("posts", 1)
        if problems:
            wrong_rows.extend(problems)
        else:
            results.append(Result.model_validate({**fields, "source": name, "row": row}))
    ignored = tuple(h for at, h in enumerate(table.header) if h and at not in found.values())
    notes = [*table.notes, *how.formats.notes]
    if tool is not None and _month_first(table, tool) and "date" in found and "dates" not in answers:
        notes.append(f"Dates are read with the month first, as {tool.value} exports them.")
    if tool is Tool.YOUTUBE and not {folded(header) for header in ignored}.isdisjoint(COLUMNS["impressions"]):
        notes.append("Impressions of YouTube Studio count thumbnails, not people who saw the video.")
    if ignored:
        notes.append(f"Not used: {', '.join(shown(header, 40) for header in ignored)}.")
    return ResultsReading(
        results=tuple(results),
        set_aside=tuple(wrong_rows),
        blank=blank,
        columns=tuple((field, table.header[column]) for field, column in found.items()),
        ignored=ignored,
        notes=tuple(notes),
        questions=(asked := tuple(questions(table, found, how))),
        of_columns=tuple(columns_asked(table, found, {question.key for question in asked})),
    )


def _refuse_other_kinds(name: str, table: Table, found: dict[str, int]) -> None:
    """A table without results is none of them. Raises BadInput, which says where a list of creators belongs."""
    telling = {field for field in TELLING if field in found}
    if telling <= _OF_LISTS and is_list_of_creators(table.header):
        wrong = "looks like a list of creators, not results of a campaign"
        raise BadInput([Problem(name, "", wrong, "results here; upload a list of creators on the Plan page")])
    if not telling:
        wrong = "has handles but no results" if "handle" in found else "has no results"
        raise BadInput([Problem(name, "", wrong, "at least one such as reach, views, likes, clicks, date or link")])


def _how(table: Table, found: dict[str, int], said: tuple[str, dict[str, str], Tool | None]) -> How:
    """How the rows of a file are read, by what was answered and what its columns tell."""
    currency, answers, tool = said
    order = {"day": True, "month": False}.get(answers.get("dates", ""))
    if order is None:
        order = False if _month_first(table, tool) else day_first(table, found)
    platform = platform_of(answers.get("platform", "")) or (Platform.YOUTUBE if tool is Tool.YOUTUBE else None)
    return How(
        currency=currency,
        day_first=order,
        formats=formats_of(table, found, currency, answers),
        answers=answers,
        platform=Platform(platform) if platform else None,
        handle=handle_of(answers.get("handle", "")),
        tool=tool,
    )


def _month_first(table: Table, tool: Tool | None) -> bool:
    """True for an export in English, whose dates have the month first."""
    return tool is not None and not ENGLISH.isdisjoint(folded(header) for header in table.header)


def _table(name: str, data: bytes, mapping: Mapping) -> Table:
    if is_workbook(data) and mapping.sheet is None:
        try:
            return read_table(name, data, mapping.model_copy(update={"sheet": SHEET}))
        except BadInput as bad:
            if "has no such sheet" not in str(bad):
                raise
    return read_table(name, data, mapping)
