"""Rosters in which people have several accounts: at random, and one of three accounts by hand."""

import random
from typing import Any

from planner.brief.brief import Brief
from planner.domain.persons import persons_of
from planner.domain.roster import Roster
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.planning import plan
from tests import builders
from tests.judging import Case, Listed
from tests.oracle import Truth
from tests.random_cases import random_case


def with_persons(roster: Roster, seed: int) -> Roster:
    """Two or three of the accounts belong to one person, sometimes two others to another."""
    rng = random.Random(seed)
    free = [at for at in range(len(roster.creators)) if roster.creators["available"].iloc[at] == 1]
    rng.shuffle(free)
    names = [""] * len(roster.creators)
    first = rng.choice([2, 2, 3])
    for at in free[:first]:
        names[at] = rng.choice(["Lina Hart", "lina  hart"])
    for at in free[first : first + 2]:
        names[at] = "Ben Oke"
    return Roster.from_frames(roster.creators.assign(person=names), roster.packages, roster.source)


def with_bundles(roster: Roster, seed: int) -> Roster:
    """Of each person, one package on each of two accounts or more has one price with the others."""
    rng, offers = random.Random(seed), roster.packages
    bundle = [0] * len(offers)
    for accounts in persons_of(roster.creators).values():
        for account in rng.sample(accounts, rng.randint(2, len(accounts))):
            bundle[rng.choice([row for row, owner in enumerate(offers["creator"]) if owner == account])] = 1
    return Roster.from_frames(roster.creators, offers.assign(bundle=bundle), roster.source)


EASY = {"reach_floor": None, "engagement_floor": None, "average_fit": None, "must_have": [], "groups": []}
"""Without these most random campaigns have a plan; with them most are refused."""


def case(seed: int, bundled: bool = False, **asked: Any) -> Case:
    """A random campaign in which people have several accounts; every other one is easy to plan."""
    roster, brief = random_case(seed)
    data = {**brief.model_dump(mode="json"), **(EASY if seed % 2 else {}), **asked}
    for segment in data["audience"] if seed % 2 else []:
        segment["floor"] = None
    brief = Brief.read(data)
    roster = with_persons(roster, seed)
    roster = with_bundles(roster, seed) if bundled else roster
    table = builders.table(roster, brief)
    return Case(seed, roster, brief, table, Listed(Truth(table, brief)), solve(table, brief, roster, Watch()))


LINA = ("instagram:lina", "tiktok:lina.tt")


def lina(**fields: Any) -> Roster:
    return builders.roster(
        builders.creator(
            "lina", builders.package("reel", 500, reels=1), person="Lina Hart", country="DE", followers=40_000
        ),
        builders.creator(
            "lina.tt",
            builders.package("video", 400, videos=1),
            platform="tiktok",
            person="Lina Hart",
            country="AT",
            followers=600_000,
        ),
        builders.creator("bob", builders.package("reel", 300, reels=1), **fields),
    )


def planned(**asked: Any) -> Plan:
    found = plan(lina(), builders.brief(**asked))
    assert isinstance(found, Plan), found
    return found
