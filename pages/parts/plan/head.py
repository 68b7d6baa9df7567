"""The line that says what this is: the campaign, how good its plan is known to be, and the files that leave."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from pages.parts import dialogs, style
from pages.parts.buttons import button, download
from pages.parts.form import edits
from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.plan import change_record, client, workbook_import
from pages.parts.session import changes, save, state, store
from pages.parts.session.state import Made, Session
from pages.parts.typed import NumberField
from pages.parts.words import markup, plain
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.record import Entry
from planner.exports.dossier import Dossier, Version
from planner.exports.formats import FORMATS, FileFormat
from planner.intake.typed import typed_text
from planner.jobs.files import FileRequest
from planner.outcome import Plan
from planner.problems import BadInput
from planner.store.changes import ChangeRecord
from planner.store.errors import StoreError
from planner.store.scenarios import Scenarios
from planner.units import MONEY
from planner.wording import counted, decimal, gap_words

_BUDGET = "budget_here"
BESIDE = 4
"""Other scenarios that a file compares with, as many as the page Compare shows beside one."""


def draw(name: str, line: str, made: Made | None) -> None:
    """Campaign name, a line of HTML below it, and Export when there is a plan for exactly this brief."""
    with st.container(key="head", horizontal=True, vertical_alignment="top"):
        st.html(f'<div class="plan-head"><h1>{markup(name)}</h1><p>{line}{save.status()}</p></div>')
        with st.container(key="head_actions", horizontal=True, width="content", gap="small"):
            changes.draw()
            changes.record_button()
            save.draw(decidable=made is not None and made.roster is not None)
            if made is not None:
                _export(made)
    change_record.draw()
    if made is not None and made.roster is not None:
        client.draw(made)
    if style.narrow():
        _budget(state.session().brief)


def _budget(brief: Brief) -> None:
    """The budget above its result, where the sidebar would cover both."""
    field = NumberField(_BUDGET, MONEY, brief)
    budget = None if brief.budget_cents is None else brief.budget_cents / 100

    def change() -> None:
        if field.wrong:
            # It stays, with what is wrong below it, and so does the budget.
            return
        typed = field.held()
        edits.apply("budget_cents", None if typed is None else round(typed * 100))

    if not field.wrong:
        state.put(_BUDGET, typed_text(budget, MONEY, brief))
    field.draw(st.container(key="budget_bar"), f"Budget, {brief.currency}", placeholder="no budget", on_change=change)


def proof_line(plan: Plan, locale: str) -> str:
    """`48 creators, proven within 0.1 % of the best possible, 0.4 s`, as HTML."""
    proof = plan.proof
    who = f"<b>{counted(plan.totals.creators, 'creator')}</b>"
    seconds = f"{decimal(proof.seconds, 1, locale)} s"
    sure = "by the solver" if proof.by_solver else "proven"
    if proof.gap < 5e-6:
        how = f"{sure} the best possible"
    elif proof.closed:
        how = f"{sure} within {gap_words(proof.gap, locale)} of the best possible"
    else:
        how = f"best found when the time ran out, at most {gap_words(proof.gap, locale)} below the best possible"
    return f"{who}, {how}, {seconds}"


def _export(made: Made) -> None:
    """One menu with every format, each built when it is clicked, and the way back in."""
    shelf, name, now = _kept(), Dossier(made.plan, made.brief), state.session()
    # A new key closes the menu, which would otherwise stand in front of the dialog.
    key = f"files_menu.{state.session().turn('export_menu')}"
    with st.container(key="export", width="content"), st.popover("Export", icon=":material/download:", key=key):
        for kind in FORMATS:
            file = asking.deferred(partial(_request, kind, made, now.about, shelf, now))
            look = {"icon": kind.icon, "width": "stretch", "type": "tertiary"}
            download(kind.title, file, kind.name(name), f"export_{kind.key}", **look)
        title = "Upload an edited workbook"
        button(title, "export_read_back", "upload_file", _read_back, width="stretch", type="tertiary")
    if dialogs.shows("workbook"):
        workbook_import.dialog(made)


def _read_back() -> None:
    state.session().next_turn("export_menu")
    dialogs.show("workbook")


@dataclass(frozen=True)
class _Kept:
    """What of the store goes into a file; it is read when the file is made."""

    shelf: Scenarios
    record: ChangeRecord


def _kept() -> _Kept | None:
    """What a file may draw on, None while the database cannot be opened: the menu stands all the same."""
    try:
        return _Kept(store.scenarios(), store.change_record())
    except StoreError:
        return None


def _request(kind: FileFormat, made: Made, about: Campaign, kept: _Kept | None, now: Session) -> Request:
    """A file of the plan, beside other scenarios that hold one and with what was changed; without them if unreadable.

    now: the session whose next run shows what went wrong. A download is made outside of any run, where nothing else
    leads to it.
    """
    versions: list[Version] = []
    entries: tuple[Entry, ...] = ()
    try:
        entries = kept.record.of_campaign(now.campaign) if kept is not None and kind.key == "xlsx" else ()
        lines = kept.shelf.all() if kept is not None else ()
        for line in lines:
            if kept is not None and line.kind == "plan" and len(versions) < BESIDE:
                other = kept.shelf.open(line.id)
                if isinstance(other.outcome, Plan) and other.outcome.as_made != made.plan.as_made:
                    versions.append(Version(other.name, other.brief, other.outcome))
    except (StoreError, BadInput) as trouble:
        why = plain(str(trouble), 200)
        unread = "your other scenarios or the record of changes could not be read"
        now.message = f"{kind.title}: your download shows this plan only, since {unread}. {why}"
    file = FileRequest(kind.key, made.brief.model_dump_json(), made.plan, date.today(), tuple(versions), about, entries)
    return Request(f"file {kind.key}", "files:file_job", file, file.key, made.roster)
