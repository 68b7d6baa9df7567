"""The plan: a brief in the sidebar, the proven answer beside it."""

import streamlit as st

from pages.parts import lazy, navigation, style
from pages.parts.asking import view as asking_view
from pages.parts.explore import pick as explore_pick
from pages.parts.explore import responses, worth
from pages.parts.explore import style as explore_style
from pages.parts.form import brief_form
from pages.parts.jobs import planning
from pages.parts.plan import boosting, costs, creators, decisions, elsewhere, hand, head, kpis, limits, table, verdict
from pages.parts.plan import refusal as answers
from pages.parts.session import autosave, state
from pages.parts.session.state import Failure, Made, Question
from pages.parts.start import badge
from planner import fitting
from planner.brief.brief import Brief
from planner.figures.look import Look
from planner.jobs.plan import Problems
from planner.outcome import Plan, Refusal, Undecided


def show_plan(made: Made) -> None:
    """Verdict and figures of a plan."""
    responses.waiting()
    decisions.waiting(made)
    elsewhere.draw()
    verdict.draw(made)
    kpis.draw(made, state.session().baseline)
    kpis.against(made, state.session().baseline)


def show_details(made: Made, look: Look) -> None:
    """What stands below the picture: the creators and the limits, then the rest, each once somebody scrolls to it."""
    for note in made.plan.notes:
        st.caption(f":material/info: {note}")
    if not lazy.reached("plan", "The creators in this plan and what’s limiting it"):
        return
    explore_style.begin()
    named = made.roster is not None
    st.subheader("The plan", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="table_bar"):
        table.tier_choice()
        st.caption(table.caption(made))
    if named:
        creators.chips(state.session().brief)
    pick = table.draw(made, named)
    table.total(made)
    costs.draw(made, look)
    boosting.draw(made)
    if pick is None:
        st.caption("Select a row to see its numbers, where they come from, and other packages.")
    else:
        creators.drawer(pick, made)
        if named:
            explore_pick.closer(pick, made)
    limits.draw(made, look)
    # What a step is worth is looked for by planning again, once for every limit: not before somebody comes to it.
    if not lazy.reached("further", "What relaxing one rule would gain, the bench, and replies"):
        return
    worth.draw(made)
    explore_pick.everybody(made)
    creators.bench(made)
    explore_pick.why_not(made)
    decisions.draw(made)
    asking_view.draw(made)
    responses.draw(made)


def show_answer(asked: Question) -> Made | None:
    """The state of the question, its picture aside: a plan, which is returned, something else, or still under way."""
    brief, answer, made = asked.brief, state.session().answer, state.session().made
    if answer is None or answer.question.key != asked.key:
        show_under_way(asked, made)
        return None
    match answer.outcome:
        case Plan() as plan:
            made = None if made is None else verdict.explained(made)
            head.draw(brief.name, head.proof_line(plan, brief.locale), made)
            if made is not None:
                show_plan(made)
            return made
        case Refusal() as refusal:
            head.draw(brief.name, "<b>No plan can meet this brief.</b>", None)
            answers.refused(refusal, brief)
        case Undecided() as undecided:
            head.draw(brief.name, "<b>Undecided</b>: the time ran out.", None)
            answers.undecided(undecided, brief)
        case Problems() as problems:
            head.draw(brief.name, "<b>Your brief mentions things this list doesn’t include.</b>", None)
            answers.not_usable(problems)
            if asked.roster is not None and fitting.without_unknown(state.session().brief, asked.roster)[1]:
                fitted = fitting.without_unknown(state.session().brief, asked.roster)[0]
                st.button("Use this list and remove those rules", key="fit", on_click=_use, args=(fitted,))
        case Failure(sentence):
            head.draw(brief.name, "<b>The planner stopped.</b>", None)
            answers.again(sentence, "Try again")
    show_previous(made)
    return None


def _use(brief: Brief) -> None:
    state.session().brief = brief


def show_under_way(asked: Question, made: Made | None) -> None:
    """A question without an answer so far, above the plan in hand, whose picture goes on following the hand."""
    brief = asked.brief
    if planning.cancelled(asked):
        head.draw(brief.name, "Stopped before we had an answer.", None)
        answers.again("Your brief has changed since the plan below.", "Plan this brief")
        show_previous(made)
        return
    head.draw(brief.name, "Planning your changes.", None)
    planning.progress(asked)
    if made is None or not hand.follows(asked):
        show_previous(made)
        return
    with st.container(key="previous"):
        kpis.draw(made, None)


def show_previous(made: Made | None) -> None:
    """The plan for an earlier brief, so labelled and dimmed."""
    if made is None:
        return
    st.caption(":material/history: Below is the plan for your previous brief. It does not answer this one.")
    with st.container(key="previous"):
        kpis.draw(made, None)
        hand.draw_previous(made)


navigation.begin(badged=False)
look = style.look()
problems = brief_form.sync()
# The plan is made while the work is saved.
planning.begin()
autosave.before_drawing()
asked = planning.ask()
# Whatever is drawn above the picture, its place stays the same: the browser keeps it, and a hand that is on it.
above, below = st.container(key="above"), st.container(key="picture")
with above:
    if (message := state.session().take_message()) is not None:
        st.error(message, icon=":material/error:")
    if problems:
        st.warning(
            "One of your entries can’t be used; it is marked in the sidebar. "
            "The plan below is for your last valid brief.",
            icon=":material/edit_off:",
        )
    badge.draw(explore=True)
    planned = show_answer(asked)
if planned is not None or hand.follows(asked):
    with below:
        hand.draw()
# The browser draws in this order, and what people came for is the plan.
brief_form.draw(problems, planned is not None)
if planned is not None:
    show_details(planned, look)
autosave.write()
