"""Which campaign is debriefed, the files of results that have come in, and when it ran."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from pages.parts.debrief import campaigns, desk
from pages.parts.session import state
from pages.parts.typed import NumberField
from pages.parts.words import capital, plain, told
from planner.debrief.compare import Debrief, days_of
from planner.debrief.uploads import Upload
from planner.intake import Mapping, Question, Unanswered
from planner.intake.results import read_results
from planner.problems import BadInput, Problem
from planner.units import PEOPLE
from planner.wording import count, counted

_CAMPAIGN = "debrief_campaign"
_MOST_KINDS = 4
_MOST_COLUMNS = 12


def chosen() -> str:
    """The campaign that is debriefed: the one in hand until another one is chosen, the sample only on request."""
    here, titles, now = desk.desk(), campaigns.campaigns(), state.session()
    if here.of != now.campaign:
        here.of, here.choice, here.shown = now.campaign, "", ""
    picked = state.sent(_CAMPAIGN, str)
    if picked is not None and picked in titles and picked != here.shown:
        here.choice = picked
    if here.choice not in titles:
        here.choice = campaigns.in_hand()
    if picked != here.choice:
        state.put(_CAMPAIGN, here.choice)
    here.shown = here.choice
    return here.choice


def draw(choice: str, done: Debrief | None) -> None:
    """Campaign, files and dates in one row; what a file left aside below it."""
    titles = campaigns.campaigns()
    with st.container(horizontal=True, vertical_alignment="bottom", key="debrief_bar"):
        st.selectbox("Campaign", list(titles), format_func=lambda key: titles.get(key, ""), key=_CAMPAIGN, width=340)
        uploads = campaigns.results(choice).ledger.uploads
        with st.popover(
            f"Results, {counted(len(uploads), 'file')}" if uploads else "Add results", icon=":material/upload_file:"
        ):
            _files(choice, uploads)
        with st.popover("Dates", icon=":material/event:"):
            _dates(choice, done)


def _files(choice: str, uploads: tuple[Upload, ...]) -> None:
    file = st.file_uploader(
        "CSV or XLSX, one row per post, per deliverable or per creator",
        type=["csv", "xlsx", "xlsm", "xls", "ods", "txt", "tsv"],
        key=f"results_file.{state.session().turn('results_file')}",
        max_upload_size=20,
        help="Also the workbook that this planner exports: its sheet Plan vs actual, filled in.",
    )
    if file is not None:
        _take(choice, file.name, file.getvalue())
    for upload in sorted(uploads, key=lambda one: one.received):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(upload.name, 60)}**, {counted(len(upload.results), 'row')}", width="stretch")
            _columns(choice, upload.id)
            st.button(
                "Remove",
                key=f"undo.{upload.id}",
                icon=":material/undo:",
                type="tertiary",
                help="Removes everything this file added",
                on_click=campaigns.undo_upload,
                args=(choice, upload.id),
            )
    if not uploads:
        st.caption("You can upload partial results while the campaign runs; later files add to them.")


def _take(choice: str, name: str, data: bytes) -> None:
    """Read a file once; say what could not be read, and that nothing has changed when nothing could."""
    key = hashlib.sha256(data).hexdigest()[:32]
    if any(upload.id == key for upload in campaigns.results(choice).ledger.uploads):
        return
    campaign = campaigns.scenario(choice)
    brief = state.session().brief if campaign is None else campaign.brief
    answers = state.session().of_page(Answers).by_file.setdefault(key, {})
    try:
        # Amounts are in the campaign's currency, whatever the Plan page plans in by now.
        reading = read_results(name, data, brief.currency, Mapping(answers=answers))
    except Unanswered as waiting:
        _ask(name, waiting.questions, answers)
        return
    except BadInput as bad:
        said = told(bad.problems)
        st.error(f"{said} Your results are unchanged.", icon=":material/error:")
        return
    if any(question.answer is None for question in reading.questions):
        _ask(name, reading.questions, answers)
        return
    if not reading.results:
        why = _summed(reading.set_aside) or "It has no row with results."
        st.error(f"{plain(name, 60)} was not added. {why}", icon=":material/error:")
        return
    campaigns.add_upload(choice, Upload(id=key, name=name, results=reading.results))
    state.session().of_page(Answers).kept[key] = _Kept(name, data, brief.currency, reading.of_columns)
    state.session().next_turn("results_file")
    if reading.set_aside or reading.ignored:
        parts = [f"{plain(name, 60)}: {counted(len(reading.results), 'row')} added.", _summed(reading.set_aside)]
        if reading.ignored:
            listed = ", ".join(plain(header, 40) for header in reading.ignored[:_MOST_COLUMNS])
            more = ", …" if len(reading.ignored) > _MOST_COLUMNS else ""
            parts.append(f"Columns not used: {listed}{more}.")
        state.session().message = " ".join(part for part in parts if part)
    st.rerun()


def _summed(problems: Sequence[Problem]) -> str:
    """What could not be read, each kind once with its first place and how often it occurs."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.place.rpartition(", ")[2], problem.wrong), []).append(problem)
    said = []
    for alike in list(kinds.values())[:_MOST_KINDS]:
        more = f" ({count(len(alike) - 1)} more like this.)" if len(alike) > 1 else ""
        said.append(f"{plain(str(alike[0]), 300)}{more}")
    if len(kinds) > _MOST_KINDS:
        said.append(f"And {counted(len(kinds) - _MOST_KINDS, 'other problem')}.")
    return " ".join(said)


@dataclass(frozen=True)
class _Kept:
    """A file as it came in this session, so that its columns can be read otherwise."""

    name: str
    data: bytes
    currency: str
    of_columns: tuple[Question, ...]


@dataclass
class Answers:
    """What was answered about each file of results, by its digest, and the files of this session."""

    by_file: dict[str, dict[str, str]] = field(default_factory=dict)
    kept: dict[str, _Kept] = field(default_factory=dict)


def _columns(choice: str, key: str) -> None:
    """What each column of a file was read as, which may be chosen otherwise."""
    kept = state.session().of_page(Answers).kept.get(key)
    if kept is None or not kept.of_columns:
        return
    with st.popover("Columns", icon=":material/view_column:", type="tertiary"), st.form(f"columns.{key}", border=False):
        chosen = {one.key: _one_of(one, f"results_column.{key}.{one.key}") for one in kept.of_columns}
        sent = st.form_submit_button("Read it so", type="primary", icon=":material/check:")
    if sent:
        _read_again(choice, key, kept, {question.key: said for question in kept.of_columns
                                        if (said := chosen[question.key]) and said != question.holds})  # fmt: skip


def _one_of(question: Question, key: str) -> str | None:
    """A choice among those of a question, beginning with what holds."""
    words = {choice.value: plain(choice.words, 80) for choice in question.choices}
    values = list(words)
    return st.selectbox(
        plain(capital(question.title), 160),
        values,
        index=values.index(question.holds) if question.holds in values else None,
        format_func=words.__getitem__,
        key=key,
        help=plain(", ".join(question.examples), 120) or None,
    )


def _read_again(choice: str, key: str, kept: _Kept, changed: dict[str, str]) -> None:
    """The file with other columns in the place of what it said before; when it cannot be read so, nothing changes."""
    asked = state.session().of_page(Answers)
    answers = asked.by_file.get(key, {}) | changed
    try:
        reading = read_results(kept.name, kept.data, kept.currency, Mapping(answers=answers))
    except BadInput as bad:
        st.error(f"{told(bad.problems)} Your results are unchanged.", icon=":material/error:")
        return
    asked.by_file[key], asked.kept[key] = answers, replace(kept, of_columns=reading.of_columns)
    campaigns.undo_upload(choice, key)
    campaigns.add_upload(choice, Upload(id=key, name=kept.name, results=reading.results))
    state.session().message = f"{plain(kept.name, 60)}: {counted(len(reading.results), 'row')} read again."
    st.rerun()


def _ask(name: str, questions: tuple[Question, ...], answers: dict[str, str]) -> None:
    """One form with what the file leaves open; nothing is added before it is sent."""
    st.markdown(f"**{plain(name, 60)}** leaves a few questions open:")
    with st.form("results_questions", border=True):
        chosen: dict[str, str | None] = {}
        for question in questions:
            if not question.choices:
                chosen[question.key] = st.text_input(
                    plain(question.title, 160), key=f"results_question.{question.key}", max_chars=120
                ).strip()
                continue
            chosen[question.key] = _one_of(question, f"results_question.{question.key}")
        sent = st.form_submit_button("Continue", type="primary", icon=":material/check:")
    if sent:
        answers.update({key: value for key, value in chosen.items() if value is not None})
        st.rerun()


def _dates(choice: str, done: Debrief | None) -> None:
    if choice == campaigns.LATEST:
        st.caption("To set dates, save the plan as a scenario or upload results first.")
        return
    before = campaigns.results(choice)
    of_brief = None if done is None else days_of(done.brief)
    now = before.days or of_brief
    picked = st.date_input(
        "Posts were due between",
        value=[now.start, now.end] if now else [],
        key=f"debrief_days.{choice}",
        help="Posts outside these dates don’t count; posts up to two weeks after the last day count as late.",
    )
    over = st.radio(
        "The campaign",
        [None, False, True],
        index=[None, False, True].index(before.over),
        format_func=lambda value: {None: "Use the results", False: "Still running", True: "Finished"}[value],
        key=f"debrief_over.{choice}",
        help="Once it has finished, missing posts are no longer expected.",
    )
    people = NumberField(f"debrief_measured.{choice}", PEOPLE, state.session().brief, least=1)
    measured = people.draw(
        st,
        "Unique people reached, if measured",
        before.measured,
        help="Helps us learn how much audiences overlap. Leave it empty if nobody measured it across creators.",
    )
    if people.wrong:
        measured = before.measured
    days = _pair(picked)
    start, end = (None, None) if days is None or (of_brief and days == (of_brief.start, of_brief.end)) else days
    after = before.model_copy(
        update={"start": start, "end": end, "over": over, "measured": None if measured is None else int(measured)}
    )
    if after != before and (days is not None or not picked):
        campaigns.set_results(choice, after)
        st.rerun()


def _pair(picked: object) -> tuple[datetime.date, datetime.date] | None:
    """Both ends, None while only one is chosen."""
    if isinstance(picked, tuple) and len(picked) == 2:
        return picked
    return None
