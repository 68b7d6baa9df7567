"""Reading a file into a roster: what was asked, what was found, and only then the choice to use it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from pages.parts import fitting, roster_view, state
from pages.parts.words import many, markup, plain
from planner.domain import Platform
from planner.exports.download import file_name
from planner.intake import Reading, ReadSettings, read_roster, set_aside_csv
from planner.problems import BadInput, Problem
from planner.wording import count, label

_NAMED = 12
_UNITS: dict[Literal["percent", "fraction"] | None, str] = {
    None: "As the file says",
    "percent": "Per cent: 2.35 is 2.35 %",
    "fraction": "Fraction: 0.0235 is 2.35 %",
}


@dataclass(frozen=True)
class Read:
    """What came of a file: its fingerprint with the settings, its name, and a reading or problems."""

    key: str
    name: str
    found: Reading | tuple[Problem, ...]


def draw() -> None:
    """The upload, the questions a file can leave open, and the report."""
    file = st.file_uploader(
        "CSV or XLSX, one row per creator, or per creator and package",
        type=["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"],
        key=f"roster_file.{state.turn('roster_file')}",
        max_upload_size=20,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="read_settings"):
        platform = st.selectbox(
            "Platform of rows that name none",
            [None, *Platform],
            format_func=lambda p: "The file has a platform column" if p is None else label(p),
            key="read_platform",
            width=280,
        )
        unit = st.selectbox(
            "Engagement rates without a % sign",
            list(_UNITS),
            format_func=_UNITS.__getitem__,
            key="read_unit",
            width=280,
        )
    st.caption(f"Amounts are read as {state.brief().currency}. Nothing is replaced until you say so.")
    if file is not None:
        settings = ReadSettings(platform=platform, currency=state.brief().currency, engagement_rate_unit=unit)
        _read(file.name, file.getvalue(), settings)
    read = state.reading()
    if read is None:
        return
    if isinstance(read.found, tuple):
        _refused(read.name, read.found)
    else:
        _report(read.name, read.found)


def _read(name: str, data: bytes, settings: ReadSettings) -> None:
    key = hashlib.sha256(data + repr((name, settings)).encode()).hexdigest()
    before = state.reading()
    if before is not None and before.key == key:
        return
    found: Reading | tuple[Problem, ...]
    with st.spinner(f"Reading {plain(name)}"):
        try:
            found = read_roster(name, data, settings)
        except BadInput as bad:
            found = bad.problems
    state.set_reading(Read(key, name, found))


def _refused(name: str, problems: tuple[Problem, ...]) -> None:
    st.error(f"{plain(name)} cannot be read yet. The roster stays as it is.", icon=":material/error:")
    for problem in problems[:10]:
        typed = f" “{markup(problem.value)}”" if problem.value else ""
        st.html(
            f'<p class="said"><b>{markup(problem.place)}</b>{typed} {markup(problem.wrong)}. '
            f"Accepted: {markup(problem.accepted)}.</p>"
        )


def _report(name: str, reading: Reading) -> None:
    st.subheader("What was read", anchor=False)
    parts = [("rows read", reading.rows_read), ("used", reading.rows_used), ("merged", reading.rows_merged)]
    parts += [("set aside", reading.rows_set_aside), ("blank", reading.rows_blank)]
    if reading.rows_totals:
        parts.append(("totals", reading.rows_totals))
    signs = ["", "=", *["+"] * (len(parts) - 2)]
    cells = "".join(
        f"<span>{sign}</span><b>{count(number)}</b><span>{words}</span>"
        for sign, (words, number) in zip(signs, parts, strict=True)
    )
    st.html(f'<div class="sum">{cells}</div>')
    if reading.notes:
        st.html("".join(f'<p class="said q">{markup(note)}</p>' for note in reading.notes))
    if reading.roster is None:
        st.error("No row could be used. The roster stays as it is.", icon=":material/error:")
    else:
        _use(name, reading)
    if reading.set_aside:
        _set_aside(name, reading)
    with st.expander("How the columns were read"):
        st.dataframe(
            pd.DataFrame([{"Column": str(use.column), "Read as": label(use.field)} for use in reading.columns]),
            hide_index=True,
            alt="Each column of the file and what it was taken for.",
        )
    if reading.roster is not None:
        with st.expander("Preview"):
            st.dataframe(
                roster_view.people(reading.roster, state.brief()).head(50),
                hide_index=True,
                alt="The first creators of the file.",
            )


def _use(name: str, reading: Reading) -> None:
    assert reading.roster is not None
    unknown = reading.unknown
    said = [
        (unknown.fees, "packages without a quote"),
        (unknown.packages, "packages assumed"),
        (unknown.engagement_rates, "engagement rates"),
        (unknown.views_and_reach, "views and reach"),
        (unknown.fake_followers, "suspicious followers"),
    ]
    estimates = ", ".join(f"{words} {count(number)}" for number, words in said if number)
    if estimates:
        st.html(f'<p class="said q">The forecast estimates what the file does not say: {estimates}.</p>')
    gone = fitting.without_unknown(state.brief(), reading.roster)[1]
    if gone:
        more = f"; and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        named = markup("; ".join(gone[:_NAMED]))
        st.html(f'<p class="said">The brief names what this roster does not have: {named}{more}.</p>')
    with st.container(horizontal=True, vertical_alignment="center"):
        title = f"Use this roster, {many(len(reading.roster), 'creator')}"
        if gone:
            _choice("use_and_fit", "Use it, and leave these out of the brief", (name, reading, True), first=True)
            _choice("use_roster", "Use it, keep the brief as it is", (name, reading, False), first=False)
        else:
            _choice("use_roster", title, (name, reading, False), first=True)


def _choice(key: str, title: str, taken: tuple[str, Reading, bool], first: bool) -> None:
    kind = "primary" if first else "secondary"
    st.button(title, type=kind, key=key, on_click=_take, args=taken)  # type: ignore[arg-type]


def _take(name: str, reading: Reading, fit: bool) -> None:
    assert reading.roster is not None
    state.set_roster(reading.roster)
    if fit:
        state.set_brief(fitting.without_unknown(state.brief(), reading.roster)[0])
    state.set_reading(None)
    state.next_turn("roster_file")
    state.say(f"{plain(name)} is the roster now. The Plan page uses it.")


def _set_aside(name: str, reading: Reading) -> None:
    st.subheader(f"Set aside, {many(reading.rows_set_aside, 'row')}", anchor=False)
    st.caption("Mend these in the file and read it again; everything else can be used as it is.")
    rows = [
        {
            "Row": problem.row,
            "Column": str(problem.column) if problem.column else "",
            "Value": problem.value,
            "What is wrong": problem.wrong,
            "What would be accepted": problem.accepted,
        }
        for problem in reading.set_aside
    ]
    st.dataframe(
        pd.DataFrame(rows[:2000]),
        hide_index=True,
        key="set_aside",
        alt=f"{len(rows)} problems with row, column and value.",
        column_config={
            "What is wrong": st.column_config.TextColumn(width="medium"),
            "What would be accepted": st.column_config.TextColumn(width="large"),
        },
    )
    st.download_button(
        "Download what was set aside, CSV",
        data=set_aside_csv(reading),
        file_name=file_name(name.rpartition(".")[0], "set-aside", "csv"),
        mime="text/csv",
        icon=":material/download:",
        key="download_set_aside",
        on_click="ignore",
    )
