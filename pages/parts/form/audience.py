"""The audience in the sidebar, and the dialog in which it is chosen: pickers for one, a table for several."""

from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import dialogs
from pages.parts.buttons import button
from pages.parts.form import audience_pick, edits
from pages.parts.roster import report
from pages.parts.session import state
from pages.parts.session.state import Source
from pages.parts.typed import as_numbers, as_texts
from pages.parts.words import plain
from planner.brief.brief import Brief, Segment
from planner.brief.tables import audience_frame, with_audience
from planner.campaign.audience import Asked, audience_of, words_of
from planner.campaign.coverage import coverage_of
from planner.domain.roster import Platform, Roster
from planner.problems import BadInput
from planner.units import PEOPLE, SHARE
from planner.wording import compact

_TURN = "audience"
_SHARE = {"audience_share": "share, %"}
_PEOPLE = {"size": "people", "floor": "reach at least", "cap": "reach at most", "seen_floor": "see several at least"}


def draw(brief: Brief) -> None:
    """Who the campaign is for, and the way to change it."""
    st.markdown("**Audience**")
    for segment in brief.audience:
        words = words_of(segment)
        who = segment.name if segment.name.casefold() == words.casefold() else f"{segment.name}, {words}"
        st.caption(plain(f"{who}: {compact(segment.size, brief.locale)}", 200))
    now = state.session()
    if now.source is Source.ROSTER and now.roster is not None:
        report.elsewhere(now.roster, brief)
    button("Change audience", "edit_audience", "groups", _change, width="stretch")
    if dialogs.shows("audience"):
        _dialog()


def _change() -> None:
    # What was picked and not used the last time is not there again.
    state.session().next_turn(_TURN)
    dialogs.show("audience")


@st.dialog("Audience", width="large", on_dismiss=dialogs.close)
def _dialog() -> None:
    now = state.session()
    brief, roster = now.brief, now.roster if now.source is Source.ROSTER else None
    turn = now.turn(_TURN)
    one = len(brief.audience) == 1 and brief.audience[0].floor is None and brief.audience[0].cap is None
    several = st.toggle("Several audiences, or limits on each", value=not one, key=f"audience_several.{turn}")
    if several:
        frame = _table(brief, turn)
        if _use():
            edits.take(lambda: with_audience(brief, _read(brief, frame)))
        return
    segment = _picked(brief, roster, f"audience.{turn}")
    if segment is None:
        return
    chosen = [segment.model_dump(mode="json")]
    if roster is not None:
        _coverage(brief, chosen, roster)
    if _use():
        edits.take(partial(brief.changed, "audience", chosen))


def _picked(brief: Brief, roster: Roster | None, key: str) -> Segment | None:
    """The first segment with what the pickers say; its name and share stay while they name the same people."""
    old = brief.audience[0]
    group = audience_pick.group_of_segment(old)
    platforms = tuple(p for p in Platform if brief.platforms.get(p) is None or brief.platforms[p].count.max != 0)
    asked = audience_pick.pick(key, Asked(group, platforms, old.size, brief.locale), roster)
    if asked is None:
        return None
    if asked.group == group and asked.size is not None:
        return old.model_copy(update={"size": asked.size})
    new = audience_of(asked, roster=roster).segment
    kept = old.model_dump(include={"value", "floor", "cap"})
    return new.model_copy(update=kept)


def _coverage(brief: Brief, audience: list[dict[str, object]], roster: Roster) -> None:
    """What is known of the list's audience, and who misses this one."""
    try:
        found = coverage_of(roster, brief.changed("audience", audience))
    except BadInput as bad:
        st.caption(plain(str(bad.problems[0]), 300))
        return
    st.caption(plain(found.sentence(brief.locale), 500))


def _read(brief: Brief, frame: pd.DataFrame) -> pd.DataFrame:
    """The table with numbers for what was typed. Raises BadInput."""
    return as_numbers(as_numbers(frame, _PEOPLE, PEOPLE, brief), _SHARE, SHARE, brief)


def _table(brief: Brief, turn: int) -> pd.DataFrame:
    st.caption(
        "One row for each audience: people who can be reached on these platforms. The share is the part of a "
        "creator’s audience in that country that belongs to it."
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return st.data_editor(
        as_texts(as_texts(audience_frame(brief), _PEOPLE, PEOPLE, brief), _SHARE, SHARE, brief),
        num_rows="dynamic",
        hide_index=True,
        key=f"audience_table.{turn}",
        alt="Segments of the audience, one row each, editable",
        column_config={
            "name": text("Name", max_chars=80),
            "size": text("People", max_chars=40),
            "country": text("Country", max_chars=60, help="Two letters, such as US; empty = anywhere"),
            "audience_share": text("Share, %", max_chars=40, default="100"),
            "value": number("Worth of one person", min_value=0, default=1.0),
            "floor": text("Reach at least", max_chars=40),
            "cap": text("Reach at most", max_chars=40),
            "seen_floor": text(
                "See several at least",
                max_chars=40,
                help="People who see several creators, as forecast: the chance that floors are met does not apply",
            ),
            "seen_times": number("Several is", min_value=2, max_value=3, step=1, default=2),
        },
    )


def _use() -> bool:
    return st.button("Use this audience", type="primary", key="use_audience")
