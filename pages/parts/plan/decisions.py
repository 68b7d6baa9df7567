"""What the client decided, beside the plan: who, when and why, what it changes, and the plan again around it."""

from dataclasses import dataclass

import streamlit as st

from pages.parts import display
from pages.parts.buttons import button
from pages.parts.jobs import asking, exploring
from pages.parts.plan import client
from pages.parts.session import clock, scenarios, state, store
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.campaign.status import STAYS
from planner.explore.declines import TRADED, Declines
from planner.review.decisions import Choice, Decision, Outcome, Standing
from planner.review.rulings import Answers, answers
from planner.review.snapshot import terms_of
from planner.wording import counted, percent, person

_WORDS = {
    Outcome.APPROVED: "Approved",
    Outcome.DECLINED: "Declined",
    Outcome.DISPUTED: "They disagree",
    Outcome.OPEN: "Not decided",
}
_DID = {Choice.APPROVE: "approved", Choice.DECLINE: "declined"}


@dataclass
class _Read:
    """What was decided, as this run has read it. new: since the sender last looked."""

    found: Answers | None = None
    new: tuple[Decision, ...] = ()


def read(made: Made) -> Answers | None:
    """What the client decided about a plan; None when no link was ever made. Call once a run, before the others."""
    here = state.session().of_page(_Read)
    here.found, here.new = None, ()
    links = () if made.roster is None else client.links()
    if links and made.roster is not None:
        decisions = [one for link in links for one in link.decisions]
        here.new = tuple(one for link in links for one in link.new)
        here.found = answers(
            terms_of(made.plan, made.roster), [one.terms for one in links], decisions, state.session().about
        )
    return here.found


def waiting(made: Made) -> None:
    """Above the plan: decisions that it does not count yet, with the button that counts them."""
    found = read(made)
    _news(state.session().of_page(_Read).new)
    if found is None or not found.waiting:
        return
    parts = [
        f"{counted(len(found.of(outcome)), 'creator')} {words}"
        for outcome, words in ((Outcome.APPROVED, "approved"), (Outcome.DECLINED, "declined"))
        if found.of(outcome)
    ]
    if disputed := found.of(Outcome.DISPUTED):
        parts.append(f"they disagree about {counted(len(disputed), 'creator')}")
    who = " and ".join(plain(name) for name in found.reviewers[:2]) or "Your client"
    more = f" and {len(found.reviewers) - 2} more" if len(found.reviewers) > 2 else ""
    with st.container(key="decisions_waiting", horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/how_to_reg: {who}{more} decided: {', '.join(parts) or 'nothing is left of it'}.")
        st.button(
            "Plan again around what was decided",
            icon=":material/autorenew:",
            key="decisions_plan",
            help="Approved creators stay, declined ones are left out, and as few of the others as possible change",
            on_click=_plan_again,
        )


def _news(new: tuple[Decision, ...]) -> None:
    """What came since the sender last looked, until they say that they have seen it."""
    if not new:
        return
    comments = sum(one.choice is Choice.COMMENT for one in new)
    parts = [counted(len(new) - comments, "new decision")] if len(new) > comments else []
    parts += [counted(comments, "new comment")] if comments else []
    names = list(dict.fromkeys(plain(one.reviewer.name) for one in new))
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    with st.container(key="decisions_new", horizontal=True, vertical_alignment="center"):
        last = clock.words(max(one.at for one in new))
        st.markdown(f":material/mark_email_unread: {' and '.join(parts)} from {' and '.join(names[:2])}{more}, {last}.")
        button(
            "Mark as seen",
            "decisions_seen",
            "",
            scenarios.attempt,
            lambda: store.reviews().see(state.session().campaign),
            type="tertiary",
            help="They stay below the plan, under Client decisions",
        )


def by_creator() -> dict[str, str]:
    """What the client decided about each creator, in a word; empty before anything was decided."""
    found = state.session().of_page(_Read).found
    if found is None or not found.reviewers:
        return {}
    return {creator: _WORDS[one.outcome].lower() for creator, one in found.standings.items()}


def draw(made: Made) -> None:
    """The decisions as a table, those first that need somebody."""
    found = state.session().of_page(_Read).found
    if found is None:
        return
    st.subheader("Client decisions", anchor=False)
    rows = [row for creator, one in found.standings.items() if (row := _row(creator, one)) is not None]
    if not rows:
        st.caption("Nobody has decided yet.")
        return
    order = {words: at for at, words in enumerate(("They disagree", "Declined", "Not decided", "Approved"))}
    rows.sort(key=lambda row: order[row["Decision"]])
    for line in _remarks(found):
        st.html(f'<p class="said">{markup(line)}</p>')
    _price(made, found)
    display.table(
        rows,
        "client_decisions",
        "What the client decided about each creator, who decided, when, and what they wrote",
        {
            "Creator": st.column_config.TextColumn(pinned=True, width=210),
            "Decision": st.column_config.TextColumn(width=110),
            "Who": st.column_config.TextColumn(width=170),
            "When": st.column_config.TextColumn(width=110),
            "In their words": st.column_config.TextColumn(width=300),
            "What it would change": st.column_config.TextColumn(width=320, help="As your client saw it"),
            "E-mail": st.column_config.TextColumn(width=200, help="As they gave it; nobody has checked it"),
        },
    )


def _row(creator: str, one: Standing) -> dict[str, str] | None:
    if not one.decisions and not one.comments and not one.before:
        return None
    said = [*one.decisions, *one.comments]
    people = one.decisions or one.before or one.comments
    words = [f"{each.reviewer.name}: {each.text}" for each in said if each.text]
    if one.before and not one.decisions:
        words.append("Decided before this package or fee; ask again")
    prices = [each.price.sentence for each in one.decisions if each.price is not None]
    return {
        "Creator": person(creator),
        "Decision": _WORDS[one.outcome],
        "Who": "; ".join(_who(each, one) for each in people),
        "When": clock.words(max((each.at for each in people), default=None)),
        "In their words": " · ".join(words),
        "What it would change": " ".join(prices[-1:]),
        "E-mail": "; ".join(dict.fromkeys(each.reviewer.email for each in people if not each.reviewer.is_nobody)),
    }


def _who(one: Decision, standing: Standing) -> str:
    """Their name; and what they decided, where others decided otherwise."""
    name = one.reviewer.name
    return f"{name} {_DID[one.choice]}" if standing.outcome is Outcome.DISPUTED else name


def _remarks(found: Answers) -> list[str]:
    """What the table alone does not say: who disagrees, and who stays although they were declined."""
    said = []
    disputed = found.of(Outcome.DISPUTED)
    if disputed:
        names = ", ".join(person(one) for one in disputed[:3]) + (" and others" if len(disputed) > 3 else "")
        said.append(f"Your reviewers disagree about {names}: planning again changes nothing there until they agree.")
    latest = state.session().about.latest
    signed = [one for one in found.of(Outcome.DECLINED) if one in latest and latest[one].step in STAYS]
    if signed:
        names = ", ".join(person(one) for one in signed[:3]) + (" and others" if len(signed) > 3 else "")
        said.append(
            f"Declined by your client after they signed: {names}. They stay in the plan until you release them."
        )
    return said


def _price(made: Made, found: Answers) -> None:
    """What the declines of creators in the plan would change together."""
    if made.roster is None:
        return
    inside = {one.creator: one for one in terms_of(made.plan, made.roster)}
    out = [inside[creator] for creator in found.of(Outcome.DECLINED) if creator in inside]
    if not out:
        return
    accounts = tuple(sorted(account for one in out for account in one.everybody))

    def show(declines: Declines) -> None:
        many_out = "the one they declined" if len(out) == 1 else f"the {len(out)} they declined"
        first, rest = declines.sentence[:1].lower(), declines.sentence[1:]
        st.html(f'<p class="said">Without {many_out}: {markup(first + rest)}</p>')
        traded, here = percent(TRADED, 1), percent(state.session().about.traded, 1)
        if traded != here:
            st.caption(
                f"This gives up at most {traded} of your goal to keep everybody else; your client saw it so. "
                f"Planning again gives up to {here}, as set under Track replies, so it changes fewer creators and may "
                "reach less."
            )

    asking.show(
        exploring.about(made, "client_price", "declines_job", accounts), Declines, show, "Working out what that changes"
    )


def _plan_again() -> None:
    now, found = state.session(), state.session().of_page(_Read).found
    if found is not None:
        now.about = now.about.model_copy(update={"decided": found.decided}).replanned()
