"""Rectangles and hover of figures that are rows of bars."""

import textwrap
from collections.abc import Sequence
from typing import Any


def boxes(name: str, boxes: Sequence[tuple[float, float, float, float]], colour: str) -> dict[str, Any]:
    """Filled rectangles: left, right, top, bottom."""
    x: list[float | None] = []
    y: list[float | None] = []
    for left, right, top, bottom in boxes:
        x += [left, right, right, left, left, None]
        y += [top, top, bottom, bottom, top, None]
    return {
        "name": name,
        "x": x[:-1],
        "y": y[:-1],
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": colour,
        "hoverinfo": "skip",
    }


def hover(points: Sequence[tuple[float, float, str]]) -> dict[str, Any]:
    """Places by which the pointer finds what a row says: x, y and the words, in plotly's HTML."""
    return {
        "name": "points",
        "x": [x for x, _, _ in points],
        "y": [y for _, y, _ in points],
        "mode": "markers",
        "marker": {"size": 20, "opacity": 0},
        "text": [_wrapped(words) for _, _, words in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _wrapped(words: str) -> str:
    return "<br>".join(part for line in words.split("<br>") for part in (textwrap.wrap(line, 60) if line else []))
