"""Lists as Parquet: the same intake; what is damaged, foreign, locked or too large is refused in words."""

from __future__ import annotations

import datetime
import io
import math
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyarrow.parquet import encryption

from planner.intake import Reading, Upload, read_roster, read_rosters, write_roster_csv
from planner.intake.open.files import read_table
from planner.intake.records.columns import table_of
from planner.problems import BadInput
from tests.records import as_json, as_parquet, row


def read(data: bytes) -> Reading:
    return read_roster("list.parquet", data)


def refused(data: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        read(data)
    return str(caught.value)


def test_every_type_of_a_column_arrives() -> None:
    table = pa.table(
        {
            "handle": pa.array(["lena", "tom"]).dictionary_encode(),
            "platform": pa.array([b"instagram", b"tiktok"]),
            "followers": pa.array([41200.0, float("nan")]),
            "engagement_rate": pa.array(["3.1%", None]),
            "fee": pa.array([Decimal("500.05"), None], pa.decimal128(12, 2)),
            "category": pa.array([["beauty", "travel"], None]),
            "stats": pa.array([{"avgViews": 1000}, None]),
            "since": pa.array([datetime.date(2026, 1, 2), None]),
            "seen": pa.array([datetime.datetime(2026, 1, 2, 3, tzinfo=datetime.UTC), None]),
            "picture": pa.array([b"\xff\xfe", None]),
            "levels": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int32())),
            "customer": pa.array([True, False]),
        }
    )
    reading = read(as_parquet(table))
    assert reading.roster is not None
    lena = reading.roster.creators.iloc[0]
    assert (lena["id"], lena["followers"], lena["median_views"]) == ("instagram:lena", 41200, 1000)
    assert (lena["category"], bool(lena["customer"])) == ("beauty, travel", True)
    assert reading.roster.packages["fee_cents"][0] == 50005
    # A missing number is unknown, as data frames write it.
    assert [str(one) for one in reading.set_aside] == [
        "row 2, column C (followers): is not known. Accepted: a whole number such as 12500, 12.5k or 1.2m."
    ]
    assert any("bytes in picture" in note for note in reading.notes)


def test_parquet_and_json_of_one_list_are_one_roster() -> None:
    rows = [row("a", 41200, packages=[{"name": "1 reel", "price": 500.5}]), row("b", 700, packages=None)]
    one, two = read(as_parquet(rows)).roster, read_roster("list.json", as_json(rows)).roster
    assert one is not None and two is not None
    assert write_roster_csv(one) == write_roster_csv(two)


def test_a_single_precision_rate_is_the_number_that_was_meant() -> None:
    rows = pa.table({**{key: [value] for key, value in row("a").items()}, "fee": pa.array([0.1], pa.float32())})
    roster = read(as_parquet(rows)).roster
    assert roster is not None and roster.packages["fee_cents"][0] == 10


def test_what_is_no_whole_parquet_file_is_refused(tmp_path: Path) -> None:
    whole = as_parquet([row("a")])
    assert "is incomplete: the end of a Parquet file is missing" in refused(whole[: len(whole) // 2])
    assert "is damaged or not a Parquet file" in refused(b"PAR1" + os.urandom(200) + b"PAR1")
    assert "is damaged or not a Parquet file" in refused(whole[:60] + whole[90:])
    assert "has columns and no rows" in refused(as_parquet(pa.table({"handle": pa.array([], pa.string())})))
    assert "has more than 200,000 rows" in refused(as_parquet(pa.table({"followers": [1] * 200_001})))
    assert "has more than 2,000 fields" in refused(as_parquet(pa.table({f"f{at}": [1] for at in range(2_001)})))
    assert "is an Arrow file, not a table" in refused(b"ARROW1\0\0" + b"x" * 50)
    assert "is a database, not a table" in refused(b"SQLite format 3\0" + b"x" * 50)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """Ten megabytes of one text, a thousand times: some kilobytes in the file."""
    text = pa.array(["x" * 1_000_000]).dictionary_encode()
    bomb = as_parquet(pa.table({"handle": pa.concat_arrays([text] * 1_000)}))
    assert len(bomb) < 2_000_000
    assert "needs too much memory to read" in refused(bomb)


class _Keys(encryption.KmsClient):
    """Keys as they are: enough to write an encrypted file."""

    def wrap_key(self, key_bytes: bytes, _master_key_identifier: str) -> bytes:
        return key_bytes.hex().encode()

    def unwrap_key(self, wrapped_key: bytes, _master_key_identifier: str) -> bytes:
        return bytes.fromhex(wrapped_key.decode())


@pytest.mark.parametrize("plain_footer", [False, True])
def test_an_encrypted_file_is_refused_as_such(tmp_path: Path, plain_footer: bool) -> None:
    factory = encryption.CryptoFactory(lambda _: _Keys())
    how = encryption.EncryptionConfiguration(
        footer_key="k", column_keys={"k": ["handle"]}, plaintext_footer=plain_footer
    )
    table = pa.Table.from_pylist([row("a")])
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), how)
    with parquet.ParquetWriter(tmp_path / "x", table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    assert "is encrypted. Accepted: the same file without encryption" in refused((tmp_path / "x").read_bytes())


MESSY = {
    "Username": [
        "@Ada.Abe",
        " ben ",
        "ben",
        "",
        None,
        "https://instagram.com/cleo",
        "d\0v",
        "Éda",
        "fay",
        "gus",
        "hal",
    ],
    "Full name": ["Ada  Abe", "Ben", "Ben", "", None, "Cleo\t", "Dov", "Eda", "", None, "Hal"],
    "Network": ["Insta", "TikTok", "tik tok", "", None, "instagram", "youtube", "YT", "nowhere", "twitch", "x"],
    "Land": ["DE", "Deutschland", "germany", "", None, "Wien", "US", "??", "fr", "FR", ""],
    "Follower count": [1_200, 50_000, 50_000, None, None, 9, 2**40, -5, 0, 70_000, 80_001],
    "Avg views": [100.5, math.nan, None, None, None, 1e9, math.inf, 3.0, 0.1 + 0.2, 1 / 3, -1.0],
    "Price (USD)": [100.0, 110.555, 1e-9, None, None, 130.0, 140.25, 150.0, math.nan, 0.0, 2_500_000.0],
    "Engagement": [0.5, 1.0, 2.25, None, None, 3.0, 4.0, 5.5, 6.0, 7.0, 200.0],
    "Verified": [True, False, None, None, None, True, True, False, True, None, False],
    "Nothing": [None] * 11,
}


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_columns_of_plain_values_are_read_as_their_records_are(kind: pa.DataType) -> None:
    """A vendor's file of any size takes this way; every row, fault and note is what the records give."""
    plain = pa.table({name: pa.array(values) for name, values in MESSY.items()})
    at = plain.column_names.index("Avg views")
    plain = plain.set_column(at, "Avg views", plain.column(at).cast(kind))
    at = plain.column_names.index("Network")
    plain = plain.set_column(at, "Network", plain.column(at).dictionary_encode())
    plain = plain.append_column("__index_level_0__", pa.array(range(11)))
    out = io.BytesIO()
    parquet.write_table(plain, out)
    theirs, mine = read_table("vendor.parquet", out.getvalue()), table_of(plain)
    assert mine is not None
    assert (mine.columns, mine.blank, mine.typed, mine.faults, mine.notes, mine.opened, dict(mine.paths)) == (
        theirs.columns, theirs.blank, theirs.typed, theirs.faults, theirs.notes, theirs.opened, dict(theirs.paths)
    )  # fmt: skip
    assert mine.cells.tolist() == theirs.cells.tolist()
    assert mine.numbers.tolist() == theirs.numbers.tolist()
    first, second = (read_rosters([Upload("vendor.parquet", out.getvalue(), table=table)]) for table in (None, mine))
    assert first.roster is not None
    assert second.roster is not None
    assert first.roster.fingerprint == second.roster.fingerprint
    assert len(first.set_aside) > 2
    assert replace(first, roster=None, origins=second.origins) == replace(second, roster=None)
    assert first.origins.tolist() == second.origins.tolist()


def test_what_is_no_column_of_plain_values_is_read_record_by_record() -> None:
    for values in ([{"a": 1}], [[1, 2]], [b"bytes"], [datetime.date(2026, 1, 1)], [Decimal("1.5")]):
        assert table_of(pa.table({"handle": ["ada"], "more": pa.array(values)})) is None
    twice = pa.Table.from_arrays([pa.array(["ada"])] * 2, names=["handle", "handle"])
    assert table_of(twice) is None
    assert table_of(pa.table({"handle": pa.array([], pa.string())})) is None
