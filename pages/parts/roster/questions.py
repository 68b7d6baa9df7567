"""What a file leaves open: questions that reading waits for, and decisions that hold until they are changed."""

from collections.abc import Iterable

import streamlit as st

from pages.parts.roster import incoming
from pages.parts.roster.incoming import Incoming
from pages.parts.session import state
from pages.parts.typed import NumberField
from pages.parts.words import capital, markup, plain
from planner.intake import Question, Reading
from planner.intake.asking import open_ones, together
from planner.intake.reading import Understood, shown
from planner.jobs.intake import ReadResult
from planner.units import NUMBER

_LONG, _SHORT = 200, 14


def ask(now: Incoming, told: ReadResult) -> None:
    """One form with every open question; nothing is read before it is sent."""
    waiting = _once((file, q) for file in told.files for q in open_ones(file.questions))
    with st.form("questions", border=True):
        for file, question in waiting:
            name = f"{now.files[file.position][0]}: " if len(now.files) > 1 else ""
            _input(_key(now, file, question), f"{name}{question.title}", question)
        sent = st.form_submit_button("Continue", type="primary", icon=":material/check:")
    if sent:
        _send(now, waiting)


def _key(now: Incoming, file: Understood, question: Question) -> str:
    return f"question.{now.key[:12]}.{file.position}.{question.key}"


def _input(key: str, title: str, question: Question) -> None:
    """A choice, or a number where there is nothing to choose from."""
    if question.choices:
        _radio(key, title, question)
        return
    _number(key).draw(st, plain(capital(title), _LONG), placeholder="a number")


def _radio(key: str, title: str, question: Question) -> None:
    words = {choice.value: plain(choice.words, _LONG) for choice in question.choices}
    values = list(words)
    index = values.index(question.suggested) if question.suggested in values else None
    short = max(len(choice.words) for choice in question.choices) <= _SHORT
    st.radio(
        plain(capital(title), _LONG), values, index=index, format_func=words.__getitem__, key=key, horizontal=short
    )
    if question.examples and not question.choices[0].words.startswith("Column"):
        st.caption(plain("For example: " + "; ".join(question.examples), 400))


def _sent(key: str, question: Question) -> str | None:
    """What was answered, as text; None when nothing was."""
    if question.choices:
        return state.sent(key, str)
    field = _number(key)
    number = None if field.wrong else field.held()
    return f"{number:.10g}" if number else None


def _number(key: str) -> NumberField:
    """A rate, a share or a price, which says itself what it is."""
    return NumberField(key, NUMBER, incoming.written())


def _send(now: Incoming, waiting: list[tuple[Understood, Question]]) -> None:
    for position in {file.position for file, _ in waiting}:
        answers = {
            question.key: value
            for file, question in waiting
            if file.position == position and (value := _sent(_key(now, file, question), question)) is not None
        }
        if answers:
            incoming.answer(position, answers)
    st.rerun()


def decisions(now: Incoming, reading: Reading) -> None:
    """What was decided by a default or by evidence, each to be changed with one click."""
    listed = _once((file, q) for file in reading.files for q in file.questions)
    if not listed:
        return
    with st.container(key="decisions", border=True):
        st.html('<p class="said"><b>We assumed this. Correct us if needed.</b></p>')
        for row in range(0, len(listed), 2):
            for column, (file, question) in zip(st.columns(2), listed[row : row + 2], strict=False):
                with column:
                    _decision(now, file, question)


def one(now: Incoming, reading: Reading, key: str) -> None:
    """The question of this key alone, of each file that leaves it open, with the answer that holds."""
    for file, question in _once((each, q) for each in reading.files for q in each.questions if q.key == key):
        _decision(now, file, question)


def _once(listed: Iterable[tuple[Understood, Question]]) -> list[tuple[Understood, Question]]:
    """Each question of an uploaded file once, about all sheets: those of a workbook share their answers."""
    found: dict[tuple[int, str], list[tuple[Understood, Question]]] = {}
    for file, question in listed:
        found.setdefault((file.position, question.key), []).append((file, question))
    return [(same[0][0], together([question for _, question in same])) for same in found.values()]


def _decision(now: Incoming, file: Understood, question: Question) -> None:
    # The key carries what holds, so that a control never shows an older answer.
    key = f"decision.{now.key[:12]}.{file.position}.{question.key}.{question.holds}"
    title = plain(capital(question.title), _LONG)
    args = (file.position, question, key)
    if not question.choices:
        value = float(question.holds) if question.holds else None
        look = {"on_change": _changed, "args": args, "placeholder": "Unknown: these rows wait"}
        _number(key).draw(st, title, value, **look)
    else:
        words = {choice.value: shown(choice.words, _LONG) for choice in question.choices}
        values = list(words)
        index = values.index(question.holds) if question.holds in values else None
        st.selectbox(title, values, index=index, format_func=words.__getitem__, key=key, on_change=_changed, args=args)
    if question.examples:
        items = "".join(f"<li>{markup(example)}</li>" for example in question.examples[:4])
        st.html(f'<ul class="examples">{items}</ul>')


def _changed(position: int, question: Question, key: str) -> None:
    value = _sent(key, question)
    if value is not None:
        incoming.answer(position, {question.key: value})
