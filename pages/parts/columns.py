"""Columns of the pages' tables."""

from __future__ import annotations

from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

Columns = dict[str, ColumnConfig | ButtonColumnResult | str | None]
"""What `column_config` of a table takes: by name of the column; None hides it."""
