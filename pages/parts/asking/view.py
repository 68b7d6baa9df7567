"""Ask creators in rounds: whom now, for what at most, who stands by, and how it may end."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import streamlit as st

from pages.parts import display
from pages.parts.buttons import download
from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.asking.answer import WAY_WORDS, Ask, Asking
from planner.brief.brief import Brief
from planner.campaign.status import Status, Step
from planner.explore.words import goal_words
from planner.exports.asking import asking_csv, asking_workbook
from planner.exports.download import file_name
from planner.jobs.asking import AskRequest
from planner.wording import count, counted, day_words, label, money, percent, person

_NAME = "asking"
_USUAL = 15.0
"""Seconds after which the bar is half full."""


def draw(made: Made) -> None:
    """A button, and the asks of this round once it was pressed for this plan and these replies."""
    st.subheader("Ask creators in rounds", anchor=False)
    if made.roster is None:
        st.caption("This needs a list of creators: types of creators can’t be asked.")
        return
    st.caption(
        "Not everybody says yes. Whom to ask now, who is next when somebody declines, and the most to pay each, so "
        "that what is signed and on offer never exceeds your budget. Plan the next round once replies are marked below."
    )
    brief = state.session().brief
    payload = AskRequest(brief.model_dump_json(), state.session().about, date.today())
    request = Request(_NAME, "asking:asking_job", payload, payload.key, made.roster)
    job = asking.on_demand(request, "Plan this round", "forward_to_inbox")
    if job is None:
        return

    def part() -> None:
        found = asking.answer(job)
        if isinstance(found, str):
            st.html(f'<p class="said">{markup(found)}</p>')
        if isinstance(found, Asking):
            _answer(found, brief, made, not asking.running(job))
        if asking.running(job):
            words = "Finding the most to pay each" if isinstance(found, Asking) else "Simulating replies"
            asking.progress(job, _NAME, asking.rising(job, _USUAL), words)

    asking.follow(job, part)


def _answer(found: Asking, brief: Brief, made: Made, done: bool) -> None:
    st.html(f'<p class="said"><b>{markup(found.sentence)}</b></p>')
    for note in found.notes:
        st.caption(f":material/info: {plain(note, 400)}")
    if found.silent:
        st.caption(f":material/hourglass_disabled: {counted(len(found.silent), 'offer')} ended without an answer.")
    if not found.asks:
        return
    for line in raised(found, state.session().about.raises, brief):
        st.html(f'<p class="said">{markup(line)}</p>')
    _table(found, brief)
    new = tuple(one for one in found.asks if one.kind == "new")
    with st.container(horizontal=True, vertical_alignment="center", key="asking_bar"):
        if new:
            with st.popover(f"Mark {counted(len(new), 'creator')} as asked", icon=":material/mark_email_read:"):
                st.caption("Do this once your messages are out: their offers then count as open until they answer.")
                st.button("They have been asked", key="asking_done", type="primary", on_click=_mark, args=(new,))
        if done:
            _downloads(found, brief, made)
    _rounds(found, brief)
    _ways(found, brief)


def raised(found: Asking, raises: Mapping[str, int], brief: Brief) -> list[str]:
    """Whether those who ask for more are still worth it, such as `@x asks $800, your limit is $950: still worth it`."""

    def cash(cents: int) -> str:
        return money(cents, brief.currency, brief.locale)

    asks, lines = {one.creator: one for one in found.asks if one.kind == "agree"}, []
    for creator, fee in raises.items():
        asks_for, one = f"{person(creator)} asks {cash(fee)}", asks.get(creator)
        if one is None:
            lines.append(f"{asks_for}: for this money others bring as much. Offer less, or let them go.")
        elif one.most_cents is None:
            lines.append(f"{asks_for}: the plan keeps them at that fee.")
        else:
            limit = f"your limit is {'more than ' if one.worth_more else ''}{cash(one.most_cents)}"
            worth = fee <= one.most_cents or one.worth_more
            lines.append(f"{asks_for}, {limit}: {'still worth it' if worth else 'too much'}.")
    return lines


def _table(found: Asking, brief: Brief) -> None:
    kinds = {"new": "Ask now", "open": "No answer yet", "agree": "Agree to their fee"}
    rows = [
        {
            "Creator": one.handle,
            "Tier": label(one.tier),
            "Package": one.package,
            "Step": kinds[one.kind],
            "Offer": one.offer_cents / 100,
            "Pay at most": None if one.most_cents is None else one.most_cents / 100,
            "Yes": round(one.chance, 2),
            "Next if they decline": ", ".join(f"@{other.handle}" for other in one.stand_by) or "nobody fits",
        }
        for one in found.asks
    ]
    c = st.column_config
    display.table(
        rows,
        f"asking.{len(rows)}",
        f"{counted(len(rows), 'creator')} to ask, each with the offer, the most to pay and who is next.",
        tallest=12 * display.ROW + 3,
        columns={
            "Creator": c.TextColumn(pinned=True, width=150),
            "Offer": c.NumberColumn(f"Offer, {brief.currency}", format="localized"),
            "Pay at most": c.NumberColumn(
                f"Pay at most, {brief.currency}",
                format="localized",
                help="For each alone: at this fee, others are as good. All of them together are more than your budget. "
                "Empty: not worked out.",
            ),
            "Yes": c.ProgressColumn("Chance of a yes", format="percent", min_value=0.0, max_value=1.0, width=120),
            "Next if they decline": c.TextColumn(width=260),
        },
    )


def _downloads(found: Asking, brief: Brief, made: Made) -> None:
    now = partial(asking_csv, found, brief, state.session().completed(made.roster, found.asked))
    for key, title, make, ending, icon in (
        ("workbook", "Workbook", partial(asking_workbook, found, brief), "xlsx", ":material/table:"),
        ("round-1", "Messages, this round", now, "csv", ":material/mail:"),
        ("next-in-line", "Messages, next in line", partial(now, stand_by=True), "csv", ":material/schedule_send:"),
    ):
        download(title, make, file_name(brief.name, f"asking-{key}", ending), f"asking_{key}", icon=icon)


def _rounds(found: Asking, brief: Brief) -> None:
    rows = "".join(
        f"<tr><td>Round {one.number}</td><td>{_day(one.asked_on, brief)}</td><td>{_day(one.stand_by, brief)}</td>"
        f"<td>{_day(one.answer_by, brief)}</td><td class=n>{count(round(one.people), brief.locale)}</td></tr>"
        for one in found.rounds
    )
    st.html(
        '<div class="scroll"><table class="plain"><tr><th></th><th>Ask on</th><th>Ask stand-bys until</th>'
        f"<th>Answers by</th><th class=n>People, on average</th></tr>{rows}</table></div>"
    )


def _ways(found: Asking, brief: Brief) -> None:
    with st.expander("How it may end", icon=":material/casino:"):
        rows = []
        for one in found.tried:
            end = one.ending
            mark = " class=better" if one.way is found.chosen else ""
            chance = "–" if end.chance is None else percent(end.chance, 0, brief.locale)
            cells = (
                chance,
                count(round(end.reach), brief.locale),
                money(round(end.spend_cents), brief.currency, brief.locale),
                count(round(end.contacted), brief.locale),
                count(round(end.booked), brief.locale),
            )
            numbers = "".join(f"<td class=n>{markup(cell)}</td>" for cell in cells)
            rows.append(f"<tr><td{mark}>{markup(WAY_WORDS[one.way])}</td>{numbers}</tr>")
        st.html(
            '<div class="scroll"><table class="plain wide"><tr><th>Way of asking</th><th class=n>Floors met</th>'
            "<th class=n>Reach</th><th class=n>Spend</th><th class=n>Asked</th><th class=n>Booked</th></tr>"
            f"{''.join(rows)}</table></div>"
        )
        yes = ", ".join(
            f"{label(tier).lower()} {percent(chance, 0, brief.locale)}" for tier, chance in found.expected.items()
        )
        knowing = ""
        if found.clairvoyant is not None:
            goal = plain(goal_words(brief, found.clairvoyant), 80)
            knowing = f" Knowing all answers beforehand would bring {goal}."
        st.caption(
            f"Averages of {found.ending.worlds} simulated campaigns, the same for each. Chance of a yes: {yes}, after "
            f"{counted(found.replies, 'reply', more='replies')}; change it on the Assumptions page.{knowing}"
        )


def _mark(asks: tuple[Ask, ...]) -> None:
    now, today = state.session(), date.today()
    about = now.about
    for one in asks:
        about = about.marked(Status(creator=one.creator, step=Step.ASKED, on=today, package=one.package))
    now.about = about.replanned()


def _day(day: date, brief: Brief) -> str:
    return markup(day_words(day, brief.locale, "medium"))
