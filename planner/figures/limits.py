"""What holds a plan: every limit as a bar of what is used against what is asked."""

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from planner.brief.brief import Brief
from planner.figures.look import Look, clean, figure_of, hidden_axis, note, tint
from planner.outcome import LimitReport

BINDING = 0.99
"""From this tightness on a limit is said to hold the plan."""
MOST = 15
_PEOPLE_RULES = ("must_have",)
_LINE, _AFTER, _BAR = 18, 20, 5


def limit_bars(limits: Sequence[LimitReport], brief: Brief, look: Look) -> go.Figure:
    """One row per limit, tightest first, at most `MOST`: its words, used against bound, and a bar.

    The empty part of a bar is the room left: of a maximum the bar is what is used of what is allowed, of a
    minimum what is asked of what the plan has. Limits without room are accented, broken ones too. Traces:
    `track`, `with room`, `binding`, and `points` with the lengths, hover, and as customdata the field of the
    brief that sets the limit. Rows that only keep somebody out have no amount and are left out. No rows give
    one quiet sentence.
    """
    rows = shown_limits(limits)
    inks = look.inks
    if not rows:
        words = note("Nothing in this brief limits the plan.", 0, 20, size=13.5, colour=inks.muted)
        return figure_of([], look, 40, annotations=[words], xaxis=hidden_axis(0, 1), yaxis=hidden_axis(40, 0))
    y, notes, tops = 4.0, [], []
    for row in rows:
        lines = textwrap.wrap(row.name, 34 if look.narrow else 62, max_lines=3, placeholder=" …") or [row.rule]
        tight = _binding(row)
        notes.append(
            note(
                "<br>".join(clean(line) for line in lines),
                0,
                y,
                size=13.5,
                colour=inks.ink,
                valign="top",
            )
        )
        said = used_against_bound(row, brief)
        notes.append(
            note(
                f"<b>{clean(said)}</b>" if tight else clean(said),
                1,
                y,
                size=13.5,
                colour=look.accented if tight else inks.muted,
                align="right",
                valign="top",
            )
        )
        y += _LINE * len(lines) + 6
        tops.append(y)
        y += _AFTER
    words_below = "The empty part of a bar is the room left."
    notes.append(note(words_below, 0, y + 8, size=12.5, colour=inks.muted))
    y += 20
    return figure_of(
        _bars(rows, tops, brief, look),
        look,
        round(y),
        uirevision="limits",
        annotations=notes,
        xaxis=hidden_axis(0, 1),
        yaxis=hidden_axis(y, 0),
        clickmode="event+select",
    )


def shown_limits(limits: Sequence[LimitReport]) -> list[LimitReport]:
    """The limits that have an amount, tightest first; must-haves, always tight, after the others."""
    amounts = [row for row in limits if not (row.sense == "<=" and row.bound == 0 and row.used == 0)]
    amounts.sort(key=lambda row: (row.met, row.rule in _PEOPLE_RULES, -row.tightness))
    return amounts[:MOST]


def used_against_bound(row: LimitReport, brief: Brief) -> str:
    """`84 of 100` for a maximum, `84, at least 60` for a minimum; a must-have has no amount."""
    used, bound = row.unit.compact(row.used, brief), row.unit.compact(row.bound, brief)
    if row.rule in _PEOPLE_RULES and row.met:
        return "as asked"
    if row.sense == "<=":
        return f"{used} of {bound}"
    return f"{used} to spare" if row.bound == 0 else f"{used}, at least {bound}"


def _binding(row: LimitReport) -> bool:
    return not row.met or row.tightness >= BINDING


def _bars(rows: Sequence[LimitReport], tops: Sequence[float], brief: Brief, look: Look) -> list[dict[str, Any]]:
    inks = look.inks
    lengths = [row.tightness if row.met else 1.0 for row in rows]
    tight = [_binding(row) for row in rows]
    track = [(1.0, top) for top in tops]
    room = [(length, top) for length, top, held in zip(lengths, tops, tight, strict=True) if not held]
    held = [(length, top) for length, top, held in zip(lengths, tops, tight, strict=True) if held]
    said = [f"<b>{clean(row.name, 200)}</b><br>{clean(used_against_bound(row, brief))}" for row in rows]
    return [
        _rectangles("track", track, inks.faint),
        _rectangles("with room", room, tint(inks.muted, 0.75)),
        _rectangles("binding", held, look.accented),
        {
            "x": lengths,
            "y": [top + _BAR / 2 for top in tops],
            "name": "points",
            "mode": "markers",
            "marker": {"size": 18, "opacity": 0},
            "selected": {"marker": {"opacity": 0}},
            "unselected": {"marker": {"opacity": 0}},
            "customdata": [row.path for row in rows],
            "text": said,
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]


def _rectangles(name: str, bars: Sequence[tuple[float, float]], colour: str) -> dict[str, Any]:
    """Filled bars from 0 to each length, hanging from each top."""
    x: list[float | None] = []
    y: list[float | None] = []
    for length, top in bars:
        x += [0.0, length, length, 0.0, 0.0, None]
        y += [top, top, top + _BAR, top + _BAR, top, None]
    return {
        "x": x[:-1],
        "y": y[:-1],
        "name": name,
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": colour,
        "hoverinfo": "skip",
    }
