"""The form of waves, offers and partnerships, and the Calendar page, without a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.form import controls
from pages.parts.plan import own_scores
from pages.parts.session.state import Session
from pages.parts.typed import as_numbers, as_texts
from planner import fitting
from planner.brief.brief import Brief
from planner.brief.tables import waves_frame, with_waves
from planner.brief.terms import Flight, Span
from planner.domain.roster import Compensation
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions
from planner.problems import BadInput
from planner.units import MONEY
from tests import builders

ROOT = Path(__file__).parents[1]
SMALL = Brief.read((ROOT / "sample_data" / "brief_small.json").read_text(encoding="utf-8"))
ROSTER = builders.roster(builders.creator("anna", builders.package("reel", 100, reels=1, product_units=0)))
pytestmark = pytest.mark.usefixtures("workers")


def typed(brief: Brief, **values: Any) -> Brief:
    """The brief after these widgets were set, by control with __ for dots."""
    return controls.read(
        brief, controls.controls_of(brief, ROSTER), {name.replace("__", "."): value for name, value in values.items()}
    )


def test_every_control_shows_what_the_brief_says_and_writes_nothing_by_itself() -> None:
    listed = controls.controls_of(SMALL, ROSTER)
    shown = {control.name: control.shows(SMALL) for control in listed}
    assert controls.read(SMALL, listed, shown) is SMALL
    assert len({control.name for control in listed}) == len(listed)
    assert (shown["waves"], shown["offers.ways"], shown["offers.product.worth"]) == (
        3,
        ["product", "hybrid", "affiliate"],
        29.0,
    )
    assert shown["offers.affiliate.commission"] == 15.0


def test_choosing_a_way_brings_what_it_needs() -> None:
    brief = typed(builders.brief(), offers__ways=["event", "affiliate"])
    assert brief.offers is not None and brief.offers.ways == (Compensation.EVENT, Compensation.AFFILIATE)
    assert brief.resources["event_seats"].stock == 0
    brief = controls.read(brief, controls.controls_of(brief, ROSTER), {"offers.event.worth": 150.0})
    assert brief.offers is not None and brief.offers.event is not None and brief.offers.event.worth_cents == 15_000


def test_waves_grow_and_shrink_at_the_end() -> None:
    brief = typed(SMALL, waves=5)
    assert [wave.name for wave in brief.waves] == ["First taste", "On the trail", "Back for more", "Wave 4", "Wave 5"]
    assert brief.waves[0].creators.min == 8
    none = typed(SMALL, waves=0)
    assert not none.waves and none.offers is not None and not none.offers.spans
    assert none.partnerships.headcount.min is None


def test_partnership_demands_are_written() -> None:
    brief = typed(SMALL, partnerships__headcount=(50, 90), pace__rest=1, offers__spans=["every_wave"])
    assert (brief.partnerships.headcount.min, brief.partnerships.headcount.max) == (0.5, 0.9)
    assert brief.pace.rest == 1 and brief.offers is not None and brief.offers.spans == (Span.EVERY_WAVE,)


def test_the_table_of_waves_keeps_what_it_does_not_show() -> None:
    frame = pd.DataFrame(
        [
            {"name": "First taste", "start": pd.Timestamp("2027-03-01"), "end": None, "cash_max": 1_000.5},
            {"name": "New", "posts_min": 3.0},
        ]
    )
    brief = with_waves(SMALL, frame)
    assert str(brief.waves[0].start) == "2027-03-01" and brief.waves[0].cash_cents.max == 100_050
    assert brief.waves[1].posts.min == 3
    with pytest.raises(BadInput, match="minimum of 3 above its maximum of 1"):
        with_waves(SMALL, pd.DataFrame([{"name": "x", "posts_min": 3, "posts_max": 1}]))


def test_offers_survive_a_roster_without_their_stock() -> None:
    bare = builders.roster(builders.creator("ben"))
    assert fitting.without_unknown(SMALL, bare)[0].offers == SMALL.offers
    scored = SMALL.changed("scores", {"instagram:nobody": {"fit": 0.5}})
    fitted, gone = fitting.without_unknown(scored, archetype_roster(SMALL, default_assumptions()))
    assert not fitted.scores and "the scores of @nobody (Instagram)" in gone


def test_a_first_visit_has_two_campaigns_to_choose_from() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not at.exception, at.exception
    assert at.button(key="start_brief").disabled and not at.button(key="start_brief_small").disabled
    at.button(key="start_brief_small").click().run()
    assert at.session_state["session"].brief == SMALL
    # What the old form's widgets still send is of no account.
    at.session_state["form.budget"] = "110,000"
    at.session_state["form.waves"] = 0
    at.run()
    assert at.session_state["session"].brief == SMALL
    at.session_state["session"].brief = SMALL.changed("name", "Mine")
    at.run()
    assert "start_brief" not in [button.key for button in at.button]


def test_own_scores_go_into_the_brief(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Session(brief=SMALL)
    monkeypatch.setattr(own_scores.state, "session", lambda: now)
    own_scores.save("instagram:anna", {"fit": 0.8, "affinity": None})
    assert now.brief.scores["instagram:anna"].fit == 0.8 and now.brief.scores["instagram:anna"].affinity is None
    own_scores.save("instagram:anna", {"fit": None, "affinity": None})
    assert not now.brief.scores


@pytest.fixture
def planned() -> AppTest:
    """A session on the Calendar, the sample with several waves planned."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.session_state["session"].brief = SMALL
    for _ in range(60):
        at.run()
        if at.session_state["session"].made is not None and at.session_state["session"].made.brief.name == SMALL.name:
            break
    at.switch_page("pages/calendar.py").run()
    assert not at.exception, at.exception
    return at


def test_the_calendar_shows_the_plan(planned: AppTest) -> None:
    said = " ".join(str(part.proto.body) for part in planned.get("html"))
    assert "Trail box, small and steady" in said and "Back for more" in said and "Before the launch" in said
    assert [part.value for part in planned.subheader][:2] == ["What’s due", "Week by week"]


def test_the_first_day_of_asking_stands_beside_the_flight_and_plans_anew(planned: AppTest) -> None:
    start, early = date(2027, 3, 1), date(2026, 12, 1)
    planned.date_input(key="flight_start_0").set_value(start)
    planned.date_input(key="flight_work_from_0").set_value(early).run()
    planned.button(key="use_dates").click().run()
    assert planned.session_state["session"].brief.flight == Flight(start=start, work_from=early)
    for _ in range(60):
        if planned.session_state["session"].made.brief == planned.session_state["session"].brief:
            break
        planned.run()
    else:
        pytest.fail("the Calendar did not plan the new dates")
    planned.date_input(key="flight_start_1").set_value(None).run()
    planned.button(key="use_dates").click().run()
    assert [error.value for error in planned.error] == [
        "Enter the date of the first post too, or clear all three dates."
    ]
    assert planned.session_state["session"].brief.flight.start == start


def test_numbers_in_tables_are_read_as_the_country_writes_them() -> None:
    german = SMALL.changed("locale", "de_DE").changed("currency", "EUR")
    waves = with_waves(german, pd.DataFrame([{"name": "Start", "cash_max": 1_000.5}]))
    shown = as_texts(waves_frame(waves), ("cash_max",), MONEY, waves)
    assert shown["cash_max"].tolist() == ["1.000,50"]
    shown.loc[0, "cash_max"] = "1.200"
    read = as_numbers(shown, {"cash_max": "max. spend"}, MONEY, waves)
    assert with_waves(waves, read).waves[0].cash_cents.max == 120_000
    shown.loc[0, "cash_max"] = None
    assert with_waves(waves, as_numbers(shown, {"cash_max": ""}, MONEY, waves)).waves[0].cash_cents.max is None
    shown.loc[0, "cash_max"] = "1,200"
    for called, place in (("Start", "Start"), (None, "row 1")):
        shown.loc[0, "name"] = called
        with pytest.raises(BadInput, match=f"^{place}, max. spend.*three digits"):
            as_numbers(shown, {"cash_max": "max. spend"}, MONEY, waves)
