"""The pages without a browser: what they show, what they do with an edit, and that no edit is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts.jobs import planning
from pages.parts.plan import head, kpis
from pages.parts.session import state
from pages.parts.words import markup, plain
from planner.brief.brief import Brief
from planner.campaign.conflict import lines_of
from planner.campaign.verdict import verdict_of
from planner.domain.platforms import Platform
from planner.domain.roster import Roster
from planner.exports import dossier, terminal
from planner.exports.formats import FORMATS
from planner.exports.key_figures import key_figures
from planner.jobs.files import FileRequest, file_job
from planner.jobs.plan import Problems, plan_job
from planner.outcome import Plan, Refusal
from planner.store.changes import ChangeRecord
from planner.store.errors import Trouble, Unavailable
from planner.store.scenarios import Scenarios
from planner.workers import Context
from tests import builders
from tests.unfolded import scrolled, unfolded

ROOT = Path(__file__).parents[1]
SAMPLE = Brief.read((ROOT / "sample_data" / "brief.json").read_text(encoding="utf-8"))
PATIENCE = 60
pytestmark = pytest.mark.usefixtures("workers")


def app() -> AppTest:
    """A new session on the Plan page, planned; nothing is opened, and nobody has scrolled."""
    return settled(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run())


def whole_app() -> AppTest:
    """A new session on the Plan page, planned, opened, and drawn as far as what limits the plan."""
    return scrolled(unfolded(app()).run(), "plan")


def settled(at: AppTest) -> AppTest:
    """The session once its question is answered."""
    assert not at.exception, at.exception
    for _ in range(PATIENCE):
        now = at.session_state["session"]
        asked = now.asked.get(planning.NAME)
        if now.answer is not None and asked is not None and planning.request(now.answer.question).task.key == asked.key:
            return at
        at.run()
        assert not at.exception, at.exception
    pytest.fail("there was no answer in a minute")


def plan_of(at: AppTest) -> Plan:
    outcome = at.session_state["session"].answer.outcome
    assert isinstance(outcome, Plan), outcome
    return outcome


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def figures(at: AppTest) -> list[str]:
    """Keys of the charts, in their order."""
    return [element.proto.id.rpartition("-")[2] for element in at.get("plotly_chart")]


def pictures(at: AppTest) -> list[str]:
    """Keys of the components that draw something."""
    keys = [element.proto.id.rpartition("-")[2] for element in at.get("bidi_component")]
    return [key for key in keys if key == "pyramid"]


def number(at: AppTest, name: str) -> Any:
    return next(one for one in (*at.number_input, *at.text_input) if one.key == f"form.{name}")


def test_the_first_visit_finds_the_sample_campaign_planned() -> None:
    at = whole_app()
    plan = plan_of(at)
    assert "<h1>Spring launch</h1>" in html(at)
    assert f"<b>{len(plan.picks)} creators</b>, proven" in html(at)
    assert pictures(at) == ["pyramid"] and figures(at)[-1] == "limits"
    assert list(at.dataframe[0].value["Creator"]) == [pick.handle for pick in plan.picks]
    assert not at.error and not at.warning


def test_the_budget_moves_the_plan_and_the_change_is_counted_from_the_first() -> None:
    at = app()
    before = plan_of(at)
    at.slider(key="form.budget_slider").set_value(40_000).run()
    assert number(at, "budget").value == "40,000"
    settled(at)
    after = plan_of(at)
    assert after.totals.cost_cents <= 4_000_000 < before.totals.cost_cents
    assert f"Change since {before.totals.creators} creators" in html(at)
    number(at, "budget").set_value("41,234.56").run()
    assert at.slider(key="form.budget_slider").value == 41_234
    assert settled(at).session_state["session"].brief.budget_cents == 4_123_456


def test_a_brief_that_cannot_hold_is_refused_and_one_fix_mends_it() -> None:
    at = app()
    number(at, "reach_floor").set_value("1.5m").run()
    settled(at)
    refusal = at.session_state["session"].answer.outcome
    assert isinstance(refusal, Refusal)
    assert "No plan can meet this brief" in html(at)
    said = " ".join(c.value for c in at.caption)
    fixes = [b for b in at.button if b.key and b.key.startswith("fix.")]
    offered = [line.fix for line in lines_of(refusal) if line.fix is not None]
    assert len(fixes) == len(offered) > 0 and offered[0].enough, "what is enough for a plan is offered first"
    rough = sum(fix.enough and not fix.least for fix in offered)
    assert "does not answer this one" in said and said.count("A smaller change may be enough.") == rough > 0
    plan_of(settled(fixes[0].click().run()))


def test_must_have_and_excluded_hold_and_are_shown_as_chips() -> None:
    at = whole_app()
    first, second = (pick.creator for pick in plan_of(at).picks[:2])
    at.multiselect(key="form.excluded").set_value([first]).run()
    at.multiselect(key="form.must_have").set_value([second]).run()
    creators = {pick.creator for pick in plan_of(settled(at)).picks}
    assert second in creators and first not in creators
    at.button(key=f"free.{first}").click().run()
    settled(at)
    assert at.session_state["session"].brief.excluded == ()
    assert at.multiselect(key="form.excluded").value == []


def test_a_must_have_leaves_the_excluded() -> None:
    at = app()
    name = plan_of(at).picks[0].creator
    at.multiselect(key="form.excluded").set_value([name]).run()
    at.multiselect(key="form.must_have").set_value([name]).run()
    assert at.session_state["session"].brief.excluded == ()
    assert at.multiselect(key="form.excluded").value == []
    assert not at.error


def test_what_cannot_be_used_is_said_and_the_last_good_brief_stays() -> None:
    at = whole_app()
    before = at.session_state["session"].brief
    number(at, "tiers.mid").set_value("900").run()
    assert at.session_state["session"].brief == before
    assert any("no two tiers overlap" in error.value for error in at.error)
    assert number(at, "tiers.mid").value == "900"
    number(at, "tiers.mid").set_value("40 000").run()
    assert at.session_state["session"].brief.tiers.mid == 40_000
    assert not at.error


def test_edits_outlast_a_visit_to_another_page() -> None:
    at = app()
    number(at, "creators.max").set_value(30).run()
    settled(at)
    at.switch_page("pages/assumptions.py").run()
    assert not at.exception
    at.switch_page("pages/plan.py").run()
    settled(at)
    assert number(at, "creators.max").value == 30
    assert plan_of(at).totals.creators <= 30


def test_without_a_roster_kinds_of_creators_are_planned() -> None:
    at = whole_app()
    at.segmented_control(key="form.source").set_value("benchmarks").run()
    plan = plan_of(settled(at))
    assert plan.totals.creators > len(plan.picks)
    assert any("How many" in shown.value.columns for shown in at.dataframe)
    assert at.session_state["session"].brief.must_have, "what waits for a roster is not lost"


def test_the_roster_page_shows_what_is_loaded() -> None:
    at = app()
    at.switch_page("pages/roster.py").run()
    assert not at.exception
    assert "400 creators" in html(at)
    assert int(at.dataframe[0].value["All"].sum()) == 400
    assert len(at.dataframe[1].value) == 400


FILE = """handle,platform,followers,package,reels,compensation,fee
![x](http://127.0.0.1:9/x.png),instagram,20000,1 reel,1,cash,200
big.one,instagram,900000,1 reel,1,cash,900
mid.one,instagram,90000,1 reel,1,cash,400
bad.one,instagram,-5,1 reel,1,cash,250

"""


def test_a_file_is_read_but_only_used_when_asked() -> None:
    at = app()
    before = at.session_state["session"].roster.fingerprint
    at.switch_page("pages/roster.py").run()
    at.file_uploader[0].upload("mine.csv", FILE.encode(), "text/csv").run()
    assert not at.exception
    assert at.session_state["session"].roster.fingerprint == before
    assert "needs fixing" in html(at)
    assert any("-5" in str(table.value.to_dict()) for table in at.dataframe)
    at.button(key="use_and_fit").click().run()
    assert len(at.session_state["session"].roster) == 3
    assert at.session_state["session"].brief.must_have == ()
    at.switch_page("pages/plan.py").run()
    settled(at)
    at.switch_page("pages/roster.py").run()
    at.button(key="sample_roster").click().run()
    assert at.session_state["session"].roster.fingerprint == before


def test_an_unusable_file_leaves_everything_as_it_was() -> None:
    at = app()
    before = at.session_state["session"].roster.fingerprint
    at.switch_page("pages/roster.py").run()
    at.file_uploader[0].upload("empty.csv", b"", "text/csv").run()
    assert not at.exception
    assert at.error
    assert at.session_state["session"].roster.fingerprint == before


def edit_first_assumption(at: AppTest, value: float) -> AppTest:
    at.session_state["assumptions.0."] = {"edited_rows": {0: {"Value": value}}, "added_rows": [], "deleted_rows": []}
    return at.run()


def test_an_assumption_is_edited_marked_and_reset() -> None:
    at = app()
    before = plan_of(at)
    at.switch_page("pages/assumptions.py").run()
    edit_first_assumption(at, 0.5)
    assert not at.exception
    (edited,) = at.session_state["session"].brief.assumptions
    at.button(key=f"reset.{edited}").click().run()
    assert at.session_state["session"].brief.assumptions == {}
    at.switch_page("pages/plan.py").run()
    assert plan_of(settled(at)).totals == before.totals


def test_the_numbers_of_an_unknown_platform_are_shown_and_changed() -> None:
    at = app()
    session = at.session_state["session"]
    new = {"bereal": {"reach": 0.1, "engagement": 0.02, "cents_per_post": 5_000}}
    session.brief = session.brief.changed("new_platforms", new)
    at.switch_page("pages/assumptions.py").run()
    assert not at.exception
    reach, engagement, price = at.text_input[1:4]
    assert (reach.value, engagement.value, price.value) == ("10", "2", "50")
    reach.set_value("25 %")
    price.set_value("$80")
    at.button(key="FormSubmitter:new_platform_bereal-Use these numbers").click().run()
    now = at.session_state["session"].brief.new_platforms[Platform("bereal")]
    assert (now.reach, now.engagement, now.cents_per_post, now.cents_per_thousand) == (0.25, 0.02, 8_000, None)
    at.text_input(key="assumption_search").set_value("reach rate post bereal").run()
    assert not at.exception
    turn = session.turn("assumptions")
    at.session_state[f"assumptions.{turn}.reach rate post bereal"] = {
        "edited_rows": {0: {"Value": 0.3}}, "added_rows": [], "deleted_rows": []
    }  # fmt: skip
    at.run()
    assert not at.exception
    edited = at.session_state["session"].brief.assumptions
    assert [key.split(".")[1] for key in edited] == ["bereal"] and list(edited.values()) == [0.3]


def test_an_assumption_out_of_range_is_said_and_not_taken() -> None:
    at = app()
    at.switch_page("pages/assumptions.py").run()
    edit_first_assumption(at, -1)
    assert at.session_state["session"].brief.assumptions == {}
    assert "at least 0" in at.error[0].value


def test_a_brief_that_does_not_fit_the_roster_comes_back_as_problems() -> None:
    outcome = plan_job(SAMPLE.model_dump_json(), small(), Context())
    assert isinstance(outcome, Problems)
    assert {p.place.partition(".")[0] for p in outcome.found} >= {"must_have", "excluded", "resources"}


@pytest.mark.parametrize("text", ["![x](http://a/b.png)", "**b**", "$a$", ":red[r]", ":smile:", "`c`", "<b>"])
def test_text_from_a_file_is_no_markup(text: str) -> None:
    escaped = plain(text)
    assert escaped.replace("\\", "") == text
    assert not any(sign in escaped.replace("\\" + sign, "") for sign in "*$:`<[!")
    assert "<" not in markup(text)


def test_every_tile_has_a_number_even_without_picks() -> None:
    brief = builders.brief(goal={"kind": "cheapest"}, budget_cents=None)
    outcome = plan_job(brief.model_dump_json(), small(), Context())
    assert isinstance(outcome, Plan)
    assert [tile.shown for tile in kpis.tiles_of(outcome, brief)] == ["0", "0", "$0", "none", "none", "0"]


def test_a_cost_per_person_reads_alike_in_tile_verdict_and_file() -> None:
    brief = builders.brief(budget_cents=14_000, currency="EUR")
    outcome = plan_job(
        brief.model_dump_json(), builders.roster(builders.creator("anna", builders.package(fee=140))), Context()
    )
    assert isinstance(outcome, Plan)
    totals = outcome.totals.model_copy(update={"unique_reach": 14_000 / 1.4})
    cheap = outcome.model_copy(update={"totals": totals})
    tiny = cheap.model_copy(update={"totals": totals.model_copy(update={"unique_reach": 10**8})})
    assert [kpis.tiles_of(one, brief)[3].shown for one in (cheap, tiny)] == ["€0.014", "<€0.001"]
    assert ", €0.014 each;" in verdict_of(cheap, brief).sentence
    assert {one.title: one.number for one in key_figures(cheap, brief)}["Cost per person"] == "€0.014"
    assert any(line.split()[-1] == "€0.014" for line in terminal.lines(cheap, brief) if "Per unique person" in line)


def test_a_download_without_the_other_scenarios_leaves_a_message_for_the_next_run() -> None:
    """It is made outside of any run, where nothing but the session that it was given leads back to the person."""

    class Locked:
        def all(self) -> None:
            raise Unavailable(Trouble.LOCKED)

        def of_campaign(self, campaign: str) -> None:
            raise Unavailable(Trouble.LOCKED)

    brief, roster = builders.brief(), small()
    outcome = plan_job(brief.model_dump_json(), roster, Context())
    assert isinstance(outcome, Plan)
    now = state.Session()
    made = state.Made(outcome, brief, "roster", roster)
    kept = head._Kept(cast(Scenarios, Locked()), cast(ChangeRecord, Locked()))
    request = head._request(FORMATS[0], made, now.about, kept, now)
    assert isinstance(request.payload, FileRequest)
    assert request.payload.versions == ()
    said = now.take_message() or ""
    assert said.startswith(
        "Workbook: your download shows this plan only, since your other scenarios or the record of changes could not "
        "be read."
    )
    assert now.take_message() is None


def small() -> Roster:
    return builders.roster(builders.creator("anna", builders.package(units=2, brand_score=7)))


def test_no_page_waits_for_a_question_that_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = state.Question("key", SAMPLE, state.Source.BENCHMARKS, None)
    monkeypatch.setattr(state, "session", state.Session)
    for stopped in (False, True):
        monkeypatch.setattr(planning, "cancelled", lambda asked, stopped=stopped: stopped)
        assert planning.underway(asked) is not stopped


def test_a_file_is_made_by_a_worker_at_one_click(monkeypatch: pytest.MonkeyPatch) -> None:
    def forecast(*_: object) -> None:
        raise AssertionError("the server forecasts the roster")

    offered: dict[str, Callable[[], bytes]] = {}
    shown = st.download_button

    def offer(*args: Any, **options: Any) -> bool:
        offered[options["key"]] = options["data"]
        return bool(shown(*args, **options))

    monkeypatch.setattr("planner.exports.dossier.build_table", forecast)
    monkeypatch.setattr(st, "download_button", offer)
    app()
    assert offered["export_xlsx"]().startswith(b"PK")
    assert offered["export_csv"]().decode("utf-8-sig").count("\n") > 10


def test_a_workbook_forecasts_the_roster_once_and_no_other_file_does(monkeypatch: pytest.MonkeyPatch) -> None:
    forecasts: list[Roster] = []
    build = dossier.build_table
    monkeypatch.setattr(dossier, "build_table", lambda *of: forecasts.append(of[0]) or build(*of))
    brief, roster = builders.brief(), small()
    plan = plan_job(brief.model_dump_json(), roster, Context())
    assert isinstance(plan, Plan)
    for kind in FORMATS:
        forecasts.clear()
        assert file_job(FileRequest(kind.key, brief.model_dump_json(), plan, date(2026, 3, 2)), roster, Context())
        assert len(forecasts) == (kind.key == "xlsx"), kind.key


def test_a_plan_is_known_by_its_picks_and_not_by_the_seconds_it_took() -> None:
    brief, roster = builders.brief(), small()
    plan = plan_job(brief.model_dump_json(), roster, Context())
    assert isinstance(plan, Plan)
    slower = plan.model_copy(update={"proof": plan.proof.model_copy(update={"seconds": 99.0})})
    made, again, other = (
        state.Made(one, asked, state.Source.ROSTER, roster)
        for one, asked in ((plan, brief), (slower, brief), (plan, brief.changed("name", "Another")))
    )
    assert made.key == again.key != other.key
