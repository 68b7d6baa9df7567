"""Learning all groups at once: against the textbook's formula, and against what was put into simulated results."""

from __future__ import annotations

import numpy as np
import pytest

from planner.debrief import mixed
from planner.debrief.mixed import Kind, fit, scales
from planner.debrief.shrink import Seen, Spread
from tests.debrief_cases import DAY

SPREAD = Spread(0.25, 0.16, 0.0)
WHEN = (DAY, 90.0)
PRIOR = 5.0


def kind(name: str, *values: float, family: str = "", spread: Spread = SPREAD, campaign: str = "one") -> Kind:
    """One post of one creator each; a forecast is a mean, so what is as expected lies below 0."""
    usual = -(spread.one + spread.campaign) / 2
    found = tuple(Seen(f"{name}{at}", campaign, DAY, usual + value) for at, value in enumerate(values))
    return Kind((name,), family, spread, found)


def shift(name: str, *kinds: Kind) -> float:
    return fit(kinds, PRIOR, WHEN).groups[name,].shift


def test_as_many_creators_as_the_prior_move_a_group_half_way() -> None:
    assert shift("a", kind("a", *[0.4] * 5)) == pytest.approx(0.2)
    assert shift("a", kind("a", *[0.0] * 5)) == pytest.approx(0)
    assert shift("a", kind("a")) == 0


def test_who_borrows_from_nobody_is_learned_alone() -> None:
    alone, loud = kind("a", *[0.4] * 5), kind("b", *[-2.0] * 50)
    assert shift("a", alone, loud) == pytest.approx(0.2)


def test_a_group_without_results_follows_siblings_as_far_as_they_agree() -> None:
    agree = [kind(name, *[0.5] * 30, family="x") for name in "abc"]
    differ = [kind(name, *[value] * 30, family="x") for name, value in zip("abc", (0.9, 0.5, 0.1), strict=True)]
    empty = kind("d", family="x")
    together, apart = shift("d", *agree, empty), shift("d", *differ, empty)
    assert 0.1 < apart < together < 0.5
    found = fit([*agree, empty], PRIOR, WHEN).groups["d",]
    assert (found.posts, found.creators, found.borrowed, found.campaigns) == (0, 0, 90, ("one",))


def test_another_platform_says_less_than_siblings() -> None:
    known = [kind(name, *[value] * 30, family="x") for name, value in (("a", 0.5), ("b", 0.5), ("c", 0.5))]
    other = [kind(name, *[value] * 30, family="z") for name, value in (("m", -0.5), ("n", -0.5))]
    here, there = kind("d", family="x"), kind("e", family="z")
    found = fit([*known, *other, here, there], PRIOR, WHEN).groups
    assert found["d",].shift > 0.1 and found["e",].shift < -0.1


def test_what_lifts_a_whole_campaign_is_not_taken_for_the_groups() -> None:
    shaken = Spread(0.25, 0.16, 0.09)
    calm = [kind(name, *[0.0] * 40, spread=shaken, campaign="calm") for name in "ab"]
    up = [kind(name, *[0.5] * 40, spread=shaken, campaign="up") for name in "ab"]
    both = [Kind(one.name, "", shaken, one.seen + two.seen) for one, two in zip(calm, up, strict=True)]
    found = fit(both, PRIOR, WHEN)
    assert found.campaigns["up"] - found.campaigns["calm"] > 0.4
    unshaken = fit([Kind(one.name, "", SPREAD, one.seen) for one in both], PRIOR, WHEN)
    assert 0 < found.groups["a",].shift < unshaken.groups["a",].shift
    cleared = found.cleared(up[0].seen[0])
    assert cleared.value == pytest.approx(up[0].seen[0].value - found.campaigns["up"])


def test_results_of_another_century_change_nothing_and_break_nothing() -> None:
    old = tuple(Seen(f"c{at}", "old", DAY.replace(year=1700), 1.0) for at in range(9))
    assert shift("a", Kind(("a",), "", Spread(0.25, 0.16, 0.04), old)) == pytest.approx(0, abs=1e-6)


def test_the_system_gives_what_conditioning_all_results_at_once_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the joint normal of shifts and results, written out: no absorbing, no normal equations."""
    monkeypatch.setattr(mixed, "SHARES", ((0.3, 0.6),))
    random = np.random.default_rng(4)
    spread = Spread(0.3, 0.5, 0.04)
    rows = [
        (int(g), Seen(f"c{random.integers(12)}", f"t{random.integers(3)}", DAY, float(random.normal()), int(n)))
        for g, n in zip(random.integers(0, 3, 40), random.integers(1, 4, 40), strict=True)
    ]
    kinds = [Kind((f"g{g}",), "xxz"[g], spread, tuple(one for at, one in rows if at == g)) for g in range(3)]
    variance = spread.one / PRIOR
    prior = variance * (0.3 + np.array([[0.7, 0.6, 0], [0.6, 0.7, 0], [0, 0, 0.7]]))
    rows = [(g, one) for g, found in enumerate(kinds) for one in found.seen]
    z = np.eye(3)[[g for g, _ in rows]]
    same = [[(a.creator == b.creator, a.campaign == b.campaign) for _, b in rows] for _, a in rows]
    creator, campaign = np.array(same, float).transpose(2, 0, 1)
    noise = np.diag([spread.within / one.posts for _, one in rows])
    total = z @ prior @ z.T + spread.between * creator + spread.campaign * campaign + noise
    value = np.array([one.value for _, one in rows]) + (spread.one + spread.campaign) / 2
    expected = prior @ z.T @ np.linalg.solve(total, value)
    found = fit(kinds, PRIOR, WHEN).groups
    assert [found[f"g{g}",].shift for g in range(3)] == pytest.approx(expected.tolist(), rel=1e-6)


@pytest.mark.parametrize(("between", "within"), [(0.3, 0.9), (1.0, 1.0), (2.0, 0.5)])
def test_scatter_of_creators_is_told_from_luck_of_posts(between: float, within: float) -> None:
    random = np.random.default_rng(8)
    own = random.normal(0, np.sqrt(SPREAD.between * between), 400)
    found = [
        Seen(f"c{at}", "one", DAY, float(mean + random.normal(0, np.sqrt(SPREAD.within * within))))
        for at, mean in enumerate(own)
        for _ in range(3)
    ]
    assert scales([Kind(("a",), "", SPREAD, tuple(found))], PRIOR) == pytest.approx((between, within), rel=0.25)
    assert scales([Kind(("a",), "", SPREAD, ())], PRIOR) == pytest.approx((1, 1), rel=0.02)


@pytest.mark.parametrize("spread", [0.2, 0.6, 1.0])
def test_the_mean_is_learned_whatever_the_scatter(spread: float) -> None:
    values = np.random.default_rng(5).normal(np.log(2) - spread**2 / 2, spread, 4_000)
    found = tuple(Seen(f"c{at}", "one", DAY, float(value)) for at, value in enumerate(values))
    shown = SPREAD.scaled(*scales([Kind(("a",), "", SPREAD, found)], PRIOR))
    assert shown.one == pytest.approx(spread**2, rel=0.1)
    assert np.exp(shift("a", Kind(("a",), "", shown, found))) == pytest.approx(2, rel=0.05)
