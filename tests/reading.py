"""Rosters read from text, for the tests of reading."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from planner.brief.exchange import Exchange
from planner.domain.roster import Platform
from planner.forecast.assumptions import default_assumptions
from planner.intake import Mapping, Reading, ReadSettings, Upload, read_rosters
from planner.problems import BadInput

RATES = tuple(
    (code, Exchange(rate=1 / default_assumptions().number("units_per_usd", code), source="the tests"))
    for code in default_assumptions().currencies
    if code != "USD"
)
"""Rates to the dollar that a brief could state."""
INSTAGRAM = ReadSettings(platform=Platform.INSTAGRAM, exchange=RATES)


def read(text: str | bytes, settings: ReadSettings | None = INSTAGRAM, **answers: str) -> Reading:
    """Read a file and check the sum that always holds. In the key of an answer, two underscores stand for a point."""
    mapping = Mapping(answers={key.replace("__", "."): answer for key, answer in answers.items()})
    data = text.encode() if isinstance(text, str) else text
    reading = read_rosters([Upload("roster.csv", data, mapping)], settings)
    assert reading.adds_up
    return reading


def people(reading: Reading) -> pd.DataFrame:
    """Creators by handle."""
    assert reading.roster is not None
    return reading.roster.creators.set_index("handle")


def one(column: str, value: str) -> Reading:
    """A file of one good row and one with this value."""
    rows = {"handle": ["good", "bad"], "followers": ["5000", "5000"], column: ["", value]}
    rows["followers"][0] = "5000"
    if column == "handle":
        rows["handle"] = ["good", value]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows)
    writer.writerows(zip(*rows.values(), strict=True))
    return read(out.getvalue())


def refused(text: str | bytes, settings: ReadSettings | None = INSTAGRAM) -> str:
    with pytest.raises(BadInput) as caught:
        read(text, settings)
    return str(caught.value)
