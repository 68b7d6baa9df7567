"""Rosters in: what each trap of a real file becomes, and that no row is ever lost.

`number` is the row of the list of bad inputs that a case stands for.
"""

from __future__ import annotations

import io
import time

import pytest
import xlsxwriter
from openpyxl import Workbook

from planner.intake import Mapping, ReadSettings, Upload, read_roster, read_rosters
from tests.reading import one, people, read, refused

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
        (7, b"handle,followers\n", "roster.csv: 'handle, followers' has a header in row 1 and no rows below it"),
        (7, b"handle,followers\n,\n\n", "has a header in row 1 and no rows below it"),
        (24, b"handle,followers\nbob,1,x\nliz,2,y\n", "has 3 cells in every row but 2 in the header"),
        (28, b'handle,followers\n"bob,1\nliz,2\n', "roster.csv, row 2: '\"bob,1' opens a quotation mark that is not"),
        (34, b"handle,country\nbob,US\n", "the header: 'handle, country' has no column for the followers"),
        (34, b"followers,country\n12,US\n", "has no column for the handle"),
        (23, b"handle\nbob\n", "has no column for the followers"),
        (32, b"handle,followers,fee,fee\nb,1,5,9\n", "column C (fee) and column D (fee): share one header and hold"),
        (65, b"handle,followers,er\nb,1,0.5\n", "column C (er): '0.5' could be per cent or fractions"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(number: int, data: bytes, said: str) -> None:
    sentence = refused(data)
    assert said in sentence
    assert "Accepted: " in sentence


def test_the_platform_is_asked_for_in_words() -> None:
    assert "one platform chosen for the whole file" in refused(PLAIN, ReadSettings())


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
        "the same creator. Accepted: different package names, or the same terms.",
    ]
    assert reading.unknown.fees == 1


def test_a_number_of_a_lists_own_takes_no_name_that_packages_have() -> None:
    reading = read("handle,followers,fee,fee_low_cents,fee_original_cents\nbob,1200,300,5,6\n")
    assert reading.roster is not None and reading.roster.packages["fee_cents"].to_list() == [30_000]
    assert reading.roster.numbers == ("column D (fee_low_cents)", "column E (fee_original_cents)")


def test_without_package_columns_one_usual_post_is_assumed_and_said() -> None:
    reading = read("handle,platform,followers\na,instagram,1\nb,tiktok,1\nc,youtube,1\nd,x,1\n", None)
    assert reading.roster is not None
    assumed = ["1 post, cash", "1 video, cash", "1 post, cash", "1 integration, cash"]
    assert reading.roster.packages["id"].to_list() == assumed
    assert reading.unknown.packages == reading.unknown.fees == 4
    assert any("we assume one standard post for its platform" in note for note in reading.notes)


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
    reading = read("handle,platform,followers,stories\nbob,tiktok,5,2\n")
    (said,) = map(str, reading.marked)
    assert said.startswith(
        "row 2, column D (stories): '2' doesn't exist on TikTok. Accepted: videos, carousels or lives for TikTok."
    )
    assert reading.roster is not None and reading.roster.packages["video"].to_list() == [1]


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


def test_a_creator_merged_over_rows_of_a_csv_is_asked_about() -> None:
    text = "handle,platform,followers,package,fee\nanna,ig,9000,1 reel,300\n,,,1 story,90\nben,ig,8000,1 reel,200\n"
    reading = read(text, ReadSettings())
    assert reading.rows_set_aside == 1
    assert [(q.key, q.holds) for q in reading.questions if q.key == "above"] == [("above", "aside")]
    reading = read(text, ReadSettings(), above="same")
    assert reading.roster is not None and reading.rows_used == 3
    assert reading.roster.packages["fee_cents"].to_list() == [30_000, 9_000, 20_000]
    assert reading.roster.packages["creator"].to_list() == [0, 0, 1]


def test_a_sheet_for_each_platform_becomes_one_list() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "TikTok"
    for row in (["handle", "followers", "fee"], ["bob", 1200, 50]):
        first.append(row)
    second = book.create_sheet("Instagram creators")
    for row in (["Handle", "Followers", "Fee"], ["bob", 3400, 60], ["liz", 500, None]):
        second.append(row)
    book.create_sheet("Notes").append(["call them in May"])
    out = io.BytesIO()
    book.save(out)
    reading = read_roster("lists.xlsx", out.getvalue())
    assert reading.roster is not None and reading.adds_up
    assert reading.roster.creators["id"].to_list() == ["instagram:bob", "instagram:liz", "tiktok:bob"]
    assert [file.opened.sheet for file in reading.files] == ["TikTok", "Instagram creators"]
    assert "sheets" in [question.key for question in reading.questions]
    mapping = Mapping(sheets=("Instagram creators",))
    alone = read_rosters([Upload("lists.xlsx", out.getvalue(), mapping)])
    assert alone.roster is not None and len(alone.roster) == 2
