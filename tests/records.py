"""Lists of creators in the shapes that platforms, vendors and warehouses return them, made for the tests."""

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
from pyarrow import parquet

REPORT: dict[str, Any] = {
    "data": [
        {
            "profile": {
                "username": "lena",
                "followers": 41200,
                "engagementRate": 0.031,
                "url": "https://instagram.com/lena",
            },
            "stats": {"avgLikes": 1277, "avgViews": 15000},
            "audience": {
                "geoCountries": [{"name": "Germany", "code": "DE", "weight": 0.6}, {"code": "AT", "weight": 0.1}],
                "genders": [{"code": "FEMALE", "weight": 0.8}, {"code": "MALE", "weight": 0.2}],
                "ages": [{"code": "18-24", "weight": 0.4}, {"code": "65-", "weight": 0.1}],
            },
            "rates": {"reel": 500, "story": {"amount": 200, "currency": "USD"}},
            "recentPosts": [{"id": 1, "likes": 3}],
            "tags": ["beauty", "travel"],
            "agency": {"name": "North"},
        }
    ],
    "total": 40,
}
"""A page of a vendor's report: profile, figures, audience and prices apart."""

PRICED = {
    "creators": [
        {
            "handle": "lena", "platform": "tiktok", "followers": 41200,
            "packages": [{"name": "1 video", "price": 500}, {"name": "2 videos", "price": "900"}],
        },
        {"handle": "tom", "platform": "tiktok", "followers": "oops", "packages": [{"name": "1 video", "price": 50}]},
    ]
}  # fmt: skip
"""Two packages of one creator, and one whose followers nobody can read."""


def row(handle: str, followers: object = 5000, **more: object) -> dict[str, object]:
    return {"handle": handle, "platform": "instagram", "followers": followers, **more}


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def as_parquet(rows: list[dict[str, Any]] | pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    parquet.write_table(rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows), out, **options)
    return out.getvalue()
