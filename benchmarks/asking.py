"""`python -m benchmarks.asking`: asking in rounds, beside asking the plan once and asking 1/acceptance times as many.

Five invented rosters like the sample's (400 creators), three chances of a yes, two goals. All ways of asking meet the
same drawn answers. The chance of each tier is drawn around its mean (a Beta worth ten replies), so that nobody knows it
beforehand.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import report
from planner import planning
from planner.asking.acceptance import Acceptance, Likely
from planner.asking.answer import Tried, Way
from planner.asking.judge import Ending, ending
from planner.asking.plan import surest
from planner.asking.pool import Pool, counting, if_yes, within
from planner.asking.simulate import Begun, Counting, Policy, Runs, Start, Worlds, clairvoyant, run
from planner.asking.ways import POLICIES, chosen_of
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.explore.study import Study, bookings_of, decided
from planner.forecast.assumptions import assumptions_of
from planner.forecast.table import Bools, Ints, PackageTable
from planner.intake import Upload, read_rosters
from planner.optimise import solve
from planner.optimise.restricted import Bookings
from planner.optimise.watch import Watch
from planner.outcome import Plan
from sample_data.generate import roster_text

SEEDS = (11, 12, 13, 14, 15)
CHANCES = (0.35, 0.55, 0.75)
GOALS = ("unique_reach", "cheapest")
ROUNDS = 3
FLOOR = 0.6
"""Of what the plan reaches if everybody says yes."""
BUDGET = 4_000_000
TIERS = ("micro", "mid", "macro")
ONCE, EVERYBODY, OURS, KNOWING = "plan, once", "1/p times as many", "in rounds", "who knows all*"
HEAD = (
    *("goal", "yes", "way", "floor met", "all rules", "over budget", "worst spend"),
    *("asked", "booked", "reach", "spend"),
)


@dataclass(frozen=True)
class Line:
    """One way of asking on one roster. worst: the most it owed in any world, as a part of the budget."""

    goal: str
    chance: float
    seed: int
    way: str
    end: Ending
    worst: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print, or write where --out says."""
    parser = argparse.ArgumentParser("python -m benchmarks.asking", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--rosters", type=int, default=len(SEEDS))
    parser.add_argument("--optimiser", type=int, default=0, metavar="N", help="worlds re-planned by the optimiser too")
    options = parser.parse_args(arguments)
    began = time.process_time()
    lines: list[Line] = []
    for seed in SEEDS[: options.rosters]:
        people = roster_of(seed)
        for chance in CHANCES:
            for goal in GOALS:
                lines += measured(people, brief_of(people, goal, chance), (goal, chance, seed), options.worlds)
                print(f"{seed} {chance} {goal}: {time.process_time() - began:.0f} CPU s", file=sys.stderr, flush=True)
    print(report.table(HEAD, list(_rows(lines))))
    if options.optimiser:
        people = roster_of(SEEDS[0])
        for chance in CHANCES:
            print(beside_optimiser(people, brief_of(people, "unique_reach", chance), options.optimiser))
    print(f"{options.worlds} worlds, {time.process_time() - began:.0f} CPU s")
    return 0


def roster_of(seed: int) -> Roster:
    """An invented roster like the sample's."""
    found = read_rosters([Upload("roster.csv", roster_text(seed).encode())]).roster
    assert found is not None
    return found


def brief_of(people: Roster, goal: str, chance: float) -> Brief:
    """The sample's audience and pyramid, and a floor of `FLOOR` of what is possible."""
    data = Brief.read((Path(__file__).parents[1] / "sample_data" / "brief.json").read_text(encoding="utf-8"))
    edits = {f"asking_yes.all.{tier}": chance for tier in TIERS}
    brief = Brief(
        budget_cents=BUDGET,
        audience=data.audience,
        pyramid=data.pyramid,
        pyramid_order=data.pyramid_order,
        creators=data.creators,
        assumptions=edits,
        tolerance=0.002,
    )
    best = planning.plan(people, brief)
    assert isinstance(best, Plan), best
    brief = brief.changed("reach_floor", round(FLOOR * best.totals.unique_reach))
    return brief.changed("goal", {"kind": goal})


@dataclass(frozen=True, eq=False)
class Setting:
    """A campaign ready to be asked for: the plan, the surest plan and the larger one, as rows of the table."""

    study: Study
    pool: Pool
    worlds: Worlds
    chance: np.ndarray
    plan: Ints
    sure: Ints
    many: Ints


def setting(people: Roster, brief: Brief, chance: float, worlds: int) -> Setting:
    """Plan, and draw the answers."""
    numbers = assumptions_of(brief)
    table, people = planning.forecast(people, brief)
    table = if_yes(table)
    plan = _solved(table, brief, people)
    booked = Bookings(plan, np.ones(len(plan), np.int64))
    study = Study(decided(table, brief, plan), brief, people, booked, Watch())
    acceptance = Acceptance.of(numbers)
    each = acceptance.chances(Likely.of(table, np.arange(len(table)), brief, numbers))
    sure = surest(study, counting(study.table, each))
    assert brief.budget_cents is not None
    larger = brief.model_copy(update={"budget_cents": round(brief.budget_cents / chance), "reach_floor": None})
    if study.cheapest:
        # 1/p times the reach is wanted so that the floor is met on average: as many more as the list allows.
        asked = brief.model_copy(update={"budget_cents": None, "largest_share": None})
        larger = asked.changed("reach_floor", min(round((brief.reach_floor or 0) / chance), _most(table)))
    grown = larger.model_copy(update={"creators": larger.creators.model_copy(update={"max": None})})
    many = _solved(table, grown, people)
    pool = Pool.of(study, np.concatenate([sure, many]), numbers)
    drawn = Worlds.drawn(pool, acceptance, numbers, worlds, 2_026)
    return Setting(study, pool, drawn, acceptance.chances(pool.likely), plan, sure, many)


def _most(table: PackageTable) -> int:
    """People whom a reach floor may ask for at most here: well below what everybody together reaches."""
    first = np.unique(table.creator, return_index=True)[1]
    return round(0.6 * float(table.unique_reach(first, np.ones(len(first), np.int64)).sum()))


def _solved(table: PackageTable, brief: Brief, people: Roster) -> Ints:
    found = solve(table, brief, people, Watch())
    assert isinstance(found, Plan), found.sentence
    return bookings_of(table, found.picks).index


def measured(people: Roster, brief: Brief, of: tuple[str, float, int], worlds: int) -> Iterator[Line]:
    """All ways on one campaign."""
    here = setting(people, brief, of[1], worlds)
    pool, drawn = here.pool, here.worlds
    nobody, plan, sure = Begun.nobody(pool), pool.of_creators(here.plan), pool.of_creators(here.sure)
    start = Start(nobody, plan, here.chance)

    def line(way: str, runs: Runs) -> Line:
        end = ending(pool, brief, runs, ROUNDS)
        return Line(*of, way, end, float((runs.team @ pool.cash).max()) / BUDGET)

    yield line(ONCE, run(pool, Policy(Counting.NEVER, 1, False, only_plan=True), start, drawn))
    yield line(EVERYBODY, everybody(pool, pool.of_creators(here.many), drawn))
    tried = []
    for way in (Way.PLAN, Way.SURE_LAST, Way.SURE):
        first = sure if way is Way.SURE and within(pool, sure) else plan
        runs = run(pool, replace(POLICIES[way], rounds=ROUNDS), Start(nobody, first, here.chance), drawn)
        tried.append((Tried(way=way, ending=ending(pool, brief, runs, ROUNDS)), runs))
    chosen = chosen_of([one for one, _ in tried], brief)
    yield line(OURS, next(runs for one, runs in tried if one.way is chosen))
    yield line(KNOWING, clairvoyant(pool, start, drawn))


def everybody(pool: Pool, who: Bools, worlds: Worlds) -> Runs:
    """All of these are asked at once, and whoever says yes is booked at the fee they ask for, whatever it comes to."""
    said = who & worlds.yes
    team = np.concatenate([said & ~worlds.raises, said & worlds.raises & pool.can_raise], axis=1)
    asked = np.repeat(who[None].astype(np.int64), len(worlds), axis=0)
    return Runs(team, asked, np.repeat((who @ pool.cash[: len(pool)])[None], len(worlds)))


def beside_optimiser(people: Roster, brief: Brief, worlds: int) -> str:
    """Rounds without stand-bys in the same worlds, re-planned by the greedy rule and by the optimiser."""
    chance = brief.assumptions["asking_yes.all.micro"]
    here = setting(people, brief, chance, worlds)
    pool, n = here.pool, len(here.pool)
    start = Start(Begun.nobody(pool), pool.of_creators(here.plan), here.chance)
    drawn = replace(here.worlds, raises=np.zeros_like(here.worlds.raises))
    greedy = ending(pool, brief, run(pool, Policy(Counting.NEVER, ROUNDS, False), start, drawn), ROUNDS)
    team = np.zeros((worlds, 2 * n), bool)
    for world in range(worlds):
        team[world, :n] = _planned_rounds(here, brief, drawn.yes[world])
    best = ending(pool, brief, replace(everybody(pool, start.first, drawn), team=team), ROUNDS)
    return (
        f"yes {chance:.0%}, {worlds} worlds: greedy {greedy.reach:,.0f} people, floor {greedy.chance:.0%}; "
        f"optimiser {best.reach:,.0f} people, floor {best.chance:.0%}"
    )


def _planned_rounds(here: Setting, brief: Brief, yes: Bools) -> Bools:
    """Who is booked after rounds in which the optimiser plans around every reply; among the pool."""
    from planner.brief.brief import MustHave

    table, study, pool = here.study.table, here.study, here.pool
    names = [str(table.creator_ids[table.account[row]]) for row in pool.rows]
    outside = set(table.creator_ids.tolist()) - set(names)
    signed: dict[str, str] = {}
    gone: set[str] = set()
    now = here.plan
    for number in range(ROUNDS):
        for row in now.tolist():
            at = pool.at(str(table.creator_ids[table.account[row]]))
            name = str(table.creator_ids[table.account[row]])
            if at is not None and yes[at]:
                signed[name] = str(table.package_ids[row])
            else:
                gone.add(name)
        if number == ROUNDS - 1:
            break
        must = tuple(MustHave(creator=name, package=kind, signed=True) for name, kind in signed.items())
        asked = brief.model_copy(update={"must_have": must, "excluded": tuple((gone | outside) - set(signed))})
        found = solve(table, asked, study.roster, Watch())
        if not isinstance(found, Plan):
            # The floor is out of reach with who is left: as much as possible instead.
            found = solve(table, asked.model_copy(update={"reach_floor": None}), study.roster, Watch())
        now = bookings_of(table, found.picks).index if isinstance(found, Plan) else np.empty(0, np.int64)
    return pool.places_of(signed)


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """The mean over rosters, and the range."""
    for goal in GOALS:
        for chance in CHANCES:
            for way in (ONCE, EVERYBODY, OURS, KNOWING):
                mine = [one for one in lines if (one.goal, one.chance, one.way) == (goal, chance, way)]
                yield (
                    goal.replace("_", " "),
                    f"{chance:.0%}",
                    way,
                    _spread([100 * (one.end.chance or 0) for one in mine], "%"),
                    _spread([100 * one.end.rules for one in mine], "%"),
                    _spread([100 * one.end.overspent for one in mine], "%"),
                    f"{100 * max(one.worst for one in mine):.0f} %",
                    _spread([one.end.contacted for one in mine]),
                    _spread([one.end.booked for one in mine]),
                    _spread([one.end.reach / 1000 for one in mine], "k"),
                    _spread([one.end.spend_cents / 100_000 for one in mine], "k"),
                )


def _spread(values: Sequence[float], unit: str = "") -> str:
    return f"{np.mean(values):.0f} ({min(values):.0f}-{max(values):.0f}){unit and ' ' + unit}"


if __name__ == "__main__":
    sys.exit(main())
