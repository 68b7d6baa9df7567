"""What the widgets of the brief's form hold, and what of it the browser has seen.

A value set here travels with one run, and the browser answers with what it showed before until that run has arrived.
So every run sends a number along, behind the form, which the browser sends back with whatever it sends next: until the
number of a run has come back, a widget that this run has set and that says something else is late, and no edit.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

from pages.parts.session import state
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign

SEEN = "form_seen"
"""Key of the widget that carries the number of a run to the browser and back."""
PERSIST: Literal["page"] = "page"
"""How widgets of the form persist. With it a value travels anew with every run until the browser has loaded the widget,
which would otherwise come to life without it and send its default."""


@dataclass(frozen=True)
class _Sent:
    """A value set lately, and the number of the run that draws it."""

    value: Any
    run: int


@dataclass
class _Form:
    """shown: the brief that the widgets show. turn: how often all widgets were made anew.

    run: number of the next run that draws the whole form. top: end of the budget slider, 0 before it was drawn.
    offered: options of a widget so far, by its name.
    """

    shown: Brief | None = None
    turn: int = 0
    run: int = 1
    top: int = 0
    sent: dict[str, _Sent] = field(default_factory=dict)
    offered: dict[str, tuple[str, ...]] = field(default_factory=dict)


def shown() -> Brief | None:
    """The brief that the widgets show."""
    return _form().shown


def mark_shown(value: Brief) -> None:
    """Remember which brief the widgets show."""
    _form().shown = value


def take(value: Brief) -> None:
    """Take the brief that the widgets show already. A run that is cut short has done both or nothing."""
    form = _form()
    state.session().brief = value
    form.shown = value


def replace_brief(value: Brief, about: Campaign) -> None:
    """Work on another campaign, in new widgets: a browser that still loads the old ones may yet send them."""
    form = _form()
    state.session().begin_campaign(value, about)
    form.turn, form.sent, form.top = form.turn + 1, {}, 0


def widget(name: str) -> str:
    """Session key of a widget of the form."""
    turn = _form().turn
    return f"form.{turn}.{name}" if turn else f"form.{name}"


def typed(name: str) -> Any:
    """What a widget holds."""
    return st.session_state[widget(name)]


def has_typed(name: str) -> bool:
    """True when a widget has a value."""
    return widget(name) in st.session_state


def put(name: str, value: Any) -> None:
    """Set a widget before it is drawn."""
    form = _form()
    st.session_state[widget(name)] = value
    form.sent[name] = _Sent(value, form.run)


def offer(name: str, options: tuple[str, ...], chosen: Collection[str]) -> None:
    """Have a widget offer these options. One that is new to it is as `chosen` has it: nobody has left it out."""
    form = _form()
    before = form.offered.get(name, options)
    form.offered[name] = options
    fresh = [one for one in options if one not in before and one in chosen]
    if fresh:
        put(name, [one for one in options if one in fresh or one in typed(name)])


def late(name: str) -> bool:
    """True when a widget holds what the browser showed before it has seen what was set."""
    sent = _form().sent.get(name)
    return sent is not None and has_typed(name) and typed(name) != sent.value and not _arrived(sent)


def put_again() -> None:
    """Set anew what the browser has not seen; call before the form is drawn."""
    form = _form()
    for name, sent in list(form.sent.items()):
        if not has_typed(name) or _arrived(sent):
            form.sent.pop(name, None)
        else:
            st.session_state[widget(name)] = sent.value


def next_number() -> None:
    """Give the widget behind the form the number of this run; call `mark_sent` once it is drawn."""
    st.session_state[SEEN] = _form().run


def mark_sent() -> None:
    """Remember that the whole form and the number behind it are on their way."""
    _form().run += 1


def budget_top() -> int:
    """End of the budget slider, in units of the currency; 0 before it was drawn."""
    return _form().top


def set_budget_top(value: int) -> None:
    """Move the end of the budget slider."""
    _form().top = value


def _form() -> _Form:
    form: _Form = st.session_state.setdefault("form", _Form())
    return form


def _arrived(sent: _Sent) -> bool:
    """True when the browser has seen the run that drew this."""
    form, number = _form(), int(st.session_state.get(SEEN) or 0)
    # A number that was never drawn, since its run was cut short, cannot have come from the browser.
    return sent.run <= number < form.run
