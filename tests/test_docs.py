"""What is published is what the code does."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from planner.brief.brief import Brief
from planner.exports import brief_schema

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "docs" / "brief.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == brief_schema(), (
        "write it again: python -m planner schema > docs/brief.schema.json"
    )


@pytest.mark.parametrize("name", ["brief.json", "brief_refused.json", "brief_small.json"])
def test_the_sample_briefs_meet_the_published_schema(name: str) -> None:
    content = json.loads((ROOT / "sample_data" / name).read_bytes())
    jsonschema.validate(content, json.loads(PUBLISHED.read_bytes()))
    Brief.read(content)


def test_an_unknown_key_breaks_the_published_schema() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"budget_cents": 1, "bugdet": 2}, json.loads(PUBLISHED.read_bytes()))
