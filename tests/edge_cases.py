"""Seeded campaigns at the edges: every number of a field's whole range, second goals, costs that are due once."""

from __future__ import annotations

import random

import numpy as np

from planner.brief.brief import Brief
from planner.brief.quantities import LEAST_SHAPE
from planner.domain.roster import MAX_CENTS, MAX_FOLLOWERS, Roster
from tests import builders
from tests.oracle import Truth
from tests.random_cases import Usual, random_case


class Edges(Usual):
    """Few creators whose numbers lie anywhere that a field allows."""

    most_plans = 4_000
    frequency = True
    """Some segments have a floor on people who see several creators: the exact programs of larger rosters have none."""

    def people(self, rng: random.Random, archetypes: bool) -> int:
        return rng.randint(2, 3 if archetypes else 6)

    def followers(self, rng: random.Random) -> int:
        return min(int(10 ** rng.choice([rng.uniform(3, 6.5), rng.uniform(3, 6.5), rng.uniform(3, 10)])), MAX_FOLLOWERS)

    def fee(self, rng: random.Random, followers: int) -> float | None:
        usual = round(followers**0.75 * rng.uniform(0.1, 1.5), 2)
        wide = round(10 ** rng.uniform(0, 8.5), 2)
        return rng.choice([None, 0, 0.01, 1e8, wide, wide, *[usual] * 6])

    def size(self, rng: random.Random) -> int:
        return int(10 ** rng.choice([rng.uniform(3, 10), rng.uniform(4.5, 6.5)]))

    def kappa(self, rng: random.Random) -> float | None:
        return rng.choice([None, None, LEAST_SHAPE, 10 ** rng.uniform(-1, 0), 2.0, 50.0, 1e6])

    def numbers(self, rng: random.Random) -> dict[str, float]:
        return {
            "seats": rng.choice([0, 0, 1]),
            "hours": rng.choice([0, 0.5, 3]),
            "points": rng.choice([0, round(rng.uniform(0, 50), 1), 10 ** rng.uniform(0, 6)]),
        }


class Wide(Edges):
    """Rosters that are too large to list every plan of them, with ordinary numbers."""

    most_plans = 10**40
    frequency = False

    def people(self, rng: random.Random, archetypes: bool) -> int:
        return rng.randint(4, 8) if archetypes else rng.randint(12, 30)

    def followers(self, rng: random.Random) -> int:
        return Usual.followers(self, rng)

    def fee(self, rng: random.Random, followers: int) -> float | None:
        return Usual.fee(self, rng, followers)

    def size(self, rng: random.Random) -> int:
        return Usual.size(self, rng)

    def kappa(self, rng: random.Random) -> float | None:
        return Usual.kappa(self, rng)


EDGES, WIDE = Edges(), Wide()


def edge_case(seed: int, ranges: Edges = EDGES) -> tuple[Roster, Brief]:
    """A campaign of `random_case` with these ranges, and what such a campaign does not ask for."""
    roster, brief = random_case(seed, ranges)
    rng = random.Random(seed + 2_000_000)
    data = brief.model_dump(mode="json")
    data["tolerance"], data["time_limit"] = rng.choice([1e-6, 1e-6, 0.001, 0.05]), 20
    if rng.random() < 0.3:
        usual = brief.budget_cents or 100_000
        for name in rng.sample(["seats", "hours", "units"], rng.choice([1, 1, 2, 3])):
            due = rng.choice([1, int(usual * rng.uniform(0, 0.5)), int(usual * rng.uniform(0, 1.2))])
            stock = data["resources"].get(name, {"stock": rng.choice([1, 2, 2.5, 6])})
            data["resources"][name] = {**stock, "fixed_cents": max(1, min(due, MAX_CENTS))}
    if rng.random() < 0.35:
        kinds = [{"kind": kind} for kind in ("unique_reach", "engagements", "cheapest", "cheapest")]
        goal = rng.choice([kind for kind in [*kinds, {"kind": "score", "score": "points"}] if kind != data["goal"]])
        if goal["kind"] != data["goal"]["kind"]:
            given_up = rng.choice([0, 0.001, 0.02, 0.05, 0.2])
            data["second_goal"] = {"goal": goal, "tolerance": given_up}
    if ranges.frequency and rng.random() < 0.15:
        at = rng.randrange(len(data["audience"]))
        data["audience"][at].update(_seen(rng, roster, brief, at))
    return roster, Brief.read(data)


def _seen(rng: random.Random, roster: Roster, brief: Brief, at: int) -> dict[str, int]:
    """A floor on how many people of a segment see several creators, around what a random plan achieves."""
    times = rng.choice([2, 3])
    size = brief.audience[at].size
    asked = brief.changed(f"audience.{at}.seen_times", times).changed(f"audience.{at}.seen_floor", 1)
    table = builders.table(roster, asked)
    plan = np.zeros((1, len(table)), np.int64)
    for owner in range(len(table.available)):
        rows = np.flatnonzero(table.creator == owner)
        if len(rows) and rng.random() < 0.6:
            plan[0, rng.choice(rows.tolist())] = rng.randint(1, int(table.available[owner]))
    margin = Truth(table, asked, plan).demands[f"audience.{at}.seen_floor"].margin
    floor = int((float(margin[0]) + 1) * rng.choice([rng.uniform(0, 0.5), rng.uniform(0.3, 1.1)]))
    return {"seen_times": times, "seen_floor": floor} if 1 <= floor < size else {}
