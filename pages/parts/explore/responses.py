"""Where each creator stands: asked, signed, declined, posted, released; and the plan again after replies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.explore import style
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.typed import NumberField, as_numbers, as_texts
from pages.parts.words import markup, plain
from planner.campaign.campaign import Campaign
from planner.campaign.standing import standing
from planner.campaign.status import Status, Step
from planner.problems import BadInput, Problem
from planner.units import MONEY, SHARE
from planner.wording import counted, label, person

_TURN = "answers"
NOBODY_YET, MORE = "not asked", "asks for more"
_LISTED = 12
_FEES = {"Agreed": "fee agreed or asked"}


@dataclass
class Responses:
    """written: the campaign as the table left it last."""

    written: Campaign | None = None


def draw(made: Made) -> None:
    """A table of statuses, Take this plan, and Re-plan."""
    if made.roster is None:
        return
    now = state.session()
    st.subheader("Track replies", anchor=False)
    st.caption(
        "Take the plan when you start asking: everybody in it counts as asked, and nobody is locked. Then mark who "
        "signed, at which fee, and who declined. Re-plan keeps who signed and changes as few of the others as possible."
    )
    _table(made)
    about = now.about
    found = standing(about, made.plan)
    with st.container(horizontal=True, vertical_alignment="bottom", key="ex_form_answers"):
        st.button(
            f"Take this plan, ask {counted(len(found.new), 'creator')}" if found.new else "Take this plan",
            icon=":material/check:",
            key="ex_take_plan",
            disabled=not found.new,
            help=None if found.new else "Everybody in this plan has been asked",
            on_click=_take,
            args=(made,),
        )
        st.button(
            f"Re-plan around {counted(about.waiting, 'reply', more='replies')}" if about.waiting else "Re-plan",
            icon=":material/autorenew:",
            key="ex_replan",
            type="primary" if about.waiting else "secondary",
            disabled=not about.waiting,
            help=None if about.waiting else "Mark a reply first",
            on_click=_replan,
        )
        traded = NumberField(f"ex_allow.{now.campaign}", SHARE, made.brief, most=50)
        title = "Goal you’d trade for fewer changes, %"
        traded.draw(st, title, round(100 * about.traded, 4), on_change=_trade, args=(traded,), width=330)
    if found.asked and not about.waiting:
        _standing(made)


def waiting() -> None:
    """Above the plan: replies that it does not count yet, with the button that counts them."""
    number = state.session().about.waiting
    if not number:
        return
    with st.container(key="replies_waiting", horizontal=True, vertical_alignment="center"):
        came = "reply came" if number == 1 else "replies came"
        st.markdown(f":material/mark_email_unread: {number:,} {came} in since this plan was made.")
        st.button("Re-plan", icon=":material/autorenew:", key="replan_now", on_click=_replan)


def _table(made: Made) -> None:
    now, here = state.session(), state.session().of_page(Responses)
    if here.written is not None and here.written is not now.about:
        # Somebody else changed it, an undo perhaps: the cells edited so far are not to be taken again.
        now.next_turn(_TURN)
    turn = f"{now.campaign}.{made.key}.{now.turn(_TURN)}"
    # Were its rows to change under an edit, the edit would be lost.
    rows = pd.DataFrame(_rows(made, now.remembered("replies", turn, lambda: now.about)))
    shown = as_texts(rows, _FEES, MONEY, made.brief)
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
            "Status": c.SelectboxColumn(options=[NOBODY_YET, *map(str, Step), MORE], required=True, width=120),
            "Asked": c.NumberColumn(f"Cost, {made.brief.currency}", format="localized"),
            "Agreed": c.TextColumn(
                f"Fee agreed or asked, {made.brief.currency}",
                max_chars=40,
                help="Agreed with creators who signed, blank = as planned; or what they ask for instead",
            ),
        },
    )
    before = now.about
    try:
        now.about = _marked(before, as_numbers(edited, _FEES, MONEY, made.brief).to_dict("records"), made)
    except BadInput as bad:
        st.warning(plain(str(bad.problems[0]), 300), icon=":material/edit_off:")
    here.written = now.about
    if now.about is not before:
        # What there is to say of replies stands above the plan, which has been drawn already.
        st.rerun()


def _rows(made: Made, about: Campaign) -> list[dict[str, Any]]:
    """Everybody of the plan, then those who have a status and are not in it."""
    known = about.latest
    inside = {pick.creator for pick in made.plan.by_account.picks}
    rows = []
    for pick in made.plan.picks:
        rows.append(
            _row(pick.creator, known.get(pick.creator))
            | {
                "Creator": pick.handle,
                "Asked": pick.cost_cents / 100,
                "Package": pick.package,
                "Platform": label(pick.platform),
            }
        )
    for creator, status in known.items():
        if creator not in inside:
            rows.append(
                _row(creator, status)
                | {
                    "Creator": creator.partition(":")[2] or creator,
                    "Asked": None,
                    "Package": status.package or "",
                    "Platform": label(creator.partition(":")[0]),
                }
            )
    return rows


def _row(creator: str, status: Status | None) -> dict[str, Any]:
    fee = None if status is None or status.fee_cents is None else status.fee_cents / 100
    said = NOBODY_YET if status is None else MORE if status.step is Step.ASKED and fee is not None else str(status.step)
    return {"id": creator, "Creator": "", "Status": said, "Agreed": fee}


def _marked(about: Campaign, rows: Iterable[dict[str, Any]], made: Made) -> Campaign:
    """The campaign with what the table says, as replies that wait for a re-plan. Raises BadInput."""
    after, known = about, about.latest
    for row in rows:
        creator, said = str(row["id"]), row["Status"] or NOBODY_YET
        before = known.get(creator)
        fee = None if row["Agreed"] is None or pd.isna(row["Agreed"]) else round(float(row["Agreed"]) * 100)
        if said == NOBODY_YET and fee is not None and before is None:
            accepted = f"{Step.SIGNED} or {MORE} as the status beside it"
            raise BadInput([Problem("Track replies", person(creator), "has a fee but wasn't asked yet", accepted)])
        if said == NOBODY_YET:
            after = after.forgotten(creator)
            continue
        step = Step.ASKED if said == MORE else Step(said)
        if said == MORE and fee is None:
            missing = Problem("Track replies", person(creator), "asks for more", "the fee they ask for, beside it")
            raise BadInput([missing])
        if step not in (Step.SIGNED, Step.POSTED) and said != MORE:
            fee = None
        if before is not None and before.step is step and before.fee_cents == fee:
            continue
        packages = {pick.creator: pick.package for pick in made.plan.picks}
        package = packages.get(creator) or (before.package if before is not None else None)
        after = after.marked(Status(creator=creator, step=step, on=date.today(), fee_cents=fee, package=package))
    if after is about or after.planned is not None:
        return after
    return after.model_copy(update={"planned": len(about.statuses)})


def _replan() -> None:
    now = state.session()
    now.about = now.about.replanned()


def _take(made: Made) -> None:
    now = state.session()
    now.about = now.about.taken(made.plan, date.today()).replanned()


def _trade(field: NumberField) -> None:
    now = state.session()
    value = None if field.wrong else field.held()
    if value is not None:
        now.about = now.about.model_copy(update={"traded": round(value / 100, 4)})


def _release(creators: tuple[str, ...]) -> None:
    now = state.session()
    about = now.about
    for creator in creators:
        about = about.marked(Status(creator=creator, step=Step.RELEASED, on=date.today()))
    now.about = about.replanned()


def _standing(made: Made) -> None:
    """How many of those who were asked stay, who goes, and who would come in."""
    found = standing(state.session().about, made.plan)
    with st.container(border=True, key="ex_changes"):
        st.html(f'<p class="said"><b>{markup(found.headline)}</b></p>')
        lines = [
            *(f"{person(one)} declined or was released." for one in found.gone),
            *(f"{person(one)} leaves the plan; nothing is signed with them yet." for one in found.left),
            *(f"{person(one)} comes in, and has not been asked." for one in found.new),
        ]
        if lines:
            style.bullets([*lines[:_LISTED], *([f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else [])])
        if found.left:
            st.button(
                f"Release {counted(len(found.left), 'creator')} who left the plan",
                icon=":material/person_remove:",
                key="ex_release",
                help="Otherwise they count as asked, and a later plan takes them back where it can",
                on_click=_release,
                args=(found.left,),
            )
