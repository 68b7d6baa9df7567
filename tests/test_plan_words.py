"""Words of the plan's page that need no browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pages.parts.plan import creators
from planner.domain.roster import Platform, Tier
from planner.exports.left_out import LeftOut
from planner.exports.left_out_sheet import COLUMNS
from planner.exports.limits import live
from planner.outcome import LimitReport
from tests.export_cases import BRIEF, dossier, pick


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


def stated(rule: str, sense: str, number: float) -> LimitReport:
    """A limit of a rule that is met, as a plan reports it."""
    return LimitReport(
        rule=rule,
        name="A limit",
        sense=sense,  # type: ignore[arg-type]
        used=number,
        bound=number,
        unit="creators",  # type: ignore[arg-type]
        met=True,
        path=rule,  # type: ignore[arg-type]
    )


def test_a_demand_on_many_must_haves_at_once_has_no_formula() -> None:
    assert live(stated("must_have", ">=", 30), dossier(), None) is None


@pytest.mark.parametrize(
    ("rule", "fields", "above"),
    [("largest_share", {"largest_share": 0.5}, "30000.0"), ("largest_cents", {"largest_cents": 4_000_050}, "40000.5")],
)
def test_the_most_for_one_creator_is_a_formula(rule: str, fields: dict[str, object], above: str) -> None:
    """The amount was written into the workbook, where a share of the budget follows the plan's fees."""
    brief = BRIEF.model_copy(update={"largest_share": None, **fields})
    used = live(stated(rule, "<=", 0), replace(dossier(), brief=brief), None)
    assert used is not None and used.formula == f'=SUMIFS(MediaPlan[Quantity],MediaPlan[Fee],">{above}")'
