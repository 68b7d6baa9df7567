"""Where the literature disagrees, told plainly: a question, what follows for the planner, and who found what.

The figures are rows of the evidence; only words stand here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from planner.forecast.assumptions import Assumption
from planner.forecast.levels import LEVELS
from planner.frozen import dataclass


@dataclass(frozen=True)
class Finding:
    """What one source says. rows: its figures; edits: the assumptions of a planner that followed it, in their units.

    No edits: what it says is no number of the forecast, unless it is followed: the one that the defaults rest on.
    """

    says: str
    rows: tuple[Assumption, ...]
    edits: Mapping[str, float] = field(default_factory=dict)
    followed: bool = False


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
    edits: Mapping[str, float] = field(default_factory=dict)
    followed: bool = False

    def found(self, evidence: Sequence[Assumption]) -> Finding:
        """The finding with its rows. Raises KeyError when the evidence has no such row."""
        rows = []
        for tier in self.tiers:
            key = f"{self.metric}.{self.platform}.{tier}"
            mine = [row for row in evidence if row.key == key and row.source.startswith(self.source)]
            if not mine:
                raise KeyError(f"no evidence for {key} from {self.source}")
            rows.append(mine[0])
        return Finding(self.says, tuple(rows), self.edits, self.followed)


def _by_level(metric: str, platform: str, values: Sequence[float]) -> dict[str, float]:
    return {f"{metric}.{platform}.{level}": value for level, value in zip(LEVELS, values, strict=True)}


def _prices(value: float) -> dict[str, float]:
    """Of a thousand impressions on Instagram, whatever the format."""
    return {f"cpm_for_fallback_fee.instagram_{f}.all": value for f in ("feed", "reel")}


_MEASURED = ("nano", "micro", "mid", "macro", "mega")
_BAND, _ALL = "engagement_rate_average_band", "all"
_QUESTIONS: tuple[tuple[str, str, tuple[_Wanted, ...]], ...] = (
    (
        "Does size help or hurt?",
        "It depends on the outcome. Per follower, small creators get more reach, more engagements and more revenue; "
        "per campaign, larger ones return more up to a point. The planner takes no side: reach and response per tier "
        "come from the table, fees from quotes, and the plan from both.",
        (
            _Wanted(
                "Engagement rate falls from the smallest to the largest",
                _BAND,
                "Modash",
                ("1-5k", "10-50k", ">1M"),
                edits=_by_level("engagement_rate", "instagram", [3.9, 0.975, 0.975, 0.975, 1.145]),
            ),
            _Wanted(
                "but is flat above 10,000 followers: slope of rate on size", "ER_loglog_slope", "computed", (">10k",)
            ),
            _Wanted(
                "Reach rate falls with size: slope",
                "reach_rate_vs_followers_loglog_slope",
                "computed",
                edits={"reach_rate_follower_slope.instagram.all": -0.11},
            ),
            _Wanted(
                "On TikTok, ten times the followers bring a quarter more views: elasticity, cause and effect",
                "follower_elasticity_of_impressions",
                "Tian",
                platform="tiktok",
                edits=_by_level("reach_rate_follower_slope", "tiktok", [-0.9] * 5),
            ),
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
        "Do micro creators persuade better than mega creators?",
        "For what people buy for pleasure, yes; for what they buy for its use, no difference was found. The planner "
        "counts people reached and does not weigh tiers: set shares of tiers, or a score column, where it matters.",
        (
            _Wanted("Products for pleasure", "micro_more_persuasive_than_mega_hedonic", "Park", platform=_ALL),
            _Wanted("Products for use", "micro_more_persuasive_than_mega_utilitarian", "Park", platform=_ALL),
        ),
    ),
    (
        "How many followers does a post on Instagram reach?",
        "Between a tenth and a third. Medians of 2019 are twice the means of 2022; the planner lies between them, and "
        "debriefed campaigns move it to what your market does.",
        (
            _Wanted(
                "Feed posts, median",
                "feed_reach_rate_median",
                "Minter.io",
                ("0-20k", "20-100k", "100k-1M", ">1M"),
                edits=_by_level("reach_rate_feed", "instagram", [0.377, 0.3, 0.229, 0.229, 0.191]),
            ),
            _Wanted(
                "Feed posts, mean",
                "feed_reach_rate_mean",
                "Socialinsider",
                ("<5k", ">100k"),
                edits=_by_level("reach_rate_feed", "instagram", [0.1685, 0.127, 0.085, 0.085, 0.085]),
            ),
            _Wanted(
                "Reels reach so many times what images reach",
                "reel_reach_over_image_reach",
                "Creatorsjet",
                edits=_by_level("reach_rate_reel", "instagram", [0.5625, 0.45, 0.3375, 0.27, 0.2025]),
            ),
            _Wanted(
                "Reels, of followers",
                "reel_reach_rate",
                "InfluencerFee",
                edits=_by_level("reach_rate_reel", "instagram", [0.27] * 5),
            ),
        ),
    ),
    (
        "What do followers on TikTok and YouTube bring?",
        "Far more than guides say, and most of it from a few hits: the mean lies two to four times above the account "
        "in the middle. The planner follows the measured accounts. Likes per follower and engagement of views "
        "do not agree for the largest: from followers alone it follows the likes, with known views the views.",
        (
            _Wanted(
                "TikTok, views per follower",
                "median_views_per_follower",
                "Creator marketplace",
                ("mid", "macro", "mega"),
                "tiktok",
                followed=True,
            ),
            _Wanted(
                "TikTok, likes per follower",
                "mean_likes_per_video_and_follower",
                "TIDES",
                _MEASURED,
                "tiktok",
                followed=True,
            ),
            _Wanted(
                "TikTok, engagement of views",
                "engagement_of_views",
                "Creator marketplace",
                ("mid", "macro", "mega"),
                "tiktok",
                edits=_by_level("engagement_where_views_unknown", "tiktok", [1.0] * 5),
            ),
            _Wanted(
                "YouTube, views per subscriber, measured",
                "mean_views_per_video_and_subscriber",
                "TIDES",
                _MEASURED,
                "youtube",
                followed=True,
            ),
            _Wanted(
                "YouTube, views per subscriber, a guide",
                "views_per_subscriber",
                "BrightBean",
                ("<10k", "10-500k", ">500k"),
                "youtube",
                edits=_by_level("reach_rate_integration", "youtube", [0.3, 0.1275, 0.1275, 0.075, 0.075]),
            ),
        ),
    ),
    (
        "Does it pay?",
        "About as well as television in the short term and better in the long, by one count; nobody has shown it for "
        "your product. The planner forecasts people, not profit: sales come from the rates that you state.",
        (
            _Wanted("Short-term return, all media = 100", "short_term_roi_index", "IPA", platform=_ALL),
            _Wanted("Linear television", "short_term_roi_index_linear_tv", "IPA", platform=_ALL),
            _Wanted("Paid social", "short_term_roi_index_paid_social", "IPA", platform=_ALL),
            _Wanted("Long-term return", "long_term_roi_index", "IPA", platform=_ALL),
            _Wanted("Return per unit spent", "roi_of_creator_campaigns", "Nielsen", platform=_ALL),
        ),
    ),
    (
        "Do sponsored posts get less response?",
        "Most practitioners say so, the one large count says the opposite. The planner takes a "
        "little less than organic: edit it if your own campaigns tell otherwise.",
        (
            _Wanted(
                "Likes per follower on sponsored posts",
                "sponsored_posts",
                "InfluencerDB",
                edits={"sponsored_vs_organic_multiplier.all.all": 1.26},
            ),
            _Wanted("and on others", "non_sponsored_posts", "InfluencerDB"),
        ),
    ),
    (
        "How high is an engagement rate on TikTok?",
        "Both are right: one is per view, the other probably per follower. That is why every rate here carries its "
        "base, and why rates of two bases are never compared.",
        (
            _Wanted(
                "Per view",
                _BAND,
                "Modash",
                ("1-5k", ">1M"),
                "tiktok",
                edits={"engagement_rate.tiktok.nano": 13.05, "engagement_rate.tiktok.mega": 6.52},
            ),
            _Wanted("Base not stated", _BAND, "Modash (older", ("1-5k", ">1M"), "tiktok"),
        ),
    ),
    (
        "What does a thousand impressions cost?",
        "Bookings that were paid for are dearer than what rate guides suggest. The planner estimates missing fees near "
        "the paid ones, and shows the range; a quote always wins.",
        (
            _Wanted("Bookings", "cpm", "inzpire.me", edits=_prices(37.0)),
            _Wanted("Guide", "cpm", "Word on the Block", edits=_prices(10.0)),
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
                edits={"post_probability_product_incentive.all.all": 0.5},
            ),
            _Wanted("Posted after opting in", "opt_in_gifted_post_rate", "hashgifted", platform=_ALL, followed=True),
        ),
    ),
    (
        "How many followers are not real?",
        "Counts differ with what is counted: accounts, or creators who ever bought any. The planner corrects once, "
        "only where reach comes from followers, and only by the difference from the tier’s average.",
        (
            _Wanted(
                "Suspicious followers",
                "suspicious_followers_share",
                "HypeAuditor",
                edits=_by_level("suspicious_follower_share", "instagram", [0.2223] * 5),
            ),
            _Wanted(
                "Real accounts",
                "real_accounts_share",
                "HypeAuditor",
                edits=_by_level("suspicious_follower_share", "instagram", [0.45] * 5),
            ),
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
