"""An edited workbook on its way back in: what it changes, told before any of it is taken."""

import hashlib
from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import dialogs, problems
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.exports.back import Against, Change, Returned, applied, noted, read_back
from planner.problems import BadInput, Problem
from planner.wording import counted

_SHOWN = 40


@st.dialog("Upload an edited workbook", width="large", on_dismiss=dialogs.close)
def dialog(made: Made) -> None:
    """Upload, the list of changes with a choice for each, what could not be read, and only then the yes."""
    st.caption(
        "Signed and declined creators, agreed fees, added rows and notes of the sheet Media plan. "
        "Nothing changes until you apply it."
    )
    file = st.file_uploader("Workbook, XLSX", type=["xlsx"], key=f"returned.{state.session().turn('returned')}")
    if file is None:
        return
    now, data = state.session(), file.getvalue()
    key = hashlib.sha256(data + repr((file.name, made.plan.roster, now.brief, now.about)).encode()).hexdigest()
    found = now.remembered("returned", key, lambda: _read(file.name, data, made))
    if isinstance(found, tuple):
        st.error(f"{plain(file.name)} can’t be read. Your plan is unchanged.", icon=":material/error:")
        _problems(found)
        return
    for note in found.notes:
        st.html(f'<p class="said q">{markup(note)}</p>')
    taken = _changes(found, key)
    _problems(found.problems)
    if taken and st.button(f"Apply {counted(len(taken), 'change')}", type="primary", key="take_returned"):
        _take(taken)


def _read(name: str, data: bytes, made: Made) -> Returned | tuple[Problem, ...]:
    now = state.session()
    with st.spinner(f"Reading {plain(name)}"):
        try:
            return read_back(name, data, Against(made.plan, now.brief, made.roster, now.about))
        except BadInput as bad:
            return bad.problems


def _changes(found: Returned, key: str) -> list[Change]:
    """The changes as a table with a choice for each; those that are chosen."""
    if not found.changes:
        st.html(f'<p class="said">{counted(found.rows, "row")} read; none of them changes the plan.</p>')
        return []
    rows = pd.DataFrame(
        [
            {
                "Apply": True,
                "Change": str(change.what).capitalize(),
                "Creator": change.handle,
                "Before": change.before,
                "After": change.after,
                "Where": change.place,
            }
            for change in found.changes
        ]
    )
    edited = st.data_editor(
        rows,
        key=f"returned_changes.{key[:12]}",
        hide_index=True,
        disabled=[column for column in rows.columns if column != "Apply"],
        column_config={
            "Apply": st.column_config.CheckboxColumn(width="small"),
            "After": st.column_config.TextColumn(width="medium"),
        },
    )
    return [change for change, take in zip(found.changes, edited["Apply"], strict=True) if take]


def _problems(found: tuple[Problem, ...]) -> None:
    if not found:
        return
    st.html(f'<p class="said"><b>Not applied: {counted(len(found), "cell")}</b></p>')
    for problem in found[:_SHOWN]:
        problems.line(problem, problem.place, "said q")
    if len(found) > _SHOWN:
        st.caption(f"and {len(found) - _SHOWN} more like these")


def _take(changes: list[Change]) -> None:
    now = state.session()
    about, left = noted(now.about, changes, date.today())
    try:
        brief = applied(now.brief, left)
    except BadInput as bad:
        _problems(bad.problems)
        return
    now.brief, now.about = brief, about
    now.next_turn("returned")
    dialogs.close()
    st.rerun()
