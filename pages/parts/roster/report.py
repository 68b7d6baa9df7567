"""The quality report on the page: the sum, what was assumed, and every list with its download."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts.words import markup
from planner.exports.download import file_name
from planner.intake import Reading, set_aside_csv, write_roster_csv
from planner.intake.report.quality import Quality
from planner.intake.report.report import report_csv
from planner.wording import count, money

_NOTES = 6
_LINES, _FEES = 2_000, 300


def total(reading: Reading) -> None:
    """Rows read are rows used, merged, set aside, blank and no creators."""
    parts = [("rows read", reading.rows_read), ("used", reading.rows_used), ("merged", reading.rows_merged)]
    parts += [("set aside", reading.rows_set_aside), ("blank", reading.rows_blank)]
    if reading.rows_totals:
        parts.append(("no creators", reading.rows_totals))
    signs = ["", "=", *["+"] * (len(parts) - 2)]
    cells = "".join(
        f"<span>{sign}</span><b>{count(number)}</b><span>{words}</span>"
        for sign, (words, number) in zip(signs, parts, strict=True)
    )
    st.html(f'<div class="sum">{cells}</div>')


def estimates(reading: Reading) -> None:
    """What the file does not say, and the forecast therefore estimates."""
    unknown = reading.unknown
    said = [
        (unknown.fees, "packages without a quote"),
        (unknown.packages, "packages assumed"),
        (unknown.engagement_rates, "engagement rates"),
        (unknown.views_and_reach, "views and reach"),
        (unknown.fake_followers, "suspicious followers"),
    ]
    listed = ", ".join(f"{words} {count(number)}" for number, words in said if number)
    if listed:
        st.html(f'<p class="said q">The forecast estimates what the file does not say: {listed}.</p>')


def notes(reading: Reading) -> None:
    """Sentences about what was assumed, merged or ignored; the first of them at once."""
    said = [f'<p class="said q">{markup(note)}</p>' for note in reading.notes]
    st.html("".join(said[:_NOTES]))
    if len(said) > _NOTES:
        with st.expander("More notes"):
            st.html("".join(said[_NOTES:]))


def titles(quality: Quality) -> list[str]:
    """Titles of the lists that have something in them."""
    reading = quality.reading
    listed = [
        ("Set aside", reading.rows_set_aside if reading.odd else 0),
        ("Conflicts", len(reading.conflicts)),
        ("Worth a look", quality.doubts_found + len(reading.twins)),
        ("Estimated fees", quality.fees_found),
    ]
    return [f"{title} ({count(number)})" for title, number in listed if number]


def section(title: str, quality: Quality) -> None:
    """One of the lists."""
    if title.startswith("Conflicts"):
        _conflicts(quality.reading)
    elif title.startswith("Worth"):
        _doubts(quality)
    else:
        _fees(quality)


def _table(rows: list[dict[str, object]], alt: str, wide: str = "") -> None:
    config = {wide: st.column_config.TextColumn(width="large")} if wide else None
    st.dataframe(
        pd.DataFrame(rows[:_LINES]), hide_index=True, alt=alt, column_config=config,
        height=min(420, 35 * (len(rows) + 1) + 3),
    )  # fmt: skip


def _conflicts(reading: Reading) -> None:
    st.caption("Rows of one creator that say different things. The rule above decides which of them holds.")
    rows: list[dict[str, object]] = [
        {
            "Creator": conflict.creator,
            "What": conflict.what,
            "In the file": ";  ".join(f"{value or 'nothing'} in {place}" for place, value in conflict.told),
            "Taken": conflict.taken,
        }
        for conflict in reading.conflicts
    ]
    _table(rows, f"{len(rows)} figures that differ between rows.", "In the file")


def _doubts(quality: Quality) -> None:
    st.caption("These are used as they are. Look before you believe them.")
    rows: list[dict[str, object]] = [
        {"Creator": twins.first, "Where": "", "What": "handle", "Value": twins.second, "Why": twins.why}
        for twins in quality.reading.twins
    ]
    rows += [
        {"Creator": d.creator, "Where": d.place, "What": d.kind, "Value": d.value, "Why": d.why} for d in quality.doubts
    ]
    _table(rows, f"{len(rows)} figures that deserve a look.", "Why")


def _fees(quality: Quality) -> None:
    st.caption("Packages without a quote are planned with the typical fee, and marked as estimated in every plan.")
    currency = quality.currency
    rows: list[dict[str, object]] = [
        {
            "Creator": fee.creator,
            "Package": fee.package,
            "Where": fee.place,
            "Planned with": money(fee.typical, currency),
            "Usual from": money(fee.low, currency),
            "Usual to": money(fee.high, currency),
        }
        for fee in quality.fees[:_FEES]
    ]
    if quality.fees_found > _FEES:
        st.caption(f"The first {count(_FEES)} of {count(quality.fees_found)} are shown; the report has more.")
    _table(rows, f"{len(rows)} packages without a quote.")


def downloads(name: str, quality: Quality) -> None:
    """The report and the clean roster as files."""
    stem = name.rpartition(".")[0] or name
    with st.container(horizontal=True, key="report_downloads"):
        if quality.reading.set_aside:
            _download("set-aside", "What was set aside, CSV", partial(set_aside_csv, quality.reading), stem)
        _download("report", "Whole report, CSV", partial(report_csv, quality), stem)
        if quality.reading.roster is not None:
            _download("clean", "Clean roster, CSV", partial(write_roster_csv, quality.reading.roster), stem)


def _download(kind: str, title: str, data: Callable[[], bytes], stem: str) -> None:
    """A button whose file is written when somebody asks for it."""
    st.download_button(
        title,
        data=data,
        file_name=file_name(stem, kind, "csv"),
        mime="text/csv",
        icon=":material/download:",
        key=f"download_{kind.replace('-', '_')}",
        on_click="ignore",
    )
