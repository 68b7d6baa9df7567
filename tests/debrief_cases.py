"""A small planned campaign, and results for it, so that a test names only what it is about."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import numpy as np

from planner.debrief.expected import expectations
from planner.debrief.uploads import Ledger, Upload
from planner.domain.results import Result
from planner.outcome import Plan
from planner.planning import plan
from planner.store.scenario import Scenario
from tests import builders

DAY = datetime.date(2026, 10, 5)


@cache
def scenario() -> Scenario:
    """Four creators on three platforms, all of them booked."""
    people = builders.roster(
        builders.creator("anna", builders.package("reels", 500, reels=2), followers=20_000, engagement_rate=0.03),
        builders.creator("ben", builders.package("video", 800, videos=1), platform="tiktok", followers=90_000),
        builders.creator("cleo", builders.package("mix", 900, posts=1, stories=2), followers=60_000),
        builders.creator("dora", builders.package("gift", 0, posts=1, compensation="product"), followers=4_000),
    )
    brief = builders.brief(name="Spring", currency="EUR")
    outcome = plan(people, brief)
    assert isinstance(outcome, Plan)
    assert len(outcome.picks) == 4
    return Scenario.of("Spring", brief, outcome, people)


def planned() -> Plan:
    """The scenario's plan."""
    outcome = scenario().outcome
    assert isinstance(outcome, Plan)
    return outcome


def result(handle: str = "anna", **fields: Any) -> Result:
    """A row for @anna's reels; changed by these fields."""
    usual: dict[str, Any] = {"platform": "instagram", "source": "file.csv", "row": 2}
    return Result.model_validate({"handle": handle, **usual, **fields})


def upload(*results: Result, key: str = "one") -> Upload:
    """These rows as a file."""
    return Upload(id=key, name=f"{key}.csv", results=results)


def ledger(*results: Result) -> Ledger:
    """These rows as the only file."""
    return Ledger(uploads=(upload(*results),))


def random_results(seed: int, spread: float = 0.6) -> tuple[Result, ...]:
    """Results of all four creators, each as many times what was expected as chance has it; some posts missing."""
    random = np.random.default_rng(seed)
    rows = []
    for expected in expectations(planned(), scenario().brief, scenario().roster):
        for slot in expected.slots:
            for at in range(slot.posts):
                if random.random() < 0.2:
                    continue
                rows.append(
                    result(
                        expected.pick.handle,
                        platform=str(expected.pick.platform),
                        format=str(slot.format),
                        date=DAY + datetime.timedelta(days=int(random.integers(0, 60))),
                        link=f"https://example.com/{expected.pick.handle}/{slot.format}/{at}",
                        reach=1 + int(slot.reach * random.lognormal(0, spread)),
                        likes=1 + int(slot.engagements * random.lognormal(0, spread)),
                        cost_cents=int(expected.pick.cost_cents / expected.posts * random.lognormal(0, 0.2)),
                        row=len(rows) + 2,
                    )
                )
    return tuple(rows)
