"""Plans for the tests of exports: a small one by hand, and texts that must stay text."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from planner.brief.brief import Brief
from planner.domain.roster import Compensation, Format, Platform, Tier
from planner.exports.dossier import Dossier
from planner.intake import ReadSettings, read_roster
from planner.outcome import LimitReport, Pick, Plan, Proof
from planner.planning import plan
from planner.totals import SegmentReach, TierTotals, Totals

ROOT = Path(__file__).parents[1]

HOSTILE = (
    '=HYPERLINK("http://192.0.2.1/","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\tcmd",
    "=cmd|' /C calc'!A0",
    "http://192.0.2.1/a",
    "internal:Summary!A1",
    "{=1+1}",
    "<b>&amp;</b>]]>",
    "'quoted",
    "'=quoted",
    "_x0041_",
    "12,5",
    "0012",
    "nan",
    "TRUE",
    " padded ",
    "line\nbreak",
    "ümlaut 日本 🙂",
    "a" * 500,
)
BRIEF = Brief.read(
    {
        "name": "Spring launch",
        "budget_cents": 6_000_000,
        "pyramid": {"micro": {"headcount": {"min": 0.5}, "spend": {"min": 0.1}}, "macro": {"count": {"max": 2}}},
        "pyramid_order": True,
        "categories": {"food & drink": {"count": {"min": 1}}},
        "largest_share": 0.5,
    }
)


def pick(handle: str, tier: Tier, count: int, cents: int, /, **other: object) -> Pick:
    known: dict[str, object] = {
        "creator": f"instagram:{handle}",
        "handle": handle,
        "name": handle.title(),
        "platform": Platform.INSTAGRAM,
        "tier": tier,
        "country": "US",
        "category": "food & drink",
        "followers": 20_000,
        "package": "1 reel, cash",
        "deliverables": {Format.REEL: 1},
        "compensation": Compensation.CASH,
        "count": count,
        "cost_cents": cents * count,
        "value_cents": cents * count + 1_850 * count,
        "fee_estimated": False,
        "evidence": "measured reach",
        "reach": 7_000.5 * count,
        "target_reach": 3_000.25 * count,
        "incremental_reach": 1_234.5,
        "impressions": 9_000.75 * count,
        "engagements": 311.4 * count,
        "score": 0.0,
        "fit": 0.7,
        "authenticity": None,
        "fake_share": None,
        "engagement_rate": 0.02,
    }
    return Pick.model_validate({**known, **other})


def plan_of(picks: list[Pick], brief: Brief = BRIEF) -> Plan:
    cost = sum(p.cost_cents for p in picks)
    creators = sum(p.count for p in picks)
    tiers = {t: sum(p.count for p in picks if p.tier is t) for t in Tier}
    spent = {t: sum(p.cost_cents for p in picks if p.tier is t) for t in Tier}
    target = sum(p.target_reach for p in picks)

    def limit(rule: str, name: str, sense: str, numbers: tuple[float, float], unit: str, path: str) -> LimitReport:  # noqa: PLR0913 read as a table
        used, bound = numbers
        met = used <= bound if sense == "<=" else used >= bound
        return LimitReport(rule=rule, name=name, sense=sense, used=used, bound=bound, unit=unit, met=met, path=path)

    order = "At least as many micro creators as mid-tier"
    limits = (
        limit("budget", "Spend at most $60,000 in cash", "<=", (cost, 6_000_000), "money", "budget_cents"),
        limit(
            "pyramid",
            "Micro at least 50% of all creators",
            ">=",
            (tiers[Tier.MICRO] / max(creators, 1), 0.5),
            "share",
            "pyramid.micro.headcount.min",
        ),
        limit(
            "pyramid",
            "Micro at least 10% of the cash spent",
            ">=",
            (spent[Tier.MICRO] / max(cost, 1), 0.1),
            "share",
            "pyramid.micro.spend.min",
        ),
        limit(
            "pyramid", "At most 2 Macro creators", "<=", (tiers[Tier.MACRO], 2), "creators", "pyramid.macro.count.max"
        ),
        limit("pyramid_order", order, ">=", (tiers[Tier.MICRO] - tiers[Tier.MID], 0), "creators", "pyramid_order"),
        limit("categories", "Food", ">=", (creators, 1), "creators", "categories.food & drink.count.min"),
        limit("reach_floor", "Reach at least 1,000 people", ">=", (target * 0.8, 1_000), "people", "reach_floor"),
        limit(
            "resources", "Use at most 120 product units", "<=", (17.5, 120), "amount", "resources.product_units.stock"
        ),
    )
    totals = Totals(
        creators=creators,
        posts=sum(p.posts for p in picks),
        cost_cents=cost,
        value_cents=sum(p.value_cents for p in picks),
        budget_left_cents=6_000_000 - cost,
        gross_reach=sum(p.reach for p in picks),
        target_reach=target,
        unique_reach=target * 0.8,
        frequency=1.25 if target else 0.0,
        impressions=sum(p.impressions for p in picks),
        engagements=sum(p.engagements for p in picks),
        score=0.0,
        estimated_fees=0,
        segments=(
            SegmentReach(
                name="My market",
                size=2_000_000,
                gross=target,
                unique=target * 0.8,
                independent=target * 0.95,
                pool=target * 0.3,
            ),
        ),
        tiers=tuple(
            TierTotals(
                tier=t, creators=tiers[t], cost_cents=spent[t], engagements=0, gross_reach=0, unique_reach=tiers[t] * 9
            )
            for t in Tier
        ),
    )
    proof = Proof(
        goal=target * 0.8,
        bound=target * 0.8004,
        gap=0.0005,
        tolerance=0.001,
        closed=True,
        how="direct",
        solver="HiGHS",
        seconds=0.4,
        packages=812,
        checked=True,
    )
    return Plan(goal=brief.goal.kind, picks=tuple(picks), totals=totals, limits=limits, proof=proof, notes=("A note.",))


@cache
def sample() -> Plan:
    return plan_of(
        [
            pick("lina.hart", Tier.MACRO, 1, 1_234_567, must_have=True),
            pick("mo", Tier.MID, 2, 100_050),
            pick("archetype", Tier.MICRO, 7, 33_333, fee_estimated=True),
            pick("gift", Tier.MICRO, 1, 0, compensation=Compensation.PRODUCT, engagements=0.0, impressions=0.0),
        ]
    )


def dossier(plan: Plan | None = None, brief: Brief = BRIEF, **other: object) -> Dossier:
    return Dossier(sample() if plan is None else plan, brief, **other)  # type: ignore[arg-type]


@cache
def real() -> Dossier:
    """The sample campaign, planned."""
    brief = Brief.read((ROOT / "sample_data/brief.json").read_bytes())
    reading = read_roster("roster.csv", (ROOT / "sample_data/roster.csv").read_bytes(), ReadSettings())
    made = plan(reading.roster, brief)
    assert isinstance(made, Plan)
    return Dossier(made, brief, reading.roster, date(2027, 1, 4))
