"""Files of results and of overlap come through the same door as rosters, in whatever way they are written."""

from __future__ import annotations

import pytest

from planner.forecast.overlap import Definition, OverlapTable
from planner.intake import ReadSettings, read_roster
from planner.intake.overlap import read_overlap
from planner.intake.results import read_results
from planner.problems import BadInput
from tests.reading import read
from tests.sheets import ods, xls


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Source,Target,Weight\na,b,5\n", "is a table of audience overlap, not a roster"),
        ("username,uniquePercentage\na,50\n", "overlap is read on the Assumptions page"),
        ("handle,date,reach,likes,clicks\na,2026-03-01,9,5,1\n", "upload results on the Debrief page"),
    ],
)
def test_what_is_no_roster_is_told_where_it_belongs(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_roster("export.csv", text.encode(), ReadSettings())


def test_results_with_decimal_commas_and_another_encoding() -> None:
    text = "Créateur;handle;date;reach;likes;revenue;cost\nZoë;zoe;14.03.2026;12.500;1,2k;1.250,50;90,00 €\n"
    reading = read_results("results.csv", text.encode("cp1252"), "EUR")
    (result,) = reading.results
    assert (result.reach, result.likes, result.revenue_cents, result.cost_cents) == (12_500, 1_200, 125_050, 9_000)
    assert str(result.date) == "2026-03-14"
    assert any("decimal comma" in note for note in reading.notes)


def test_a_number_that_could_be_two_is_set_aside() -> None:
    reading = read_results("results.csv", b"handle,reach,conversions\nzoe,100,1.234\nbob,100,90\n")
    assert [result.handle for result in reading.results] == ["bob"]
    assert "could have a decimal or a thousands separator" in str(reading.set_aside[0])


def test_points_in_counts_of_results_separate_thousands() -> None:
    text = "Account;Platform;Reach;Views;Likes\n@zoe;tiktok;295.176;413.246;8855\n@bob;tiktok;64.002;89.603;190\n"
    reading = read_results("results.csv", text.encode(), "EUR")
    assert [(result.reach, result.views, result.likes) for result in reading.results] == [
        (295_176, 413_246, 8_855),
        (64_002, 89_603, 190),
    ]
    assert any("separate thousands" in note for note in reading.notes)


@pytest.mark.parametrize("make", [xls, ods])
def test_results_and_overlap_in_other_workbooks(make: object) -> None:
    rows = [["handle", "platform", "reach", "clicks"], ["zoe", "instagram", 1200.0, 7.0]]
    (result,) = read_results("results.xls", make(rows)).results  # type: ignore[operator]
    assert (result.reach, result.clicks) == (1200, 7)
    pairs = [["Source", "Target", "Weight"], ["zoe", "bob", 300.0]]
    table = read_overlap("pairs", make(pairs), {"zoe": 1200.0, "bob": 900.0}, Definition.PEOPLE)  # type: ignore[operator]
    assert isinstance(table, OverlapTable)
    assert table.shared.tolist() == [300.0]


POLISH = """Twórcy – śniadanie;;;;;
Nazwa profilu;Platforma;Obserwujący;Cena za post;Cena za rolkę;Miasto
@ola_je;Instagram;12 400;1 200 zł;1 800 zł;Kraków
@zuza.gotuje;TikTok;205 300;4 600,00;6 900 zł;Łódź
@michal_smazy;YouTube;88 100;9 000 zł;;Gdańsk
"""


def test_a_polish_list_is_read_without_a_question_and_keeps_every_price() -> None:
    reading = read(POLISH.encode("cp1250"), ReadSettings(currency="PLN"))
    assert reading.roster is not None
    made = reading.roster.packages
    names = reading.roster.creators["handle"].to_numpy()[made["creator"]]
    fees = {(name, one): int(fee) for name, one, fee in zip(names, made["id"], made["fee_cents"], strict=True)}
    assert fees == {
        ("ola_je", "1 post, cash"): 120_000,
        ("ola_je", "1 reel, cash"): 180_000,
        ("zuza.gotuje", "1 video, cash"): 690_000,
        ("michal_smazy", "1 integration, cash"): 900_000,
    }, "a post on YouTube is an integration, its usual one"
    (conflict,) = reading.conflicts
    assert [typed for _, typed in conflict.told] == ["4 600,00", "6 900 zł"] and conflict.taken == "6 900 zł"
    counted = [note for note in reading.notes if "price columns" in note]
    assert counted == ["5 packages come from separate price columns."]


@pytest.mark.parametrize(("header", "times"), [("Comentarios", 2), ("Comments", 1), ("Kommentare", 2)])
@pytest.mark.parametrize(
    ("cells", "column"), [(["12", "8", "31"], "comments"), (["Nice", "May only", "twins"], "notes")]
)
def test_comments_are_a_number_or_what_somebody_noted(header: str, times: int, cells: list[str], column: str) -> None:
    rows = "".join(f"@a{at},{5_000 + at},{cell}\n" for at, cell in enumerate(cells * times))
    roster = read(f"handle,followers,{header}\n{rows}").roster
    assert roster is not None and {"comments", "notes"} & set(roster.creators.columns) == {column}
