"""Values of a roster: what is read, how exactly, and what sets a row aside.

`number` is the row of the list of bad inputs that a case stands for.
"""

from __future__ import annotations

import csv
import io
import time

import numpy as np
import pytest

from planner.domain.roster import Platform
from planner.intake import Mapping, ReadSettings, Upload, read_rosters, set_aside_csv
from planner.intake.cells.closeness import read_when
from planner.intake.cells.loose import peeled
from planner.intake.cells.money import rate_of
from planner.intake.cells.values import FOLLOWERS, SHARE, Fault, Kind, Written, money_in, read_one
from planner.intake.columns import looks
from planner.intake.columns.synonyms import FIELDS_OF
from planner.intake.roster.new_platforms import answered
from planner.problems import BadInput
from tests.reading import INSTAGRAM, one, people, read


@pytest.mark.parametrize(
    ("number", "column", "value", "said"),
    [
        (59, "followers", "-5", "row 3, column B (followers): '-5' is below zero."),
        (66, "followers", "−5", "'−5' is below zero."),
        (58, "followers", "NaN", "'NaN' is not a number. Accepted: a whole number such as 12500, 12.5k or 1.2m."),
        (57, "followers", "inf", "'inf' is not a finite number."),
        (57, "followers", "1e309", "'1e309' is not a finite number."),
        (60, "followers", "99999999999999999999", "is above 10,000,000,000."),
        (62, "followers", "1_000", "'1_000' is not a number."),
        (63, "followers", "475.8", "'475.8' may have lost its unit, thousands or millions."),
        (67, "followers", "many", "'many' is not a number."),
        (67, "followers", "5,4 B", "'5,4 B' could mean thousands or billions."),
        (67, "followers", "3万 5万", "'3万 5万' is not a number."),
        (67, "followers", "1.5万2千", "'1.5万2千' is not a number."),
        (54, "followers", "", "row 3, column B (followers): is not known."),
        (54, "handle", "@", "row 3, column A (handle): '@' is empty. Accepted: a handle or a name."),
        (55, "handle", "a" * 130, "is too long. Accepted: a handle of at most 120 characters."),
        (55, "handle", "bo\x01b", "holds a control character."),
        (85, "platform", "myspace", "'myspace' is not a platform the planner knows. Accepted: one of Instagram,"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(number: int, column: str, value: str, said: str) -> None:
    reading = one(column, value)
    assert said in "\n".join(str(problem) for problem in reading.set_aside)
    assert {problem.row for problem in reading.set_aside} == {3}
    assert reading.rows_used == 1
    assert str(reading.set_aside[0].row) in set_aside_csv(reading).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("number", "column", "value", "said"),
    [
        (58, "engagement_rate", "nan%", "row 3, column C (engagement_rate): 'nan%' is not a number."),
        (40, "name", "a" * 501, "has 501 characters. Accepted: a text of at most 500."),
        (65, "engagement_rate", "300%", "'300%' is above 100%."),
        (65, "fit", "1.5", "'1.5' is above 100%."),
        (59, "fee", "-10", "'-10' is below zero. Accepted: an amount in USD"),
        (64, "fee", "(500)", "is in brackets, which means below zero."),
        (67, "fee", "500 kr", "is in a currency that several countries have. Accepted: a code, SEK, NOK, DKK or ISK."),
        (70, "fee", "12.3456", "'12.3456' has more than two decimals."),
        (67, "compensation", "cheese", "'cheese' is not known. Accepted: one of affiliate, cash, event"),
    ],
)
def test_a_cell_that_cannot_be_read_is_left_out_and_its_creator_stays(
    number: int, column: str, value: str, said: str
) -> None:
    reading = one(column, value)
    (marked,) = reading.marked
    assert said in str(marked) and marked.row == 3 and str(marked).endswith(f"Read as {marked.taken}.")
    assert reading.rows_used == 2 and not reading.set_aside
    (question,) = [question for question in reading.questions if question.key == "unreadable.C"]
    assert question.holds == "unknown" and "can't be read" in question.title
    assert [(row.row, row.used) for row in reading.odd] == [(3, True)]
    waits = read_rosters([Upload("r.csv", _file(column, value), Mapping(answers={"unreadable.C": "aside"}))], INSTAGRAM)
    assert waits.rows_used == 1 and said in str(waits.set_aside[0])


@pytest.mark.parametrize(("column", "value"), [("name", "a" * 501), ("category", "b" * 121), ("email", "a\x01b")])
def test_a_text_that_is_read_as_empty_is_empty(column: str, value: str) -> None:
    """Names that were too long were listed as empty, and kept."""
    reading = one(column, value)
    assert [mark.taken for mark in reading.marked] == ["empty"]
    assert set(people(reading).get(column, [""])) == {""}


def test_waves_that_cannot_be_read_are_named_in_the_order_of_the_list() -> None:
    typed = [f"whenever {at}" for at in range(12)]
    assert list(read_when(np.array(typed, dtype=object))[1]) == list(range(12))


def _file(column: str, value: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["handle", "followers", column], ["good", "5000", ""], ["bad", "5000", value]])
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("value", "cents", "low_high", "why"),
    [
        ("~190", 19_000, "190", "a rough figure"),
        ("ca. 200", 20_000, "200", "a rough figure"),
        ("VB 200", 20_000, "200", "a rough figure"),
        ("échange produit", 0, "product, no fee", "paid in product"),
        ("from 300", 30_000, "300", "a lower limit"),
        ("300 (2 posts)", 30_000, "300", "a figure with a remark"),
        ("$180/post", 18_000, "180", "a price for one piece"),
        ("180 per reel", 18_000, "180", "a price for one piece"),
        ("1940-2716", 232_800, "2,328, between 1,940 and 2,716", "a range"),
        ("$500 to $800", 65_000, "650, between 500 and 800", "a range"),
        ("1-2k", 150_000, "1,500, between 1,000 and 2,000", "a range"),
        ("€90-110", 11_111, "111.11, between 100 and 122.22", "a range"),
        ("gifted", 0, "product, no fee", "paid in product"),
        ("PR", 0, "product, no fee", "paid in product"),
        ("tbd", -1, "unknown", "not known yet"),
        ("Κατόπιν συμφωνίας", -1, "unknown", "not known yet"),
        ("BELİRTİLMEDİ", -1, "unknown", "not known yet"),
        ("on request", -1, "unknown", "not known yet"),
    ],
)
def test_fees_are_read_as_people_jot_them_down(value: str, cents: int, low_high: str, why: str) -> None:
    reading = one("fee", value)
    assert reading.roster is not None and not reading.set_aside
    packages = reading.roster.packages.iloc[0]
    assert packages["fee_cents"] == cents
    assert packages["compensation"] == ("product" if "product" in why else "cash")
    (marked,) = reading.marked
    assert (marked.taken, marked.wrong, marked.accepted) == (low_high, f"is {why}", "")
    assert not reading.odd, "what is understood needs no correction"


def test_a_price_for_one_piece_says_which() -> None:
    reading = read("handle,followers,fee\nbob,5000,180 per reel\nliz,5000,$90/story\nkim,5000,70 per video\n")
    assert reading.roster is not None
    offers = reading.roster.packages[["post", "reel", "story"]].to_numpy().tolist()
    assert offers == [[0, 1, 0], [0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("value", "followers"),
    [
        ("5k followers", 5_000),
        ("11.1 k", 11_100),
        ("1,2 Mio", 1_200_000),
        ("85k+", 85_000),
        ("~12k", 12_000),
        ("2.5千万", 25_000_000),
        ("2千300万", 23_000_000),
        ("1億2千万", 120_000_000),
        ("3万2千", 32_000),
    ],
)
def test_followers_are_read_with_their_unit(value: str, followers: int) -> None:
    assert people(one("followers", value)).at["bad", "followers"] == followers


@pytest.mark.parametrize(
    ("value", "cents"), [("$1,200.00 CAD", 86_957), ("$500 AUD", 32_895), ("500 CAD", 36_232), ("¥15000 JPY", 10_000)]
)
def test_a_code_behind_a_sign_tells_which_dollar_it_is(value: str, cents: int) -> None:
    roster = one("fee", value).roster
    assert roster is not None and roster.packages["fee_cents"].iloc[0] == cents


def test_signs_that_contradict_are_a_fault_of_that_cell() -> None:
    reading = one("fee", "£500 EUR")
    assert "names two currencies, £ and EUR" in str(reading.marked[0])
    assert reading.rows_used == 2


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
        ("median_views", "k.A.", None),
        ("median_views", "#NAME?", None),
        ("measured_reach", "#N/A", None),
        ("country", "Spain", "ES"),
        ("country", "uk", "GB"),
        ("country", "NA", "NA"),
        ("country", "N/A", ""),
        ("country", "Elbonia", ""),
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


@pytest.mark.parametrize("kind", [FOLLOWERS, SHARE, money_in("USD")])
@pytest.mark.parametrize("written", [Written(), Written(comma=True), Written(each=True), Written(scale=1e3)])
def test_plain_figures_are_read_as_those_with_a_sign_in_front(kind: Kind, written: Written) -> None:
    kind = kind.as_written(written)
    plain = ("0", "7", "0.29", "1.005", "1.234", "12.", ".5", "1234567.89", "99999999999999", "1.2.3", ".")
    for text in (*plain, *(f"{figure}%" for figure in plain), "101%", "%"):
        assert read_one(text, kind) == read_one(f"+{text}", kind), text


@pytest.mark.parametrize(
    ("typed", "own", "cents"),
    [
        ("kr. 1.250,50", "DKK", 125_050), ("1.250,50 kr.", "DKK", 125_050), ("kr.900", "NOK", 90_000),
        ("Fr. 1.250,50", "CHF", 125_050), ("руб. 2.500,00", "RUB", 250_000), ("900 р.", "RUB", 90_000),
        ("Rp. 1.250.000", "IDR", 125_000_000), ("12,5 Mio. kr.", "DKK", 1_250_000_000), (",5 kr", "SEK", 50),
    ],
)  # fmt: skip
def test_the_point_of_an_abbreviation_is_none_of_the_number_where_a_comma_stands_before_decimals(
    typed: str, own: str, cents: int
) -> None:
    assert read_one(typed, money_in(own).as_written(Written(comma=True))) == (cents, True)


@pytest.mark.parametrize("comma", [False, True])
def test_no_thousands_begin_with_zero(comma: bool) -> None:
    typed = "0.500" if comma else "0,500"
    assert isinstance(read_one(typed, FOLLOWERS.as_written(Written(comma=comma))), Fault)


def test_a_fault_in_a_column_of_decimal_commas_accepts_what_is_written_like_it() -> None:
    money = money_in("EUR").as_written(Written(comma=True))
    for typed in ("12,50-", "1.5"):
        assert isinstance(found := read_one(typed, money), Fault)
        assert "such as 1250 or 1.250,50," in found.accepted
        assert "decimal point" not in found.accepted


def test_plain_figures_need_no_pattern_of_all_ways_of_writing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.intake.cells.values._NUMBER", None)
    assert read_one("12500", FOLLOWERS) == (12_500, True)
    assert read_one("0.65%", SHARE) == (0.0065, False)
    assert read_one("9500.00", money_in("USD")) == (950_000, True)


def test_an_amount_too_large_to_be_converted_is_set_aside() -> None:
    money = money_in("USD").as_written(Written(currency="EUR", rates={"EUR": 1.1}))
    assert isinstance(found := read_one("841e71", money), Fault)
    assert found.wrong == "is above 1,000,000,000"


def test_a_number_that_never_ends_is_looked_at_once() -> None:
    """Each of 20,000 digits was tried as the first of a number in several units."""
    began = time.process_time()
    assert isinstance(read_one("1" * 20_000 + "万é", FOLLOWERS), Fault)
    assert not looks.with_currency(np.array(["1" + " " * 20_000 + "x"], dtype=object))
    assert peeled("1" * 20_000 + "a").parts == ("1" * 20_000 + "a",)
    assert time.process_time() - began < 2.0


def test_figures_far_too_large_or_small_end_no_reading() -> None:
    """Digits for which Decimal has no room, and a share that Python writes as 1e-05, were errors of the planner."""
    reading = read(f"handle,followers,Post ID,fake followers %\nbob,5000,{'9' * 30},0.00001\nliz,5000,7,{'9' * 30}\n")
    assert reading.roster is not None and reading.rows_used == 2
    assert reading.roster.creators["fake_share"].tolist()[0] == 1e-07
    assert "is above 100%" in "".join(map(str, reading.marked))


def test_no_header_is_a_figure() -> None:
    """So cells of figures need not be looked up as headers."""
    assert all(any(map(str.isalpha, name)) for name in FIELDS_OF)


def test_a_rate_that_may_be_thousands_is_asked_about() -> None:
    assert [rate_of("EUR", typed, "USD") for typed in ("1.085", "0,925", "12,5", "1380")] == [1.085, 0.925, 12.5, 1380]
    with pytest.raises(BadInput, match="'1,380' could be thousands or have decimals. Accepted: 1380 or 1.38"):
        rate_of("USD", "1,380", "KRW")


def test_a_price_of_a_new_platform_that_may_be_thousands_is_asked_about() -> None:
    said = {"bereal.reach": "12,5%", "bereal.engagement": "3", "bereal.price_per_post": "250,50"}
    made = answered("bereal", said)
    assert made is not None and (made.reach, made.cents_per_post) == (0.125, 250_50)
    with pytest.raises(BadInput, match="the answer to bereal.price_per_post: '1,250' could be thousands"):
        answered("bereal", said | {"bereal.price_per_post": "1,250"})
    for typed in ("nan", "inf", "much"):
        with pytest.raises(BadInput, match="the answer to bereal.engagement: .* cannot be used"):
            answered("bereal", said | {"bereal.engagement": typed})
