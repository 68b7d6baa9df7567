"""Buttons, as all pages have them."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import awaited
from planner.exports.formats import FORMATS


def button(title: str, key: str, icon: str, click: Callable[..., Any], *args: Any, **look: Any) -> bool:
    """A button that calls `click` with `args`. icon: of Material Symbols, "" = none. look: as `st.button` takes it."""
    return st.button(title, key=key, icon=_symbol(icon), on_click=click, args=args, **look)


Data = Callable[[], bytes] | bytes | str


def download(title: str, data: Data, name: str, key: str | None = None, **look: Any) -> None:
    """A button that gives a file of this name without a new run; data: the file, or what makes it on a click."""
    look = {"icon": ":material/download:", **look}
    mime = _TYPES[name.rpartition(".")[2]]
    if callable(data):
        data = awaited.kept(data, mime, name)
    st.download_button(title, data=data, file_name=name, mime=mime, key=key, on_click="ignore", **look)


_TYPES = {"txt": "text/plain", **{kind.ending or kind.key: kind.mime for kind in FORMATS}}
"""Media types by the endings of files."""


def _symbol(icon: str) -> str | None:
    return f":material/{icon}:" if icon else None
