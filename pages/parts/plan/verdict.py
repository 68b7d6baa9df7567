"""What the plan is, in one sentence, and what has to be known before it is believed, each with what mends it."""

import streamlit as st

from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.campaign.verdict import Caveat, verdict_of
from planner.explore.left_over import Relieved, left_over

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
    for caveat in verdict.caveats:
        _caveat(caveat)


def _caveat(caveat: Caveat) -> None:
    with st.container(key=f"caveat_{caveat.kind}", horizontal=True, vertical_alignment="center"):
        st.markdown(f"{_ICONS.get(caveat.kind, ':material/warning:')} {plain(caveat.sentence, 500)}")
        change = caveat.change
        if change is not None and st.button(plain(change.sentence, 60), key=f"mend_{caveat.kind}"):
            edits.apply(change.path, change.value)
            st.rerun()
