"""The quality report on the page: the sum, what was assumed, and every list with its download."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts.buttons import download
from pages.parts.words import capital, markup, plain
from planner.brief.brief import Brief
from planner.campaign.beforehand import all_elsewhere
from planner.domain.roster import Roster
from planner.exports.download import file_name
from planner.intake import Reading, set_aside_csv, write_roster_csv
from planner.intake.report.losses import losses_of
from planner.intake.report.quality import Quality
from planner.intake.report.report import report_csv
from planner.wording import count, counted, money

_NOTES, _LONG = 6, 200
_LINES, _FEES = 2_000, 300


def total(reading: Reading) -> None:
    """Rows read are rows used, merged, in need of fixing, blank, and without a creator."""
    parts = [("rows read", reading.rows_read), ("used", reading.rows_used)]
    parts += [
        (words, number)
        for words, number in (
            ("merged", reading.rows_merged),
            ("need fixing" if reading.rows_set_aside != 1 else "needs fixing", reading.rows_set_aside),
            ("blank", reading.rows_blank),
            ("not creators" if reading.rows_totals != 1 else "not a creator", reading.rows_totals),
        )
        if number
    ]
    signs = ["", "=", *["+"] * (len(parts) - 2)]
    cells = "".join(
        f"<span>{sign}</span><b>{count(number)}</b><span>{words}</span>"
        for sign, (words, number) in zip(signs, parts, strict=True)
    )
    st.html(f'<div class="sum">{cells}</div>')


def warning(reading: Reading) -> None:
    """Above a fifth that cannot be used: what would bring most of it back, before anybody uses the rest."""
    losses = losses_of(reading)
    if losses is None:
        return
    listed = "".join(f"<li>{markup(reason)}</li>" for reason in losses.reasons)
    st.warning(plain(losses.sentence, _LONG), icon=":material/warning:")
    st.html(f'<p class="said">What would bring most of them back:</p><ul class="examples">{listed}</ul>')


def estimates(reading: Reading) -> None:
    """What the file does not say, and the forecast therefore estimates."""
    unknown = reading.unknown
    said = [
        (unknown.fees, "fee", "fees"),
        (unknown.packages, "package", "packages"),
        (unknown.engagement_rates, "engagement rate", "engagement rates"),
        (unknown.views_and_reach, "creator's views and reach", "creators' views and reach"),
        (unknown.fake_followers, "share of suspicious followers", "shares of suspicious followers"),
    ]
    listed = ", ".join(f"{count(number)} {one if number == 1 else more}" for number, one, more in said if number)
    if listed:
        st.html(f'<p class="said q">The list doesn\'t say everything, so we estimate: {listed}.</p>')


def elsewhere(roster: Roster, brief: Brief) -> None:
    """A warning where nobody of the list is known to be where the audience is; before anything is planned with it."""
    people = roster.creators
    if said := all_elsewhere(brief, people["country"].unique(), people.columns):
        st.warning(plain(said, 300), icon=":material/wrong_location:")


def notes(reading: Reading) -> None:
    """Sentences about what was assumed, merged or ignored; the first of them at once."""
    said = [f'<p class="said q">{markup(note)}</p>' for note in reading.notes]
    if said:
        st.html("".join(said[:_NOTES]))
    if len(said) > _NOTES:
        with st.expander("More notes"):
            st.html("".join(said[_NOTES:]))


def lists(quality: Quality, fixing: Callable[[], None]) -> dict[str, Callable[[], None]]:
    """The lists that have something in them: title, and what draws it. fixing: draws the rows that need it."""
    reading = quality.reading
    listed: list[tuple[str, int, Callable[[], None]]] = [
        ("Needs fixing", len(reading.odd), fixing),
        ("Interpreted", sum(not mark.accepted for mark in reading.marked), partial(_meant, reading)),
        ("Conflicts", len(reading.conflicts), partial(_conflicts, reading)),
        ("Double-check", quality.doubts_found + len(reading.twins), partial(_doubts, quality)),
        ("Estimated fees", quality.fees_found, partial(_fees, quality)),
    ]
    return {f"{title} ({count(number)})": draw for title, number, draw in listed if number}


def _table(rows: list[dict[str, object]], alt: str, wide: str = "") -> None:
    config = {wide: st.column_config.TextColumn(width="large")} if wide else None
    st.dataframe(
        pd.DataFrame(rows[:_LINES]), hide_index=True, alt=alt, column_config=config,
        height=min(420, 35 * (len(rows) + 1) + 3),
    )  # fmt: skip


def _meant(reading: Reading) -> None:
    st.caption("These cells are written loosely. Here's how we read them.")
    rows: list[dict[str, object]] = [
        {
            "Row": mark.row,
            "Column": mark.column.header or mark.column.letter if mark.column else "",
            "In the file": mark.value,
            "Read as": mark.taken,
            "Why": capital(mark.wrong.removeprefix("is ")),
        }
        for mark in reading.marked
        if not mark.accepted
    ]
    _table(rows, f"Cells that are read as they are meant, {counted(len(rows), 'row')}.", "Why")


def _conflicts(reading: Reading) -> None:
    st.caption("These creators appear more than once with different values. The choice above decides which one we use.")
    rows: list[dict[str, object]] = [
        {
            "Creator": conflict.creator,
            "What": conflict.what,
            "In the file": ";  ".join(f"{value or 'empty'} in {place}" for place, value in conflict.told),
            "We use": conflict.taken,
        }
        for conflict in reading.conflicts
    ]
    _table(rows, f"Figures that differ between rows, {counted(len(rows), 'row')}.", "In the file")


def _doubts(quality: Quality) -> None:
    st.caption("Used as they are. Double-check these.")
    rows: list[dict[str, object]] = [
        {"Creator": twins.first, "Where": "", "What": "handle", "Value": twins.second, "Why": twins.why}
        for twins in quality.reading.twins
    ]
    rows += [
        {"Creator": d.creator, "Where": d.place, "What": d.kind, "Value": d.value, "Why": d.why} for d in quality.doubts
    ]
    _table(rows, f"Figures to double-check, {counted(len(rows), 'row')}.", "Why")


def _fees(quality: Quality) -> None:
    st.caption("No fee in the list. We plan with the typical fee and mark it as estimated.")
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
    _table(rows, f"{counted(len(rows), 'package')} without a quote.")


def downloads(name: str, quality: Quality) -> None:
    """The report and the clean roster as files."""
    stem = name.rpartition(".")[0] or name
    with st.container(horizontal=True, key="report_downloads"):
        if quality.reading.set_aside:
            _download("set-aside", "Rows that need fixing, CSV", partial(set_aside_csv, quality.reading), stem)
        _download("report", "Whole report, CSV", partial(report_csv, quality), stem)
        if quality.reading.roster is not None:
            _download("clean", "Clean roster, CSV", partial(write_roster_csv, quality.reading.roster), stem)


def _download(kind: str, title: str, data: Callable[[], bytes], stem: str) -> None:
    """A button whose file is written when somebody asks for it."""
    download(title, data, file_name(stem, kind, "csv"), f"download_{kind.replace('-', '_')}")
