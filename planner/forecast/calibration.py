"""From measured overlap to the shape of the NBD model, and how far each model is from what was measured.

Under chance alone two accounts that reach F_i and F_j of N people share F_i F_j / N. Over all measured pairs

    M = sum F_i F_j / sum O_ij,     D = N / M,     kappa ~ 1 / (D - 1),

D is the duplication factor: how many times as often as by chance people are shared. The approximation holds for
small audiences; kappa is found by bisection such that the model's own pairs sum to the measured ones. Source: the
duplication of viewing law, Goodhardt and Ehrenberg (1969), Journal of Marketing Research 6.
"""

import math
from collections.abc import Callable

import numpy as np

from planner.brief.quantities import LEAST_SHAPE
from planner.forecast import reach
from planner.forecast.assumptions import Assumptions
from planner.forecast.overlap import Floats, OverlapTable, UniqueTable
from planner.frozen import dataclass
from planner.problems import BadInput, Problem
from planner.wording import count, decimal

KAPPA_RANGE = (LEAST_SHAPE, 1e6)
"""Shapes looked among: from audiences that are nearly one to overlap by chance only."""
_STEPS = 80
_FEWER = 0.9
"""Below so many times chance, audiences avoid each other by more than noise."""


@dataclass(frozen=True)
class Distance:
    """One model beside the measured pairs.

    error: sum of |model - measured| over sum of measured; bias: with sign; typical: median factor by which a pair is
    missed, 1 = never.
    """

    model: str
    error: float
    bias: float
    typical: float


@dataclass(frozen=True)
class Calibration:
    """What the overlap says of a market of `size` people.

    effective: M of the module's text, people among whom chance alone would share as much; None from unique shares.
    duplication: D, `size / effective`. kappa: NBD shape. distances: of each model, best first; none from unique
    shares. warnings: sentences.
    """

    size: int
    accounts: int
    pairs: int
    duplication: float
    kappa: float
    effective: float | None = None
    distances: tuple[Distance, ...] = ()
    warnings: tuple[str, ...] = ()


def calibrate(table: OverlapTable, size: int, assumptions: Assumptions) -> Calibration:
    """Shape of the NBD model in a market of `size` people from pairs.

    Raises BadInput when an audience is larger than the market, or when all pairs are known and even their overlaps
    leave more people than it has.
    """
    _fits(table, size)
    one, two = table.audiences[table.first], table.audiences[table.second]
    product, shared = float(one @ two), float(table.shared.sum())
    effective = product / shared if shared > 0 else math.inf
    duplication = size / effective
    clip = assumptions.number("reach_rate_clip")
    r = np.minimum(table.audiences / size, clip)

    def pairs(kappa: float) -> Floats:
        w = reach.weight(r, kappa)
        both = reach.share_of_weight(w[table.first] + w[table.second], kappa)
        return np.asarray(np.maximum(r[table.first] + r[table.second] - both, 0.0) * size)

    kappa = _shape(lambda k: float(pairs(k).sum()) - shared)
    nbd = pairs(kappa)
    models = {"NBD": nbd, "independence": one * two / size, "smaller inside larger": np.minimum(one, two)}
    found = [_distance(name, values, table.shared) for name, values in models.items()]
    return Calibration(
        size=size,
        accounts=len(table.names),
        pairs=len(table.first),
        duplication=duplication,
        kappa=kappa,
        effective=effective,
        distances=tuple(sorted(found, key=lambda distance: distance.error)),
        warnings=tuple(
            _warnings(kappa, duplication, size, _small_market_explains(table, nbd, duplication, assumptions))
        ),
    )


def calibrate_unique(table: UniqueTable, size: int, assumptions: Assumptions) -> Calibration:
    """Shape of the NBD model from the share of each audience that no other account on the list reaches.

    The people whom exactly one account reaches are, in the model, those unreached by all others less those unreached
    by all; the shape is the one at which they are as many as measured. Raises BadInput as `calibrate` does.
    """
    _fits(table, size)
    r = np.minimum(table.audiences / size, assumptions.number("reach_rate_clip"))
    measured = float(table.audiences @ table.unique)

    def shared(kappa: float) -> float:
        """People measured as unique whom the model takes for shared."""
        w = reach.weight(r, kappa)
        alone = reach.share_of_weight(w.sum(), kappa) - reach.share_of_weight(w.sum() - w, kappa)
        return measured - float(alone.sum()) * size

    kappa = _shape(shared)
    w = reach.weight(r, kappa)
    n = len(r)
    first, second = np.triu_indices(n, 1)
    both = r[first] + r[second] - reach.share_of_weight(w[first] + w[second], kappa)
    duplication = float(both.sum() / (r[first] @ r[second]))
    return Calibration(
        size=size,
        accounts=n,
        pairs=0,
        duplication=duplication,
        kappa=kappa,
        warnings=tuple(_warnings(kappa, duplication, size, duplication >= assumptions.number("duplication_warning"))),
    )


def _fits(table: OverlapTable | UniqueTable, size: int) -> None:
    problems = []
    for name, people in zip(table.names, table.audiences.tolist(), strict=True):
        if people > size:
            wrong = f"is an audience larger than its market of {count(size)}"
            accepted = f"a market of at least {count(people)}, or only the audience inside the market"
            problems.append(Problem(f"audience of {name}", count(people), wrong, accepted))
    if not problems and isinstance(table, OverlapTable) and table.complete:
        least = float(table.audiences.sum() - table.shared.sum())
        if least > size:
            wrong = "is how many different people these overlaps leave at least"
            problems.append(Problem("overlap table", count(least), wrong, f"a market of at least {count(least)}"))
    if problems:
        raise BadInput(problems)


def _shape(too_little: Callable[[float], float]) -> float:
    """The shape at which a function that falls with it is 0, by bisection on the log scale; an end if it is nowhere.

    too_little: what the model shares more than was measured at a shape; less, the larger the shape.
    """
    low, high = (math.log(end) for end in KAPPA_RANGE)
    if too_little(math.exp(high)) >= 0:
        return KAPPA_RANGE[1]
    if too_little(math.exp(low)) <= 0:
        return KAPPA_RANGE[0]
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if too_little(math.exp(middle)) > 0:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def _distance(name: str, model: Floats, measured: Floats) -> Distance:
    total = max(float(measured.sum()), 1e-300)
    known = (measured > 0) & (model > 0)
    factor = np.abs(np.log(model[known] / measured[known]))
    return Distance(
        model=name,
        error=float(np.abs(model - measured).sum()) / total,
        bias=float(model.sum()) / total - 1,
        typical=float(np.exp(np.median(factor))) if known.any() else math.inf,
    )


def _small_market_explains(table: OverlapTable, nbd: Floats, duplication: float, assumptions: Assumptions) -> bool:
    """True when the pairs do not show that people differ: a smaller market and chance would do as well.

    Where people differ, large audiences share less than small ones, relative to chance, because heavy users are
    reached by all of them; where a part of the market cannot be reached, all pairs exceed chance by one factor. The
    two are told apart by their chi-square per pair; a factor of `duplication_warning` is told in any case.
    """
    if duplication >= assumptions.number("duplication_warning"):
        return True
    if duplication < assumptions.number("duplication_least"):
        return False
    chance = table.audiences[table.first] * table.audiences[table.second] * duplication
    chance = chance * (table.shared.sum() / chance.sum())

    def misfit(model: Floats) -> float:
        return float(((model - table.shared) ** 2 / np.maximum(model, 1.0)).sum())

    return misfit(chance) < misfit(nbd)


def _warnings(kappa: float, duplication: float, size: int, small: bool) -> list[str]:
    told = []
    if small:
        told.append(
            f"These accounts share people {decimal(duplication, 2)} times as often as chance would in a market of "
            f"{count(size)}, and chance alone among {count(size / duplication)} people would explain the pairs as "
            "well: perhaps the rest of the market cannot be reached on these platforms. Take a smaller market unless "
            "you know better; unique reach is overstated otherwise, the more the higher it is."
        )
    if kappa <= KAPPA_RANGE[0]:
        told.append("These audiences are nearly the same people: more accounts of this kind add almost nobody.")
    if duplication < _FEWER:
        told.append(
            f"These accounts share people only {decimal(duplication, 2)} times as often as chance would: the market "
            "may be larger than assumed, or these audiences lie apart. The forecast takes overlap by chance."
        )
    return told
