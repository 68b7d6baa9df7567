"""Creators worth a partnership, and creators not to rebook; every verdict comes with its evidence."""

from dataclasses import dataclass
from enum import StrEnum

from planner.brief.brief import Brief, GoalKind
from planner.debrief.actual import State
from planner.debrief.compare import Debrief, Line
from planner.debrief.memory import Memory
from planner.wording import count, percent

_ROUNDED = 0.005
"""A difference below half a per cent would be written as 0%."""


class Verdict(StrEnum):
    """What the results suggest for the next campaign."""

    PARTNER = "worth a partnership"
    REST = "rest"


@dataclass(frozen=True)
class Judgement:
    """One creator with a verdict.

    evidence: sentences. better: results per cash relative to the whole campaign's, None when not known.
    """

    creator: str
    handle: str
    verdict: Verdict
    evidence: tuple[str, ...]
    better: float | None


def verdicts(done: Debrief, memory: Memory | None = None) -> tuple[Judgement, ...]:
    """Creators whose results support a verdict: the best partners first, then those not to rebook.

    Worth a partnership: all posts out, none late, more people than forecast, and each result cheaper than the
    campaign's. Not to rebook: contracted and never posted, or fewer people than P10 at a higher cost per result.
    """
    found = [judged for line in done.named if (judged := _verdict(line, done, memory)) is not None]
    found.sort(key=lambda one: (one.verdict is Verdict.REST, -(one.better or 0.0), one.creator))
    return tuple(found)


def _verdict(line: Line, done: Debrief, memory: Memory | None) -> Judgement | None:
    better = _better(line, done)
    actual = line.actual
    forecast = line.expected.reach
    if actual.state is State.UNPOSTED:
        return _judged(line, Verdict.REST, [_unposted(line, done.brief)], None)
    if actual.reach is None or actual.state not in (State.POSTED, State.SHORT):
        return None
    said = [_reached(line, forecast, done.brief)]
    if better is not None:
        said.append(_dear(better, done.brief))
    said += _before(line, memory)
    if actual.state is State.POSTED and not actual.late and actual.reach > forecast and (better is None or better > 1):
        came = "Every post came, on time." if actual.dated else "Every post came."
        return _judged(line, Verdict.PARTNER, [came, *said], better)
    if line.inside is False and actual.reach < line.low and (better is None or better < 1):
        return _judged(line, Verdict.REST, said, better)
    return None


def _judged(line: Line, verdict: Verdict, evidence: list[str], better: float | None) -> Judgement:
    return Judgement(line.creator, line.expected.pick.handle, verdict, tuple(evidence), better)


def _better(line: Line, done: Debrief) -> float | None:
    """Results per cash of this creator relative to the campaign's: those of the goal, else reach."""
    kind = done.brief.goal.kind
    name = kind.value if kind in (GoalKind.ENGAGEMENTS, GoalKind.CONVERSIONS) else "reach"
    got, cost = getattr(line.actual, name), line.actual.cost_cents
    pairs = [
        (value, one.actual.cost_cents)
        for one in done.lines
        if (value := getattr(one.actual, name)) is not None and one.actual.cost_cents is not None
    ]
    total, paid = sum(value for value, _ in pairs), sum(cents for _, cents in pairs)
    if not got or not cost or not total or not paid:
        return None
    return float(got / cost) / float(total / paid)


def _unposted(line: Line, brief: Brief) -> str:
    paid = line.actual.cost_cents
    cash = f", {brief.money(paid)} paid" if paid else ""
    return f"{count(line.expected.posts, brief.locale)} contracted, none posted{cash}."


def _reached(line: Line, forecast: float, brief: Brief) -> str:
    reach = line.actual.reach or 0.0
    share = reach / forecast - 1 if forecast else 0.0
    off = f"{percent(abs(share), 0, brief.locale)} {'more' if share > 0 else 'fewer'} than forecast"
    if abs(share) < _ROUNDED:
        off = "as forecast"
    place = {True: "inside its range", False: "above its range" if reach > line.high else "below its range"}
    return f"{count(reach, brief.locale)} people, {off}, {place[line.inside is True]}."


def _dear(better: float, brief: Brief) -> str:
    if abs(1 / better - 1) < _ROUNDED:
        return "Each result cost as much as the campaign's."
    off = percent(abs(1 / better - 1), 0, brief.locale)
    return f"Each result cost {off} {'less' if better > 1 else 'more'} than the campaign's."


def _before(line: Line, memory: Memory | None) -> list[str]:
    """How often the creator beat the forecast in earlier campaigns; empty below two of them."""
    if memory is None:
        return []
    held = [
        one for campaign in memory.campaigns for one in campaign.judged if one.creator == line.creator and one.forecast
    ]
    if len(held) < 2:
        return []
    above = sum(one.actual > one.forecast for one in held)
    return [f"Above forecast in {above} of {len(held)} debriefed campaigns."]
