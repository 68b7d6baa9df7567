"""Match real creators in the results to the archetypes of a plan that was made without a roster.

Each creator takes one place of the archetype of their platform and followers (or of the tier named in the row) and is
compared with that share of the plan. Places that nobody took remain archetypes.
"""

from collections.abc import Sequence

import numpy as np

from planner.domain.results import Result
from planner.domain.roster import Format, creator_id
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS, level_codes
from planner.outcome import Band, Pick, Plan
from planner.wording import count, label

_CENTS = ("cost_cents", "value_cents", "worth_cents", "fee_low_cents", "fee_high_cents")
_SHARES = (
    *("reach", "target_reach", "incremental_reach", "impressions", "engagements"),
    *("score", "expected_posts", "conversions"),
)


def cast(plan: Plan, results: Sequence[Result], assumptions: Assumptions) -> Plan:
    """The plan with a pick for each creator who fits an archetype with places left, in order of results.

    plan: of archetypes; its totals stay. A row that names an archetype stands for all of it and takes no place. A row
    without platform or size matches only where one archetype is possible.
    """
    picks = _apart(plan.picks)
    names = {pick.creator for pick in plan.picks}
    platforms = {pick.platform for pick in picks}
    people: dict[str, list[Result]] = {}
    for result in results:
        platform = result.platform or (next(iter(platforms)) if len(platforms) == 1 else None)
        if platform is not None and creator_id(platform, result.handle) not in names:
            row = result.model_copy(update={"platform": platform})
            people.setdefault(creator_id(platform, result.handle), []).append(row)
    taken: dict[str, list[tuple[str, list[Result]]]] = {pick.creator: [] for pick in picks}
    for creator, rows in people.items():
        fits = [pick for pick in picks if _fits(pick, rows, assumptions) and len(taken[pick.creator]) < pick.count]
        if len({(pick.platform, pick.handle) for pick in fits}) == 1:
            formats = {row.format for row in rows}
            # Of several packages, the one with the formats that were posted, else the one with most places left.
            best = max(fits, key=lambda pick: (formats == _booked(pick), pick.count - len(taken[pick.creator])))
            taken[best.creator].append((creator, rows))
    divided = [found for pick in picks for found in _divided(pick, taken[pick.creator])]
    return plan.model_copy(update={"picks": tuple(divided)})


def _apart(picks: Sequence[Pick]) -> list[Pick]:
    """Picks under unique names: a plan may book several packages of one archetype."""
    seen: set[str] = set()
    found = []
    for pick in picks:
        again = pick.creator in seen
        seen.add(pick.creator)
        found.append(pick.model_copy(update={"creator": f"{pick.creator}, {pick.package}"}) if again else pick)
    return found


def _booked(pick: Pick) -> set[Format | None]:
    return {f for f, number in pick.deliverables.items() if number}


def places(plan: Plan) -> str:
    """Archetypes with places left: `12 micro on Instagram, 3 nano on TikTok`; "" when there are none."""
    left: dict[tuple[str, str], int] = {}
    for pick in plan.picks:
        if pick.handle in LEVELS:
            kind = (pick.handle, label(pick.platform))
            left[kind] = left.get(kind, 0) + pick.count
    return ", ".join(f"{count(number)} {level} on {platform}" for (level, platform), number in left.items())


def _fits(pick: Pick, rows: Sequence[Result], assumptions: Assumptions) -> bool:
    """Whether a creator with these rows may take a place of this archetype."""
    first = rows[0]
    if pick.platform is not first.platform:
        return False
    if any(row.format is not None and not pick.deliverables.get(row.format) for row in rows):
        return False
    level = next((row.tier for row in rows if row.tier), "")
    followers = _followers(rows)
    if followers is not None:
        # The follower count decides, not the tier that somebody typed.
        level = LEVELS[int(level_codes(np.array([float(followers)]), assumptions)[0])]
    return not level or level == pick.handle


def _followers(rows: Sequence[Result]) -> int | None:
    return next((row.followers for row in rows if row.followers is not None and row.followers > 0), None)


def _divided(pick: Pick, taken: Sequence[tuple[str, list[Result]]]) -> list[Pick]:
    """A pick per creator, then the rest of the archetype; money adds up to the cent."""
    found = []
    for at, (creator, rows) in enumerate(taken):
        changes: dict[str, object] = {
            "creator": creator,
            "handle": rows[0].handle,
            "name": "",
            "followers": _followers(rows) or pick.followers,
            # The band of many creators is too narrow for one.
            "reach_band": None,
            "engagement_band": None,
        }
        found.append(_part(pick, at, 1).model_copy(update=changes))
    left = pick.count - len(taken)
    return [*found, _part(pick, len(taken), left)] if left else found


def _part(pick: Pick, first: int, many: int) -> Pick:
    """`many` of the pick's places, starting with place `first`."""
    share = many / pick.count
    changes: dict[str, object] = {"count": many, "uses": {name: used * share for name, used in pick.uses.items()}}
    for name in _CENTS:
        cents = getattr(pick, name)
        if cents is not None:
            changes[name] = cents * (first + many) // pick.count - cents * first // pick.count
    for name in _SHARES:
        value = getattr(pick, name)
        if value is not None:
            changes[name] = value * share
    for name in ("reach_band", "engagement_band"):
        band: Band | None = getattr(pick, name)
        if band is not None:
            changes[name] = Band(p10=band.p10 * share, p50=band.p50 * share, p90=band.p90 * share)
    return pick.model_copy(update=changes)
