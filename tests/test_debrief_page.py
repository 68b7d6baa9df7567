"""The Debrief page without a browser: alive on first start, nothing applied silently, everything taken back."""

from __future__ import annotations

import time
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.debrief import results
from pages.parts.debrief.desk import Desk
from planner.brief.brief import GoalKind
from planner.debrief.compare import Debrief, debrief
from planner.debrief.inflight import outlook
from planner.debrief.memory import Memory, record_of
from planner.debrief.record import calibration
from planner.debrief.sealed import SealedRecord
from planner.debrief.uploads import Ledger, Upload
from planner.debrief.waterfall import waterfall
from planner.figures.debrief import outlook_bars, pick_ranges, waterfall_bars
from planner.figures.look import Look
from planner.figures.record import bias_bars, reliability
from planner.store.scenario import read_scenario
from tests.debrief_cases import ledger, result, scenario
from tests.unfolded import unfolded

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data"
LOOK = Look()
pytestmark = pytest.mark.usefixtures("workers")


def done(name: str = "results") -> Debrief:
    scenario = read_scenario((SAMPLE / "campaign.json").read_bytes())
    upload = Upload.model_validate_json((SAMPLE / f"{name}.json").read_bytes())
    return debrief(scenario, Ledger(uploads=(upload,)))


def trace(figure: go.Figure, name: str) -> go.Scatter:
    return next(one for one in figure.data if one.name == name)


def page() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/debrief.py").run()
    assert not at.exception, at.exception
    return at


def test_the_page_is_alive_on_first_start_and_a_file_can_be_taken_out() -> None:
    at = page()
    said = " ".join(block.proto.body for block in at.get("html"))
    assert "Spring launch" in said and "57 of 60 picks" in said and "Unique reach" in said
    assert [one.value for one in at.subheader][:2] == ["From planned to actual", "Each creator against their forecast"]
    at.button(key="undo.sample-results.csv").click().run()
    assert not at.exception, at.exception
    assert "No results yet" in [one.value for one in at.subheader]
    data = (SAMPLE / "results_midway.csv").read_bytes()
    at.file_uploader[0].upload("Half.csv", data, "text/csv").run()
    assert not at.exception, at.exception
    said = " ".join(block.proto.body for block in at.get("html"))
    assert "29 of 60 picks</b> posted, 3 posted in part, 28 to come" in said and "5 rows not used" in said
    at.file_uploader[0].upload("brief.csv", b"name,mood\nanna,fine\n", "text/csv").run()
    assert "has no results" in at.error[0].value and "Your results are unchanged" in at.error[0].value


def test_a_channel_that_exported_its_own_results_is_asked_for_on_the_page() -> None:
    """The page named an option of the command line, and there was no way on."""
    at = page()
    data = b'Content,Video title,Video publish time,Views,Likes\nTotal,,,9000,90\nabc,My video,"Mar 5, 2026",9000,90\n'
    at.file_uploader[0].upload("Table data.csv", data, "text/csv").run()
    assert not at.exception and not at.error
    at.text_input(key="results_question.handle").input("willa.oakenby")
    next(one for one in at.button if one.label == "Continue").click().run()
    assert not at.exception, at.exception
    assert any(str(one.key).startswith("undo.") and "Table data" not in str(one.key) for one in at.button)
    assert any("1 row added. Columns not used: Content, Video title" in str(one.value) for one in at.info)


def test_results_of_which_nothing_can_be_read_are_not_added_and_faults_are_named_once() -> None:
    at = page()
    at.button(key="undo.sample-results.csv").click().run()
    rows = "".join(f"creator.{n},many\n" for n in range(40))
    at.file_uploader[0].upload("odd.csv", f"handle,reach\n{rows}".encode(), "text/csv").run()
    assert not at.exception, at.exception
    (said,) = (one.value for one in at.error)
    assert said.replace("\\", "").startswith("odd.csv was not added.") and "(39 more like this.)" in said
    assert said.count("many") == 1
    assert not [one for one in at.button if str(one.key).startswith("undo.")]


def test_lessons_change_the_brief_only_when_asked_and_go_back_exactly_and_the_rest_is_planned() -> None:
    at = page()
    before = at.session_state["session"].brief
    assert before.history == {} and before.assumptions == {}
    at.button(key="apply_all").click().run()
    assert not at.exception, at.exception
    taught = at.session_state["session"].brief
    assert len(taught.history) == 60 and taught.assumptions
    at.button(key="take_back").click().run()
    assert at.session_state["session"].brief.model_dump_json() == before.model_dump_json()
    at.selectbox(key="debrief_campaign").select("half").run()
    at.button(key="plan_rest").click().run()
    assert not at.exception, at.exception
    assert len(at.session_state["session"].brief.must_have) > 20


def test_a_running_campaign_counts_every_pick_once() -> None:
    rows = (
        result(format="reel", posts=1, reach=9_000, link="https://example.com/1"),
        result("ben", platform="tiktok", posts=1, reach=9_000),
        result("cleo", status="declined"),
    )
    said = results.line(debrief(scenario(), ledger(*rows), over=False))
    assert said.startswith("<b>1 of 4 picks</b> posted, 1 posted in part, 1 never will, 1 to come. 3 rows")


def test_lessons_show_whole_per_cents_and_own_results_first() -> None:
    frame = next(one.value for one in page().dataframe if "What" in one.value)
    reach = frame[frame["About"] == "Reach"]
    assert (reach["Posts"].iloc[0] > 0) and (reach["Posts"].iloc[-1] == 0) and (reach["Similar posts"] > 0).any()
    own = (reach["Posts"] > 0).tolist()
    assert own == sorted(own, reverse=True)
    assert [round(share, 2) for share in frame["Change"]] == frame["Change"].tolist()


def test_results_are_in_the_currency_of_their_campaign_whatever_is_planned_now() -> None:
    at = unfolded(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)).run()
    at.selectbox(key="form.currency").set_value("EUR").run()
    at.switch_page("pages/debrief.py").run()
    assert not at.exception, at.exception
    row = b"handle,platform,reach,cost\nbexley.tresmere,tiktok,400000,$250\n"
    at.file_uploader[0].upload("Dollars.csv", row, "text/csv").run()
    said = " ".join(block.proto.body for block in at.get("html"))
    assert not at.exception and not at.error and "111 rows of results count" in said


def test_results_for_the_plan_of_the_plan_page_keep_that_plan() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    for _ in range(60):
        if at.session_state["session"].made is not None:
            break
        at.run()
    planned = at.session_state["session"].made.plan
    at.switch_page("pages/debrief.py").run()
    at.selectbox(key="debrief_campaign").select("latest").run()
    row = f"handle,platform,reach\n{planned.picks[0].handle},{planned.picks[0].platform},500\n"
    at.file_uploader[0].upload("First.csv", row.encode(), "text/csv").run()
    assert not at.exception, at.exception
    desk = at.session_state["session"].of_page(Desk)
    assert desk.taken.outcome == planned and at.selectbox(key="debrief_campaign").value == desk.taken.id
    assert "1 of" in " ".join(block.proto.body for block in at.get("html"))


def test_the_waterfalls_bars_are_its_steps() -> None:
    found = waterfall(done(), GoalKind.UNIQUE_REACH)
    figure = waterfall_bars(found, done().brief, LOOK)
    rows = 2 + len(found.steps)
    bars = sum((len(trace(figure, name).x or ()) + 1) // 6 for name in ("ends", "gains", "losses"))
    assert bars == rows == len(trace(figure, "points").x)


def test_picks_outside_their_range_are_told_from_those_inside() -> None:
    found = done()
    figure = pick_ranges(found, LOOK)
    assert len(trace(figure, "inside").x) == found.total.inside
    assert len(trace(figure, "outside").x) == found.total.judged - found.total.inside


@pytest.mark.parametrize("look", [LOOK, Look(dark=True, narrow=True)])
def test_the_record_and_the_outlook_draw_what_they_know(look: Look) -> None:
    record = calibration(Memory().with_campaign(record_of("x", done())))
    assert list(trace(reliability(record, "en_US", look), "came").y) == [p.came for p in record.reliability]
    assert len(trace(bias_bars(record, "en_US", look), "points").x) == len(record.platforms) + len(record.tiers)
    ahead = outlook(done("results_midway"))
    assert len(trace(outlook_bars(ahead, done().brief, look), "points").x) == 3


def test_nothing_is_drawn_of_nothing() -> None:
    scenario = read_scenario((SAMPLE / "campaign.json").read_bytes())
    assert pick_ranges(debrief(scenario, Ledger()), LOOK).layout.annotations[0].text == "No post has a reach yet."


def test_the_plan_on_screen_is_sealed_once_and_stands_in_the_record() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    for _ in range(60):
        if at.session_state["session"].made is not None:
            break
        time.sleep(1)
        at.run()
    at.switch_page("pages/debrief.py").run()
    assert not at.exception, at.exception
    at.button(key="seal").click().run()
    assert not at.exception, at.exception
    said = " ".join(block.proto.body for block in at.get("html"))
    assert "1 have no results yet" in said
    assert "Every file of this plan shows the seal" in " ".join(one.value for one in at.caption)
    assert not [one for one in at.button if one.key == "seal"]
    at.session_state["session"].of_page(Desk).book = SealedRecord()
    at.run()
    assert "Line 1 of this record stood here once" in " ".join(one.value for one in at.error)


def test_columns_that_were_recognised_can_be_read_otherwise_on_the_page() -> None:
    """Only columns that nobody recognised could be chosen."""
    at = page()
    data = b"handle,date,reach,impressions,likes\nwilla.oakenby,2026-03-05,900,1200,40\n"
    at.file_uploader[0].upload("post.csv", data, "text/csv").run()
    assert not at.exception and not at.error
    key = next(str(one.key) for one in at.selectbox if str(one.key).startswith("results_column."))
    stem = key.rpartition("use.")[0]
    assert at.selectbox(key=f"{stem}use.C").value == "reach"
    at.selectbox(key=f"{stem}use.C").select("impressions")
    at.selectbox(key=f"{stem}use.D").select("reach")
    next(one for one in at.button if one.label == "Read it so").click().run()
    assert not at.exception and not at.error
    desk = at.session_state["session"].of_page(Desk)
    uploads = [one for results in desk.results.values() for one in results.ledger.uploads]
    (row,) = next(one.results for one in uploads if one.name == "post.csv")
    assert (row.reach, row.impressions, row.likes) == (1200, 900, 40)
