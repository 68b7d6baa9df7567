"""A document of records as the table that every list is read from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.intake.cells.audiences import part_in
from planner.intake.columns.roles import recognised
from planner.intake.mapping import Mapping
from planner.intake.open.header import Rows, table_of
from planner.intake.open.sheets import Sheets, choose
from planner.intake.open.table import Table
from planner.intake.reading import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Column, Opened, SetAside, refusal, shown
from planner.intake.records.document import RECORDS, Document, Listing
from planner.intake.records.unfold import Unfolded, unfold
from planner.wording import count, counted, few

WHOLE = "the whole file"
"""What the list of a document that is nothing else is called."""
_HEADS = 15
_NAMED = 8


def table_in(place: str, document: Document, mapping: Mapping, only: str | None = None) -> Table:
    """The list of creators of a document, chosen among its lists as among the sheets of a workbook.

    only: the list to read, which has been chosen before. Raises BadInput when there is none.
    """
    lists = {one.path or WHOLE: one for one in document.listings}
    wanted = only or mapping.sheet or (mapping.sheets[0] if mapping.sheets else None)
    first = next(iter(lists))
    chosen = Sheets(wanted or first, () if only else mapping.sheets[1:])
    if wanted is None and len(lists) > 1:
        chosen = choose(place, first, {name: _head(one) for name, one in lists.items()}, mapping)
    if chosen.sheet not in lists:
        raise refusal(place, "has no such list", f"one of {', '.join(lists)}", chosen.sheet)
    notes = [*document.notes, *chosen.notes]
    others = [name for name in lists if name != chosen.sheet and name not in chosen.more]
    if len(lists) > 1:
        notes.append(f"Read the list '{shown(chosen.sheet)}'.")
    if others and only is None:
        notes.append(f"Not read: the other lists ({', '.join(shown(one) for one in others[:_NAMED])}).")
    sheets = tuple((name, False) for name in lists)
    several = len(lists) > 1
    opened = Opened(
        document.kind, sheet=chosen.sheet if several else "", sheets=sheets if several else (), header_row=0
    )
    listing = lists[chosen.sheet]
    rows = Rows([], opened, tuple(notes), chosen.questions)
    made = _cells(place, listing, rows, mapping) if _is_cells(listing) else _records(place, listing, rows)
    return replace(made, more=tuple(one for one in chosen.more if one in lists))


def _is_cells(listing: Listing) -> bool:
    return all(isinstance(item, list) for item in listing.items)


def _head(listing: Listing) -> list[list[str]]:
    """The header of a list and its first rows, as the choice among sheets looks at them."""
    if _is_cells(listing):
        return [list(listing.header), *([str(cell) for cell in row] for row in listing.items[:_HEADS])]
    unfolded = unfold(listing.items[:_HEADS])
    headers = list(unfolded.headers)
    return [headers, *([line.cells.get(header, "") for header in headers] for line in unfolded.lines)]


def _cells(place: str, listing: Listing, rows: Rows, mapping: Mapping) -> Table:
    """Rows of cells: `[["handle", "followers"], ["@lena", 41200]]`."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in listing.items]
    before = -1 if listing.header else 0
    if listing.header:
        texts.insert(0, list(listing.header))
    found = Rows(texts, rows.opened, rows.notes, rows.questions, is_sheet=True, before=before)
    return table_of(place, found, 0 if listing.header else mapping.header_row, mapping.answers)


def _records(place: str, listing: Listing, rows: Rows) -> Table:
    """Records unfolded. Raises BadInput when none can be read, or when they give too many rows."""
    unfolded = unfold(listing.items)
    if len(unfolded.lines) > MAX_ROWS:
        raise refusal(place, f"gives {counted(len(unfolded.lines), 'row')}", f"at most {MAX_ROWS:,} rows")
    headers, notes = list(unfolded.headers), list(rows.notes)
    if not headers:
        broken = next((line.broken for line in unfolded.lines if line.broken), None)
        wrong = f"has no record that can be read: the first {broken.wrong}" if broken else "has only empty records"
        raise refusal(place, wrong, RECORDS, shown(broken.text) if broken else "")
    headers, left = few_enough(headers)
    notes += left
    if unfolded.unread:
        unread = _listed(list(unfolded.unread))
        notes.append(f"Not read: what lies too deep in a record, or is a list without prices or accounts ({unread}).")
    if unfolded.several:
        notes.append("Each price or account inside a record is a row of its own.")
    return _table(listing, unfolded, headers, replace(rows, notes=tuple(notes)))


def _table(listing: Listing, unfolded: Unfolded, headers: Sequence[str], rows: Rows) -> Table:
    """Rows are counted as they are read, from 1: without lists inside, that is the number of the record or line."""
    listed = list(enumerate(unfolded.lines, 1))
    good = [(number, line) for number, line in listed if any(line.cells.get(header) for header in headers)]
    broken = {number: line.broken for number, line in listed if line.broken is not None}
    cells = np.empty((len(good), len(headers)), dtype=object)
    for at, (_, line) in enumerate(good):
        cells[at] = [line.cells.get(header, "") for header in headers]
    return Table(
        columns=tuple(Column(header, at) for at, header in enumerate(headers)),
        cells=cells,
        numbers=np.array([number for number, _ in good], np.int64),
        blank=len(listed) - len(good) - len(broken),
        set_aside=tuple(SetAside(at, None, shown(one.text, 80), one.wrong, one.accepted) for at, one in broken.items()),
        notes=rows.notes,
        opened=rows.opened,
        questions=rows.questions,
        odd={at: (one.text[:MAX_TEXT],) for at, one in broken.items()},
        typed=frozenset(at for at, header in enumerate(headers) if header not in unfolded.untyped),
        # In a bare list of records, the number of the row says it all.
        paths={number: f"{listing.path}{line.at}" for number, line in listed}
        if listing.path or unfolded.several
        else {},
    )


def few_enough(headers: list[str]) -> tuple[list[str], list[str]]:
    """Those of these headers that a table may have, and a note on the others where there are any."""
    if len(headers) <= MAX_COLUMNS:
        return headers, []
    kept, left = _known_first(headers)
    return kept, [f"Not read: {count(len(left))} further fields ({_listed(left)})."]


def _known_first(headers: list[str]) -> tuple[list[str], list[str]]:
    """Headers that mean something to a roster, as many as a table may have, in their order; and all others."""
    known = [one for one in headers if recognised(one) is not None or part_in(one, is_share=True) is not None]
    kept = set(known[:MAX_COLUMNS])
    kept.update([one for one in headers if one not in kept][: MAX_COLUMNS - len(kept)])
    return [one for one in headers if one in kept], [one for one in headers if one not in kept]


def _listed(names: Sequence[str]) -> str:
    return few(names, _NAMED, lambda name: shown(name, 40))
