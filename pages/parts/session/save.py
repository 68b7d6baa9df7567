"""Save and Share, at the head of the plan."""

from functools import partial
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from pages.parts import dialogs
from pages.parts.buttons import button, download
from pages.parts.session import autosave, clock, filing, scenarios, state, store
from pages.parts.words import markup, plain
from planner.exports.download import file_name
from planner.store.errors import StoreError, Unavailable
from planner.store.scenario import LONGEST_NAME, free_name, scenario_json
from planner.store.scenarios import Line, Place

_NAME = "scenario_name"


def status() -> str:
    """Whether the work is saved, as HTML; "" before anything was saved."""
    keep = state.session().keep
    if keep.trouble is not None:
        return '<span class="kept warn">Not saved</span>'
    if keep.opened is not None:
        changed = ", changed since it was saved" if scenarios.unsaved() else ""
        return f'<span class="kept">Scenario “{markup(keep.opened.name)}”{changed}</span>'
    if keep.restored is not None and keep.restored == keep.changed:
        return '<span class="kept">Welcome back, all is as you left it.</span>'
    return f'<span class="kept">Saved {clock.at(keep.changed)}</span>' if keep.rev else ""


def draw(decidable: bool = False) -> None:
    """Two popovers side by side. decidable: there is a plan for a client to decide on."""
    shelf, now = _shelf(), state.session()
    with st.popover("Save", icon=":material/bookmark:", key="save_popover"):
        _save(shelf)
    # A new key closes it, which would otherwise stand in front of the dialog.
    key = f"share_menu.{now.turn('share_menu')}"
    with st.container(key="share_popover", width="content"), st.popover("Share", icon=":material/link:", key=key):
        if decidable:
            button("Ask your client to decide", "ask_client", "how_to_reg", _ask_client, width="stretch")
        _share(shelf)


def _ask_client() -> None:
    state.session().next_turn("share_menu")
    dialogs.show("client")


def _shelf() -> tuple[Line, ...]:
    try:
        return store.scenarios().all()
    except Unavailable:
        return ()


def _of_open(shelf: tuple[Line, ...]) -> Line | None:
    """The open scenario as it stands on the shelf now."""
    opened = state.session().keep.opened
    return next((line for line in shelf if opened is not None and line.id == opened.id), None)


def _save(shelf: tuple[Line, ...]) -> None:
    keep, line = state.session().keep, _of_open(shelf)
    if keep.opened is not None and line is not None and line.may_save:
        # A scenario that was saved before its answer came may be saved again with it.
        whole = line.kind != "" or autosave.outcome() is None
        button(
            f"Save {plain(keep.opened.name, 40)}",
            "save",
            "",
            scenarios.save,
            type="primary",
            width="stretch",
            disabled=whole and not scenarios.unsaved() and line.rev == keep.opened.rev,
        )
    suggested = _suggested(shelf)
    st.text_input("Name of the scenario", key=_name_key(), max_chars=LONGEST_NAME, placeholder=suggested)
    at = filing.pick(f"save_at.{state.session().campaign}", scenarios.place(), shelf)
    button("Save as a new scenario", "save_new", "", _save_new, suggested, at, width="stretch")
    if keep.refused:
        st.caption("This browser blocks cookies, so your work ends with this page. Share it as a file to keep it.")
    else:
        st.caption("Your work is saved automatically. A scenario is a copy of how it is now.")
    st.page_link("pages/compare.py", label="All scenarios", icon=":material/compare:")


def _save_new(suggested: str, at: Place) -> None:
    if scenarios.save_new((state.sent(_name_key(), str) or "").strip() or suggested, at):
        state.session().next_turn(_NAME)


def _name_key() -> str:
    return f"{_NAME}.{state.session().turn(_NAME)}"


def _suggested(shelf: tuple[Line, ...]) -> str:
    opened = state.session().keep.opened
    wanted = opened.name if opened is not None else state.session().brief.name
    return free_name(wanted[: LONGEST_NAME - 5], (line.name for line in shelf))


def _share(shelf: tuple[Line, ...]) -> None:
    keep, line = state.session().keep, _of_open(shelf)
    suggested = _suggested(shelf)
    if keep.opened is None or line is None:
        st.caption("A link opens a saved scenario.")
        title = "Save it and make a link"
        button(title, "save_and_share", "", _save_and_share, suggested, width="stretch")
    elif not line.may_save:
        st.caption("You opened this scenario with a view-only link. To share it, save it as a new one.")
    else:
        if scenarios.unsaved():
            st.caption("Links show the scenario as it was last saved.")
        _links(keep.opened.id)
    name = keep.opened.name if keep.opened is not None else suggested
    download(
        "Scenario file, JSON",
        partial(scenario_json, scenarios.present(name)),
        file_name(name, "scenario", "json"),
        "scenario_out",
        icon=":material/data_object:",
        width="stretch",
        type="tertiary",
        help="Brief, plan and creators in one file. Open it again on the Compare page.",
    )


def _save_and_share(name: str) -> None:
    if scenarios.save_new(name):
        opened = state.session().keep.opened
        assert opened is not None
        _share_by_link(opened.id)


def _links(scenario: str) -> None:
    try:
        links = store.scenarios().links(scenario)
    except StoreError as error:
        st.caption(f"{plain(str(error))}.")
        return
    if links is None:
        button("Make a link", "share", "", _share_by_link, scenario, width="stretch")
        return
    for words, key in (("View only", links.view), ("Can edit", links.edit)):
        st.caption(words)
        st.code(address(key), language=None)
    button(
        "Turn off links",
        "unshare",
        "link_off",
        scenarios.attempt,
        lambda: store.scenarios().unshare(scenario),
        type="tertiary",
        width="stretch",
        help="The links stop working. Anyone who has opened one keeps their copy.",
    )


def address(key: str, page: str = "plan", name: str = scenarios.LINK) -> str:
    """The address on this server that opens what a key stands for: a scenario, or what the parameter `name` opens."""
    here = st.context.url
    parts = urlsplit(here if isinstance(here, str) else "")
    root = parts.path.rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{root}/{page}", f"{name}={key}", ""))


@scenarios.attempted
def _share_by_link(scenario: str) -> None:
    store.scenarios().share(scenario)
