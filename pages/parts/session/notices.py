"""What has happened to the visitor's work, above everything else, until it is settled or read."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.buttons import button
from pages.parts.session import autosave, clock, scenarios, state
from pages.parts.words import markup, plain


def draw() -> None:
    """At most one of each: not kept, changed elsewhere, a scenario saved by two, and what has happened."""
    keep = state.session().keep
    if keep.trouble is not None:
        _not_kept(keep.trouble)
    if keep.other is not None:
        _elsewhere()
    if keep.clash is not None and keep.opened is not None:
        _clash(keep.opened.name)
    if keep.notice is not None:
        _happened(keep.notice)


def _not_kept(why: str) -> None:
    since = clock.words(state.session().keep.changed)
    last = f" since {since}" if since else ""
    with _card("not_kept"):
        st.markdown(
            f"**Your work has not been saved{last}.** {plain(why, 200)}. It is still on this page, and we try again "
            "with every change. Please keep the page open."
        )
        _buttons(("Try again", autosave.try_again))


def _elsewhere() -> None:
    with _card("elsewhere"):
        st.markdown(
            "**This page is out of date.** Your work was changed elsewhere, perhaps in another tab. Nothing was "
            "overwritten, and changes here are not saved until you choose."
        )
        _buttons(("Show the newer version", autosave.give_way), ("Keep this version", autosave.overwrite))


def _clash(name: str) -> None:
    with _card("clash"):
        st.markdown(
            f"**Someone else saved {plain(name)}** after you opened it. Neither version is lost. What would you like "
            "to do with yours?"
        )
        _buttons(
            ("Save mine as a new scenario", scenarios.save_beside),
            ("Open theirs", scenarios.open_theirs),
            ("Save over theirs", scenarios.save_over_theirs),
        )


def _happened(what: str) -> None:
    keep = state.session().keep
    buttons: list[tuple[str, Callable[[], object]]] = []
    if keep.replan is not None:
        buttons.append((plain(f"Plan it on {keep.replan}"), scenarios.replan))
    if keep.outdated:
        buttons.append(("Plan again", scenarios.plan_again))
    if keep.removed is not None:
        buttons.append(("Undo", scenarios.restore))
    if keep.former:
        buttons.append(("Go back", autosave.go_back))
    with _card("happened"), st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(what, width="stretch")
        if keep.details[:1] == (what,):
            with st.popover("What we set for you", type="tertiary", key="what_was_set"):
                st.html("<ul class=said>" + "".join(f"<li>{markup(line)}</li>" for line in keep.details[1:]) + "</ul>")
        for title, action in (*buttons, ("Close", _read)):
            button(title, f"notice.{title}", "", action)


def _read() -> None:
    keep = state.session().keep
    keep.notice, keep.former, keep.replan, keep.removed, keep.outdated = None, False, None, None, False


def _card(key: str) -> DeltaGenerator:
    return st.container(key=f"notice_{key}", border=True)


def _buttons(*buttons: tuple[str, Callable[[], object]]) -> None:
    with st.container(horizontal=True, gap="small"):
        for title, action in buttons:
            button(title, f"notice.{title}", "", action)
