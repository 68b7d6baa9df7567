"""Unique reach against closed forms, and the properties that the optimiser builds on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.forecast import reach

SHARES = st.lists(st.floats(0, 0.95), min_size=1, max_size=30)
KAPPAS = st.floats(0.2, 1000)


def union(shares: list[float], kappa: float) -> float:
    """Share reached by packages with these shares."""
    return float(reach.share_of_weight(sum(reach.weight(r, kappa) for r in shares), kappa))


def test_one_package_reaches_its_own_share() -> None:
    for kappa in (0.3, 1, 5, 1e6):
        assert union([0.25], kappa) == pytest.approx(0.25, abs=1e-9)


def test_a_large_kappa_is_chance_overlap() -> None:
    """Sainsbury: 1 - (1 - r1)(1 - r2)(1 - r3)."""
    assert union([0.1, 0.2, 0.3], 1e9) == pytest.approx(1 - 0.9 * 0.8 * 0.7, abs=1e-8)
    assert reach.weight(0.2, 1e9) == pytest.approx(-math.log(0.8), abs=1e-8)


def test_kappa_one_is_a_ratio() -> None:
    """With kappa 1 a weight is the odds r / (1 - r), and the share is L / (1 + L)."""
    assert reach.weight(0.2, 1) == pytest.approx(0.25)
    assert union([0.2, 0.5], 1) == pytest.approx(1.25 / 2.25)


def test_equal_packages_that_overlap_by_chance_are_binomial() -> None:
    """Of k packages of the same share r, (1 - r)^k of the people see none."""
    for k in range(1, 12):
        assert union([0.15] * k, 1e9) == pytest.approx(1 - 0.85**k, abs=1e-7)


def test_exposures_are_negative_binomial() -> None:
    """The share of zeros of a gamma-Poisson mixture, by simulation."""
    rng = np.random.default_rng(1)
    kappa, mean = 2.0, 1.5
    seen = rng.poisson(rng.gamma(kappa, mean / kappa, 400_000))
    assert float(reach.share_of_weight(mean, kappa)) == pytest.approx(float((seen > 0).mean()), abs=3e-3)


@given(r=st.floats(0, 0.95), kappa=KAPPAS)
def test_weight_and_share_are_inverse(r: float, kappa: float) -> None:
    assert float(reach.share_of_weight(reach.weight(r, kappa), kappa)) == pytest.approx(r, abs=1e-9)


@given(shares=SHARES, kappa=KAPPAS)
def test_reach_lies_between_the_largest_and_chance_overlap(shares: list[float], kappa: float) -> None:
    together = union(shares, kappa)
    assert reach.pool_share(shares) - 1e-9 <= together <= reach.independent_share(shares) + 1e-9


@given(shares=SHARES, kappa=KAPPAS, times=st.floats(1.1, 20))
def test_heavier_overlap_never_reaches_more(shares: list[float], kappa: float, times: float) -> None:
    assert union(shares, kappa) <= union(shares, kappa * times) + 1e-9


@given(at=st.floats(0, 30), other=st.floats(0, 200), kappa=KAPPAS, size=st.floats(1, 1e9))
def test_tangents_lie_above_the_curve_and_touch_it(at: float, other: float, kappa: float, size: float) -> None:
    base, rise = reach.tangent(at, size, kappa)
    assert base + rise * other >= float(reach.unique_reach(other, size, kappa)) - 1e-9 * size
    assert base + rise * at == pytest.approx(float(reach.unique_reach(at, size, kappa)), rel=1e-9, abs=1e-9)


@given(at=st.floats(0, 20), kappa=KAPPAS)
def test_the_slope_is_the_derivative(at: float, kappa: float) -> None:
    step = 1e-5
    ahead, behind = (float(reach.unique_reach(at + way * step, 1.0, kappa)) for way in (1, -1 if at > step else 0))
    width = step * (2 if at > step else 1)
    assert float(reach.slope(at, 1.0, kappa)) == pytest.approx((ahead - behind) / width, rel=1e-3, abs=1e-6)


@given(shares=SHARES, kappa=KAPPAS)
def test_what_each_adds_to_the_rest_is_no_more_than_the_whole(shares: list[float], kappa: float) -> None:
    """Diminishing returns: the people lost without each pick, one at a time, never sum to more than all."""
    whole = union(shares, kappa)
    lost = [whole - union(shares[:at] + shares[at + 1 :], kappa) for at in range(len(shares))]
    assert all(one >= -1e-12 for one in lost)
    assert sum(lost) <= whole + 1e-9


def test_shapes_are_kept() -> None:
    weights = np.zeros((4, 3))
    assert reach.unique_reach(weights, np.ones(3), np.ones(3)).shape == (4, 3)
