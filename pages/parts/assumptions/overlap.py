"""Measured overlap on Assumptions: a file in, the duplication factor and kappa out, used on request."""

import pandas as pd
import streamlit as st

from pages.parts import problems
from pages.parts.buttons import button
from pages.parts.session import state
from pages.parts.words import plain
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.assumptions import assumptions_of
from planner.forecast.calibration import Calibration, calibrate, calibrate_unique
from planner.forecast.overlap import Definition, OverlapTable
from planner.intake.overlap import account_sizes, read_overlap
from planner.problems import BadInput, Problem
from planner.wording import counted, decimal, percent

_MEANS = {
    Definition.PEOPLE: "Shared people",
    Definition.SMALLER: "Share of the smaller account",
    Definition.EACH: "Share of the first account",
    Definition.ANYONE: "Unique % per account",
}

_NOTHING = 0.005
"""Half a per cent is written as none."""


def draw(brief: Brief, roster: Roster) -> None:
    """Choose a segment and what overlap means, drop a file, see what it says, use its kappa."""
    st.subheader("Measured overlap", anchor=False)
    st.caption(
        "If your analytics tool reports audience overlap, upload its report to replace our default. Tools define "
        "overlap differently, so choose how yours does. Accounts must be in your list of creators."
    )
    names = [segment.name for segment in brief.audience]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = st.selectbox("Segment", range(len(names)), format_func=names.__getitem__, key="overlap_segment", width=240)
        means = st.selectbox(
            "Overlap means", list(_MEANS), format_func=_MEANS.__getitem__, key="overlap_means", width=260
        )
    file = st.file_uploader("Pairs or unique shares, CSV or XLSX", key="overlap_file", max_upload_size=20)
    if file is None or at is None or means is None:
        return
    size = brief.audience[at].size

    def read() -> Calibration | tuple[Problem, ...]:
        try:
            table = read_overlap(file.name, file.getvalue(), account_sizes(roster), means)
            if isinstance(table, OverlapTable):
                return calibrate(table, size, assumptions_of(brief))
            return calibrate_unique(table, size, assumptions_of(brief))
        except BadInput as bad:
            return bad.problems

    found = state.session().remembered("overlap", (file.file_id, means, size, roster.fingerprint), read)
    if isinstance(found, Calibration):
        _told(found, brief, at)
    else:
        problems.errors(found)


def _told(found: Calibration, brief: Brief, at: int) -> None:
    locale, segment = brief.locale, brief.audience[at]
    kappa = decimal(found.kappa, 2, locale) if found.kappa < 1000 else "chance only"
    of = f"{counted(found.pairs, 'pair', locale)}" if found.pairs else "unique shares"
    st.html(
        '<div class="facts">'
        f"<div><span>Read from the file</span><b>{counted(found.accounts, 'account', locale)}, {of}</b></div>"
        f"<div><span>Overlap compared with chance</span><b>{decimal(found.duplication, 2, locale)} times</b></div>"
        f"<div><span>Kappa</span><b>{kappa}</b></div></div>"
    )
    for warning in found.warnings:
        st.warning(warning, icon=":material/warning:")
    if found.distances:
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        "Model": distance.model,
                        "Distance from the pairs": percent(distance.error, 0, locale),
                        "All pairs together": f"{'+' if distance.bias >= -_NOTHING else '−'}"
                        f"{percent(abs(distance.bias), 0, locale)}",
                        "A typical pair": f"missed by × {decimal(distance.typical, 1, locale)}",
                    }
                    for distance in found.distances
                ]
            ),
            key="overlap_distances",
            hide_index=True,
            width=620,
            alt="How far each model of overlap is from the measured pairs.",
        )
    value = round(found.kappa, 3)
    if segment.kappa == value:
        st.caption(f"{plain(segment.name)} uses this kappa.")
    else:
        button(f"Use kappa {kappa} for {plain(segment.name)}", "use_kappa", "check", _use, at, value, type="primary")


def _use(at: int, kappa: float) -> None:
    state.session().brief = state.session().brief.changed(f"audience.{at}.kappa", kappa)
