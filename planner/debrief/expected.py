"""Expected results of each pick if it is posted, per post and with their uncertainty.

The forecast runs again for the picks' creators alone: each pick once as booked, and once per format as a single post.
The plan's totals stay; the new forecast only divides them among posts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.brief.brief import Brief, Goal, OwnRecord
from planner.domain.persons import PERSON
from planner.domain.platforms import formats_of
from planner.domain.roster import AVAILABILITY, CREATOR_COLUMNS, Format, Roster
from planner.forecast.assumptions import Assumptions, assumptions_of, usual_for
from planner.forecast.doubt import reach_doubt_key, stated_doubt_key
from planner.forecast.levels import LEVELS, level_codes
from planner.forecast.packages import build_table
from planner.forecast.spreads import spread_key, spread_of, third_of
from planner.forecast.table import EVIDENCE, PackageTable
from planner.outcome import Band, Pick, Plan

Z90 = 1.2815515655446004
"""The 90th percentile of the standard normal distribution."""
_WHOLE, _USUAL = "whole", "usual"


@dataclass(frozen=True)
class Slot:
    """Posts of one format in a pick, and the expected results of one of them if it appears.

    usual_*: by the shipped assumptions, without edits and without the creator's own history; the reference for lessons.
    """

    format: Format
    posts: int
    reach: float
    impressions: float
    engagements: float
    usual_reach: float
    usual_engagements: float


@dataclass(frozen=True)
class Expected:
    """The plan's forecast of one pick. reach, impressions, engagements and conversions: if all of it is posted.

    level: of the benchmarks, nano to mega. chance: of being posted, 0 to 1. in_target: share of the reach in each
    segment. reach_log_sd, response_log_sd: standard deviation of log reach, and of log engagements per person reached,
    if posted; doubt_log_sd: the part of reach_log_sd shared by picks of one platform, level and first format.
    reach_third: third cumulant of log reach, see `planner.forecast.skewed`.
    usual_rate: reach per follower of one post of the platform's usual format, and usual_chance: chance of
    being posted once agreed, both by the shipped assumptions without the creator's own history. stated: True when
    that rests on insights or views, not on benchmark rates.
    """

    pick: Pick
    level: str
    chance: float
    slots: tuple[Slot, ...]
    reach: float
    impressions: float
    engagements: float
    conversions: float | None
    in_target: tuple[float, ...]
    reach_log_sd: float
    reach_third: float
    response_log_sd: float
    doubt_log_sd: float
    usual_rate: float
    usual_chance: float
    stated: bool

    @property
    def posts(self) -> int:
        """Posts contracted."""
        return sum(slot.posts for slot in self.slots)


def expectations(plan: Plan, brief: Brief, roster: Roster | None) -> tuple[Expected, ...]:
    """One entry per pick, in the order of the plan.

    roster: the planned one; creators missing from it (or all, when None) are rebuilt from their picks.
    """
    if not plan.picks:
        return ()
    # A pick is a package as booked: no offers, no waves, no rights; what ads bring is in its figures already.
    brief = brief.model_copy(update={"offers": None, "waves": (), "flight": None, "boosting": None, "rights": {}})
    small = _small(plan.picks, roster, brief)
    assumptions = assumptions_of(brief)
    sure = {pick.creator: _surely(brief.history.get(pick.creator)) for pick in plan.picks}
    posted = build_table(small, brief.model_copy(update={"history": sure}), assumptions)
    known = {pick.creator: OwnRecord(chance=1.0) for pick in plan.picks}
    plain = brief.model_copy(update={"history": known, "assumptions": {}})
    usual = build_table(small, plain, usual_for(brief))
    as_planned = build_table(small, brief, assumptions)
    bare = build_table(small, plain.model_copy(update={"history": {}}), usual_for(brief))
    rows = {
        (creator, package): row
        for row, (creator, package) in enumerate(
            zip(posted.creator_ids[posted.creator], posted.package_ids, strict=True)
        )
    }
    own = {creator: record.worth for creator, record in brief.history.items()}
    levels = level_codes(np.array([float(pick.followers) for pick in plan.picks]), assumptions)
    return tuple(
        _expected(pick, LEVELS[levels[at]], _Tables(rows, posted, usual, as_planned, bare, own), assumptions)
        for at, pick in enumerate(plan.picks)
    )


@dataclass(frozen=True)
class _Tables:
    rows: dict[tuple[str, str], int]
    posted: PackageTable
    usual: PackageTable
    as_planned: PackageTable
    bare: PackageTable
    own: dict[str, float]


def _surely(record: OwnRecord | None) -> OwnRecord:
    return (OwnRecord() if record is None else record).model_copy(update={"chance": 1.0})


def _small(picks: Sequence[Pick], roster: Roster | None, brief: Brief) -> Roster:
    """Roster of the picks' creators, each with the package as booked, a single post per format, and a usual post."""
    names = [*brief.resources, *(goal.score for goal in _goals(brief) if goal.score)]
    packages = []
    for at, pick in enumerate(picks):
        booked = {f: number for f, number in pick.deliverables.items() if number}
        bundles = {_WHOLE: booked, _USUAL: {formats_of(pick.platform)[0]: 1}, **{str(f): {f: 1} for f in booked}}
        packages += [
            {
                "creator": at,
                "id": creator,
                **{str(f): bundle.get(f, 0) for f in Format},
                "compensation": str(pick.compensation),
                "fee_cents": pick.cost_cents // pick.count,
                "commission_cents": 0,
                **{name: pick.uses.get(name, 0.0) / pick.count for name in names},
            }
            for creator, bundle in bundles.items()
        ]
    return Roster.from_frames(_people(picks, roster), pd.DataFrame(packages), "Picks")


def _people(picks: Sequence[Pick], roster: Roster | None) -> pd.DataFrame:
    """A creator row per pick: from the roster, or rebuilt from the pick where the roster has none."""
    ids = [pick.creator for pick in picks]
    known = pd.DataFrame(columns=list(CREATOR_COLUMNS)) if roster is None else roster.creators
    if roster is None or not set(ids) <= set(known["id"]):
        rebuilt = pd.DataFrame([_rebuilt(pick) for pick in picks if pick.creator not in set(known["id"])])
        known = rebuilt if known.empty else pd.concat([known[known["id"].isin(ids)], rebuilt])
    found = known.set_index("id", drop=False).loc[ids].reset_index(drop=True)
    # Availability was settled by the plan, and each account is looked at by itself.
    return found.drop(columns=[AVAILABILITY, PERSON], errors="ignore")


def _rebuilt(pick: Pick) -> dict[str, object]:
    """The creator row that a pick carries."""
    same = "handle name country category followers engagement_rate fake_share fit authenticity".split()
    return {
        **dict.fromkeys(CREATOR_COLUMNS),
        **{name: getattr(pick, name) for name in same},
        "id": pick.creator,
        "platform": str(pick.platform),
        "available": pick.count,
    }


def _goals(brief: Brief) -> list[Goal]:
    return [brief.goal, *([] if brief.second_goal is None else [brief.second_goal.goal])]


def _expected(pick: Pick, level: str, tables: _Tables, assumptions: Assumptions) -> Expected:
    posted, usual = tables.posted, tables.usual
    whole = tables.rows[pick.creator, _WHOLE]
    reach_now = float(posted.gross_reach[whole])
    chance = _chance(tables.as_planned, posted, whole)
    if pick.expected_posts is not None and pick.posts:
        # The plan also knows the offer and the chance that it is accepted.
        chance = min(1.0, max(pick.expected_posts / pick.posts, 1e-3))
    # The plan's figures lead, so that totals are those shown with the plan.
    reach, engagements = pick.reach / chance, pick.engagements / chance
    own = tables.own.get(pick.creator, 0.0)
    stretch = reach / (reach_now * pick.count) if reach_now else 1.0
    answer = engagements / (float(posted.engagements[whole]) * pick.count) if posted.engagements[whole] else 1.0
    # Lessons are about organic posts: what ads were to bring is usual for a post that has some.
    ads = pick.reach / (pick.reach - pick.paid_reach) if 0 < pick.paid_reach < pick.reach else 1.0
    slots = []
    for f, number in pick.deliverables.items():
        if number:
            row = tables.rows[pick.creator, str(f)]
            slots.append(
                Slot(
                    format=f,
                    posts=number * pick.count,
                    reach=float(posted.gross_reach[row]) * stretch,
                    impressions=float(posted.impressions[row]) * stretch,
                    engagements=float(posted.engagements[row]) * answer,
                    usual_reach=float(usual.gross_reach[row]) * ads,
                    usual_engagements=float(usual.engagements[row]) * ads,
                )
            )
    segments = posted.segment_reach(np.array([whole]))[0]
    in_target = tuple(float(people) / reach_now if reach_now else 0.0 for people in segments)
    return Expected(
        pick=pick,
        level=level,
        chance=chance,
        slots=tuple(slots),
        reach=reach,
        impressions=pick.impressions / chance,
        engagements=engagements,
        conversions=None if pick.conversions is None else pick.conversions / chance,
        in_target=in_target,
        reach_log_sd=_of_band(pick.reach_band) or reach_log_sd(pick, level, slots, own, assumptions),
        reach_third=_reach_third(pick, level, slots, assumptions),
        response_log_sd=response_log_sd(pick, level, assumptions),
        doubt_log_sd=_doubt(pick, level, assumptions),
        usual_chance=_chance(tables.bare, usual, whole),
        usual_rate=float(usual.gross_reach[tables.rows[pick.creator, _USUAL]]) / max(pick.followers, 1),
        stated=EVIDENCE[usual.evidence[whole]] != "benchmark rate",
    )


def _chance(table: PackageTable, posted: PackageTable, row: int) -> float:
    """Chance that a package is posted: forecast reach relative to reach if posted, 0.001 to 1."""
    sure = float(posted.gross_reach[row])
    return min(1.0, max(float(table.gross_reach[row]) / sure, 1e-3)) if sure else 1.0


def _of_band(band: Band | None) -> float | None:
    """Standard deviation of log reach from a log-normal band; None without a usable band."""
    if band is None or band.p10 <= 0 or band.p90 <= band.p10:
        return None
    return math.log(band.p90 / band.p10) / (2 * Z90)


def reach_log_sd(pick: Pick, level: str, slots: Sequence[Slot], own: float, assumptions: Assumptions) -> float:
    """Standard deviation of log reach if posted, for plans that carry no bands of their own.

    A benchmark rate adds the variance between creators; the error of its mean comes on top. Insights and views are
    worth `learning_prior_creators` posts of the creator. own: weighted posts behind the creator's own record, whose
    posterior variance is added.
    """
    main = max(slots, key=lambda slot: slot.posts * slot.reach, default=None)
    if main is None:
        return 0.0
    within, between = (sd**2 for sd in spread_of(assumptions, pick.platform, main.format, level))
    posts = sum(slot.posts for slot in slots)
    variance = within / max(posts, 1) + assumptions.number("campaign_common_shock_log_sd") ** 2
    prior = assumptions.number("learning_prior_creators")
    if pick.evidence == "benchmark rate":
        variance += between
    elif pick.evidence == "own campaigns":
        variance += between * within / (between * own + within) if within else 0.0
    else:
        variance += within / prior
    return float(np.sqrt(variance + _doubt(pick, level, assumptions) ** 2))


def _reach_third(pick: Pick, level: str, slots: Sequence[Slot], assumptions: Assumptions) -> float:
    """Third cumulant of log reach if posted: that between creators, where a benchmark rate is all that is known."""
    main = max(slots, key=lambda slot: slot.posts * slot.reach, default=None)
    if main is None or pick.evidence != "benchmark rate":
        return 0.0
    return third_of(assumptions, spread_key(pick.platform, main.format), level) / pick.count**2


def _doubt(pick: Pick, level: str, assumptions: Assumptions) -> float:
    """Standard deviation of log reach shared by picks of one kind: the error of a benchmark or of stated figures."""
    if pick.evidence in ("measured reach", "median views"):
        return assumptions[stated_doubt_key(pick.platform)].number
    if pick.evidence == "own campaigns":
        return 0.0
    first = next((f for f, number in pick.deliverables.items() if number), formats_of(pick.platform)[0])
    return assumptions[reach_doubt_key(pick.platform, first, level)].number


def response_log_sd(pick: Pick, level: str, assumptions: Assumptions) -> float:
    """Standard deviation of log engagements per person reached, if posted."""
    within = assumptions.number("response_within_log_sd") ** 2
    between = assumptions.number("response_between_log_sd", pick.platform, level) ** 2
    variance = within / max(pick.posts, 1) + (between if pick.engagement_rate is None else 0.0)
    return float(np.sqrt(variance))
