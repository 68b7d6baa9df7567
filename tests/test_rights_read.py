"""Quoted surcharges for rights: read from a list, kept in every file, and merged."""

from __future__ import annotations

import pytest

from planner.domain.rights import RIGHT_COLUMNS, Right
from planner.domain.roster import UNKNOWN_FEE, Roster
from planner.intake import ReadSettings, read_roster
from planner.intake.roster.merge import merge_rosters
from planner.intake.roster.write import write_roster_csv
from planner.store.roster_json import roster_data, roster_of
from tests import builders

LIST = """handle,platform,followers,fee,Usage rights fee,Whitelisting fee,Exclusivity fee
anna,instagram,20000,$500,$125,"$1,000.50",
ben,tiktok,30000,400,,0,ask
"""
COLUMNS = list(RIGHT_COLUMNS.values())


def read(text: str) -> Roster:
    reading = read_roster("list.csv", text.encode(), ReadSettings(currency="USD"))
    assert reading.roster is not None
    return reading.roster


def test_surcharges_are_amounts_zero_or_not_known() -> None:
    assert read(LIST).packages[COLUMNS].to_numpy().tolist() == [
        [12_500, 100_050, UNKNOWN_FEE],
        [UNKNOWN_FEE, 0, UNKNOWN_FEE],
    ]


def test_a_list_without_them_has_no_such_columns() -> None:
    bare = read("handle,platform,followers,fee\nanna,instagram,20000,500\n")
    assert not set(COLUMNS) & set(bare.packages)


@pytest.mark.parametrize(
    "header",
    ["usage fee", "Usage Rights Fee (USD)", "license fee", "allowlisting cost", "Spark Ads fee", "Exclusivity price"],
)
def test_headers_that_people_write(header: str) -> None:
    packages = read(f"handle,platform,followers,fee,{header}\nanna,instagram,20000,500,77\n").packages
    assert (packages[COLUMNS] == 7_700).to_numpy().sum() == 1


def test_a_written_list_reads_back_the_same() -> None:
    roster = read(LIST)
    assert read(write_roster_csv(roster).decode("utf-8-sig")).fingerprint == roster.fingerprint


def test_they_survive_the_store_and_a_merge() -> None:
    roster = read(LIST)
    assert roster_of(roster_data(roster)).fingerprint == roster.fingerprint
    other = builders.roster(builders.creator("cleo"))
    both = merge_rosters(other, roster).roster
    assert both.packages[COLUMNS].to_numpy().tolist()[-1] == [UNKNOWN_FEE, 0, UNKNOWN_FEE]
    assert (both.packages[COLUMNS] == UNKNOWN_FEE).all(axis=1).sum() == 1


def test_a_roster_of_creators_keeps_their_quotes() -> None:
    quoted = builders.package().model_copy(update={"right_fees": {Right.USAGE: 0, Right.EXCLUSIVITY: 9_900}})
    packages = builders.roster(builders.creator("anna", quoted), builders.creator("ben")).packages
    assert packages[COLUMNS].to_numpy().tolist() == [[0, UNKNOWN_FEE, 9_900], [UNKNOWN_FEE] * 3]
