"""Published posts for the calendar, from results."""

from collections.abc import Iterable

from planner.brief.brief import Brief
from planner.domain.results import Result, Status
from planner.outcome import Plan
from planner.schedule.types import Posted


def posted_of(results: Iterable[Result], plan: Plan, brief: Brief) -> tuple[Posted, ...]:
    """One `Posted` per row with a published post of a creator in the plan.

    A row without a platform belongs to the only pick with that handle. Rows with another status than posted, or
    without any posts, reach or views, are left out.
    """
    by_handle: dict[str, set[str]] = {}
    person: dict[str, str] = {}
    for pick in plan.picks:
        for account in pick.accounts:
            by_handle.setdefault(account.handle.casefold(), set()).add(account.creator)
            person[account.creator] = pick.creator
    numbers = {wave.name.casefold(): at for at, wave in enumerate(brief.waves, 1)}
    found = []
    for result in results:
        meant = by_handle.get(result.handle.strip().lstrip("@").casefold(), set())
        creator = result.creator or (next(iter(meant)) if len(meant) == 1 else None)
        if creator in meant and _shows_a_post(result):
            wave = numbers.get(result.wave.strip().casefold()) or _number(result.wave, len(brief.waves))
            found.append(Posted(person[str(creator)], wave, result.date, max(1, result.posts or 1)))
    return tuple(found)


def _shows_a_post(result: Result) -> bool:
    if result.status is not None:
        return result.status is Status.POSTED
    return any(number for number in (result.posts, result.reach, result.views, result.impressions))


def _number(text: str, waves: int) -> int | None:
    """A wave by its number: `2`, `wave 2`, `W2`."""
    digits = "".join(character for character in text if character.isdecimal())
    return int(digits) if digits and len(digits) <= 2 and 1 <= int(digits) <= waves else None
