"""Overlap files: pairs and unique shares as tools write them, and what cannot be used."""

from __future__ import annotations

import pytest

from planner.forecast.overlap import Definition, OverlapTable, UniqueTable
from planner.intake.overlap import read_overlap
from planner.problems import BadInput

SIZES = {"@Anna": 1_000.0, "ben": 4_000.0, "cleo": 500.0, "eda": float("nan")}


def read(text: str, definition: Definition = Definition.PEOPLE) -> OverlapTable | UniqueTable:
    """This text as a file."""
    return read_overlap("overlap.csv", text.encode(), SIZES, definition)


def shared(text: str, definition: Definition) -> list[float]:
    """People shared by each pair."""
    table = read(text, definition)
    assert isinstance(table, OverlapTable)
    return table.shared.tolist()


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("Source,Target,Weight\nanna,ben,200\n", Definition.PEOPLE),
        ("source;target;overlap\n@anna;BEN;200\n", Definition.PEOPLE),
        ("account 1,account 2,overlap\nanna,ben,0.2\n", Definition.SMALLER),
        ("account 1,account 2,overlap %\nanna,ben,20\n", Definition.SMALLER),
        ("account 1,account 2,overlap\nben,anna,5%\n", Definition.EACH),
    ],
)
def test_pairs_come_as_people_whatever_the_tool_means(text: str, definition: Definition) -> None:
    assert shared(text, definition) == [200]


def test_line_ends_of_all_kinds_are_read() -> None:
    assert shared("Source,Target,Weight\r\r\nanna,ben,20\r\r\nben,cleo,30\r\r\n", Definition.PEOPLE) == [20, 30]


@pytest.mark.parametrize(
    "text",
    [
        "username,uniquePercentage\nanna,80%\nben,90%\n",
        "username,unique\nanna,0.8\nben,0.9\n",
        "username,overlappingPercentage\nanna,20\nben,10\n",
        "handle,followers,unique\nanna,1000,80\nben,4000,90\n",
    ],
)
def test_unique_shares_are_read_either_way_round(text: str) -> None:
    table = read(text, Definition.ANYONE)
    assert isinstance(table, UniqueTable)
    assert table.unique.tolist() == [pytest.approx(0.8), pytest.approx(0.9)]
    assert table.audiences.tolist() == [1_000, 4_000]


@pytest.mark.parametrize(
    ("text", "definition", "said"),
    [
        ("a,b,c\nanna,ben,1\n", Definition.PEOPLE, "has no column for the first account"),
        ("source,target\nanna,ben\n", Definition.PEOPLE, "has no column for their overlap"),
        ("source,target,weight\nanna,dora,1\n", Definition.PEOPLE,
         "dora: is in the file but not in the roster"),
        ("source,target,weight\nanna,ben,many\n", Definition.PEOPLE,
         "row 2, column C (weight): 'many' is not a number"),
        ("source,target,weight\nanna,cleo,600\n", Definition.PEOPLE,
         "row 2, anna and cleo: '600' is an overlap above the audience of cleo, which is 500"),
        ("source,target,weight\nanna,eda,1\n", Definition.PEOPLE,
         "eda: is the name of several accounts of the roster. Accepted: which one is meant, such as instagram:eda"),
        ("username,unique\nanna,0.5\ndora,0.5\n", Definition.ANYONE, "dora: is in the file but not in the roster"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(text: str, definition: Definition, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text, definition)
    assert said in str(caught.value)
