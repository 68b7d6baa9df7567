"""Where the literature disagrees, told plainly: a question, what follows for the planner, and who found what.

The figures are rows of the evidence; only words stand here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.forecast.assumptions import Assumption


@dataclass(frozen=True)
class Finding:
    """What one source says. rows: its figures."""

    says: str
    rows: tuple[Assumption, ...]


@dataclass(frozen=True)
class Disagreement:
    """A question with the planner's answer and the findings behind it."""

    question: str
    answer: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Wanted:
    """Rows of one metric: of these tiers (in their order), of a source whose name begins so."""

    says: str
    metric: str
    source: str
    tiers: tuple[str, ...] = ("all",)
    platform: str = "instagram"

    def found(self, evidence: Sequence[Assumption]) -> Finding:
        """The finding with its rows. Raises KeyError when the evidence has no such row."""
        rows = []
        for tier in self.tiers:
            key = f"{self.metric}.{self.platform}.{tier}"
            mine = [row for row in evidence if row.key == key and row.source.startswith(self.source)]
            if not mine:
                raise KeyError(f"no evidence for {key} from {self.source}")
            rows.append(mine[0])
        return Finding(self.says, tuple(rows))


_BAND, _ALL = "engagement_rate_average_band", "all"
_QUESTIONS: tuple[tuple[str, str, tuple[_Wanted, ...]], ...] = (
    (
        "Does size help or hurt?",
        "It depends on the outcome. Per follower, small creators get more reach, more engagements and more revenue; "
        "per campaign, larger ones return more up to a point. The planner takes no side: reach and response per tier "
        "come from the table, fees from quotes, and the plan from both.",
        (
            _Wanted(
                "Engagement rate falls from the smallest to the largest", _BAND, "Modash", ("1-5k", "10-50k", ">1M")
            ),
            _Wanted(
                "but is flat above 10,000 followers: slope of rate on size", "ER_loglog_slope", "computed", (">10k",)
            ),
            _Wanted("Reach rate falls with size: slope", "reach_rate_vs_followers_loglog_slope", "computed"),
            _Wanted(
                "Revenue per follower falls, in sales data",
                "revenue_per_follower_secondary_data",
                "Beichert",
                ("nano", "macro"),
            ),
            _Wanted("and in a field study", "revenue_per_follower_field", "Beichert", ("nano", "macro")),
            _Wanted("Return per campaign rises with followers", "roi_per_sd_followers", "Leung", platform="weibo"),
            _Wanted("Engagement rises, then falls beyond", "engagement_turning_point_followers", "Wies"),
        ),
    ),
    (
        "Do sponsored posts get less response?",
        "Most practitioners say so, the one large count says the opposite. The planner takes a "
        "little less than organic: edit it if your own campaigns tell otherwise.",
        (
            _Wanted("Likes per follower on sponsored posts", "sponsored_posts", "InfluencerDB"),
            _Wanted("and on others", "non_sponsored_posts", "InfluencerDB"),
        ),
    ),
    (
        "How high is an engagement rate on TikTok?",
        "Both are right: one is per view, the other probably per follower. That is why every rate here carries its "
        "base, and why rates of two bases are never compared.",
        (
            _Wanted("Per view", _BAND, "Modash", ("1-5k", ">1M"), "tiktok"),
            _Wanted("Base not stated", _BAND, "Modash (older", ("1-5k", ">1M"), "tiktok"),
        ),
    ),
    (
        "What does a thousand impressions cost?",
        "Bookings that were paid for are dearer than what rate guides suggest. The planner estimates missing fees near "
        "the paid ones, and shows the range; a quote always wins.",
        (
            _Wanted("Bookings", "cpm", "inzpire.me"),
            _Wanted("Guide", "cpm", "Word on the Block"),
            _Wanted(
                "By tier, on estimated reach",
                "cpm_on_estimated_reach",
                "InfluencerRadar",
                ("nano", "micro (10-100k)", ">1M"),
            ),
        ),
    ),
    (
        "Is a free product enough?",
        "As a wish it is frequent, as the only pay it is rare: the two surveys asked different questions. And of what "
        "is sent without agreement little appears.",
        (
            _Wanted("Prefer a free product", "prefer_free_product", "SocialPubli", ("micro(<10k)",), _ALL),
            _Wanted("Would work for product only", "willing_product_only", "IZEA", platform=_ALL),
            _Wanted("Prefer product and cash", "prefer_product_plus_cash", "IZEA", platform=_ALL),
            _Wanted(
                "Marketers of whose gifts fewer than half were posted",
                "marketers_with_under_half_gifted_posting",
                "Traackr",
                platform=_ALL,
            ),
            _Wanted("Posted after opting in", "opt_in_gifted_post_rate", "hashgifted", platform=_ALL),
        ),
    ),
    (
        "How many followers are not real?",
        "Counts differ with what is counted: accounts, or creators who ever bought any. The planner corrects once, "
        "only where reach comes from followers, and only by the difference from the tier’s average.",
        (
            _Wanted("Suspicious followers", "suspicious_followers_share", "HypeAuditor"),
            _Wanted("Real accounts", "real_accounts_share", "HypeAuditor"),
            _Wanted("Creators touched by fraud", "creators_touched_by_fraud", "HypeAuditor", ("nano (1-5k)", "mega")),
            _Wanted(
                "Accounts with under a tenth fake", "accounts_with_under_10pct_fake", "Heepsy", ("nano (1-5k)", "mega")
            ),
        ),
    ),
    (
        "Where does micro end?",
        "Nobody agrees, so the borders are settings of the brief, with presets.",
        (
            _Wanted("The survey behind this product", "followers", "SocialPubli", ("micro",), _ALL),
            _Wanted("Later and Fohr", "followers", "Later x Fohr", ("micro",)),
            _Wanted("Heepsy", "followers", "Heepsy", ("micro",)),
            _Wanted("HypeAuditor", "followers", "HypeAuditor", ("micro",)),
        ),
    ),
)


def disagreements(evidence: Sequence[Assumption]) -> tuple[Disagreement, ...]:
    """The questions on which sources differ. Raises KeyError when a row that is named here has gone."""
    return tuple(
        Disagreement(question, answer, tuple(wanted.found(evidence) for wanted in asked))
        for question, answer, asked in _QUESTIONS
    )
