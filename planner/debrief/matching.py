"""Match rows of results to picks; rows without a pick and implausible rows are set aside with a problem."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from planner.brief.brief import Brief
from planner.debrief.archetype_matching import places
from planner.debrief.uploads import COUNTS, MONEY, Aside, Merged
from planner.domain.platforms import in_order
from planner.domain.results import Result
from planner.domain.roster import Platform, creator_id
from planner.forecast.assumptions import Assumptions
from planner.outcome import Pick, Plan
from planner.problems import Problem
from planner.wording import count, label


@dataclass(frozen=True)
class Days:
    """First and last day on which the campaign's posts are due."""

    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Matched:
    """Rows by pick, in the plan's order (empty = nothing reported), and the rows that were set aside."""

    rows: tuple[tuple[Result, ...], ...]
    aside: tuple[Aside, ...]

    @property
    def used(self) -> int:
        """Rows that count."""
        return sum(len(rows) for rows in self.rows)


@dataclass(frozen=True)
class Frame:
    """What rows are checked against: plan, brief, days (None = not known) and tolerances.

    archetypes: planned without a roster, so that creators take places of archetypes.
    """

    plan: Plan
    brief: Brief
    days: Days | None
    assumptions: Assumptions
    archetypes: bool = False


def match(merged: Merged, frame: Frame) -> Matched:
    """Assign every row to its pick, or set it aside with the reason. No row is dropped."""
    by_id = {pick.creator: at for at, pick in enumerate(frame.plan.picks)}
    rows: list[list[Result]] = [[] for _ in frame.plan.picks]
    aside = list(merged.twice)
    for result in merged.results:
        at = _pick_of(result, by_id)
        found = _stranger(result, by_id, frame) if at is None else _implausible(result, frame.plan.picks[at], frame)
        if found is not None:
            aside.append(found)
        elif at is not None:
            rows[at].append(result.model_copy(update={"platform": frame.plan.picks[at].platform}))
    return Matched(tuple(tuple(found) for found in rows), tuple(aside))


def _platforms(by_id: Iterable[str]) -> list[Platform]:
    return in_order(name.partition(":")[0] for name in by_id)


def _pick_of(result: Result, by_id: Mapping[str, int]) -> int | None:
    if result.creator is not None:
        return by_id.get(result.creator)
    fits = [at for platform in _platforms(by_id) if (at := by_id.get(creator_id(platform, result.handle))) is not None]
    return fits[0] if len(fits) == 1 else None


def _stranger(result: Result, by_id: Mapping[str, int], frame: Frame) -> Aside:
    typed = f"@{result.handle}"
    if frame.archetypes:
        wrong = "matches no slot of the plan, or more than one kind of slot"
        left = places(frame.plan)
        hint = f"platform, and followers or tier, of one of these: {left}" if left else "nobody else: all are filled"
        return Aside(result, "not in plan", Problem(f"{result.place}, column handle", typed, wrong, hint))
    if result.platform is None:
        fits = [p for p in _platforms(by_id) if creator_id(p, result.handle) in by_id]
        if fits:
            named = " and ".join(label(p) for p in fits)
            problem = Problem(f"{result.place}, column platform", typed, f"is in the plan on {named}", "a platform")
            return Aside(result, "ambiguous", problem)
    key = creator_id(result.platform or "", result.handle)
    near = process.extractOne(key, list(by_id), scorer=fuzz.ratio, score_cutoff=80)
    hint = f"a creator of the plan; near is {near[0]}" if near else "a creator of the plan"
    return Aside(result, "not in plan", Problem(f"{result.place}, column handle", typed, "is not in the plan", hint))


def _implausible(result: Result, pick: Pick, frame: Frame) -> Aside | None:
    """The first reason to set the row aside; None when it is plausible."""
    checks: Sequence[tuple[str, Problem | None]] = (
        ("negative", _negative(result)),
        ("currency", _foreign(result, frame.brief)),
        ("reach", _too_far(result, pick, frame.assumptions)),
        ("dates", _other_days(result, frame)),
        ("deliverable", _not_booked(result, pick)),
    )
    return next((Aside(result, kind, problem) for kind, problem in checks if problem is not None), None)


def _negative(result: Result) -> Problem | None:
    for name in (*COUNTS, *MONEY):
        value = getattr(result, name)
        if value is not None and value < 0:
            words = name.removesuffix("_cents")
            return Problem(f"{result.place}, column {words}", f"{value}", "is below zero", "0 or more")
    return None


def _foreign(result: Result, brief: Brief) -> Problem | None:
    if result.currency in ("", brief.currency):
        return None
    wrong, accepted = "is another currency than the campaign's", f"amounts in {brief.currency}"
    return Problem(f"{result.place}, column currency", result.currency, wrong, accepted)


def _too_far(result: Result, pick: Pick, assumptions: Assumptions) -> Problem | None:
    times = assumptions.number("result_reach_over_followers")
    most = times * max(pick.followers, 1)
    # Without reach, views or impressions take its place.
    name = next((n for n in ("reach", "views", "impressions") if getattr(result, n) is not None), "reach")
    value = getattr(result, name)
    if value is None or value <= most:
        return None
    wrong = f"is more than {times:g} times the creator's followers"
    return Problem(f"{result.place}, column {name}", count(value), wrong, f"at most {count(most)}")


def _other_days(result: Result, frame: Frame) -> Problem | None:
    if result.date is None or frame.days is None:
        return None
    grace = datetime.timedelta(days=round(frame.assumptions.number("results_after_flight_days")))
    last = frame.days.end + grace
    if frame.days.start <= result.date <= last:
        return None
    wrong = "is outside the campaign's days"
    accepted = f"{frame.days.start.isoformat()} to {last.isoformat()}"
    return Problem(f"{result.place}, column date", result.date.isoformat(), wrong, accepted)


def _not_booked(result: Result, pick: Pick) -> Problem | None:
    if result.format is None or pick.deliverables.get(result.format, 0) > 0:
        return None
    booked = ", ".join(str(f) for f, number in pick.deliverables.items() if number)
    wrong = "is not booked in the plan"
    return Problem(f"{result.place}, column format", str(result.format), wrong, booked or "nothing")
