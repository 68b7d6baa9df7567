"""What stands above the plan when there is none for this brief: refused, undecided, not usable, failed, stopped."""

from __future__ import annotations

import streamlit as st

from pages.parts.form import edits
from pages.parts.session import state
from pages.parts.words import markup, plain, sentence
from planner.brief.brief import Brief
from planner.jobs.plan import Problems
from planner.outcome import Conflict, Refusal, Undecided
from planner.wording import decimal, label

_ABREAST = 3


def refused(refusal: Refusal, brief: Brief) -> None:
    """The conflict in the user's words: a card per demand with its smallest fix, then those that have none."""
    st.html(f'<p class="said">{markup(sentence(refusal.sentence))} {_hint(refusal)}</p>')
    fixable = [conflict for conflict in refusal.conflicts if conflict.fix is not None]
    for first in range(0, len(fixable), _ABREAST):
        row = fixable[first : first + _ABREAST]
        for at, (column, conflict) in enumerate(zip(st.columns(_ABREAST), row, strict=False), start=first):
            with column, st.container(border=True, key=f"conflict.{at}", height="stretch"):
                _card(conflict, brief, at)
    stuck = [conflict.name for conflict in refusal.conflicts if conflict.fix is None]
    if stuck:
        st.html(f'<p class="said q">Relaxing one of these alone is not enough: {markup("; ".join(stuck))}.</p>')
    seconds = decimal(refusal.seconds, 1, brief.locale)
    solvers = refusal.confirmed_by
    who = "two independent solvers" if len(solvers) == 2 else ", ".join(solvers)
    checked = f"Checked by {who}, " if solvers else ""
    st.caption(f"{checked}{seconds} s.")
    if refusal.notes:
        with st.expander("What else narrows the choice"):
            for note in refusal.notes:
                st.text(note)


def _hint(refusal: Refusal) -> str:
    fixes = [conflict.fix for conflict in refusal.conflicts if conflict.fix is not None]
    if not fixes:
        return "Relax more than one of them."
    if all(fix.enough for fix in fixes):
        return "Any one of these changes is enough for a plan, with all other rules kept."
    if not any(fix.enough for fix in fixes):
        return "Each change removes this conflict; another rule may then still stand in the way."
    return "Each change removes this conflict. Only some of them are enough for a plan."


def _card(conflict: Conflict, brief: Brief, at: int) -> None:
    st.html(f'<p class="said"><b>{markup(conflict.name)}</b></p>')
    if conflict.have is not None and conflict.need is not None:
        have, need = (conflict.unit.exact(v, brief) for v in (conflict.have, conflict.need))
        st.html(
            f'<div class="havened"><div><span>You ask</span><b>{markup(have)}</b></div>'
            f"<div><span>Would work</span><b>{markup(need)}</b></div></div>"
        )
    assert conflict.fix is not None
    if not conflict.fix.enough:
        st.caption("Helps, but may not be enough.")
    st.button(
        _short(conflict, brief),
        help=plain(sentence(conflict.fix.sentence), 300),
        key=f"fix.{at}",
        icon=":material/build:",
        on_click=edits.apply,
        args=(conflict.fix.path, conflict.fix.value),
    )


def _short(conflict: Conflict, brief: Brief) -> str:
    """Words of a fix button: the new value when there is one, else what happens."""
    if conflict.fix is None or conflict.need is None or conflict.fix.value in (None, False, 0):
        return "Remove this rule"
    return plain(f"Change to {conflict.unit.exact(conflict.need, brief)}")


def undecided(outcome: Undecided, brief: Brief) -> None:
    """Neither a plan nor a proof that there is none: more time may help."""
    st.html(f'<p class="said">{markup(outcome.sentence)}</p>')
    longer = min(3600.0, brief.time_limit * 3)
    st.button(
        f"Search up to {decimal(longer, 0, brief.locale)} s",
        icon=":material/timer:",
        key="longer",
        on_click=edits.apply,
        args=("time_limit", longer),
    )


def not_usable(problems: Problems) -> None:
    """The brief names what the roster does not have."""
    for problem in problems.found:
        where = " ".join(label(part) for part in problem.place.split("."))
        typed = f" “{markup(problem.value)}”" if problem.value else ""
        st.html(
            f'<p class="said"><b>{markup(where.capitalize())}</b>{typed} {markup(problem.wrong)}. '
            f"Accepted: {markup(problem.accepted)}.</p>"
        )


def again(why: str, button: str) -> None:
    """A sentence and a button that asks once more."""
    st.html(f'<p class="said">{markup(why)}</p>')
    st.button(button, icon=":material/refresh:", key="again", on_click=state.session().forget_answer)
