"""`python -m benchmarks.market DIR...`: plans out of catalogues, with time, memory and disk reads.

Each plan is made in a process of its own. The forecast pass is the first pass over the catalogue, of each campaign
where several share a budget; the figures of the plan leave it out.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks.growth import Point, drawn
from benchmarks.report import table
from planner import planning
from planner.brief.brief import Brief
from planner.catalogue import Catalogue, Shard
from planner.catalogue.engine import Threads
from planner.catalogue.shortlist import Seeding
from planner.catalogue.whole import CatalogueMarket, Taking
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan, Refusal
from planner.portfolio.answer import Answered, Together
from planner.portfolio.plan import plan_together
from planner.portfolio.portfolio import Portfolio

BUDGETS = {"tight": 40_000, "middle": 400_000, "large": 2_000_000}
"""In currency units, as in `benchmarks.world`."""
REFUSED = "refused"
"""In place of a budget: a brief whose rules conflict, with what would mend each."""
TOGETHER = {"two": 2, "three": 3}
"""In place of a budget: so many campaigns that share the middle one."""
MARKETS = (("US", "CA", "BR"), ("GB", "DE", "FR", "ES"), ("US", "GB", "CA"))
"""Countries of their audiences."""
COUNTRIES = ("US", "GB", "DE", "FR", "ES", "IT", "CA", "AU")
HEAD = (
    *("creators", "budget", "threads", "forecast s", "its processor s", "plan s", "processor s"),
    *("passes", "list s", "files", "peak MB", "read MB", "picks", "gap %"),
)
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """One plan to make."""

    directory: Path
    budget: str
    threads: int


@dataclass(frozen=True)
class Took:
    """What one work on some files took, by the clock and of processors."""

    work: object
    files: int
    seconds: float
    processor: float


@dataclass(frozen=True)
class Timed:
    """An engine that writes down what each work took."""

    engine: Threads
    took: list[Took] = field(default_factory=list)

    def each(self, work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch) -> Iterator[T]:
        """See `Engine`."""
        began, processor = time.perf_counter(), time.process_time()
        yield from self.engine.each(work, shards, watch)
        seconds, used = time.perf_counter() - began, time.process_time() - processor
        self.took.append(Took(work, len(shards), seconds, used))


def brief_of(budget: int) -> Brief:
    """A reach campaign over 12 segments with eight rules that couple all creators, and a stock of product."""
    audience = [
        {
            "name": f"Segment {at + 1}",
            "size": 20_000_000 + 6_000_000 * at,
            "kappa": 5.0,
            "country": COUNTRIES[at % len(COUNTRIES)],
            **({"gender": "female"} if at >= len(COUNTRIES) else {}),
        }
        for at in range(12)
    ]
    return Brief.read(
        {
            "name": "Benchmark",
            "budget_cents": budget * 100,
            "audience": audience,
            "resources": {"units": {"stock": 300}},
            "compensation": {"affiliate": {"count": {"max": 20}}, "event": {"count": {"max": 10}}},
            "pyramid": {
                "micro": {"headcount": {"min": 0.5}, "spend": {"min": 0.2}},
                "mid": {"headcount": {"min": 0.1}},
                "macro": {"spend": {"max": 0.4}},
            },
            "pyramid_order": True,
            "platforms": {"instagram": {"spend": {"max": 0.6}}, "tiktok": {"spend": {"min": 0.1}}},
            "tolerance": 0.001,
            "time_limit": 600,
        }
    )


def refused() -> Brief:
    """A brief of which no catalogue of `benchmarks.catalogue` has a plan: little money, strict filters, one country."""
    return Brief.read(
        {
            "name": "Refused",
            "budget_cents": 100_000,
            "audience": [
                {"name": "Women", "size": 20_000_000, "country": "DE", "gender": "female", "floor": 19_000_000},
                {"name": "US", "size": 40_000_000, "country": "US"},
            ],
            "creators": {"min": 40, "max": 60},
            "compensation": {"cash": {"headcount": {"min": 0.9}}},
            "countries": {"DE": {"headcount": {"min": 1.0}}},
            "pyramid": {
                "micro": {"headcount": {"min": 0.7}, "spend": {"min": 0.4}},
                "mid": {"headcount": {"min": 0.1}},
            },
            "platforms": {"instagram": {"spend": {"min": 0.4}}},
            "largest_share": 0.25,
            "quality": {"min_fit": 0.6, "min_authenticity": 0.6, "max_fake_share": 0.2, "strict": True},
            "time_limit": 60,
        }
    )


def together(campaigns: int) -> Portfolio:
    """Campaigns in different countries, with the rules of `brief_of`, that share its middle budget."""
    members = []
    for at, countries in enumerate(MARKETS[:campaigns]):
        audience = [
            {"name": country, "size": 20_000_000 + 6_000_000 * place, "kappa": 5.0, "country": country}
            for place, country in enumerate(countries)
        ]
        budget = BUDGETS["middle"] * (campaigns - at)
        members.append({"brief": brief_of(budget).model_dump(mode="json") | {"name": f"{at}", "audience": audience}})
    return Portfolio.read({"budget_cents": BUDGETS["middle"] * 100, "campaigns": members, "time_limit": 600})


def answered(asked: Asked, engine: Timed) -> Outcome | Answered:
    """The answer out of a catalogue."""
    catalogue, watch = Catalogue.open(asked.directory), Watch()
    if asked.budget in TOGETHER:
        portfolio = together(TOGETHER[asked.budget])
        market = CatalogueMarket.for_all(catalogue, list(portfolio.likely()), watch, engine)
        rosters = len(portfolio.campaigns)
        return market.ask(lambda roster: plan_together(portfolio, [roster] * rosters, watch), watch)
    brief = refused() if asked.budget == REFUSED else brief_of(BUDGETS[asked.budget])
    market = CatalogueMarket.open(catalogue, brief, watch, engine)
    return market.ask(lambda roster: planning.plan(roster, brief, watch), watch)


def made(asked: Asked) -> tuple[str, ...]:
    """The cells of one plan, made in this process."""
    engine = Timed(Threads(asked.threads))
    began, processor, read = time.perf_counter(), time.process_time(), _read()
    plan = answered(asked, engine)
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    lists = [one for one in engine.took if isinstance(one.work, Taking)]
    passes = [one for one in engine.took if not isinstance(one.work, Taking)]
    # Of each campaign the first pass forecasts everybody.
    firsts = [one for one in passes if isinstance(one.work, Seeding)] or passes[:1]
    forecast, its = (sum(getattr(one, name) for one in firsts) for name in ("seconds", "processor"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    picks, gap = (str(len(plan.picks)), f"{plan.proof.gap:.3%}") if isinstance(plan, Plan) else (plan.kind, "")
    if isinstance(plan, Together):
        picks, gap = str(sum(len(part.plan.picks) for part in plan.parts)), f"{plan.proof.gap:.3%}"
    if isinstance(plan, Refusal):
        picks = f"{sum(one.fix is not None for one in plan.conflicts)} of {len(plan.conflicts)} changes"
    return (
        f"{Catalogue.open(asked.directory).creators:,}",
        asked.budget,
        str(asked.threads),
        f"{forecast:.1f}",
        f"{its:.1f}",
        f"{seconds - forecast:.1f}",
        f"{used - its:.1f}",
        str(len(passes) - len(firsts)),
        f"{sum(one.seconds for one in lists):.1f}",
        str(sum(one.files for one in lists)),
        f"{peak:,.0f}",
        f"{(_read() - read) / 1e6:,.0f}",
        picks,
        gap,
    )


def _read() -> int:
    """Bytes that this process has had the disk read."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("read_bytes"))


def _lines(rows: Sequence[tuple[str, ...]], threads: str) -> dict[str, list[Point]]:
    """Of the forecast and of each budget's plan, the mean seconds of markets of each size."""
    found: dict[str, dict[float, list[float]]] = {}
    for row in rows:
        cells = dict(zip(HEAD, row, strict=True))
        if cells["threads"] == threads:
            creators = float(cells["creators"].replace(",", ""))
            for name, cell in (("forecast", "forecast s"), (f"plan, {cells['budget']}", "plan s")):
                found.setdefault(name, {}).setdefault(creators, []).append(float(cells[cell]))
    return {name: [(at, sum(one) / len(one)) for at, one in sorted(line.items())] for name, line in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.market", description="Plan out of catalogues.")
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--budgets", nargs="+", choices=(*BUDGETS, REFUSED, *TOGETHER), default=tuple(BUDGETS))
    parser.add_argument("--threads", nargs="+", type=int, default=(1, 2))
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="how it grows, drawn (of the most threads)")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        print("|".join(made(Asked(asked.directories[0], asked.budgets[0], asked.threads[0]))))
        return 0
    rows = []
    for directory in asked.directories:
        for budget in asked.budgets:
            for threads in asked.threads:
                command = ["--one", "--budgets", budget, "--threads", str(threads), "--", str(directory)]
                run = subprocess.run(
                    [sys.executable, "-m", "benchmarks.market", *command], check=True, capture_output=True, text=True
                )
                rows.append(tuple(run.stdout.strip().split("|")))
                print(*rows[-1], file=sys.stderr, flush=True)
    print(table(HEAD, rows))
    if asked.plot is not None:
        asked.plot.write_text(drawn(_lines(rows, str(max(asked.threads))), "How a plan grows with its market"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
