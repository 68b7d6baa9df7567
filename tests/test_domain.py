"""Creators, packages, rosters and briefs: what they accept, and what they say when they do not."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from planner.brief.brief import Brief
from planner.domain.columns import Columns
from planner.domain.platforms import PLATFORM_TABLE
from planner.domain.roster import Format, Platform, Roster, creator_id, deliverables_text
from planner.problems import BadInput
from tests import builders


def told(**fields: Any) -> str:
    """What a brief with these fields is told."""
    with pytest.raises(BadInput) as caught:
        builders.brief(**fields)
    return str(caught.value)


def test_an_account_has_one_key() -> None:
    assert creator_id("instagram", "@Lina.Hart ") == creator_id("instagram", "lina.hart") == "instagram:lina.hart"
    assert creator_id("tiktok", "lina.hart") != creator_id("instagram", "lina.hart")


def test_a_roster_does_not_take_one_account_twice() -> None:
    with pytest.raises(ValueError, match="two creators are called instagram:anna"):
        builders.roster(builders.creator("anna"), builders.creator("@Anna"))


def test_a_creator_does_not_take_one_package_name_twice() -> None:
    with pytest.raises(ValidationError, match="two packages of one name"):
        builders.creator("anna", builders.package("a"), builders.package("a"))
    made = builders.roster(builders.creator("anna", builders.package("a"), builders.package("b")))
    with pytest.raises(ValueError, match="instagram:anna has two packages called a"):
        Roster.from_frames(made.creators, pd.concat([made.packages, made.packages]))


@pytest.mark.parametrize(
    "fields",
    [
        {"followers": -1},
        {"fit": 1.2},
        {"fake_share": -0.1},
        {"engagement_rate": float("nan")},
        {"median_views": float("inf")},
        {"available": 0},
    ],
)
def test_a_creator_outside_the_possible_is_refused(fields: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        builders.creator("anna", **fields)


def test_unknown_is_not_zero() -> None:
    people = builders.roster(builders.creator("anna", builders.package("a", None)), builders.creator("ben", fit=0))
    assert people.creators["fit"].isna().tolist() == [True, False]
    assert people.packages["fee_cents"].tolist() == [-1, 50_000]


def test_columns_are_handed_over_as_arrays_that_nobody_writes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    made = builders.roster(
        builders.creator("anna", country="DE", fit=0.5), builders.creator("ben"), builders.creator("cleo", country="DE")
    )
    people = made.people
    assert len(people) == 3 and people.names == tuple(made.creators) and "fit" in people and "fit " not in people
    assert people.numbers("followers").tolist() == [20_000.0] * 3 and people.whole("followers").dtype == "int64"
    assert people.numbers("fit")[0] == 0.5 and np.isnan(people.numbers("fit")[1:]).all()
    assert people.texts("handle").tolist() == ["anna", "ben", "cleo"]
    assert people.codes("country")[0].tolist() == [0, 1, 0] and people.codes("country")[1] == ("DE", "")
    blank = Columns(pd.DataFrame({"country": ["DE", None]}))
    assert blank.codes("country")[0].tolist() == [0, -1] and blank.codes("country")[1] == ("DE",)
    many = pd.concat([made.creators] * 400, ignore_index=True)
    assert Columns(many).codes("country")[0].tolist() == [0, 1, 0] * 400
    odd = pd.DataFrame({"id": ["a", "b"], "seen": [True, False]})
    for frame in (made.creators, made.packages, made.creators.iloc[:0], blank.frame, odd, many):
        assert Columns(frame).hashes().tolist() == pd.util.hash_pandas_object(frame, index=False).tolist()
    with monkeypatch.context() as patch:
        quick = Columns(odd).hashes()
        # As a later pandas may have it, which promises nothing about it.
        patch.delattr(pd.DataFrame, "_iter_column_arrays")
        assert Columns(odd).hashes().tolist() == quick.tolist()
    with pytest.raises(ValueError, match="read-only"):
        people.numbers("followers")[0] = 1.0
    with pytest.raises(KeyError, match="wealth"):
        people.numbers("wealth")
    sent: Roster = pickle.loads(pickle.dumps(made))  # noqa: S301 our own
    assert sent.people.numbers("fit")[0] == 0.5
    assert len(pickle.dumps(people)) == len(pickle.dumps(Columns(made.creators))), "the frame alone is sent"


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_roster_is_not_changed_with_the_frames_that_it_came_from(order: list[int]) -> None:
    made = builders.roster(builders.creator("anna", country="DE", fit=0.5), builders.creator("ben"))
    frame, offers = made.creators.iloc[order].reset_index(drop=True), made.packages.assign(creator=order)
    again = Roster.from_frames(frame, offers)
    frame.loc[:, ["fit", "country", "followers"]] = [0.9, "FR", 1]
    offers.loc[:, "fee_cents"] = 1
    assert again.people.numbers("fit")[0] == 0.5 and again.people.texts("country").tolist() == ["DE", ""]
    assert again.offers.whole("fee_cents").tolist() == [50_000, 50_000] == again.packages["fee_cents"].tolist()
    assert again.fingerprint == made.fingerprint == Roster(again.creators, again.packages).fingerprint


def test_numbers_of_packages_become_columns_and_missing_ones_are_zero() -> None:
    people = builders.roster(
        builders.creator("anna", builders.package("a", units=2)),
        builders.creator("ben", builders.package("a", hours=1)),
    )
    assert people.numbers == ("hours", "units")
    assert people.packages[["hours", "units"]].to_numpy().tolist() == [[0, 2], [1, 0]]


def test_deliverables_read_as_people_say_them() -> None:
    counts = {Format.REEL: 1, Format.STORY: 2}
    assert deliverables_text([counts.get(f, 0) for f in Format]) == "1 reel + 2 stories"
    assert deliverables_text([0] * len(Format)) == "nothing"


def test_every_platform_has_formats() -> None:
    assert set(PLATFORM_TABLE) == set(Platform)


def test_zero_is_zero_and_nothing_is_no_limit() -> None:
    assert builders.brief(budget_cents=0).budget_cents == 0
    assert builders.brief(creators={"max": 0}).creators.max == 0
    assert builders.brief().creators.max is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"budget": 5}, "budget: '5' is not a key of the brief. Accepted: only the keys of the brief's schema"),
        ({"bugdet": 5}, "(docs/brief.schema.json), such as budget_cents."),
        ({"min_fit": 0.4}, "(docs/brief.schema.json), such as quality.min_fit."),
        ({"fit_min": 0.4}, "(docs/brief.schema.json), such as quality.min_fit."),
        ({"quality": {"budget_cents": 5}}, "(docs/brief.schema.json), such as budget_cents."),
        ({"platforms": {"tiktok": {"cuont": {"max": 3}}}}, "(docs/brief.schema.json), such as platforms.tiktok.count."),
        ({"max": 3}, "(docs/brief.schema.json), such as creators.max."),
        ({"budget_cents": -1}, "budget_cents: '-1' is too small. Accepted: a number of at least 0."),
        ({"budget_cents": 10.5}, "budget_cents: '10.5' is not a whole number. Accepted: a whole number."),
        ({"budget_cents": ""}, "budget_cents"),
        ({"budget_cents": None}, "without a budget"),
        ({"engagement_floor": float("nan")}, "engagement_floor: 'nan' is not a finite number"),
        ({"largest_share": 0.33333}, "finer than a hundredth of a per cent"),
        ({"average_fit": 1.5}, "average_fit: '1.5' is too large. Accepted: a number of at most 1."),
        ({"resources": {"units": {"stock": 0.0001}}}, "resources.units.stock: '0.0001' has more than three decimals"),
        ({"goal": {"kind": "fame"}}, "goal.kind: 'fame' is not known"),
        ({"goal": {"kind": "score"}}, "goal: names a score column only with the goal 'score'"),
        ({"tiers": {"micro": 50_000}}, "tiers: begin micro at 50,000 and mid at 50,000 followers"),
        ({"pyramid": {"mega": {}}}, "pyramid.mega"),
        ({"creators": {"min": 5, "max": 4}}, "creators: has a minimum of 5 above its maximum of 4"),
        ({"audience": []}, "audience"),
        (
            {"audience": [{"size": 100, "floor": 100}]},
            "audience.0: has a floor of 100 that is not below its size of 100",
        ),
        ({"audience": [{"name": "a", "size": 9}, {"name": "a", "size": 9}]}, "has a twice in audience"),
        ({"reach_floor": 1_000_000}, "asks for a reach of 1,000,000 in an audience of 1,000,000"),
        (
            {"must_have": [{"creator": "x:a"}], "excluded": ["x:a"]},
            "has x:a in must_have and in excluded. Accepted: each creator in one of the two.",
        ),
        ({"must_have": [{"creator": "x:a"}, {"creator": "x:a"}]}, "has x:a twice in must_have"),
        ({"tolerance": 0}, "tolerance: '0' is too small. Accepted: a number above 0."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_brief_that_cannot_be_meant_is_told_where_and_why(fields: dict[str, Any], said: str) -> None:
    assert said in told(**fields)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        builders.brief(budget_cents=-1, average_fit=2, colour="red")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"'])
def test_text_that_is_no_brief_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Brief.read(text)


def test_a_brief_survives_the_way_through_json() -> None:
    brief = builders.brief(
        pyramid={"macro": {"spend": {"max": 0.3}}}, must_have=[{"creator": "x:a", "agreed_fee_cents": 0}]
    )
    assert Brief.read(brief.model_dump_json()) == brief


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("budget_cents", 7),
        ("pyramid.macro.count.min", 2),
        ("countries.U.K..spend.max", 0.5),
        ("audience.0.floor", 10),
        ("groups.0.at_most", 1),
        ("quality.min_fit", 0.5),
        ("tiers.micro", 1),
    ],
)
def test_one_field_can_be_changed_by_its_path(path: str, value: float) -> None:
    brief = builders.brief(
        countries={"U.K.": {"spend": {"max": 0.2}}}, groups=[{"name": "g", "creators": ["x:a"], "at_most": 3}]
    )
    changed = brief.changed(path, value)
    assert changed != brief
    assert brief.changed(path, value).changed(path, value) == changed


def test_clearing_an_entry_of_a_list_removes_it() -> None:
    brief = builders.brief(excluded=["x:a", "x:b"])
    assert brief.changed("excluded.0", None).excluded == ("x:b",)


def test_a_change_that_does_not_fit_is_told() -> None:
    with pytest.raises(BadInput, match="average_fit"):
        builders.brief().changed("average_fit", 3)
