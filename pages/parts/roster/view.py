"""What is in a roster: counts by tier and platform, and every creator."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts.buttons import button, download
from pages.parts.roster import elsewhere
from pages.parts.session import sample, state
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.domain.platforms import in_order
from planner.domain.roster import UNKNOWN_FEE, Roster, Tier
from planner.exports.download import file_name
from planner.intake import write_roster_csv
from planner.wording import count, counted, label

BELOW = "below micro"
SHOWN = 5_000
"""Rows of the table of creators; the browser gets no more, the download has all."""


def draw(roster: Roster) -> None:
    """A line, the counts, the table, the download, and the way back to the sample."""
    brief = state.session().brief
    quoted = int((roster.packages["fee_cents"] != UNKNOWN_FEE).sum())
    unquoted = len(roster.packages) - quoted
    st.html(
        f'<p class="said"><b>{markup(roster.source)}</b>: {counted(len(roster), "creator")} with '
        f"{counted(len(roster.packages), 'package')}, {count(unquoted)} without a quote.</p>"
    )
    elsewhere.again()
    with st.container(horizontal=True):
        name = file_name(roster.source.removesuffix(".csv").removesuffix(".xlsx"), "roster", "csv")
        download("Download roster, CSV", partial(write_roster_csv, roster), name, "download_roster")
        if roster is not sample.roster():
            button("Back to the sample roster", "sample_roster", "restart_alt", _restore)
    st.subheader("Creators by tier and platform", anchor=False)
    st.dataframe(
        counts(roster, brief),
        key="roster_counts",
        width="stretch",
        alt="Number of creators of each tier on each platform.",
        column_config={str(c): st.column_config.NumberColumn(format="localized") for c in counts(roster, brief)},
    )
    st.subheader("Creators", anchor=False)
    table = people(roster, brief)
    wanted = st.text_input(
        "Search", key="roster_search", placeholder="Handle, name, country or category", label_visibility="collapsed"
    )
    if wanted.strip():
        table = table[matches(table, wanted)]
    if len(table) > SHOWN:
        st.caption(f"{count(SHOWN)} of {counted(len(table), 'creator')} are shown; search, or download all.")
    elif wanted.strip():
        st.caption(f"{counted(len(table), 'creator')} found.")
    listed(table.head(SHOWN), brief, "roster_table")


def listed(table: pd.DataFrame, brief: Brief, key: str) -> None:
    """Creators as a table, as `people` makes it."""
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        key=key,
        placeholder="",
        hide_index=True,
        height=min(460, 35 * (len(table) + 1) + 3),
        alt=f"{counted(len(table), 'creator')} with followers, packages and fees.",
        column_config={
            "Creator": st.column_config.TextColumn(pinned=True, width=160),
            "Followers": number(format="localized"),
            "Median fee": number(f"Median fee, {brief.currency}", format="localized"),
            "Engagement rate": number(format="percent"),
            "Median views": number(format="localized"),
            "Suspicious": number("Suspicious followers", format="percent"),
            "Fit": number(format="%.2f"),
            "Authenticity": number(format="%.2f"),
        },
    )


def counts(roster: Roster, brief: Brief) -> pd.DataFrame:
    """Creators by tier (rows, macro first) and platform (columns), with sums."""
    tiers = _tier(roster, brief)
    platforms = roster.creators["platform"].to_numpy(dtype=str)
    names = [str(t) for t in reversed(Tier)]
    if (tiers == BELOW).any():
        names.append(BELOW)
    there = in_order(set(platforms.tolist()))
    cells = [[int(((tiers == t) & (platforms == p)).sum()) for p in there] for t in names]
    frame = pd.DataFrame(
        cells, index=pd.Index([label(t).capitalize() for t in names], name="Tier"), columns=[label(p) for p in there]
    )
    frame["All"] = frame.sum(axis=1)
    return frame


def people(roster: Roster, brief: Brief) -> pd.DataFrame:
    """One row per creator for the table; money in units of the currency."""
    creators, offers = roster.creators, roster.packages
    fees = offers["fee_cents"].where(offers["fee_cents"] != UNKNOWN_FEE).groupby(offers["creator"]).median() / 100
    number = offers.groupby("creator").size()
    index = np.arange(len(creators))
    return pd.DataFrame(
        {
            "Creator": creators["handle"],
            "Name": creators["name"],
            "Platform": creators["platform"].map(label),
            "Tier": [label(t).capitalize() for t in _tier(roster, brief)],
            "Country": creators["country"],
            "Category": creators["category"],
            "Followers": creators["followers"],
            "Packages": number.reindex(index).fillna(0).astype(int),
            "Median fee": fees.reindex(index),
            "Engagement rate": creators["engagement_rate"],
            "Median views": creators["median_views"],
            "Suspicious": creators["fake_share"],
            "Fit": creators["fit"],
            "Authenticity": creators["authenticity"],
        }
    ).sort_values("Followers", ascending=False, kind="stable")


def matches(table: pd.DataFrame, wanted: str) -> pd.Series:
    """Rows of which any text holds all the words."""
    found = pd.Series(True, index=table.index)
    text = table[["Creator", "Name", "Platform", "Tier", "Country", "Category"]].agg(" ".join, axis=1).str.casefold()
    for word in wanted.casefold().split():
        found &= text.str.contains(word, regex=False)
    return found


def _tier(roster: Roster, brief: Brief) -> np.ndarray:
    names = np.array([BELOW, *(str(t) for t in Tier)], dtype=object)
    edges = [brief.tiers.micro, brief.tiers.mid, brief.tiers.macro]
    tiers: np.ndarray = names[np.searchsorted(edges, roster.creators["followers"].to_numpy(), side="right")]
    return tiers


def _restore() -> None:
    state.session().use_roster(sample.roster())
    state.session().message = "The sample roster is back."
