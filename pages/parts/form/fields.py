"""The fields of the brief form: one widget each, with what it costs and what is wrong with it right below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts import problems
from pages.parts.form import widgets
from pages.parts.form.control import Control
from pages.parts.form.controls import controls_of
from pages.parts.glossary import meaning
from pages.parts.session import state
from pages.parts.words import plain
from planner.brief.brief import Brief
from planner.brief.filters import FILTERS, Where
from planner.domain.offered import offered_in
from planner.domain.persons import references_to
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.problems import Problem
from planner.units import INDEX
from planner.wording import counted, label, person

_HELP = {"fit": "Fit", "authenticity": "Authenticity", "closeness to the brand": "Closeness"}
"""Entries of the glossary by the noun of a filter."""
_SHORTENED = 10
"""A typed budget of which the slider holds more than so many makes the slider shorter."""
FEW_LISTED = "Lists the creators you have seen so far. Look up anyone else in the catalogue on the Roster page."
FULL = 0.9995
"""Tightness from which a limit counts as used up."""


@dataclass(frozen=True)
class Fields:
    """What every field needs to draw itself.

    brief, roster, the latest plan (or None), problems, controls by name, and whether that plan answers this brief.
    """

    brief: Brief
    roster: Roster
    plan: Plan | None
    problems: tuple[Problem, ...]
    controls: Mapping[str, Control]
    fresh: bool

    @classmethod
    def of(cls, brief: Brief, roster: Roster, plan: Plan | None, problems: tuple[Problem, ...], fresh: bool) -> Fields:
        """With the controls that this brief and roster have."""
        listed = {c.name: c for c in controls_of(brief, roster)}
        return cls(brief, roster, plan, problems, listed, fresh)

    def number(self, name: str, title: str, unit: str, now: str = "") -> None:
        """An amount, a share or people, typed as this country writes them; empty means that nothing is asked.

        unit: shown while it is empty. now: where the plan stands.
        """
        is_budget = name == "budget"
        self._draw(
            st.text_input,
            name,
            title,
            now=now,
            placeholder=_empty(unit),
            # The slider above carries the title.
            label_visibility="collapsed" if is_budget else "visible",
            on_change=self._follow if is_budget else None,
        )

    def whole(self, name: str, title: str, unit: str, step: int) -> None:
        """A number of things that are counted one by one; empty means that nothing is asked."""
        self._draw(
            st.number_input, name, title, value=None, min_value=0, step=step, format="%d", placeholder=_empty(unit)
        )

    def filters(self, where: Where) -> None:
        """The quality filters of one part of the form."""
        for one in FILTERS:
            if one.where == where and one.unit is INDEX:
                self.share(one.path, one.title, _HELP.get(one.noun, ""))
            elif one.where == where:
                self.number(one.path, one.title, one.hint)

    def share(self, name: str, title: str, word: str = "") -> None:
        """A share from 0 to 1; 0 asks for nothing. word: its entry in the glossary."""
        why = meaning(word) if word else None
        self._draw(st.slider, name, title, min_value=0.0, max_value=1.0, step=0.01, help=why)

    def percent_range(self, name: str, title: str, now: str = "") -> None:
        """Two ends in whole per cent; 0 and 100 ask for nothing. now: where the plan stands."""
        self._draw(st.slider, name, title, now=now, min_value=0, max_value=100, step=1)

    def slider(self, name: str, title: str, ends: tuple[int, int], word: str) -> None:
        """A whole number between two ends, both allowed. word: its entry in the glossary."""
        self._draw(st.slider, name, title, min_value=ends[0], max_value=ends[1], step=1, help=meaning(word))

    def switch(self, name: str, title: str, why: str) -> None:
        """Yes or no."""
        self._draw(st.toggle, name, title, help=why)

    def select(self, name: str, title: str, options: Sequence[str], shown: Callable[[str], str], why: str = "") -> None:
        """One of a few."""
        self._draw(st.selectbox, name, title, options=options, format_func=shown, help=why or None)

    def pills(self, name: str, title: str, options: Sequence[str], shown: Callable[[str], str] = label) -> None:
        """Any of a few."""
        self._draw(st.pills, name, title, options=options, selection_mode="multi", format_func=shown)

    def text(self, name: str, title: str) -> None:
        """One line of text."""
        self._draw(st.text_input, name, title, max_chars=120)

    def people(self, name: str, title: str) -> None:
        """Creators of the roster, searched by handle; and people with several accounts, as a whole."""
        ids = [*references_to(self.roster.creators), *(str(i) for i in self.roster.creators["id"])]
        options = [*ids, *(i for i in widgets.typed(name) if i not in set(ids))]
        search: dict[str, Any] = {"placeholder": "Search a handle", "filter_mode": "contains", "select_all": False}
        if offered_in(self.roster) is not None:
            search["help"] = FEW_LISTED
        self._draw(st.multiselect, name, title, options=options, format_func=person, **search)

    def _draw(self, widget: Callable[..., object], name: str, title: str, now: str = "", **look: Any) -> None:
        """A widget of Streamlit for a control of this name, and what is said below it."""
        widget(title, key=widgets.widget(name), persist_state=widgets.PERSIST, **look)
        self._below(name, now)

    def orphans(self) -> None:
        """Problems that no field of the form shows."""
        owned = (any(c.owns(one.place) for c in self.controls.values()) for one in self.problems)
        problems.errors([one for one, has in zip(self.problems, owned, strict=True) if not has], _words)

    def _below(self, name: str, now: str = "") -> None:
        control = self.controls[name]
        said = [text for text in (self._understood(control), now, self._cost(control)) if text]
        if said:
            st.caption(" · ".join(said))
        problems.errors([one for one in self.problems if control.owns(one.place)], _words)

    def _understood(self, control: Control) -> str:
        """What was read, where it was typed in another way than it would be shown: `45k` is 45,000."""
        typed = widgets.typed(control.name)
        if control.unit is None or not typed or any(control.owns(one.place) for one in self.problems):
            return ""
        shown = control.shown(self.brief)
        return "" if typed == shown else plain(f"Read as {shown}")

    def _follow(self) -> None:
        """Move the slider to a budget that was typed; one that the browser showed before is none.

        Nor is the one that a run has put there: it may come back together with the next move of the slider.
        """
        control, typed = self.controls["budget"], widgets.typed("budget")
        if control.problem(typed, self.brief) is not None:
            # It stands below the field, and the brief keeps its budget.
            return
        number = int(control.read(typed, self.brief) or 0)
        if number == (state.session().brief.budget_cents or 0) // 100:
            return
        if number * _SHORTENED < widgets.budget_top():
            # A slider whose end is far off cannot be set with any precision.
            widgets.set_budget_top(0)
        if number != widgets.typed("budget_slider") and not widgets.late("budget"):
            widgets.put("budget_slider", number)

    def _cost(self, control: Control) -> str:
        """What this control does to the plan on screen: holds it, or leaves creators out."""
        if self.plan is None or not self.fresh:
            return ""
        mine = [row for row in self.plan.limits if control.owns(row.path)]
        removed = max((row.removed or 0 for row in mine), default=0)
        if removed and control.name not in ("excluded", "platforms"):
            return f"Removes {counted(removed, 'creator')}"
        if control.name != "must_have" and any(row.bound > 0 and row.tightness >= FULL for row in mine):
            return "At its limit"
        return ""


def _words(problem: Problem) -> str:
    """A problem as a sentence for a box that reads markdown."""
    parts = [label(part) for part in problem.place.replace("_cents", "").split(".") if part]
    typed = f" ({plain(problem.value)})" if problem.value else ""
    place = plain(" ".join(parts).capitalize())
    return f"{place}{typed} {plain(problem.wrong, 200)}. Use {plain(problem.accepted, 200)}."


def _empty(unit: str) -> str:
    """What an empty field shows."""
    return unit if unit.startswith("no ") or unit in ("any", "none") else f"any, {unit}"
