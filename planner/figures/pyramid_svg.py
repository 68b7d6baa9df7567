"""The pyramid as SVG that needs no script: one picture for each tier, so that its words stay text beside it."""

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.figures.bricks import SLOPE, Block, Floats, bricks, outlines
from planner.figures.tiers import FROM_THE_TOP, PyramidMeasure, TierView, followers_words, tier_view
from planner.outcome import Plan
from planner.palette import TIER_COLOURS
from planner.wording import compact, counted, label

WIDTH, HEIGHT = 500.0, 84.0
_ROOM = WIDTH + SLOPE
"""Its foot is wider than a block is at half its height."""
MOST_BRICKS = 400
"""Above this many creators in a tier a brick stands for one line of the plan instead."""


class TierPicture(Frozen):
    """One tier. svg: its block of bricks; empty where nobody is in it. figures: without money."""

    title: str
    followers: str
    figures: str
    svg: str


def tier_pictures(plan: Plan, brief: Brief) -> tuple[TierPicture, ...]:
    """The tiers by head-count, macro first; widths are of one scale, the widest fills the picture."""
    views = [tier_view(plan, brief, PyramidMeasure.CREATORS, tier) for tier in FROM_THE_TOP]
    widest = max((view.value for view in views), default=0.0)
    return tuple(_picture(view, brief, WIDTH / widest if widest else 0.0) for view in views)


def _picture(view: TierView, brief: Brief, scale: float) -> TierPicture:
    totals, locale = view.totals, brief.locale
    who = counted(totals.creators, "creator", locale)
    return TierPicture(
        title=label(totals.tier).capitalize(),
        followers=followers_words(totals.tier, brief),
        figures=f"{who} · {compact(totals.unique_reach, locale)} people" if totals.creators else "nobody",
        svg=_svg(view, scale),
    )


def _svg(view: TierView, scale: float) -> str:
    each = view.totals.creators <= MOST_BRICKS
    sizes = [pick.count if not each else 1 for pick in view.picks for _ in range(pick.count if each else 1)]
    if not sizes:
        return ""
    block = Block(view.value * scale, 0.0, HEIGHT)
    ground, wall = block.outline(), outlines(bricks(np.array(sorted(sizes, reverse=True), float), block), block)
    colour = TIER_COLOURS[view.totals.tier]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_ROOM / 2:g} 0 {_ROOM:g} {HEIGHT:g}">'
        f'<path d="{_path(*ground)}" fill="{colour}" fill-opacity=".16"/>'
        f'<path d="{_path(*wall)}" fill="{colour}"/></svg>'
    )


def _path(x: Floats, y: Floats) -> str:
    """Closed polygons that are divided by NaN, as the data of a path; a tenth of a pixel is close enough."""
    parts = []
    for piece in np.split(np.column_stack([x, y]), np.flatnonzero(np.isnan(x))):
        points = piece[~np.isnan(piece[:, 0])]
        parts.append("M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in points) + "Z")
    return "".join(parts)
