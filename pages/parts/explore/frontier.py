"""The budget frontier on Compare: drawn as its points arrive, scenarios on it, a click takes a budget."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts import display
from pages.parts.buttons import button
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state, store
from pages.parts.session.state import Made
from pages.parts.typed import NumberField
from pages.parts.words import markup, plain
from planner.brief.brief import Brief, GoalKind
from planner.explore.curve import Frontier
from planner.explore.frontier import Cheapest, budgets_for
from planner.explore.words import goal_words
from planner.figures.frontier import Mark, frontier_alt, frontier_curve
from planner.figures.look import Look
from planner.store.errors import StoreError
from planner.units import PEOPLE
from planner.wording import count, counted, gap_words, money
from planner.workers import JobState


@dataclass
class _Curve:
    """anchor: the plan around which the curve is drawn. before, taken: the budget before a click, and the clicked one.

    just_taken: in this very run. people: whom the cheapest plan is to reach.
    """

    anchor: Made | None = None
    before: int | None = None
    taken: int | None = None
    just_taken: bool = False
    people: int | None = None


def draw(made: Made, look: Look) -> None:
    """Curve, what a step is worth, every step as a table, and the cheapest plan for a reach."""
    st.subheader("What more budget buys", anchor=False)
    here = state.session().of_page(_Curve)
    anchor = _anchor(here, made)
    around = anchor.brief.budget_cents or anchor.plan.totals.cost_cents
    job = asking.ask(exploring.about(anchor, "frontier", "frontier_job", budgets_for(around)))

    def curve() -> None:
        found = asking.answer(job)
        frontier = found if isinstance(found, Frontier) else None
        if asking.running(job):
            share = 0.02 if frontier is None else len(frontier.points) / frontier.asked
            words = (
                "Planning many budgets" if frontier is None else f"{len(frontier.points)} of {frontier.asked} budgets"
            )
            asking.progress(job, "frontier", share, words)
        elif job.state is JobState.CANCELLED:
            button("Finish the curve", "ex_frontier_again", "refresh", asking.forget, "frontier")
        if frontier is not None:
            _curve(frontier, made, look)
        if here.just_taken:
            here.just_taken = False
            st.rerun()

    asking.follow(job, curve)
    _undo(made)
    found = asking.answer(job) if job.state is JobState.DONE else None
    if isinstance(found, Frontier):
        _steps(found, made.brief)
    _cheapest(made)


def _anchor(here: _Curve, made: Made) -> Made:
    """The plan whose curve is drawn: another budget on the same curve does not start it anew."""
    if here.anchor is None or not _same_but_budget(here.anchor, made):
        here.anchor = made
    return here.anchor


def _same_but_budget(one: Made, other: Made) -> bool:
    budgets = budgets_for(one.brief.budget_cents or one.plan.totals.cost_cents)
    near = budgets[0] <= (other.brief.budget_cents or other.plan.totals.cost_cents) <= budgets[-1]
    return near and one.same_but(other, "budget_cents")


def _curve(frontier: Frontier, made: Made, look: Look) -> None:
    st.plotly_chart(
        frontier_curve(frontier, made.brief, _marks(made), look),
        key="ex_frontier",
        theme=None,
        config=display.QUIET,
        on_select=_take,
        selection_mode="points",
        alt=frontier_alt(frontier, made.brief),
    )
    st.html(f'<p class="said q">{_words(frontier, made)}</p>')


def _words(frontier: Frontier, made: Made) -> str:
    """What the next step around the present budget buys, and where the curve ends to rise."""
    brief = made.brief
    now = brief.budget_cents or made.plan.totals.cost_cents
    said = []
    after = next((step for step in frontier.steps if step.to_cents > now), None)
    thousand = money(100_000, brief.currency, brief.locale)
    if after is not None:
        if after.gain > 0:
            gained = goal_words(_about(brief), after.per_thousand)
            said.append(f"Another {thousand} buys about {gained}.")
        else:
            said.append("From here, more budget buys nothing: another rule is the limit.")
    plans = [point for point in frontier.points if point.solution.kind == "plan"]
    if plans and frontier.complete and plans[-1].solution.cost_cents < 0.95 * plans[-1].budget_cents:
        spent = money(plans[-1].solution.cost_cents, brief.currency, brief.locale)
        said.append(f"No plan under these rules can use more than about {spent}.")
    widest = max((point.solution.gap for point in plans), default=0.0)
    if plans:
        said.append(
            f"No plan can be above the band, which is at most {gap_words(widest, brief.locale)} above the curve."
        )
    return markup(" ".join(said))


def _about(brief: Brief) -> Brief:
    """The brief whose goal the curve counts: for the cheapest plan that is its reach."""
    if brief.goal.kind is not GoalKind.CHEAPEST:
        return brief
    return brief.model_copy(update={"goal": brief.goal.model_copy(update={"kind": GoalKind.UNIQUE_REACH})})


def _marks(made: Made) -> Sequence[Mark]:
    """The plan in hand, and every scenario of the shelf whose goal the curve counts."""
    counts_people = made.brief.goal.kind in (GoalKind.UNIQUE_REACH, GoalKind.CHEAPEST) and all(
        segment.value == 1 for segment in made.brief.audience
    )
    goal = made.plan.totals.unique_reach if made.brief.goal.kind is GoalKind.CHEAPEST else made.plan.proof.goal
    marks = [Mark("Now", made.brief.budget_cents or made.plan.totals.cost_cents, goal, here=True)]
    if not counts_people:
        return marks
    try:
        lines = store.scenarios().all()
    except StoreError:
        return marks
    marks += [
        Mark(line.name, line.cost_cents, line.unique_reach)
        for line in lines
        if line.kind == "plan" and line.currency == made.brief.currency
    ]
    return marks


def _take() -> None:
    """A click on a point: its budget becomes the brief's."""
    budgets = state.selected("ex_frontier")
    if budgets:
        take_budget(int(str(budgets[0])))


def take_budget(cents: int) -> None:
    """Plan with this budget from now on; the one before can be had back."""
    before = state.session().brief.budget_cents
    if cents != before:
        edits.apply("budget_cents", cents)
        here = state.session().of_page(_Curve)
        here.before, here.taken, here.just_taken = before, cents, True


def _undo(made: Made) -> None:
    here, brief = state.session().of_page(_Curve), made.brief
    before, taken = here.before, here.taken
    if before is None or brief.budget_cents is None or brief.budget_cents != taken:
        return
    with st.container(key="ex_undo", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<p class="said" style="margin:0">The brief now has a budget of '
            f"<b>{markup(money(brief.budget_cents, brief.currency, brief.locale))}</b>.</p>",
            width="content",
        )
        st.button(
            f"Back to {plain(money(before, brief.currency, brief.locale))}",
            icon=":material/undo:",
            key="ex_undo_budget",
            type="tertiary",
            on_click=_back,
            args=(before,),
        )


def _back(cents: int) -> None:
    edits.apply("budget_cents", cents)
    state.session().of_page(_Curve).before = None


def _steps(frontier: Frontier, brief: Brief) -> None:
    gains = {step.to_cents: step.per_thousand for step in frontier.steps}
    measure = goal_words(_about(brief), 0).partition(" ")[2] or "goal"
    rows = [
        {
            "Budget": point.budget_cents / 100,
            measure.capitalize(): round(point.solution.goal, 1) if point.solution.kind == "plan" else None,
            "Per 1,000 more": gains.get(point.budget_cents),
            "Spent": point.solution.cost_cents / 100 if point.solution.kind == "plan" else None,
            "Creators": point.solution.creators if point.solution.kind == "plan" else None,
            "Proven within": gap_words(point.solution.gap, brief.locale)
            if point.solution.kind == "plan"
            else point.solution.sentence,
        }
        for point in frontier.points
    ]
    c = st.column_config
    with st.expander("See every step in a table"):
        display.table(
            rows,
            "ex_steps",
            f"The frontier as a table of {counted(len(rows), 'budget')}.",
            {
                "Budget": c.NumberColumn(f"Budget, {brief.currency}", format="localized"),
                measure.capitalize(): c.NumberColumn(format="localized"),
                "Per 1,000 more": c.NumberColumn(format="%.0f", help="What the step to this budget adds"),
                "Spent": c.NumberColumn(f"Spent, {brief.currency}", format="localized"),
            },
        )


def _cheapest(made: Made) -> None:
    """The least cash for a reach, and a way to plan with it."""
    brief, total = made.brief, sum(segment.size for segment in made.brief.audience)
    st.subheader("Cheapest plan for a reach goal", anchor=False)
    with st.form("ex_form_cheapest", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        people = NumberField(f"ex_reach_goal.{made.key}", PEOPLE, brief, least=1, most=total - 1).draw(
            st,
            "Unique people to reach",
            min(total - 1, max(1, int(round(made.plan.totals.unique_reach, -4)))),
            width=240,
            help=f"Out of {count(total, brief.locale)} in the audience",
        )
        if st.form_submit_button("Find the cheapest plan", icon=":material/savings:") and people is not None:
            state.session().of_page(_Curve).people = int(people)
    wanted = state.session().of_page(_Curve).people
    if wanted is None or wanted >= total:
        return
    request = exploring.about(made, "cheapest", "cheapest_job", wanted)
    asking.show(request, Cheapest, lambda found: _cheapest_answer(found, brief), "Looking for the cheapest plan", 2.0)


def _cheapest_answer(found: Cheapest, brief: Brief) -> None:
    solution, people = found.solution, count(found.reach, brief.locale)
    if solution.kind != "plan":
        st.html(f'<p class="said"><b>{markup(people)} people</b> cannot be reached: {markup(solution.sentence)}</p>')
        return
    cash = money(solution.cost_cents, brief.currency, brief.locale)
    gap = gap_words(solution.gap, brief.locale)
    st.html(
        f'<p class="said"><b>{markup(cash)}</b> reach {markup(people)} people with '
        f"{counted(solution.creators, 'creator', brief.locale)}, proven within {gap} of the cheapest possible."
        f"{' ' + markup(found.note) if found.note else ''}</p>"
    )
    button(f"Plan with {plain(cash)}", "ex_take_cheapest", "check", take_budget, solution.cost_cents)
