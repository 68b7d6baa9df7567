"""The record of changes from the page to the workbook and the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import streamlit as st

from pages.parts.session import changes, save, state, store
from planner.accounts.actor import Actor
from planner.campaign.differences import Part
from planner.campaign.record import By, Effect, Entry, Figures, Kind, Open, entries, opened, read_together
from planner.cli import main
from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.store.changes import ChangeRecord
from planner.store.database import Database
from tests.test_pages import app, plan_of, settled

pytestmark = pytest.mark.usefixtures("workers")
START = datetime(2026, 11, 28, 9, tzinfo=UTC)


def budget(before: str, after: str, minutes: float = 0, name: str = "Mia") -> Entry:
    part = Part.of("brief:budget_cents", "Budget", before, after)
    spent = {"$40": 4_000, "$45": 4_500, "$50": 5_000}
    made = [Figures(cost_cents=spent[one], reach=10.0 * spent[one], creators=4) for one in (before, after)]
    effect = Effect(before=made[0], after=made[1])
    at = START + timedelta(minutes=minutes)
    return Entry(at=at, by=By(name=name), kind=Kind.BRIEF, parts=(part,), effect=effect)


def test_steps_of_one_number_before_its_plan_are_one_change() -> None:
    steps = [("$40", "$42"), ("$42", "$43"), ("$43", "$45")]
    held: tuple[Open, ...] = ()
    for before, after in steps:
        part = Part.of("brief:budget_cents", "Budget", before, after)
        held = opened(held, Open(at=START, by=By(name="Mia"), kind=Kind.BRIEF, parts=(part,)))
    (made,) = entries(held, None, "Spring", "USD")
    assert made.words == "Budget from $40 to $45"
    back = Part.of("brief:budget_cents", "Budget", "$45", "$40")
    assert opened(held, Open(at=START, by=By(name="Mia"), kind=Kind.BRIEF, parts=(back,))) == ()
    assert len(opened(held, Open(at=START, by=By(name="Ben"), kind=Kind.BRIEF, parts=(back,)))) == 2


def test_steps_that_each_had_a_plan_are_read_as_one() -> None:
    record = [budget("$45", "$50", 2), budget("$40", "$45")]
    (one,) = read_together(record)
    assert one.words == "Budget from $40 to $50"
    assert one.effect is not None and (one.effect.spent, one.effect.reached) == (1_000, 10_000)
    assert len(read_together([budget("$45", "$50", 30), budget("$40", "$45")])) == 2, "later is another change"
    assert len(read_together([budget("$45", "$50", 2, "Ben"), budget("$40", "$45")])) == 2, "and so is another person's"


def test_decisions_of_a_client_are_counted_together() -> None:
    choices = ["approve"] * 12 + ["decline"] * 3
    record = [
        Entry(
            at=START + timedelta(seconds=at),
            by=By(client="link.1", name="Ana Ruiz"),
            kind=Kind.CLIENT,
            parts=(Part.of(f"{choice}:instagram:c{at}", f"{choice} c{at}"),),
        )
        for at, choice in enumerate(choices)
    ]
    (one,) = read_together(reversed(record))
    assert one.words == "Approved 12, declined 3 (@c12 (Instagram); @c13 (Instagram); @c14 (Instagram))"


def kept(now: state.Session) -> tuple[Entry, ...]:
    """The record of what a session works on."""
    return ChangeRecord(store._room().database, Actor.local(now.keep.workspace)).of_campaign(now.campaign)


def test_a_change_on_the_page_is_recorded_with_its_plan_shown_and_taken_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = app()
    now = at.session_state["session"]
    first, before = now.brief, plan_of(at).totals
    assert "show_changes" not in {button.key for button in at.button}, "nothing was changed yet"
    now.brief = first.changed("budget_cents", 3_000_000)
    settled(at.run())
    now.brief = now.brief.changed("creators.max", 25)
    settled(at.run())
    after = plan_of(at).totals
    with monkeypatch.context() as patch:
        ends, status = iter([st.rerun]), save.status
        # Something else ends just then, which draws the page anew before it has come to its dialogs.
        patch.setattr(save, "status", lambda: next(ends, str)() or status())
        settled(at.button(key="show_changes").click().run())
    (shown,) = [one.value for one in at.dataframe if "Who" in one.value and "What" in one.value]
    said = list(shown["What"])
    assert said[0].startswith("Creators at most") and said[1].startswith("Budget from ") and "$30,000" in said[1]
    assert set(shown["Who"]) == {"you on this computer"}
    newest, oldest = kept(now)
    assert oldest.effect is not None and oldest.effect.before is not None and newest.effect is not None
    assert oldest.effect.before.cost_cents == before.cost_cents
    assert newest.effect.after == Figures.of(plan_of(at))
    assert newest.effect.after is not None and newest.effect.after.cost_cents == after.cost_cents

    at.text_input(key="changes_name").set_value("Mia").run()
    settled(at.button(key="undo").click().run())
    record = kept(now)
    assert record[0].kind is Kind.UNDO and record[0].by.name == "Mia" and "Undid: Creators at most" in record[0].words
    settled(at.run())
    assert len(kept(now)) == 3, "looking again records nothing"

    book = openpyxl.load_workbook(BytesIO(plan_workbook(Dossier(plan_of(at), now.brief, now.roster, changes=record))))
    cells = [[cell.value for cell in row] for row in book["Changes"].iter_rows()]
    assert any("Mia" in row for row in cells) and any("Budget from" in str(row) for row in cells)
    assert "Changes" not in openpyxl.load_workbook(BytesIO(plan_workbook(Dossier(plan_of(at), now.brief))))


def test_somebody_elses_change_is_taken_back_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    at = app()
    now = at.session_state["session"]
    first = now.brief.budget_cents
    now.brief = now.brief.changed("budget_cents", 3_500_000)
    settled(at.run())
    monkeypatch.setattr(state, "session", lambda: now)
    mine = store.change_record().of_campaign(now.campaign)[0]
    assert mine.fields is not None
    store.change_record().add(now.campaign, [mine.model_copy(update={"by": By(id="ben", name="Ben")})])
    theirs = store.change_record().of_campaign(now.campaign)[0]
    assert changes.take_back(theirs).startswith("Taken back: Budget from")
    assert now.brief.budget_cents == first
    assert "has been changed again since" in changes.take_back(theirs)
    monkeypatch.undo()
    settled(at.run())
    monkeypatch.setattr(state, "session", lambda: now)
    newest = store.change_record().of_campaign(now.campaign)[0]
    assert newest.words.startswith("Undid Ben’s change: Budget from") and newest.undoes == "Ben"


def test_the_command_line_lists_campaigns_and_reads_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database.sqlite(place)
    spring = budget("$40", "$45").model_copy(update={"campaign": "Spring"})
    ChangeRecord(database, Actor("agency")).add("c1", [spring, budget("$45", "$50", 60, "Ben")])
    ChangeRecord(database, Actor("agency")).add("c2", [budget("$40", "$45").model_copy(update={"campaign": "Autumn"})])
    database.close()
    capsys.readouterr()
    assert main(["changes"]) == 0
    assert "c2  Autumn, 1 change" in capsys.readouterr().out
    assert main(["changes", "--campaign", "c1", "--by", "mia"]) == 0
    out = capsys.readouterr().out
    assert out == "2026-11-28 09:00  Mia: Budget from $40 to $45. $45 ($5 more), 45K people (5,000 more).\n"
    assert main(["changes", "--campaign", "c1", "--kind", "client"]) == 0
    assert capsys.readouterr().out == "Nothing has been changed.\n"
    assert main(["changes", "--campaign", "Winter"]) == 2
    assert main(["changes", "--campaign", "c1", "--by", "Zoe"]) == 2
    assert "Accepted: Ben, Mia." in capsys.readouterr().err
    assert main(["changes", "--campaign", "c1", "--json", "-"]) == 0
    assert [row["words"] for row in json.loads(capsys.readouterr().out)][1] == "Budget from $40 to $45"
