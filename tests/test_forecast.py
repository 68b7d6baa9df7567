"""The forecast of a package: evidence, repeats, cost, tiers, and edited assumptions."""

from __future__ import annotations

import copy
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.domain.creators import Creator
from planner.domain.roster import Roster
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions
from planner.forecast.later import later
from planner.forecast.table import COMPENSATIONS, EVIDENCE, TIERS, PackageTable
from planner.problems import BadInput
from tests import builders
from tests.person_cases import lina

ROOT = Path(__file__).parents[1]
CONTRACTED = 0.9
"""Chance that a post under contract appears."""
MEAN_OVER_MEDIAN = np.exp(1.0**2 / 2)
"""Mean of a TikTok account's posts over the one in the middle, whose log sd is 1."""


def forecast(*creators: Creator, **asked: Any) -> PackageTable:
    """The table of these creators."""
    return builders.table(builders.roster(*creators), builders.brief(**asked))


def one_reel(**fields: Any) -> Creator:
    """A creator with one reel for 500."""
    return builders.creator("anna", builders.package("reel", 500, reels=1), **fields)


def on_tiktok(**fields: Any) -> Creator:
    """A creator on TikTok with one video for 500."""
    return builders.creator("anna", builders.package("video", 500, videos=1), platform="tiktok", **fields)


def test_evidence_is_used_best_first() -> None:
    everything = forecast(on_tiktok(measured_reach=5_000, median_views=40_000))
    views = forecast(on_tiktok(median_views=40_000))
    nothing = forecast(on_tiktok(followers=20_000))
    assert [EVIDENCE[t.evidence[0]] for t in (everything, views, nothing)] == list(EVIDENCE[1:])
    assert everything.gross_reach[0] == pytest.approx(CONTRACTED * 5_000)
    assert views.gross_reach[0] == pytest.approx(CONTRACTED * 40_000 * 0.68 * MEAN_OVER_MEDIAN)
    rate = default_assumptions().number("reach_rate_video", "tiktok", "micro") * (20 / 22) ** -0.29
    assert nothing.gross_reach[0] == pytest.approx(CONTRACTED * 20_000 * rate)


def test_median_views_say_nothing_where_views_are_not_people() -> None:
    assert EVIDENCE[forecast(one_reel(median_views=9_000)).evidence[0]] == "benchmark rate"


def test_fake_followers_lower_reach_only_where_it_comes_from_followers() -> None:
    honest = forecast(on_tiktok(fake_share=0.0)).gross_reach[0]
    usual = forecast(on_tiktok()).gross_reach[0]
    bought = forecast(on_tiktok(fake_share=0.6)).gross_reach[0]
    assert bought < usual < honest
    for evidence in ({"measured_reach": 4_000}, {"median_views": 9_000}):
        clean, fake = (forecast(on_tiktok(fake_share=q, **evidence)).gross_reach[0] for q in (0.0, 0.6))
        assert clean == fake


def test_the_usual_share_of_fakes_changes_nothing() -> None:
    """The benchmark already holds an average share: only the difference counts."""
    share = default_assumptions().number("suspicious_follower_share", "instagram", "micro")
    assert forecast(on_tiktok(fake_share=share)).gross_reach[0] == pytest.approx(forecast(on_tiktok()).gross_reach[0])


def test_more_fakes_than_followers_reach_nobody_and_not_fewer() -> None:
    assert forecast(on_tiktok(fake_share=1.0, mass_share=1.0)).gross_reach[0] == 0


def test_repeats_reach_more_people_but_never_more_than_the_ceiling() -> None:
    """Reach is c (1 - (1 - rho / c)^k) of the followers, c = 0.9 for reels, rho = 0.3."""
    reach = [
        forecast(builders.creator("anna", builders.package("p", 500, reels=k), followers=20_000)).gross_reach[0]
        for k in (1, 2, 3, 40)
    ]
    assert reach[0] == pytest.approx(CONTRACTED * 0.3 * 20_000)
    rho = reach[0] / CONTRACTED / 20_000
    assert reach[1] == pytest.approx(CONTRACTED * 20_000 * 0.9 * (1 - (1 - rho / 0.9) ** 2))
    assert reach == sorted(reach)
    assert reach[3] <= CONTRACTED * 0.9 * 20_000 * (1 + 1e-12)


def test_two_formats_reach_more_than_either_and_less_than_both() -> None:
    feed, reel, both = (
        forecast(builders.creator("anna", builders.package("p", 500, **formats))).gross_reach[0]
        for formats in ({"posts": 1}, {"reels": 1}, {"posts": 1, "reels": 1})
    )
    assert max(feed, reel) < both < feed + reel


def test_fit_changes_the_response_and_never_the_reach() -> None:
    low, unknown, high = (forecast(one_reel(fit=fit)) for fit in (0.0, None, 1.0))
    assert low.gross_reach[0] == unknown.gross_reach[0] == high.gross_reach[0]
    assert low.engagements[0] == pytest.approx(unknown.engagements[0] * 0.85)
    assert high.engagements[0] == pytest.approx(unknown.engagements[0] * 1.15)


def test_a_rate_on_views_is_not_multiplied_with_followers() -> None:
    """TikTok: rate x mean views, views = people x 1.47; x 0.9 sponsored x 0.9 that it is posted."""
    table = forecast(on_tiktok(median_views=10_000, engagement_rate=0.1, followers=1_000_000))
    assert table.engagements[0] == pytest.approx(0.1 * 10_000 * MEAN_OVER_MEDIAN * 0.68 * 1.47 * 0.9 * CONTRACTED)


def test_a_gift_is_posted_less_surely_than_a_contract() -> None:
    paid, gift = (
        forecast(builders.creator("anna", builders.package("p", 0, reels=1, compensation=way))).gross_reach[0]
        for way in ("cash", "product")
    )
    assert gift == pytest.approx(paid * 0.8 / 0.9)


def test_a_quote_wins_and_a_missing_one_is_estimated_and_marked() -> None:
    quoted = forecast(builders.creator("anna", builders.package("reel", 123.45, reels=1)))
    free = forecast(builders.creator("anna", builders.package("reel", 0, reels=1)))
    missing = forecast(builders.creator("anna", builders.package("reel", None, reels=1)))
    assert (quoted.cash_cents[0], quoted.fee_estimated[0]) == (12_345, False)
    assert (free.cash_cents[0], free.fee_estimated[0]) == (0, False)
    assert missing.fee_estimated[0]
    # 20,000 x 30 % x 1.25 impressions at 38 dollars a thousand, in whole dollars.
    assert missing.cash_cents[0] == 28_500


def test_a_fee_is_estimated_in_the_brief_s_currency() -> None:
    guess = {
        currency: forecast(
            builders.creator("anna", builders.package("reel", None, reels=1)), currency=currency
        ).cash_cents[0]
        for currency in ("USD", "EUR")
    }
    assert guess["EUR"] == pytest.approx(guess["USD"] * 0.9, abs=100)


def test_commission_is_cash() -> None:
    table = forecast(builders.creator("anna", builders.package("reel", 100, reels=1, commission_cents=2_550)))
    assert table.cash_cents[0] == 12_550
    assert table.value_cents[0] == 12_550


def test_stock_used_is_part_of_full_value_and_not_of_cash() -> None:
    table = forecast(
        builders.creator("anna", builders.package("reel", 100, reels=1, units=2.5)),
        resources={"units": {"stock": 10, "unit_cost_cents": 1_200}},
    )
    assert table.uses["units"].tolist() == [2_500]
    assert table.cash_cents[0] == 10_000
    assert table.value_cents[0] == 13_000


def test_an_agreed_fee_replaces_the_quote_of_that_package_only() -> None:
    people = (
        builders.creator("anna", builders.package("one", 500, reels=1), builders.package("two", 900, reels=2)),
        builders.creator("ben", builders.package("one", 500, reels=1)),
    )
    wanted = {"creator": "instagram:anna", "package": "one", "agreed_fee_cents": 40_000}
    assert forecast(*people, must_have=[wanted]).cash_cents.tolist() == [40_000, 90_000, 50_000]
    any_package = {"creator": "instagram:anna", "agreed_fee_cents": 0}
    assert forecast(*people, must_have=[any_package]).cash_cents.tolist() == [0, 0, 50_000]


def test_an_agreed_fee_is_no_estimate() -> None:
    wanted = {"creator": "instagram:anna", "agreed_fee_cents": 40_000}
    table = forecast(builders.creator("anna", builders.package("one", None, reels=1)), must_have=[wanted])
    assert not table.fee_estimated[0]


@pytest.mark.parametrize(
    ("followers", "tier"),
    [(999, "micro"), (1_000, "micro"), (49_999, "micro"), (50_000, "mid"), (499_999, "mid"), (500_000, "macro")],
)
def test_a_tier_begins_at_its_threshold(followers: int, tier: str) -> None:
    assert TIERS[forecast(one_reel(followers=followers)).tier[0]] == tier


def test_thresholds_are_settings() -> None:
    table = forecast(one_reel(followers=10_000), tiers={"micro": 1_000, "mid": 10_000, "macro": 100_000})
    assert TIERS[table.tier[0]] == "mid"


def test_people_outside_the_market_are_waste() -> None:
    audience = [{"name": "Germany", "size": 1_000_000, "country": "DE"}]
    home, abroad = (forecast(one_reel(country=country), audience=audience) for country in ("DE", "FR"))
    assert home.gross_reach[0] == abroad.gross_reach[0]
    rows = np.array([0])
    assert home.segment_reach(rows)[0, 0] == pytest.approx(home.gross_reach[0] * 0.7)
    assert abroad.segment_reach(rows)[0, 0] == pytest.approx(home.gross_reach[0] * 0.05)


def test_reach_in_a_small_segment_is_clipped() -> None:
    table = forecast(one_reel(followers=5_000_000), audience=[{"size": 1_000}])
    assert table.segment_reach(np.array([0]))[0, 0] == pytest.approx(950)


def test_the_order_of_the_rows_does_not_matter() -> None:
    people = [
        builders.creator(name, builders.package("b", 10, units=1), builders.package("a", 20), fit=0.5)
        for name in ("zoe", "anna", "Max")
    ]
    first, second = builders.roster(*people), builders.roster(*reversed(people))
    assert first.fingerprint == second.fingerprint
    one, other = builders.table(first), builders.table(second)
    assert one.creator_ids.tolist() == ["instagram:anna", "instagram:max", "instagram:zoe"]
    assert one.package_ids.tolist() == ["a", "b"] * 3
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.cash_cents, other.cash_cents)


def test_a_cell_changed_is_another_fingerprint() -> None:
    plain = builders.roster(builders.creator("anna", builders.package("a", 20), fit=0.5))
    dearer = builders.roster(builders.creator("anna", builders.package("a", 20.01), fit=0.5))
    unknown = builders.roster(builders.creator("anna", builders.package("a", 20)))
    assert len({plain.fingerprint, dearer.fingerprint, unknown.fingerprint}) == 3


def test_an_edited_assumption_changes_the_forecast_and_is_marked() -> None:
    key = "reach_rate_video.tiktok.micro"
    edited = default_assumptions().edited({key: 0.4})
    assert edited[key].edited
    assert not default_assumptions()[key].edited
    half = (default_assumptions()[key].value or 0.0) / 2
    assert forecast(on_tiktok(), assumptions={key: half}).gross_reach[0] == pytest.approx(
        forecast(on_tiktok()).gross_reach[0] / 2
    )


def test_a_default_is_a_mean_whatever_the_spreads() -> None:
    """Spreads move the account and the post in the middle, never what a creator is forecast from followers."""
    key = "between_creator_log_sd_tau.tiktok.micro"
    assert forecast(on_tiktok(), assumptions={key: 0.2}).gross_reach[0] == forecast(on_tiktok()).gross_reach[0]
    calm = {"within_creator_log_sd_sigma.tiktok.all": 0.0}
    assert forecast(on_tiktok(), assumptions=calm).gross_reach[0] == forecast(on_tiktok()).gross_reach[0]
    stated = forecast(on_tiktok(median_views=40_000), assumptions=calm)
    assert stated.gross_reach[0] == pytest.approx(CONTRACTED * 40_000 * 0.68)


def test_rates_fall_with_followers_inside_a_level() -> None:
    small, large = (forecast(on_tiktok(followers=n)).gross_reach[0] / n for n in (2_000_000, 32_000_000))
    assert large / small == pytest.approx(16**-0.55)


def test_engagements_from_followers_come_out_as_measured() -> None:
    """Likes per follower of a TikTok account of 2 million: 0.039 on average (see the row's source)."""
    table = forecast(on_tiktok(followers=2_000_000))
    assert table.engagements[0] / (2_000_000 * 0.9 * CONTRACTED) == pytest.approx(0.0388, rel=0.01)


def test_an_assumption_in_per_cent_is_edited_in_per_cent() -> None:
    table = forecast(on_tiktok(), assumptions={"engagement_rate.tiktok.micro": 18})
    assert table.engagements[0] == pytest.approx(2 * forecast(on_tiktok()).engagements[0])


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"reach_rate_vidoe.tiktok.micro": 0.4}, "Accepted: the key reach_rate_video.tiktok.micro"),
        ({"zzz": 1}, "Accepted: a key of the Assumptions page"),
        (
            {"engagement_rate.tiktok.micro": 101},
            "'101' is out of range. Accepted: a number of at least 0 and at most 100",
        ),
        ({"post_probability_contracted.all.all": -0.1}, "'-0.1' is out of range"),
        ({"nbd_kappa_mixed_niche.all.all": 0.001}, "'0.001' is out of range. Accepted: a number of at least 0.1"),
    ],
)
def test_an_assumption_that_does_not_fit_is_named(edit: dict[str, float], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        default_assumptions().edited(edit)
    assert said in str(caught.value)


def test_every_wrong_assumption_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        default_assumptions().edited({"a": 1, "b": 2})
    assert len(caught.value.problems) == 2


def test_every_assumption_says_where_it_comes_from() -> None:
    for row in default_assumptions():
        assert row.source, row.key
        assert row.strength, row.key
        assert row.value is not None, row.key
        assert row.low is None or row.high is None or row.low <= row.value <= row.high, row.key


@pytest.mark.parametrize("way", COMPENSATIONS)
def test_every_way_of_paying_has_a_chance_of_being_posted(way: str) -> None:
    table = forecast(builders.creator("anna", builders.package("p", 0, reels=1, compensation=way)))
    assert table.gross_reach[0] > 0


@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY"])
def test_archetypes_cover_every_platform_and_tier(currency: str) -> None:
    asked = builders.brief(currency=currency)
    people: Roster = archetype_roster(asked, default_assumptions())
    assert people.archetypes
    table = builders.table(people, asked)
    assert {TIERS[code] for code in table.tier} == set(TIERS)
    assert (table.available > 1).all()
    assert table.fee_estimated.all()
    assert (table.fee_low_cents <= table.cash_cents).all()
    assert (table.cash_cents <= table.fee_high_cents).all()
    assert np.isfinite(table.weights).all()
    assert (table.gross_reach > 0).all()


def test_every_assumption_that_is_listed_as_used_is_read_by_some_code() -> None:
    """By its name, or by the part of it that stands before or after a blank to fill: f"reach_ceiling_{f}"."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "planner").rglob("*.py"))
    for metric in {row.key.partition(".")[0] for row in default_assumptions()}:
        words = metric.split("_")
        parts = ["_".join(words[:at]) + "_{" for at in range(1, len(words))]
        parts += ["}_" + "_".join(words[at:]) for at in range(1, len(words))]
        assert metric in code or any(part in code for part in parts), f"{metric} is listed, but nothing reads it"


@pytest.mark.parametrize("value", [45, -0.1])
def test_a_reach_rate_that_no_one_has_is_named(value: float) -> None:
    with pytest.raises(BadInput, match="is out of range. Accepted: a number of at least 0 and at most 10 "):
        default_assumptions().edited({"reach_rate_feed.instagram.micro": value})


def test_estimated_fees_include_the_rights_asked_for_and_quotes_do_not() -> None:
    people = (
        builders.creator("anna", builders.package("reel", None, reels=1)),
        builders.creator("ben", builders.package("reel", 500, reels=1)),
    )
    plain, used = (forecast(*people, usage_days=days).cash_cents for days in (None, 60))
    assert used[0] == pytest.approx(plain[0] * 1.5, abs=100)
    assert used[1] == plain[1] == 50_000


def test_a_column_is_computed_once_when_it_is_read_and_travels_whole() -> None:
    """A pass over a market reads a third of a table, and other readers see no difference."""
    made: list[str] = []

    def column() -> Any:
        made.append("once")
        return usual.followers + 1

    usual = builders.table()
    table = usual.changed(followers=later(column), cash_cents=usual.cash_cents + 5)
    first = table.view(np.array([0]))
    assert not made
    assert first.followers.tolist() == table.followers.tolist()[:1] == table.followers.tolist()[:1]
    assert made == ["once"]
    assert table.cash_cents.tolist() == (usual.cash_cents + 5).tolist()
    again = copy.copy(usual.changed(followers=later(column)))
    assert again.followers.tolist() == (usual.followers + 1).tolist()
    gone = weakref.ref(persons := builders.table(lina(), builders.brief()))
    assert len(persons.weights) == len(persons.wave_weights)
    del persons
    assert gone() is None, "a large table is let go at once"
    with pytest.raises(AttributeError, match="folowers"):
        _ = table.folowers  # type: ignore[attr-defined]
