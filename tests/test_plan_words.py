"""Words of the plan's page that need no browser."""

from __future__ import annotations

import pytest

from pages.parts.plan import creators
from planner.domain.roster import Platform, Tier
from planner.exports.left_out import LeftOut
from planner.exports.left_out_sheet import COLUMNS
from planner.exports.limits import live
from planner.outcome import LimitReport
from tests.export_cases import dossier, pick


@pytest.mark.parametrize(("rate", "words"), [(0.0, "0%"), (None, "unknown, benchmark used"), (0.0123, "1.23%")])
def test_an_engagement_rate_of_zero_is_known(rate: float | None, words: str) -> None:
    """A rate that was measured as 0 read "unknown"."""
    one = pick("mo", Tier.MID, 1, 50_000).model_copy(update={"engagement_rate": rate})
    assert creators._rate(one, "en_US") == words


@pytest.mark.parametrize("followers", [0, None])
def test_no_followers_are_a_figure(followers: int | None) -> None:
    one = LeftOut("x:a", "a", Platform.X, Tier.MICRO, followers, "post", 100, None, None, "Not chosen", "")
    (cell,) = [column.value(one) for column in COLUMNS if column.title == "Followers"]
    assert cell == followers


def test_a_demand_on_many_must_haves_at_once_has_no_formula() -> None:
    report = LimitReport(
        rule="must_have",
        name="The 30 creators you keep are in the plan",
        sense=">=",
        used=30,
        bound=30,
        unit="creators",  # type: ignore[arg-type]
        met=True,
        path="must_have",  # type: ignore[arg-type]
    )
    assert live(report, dossier(), None) is None
