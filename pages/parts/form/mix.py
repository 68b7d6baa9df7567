"""The part of the brief form about attributes of creators and groups of them: each in a dialog of its own."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from pages.parts import dialogs, lazy
from pages.parts.buttons import button
from pages.parts.form import edits
from pages.parts.form.fields import Fields
from pages.parts.session import state
from pages.parts.typed import as_numbers, as_texts
from pages.parts.words import plain
from planner.brief.attributes import asked_of, bands_of
from planner.brief.brief import Bands, Brief, GroupRule
from planner.brief.tables import bands_frame, with_bands, with_group
from planner.domain.attributes import attributes_of, column_of
from planner.domain.roster import Roster
from planner.units import SHARE
from planner.wording import count, counted, percent, person


def draw(fields: Fields) -> None:
    """What is asked of countries, other attributes and groups, in words, and the way to change it."""
    brief = fields.brief
    box = lazy.expander("Countries, languages, groups", key="open_mix", icon=":material/category:")
    attributes = _attributes(brief, fields.roster)
    if box.open:
        with box:
            for at, attribute in enumerate(attributes):
                asked = bands_of(brief, attribute)
                many = _PLURALS.get(attribute, attribute)
                if asked or attribute in _PLURALS:
                    st.markdown(f"**{plain(many.capitalize(), 60)}**")
                for part, bands in asked.items():
                    st.caption(f"{plain(part)}: {', '.join(_told(bands, brief.locale)) or 'no limits'}")
                key = f"edit_{many}" if attribute in _PLURALS else f"edit_bands_{at}"
                button(f"Edit {plain(many, 40)}", key, "edit", dialogs.show, "bands", at, width="stretch")
            st.markdown("**Groups of creators**")
            for at, group in enumerate(brief.groups):
                why = plain("; ".join(_ruled(group)), 300)
                button(
                    plain(group.name, 40), f"group.{at}", "group", dialogs.show, "group", at, help=why, width="stretch"
                )
            button("Add a group", "add_group", "group_add", dialogs.show, "group", width="stretch")
    opened = dialogs.at()
    if dialogs.shows("bands") and opened is not None and opened < len(attributes):
        _edit_bands(attributes[opened])
    elif dialogs.shows("group"):
        _edit_group(opened)


_SHARES = {
    "headcount_min": "% of creators at least",
    "headcount_max": "% of creators at most",
    "spend_min": "% of spend at least",
    "spend_max": "% of spend at most",
}
_PLURALS = {"country": "countries", "category": "categories"}


def _attributes(brief: Brief, roster: Roster) -> list[str]:
    """Country and category, then the other text columns of the list, then what only the brief names."""
    asked = [one.attribute for one in asked_of(brief)]
    return list(dict.fromkeys([*_PLURALS, *attributes_of(roster.creators.columns), *asked]))


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


@st.dialog("Limits by value", width="large", on_dismiss=dialogs.close)
def _edit_bands(attribute: str) -> None:
    st.caption("Shares are percentages of the creators in the plan and of its spend. Leave a cell empty for no limit.")
    brief, roster = state.session().brief, state.session().roster
    if attribute not in _PLURALS and column_of(attribute) not in roster.creators:
        st.caption(f"Your list has no column {plain(attribute, 60)}, so these limits can’t be met with it.")
    elif attribute not in _PLURALS:
        unknown = int((roster.creators[column_of(attribute)] == "").sum())
        without = f" {counted(unknown, 'creator', brief.locale)} without one count in none." if unknown else ""
        st.caption(f"A cell with several values, such as de; en, counts in each.{without}")
    number = st.column_config.NumberColumn
    share = partial(st.column_config.TextColumn, max_chars=40)
    edited = st.data_editor(
        as_texts(bands_frame(brief, roster, attribute), _SHARES, SHARE, brief),
        hide_index=True,
        disabled=["part", "there"],
        placeholder="",
        key=f"{_PLURALS.get(attribute, attribute)}_table",
        alt=f"Limits by {plain(attribute, 60)}, one row each, editable",
        column_config={
            "part": st.column_config.TextColumn(plain(attribute.capitalize(), 60), pinned=True),
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
        edits.take(lambda: with_bands(state.session().brief, attribute, as_numbers(edited, _SHARES, SHARE, brief)))


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
