"""The calendar of a plan: days, payments, weeks, what is due, and the file that calendars read."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief.brief import Brief
from planner.domain.results import Result, Status
from planner.domain.roster import Compensation, Format, Roster
from planner.exports.dossier import Dossier
from planner.exports.ics import escaped, folded, schedule_ics
from planner.exports.outreach import outreach_csv
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.schedule import Posted, Schedule, TaskKind, TaskState, posted_of, schedule_of, sheets_of
from planner.schedule.outreach import messages_of
from tests import builders

TODAY = date(2027, 1, 4)
START = date(2027, 3, 1)
ROSTER = builders.roster(
    builders.creator("anna", builders.package("all", 501, reels=3, stories=6)),
    builders.creator("ben", builders.package("second", 300, videos=1, wave=2), platform="tiktok"),
)


def brief_of(**fields: Any) -> Brief:
    waves = [{"name": "Tease"}, {"name": "Launch"}, {"name": "Keep warm"}]
    usual = {"flight": {"start": "2027-03-01", "end": "2027-04-11"}, "waves": waves}
    must = [{"creator": "instagram:anna"}, {"creator": "tiktok:ben"}]
    return builders.brief(**{**usual, "must_have": must, **fields})


def made(asked: Brief) -> Plan:
    found = plan(ROSTER, asked)
    assert isinstance(found, Plan)
    return found


def schedule(today: date = TODAY, posted: list[Posted] | None = None, **fields: Any) -> Schedule:
    asked = brief_of(**fields)
    return schedule_of(made(asked), asked, today, posted)


def test_waves_share_the_flight_evenly() -> None:
    waves = schedule().waves
    assert [(wave.name, wave.first, wave.last) for wave in waves] == [
        ("Tease", date(2027, 3, 1), date(2027, 3, 14)),
        ("Launch", date(2027, 3, 15), date(2027, 3, 28)),
        ("Keep warm", date(2027, 3, 29), date(2027, 4, 11)),
    ]


def test_every_cent_and_post_falls_into_a_wave() -> None:
    waves = schedule().waves
    assert [wave.posts for wave in waves] == [3, 4, 3]
    assert [wave.cash_cents for wave in waves] == [16_700, 46_700, 16_700]
    assert [wave.creators for wave in waves] == [1, 2, 1]


def test_formats_alternate_over_the_waves() -> None:
    each = [dict(t.deliverables) for t in schedule().tasks if t.kind is TaskKind.PUBLISH and t.handle == "anna"]
    assert each == [{Format.REEL: 1, Format.STORY: 2}] * 3


def test_steps_end_where_the_next_begins() -> None:
    for handle, wave, kinds in (("anna", 1, 6), ("anna", 2, 5), ("ben", 2, 6)):
        tasks = [task for task in schedule().tasks if task.handle == handle and task.wave == wave]
        assert len(tasks) == kinds
        for one, following in itertools.pairwise(tasks):
            assert following.start == one.end + timedelta(days=1)
    consult = next(task for task in schedule().tasks if task.kind is TaskKind.CONSULT and task.handle == "anna")
    # 5 to ask, 3 to brief, 10 to create, 4 to review
    assert consult.start == START - timedelta(days=22)


def test_lead_times_are_assumptions() -> None:
    tasks = schedule(assumptions={"lead_days_consult.all.all": 0, "lead_days_create.all.all": 30}).tasks
    assert not [task for task in tasks if task.kind is TaskKind.CONSULT]
    create = next(task for task in tasks if task.kind is TaskKind.CREATE)
    assert (create.end - create.start).days == 29


def test_payments_are_the_plan_to_the_cent() -> None:
    whole = schedule()
    asked = brief_of()
    assert sum(payment.cents for payment in whole.payments) == made(asked).totals.cost_cents
    assert sum(week.cash_cents for week in whole.weeks) == made(asked).totals.cost_cents
    assert sum(week.posts for week in whole.weeks) == made(asked).totals.posts
    first = whole.payments[0]
    assert (first.day, first.cents, first.what) == (START - timedelta(days=15), 8_350, "on signing")


def test_without_dates_the_earliest_possible_are_taken() -> None:
    whole = schedule(flight=None)
    assert not whole.decided
    # 22 days of lead from Monday the 4th, then the next Monday
    assert whole.waves[0].first == date(2027, 2, 1)
    assert "no dates" in whole.notes[0]
    assert schedule(flight=None, waves=[]).waves[0].name == "Campaign"


def test_too_little_time_is_said_with_what_would_be_possible() -> None:
    notes = schedule(today=date(2027, 2, 20)).notes
    assert any("too little time left" in note and "March 14, 2027" in note for note in notes)
    assert not schedule().notes


def test_states_before_and_after_results() -> None:
    day = date(2027, 3, 20)

    def states(posted: list[Posted] | None) -> dict[tuple[str, int], TaskState]:
        tasks = schedule(day, posted).tasks
        return {(t.handle, t.wave): t.state for t in tasks if t.kind is TaskKind.PUBLISH}

    assert states(None) == {
        ("anna", 1): TaskState.OVER,
        ("anna", 2): TaskState.DUE,
        ("ben", 2): TaskState.DUE,
        ("anna", 3): TaskState.PLANNED,
    }
    assert states([])["anna", 1] is TaskState.LATE
    shown = [
        Posted("instagram:anna", 1, None, 2),
        Posted("instagram:anna", None, date(2027, 3, 9), 1),
        Posted("tiktok:ben", 2, None, 1),
    ]
    assert states(shown)["anna", 1] is TaskState.DONE
    assert states(shown)["ben", 2] is TaskState.DONE
    assert states(shown[:1])["anna", 1] is TaskState.LATE


def test_results_show_posts() -> None:
    asked = brief_of()
    rows = [
        Result(handle="@Anna", wave="tease", posts=3),
        Result(handle="ben", platform="tiktok", wave="W2", reach=500),
        Result(handle="ben", platform="instagram", wave="2", reach=500),
        Result(handle="anna", wave="2", status=Status.CANCELLED, posts=3),
        Result(handle="anna", wave="9"),
    ]
    assert posted_of(rows, made(asked), asked) == (
        Posted("instagram:anna", 1, None, 3),
        Posted("tiktok:ben", 2, None, 1),
    )


def test_a_sheet_asks_about_this_plan() -> None:
    asked = brief_of()
    found = made(asked)
    sheets = {sheet.handle: sheet for sheet in sheets_of(found, schedule_of(found, asked, TODAY), asked)}
    assert "3 reels and 6 stories" in sheets["anna"].text
    assert "over 3 waves" in sheets["anna"].text
    assert "Our offer is $501." in sheets["anna"].text
    assert "single booking" in sheets["ben"].text
    assert "March 1" in sheets["anna"].heading


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"flight": {"start": "2027-03-01", "end": "2027-02-01"}}, "before it starts"),
        ({"waves": [{"name": "a", "start": "2027-02-28"}]}, "a on 2027-02-28, outside the flight"),
        ({"waves": [{"name": "a", "end": "2027-05-01"}]}, "days from 2027-03-01 to 2027-04-11"),
        ({"waves": [{"name": "a", "end": "2027-03-09"}, {"name": "b", "start": "2027-03-09"}]}, "not after a"),
        ({"waves": [{"name": "a", "start": "2027-03-09", "end": "2027-03-08"}]}, "a wave that ends on 2027-03-09"),
    ],
)
def test_dates_that_make_no_sense_are_said(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        brief_of(**fields)


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_file_follows_the_standard() -> None:
    asked = brief_of(name="Spring; launch, für alle \\ " + "ü" * 60)
    whole = schedule_of(made(asked), asked, TODAY)
    data = schedule_ics(whole, asked)
    assert data.endswith(b"END:VCALENDAR\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = unfolded(data)
    steps = {(task.wave, task.kind) for task in whole.tasks}
    due = {(payment.day, payment.wave, payment.what) for payment in whole.payments}
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(steps) + len(due)
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    publish = next(at for at, line in enumerate(lines) if "SUMMARY:Posts by 2 creators" in line)
    assert "DTSTART;VALUE=DATE:20270315" in lines[:publish] and "DTEND;VALUE=DATE:20270329" in lines[:publish]
    assert "anna (Instagram" in lines[publish + 1] and "ben (" in lines[publish + 1]
    assert "X-WR-CALNAME:Spring\\; launch\\, für alle \\\\ " + "ü" * 60 in lines
    assert data == schedule_ics(schedule_of(made(asked), asked, TODAY), asked)


def test_a_hundred_and_fifty_creators_are_a_few_events() -> None:
    people = [builders.creator(f"c{at:03d}", builders.package("reel", 100, reels=1)) for at in range(150)]
    asked = builders.brief(budget_cents=10_000_000, name="Large", flight={"start": "2027-03-01"})
    answer = plan(builders.roster(*people), asked)
    assert isinstance(answer, Plan)
    whole = schedule_of(answer, asked, TODAY)
    assert len(whole.tasks) + len(whole.payments) >= 1_000
    data = unfolded(schedule_ics(whole, asked))
    assert data.count("BEGIN:VEVENT") == 8
    assert any("Pay 150 creators" in line for line in data)
    assert sum(line.count("c149") for line in data) == 8


FORECASTS = ("expect", "engagement", "forecast", "benchmark", "impressions", "CPM")
"""Words of a plan that no creator should read."""


def written() -> tuple[Plan, Brief, Roster]:
    """Creators of every kind: quoted and not, paid in each way, with e-mail and without."""
    people = [
        builders.creator("anna", builders.package("reel", 500, reels=1), name="Anna Lee", email="anna@example.org"),
        builders.creator("ben", builders.package("two", 300, reels=1, stories=2), followers=9_000),
        builders.creator("cleo", builders.package("open", None, reels=1), followers=12_000),
        builders.creator("dan", builders.package("gift", 0, reels=1, units=1, compensation=Compensation.PRODUCT)),
        builders.creator("eve", builders.package("seat", 40, stories=1, compensation=Compensation.EVENT)),
    ]
    roster = builders.roster(*people)
    asked = builders.brief(
        name="Spring launch", flight={"start": "2027-03-01", "end": "2027-03-14"}, resources={"units": {"stock": 5}}
    )
    answer = plan(roster, asked)
    assert isinstance(answer, Plan) and answer.totals.creators == 5
    return answer, asked, roster


def test_a_sheet_could_be_sent_as_it_is() -> None:
    answer, asked, roster = written()
    sheets = sheets_of(answer, schedule_of(answer, asked, TODAY), asked, roster)
    for sheet in sheets:
        assert not [word for word in FORECASTS if word.casefold() in sheet.text.casefold()], sheet.text
    by_handle = {sheet.handle: sheet for sheet in sheets}
    assert by_handle["anna"].email == "anna@example.org"
    assert "anna@example.org" in by_handle["anna"].text
    assert "We have one Reel in mind, between March 1 and March 14. Does that work for you?" in by_handle["anna"].before


def test_a_message_says_what_when_and_the_offer() -> None:
    answer, asked, roster = written()
    messages = {
        one.handle: one for one in messages_of(answer, schedule_of(answer, asked, TODAY), asked, roster, "Acme")
    }
    assert messages["anna"].body == (
        "Hi Anna Lee,\n\nWe enjoy what you post on Instagram, and we'd like to work with you on Spring launch.\n\n"
        "We have one Reel in mind, between March 1 and March 14. Does that work for you? Our offer is $500.\n\n"
        "If you're interested, just reply and tell us what you'd change. You know your followers best.\n\n"
        "Kind regards\nAcme\n"
    )
    assert messages["anna"].subject == "Acme: would you like to work with us?"
    assert "1 reel and 2 stories in mind" in messages["ben"].body
    assert messages["cleo"].offer == "What would you charge for this?"
    assert messages["dan"].offer == "Our offer is the product."
    assert messages["eve"].offer == "Our offer is a seat at our event, and $40."
    for message in messages.values():
        assert not [word for word in FORECASTS if word.casefold() in message.body.casefold()]


def test_the_mail_merge_quotes_every_cell_and_holds_no_formula() -> None:
    answer, asked, roster = written()
    hostile = asked.model_copy(update={"name": '=HYPERLINK("http://192.0.2.1/")'})
    data = outreach_csv(Dossier(answer, hostile, roster, TODAY)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert len(rows) == 5
    assert {row["email"] for row in rows} == {"", "anna@example.org"}
    assert all(cell[:1] not in "=+-@" or not cell for row in rows for cell in row.values())
    assert data.splitlines()[0].startswith('"email","name","handle","platform","subject","deliverables",')


def test_nobodys_list_has_nobody_to_write_to() -> None:
    asked = builders.brief()
    answer = plan(None, asked)
    assert isinstance(answer, Plan)
    data = outreach_csv(Dossier(answer, asked, None, TODAY)).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(data)))) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_a_line_or_a_limit(text: str) -> None:
    line = folded("SUMMARY:" + escaped(text))
    assert all(len(piece.encode()) <= 75 for piece in line.split("\r\n"))
    assert "\n" not in line.replace("\r\n ", "") and "\r" not in line.replace("\r\n ", "")
