"""The independent check: structure, exactness at the cent, and agreement with brute force."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from planner import check as module
from planner.check import check, goal_value
from planner.check.picks import picks_of
from planner.domain.rights import rights_of
from planner.forecast.table import TIERS
from tests import builders, person_cases
from tests.oracle import Truth
from tests.parsed import parsed
from tests.random_cases import random_case

ROSTER = builders.roster(
    builders.creator("anna", builders.package("one", 500, reels=1), builders.package("two", 800, reels=2)),
    builders.creator("ben", builders.package("one", 333.33, reels=1)),
    builders.creator("crowd", builders.package("one", 10, reels=1), builders.package("two", 20, reels=2), available=3),
)
ANNA_ONE, ANNA_TWO, BEN, CROWD_ONE, CROWD_TWO = range(5)


@pytest.mark.parametrize("path", sorted(Path(module.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_it_imports_neither_rules_nor_optimiser_nor_reach(path: Path) -> None:
    tree = parsed(path.read_text(encoding="utf-8"))
    typing_only = [
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in node.body
    ]
    imported = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node not in typing_only and (node.module or "").startswith("planner")
    }
    own = {"planner.check", *(f"planner.check.{part}" for part in ("picks", "results", "extras", "costs"))}
    assert imported <= {"planner.brief.brief", "planner.domain.roster", "planner.frozen", "planner.wording"} | own
    assert imported


@pytest.mark.parametrize(
    ("rows", "counts", "said"),
    [
        ([BEN], [1, 1], "1 package but 2 counts"),
        ([9], [1], "package number 9"),
        ([-1], [1], "package number -1"),
        ([BEN], [0], "0 times"),
        ([BEN], [-1], "-1 times"),
        ([BEN, BEN], [1, 1], "lists package number 2 2 times"),
        ([BEN], [2], "instagram:ben is booked 2 times"),
        ([ANNA_ONE, ANNA_TWO], [1, 1], "instagram:anna is booked 2 times, but is available 1 times"),
        ([CROWD_ONE, CROWD_TWO], [2, 2], "instagram:crowd is booked 4 times, but is available 3 times"),
    ],
)
def test_a_plan_must_be_a_plan(rows: list[int], counts: list[int], said: str) -> None:
    table = builders.table(ROSTER)
    assert any(said in sentence for sentence in check(table, builders.brief(), rows, counts))


def test_an_archetype_may_be_booked_as_often_as_it_is_available() -> None:
    assert check(builders.table(ROSTER), builders.brief(), [CROWD_ONE, CROWD_TWO], [2, 1]) == ()


def test_no_plan_at_all_passes_when_nothing_is_asked() -> None:
    assert check(builders.table(ROSTER), builders.brief(), [], []) == ()


def test_one_cent_over_the_budget_is_over() -> None:
    table = builders.table(ROSTER)
    exact = 50_000 + 33_333
    assert check(table, builders.brief(budget_cents=exact), [ANNA_ONE, BEN], [1, 1]) == ()
    assert check(table, builders.brief(budget_cents=exact - 1), [ANNA_ONE, BEN], [1, 1]) == (
        "The plan costs $833.33, $0.01 more than the budget.",
    )


def test_large_money_is_exact_to_the_cent() -> None:
    fee = 900_000_000.01
    rich = builders.roster(*(builders.creator(f"c{n:03d}", builders.package("one", fee, reels=1)) for n in range(30)))
    table = builders.table(rich)
    rows, counts = list(range(30)), [1] * 30
    total = sum(int(cents) for cents in table.cash_cents)
    share = builders.brief(
        budget_cents=10**11, pyramid={"micro": {"spend": {"max": 1, "min": 1}}, "mid": {"spend": {"max": 0}}}
    )
    assert total > 10**11
    assert check(table, share, rows, counts) == (
        f"The plan costs ${total // 100:,}.{total % 100:02d}, ${(total - 10**11) // 100:,}.{total % 100:02d} "
        "more than the budget.",
    )


def test_a_share_is_compared_exactly() -> None:
    """One of three is 33.33 % and a third: 0.3333 is met, 0.3334 is not."""
    third = builders.roster(
        builders.creator("a", builders.package("one", 1, reels=1)),
        builders.creator("b", builders.package("one", 1, reels=1, compensation="product")),
        builders.creator("c", builders.package("one", 1, reels=1, compensation="product")),
    )
    for kind in ("headcount", "spend"):
        for least, passes in ((0.3333, True), (0.3334, False)):
            asked = builders.brief(compensation={"cash": {kind: {"min": least}}})
            assert (check(builders.table(third, asked), asked, [0, 1, 2], [1, 1, 1]) == ()) is passes


def test_the_largest_share_is_rounded_down_to_a_cent() -> None:
    """A third of 1,000.00 is 333.33 and a bit; 333.33 fits, a cent more would not."""
    table = builders.table(ROSTER)
    assert check(table, builders.brief(budget_cents=100_000, largest_share=0.3334), [BEN], [1]) == ()
    assert check(table, builders.brief(budget_cents=100_000, largest_share=0.3333), [BEN], [1]) != ()


def test_reach_that_is_not_a_number_breaks_the_floor() -> None:
    table = builders.table(ROSTER)
    table.weights[BEN] = np.nan
    asked = builders.brief(reach_floor=1)
    assert check(table, asked, [BEN], [1]) != ()


@pytest.mark.parametrize("first", range(0, 150, 50))
def test_agrees_with_brute_force_on_random_selections(first: int) -> None:
    for seed in range(first, first + 50):
        roster, brief = random_case(seed)
        table = builders.table(roster, brief)
        truth = Truth(table, brief)
        rng = np.random.default_rng(seed)
        tried = rng.integers(len(truth.plans), size=8)
        possible = np.flatnonzero(truth.feasible)
        tried = np.append(tried, rng.choice(possible, min(4, len(possible)), replace=False)) if len(possible) else tried
        for at in tried:
            rows = np.flatnonzero(truth.plans[at])
            counts = truth.plans[at][rows]
            passes = check(table, brief, rows.tolist(), counts.tolist()) == ()
            assert passes in (bool(truth.met[at]), bool(truth.nearly_met[at])), f"seed {seed}, plan {at}"
            value = goal_value(table, brief, rows.tolist(), counts.tolist())
            assert value == pytest.approx(float(truth.goal[at]), rel=1e-9, abs=1e-9)


def test_an_evenly_spread_package_has_its_odd_cents_in_the_first_wave() -> None:
    """333.33 over two waves: 166.67 and 166.66."""
    waves = [{"name": "Teaser"}, {"name": "Launch"}]
    for at, cents in ((0, 16_667), (1, 16_666)):
        for end, off in (("max", -1), ("min", 1)):
            exact = [dict(wave) for wave in waves]
            exact[at]["cash_cents"] = {"min": cents, "max": cents}
            asked = builders.brief(waves=exact)
            assert check(builders.table(ROSTER, asked), asked, [BEN], [1]) == ()
            exact[at]["cash_cents"] = {end: cents + off}
            asked = builders.brief(waves=exact)
            assert len(check(builders.table(ROSTER, asked), asked, [BEN], [1])) == 1


def test_a_wave_says_what_it_has_and_what_is_asked() -> None:
    asked = builders.brief(waves=[{"name": "Launch", "cash_cents": {"max": 80_000}, "posts": {"min": 4}}])
    assert check(builders.table(ROSTER, asked), asked, [ANNA_TWO, BEN], [1, 1]) == (
        "Launch: $1,133.33 are spent, more than $800.",
        "Posts in Launch: the plan has 3, at least 4 are asked for.",
    )


@pytest.mark.parametrize("confidence", [0.51, 0.8, 0.9999])
def test_a_floor_with_confidence_needs_the_exact_margin(confidence: float) -> None:
    """The quantile of the shock, from a million draws, and from its formula to nine digits."""
    sd = 0.15
    shock = {"campaign_common_shock_log_sd.all.all": sd}
    luck = math.exp(NormalDist(-sd * sd / 2, sd).inv_cdf(1 - confidence))
    drawn = np.random.default_rng(3).lognormal(-sd * sd / 2, sd, 1_000_000)
    assert np.quantile(drawn, 1 - confidence) == pytest.approx(luck, rel=0.02)
    forecast = float(builders.table(ROSTER).engagements[BEN])
    for factor, passes in ((1 - 1e-8, True), (1 + 1e-8, False)):
        asked = builders.brief(confidence=confidence, engagement_floor=forecast * luck * factor, assumptions=shock)
        assert (check(builders.table(ROSTER, asked), asked, [BEN], [1]) == ()) is passes


def test_a_floor_with_confidence_is_said_with_it() -> None:
    asked = builders.brief(confidence=0.8, reach_floor=900_000)
    (sentence,) = check(builders.table(ROSTER, asked), asked, [BEN], [1])
    assert sentence.endswith("people are reached, fewer than 900,000 with 80% confidence.")
    assert check(builders.table(ROSTER, asked), asked, [], [])


def test_a_plan_of_nothing_never_meets_a_floor_with_confidence() -> None:
    asked = builders.brief(confidence=0.8, engagement_floor=1)
    (sentence,) = check(builders.table(ROSTER, asked), asked, [], [])
    assert sentence.startswith("0 engagements are expected, fewer than 1")


def test_the_budget_holds_every_one_of_a_pick_and_what_is_due_once() -> None:
    crowd = builders.roster(builders.creator("crowd", builders.package("one", 10, units=1), available=3))
    for cents, passes in ((3 * 1_000 + 700, True), (3 * 1_000 + 699, False)):
        asked = builders.brief(budget_cents=cents, resources={"units": {"stock": 5, "fixed_cents": 700}})
        assert (check(builders.table(crowd, asked), asked, [0], [3]) == ()) is passes


def test_the_value_of_a_plan_needs_a_count_for_every_row() -> None:
    asked = builders.brief()
    with pytest.raises(ValueError, match="zip"):
        goal_value(builders.table(ROSTER, asked), asked, [BEN, ANNA_ONE], [1])


def test_a_person_is_read_with_what_all_their_accounts_have() -> None:
    """Their largest account is who is booked; money and rights of the others count as its own do."""
    asked = builders.brief(boosting={"cents_per_post": [10_000]}, rights={"usage": {"count": {"max": 9}}})
    table = builders.table(person_cases.lina(), asked)
    assert table.parts is not None and table.extras is not None
    rows = np.arange(len(table))
    several = (table.parts.members >= 0).sum(axis=1) > 1
    for full in (False, True):
        found = picks_of(table, rows.tolist(), (rows + 1).tolist(), full)
        assert [pick.row for pick in found] == rows.tolist() and [pick.times for pick in found] == (rows + 1).tolist()
        assert [pick.creator for pick in found] == table.creator_ids[table.account].tolist()
        assert [pick.cash for pick in found] == table.cash_cents.tolist()
        assert [pick.charged for pick in found] == (table.value_cents if full else table.cash_cents).tolist()
        assert [pick.boost for pick in found] == table.boost_cents.tolist()
        assert [pick.tier for pick in found] == [TIERS[code].value for code in table.tier]
        granted = [{str(right) for right in rights_of(int(bits))} for bits in table.extras.rights]
        assert [pick.grants for pick in found] == granted
        mine = [[one.package for one in pick.accounts] for pick in found]
        base = table.base
        assert mine == [[str(base.package_ids[at]) for at in own if at >= 0] for own in table.parts.members]
        assert [len(one) > 1 for one in mine] == several.tolist()
        for pick, first in zip(found, table.parts.members[:, 0], strict=True):
            assert pick.accounts[0].parts["platforms"] == {str(base.platforms[base.platform[first]])}
            assert pick.accounts[0].posts == base.posts[first]
    # Money behind the smaller account's posts only, and its rights only, among others.
    assert any(pick.boost and not pick.accounts[0].boost for pick in found)
    assert any(pick.grants > pick.accounts[0].grants for pick in found)
