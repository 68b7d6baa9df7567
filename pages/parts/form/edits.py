"""Changes to the brief that come from the plan: keep, drop, add, free, and the fixes of a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pages.parts.session import state
from pages.parts.words import plain
from planner.brief.brief import Brief, MustHave
from planner.explore.solution import Booking
from planner.outcome import Pick
from planner.problems import BadInput


def keep(creator: str, package: str | None) -> None:
    """In every plan from now on, with this package; an agreed fee stays when the package does."""
    brief = state.session().brief
    before = next((m for m in brief.must_have if m.creator == creator), None)
    fee = before.agreed_fee_cents if before is not None and before.package in (None, package) else None
    others = [m for m in brief.must_have if m.creator != creator]
    wanted = MustHave(creator=creator, package=package, agreed_fee_cents=fee)
    _replace(brief, [*others, wanted], [name for name in brief.excluded if name != creator])


def drop(pick: Pick) -> None:
    """In no plan from now on."""
    brief = state.session().brief
    others = [m for m in brief.must_have if m.creator != pick.creator]
    _replace(brief, others, [*(name for name in brief.excluded if name != pick.creator), pick.creator])


def free(creator: str) -> None:
    """Neither kept nor dropped."""
    brief = state.session().brief
    _replace(
        brief,
        [m for m in brief.must_have if m.creator != creator],
        [name for name in brief.excluded if name != creator],
    )


def toggle_keep(pick: Pick) -> None:
    """Keep a pick, or let go of one that was kept."""
    if any(m.creator == pick.creator for m in state.session().brief.must_have):
        free(pick.creator)
    else:
        keep(pick.creator, pick.package)


def swap(comes: Iterable[Booking], goes: Iterable[Booking]) -> None:
    """Keep these with their packages and leave those out."""
    brief = state.session().brief
    new = [MustHave(creator=one.creator, package=one.package) for one in comes]
    names, gone = {one.creator for one in new}, [one.creator for one in goes]
    others = [m for m in brief.must_have if m.creator not in names and m.creator not in gone]
    stay = [name for name in brief.excluded if name not in names and name not in gone]
    _replace(brief, [*others, *new], [*stay, *gone])


def settle(picks: Iterable[Booking], fees: Mapping[str, int | None], declined: Iterable[str]) -> None:
    """Keep every one of these, some at an agreed fee, and leave out who declined."""
    brief, gone = state.session().brief, list(declined)
    must = [MustHave(creator=p.creator, package=p.package, agreed_fee_cents=fees.get(p.creator)) for p in picks]
    inside = {wanted.creator for wanted in must}
    stay = [name for name in brief.excluded if name not in inside and name not in gone]
    _replace(brief, must, [*stay, *gone])


def apply(path: str, value: Any) -> None:
    """Change one field of the brief; says so when the value does not fit."""
    try:
        state.session().brief = state.session().brief.changed(path, value)
    except BadInput as bad:
        state.session().message = " ".join(plain(str(problem), 300) for problem in bad.problems)


def _replace(brief: Brief, must_have: list[MustHave], excluded: list[str]) -> None:
    data = brief.model_dump(mode="json")
    data["must_have"] = [m.model_dump(mode="json") for m in must_have]
    data["excluded"] = excluded
    state.session().brief = Brief.read(data)
