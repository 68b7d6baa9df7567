"""Pyramids of several scenarios on one scale: what is twice as wide is twice as much, whichever scenario it is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from planner.figures.bricks import Block, bricks, outlines
from planner.figures.look import Look, clean, figure_of, hidden_axis, note, tint
from planner.figures.tiers import (
    FROM_THE_TOP,
    PyramidMeasure,
    TierView,
    all_figures,
    headline,
    pyramid_alt,
    share_words,
    size_of,
    tier_view,
)
from planner.palette import TIER_COLOURS
from planner.side_by_side import Side
from planner.wording import label

_WIDTH = 1000.0
_PHONE_WIDTH = 360.0
_AIR = 28.0
"""Between two pyramids beside each other."""
_MOST_BRICKS = 400


@dataclass(frozen=True)
class _Place:
    """Where one pyramid stands, in pixels of the design: its middle, its top, and how wide it may be."""

    middle: float
    top: float
    width: float


_HEAD, _BLOCK, _PITCH = 40.0, 58.0, 88.0


def scenario_pyramids(sides: Sequence[Side], measure: PyramidMeasure, look: Look) -> go.Figure:
    """One pyramid per side that has a plan, beside each other, on a phone below each other.

    Two traces per tier, ground and bricks, from the top, side by side; `meta` of both has the side, tier and value in
    the measure's unit. The width of a tier at half its height is proportional to that value, on one scale for all.
    """
    planned = [side for side in sides if side.plan is not None]
    views = [[_view(side, measure, at) for at in range(len(FROM_THE_TOP))] for side in planned]
    columns = 1 if look.narrow else max(1, len(planned))
    room = (_PHONE_WIDTH if look.narrow else _WIDTH / columns) - _AIR
    # Two wide pyramids would be mountains: the scale leaves each about as high as it is wide.
    room = min(room, 420.0)
    widest = max((view.value for row in views for view in row), default=0.0)
    scale = room / widest if widest > 0 else 0.0
    step = _HEAD + len(FROM_THE_TOP) * _PITCH + 14
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for at, (side, row) in enumerate(zip(planned, views, strict=True)):
        middle = 0.0 if look.narrow else (at + 0.5) * _WIDTH / columns
        place = _Place(middle, at * step if look.narrow else 0.0, room)
        notes.append(_title(side, place, look))
        for level, view in enumerate(row):
            block = Block(view.value * scale, place.top + _HEAD + level * _PITCH, _BLOCK)
            traces += _traces(side, view, block, place)
            notes.append(_words(side, view, block, place, look))
    height = step * (len(planned) if look.narrow else 1)
    axis = (-_PHONE_WIDTH / 2, _PHONE_WIDTH / 2) if look.narrow else (0.0, _WIDTH)
    return figure_of(
        traces,
        look,
        round(height),
        uirevision=f"scenario pyramids {measure}",
        annotations=notes,
        xaxis=hidden_axis(*axis),
        yaxis=hidden_axis(height, 0),
    )


def scenario_pyramids_alt(sides: Sequence[Side], measure: PyramidMeasure) -> str:
    """What the figure shows, a sentence per scenario."""
    return " ".join(f"{side.name}: {pyramid_alt(side.plan, measure)}" for side in sides if side.plan is not None)


def _view(side: Side, measure: PyramidMeasure, level: int) -> TierView:
    assert side.plan is not None
    return tier_view(side.plan, side.brief, measure, FROM_THE_TOP[level])


def _traces(side: Side, view: TierView, block: Block, place: _Place) -> list[dict[str, Any]]:
    tier = view.totals.tier
    colour = TIER_COLOURS[tier]
    quiet: dict[str, Any] = {
        "mode": "lines",
        "fill": "toself",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "meta": {"side": side.id, "tier": str(tier), "value": view.value},
    }
    x, y = block.outline()
    ground = {"x": x + place.middle, "y": y, "fillcolor": tint(colour, 0.16), **quiet}
    sizes = [size for pick in view.picks if (size := size_of(pick, view.measure)) > 0]
    if not sizes or len(sizes) > _MOST_BRICKS:
        # Too many for bricks: one block of full colour.
        whole = {"x": ground["x"], "y": ground["y"]} if view.value else {"x": [], "y": []}
        return [ground, {**whole, "fillcolor": colour, **quiet}]
    x, y = outlines(bricks(np.array(sizes), block), block)
    return [ground, {"x": x + place.middle, "y": y, "fillcolor": colour, **quiet}]


def _title(side: Side, place: _Place, look: Look) -> dict[str, Any]:
    longest = max(12, round(place.width / 8.5))
    mark = " ⚑" if side.baseline else ""
    text = f"<b>{clean(side.name, longest)}</b>{mark}"
    return note(text, place.middle, place.top + 14, size=15, colour=look.inks.ink, align="center")


def _words(side: Side, view: TierView, block: Block, place: _Place, look: Look) -> dict[str, Any]:
    amount = headline(view, side.brief)[0] if view.value else "none"
    share = f" · {share_words(view, side.brief)}" if view.value and place.width > 220 else ""
    return note(
        f"{label(view.totals.tier)} <b>{amount}</b>{share}",
        place.middle,
        block.top + block.height + 14,
        size=13,
        colour=look.inks.ink if view.value else look.inks.muted,
        align="center",
        hover=all_figures(view, side.brief),
    )
