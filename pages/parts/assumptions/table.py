"""The numbers that are calculated with: searched, edited, reset."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.session import state
from pages.parts.words import plain, told
from planner.forecast.assumptions import CONVENTION, Assumption, usual_for
from planner.problems import BadInput
from planner.wording import counted, decimal


def draw() -> None:
    """Search, what differs from the default, and the table with an editable value."""
    wanted = state.sent("assumption_search", str) or ""
    rows = [row for row in usual_for(state.session().brief) if _matches(row, wanted)]
    # What the editor starts from must not follow its own edits, or they would be made twice.
    turn = f"{state.session().turn('assumptions')}.{wanted}"
    _take(f"assumptions.{turn}", [row.key for row in rows])
    turn = f"{state.session().turn('assumptions')}.{wanted}"
    _edited(state.session().brief.assumptions)
    st.text_input(
        "Search",
        key="assumption_search",
        placeholder="Such as reach rate instagram micro",
        label_visibility="collapsed",
    )
    if not rows:
        st.caption("Nothing matches all these words.")
        return
    st.caption(f"{counted(len(rows), 'number')}. Double-click a value to change it. {CONVENTION}")
    # Later edits live in the table itself.
    first = state.session().remembered("assumptions", turn, lambda: dict(state.session().brief.assumptions))
    st.data_editor(
        frame(rows, first),
        key=f"assumptions.{turn}",
        hide_index=True,
        height=display.height(len(rows), 560),
        disabled="Number For Default Range Unit Statistic Sample Strength Source Year Link".split(),
        placeholder="",
        alt=f"{counted(len(rows), 'number')} with value, range and source; the value can be edited.",
        column_config={
            "Number": st.column_config.TextColumn(pinned=True, width=190),
            "Value": st.column_config.NumberColumn(required=True, help="Editable"),
            "Link": st.column_config.LinkColumn(display_text="open", width=60),
            "Source": st.column_config.TextColumn(width="medium"),
        },
    )


def frame(rows: Sequence[Assumption], edits: Mapping[str, float]) -> pd.DataFrame:
    """One row per number; the value with edits in the unit of the row."""
    return pd.DataFrame(
        [
            {
                "Number": row.title,
                "For": row.where,
                "Value": edits.get(row.key, row.value),
                "Default": row.value,
                "Range": row.span,
                "Unit": row.unit,
                "Statistic": row.statistic,
                "Sample": row.sample,
                "Strength": row.strength,
                "Source": row.source,
                "Year": row.year,
                "Link": row.url or None,
            }
            for row in rows
        ]
    )


def _matches(row: Assumption, wanted: str) -> bool:
    text = f"{row.key.replace('_', ' ').replace('.', ' ')} {row.where} {row.unit} {row.source}".casefold()
    return all(word in text for word in wanted.casefold().split())


def _edited(edits: Mapping[str, float]) -> None:
    """What differs from the default, each with its way back."""
    if (message := state.session().take_message()) is not None:
        st.error(message, icon=":material/error:")
    changed = [row for row in usual_for(state.session().brief) if row.key in edits and edits[row.key] != row.value]
    if not changed:
        st.caption("All numbers are at their defaults.")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="edited"):
        st.caption(f"{counted(len(changed), 'number')} edited:")
        for row in changed:
            old, new = (decimal(v or 0.0, 4) for v in (row.value, edits[row.key]))
            st.button(
                plain(f"{row.title}, {row.where}: {old} → {new} ✕"),
                key=f"reset.{row.key}",
                help="Back to the default",
                on_click=_reset,
                args=(row.key,),
            )
        if len(changed) > 1:
            st.button("Reset all", key="reset_all", icon=":material/restart_alt:", type="tertiary", on_click=_reset)


def _take(key: str, keys: Sequence[str]) -> None:
    """Put what the editor holds into the brief; an edit that does not fit is said and not taken."""
    edits = dict(state.session().brief.assumptions)
    for at, cells in state.edited_rows(key).items():
        value = cells.get("Value")
        if isinstance(value, int | float):
            edits[keys[at]] = float(value)
    usual = usual_for(state.session().brief)
    edits = {k: v for k, v in edits.items() if k not in usual or usual[k].value != v}
    if edits == state.session().brief.assumptions:
        return
    try:
        usual.edited(edits)
        state.session().brief = state.session().brief.changed("assumptions", edits)
    except BadInput as bad:
        wrong = told(bad.problems)
        state.session().message = f"{wrong} Your edit was not applied."
        state.session().next_turn("assumptions")


def _reset(key: str | None = None) -> None:
    kept = {k: v for k, v in state.session().brief.assumptions.items() if key is not None and k != key}
    state.session().brief = state.session().brief.changed("assumptions", kept)
    state.session().next_turn("assumptions")
