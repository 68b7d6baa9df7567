"""The same at three budgets, as one call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.campaign.budgets import Variant, at_budgets, budgets_around
from planner.campaign.campaign import Campaign
from planner.cli import main
from planner.outcome import Plan
from planner.problems import BadInput
from tests import builders


def test_three_budgets_are_planned_cheapest_first() -> None:
    roster = builders.roster(*(builders.creator(f"c{at:02}") for at in range(30)))
    brief = builders.brief(name="Spring", budget_cents=800_000)
    found = list(at_budgets(Campaign(), brief, roster))
    assert [one.brief.budget_cents for one in found] == [640_000, 800_000, 1_000_000]
    assert [one.name for one in found] == ["Spring, $6,400", "Spring, $8,000", "Spring, $10,000"]
    assert [_creators(one) for one in found] == [12, 16, 20]


def _creators(variant: Variant) -> int:
    assert isinstance(variant.outcome, Plan)
    return variant.outcome.totals.creators


def test_budgets_of_ones_own() -> None:
    roster = builders.roster(*(builders.creator(f"c{at:02}") for at in range(30)))
    found = at_budgets(Campaign(), builders.brief(), roster, (200_000, 10_000))
    assert [one.outcome.kind for one in found] == ["refusal", "plan"]


def test_a_campaign_without_a_budget_has_none_around_it() -> None:
    with pytest.raises(BadInput, match="budget"):
        budgets_around(builders.brief(budget_cents=None, goal={"kind": "cheapest"}))
    assert budgets_around(builders.brief(budget_cents=7_250_000)) == (5_800_000, 7_250_000, 9_100_000)


def test_the_command_line_puts_three_budgets_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "brief.json").write_text(builders.brief(name="Spring", budget_cents=800_000).model_dump_json())
    files = ["--brief", str(tmp_path / "brief.json"), "--roster", "sample_data/roster.csv"]
    out = tmp_path / "side.json"
    assert main(["budgets", *files, "--json", str(out)]) == 0
    said = capsys.readouterr().out
    assert all(f"Spring, {budget}" in said for budget in ("$6,400", "$8,000", "$10,000"))
    columns = json.loads(out.read_text())["columns"]
    assert [column["name"] for column in columns] == ["Spring, $6,400", "Spring, $8,000", "Spring, $10,000"]
    assert main(["budgets", *files, "--budgets", "5000", "9000"]) == 0
    assert "Spring, $5,000" in capsys.readouterr().out
