"""Problems with what was typed or uploaded, as all pages show them: the first, and how many there are besides."""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.parts.words import capital, markup, plain
from planner.problems import Problem, first_of


def listed(problems: Sequence[Problem], show: Callable[[Problem], object]) -> None:
    """The first of them, each shown so, and how many there are besides."""
    shown, more = first_of(problems)
    for problem in shown:
        show(problem)
    if more:
        st.caption(more)


def errors(problems: Sequence[Problem], words: Callable[[Problem], str] = lambda one: plain(str(one), 300)) -> None:
    """A box each. words: a problem in markdown."""
    listed(problems, lambda one: st.error(words(one), icon=":material/error:"))


def lines(problems: Sequence[Problem]) -> None:
    """A line each, where there would be an answer."""
    listed(problems, lambda one: st.html(f'<p class="said">{markup(capital(str(one)))}</p>'))


def line(problem: Problem, place: str, look: str = "said") -> None:
    """A line with the place in bold, as people know it. look: CSS classes."""
    typed = f" “{markup(problem.value)}”" if problem.value else ""
    st.html(
        f'<p class="{look}"><b>{markup(place)}</b>{typed} {markup(problem.wrong)}. '
        f"Accepted: {markup(problem.accepted)}.</p>"
    )
