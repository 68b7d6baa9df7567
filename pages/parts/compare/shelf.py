"""The shelf on the Compare page: every scenario with what can be done with it, and which stand side by side."""

from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.parts.buttons import button, download
from pages.parts.session import autosave, clock, filed, filing, state, store
from pages.parts.session import scenarios as opening
from pages.parts.words import markup, plain
from planner.exports.download import file_name
from planner.problems import BadInput
from planner.side_by_side import MOST, Side
from planner.store.errors import StoreError, Unavailable
from planner.store.scenario import LONGEST_NAME, free_name, scenario_json
from planner.store.scenarios import Line, Place, Scenarios
from planner.store.shelf import in_levels
from planner.wording import compact, counted, money_compact

NOW = "now"
"""Stands for what is worked on."""
_CHOICE = "compared"
_SHOWN_AT_FIRST = 3
_LONG = 6


@dataclass
class _Compared:
    """What stands side by side: ids of scenarios, or `NOW`. next: what is to stand there from the next run on."""

    chosen: list[str] = field(default_factory=list)
    next: tuple[str, ...] = ()


@dataclass
class _News:
    """Client decisions since their sender last looked, by id of the campaign."""

    decided: dict[str, int] = field(default_factory=dict)


def lines() -> tuple[Line, ...]:
    """The shelf; empty, with a sentence on the page, when it cannot be read."""
    try:
        return store.scenarios().all()
    except Unavailable as trouble:
        st.caption(f":material/cloud_off: Your scenarios can’t be read right now. {plain(str(trouble))}.")
        return ()


def upload() -> None:
    """A scenario from a file."""
    with st.popover("Open a file", icon=":material/upload_file:", key="scenario_file_popover"):
        st.file_uploader(
            "Scenario or brief, JSON",
            type="json",
            key=_file_key(),
            on_change=_read,
            help="Your current work is saved, and you can go back to it.",
        )


def _file_key() -> str:
    return f"scenario_file.{state.session().turn('scenario_file')}"


def _read() -> None:
    file = state.sent(_file_key(), UploadedFile)
    if file is not None:
        with state.unbroken():
            opening.read_file(file.name, file.getvalue())
            state.session().next_turn("scenario_file")


def choose(shelf: Sequence[Line]) -> tuple[Side, ...]:
    """Which scenarios stand side by side, up to five, in the order of the shelf."""
    names = {line.id: line.name for line in shelf}
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    words = {
        line.id: f"{line.name}, {clock.words(line.changed)}" if line.name in twice else line.name for line in shelf
    }
    apart = state.session().keep.opened is None or opening.unsaved()
    if apart or not shelf:
        words[NOW] = "Your current work"
    chosen = list(words)
    if len(words) > 1:
        chosen = _chosen(_first(shelf, NOW in words), words)
        # Set before it is drawn, so that it is right on every visit.
        state.put(_CHOICE, chosen)
        st.multiselect(
            f"Side by side, up to {MOST}",
            list(words),
            format_func=words.__getitem__,
            key=_CHOICE,
            max_selections=MOST,
            placeholder="Choose scenarios",
        )
    return tuple(side for key in words if key in chosen and (side := _side(key, words[key])) is not None)


def put_side_by_side(scenarios: tuple[str, ...]) -> None:
    """Show these from the next run on."""
    state.session().of_page(_Compared).next = scenarios


def _chosen(first: list[str], known: Container[str]) -> list[str]:
    """What was chosen last, on an earlier visit too, less what is gone; at first, and when nothing is left, `first`."""
    here = state.session().of_page(_Compared)
    before = state.sent(_CHOICE, list)
    if here.next:
        before, here.next = list(here.next), ()
    here.chosen = [key for key in (here.chosen if before is None else before) if key in known] or first
    return here.chosen


def _first(shelf: Sequence[Line], now: bool) -> list[str]:
    some = [line.id for line in shelf[: _SHOWN_AT_FIRST - now]]
    return [*some, NOW] if now else some


def _side(key: str, name: str) -> Side | None:
    if key == NOW:
        return Side("", name, state.session().brief, autosave.outcome())
    try:
        kept = store.scenarios().open(key)
    except (StoreError, BadInput) as error:
        st.caption(f":material/error: {plain(name)} cannot be opened. {plain(str(error), 300)}")
        return None
    return Side(kept.id, name, kept.brief, kept.outcome, kept.baseline)


def draw(shelf: Sequence[Line]) -> None:
    """A line per scenario: what it is, Open, and a panel with everything else."""
    if not shelf:
        st.html('<p class="said q">Nothing is saved yet. Use Save on the Plan page to keep a scenario.</p>')
        _removed()
        return
    st.subheader("All scenarios", anchor=False)
    with suppress(StoreError):
        state.session().of_page(_News).decided = store.reviews().news()
    search = ""
    if len(shelf) > _SHOWN_AT_FIRST:
        search = st.text_input(
            "Search",
            key="shelf_search",
            placeholder="Client, campaign or scenario",
            label_visibility="collapsed",
            width=420,
        )
    found = in_levels(shelf, search)
    if not found:
        st.caption("Nothing matches all these words.")
    height: int | Literal["content"] = 480 if len(shelf) > _LONG else "content"
    with st.container(key="shelf", height=height, border=False, gap="small"):
        for at, client in enumerate(found):
            if client.name or len(found) > 1:
                _head(client.name or "No client", 3, f"client.{at}", client.name, None)
            for number, campaign in enumerate(client.campaigns):
                if campaign.name or len(client.campaigns) > 1:
                    place = Place(client.name, campaign.name, campaign.campaign_id)
                    _head(campaign.name or "No campaign", 4, f"campaign.{at}.{number}", campaign.name, place)
                for line in campaign.scenarios:
                    _line(line, shelf)
    _removed()


def _head(title: str, level: int, key: str, name: str, place: Place | None) -> None:
    """Heading of a client, or of a campaign (place), with a way to rename it."""
    with st.container(key=f"shelf_{key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<h{level} class="level">{markup(title)}</h{level}>')
        if not name:
            return
        with st.popover("Rename", key=f"rename_{key}", type="tertiary"):
            typed = f"new_{key}.{name}"
            st.text_input("Name", value=name, key=typed, max_chars=LONGEST_NAME)
            if place is None:
                button("Rename client", f"do_{key}", "", _rename_client, name, typed)
            else:
                button("Rename campaign", f"do_{key}", "", _rename_campaign, place, typed)


@opening.attempted
def _rename_client(client: str, key: str) -> None:
    store.shelf().rename_client(client, state.sent(key, str) or "")


@opening.attempted
def _rename_campaign(place: Place, key: str) -> None:
    store.shelf().rename_campaign(place, state.sent(key, str) or "")


def _removed() -> None:
    """What was taken off the shelf in the last thirty days, each with its way back."""
    try:
        gone = store.scenarios().all(removed=True)
    except Unavailable:
        return
    if not gone:
        return
    with st.expander(f"Recently removed, {len(gone)}"):
        for line in gone:
            with st.container(key=f"removed.{line.id}", horizontal=True, vertical_alignment="center", gap="small"):
                st.html(f'<div class="scenario"><b>{markup(line.name)}</b><span>{_facts(line)}</span></div>')
                st.button("Restore", key=f"restore.{line.id}", on_click=_put_back, args=(line.id,))


def _put_back(scenario: str) -> None:
    if opening.attempt(lambda: store.scenarios().restore(scenario)):
        keep = state.session().keep
        if keep.removed == scenario:
            keep.removed, keep.notice = None, None


def _line(line: Line, shelf: Sequence[Line]) -> None:
    opened = state.session().keep.opened
    is_open = opened is not None and opened.id == line.id
    as_saved = is_open and not opening.unsaved()
    with st.container(
        key=f"scenario.{line.id}", horizontal=True, vertical_alignment="center", gap="small", border=False
    ):
        st.html(f'<div class="scenario"><b>{markup(line.name)}</b>{_marks(line)}<span>{_facts(line)}</span></div>')
        with st.container(horizontal=True, width="content", gap="small", key=f"scenario_actions.{line.id}"):
            button(
                "Opened" if as_saved else "Open as saved" if is_open else "Open",
                f"open.{line.id}",
                "",
                opening.open_one,
                line.id,
                disabled=as_saved,
                help="Opens it as it was saved. You can go back to your current work.",
            )
            panel = st.popover("More", key=f"more.{line.id}", on_change="rerun")
            if panel.open:
                with panel:
                    _more(line, is_open, shelf)


def _marks(line: Line) -> str:
    marks = ["baseline"] if line.baseline else []
    marks += ["shared"] if line.shared and line.may_save else []
    marks += ["view only"] if not line.may_save else []
    new = state.session().of_page(_News).decided.get(line.place.campaign_id or line.id, 0)
    marks += [f"{new:,} new from your client"] if new else []
    return "".join(f"<i>{mark}</i>" for mark in marks)


def _facts(line: Line) -> str:
    said = [f"saved {clock.words(line.changed)}"]
    if line.kind == "plan":
        said += [counted(line.creators, "creator"), f"{compact(line.unique_reach)} reached"]
        said.append(money_compact(line.cost_cents, line.currency))
    else:
        said.append({"refusal": "conflict", "undecided": "undecided"}.get(line.kind, "not planned yet"))
    return markup(" · ".join(said))


def _more(line: Line, is_open: bool, shelf: Sequence[Line]) -> None:
    if line.may_save:
        st.text_input("Name", value=line.name, key=f"name.{line.id}.{line.rev}", max_chars=LONGEST_NAME)
        button("Rename", f"rename.{line.id}", "", _rename, line, is_open, width="stretch")
    at = filing.pick(f"file_at.{line.id}", line.place, shelf)
    button(
        "File here",
        f"file_here.{line.id}",
        "",
        opening.attempt,
        lambda: store.shelf().file(line.id, at),
        disabled=at == line.place,
        width="stretch",
    )
    button("Duplicate", f"duplicate.{line.id}", "", _duplicate, line, width="stretch")
    title = "Remove as the baseline" if line.baseline else "Make it the baseline for comparisons"
    button(title, f"baseline.{line.id}", "", _baseline, line, width="stretch")
    name, file = file_name(line.name, "scenario", "json"), partial(_file, store.scenarios(), line.id)
    download("Scenario file, JSON", file, name, f"file.{line.id}", icon=None, width="stretch")
    button("Remove", f"remove.{line.id}", "", opening.remove, line, width="stretch")


def _file(scenarios: Scenarios, scenario: str) -> bytes:
    return scenario_json(scenarios.open(scenario))


@opening.attempted
def _rename(line: Line, is_open: bool) -> None:
    opening.rename(line, state.sent(f"name.{line.id}.{line.rev}", str) or "", is_open)


@opening.attempted
def _duplicate(line: Line) -> None:
    scenarios = store.scenarios()
    names = (other.name for other in scenarios.all())
    copy = scenarios.duplicate(line.id, free_name(line.name[: LONGEST_NAME - 5], names))
    campaign = line.place.campaign_id
    filed.keep(copy.id, campaign or copy.id, filed.of_scenario(line.id, campaign or line.id))


@opening.attempted
def _baseline(line: Line) -> None:
    scenarios = store.scenarios()
    scenarios.set_baseline(None if line.baseline else line.id)
    if not line.baseline:
        opening.count_from(scenarios.open(line.id))
