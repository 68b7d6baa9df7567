"""Buttons, as all pages have them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from planner.exports.download import Download
from planner.exports.formats import FORMATS


def button(title: str, key: str, icon: str, click: Callable[..., Any], *args: Any, **look: Any) -> bool:
    """A button that calls `click` with `args`. icon: of Material Symbols, "" = none. look: as `st.button` takes it."""
    return st.button(title, key=key, icon=_symbol(icon), on_click=click, args=args, **look)


Data = Callable[[], bytes | Download] | bytes | str


def download(title: str, data: Data, name: str, key: str | None = None, **look: Any) -> None:
    """A button that gives a file of this name without a new run; data: the file, or what makes it on a click."""
    content = partial(_made, data) if callable(data) else data
    look = {"icon": ":material/download:", **look}
    mime = _TYPES[name.rpartition(".")[2]]
    st.download_button(title, data=content, file_name=name, mime=mime, key=key, on_click="ignore", **look)


_TYPES = {"txt": "text/plain", **{kind.ending or kind.key: kind.mime for kind in FORMATS}}
"""Media types by the endings of files."""


def _made(make: Callable[[], bytes | Download]) -> bytes:
    found = make()
    return found.data if isinstance(found, Download) else found


def _symbol(icon: str) -> str | None:
    return f":material/{icon}:" if icon else None
