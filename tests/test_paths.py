"""The place of a field in a brief: parsed once, read, set, cleared, and what it is called."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import ValidationError

from planner.brief.brief import Brief
from planner.brief.paths import Path, path_of
from planner.outcome import Fix
from planner.problems import BadInput
from planner.side_by_side import asked_differently
from planner.units import AMOUNT, INDEX, MONEY, NUMBER, PEOPLE, SHARE, Unit
from tests import builders

ASKED = builders.brief(
    pyramid={"macro": {"count": {"min": 2}, "headcount": {"max": 0.1}}},
    countries={"St. Lucia": {"count": {"max": 3}}},
    resources={"units": {"stock": 4}, "a.stock": {"stock": 2.5}},
    must_have=[{"creator": "instagram:anna.b", "agreed_fee_cents": 500}],
    excluded=["tiktok:ben", "x:cleo"],
    waves=[{"name": "Launch", "cash_cents": {"max": 7}}],
    scores={"instagram:anna.b": {"fit": 0.4}},
    assumptions={"posting.all.all": 0.5},
    quality={"min_fit": 0.3},
)
PLACES = [
    ("budget_cents", ("budget_cents",), 1_000_000, MONEY),
    ("pyramid.macro.count.min", ("pyramid", "macro", "count", "min"), 2, NUMBER),
    ("pyramid.macro.headcount.max", ("pyramid", "macro", "headcount", "max"), 0.1, SHARE),
    ("countries.St. Lucia.count.max", ("countries", "St. Lucia", "count", "max"), 3, NUMBER),
    ("resources.units.stock", ("resources", "units", "stock"), 4, AMOUNT),
    ("resources.a.stock.stock", ("resources", "a.stock", "stock"), 2.5, AMOUNT),
    ("must_have.0.agreed_fee_cents", ("must_have", 0, "agreed_fee_cents"), 500, MONEY),
    ("excluded.1", ("excluded", 1), "x:cleo", NUMBER),
    ("waves.0.cash_cents.max", ("waves", 0, "cash_cents", "max"), 7, MONEY),
    ("scores.instagram:anna.b.fit", ("scores", "instagram:anna.b", "fit"), 0.4, INDEX),
    ("assumptions.posting.all.all", ("assumptions", "posting.all.all"), 0.5, NUMBER),
    ("audience.0.size", ("audience", 0, "size"), None, PEOPLE),
    ("quality.min_fit", ("quality", "min_fit"), 0.3, INDEX),
    ("tiers.micro", ("tiers", "micro"), 1_000, None),
    ("offers.product.worth_cents", ("offers", "product", "worth_cents"), None, MONEY),
]


@pytest.mark.parametrize(("text", "parts", "value", "unit"), PLACES, ids=[place[0] for place in PLACES])
def test_a_path_is_parsed_by_the_schema(text: str, parts: tuple[str | int, ...], value: Any, unit: Unit | None) -> None:
    path = Path(text)
    assert (path, path.parts) == (text, parts)
    assert path_of(*parts).parts == parts
    assert pickle.loads(pickle.dumps(path)).parts == parts  # noqa: S301 its own pickle
    assert unit is None or path.unit == unit
    if value is not None:
        assert path.get(ASKED) == value
        assert path.set(ASKED, value) == ASKED


@pytest.mark.parametrize(
    "text",
    ["nothing", "creators.most", "creators.max.more", "must_have.anna", "budget_cents.", ".", "excluded.0.creator"],
)
def test_what_a_brief_does_not_have_is_no_path(text: str) -> None:
    with pytest.raises(KeyError):
        Path(text)
    with pytest.raises(ValidationError, match="not a field of a brief"):
        Fix(path=text, value=1, sentence="")  # type: ignore[arg-type]


def test_a_value_is_set_and_cleared() -> None:
    assert Path("creators.max").set(ASKED, 9).creators.max == 9
    assert Path("platforms.tiktok.spend.max").set(ASKED, 0.2).platforms["tiktok"].spend.max == 0.2  # type: ignore[index]
    assert Path("pyramid.macro.count.min").clear(ASKED).pyramid["macro"].count.min is None  # type: ignore[index]
    assert Path("excluded.0").clear(ASKED).excluded == ("x:cleo",)
    assert Path("must_have.0.agreed_fee_cents").clear(ASKED).must_have[0].agreed_fee_cents is None
    for path, value in (("creators.max", -1), ("budget_cents", None), ("quality.min_fit", 2)):
        with pytest.raises(BadInput) as caught:
            Path(path).set(ASKED, value)
        assert caught.value.problems[0].wrong


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("budget_cents", "Budget"),
        ("pyramid.macro.headcount.max", "Macro share of creators at most"),
        ("must_have.0.agreed_fee_cents", "Must have: @anna.b (Instagram): agreed fee"),
        ("excluded.0", "Without: @ben (TikTok)"),
        ("quality.max_sponsored_load", "Sponsored posts at most"),
        ("waves.0.cash_cents.max", "Waves Launch cash at most"),
        ("resources.units.stock", "Units stock"),
    ],
)
def test_a_path_has_words(path: str, words: str) -> None:
    assert Path(path).label(ASKED) == words


def test_every_field_of_a_brief_has_a_path() -> None:
    for name in Brief.model_fields:
        assert Path(name).parts == (name,)
        assert Path(name).label(ASKED)


@pytest.mark.parametrize("key", ["", ".", "oz.", "a.count", "count.min", "x.stock"])
def test_keys_may_hold_what_they_like(key: str) -> None:
    """Compare makes paths of every key that a file holds, and none may stop it."""
    asked = builders.brief(notes={key: "a note"}, countries={key: {"count": {"max": 3}}})
    for path in (path_of("notes", key), path_of("countries", key, "count", "max")):
        assert path.get(asked) in ("a note", 3)
        assert path.set(asked, path.get(asked)) == asked
        assert pickle.loads(pickle.dumps(path)).parts == path.parts  # noqa: S301 its own pickle
    assert len(asked_differently([ASKED, asked])) > 2
    if key not in ("", "."):
        assert Path(f"countries.{key}.count.max").parts == ("countries", key, "count", "max")
    with pytest.raises(KeyError):
        path_of("budget_cents", "max")
