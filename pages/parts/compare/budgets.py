"""The same campaign at three budgets: planned in the workers, saved as scenarios, and put side by side."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.session import filed, state, store
from pages.parts.session import scenarios as opening
from pages.parts.session.question import nameless
from pages.parts.session.state import Source
from pages.parts.typed import NumberField
from planner.campaign.budgets import Variant, budgets_around
from planner.campaign.campaign import Campaign
from planner.jobs.budgets import Spread
from planner.store.scenario import LONGEST_NAME, Scenario, free_name
from planner.units import MONEY
from planner.wording import counted
from planner.workers import JobState

NAME, _TITLE = "budgets", "The same at three budgets"
_WIDE = 280
"""Pixels of the panel, which would grow with what is wrong with a budget."""
_ROOM = 5
"""Characters that a number behind a name takes."""


@dataclass
class _Asked:
    """request: what is planned now, None = nothing is."""

    request: Request | None = None


def draw() -> None:
    """The button with its three budgets."""
    now = state.session()
    if not now.brief.budget_cents:
        return
    # A new key closes it, which would otherwise stand in front of how planning goes.
    key = f"budgets_popover.{now.turn(NAME)}"
    with (
        st.container(key="budgets", width="content"),
        st.popover(_TITLE, icon=":material/stacked_bar_chart:", key=key),
        st.container(width=_WIDE),
    ):
        chosen = [
            NumberField(f"budget_of.{at}.{now.brief.budget_cents}", MONEY, now.brief, least=1).draw(
                st, f"Budget {at}, {now.brief.currency}", max(1, round(cents / 100))
            )
            for at, cents in enumerate(budgets_around(now.brief), start=1)
        ]
        st.button(
            "Plan and save all three",
            type="primary",
            key="plan_budgets",
            width="stretch",
            disabled=None in chosen,
            on_click=_ask,
            args=(tuple(round(amount * 100) for amount in chosen if amount is not None),),
        )
        st.caption("Each becomes a scenario of this campaign.")


def _ask(budgets: tuple[int, ...]) -> None:
    now = state.session()
    named = now.source is Source.ROSTER
    brief = (now.brief if named else nameless(now.brief)).model_dump_json()
    spread = Spread((now.about.counted if named else Campaign()).model_dump_json(), brief, budgets)
    key = hashlib.sha256(repr(spread).encode()).hexdigest()
    limit = asking.LIMIT + 3 * now.brief.time_limit
    asking.forget(NAME)
    now.next_turn(NAME)
    roster = now.roster if named else None
    now.of_page(_Asked).request = Request(NAME, "budgets:budgets_job", spread, key, roster, limit)


def follow() -> tuple[str, ...]:
    """How planning goes; once it has ended, the plans are saved, and their ids returned to be put side by side."""
    here = state.session().of_page(_Asked)
    if here.request is None:
        return ()
    job = asking.ask(here.request)
    if asking.running(job):

        def part() -> None:
            done = job.progress if isinstance(job.progress, tuple) else ()
            asking.progress(job, NAME, len(done) / 3, f"Planning budget {len(done) + 1} of 3")

        asking.follow(job, part)
        return ()
    here.request = None
    found = asking.answer(job) if job.state is not JobState.CANCELLED else None
    return _saved(found) if isinstance(found, tuple) else ()


def _saved(variants: tuple[Variant, ...]) -> tuple[str, ...]:
    """Save each under a free name. Returns the ids of those that were saved."""
    ids: list[str] = []
    now = state.session()

    def step() -> None:
        scenarios = store.scenarios()
        for variant in variants:
            lines = scenarios.all()
            name = free_name(variant.name[: LONGEST_NAME - _ROOM], [line.name for line in lines])
            roster = now.roster if now.source is Source.ROSTER else None
            first = not any(line.baseline for line in lines)
            made = Scenario.of(name, variant.brief, variant.outcome, roster)
            kept = scenarios.add(made, first and variant.brief.budget_cents == now.brief.budget_cents, opening.place())
            filed.keep(kept.id, now.campaign, now.about)
            ids.append(kept.id)
        st.toast(f"{counted(len(ids), 'scenario')} saved.", icon=":material/bookmark_added:")

    opening.attempt(step)
    return tuple(ids)
