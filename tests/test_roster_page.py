"""The Roster page without a browser: questions, corrections, mending, merging, and what is remembered."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.roster import columns
from pages.parts.roster.incoming import Box
from tests import builders
from tests.unfolded import scrolled

ROOT = Path(__file__).parents[1]
PAGE = 60
pytestmark = pytest.mark.usefixtures("workers", "place")


def page(*files: tuple[str, str]) -> AppTest:
    """The Roster page with these files dropped on it."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PAGE).run()
    at.switch_page("pages/roster.py").run()
    return drop(at, *files)


def drop(at: AppTest, *files: tuple[str, str]) -> AppTest:
    uploader = at.file_uploader[0]
    for name, text in files:
        uploader = uploader.upload(name, text.encode(), "text/csv")
    uploader.run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*at.html, *at.caption, *at.subheader, *at.error, *at.success))


def incoming(at: AppTest) -> Any:
    return at.session_state["session"].of_page(Box).now


PLAIN = "handle,platform,followers,fee\nbob,instagram,12000,50\nliz,tiktok,3400,\nbad,instagram,-5,10\n"


def test_one_question_is_asked_and_its_answer_reads_the_file() -> None:
    at = page(("list.csv", "handle,followers,er\nbob,12000,0.5\nliz,5000,0.4\n"))
    assert "2 questions before we can read it" in said(at)
    for radio in at.radio:
        if "publish" in radio.label:
            radio.set_value("tiktok")
        elif "mean" in radio.label:
            radio.set_value("percent")
    at.button(key="FormSubmitter:questions-Continue").click().run()
    assert not at.exception
    roster = incoming(at).told.quality.reading.roster
    assert set(roster.creators["platform"]) == {"tiktok"}
    assert roster.creators["engagement_rate"].to_list() == [0.005, 0.004]


def test_a_column_is_corrected_and_remembered_for_the_next_file() -> None:
    text = "who,platform,followers,crowd size\nbob,instagram,7,12000\nliz,tiktok,8,3400\n"
    at = page(("list.csv", text))
    radio = next(radio for radio in at.radio if "handle" in radio.label)
    radio.set_value("A")
    at.button(key="FormSubmitter:questions-Continue").click().run()
    assert incoming(at).told.quality.reading.roster.creators["followers"].to_list() == [7, 8]
    file = incoming(at).told.files[0]
    assert columns.role_text(file.columns[2]) == "followers"
    at.button(key="use_and_fit").click().run()
    at.session_state["roster_tab"] = "Upload"
    at.run()
    drop(at, ("next.csv", text.replace("bob", "kim")))
    assert "has a header you have mapped before" in said(at)
    assert incoming(at).told.quality.reading.roster.creators["handle"].to_list() == ["kim", "liz"]


def test_a_decision_is_changed_with_one_click() -> None:
    at = page(("list.csv", "handle,platform,followers,fee\nbob,ig,12000,€ 90\nbob,ig,13000,€ 90\n"))
    next(box for box in at.text_input if "What is 1 EUR worth" in box.label).set_value("1,5")
    next(button for button in at.button if button.label == "Continue").click().run()
    rule = next(box for box in at.selectbox if "which row should we use" in box.label)
    assert rule.value == "latest"
    rule.set_value("median").run()
    assert not at.exception
    assert incoming(at).told.quality.reading.roster.creators["followers"].to_list() == [12500]
    rate = next(box for box in at.text_input if "worth" in box.label)
    assert rate.value == "1.5", "a comma with one digit behind it is no thousand"
    rate.set_value("2").run()
    assert incoming(at).told.quality.reading.roster.packages["fee_cents"].to_list() == [18_000]


def test_a_roster_is_added_to_the_loaded_one() -> None:
    at = page(("list.csv", PLAIN))
    before = len(at.session_state["session"].roster)
    assert f"{before} only in your current list" in said(at)
    at.button(key="merge_roster").click().run()
    assert not at.exception
    assert len(at.session_state["session"].roster) == before + 2
    assert "2 new creators, 0 changed" in said(at)


def test_several_files_are_one_roster_and_each_has_its_columns() -> None:
    at = page(("a.csv", PLAIN), ("b.csv", "Username;Platform;Subscribers\nkim;youtube;9000\nBOB;instagram;12000\n"))
    reading = incoming(at).told.quality.reading
    assert (reading.rows_read, reading.rows_used, reading.rows_merged, reading.rows_set_aside) == (5, 3, 1, 1)
    assert len(reading.roster) == 3
    assert [file.file for file in reading.files] == ["a.csv", "b.csv"]


def test_a_large_file_is_read_by_a_worker() -> None:
    rows = "".join(f"user{n},instagram,{n + 1000},{n % 97}\n" for n in range(20_000))
    at = page(("big.csv", "handle,platform,followers,fee\n" + rows))
    for _ in range(PAGE):
        now = incoming(at)
        if now.told is not None:
            break
        at.session_state["session"].asked["roster"].job.wait(1.0)
        at.run()
    assert incoming(at).told.quality.reading.rows_used == 20_000


def test_a_row_set_aside_is_mended_where_it_stands() -> None:
    at = page(("list.csv", PLAIN))
    now = incoming(at)
    assert now.told.quality.reading.rows_set_aside == 1
    at.session_state[f"mend.{now.key[:12]}.0.0.1"] = {
        "edited_rows": {0: {"followers": "500"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    at.button(key="mend_now.0").click().run()
    assert not at.exception
    reading = incoming(at).told.quality.reading
    assert (reading.rows_used, reading.rows_set_aside) == (3, 0)
    assert reading.roster.creators.set_index("handle").at["bad", "followers"] == 500


def test_a_pasted_table_is_read_like_a_file() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PAGE).run()
    at.switch_page("pages/roster.py").run()
    at.text_area[0].set_value("handle\tplatform\tfollowers\nbob\tinstagram\t12k\n").run()
    assert not at.exception
    assert incoming(at).told.quality.reading.roster.creators["followers"].to_list() == [12_000]
    assert "Pasted table" in incoming(at).name


CLEAN = "handle,platform,country,followers,engagement_rate,median_views,fake_followers,package,fee\n" + "".join(
    f"user{at},instagram,US,{9_000 + at},2.1%,3000,4%,1 reel,300\n" for at in range(40)
)


def test_a_clean_list_without_a_single_note_is_shown() -> None:
    at = page(("list.csv", CLEAN))
    reading = incoming(at).told.quality.reading
    assert (reading.notes, reading.questions, reading.odd, reading.marked) == ((), (), (), ())
    assert "40</b><span>rows read" in said(at) and "need fixing" not in said(at)
    assert not at.warning and [button.key for button in at.button if button.key == "use_and_fit"]


def test_a_list_of_which_nothing_can_be_used_says_what_would_help() -> None:
    at = page(("list.csv", "handle,platform,followers\nbob,instagram,-1\nliz,tiktok,many\n"))
    assert "None of the rows can be used yet" in said(at)
    assert [warning.value for warning in at.warning] == ["2 of 2 rows with creators can't be used yet\\."]
    assert "column C (followers) corrected" in said(at)
    assert not [button for button in at.button if button.key.startswith("use_")]


def test_below_a_fifth_nobody_is_warned() -> None:
    rows = "".join(f"user{at},instagram,{9_000 + at}\n" for at in range(8))
    at = page(("list.csv", f"handle,platform,followers\n{rows}bad,instagram,-1\n"))
    assert not at.warning and "1</b><span>needs fixing" in said(at)


def test_a_row_that_was_corrected_stays_where_it_was_corrected() -> None:
    at = page(("list.csv", "handle,platform,followers,fee\nbob,instagram,12000,see mail\nliz,tiktok,3400,50\n"))
    now = incoming(at)
    assert [(row.row, row.used) for row in now.told.quality.reading.odd] == [(2, True)]
    at.session_state[f"mend.{now.key[:12]}.0.0.1"] = {
        "edited_rows": {0: {"fee": "90"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    at.button(key="mend_now.0").click().run()
    assert not at.exception
    reading = incoming(at).told.quality.reading
    assert reading.roster.packages["fee_cents"].to_list() == [9_000, 5_000] and not reading.marked
    assert [row.row for row in reading.odd] == [2], "it can be looked at, and corrected again"


def test_what_is_chosen_for_a_header_is_remembered_at_once() -> None:
    text = "who,platform,followers,crowd size\nbob,instagram,7,12000\nliz,tiktok,8,3400\n"
    at = page(("list.csv", text))
    next(radio for radio in at.radio if "handle" in radio.label).set_value("A")
    at.button(key="FormSubmitter:questions-Continue").click().run()
    assert incoming(at).told.quality is not None
    again = page(("next.csv", text.replace("bob", "kim")))
    assert "has a header you have mapped before" in said(again), "without the first list having been used"


def test_conflicts_show_both_values() -> None:
    at = page(("list.csv", "handle,platform,followers,reel price\nbob,ig,12000,90\nbob,ig,12000,120\n"))
    (conflict,) = incoming(at).told.quality.reading.conflicts
    assert [value for _, value in conflict.told] == ["90", "120"] and conflict.taken == "120"


def test_contacts_of_a_list_stand_in_the_plan_table_on_request() -> None:
    rows = "".join(f"c{n},instagram,{9000 + n},90,c{n}@example.com,calls on {n}\n" for n in range(12))
    at = page(("list.csv", f"handle,platform,followers,fee,e-mail,notes\n{rows}"))
    at.button(key="use_and_fit").click().run()
    at.session_state["session"].brief = builders.brief(budget_cents=50_000)
    at.switch_page("pages/plan.py").run()
    at = _planned(at)
    assert not any("E-mail" in frame.value.columns for frame in at.dataframe)
    at.toggle(key="plan_contacts").set_value(True).run()
    assert not at.exception, at.exception
    shown = next(frame.value for frame in at.dataframe if "E-mail" in frame.value.columns)
    assert all(mail.endswith("@example.com") for mail in shown["E-mail"])
    assert all(note.startswith("calls on") for note in shown["List notes"])


def _planned(at: AppTest) -> AppTest:
    """The page once the plan is there."""
    for _ in range(60):
        if any(toggle.key == "plan_contacts" for toggle in at.toggle):
            return at
        time.sleep(0.5)
        at = scrolled(at.run(), "plan")
    raise AssertionError([*at.error, *at.html][-3:])
