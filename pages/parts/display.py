"""Figures and tables as all pages show them."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from pages.parts.accounts.locked import locked
from pages.parts.session import state

Columns = dict[str, ColumnConfig | ButtonColumnResult | str | None]
"""What `column_config` of a table takes: by name of the column; None hides it."""
ROW = 36
"""Height of a table's row in pixels."""
QUIET = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
"""Configuration of a figure without tools of its own."""


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """A figure to look at. alt: what it shows, for those who cannot see it."""
    st.plotly_chart(figure, key=key, theme=None, config=QUIET, alt=alt)


def table(rows: Sequence[Mapping[str, object]], key: str, alt: str, columns: Columns, tallest: int = 430) -> None:
    """Rows to read, as tall as they are but for `tallest` pixels."""
    st.dataframe(
        pd.DataFrame(rows),
        key=key,
        hide_index=True,
        row_height=ROW,
        height=height(len(rows), tallest),
        placeholder="",
        alt=alt,
        column_config=columns,
    )


def height(rows: int, tallest: int = 430) -> int:
    """Pixels of a table with so many rows of `ROW` and its header."""
    return min(tallest, ROW * (rows + 1) + 3)


def row_button(
    title: str, key: str, press: Callable[[int], None], width: int, why: str = ""
) -> ButtonColumnResult | None:
    """A column of buttons; `press` gets the position of the row that was clicked. None hides it: for viewers."""
    if locked():
        return None

    def clicked() -> None:
        row = state.clicked_row(key)
        if row is not None:
            press(row)

    return st.column_config.ButtonColumn(
        title, type="tertiary", on_click=clicked, key=key, width=width, help=why or None
    )
