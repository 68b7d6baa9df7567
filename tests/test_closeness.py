"""Closeness to the brand and availability: from a file to the roster, into scores, and back out."""

from __future__ import annotations

import numpy as np
import pytest

from planner.domain.availability import read_availability
from planner.forecast.assumptions import default_assumptions
from planner.forecast.closeness import closeness_of
from planner.intake import ReadSettings, read_roster, write_roster_csv
from tests import builders

FILE = """handle,platform,followers,fee,reels,follows brand,Brand mentions,customer,values,sponsored load,availability
anna,instagram,9000,100,1,yes,3,no,0.8,20%,"1-2, 4"
ben,instagram,9000,100,1,,never,,,,
cleo,instagram,9000,100,1,maybe,,,,,
dov,instagram,9000,100,1,ja,,x,0.2,,from noon
"""


def test_a_file_says_who_is_close_and_when() -> None:
    reading = read_roster("r.csv", FILE.encode(), ReadSettings())
    assert reading.roster is not None
    people = reading.roster.creators.set_index("handle")
    assert list(people.index) == ["anna", "ben", "cleo", "dov"]
    assert people.loc["anna", ["follows_brand", "mentions_brand", "customer"]].tolist() == [1, 1, 0]
    assert (people.loc["anna", "values_match"], people.loc["anna", "sponsored_load"]) == (0.8, 0.2)
    assert people.loc["anna", "availability"] == "1-2, 4"
    assert people.loc["ben", "mentions_brand"] == 0 and np.isnan(people.loc["ben", "customer"])
    told = {problem.row: str(problem) for problem in reading.marked}
    assert "maybe" in told[4] and "neither yes nor no" in told[4]
    assert "from noon" in told[5] and "waves such as 1-4, 6" in told[5]


def test_long_columns_of_yes_and_no_are_read_and_those_of_other_words_are_not() -> None:
    rows = "".join(f"anna{n},instagram,9000,100,1,{'yes' if n % 3 else 'no'},Fa. Meier,always\n" for n in range(12))
    head = "handle,platform,followers,fee,reels,follows_brand,customer,availability\n"
    reading = read_roster("r.csv", (head + rows).encode(), ReadSettings())
    assert reading.roster is not None and len(reading.roster) == 12 and not reading.set_aside
    assert reading.roster.creators["follows_brand"].sum() == 8
    assert "customer" not in reading.roster.creators
    assert any("such as 'Fa. Meier', not yes or no" in note for note in reading.notes)
    assert not any("availability" in note for note in reading.notes)


def test_what_is_written_reads_back_the_same() -> None:
    roster = read_roster("r.csv", FILE.encode(), ReadSettings()).roster
    assert roster is not None
    again = read_roster("r.csv", write_roster_csv(roster), ReadSettings()).roster
    assert again is not None and again.fingerprint == roster.fingerprint
    plain = builders.roster(builders.creator("anna"))
    assert b"follows_brand" not in write_roster_csv(plain)


def test_affinity_weighs_the_signs_that_are_known() -> None:
    people = builders.roster(
        builders.creator("anna", follows_brand=True, mentions_brand=True, customer=False),
        builders.creator("ben", follows_brand=False),
        builders.creator("cleo"),
        builders.creator("dov", customer=True, fit=0.4),
    )
    brief = builders.brief(scores={"instagram:dov": {"fit": 0.9, "affinity": 0.3}})
    close = closeness_of(people, brief, default_assumptions())
    assert close.affinity[:2] == pytest.approx([0.6, 0.0])
    assert np.isnan(close.affinity[2])
    assert (close.affinity[3], close.fit[3]) == (0.3, 0.9)
    fan = builders.table(people, builders.brief(quality={"min_affinity": 0.5})).affinity
    assert fan[0] == pytest.approx(0.6)


@pytest.mark.parametrize("text", ["0", "5-2", "soon", "2027-02-30", "2027-03-02 to 2027-03-01", "1;;x"])
def test_availability_that_says_nothing_usable_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_availability(text)


@pytest.mark.parametrize("text", ["", "always", " "])
def test_nothing_said_is_always(text: str) -> None:
    assert read_availability(text) is None
