"""Skewed log-normals: moments, ends and means of draws, and that the draws of a campaign are of the same family."""

import numpy as np
import pytest

from planner.debrief.shrink import Spread
from planner.forecast import skewed, uncertainty
from planner.forecast.assumptions import default_assumptions
from planner.forecast.uncertainty import Bookings
from tests import builders

NORMALS = np.random.default_rng(4).standard_normal((2, 1, 400_000))
CASES = [(1.6, -0.47), (1.0, 0.3), (2.0, 0.0), (0.3, -0.6)]


def drawn(variance: float, skew: float) -> np.ndarray:
    """Factors with logs of this variance and skewness; shape (draws,)."""
    spread = np.array([[variance]]), np.array([[skew * variance**1.5]])
    return skewed.factors(*NORMALS, spread, np.ones_like(NORMALS[0]))[0]


@pytest.mark.parametrize(("variance", "skew"), CASES)
def test_draws_have_the_moments_that_were_asked_for(variance: float, skew: float) -> None:
    found = drawn(variance, skew)
    logs = np.log(found)
    assert found.mean() == pytest.approx(1.0, rel=0.02)
    assert logs.var() == pytest.approx(variance, rel=0.02)
    assert ((logs - logs.mean()) ** 3).mean() / logs.std() ** 3 == pytest.approx(skew, abs=0.03)


@pytest.mark.parametrize(("variance", "skew"), CASES)
def test_ends_and_chances_are_those_of_the_draws(variance: float, skew: float) -> None:
    third = skew * variance**1.5
    logs = np.log(drawn(variance, skew)) + skewed.lift(variance, third)
    for z, at in ((-1.2815515655, 10), (0.0, 50), (1.2815515655, 90)):
        end = float(np.percentile(logs, at))
        assert float(skewed.quantile(variance, third, z)) == pytest.approx(end, abs=0.03)
        assert skewed.chance_below(end, variance, third) == pytest.approx(at / 100, abs=0.01)


def test_without_skewness_it_is_the_log_normal() -> None:
    assert float(skewed.lift(np.float64(1.3), np.float64(0.0))) == pytest.approx(0.65)
    assert float(skewed.quantile(1.3, 0.0, 1.5)) == pytest.approx(1.5 * 1.3**0.5)
    assert Spread(1.0, 0.5, 0.0).lift == pytest.approx(0.75)
    assert Spread(1.0, 0.5, 0.0, third=-0.3).lift < 0.75


def test_the_mean_of_many_keeps_its_variance() -> None:
    variance, third = np.float64(1.6), np.float64(-0.47 * 1.6**1.5)
    of_fifty, _ = skewed.of_mean(variance, third, np.float64(50.0))
    means = drawn(1.6, -0.47).reshape(-1, 50).mean(axis=1)
    assert float(of_fifty) == pytest.approx(np.log1p(means.var() / means.mean() ** 2), rel=0.05)
    assert skewed.of_mean(variance, third, np.float64(1.0)) == pytest.approx((variance, third))


def test_sums_of_thirty_creators_are_those_of_the_accounts() -> None:
    """Engagements of 30 TikTok accounts of whom only followers are known, by the campaign's draws and by hand."""
    people = [builders.creator(f"c{i}", platform="tiktok", followers=30_000) for i in range(30)]
    calm = {row.key: 0.0 for row in default_assumptions() if row.key.startswith("doubt")}
    calm |= {"campaign_common_shock_log_sd.all.all": 0.0, "post_probability_contracted.all.all": 1.0}
    calm |= {"within_creator_log_sd_sigma.tiktok.all": 0.0, "response_within_log_sd.all.all": 0.0}
    brief, roster = builders.brief(assumptions=calm), builders.roster(*people)
    assumptions = default_assumptions().edited(brief.assumptions)
    table = builders.table(roster, brief)
    bookings = Bookings.of(table, np.arange(30), np.ones(30, np.int64), roster, assumptions)
    found = uncertainty.simulate(table, bookings, draws=20_000).engagements / table.engagements.sum()
    sd = assumptions.number("engagement_from_followers_log_sd", "tiktok", "micro")
    skew = assumptions.number("engagement_from_followers_log_skew", "tiktok")
    by_hand = drawn(sd**2, skew)[: 30 * 13_000].reshape(-1, 30).mean(axis=1)
    for at in (10, 50, 90):
        assert np.percentile(found, at) == pytest.approx(np.percentile(by_hand, at), rel=0.02)
    one, other = (((np.log(x) - np.log(x).mean()) ** 3).mean() / np.log(x).std() ** 3 for x in (found, by_hand))
    assert one == pytest.approx(other, abs=0.15)
    assert one > 0.2
