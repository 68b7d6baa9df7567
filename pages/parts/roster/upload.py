"""Files into the roster: drop or paste them, see what was understood, answer what is open, and only then use it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.parts import problems
from pages.parts.buttons import button
from pages.parts.roster import catalogues, changes, columns, corrections, elsewhere, incoming, questions, report, view
from pages.parts.roster.incoming import Incoming
from pages.parts.session import sample, state
from pages.parts.words import markup, plain
from planner import fitting
from planner.domain.roster import Roster
from planner.intake import Reading
from planner.intake.report.quality import Quality
from planner.intake.roster.merge import Merged, merge_rosters
from planner.jobs.intake import ReadResult
from planner.problems import Problem
from planner.wording import count, counted

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "json", "jsonl", "ndjson", "parquet"]
_NAMED = 12
FROM_FILES = "Upload or paste a list"
"""Where a new campaign's creators come from: the answer that takes the files on their way."""


def draw() -> None:
    """The upload, the questions files leave open, and the report."""
    # First, since files that are dropped leave the upload too.
    failed = incoming.settle()
    source()
    catalogues.source()
    if failed:
        st.error(plain(failed, 300), icon=":material/error:")
    now = incoming.present()
    if now is None:
        return
    if now.told is None:
        incoming.progress()
        return
    if now.told.questions:
        _waiting(now, now.told)
    elif now.told.quality is None:
        refused(now.name, now.told.problems)
        columns.opening(now)
    else:
        _report(now, now.told.quality)


def source() -> None:
    """The places for files and for pasted rows."""
    turn = state.session().turn("roster_file")
    dropped, pasted = st.columns([2, 1], vertical_alignment="top")
    with dropped:
        files = st.file_uploader(
            "Your creator lists: CSV, XLSX, XLS, ODS, JSON or Parquet. Several become one list",
            type=TYPES,
            key=f"roster_file.{turn}",
            max_upload_size=20,
            accept_multiple_files=True,
        )
    with pasted:
        text = st.text_area(
            "Or paste from a spreadsheet",
            key=f"roster_paste.{turn}",
            height=104,
            placeholder="Paste rows, including the header row",
            max_chars=2_000_000,
        )
    st.caption(f"Amounts without a sign are read as {incoming.currency()}. Nothing changes until you use the list.")
    listed = tuple((file.name, file.getvalue()) for file in files or ())
    if text and text.strip():
        listed += (("Pasted table", text.encode("utf-8", "replace")),)
    elsewhere.source()
    if listed:
        with st.spinner("Reading"):
            incoming.take(listed)


def refused(name: str, found: tuple[Problem, ...]) -> None:
    """Files that cannot be read, and why."""
    st.error(f"{plain(name)} can't be read yet. Your creators are unchanged.", icon=":material/error:")
    problems.listed(found, lambda one: problems.line(one, one.place))


def _waiting(now: Incoming, told: ReadResult) -> None:
    number = len(told.questions)
    title = (
        "One question before we can read it" if number == 1 else f"{counted(number, 'question')} before we can read it"
    )
    st.subheader(title, anchor=False)
    _remembered(now)
    questions.ask(now, told)
    for understood in told.files:
        if understood.columns:
            columns.columns(now, understood, several=len(now.files) > 1)
    columns.opening(now)


def _remembered(now: Incoming) -> None:
    for position, chosen in enumerate(now.chosen):
        if chosen.remembered:
            with st.container(horizontal=True, vertical_alignment="center", key=f"remembered_{position}"):
                name = plain(now.files[position][0])
                st.caption(f"{name} has a header you have mapped before, so we read it the same way.")
                button("Start fresh", f"forget.{position}", "restart_alt", incoming.forget, position, type="tertiary")


def _report(now: Incoming, quality: Quality) -> None:
    reading = quality.reading
    st.subheader("Here's what we read", anchor=False)
    report.total(reading)
    _remembered(now)
    columns.unread(now)
    report.warning(reading)
    if reading.roster is None:
        st.error("None of the rows can be used yet. Your creators are unchanged.", icon=":material/error:")
    else:
        if changes.compares():
            changes.draw(reading.roster)
        _use(quality)
    questions.decisions(now, reading)
    report.notes(reading)
    tabs: dict[str, Callable[[], None]] = {
        "Columns": partial(_columns, now, reading),
        **({} if reading.roster is None else {"Preview": partial(_preview, reading.roster)}),
        **report.lists(quality, partial(corrections.draw, now, reading)),
        "How it was opened": partial(columns.opening, now),
    }
    for tab, draw in zip(st.tabs(list(tabs)), tabs.values(), strict=True):
        with tab:
            draw()
    report.downloads(now.name, quality)


def _columns(now: Incoming, reading: Reading) -> None:
    for understood in reading.files:
        columns.columns(now, understood, several=len(now.files) > 1)


def _preview(roster: Roster) -> None:
    first = view.people(roster, state.session().brief).head(50)
    st.dataframe(first, hide_index=True, alt="The first creators of the file.")


def _use(quality: Quality) -> None:
    roster = quality.reading.roster
    assert roster is not None
    report.estimates(quality.reading)
    if not state.session().about.sample:
        report.elsewhere(roster, state.session().brief)
    gone = fitting.without_unknown(state.session().brief, roster)[1]
    if gone:
        more = f"; and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        named = markup("; ".join(gone[:_NAMED]))
        st.html(f'<p class="said">Your brief mentions things this list doesn\'t include: {named}{more}.</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="take_roster"):
        if state.session().about.sample:
            _begin()
            how = ("use_and_fit", "fit") if gone else ("use_roster", "use")
            _choice(how[0], "Try it with the sample's brief", how[1], first=False)
        elif gone:
            _choice("use_and_fit", "Use this list and remove those rules", "fit", first=True)
            _choice("use_roster", "Use this list, keep the brief", "use", first=False)
        else:
            _choice("use_roster", f"Use this list, {counted(len(roster), 'creator')}", "use", first=True)
        whose = "the sample's creators" if state.session().roster is sample.roster() else "my creators"
        _choice("merge_roster", f"Add it to {whose}", "merge", first=False)
    st.caption(_difference(merge_rosters(state.session().roster, roster)))


def _begin() -> None:
    """A campaign of one's own with this list, which stays chosen on the page that begins it."""
    if st.button("Start my campaign with this list", type="primary", icon=":material/add:", key="start_with_list"):
        state.put(catalogues.CREATORS, FROM_FILES)
        st.switch_page("pages/new.py")


def _difference(merged: Merged) -> str:
    kept = f"{count(merged.kept)} only in your current list; they stay when you add this one"
    if changes.compares():
        return f"{kept}."
    parts = [f"{count(merged.added)} new", f"{count(merged.changed)} changed", f"{count(merged.same)} the same", kept]
    return f"Compared with the sample's creators: {', '.join(parts)}."


def _choice(key: str, title: str, how: str, first: bool) -> None:
    button(title, key, "", _take, how, type="primary" if first else "secondary")


def _take(how: str) -> None:
    now = incoming.present()
    if now is None or now.told is None or now.told.quality is None:
        return
    roster = now.told.quality.reading.roster
    assert roster is not None
    incoming.remember(now)
    said = f"{plain(now.name)} is your list now. The Plan page uses it."
    if how == "merge":
        merged = merge_rosters(state.session().roster, roster)
        said = f"{plain(now.name)} is added: {count(merged.added)} new creators, {count(merged.changed)} changed."
        roster = merged.roster
    session = state.session()
    reading = now.told.quality.reading
    session.brief = session.brief.knowing(reading.new_platforms, reading.exchange)
    session.use_roster(roster)
    if how != "merge":
        # A list that is added to another has no one place any more.
        session.about = session.about.model_copy(update={"source": now.origin})
    if how == "fit":
        state.session().brief = fitting.without_unknown(state.session().brief, roster)[0]
    incoming.drop()
    state.session().message = said
