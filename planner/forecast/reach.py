"""Unique reach of many packages in one segment.

Gamma-Poisson (NBD) model of media exposure: people differ in how much they see, so audiences overlap more
than independence says. A package that reaches the share r of a segment weighs

    lambda = kappa ((1 - r)^(-1/kappa) - 1),

weights add up over packages to L, and N (1 - (1 + L/kappa)^(-kappa)) people see at least one of them. As
kappa grows this becomes the independence (Sainsbury) model, lambda = -ln(1 - r). Source: Goodhardt, Ehrenberg
and Chatfield's NBD audience model; additive weights make a floor in one segment a linear row.

All functions take and return arrays of any shape; sizes N and reach are people, weights are pure numbers.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def weight(r: ArrayLike, kappa: ArrayLike) -> Floats:
    """Weight of a package that reaches the share r (0 <= r < 1) of a segment."""
    r, kappa = np.asarray(r, float), np.asarray(kappa, float)
    return np.asarray(kappa * np.expm1(-np.log1p(-r) / kappa))


def weigh(r: Floats, kappa: float) -> None:
    """`weight`, written over the shares, so that many take no more memory."""
    np.log1p(np.negative(r, out=r), out=r)
    np.multiply(np.expm1(np.divide(r, -kappa, out=r), out=r), kappa, out=r)


def share_of_weight(total: ArrayLike, kappa: ArrayLike) -> Floats:
    """Share of the segment reached at least once by packages of this total weight: the inverse of `weight`."""
    total, kappa = np.asarray(total, float), np.asarray(kappa, float)
    return np.asarray(-np.expm1(-kappa * np.log1p(total / kappa)))


def unique_reach(total: ArrayLike, size: ArrayLike, kappa: ArrayLike) -> Floats:
    """People reached at least once by packages of this total weight; increasing and concave in it."""
    return np.asarray(np.asarray(size, float) * share_of_weight(total, kappa))


def slope(total: ArrayLike, size: ArrayLike, kappa: ArrayLike) -> Floats:
    """People gained per unit of weight at this total weight: the derivative of `unique_reach`."""
    total, size, kappa = np.asarray(total, float), np.asarray(size, float), np.asarray(kappa, float)
    return np.asarray(size * np.exp(-(kappa + 1) * np.log1p(total / kappa)))


def seen_share(total: float, kappa: float, times: int) -> float:
    """Share that sees at least so many of many tiny packages of this total weight: the tail of the NBD.

    Packages of the same total that are fewer and larger are seen that often by fewer people: each is seen once or not
    at all, which is never more than what a Poisson number of exposures of the same mean counts.
    """
    exactly = math.exp(-kappa * math.log1p(total / kappa))
    below = exactly
    for j in range(times - 1):
        exactly *= (kappa + j) / (j + 1) * total / (kappa + total)
        below += exactly
    return max(0.0, 1.0 - below)


def seen_weight(share: float, kappa: float, times: int) -> float:
    """Total weight at which `seen_share` is this share (0 < share < 1): every plan that is seen so often has it."""
    low, high = 1e-12, 1.0
    while seen_share(high, kappa, times) < share and high < 1e15:
        high *= 4
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if seen_share(middle, kappa, times) < share else (low, middle)
    return low


def pool_share(shares: ArrayLike) -> float:
    """Lower bound of the share reached when packages' shares r_i are known: the largest of them.

    Everybody who sees any package sees the largest one: nothing can be lower.
    """
    values = np.asarray(shares, float)
    return float(values.max(initial=0.0))


def independent_share(shares: ArrayLike) -> float:
    """Share reached when seeing one package says nothing about seeing another (Sainsbury)."""
    return float(-np.expm1(np.log1p(-np.asarray(shares, float)).sum()))


def tangent(at: float, size: float, kappa: float) -> tuple[float, float]:
    """Line above the reach curve that touches it at this weight: (people at weight 0, people per weight)."""
    rise = float(slope(at, size, kappa))
    return float(unique_reach(at, size, kappa)) - rise * at, rise
