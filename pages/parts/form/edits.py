"""Changes to the brief that come from the plan: keep, drop, add, free, and the fixes of a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pages.parts.session import state
from pages.parts.words import plain
from planner.brief import choices
from planner.explore.solution import Booking
from planner.outcome import Pick
from planner.problems import BadInput


def keep(creator: str, package: str | None) -> None:
    """In every plan from now on, with this package."""
    now = state.session()
    now.brief = choices.keeping(now.brief, creator, package)


def drop(pick: Pick) -> None:
    """In no plan from now on."""
    now = state.session()
    now.brief = choices.dropping(now.brief, pick.creator)


def free(creator: str) -> None:
    """Neither kept nor dropped."""
    now = state.session()
    now.brief = choices.freed(now.brief, creator)


def toggle_keep(pick: Pick) -> None:
    """Keep a pick, or let go of one that was kept."""
    now = state.session()
    now.brief = choices.toggled(now.brief, pick.creator, pick.package)


def swap(comes: Iterable[Booking], goes: Iterable[Booking]) -> None:
    """Keep these with their packages and leave those out."""
    now = state.session()
    now.brief = choices.swapped(now.brief, comes, goes)


def settle(picks: Iterable[Booking], fees: Mapping[str, int | None], declined: Iterable[str]) -> None:
    """Keep every one of these, some at an agreed fee, and leave out who declined."""
    now = state.session()
    now.brief = choices.settled(now.brief, picks, fees, declined)


def apply(path: str, value: object) -> None:
    """Change one field of the brief; says so when the value does not fit."""
    now = state.session()
    try:
        now.brief = now.brief.changed(path, value)
    except BadInput as bad:
        now.message = " ".join(plain(str(problem), 300) for problem in bad.problems)
