"""Cells merged over several rows: what holds for all of them, and prices of which somebody says what they cover."""

import io

import pytest
import xlsxwriter

from planner.domain.roster import UNKNOWN_FEE
from tests.test_neighbours import asked, fees, followers, read

Merged = tuple[int, int, int]


def book(rows: list[list[object]], *merged: Merged) -> bytes:
    """An XLSX workbook of these rows. merged: first row, last row and column of cells merged downwards."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for top, bottom, column in merged:
            sheet.merge_range(top, column, bottom, column, rows[top][column])
    return out.getvalue()


ACCOUNTS = book(
    [
        ["Name", "Handle", "Platform", "Followers", "Price per video"],
        ["Lina", "lina", "Instagram", 1000, 300],
        ["Lina", "linatt", "TikTok", 2000, ""],
        ["Bo", "bo", "Instagram", 500, 100],
    ],
    (1, 2, 0),
    (1, 2, 4),
)


@pytest.mark.parametrize(
    ("answer", "lina", "other"), [("together", 30_000, -1), ("each", 30_000, 30_000), ("unknown", -1, -1)]
)
def test_a_price_merged_over_two_accounts_loses_none_of_them(answer: str, lina: int, other: int) -> None:
    """Only the column of fees was asked about, and `together` made one creator of two."""
    assert asked(ACCOUNTS) == {"shared_fee": "together"}
    listed = read(ACCOUNTS, shared_fee=answer)
    assert followers(listed) == {"lina": 1000, "linatt": 2000, "bo": 500}
    assert fees(listed) == {"lina": [lina], "linatt": [other], "bo": [10_000]}


def test_a_price_of_a_format_merged_over_creators_is_asked_about_and_over_one_is_not() -> None:
    header = ["Handle", "Platform", "Followers", "Reel price", "Story price"]
    two = book([header, ["ana", "ig", 900, 300, 50], ["bo", "ig", 800, "", 60]], (1, 2, 3))
    assert asked(two) == {"shared_fee": "together"}
    assert fees(read(two, shared_fee="each")) == {"ana": [30_000, 5_000], "bo": [30_000, 6_000]}
    one = book([header, ["ana", "ig", 900, 300, 50], ["ana", "ig", 900, "", 50]], (1, 2, 3))
    assert fees(read(one)) == {"ana": [30_000, 5_000]}


def test_a_commission_merged_over_packages_counts_once() -> None:
    header = ["handle", "platform", "followers", "package", "fee", "commission"]
    data = book([header, ["ana", "ig", 900, "1 reel", 100, 30], ["ana", "ig", 900, "2 stories", 50, ""]], (1, 2, 5))
    assert asked(data) == {"shared_fee": "together"}
    listed = read(data, shared_fee="together")
    assert listed.roster is not None and listed.roster.packages["commission_cents"].sum() == 3_000
    assert UNKNOWN_FEE not in fees(listed)["ana"]


def test_platforms_that_a_csv_has_lost_from_merged_cells_can_be_those_above() -> None:
    listed = read("Platform,Creator,Followers\nInstagram,a,1\n,b,2\nTikTok,c,3\n,d,4\n", platform="above")
    assert listed.roster is not None
    assert listed.roster.creators["platform"].tolist() == ["instagram", "instagram", "tiktok", "tiktok"]
