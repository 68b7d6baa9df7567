"""Rosters in: what each trap of a real file becomes, and that no row is ever lost.

`number` is the row of the list of bad inputs that a case stands for.
"""

from __future__ import annotations

import csv
import io
import time

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from planner.domain import Platform
from planner.intake import Mapping, Reading, ReadSettings, Upload, read_rosters, set_aside_csv
from planner.problems import BadInput

INSTAGRAM = ReadSettings(platform=Platform.INSTAGRAM)


def read(text: str | bytes, settings: ReadSettings | None = INSTAGRAM, **answers: str) -> Reading:
    """Read a file and check the sum that always holds. In the key of an answer, two underscores stand for a point."""
    mapping = Mapping(answers={key.replace("__", "."): answer for key, answer in answers.items()})
    data = text.encode() if isinstance(text, str) else text
    reading = read_rosters([Upload("roster.csv", data, mapping)], settings)
    assert reading.adds_up
    return reading


def people(reading: Reading) -> pd.DataFrame:
    """Creators by handle."""
    assert reading.roster is not None
    return reading.roster.creators.set_index("handle")


def one(column: str, value: str) -> Reading:
    """A file of one good row and one with this value."""
    rows = {"handle": ["good", "bad"], "followers": ["5000", "5000"], column: ["", value]}
    rows["followers"][0] = "5000"
    if column == "handle":
        rows["handle"] = ["good", value]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows)
    writer.writerows(zip(*rows.values(), strict=True))
    return read(out.getvalue())


def refused(text: str | bytes, settings: ReadSettings | None = INSTAGRAM) -> str:
    with pytest.raises(BadInput) as caught:
        read(text, settings)
    return str(caught.value)


PLAIN = "handle,followers\nbob,1200\njosé,3400\n"


@pytest.mark.parametrize(
    ("number", "data"),
    [
        (0, PLAIN.encode()),
        (1, PLAIN.encode("utf-8-sig")),
        (2, PLAIN.encode("utf-16")),
        (2, PLAIN.encode("utf-16-le")),
        (2, PLAIN.encode("utf-16-be")),
        (3, PLAIN.encode("cp1252")),
        (21, PLAIN.replace(",", ";").encode()),
        (22, PLAIN.replace(",", "\t").encode()),
        (22, PLAIN.replace(",", "|").encode()),
        (29, PLAIN.replace("\n", "\r").encode()),
        (29, PLAIN.replace("\n", "\r\n").encode()),
        (29, PLAIN.replace("\n", "\r\r\n").encode()),
        (33, PLAIN.replace("handle", "  User\u00a0Name ").replace("followers", "Followers_Count").encode()),
    ],
)
def test_however_the_text_is_written_it_is_the_same_roster(number: int, data: bytes) -> None:
    assert people(read(data))["followers"].to_dict() == {"bob": 1200, "josé": 3400}


@pytest.mark.parametrize(
    ("number", "data", "said"),
    [
        (7, b"", "roster.csv: is empty"),
        (7, b"\xef\xbb\xbf", "roster.csv: is empty"),
        (7, b"\n\n  \n", "roster.csv: is empty"),
        (7, b",,,\n,,,\n", "roster.csv: is empty"),
        (
            7,
            b"handle,followers\n",
            "roster.csv: 'handle, followers' has a header in row 1 and no rows below it",
        ),
        (7, b"handle,followers\n,\n\n", "has a header in row 1 and no rows below it"),
        (24, b"handle,followers\nbob,1,x\nliz,2,y\n", "has 3 cells in every row but 2 in the header"),
        (
            28,
            b'handle,followers\n"bob,1\nliz,2\n',
            "roster.csv, row 2: '\"bob,1' opens a quotation mark that is not",
        ),
        (34, b"handle,country\nbob,US\n", "the header: 'handle, country' has no column for the followers"),
        (34, b"followers,country\n12,US\n", "has no column for the handle"),
        (23, b"handle\nbob\n", "has no column for the followers"),
        (
            32,
            b"handle,followers,fee,fee\nb,1,5,9\n",
            "column C (fee) and column D (fee): share one header and hold",
        ),
        (65, b"handle,followers,er\nb,1,0.5\n", "column C (er): '0.5' could be per cent or shares of one"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(number: int, data: bytes, said: str) -> None:
    sentence = refused(data)
    assert said in sentence
    assert "Accepted: " in sentence


def test_the_platform_is_asked_for_in_words() -> None:
    assert "one platform chosen for the whole file" in refused(PLAIN, ReadSettings())


@pytest.mark.parametrize(
    ("number", "column", "value", "said"),
    [
        (59, "followers", "-5", "row 3, column B (followers): '-5' is below zero."),
        (66, "followers", "−5", "'−5' is below zero."),
        (
            58,
            "followers",
            "NaN",
            "'NaN' is not a number. Accepted: a whole number such as 12500, 12.5k or 1.2m.",
        ),
        (58, "engagement_rate", "nan%", "row 3, column C (engagement_rate): 'nan%' is not a number."),
        (57, "followers", "inf", "'inf' is not a finite number."),
        (57, "followers", "1e309", "'1e309' is not a finite number."),
        (60, "followers", "99999999999999999999", "is above 10,000,000,000."),
        (62, "followers", "1_000", "'1_000' is not a number."),
        (63, "followers", "475.8", "'475.8' may have lost its unit, thousands or millions."),
        (67, "followers", "many", "'many' is not a number."),
        (54, "followers", "", "row 3, column B (followers): is not known."),
        (
            54,
            "handle",
            "@",
            "row 3, column A (handle): '@' is empty. Accepted: a handle, or a name in its place.",
        ),
        (55, "handle", "a" * 130, "is too long. Accepted: a handle of at most 120 characters."),
        (55, "handle", "bo\x01b", "holds a control character."),
        (40, "name", "a" * 501, "has 501 characters. Accepted: a text of at most 500."),
        (65, "engagement_rate", "300%", "'300%' is above 100%."),
        (65, "fit", "1.5", "'1.5' is above 100%."),
        (59, "fee", "-10", "'-10' is below zero. Accepted: an amount in USD"),
        (64, "fee", "900 VND", "'900 VND' is in VND, for which no rate to USD is known."),
        (64, "fee", "(500)", "is in brackets, which means below zero."),
        (70, "fee", "12.3456", "'12.3456' has more than two decimals."),
        (67, "compensation", "cheese", "'cheese' is not known. Accepted: one of affiliate, cash, event"),
        (
            85,
            "platform",
            "myspace",
            "'myspace' is not a platform the planner knows. Accepted: one of Instagram,",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(number: int, column: str, value: str, said: str) -> None:
    reading = one(column, value)
    assert said in "\n".join(str(problem) for problem in reading.set_aside)
    assert {problem.row for problem in reading.set_aside} == {3}
    assert reading.rows_used == 1
    assert str(reading.set_aside[0].row) in set_aside_csv(reading).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("column", "value", "read_as"),
    [
        ("followers", "12.3M", 12_300_000),
        ("followers", "1,1M", 1_100_000),
        ("followers", "3,5 Tsd.", 3_500),
        ("followers", "1.234.567", 1_234_567),
        ("followers", "12,34,567", 1_234_567),
        ("followers", "10K+", 10_000),
        ("followers", "475.8m", 475_800_000),
        ("followers", "0.89k", 890),
        ("followers", "1,234,567", 1_234_567),
        ("followers", "1 234 567", 1_234_567),
        ("followers", "1\u202f234", 1_234),
        ("followers", "1'000", 1_000),
        ("followers", "１２３", 123),
        ("followers", "1.2E+05", 120_000),
        ("engagement_rate", "1.39%", 0.0139),
        ("engagement_rate", "2.35 %", 0.0235),
        ("fake_followers", "12%", 0.12),
        ("fit", "0.7", 0.7),
        ("fit", "70%", 0.7),
        ("median_views", "48.5K", 48_500),
        ("median_views", "#VALOR!", None),
        ("median_views", "N/A", None),
        ("median_views", "-", None),
        ("median_views", "#NAME?", None),
        ("measured_reach", "#N/A", None),
        ("country", "Spain", "ES"),
        ("country", "uk", "GB"),
        ("country", "NA", "NA"),
        ("country", "N/A", ""),
        ("country", "Elbonia", "Elbonia"),
        ("category", "#REF!", ""),
        ("name", "#Refugio Mental", "#Refugio Mental"),
        ("name", "#Shorts", "#Shorts"),
        ("name", "-name-", "-name-"),
        ("name", "'=1+1", "=1+1"),
    ],
)
def test_values_are_read_exactly(column: str, value: str, read_as: object) -> None:
    reading = one(column, value)
    names = {"fake_followers": "fake_share"}
    found = people(reading).at["bad", names.get(column, column)]
    assert not reading.set_aside
    assert np.isnan(found) if read_as is None else found == read_as


@pytest.mark.parametrize("handle", ["null", "NA", "nan", "None", "TRUE", "false", "007", "1e5", "2E3", "24k", "59.23"])
def test_handles_are_always_text(handle: str) -> None:
    """Rows 41 to 43."""
    assert list(people(one("handle", handle)).index) == ["good", handle] or handle < "good"
    assert handle in people(one("handle", handle)).index


@pytest.mark.parametrize(
    "handle", ["@Bob", " bob ", "https://www.instagram.com/Bob/?hl=en", "instagram.com/bob", "b\u200bob"]
)
def test_ways_of_writing_one_handle(handle: str) -> None:
    """Row 46."""
    roster = one("handle", handle).roster
    assert roster is not None
    assert roster.creators["id"].to_list() == ["instagram:bob", "instagram:good"]


@pytest.mark.parametrize(
    ("fee", "cents"), [("9500.00", 950_000), ("$1,250.50", 125_050), ("USD 900", 90_000), ("1.2k", 120_000),
                       ("€900", 100_000), ("900 EUR", 100_000),
                       ("0", 0), ("0.29", 29), ("1.10", 110), ("", -1), ("n/a", -1)],
)  # fmt: skip
def test_money_is_exact_cents_and_zero_is_not_unknown(fee: str, cents: int) -> None:
    """Rows 68 and 70."""
    roster = one("fee", fee).roster
    assert roster is not None
    assert roster.packages["fee_cents"].iloc[0] == cents


@pytest.mark.parametrize(
    ("text", "unit", "rate"),
    [
        ("handle,followers,er %\nb,1000,0.5\n", None, 0.005),
        ("handle,followers,er\nb,1000,2.5\nc,1000,0.4\n", None, 0.025),
        ("handle,followers,er\nb,1000,0.025\n" + "c,1000,0.03\n" * 9 + "d,9,1.91\n", "fraction", 0.025),
        ("handle,followers,er,likes\nb,1000,0.5,5\n", None, 0.005),
        ("handle,followers,er,likes,comments\nb,1000,0.5,400,100\n", None, 0.5),
        ("handle,followers,er\nb,1000,0.5\n", "percent", 0.005),
        ("handle,followers,er\nb,1000,0.5\n", "fraction", 0.5),
        ("handle,followers,er\nb,1000,0.5%\n", "fraction", 0.005),
    ],
)
def test_the_unit_of_engagement_rates_is_found_by_evidence(text: str, unit: str | None, rate: float) -> None:
    settings = ReadSettings(platform=Platform.INSTAGRAM, engagement_rate_unit=unit)  # type: ignore[arg-type]
    reading = read(text, settings)
    assert people(reading).at["b", "engagement_rate"] == rate
    assert "%\n" in text or any("Rates without a % sign" in note for note in reading.notes)


def test_a_header_twice_text_then_number_is_one_column() -> None:
    text = (
        "user,Subscribers,Subscribers,avg views,avg views\n"
        "tseries,212.1M,212100000,323.7K,323700\nchecks,1.1M,1100000,N/A,#VALOR!\n"
    )
    reading = read(text)
    assert people(reading)["followers"].to_list() == [1_100_000, 212_100_000]
    assert people(reading).at["tseries", "median_views"] == 323_700
    assert "2 columns are called Subscribers (B, C); they agree, and C is used" in " ".join(reading.notes)


def test_rows_of_the_wrong_width_are_named_and_the_others_used() -> None:
    """Rows 25 to 27."""
    reading = read("handle,followers,name\nbob,1,Bob\nliz,2,Liz, the best\nkim,3\nann,4,Ann,,\n")
    assert [str(problem) for problem in reading.set_aside] == [
        "row 3: 'liz, 2, Liz, the best' has 4 cells where the header has 3 "
        "(an unquoted separator in a text?). Accepted: 3 cells.",
        "row 4: 'kim, 3' has 2 cells where the header has 3 (cells missing at its end?). Accepted: 3 cells.",
    ]
    assert list(people(reading).index) == ["ann", "bob"]


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    """Rows 29 and 36: a line break in a quoted cell and a blank row do not move the count."""
    reading = read('handle,followers,name\nbob,1,"Bob\nthe builder"\n\n,,\nliz,-2,Liz\n')
    assert [problem.row for problem in reading.set_aside] == [5]
    assert (reading.rows_read, reading.rows_blank, reading.rows_used) == (4, 2, 1)
    assert people(reading).at["bob", "name"] == "Bob the builder"


def test_a_totals_row_is_not_a_creator() -> None:
    """Row 35."""
    reading = read("handle,followers\nbob,1\nliz,2\nTotal,3\n")
    assert (reading.rows_totals, reading.rows_used) == (1, 2)
    assert "Not a creator: the sum in row 4." in reading.notes
    assert "total" in people(read("handle,followers\ntotal,1\na,1\nb,1\nc,1\n")).index


PACKAGES = """handle,platform,followers,country,package,reels,stories,paid with,fee,product_units,brand_score
lina,instagram,20000,US,big,2,1,cash,900,0,71
Lina,Instagram,20k,US,small,1,0,product,0,2,71
lina,instagram,20000,US,small,1,0,product,0,2,71
lina,instagram,21000,US,late,1,0,cash,10,0,71
lina,instagram,20000,US,big,2,1,cash,950,0,71
bob,ig,5000,,,1,2,,,,
"""


def test_one_row_per_creator_and_package() -> None:
    """Row 44."""
    reading = read(PACKAGES, ReadSettings(), conflicts="aside")
    assert reading.roster is not None
    offers = reading.roster.packages
    assert offers["id"].to_list() == ["1 reel + 2 stories, cash", "big", "small"]
    assert offers["creator"].to_list() == [0, 1, 1]
    assert offers["fee_cents"].to_list() == [-1, 90_000, 0]
    assert offers["product_units"].to_list() == [0, 0, 2]
    assert reading.roster.numbers == ("brand_score", "product_units")
    assert reading.rows_merged == 1
    assert [str(problem) for problem in reading.set_aside] == [
        "row 5, column C (followers): '21000' differs from '20000' in row 2, which is the same creator. "
        "Accepted: one value for all rows of a creator.",
        "row 6, column I (fee): '950' differs from row 2, which offers the same package 'big' of "
        "the same creator. Accepted: packages of different names, or one set of terms.",
    ]
    assert reading.unknown.fees == 1


def test_without_package_columns_one_usual_post_is_assumed_and_said() -> None:
    reading = read("handle,platform,followers\na,instagram,1\nb,tiktok,1\nc,youtube,1\nd,x,1\n", None)
    assert reading.roster is not None
    assumed = ["1 post, cash", "1 video, cash", "1 post, cash", "1 integration, cash"]
    assert reading.roster.packages["id"].to_list() == assumed
    assert reading.unknown.packages == reading.unknown.fees == 4
    assert any("one usual post of the platform is assumed" in note for note in reading.notes)


def test_a_package_text_says_what_is_in_it() -> None:
    roster = one("package", "2 Reels + 1 story").roster
    assert roster is not None
    assert roster.packages[["reel", "story"]].iloc[0].to_list() == [2, 1]


def test_posts_published_are_not_posts_to_book() -> None:
    reading = read("handle,followers,posts,fee\nbob,475.8m,3.3k,10\n")
    assert reading.roster is not None
    assert reading.roster.packages["post"].to_list() == [1]
    assert any("count posts published" in note for note in reading.notes)


def test_a_format_the_platform_does_not_have_is_named() -> None:
    said = str(read("handle,platform,followers,reels\nbob,tiktok,5,2\n").set_aside[0])
    assert said == "row 2, column D (reels): '2' is not booked on TikTok. Accepted: videos for TikTok."


def test_a_name_stands_in_for_a_missing_handle() -> None:
    reading = read("youtuber name,channel name,subscribers\n,Kids Show,5\nabc,ABC,6\n,,7\n")
    assert set(people(reading).index) == {"Kids Show", "abc"}
    assert reading.rows_set_aside == 1


def test_nothing_usable_is_no_roster_but_a_list() -> None:
    reading = read("handle,followers\nbob,-1\nliz,x\n")
    assert reading.roster is None
    assert reading.rows_set_aside == 2


def test_columns_are_shown_with_what_they_were_taken_for() -> None:
    reading = read("rank,Channel Info,Followers,60_day_eng_rate,bio\n1,bob,5k,1.2%,hello\n")
    uses = {use.field: (use.column.header, use.column.letter) for use in reading.columns}
    assert uses == {
        "handle": ("Channel Info", "B"),
        "followers": ("Followers", "C"),
        "engagement_rate": ("60_day_eng_rate", "D"),
        "rank": ("rank", "A"),
    }
    assert "Ignored: column E (bio)." in reading.notes


def test_a_workbook_is_read_by_its_content_with_the_signs_its_cells_show() -> None:
    """Rows 8 and 37; a rate of 1.39% in a cell is the number 0.0139."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        hidden = book.add_worksheet("Old")
        sheet = book.add_worksheet("Creators")
        hidden.hide()
        sheet.set_first_sheet()
        sheet.activate()
        percent = book.add_format({"num_format": "0.00%"})
        sheet.write_row(0, 0, ["handle", "platform", "followers", "engagement rate", "fee"])
        for row, (handle, rate) in enumerate([("007", 0.0139), (7, 0.5), (True, 0.02)], start=1):
            sheet.write_row(row, 0, [handle, "TikTok", 1200 + row])
            sheet.write_number(row, 3, rate, percent)
            sheet.write_number(row, 4, 0.1 + 0.2)
        sheet.write(2, 6, "ask again")
    reading = read(out.getvalue(), ReadSettings())
    assert people(reading)["engagement_rate"].to_dict() == {"007": 0.0139, "7": 0.5, "TRUE": 0.02}
    assert reading.roster is not None
    assert set(reading.roster.packages["fee_cents"]) == {30}
    assert reading.notes[:3] == (
        "Read the sheet 'Creators'.",
        "Not read: hidden sheets (Old).",
        "Ignored: column G, which has no header.",
    )


def test_ten_thousand_rows_are_columns_of_work_not_rows() -> None:
    rows = "".join(f"user{n};{n + 1000:,};{n % 500 / 100}%;${n}.50\n" for n in range(10_000))
    began = time.process_time()
    assert read("handle;followers;er;fee\n" + rows).rows_used == 10_000
    assert time.process_time() - began < 5, "an order of magnitude above what it takes"
