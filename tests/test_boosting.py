"""Money behind posts and rights: what each option costs and brings, which options there are, and what a plan owes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.check import check
from planner.crosscheck import cross_check
from planner.domain.costs import CostKind
from planner.domain.rights import Right, bits_of
from planner.explore.boosting import share_curve
from planner.explore.study import Study
from planner.forecast.assumptions import default_assumptions
from planner.forecast.surcharges import share_of
from planner.forecast.table import PackageTable
from planner.forecast.uncertainty import Bookings, simulate
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from tests import builders
from tests.oracle import Truth

ROSTER = builders.roster(
    builders.creator("anna", builders.package("reel", 500, reels=1), builders.package("two", 800, reels=2)),
    builders.creator("ben", builders.package("clip", 1_000, videos=1), platform="tiktok", followers=300_000),
    builders.creator("nora", builders.package("issue", 300, posts=1), platform="twitch"),
)
BOOST = {"cents_per_post": [50_000, 10_000]}
USD = default_assumptions()


def row(table: PackageTable, package: str) -> int:
    (found,) = np.flatnonzero(table.package_ids == package)
    return int(found)


def test_a_brief_without_either_has_the_packages_it_had() -> None:
    table = builders.table(ROSTER)
    assert table.extras is None
    assert table.package_ids.tolist() == ["reel", "two", "clip", "issue"]
    assert not table.boost_cents.any() and not table.rights.any()


def test_a_post_can_have_each_amount_or_none_behind_it() -> None:
    table = builders.table(ROSTER, builders.brief(boosting=BOOST))
    ends = ("", ", with $100 behind each post", ", with $500 behind each post")
    assert set(table.package_ids) == {*(f"{one}{end}" for one in ("reel", "two", "clip") for end in ends), "issue"}
    # Two posts at $500, the ads allowed for 30 days at 30 % of the fee of $800.
    two = row(table, "two, with $500 behind each post")
    assert (table.boost_cents[two], table.rights_cents[two], table.cash_cents[two]) == (100_000, 24_000, 204_000)
    assert table.rights[two] == bits_of([Right.ALLOWLISTING])
    assert table.costs[CostKind.BOOSTING][two] == 100_000 and table.fees[two] == 80_000


def test_what_money_behind_a_post_brings() -> None:
    """$500 at a CPM of $10 are 50,000 impressions on 20,000 people, of whom 10 % and then 15 % are no new ones."""
    table = builders.table(ROSTER, builders.brief(boosting=BOOST))
    boosted, organic = row(table, "reel, with $500 behind each post"), row(table, "reel")
    assert table.extras is not None
    happens = table.happens[boosted]
    people = happens * 20_000 * 0.9 * 0.85
    assert table.extras.paid_reach[boosted] == pytest.approx(people)
    assert table.gross_reach[boosted] - table.gross_reach[organic] == pytest.approx(people)
    assert table.impressions[boosted] - table.impressions[organic] == pytest.approx(happens * 50_000)
    assert table.engagements[boosted] - table.engagements[organic] == pytest.approx(happens * 50_000 * 0.005)
    # Into the segment's curve they go together with the creator's own people, less what lands outside it.
    whole = table.gross_reach[organic] + 0.95 * people
    assert table.segment_reach(np.array([boosted]))[0, 0] == pytest.approx(whole)


def test_ads_are_aimed_at_each_segment_by_its_size_and_miss_more_of_traits() -> None:
    audience = [{"name": "all", "size": 600_000}, {"name": "women", "size": 200_000, "gender": "female"}]
    extras = builders.table(ROSTER, builders.brief(boosting=BOOST, audience=audience)).extras
    assert extras is not None
    assert extras.targets == pytest.approx([0.75 * 0.95, 0.25 * 0.6])


def test_prices_are_in_the_currency_of_the_brief() -> None:
    dollars, yen = (
        builders.table(ROSTER, builders.brief(boosting=BOOST, currency=currency, assumptions=edits)).extras
        for currency, edits in (("USD", {}), ("JPY", {"units_per_usd.JPY.all": 100.0}))
    )
    assert dollars is not None and yen is not None
    assert yen.paid_impressions == pytest.approx(dollars.paid_impressions / 100)


def test_money_that_reaches_nobody_new_makes_no_option() -> None:
    """A segment of 3,000 is reached as far as it can be by one post's followers."""
    asked = builders.brief(boosting=BOOST, audience=[{"size": 3_000}])
    full = builders.roster(builders.creator("anna", builders.package("reel", 500, reels=1), followers=200_000))
    assert builders.table(full, asked).package_ids.tolist() == ["reel"]
    # Where engagements count, or a share of the spend is asked for, each amount is another option.
    more = ({"engagement_floor": 1}, {"goal": {"kind": "engagements"}}, {"boosting": BOOST | {"spend": {"min": 0.1}}})
    for fields in more:
        counting = builders.brief(**{"boosting": BOOST, "audience": [{"size": 3_000}], **fields})
        assert len(builders.table(full, counting)) == 3


def test_a_right_of_which_no_number_is_asked_makes_no_option() -> None:
    table = builders.table(ROSTER, builders.brief(rights={"usage": {"count": {"max": 3}}}))
    assert table.package_ids.tolist() == ["reel", "two", "clip", "issue"]


def test_a_right_of_everybody_is_in_every_package_under_its_name() -> None:
    table = builders.table(ROSTER, builders.brief(rights={"exclusivity": {"everybody": True, "days": 90}}))
    assert table.package_ids.tolist() == ["reel", "two", "clip", "issue"]
    assert set(table.rights.tolist()) == {bits_of([Right.EXCLUSIVITY])}
    assert table.rights_cents[row(table, "reel")] == 20_000


def test_quoted_surcharges_are_taken_as_they_are() -> None:
    quoted = builders.package("reel", 500, reels=1).model_copy(update={"right_fees": {Right.ALLOWLISTING: 7_777}})
    roster = builders.roster(builders.creator("anna", quoted), builders.creator("bo"))
    table = builders.table(roster, builders.brief(boosting=BOOST, rights={"usage": {"everybody": True}}))
    assert table.extras is not None
    anna = row(table, "reel, with $100 behind each post")
    # Usage rights for 30 days are 25 % of the fee; nobody has quoted them.
    assert table.rights_cents[anna] == 7_777 + 12_500 and table.extras.rights_estimated[anna]
    only = builders.table(roster, builders.brief(boosting=BOOST))
    assert only.extras is not None and not only.extras.rights_estimated[row(only, "reel, with $100 behind each post")]


@pytest.mark.parametrize(
    ("right", "days", "share"),
    [
        (Right.USAGE, 60, 0.5),
        (Right.ALLOWLISTING, 15, 0.15),
        (Right.EXCLUSIVITY, 15, 0.125),
        (Right.EXCLUSIVITY, 30, 0.25),
        (Right.EXCLUSIVITY, 60, 0.325),
        (Right.EXCLUSIVITY, 150, 0.55),
    ],
)
def test_surcharges_grow_with_the_days(right: Right, days: int, share: float) -> None:
    assert share_of(right, days, USD) == pytest.approx(share)


def test_an_ambassador_is_paid_for_exclusivity_once() -> None:
    asked = builders.brief(
        waves=[{"name": "one"}, {"name": "two"}],
        offers={"spans": ["every_wave", "ambassador"]},
        rights={"exclusivity": {"count": {"min": 1}}},
    )
    table = builders.table(builders.roster(builders.creator("anna")), asked)
    names = table.package_ids.tolist()
    assert names == ["standard, every wave", "standard, ambassador", "standard, every wave, with exclusivity"]
    assert table.rights.tolist() == [0, 4, 4]
    assert table.rights_cents[1] == 0 and table.rights_cents[2] > 0


def test_the_plan_grants_as_many_as_are_asked_for_and_boosts_within_its_band() -> None:
    asked = builders.brief(
        budget_cents=400_000, boosting=BOOST | {"spend": {"max": 0.2}}, rights={"usage": {"count": {"min": 2}}}
    )
    found = plan(ROSTER, asked)
    assert isinstance(found, Plan)
    assert sum(Right.USAGE in pick.rights for pick in found.picks) >= 2
    assert 0 < found.totals.boost_cents <= 0.2 * found.totals.cost_cents
    assert all(Right.ALLOWLISTING in pick.rights for pick in found.picks if pick.boost_cents)
    assert found.totals.boost_cents == sum(pick.boost_cents for pick in found.picks)
    assert [pick.paid_cpm_cents for pick in found.picks if pick.boost_cents] == pytest.approx([1_000, 1_000])


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("rights", 0, "has not allowed ads"), ("rights", 7, "paid for rights that the brief does not ask for")],
)
def test_the_check_reads_rights_on_its_own(column: str, value: int, said: str) -> None:
    asked = builders.brief(boosting=BOOST)
    table = builders.table(ROSTER, asked)
    at = row(table, "reel, with $100 behind each post")
    assert not check(table, asked, [at], [1])
    assert table.extras is not None
    wrong = replace(table, extras=replace(table.extras, **{column: np.full(len(table), value, np.int32)}))
    assert said in " ".join(check(wrong, asked, [at], [1]))


def test_the_check_knows_the_amounts_and_the_rights_of_everybody() -> None:
    table = builders.table(ROSTER, builders.brief(boosting=BOOST))
    at = row(table, "reel, with $100 behind each post")
    other = builders.brief(boosting={"cents_per_post": [20_000]})
    assert "no amount of the brief" in " ".join(check(table, other, [at], [1]))
    everybody = builders.brief(boosting=BOOST, rights={"usage": {"everybody": True}})
    assert "does not grant usage" in " ".join(check(table, everybody, [at], [1]))
    cheap = replace(table, cash_cents=np.full(len(table), 5_000, np.int64))
    broken = " ".join(check(cheap, builders.brief(boosting=BOOST), [at], [1]))
    assert "costs less than the money behind their posts and their rights" in broken


def test_draws_know_that_prices_miss_and_that_no_ads_run_for_what_never_appears() -> None:
    asked = builders.brief(boosting=BOOST)
    table = builders.table(ROSTER, asked)
    rows = np.array([row(table, "reel, with $500 behind each post")])
    sure, wide = (
        simulate(table, Bookings.of(table, rows, np.array([1]), ROSTER, assumptions), 4_000)
        for assumptions in (
            USD.edited({"paid_reach_log_sd.all.all": 0}),
            USD.edited({"paid_reach_log_sd.all.all": 1.0}),
        )
    )
    assert wide.impressions.mean() == pytest.approx(float(table.impressions[rows[0]]), rel=0.06)
    assert np.std(wide.impressions) > 1.2 * np.std(sure.impressions)
    # Of one who said yes and never posts, part of the fee is due, and nothing for ads.
    assert sure.cost_cents.min() < 50_000 <= sure.cost_cents.max()


def test_a_person_with_more_choices_than_are_listed_is_named() -> None:
    accounts = [
        builders.creator(f"lina{at}", *(builders.package(f"p{n}", 100 + n) for n in range(4)), person="Lina Hart")
        for at in range(3)
    ]
    asked = builders.brief(boosting={"cents_per_post": [100, 200, 300]}, rights={"usage": {"count": {"min": 1}}})
    assert cross_check(builders.roster(*accounts), builders.brief()) == ()
    (problem,) = cross_check(builders.roster(*accounts), asked)
    assert "35,937 ways" in problem.wrong and "fewer amounts behind posts" in problem.accepted


def test_each_share_of_the_spend_is_a_proven_point_and_none_beats_the_best() -> None:
    """Held against all plans there are."""
    few = builders.roster(
        builders.creator("anna", builders.package("reel", 500, reels=1)),
        builders.creator("ben", builders.package("clip", 700, videos=1), platform="tiktok", followers=60_000),
        builders.creator("cleo", builders.package("reel", 900, reels=1), followers=90_000),
    )
    asked = builders.brief(budget_cents=250_000, boosting=BOOST)
    made = share_curve(Study.of(few, asked), (0.0, 0.2, 0.6))
    assert len(made.points) == made.asked == 4
    truth = Truth(builders.table(few, asked), asked)
    cash, behind = truth.cash, truth.plans @ truth.table.boost_cents
    for point in made.points:
        fits = {
            "free": np.ones(len(cash), bool),
            "at most": behind * 10_000 <= round(point.share * 10_000) * cash,
            "at least": behind * 10_000 >= round(point.share * 10_000) * cash,
        }[point.limit]
        if not (fits & truth.feasible).any():
            assert point.solution.kind == "refusal"
            continue
        best = truth.goal[fits & truth.feasible].max()
        assert point.solution.goal <= best * (1 + 1e-9) and point.solution.goal >= best * 0.995
    assert made.best is not None and made.best.spent > 0.2
    assert made.sentence.startswith("The budget buys most with ")
    assert [point.limit for point in made.points if point.share == 0.6] == ["at least"]


def test_a_brief_without_amounts_has_no_curve() -> None:
    with pytest.raises(BadInput, match="no money goes behind posts"):
        share_curve(Study.of(ROSTER, builders.brief()))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"boosting": {"cents_per_post": [100, 100]}}, "twice"),
        ({"boosting": {"cents_per_post": []}}, "at least 1"),
        ({"boosting": {"cents_per_post": [0]}}, "1"),
        ({"usage_days": 30, "rights": {"usage": {}}}, "pays for usage rights twice"),
        ({"rights": {"usage": {"category": "food"}}}, "exclusivity only"),
        ({"rights": {"allowlisting": {"days": 10}}, "boosting": {"cents_per_post": [100], "days": 30}}, "longer than"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        builders.brief(**fields)
