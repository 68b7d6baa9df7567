"""What is published is what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from pages.parts.glossary import meaning, term
from pages.parts.roster.upload import TYPES
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.cli import COMMANDS
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    BASE_COLUMN,
    CREATOR_COLUMNS,
    FURTHER_FORMATS,
    OPTIONAL_NUMBERS,
    OPTIONAL_TEXTS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    RANGE_COLUMNS,
)
from planner.exports.json_file import brief_schema
from planner.operations.catalog import OPERATIONS

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "docs" / "brief.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == brief_schema(), (
        "write it again: python -m planner schema > docs/brief.schema.json"
    )


@pytest.mark.parametrize("name", ["brief.json", "brief_boosted.json", "brief_refused.json", "brief_small.json"])
def test_the_sample_briefs_meet_the_published_schema(name: str) -> None:
    content = json.loads((ROOT / "sample_data" / name).read_bytes())
    jsonschema.validate(content, json.loads(PUBLISHED.read_bytes()))
    Brief.read(content)


@pytest.mark.parametrize(
    "word",
    "Fit;Authenticity;Wave;CPM;CPE;Unique reach;Gross reach;Frequency;Likely range;Engagements;Closeness".split(";"),
)
def test_the_glossary_explains_what_the_pages_take_from_it(word: str) -> None:
    said = meaning(word)
    assert said.endswith(".") and "|" not in said and len(said) < 200
    assert f'role="note">{markup(said)}</span>' in term(word)


@pytest.mark.parametrize("page", ["README.md", "docs/decisions/0008-uploads-behind-a-guard.md"])
def test_every_page_names_the_workbooks_that_are_read(page: str) -> None:
    """A decision said that XLS and ODS are refused, the README that they are read."""
    sentences = " ".join((ROOT / page).read_text(encoding="utf-8").split()).split(". ")
    others = ("csv", "tsv", "txt", *(("json", "jsonl", "ndjson", "parquet") if "guard" in page else ()))
    kinds = {kind for kind in TYPES if kind not in others}
    (listed,) = [sentence for sentence in sentences if "XLSX, XLSM" in sentence]
    read, _, refused = listed.partition(";")
    assert {kind for kind in kinds if kind in re.findall(r"\w+", read.lower())} == kinds
    assert not kinds & {word for word in re.findall(r"(?<=\.)\w+", refused.lower())}


def test_an_unknown_key_breaks_the_published_schema() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"budget_cents": 1, "bugdet": 2}, json.loads(PUBLISHED.read_bytes()))


def test_the_page_on_catalogues_has_every_column() -> None:
    page = (ROOT / "docs" / "how-to" / "catalogue.md").read_text(encoding="utf-8")
    creators = (*CREATOR_COLUMNS, BASE_COLUMN, *OPTIONAL_NUMBERS, *OPTIONAL_TEXTS)
    packages = (*PACKAGE_COLUMNS[1:], *FURTHER_FORMATS, *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *RIGHT_COLUMNS.values())
    of_creators, of_packages = page.split("| Field of a package |")
    assert [name for name in creators if f"`{name}`" not in of_creators] == []
    assert [name for name in packages if f"`{name}`" not in of_packages] == []
    table = page.split("| On a catalogue |")[1].split("\n\n")[0]
    assert [name for name in COMMANDS if f"`{name}`" not in table] == ["catalogue"]


def test_the_paths_that_questions_name_are_fields_of_the_brief() -> None:
    said = " ".join(json.dumps(one.module.QUESTION.model_json_schema()) for one in OPERATIONS)
    named = set(re.findall(r"\b(?:quality|pyramid|creators|boosting)\.[a-z_]+", said))
    assert "quality.min_fit" in named
    for path in named:
        # Raises KeyError for what is no field.
        Brief(budget_cents=1).changed(path, None)
