"""Comments per post: from a file to the roster and the forecast's table, and back out."""

from __future__ import annotations

import numpy as np
import pytest

from planner.intake import ReadSettings, read_roster, write_roster_csv
from planner.problems import BadInput
from planner.store.roster_json import roster_data, roster_of
from tests import builders

FILE = """handle,platform,followers,fee,reels,Average comments
anna,instagram,9000,100,1,12.5
ben,instagram,9000,100,1,
cleo,instagram,9000,100,1,0
dov,instagram,9000,100,1,1.2k
eve,instagram,9000,100,1,many
"""


def test_comments_are_read_written_and_kept() -> None:
    reading = read_roster("r.csv", FILE.encode(), ReadSettings())
    assert reading.roster is not None
    values = reading.roster.creators.set_index("handle")["comments"]
    assert values[["anna", "cleo", "dov"]].tolist() == [12.5, 0, 1_200]
    assert values[["ben", "eve"]].isna().all()
    (told,) = [str(problem) for problem in reading.marked if problem.row == 6]
    assert "many" in told
    again = read_roster("r.csv", write_roster_csv(reading.roster), ReadSettings()).roster
    assert again is not None and again.fingerprint == reading.roster.fingerprint
    assert roster_of(roster_data(reading.roster)).fingerprint == reading.roster.fingerprint


def test_a_roster_without_comments_is_what_it_was() -> None:
    plain = builders.roster(builders.creator("anna"))
    assert "comments" not in plain.creators
    assert b"comments" not in write_roster_csv(plain)
    assert np.isnan(builders.table(plain).comments).all()


def test_comments_stand_beside_each_package() -> None:
    people = builders.roster(
        builders.creator("anna", builders.package("a"), builders.package("b"), comments=7), builders.creator("ben")
    )
    table = builders.table(people)
    assert table.comments[:2].tolist() == [7, 7] and np.isnan(table.comments[2])
    assert table.part(np.array([1])).comments.tolist() == [7]


def test_comments_of_a_kept_roster_are_checked() -> None:
    data = roster_data(builders.roster(builders.creator("anna", comments=7)))
    data["creators"]["comments"] = [-1]
    with pytest.raises(BadInput, match="comments, row 1"):
        roster_of(data)
