"""Buttons, as all pages have them."""

from collections.abc import Callable
from typing import Any

import streamlit as st


def button(title: str, key: str, icon: str, click: Callable[..., Any], *args: Any, **look: Any) -> bool:
    """A button that calls `click` with `args`. icon: of Material Symbols, "" = none. look: as `st.button` takes it."""
    return st.button(title, key=key, icon=_symbol(icon), on_click=click, args=args, **look)


def download(title: str, data: Callable[[], bytes] | bytes | str, name: str, mime: str, **look: Any) -> None:
    """A button that gives a file of this name without a new run; data: the file, or what makes it on a click."""
    look = {"icon": ":material/download:", **look}
    st.download_button(title, data=data, file_name=name, mime=mime, on_click="ignore", **look)


def _symbol(icon: str) -> str | None:
    return f":material/{icon}:" if icon else None
