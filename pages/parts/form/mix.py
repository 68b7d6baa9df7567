"""The part of the brief form about countries, categories and groups of creators: each in a dialog of its own."""

from collections.abc import Iterator, Mapping
from functools import partial

import streamlit as st

from pages.parts import dialogs, lazy
from pages.parts.form import edits
from pages.parts.form.fields import Fields
from pages.parts.session import state
from pages.parts.words import plain
from planner.brief.brief import Bands, GroupRule
from planner.brief.tables import PARTS, bands_frame, with_bands, with_group
from planner.wording import count, counted, percent, person


def draw(fields: Fields) -> None:
    """What is asked of countries, categories and groups, in words, and the way to change it."""
    brief = fields.brief
    box = lazy.expander("Countries, categories, groups", key="open_mix", icon=":material/category:")
    if box.open:
        with box:
            for field in PARTS:
                st.markdown(f"**{field.capitalize()}**")
                asked: Mapping[str, Bands] = getattr(brief, field)
                for part, bands in asked.items():
                    st.caption(f"{plain(part)}: {', '.join(_told(bands, brief.locale)) or 'no limits'}")
                _opens(f"Edit {field}", ":material/edit:", f"edit_{field}", (field, None))
            st.markdown("**Groups of creators**")
            for at, group in enumerate(brief.groups):
                _opens(
                    plain(group.name, 40), ":material/group:", f"group.{at}", ("group", at), "; ".join(_ruled(group))
                )
            _opens("Add a group", ":material/group_add:", "add_group", ("group", None))
    if dialogs.shows("countries"):
        _edit_countries()
    elif dialogs.shows("categories"):
        _edit_categories()
    elif dialogs.shows("group"):
        _edit_group(dialogs.at())


def _opens(title: str, icon: str, key: str, dialog: tuple[str, int | None], why: str = "") -> None:
    """A button that opens a dialog."""
    st.button(
        title,
        icon=icon,
        key=key,
        help=plain(why, 300) if why else None,
        on_click=dialogs.show,
        args=dialog,
        width="stretch",
    )


def _told(bands: Bands, locale: str) -> Iterator[str]:
    for what, of in (("count", "creators"), ("headcount", "of creators"), ("spend", "of spend")):
        band = getattr(bands, what)
        low, high = (
            None if end is None else count(end, locale) if what == "count" else percent(end, 2, locale)
            for end in (band.min, band.max)
        )
        if low is not None and high is not None:
            yield f"{low} to {high} {of}"
        elif low is not None or high is not None:
            yield f"{'at least' if low is not None else 'at most'} {low if low is not None else high} {of}"


def _ruled(group: GroupRule) -> Iterator[str]:
    yield counted(len(group.creators), "creator")
    if group.at_most is not None:
        yield f"at most {group.at_most}"
    if group.at_least is not None:
        yield f"at least {group.at_least}"
    if group.together:
        yield "all or none"
    if group.only_with is not None:
        yield f"only with {group.only_with}"


@st.dialog("Limits by country", width="large", on_dismiss=dialogs.close)
def _edit_countries() -> None:
    _edit("countries")


@st.dialog("Limits by category", width="large", on_dismiss=dialogs.close)
def _edit_categories() -> None:
    _edit("categories")


def _edit(field: str) -> None:
    column = PARTS[field]
    st.caption("Shares are percentages of the creators in the plan and of its spend. Leave a cell empty for no limit.")
    number = st.column_config.NumberColumn
    share = partial(number, min_value=0, max_value=100, step=0.01)
    edited = st.data_editor(
        bands_frame(state.session().brief, state.session().roster, field),
        hide_index=True,
        disabled=["part", "there"],
        placeholder="",
        key=f"{field}_table",
        alt=f"Limits by {column}, one row each, editable",
        column_config={
            "part": st.column_config.TextColumn(column.capitalize(), pinned=True),
            "there": number("In your list", format="localized"),
            "count_min": number("Creators at least", min_value=0, step=1),
            "count_max": number("at most", min_value=0, step=1),
            "headcount_min": share("% of creators at least"),
            "headcount_max": share("at most "),
            "spend_min": share("% of spend at least"),
            "spend_max": share("at most  "),
        },
    )
    if st.button("Use these limits", type="primary", key="use_bands"):
        edits.take(lambda: with_bands(state.session().brief, field, edited))


@st.dialog("Group of creators", on_dismiss=dialogs.close)
def _edit_group(at: int | None) -> None:
    brief, roster = state.session().brief, state.session().roster
    now = None if at is None or at >= len(brief.groups) else brief.groups[at]
    ids = [str(name) for name in roster.creators["id"]]
    name = st.text_input("Name", value="" if now is None else now.name, max_chars=80, key="group_name")
    members = list(now.creators) if now else []
    chosen = st.multiselect(
        "Creators",
        [*ids, *(one for one in members if one not in set(ids))],
        default=members,
        format_func=person,
        placeholder="Search a handle",
        filter_mode="contains",
        select_all=False,
        key="group_creators",
    )
    least, most = st.columns(2)
    low = least.number_input(
        "At least", value=now.at_least if now else None, min_value=0, step=1, placeholder="any", key="group_least"
    )
    high = most.number_input(
        "At most", value=now.at_most if now else None, min_value=0, step=1, placeholder="any", key="group_most"
    )
    together = st.toggle("All of them or none", value=now.together if now else False, key="group_together")
    leaders = [None, *ids]
    leader = st.selectbox(
        "Book any of them only together with",
        leaders,
        index=leaders.index(now.only_with) if now and now.only_with in leaders else 0,
        format_func=lambda one: "anyone" if one is None else person(one),
        key="group_leader",
    )
    with st.container(horizontal=True):
        use = st.button("Use this group", type="primary", key="use_group")
        gone = now is not None and st.button("Remove the group", icon=":material/delete:", key="remove_group")
    if use or gone:
        rule: dict[str, object] = {
            "name": name,
            "creators": chosen,
            "at_least": low,
            "at_most": high,
            "together": together,
        }
        rule |= {"only_with": leader}
        edits.take(lambda: with_group(brief, at if now else None, None if gone else rule))
