"""The tornado: every assumption to its own ends, plan kept and plan made anew."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from planner.brief.brief import Brief
from planner.cli import main
from planner.domain.creators import Creator
from planner.domain.roster import Roster
from planner.explore.sensitivity import Sensitivity, _ends, _Kept, sensitivity
from planner.explore.study import Study
from planner.figures.look import Look
from planner.figures.tornado import tornado
from planner.forecast.assumptions import Noted, default_assumptions, shipped_evidence
from planner.forecast.consequence import Consequence, consequences
from planner.forecast.disagreements import disagreements
from planner.intake import read_roster
from planner.outcome import Plan
from planner.planning import plan
from tests import builders

NOT_INSTAGRAM = {"instagram": {"count": {"max": 0}}, "tiktok": {"count": {"max": 0}}}


def rival(name: str, platform: str, **fields: Any) -> Creator:
    """A creator with the usual package of a platform, for 500."""
    return builders.creator(name, platform=platform, **fields)


ROSTER = builders.roster(
    rival("anna", "instagram"), rival("ben", "tiktok", followers=40_000), rival("cleo", "youtube", followers=60_000)
)


def found(roster: Roster | None = ROSTER, **asked: Any) -> Sensitivity:
    """The tornado of a brief with money for one creator, where nothing else is said."""
    return sensitivity(Study.of(roster, builders.brief(**{"budget_cents": 50_000, "tolerance": 0.01, **asked})), most=4)


def planned(roster: Roster | None, **asked: Any) -> Plan:
    """The plan of a brief that has one."""
    made = plan(roster, builders.brief(**asked))
    assert isinstance(made, Plan)
    return made


@cache
def usual() -> Sensitivity:
    """The tornado that several tests look at."""
    brief = builders.brief(budget_cents=50_000, tolerance=0.01)
    return sensitivity(Study.of(ROSTER, brief), TOLD.append, most=4)


TOLD: list[Sensitivity] = []
"""What was reported while `usual` was made."""


def test_bars_are_ordered_and_the_goal_is_between_their_ends() -> None:
    known = usual()
    swings = [bar.swing for bar in known.bars]
    assert swings == sorted(swings, reverse=True)
    assert known.tried == known.all > 50
    assert known.made == len(known.bars) > 0
    assert known.share == 1
    for bar in known.bars:
        low, high = sorted((bar.low.kept, bar.high.kept))
        assert low <= known.goal * (1 + 1e-9)
        assert high >= known.goal * (1 - 1e-9)


def test_a_rate_moves_reach_in_proportion() -> None:
    """One creator in a huge market: half the chance to post is half the reach."""
    key = "post_probability_contracted.all.all"
    row = default_assumptions()[key]
    known = found(audience=[{"size": 10**9}])
    bar = next(bar for bar in known.bars if bar.key == key)
    assert (bar.low.value, bar.high.value) == (row.low, row.high)
    for end in (bar.low, bar.high):
        assert end.kept == pytest.approx(known.goal * end.value / row.number, rel=1e-4)


def test_planning_again_is_never_worse_and_may_take_another_creator() -> None:
    known = usual()
    for bar in known.bars:
        for end in (bar.low, bar.high):
            if end.holds:
                assert end.anew is not None
                assert end.anew >= end.kept * (1 - 1e-9)
    assert any(end.anew > end.kept * 1.05 for bar in known.bars for end in (bar.low, bar.high) if end.anew is not None)


def test_a_kept_plan_that_breaks_the_brief_is_said_to() -> None:
    """A fee estimated at the high end no longer fits the budget."""
    roster = builders.roster(builders.creator("anna", builders.package("reel", None, reels=1)))
    known = found(roster, budget_cents=30_000)
    bar = next(bar for bar in known.bars if bar.key.startswith("reach_rate_reel"))
    assert bar.low.holds
    assert not bar.high.holds


def test_archetypes_move_with_their_benchmarks() -> None:
    known = found(None, budget_cents=200_000, tolerance=0.05, platforms=NOT_INSTAGRAM)
    assert known.bars
    assert all(bar.low.kept > 0 for bar in known.bars)


def test_a_limit_on_what_nobody_in_the_plan_is_known_to_be_is_kept_in_mind() -> None:
    some = builders.roster(builders.creator("anna", attributes={"language": "de"}), builders.creator("ben"))
    known = found(some, budget_cents=200_000, attributes={"language": {"de": {"count": {"max": 0}}}})
    assert known.goal > 0 and all(bar.low.holds and bar.high.holds for bar in known.bars)


def test_what_was_measured_is_not_assumed() -> None:
    known = found(builders.roster(rival("anna", "tiktok", measured_reach=5_000)))
    assert known.bars
    assert not any(bar.key.startswith("reach_rate_video") for bar in known.bars)


@pytest.mark.parametrize("roster", [ROSTER, None], ids=["named", "archetypes"])
def test_what_the_forecast_of_the_picks_does_not_read_moves_nothing(roster: Roster | None) -> None:
    brief = builders.brief(budget_cents=200_000, platforms=NOT_INSTAGRAM)
    kept, assumptions = _Kept.of(Study.of(roster, brief)), default_assumptions()
    noted = Noted(assumptions)
    base = kept.goal(noted)
    unread = [row for row in assumptions if row.key not in noted.read and row.ends[0] < row.ends[1]]
    assert 0 < len(noted.read) < len(unread)
    for row in unread[::20]:
        for end in _ends(kept, row, assumptions):
            assert (end.kept, end.holds) == base, row.key


def test_what_is_known_is_reported_on_the_way() -> None:
    last = usual()
    assert 0 < len(last.bars) <= 4
    told = TOLD
    assert [one.share for one in told] == sorted(one.share for one in told)
    assert told[-1] == last


@pytest.mark.parametrize("look", [Look(), Look(dark=True, narrow=True)])
def test_the_figure_holds_the_bars(look: Look) -> None:
    known, asked = usual(), builders.brief(budget_cents=50_000)
    drawn = tornado(known, asked, look)
    traces = {trace.name: trace for trace in drawn.data}
    kept = [x for x in traces["kept"].x if x is not None]
    assert sorted(kept) == sorted(end.kept for bar in known.bars for end in (bar.low, bar.high))
    assert list(traces["anew"].x) == [end.anew for bar in known.bars for end in (bar.low, bar.high)]
    assert set(traces["base"].x) == {known.goal}
    texts = [a.text for a in drawn.layout.annotations]
    assert any(known.bars[0].title in text for text in texts)


def test_every_question_has_its_evidence_with_a_source() -> None:
    for one in disagreements(shipped_evidence()):
        assert len(one.findings) >= 2
        for finding in one.findings:
            assert finding.rows
            assert all(row.source and (row.value is not None or row.span) for row in finding.rows)


def test_every_source_that_is_a_number_of_the_forecast_says_what_it_would_do() -> None:
    """Edits name assumptions that exist, and the same picks are forecast anew."""
    made, brief = planned(ROSTER, budget_cents=200_000), builders.brief(budget_cents=200_000)
    asked = disagreements(shipped_evidence())
    sources = [finding.edits for one in asked for finding in one.findings if finding.edits]
    assert len(sources) >= 14
    assert any(abs(one.unique_reach) > 0.01 for one in consequences(made, brief, ROSTER, sources))
    same, calm = consequences(made, brief, ROSTER, [{}, {"sponsored_vs_organic_multiplier.all.all": 0.45}])
    assert same == Consequence(0.0, 0.0, 0.0)
    assert calm == Consequence(0.0, pytest.approx(-0.5), 0.0)


def test_a_source_on_prices_moves_the_cost_of_estimated_fees() -> None:
    """Instagram alone, at the guide's price instead of the planner's."""
    roster = builders.roster(builders.creator("anna", builders.package("reel", None, reels=1)))
    made = planned(roster, budget_cents=200_000)
    asked = disagreements(shipped_evidence())
    guide = next(finding for one in asked for finding in one.findings if finding.says == "Guide")
    (found,) = consequences(made, builders.brief(budget_cents=200_000), roster, [guide.edits])
    usual = default_assumptions()["cpm_for_fallback_fee.instagram_reel.all"].value or 1.0
    assert found.cash == pytest.approx(10 / usual - 1, abs=0.02)
    assert found.unique_reach == 0


def test_consequences_of_archetypes_are_those_of_the_benchmarks() -> None:
    made = planned(None, budget_cents=200_000)
    rates = [row for row in default_assumptions() if row.key.startswith("reach_rate_") and "slope" not in row.key]
    halved = {row.key: (row.value or 0.0) / 2 for row in rates}
    (found,) = consequences(made, builders.brief(budget_cents=200_000), None, [halved])
    assert -0.51 < found.unique_reach < -0.4


def test_a_source_that_would_have_other_packages_offered_moves_those_of_the_plan() -> None:
    """Of the sample with three waves only so many packages are offered, and which depends on what they would cost."""
    samples = Path(__file__).parents[1] / "sample_data"
    roster = read_roster("roster.csv", (samples / "roster.csv").read_bytes()).roster
    waves = [{"name": name} for name in ("First wave", "Second wave", "Third wave")]
    asks = json.loads((samples / "brief.json").read_text())
    brief = Brief.read(asks | {"waves": waves, "offers": {"spans": ["one_off", "every_other", "every_wave"]}})
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    asked = disagreements(shipped_evidence())
    sources = [finding.edits for one in asked for finding in one.findings if finding.edits]
    assert any(one.cash for one in consequences(made, brief, roster, sources))


def test_a_source_that_has_gone_is_missed() -> None:
    with pytest.raises(KeyError, match="no evidence for"):
        disagreements([])


def test_the_command_prints_every_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = tmp_path / "brief.json"
    brief.write_text(json.dumps({"budget_cents": 50_000, "audience": [{"size": 500_000}], "tolerance": 0.01}))
    roster = tmp_path / "roster.csv"
    roster.write_text("handle,platform,followers,fee\nanna,instagram,20000,500\n")
    assert main(["sensitivity", "--brief", str(brief), "--roster", str(roster), "--most", "1"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("As planned: ")
    assert len(said) == 4
    assert all("planned again" in line for line in said[2:])
