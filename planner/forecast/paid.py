"""What money behind a post brings: people whom it adds to those of the post itself.

Money buys impressions at the platform's price of a thousand, each person sees several of them, and of these people some
have seen the creator's own post or the money behind another post of the campaign already. What is left adds to the
people of the package before its weight is taken, so that the curve of unique reach sees both as one package, and every
coefficient still follows from its row alone. The haircut for other posts is therefore the same for each, also where a
plan has only one.
"""

from __future__ import annotations

import numpy as np

from planner.brief.brief import Brief, Segment
from planner.forecast.assumptions import Assumptions
from planner.forecast.lines import Lines
from planner.forecast.table import Bools, Codes, Extras, Floats, Ints
from planner.frozen import dataclass

_METRIC = "paid_cpm"


@dataclass(frozen=True, eq=False)
class Paid:
    """What the money brings where the package is posted: people, impressions and engagements, (n,).

    targets: the part of the people in each segment, shape (segments,).
    """

    people: Floats
    impressions: Floats
    engagements: Floats
    targets: Floats

    @classmethod
    def of(cls, cents: Ints, platform: Codes, brief: Brief, assumptions: Assumptions) -> Paid:
        """cents: money behind each package, in the brief's currency (n,); platform: of each, as a code."""
        price = cpm_cents(brief, assumptions)[platform]
        bought = np.divide(cents * 1000.0, price, out=np.zeros(len(cents)), where=(cents > 0) & (price > 0))
        new = (1 - assumptions.number("paid_overlap_with_followers")) * (
            1 - assumptions.number("paid_overlap_with_other_ads")
        )
        return cls(
            people=bought / assumptions.number("paid_frequency") * new,
            impressions=bought,
            engagements=bought * assumptions.number("paid_engagement_rate"),
            targets=targets_of(brief, assumptions),
        )


def cpm_cents(brief: Brief, assumptions: Assumptions) -> Floats:
    """Price of a thousand paid impressions by platform, in cents of the brief's currency; NaN = no ads are sold there.

    Shape (platforms,), in the order of `assumptions.platforms`.
    """
    rate = 1.0 if brief.currency == "USD" else assumptions.number("units_per_usd", brief.currency)
    keys = [f"{_METRIC}.{platform}.all" for platform in assumptions.platforms]
    return np.array([assumptions[key].number * rate * 100 if key in assumptions else np.nan for key in keys])


def targets_of(brief: Brief, assumptions: Assumptions) -> Floats:
    """Part of the paid people who are in each segment: money goes to segments by their size, and some of it misses."""
    sizes = np.array([segment.size for segment in brief.audience], float)
    return np.asarray(sizes / sizes.sum() * [_hit(segment, assumptions) for segment in brief.audience])


def _hit(segment: Segment, assumptions: Assumptions) -> float:
    """Part of the ads for a segment that find it: by country nearly all, by who people are many fewer."""
    narrow = segment.asks_for_traits or segment.audience_share < 1
    return assumptions.number("paid_in_target_share_of_traits" if narrow else "paid_in_target_share")


def extras_of(
    lines: Lines, rights_estimated: Bools, posts: tuple[Codes, Floats], brief: Brief, assumptions: Assumptions
) -> Extras | None:
    """Rights of these packages, and what money behind their posts brings; None where the brief has neither.

    posts: platform of each package, as a code, and the chance that it is posted.
    """
    if brief.boosting is None and not brief.rights:
        return None
    platform, happens = posts
    paid = Paid.of(lines.boost_cents, platform, brief, assumptions)
    return Extras(
        rights=lines.rights,
        rights_estimated=rights_estimated,
        paid_reach=happens * paid.people,
        paid_impressions=happens * paid.impressions,
        paid_engagements=happens * paid.engagements,
        targets=paid.targets,
    )
