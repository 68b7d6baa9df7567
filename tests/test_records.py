"""Lists as JSON and JSON Lines: the same intake, with objects and lists inside unfolded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from planner.intake import Mapping, Reading, Unanswered, Upload, read_roster, read_rosters, write_roster_csv
from planner.intake.records import document
from planner.problems import BadInput
from tests.records import PRICED, REPORT, as_json, row


def read(value: object, name: str = "list.json") -> Reading:
    return read_roster(name, value if isinstance(value, bytes) else as_json(value))


def refused(value: object, name: str = "list.json") -> str:
    with pytest.raises(BadInput) as caught:
        read(value, name)
    return str(caught.value)


def followers(reading: Reading) -> dict[str, int]:
    assert reading.roster is not None
    people = reading.roster.creators
    return dict(zip(people["id"], people["followers"].astype(int), strict=True))


TWO = {"instagram:a": 5000, "instagram:b": 600}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([row("a"), row("b", 600)], id="objects"),
        pytest.param({"data": [row("a"), row("b", 600)], "page": 1}, id="wrapper"),
        pytest.param({"result": {"items": [row("a"), row("b", 600)]}}, id="wrapper in a wrapper"),
        pytest.param({"data": {"x": {"edges": [{"node": row("a")}, {"node": row("b", 600)}]}}}, id="graph"),
        pytest.param({"@a": row("a"), "@b": row("b", 600)}, id="by name, named twice"),
        pytest.param(
            {"@a": {"platform": "instagram", "followers": 5000}, "@b": {"platform": "instagram", "followers": 600}},
            id="by name",
        ),
        pytest.param(
            {"handle": {"0": "a", "1": "b"}, "platform": {"0": "instagram", "1": "instagram"},
             "followers": {"0": 5000, "1": 600}},
            id="columns of a data frame",
        ),
        pytest.param({"handle": ["a", "b"], "platform": ["instagram"] * 2, "followers": [5000, 600]}, id="columns"),
        pytest.param(
            {"columns": ["handle", "platform", "followers"], "index": [0, 1],
             "data": [["a", "instagram", 5000], ["b", "instagram", 600]]},
            id="rows and their columns",
        ),
        pytest.param(
            {"range": "A1:C3",
             "values": [["Handle", "Platform", "Followers"], ["a", "instagram", "5,000"], ["b", "instagram", 600]]},
            id="rows of a sheet",
        ),
        pytest.param(
            [["handle", "platform", "followers"], ["a", "instagram", 5000], ["b", "instagram", 600]], id="rows"
        ),
    ],
)  # fmt: skip
def test_the_list_is_found_in_every_wrapping(value: object) -> None:
    reading = read(value)
    assert followers(reading) == TWO
    assert reading.adds_up


def test_a_list_is_recognised_by_its_content_whatever_its_name_and_encoding() -> None:
    text = json.dumps([row("a"), row("b", 600)], indent=2)
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), ("\n\n " + text).encode()):
        assert followers(read(data, "list.csv")) == TWO


def test_json_and_csv_of_one_list_are_one_roster() -> None:
    rows = [row("a", 41200, fee=500, engagement_rate="3.1%"), row("b", 1234, fee=12.5, engagement_rate="4%")]
    csv = "handle,platform,followers,fee,engagement_rate\na,instagram,41200,500,3.1%\nb,instagram,1234,12.5,4%\n"
    one, two = read(rows).roster, read(csv.encode(), "list.csv").roster
    assert one is not None and two is not None
    assert write_roster_csv(one) == write_roster_csv(two)


def test_a_vendors_report_is_unfolded() -> None:
    reading = read(REPORT)
    assert reading.roster is not None
    lena = reading.roster.creators.iloc[0]
    assert (lena["id"], lena["followers"], lena["median_views"], lena["category"]) == (
        "instagram:lena", 41200, 15000, "beauty, travel",
    )  # fmt: skip
    assert lena["engagement_rate"] == pytest.approx(0.031)
    shares = {
        name: lena[f"audience {name}"] for name in ("country:de", "country:at", "gender:female", "age:18-24", "age:65-")
    }
    assert shares == {"country:de": 0.6, "country:at": 0.1, "gender:female": 0.8, "age:18-24": 0.4, "age:65-": 0.1}
    assert sorted(reading.roster.packages["fee_cents"]) == [20000, 50000]
    assert lena["name"] != "North"
    said = " ".join(reading.notes)
    assert "40 in all" in said and "holds 1 of them" in said and "recentPosts" in said and "agency.name" in said


def test_each_price_of_a_creator_is_a_row_named_by_its_path() -> None:
    reading = read(PRICED)
    assert reading.roster is not None
    assert list(reading.roster.packages["fee_cents"]) == [50000, 90000]
    assert reading.rows_set_aside == 1
    assert str(reading.set_aside[0]) == (
        "row 3 (creators[1].packages[0]), column C (followers): 'oops' is not a number. "
        "Accepted: a whole number such as 12500, 12.5k or 1.2m."
    )


def test_accounts_inside_a_person_are_accounts_of_one_person_with_their_own_prices() -> None:
    person = {
        "name": "Lena Hart",
        "accounts": [
            {
                "platform": "instagram",
                "username": "lena",
                "followers": 4000,
                "prices": [{"type": "1 reel", "price": 300}],
            },
            {"platform": "tiktok", "username": "lenat", "followers": 9000},
        ],
    }
    reading = read([person])
    assert followers(reading) == {"instagram:lena": 4000, "tiktok:lenat": 9000}
    assert reading.roster is not None and list(reading.roster.packages["fee_cents"]) == [30000, -1]


def test_accounts_by_platform_are_side_by_side() -> None:
    person = {"name": "Lena", "socials": {"instagram": {"username": "lena", "followers": 4000},
                                          "tiktok": {"username": "lenat", "followers": 9000}}}  # fmt: skip
    assert followers(read([person])) == {"instagram:lena": 4000, "tiktok:lenat": 9000}


def test_a_number_of_a_program_has_no_thousands_point() -> None:
    """In text, 1.234 could be 1,234; of a program's numbers that is never asked."""
    roster = read([row("a", median_views=45.125)]).roster
    assert roster is not None and roster.creators["median_views"][0] == 45.125
    with pytest.raises(Unanswered, match="decimal comma"):
        read([row("a", median_views="45.125")])


def test_several_lists_with_one_header_are_one_list_and_others_are_named() -> None:
    value = {
        "instagram": [{"handle": "a", "followers": 5000}],
        "tiktok": [{"handle": "b", "followers": 7}],
        "log": [{"x": 1}],
    }
    reading = read(value)
    assert followers(reading) == {"instagram:a": 5000, "tiktok:b": 7}
    assert any("Not read: the other lists (log)" in note for note in reading.notes)
    assert "sheets" in {question.key for question in reading.questions}
    chosen = read_rosters([Upload("list.json", as_json(value), Mapping(sheet="tiktok"))])
    assert followers(chosen) == {"tiktok:b": 7}
    with pytest.raises(BadInput, match=r"'nobody' has no such list. Accepted: one of instagram, tiktok, log"):
        read_rosters([Upload("list.json", as_json(value), Mapping(sheet="nobody"))])


def test_lines_are_rows_and_a_broken_one_waits() -> None:
    lines = (
        b'{"handle":"a","platform":"youtube","followers":1000}\n\n{"handle":"b","platform":"youtube","followers":NaN}\n'
    )
    lines += b'{"handle":"c","platform":"youtube","followers":2,"followers":3}\n[1]\nhello\n{"handle":"d","plat'
    reading = read(lines, "list.jsonl")
    assert followers(reading) == {"youtube:a": 1000}
    assert (reading.rows_read, reading.rows_blank, reading.rows_set_aside, reading.adds_up) == (7, 1, 5, True)
    assert [(one.row, one.wrong.partition(" in ")[0]) for one in reading.set_aside] == [
        (3, "is not a number"),
        (4, "has the key 'followers' twice"),
        (5, "is not an object"),
        (6, "is not an object of JSON"),
        (7, "is incomplete: the line ends before its object does"),
    ]
    assert reading.set_aside[1].accepted == "every key once"


@pytest.mark.parametrize(
    ("value", "name", "said"),
    [
        (b'[{"handle":"a","followers":1},{"handle":"b","follo', "l.json", "line 1, column 45: ends in the middle"),
        (b'[{"handle":"a"\n "followers":1}]', "l.json", "l.json, line 2, column 2: '\"followers\":1}]' is not JSON"),
        (b'"hello"', "l.json", "'hello' is JSON, but only a text. Accepted: a list of objects such as"),
        (b"42", "l.json", "'42' is JSON, but only a number"),
        (b"null", "l.json", "is JSON, but only null"),
        (b"[]", "l.json", "is an empty list"),
        (b'{"a": 1}', "l.json", "'a' has no list of creators in it"),
        (b"[{}, {}]", "l.json", "has only empty records"),
        (b'[{"a":1,"a":2}]', "l.json", "has no record that can be read: the first has the key 'a' twice"),
        (b"[" * 100_000, "l.json", "nested hundreds deep"),
        (b'[{"a":' + b'{"b":' * 50_000 + b"1" + b"}" * 50_001 + b"]", "l.json", "nested hundreds deep"),
        (b'[{"handle":"\xe9","followers":1}]', "l.json", "l.json, byte 13: is not text in UTF-8"),
        (b'[{"handle":"a","followers":' + b"9" * 5_000 + b"}]", "l.json", "a number with thousands of digits"),
        (b"[" + b"{}," * 1_000_001 + b"{}]", "l.json", "1,000,000 objects and lists"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_its_place(value: bytes, name: str, said: str) -> None:
    assert said in refused(value, name)


def test_a_figure_that_is_none_waits_with_its_row() -> None:
    reading = read(
        b'[{"handle":"a","platform":"instagram","followers":1e999},{"handle":"b","platform":"instagram","followers":9}]'
    )
    assert followers(reading) == {"instagram:b": 9}
    assert "row 1, column C (followers): '1e999' is not a finite number" in str(reading.set_aside[0])


def test_text_that_no_file_can_hold_is_kept_out() -> None:
    reading = read([row("a\0"), row("b\ud800"), row("c", name="d\ud800"), row("e", 7)])
    assert reading.adds_up and followers(reading)["instagram:e"] == 7
    assert {1, 2} <= {one.row for one in reading.set_aside}
    assert reading.roster is not None and write_roster_csv(reading.roster)


def test_what_lies_too_deep_and_too_wide_is_left_and_said() -> None:
    deep: Any = {"x": 1}
    for _ in range(document.DEEPEST + 3):
        deep = {"inside": deep}
    wide = {f"field{at}": at for at in range(400)}
    reading = read([{**wide, **row("a"), "deep": deep}])
    assert followers(reading) == {"instagram:a": 5000}
    said = " ".join(reading.notes)
    assert "Not read: what lies too deep" in said and "further fields" in said


def test_questions_about_a_list_are_the_same_as_about_a_table() -> None:
    with pytest.raises(Unanswered) as waiting:
        read([row("a", engagement_rate=0.031), row("b", engagement_rate=0.042)])
    assert [question.key for question in waiting.value.questions] == ["rate_unit.D"]
