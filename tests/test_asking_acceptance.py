"""Chances of a yes: priors by tier, odds of partners and fans, and what replies teach."""

import numpy as np
import pytest

from planner.asking.acceptance import Acceptance, Likely
from planner.asking.pool import counting, if_yes
from planner.forecast.assumptions import default_assumptions
from planner.forecast.packages import build_table
from tests import builders


def _likely(n: int, odds: float = 1.0) -> Likely:
    return Likely(np.zeros(n, np.int64), np.full(n, odds), np.ones(n))


def test_the_prior_is_the_default_of_each_tier() -> None:
    means = Acceptance.of(default_assumptions()).means
    assert means == pytest.approx([0.55, 0.5, 0.4], abs=1e-6)


@pytest.mark.parametrize(("yes", "no"), [(0, 0), (1, 0), (0, 1), (7, 3), (2, 18), (40, 0)])
def test_replies_update_as_beta_counts_do(yes: int, no: int) -> None:
    """Prior of mean 0.55 worth 10 replies: (5.5 + yes) / (10 + yes + no), worked out by hand."""
    answers = np.array([True] * yes + [False] * no)
    after = Acceptance.of(default_assumptions()).after(_likely(yes + no), answers)
    assert after.means[0] == pytest.approx((5.5 + yes) / (10 + yes + no), abs=1e-6)
    assert after.means[1] == pytest.approx(0.5, abs=1e-6), "the replies of micro creators say nothing of mid ones"


def test_a_no_of_somebody_close_says_more() -> None:
    prior = Acceptance.of(default_assumptions())
    stranger, partner = (prior.after(_likely(3, odds), np.zeros(3, bool)).means[0] for odds in (1.0, 4.0))
    assert partner < stranger < prior.means[0]


def test_partners_and_fans_are_likelier() -> None:
    people = builders.roster(
        builders.creator("new"), builders.creator("partner"), builders.creator("fan", follows_brand=True)
    )
    brief = builders.brief(history={"instagram:partner": {"campaigns": 1}})
    table = build_table(people, brief, default_assumptions())
    rows = np.arange(3)
    likely = Likely.of(table, rows, brief, default_assumptions())
    chance = dict(zip(table.creator_ids.tolist(), Acceptance.of(default_assumptions()).chances(likely), strict=True))
    assert chance["instagram:new"] == pytest.approx(0.55, abs=1e-6)
    assert chance["instagram:partner"] > chance["instagram:fan"] > chance["instagram:new"]


@pytest.mark.parametrize("sure", [0.0, 1.0])
def test_a_chance_that_is_sure_stays_so(sure: float) -> None:
    prior = Acceptance.of(default_assumptions().edited({"asking_yes.all.micro": sure}))
    after = prior.after(_likely(2), np.array([True, False]))
    assert after.means[0] == prior.means[0] == sure
    assert (prior.draw(np.random.default_rng(1).random((50, 3)))[:, 0] == sure).all()


def test_draws_spread_as_the_posterior_does() -> None:
    """Beta(5.5, 4.5) has a standard deviation of sqrt(5.5 x 4.5 / (100 x 11)) = 0.15."""
    drawn = Acceptance.of(default_assumptions()).draw(np.random.default_rng(7).random((20_000, 3)))[:, 0]
    assert drawn.mean() == pytest.approx(0.55, abs=0.005)
    assert drawn.std() == pytest.approx(0.15, abs=0.003)


def test_a_chance_that_is_in_the_forecast_already_is_not_counted_twice() -> None:
    """Where other ways than money are offered, reach and response hold the chance of a yes: it is taken out."""
    offers = {"ways": ["product"], "product": {"resource": "units", "worth_cents": 4_000, "most": 99}}
    brief = builders.brief(offers=offers, resources={"units": {"stock": 500}})
    table = build_table(
        builders.roster(builders.creator("anna"), builders.creator("ben")), brief, default_assumptions()
    )
    sure = if_yes(table)
    assert (table.accepts < 1).all() and (sure.accepts == 1).all()
    assert sure.engagements == pytest.approx(table.engagements / table.accepts)
    reached, before = (one.segment_reach(np.arange(len(table))) for one in (sure, table))
    assert reached == pytest.approx(before / table.accepts[:, None])
    assert if_yes(sure) is sure
    again = counting(sure, table.accepts)
    assert again.engagements == pytest.approx(table.engagements)
    assert again.weights == pytest.approx(sure.weights * table.accepts[:, None])
