"""One budget for several campaigns: chosen from the shelf, split in the workers, and saved as scenarios again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from pages.parts.buttons import download
from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.session import filed, state, store
from pages.parts.session import scenarios as opening
from pages.parts.typed import NumberField
from pages.parts.words import markup, plain
from planner.domain.roster import Roster
from planner.exports.download import file_name
from planner.exports.split import split_workbook
from planner.jobs.split import Split
from planner.portfolio.answer import NotTogether, Part, Together
from planner.portfolio.portfolio import MOST, Portfolio
from planner.portfolio.words import figures, proven, several_words, verdict
from planner.store.scenario import LONGEST_NAME, Scenario, free_name
from planner.store.scenarios import Line
from planner.units import MONEY, Written
from planner.wording import counted
from planner.workers import JobState

NAME, _TITLE = "split", "One budget for several"
_CHOICE, _TOTAL, _SHARED = "split_campaigns", "split_budget", "split_shared"
_FEWEST, _ROOM = 2, 8
_USUAL = 6.0
"""Seconds after which the bar is half full."""


@dataclass(frozen=True)
class _Chosen:
    """A campaign of the split: its line on the shelf, and the scenario itself."""

    line: Line
    scenario: Scenario

    @property
    def about(self) -> str:
        """Id of the campaign whose statuses count."""
        return self.line.place.campaign_id or self.line.id


@dataclass
class _Asked:
    """What is split. request: None = nothing yet. saved: the split whose plans were saved."""

    request: Request | None = None
    chosen: tuple[_Chosen, ...] = field(default=(), repr=False)
    saved: str = ""


def draw(shelf: Sequence[Line]) -> None:
    """The button, with which campaigns share how much."""
    names, now = {line.id: line.name for line in shelf}, state.session().brief
    key = f"split_popover.{state.session().turn(NAME)}"
    with st.container(key="split", width="content"):
        panel = st.popover(_TITLE, icon=":material/call_split:", key=key, on_change="rerun")
    if not panel.open:
        return
    with panel:
        if len(names) < _FEWEST:
            st.caption("Save two campaigns first: the budget is split between scenarios on your shelf.")
            return
        chosen = st.multiselect(
            f"Campaigns, up to {MOST}",
            list(names),
            default=[line.id for line in _one_of_each(shelf)][:MOST],
            format_func=names.__getitem__,
            key=_CHOICE,
            max_selections=MOST,
        )
        lines = tuple(line for line in shelf if line.id in chosen)
        written = Written(lines[0].currency if lines else now.currency, now.locale)
        budget = NumberField(f"{_TOTAL}.{'.'.join(sorted(chosen))}", MONEY, written, least=1).draw(
            st, f"Budget for all of them, {written.currency}", _usual(lines)
        )
        st.checkbox("Creators may work for several", key=_SHARED)
        if len(chosen) < _FEWEST:
            st.caption("Choose two campaigns or more.")
        else:
            st.caption("Each campaign keeps its rules. The budgets in their briefs are only compared with.")
        st.button(
            "Split it",
            type="primary",
            key="split_it",
            width="stretch",
            disabled=len(chosen) < _FEWEST or budget is None,
            on_click=_ask,
            args=(lines, round((budget or 0) * 100)),
        )


def _one_of_each(shelf: Sequence[Line]) -> list[Line]:
    """The first scenario of each campaign."""
    found: dict[str, Line] = {}
    for line in shelf:
        found.setdefault(line.place.campaign_id or line.id, line)
    return list(found.values())


def _usual(lines: Sequence[Line]) -> int:
    """What their plans cost now, rounded up to hundreds, in whole units of the currency."""
    return max(1, -(-sum(line.cost_cents for line in lines) // 10_000) * 100)


def _ask(lines: tuple[Line, ...], budget: int) -> None:
    now = state.session()
    here = now.of_page(_Asked)

    def step() -> None:
        chosen = tuple(_Chosen(line, store.scenarios().open(line.id)) for line in lines)
        names: list[str] = []
        campaigns = []
        for one in chosen:
            brief = filed.of_scenario(one.line.id, one.about).counted.asked(one.scenario.brief)
            names.append(free_name(one.line.name[: LONGEST_NAME - _ROOM], names))
            campaigns.append({"brief": brief.model_copy(update={"name": names[-1]}).model_dump(mode="json")})
        creators = "shared" if state.sent(_SHARED, bool) else "apart"
        asked = Portfolio.read({"budget_cents": budget, "campaigns": campaigns, "creators": creators})
        rosters: dict[str, Roster] = {}
        for one in chosen:
            if one.scenario.roster is not None:
                rosters.setdefault(one.scenario.roster_fingerprint, one.scenario.roster)
        of_each = tuple(
            None if one.scenario.roster is None else list(rosters).index(one.scenario.roster_fingerprint)
            for one in chosen
        )
        split = Split(asked.model_dump_json(), of_each)
        key = hashlib.sha256(repr(split).encode()).hexdigest()
        asking.forget(NAME)
        here.chosen, here.saved = chosen, ""
        limit = asking.LIMIT + 2 * asked.time_limit
        here.request = Request(NAME, "split:split_job", split, key, rosters=tuple(rosters.values()), limit=limit)

    if opening.attempt(step):
        now.next_turn(NAME)


def follow() -> None:
    """How the split goes, and the split."""
    here = state.session().of_page(_Asked)
    if here.request is None:
        return
    job = asking.ask(here.request)
    with st.container(key="split_answer"):
        st.subheader("One budget, several campaigns", anchor=False)

        def part() -> None:
            if asking.running(job):
                words = job.progress if isinstance(job.progress, str) else "Forecasting the campaigns"
                asking.progress(job, NAME, asking.rising(job, _USUAL), words)

        if asking.running(job):
            asking.follow(job, part)
            return
        found = asking.answer(job) if job.state is not JobState.CANCELLED else None
        if isinstance(found, Together):
            _together(found, here)
        elif isinstance(found, NotTogether):
            _not_together(found)
        elif hasattr(found, "sentence"):
            st.html(f'<p class="said">{markup(found.sentence)}</p>')
        st.button("Close", key="split_close", on_click=_close)


def _close() -> None:
    state.session().of_page(_Asked).request = None


def _not_together(found: NotTogether) -> None:
    st.html(f'<p class="said"><b>{markup(found.sentence)}</b></p>')
    if found.refusal is None:
        return
    for conflict in found.refusal.conflicts:
        if conflict.fix is not None:
            st.html(f'<p class="said">{markup(conflict.fix.sentence)}</p>')


def _together(found: Together, here: _Asked) -> None:
    st.html(f'<p class="said"><b>{markup(verdict(found))}</b></p>')
    st.caption(f"{plain(proven(found), 400)} {plain(several_words(found), 200)}")
    heads = "".join(f'<th class=n scope="col">{markup(part.brief.name)}</th>' for part in found.parts)
    rows = "".join(
        f'<tr><th scope="row">{markup(row.title.strip().capitalize())}</th>'
        + "".join(f"<td class=n>{markup(value)}</td>" for value in (*row.values, row.total))
        + "</tr>"
        for row in figures(found)
    )
    st.html(
        '<div class="scroll" tabindex="0" role="region" aria-label="The split, campaign by campaign">'
        f'<table class="plain wide"><tr><td></td>{heads}<th class=n scope="col">Together</th></tr>{rows}</table></div>'
    )
    for note in found.notes:
        st.caption(f":material/info: {plain(note, 400)}")
    with st.container(horizontal=True, key="split_bar"):
        assert here.request is not None
        done = here.saved == here.request.key
        st.button(
            f"{counted(len(found.parts), 'scenario')} saved"
            if done
            else f"Save as {counted(len(found.parts), 'scenario')}",
            type="primary",
            icon=":material/bookmark_add:",
            key="split_save",
            disabled=done,
            on_click=_save,
            args=(found.parts,),
        )
        name = file_name(found.name, "split", "xlsx")
        download("Workbook", partial(split_workbook, found), name, "split_workbook", icon=":material/table:")


def _save(parts: tuple[Part, ...]) -> None:
    """Save each plan under a free name, beside the scenario that it came from."""
    here = state.session().of_page(_Asked)

    def step() -> None:
        scenarios = store.scenarios()
        for one, part in zip(here.chosen, parts, strict=True):
            names = [line.name for line in scenarios.all()]
            name = free_name(f"{part.brief.name[: LONGEST_NAME - _ROOM]}, split", names)
            # What signed and declined creators bring into the brief stays with the campaign's statuses.
            brief = one.scenario.brief.model_copy(update={"budget_cents": part.brief.budget_cents})
            kept = scenarios.add(Scenario.of(name, brief, part.plan, one.scenario.roster), False, one.line.place)
            filed.keep(kept.id, one.line.place.campaign_id or kept.id, filed.of_scenario(one.line.id, one.about))
        st.toast(f"{counted(len(parts), 'scenario')} saved.", icon=":material/bookmark_added:")

    if opening.attempt(step) and here.request is not None:
        here.saved = here.request.key
