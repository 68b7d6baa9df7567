"""How often campaigns end inside the bands: drawn from the stated model, and from worlds it does not expect.

The campaigns are drawn here on their own, post by post, so that the shortcuts of `planner.forecast.uncertainty` (posts
averaged in closed form) are measured too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast import outlook, reach, skewed
from planner.forecast.assumptions import default_assumptions
from planner.forecast.doubt import posting_draws
from planner.forecast.levels import level_codes
from planner.forecast.packages import build_table
from planner.forecast.spreads import Spreads
from planner.forecast.table import PackageTable
from planner.forecast.uncertainty import Bookings
from planner.intake import read_roster
from planner.outcome import Plan
from planner.planning import plan

Floats = NDArray[np.float64]

SAMPLE = Path(__file__).parents[1] / "sample_data"
CAMPAIGNS = 1_000
HEAD = ("plan", "world", "reach in band", "engagements in band", "cash in band", "a pick's reach in band")


@dataclass(frozen=True)
class World:
    """How campaigns come about. Factors on the stated model; heavy: posts scatter as Student's t with 3 degrees."""

    name: str
    bias: float = 1.0
    shock: float = 1.0
    posting: float = 1.0
    heavy: bool = False


WORLDS = (
    World("as stated"),
    World("benchmarks 20 % too high", bias=0.8),
    World("campaigns differ twice as much", shock=2.0),
    World("posts scatter with heavy tails", heavy=True),
    World("one in four bookings more fails", posting=0.75),
)


@dataclass(frozen=True, eq=False)
class Subject:
    """A plan with the inputs of its draws."""

    name: str
    plan: Plan
    table: PackageTable
    booked: Bookings
    within: Floats = field(repr=False)


def subjects() -> Iterator[Subject]:
    """The sample campaign, and a small one on the same roster: single creators weigh more in it."""
    roster = read_roster("roster.csv", (SAMPLE / "roster.csv").read_bytes()).roster
    assert roster is not None
    brief = Brief.read((SAMPLE / "brief.json").read_bytes())
    for name, asked in (("sample, 110,000", brief), ("small, 9,000", _small(brief))):
        found = plan(roster, asked)
        assert isinstance(found, Plan), name
        yield _subject(f"{name}: {found.totals.creators} picks", found, roster, asked)


def _small(brief: Brief) -> Brief:
    data = {
        "name": "Small",
        "budget_cents": 900_000,
        "creators": {"max": 8},
        "audience": brief.model_dump(mode="json")["audience"],
    }
    return Brief.read(data)


def _subject(name: str, found: Plan, roster: Roster, brief: Brief) -> Subject:
    assumptions = default_assumptions()
    table = build_table(roster, brief, assumptions)
    booked, _ = outlook.simulated(found, outlook.rows_of(found, table), table, roster, assumptions)
    spreads, rows = Spreads.of(assumptions).within, booked.rows
    level = level_codes(table.followers[rows], assumptions)
    # Where a package has several formats, the one that scatters most.
    counts = table.counts[rows]
    scatter = spreads[table.platform[rows], level, : counts.shape[1]]
    within = np.nanmax(np.where(counts > 0, scatter, np.nan), axis=1)
    return Subject(name, found, table, booked, within)


def coverage(subject: Subject, world: World, seed: int = 5) -> tuple[str, ...]:
    """One row of the table."""
    rng = np.random.default_rng(seed)
    table, booked, bands = subject.table, subject.booked, subject.plan.bands
    assert bands is not None
    rows, p = booked.rows, booked.happens
    posts = table.posts[rows]
    between = np.sqrt(np.maximum(booked.reach_var - _within_var(subject.within, posts), 0.0))
    people, engaged, cash, picks, counted = ([] for _ in range(5))
    pick_band = _bands_by_row(subject)
    kinds, answers = (drawn.draw(rng, CAMPAIGNS) for drawn in (booked.kinds, booked.answers))
    chances = posting_draws(booked.chances[:, 0], booked.chances[:, 1], rng, CAMPAIGNS)
    for at in range(CAMPAIGNS):
        shock = world.bias * _factor(rng.standard_normal(), world.shock * booked.shock_sd)
        signed = rng.random(len(rows)) < booked.accepts
        keeps = np.where(booked.way < 0, booked.posting, chances[booked.way, at])
        happens = signed & (rng.random(len(rows)) < keeps * world.posting)
        post = np.array([_posts(rng, sd, n, world.heavy) for sd, n in zip(subject.within, posts, strict=True)])
        lean, luck = rng.standard_normal((2, len(rows), 1))
        own = skewed.factors(lean, luck, (between[:, None] ** 2, booked.reach_third[:, None]), np.ones_like(lean))[:, 0]
        seen = happens / p * shock * kinds[:, at] * own * post
        share = reach.share_of_weight(table.weights[rows], table.kappas) * seen[:, None]
        weight = reach.weight(np.minimum(share, booked.clip), table.kappas).sum(axis=0)
        people.append(float(reach.unique_reach(weight, table.sizes, table.kappas).sum()))
        response = answers[:, at] * _factor(rng.standard_normal(len(rows)), np.sqrt(booked.response_var))
        engaged.append(float(table.engagements[rows] @ (seen * response)))
        fee = _factor(rng.standard_normal(len(rows)), booked.fee_sd)
        cash.append(float(table.cash_cents[rows] @ ((happens + booked.due * (signed & ~happens)) * fee)))
        reached = table.gross_reach[rows] * seen
        picks.append(int(((reached >= pick_band[0]) & (reached <= pick_band[1]) & happens).sum()))
        counted.append(int(happens.sum()))
    inside = [
        float(np.mean((np.array(values) >= band.p10 - 1e-6) & (np.array(values) <= band.p90 + 1e-6)))
        for values, band in ((people, bands.unique_reach), (engaged, bands.engagements), (cash, bands.cost_cents))
    ]
    inside.append(sum(picks) / sum(counted))
    return (subject.name, world.name, *(f"{100 * share:.1f} %" for share in inside))


def _bands_by_row(subject: Subject) -> tuple[Floats, Floats]:
    by_pick = {(pick.creator, pick.package): pick.reach_band for pick in subject.plan.picks}
    ends = []
    for row in subject.booked.rows:
        key = (str(subject.table.creator_ids[subject.table.creator[row]]), str(subject.table.package_ids[row]))
        band = by_pick[key]
        assert band is not None
        ends.append((band.p10, band.p90))
    low, high = np.array(ends).T
    return low, high


def _within_var(sd: Floats, posts: NDArray[np.int64]) -> Floats:
    return np.log1p(np.expm1(sd**2) / np.maximum(posts, 1))


def _factor(normal: Floats | float, sd: Floats | float) -> Floats:
    return np.asarray(np.exp(sd * np.asarray(normal) - np.asarray(sd) ** 2 / 2))


def _posts(rng: np.random.Generator, sd: float, many: int, heavy: bool) -> float:
    """Mean of so many posts, each with mean 1; heavy tails are cut where a post has thirty times its mean."""
    if not many:
        return 1.0
    if not heavy:
        return float(_factor(rng.standard_normal(many), sd).mean())
    scale = sd / np.sqrt(3.0)
    drawn = np.minimum(np.exp(scale * rng.standard_t(3, many)), 30.0)
    return float((drawn / np.exp(sd**2 / 2)).mean())
