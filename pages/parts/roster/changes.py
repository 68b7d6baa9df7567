"""What a list would change if it took the place of the one that is loaded: in the list, and in the plan."""

import streamlit as st

from pages.parts.session import sample, state
from pages.parts.words import markup
from planner.campaign.status import STAYS, Step
from planner.domain.roster import Roster
from planner.refresh.changes import Changes, Figure, changes
from planner.refresh.effects import effects, lines
from planner.wording import count, counted, person

_ROWS = 2_000


def compares() -> bool:
    """True where there is a list of one's own to compare with."""
    return state.session().roster is not sample.roster()


def draw(new: Roster) -> None:
    """The sentence, what it does to the plan, and every difference in a table."""
    st.subheader("What changes if you use it", anchor=False)
    session = state.session()
    key = (session.roster.fingerprint, new.fingerprint, session.brief.currency, session.brief.locale)
    found = session.remembered("changes", key, lambda: changes(session.roster, new, session.brief))
    said = [found.sentence]
    if session.made is not None and session.made.roster is session.roster:
        stays = (Step.ASKED, *STAYS)
        asked = [name for name, one in session.about.latest.items() if one.step in stays]
        touched = effects(session.made.plan, (session.roster, new), session.brief.budget_cents, asked)
        said += lines(touched, session.brief)
    st.html("".join(f'<p class="said">{markup(one)}</p>' for one in said))
    rows = _rows(found)
    if not rows:
        return
    with st.expander(f"Every difference ({count(len(rows))})", key="list_differences"):
        st.dataframe(
            rows[:_ROWS],
            hide_index=True,
            placeholder="",
            height=min(420, 35 * (len(rows) + 1) + 3),
            alt=f"{counted(len(rows), 'difference')} between your list and this one.",
            column_config={"Change": st.column_config.NumberColumn(format="percent")},
        )
        if len(rows) > _ROWS:
            st.caption(f"{count(_ROWS)} of {count(len(rows))} are shown.")


def _rows(found: Changes) -> list[dict[str, object]]:
    rows = [_row(one, "Left") for one in found.left]
    rows += [_row(one, "Came in") for one in found.came]
    rows += [_row(one.creator, "", figure) for one in found.changed for figure in one.figures]
    return rows


def _row(creator: str, what: str, figure: Figure | None = None) -> dict[str, object]:
    said = figure or Figure(what=what, old="", new="")
    return {"Creator": person(creator), "What": said.what, "Now": said.old, "New": said.new, "Change": said.by}
