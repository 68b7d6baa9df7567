"""What the plan is, in one sentence, and what has to be known before it is believed, each with what mends it.

One line of the caveats is in sight: the gravest, with its button. The others, and the rest of its text, are a click
away.
"""

import streamlit as st

from pages.parts import style
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.campaign.verdict import Caveat, verdict_of
from planner.explore.left_over import Relieved, left_over
from planner.wording import counted

_ICONS = {"money_left": ":material/savings:", "estimated": ":material/sell:"}


def draw(made: Made) -> None:
    """The verdict, then its caveats, the gravest first; what leaves money over is worked out beside, and then named."""
    if not left_over(made.plan):
        _draw(made, None)
        return
    defaults = state.session().about.defaults
    job = asking.ask(exploring.about(made, "relief", "relief_job", defaults))

    def part() -> None:
        found = None if asking.running(job) else asking.answer(job)
        _draw(made, found if isinstance(found, Relieved) else None)

    asking.follow(job, part)


def _draw(made: Made, relieved: Relieved | None) -> None:
    verdict = verdict_of(made.plan, made.brief, made.roster, relieved)
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
