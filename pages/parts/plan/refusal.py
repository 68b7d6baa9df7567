"""What stands above the plan when there is none for this brief: refused, undecided, not usable, failed, stopped."""

from collections.abc import Sequence

import streamlit as st

from pages.parts import problems
from pages.parts.buttons import button
from pages.parts.form import edits
from pages.parts.session import state
from pages.parts.words import markup, plain, sentence
from planner.brief.brief import Brief
from planner.campaign.conflict import Line, lines_of, sentence_of
from planner.jobs.plan import Problems
from planner.outcome import Conflict, Refusal, Undecided
from planner.problems import Problem
from planner.wording import counted, decimal, label

_ABREAST = 3


def refused(refusal: Refusal, brief: Brief) -> None:
    """The conflict in the user's words: a card per rule with its smallest fix, defaults first, then those without."""
    about = state.session().about
    lines = lines_of(refusal, about, brief)
    said = sentence_of(refusal, about, brief)
    st.html(f'<p class="said">{markup(sentence(said))} {_hint(lines)}</p>')
    fixable = [line for line in lines if line.fix is not None]
    for first in range(0, len(fixable), _ABREAST):
        row = fixable[first : first + _ABREAST]
        for at, (column, line) in enumerate(zip(st.columns(_ABREAST), row, strict=False), start=first):
            with column, st.container(border=True, key=f"conflict.{at}", height="stretch"):
                _card(line, _behind(line, refusal), brief, at)
    stuck = [line.words for line in lines if line.fix is None]
    if stuck:
        st.html(f'<p class="said q">Relaxing one of these alone is not enough: {markup("; ".join(stuck))}.</p>')
    seconds = decimal(refusal.seconds, 1, brief.locale)
    solvers = refusal.confirmed_by
    who = "two independent solvers" if len(solvers) == 2 else ", ".join(solvers)
    checked = f"Checked by {who}, " if solvers else ""
    st.caption(f"{checked}{seconds} s. {refusal.rests_on}")
    if refusal.notes:
        with st.expander("What else limits the choice"):
            for note in refusal.notes:
                st.text(note)


def _behind(line: Line, refusal: Refusal) -> Conflict | None:
    """The conflict that a line stands for; None where it is several."""
    one = next(conflict for conflict in refusal.conflicts if conflict.fix is line.fix)
    return one if line.words.startswith(one.name) else None


def _hint(lines: Sequence[Line]) -> str:
    fixes = [line.fix for line in lines if line.fix is not None]
    if not fixes:
        return "Relax more than one of them."
    if len(fixes) == 1 and fixes[0].enough:
        return "This change is enough for a plan, with all other rules kept."
    if all(fix.enough for fix in fixes):
        return "Any one of these changes is enough for a plan, with all other rules kept."
    if not any(fix.enough for fix in fixes):
        return "Each change removes this conflict; another rule may then still stand in the way."
    return "Each change removes this conflict. Only some of them are enough for a plan."


def _card(line: Line, conflict: Conflict | None, brief: Brief, at: int) -> None:
    st.html(f'<p class="said"><b>{markup(line.words)}</b></p>')
    fix = line.fix
    assert fix is not None
    if conflict is not None and not fix.creators and conflict.have is not None and conflict.need is not None:
        have, need = (conflict.unit.exact(v, brief) for v in (conflict.have, conflict.need))
        st.html(
            f'<div class="havened"><div><span>You ask</span><b>{markup(have)}</b></div>'
            f"<div><span>{'Would work' if fix.enough else 'Would help'}</span><b>{markup(need)}</b></div></div>"
        )
    if fix.creators:
        st.html(f'<p class="said">{markup(sentence(fix.sentence))}</p>')
    if not fix.enough:
        st.caption("Helps, but may not be enough.")
    elif not fix.least and not fix.creators:
        st.caption("A smaller change may be enough.")
    st.button(
        _short(line, conflict, brief),
        help=plain(sentence(fix.sentence), 300),
        key=f"fix.{at}",
        icon=":material/build:",
        on_click=edits.apply,
        args=(fix.path, fix.value),
    )


def _short(line: Line, conflict: Conflict | None, brief: Brief) -> str:
    """Words of a fix button: the new value when there is one, else what happens."""
    fix = line.fix
    if fix is not None and fix.creators:
        return f"Let {counted(len(fix.creators), 'creator')} go"
    if fix is None or conflict is None or conflict.need is None or fix.value in (None, False, 0):
        return "Remove this rule"
    return plain(f"Change to {conflict.unit.exact(conflict.need, brief)}")


def undecided(outcome: Undecided, brief: Brief) -> None:
    """Neither a plan nor a proof that there is none: more time may help."""
    st.html(f'<p class="said">{markup(outcome.sentence)}</p>')
    longer = min(3600.0, brief.time_limit * 3)
    button(f"Search up to {decimal(longer, 0, brief.locale)} s", "longer", "timer", edits.apply, "time_limit", longer)


def not_usable(found: Problems) -> None:
    """The brief names what the roster does not have."""

    def show(one: Problem) -> None:
        problems.line(one, " ".join(label(part) for part in one.place.split(".")).capitalize())

    problems.listed(found.found, show)


def again(why: str, title: str) -> None:
    """A sentence and a button that asks once more."""
    st.html(f'<p class="said">{markup(why)}</p>')
    st.button(title, icon=":material/refresh:", key="again", on_click=state.session().forget_answer)
