"""How likely creators are to say yes: by tier, by how they stand to the brand, and by the replies so far.

Of each tier there is one chance q, unknown, with a Beta prior worth a few replies. Somebody who has worked with the
brand, or likes it, answers with the odds of q multiplied. Replies update q by Bayes' rule on a grid of values; where
all odds are one that is the Beta-binomial rule (a + yes, b + no).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.forecast.assumptions import Assumptions
from planner.forecast.spans import with_odds
from planner.forecast.table import TIERS, Bools, Floats, Ints, PackageTable

GRID = 400
"""Values of q at which the posterior is kept."""


@dataclass(frozen=True, eq=False)
class Likely:
    """How packages stand to the chance of their tier; arrays of shape (n,).

    tier: number of the tier. odds: by which its odds are multiplied. factor: what an offer in another way than money
    leaves of the chance, 1 = all of it.
    """

    tier: Ints
    odds: Floats
    factor: Floats

    @classmethod
    def of(cls, table: PackageTable, rows: Ints, brief: Brief, assumptions: Assumptions) -> Likely:
        """Look up these rows of the table."""
        affinity = table.affinity[rows]
        close = np.where(np.isnan(affinity), 0.5, affinity)
        partners = [name for name, record in brief.history.items() if record.campaigns]
        worked = np.isin(table.creator_ids[table.account[rows]], partners)
        odds = assumptions.number("affinity_odds") ** (2 * close - 1)
        odds = odds * np.where(worked, assumptions.number("asking_partner_odds"), 1.0)
        factor = np.ones(len(rows))
        if brief.offers is not None:
            quote = max(assumptions.number("acceptance_of_quote"), 1e-9)
            factor = np.minimum(table.accepts[rows] / quote, 1.0)
        return cls(table.tier[rows].astype(np.int64), odds, factor)

    def part(self, at: Ints) -> Likely:
        """Those at these places."""
        return Likely(self.tier[at], self.odds[at], self.factor[at])

    def chances(self, of_tier: Floats) -> Floats:
        """Chance of a yes of each, where `of_tier` has that of each tier on its last axis; shape (..., n)."""
        return np.asarray(self.factor * with_odds(of_tier[..., self.tier], self.odds))


@dataclass(frozen=True, eq=False)
class Acceptance:
    """What is known of the chance of each tier: values (tiers, GRID) and how likely each is, which add up to 1."""

    values: Floats
    mass: Floats

    @classmethod
    def of(cls, assumptions: Assumptions) -> Acceptance:
        """Before any reply: a Beta of the default's mean, worth `asking_prior_replies`; 0 and 1 are taken as sure."""
        worth = max(assumptions.number("asking_prior_replies"), 1e-3)
        means = [assumptions.number("asking_yes", tier=str(tier)) for tier in TIERS]
        # By the square of a sine the ends, where a Beta may be infinite, are thinned out.
        angle = (np.arange(GRID) + 0.5) / GRID * np.pi / 2
        grid = np.sin(angle) ** 2
        values, mass = np.empty((len(means), GRID)), np.empty((len(means), GRID))
        for at, mean in enumerate(means):
            sure = mean in (0.0, 1.0)
            a, b = worth * mean, worth * (1 - mean)
            log = (2 * a - 1) * np.log(np.sin(angle)) + (2 * b - 1) * np.log(np.cos(angle))
            values[at] = mean if sure else grid
            mass[at] = np.eye(1, GRID)[0] if sure else _normal(log)
        return cls(values, mass)

    def after(self, likely: Likely, yes: Bools) -> Acceptance:
        """Once these have answered. yes: shape (n,)."""
        with np.errstate(divide="ignore"):
            log = np.log(self.mass)
            for at in range(len(yes)):
                tier = int(likely.tier[at])
                chance = likely.factor[at] * with_odds(self.values[tier], likely.odds[at])
                log[tier] += np.log(chance if yes[at] else 1 - chance)
        # What was taken as sure and is refuted stays as it was.
        mass = [_normal(one) if np.isfinite(one).any() else before for one, before in zip(log, self.mass, strict=True)]
        return Acceptance(self.values, np.array(mass))

    @property
    def means(self) -> Floats:
        """Expected chance of each tier."""
        return np.asarray((self.values * self.mass).sum(axis=1))

    def draw(self, uniform: Floats) -> Floats:
        """Chances of the tiers in drawn worlds. uniform: shape (worlds, tiers), from 0 to 1."""
        found = np.empty_like(uniform)
        for tier in range(len(self.values)):
            at = np.searchsorted(np.cumsum(self.mass[tier]), uniform[:, tier])
            found[:, tier] = self.values[tier][np.minimum(at, GRID - 1)]
        return found

    def chances(self, likely: Likely) -> Floats:
        """Expected chance of a yes of each of these; shape (n,)."""
        found = np.empty(len(likely.tier))
        for at in range(len(found)):
            tier = int(likely.tier[at])
            found[at] = self.mass[tier] @ with_odds(self.values[tier], likely.odds[at])
        return np.asarray(found * likely.factor)


def _normal(log: Floats) -> Floats:
    mass = np.exp(log - log.max())
    return np.asarray(mass / mass.sum())
