"""The one call: files in, a reading out."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace

import numpy as np

from planner.brief.exchange import Exchange
from planner.domain.roster import Platform
from planner.frozen import dataclass
from planner.intake.asking import Answers, Choice, Question, open_ones, together
from planner.intake.cells.formats import Formats, Numeric, decide
from planner.intake.cells.money import TYPED, rate_of
from planner.intake.cells.values import Bools
from planner.intake.columns.columns import Columns
from planner.intake.columns.recognise import map_columns
from planner.intake.columns.shapes import View, shape_of
from planner.intake.columns.synonyms import COUNTED
from planner.intake.mapping import Mapping
from planner.intake.open.files import read_tables
from planner.intake.open.table import Table
from planner.intake.reading import (
    MONEY_FIELDS,
    Field,
    OddRow,
    Opened,
    Reading,
    ReadSettings,
    SetAside,
    Unanswered,
    Understood,
    refusal,
    shown,
)
from planner.intake.report.lookalikes import twins_among
from planner.intake.report.notes import column_uses, said_at_the_end, without_footer
from planner.intake.roster.above import with_creator_above, with_platform_above, with_shared_fees
from planner.intake.roster.accounts import with_first_accounts
from planner.intake.roster.build import Built, build_roster
from planner.intake.roster.bundles import shared_out
from planner.intake.roster.currencies import with_currencies
from planner.intake.roster.draft import Context, Draft, tallied
from planner.intake.roster.edits import Edit, edited
from planner.intake.roster.fields import read_fields
from planner.intake.roster.persons import bound
from planner.intake.roster.rows import RULES, Pool, merge_offers, settle_figures, without_spare
from planner.intake.roster.sections import without_titles
from planner.problems import Problem
from planner.wording import count, counted

MAX_FILES = 50
_CONFLICTS = "conflicts"
_RATES = (Field.ENGAGEMENT_RATE, Field.FAKE_FOLLOWERS, Field.MASS_FOLLOWERS, Field.FIT, Field.AUTHENTICITY)
_WORDS = {
    "latest": "The latest row",
    "median": "The middle figure",
    "packages": "Keep different prices as separate packages; otherwise the latest row",
    "aside": "The first row; later ones need fixing",
}


@dataclass(frozen=True)
class Upload:
    """A file as it came, with what was chosen for it and the cells that were mended.

    table: where its only table was opened already, in place of its bytes.
    """

    name: str
    data: bytes
    mapping: Mapping = field(default_factory=Mapping)
    edits: tuple[Edit, ...] = ()
    table: Table | None = None


def read_roster(name: str, data: bytes, settings: ReadSettings | None = None) -> Reading:
    """Read one file, recognised by its content. Raises as `read_rosters` does."""
    return read_rosters([Upload(name, data)], settings)


@dataclass
class _File:
    """A table on its way: a file, or one of its sheets. position: of the file among the uploads."""

    upload: Upload
    table: Table
    columns: Columns
    totals: int
    position: int = 0
    drafts: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def read_rosters(
    uploads: Sequence[Upload],
    settings: ReadSettings | None = None,
    report: Callable[[float, str], None] = lambda _share, _doing: None,
) -> Reading:
    """Read files into one roster.

    Every row is used, merged with an equal one, set aside with its problem, blank, or a total.
    report: told the share done, 0 to 1, and what is being done. Raises Unanswered when something about a file must be
    asked first, BadInput when a file cannot be read.
    """
    settings = settings or ReadSettings()
    if not 0 < len(uploads) <= MAX_FILES:
        raise refusal("the upload", f"has {counted(len(uploads), 'file')}", f"1 to {MAX_FILES} files at once")
    files = []
    for number, upload in enumerate(uploads):
        report(0.6 * number / len(uploads), f"Reading {shown(upload.name)}")
        try:
            files += _tables(upload, number, settings, len(uploads) > 1)
        except Unanswered as waiting:
            # Nothing more is known of this file yet than what it asks.
            raise Unanswered(waiting.questions, [_unopened(upload, number, waiting.questions)]) from None
    asked_of: dict[tuple[int, str], list[Question]] = {}
    for file in files:
        for question in open_ones(file.questions):
            asked_of.setdefault((file.position, question.key), []).append(question)
    left = [together(same) for same in asked_of.values()]
    if left:
        raise Unanswered(left, [_understood(file, tuple(file.notes)) for file in files])
    report(0.65, "Comparing rows")
    drafts = [draft for file in files for draft in file.drafts]
    pool = Pool.of(drafts)
    # About all files together, so that the first that has an answer counts.
    answers = ChainMap(*(upload.mapping.answers for upload in uploads))
    rule = answers[_CONFLICTS] if answers.get(_CONFLICTS) in RULES else RULES[0]
    numbers = list(dict.fromkeys(name for file in files for name in file.columns.numbers))
    settle_figures(pool, rule)
    spare = without_spare(pool)
    merged = merge_offers(pool, rule, numbers, spare)
    report(0.85, "Building the roster")
    used = ~pool.bad & ~merged & ~spare
    source = " + ".join(dict.fromkeys(shown(upload.name) for upload in uploads))
    built = build_roster(pool, used, shown(source, 120), numbers)
    if built.roster is not None:
        roster, asked = bound(built.roster, drafts, answers)
        roster, shared = shared_out(roster)
        files[0].notes += [shared] if shared else []
        built = replace(built, roster=roster)
        files[0].questions += [asked] if asked is not None else []
    if pool.conflicts or (rule == "aside" and pool.set_aside):
        files[0].questions.append(_conflicts(pool, answers))
    report(0.95, "Writing the report")
    return _reading(files, pool, (used, merged | spare), built)


def _sheet_of(file: _File, files: Sequence[_File]) -> str:
    """The sheet of a table when several of its file are read."""
    return file.table.opened.sheet if sum(other.position == file.position for other in files) > 1 else ""


def _tables(upload: Upload, position: int, settings: ReadSettings, several: bool) -> list[_File]:
    """The table of a file, and those of further sheets that are read with it."""
    files: list[_File] = []
    opened = [upload.table] if upload.table is not None else read_tables(upload.name, upload.data, upload.mapping)
    for table in opened:
        mapping = upload.mapping
        if files:
            mapping = mapping.model_copy(update={"sheet": table.opened.sheet, "sheets": ()})
        files.append(_read(replace(upload, mapping=mapping), table, settings, several))
    for file in files:
        file.position = position
    return files


def _read(upload: Upload, table: Table, settings: ReadSettings, several: bool) -> _File:
    mapping = upload.mapping
    table, titles = without_titles(edited(table, upload.edits))
    columns = map_columns(table, mapping, settings.currency)
    table = with_currencies(table, columns, settings.currency)
    table, several_accounts = with_first_accounts(table, columns)
    table = with_platform_above(table, columns, mapping.answers.get("platform"))
    table, above = with_creator_above(table, columns, mapping.answers)
    table, shared = with_shared_fees(table, columns, mapping.answers)
    shape = shape_of(upload.name, table, columns, mapping, settings)
    name = upload.name if several else ""
    questions = [*table.questions, *columns.questions, *above, *shared, *shape.questions]
    if any(question.key != "platform" for question in open_ones(questions)):
        return _File(replace(upload, name=name), table, columns, 0, questions=questions)
    table, shape_views, footer = without_footer(table, shape.views, mapping.answers)
    notes = [*table.notes, *titles.notes, *several_accounts, *columns.notes, *columns.unread_notes(table)]
    notes += [*shape.notes, *footer.notes]
    questions += footer.questions
    gone = titles.rows + footer.rows
    file = _File(replace(upload, name=name), table, columns, gone, notes=notes, questions=questions)
    if not shape_views:
        accepted = "a column with followers or subscribers for each platform"
        raise refusal(shown(upload.name), "has accounts but no follower counts", accepted)
    if open_ones(questions):
        # Nothing is kept of this reading; it finds what else has to be asked, so that all is asked at once.
        shape_views = [replace(view, platform=view.platform or Platform.INSTAGRAM) for view in shape_views]
    formats = _formats(table, columns, shape_views, (settings, mapping))
    context = Context(settings, formats, mapping.answers, name)
    file.drafts = [read_fields(table, columns, view, context) for view in shape_views]
    file.notes += [*formats.notes, *(note for draft in file.drafts for note in draft.notes)]
    file.notes += tallied(file.drafts)
    asked = [*formats.questions, *(question for draft in file.drafts for question in draft.questions)]
    # Accounts of one person share columns, and so questions.
    file.questions += {question.key: question for question in asked}.values()
    return file


def _formats(table: Table, columns: Columns, views: Sequence[View], said: tuple[ReadSettings, Mapping]) -> Formats:  # noqa: C901 one line for each kind of column
    """How the numbers of all columns that are read are written."""
    settings, mapping = said
    own = settings.currency
    rates = dict(settings.exchange)
    for key, value in mapping.answers.items():
        kind, _, code = key.partition(".")
        if kind == "rate":
            rates[code] = Exchange(rate=rate_of(code, value, own), source=TYPED)
    listed: dict[int, Numeric] = {}
    for view in views:
        for wanted, column in view.fields.items():
            role = columns.roles.get(column.at)
            texts = table.cells[:, column.at]
            scale, currency = (role.scale, role.currency) if role is not None else (1.0, None)
            if wanted in COUNTED:
                listed[column.at] = Numeric(
                    column, texts, whole=wanted is Field.FOLLOWERS, scale=scale, rows=table.numbers
                )
            elif wanted in _RATES:
                listed[column.at] = Numeric(column, texts, rate=True, rows=table.numbers)
            elif wanted in MONEY_FIELDS or (wanted is Field.PACKAGE and _says_prices(view)):
                money = Numeric(column, texts, money=True, currency=currency, scale=scale, rows=table.numbers)
                listed[column.at] = money
        for price in view.prices:
            texts = table.cells[:, price.column.at]
            listed[price.column.at] = Numeric(
                price.column, texts, money=True, currency=price.role.currency, scale=price.role.scale
            )  # fmt: skip
    for column in columns.audience.values():
        listed[column.at] = Numeric(column, table.cells[:, column.at], rate=True, rows=table.numbers)
    for column in columns.numbers.values():
        listed[column.at] = Numeric(column, table.cells[:, column.at])
    numeric = (replace(listed[at], typed=at in table.typed) for at in sorted(listed))
    return decide(numeric, own, rates, mapping.answers)


def _says_prices(view: View) -> bool:
    """True where nothing but the names of packages could say what they cost."""
    return Field.FEE not in view.fields and not view.prices


def _conflicts(pool: Pool, answers: Answers) -> Question:
    number = len(pool.conflicts) or len(pool.set_aside)
    problem = Problem(
        counted(number, "figure"), "", "differ between rows of the same creator", "a choice of which row to use"
    )
    choices = tuple(Choice(value, _WORDS[value]) for value in RULES)
    examples = tuple(str(conflict) for conflict in pool.conflicts[:6])
    title = "If a creator appears twice with different values, which row should we use?"
    return Question(_CONFLICTS, title, problem, choices, RULES[0], examples=examples).answered(answers)


def _reading(files: Sequence[_File], pool: Pool, marks: tuple[Bools, Bools], built: Built) -> Reading:
    used, merged = marks
    file_of = np.array([at for at, file in enumerate(files) for _ in file.drafts])
    key = (file_of[pool.frame["draft"]] << 32) + pool.frame["row"]
    every, in_use, in_merged, in_part = (set(key[rows].tolist()) for rows in (slice(None), used, merged, pool.bad))
    in_merged -= in_use
    gone = every - in_use - in_merged
    in_part -= gone
    odd = sum(len(file.table.set_aside) for file in files)
    set_aside = _in_order(files, pool)
    blank, totals = sum(file.table.blank for file in files), sum(file.totals for file in files)
    understood, notes = [], []
    for file in files:
        told = list(dict.fromkeys(file.notes))
        where = ", ".join(shown(part) for part in (file.upload.name, _sheet_of(file, files)) if part)
        notes += [f"{where}: {note}" for note in told] if len(files) > 1 else told
        understood.append(_understood(file, tuple(told)))
    if in_part:
        plural = "row is" if len(in_part) == 1 else "rows are"
        notes.append(f"{count(len(in_part))} {plural} used in part: some of their cells need fixing.")
    notes += pool.notes
    notes += said_at_the_end(len(in_merged), blank, built.unknown)
    marked = _marked(files)
    return Reading(
        roster=built.roster,
        rows_read=len(every) + odd + blank + totals,
        rows_used=len(in_use),
        rows_merged=len(in_merged),
        rows_set_aside=len(gone) + odd,
        rows_blank=blank,
        rows_totals=totals,
        set_aside=set_aside,
        notes=tuple(notes),
        unknown=built.unknown,
        conflicts=tuple(pool.conflicts),
        files=tuple(understood),
        twins=twins_among(built.roster),
        odd=_odd_rows(files, {divmod(row, 1 << 32) for row in gone}, marked),
        marked=marked,
        new_platforms={key: one for file in files for draft in file.drafts for key, one in draft.new_platforms.items()},
        exchange={
            code: one for file in files for draft in file.drafts for code, one in draft.context.formats.exchange.items()
        },
        origins=np.column_stack([built.files, built.rows]) if built.roster is not None else np.empty((0, 2), np.int64),
    )


def _in_order(files: Sequence[_File], pool: Pool) -> tuple[SetAside, ...]:
    found: list[SetAside] = []
    for file in files:
        own = [replace(p, sheet=file.table.opened.sheet, file=file.upload.name) for p in file.table.set_aside]
        own += [problem for draft in file.drafts for problem in draft.set_aside]
        own += [p for p in pool.set_aside if (p.file, p.sheet) == (file.upload.name, file.table.opened.sheet)]
        found += _placed(own, file.table)
    return tuple(dict.fromkeys(found))


def _placed(found: Iterable[SetAside], table: Table) -> list[SetAside]:
    """In the order of the file, with the path of each row inside a document."""
    listed = sorted(found, key=lambda one: (one.row, one.column.at if one.column else -1))
    return [replace(one, path=table.paths.get(one.row, "")) for one in listed] if table.paths else listed


def _understood(file: _File, notes: tuple[str, ...]) -> Understood:
    opened: Opened = file.table.opened
    uses = column_uses(file.table, file.columns, file.drafts)
    return Understood(file.upload.name, opened, file.table.header, uses, tuple(file.questions), notes, file.position)


def _unopened(upload: Upload, at: int, questions: Sequence[Question]) -> Understood:
    return Understood(upload.name, Opened(""), (), (), tuple(questions), (), at)


def _marked(files: Sequence[_File]) -> tuple[SetAside, ...]:
    """Cells in which something else is read than what stands there, by file and row."""
    found: list[SetAside] = []
    for file in files:
        found += _placed((mark for draft in file.drafts for mark in draft.marked), file.table)
    return tuple(dict.fromkeys(found))


def _odd_rows(
    files: Sequence[_File], gone: Iterable[tuple[int, int]], marked: Sequence[SetAside]
) -> tuple[OddRow, ...]:
    """Cells of the rows that are set aside, hold a cell that cannot be read, or were corrected.

    gone: number of the file and row of those that are set aside.
    """
    found = []
    for at, file in enumerate(files):
        sheet = file.table.opened.sheet
        place = file.position
        found += [OddRow(place, row, cells, sheet) for row, cells in file.table.odd.items()]
        aside = {row for number, row in gone if number == at}
        doubted = {
            mark.row for mark in marked if mark.accepted and (mark.file, mark.sheet) == (file.upload.name, sheet)
        }
        wanted = aside | doubted | {edit.row for edit in file.upload.edits if edit.sheet in ("", sheet)}
        for position, row in enumerate(file.table.numbers.tolist()):
            if row in wanted:
                found.append(OddRow(place, row, tuple(file.table.cells[position]), sheet, row not in aside))
    return tuple(sorted(found, key=lambda row: (row.file, row.used, row.row)))
