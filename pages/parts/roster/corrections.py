"""Rows that need fixing, to be corrected where they stand."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.parts.buttons import button
from pages.parts.roster import incoming
from pages.parts.roster.incoming import Incoming
from pages.parts.session import state
from pages.parts.words import plain
from planner.intake import Edit, Reading
from planner.intake.reading import OddRow, SetAside, Understood, shown
from planner.wording import count

_SHOWN = 200


def draw(now: Incoming, reading: Reading) -> None:
    """For each table the rows that need fixing: what is wrong with them, and their cells to be corrected."""
    for file in reading.files:
        rows = [row for row in reading.odd if (row.file, row.sheet) == (file.position, file.opened.sheet)]
        if rows:
            _file(now, reading, file, rows)


def _file(now: Incoming, reading: Reading, file: Understood, rows: list[OddRow]) -> None:
    if len(reading.files) > 1:
        st.markdown(f"**{plain(' · '.join(filter(None, (file.file, file.opened.sheet))))}**")
    problems: dict[int, list[SetAside]] = {}
    for problem in (*reading.set_aside, *(mark for mark in reading.marked if mark.accepted)):
        if (problem.file, problem.sheet) == (file.file, file.opened.sheet):
            problems.setdefault(problem.row, []).append(problem)
    used = _columns(file, [p for listed in problems.values() for p in listed])
    headers = _headers(file, used)
    table = [
        {
            "Row": row.row,
            "Used": row.used,
            "What is wrong": "; ".join(_problem_text(problem) for problem in problems.get(row.row, [])) or "Corrected",
            **{headers[at]: row.cells[at] if at < len(row.cells) else "" for at in used},
        }
        for row in rows[:_SHOWN]
    ]
    where = f"{file.position}.{file.opened.sheet}" if file.opened.sheet else str(file.position)
    key = f"mend.{now.key[:12]}.{where}.{len(now.chosen[file.position].edits)}.{len(rows)}"
    st.data_editor(
        pd.DataFrame(table, columns=["Row", "Used", "What is wrong", *(headers[at] for at in used)]),
        key=key,
        hide_index=True,
        disabled=["Row", "Used", "What is wrong"],
        height=min(420, 35 * (len(table) + 1) + 3),
        column_config={
            "Row": st.column_config.NumberColumn(pinned=True, width=60),
            "Used": st.column_config.CheckboxColumn(
                width=60, help="Ticked: the creator is used, and only this cell is left out"
            ),
            "What is wrong": st.column_config.TextColumn(width=380),
        }
        | {headers[at]: st.column_config.TextColumn() for at in used},
    )
    left = f" {count(len(rows) - _SHOWN)} more are in the download." if len(rows) > _SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"mend_{where}"):
        button(
            "Apply corrections", f"mend_now.{where}", "build", _mend, key, now, file, tuple(rows[:_SHOWN]), tuple(used)
        )
        st.caption(f"Type into the cells. Your file itself isn't changed.{left}")


def _columns(file: Understood, problems: list[SetAside]) -> list[int]:
    """Positions of the columns worth showing: those with a problem first, then those that are read."""
    wrong = [problem.column.at for problem in problems if problem.column is not None]
    read = [use.column.at for use in file.columns if use.why]
    whole = [] if all(problem.column is not None for problem in problems) else range(len(file.columns))
    return list(dict.fromkeys([*sorted(set(wrong)), *read, *whole]))


def _headers(file: Understood, used: list[int]) -> dict[int, str]:
    """A name for each column that no other has."""
    headers: dict[int, str] = {}
    for at in used:
        column = file.columns[at].column
        name = shown(column.header) or f"Column {column.letter}"
        taken = name in headers.values() or name in ("Row", "Used", "What is wrong")
        headers[at] = f"{name} ({column.letter})" if taken else name
    return headers


def _problem_text(problem: SetAside) -> str:
    where = f"{problem.column.header or problem.column.letter}: " if problem.column else ""
    typed = f"“{problem.value}” " if problem.value and problem.column else ""
    taken = f". Read as {problem.taken}" if problem.taken else ""
    return f"{where}{typed}{problem.wrong}. Accepted: {problem.accepted}{taken}"


def _mend(key: str, now: Incoming, file: Understood, rows: tuple[OddRow, ...], used: tuple[int, ...]) -> None:
    typed = state.edited_rows(key)
    headers = _headers(file, list(used))
    width = len(file.columns)
    sheet = file.opened.sheet
    edits = {(edit.sheet, edit.row): edit for edit in now.chosen[file.position].edits}
    for at, changed in typed.items():
        row = rows[at]
        cells = [*row.cells, *[""] * width][:width]
        for position in used:
            if headers[position] in changed:
                cells[position] = str(changed[headers[position]] or "")
        edits[sheet, row.row] = Edit(row.row, tuple(cells), sheet)
    if typed:
        chosen = now.chosen[file.position]
        incoming.change(file.position, replace(chosen, edits=tuple(edits.values()), looked=True))
