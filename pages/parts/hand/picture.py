"""The picture that follows the hand, as a component of Streamlit: plans in, the place that was let go of out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.parts.session import state
from planner.figures.hand import Hand

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Released:
    """Where a handle was let go of: at a budget in cents, or at the key of a tier's edge.

    of: key of the plan that it was dragged from. turn: tells this time from every other.
    """

    at: int | str
    of: str
    turn: int

    @classmethod
    def read(cls, value: Any) -> Released | None:
        """From what the browser sent; None where that is not such a thing."""
        match value:
            case {"at": int() | float() | str() as at, "of": str() as of, "turn": int() | float() as turn}:
                known = isinstance(at, str) or 0 < at < 1e15
                return cls(at if isinstance(at, str) else round(at), of, round(turn)) if known else None
            case _:
                return None


@dataclass(frozen=True)
class UnderWay:
    """What the server does for a picture meanwhile.

    wanted: budget in cents, or key of an edge, of a plan that is being made, None = the plan shown is the answer to
    the brief. look: seconds after which the browser asks for what has been made ahead since, 0 = everything is there.
    heard: the turn of the last release that came here, so that the browser sends one again that was lost.
    """

    wanted: int | str | None = None
    look: float = 0.0
    heard: int = 0


@cache
def script() -> str:
    """The component's modules as one, without comments, since it is sent with the page and cannot import from there."""
    modules = ((_HERE / f"{name}.mjs").read_text(encoding="utf-8") for name in ("drawing", "curve", "edges", "hand"))
    whole = re.sub(r"[ ]*/\*\*.*?\*/\n?", "", "".join(modules), flags=re.DOTALL)
    return "".join(line for line in whole.splitlines(keepends=True) if not line.startswith("import "))


_draw = st.components.v2.component(
    "planner_hand", js=script(), css=(_HERE / "hand.css").read_text(encoding="utf-8"), isolate_styles=False
)


def draw(
    hand: Hand,
    key: str,
    on_release: Callable[[Released], None],
    on_tier: Callable[[str], None],
    under_way: UnderWay = UnderWay(),
) -> None:
    """The picture of a plan.

    on_release: a callback, called when a handle was let go of elsewhere; an edge of another plan than this one is
    dropped, a budget is not, since it means the same around any plan, also where this one has no such position.
    on_tier: a callback, called with the tier that was chosen.
    """
    edges = {edge.key for edge in hand.edges}

    def released() -> None:
        found = Released.read(_sent(key, "released"))
        if found is not None and (isinstance(found.at, int) or (found.at in edges and found.of == hand.key)):
            on_release(found)

    def tier() -> None:
        chosen = _sent(key, "tier")
        if any(chosen == one.key for one in hand.tiers):
            on_tier(str(chosen))

    _draw(
        key=key,
        data={"hand": hand.payload(), "frozen": False, **asdict(under_way)},
        on_released_change=released,
        on_tier_change=tier,
        on_look_change=lambda: None,
    )


def draw_frozen(hand: Hand, key: str) -> None:
    """The picture of a plan that is not the answer to the brief: nothing in it can be moved."""
    _draw(key=key, data={"hand": hand.payload(), "frozen": True, **asdict(UnderWay())})


def _sent(key: str, name: str) -> object:
    """What the browser sent under a name; None before it sent anything."""
    found = state.held(key)
    return found.get(name) if isinstance(found, Mapping) else None
