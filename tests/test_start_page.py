"""A campaign of one's own, from five answers to a plan, in which nothing of the sample is left."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from pages.parts.session.state import Source
from planner.domain.roster import Platform
from planner.outcome import Plan
from tests.test_pages import html, settled

ROOT = Path(__file__).parents[1]
LIST = """Our creators, spring
Handle,Platform,Followers,Price per post,Country
@lena.backt,Instagram,12.5K,€180,Germany
@tim.radelt,TikTok,48K,€420,Germany
@studio.mo,Instagram,210K,"€1,900",Germany
@anna.kocht,Instagram,8.1K,€90,Germany
@oma.strickt,Instagram,31K,240,Austria
"""
pytestmark = pytest.mark.usefixtures("workers")


def opened() -> AppTest:
    """The page in a new session, with name and budget filled in."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/new.py").run()
    assert not at.exception, at.exception
    at.text_input(key="start.name").set_value("Frühling 2027").run()
    at.text_input(key="start.budget").set_value("8,000").run()
    at.selectbox(key="start.currency").set_value("EUR").run()
    countries = at.selectbox(key="start.audience.country")
    assert {"Türkiye (Turkey)", "Czechia (Czech Republic)"} <= set(countries.options), "found by what people type"
    countries.set_value("DE").run()
    at.segmented_control(key="start.audience.gender").set_value("Women").run()
    at.select_slider(key="start.audience.ages").set_range(18, 34).run()
    assert not at.exception, at.exception
    return at


def planned(at: AppTest) -> AppTest:
    """The Plan page of the campaign, once it is planned."""
    at.button(key="start.plan").click().run()
    assert not at.exception, at.exception
    at.switch_page("pages/plan.py").run()
    return settled(at)


def test_a_list_and_five_answers_become_a_plan() -> None:
    at = opened()
    at.text_area(key="roster_paste.0").set_value(LIST).run()
    assert "5" in html(at)
    assert at.pills(key="start.platforms").value == [Platform.INSTAGRAM, Platform.TIKTOK], "where the list is"
    at = planned(at)
    assert at.pills(key="form.1.platforms").options == ["Instagram", "TikTok"]
    now = at.session_state["session"]
    assert isinstance(now.answer.outcome, Plan) and now.answer.outcome.picks
    brief = now.brief
    assert (brief.name, brief.budget_cents, brief.currency) == ("Frühling 2027", 800_000, "EUR")
    audience = brief.audience[0]
    assert (audience.country, audience.gender, audience.ages) == ("DE", "female", (18, 34))
    assert audience.country in set(now.roster.creators["country"]), "written as the list writes it"
    assert 1_000_000 < audience.size < 20_000_000
    listed = {line.split(",")[0].removeprefix("@") for line in LIST.splitlines()[2:]}
    assert {pick.handle for pick in now.answer.outcome.picks} <= listed
    # a fee without a sign is in the campaign's currency
    fees = now.roster.packages.set_index(now.roster.creators["id"].to_numpy()[now.roster.packages["creator"]])
    assert int(fees.loc["instagram:oma.strickt", "fee_cents"]) == 24_000


def test_a_list_without_countries_says_before_the_plan_that_nobody_counts_as_there() -> None:
    at = opened()
    at.text_area(key="roster_paste.0").set_value("handle,platform,followers,fee\nann,ig,9000,80\nbea,ig,7000,70").run()
    assert any("The country of no creator is known" in one.value for one in at.warning)
    where = next(box for box in at.selectbox if "Which country are they in" in box.label)
    where.set_value("DE").run()
    assert not any("The country of no creator" in one.value for one in at.warning), "it is answered right there"


def test_rows_that_cannot_be_used_say_why_before_the_plan() -> None:
    at = opened()
    rows = ["handle,platform,followers,fee", "ann,ig,9000,80", "bea,ig,many,70", "cleo,ig,lots,60"]
    at.text_area(key="roster_paste.0").set_value("\n".join(rows)).run()
    assert any("can't be used yet" in one.value for one in at.warning)
    assert "2 rows need column C (followers) corrected" in html(at)


def test_a_sheet_that_is_not_read_is_named_and_can_be_chosen() -> None:
    book = Workbook()
    book.active.title = "Instagram"
    for sheet, who in ((book.active, "ann"), (book.create_sheet("TikTok"), "bea")):
        sheet.append(["Handle", "Followers", "City", f"Price per {'post' if who == 'ann' else 'video'}"])
        sheet.append([who, 9_000, "Elbonia" if who == "ann" else "Ruritania", 80])
    data = io.BytesIO()
    book.save(data)
    at = opened()
    at.file_uploader[0].upload("crew.xlsx", data.getvalue(), "application/octet-stream").run()
    assert any("sheet isn't read yet: “TikTok”" in one.value.replace("\\", "") for one in at.warning), at.warning
    sheets = next(box for box in at.multiselect if box.label == "Sheets")
    sheets.set_value(["Instagram", "TikTok"]).run()
    assert not at.exception and not any("sheet isn't read" in one.value for one in at.warning)
    (where,) = [box.label.replace("\\", "") for box in at.selectbox if "Which country" in box.label]
    assert where.startswith("2 creators have a place whose country isn't clear: Elbonia, Ruritania. Which"), where
    at = planned(at)
    assert set(at.session_state["session"].roster.creators["id"]) == {"instagram:ann", "tiktok:bea"}


def test_what_an_unknown_platform_its_accounts_and_a_column_are_is_asked() -> None:
    at = opened()
    rows = [
        "handle,platform,followers,fee,website,% engagement last month",
        "eve,BeReal,15000,150,eve.example/me,4.1%",
        "fay,Instagram,8100,90,fay.example/me,3.2%",
        "fay.tt,TikTok,9000,80,fay.example/me,5.4%",
    ]
    at.text_area(key="roster_paste.0").set_value("\n".join(rows)).run()
    asked = [box.label for box in at.text_input if "Bereal" in box.label]
    assert len(asked) == 4
    assert [box.label for box in at.selectbox if "belong to the same person" in box.label]
    seems = next(box for box in at.selectbox if "what they seem" in box.label)
    assert "% engagement last month" in seems.label
    for words, value in (("how many see", "12"), ("how many react", "2,0"), ("reach 1,000", "20")):
        next(box for box in at.text_input if words in box.label).set_value(value).run()
    assert not at.exception
    at = planned(at)
    assert any("Bereal" in group.options for group in at.get("button_group")), "as people write it"
    now = at.session_state["session"]
    assert now.brief.new_platforms[Platform("bereal")].reach == 0.12
    assert set(now.roster.creators["id"]) == {"bereal:eve", "instagram:fay", "tiktok:fay.tt"}


def test_nothing_of_the_sample_is_left() -> None:
    at = opened()
    at.segmented_control(key="start.creators").set_value("No list yet").run()
    at = planned(at)
    now = at.session_state["session"]
    assert not now.about.sample and now.source is Source.BENCHMARKS
    assert now.baseline is None or now.baseline.brief.name == "Frühling 2027"
    assert now.brief.quality.min_fit is None and not now.brief.must_have and not now.brief.excluded
    assert not now.brief.resources and now.brief.creators.max == 150
    assert "start_own" not in [button.key for button in at.button], "the badge is gone"
    assert at.slider(key=f"form.{1}.budget_slider").max < 50_000


def test_what_is_missing_is_named() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/new.py").run()
    at.button(key="start.plan").click().run()
    said = " ".join(warning.value for warning in at.warning)
    for words in ("a name", "a budget", "a list that can be read"):
        assert words in said
    assert at.session_state["session"].about.sample, "nothing has begun"


def test_a_country_without_figures_asks_for_one() -> None:
    at = opened()
    at.selectbox(key="start.audience.country").set_value("AQ").run()
    assert any("no figures for this country" in warning.value for warning in at.warning)
    own = next(number for number in at.text_input if number.label == "People you can reach")
    own.set_value("5.000").run()
    assert any("three digits" in error.value for error in at.error)
    own.set_value("5k").run()
    at.segmented_control(key="start.creators").set_value("No list yet").run()
    at = planned(at)
    assert at.session_state["session"].brief.audience[0].size == 5_000


def test_the_sample_carries_its_badge_on_every_page_of_a_campaign() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    for page in ("plan", "roster", "compare", "calendar", "debrief"):
        at.switch_page(f"pages/{page}.py").run()
        assert "start_own" in [button.key for button in at.button], page


def test_the_debrief_opens_the_campaign_in_hand() -> None:
    at = opened()
    at.segmented_control(key="start.creators").set_value("No list yet").run()
    at = planned(at)
    at.switch_page("pages/debrief.py").run()
    assert not at.exception, at.exception
    assert at.selectbox(key="debrief_campaign").value == "latest"


def test_other_platforms_stay_out() -> None:
    at = opened()
    at.pills(key="start.platforms").set_value([Platform.INSTAGRAM]).run()
    at.segmented_control(key="start.creators").set_value("No list yet").run()
    at = planned(at)
    plan = at.session_state["session"].answer.outcome
    assert {pick.platform for pick in plan.picks} == {Platform.INSTAGRAM}


def test_a_list_read_on_the_roster_page_begins_a_campaign_of_ones_own() -> None:
    plain = LIST.replace("€", "")
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/roster.py").run()
    at.session_state["roster_tab"] = "Upload"
    at.run()
    at.text_area(key="roster_paste.0").set_value(plain).run()
    first, second = [one for one in at.button if one.key in ("start_with_list", "use_and_fit", "use_roster")]
    assert (first.key, second.label) == ("start_with_list", "Try it with the sample's brief")
    first.click().run()
    at.switch_page("pages/new.py").run()
    assert not at.exception, at.exception
    assert at.segmented_control(key="start.creators").value == "Upload or paste a list"
    at.text_input(key="start.name").set_value("With my list").run()
    at.text_input(key="start.budget").set_value("8,000").run()
    at = planned(at)
    now = at.session_state["session"]
    assert now.brief.name == "With my list" and len(now.roster) == 5 and not now.about.sample
    at.switch_page("pages/roster.py").run()
    at.session_state["roster_tab"] = "Upload"
    at.run()
    at.text_area[0].set_value(plain.replace("lena", "lea")).run()
    keys = [one.key for one in at.button]
    assert "use_roster" in keys and "start_with_list" not in keys, "that is for the sample alone"


def test_the_budget_is_read_as_its_country_writes_it_and_said() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/new.py").run()
    at.selectbox(key="start.currency").set_value("BRL").run()
    at.text_input(key="start.budget").set_value("45.000").run()
    assert ["three digits" in error.value for error in at.error] == [True]
    at.button(key="start.plan").click().run()
    assert any("a budget" in warning.value for warning in at.warning), "45 reais are not begun with"
    at.selectbox(key="start.locale").set_value("pt_BR").run()
    assert not at.error
    assert "R$ 45.000" in [caption.value.replace("\\", "") for caption in at.caption]
    at.text_input(key="start.budget").set_value("€45.000").run()
    assert ["is in EUR" in error.value for error in at.error] == [True]


def test_how_columns_were_read_opens_where_they_stand() -> None:
    at = opened()
    at.text_area(key="roster_paste.0").set_value(LIST).run()
    at.button(key="start.columns").click().run()
    assert not at.exception
    at.switch_page("pages/roster.py").run()
    assert at.session_state["roster_tab"] == "Upload"
    assert any("Read as" in one.value for one in at.caption)
