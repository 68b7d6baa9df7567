"""Invents the sample roster: `python -m sample_data.generate`, with `--check` to compare instead of writing.

Every distribution is drawn from the planner's own table of benchmarks. Nobody in the roster exists.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sample_data.benchmarks import Benchmarks
from sample_data.offers import Offer, Pricing, offers_of
from sample_data.people import Person, beta, handle_of, invent_people, shuffled, spread
from sample_data.ties import COLUMNS as TIES
from sample_data.ties import load_of, ties_of

SEED = 20261123
HERE = Path(__file__).resolve().parent

LEVELS: dict[str, tuple[int, int, int]] = {
    # creators, and the followers between which they are drawn
    "mega": (5, 1_000_000, 3_000_000),
    "macro": (17, 500_000, 1_000_000),
    "mid": (80, 50_000, 500_000),
    "micro": (128, 10_000, 50_000),
    "nano": (170, 1_000, 10_000),
}
PLATFORMS = {"instagram": 0.57, "tiktok": 0.19, "youtube": 0.12, "facebook": 0.07, "x": 0.05}
MIDDLE = ("mid", "micro")
ON_TWO_PLATFORMS = 10
FRAUDS = 6
REACH = {
    # metric of one usual post, key of its dispersion
    "instagram": ("reach_rate_feed", "instagram_feed"),
    "tiktok": ("reach_rate_video", "tiktok"),
    "youtube": ("reach_rate_integration", "youtube"),
    "facebook": ("reach_rate_post", "facebook"),
    "x": ("reach_rate_post", "x"),
}
MASS_WEIGHT = 0.7
FEE_FOLLOWS_QUALITY = 0.3
COLUMNS = (
    "handle name platform country category followers engagement_rate median_views measured_reach "
    "fake_followers mass_followers fit authenticity package posts reels stories videos integrations "
    "compensation fee commission_expected product_units event_seats review_hours brand_score"
).split() + TIES


@dataclass(frozen=True)
class Account:
    """An account before its numbers: who, where, how large; and whether its followers are bought."""

    person: Person
    platform: str
    level: str
    followers: int
    handle: str
    fraud: bool


@dataclass(frozen=True)
class Numbers:
    """What is known of an account; shares are 0 to 1, None is unknown."""

    reach: float
    engagement_percent: float
    views: int | None
    measured: int | None
    fake: float | None
    mass: float | None
    fit: float
    authenticity: float
    quality: float


def roster_rows(seed: int = SEED) -> list[list[str]]:
    """Rows of the roster in the order of `COLUMNS`: by platform, then the largest accounts first."""
    random = np.random.default_rng(seed)
    table = Benchmarks()
    accounts = _accounts(random)
    rows = []
    for at, account in enumerate(accounts):
        numbers = _numbers(account, table, random)
        for offer in offers_of(_pricing(account, numbers, table, random), table, random):
            rows.append((at, _row(account, numbers, offer)))
    # Drawn after all else, so that what was there before these columns stays as it was.
    ties = _ties(accounts, random)
    return [row + ties[at] for at, row in rows]


def _ties(accounts: list[Account], random: np.random.Generator) -> list[list[str]]:
    """Cells in the order of `TIES` per account; the two accounts of a person share all but the load."""
    people: dict[str, list[str]] = {}
    for account in accounts:
        if account.person.name not in people:
            people[account.person.name] = ties_of(account.person, random)
    found = []
    for account in accounts:
        *signs, free = people[account.person.name]
        found.append([*signs, load_of(account.level, random), free])
    return found


def _accounts(random: np.random.Generator) -> list[Account]:
    slots = []
    for level, (count, low, high) in LEVELS.items():
        for platform in shuffled(spread(PLATFORMS, count), random):
            slots.append((platform, level, int(np.exp(random.uniform(np.log(low), np.log(high))))))
    slots.sort(key=lambda slot: (list(PLATFORMS).index(slot[0]), -slot[2]))
    people = invent_people(len(slots), random)
    # A second account of the same person is one of their level, on a video platform.
    second = [at for at, slot in enumerate(slots) if slot[0] in ("tiktok", "youtube") and slot[1] in MIDDLE]
    for at in random.choice(second, ON_TWO_PLATFORMS, replace=False):
        same = [i for i, slot in enumerate(slots) if slot[0] == "instagram" and slot[1] == slots[at][1]]
        people[at] = people[int(random.choice(same))]
    likely = [at for at, slot in enumerate(slots) if slot[0] in ("instagram", "tiktok") and slot[1] in MIDDLE]
    frauds = set(random.choice(likely, FRAUDS, replace=False).tolist())
    taken: set[tuple[str, str]] = set()
    return [
        Account(person, platform, level, followers, handle_of(person, platform, taken), at in frauds)
        for at, (person, (platform, level, followers)) in enumerate(zip(people, slots, strict=True))
    ]


def _numbers(account: Account, table: Benchmarks, random: np.random.Generator) -> Numbers:
    platform, level = account.platform, account.level
    usual = table.default("suspicious_follower_share", "instagram", level)
    usual_mass = table.default("mass_follower_share")
    fake_sd = table.log_sd_of_range("suspicious_follower_share", "instagram", level)
    fake = usual * _lognormal(fake_sd, random)
    fake = float(random.uniform(0.33, 0.45)) if account.fraud else float(np.clip(fake, 0.02, 0.42))
    mass = usual_mass * _lognormal(table.log_sd_of_range("mass_follower_share"), random)
    mass = float(np.clip(mass, 0.03, 0.35))
    honest = (1 - fake - MASS_WEIGHT * mass) / (1 - usual - MASS_WEIGHT * usual_mass)

    quality = float(np.clip(random.normal(), -1.8, 1.8))
    metric, spread_key = REACH[platform]
    reach = account.followers * table.default(metric, platform, level) * honest
    reach *= float(np.exp(table.default("between_creator_log_sd_tau", spread_key) * quality))
    views = None
    if platform in ("tiktok", "youtube") and random.random() < 0.88:
        views = _three_digits(reach * table.default("impressions_per_reached_person", platform))
    # Bought followers come with bought likes: the engagement of a fraud looks fine.
    rate = _engagement(account, quality, table, random) * (1.5 if account.fraud else min(honest, 1.15))
    known = account.fraud or random.random() < 0.6
    return Numbers(
        reach=reach,
        engagement_percent=rate,
        views=views,
        measured=_three_digits(reach) if not account.fraud and random.random() < 0.15 else None,
        fake=fake if known else None,
        mass=mass if known else None,
        fit=account.person.fit,
        authenticity=beta(float(np.clip(0.9 - 0.9 * fake, 0.2, 0.95)), 16, random),
        quality=quality,
    )


def _engagement(account: Account, quality: float, table: Benchmarks, random: np.random.Generator) -> float:
    """Rate in per cent of followers or of views, as the benchmark of the platform has it."""
    if account.platform in ("tiktok", "youtube"):
        # Rates on views vary far less than views do; YouTube's range is the one the table has.
        log_sd = table.log_sd_of_range("engagement_rate", "youtube", account.level)
    else:
        log_sd = table.default("between_creator_log_sd_tau", REACH[account.platform][1])
    draw = float(np.clip(0.5 * quality + np.sqrt(0.75) * random.normal(), -1.8, 1.8))
    return table.default("engagement_rate", account.platform, account.level) * float(np.exp(log_sd * draw))


def _pricing(account: Account, numbers: Numbers, table: Benchmarks, random: np.random.Generator) -> Pricing:
    _, low, high = LEVELS[account.level]
    middle = float(np.sqrt(low * high))
    within = (account.followers / middle) ** table.default("fee_follower_elasticity")
    own = np.sqrt(1 - FEE_FOLLOWS_QUALITY**2) * random.normal() + FEE_FOLLOWS_QUALITY * numbers.quality
    around = float(np.exp(table.default("fee_log_sd_around_curve") * np.clip(own, -1.6, 1.6)))
    # Frauds are cheap: that is what makes them tempting.
    factor = within * (0.55 if account.fraud else around)
    quoted = account.fraud or random.random() > 0.05
    near = account.person.country in ("US", "CA")
    return Pricing(account.platform, account.level, factor, numbers.reach, quoted, near)


def _row(account: Account, numbers: Numbers, offer: Offer) -> list[str]:
    person = account.person
    brand_score = 100 * (0.6 * numbers.fit + 0.4 * numbers.authenticity)
    return [
        account.handle,
        person.name,
        account.platform,
        person.country,
        person.category,
        str(account.followers),
        f"{max(numbers.engagement_percent, 0.01):.2f}%",
        "" if numbers.views is None else str(numbers.views),
        "" if numbers.measured is None else str(numbers.measured),
        "" if numbers.fake is None else f"{numbers.fake:.0%}",
        "" if numbers.mass is None else f"{numbers.mass:.0%}",
        f"{numbers.fit:.2f}",
        f"{numbers.authenticity:.2f}",
        offer.package,
        *(str(count) for count in offer.counts),
        offer.compensation,
        "" if offer.fee is None else f"{offer.fee}.00",
        f"{offer.commission}.00",
        str(offer.product_units),
        str(offer.event_seats),
        f"{offer.review_hours:g}",
        f"{brand_score:.0f}",
    ]


def _lognormal(log_sd: float, random: np.random.Generator) -> float:
    return float(np.exp(log_sd * np.clip(random.normal(), -1.8, 1.8)))


def _three_digits(value: float) -> int:
    """People read insights off a screen, which shows three digits."""
    step = int(10 ** max(0, len(str(int(value))) - 3))
    return max(10, round(value / step) * step)


def roster_text(seed: int = SEED) -> str:
    """The roster file as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(roster_rows(seed))
    return out.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Write the roster next to this file, or compare it with --check; 1 when it differs."""
    parser = argparse.ArgumentParser("python -m sample_data.generate", description="Invent the roster.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file differs")
    options = parser.parse_args(arguments)
    path, text = HERE / "roster.csv", roster_text()
    if options.check:
        if not path.exists() or path.read_bytes() != text.encode():
            remedy = "run python -m sample_data.generate"
            print(f"sample_data/roster.csv differs from what the script makes: {remedy}", file=sys.stderr)
            return 1
        return 0
    path.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
