"""The debrief's table: each creator, or each group of them, as planned and as it came."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.display import Columns
from pages.parts.glossary import meaning
from pages.parts.words import whole_percent
from planner.brief.brief import Brief
from planner.debrief.compare import Debrief, Group
from planner.wording import counted, label

_VIEWS = ("Creators", "Tiers", "Platforms", "Compensation", "Waves")


def draw(done: Debrief) -> None:
    """The table, by whichever group is chosen."""
    st.subheader("Plan against actual", anchor=False)
    views = [view for view in _VIEWS if view != "Waves" or done.waves]
    view = st.segmented_control(
        "By", views, default=views[0], key="debrief_view", label_visibility="collapsed", required=True
    )
    if view == "Creators":
        frame = _creators(done)
    else:
        groups = {
            "Tiers": done.tiers,
            "Platforms": done.platforms,
            "Compensation": done.compensations,
            "Waves": done.waves,
        }[view or "Tiers"]
        frame = _groups(groups)
    st.dataframe(
        frame,
        key=f"debrief_table.{view}",
        hide_index=True,
        height=display.height(len(frame), 460),
        placeholder="",
        alt=f"{counted(len(frame), 'row')}, plan against actual.",
        column_config=_config(done.brief),
    )


def _config(brief: Brief) -> Columns:
    column = st.column_config
    whole = ("Reach planned", "Reach", "Engagements", "Engagements planned", "Conversions", "Days late")
    cash = ("Cost", "Cost planned", "Per thousand", "Per thousand planned", "Per engagement", "Per conversion")
    return {
        "Creator": column.TextColumn(pinned=True, width=170),
        "Group": column.TextColumn(pinned=True),
        **{name: column.NumberColumn(format="localized") for name in whole},
        **{name: column.NumberColumn(format="percent") for name in ("Reach off", "Engagements off", "Cost off")},
        **{one: column.NumberColumn(f"{one}, {brief.currency}", format="localized", help=_help(one)) for one in cash},
    }


def _help(column: str) -> str | None:
    """What a price in a column is called in the trade."""
    if column.startswith("Per thousand"):
        return f"CPM. {meaning('CPM')}"
    return f"CPE. {meaning('CPE')}" if column == "Per engagement" else None


def _creators(done: Debrief) -> pd.DataFrame:
    named = done.named
    rows = []
    for one in done.lines:
        pick = one.expected.pick
        place = {True: "inside", False: "above" if (one.actual.reach or 0) > one.high else "below", None: ""}
        rows.append(
            {
                "Creator": f"@{pick.handle}" if one in named else f"{counted(pick.count, 'place')} for {pick.handle}",
                "Platform": label(pick.platform),
                "Tier": label(pick.tier),
                "State": str(one.actual.state).capitalize(),
                "Days late": one.actual.late or None,
                "Reach planned": round(pick.reach),
                "Reach": one.reach.actual and round(one.reach.actual),
                "Reach off": whole_percent(one.reach.share) if one.actual.state.settled else None,
                "Range": place[one.inside],
                "Engagements": one.engagements.actual,
                "Engagements off": whole_percent(one.engagements.share) if one.actual.state.settled else None,
                "Cost": None if one.cost.actual is None else one.cost.actual / 100,
                "Cost off": whole_percent(one.cost.share) if one.actual.state.settled else None,
                "Per thousand": _major(one.cost_per_thousand_cents),
                "Per engagement": _major(one.cost_per_engagement_cents),
                "Conversions": one.actual.conversions,
                "Per conversion": _major(one.cost_per_conversion_cents),
            }
        )
    return pd.DataFrame(rows)


def _groups(groups: Sequence[Group]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Group": group.label,
                "Picks": group.picks,
                "Open": group.open,
                "Never posted": group.unposted,
                "Late": group.late,
                "Reach planned": round(group.reach.planned),
                "Reach": group.reach.actual and round(group.reach.actual),
                "Reach off": whole_percent(group.reach.share),
                "Inside range": f"{group.inside} of {group.judged}",
                "Engagements planned": round(group.engagements.planned),
                "Engagements": group.engagements.actual,
                "Engagements off": whole_percent(group.engagements.share),
                "Cost planned": group.cost.planned / 100,
                "Cost": None if group.cost.actual is None else group.cost.actual / 100,
                "Cost off": whole_percent(group.cost.share),
                "Per thousand planned": _major(group.cost_per_thousand_cents[0]),
                "Per thousand": _major(group.cost_per_thousand_cents[1]),
            }
            for group in groups
        ]
    )


def _major(cents: float | None) -> float | None:
    return None if cents is None else round(cents / 100, 2)
