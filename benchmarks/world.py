"""Random rosters of any size as package tables, with a brief that ties them together.

Made directly as columns, so that a million creators take seconds. Followers are log-uniform inside their tier,
fees follow followers^0.9 with a spread of half a log unit, audiences are spread over the segments by a Dirichlet
draw: good creators are neither all alike nor clearly ranked, which makes the choice hard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planner.brief.brief import Brief
from planner.domain.platforms import EARLIER_FORMATS
from planner.domain.roster import CREATOR_COLUMNS, PACKAGE_COLUMNS, Format, Roster
from planner.forecast import reach
from planner.forecast.table import COMPENSATIONS, PLATFORMS, Attribute, PackageTable, TableSegment

BUDGETS = {"tight": 40_000, "middle": 400_000, "large": 2_000_000}
"""In currency units: about 20 to 40 picks, about 200, and as many as a large campaign can use."""
SEGMENTS = 12
KAPPA = 5.0
TIER_SHARE = (0.78, 0.17, 0.05)
TIER_EDGES = (1e3, 5e4, 5e5, 3e6)
PLATFORM_SHARE = (0.6, 0.2, 0.1, 0.06, 0.04)
PACKAGES = ((1, 2, 3, 4, 5), (0.2, 0.3, 0.25, 0.15, 0.1))
"""How many packages a creator offers, and how often: 2.65 on average."""
COUNTRIES = ("AU", "CA", "DE", "ES", "FR", "GB", "IT", "US")
CATEGORIES = ("beauty", "fashion", "fitness", "food", "gaming", "travel")


@dataclass(frozen=True)
class Case:
    """One thing to solve, and its name: so many creators, this seed, this budget."""

    size: int
    seed: int
    budget: str

    def table(self) -> PackageTable:
        """The roster of the case, forecast; the same for every budget."""
        return make_table(self.size, self.seed)

    def brief(self, table: PackageTable) -> Brief:
        """The brief of the case: eight rules that couple all creators."""
        return make_brief(table, BUDGETS[self.budget])


def make_table(creators: int, seed: int, segments: int = SEGMENTS) -> PackageTable:
    """So many creators with 2.65 packages each, in canonical order."""
    rng = np.random.default_rng(seed)
    offers = rng.choice(PACKAGES[0], creators, p=PACKAGES[1])
    creator = np.repeat(np.arange(creators), offers)
    n = len(creator)
    tier = rng.choice(3, creators, p=TIER_SHARE).astype(np.int32)
    low, high = np.log(TIER_EDGES[:-1])[tier], np.log(TIER_EDGES[1:])[tier]
    followers = np.floor(np.exp(rng.uniform(low, high)))[creator]
    size = rng.uniform(0.5, 2.5, n)
    fee = np.rint(0.25 * followers**0.8 * size * np.exp(rng.normal(0, 0.5, n)) / 5) * 500 + 2_000
    gross = followers * 0.2 * size**0.7 * np.exp(rng.normal(0, 0.5, n))
    people = np.linspace(1e6, 4e6, segments) if segments > 1 else np.array([3e6])
    shares = rng.dirichlet(np.ones(segments + 1), creators)[:, :segments]
    weights = np.empty((n, segments))
    for s in range(segments):
        weights[:, s] = reach.weight(np.minimum(gross * shares[creator, s] / people[s], 0.95), KAPPA)
    first = np.cumsum(offers) - offers
    nth = np.arange(n) - first[creator]
    return PackageTable(
        creator=creator.astype(np.int64),
        available=np.ones(creators, np.int64),
        tier=tier[creator],
        platform=rng.choice(len(PLATFORM_SHARE), creators, p=PLATFORM_SHARE).astype(np.int32)[creator],
        compensation=np.zeros(n, np.int32),
        active=np.zeros(n, np.int32),
        attributes={
            "country": Attribute(rng.integers(0, len(COUNTRIES), creators).astype(np.int32)[creator], COUNTRIES),
            "category": Attribute(rng.integers(0, len(CATEGORIES), creators).astype(np.int32)[creator], CATEGORIES),
        },
        cash_cents=fee.astype(np.int64),
        value_cents=fee.astype(np.int64),
        worth_cents=fee.astype(np.int64),
        fee_estimated=np.zeros(n, bool),
        own_posts=np.zeros(n),
        fee_low_cents=fee.astype(np.int64),
        fee_high_cents=fee.astype(np.int64),
        engagement_base=np.zeros(n, np.int32),
        target_measured=np.zeros(n, bool),
        evidence=np.zeros(n, np.int32),
        happens=np.ones(n),
        gross_reach=gross,
        impressions=gross * 1.2,
        counts=np.eye(1, len(EARLIER_FORMATS), dtype=np.int64).repeat(n, axis=0),
        posts=np.ones(n, np.int64),
        engagements=gross * 0.05 * rng.uniform(0.5, 2, n),
        conversions=np.zeros(n),
        weights=weights,
        wave_weights=weights,
        score=rng.random(n),
        second_score=np.zeros(n),
        shock_sd=0.15,
        followers=followers,
        engagement_rate=np.full(n, np.nan),
        fake_share=np.full(n, np.nan),
        fit=rng.random(creators)[creator],
        authenticity=rng.random(creators)[creator],
        affinity=np.full(n, np.nan),
        values_match=np.full(n, np.nan),
        sponsored_load=np.full(n, np.nan),
        comments=np.full(n, np.nan),
        accepts=np.ones(n),
        posting=np.ones(n),
        fortnight=np.ones(n, np.int64),
        blocked=np.zeros(n, bool),
        uses={},
        costs={},
        covers_full=False,
        segments=tuple(TableSegment(f"Segment {s + 1}", float(people[s]), 1.0, KAPPA) for s in range(segments)),
        creator_ids=np.array([f"instagram:c{i:07d}" for i in range(creators)], object),
        package_ids=np.array([f"offer {i}" for i in range(1, 6)], object)[nth],
    )


def make_brief(table: PackageTable, budget: int, **changes: Any) -> Brief:
    """A reach campaign for `budget` currency units under a pyramid and platform bands; changed by these fields."""
    asked: dict[str, Any] = {
        "name": "Benchmark",
        "budget_cents": budget * 100,
        "audience": [{"name": s.name, "size": int(s.size), "kappa": s.kappa} for s in table.segments],
        "pyramid": {
            "micro": {"headcount": {"min": 0.5}, "spend": {"min": 0.2}},
            "mid": {"headcount": {"min": 0.1}},
            "macro": {"spend": {"max": 0.4}},
        },
        "pyramid_order": True,
        "platforms": {"instagram": {"spend": {"max": 0.6}}, "tiktok": {"spend": {"min": 0.1}}},
        "tolerance": 0.001,
        "time_limit": 60,
    }
    return Brief.read(asked | changes)


def make_roster(table: PackageTable) -> Roster:
    """The creators behind a table, for what is not in it: names and deliverables."""
    first = table.starts[:-1]
    ids = pd.Series(table.creator_ids, dtype="str")
    handles = ids.str.slice(len("instagram:"))
    creators = pd.DataFrame(
        {
            "id": ids,
            "handle": handles,
            "name": handles,
            "platform": np.array([str(p) for p in PLATFORMS], object)[table.platform[first]],
            "country": _texts(table, "country")[first],
            "category": _texts(table, "category")[first],
            "followers": table.followers[first].astype(np.int64),
            "fit": table.fit[first],
            "authenticity": table.authenticity[first],
            "available": table.available,
        }
    ).reindex(columns=list(CREATOR_COLUMNS))
    packages = pd.DataFrame(
        {
            "creator": table.creator,
            "id": table.package_ids,
            **{str(f): np.zeros(len(table), np.int64) for f in Format},
            "compensation": str(COMPENSATIONS[0]),
            "fee_cents": table.cash_cents,
            "commission_cents": np.zeros(len(table), np.int64),
        }
    )
    packages[str(Format.POST)] = 1
    return Roster(creators, packages[list(PACKAGE_COLUMNS)], "Benchmark")


def _texts(table: PackageTable, name: str) -> np.ndarray:
    """What each row's creator has under an attribute."""
    one = table.attributes[name]
    return np.array(one.texts, object)[one.codes]
