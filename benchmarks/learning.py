"""Does learning work? Campaigns in a world that differs from the benchmarks, planned by one who learns and one who
does not: `python -m benchmarks.learning`, with `--worlds` and `--campaigns`."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.learning_world import World, brief_of
from planner.debrief.apply import applied
from planner.debrief.compare import Debrief, debrief
from planner.debrief.inflight import outlook
from planner.debrief.lessons import learn
from planner.debrief.memory import Memory, record_of
from planner.debrief.uploads import Ledger, Upload
from planner.outcome import Plan
from planner.planning import plan
from planner.store.scenario import Scenario

PAGE = Path(__file__).with_name("learning.md")
FIRST = datetime.date(2025, 1, 6)
EVERY_DAYS = 30
HEAD = (
    "Campaign",
    "Forecast error",
    "Error against what came",
    "Picks inside P10-P90",
    "Campaigns inside P10-P90",
    "True reach",
    "Never learns",
    "Gain",
    "Its error",
)


@dataclass(frozen=True)
class Step:
    """One campaign of one world.

    error: of the forecast of unique reach against what the plan brings on average in this world; noisy: against what
    came this once; both as |log ratio|. inside of judged: picks within their band. band: whether the campaign ended
    within its own. reach: true unique reach of the plan on average.
    """

    error: float
    noisy: float
    inside: int
    judged: int
    band: bool
    reach: float


def live(world: World, campaigns: int, learns: bool) -> list[Step]:
    """Plan, run and debrief one campaign after the other."""
    memory, steps = Memory(), []
    for number in range(campaigns):
        day = FIRST + datetime.timedelta(days=EVERY_DAYS * number)
        brief = brief_of(number)
        if learns:
            brief, _ = applied(brief, learn(memory, brief, day))
        people = world.available(number)
        outcome = plan(people, brief)
        if not isinstance(outcome, Plan):
            raise RuntimeError(f"campaign {number + 1} has no plan: {outcome}")
        scenario = Scenario.of(brief.name, brief, outcome, people)
        results = world.results(outcome, number, day)
        ledger = Ledger(uploads=(Upload(id=str(number), name=brief.name, results=results),))
        done = debrief(scenario, ledger, over=True)
        steps.append(_step(world, scenario, outcome, done))
        memory = memory.with_campaign(record_of(f"{number:03d}", done))
    return steps


def _step(world: World, scenario: Scenario, made: Plan, done: Debrief) -> Step:
    before = debrief(scenario, Ledger(), over=False)
    expected = outlook(before).unique_reach
    came = outlook(done).unique_reach.p50
    true = world.true_reach(made, scenario.brief)
    forecast = made.totals.unique_reach
    whole = done.total
    return Step(
        error=abs(float(np.log(forecast / true))),
        noisy=abs(float(np.log(forecast / came))),
        inside=whole.inside,
        judged=whole.judged,
        band=expected.p10 <= came <= expected.p90,
        reach=true,
    )


def _world(asked: tuple[int, int, float]) -> tuple[list[Step], list[Step]]:
    seed, campaigns, shared = asked
    return live(World(seed, shared), campaigns, True), live(World(seed, shared), campaigns, False)


def rows(lives: Sequence[tuple[list[Step], list[Step]]]) -> list[tuple[str, ...]]:
    """A row per campaign over all worlds, then the means after the fifth and over all."""
    made = []
    count = len(lives[0][0])
    spans = [(str(at + 1), range(at, at + 1)) for at in range(count)]
    spans += [(f"6 to {count}", range(5, count)), ("all", range(count))] if count > 5 else [("all", range(count))]
    for name, span in spans:
        ours = [one[0][at] for one in lives for at in span]
        theirs = [one[1][at] for one in lives for at in span]
        judged = sum(step.judged for step in ours)
        reach, other = (float(np.mean([step.reach for step in part])) for part in (ours, theirs))
        made.append(
            (
                name,
                f"{np.mean([step.error for step in ours]):.3f}",
                f"{np.mean([step.noisy for step in ours]):.3f}",
                f"{sum(step.inside for step in ours) / max(judged, 1):.1%}",
                f"{np.mean([step.band for step in ours]):.0%}",
                f"{reach:,.0f}",
                f"{other:,.0f}",
                f"{reach / other - 1:+.1%}",
                f"{np.mean([step.error for step in theirs]):.3f}",
            )
        )
    return made


def verdict(lives: Sequence[tuple[list[Step], list[Step]]]) -> list[str]:
    """What was asked for, each with what was found."""
    first = float(np.mean([one[0][0].error for one in lives]))
    later = float(np.mean([step.error for one in lives for step in one[0][5:]]))
    inside = sum(step.inside for one in lives for step in one[0])
    judged = sum(step.judged for one in lives for step in one[0])
    ours = float(np.mean([step.reach for one in lives for step in one[0][5:]]))
    never = float(np.mean([step.reach for one in lives for step in one[1][5:]]))
    return [
        f"Error after five campaigns {later:.3f}, at the first {first:.3f}: {later / first:.0%} of it (at most 50 %).",
        f"Picks inside P10-P90: {inside / judged:.1%} of {judged:,} (75 to 85 %).",
        f"True unique reach after five campaigns: {ours / never - 1:+.1%} against a planner that never learns.",
    ]


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """As Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---:"] * len(head), *body)]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worlds, print the table; with --write also into the page beside this file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description="Does learning work?")
    parser.add_argument("--worlds", type=int, default=12, help="worlds to live in")
    parser.add_argument("--campaigns", type=int, default=20, help="campaigns in each")
    parser.add_argument("--shared", type=float, default=0.5, help="part of the deviation that a world has in common")
    parser.add_argument("--processes", type=int, default=2, help="worlds at a time")
    parser.add_argument("--write", action="store_true", help="write benchmarks/learning.md, or learning_apart.md")
    asked = parser.parse_args(arguments)
    with ProcessPoolExecutor(asked.processes) as pool:
        lives = list(pool.map(_world, [(seed, asked.campaigns, asked.shared) for seed in range(asked.worlds)]))
    body = table(HEAD, rows(lives))
    said = "\n".join(f"- {line}" for line in verdict(lives)) if asked.campaigns > 5 else ""
    print(f"{body}\n\n{said}")
    if asked.write:
        options = f"--worlds {asked.worlds} --campaigns {asked.campaigns} --shared {asked.shared:g}"
        run = f"`python -m benchmarks.learning {options} --write`"
        page = PAGE if asked.shared else PAGE.with_name("learning_apart.md")
        page.write_text(f"{_TOP}\n{run}\n\n{said}\n\n{body}\n", encoding="utf-8")
    return 0


_TOP = """# Does learning work?

Campaigns in worlds that the planner does not know. In each, reach and engagement rates of every platform, format and
level, chances of posting and fees differ from the benchmarks by up to a factor of two, with the part of it that
`--shared` says in common to the whole market; creators differ around their
group and posts around their creator as the benchmarks' spreads say, and each campaign has luck of its own. Nobody
states insights or views, so that forecasts rest on benchmark rates. Every 30 days a campaign is planned on a random
part of the creators, runs, is debriefed, and all lessons are applied.

Forecast error is |log(forecast / truth)| of unique reach, where truth is what the plan brings on average in that world;
the third column compares with what came this once, luck included. The last three columns are for the same campaigns
planned without ever learning. Means over the worlds.

The first campaign is one draw per world; the last column shows the error without learning over many. Where each group
is off on its own (`--shared 0`, see [learning_apart.md](learning_apart.md)), much of it cancels in a plan of sixty
picks: the first forecast is not far off to begin with, and what is left later is what nobody can know of creators who
have never posted for the brand.
"""


if __name__ == "__main__":
    sys.exit(main())
