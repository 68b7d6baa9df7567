"""Audience shares as roster columns: kept, checked, and carried through files."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pydantic import ValidationError

from planner.brief.tables import audience_frame, with_audience
from planner.domain.audience import Part, Trait, audience_columns, audience_problems, part_of
from planner.domain.roster import BASE_COLUMN, CREATOR_COLUMNS, Base, Roster
from planner.problems import BadInput
from planner.store.roster_json import roster_data, roster_of
from tests import builders

ANNA = {
    "audience country:de": 0.6,
    "audience country:fr": 0.3,
    "audience gender:female": 0.7,
    "audience age:18-24": 0.5,
}


def known() -> Roster:
    """One creator whose audience is known, one of whom nothing is."""
    return builders.roster(
        builders.creator("anna", audience=ANNA, engagement_rate=0.02, engagement_base="reach"), builders.creator("ben")
    )


def test_a_column_says_which_part_it_holds() -> None:
    assert part_of("audience country:de") == Part(Trait.COUNTRY, "de")
    assert part_of("audience age:65-") == Part(Trait.AGE, "65-")
    assert Part(Trait.AGE, "65-").ages == (65, 120)
    assert Part(Trait.COUNTRY, " DE").column == "audience country:de"
    for other in (
        "country",
        "audience",
        "audience gender:other",
        "audience age:old",
        "audience shoe:42",
        "audience:de",
    ):
        assert part_of(other) is None


def test_what_is_known_of_an_audience_is_kept_beside_the_usual_columns() -> None:
    people = known().creators
    assert list(people.columns) == [*CREATOR_COLUMNS, BASE_COLUMN, *sorted(ANNA)]
    assert people["audience country:de"].tolist()[0] == 0.6
    assert people[BASE_COLUMN].tolist() == [Base.REACH, ""]


def test_a_roster_without_audiences_is_as_it_was() -> None:
    assert list(builders.roster().creators.columns) == list(CREATOR_COLUMNS)


def test_audiences_come_back_from_json() -> None:
    back = roster_of(json.loads(json.dumps(roster_data(known()))))
    assert back.fingerprint == known().fingerprint


def test_json_with_a_share_above_one_is_named() -> None:
    data = roster_data(known())
    data["creators"]["audience country:de"][0] = 1.5
    with pytest.raises(BadInput, match="audience country:de, row 1: '1.5' cannot be used here"):
        roster_of(data)


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ({"audience country:de": 0.8, "audience country:fr": 0.4}, "120% in instagram:anna, audience by country"),
        ({"audience gender:female": -0.1}, "is not a share of an audience"),
        ({"audience hat:red": 0.5}, "names such as audience country:de"),
    ],
)
def test_shares_that_cannot_be_are_refused(audience: dict[str, float], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        builders.creator("anna", audience=audience)


def test_shares_rounded_to_whole_per_cent_may_add_up_to_101() -> None:
    builders.creator("anna", audience={"audience gender:female": 0.51, "audience gender:male": 0.5})


def test_problems_name_creator_and_sum() -> None:
    people = pd.DataFrame({"id": ["x:a", "x:b"], "audience age:18-24": [0.9, 0.2], "audience age:25-34": [0.3, 0.2]})
    assert audience_columns(people.columns) == ("audience age:18-24", "audience age:25-34")
    assert [str(problem) for problem in audience_problems(people)] == [
        "x:a, audience by age: '120%' is what the shares add up to. Accepted: shares that add up to at most 100%."
    ]


def test_the_table_of_audiences_names_what_a_row_lacks() -> None:
    frame = audience_frame(builders.brief())
    frame.loc[len(frame)] = {"size": 40_000}
    with pytest.raises(BadInput) as caught:
        with_audience(builders.brief(), frame)
    assert "row 2" in str(caught.value.problems[0]) and "has no name" in str(caught.value.problems[0])
    with pytest.raises(BadInput, match="at least one row"):
        with_audience(builders.brief(), frame.iloc[:0])


def test_a_row_that_was_never_filled_in_is_no_audience() -> None:
    frame = audience_frame(builders.brief())
    frame.loc[len(frame)] = {"audience_share": 100.0, "value": 1.0}
    assert with_audience(builders.brief(), frame).audience == builders.brief().audience
