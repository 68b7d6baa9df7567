"""What the plan is, in one sentence, and what has to be known before it is believed, each with what mends it.

One line of the caveats is in sight: the gravest, with its button. The others, and the rest of its text, are a click
away.
"""

import streamlit as st

from pages.parts import style
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.jobs.asking import Request
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.campaign.verdict import Caveat, verdict_of
from planner.explore.left_over import unexplained
from planner.outcome import Relieved
from planner.wording import counted
from planner.workers import JobState

_ICONS = {"money_left": ":material/savings:", "estimated": ":material/sell:"}


def draw(made: Made) -> None:
    """The verdict, then its caveats, the gravest first; what leaves money over is worked out beside, and then named."""
    if not unexplained(made.plan):
        _draw(made)
        return
    job = asking.ask(_question(made), 0.0)

    def part() -> None:
        asking.answer(job)
        _draw(explained(made, 0.0))

    asking.follow(job, part)


def explained(made: Made, patience: float = asking.PATIENCE) -> Made:
    """The plan in hand with the limit that leaves money over, waited for at most `patience` seconds, then without it.

    The session's plan has it too from then on, and so has every file and page that is made from it.
    """
    if not unexplained(made.plan):
        return made
    job = asking.ask(_question(made), patience)
    found = job.result(0) if job.state is JobState.DONE else None
    return state.session().explain(made, found) if isinstance(found, Relieved) else made


def _question(made: Made) -> Request:
    return exploring.about(made, "relief", "relief_job", state.session().about.defaults)


def _draw(made: Made) -> None:
    verdict = verdict_of(made.plan, made.brief, made.roster)
    st.html(f'<p class="verdict">{markup(verdict.sentence)}</p>')
    if verdict.caveats:
        _folded(*verdict.caveats)


def _folded(first: Caveat, *others: Caveat) -> None:
    """The gravest caveat in a line; the rest on demand."""
    begins, _, rest = first.sentence.partition(". ")
    with st.container(key="caveats", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{_icon(first)} {plain(begins.rstrip('.'), 300)}.", width="stretch")
        if not style.narrow():
            _mend(first)
        if others or rest or style.narrow():
            more = counted(len(others) + 1, "note") if others else "More"
            with st.popover(more, type="tertiary", key="caveats_all", width="content"):
                for caveat in (first, *others):
                    st.markdown(f"{_icon(caveat)} {plain(caveat.sentence, 500)}")
                    if caveat is not first or style.narrow():
                        _mend(caveat)


def _icon(caveat: Caveat) -> str:
    return _ICONS.get(caveat.kind, ":material/warning:")


def _mend(caveat: Caveat) -> None:
    if caveat.mend and st.button(plain(caveat.mend, 60), key=f"mend_{caveat.kind}"):
        if caveat.locate is not None:
            now = state.session()
            now.use_roster(caveat.locate.applied(now.roster))
        elif caveat.change is not None:
            edits.apply(caveat.change.path, caveat.change.value)
        st.rerun()
