"""A world whose rates differ from the benchmarks, and the results of campaigns in it: the same for the same seed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.debrief.expected import Slot, expectations
from planner.domain.creators import Creator, Package
from planner.domain.platforms import formats_of
from planner.domain.results import Result
from planner.domain.roster import Format, Platform, Roster
from planner.forecast import reach, skewed
from planner.forecast.assumptions import default_assumptions
from planner.forecast.levels import LEVELS
from planner.forecast.spreads import spread_key, spread_of, third_of
from planner.outcome import Pick, Plan

CREATORS = 400
AVAILABLE = 0.6
"""Part of the creators who can be booked for any one campaign."""
OFF = float(np.log(2))
BUNDLES: dict[Platform, tuple[dict[Format, int], ...]] = {
    Platform.INSTAGRAM: ({Format.POST: 1}, {Format.REEL: 1}, {Format.REEL: 2}, {Format.POST: 1, Format.STORY: 2}),
    Platform.TIKTOK: ({Format.VIDEO: 1}, {Format.VIDEO: 2}),
    Platform.YOUTUBE: ({Format.INTEGRATION: 1},),
}
FEE = {Format.POST: "fee_feed_post", Format.REEL: "fee_reel", Format.STORY: "fee_story_set"}
FEE_ELSE = {Platform.TIKTOK: "fee_video", Platform.YOUTUBE: "fee_integration"}
SHARES = {Platform.INSTAGRAM: 0.6, Platform.TIKTOK: 0.25, Platform.YOUTUBE: 0.15}
SIZES = {"nano": (1e3, 1e4), "micro": (1e4, 5e4), "mid": (5e4, 5e5), "macro": (5e5, 1e6)}
OF_SIZE = (0.35, 0.35, 0.22, 0.08)


def brief_of(number: int) -> Brief:
    """One campaign's brief: the most unique reach for 60,000 dollars, no creator above a tenth of it."""
    return Brief.read(
        {
            "name": f"Campaign {number + 1}",
            "budget_cents": 6_000_000,
            "audience": [{"size": 12_000_000}],
            "largest_share": 0.1,
            "tolerance": 0.005,
        }
    )


@dataclass(frozen=True)
class _Truth:
    """Factors on the benchmarks in this world, by group; all within a factor of two."""

    reach: dict[tuple[str, str, str], float]
    response: dict[tuple[str, str], float]
    posting: float
    fees: dict[tuple[str, str], float]


class World:
    """Creators with their true rates, hidden from the planner.

    shared: part of the deviation from the benchmarks, on the log scale, that all groups of the world have in common,
    0 to 1; the rest is each group's own. No rate is off by more than a factor of two either way.
    """

    def __init__(self, seed: int, shared: float = 0.0) -> None:
        self._seed = seed
        random = np.random.default_rng([seed, 1])
        self._numbers = default_assumptions()
        market, own = random.uniform(-OFF, OFF) * shared, OFF * (1 - shared)
        self._truth = _Truth(
            reach={
                (p, f, level): float(np.exp(market + random.uniform(-own, own)))
                for p in BUNDLES
                for f in formats_of(p)
                for level in LEVELS
            },
            response={(p, level): float(np.exp(random.uniform(-OFF, OFF))) for p in BUNDLES for level in LEVELS},
            posting=float(random.uniform(0.72, 0.98)),
            fees={(p, level): float(np.exp(random.uniform(-OFF, OFF))) for p in BUNDLES for level in LEVELS},
        )
        self._last: tuple[Plan, list[tuple[Pick, list[Slot]]]] | None = None
        self._own: dict[str, float] = {}
        self._level: dict[str, str] = {}
        self._own_response: dict[str, float] = {}
        self._people = tuple(self._creator(at, random) for at in range(CREATORS))

    def available(self, number: int) -> Roster:
        """Who can be booked for this campaign."""
        random = np.random.default_rng([self._seed, 2, number])
        there = random.random(CREATORS) < AVAILABLE
        return Roster.of([c for c, yes in zip(self._people, there, strict=True) if yes], "World")

    def results(self, plan: Plan, number: int, day: datetime.date) -> tuple[Result, ...]:
        """One draw of a plan's results: a row per post, and one with a status where none appeared."""
        random = np.random.default_rng([self._seed, 3, number])
        shock_sd = self._numbers.number("campaign_common_shock_log_sd")
        shock = float(np.exp(random.normal(-(shock_sd**2) / 2, shock_sd)))
        rows = []
        for pick, slots in self.slots(plan):
            common = {"handle": pick.handle, "platform": pick.platform, "source": "world", "date": day}
            if random.random() > self._truth.posting:
                rows.append(Result(**{**common, "date": None}, posts=0, cost_cents=0))
                continue
            for slot in slots:
                level = self._level[pick.handle]
                within, _ = spread_of(self._numbers, pick.platform, slot.format, level)
                answers = self._numbers.number("response_within_log_sd")
                for at in range(slot.posts):
                    luck = float(np.exp(random.normal(-(within**2) / 2, within))) * shock
                    response = float(np.exp(random.normal(-(answers**2) / 2, answers)))
                    rows.append(
                        Result(
                            **common,
                            format=slot.format,
                            link=f"{pick.creator}/{number}/{slot.format}/{at}",
                            reach=max(1, round(slot.reach * luck)),
                            likes=max(1, round(slot.engagements * luck * response)),
                            cost_cents=pick.cost_cents // sum(s.posts for s in slots),
                        )
                    )
        return tuple(rows)

    @property
    def posting(self) -> float:
        """Chance that a booking is posted, the same for all."""
        return self._truth.posting

    def group(self, platform: Platform, f: Format, level: str) -> float:
        """Factor on the benchmark of reach here."""
        return self._truth.reach[platform, f, level]

    def true_reach(self, plan: Plan) -> float:
        """Unique people whom the plan reaches in this world on average: its picks' true mean reach and chances.

        The mean of the curve is taken at the mean of its weights: small picks make the two nearly equal.
        """
        return self.unique(self.slots(plan), [self.posting] * len(plan.picks))

    def unique(self, picks: Sequence[tuple[Pick, Sequence[Slot]]], chances: Sequence[float]) -> float:
        """Unique people whom these posts reach when each pick's appear with its chance."""
        size = float(brief_of(0).audience[0].size)
        kappa = self._numbers.number("nbd_kappa_mixed_niche")
        total = 0.0
        for (pick, slots), chance in zip(picks, chances, strict=True):
            people = self._together(pick.followers, slots) * chance
            total += float(reach.weight(min(people / size, 0.95), kappa))
        return float(reach.unique_reach(total, size, kappa))

    def _together(self, followers: int, slots: Sequence[Slot]) -> float:
        growth = self._numbers.number("reach_growth_by_repeats")
        kinds = []
        for slot in slots:
            name = "reach_ceiling_c_feed" if slot.format is Format.POST else f"reach_ceiling_{slot.format}"
            ceiling = max(self._numbers.number(name) * followers, growth * slot.reach)
            kinds.append((ceiling, ceiling * (1 - (1 - slot.reach / ceiling) ** slot.posts)))
        top = max(ceiling for ceiling, _ in kinds)
        missed = 1.0
        for _, people in kinds:
            missed *= 1 - people / top
        return top * (1 - missed)

    def slots(self, plan: Plan) -> list[tuple[Pick, list[Slot]]]:
        """Each pick with its posts as they truly are on average, whatever the plan's brief has learned."""
        if self._last is not None and self._last[0] is plan:
            return self._last[1]
        plain = brief_of(0)
        found = []
        for expected in expectations(plan, plain, None):
            pick = expected.pick
            slots = []
            for slot in expected.slots:
                times = self._truth.reach[pick.platform, slot.format, expected.level] * self._own[pick.handle]
                answer = self._truth.response[pick.platform, expected.level] * self._own_response[pick.handle]
                slots.append(
                    Slot(
                        format=slot.format,
                        posts=slot.posts,
                        reach=slot.usual_reach * times,
                        impressions=slot.impressions,
                        engagements=slot.usual_engagements * times * answer,
                        usual_reach=slot.usual_reach,
                        usual_engagements=slot.usual_engagements,
                    )
                )
            found.append((pick, slots))
        self._last = (plan, found)
        return found

    def _creator(self, at: int, random: np.random.Generator) -> Creator:
        platform = list(SHARES)[int(random.choice(len(SHARES), p=list(SHARES.values())))]
        level = list(SIZES)[int(random.choice(len(SIZES), p=OF_SIZE))]
        low, high = SIZES[level]
        followers = int(np.exp(random.uniform(np.log(low), np.log(high))))
        handle = f"creator{at:03d}"
        self._level[handle] = level
        _, spread = spread_of(self._numbers, platform, formats_of(platform)[0], level)
        third = third_of(self._numbers, spread_key(platform, formats_of(platform)[0]), level)
        self._own[handle] = _factor(random, spread, third)
        answers = self._numbers.number("response_between_log_sd", platform, level)
        skew = self._numbers.number("response_between_log_skew")
        self._own_response[handle] = _factor(random, answers, skew * answers**3)
        around = float(np.exp(random.normal(0, 0.5))) * self._truth.fees[platform, level]
        middle = self._numbers.number("archetype_followers", tier=level)
        curve = (followers / middle) ** self._numbers.number("fee_follower_elasticity") * around
        packages = tuple(
            Package(
                id=f"package {n}",
                deliverables=bundle,
                fee_cents=round(self._fee(platform, level, bundle) * curve) * 100,
            )
            for n, bundle in enumerate(BUNDLES[platform])
        )
        return Creator(handle=handle, platform=platform, followers=followers, packages=packages)

    def _fee(self, platform: Platform, level: str, bundle: dict[Format, int]) -> float:
        return sum(
            self._numbers.number(FEE.get(f, FEE_ELSE.get(platform, "")), platform, level)
            * (1 if f is Format.STORY else number)
            for f, number in bundle.items()
        )


def _factor(random: np.random.Generator, sd: float, third: float) -> float:
    """One factor of mean 1 with such logs."""
    lean, normal = random.standard_normal((2, 1, 1))
    return float(skewed.factors(lean, normal, (np.array([[sd**2]]), np.array([[third]])), np.ones((1, 1)))[0, 0])
