"""Cases for every rule: a demand, a plan that meets it, and one that breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from planner.brief.brief import Brief
from planner.forecast.table import PackageTable
from tests import builders

ROSTER = builders.roster(
    builders.creator(
        "anna",
        builders.package("reel", 500, reels=1, units=1),
        builders.package("gift", 0, reels=1, units=2, compensation="product"),
        country="DE",
        category="food",
        followers=20_000,
        fit=0.8,
        authenticity=0.9,
        fake_share=0.1,
        engagement_rate=0.03,
        attributes={"language": "de; en"},
    ),
    builders.creator(
        "ben",
        builders.package("video", 1_000, videos=1),
        platform="tiktok",
        country="FR",
        category="sport",
        followers=30_000,
        fit=0.4,
        authenticity=0.5,
        fake_share=0.3,
        engagement_rate=0.05,
        attributes={"language": "fr"},
    ),
    builders.creator(
        "cleo",
        builders.package("integration", 4_000, integrations=1),
        platform="youtube",
        country="DE",
        category="food",
        followers=200_000,
        attributes={"language": "DE"},
    ),
    builders.creator(
        "dina",
        builders.package("reel", 9_000, reels=1),
        country="DE",
        followers=900_000,
        fit=0.9,
        attributes={"language": "en/de"},
    ),
    builders.creator("tiny", builders.package("post", 10, posts=1), platform="x", followers=500),
    builders.creator("crowd", builders.package("post", 300, posts=1, wave=2), platform="facebook", available=3),
    builders.creator(
        "gina",
        builders.package("box", 200, reels=1, compensation="product"),
        follows_brand=True,
        values_match=0.9,
        sponsored_load=0.1,
        comments=40.5,
    ),
    builders.creator(
        "hans",
        builders.package("box", 100, reels=1, compensation="product"),
        follows_brand=False,
        mentions_brand=True,
        values_match=0.2,
        sponsored_load=0.8,
        comments=39.5,
    ),
    builders.creator("iris", builders.package("late", 100, reels=1, wave=2), availability="1, 3"),
    builders.creator("jo", builders.package("daily", 100, reels=6)),
)
ANNA, BEN, CLEO, DINA = "instagram:anna", "tiktok:ben", "youtube:cleo", "instagram:dina"
TINY, CROWD, GINA, HANS = "x:tiny", "facebook:crowd", "instagram:gina", "instagram:hans"
IRIS, JO = "instagram:iris", "instagram:jo"
DINA_ORGANIC = f"{DINA}/reel"
THREE = [{"name": name} for name in ("Teaser", "Launch", "Echo")]


@dataclass(frozen=True)
class Case:
    """A demand (`asked` of the brief, made by the field `path`), a plan that meets it, and one that does not.

    Plans are creator ids, with `/package` where a creator has several, and `*n` for n of an archetype.
    """

    rule: str
    path: str
    asked: dict[str, Any]
    good: tuple[str, ...]
    bad: tuple[str, ...]

    def __str__(self) -> str:
        return self.path


def _mix(field: str, part: str, good: tuple[str, ...], others: tuple[str, ...]) -> list[Case]:
    """The six bands of one part: `good` are two inside it, `others` two that are not."""

    def case(kind: str, end: str, bound: float, plans: tuple[tuple[str, ...], tuple[str, ...]]) -> Case:
        return Case(field, f"{field}.{part}.{kind}.{end}", {field: {part: {kind: {end: bound}}}}, *plans)

    one, mixed = good[:1], (good[0], others[0])
    return [
        case("count", "min", 2, (good, mixed)),
        case("count", "max", 1, (mixed, good)),
        case("headcount", "min", 0.5, (mixed, (good[0], *others))),
        case("headcount", "max", 0.5, (mixed, one)),
        case("spend", "min", 0.9999, (good, mixed)),
        case("spend", "max", 0.0, (others, good)),
    ]


def _attributes() -> list[Case]:
    """The bands of creators who speak German, some of whom speak another language as well; crowd's is not known."""
    return [
        Case(
            case.rule,
            case.path.replace(".de.", ".language.de."),
            {"attributes": {"language": case.asked["attributes"]}},
            case.good,
            case.bad,
        )
        for case in _mix("attributes", "de", (ANNA, DINA), (BEN, CROWD))
    ]


def _partnerships() -> list[Case]:
    """The bands of creators in several waves: everybody is in all three but crowd, who is in the second."""
    made = []
    for case in _mix("partnerships", "", (ANNA, BEN), (CROWD, f"{CROWD}*2")):
        asked = {"partnerships": case.asked["partnerships"][""], "waves": THREE}
        plans = [
            tuple(name for name in plan if name != CROWD or f"{CROWD}*2" not in plan) for plan in (case.good, case.bad)
        ]
        made.append(Case("partnerships", case.path.replace("..", "."), asked, *plans))
    return made


def _group(**wish: Any) -> dict[str, Any]:
    return {"groups": [{"name": "the trio", "creators": [ANNA, BEN, CLEO], **wish}]}


def _audience(**wish: Any) -> dict[str, Any]:
    return {"audience": [{"name": "Germany", "size": 1_000_000, **wish}]}


@cache
def table_of(brief_json: str) -> PackageTable:
    """The forecast for a brief."""
    return builders.table(ROSTER, Brief.read(brief_json))


def plan_of(names: tuple[str, ...], table: PackageTable) -> tuple[list[int], list[int]]:
    """Rows and counts of a plan written as in `Case`."""
    rows, counts = [], []
    for name in names:
        head, _, times = name.partition("*")
        who, _, what = head.partition("/")
        found = [int(row) for row in table.rows_of(who) if what in ("", table.package_ids[row])]
        rows.append(found[-1])
        counts.append(int(times or 1))
    return rows, counts


def _surely_cases() -> list[Case]:
    """Floors that a forecast meets, but not with 95 % confidence: good plans forecast a quarter more."""
    two = [{"name": name, "size": 500_000, "audience_share": 0.5} for name in ("a", "b")]
    bare = table_of(builders.brief().model_dump_json())

    def forecast(names: tuple[str, ...]) -> tuple[float, float]:
        rows, counts = (np.array(part) for part in plan_of(names, bare))
        return float(bare.unique_reach(rows, counts)[0]), float(counts @ bare.engagements[rows])

    less, engaged = forecast((ANNA,))
    people, likes = int(less * 0.9), round(engaged * 0.9)
    sure = {"confidence": 0.95}
    return [
        Case("reach_floor", "reach_floor", {**sure, "reach_floor": people}, (ANNA, DINA), (ANNA,)),
        Case("reach_floor", "reach_floor", {**sure, "audience": two, "reach_floor": people}, (ANNA, DINA), (ANNA,)),
        Case("reach_floor", "reach_floor", {**sure, "confidence": 0.51, "reach_floor": people}, (ANNA,), ()),
        Case("audience", "audience.0.floor", {**sure, **_audience(floor=people)}, (ANNA, DINA), (ANNA,)),
        Case("engagement_floor", "engagement_floor", {**sure, "engagement_floor": likes}, (ANNA, DINA), (ANNA,)),
    ]


def _wave_cases() -> list[Case]:
    """Three waves: crowd's posts of 300 are in the second, all others are spread over the three."""

    def case(wave: int, kind: str, end: str, bound: int, plans: tuple[tuple[str, ...], tuple[str, ...]]) -> Case:
        waves: list[dict[str, Any]] = [{"name": name} for name in ("Teaser", "Launch", "Echo")]
        waves[wave][kind] = {end: bound}
        return Case("waves", f"waves.{wave}.{kind}.{end}", {"waves": waves}, *plans)

    return [
        # 1,000.00 is 333.34 in the first wave and 333.33 in the others.
        case(0, "cash_cents", "min", 33_334, ((BEN,), (f"{CROWD}*3",))),
        case(0, "cash_cents", "max", 33_334, ((BEN, f"{CROWD}*3"), (BEN, HANS))),
        case(1, "cash_cents", "max", 33_333, ((BEN,), (BEN, CROWD))),
        case(1, "cash_cents", "min", 33_334, ((BEN, CROWD), (BEN,))),
        case(2, "cash_cents", "max", 0, ((CROWD,), (BEN,))),
        case(0, "posts", "max", 1, ((BEN, CROWD), (BEN, ANNA))),
        case(1, "posts", "min", 2, ((f"{CROWD}*2",), (BEN, CROWD))),
        case(1, "posts", "max", 0, ((BEN,), (CROWD,))),
        # A package of one post has it in the first of its waves.
        case(1, "creators", "min", 2, ((f"{CROWD}*2",), (BEN, CROWD))),
        case(1, "creators", "max", 1, ((BEN, JO), (JO, CROWD))),
    ]


def _extra_cases() -> list[Case]:
    """Money behind posts and rights: each is a package of its own, named by what is added."""
    boosted, organic = f"{ANNA}/reel, with $100 behind each post", f"{ANNA}/reel"
    asked = {"usage": {"count": {"min": 1}}, "exclusivity": {"count": {"max": 0}}}
    most = {"usage": {"count": {"min": 1, "max": 1}}}
    used = [f"{one}, with usage rights" for one in (f"{ANNA}/reel", f"{BEN}/video")]

    def case(spend: dict[str, float], good: tuple[str, ...], bad: tuple[str, ...]) -> Case:
        (end,) = spend
        boosting = {"cents_per_post": [10_000], "spend": spend}
        return Case("boosting", f"boosting.spend.{end}", {"boosting": boosting}, good, bad)

    return [
        # 500 for the reel, 150 for allowlisting, 100 behind the post: 13.33 % of 750.
        case({"min": 0.13}, (boosted,), (organic,)),
        case({"min": 0.13}, (boosted,), (boosted, DINA_ORGANIC)),
        case({"max": 0.13}, (boosted, DINA_ORGANIC), (boosted,)),
        case({"max": 0.0}, (organic,), (boosted,)),
        Case("rights", "rights.usage.count.min", {"rights": asked}, (used[0], DINA_ORGANIC), (organic,)),
        Case("rights", "rights.usage.count.max", {"rights": most}, (used[0],), tuple(used)),
    ]


CASES = [
    Case("budget", "budget_cents", {"budget_cents": 100_000}, (BEN,), (BEN, CROWD)),
    Case("budget", "budget_cents", {"budget_cents": 0}, ("instagram:anna/gift",), (CROWD,)),
    Case("resources", "resources.units.stock", {"resources": {"units": {"stock": 1.5}}}, (ANNA,), (f"{ANNA}/gift",)),
    Case("resources", "resources.units.stock", {"resources": {"units": {"stock": 0}}}, (BEN,), (ANNA,)),
    Case("largest_share", "largest_share", {"largest_share": 0.1}, (BEN,), (BEN, CLEO)),
    Case("largest_cents", "largest_cents", {"largest_cents": 100_000}, (BEN,), (BEN, CLEO)),
    *_extra_cases(),
    Case("reach_floor", "reach_floor", {"reach_floor": 50_000}, (DINA, CLEO), (ANNA,)),
    Case(
        "reach_floor",
        "reach_floor",
        {"audience": [{"name": "a", "size": 500_000}, {"name": "b", "size": 500_000}], "reach_floor": 50_000},
        (DINA, CLEO),
        (ANNA,),
    ),
    Case("audience", "audience.0.floor", _audience(floor=50_000), (DINA, CLEO), (ANNA,)),
    Case("audience", "audience.0.cap", _audience(cap=50_000), (ANNA, BEN), (DINA, CLEO)),
    Case("frequency", "audience.0.seen_floor", _audience(seen_floor=20_000), (DINA, CLEO), (DINA,)),
    Case(
        "frequency",
        "audience.0.seen_floor",
        _audience(seen_floor=600, seen_times=3),
        (DINA, CLEO, ANNA, BEN),
        (ANNA, BEN),
    ),
    Case("engagement_floor", "engagement_floor", {"engagement_floor": 600}, (ANNA, DINA), (CROWD,)),
    Case("average_fit", "average_fit", {"average_fit": 0.6}, (ANNA, BEN), (BEN, CLEO)),
    Case("creators", "creators.min", {"creators": {"min": 3}}, (f"{CROWD}*3",), (f"{CROWD}*2",)),
    Case("creators", "creators.max", {"creators": {"max": 2}}, (ANNA, BEN), (f"{CROWD}*2", BEN)),
    *_mix("pyramid", "micro", (ANNA, BEN), (CLEO, DINA)),
    *_mix("platforms", "instagram", (ANNA, DINA), (CLEO, BEN)),
    *_mix("countries", "de", (ANNA, DINA), (BEN, CROWD)),
    *_mix("categories", "Food", (ANNA, CLEO), (BEN, DINA)),
    *_attributes(),
    *_mix("compensation", "cash", (ANNA, CLEO), (GINA, HANS)),
    Case("pyramid_order", "pyramid_order", {"pyramid_order": True}, (ANNA, BEN, CLEO, DINA), (ANNA, DINA)),
    Case("pyramid_order", "pyramid_order", {"pyramid_order": True}, (), (CLEO,)),
    Case("quality", "quality.min_fit", {"quality": {"min_fit": 0.5}}, (ANNA, CLEO), (BEN,)),
    Case("quality", "quality.min_fit", {"quality": {"min_fit": 0.5, "strict": True}}, (ANNA,), (CLEO,)),
    Case("quality", "quality.min_authenticity", {"quality": {"min_authenticity": 0.9}}, (ANNA,), (BEN,)),
    Case("quality", "quality.min_engagement_rate", {"quality": {"min_engagement_rate": 0.04}}, (BEN,), (ANNA,)),
    Case("quality", "quality.max_fake_share", {"quality": {"max_fake_share": 0.1}}, (ANNA,), (BEN,)),
    Case("quality", "quality.max_fake_share", {"quality": {"max_fake_share": 1, "strict": True}}, (BEN,), (CLEO,)),
    Case("quality", "quality.min_followers", {"quality": {"min_followers": 30_000}}, (BEN,), (ANNA,)),
    Case("quality", "tiers.micro", {}, (ANNA,), (TINY,)),
    Case(
        "quality",
        "quality.min_fit",
        {"quality": {"min_fit": 0.5}, "exceptions": {BEN: {"min_fit": 0.1}, ANNA: {"min_fit": 1}}},
        (BEN,),
        (ANNA,),
    ),
    Case(
        "quality",
        "quality.min_fit",
        {"quality": {"min_fit": 0.5, "strict": True}, "exceptions": {CLEO: {}}},
        (CLEO,),
        (BEN,),
    ),
    Case("must_have", "must_have.0", {"must_have": [{"creator": ANNA}]}, (f"{ANNA}/gift",), (BEN,)),
    Case(
        "must_have",
        "must_have.0",
        {"must_have": [{"creator": ANNA, "package": "gift"}]},
        (f"{ANNA}/gift",),
        (f"{ANNA}/reel",),
    ),
    Case("excluded", "excluded.0", {"excluded": [ANNA]}, (BEN,), (f"{ANNA}/gift",)),
    Case("groups", "groups.0.at_most", _group(at_most=1), (ANNA, DINA), (ANNA, BEN)),
    Case("groups", "groups.0.at_least", _group(at_least=2), (ANNA, BEN), (ANNA, DINA)),
    Case("groups", "groups.0.together", _group(together=True), (ANNA, BEN, CLEO), (ANNA, CLEO)),
    Case("groups", "groups.0.together", _group(together=True), (), (BEN,)),
    Case("groups", "groups.0.only_with", _group(only_with=DINA), (ANNA, DINA), (ANNA, BEN)),
    *_surely_cases(),
    *_wave_cases(),
    *_partnerships(),
    Case("quality", "quality.max_followers", {"quality": {"max_followers": 50_000}}, (ANNA,), (DINA,)),
    Case("quality", "quality.min_affinity", {"quality": {"min_affinity": 0.7}}, (GINA, ANNA), (HANS,)),
    Case("quality", "quality.min_values", {"quality": {"min_values": 0.5}}, (GINA, ANNA), (HANS,)),
    Case("quality", "quality.max_sponsored_load", {"quality": {"max_sponsored_load": 0.5}}, (GINA,), (HANS,)),
    Case("quality", "quality.min_comments", {"quality": {"min_comments": 40}}, (GINA, ANNA), (HANS,)),
    Case("quality", "quality.min_comments", {"quality": {"min_comments": 40, "strict": True}}, (GINA,), (ANNA,)),
    Case("available_only", "available_only", {"waves": THREE}, (CROWD,), (IRIS,)),
    Case("pace", "pace.posts_per_fortnight", {"pace": {"posts_per_fortnight": 2}}, (ANNA,), (JO,)),
    Case("pace", "pace.rest", {"pace": {"rest": 1}, "waves": THREE}, (CROWD,), (BEN,)),
]
