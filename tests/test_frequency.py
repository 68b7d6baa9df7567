"""Floors on people who see several creators: the limit, the row, the tightening, against all plans of small rosters."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.check import check
from planner.domain.roster import Roster
from planner.forecast import reach
from planner.forecast.duplication import seen_by
from planner.forecast.table import PackageTable
from planner.optimise import listing, search
from planner.outcome import Plan, Refusal, Undecided
from planner.planning import plan
from planner.problems import BadInput
from tests import builders, markets

SIZE = 60_000


def brief(**wish: Any) -> Brief:
    """The most unique reach of a small market for 1,500, with these wishes about its segment."""
    return builders.brief(budget_cents=150_000, tolerance=1e-6, audience=[{"name": "Town", "size": SIZE, **wish}])


def people(seed: int, creators: int = 9) -> Roster:
    """Creators of very different sizes and fees."""
    rng = np.random.default_rng(seed)
    return builders.roster(
        *(
            builders.creator(
                f"c{at}",
                builders.package("reel", int(rng.integers(100, 700)), reels=1),
                measured_reach=int(rng.integers(500, 25_000)),
            )
            for at in range(creators)
        )
    )


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("kappa", [0.5, 5.0, 1e9])
def test_the_limit_is_that_of_many_tiny_packages_and_above_few_large_ones(times: int, kappa: float) -> None:
    limit = reach.seen_share(1.2, kappa, times)
    shares = [seen_by(np.full(n, 1.2 / n), np.ones(n), kappa, times) for n in (3, 30, 3_000)]
    assert shares == sorted(shares)
    assert shares[-1] <= limit
    assert shares[-1] == pytest.approx(limit, rel=2e-3)
    assert reach.seen_weight(limit, kappa, times) == pytest.approx(1.2)


def exact(table: Any, rows: tuple[int, ...], times: int) -> float:
    return SIZE * seen_by(table.weights[list(rows), 0], np.ones(len(rows)), table.segments[0].kappa, times)


def affordable(roster: Roster) -> tuple[PackageTable, list[tuple[int, ...]]]:
    """The table of a roster, and rows of it that money can buy together."""
    table = builders.table(roster, brief())
    plans = [rows for n in range(1, 10) for rows in itertools.combinations(range(len(table)), n)]
    return table, [rows for rows in plans if table.cash_cents[list(rows)].sum() <= 150_000]


@pytest.fixture
def rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plan is counted exactly in the search, as where there are too many: rows are tightened."""
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(listing, "MOST_COUNTED", 0)


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("part", [0.5, 0.95, 1.02])
@pytest.mark.parametrize("listed", [True, False])
def test_plans_are_as_good_as_they_say_beside_every_possible_plan(
    request: pytest.FixtureRequest, seed: int, times: int, part: float, listed: bool
) -> None:
    """part: the floor, of the most that money can buy; listed: every plan is counted, or rows are tightened."""
    if not listed:
        request.getfixturevalue("rows_alone")
    roster = people(seed)
    table, plans = affordable(roster)
    most = max(exact(table, rows, times) for rows in plans)
    asked = brief(seen_floor=int(most * part), seen_times=times)
    best = [
        table.unique_reach(np.array(r), np.ones(len(r)))[0] for r in plans if exact(table, r, times) >= int(most * part)
    ]
    found = plan(roster, asked)
    if part > 1:
        assert not best
        assert isinstance(found, Refusal) or (not listed and isinstance(found, Undecided))
        return
    if isinstance(found, Undecided):
        # Too near to the most that is possible: said, and nothing claimed.
        assert part > 0.9
        assert not listed
        return
    assert isinstance(found, Plan)
    if listed:
        assert found.proof.closed
        assert found.proof.goal == pytest.approx(max(best), rel=1e-6)
    rows = tuple(int(table.rows_of(pick.creator)[0]) for pick in found.picks)
    assert exact(table, rows, times) >= int(most * part) - 1
    assert found.proof.goal <= max(best) * (1 + 1e-9) <= found.proof.bound * (1 + 1e-6)
    assert max(best) <= found.proof.goal * (1 + found.proof.gap) * (1 + 1e-6)
    report = next(limit for limit in found.limits if limit.rule == "frequency")
    assert report.used == pytest.approx(exact(table, rows, times))
    assert not check(table, asked, list(rows), [1] * len(rows))


def test_the_check_counts_in_closed_form_what_the_forecast_convolves() -> None:
    roster = people(7)
    rows = [0, 2, 3, 5, 8]
    for times in (2, 3):
        table = builders.table(roster, brief())
        have = exact(table, tuple(rows), times)
        for asked, broken in ((int(have) - 1, False), (int(have) + 2, True)):
            wish = brief(seen_floor=asked, seen_times=times)
            said = [one for one in check(table, wish, rows, [1] * 5) if "people see so many" in one]
            assert bool(said) is broken


def test_what_nobody_can_reach_is_bad_input() -> None:
    with pytest.raises(BadInput, match="seen_floor"):
        Brief.read(brief().model_dump(mode="json") | {"audience": [{"name": "Town", "size": 10, "seen_floor": 10}]})


def test_confidence_does_not_apply_and_everybody_is_told() -> None:
    asked = brief(seen_floor=300, floor=1_000)
    plain, sure = (plan(people(1), b) for b in (asked, asked.changed("confidence", 0.8)))
    assert isinstance(plain, Plan) and isinstance(sure, Plan)
    said = "the confidence does not apply to that floor"
    assert any(said in note for note in sure.notes)
    assert not any(said in note for note in plain.notes)
    names = [limit.name for limit in sure.limits if "see 2 creators" in limit.name]
    assert names == ["At least 300 people in Town see 2 creators or more, as forecast"]


@pytest.mark.usefixtures("rows_alone")
@pytest.mark.parametrize("part", [0.6, 1.02])
def test_room_for_more_creators_is_enough_where_a_plan_of_theirs_is_and_not_where_its_weight_would_do(
    part: float,
) -> None:
    """part: the floor, of the most that money can buy."""
    roster = people(0)
    table, plans = affordable(roster)
    often = {rows: exact(table, rows, 2) for rows in plans}
    floor = int(max(often.values()) * part)
    found = plan(roster, brief(seen_floor=floor).changed("creators.max", 1))
    assert isinstance(found, Refusal)
    fix = next(one.fix for one in found.conflicts if one.path == "creators.max")
    assert fix is not None
    assert fix.enough == (part < 1)
    assert part > 1 or fix.value == min(len(rows) for rows, have in often.items() if have >= floor)


@pytest.mark.usefixtures("rows_alone")
def test_what_tighter_rows_rule_out_is_not_kept_as_impossible() -> None:
    """Else a brief that has plans would be refused where the same market is asked again."""
    roster = people(1)
    table, plans = affordable(roster)
    asked = brief(seen_floor=int(max(exact(table, rows, 3) for rows in plans) * 0.95), seen_times=3)
    market = markets.split(roster, asked, 1)
    answers = [markets.asked(market, lambda known: plan(known, asked)) for _ in range(2)]
    assert [type(one) for one in answers] == [Undecided, Undecided]
