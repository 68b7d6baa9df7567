"""The dialog that is open: it stays open when the page is drawn anew, as it is when work ends in the background."""

from dataclasses import dataclass

from pages.parts.session import state


@dataclass
class _Open:
    """name: of the dialog, empty = none is open. at: position of what it is about, where it is one of several."""

    name: str = ""
    at: int | None = None


def show(name: str, at: int | None = None) -> None:
    """Open a dialog; another that is open gives way."""
    state.session().of_page(_Open).name, state.session().of_page(_Open).at = name, at


def close() -> None:
    """For `on_dismiss`, and for a button that is done."""
    show("")


def shows(name: str, asked: bool = False) -> bool:
    """Whether to draw a dialog now. asked: somebody has just asked for it."""
    if asked:
        show(name)
    return state.session().of_page(_Open).name == name


def at() -> int | None:
    """What the open dialog is about."""
    return state.session().of_page(_Open).at
