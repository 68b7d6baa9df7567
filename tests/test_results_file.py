"""A file of results: what it says, row by row, and what cannot be read at all."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner.debrief.uploads import Upload
from planner.domain.results import Result, Status
from planner.domain.roster import Format, Platform
from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.intake.results import read_results
from planner.problems import BadInput
from sample_data import results as sample
from tests.debrief_cases import planned, scenario

SAMPLE = Path(__file__).parents[1] / "sample_data"


def read(text: str, currency: str = "USD") -> tuple[Result, ...]:
    """Rows of a CSV that can be read whole."""
    reading = read_results("r.csv", text.encode(), currency)
    assert reading.set_aside == ()
    return reading.results


def test_columns_are_found_by_the_names_that_people_give_them() -> None:
    (row,) = read(
        "Creator,Network,Content type,Published,Post URL,Accounts reached,Plays,Likes,Link clicks,Orders,Turnover,Fee\n"
        '@Anna,IG,Stories,2026-03-05,https://x.com/1,12.5k,"13,000",90,7,2,$30.50,€\n'.replace("€", "1250")
    )
    assert (row.handle, row.platform, row.format) == ("Anna", Platform.INSTAGRAM, Format.STORY)
    assert (row.date, row.link) == (datetime.date(2026, 3, 5), "https://x.com/1")
    assert (row.reach, row.views, row.likes, row.clicks, row.conversions) == (12_500, 13_000, 90, 7, 2)
    assert (row.revenue_cents, row.cost_cents, row.row, row.source) == (3_050, 125_000, 2, "r.csv")
    assert row.comments is None


def test_what_makes_no_sense_is_still_what_the_file_says() -> None:
    (row,) = read("handle,reach,clicks\nanna,5,-14\n")
    assert row.clicks == -14


def test_one_figure_for_engagements_stands_where_parts_are_missing() -> None:
    rows = read("handle,engagements,likes\nanna,500,\nben,500,20\n")
    assert [row.engagements for row in rows] == [500, 20]


def test_a_status_says_how_far_a_booking_is() -> None:
    rows = read("handle,status\nanna,Live\nben,contracted\ncleo,Declined\n")
    assert [row.status for row in rows] == [Status.POSTED, Status.SIGNED, Status.DECLINED]


def test_rows_that_nobody_filled_in_are_blank() -> None:
    reading = read_results("r.csv", b"handle,platform,reach\nanna,instagram,\nben,tiktok,5\n")
    assert len(reading.results) == 1 and reading.blank == 1


@pytest.mark.parametrize(
    ("typed", "day"),
    [("14.03.2026", 14), ("03/14/2026", 14), ("2026-03-14 10:00", 14), ("14 Mar 2026", 14), ("March 14, 2026", 14)],
)
def test_dates_are_read_as_they_are_written(typed: str, day: int) -> None:
    (row,) = read(f'handle,reach,date\nanna,5,"{typed}"\n')
    assert row.date == datetime.date(2026, 3, day)


def test_a_date_that_could_be_two_days_is_settled_by_the_others_or_set_aside() -> None:
    known = read("handle,reach,date\nanna,5,03/04/2026\nben,5,03/25/2026\n")
    assert known[0].date == datetime.date(2026, 3, 4)
    reading = read_results("r.csv", b"handle,reach,date\nanna,5,03/04/2026\n")
    assert reading.results == ()
    assert str(reading.set_aside[0]) == (
        "r.csv, row 2, column date: '03/04/2026' could be two different days. Accepted: a date such as 2026-03-14, "
        "since the file does not tell days from months."
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("anna,many,1", "row 2, column reach: 'many' is not a number"),
        ("anna,1,1 EUR", "column cost: '1 EUR' is in EUR, for which no rate to USD is known"),
        (",5,1", "column handle: names no creator"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_would_do(row: str, says: str) -> None:
    reading = read_results("r.csv", f"handle,reach,cost\n{row}\n".encode())
    assert reading.results == () and says in str(reading.set_aside[0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,reach\nanna,5\n", "has no column of handles"),
        ("handle,followers,fee\nanna,5,9\n", "has handles but no column of results"),
    ],
)
def test_a_table_that_is_no_report_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_results("r.csv", text.encode())


def test_the_workbooks_own_sheet_can_be_read_back_empty() -> None:
    book = plan_workbook(Dossier(planned(), scenario().brief, scenario().roster)).data
    reading = read_results("plan.xlsx", book, "EUR")
    assert reading.results == () and reading.set_aside == () and reading.blank >= 4
    assert {"handle", "platform", "format", "reach", "cost_cents"} <= {field for field, _ in reading.columns}


@pytest.mark.parametrize("name", ["results", "results_midway"])
def test_the_samples_json_is_what_a_reader_makes_of_its_csv(name: str) -> None:
    upload = Upload.model_validate_json((SAMPLE / f"{name}.json").read_bytes())
    reading = read_results(f"{name}.csv", (SAMPLE / f"{name}.csv").read_bytes())
    assert reading.results == upload.results and reading.set_aside == ()


def test_the_sample_is_what_its_script_makes() -> None:
    assert sample.main(["--check"]) == 0
