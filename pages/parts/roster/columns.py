"""How a file was opened, and what each of its columns is read as; both can be corrected here."""

from dataclasses import replace
from functools import cache

import pandas as pd
import streamlit as st

from pages.parts.roster import incoming
from pages.parts.roster.incoming import Incoming
from pages.parts.session import state
from pages.parts.words import plain
from planner.domain.roster import Platform
from planner.intake import ColumnChoice, Field
from planner.intake.columns.roles import IGNORE, NUMBER, role_of
from planner.intake.open.delimited import DELIMITERS
from planner.intake.open.encoding import ENCODINGS
from planner.intake.reading import ColumnUse, Opened, Understood, shown
from planner.intake.report.report import role_text
from planner.wording import few

_OF = ("1 post", "1 reel", "1 story", "1 video", "1 integration")
_BY_PLATFORM = (Field.HANDLE, Field.FOLLOWERS, Field.ENGAGEMENT_RATE, Field.MEDIAN_VIEWS)
_NAMED = 5
_WHY = {"header": "By its header", "chosen": "As chosen", "likeness": "Resembles it", "": ""}


def columns(now: Incoming, file: Understood, several: bool) -> None:
    """The mapping table: every column with samples, what it is read as, and the reading of a sample."""
    if several:
        name = file.file or now.files[file.position][0]
        st.markdown(f"**{plain(' · '.join(filter(None, (name, file.opened.sheet))))}**")
    uses = [use for use in file.columns if use.column.header or use.examples]
    rows = [
        {
            "Column": f"{use.column.letter}  {use.column.header}",
            "In the file": ",  ".join(use.examples),
            "Read as": role_text(use),
            "For example": use.reading,
            "Why": _WHY.get(use.why, ""),
        }
        for use in uses
    ]
    read_as = abs(hash(str([(use.column.at, use.field, use.why) for use in uses])))
    key = f"columns.{now.key[:12]}.{file.position}.{file.opened.sheet}.{read_as}"
    st.data_editor(
        pd.DataFrame(rows, columns=["Column", "In the file", "Read as", "For example", "Why"]),
        key=key,
        hide_index=True,
        disabled=["Column", "In the file", "For example", "Why"],
        on_change=_mapped,
        args=(key, now, file, tuple(uses)),
        height=min(520, 35 * (len(rows) + 1) + 3),
        column_config={
            "Column": st.column_config.TextColumn(pinned=True, width=170),
            "In the file": st.column_config.TextColumn(width=240),
            "Read as": st.column_config.SelectboxColumn(
                options=_options([role_text(use) for use in uses]), format_func=_words, required=True, width=220
            ),
            "For example": st.column_config.TextColumn("Reading", width=200),
            "Why": st.column_config.TextColumn(width=110),
        },
    )
    st.caption("Change Read as where a column is something else. We remember it for lists with the same header.")


def _options(there: list[str]) -> list[str]:
    fields = [str(field) for field in Field]
    priced = [f"fee of {posts}" for posts in _OF]
    by_platform = [f"{platform} {field}" for platform in Platform for field in _BY_PLATFORM]
    return list(dict.fromkeys([IGNORE, NUMBER, *fields, *priced, *by_platform, *there]))


@cache
def _words(role: str) -> str:
    return role_of(role, "").words


def _mapped(key: str, now: Incoming, file: Understood, uses: tuple[ColumnUse, ...]) -> None:
    changed = {row: cells["Read as"] for row, cells in state.edited_rows(key).items() if "Read as" in cells}
    if not changed:
        return
    chosen = now.chosen[file.position]
    said = {choice.column: choice for choice in chosen.mapping.columns}
    for row, role in changed.items():
        use = uses[row]
        said[use.column.letter] = ColumnChoice(
            column=use.column.letter, header=use.column.header[:1_000], read_as=str(role)
        )
        for other in uses:
            # What was read as this before gives way; one field has one column.
            if other.column != use.column and role_text(other) == role and role not in (IGNORE, NUMBER):
                said[other.column.letter] = ColumnChoice(
                    column=other.column.letter, header=other.column.header[:1_000], read_as=IGNORE
                )
    mapping = chosen.mapping.model_copy(update={"columns": tuple(said.values()), "header": file.header})
    incoming.change(file.position, replace(chosen, mapping=mapping, looked=True))


def opening(now: Incoming) -> None:
    """Encoding, separator, sheet and header row of each file, to be chosen otherwise."""
    told = now.told
    opened = {file.position: file.opened for file in told.files} if told else {}
    for position, (name, _) in enumerate(now.files):
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"opening_{position}"):
            if len(now.files) > 1:
                st.markdown(f"**{plain(name)}**")
            _opened(now, position, opened.get(position))


def unread(now: Incoming) -> None:
    """The sheets of each workbook of which some are not read, to be chosen; hidden ones are nobody's to miss."""
    told = now.told
    for position, (name, _) in enumerate(now.files):
        files = [file for file in told.files if file.position == position] if told else []
        if not files:
            continue
        opened, read = files[0].opened, {file.opened.sheet for file in files}
        left = [sheet for sheet, hidden in opened.sheets if not hidden and sheet not in read]
        if left and opened.kind == "workbook":
            said = few(left, _NAMED, lambda sheet: f"“{shown(sheet, 40)}”")
            what = "this sheet isn't" if len(left) == 1 else "these sheets aren't"
            words = f"Choose every sheet with creators. In {name}, {what} read yet: {said}."
            st.warning(plain(words, 300), icon=":material/tab_unselected:")
            _sheets(now, position, {sheet: shown(sheet) for sheet, _ in opened.sheets}, opened, "unread")


def _opened(now: Incoming, position: int, opened: Opened | None) -> None:
    mapping = now.chosen[position].mapping
    if opened is not None and opened.sheets:
        names = {name: f"{shown(name)} (hidden)" if hidden else shown(name) for name, hidden in opened.sheets}
        _sheets(now, position, names, opened)
    elif opened is not None and opened.kind == "text":
        _select(now, position, ("encoding", "Text is encoded as"), dict(ENCODINGS), opened.encoding)
        _select(now, position, ("delimiter", "Columns are separated by"), dict(DELIMITERS), opened.delimiter)
    elif opened is None or not opened.kind:
        _select(now, position, ("encoding", "Text is encoded as"), dict(ENCODINGS), mapping.encoding)
    if opened is not None and opened.kind and not opened.header_row:
        st.caption(f"{opened.kind}: the names of its fields are the header.")
        return
    row = mapping.header_row or (opened.header_row if opened is not None and opened.kind else 1)
    key = f"open.{now.key[:12]}.{position}.header_row.{row}"
    st.number_input(
        "Row of the header", value=row, min_value=1, max_value=200_000, key=key, width=160,
        on_change=_opened_so, args=(position, "header_row", key),
    )  # fmt: skip


def _sheets(now: Incoming, position: int, names: dict[str, str], opened: Opened, place: str = "open") -> None:
    """One sheet or list, or several that are read as one. place: of the page, for the key."""
    told = now.told
    read = [file.opened.sheet for file in told.files if file.position == position] if told else [opened.sheet]
    key = f"{place}.{now.key[:12]}.{position}.sheets.{'|'.join(read)}"
    st.multiselect(
        "Sheets" if opened.kind == "workbook" else "Lists", list(names),
        default=[name for name in read if name in names], format_func=names.__getitem__,
        key=key, width=280, on_change=_opened_so, args=(position, "sheets", key),
    )  # fmt: skip


def _select(now: Incoming, position: int, what: tuple[str, str], words: dict[str, str], holds: str | None) -> None:
    name, title = what
    values = list(words)
    key = f"open.{now.key[:12]}.{position}.{name}.{holds}"
    st.selectbox(
        title, values, index=values.index(holds) if holds in values else None, format_func=words.__getitem__,
        key=key, width=280, on_change=_opened_so, args=(position, name, key),
        placeholder="As the file says",
    )  # fmt: skip


def _opened_so(position: int, name: str, key: str) -> None:
    now, value = incoming.present(), state.held(key)
    if now is None or not value:
        return
    chosen = now.chosen[position]
    update: dict[str, object] = {name: value}
    if name == "sheets":
        # Another sheet has a header of its own.
        update = {
            "sheet": None,
            "sheets": tuple(map(str, value if isinstance(value, list) else ())),
            "header_row": None,
            "columns": (),
            "header": (),
        }
    mapping = chosen.mapping.model_copy(update=update)
    incoming.change(position, replace(chosen, mapping=mapping, looked=name != "sheets"))
