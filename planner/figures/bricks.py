"""Geometry of the pyramid: a tier as a block of bricks, each as large as what it stands for.

Coordinates are pixels of the design: x to the right from the middle of the pyramid, y downwards.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLOPE = 9.0
"""How far each side of a block leans in, from its foot to its top."""
GAP = 1.3
_BRICK = 1.6
"""Length of a well-shaped brick over its height."""
_ROUND = 3.0
_ROUND_STEPS = 3
_PLAIN_ABOVE = 400
_MOST_GRIPS = 8


@dataclass(frozen=True)
class Block:
    """One tier: `width` at half height, so that the area is width x height whatever the lean of its sides."""

    width: float
    top: float
    height: float

    @property
    def lean(self) -> float:
        """Leaning of each side; less on a narrow block, which must keep a top."""
        return min(SLOPE, self.width * 0.2)

    def outline(self) -> tuple[Floats, Floats]:
        """Closed trapezoid, five points."""
        half, shift, foot = self.width / 2, self.lean / 2, self.top + self.height
        x = np.array([-half - shift, -half + shift, half - shift, half + shift, -half - shift])
        return x, np.array([foot, self.top, self.top, foot, foot])

    def slanted(self, x: Floats, y: Floats) -> Floats:
        """Abscissas of points of the upright block, moved so that its sides lean."""
        if self.width <= 0:
            return x
        below = (y - self.top) / self.height - 0.5
        return np.asarray(x * (1 + 2 * self.lean * below / self.width))


def bricks(sizes: Floats, block: Block) -> Floats:
    """Rectangles (n, 4) as left, right, top, bottom that tile the upright block, areas proportional to sizes.

    sizes: positive, descending, shape (n,), n at least 1; laid from the foot upwards, left to right.
    """
    n = len(sizes)
    ideal = int(np.sqrt(n * block.height * _BRICK / max(block.width, 1e-9)))
    most = min(n, ideal + 2)
    laid = [
        _laid(sizes, starts, block)
        for rows in range(max(1, min(ideal - 1, most)), most + 1)
        for starts in (_even_rows(n, rows), _level_rows(sizes, rows))
    ]
    return min(laid, key=_ugliness)


def _even_rows(n: int, rows: int) -> Ints:
    """First brick of each row when all rows have about the same number, the fuller ones at the foot."""
    few, more = divmod(n, rows)
    return np.concatenate([[0], np.cumsum(np.full(rows, few) + (np.arange(rows) < more))[:-1]])


def _level_rows(sizes: Floats, rows: int) -> Ints:
    """First brick of each row when all rows are about equally high."""
    middle = np.cumsum(sizes) - sizes / 2
    row = np.minimum((middle / sizes.sum() * rows).astype(np.int64), rows - 1)
    return np.unique(np.searchsorted(row, np.unique(row)))


def _laid(sizes: Floats, starts: Ints, block: Block) -> Floats:
    sums = np.add.reduceat(sizes, starts)
    row = np.searchsorted(starts, np.arange(len(sizes)), side="right") - 1
    feet = block.top + block.height * (1 - np.concatenate([[0.0], np.cumsum(sums)]) / sizes.sum())
    wide = sizes / sums[row] * block.width
    right = np.cumsum(wide)
    right -= (right[starts] - wide[starts])[row] + block.width / 2
    return np.column_stack([right - wide, right, feet[row + 1], feet[row]])


def _ugliness(rectangles: Floats) -> float:
    """How far bricks are from the shape of a brick, on average, in logs; the worst one weighs in."""
    left, right, top, bottom = rectangles.T
    off = np.abs(np.log(np.maximum(right - left, 1e-9) / np.maximum(bottom - top, 1e-9) / _BRICK))
    return float(off.mean() + 0.3 * off.max())


def outlines(rectangles: Floats, block: Block) -> tuple[Floats, Floats]:
    """Closed polygons of all bricks, with mortar between and round corners, divided by NaN."""
    left, right, top, bottom = rectangles.T
    side = np.minimum(right - left, bottom - top)
    gap = np.minimum(GAP, side * 0.12)
    left, right, top, bottom = left + gap, right - gap, top + gap, bottom - gap
    radius = np.minimum(_ROUND, (side - 2 * gap) * 0.3)[:, None]
    turn = np.linspace(0, np.pi / 2, _ROUND_STEPS if len(side) <= _PLAIN_ABOVE else 1)
    cos, sin = np.cos(turn), np.sin(turn)
    if len(side) > _PLAIN_ABOVE:
        radius, cos, sin = radius * 0, cos * 0, sin * 0
    x_of = [right[:, None] - radius + radius * cos, left[:, None] + radius - radius * sin]
    x_of += [left[:, None] + radius - radius * cos, right[:, None] - radius + radius * sin]
    y_of = [bottom[:, None] - radius + radius * sin, bottom[:, None] - radius + radius * cos]
    y_of += [top[:, None] + radius - radius * sin, top[:, None] + radius - radius * cos]
    x, y = np.concatenate(x_of, axis=1), np.concatenate(y_of, axis=1)
    x = block.slanted(x, y)
    pen_up = np.full((len(side), 1), np.nan)
    x = np.concatenate([x, x[:, :1], pen_up], axis=1)
    y = np.concatenate([y, y[:, :1], pen_up], axis=1)
    return x.ravel()[:-1], y.ravel()[:-1]


def grips(rectangles: Floats, block: Block) -> tuple[Floats, Floats, Floats, Ints]:
    """Points by which the pointer finds a brick: x, y, diameter, and the number of the brick.

    One in the middle of each; several along a brick that is more than twice as long as it is high, or the
    other way round, so that none has dead ends.
    """
    left, right, top, bottom = rectangles.T
    wide, tall = right - left, bottom - top
    side = np.minimum(wide, tall)
    times = np.clip(np.maximum(wide, tall) // np.maximum(side, 1e-9), 1, _MOST_GRIPS).astype(np.int64)
    brick = np.repeat(np.arange(len(side)), times)
    at = (np.arange(len(brick)) - np.repeat(np.cumsum(times) - times, times) + 0.5) / times[brick]
    lying = (wide > tall)[brick]
    x = left[brick] + wide[brick] * np.where(lying, at, 0.5)
    y = top[brick] + tall[brick] * np.where(lying, 0.5, at)
    return block.slanted(x, y), y, side[brick], brick
