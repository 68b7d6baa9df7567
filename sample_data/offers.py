"""What the invented creators offer: packages, and what they ask for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sample_data.benchmarks import Benchmarks

FORMATS = ("post", "reel", "story", "video", "integration")
Bundle = tuple[tuple[str, int], ...]

MENU: dict[str, tuple[tuple[Bundle, float], ...]] = {
    "instagram": (
        ((("post", 1),), 0.2),
        ((("reel", 1),), 0.26),
        ((("reel", 1), ("story", 2)), 0.24),
        ((("post", 1), ("story", 3)), 0.1),
        ((("reel", 2), ("story", 2)), 0.1),
        ((("reel", 3),), 0.07),
        ((("post", 1), ("reel", 2), ("story", 3)), 0.03),
    ),
    "tiktok": (((("video", 1),), 0.45), ((("video", 2),), 0.32), ((("video", 3),), 0.23)),
    "youtube": (((("integration", 1),), 0.5), ((("video", 1),), 0.3), ((("integration", 2),), 0.2)),
    "facebook": (((("post", 1),), 0.5), ((("post", 2),), 0.3), ((("post", 4),), 0.2)),
    "x": (((("post", 1),), 0.4), ((("post", 3),), 0.35), ((("post", 6),), 0.25)),
}
FEE_METRIC = {"instagram": {"post": "fee_feed_post", "reel": "fee_reel", "story": "fee_story_set"}}
DEDICATED_OVER_INTEGRATION = 1.8
STORIES_IN_A_SET = 3
HOURS = {"post": 0.5, "reel": 0.75, "story": 0.1, "video": 0.75, "integration": 1.0}
DEDICATED_HOURS = 2.0
SALES_PER_PERSON = 0.0012
COMMISSION_PER_SALE = 6.0
NON_CASH_INTEREST = {"nano": 1.0, "micro": 0.6, "mid": 0.2, "macro": 0.1, "mega": 0.0}


@dataclass(frozen=True)
class Offer:
    """One package as quoted. Fees are whole dollars, None when nobody has quoted yet."""

    package: str
    counts: tuple[int, ...]
    compensation: str
    fee: int | None
    commission: int
    product_units: int
    event_seats: int
    review_hours: float


@dataclass(frozen=True)
class Pricing:
    """How one creator prices.

    factor: times the benchmark fee of their level. reach: people per usual post. quoted: they have named fees.
    near: they live where they could come to an event.
    """

    platform: str
    level: str
    factor: float
    reach: float
    quoted: bool
    near: bool


def offers_of(pricing: Pricing, numbers: Benchmarks, random: np.random.Generator) -> list[Offer]:
    """Two to four packages of one creator, the cash packages first."""
    menu = MENU[pricing.platform]
    chances = np.array([share for _, share in menu])
    cash_count = min(int(random.choice([1, 2, 3], p=[0.3, 0.5, 0.2])), len(menu))
    chosen = sorted(random.choice(len(menu), size=cash_count, replace=False, p=chances).tolist())
    others = _other_ways(pricing, numbers, random)[: 4 - cash_count]
    if cash_count + len(others) < 2:
        chosen = sorted({*chosen, (chosen[0] + 1) % len(menu)})
    listed = []
    for index in chosen:
        quote = nice(_list_price(menu[index][0], pricing, numbers) * float(np.exp(random.normal(0, 0.06))))
        missing = not pricing.quoted or random.random() < 0.03
        listed.append(_offer(menu[index][0], "cash", None if missing else quote, pricing))
    small = menu[chosen[0]][0]
    for way in others:
        price = _list_price(small, pricing, numbers)
        fee = {"hybrid": nice(price * random.uniform(0.55, 0.75))}.get(way, 0)
        if way in ("event", "affiliate") and pricing.level != "nano" and random.random() < 0.6:
            fee = nice(price * random.uniform(0.2, 0.35))
        offer = _offer(small, way, fee, pricing, units=1 + int(random.random() < 0.4))
        listed.append(offer)
    return listed


def _other_ways(pricing: Pricing, numbers: Benchmarks, random: np.random.Generator) -> list[str]:
    """Ways of paying beside cash that this creator would take, by what micro-influencers say they prefer."""
    interest = NON_CASH_INTEREST[pricing.level]
    wishes = {
        "product": numbers.survey("prefer_free_product") * (interest if interest > 0.5 else 0),
        "hybrid": numbers.survey("prefer_free_product") * max(interest, 0.6),
        "event": numbers.survey("prefer_exclusive_event") * (interest if pricing.near else 0),
        "affiliate": numbers.survey("prefer_affiliate") * interest,
    }
    return [way for way, chance in wishes.items() if random.random() < chance]


def _list_price(bundle: Bundle, pricing: Pricing, numbers: Benchmarks) -> float:
    """Fee in dollars before rounding: what the formats cost one by one, less the discount of a bundle."""
    total = 0.0
    for name, count in bundle:
        dedicated = pricing.platform == "youtube" and name == "video"
        metric = FEE_METRIC.get(pricing.platform, {}).get(name)
        if metric is None:
            metric = {"tiktok": "fee_video", "youtube": "fee_integration"}.get(pricing.platform, "fee_post")
        each = numbers.default(metric, pricing.platform, pricing.level)
        each *= DEDICATED_OVER_INTEGRATION if dedicated else 1
        total += each * (-(-count // STORIES_IN_A_SET) if name == "story" else count)
    posts = sum(count for _, count in bundle)
    discount = 0.0
    if posts >= 3:
        size = "6plus" if posts >= 6 else "3_5"
        discount = numbers.default(f"package_discount_{size}_posts")
    return total * pricing.factor * (1 - discount)


def _offer(bundle: Bundle, way: str, fee: int | None, pricing: Pricing, units: int = 1) -> Offer:
    counts = tuple(dict(bundle).get(name, 0) for name in FORMATS)
    hours = sum(
        count * (DEDICATED_HOURS if pricing.platform == "youtube" and name == "video" else HOURS[name])
        for name, count in bundle
    )
    hours += 0.25 if way != "cash" else 0.0
    sales = pricing.reach * SALES_PER_PERSON
    return Offer(
        package=f"{_text(bundle)}, {way}",
        counts=counts,
        compensation=way,
        fee=fee,
        commission=max(5, round(sales * COMMISSION_PER_SALE)) if way == "affiliate" else 0,
        product_units=units if way in ("product", "hybrid") else 0,
        event_seats=1 if way == "event" else 0,
        review_hours=float(np.clip(np.rint(hours * 4) / 4, 0.5, 3.0)),
    )


def nice(amount: float) -> int:
    """A fee as people quote it: the larger, the rounder."""
    steps = ((100, 5), (250, 10), (1000, 25), (2500, 50), (5000, 100), (10_000, 250))
    step = next((step for limit, step in steps if amount < limit), 500)
    return max(15, round(amount / step) * step)


def _text(bundle: Bundle) -> str:
    plural = {"story": "stories"}
    return " + ".join(f"{n} {name if n == 1 else plural.get(name, name + 's')}" for name, n in bundle)
