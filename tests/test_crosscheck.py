"""What the brief names must be in the roster; what is not gets a sentence with the nearest that is."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.brief.brief import Brief
from planner.crosscheck import cross_check, currency_problems
from planner.domain.creators import Creator, Package
from planner.domain.roster import Format, Platform, Roster
from planner.forecast.assumptions import default_assumptions
from planner.intake.cells.money import is_currency
from planner.planning import plan
from planner.problems import BadInput

ONE_REEL = Package(id="1 reel", deliverables={Format.REEL: 1}, fee_cents=50_000, numbers={"hours": 2, "brand_score": 7})


def _creator(handle: str, platform: Platform, **fields: object) -> Creator:
    return Creator.model_validate(
        {"handle": handle, "platform": platform, "followers": 20_000, "packages": (ONE_REEL,), **fields}
    )


@pytest.fixture(scope="module")
def roster() -> Roster:
    return Roster.of(
        [
            _creator("lina.hart", Platform.INSTAGRAM, country="US", category="Outdoors"),
            _creator("lina.hart", Platform.TIKTOK, country="MX", category="Food"),
            _creator("bob", Platform.YOUTUBE, country="US"),
        ]
    )


def _said(roster: Roster, **fields: object) -> list[str]:
    brief = Brief.read({"budget_cents": 100_000, **fields})
    return [str(problem) for problem in cross_check(roster, brief)]


def test_a_brief_that_fits_has_no_problems(roster: Roster) -> None:
    assert not _said(
        roster,
        goal={"kind": "score", "score": "brand_score"},
        must_have=[{"creator": "youtube:bob", "package": "1 reel"}],
        excluded=["tiktok:lina.hart"],
        countries={"us": {}},
        categories={"food": {}},
        resources={"hours": {"stock": 10}},
        audience=[{"size": 1_000_000, "country": "DE"}],
        groups=[{"name": "pair", "creators": ["youtube:bob"], "only_with": "instagram:lina.hart"}],
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"must_have": [{"creator": "instagram:lina.heart"}]},
            "must_have.0.creator: 'instagram:lina.heart' is not in the roster. "
            "Accepted: the id of a creator in the roster; the nearest is instagram:lina.hart.",
        ),
        (
            {"must_have": [{"creator": "@Lina.Hart"}]},
            "must_have.0.creator: '@Lina.Hart' is not in the roster. "
            "Accepted: one of instagram:lina.hart, tiktok:lina.hart, whichever platform is meant.",
        ),
        ({"excluded": ["bob"]}, "excluded.0: 'bob' is not in the roster. Accepted: youtube:bob."),
        (
            {"excluded": ["x:1234567"]},
            "excluded.0: 'x:1234567' is not in the roster. "
            "Accepted: the id of a creator in the roster, such as instagram:lina.hart.",
        ),
        (
            {"groups": [{"name": "g", "creators": ["youtube:bob", "x:bob"], "only_with": "facebook:bob"}]},
            "groups.0.creators.1: 'x:bob' is not in the roster. Accepted: youtube:bob.\n"
            "groups.0.only_with: 'facebook:bob' is not in the roster. Accepted: youtube:bob.",
        ),
        (
            {"must_have": [{"creator": "youtube:bob", "package": "2 reels"}]},
            "must_have.0.package: '2 reels' is not a package of youtube:bob. Accepted: 1 reel.",
        ),
        (
            {"resources": {"hour": {"stock": 1}}},
            "resources.hour: 'hour' is not a number column of the roster. Accepted: one of hours, brand_score.",
        ),
        (
            {"goal": {"kind": "score", "score": "score"}},
            "goal.score: 'score' is not a number column of the roster. Accepted: one of brand_score, hours.",
        ),
        (
            {"second_goal": {"goal": {"kind": "score", "score": "brand"}}},
            "second_goal.goal.score: 'brand' is not a number column of the roster. "
            "Accepted: one of brand_score, hours.",
        ),
        (
            {"countries": {"USA": {}}},
            "countries.USA: is not a country of any creator in the roster. Accepted: one of US, MX.",
        ),
        (
            {"categories": {"foods": {}}},
            "categories.foods: is not a category of any creator in the roster. Accepted: one of Food, Outdoors.",
        ),
        (
            {"audience": [{"size": 1_000_000, "country": "USA"}]},
            "audience.0.country: 'USA' is not written as the countries of the roster are. "
            "Accepted: a two-letter code such as US, MX.",
        ),
        ({"budget_cents": 0}, "budget_cents: '0' buys nothing. Accepted: a budget above 0, or packages without a fee."),
    ],
)
def test_what_the_roster_does_not_have_is_named(roster: Roster, fields: dict[str, object], sentence: str) -> None:
    assert "\n".join(_said(roster, **fields)) == sentence


def test_a_budget_of_zero_is_fine_when_somebody_works_for_nothing() -> None:
    free = ONE_REEL.model_copy(update={"fee_cents": 0})
    assert not _said(Roster.of([_creator("bob", Platform.X, packages=(free,))]), budget_cents=0)


@pytest.mark.parametrize(
    ("waves", "sentence"),
    [
        ((1, 2, 0), ""),
        (
            (1, 3, 13),
            "waves, package 1 reel of x:bea: '3' is not a wave of the brief, which has 2, nor is that of 1 other "
            "package. Accepted: a whole number from 1 to 2 in the column wave, or nothing to spread the package over "
            "all waves.",
        ),
        (
            (1, 2, 1.5),
            "waves, package 1 reel of x:cid: '1.5' is not a wave of the brief, which has 2. Accepted: a whole number "
            "from 1 to 2 in the column wave, or nothing to spread the package over all waves.",
        ),
        (
            (-1, 2, 2),
            "waves, package 1 reel of x:ann: '-1' is not a wave of the brief, which has 2. Accepted: a whole number "
            "from 1 to 2 in the column wave, or nothing to spread the package over all waves.",
        ),
    ],
)
def test_the_wave_of_a_package_is_one_of_the_brief(waves: tuple[float, ...], sentence: str) -> None:
    offers = [ONE_REEL.model_copy(update={"numbers": {"wave": wave}}) for wave in waves]
    people = [
        _creator(who, Platform.X, packages=(offer,)) for who, offer in zip(("ann", "bea", "cid"), offers, strict=True)
    ]
    asked = [{"name": "Teaser"}, {"name": "Launch"}]
    assert "\n".join(_said(Roster.of(people), waves=asked)) == sentence
    assert not _said(Roster.of(people))


def test_waves_need_no_column(roster: Roster) -> None:
    assert not _said(roster, waves=[{"name": "Teaser"}])


def test_an_empty_roster_is_one_problem() -> None:
    assert _said(Roster.of([]), excluded=["x:bob"]) == [
        "roster: holds no creators. Accepted: a roster with at least one creator."
    ]


def test_every_unknown_creator_is_listed_even_when_they_are_many(roster: Roster) -> None:
    names = [f"x:nobody{number}" for number in range(500)]
    said = _said(roster, excluded=names)
    assert len(said) == 500
    assert all(name in sentence for name, sentence in zip(names, said, strict=True))


def test_the_roster_is_not_touched(roster: Roster) -> None:
    before = roster.fingerprint
    _said(roster, excluded=["bob"], countries={"DE": {}})
    pd.testing.assert_index_equal(roster.creators.index, pd.RangeIndex(3))
    assert Roster(roster.creators, roster.packages).fingerprint == before


def test_a_currency_without_a_rate_is_named_with_those_that_have_one() -> None:
    (problem,) = currency_problems(Brief(budget_cents=1000, currency="XDR"))
    assert (problem.place, problem.value) == ("currency", "XDR") and "one of AED, AFN" in problem.accepted
    assert "VND" in problem.accepted and "MXN" in problem.accepted
    with pytest.raises(BadInput, match="isn't a currency with an exchange rate"):
        plan(None, Brief(budget_cents=1000, currency="XDR"))


def test_every_currency_with_a_rate_is_one_of_iso_4217() -> None:
    listed = set(default_assumptions().currencies)
    assert len(listed) > 140 and {"AED", "MXN", "VND", "USD"} <= listed
    assert all(is_currency(code) for code in listed)
