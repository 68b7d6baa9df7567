"""Kappa from measured overlap: recovered where the model made it, refused where the table cannot be."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from planner.forecast import reach
from planner.forecast.assumptions import default_assumptions
from planner.forecast.calibration import KAPPA_RANGE, Calibration, calibrate, calibrate_unique
from planner.forecast.overlap import Definition, OverlapTable, Pair, UniqueTable
from planner.problems import BadInput

SIZE = 1_000_000
REACHED = {"anna": 0.3, "ben": 0.12, "cleo": 0.05, "dov": 0.02, "eda": 0.2}
SIZES = {name: share * SIZE for name, share in REACHED.items()}


def weight(name: str, kappa: float) -> float:
    """NBD weight of an account."""
    return float(reach.weight(REACHED[name], kappa))


def model_table(kappa: float) -> OverlapTable:
    """Pairs as the model with this shape has them."""
    pairs = []
    for a, b in itertools.combinations(REACHED, 2):
        both = float(reach.share_of_weight(weight(a, kappa) + weight(b, kappa), kappa))
        pairs.append(Pair(a, b, (REACHED[a] + REACHED[b] - both) * SIZE))
    return OverlapTable.of(SIZES, pairs, Definition.PEOPLE)


def of(table: OverlapTable, size: int = SIZE) -> Calibration:
    """Calibrated with the usual assumptions."""
    return calibrate(table, size, default_assumptions())


@pytest.mark.parametrize("kappa", [0.5, 2.0, 5.0, 40.0])
def test_the_shape_that_made_the_pairs_is_found(kappa: float) -> None:
    found = of(model_table(kappa))
    assert found.kappa == pytest.approx(kappa, rel=1e-6)
    assert found.distances[0].model == "NBD"
    assert found.distances[0].error == pytest.approx(0, abs=1e-6)
    assert found.distances[0].typical == pytest.approx(1, abs=1e-6)


def test_small_audiences_obey_the_approximation() -> None:
    """M = sum F F / sum O, D = N / M, kappa ~ 1 / (D - 1)."""
    audiences = {"a": 1_000.0, "b": 2_000.0, "c": 500.0}
    pairs = [Pair("a", "b", 3.0), Pair("a", "c", 0.75), Pair("b", "c", 1.5)]
    found = of(OverlapTable.of(audiences, pairs, Definition.PEOPLE))
    assert found.effective == pytest.approx(3_500_000 / 5.25)
    assert found.duplication == pytest.approx(1.5)
    assert found.kappa == pytest.approx(1 / (1.5 - 1), rel=0.01)


def test_overlap_by_chance_is_independence() -> None:
    pairs = [Pair(a, b, SIZES[a] * SIZES[b] / SIZE) for a, b in itertools.combinations(SIZES, 2)]
    found = of(OverlapTable.of(SIZES, pairs, Definition.PEOPLE))
    assert found.duplication == pytest.approx(1)
    assert found.kappa > 1e4
    assert found.warnings == ()


def test_audiences_that_lie_inside_each_other_are_said_to() -> None:
    pairs = [Pair(a, b, min(SIZES[a], SIZES[b])) for a, b in itertools.combinations(SIZES, 2)]
    found = of(OverlapTable.of(SIZES, pairs, Definition.PEOPLE))
    assert found.kappa < 0.3
    assert found.distances[0].model == "smaller inside larger"
    assert "share people" in found.warnings[0]


def test_audiences_that_avoid_each_other_are_said_to() -> None:
    pairs = [Pair(a, b, SIZES[a] * SIZES[b] / SIZE / 3) for a, b in itertools.combinations(SIZES, 2)]
    found = of(OverlapTable.of(SIZES, pairs, Definition.PEOPLE))
    assert found.kappa == KAPPA_RANGE[1]
    assert "only 0.33 times as often as chance" in found.warnings[0]


@pytest.mark.parametrize("reachable", [0.5, 0.7])
def test_a_market_that_cannot_all_be_reached_is_warned_of(reachable: float) -> None:
    """Chance only inside the reachable part: every pair exceeds chance by the same factor, large or small."""
    pairs = [Pair(a, b, SIZES[a] * SIZES[b] / SIZE / reachable) for a, b in itertools.combinations(SIZES, 2)]
    found = of(OverlapTable.of(SIZES, pairs, Definition.PEOPLE))
    assert len(found.warnings) == 1
    assert f"chance alone among {reachable * SIZE:,.0f} people" in found.warnings[0]


def test_people_who_differ_are_not_taken_for_people_who_are_missing() -> None:
    assert of(model_table(2.0)).warnings == ()


@pytest.mark.parametrize("kappa", [0.5, 2.0, 20.0])
def test_unique_shares_give_the_shape_too(kappa: float) -> None:
    total = sum(weight(name, kappa) for name in REACHED)
    everybody = float(reach.share_of_weight(total, kappa))
    unique = {
        name: (everybody - float(reach.share_of_weight(total - weight(name, kappa), kappa))) / share
        for name, share in REACHED.items()
    }
    found = calibrate_unique(UniqueTable.of(SIZES, unique), SIZE, default_assumptions())
    assert found.kappa == pytest.approx(kappa, rel=1e-6)
    assert found.pairs == 0
    assert found.effective is None


def test_more_measured_overlap_is_a_smaller_kappa() -> None:
    kappas = []
    for factor in (1.1, 1.5, 2.5):
        pairs = [Pair(a, b, SIZES[a] * SIZES[b] / SIZE * factor) for a, b in itertools.combinations(SIZES, 2)]
        kappas.append(of(OverlapTable.of(SIZES, pairs, Definition.PEOPLE)).kappa)
    assert kappas == sorted(kappas, reverse=True)


def test_an_audience_larger_than_its_market_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        of(model_table(2.0), 250_000)
    assert str(caught.value) == (
        "audience of anna: '300,000' is an audience larger than its market of 250,000. "
        "Accepted: a market of at least 300,000, or only the audience inside the market."
    )


def test_pairs_that_leave_more_people_than_there_are_are_named() -> None:
    apart = OverlapTable.of({"a": 600.0, "b": 700.0}, [Pair("a", "b", 10)], Definition.PEOPLE)
    with pytest.raises(BadInput, match="'1,290' is how many different people these overlaps leave at least"):
        of(apart, 1_000)


def test_the_shape_is_found_in_a_large_table() -> None:
    """Every pair of 300 accounts, made by the model."""
    rng = np.random.default_rng(5)
    sizes = np.sort(rng.uniform(1e3, 1e5, 300))
    w = reach.weight(sizes / SIZE, 3.0)
    first, second = np.triu_indices(300, 1)
    shared = (sizes[first] + sizes[second]) - reach.unique_reach(w[first] + w[second], SIZE, 3.0)
    table = OverlapTable(tuple(f"a{i}" for i in range(300)), sizes, first, second, shared)
    assert of(table).kappa == pytest.approx(3.0, rel=1e-5)
