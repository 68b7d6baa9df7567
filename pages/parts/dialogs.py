"""The dialog that is open: it stays open when the page is drawn anew, as it is when work ends in the background."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.session import state


@dataclass
class _Open:
    """name: of the dialog, empty = none is open. at: position of what it is about, where it is one of several.

    drawn: it stands on the page.
    """

    name: str = ""
    at: int | None = None
    drawn: bool = False


def begin() -> None:
    """Every run of a whole page, first thing: no dialog stands on it so far."""
    state.session().of_page(_Open).drawn = False


def show(name: str, at: int | None = None) -> None:
    """Open a dialog; another that is open gives way.

    For `on_click`, which is called before the page is drawn: a run that is cut short, as by a change that follows at
    once, forgets that a button was pressed.
    """
    state.session().of_page(_Open).name, state.session().of_page(_Open).at = name, at


def close() -> None:
    """For `on_dismiss`, and for a button that is done."""
    show("")


def shows(name: str) -> bool:
    """Whether to draw a dialog now."""
    here = state.session().of_page(_Open)
    here.drawn |= here.name == name
    return here.name == name


def rerun() -> None:
    """Draw the page anew once work in the background has ended; where a dialog is open, only after it was closed.

    Streamlit 1.67 takes a dialog away when a run of the page begins and puts it back where the run comes to it: what
    was typed and not sent would be lost.
    """
    here = state.session().of_page(_Open)
    if not (here.name and here.drawn):
        st.rerun()


def at() -> int | None:
    """What the open dialog is about."""
    return state.session().of_page(_Open).at
