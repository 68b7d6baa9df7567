"""The picture of the product: the plan as a pyramid of bricks, macro at the apex, micro at the base."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from planner.brief.brief import Brief
from planner.figures.bricks import Block, Floats, bricks, grips, outlines
from planner.figures.look import NUMBER_FONT, Look, clean, figure_of, hidden_axis, note, separators, tint
from planner.figures.tiers import (
    FROM_THE_TOP,
    Band,
    PyramidMeasure,
    TierView,
    all_figures,
    followers_words,
    headline,
    pyramid_alt,
    share_words,
    size_of,
    sized_by,
    tier_view,
)
from planner.outcome import Pick, Plan
from planner.palette import TIER_COLOURS
from planner.wording import label

__all__ = ["MOST_CREATORS", "PARTS", "PyramidMeasure", "pyramid", "pyramid_alt"]

PARTS = ("band", "block", "bricks", "points")
"""Traces of one tier, in order; the figure has them for each tier from the top, whatever the plan."""
MOST_CREATORS = 400
"""Above this many creators a brick stands for one line of the plan instead."""


@dataclass(frozen=True)
class _Frame:
    """Where things stand, in pixels of the design; x = 0 is the middle of the pyramid."""

    left: float
    right: float
    widest: float
    first: float
    block: float
    pitch: float
    numbers: float
    tail: float

    @property
    def height(self) -> int:
        """Of the whole figure."""
        return round(self.first + 2 * self.pitch + self.block + self.tail)


_WIDE = _Frame(left=-400, right=500, widest=500, first=16, block=112, pitch=138, numbers=274, tail=54)
_PHONE = _Frame(left=-180, right=180, widest=344, first=58, block=76, pitch=146, numbers=180, tail=58)
_PHONE_WITH_BANDS = _Frame(left=-180, right=180, widest=344, first=58, block=76, pitch=172, numbers=180, tail=88)


@dataclass(frozen=True)
class _Scene:
    """What is the same for all tiers. scale: pixels per unit of the measure, 0 when there is nothing to draw.

    each: a brick is one creator, not one line of the plan.
    """

    brief: Brief
    look: Look
    frame: _Frame
    scale: float
    each: bool


def pyramid(plan: Plan, brief: Brief, measure: PyramidMeasure, look: Look) -> go.Figure:
    """Stepped pyramid: the width of a tier at half its height is proportional to the measure.

    Each brick is one creator and its area their part of their tier. Traces are `PARTS` per tier, from the top,
    each with its tier and value in `meta`; `points`, of which each brick has at least one, carry what hover says.
    Bands of the brief on head-count or spend are drawn under the tier, as the spans in which its two edges may lie.
    """
    views = [tier_view(plan, brief, measure, tier) for tier in FROM_THE_TOP]
    frame = _WIDE
    if look.narrow:
        frame = _PHONE_WITH_BANDS if any(view.band for view in views) else _PHONE
    scene = _Scene(brief, look, frame, _scale(views, frame), plan.totals.creators <= MOST_CREATORS)
    traces, notes = [], [_caption(views, scene)]
    for at, view in enumerate(views):
        block = Block(view.value * scene.scale, frame.first + at * frame.pitch, frame.block)
        traces += _traces(view, block, scene)
        notes += (_above if look.narrow else _beside)(view, block, scene)
    return figure_of(
        traces,
        look,
        frame.height,
        uirevision=f"pyramid {measure}",
        annotations=notes,
        xaxis=hidden_axis(frame.left, frame.right),
        yaxis=hidden_axis(frame.height, 0),
        separators=separators(brief.locale),
    )


def _scale(views: Sequence[TierView], frame: _Frame) -> float:
    """A band may make the pyramid a little smaller; one far outside runs off to the edge."""
    widest = max(view.value for view in views)
    ends = [end for view in views if view.band for end in (view.band.low, view.band.high) if end is not None]
    shown = max([widest, *(end for end in ends if end <= widest * 1.3)])
    return frame.widest / shown if widest > 0 else 0.0


def _traces(view: TierView, block: Block, scene: _Scene) -> list[dict[str, Any]]:
    tier, inks = view.totals.tier, scene.look.inks
    colour = TIER_COLOURS[tier]
    names = [f"{tier} {part}" for part in PARTS]
    quiet: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip", "meta": {"tier": str(tier), "value": view.value}}
    band_x, band_y = _bracket(view.band, block, scene)
    band = {"name": names[0], "x": band_x, "y": band_y, "line": {"color": inks.muted, "width": 1.5}, **quiet}
    edge_x, edge_y = (block if view.value else _ghost(view, block, scene)).outline()
    ground = {"name": names[1], "x": edge_x, "y": edge_y, "fill": "toself", **quiet}
    if view.value:
        ground |= {"fillcolor": tint(colour, 0.16), "line": {"width": 0}}
    else:
        dots = {"color": inks.muted, "width": 1, "dash": "2px,4px"}
        ground |= {"fillcolor": "rgba(0,0,0,0)", "line": dots}

    sizes, owners = _bricks_of(view, scene)
    wall = {"name": names[2], "fill": "toself", "fillcolor": colour, "line": {"width": 0}, **quiet}
    # Invisible: they carry the hover.
    points = {"name": names[3], "mode": "markers", "meta": quiet["meta"], "hovertemplate": _hover(scene.brief)}
    if not owners:
        nothing: dict[str, list[float]] = {"x": [], "y": []}
        return [band, ground, wall | nothing, points | nothing]
    laid = bricks(sizes, block)
    wall_x, wall_y = outlines(laid, block)
    x, y, side, brick = grips(laid, block)
    said = {id(pick): _hovered(pick) for pick in view.picks}
    # An array of objects, because plotly copies lists of lists cell by cell.
    custom = np.array([said[id(owners[at])] for at in brick], dtype=object)
    points |= {"x": x, "y": y, "customdata": custom}
    points["marker"] = {"size": np.maximum(side, 4), "color": colour, "opacity": 0}
    return [band, ground, wall | {"x": wall_x, "y": wall_y}, points]


def _ghost(view: TierView, block: Block, scene: _Scene) -> Block:
    """Outline of an empty tier: small among others, the shape of a pyramid when the whole plan is empty."""
    rank = FROM_THE_TOP.index(view.totals.tier) + 1
    return Block(56 if scene.scale else scene.frame.widest * rank / 3.6, block.top, block.height)


def _bricks_of(view: TierView, scene: _Scene) -> tuple[Floats, list[Pick]]:
    """Size and owner of each brick, the largest first; picks that weigh nothing have none."""
    sizes: list[float] = []
    owners: list[Pick] = []
    for pick in view.picks:
        size, times = size_of(pick, view.measure), pick.count if scene.each else 1
        if size > 0:
            sizes += [size / times] * times
            owners += [pick] * times
    return np.array(sizes), owners


def _bracket(band: Band | None, block: Block, scene: _Scene) -> tuple[list[float], list[float]]:
    """The spans in which the two edges of a tier may lie; an end that is open or out of sight has no tick."""
    edge, y, tick = scene.frame.widest / 2 + 6, block.top + block.height + 9, 4.0
    inner = ((band and band.low) or 0.0) * scene.scale / 2
    if band is None or scene.scale == 0 or inner > edge:
        return [], []
    outer = edge if band.high is None else min(band.high * scene.scale / 2, edge)
    ticks = [inner] if band.low is not None else []
    ticks += [outer] if band.high is not None and outer < edge else []
    xs: list[float] = []
    ys: list[float] = []
    for side in (-1, 1):
        xs += [side * inner, side * outer, np.nan]
        ys += [y, y, np.nan]
        for end in ticks:
            xs += [side * end, side * end, np.nan]
            ys += [y - tick, y + tick, np.nan]
    return xs[:-1], ys[:-1]


def _hover(brief: Brief) -> str:
    """Template of a brick's hover. The browser fills in the numbers: 400 would take too long here."""
    cash = brief.money(0).replace("0", "%{customdata[5]:,.0f}")
    return (
        "<b>%{customdata[2]}</b><br>%{customdata[3]}<br>%{customdata[4]:,.0f} followers<br>"
        f"{cash} cash<br>%{{customdata[6]:,.0f}} reach<br>%{{customdata[7]:,.0f}} engagements<extra></extra>"
    )


def _hovered(pick: Pick) -> list[str | float]:
    """Customdata of a brick: tier, creator, and what `_hover` shows of the pick as a whole."""
    times = f" × {pick.count}" if pick.count > 1 else ""
    return [
        str(pick.tier),
        pick.creator,
        f"{clean(pick.handle, 40)}{times}",
        f"{label(pick.platform)} · {clean(pick.package, 60)}",
        pick.followers,
        pick.cost_cents / 100,
        pick.reach,
        pick.engagements,
    ]


def _number(view: TierView, scene: _Scene, place: tuple[float, float], align: str) -> dict[str, Any]:
    """The tier's number at `place`; it carries all figures of the tier as its hover."""
    inks = scene.look.inks
    sizes = (28, 20) if scene.look.narrow else (36, 22)
    return note(
        headline(view, scene.brief)[0] if view.value else "none",
        *place,
        size=sizes[0] if view.value else sizes[1],
        colour=inks.ink if view.value else inks.muted,
        family=NUMBER_FONT,
        align=align,
        hover=all_figures(view, scene.brief),
    )


def _beside(view: TierView, block: Block, scene: _Scene) -> list[dict[str, Any]]:
    """Names to the left, numbers to the right of the tier."""
    frame, inks, brief = scene.frame, scene.look.inks, scene.brief
    tier, middle = view.totals.tier, block.top + block.height / 2
    lines = []
    if view.value:
        lines += [(share_words(view, brief), inks.ink), (headline(view, brief)[1], inks.muted)]
    if view.band:
        lines.append((view.band.words, inks.muted))
    top = middle - 10 * len(lines)
    return [
        note(f"<b>{label(tier)}</b>", frame.left, middle - 10, size=18, colour=inks.ink),
        note(followers_words(tier, brief), frame.left, middle + 12, size=13, colour=inks.muted),
        _number(view, scene, (frame.numbers, top), "left"),
        *(
            note(line, frame.numbers, top + 30 + 19 * at, size=13.5, colour=colour)
            for at, (line, colour) in enumerate(lines)
        ),
    ]


def _above(view: TierView, block: Block, scene: _Scene) -> list[dict[str, Any]]:
    """Names and numbers over the tier, the band under it, for a phone."""
    frame, inks, brief, top = scene.frame, scene.look.inks, scene.brief, block.top
    made = [
        note(f"<b>{label(view.totals.tier)}</b>", frame.left, top - 40, size=16, colour=inks.ink),
        _number(view, scene, (frame.right, top - 41), "right"),
    ]
    if view.value:
        others, share = headline(view, brief)[1], share_words(view, brief)
        made.append(note(others, frame.left, top - 16, size=13, colour=inks.muted))
        made.append(note(share, frame.right, top - 16, size=13, colour=inks.ink, align="right"))
    if view.band:
        below = top + block.height + 26
        made.append(note(view.band.words, 0, below, size=12.5, colour=inks.muted, align="center"))
    return made


def _caption(views: Sequence[TierView], scene: _Scene) -> dict[str, Any]:
    measure, narrow = views[0].measure, scene.look.narrow
    if not any(view.totals.creators for view in views):
        text = "No creators in this plan."
    else:
        brick = "creator" if scene.each else "line of the plan"
        text = f"Tiers by {sized_by(scene.brief)}. Width: {measure.words}. Each brick is one {brick}."
        if measure is PyramidMeasure.UNIQUE_REACH:
            text += f"{'<br>' if narrow else ' '}Tiers share audiences, so the three do not add up."
        if any(view.band for view in views):
            text += f"{'<br>' if narrow else '&nbsp; '}├─┤ what the brief allows."
    foot = scene.frame.height - 4
    return note(text, scene.frame.left, foot, size=12.5, colour=scene.look.inks.muted, valign="bottom")
