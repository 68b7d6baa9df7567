"""Traces that several figures draw, as plotly's own JSON, and figures that are rows of bars."""

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from planner.figures.look import Look, figure_of, hidden_axis, note

Trace = dict[str, Any]
STEADY: Trace = {name: {"marker": {"opacity": 1}} for name in ("selected", "unselected")}
"""Marks that stay as they are when one of them is chosen."""


def line(name: str, x: Sequence[Any], y: Sequence[Any], **look: Any) -> Trace:
    """A line that answers no pointer. look: width, color, dash."""
    return {"name": name, "x": x, "y": y, "mode": "lines", "line": look, "hoverinfo": "skip"}


def filled(name: str, x: Sequence[Any], y: Sequence[Any], colour: str) -> Trace:
    """An area inside a line that is not drawn; a None divides areas."""
    return line(name, x, y, width=0) | {"fill": "toself", "fillcolor": colour}


def dots(name: str, x: Sequence[Any], y: Sequence[Any], words: Sequence[str], **marker: Any) -> Trace:
    """Marks that tell their words, in plotly's HTML, under the pointer."""
    tells = {"text": words, "hovertemplate": "%{text}<extra></extra>"}
    return {"name": name, "x": x, "y": y, "mode": "markers", "marker": marker, **tells}


def boxes(name: str, boxes: Sequence[tuple[Any, Any, float, float]], colour: str) -> Trace:
    """Filled rectangles: left, right, top, bottom."""
    x: list[Any] = []
    y: list[Any] = []
    for left, right, top, bottom in boxes:
        x += [left, right, right, left, left, None]
        y += [top, top, bottom, bottom, top, None]
    return filled(name, x[:-1], y[:-1], colour)


def hover(points: Sequence[tuple[float, float, str]]) -> Trace:
    """Places by which the pointer finds what a row says: x, y and the words, in plotly's HTML."""
    x, y, words = zip(*points, strict=True) if points else ((), (), ())
    return dots("points", list(x), list(y), [_wrapped(text) for text in words], size=20, opacity=0)


def _wrapped(words: str) -> str:
    return "<br>".join(part for line in words.split("<br>") for part in (textwrap.wrap(line, 60) if line else []))


def rows_figure(name: str, traces: Sequence[Trace], notes: Sequence[Trace], height: float, look: Look) -> go.Figure:
    """A figure of rows: x from 0 to 1 over its width, y in pixels from its top. name: see `figure_of`."""
    axes = {"xaxis": hidden_axis(0, 1), "yaxis": hidden_axis(height, 0)}
    return figure_of(traces, look, round(height), uirevision=name, annotations=notes, **axes)


def sentence_figure(words: str, look: Look) -> go.Figure:
    """One quiet sentence in place of a figure that has nothing to show."""
    notes = [note(words, 0, 20, size=13.5, colour=look.inks.muted)]
    return figure_of([], look, 40, annotations=notes, xaxis=hidden_axis(0, 1), yaxis=hidden_axis(40, 0))


def drawn_axis(low: float, high: float, ticks: Sequence[float], say: Callable[[float], str], look: Look) -> Trace:
    """An axis with its numbers, at these ticks and as `say` writes them."""
    return {
        "range": [low, high],
        "fixedrange": True,
        "zeroline": False,
        "tickvals": ticks,
        "ticktext": [say(tick) for tick in ticks],
        "tickfont": {"size": 12.5, "color": look.inks.muted},
    }
