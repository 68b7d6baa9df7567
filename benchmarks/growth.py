"""The drawing of `benchmarks.market`: seconds of a plan against creators in the market, both on a log scale, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Point = tuple[float, float]
"""Creators, and seconds."""

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 64, 120, 44, 52
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#767676")
"""Of the lines; told apart by people who see few colours too (Okabe and Ito 2008)."""
APART = 15
"""Pixels between two names at the end of lines."""


def drawn(lines: Mapping[str, Sequence[Point]], title: str) -> str:
    """An SVG with a line for each name, its points sorted by creators. Raises ValueError without a point."""
    points = [point for line in lines.values() for point in line]
    across = _decades([creators for creators, _ in points])
    up = _decades([seconds for _, seconds in points])

    def x(creators: float) -> float:
        return LEFT + _part(creators, across) * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        return HEIGHT - BOTTOM - _part(seconds, up) * (HEIGHT - TOP - BOTTOM)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" fill="#222222">{escape(title)}</text>',
    ]
    for power in range(across[0], across[1] + 1):
        at = x(10.0**power)
        out.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#dddddd"/>')
        out.append(
            f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#444444">{10**power:,}</text>'
        )
    for power in range(up[0], up[1] + 1):
        at = y(10.0**power)
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{10.0**power:g} s</text>')
    out.append(f'<text x="{LEFT}" y="{HEIGHT - 12}" fill="#444444">creators in the market</text>')
    taken: list[float] = []
    ends = sorted(lines.items(), key=lambda line: line[1][-1][1])
    for (name, line), colour in zip(ends, COLOURS, strict=False):
        places = [(x(creators), y(seconds)) for creators, seconds in line]
        path = "L".join(f"{at:.1f} {level:.1f}" for at, level in places)
        out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{at:.1f}" cy="{level:.1f}" r="3.5" fill="{colour}"/>' for at, level in places]
        # From the bottom upward, so that names of lines that end together stand above each other.
        level = min([places[-1][1] + 4, *(one - APART for one in taken)])
        taken.append(level)
        out.append(f'<text x="{places[-1][0] + 10:.1f}" y="{level:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*out, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Powers of ten around all values, two different ones."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _part(value: float, decades: tuple[int, int]) -> float:
    return (math.log10(value) - decades[0]) / (decades[1] - decades[0])
