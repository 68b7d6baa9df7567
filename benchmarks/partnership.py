"""`python -m benchmarks.partnership`: a campaign of twelve waves with every offer, and the calendar of its plan."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date

import numpy as np

from planner.brief.brief import Brief
from planner.domain.creators import Creator, Package
from planner.domain.roster import Format, Platform, Roster
from planner.figures.gantt import gantt, rows_of
from planner.figures.look import Look
from planner.forecast.assumptions import default_assumptions
from planner.forecast.packages import build_table
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.schedule import schedule_of

BARS = 300
"""Bars that a calendar has to draw in under a second."""


def world(creators: int, seed: int) -> Roster:
    """Creators with one to three cash packages, some of them away for a part of the time."""
    rng = np.random.default_rng(seed)
    people = []
    for number in range(creators):
        followers = int(np.exp(rng.uniform(np.log(2_000), np.log(600_000))))
        fee = max(30, round(0.4 * followers**0.75 * float(np.exp(rng.normal(0, 0.5)))))
        packages = tuple(
            Package(id=f"{posts} reels", deliverables={Format.REEL: posts}, fee_cents=100 * round(fee * posts**0.9))
            for posts in range(1, 1 + int(rng.integers(1, 4)))
        )
        people.append(
            Creator(
                handle=f"creator{number:05d}",
                platform=Platform.INSTAGRAM,
                followers=followers,
                packages=packages,
                country="US" if rng.random() < 0.7 else "CA",
                category=str(rng.choice(["food", "sport", "home"])),
                fit=round(float(rng.uniform(0.3, 1)), 2),
                follows_brand=bool(rng.random() < 0.3) if rng.random() < 0.5 else None,
                availability="" if rng.random() < 0.8 else f"{rng.integers(1, 5)}-{rng.integers(6, 13)}",
            )
        )
    return Roster.of(people, "Benchmark")


def campaign(waves: int, budget: int, **more: object) -> Brief:
    """Every way of paying and every span, stocks, an event with a fixed cost, presence and cash per wave."""
    return Brief.read(
        {
            "budget_cents": budget * 100,
            "audience": [
                {"name": "At home", "size": 3_000_000, "country": "US", "audience_share": 0.5},
                {"name": "Next door", "size": 900_000, "country": "CA", "audience_share": 0.5},
            ],
            "waves": [
                {"name": f"Wave {n}", "creators": {"min": 5}, "cash_cents": {"max": budget * 100 // waves * 2}}
                for n in range(1, waves + 1)
            ],
            "resources": {
                "product_units": {"stock": 600, "unit_cost_cents": 900, "shipping_cents": 450},
                "event_seats": {"stock": 30, "unit_cost_cents": 6_000},
            },
            "offers": {
                "ways": ["product", "event", "affiliate", "hybrid"],
                "spans": ["one_off", "every_other", "every_wave", "ambassador"],
                "product": {"worth_cents": 3_500},
                "event": {"worth_cents": 15_000},
                "affiliate": {"commission": 0.1, "order_cents": 4_000},
            },
            "partnerships": {"headcount": {"min": 0.3}},
            "pyramid": {"micro": {"headcount": {"min": 0.5}}},
            "pace": {"posts_per_fortnight": 3},
            "tolerance": 0.005,
            "time_limit": 60,
            **more,
        }
    )


def measure(creators: int, waves: int, budget: int, seed: int) -> str:
    """One line: packages, seconds of the processor for forecast and plan, gap, and for the calendar of the plan."""
    roster, brief = world(creators, seed), campaign(waves, budget)
    started = time.process_time(), time.perf_counter()
    table = build_table(roster, brief, default_assumptions())
    built = time.process_time()
    outcome = solve(table, brief, roster, Watch())
    solved = time.process_time(), time.perf_counter()
    said = f"{creators:>6} {waves:>2} {budget:>8} {len(table):>7} {built - started[0]:>6.2f} {solved[0] - built:>6.2f}"
    said += f" {solved[1] - started[1]:>6.2f} {outcome.kind:>9}"
    if not isinstance(outcome, Plan):
        return said
    said += f" {100 * outcome.proof.gap:>6.3f}% {outcome.totals.creators:>5}"
    drawn = time.process_time()
    when = schedule_of(outcome, brief, date(2027, 1, 4))
    rows, bars = [], 0
    for creator in rows_of(when, outcome):
        if bars < BARS:
            rows.append(creator)
            bars += sum(task.creator == creator for task in when.tasks)
    gantt(when, rows, brief, Look()).to_json()
    return f"{said} {len(when.tasks):>6} {bars:>5} {time.process_time() - drawn:>6.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.partnership", description=__doc__.partition(": ")[2])
    parser.add_argument("--creators", type=int, default=1_000)
    parser.add_argument("--waves", type=int, default=12)
    parser.add_argument("--budgets", default="20000,60000,200000")
    parser.add_argument("--seeds", type=int, default=1)
    asked = parser.parse_args(arguments)
    print("  size  W   budget packages build  solve   wall   outcome    gap  picks  tasks  bars   draw")
    for seed in range(asked.seeds):
        for budget in asked.budgets.split(","):
            print(measure(asked.creators, asked.waves, int(budget), seed), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
