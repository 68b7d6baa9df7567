"""Overlap tables: definitions, and what cannot be."""

from __future__ import annotations

import pytest

from planner.forecast.overlap import Definition, OverlapTable, Pair, UniqueTable
from planner.problems import BadInput

SIZES = {"anna": 1_000.0, "ben": 4_000.0, "cleo": 500.0}


def table(*pairs: Pair, definition: Definition = Definition.PEOPLE) -> OverlapTable:
    """These pairs of the three accounts."""
    return OverlapTable.of(SIZES, pairs, definition)


@pytest.mark.parametrize(
    ("definition", "overlap", "people"),
    [(Definition.PEOPLE, 200, 200), (Definition.SMALLER, 0.2, 200), (Definition.EACH, 0.05, 200)],
)
def test_each_definition_becomes_people(definition: Definition, overlap: float, people: float) -> None:
    assert table(Pair("ben", "anna", overlap), definition=definition).shared.tolist() == [people]


def test_a_pair_told_from_both_ends_is_one() -> None:
    both = table(Pair("ben", "anna", 0.05), Pair("anna", "ben", 0.21), definition=Definition.EACH)
    assert both.shared.tolist() == [pytest.approx(205)]


def test_pairs_that_are_not_listed_can_be_filled() -> None:
    full = table(Pair("cleo", "anna", 30)).filled(700)
    assert full.complete
    listed = {(full.names[a], full.names[b]): s for a, b, s in zip(full.first, full.second, full.shared, strict=True)}
    assert listed == {("anna", "ben"): 700, ("anna", "cleo"): 30, ("ben", "cleo"): 500}


@pytest.mark.parametrize(
    ("pairs", "definition", "said"),
    [
        ((Pair("anna", "ben", 1_200, "row 7"),), Definition.PEOPLE,
         "row 7, anna and ben: '1,200' is an overlap above the audience of anna, which is 1,000"),
        ((Pair("ben", "anna", 0.3),), Definition.EACH,
         "ben and anna: '1,200' is an overlap above the audience of anna"),
        ((Pair("anna", "ben", 1.2),), Definition.SMALLER, "anna and ben: '120%' is above the whole audience"),
        ((Pair("anna", "ben", -3),), Definition.PEOPLE, "'-3' is not an overlap"),
        ((Pair("anna", "ben", float("nan")),), Definition.PEOPLE, "'nan' is not an overlap"),
        ((Pair("anna", "anna", 3),), Definition.PEOPLE, "anna and anna: is an account paired with itself"),
        ((Pair("anna", "dora", 3, "row 2"),), Definition.PEOPLE, "row 2, anna and dora: 'dora' has no audience size"),
        ((Pair("anna", "ben", 300), Pair("ben", "anna", 200, "row 3")), Definition.PEOPLE,
         "row 3, ben and anna: '200 people' is another overlap than the 300 people"),
        ((), Definition.PEOPLE, "overlap table: holds no pair"),
        ((Pair("anna", "ben", 0.5),), Definition.ANYONE, "'anyone' belongs to single accounts"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(pairs: tuple[Pair, ...], definition: Definition, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        table(*pairs, definition=definition)
    assert said in str(caught.value)


def test_every_impossible_pair_is_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        table(Pair("anna", "ben", 1_001), Pair("cleo", "ben", 501), Pair("cleo", "anna", 499))
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("unique", "said"),
    [
        ({"anna": 0.5, "ben": 1.5, "cleo": 0.1}, "unique share of ben: '1.5' is out of range"),
        ({"anna": 0.5, "ben": 0.5}, "cleo: has no unique share"),
        ({"anna": 0.5, "ben": 0.5, "cleo": 0.1, "dora": 0.3}, "dora: has a unique share but no audience"),
    ],
)
def test_unique_shares_that_cannot_be_are_named(unique: dict[str, float], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        UniqueTable.of(SIZES, unique)
    assert said in str(caught.value)


def test_an_audience_of_nobody_is_named() -> None:
    with pytest.raises(BadInput, match="audience of anna: '0' is not an audience"):
        OverlapTable.of({"anna": 0.0, "ben": 1.0}, [Pair("anna", "ben", 0)], Definition.PEOPLE)
