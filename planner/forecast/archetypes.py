"""A roster without names: what a campaign could book when nobody has been found yet."""

import numpy as np

from planner.brief.brief import Brief
from planner.domain.creators import Creator, Package
from planner.domain.roster import Compensation, Format, Platform, Roster, creator_id, deliverables_text
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS
from planner.wording import label

BUNDLES: dict[Platform, tuple[dict[Format, int], ...]] = {
    Platform.INSTAGRAM: ({Format.POST: 1}, {Format.REEL: 1}, {Format.REEL: 1, Format.STORY: 2}),
    Platform.TIKTOK: ({Format.VIDEO: 1}, {Format.VIDEO: 2}),
    Platform.YOUTUBE: ({Format.INTEGRATION: 1},),
    Platform.FACEBOOK: ({Format.POST: 1},),
    Platform.X: ({Format.POST: 1},),
}
"""What one would book of each kind: formats that make sense, not figures about the world."""


def archetype_roster(brief: Brief, assumptions: Assumptions, wanted: frozenset[str] | None = None) -> Roster:
    """One archetype per platform and benchmark level, its packages priced by the benchmark fee.

    wanted: ids of those to make, None = all.

    Every archetype is of the first segment's country, so that its audience is the market's own.
    """
    country = next((s.country for s in brief.audience if s.country is not None), "")
    creators = []
    for platform in BUNDLES:
        for level in LEVELS:
            key = f"archetype_followers.all.{level}"
            if key not in assumptions or (wanted is not None and creator_id(platform, level) not in wanted):
                continue
            creators.append(
                Creator(
                    handle=f"{level}",
                    name=f"{label(platform)} {level}",
                    platform=platform,
                    followers=int(assumptions.number("archetype_followers", tier=level)),
                    country=country,
                    available=int(assumptions.number("archetype_available", tier=level)),
                    packages=tuple(
                        _package(platform, level, bundle, brief, assumptions) for bundle in BUNDLES[platform]
                    ),
                )
            )
    built = Roster.of(creators, "Benchmarks")
    return Roster(built.creators, built.packages, built.source, archetypes=True)


FEE_METRIC = {
    (Platform.INSTAGRAM, Format.POST): "fee_feed_post",
    (Platform.INSTAGRAM, Format.REEL): "fee_reel",
    (Platform.INSTAGRAM, Format.STORY): "fee_story_set",
    (Platform.TIKTOK, Format.VIDEO): "fee_video",
    (Platform.YOUTUBE, Format.INTEGRATION): "fee_integration",
    (Platform.FACEBOOK, Format.POST): "fee_post",
    (Platform.X, Format.POST): "fee_post",
}
"""Name of the benchmark fee of a format; a story fee is for a set."""


def _package(
    platform: Platform, level: str, bundle: dict[Format, int], brief: Brief, assumptions: Assumptions
) -> Package:
    rate = 1.0 if brief.currency == "USD" else assumptions.number("units_per_usd", brief.currency)
    # A story fee is for a set of stories, so a bundle pays for it once.
    fee = sum(
        assumptions.number(FEE_METRIC[platform, f], platform, level) * (1 if f is Format.STORY else count)
        for f, count in bundle.items()
    )
    return Package(
        id=deliverables_text([bundle.get(f, 0) for f in Format]),
        deliverables=bundle,
        compensation=Compensation.CASH,
        fee_cents=int(np.rint(fee * rate)) * 100,
        numbers={},
    )
