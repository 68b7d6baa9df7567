"""Exposures, bounds and the beta-binomial model against closed forms, to 1e-9."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import populations
from planner.forecast import duplication, reach

CLOSE = 1e-9
SHARES = st.lists(st.floats(0.001, 0.9), min_size=1, max_size=8)
KAPPAS = st.floats(0.2, 1000)


def seen(shares: list[float], kappa: float, counts: list[int] | None = None) -> duplication.Exposures:
    """Exposures to packages that reach these shares."""
    return duplication.exposures(reach.weight(shares, kappa), counts or [1] * len(shares), kappa)


def unreached(weight: float, kappa: float) -> float:
    """The NBD share of people who see nothing."""
    return (1 + weight / kappa) ** -kappa


@pytest.mark.parametrize("cells", [1, 1_500, 4_000_000])
def test_segments_side_by_side_are_those_one_by_one(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many together as may be held at once; one by itself where not even that many."""
    rng, kappas, counts = np.random.default_rng(2), [0.5, 5.0, 5.0, 1e9], [1, 2, 1, 0, 3, 1, 1]
    weights = rng.random((len(counts), len(kappas)))
    alone = [duplication.exposures(weights[:, s], counts, kappa) for s, kappa in enumerate(kappas)]
    monkeypatch.setattr(duplication, "_CELLS", cells)
    assert duplication.exposures_in(weights, counts, kappas) == alone
    nobody = duplication.Exposures(0.0, 0.0, 0.0, 0.0, 0.0)
    assert duplication.exposures_in(weights, [0] * len(counts), kappas) == [nobody] * len(kappas)


@pytest.mark.parametrize(("n", "r"), [(1, 0.3), (2, 0.1), (5, 0.25), (12, 0.4), (40, 0.02)])
def test_equal_packages_by_chance_are_binomial(n: int, r: float) -> None:
    pmf = [math.comb(n, k) * r**k * (1 - r) ** (n - k) for k in range(3)]
    found = seen([r] * n, 1e12)
    assert found.once == pytest.approx(1 - pmf[0], abs=CLOSE)
    assert found.twice == pytest.approx(1 - pmf[0] - (pmf[1] if n > 0 else 0), abs=CLOSE)
    assert found.thrice == pytest.approx(max(0.0, 1 - sum(pmf[: n + 1])), abs=CLOSE)
    assert found.pairs == pytest.approx(math.comb(n, 2) * r * r, abs=CLOSE)


@given(shares=SHARES, kappa=KAPPAS)
@settings(max_examples=60, deadline=None)
def test_exposures_are_those_of_the_negative_binomial(shares: list[float], kappa: float) -> None:
    """Exactly none, one and two by inclusion and exclusion over the closed form of the share unreached."""
    w = [float(reach.weight(r, kappa)) for r in shares]
    total = sum(w)
    none = unreached(total, kappa)
    one = sum(unreached(total - a, kappa) - none for a in w)
    two = sum(
        unreached(total - a - b, kappa) - unreached(total - a, kappa) - unreached(total - b, kappa) + none
        for a, b in itertools.combinations(w, 2)
    )
    known = list(zip(shares, w, strict=True))
    both = sum(a + b - (1 - unreached(x + y, kappa)) for (a, x), (b, y) in itertools.combinations(known, 2))
    found = seen(shares, kappa)
    assert found.once == pytest.approx(1 - none, abs=CLOSE)
    assert found.twice == pytest.approx(1 - none - one, abs=CLOSE)
    assert found.thrice == pytest.approx(1 - none - one - two, abs=CLOSE)
    assert found.pairs == pytest.approx(both, abs=CLOSE)


def kwerel_upper(total: float, pairs: float, events: int) -> float:
    """Greatest chance of at least one of `events` events: S1 - 2 S2 / n, at most 1. Source: Kwerel (1975)."""
    return min(1.0, total - 2 * pairs / events) if events else 0.0


@given(shares=SHARES, kappa=KAPPAS)
@settings(max_examples=60, deadline=None)
def test_bounds_enclose_the_model(shares: list[float], kappa: float) -> None:
    found = seen(shares, kappa)
    upper = kwerel_upper(sum(shares), found.pairs, len(shares))
    assert max(shares) - CLOSE <= found.lower <= found.once <= upper + CLOSE
    assert found.thrice <= found.twice + CLOSE <= found.once + 2 * CLOSE


def test_copies_are_counted_as_if_they_were_listed() -> None:
    one, other = seen([0.2, 0.05], 3.0, [4, 2]), seen([0.2] * 4 + [0.05] * 2, 3.0)
    for name in ("once", "twice", "thrice", "pairs", "lower"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=CLOSE)


def test_nothing_booked_reaches_nobody() -> None:
    assert seen([], 2.0) == duplication.Exposures(0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 20])
def test_kwerel_is_sharp(n: int) -> None:
    """Attained by events that happen k or k + 1 at a time: with disjoint ones it is their sum, with equal ones one."""
    assert duplication.kwerel_lower(0.04 * n, 0.0, n) == pytest.approx(0.04 * n, abs=CLOSE)
    together = 0.3
    assert duplication.kwerel_lower(n * together, math.comb(n, 2) * together, n) == pytest.approx(together, abs=CLOSE)


def test_kwerel_is_the_least_of_all_populations() -> None:
    """Over every way in which 4 events may fall on people, found by a grid over how many they see."""
    s1, s2 = 1.1, 0.5
    least = min(
        a + b
        for i, j in itertools.combinations(range(1, 5), 2)
        for a, b in [np.linalg.solve([[i, j], [math.comb(i, 2), math.comb(j, 2)]], [s1, s2])]
        if a >= -1e-12 and b >= -1e-12
    )
    assert duplication.kwerel_lower(s1, s2, 4) == pytest.approx(least, abs=CLOSE)


@pytest.mark.parametrize("n", [1, 4, 9])
def test_a_flat_beta_binomial_is_uniform(n: int) -> None:
    for k in range(n + 1):
        assert populations.beta_binomial(k, n, 1.0, 1.0) == pytest.approx(1 / (n + 1), abs=CLOSE)


@pytest.mark.parametrize(("n", "a", "b"), [(2, 0.5, 3.0), (6, 2.0, 9.0), (15, 0.2, 1.4)])
def test_the_beta_binomial_reproduces_its_own_reach(n: int, a: float, b: float) -> None:
    """1 - prod (b + i) / (a + b + i), from the moments alone."""
    missed = math.prod((b + i) / (a + b + i) for i in range(n))
    mean, both = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    found = populations.beta_binomial_reach(n * mean, math.comb(n, 2) * both, n)
    assert found == pytest.approx(1 - missed, abs=CLOSE)
    assert sum(populations.beta_binomial(k, n, a, b) for k in range(n + 1)) == pytest.approx(1, abs=CLOSE)


def test_the_beta_binomial_at_its_ends() -> None:
    assert populations.beta_binomial_reach(0.6, 0.12, 3) == pytest.approx(1 - 0.8**3, abs=CLOSE)
    assert populations.beta_binomial_reach(0.6, 0.6, 3) == pytest.approx(0.2, abs=CLOSE)
    assert populations.beta_binomial_reach(0.2, 0.0, 1) == pytest.approx(0.2, abs=CLOSE)
    assert populations.beta_binomial_reach(0.0, 0.0, 5) == 0.0


def test_sainsbury() -> None:
    """1 - prod (1 - r)."""
    shares = [0.4, 0.01, 0.22, 0.3]
    assert reach.independent_share(shares) == pytest.approx(1 - 0.6 * 0.99 * 0.78 * 0.7, abs=CLOSE)
    assert seen(shares, 1e12).once == pytest.approx(reach.independent_share(shares), abs=CLOSE)
