"""Rosters as people keep them: the corpus with its three measures, and the shared spreadsheet of sixty creators."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from planner.intake import Mapping, Reading, ReadSettings, Unanswered, Upload, read_rosters
from tests.messy import FILES, LANGUAGES, Score, messy, score


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    """Every file of the corpus, read."""
    return [score(messy(seed)) for seed in range(FILES)]


def test_the_corpus_has_every_language_and_at_least_forty_files(scores: list[Score]) -> None:
    assert FILES >= 40 and len(LANGUAGES) == 15
    assert {name.file.name.partition("-")[2].partition(".")[0] for name in scores} == set(LANGUAGES)
    traps = {trap for found in scores for trap in found.file.traps}
    assert {"title lines", "a total", "workbook", "a cover sheet", "decimal comma", "rates: mixed"} <= traps


def test_nearly_every_creator_is_used(scores: list[Score]) -> None:
    used, all_of_them = sum(found.used for found in scores), sum(len(found.file.creators) for found in scores)
    worst = [f"{found.file.name}: {found.used} of {len(found.file.creators)}" for found in scores if not found.used]
    assert used >= 0.98 * all_of_them, worst


def test_no_value_is_wrong(scores: list[Score]) -> None:
    assert [f"{found.file.name}: {wrong}" for found in scores for wrong in found.wrong] == []


def test_at_most_three_questions_a_file(scores: list[Score]) -> None:
    assert {found.file.name: found.asked for found in scores if len(found.asked) > 3} == {}


HEADER = ("Handle / Link", "Platform", "Followers", "Eng.", "Fee per post", "Story price", "City", "E-mail", "Notes")
FEES = ("$480", "530 USD", "$180/post", "~190", "1940-2716", "tbd", "gifted", "310", "from 300", "see below")
SIZES = ("40.2K", "10,836", "5k followers", "11.1 k", "85k+", "23456")
RATES = ("1.2%", "6.65", "0.043", "n/a")
CITIES = ("Austin", "Berlin", "Leeds, UK", "", "Lyon")


def shared_spreadsheet() -> bytes:
    """Sixty creators under a title line, with a total below."""
    rows: list[list[str]] = [["Spring launch – creator longlist", *[""] * 8], list(HEADER)]
    for at in range(60):
        platform = ("Instagram", "TikTok", "IG", "YouTube", "")[at % 5]
        name = f"creator.{at}"
        shown = (f"@{name}", f"https://www.tiktok.com/@{name}", f"Nora Beck {at}", name)[at % 4]
        if not platform:
            shown = f"instagram.com/{name}"
        fee, size, rate = FEES[at % 10], SIZES[at % 6], RATES[at % 4]
        note = "asked twice; wants the product first" if at % 7 == 0 else ""
        story = "$75" if at % 3 == 0 else ""
        rows.append([shown, platform, size, rate, fee, story, CITIES[at % 5], f"{at}@example.com", note])
    rows.append(["TOTAL", "", "1,234,567", "", "$21,480", "", "", "", ""])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def read(**answers: str) -> Reading:
    mapping = Mapping(answers={key.replace("__", "."): value for key, value in answers.items()})
    return read_rosters([Upload("longlist.csv", shared_spreadsheet(), mapping)], ReadSettings())


def test_a_shared_spreadsheet_ends_as_its_sixty_creators() -> None:
    with pytest.raises(Unanswered) as waiting:
        read()
    (question,) = waiting.value.questions
    assert question.key == "rate_unit.D" and "0.043" in question.title and "6.65" in question.title
    reading = read(rate_unit__D="each")
    assert reading.adds_up and reading.roster is not None
    assert (reading.rows_used, reading.rows_set_aside, reading.rows_totals, len(reading.roster)) == (60, 0, 1, 60)
    people = reading.roster.creators.set_index("handle")
    assert people.at["creator.0", "followers"] == 40_200 and people.at["creator.1", "followers"] == 10_836
    rates = dict(zip(people.index, people["engagement_rate"], strict=True))
    assert (rates["creator.0"], rates["Nora Beck 2"]) == (0.012, 0.043) and np.isnan(rates["creator.3"])
    assert people.at["creator.7", "notes"].startswith("asked twice") or people.at["creator.0", "notes"]
    assert people.at["creator.0", "email"] == "0@example.com"


def test_every_doubtful_cell_of_the_shared_spreadsheet_is_marked() -> None:
    reading = read(rate_unit__D="each")
    marked = {(mark.row, mark.column.letter): mark for mark in reading.marked if mark.column is not None}
    typed = {row: FEES[(row - 3) % 10] for row in range(3, 63)}
    loose = {row for row, fee in typed.items() if fee not in ("$480", "530 USD", "310")}
    assert {row for row, letter in marked if letter == "E"} == loose
    assert marked[12, "E"].taken == "unknown" and marked[12, "E"].accepted, "'see below' is no fee"
    assert marked[7, "E"].taken == "2,328, between 1,940 and 2,716"
    stories = [mark for mark in reading.marked if "exist on" in mark.wrong]
    assert stories and all(mark.taken == "no package" for mark in stories)
    assert [question.key for question in reading.questions if question.default is None] == ["rate_unit.D"]


def test_an_answer_about_a_column_of_rates_holds_for_all_of_them() -> None:
    reading = read(rate_unit__D="percent")
    assert reading.roster is not None
    rates = reading.roster.creators.set_index("handle")["engagement_rate"]
    assert rates["Nora Beck 2"] == 0.00043, "only when somebody says so"
