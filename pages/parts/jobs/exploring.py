"""Questions about the plan in hand, which `planner.jobs.explore` and `planner.jobs.partnership` answer."""

import streamlit as st

from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.session.state import Made
from pages.parts.words import plain
from planner.jobs.explore import Ask


def about(made: Made, name: str, function: str, what: object = None, *, ahead: bool = False) -> Request:
    """A question of `planner.jobs.explore` about a plan. what: the question's own part, whose repr tells it apart.

    ahead: nobody waits for the answer.
    """
    payload = Ask(made.brief.model_dump_json(), made.plan, what)
    key = f"{function}\n{what!r}\n{made.key}"
    return Request(name, f"explore:{function}", payload, key, made.roster, ahead=ahead, of_plan=True)


def again(made: Made, name: str, function: str, title: str) -> object:
    """The answer of `planner.jobs.partnership`, which plans the brief anew; None until a button was pressed for it."""
    if made.roster is None:
        st.caption("This needs a list of creators: types of creators can’t be booked again.")
        return None
    brief = made.brief.model_dump_json()
    job = asking.on_demand(Request(name, f"partnership:{function}", brief, f"{function}\n{brief}", made.roster), title)
    if job is None:
        return None
    if asking.running(job):
        asking.follow(job, lambda: asking.progress(job, name, asking.rising(job, 4.0), "Planning"))
        return None
    found = asking.answer(job)
    if isinstance(found, str):
        st.error(plain(found, 300), icon=":material/error:")
    return found
