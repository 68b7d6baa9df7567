"""Why several campaigns cannot all be had on one budget, and which budget is enough."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from planner.domain.roster import Roster
from planner.optimise import listing, search
from planner.portfolio import refused
from planner.portfolio.answer import NotTogether, Together
from planner.portfolio.plan import plan_together
from planner.portfolio.portfolio import Member, Portfolio
from tests import builders
from tests.test_plans import middling
from tests.test_portfolio import member, people, portfolio


def test_a_budget_that_is_enough_has_enough_people_see_several_creators(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of rosters too large to list every plan, where the floor's row is needed and not enough."""
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)
    roster = people(300_000, 320_000, 350_000, 380_000)
    often = Member(brief=builders.brief(name="Autumn", audience=[{"size": 500_000, "seen_floor": 20_000}]))
    asked = portfolio(member("Spring", creators={"min": 1}), often, budget=150_000)
    found = plan_together(asked, [roster] * 2)
    assert isinstance(found, NotTogether) and found.needed_cents is not None
    assert not found.least and "Together they need at least" in found.sentence
    enough = asked.model_copy(update={"budget_cents": found.needed_cents})
    assert isinstance(plan_together(enough, [roster] * 2), Together)


def test_campaigns_that_need_the_same_creators_are_told_to_share_them() -> None:
    asked = portfolio(member("Spring", creators={"min": 2}), member("Autumn", creators={"min": 1}), budget=900_000)
    found = plan_together(asked, [people(40_000, 45_000)] * 2)
    assert isinstance(found, NotTogether)
    assert found.needed_cents is None
    assert found.shared_cents == 155_000
    assert "several of them need the same creators" in found.sentence
    assert "Where creators may work for several of them, $9,000 is enough." in found.sentence


def test_why_no_budget_is_known_to_be_enough_is_the_true_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was always creators whom several campaigns need."""
    few, many = [people(40_000, 45_000)] * 2, [people(300_000, 320_000, 350_000, 380_000)] * 2
    floors = [member(f"Campaign {at}", 300_000, reach_floor=floor) for at, floor in enumerate((110_000, 100_000))]
    spends = portfolio(member("Spring", least_cents=500_000), member("Autumn"), budget=900_000)
    often = Member(brief=builders.brief(name="Autumn", audience=[{"size": 500_000, "seen_floor": 20_000}]))
    sees = portfolio(member("Spring", creators={"min": 1}), often, budget=150_000)

    def said(asked: Portfolio, rosters: Sequence[Roster]) -> str:
        found = plan_together(asked, rosters)
        assert isinstance(found, NotTogether) and found.needed_cents is None
        return found.sentence

    assert said(spends, few) == (
        "Each of 2 campaigns can be had for $9,000, but not all together. No budget is known to be enough, nor where "
        "creators may work for several of them. Without what they have to spend at least, $9,000 is enough."
    )
    monkeypatch.setattr(refused, "EXPLAINING", 0.0)
    assert said(portfolio(*floors, budget=900_000), [middling()] * 2) == (
        "The 2 campaigns cannot all be had for $9,000. Whether Campaign 0 and Campaign 1 can by themselves was not "
        "found out. No budget that is enough was found in the time given."
    )
    monkeypatch.undo()
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)
    monkeypatch.setattr(refused, "ROUNDS", 1)
    assert "No budget was found with which enough people see several creators: lower" in said(sees, many)


def test_a_budget_that_is_enough_and_perhaps_not_the_least_is_said_with_what_is_needed_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It had been called a little above the least, where it was 13 % above what was proven."""
    members = [member(f"Campaign {at}", 300_000, reach_floor=floor) for at, floor in enumerate((110_000, 100_000))]
    asked, roster = portfolio(*members, budget=900_000), middling()
    monkeypatch.setattr(refused, "NEARLY", 0.2)
    found = plan_together(asked, [roster] * 2)
    assert isinstance(found, NotTogether)
    assert found.needed_cents is not None and not found.least
    said = re.search(r"Together they need at least \$([\d,.]+), and \$([\d,.]+) is enough\.", found.sentence)
    assert said is not None, found.sentence
    needed, enough = (round(float(one.replace(",", "")) * 100) for one in said.groups())
    assert 900_000 < needed < enough == found.needed_cents
    for most, why in (((needed + enough) // 2, "No budget that is enough was found"), (needed - 10_000, "More than $")):
        monkeypatch.setattr(refused, "MAX_CENTS", most)
        none = plan_together(asked, [roster] * 2)
        assert isinstance(none, NotTogether) and why in none.sentence, "what is proven, not what was found"
