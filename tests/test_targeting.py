"""In-target shares, tiers by views, bases of engagement rates, and the range of estimated fees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pages.parts.form import controls
from planner.brief.brief import Brief
from planner.crosscheck import cross_check
from planner.domain.creators import Creator
from planner.domain.roster import Roster
from planner.forecast.assumptions import shipped_evidence
from planner.forecast.presets import tier_presets
from planner.forecast.table import BASES, TIERS, PackageTable
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from tests import builders

HUGE = 10**9


def anna(**fields: Any) -> Creator:
    """A creator in Germany with a reel."""
    return builders.creator("anna", builders.package("reel", 500, reels=1), country="DE", **fields)


def on_tiktok(**fields: Any) -> Creator:
    """A creator on TikTok with a video."""
    return builders.creator("anna", builders.package("video", 500, videos=1), platform="tiktok", **fields)


def table_of(*creators: Creator, **asked: Any) -> PackageTable:
    """Their forecast."""
    return builders.table(builders.roster(*creators), builders.brief(**asked))


def share(creator: Creator, **segment: Any) -> tuple[float, bool]:
    """Part of the creator's reach inside one segment, and whether it was measured."""
    table = table_of(creator, audience=[{"size": HUGE, **segment}])
    inside = float(table.segment_reach(np.array([0]))[0, 0])
    return inside / float(table.gross_reach[0]), bool(table.target_measured[0])


KNOWN = {
    "audience country:de": 0.6,
    "audience gender:female": 0.8,
    "audience age:18-24": 0.5,
    "audience age:25-34": 0.3,
    "audience age:65-": 0.1,
}


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ({"country": "DE"}, 0.6),
        ({"country": "de", "audience_share": 0.5}, 0.3),
        ({"country": "FR"}, 0.05),
        ({"gender": "female"}, 0.8),
        ({"gender": "male"}, 0.2),
        ({"ages": (18, 34)}, 0.8),
        ({"ages": (18, 29)}, 0.5 + 0.15),
        ({"ages": (65, 74)}, 0.05),
        ({"country": "DE", "gender": "female", "ages": (18, 24), "audience_share": 0.01}, 0.6 * 0.8 * 0.5),
    ],
)
def test_measured_shares_take_the_place_of_defaults(segment: dict[str, Any], expected: float) -> None:
    assert share(anna(audience=KNOWN), **segment)[0] == pytest.approx(expected, rel=1e-6)


def test_without_figures_the_brief_s_share_and_the_default_stand_in_and_are_told() -> None:
    asked = {"country": "DE", "gender": "female", "ages": (18, 34), "audience_share": 0.25}
    assert share(anna(), **asked) == (pytest.approx(0.7 * 0.25, rel=1e-6), False)
    assert share(anna(audience=KNOWN), **asked)[1]
    part = {"audience country:de": 0.6}
    assert share(anna(audience=part), **asked) == (pytest.approx(0.6 * 0.25, rel=1e-6), False)


def test_a_pick_says_whether_its_target_share_was_measured() -> None:
    people = (anna(audience=KNOWN), builders.creator("ben", country="DE"))
    found = plan(builders.roster(*people), builders.brief(audience=[{"size": HUGE, "country": "DE"}]))
    assert isinstance(found, Plan)
    assert {pick.handle: pick.target_measured for pick in found.picks} == {"anna": True, "ben": False}


def test_ages_the_wrong_way_round_are_named() -> None:
    with pytest.raises(BadInput, match="ages from 34 to 18"):
        builders.brief(audience=[{"size": 10, "ages": (34, 18)}])


def test_shares_that_do_not_sum_stop_the_plan_with_the_creator_named() -> None:
    roster = builders.roster(anna(audience=KNOWN))
    roster.creators["audience gender:male"] = 0.4
    problems = cross_check(Roster(roster.creators, roster.packages), builders.brief())
    assert "instagram:anna, audience by gender: '120%'" in str(problems[0])


def test_one_niche_overlaps_more() -> None:
    people = [builders.creator(f"c{i}", followers=200_000) for i in range(4)]
    alike, mixed = (
        table_of(*people, audience=[{"size": 300_000, "one_niche": niche}]).unique_reach(np.arange(4), np.ones(4))[0]
        for niche in (True, False)
    )
    assert alike < mixed


@pytest.mark.parametrize(
    ("views", "tier"), [(None, "micro"), (0, "micro"), (26_400, "micro"), (27_100, "mid"), (93_000, "macro")]
)
def test_views_decide_the_tier_on_tiktok(views: float | None, tier: str) -> None:
    """A tier begins at the views of the creator in the middle of those whose followers begin it: 26,800 for 50,000."""
    assert TIERS[table_of(on_tiktok(median_views=views)).tier[0]] == tier


def test_followers_decide_where_the_brief_says_so_and_elsewhere() -> None:
    assert TIERS[table_of(on_tiktok(median_views=90_000), tiers={"by_views": False}).tier[0]] == "micro"
    assert TIERS[table_of(anna(median_views=900_000)).tier[0]] == "micro"


@pytest.mark.parametrize(
    ("base", "per"),
    [
        # A rate on followers is one of the feed; a reel reaches one and a half times as many.
        ("followers", 20_000 * 0.3 / 0.2),
        ("reach", 20_000 * 0.3),
        ("views", 20_000 * 0.3 * 1.25),
        (None, 20_000 * 0.3 / 0.2),
    ],
)
def test_an_engagement_rate_means_what_its_base_says(base: str | None, per: float) -> None:
    table = table_of(anna(engagement_rate=0.05, engagement_base=base))
    assert table.engagements[0] == pytest.approx(0.05 * per * 0.9 * 0.9)
    assert BASES[table.engagement_base[0]] == (base or "followers")


def test_the_base_of_a_rate_that_is_not_there_means_nothing() -> None:
    table = table_of(anna(engagement_base="reach"), builders.creator("ben", engagement_rate=0.1))
    assert BASES[table.engagement_base[0]] == "followers"


def test_fake_followers_lower_benchmark_engagements_once() -> None:
    clean, fake = (table_of(anna(fake_share=q)).engagements[0] for q in (0.0, 0.5))
    own_clean, own_fake = (table_of(anna(fake_share=q, engagement_rate=0.02)).engagements[0] for q in (0.0, 0.5))
    assert fake == pytest.approx(clean * (1 - 0.5 - 0.7 * 0.15) / (1 - 0.7 * 0.15))
    assert own_clean == own_fake


def test_an_estimated_fee_has_a_range_and_a_quote_has_none() -> None:
    quoted, guessed = (builders.creator("anna", builders.package("reel", fee, reels=1)) for fee in (500, None))
    table = table_of(guessed)
    # 20,000 x 30 % x 1.25 impressions at 15, 38 and 95 dollars a thousand.
    assert (table.fee_low_cents[0], table.cash_cents[0], table.fee_high_cents[0]) == (11_200, 28_500, 71_200)
    assert table_of(quoted).fee_low_cents[0] == table_of(quoted).cash_cents[0] == table_of(quoted).fee_high_cents[0]
    for creator, low in ((guessed, 11_200), (quoted, None)):
        found = plan(builders.roster(creator), builders.brief())
        assert isinstance(found, Plan)
        assert found.picks[0].fee_low_cents == low


def test_an_audience_needs_one_number() -> None:
    brief = Brief.read({"budget_cents": 100_000, "audience": [{"size": 500_000}]})
    assert brief.audience[0].name == "My market"


def test_tier_presets_are_briefs_tiers_and_ours_comes_first() -> None:
    presets = tier_presets(shipped_evidence())
    assert presets[0].name == "Planner"
    assert presets[0].tiers == builders.brief().tiers
    by_name = {preset.name: preset.tiers for preset in presets}
    assert (by_name["IZEA via dot.LA"].mid, by_name["IZEA via dot.LA"].macro) == (50_000, 200_000)
    assert (by_name["Later x Fohr"].mid, by_name["Later x Fohr"].macro) == (100_000, 500_000)


def test_one_market_has_a_field_of_its_own() -> None:
    alone = builders.brief(audience=[{"size": 500_000}])
    control = next(c for c in controls.controls_of(alone, builders.roster()) if c.name == "market")
    assert control.shows(alone) == 500_000
    changed = controls.read(alone, (control,), {"market": 800_000})
    assert changed.audience[0].size == 800_000
    with pytest.raises(BadInput, match=r"audience\.0\.size"):
        controls.read(alone, (control,), {"market": 0})
    two = builders.brief(audience=[{"size": 10}, {"name": "Other", "size": 20}])
    assert not any(c.name == "market" for c in controls.controls_of(two, builders.roster()))
