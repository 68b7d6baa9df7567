"""Who has signed, declined or not answered yet; the plan again after that, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.explore import style
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state, store
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.domain.roster import Frozen
from planner.explore.replan import Answer, Replan, Status, headline
from planner.jobs.explore import Replied
from planner.outcome import Refusal, Undecided
from planner.problems import BadInput
from planner.store.errors import StoreError
from planner.wording import decimal, label

_TURN = "answers"
_WORDS = {Answer.PENDING: "pending", Answer.SIGNED: "signed", Answer.DECLINED: "declined"}


class Kept(Frozen):
    """What was answered in one campaign, as it is kept for the workspace."""

    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True)
class _Replan:
    """The plan again after answers. key: of the plan before."""

    replied: Replied
    key: str


@dataclass
class Responses:
    """campaign, now: whose answers were read last, and those. turn, first: of the table, and the answers it began with.

    replan: what was asked for last.
    """

    campaign: str | None = None
    now: tuple[Status, ...] = ()
    turn: str = ""
    first: tuple[Status, ...] = ()
    replan: _Replan | None = None


def _here() -> Responses:
    return state.session().of_page(Responses)


def draw(made: Made) -> None:
    """A table of answers, and Re-plan."""
    if made.roster is None:
        return
    st.subheader("Track replies", anchor=False)
    st.caption(
        "Mark who has signed, at which fee, and who has declined. The plan is made again: what is signed stays, and as "
        "few others change as possible."
    )
    before = _kept()
    turn = f"{state.session().campaign}.{made.key}.{state.session().turn(_TURN)}"
    shown = pd.DataFrame(_rows(made, _first(turn, before)))
    c = st.column_config
    edited = st.data_editor(
        shown,
        key=f"ex_answers.{turn}",
        hide_index=True,
        height=display.height(len(shown)),
        row_height=display.ROW,
        placeholder="",
        disabled=["Creator", "Platform", "Package", "Asked"],
        column_config={
            "id": None,
            "Creator": c.TextColumn(pinned=True, width=150),
            "Answer": c.SelectboxColumn(options=list(_WORDS.values()), required=True, width=120),
            "Asked": c.NumberColumn(f"Cost, {made.brief.currency}", format="localized"),
            "Agreed": c.NumberColumn(
                f"Agreed fee, {made.brief.currency}",
                min_value=0.0,
                step=0.01,
                format="localized",
                help="Of who has signed; blank = as planned",
            ),
        },
    )
    statuses = _statuses(edited)
    if statuses != before:
        _keep(statuses)
    answered = [one for one in statuses if one.answer is not Answer.PENDING]
    with st.container(horizontal=True, vertical_alignment="bottom", key="ex_form_answers"):
        give = st.number_input(
            "Goal you’d trade for fewer changes, %",
            0.0,
            50.0,
            2.0,
            0.5,
            format="%.1f",
            key="ex_allow",
            width=330,
        )
        st.button(
            "Re-plan",
            icon=":material/autorenew:",
            key="ex_replan",
            disabled=not answered,
            help=None if answered else "Mark an answer first",
            on_click=_ask,
            args=(_Replan(Replied(tuple(answered), round(give / 100, 4)), made.key),),
        )
    wanted = _here().replan
    if wanted is not None and wanted.key == made.key:
        _replanned(made, wanted)


def _ask(wanted: _Replan) -> None:
    _here().replan = wanted


def _first(turn: str, now: tuple[Status, ...]) -> tuple[Status, ...]:
    """The answers that the table began with: were its rows to change under an edit, the edit would be lost."""
    here = _here()
    if here.turn != turn:
        here.turn, here.first = turn, now
    return here.first


def _rows(made: Made, statuses: tuple[Status, ...]) -> list[dict[str, Any]]:
    known = {one.creator: one for one in statuses}
    rows = []
    for pick in made.plan.picks:
        status = known.get(pick.creator, Status(creator=pick.creator))
        rows.append(
            {
                "id": pick.creator,
                "Creator": pick.handle,
                "Answer": _WORDS[status.answer],
                "Agreed": None if status.fee_cents is None else status.fee_cents / 100,
                "Asked": pick.cost_cents / 100,
                "Package": pick.package,
                "Platform": label(pick.platform),
            }
        )
    return rows


def _statuses(edited: pd.DataFrame) -> tuple[Status, ...]:
    found = []
    for row in edited.to_dict("records"):
        fee, said = row["Agreed"], Answer(row["Answer"] or "pending")
        cents = None if fee is None or pd.isna(fee) or said is not Answer.SIGNED else round(float(fee) * 100)
        if said is not Answer.PENDING:
            found.append(Status(creator=str(row["id"]), answer=said, fee_cents=cents))
    return tuple(found)


def _kept() -> tuple[Status, ...]:
    """Answers of this session, else those that the workspace keeps of this campaign."""
    here, campaign = _here(), state.session().campaign
    if here.campaign != campaign:
        here.campaign, here.now = campaign, ()
        try:
            record = store.records().get(store.ANSWERS, campaign, Kept)
            here.now = () if record is None else record.value.statuses
        except (StoreError, BadInput) as trouble:
            state.session().message = f"Saved replies could not be read: {plain(str(trouble), 200)}"
    return here.now


def _keep(statuses: tuple[Status, ...]) -> None:
    here, campaign = _here(), state.session().campaign
    here.campaign, here.now = campaign, statuses
    try:
        records = store.records()
        record = records.get(store.ANSWERS, campaign, Kept)
        records.put(store.ANSWERS, campaign, Kept(statuses=statuses), 0 if record is None else record.rev)
    except (StoreError, BadInput) as trouble:
        state.session().message = f"Replies were not saved: {plain(str(trouble), 200)}"


def _replanned(made: Made, wanted: _Replan) -> None:
    def answer(found: Frozen) -> None:
        if isinstance(found, Replan):
            _changes(found, made, wanted)
        elif isinstance(found, Refusal | Undecided):
            st.html(f'<p class="said"><b>No plan keeps what is signed.</b> {markup(found.sentence)}</p>')

    request = exploring.about(made, "replan", "replan_job", wanted.replied)
    asking.show(request, (Replan, Refusal, Undecided), answer, "Planning around the answers")


def _changes(found: Replan, made: Made, wanted: _Replan) -> None:
    brief = made.brief
    with st.container(border=True, key="ex_changes"):
        st.html(f'<p class="said"><b>{markup(headline(found, brief))}</b></p>')
        style.bullets([change.sentence for change in found.changes] or ["Nobody else changes."])
        given = decimal(100 * found.gives_up, 2, brief.locale)
        sure = "proven to be as few changes as possible" if found.fewest else "the fewest changes found"
        st.caption(f"{given} % under what free changes could reach; {sure}.")
        st.button("Take this plan", icon=":material/check:", key="ex_take_replan", on_click=_take, args=(found, wanted))


def _take(found: Replan, wanted: _Replan) -> None:
    """Keep everybody of the new plan, the signed ones at their fee, and leave out who declined."""
    signed = {one.creator: one for one in wanted.replied.statuses if one.answer is Answer.SIGNED}
    declined = [one.creator for one in wanted.replied.statuses if one.answer is Answer.DECLINED]
    edits.settle(found.after.picks, {name: one.fee_cents for name, one in signed.items()}, declined)
    _keep(tuple(signed.values()))
    state.session().next_turn(_TURN)
    _here().replan = None
