"""Own campaigns beat roster and benchmark; what was stated is corrected where nothing better is known."""

from __future__ import annotations

from typing import Any

import pytest

from planner.domain.creators import Creator
from planner.forecast.table import EVIDENCE, PackageTable
from tests import builders

CONTRACTED = 0.9


def forecast(person: Creator, **asked: Any) -> PackageTable:
    return builders.table(builders.roster(person), builders.brief(**asked))


def reel(**fields: Any) -> Creator:
    return builders.creator("anna", builders.package("reel", 500, posts=1), followers=20_000, **fields)


def test_own_campaigns_beat_insights_and_say_so() -> None:
    own = {"instagram:anna": {"reach_rate": 0.2, "posts": 3, "campaigns": 1}}
    table = forecast(reel(measured_reach=1_000), history=own)
    assert EVIDENCE[table.evidence[0]] == "own campaigns"
    assert table.gross_reach[0] == pytest.approx(CONTRACTED * 0.2 * 20_000)


def test_an_own_engagement_rate_beats_the_rosters_but_not_in_the_filter() -> None:
    own = {"instagram:anna": {"engagement_rate": 0.06}}
    plain, taught = forecast(reel(engagement_rate=0.02)), forecast(reel(engagement_rate=0.02), history=own)
    assert taught.engagements[0] == pytest.approx(3 * plain.engagements[0])
    assert taught.engagement_rate[0] == 0.02
    assert EVIDENCE[taught.evidence[0]] == EVIDENCE[plain.evidence[0]] != "own campaigns"


def test_an_own_chance_of_posting_replaces_the_default() -> None:
    sure = forecast(reel(), history={"instagram:anna": {"chance": 1.0}})
    assert sure.gross_reach[0] == pytest.approx(forecast(reel()).gross_reach[0] / CONTRACTED)


def test_bias_corrects_what_was_stated_and_nothing_else() -> None:
    bias = {"stated_reach_bias.instagram.all": 0.5}
    stated = reel(measured_reach=4_000)
    assert forecast(stated, assumptions=bias).gross_reach[0] == pytest.approx(forecast(stated).gross_reach[0] / 2)
    assert forecast(reel(), assumptions=bias).gross_reach[0] == forecast(reel()).gross_reach[0]
    own = {"instagram:anna": {"reach_rate": 0.2}}
    assert forecast(stated, assumptions=bias, history=own).gross_reach[0] == pytest.approx(CONTRACTED * 4_000)


def test_the_history_of_strangers_changes_nothing() -> None:
    other = forecast(reel(), history={"instagram:zoe": {"reach_rate": 3.0, "chance": 0.0}})
    assert other.gross_reach[0] == forecast(reel()).gross_reach[0]
