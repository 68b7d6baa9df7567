"""Which assumptions move the goal most: a tornado, each bar over the assumption's own range."""

import plotly.graph_objects as go

from planner.brief.brief import Brief
from planner.domain.roster import Tier
from planner.explore.sensitivity import Bar, End, Sensitivity
from planner.explore.words import goal_compact, goal_words, unit
from planner.figures.look import Look, clean, figure_of, hidden_axis, note
from planner.figures.traces import dots, line
from planner.palette import TIER_COLOURS
from planner.wording import compact, decimal

_ROW, _BAR, _TOP = 54, 10, 30


def tornado(found: Sensitivity, brief: Brief, look: Look) -> go.Figure:
    """Goal of the plan at both ends of each assumption, the longest bar first.

    Traces: `base`, the goal as planned; `kept`, from one end to the other with the picks as they are; `anew`, the
    goal of a plan made for that end (None until it is known). x is the goal in its own unit, cents for cash.
    """
    height = _TOP + _ROW * len(found.bars) + 4
    values = [found.goal, *(goal for bar in found.bars for end in (bar.low, bar.high) for goal in _goals(end))]
    low, high = min(values), max(values)
    room = (high - low or 1.0) * (0.16 if look.narrow else 0.1)
    sides = 3.0 if look.narrow else 1.9
    y = [_TOP + _ROW * at + 34 for at in range(len(found.bars))]
    inks, colour = look.inks, TIER_COLOURS[Tier.MICRO]
    notes = [
        note(f"as planned, {_short(found.goal, brief)}", found.goal, 10, size=12.5, colour=inks.muted, align="center")
    ]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for bar, at in zip(found.bars, y, strict=True):
        left, right = sorted((bar.low, bar.high), key=lambda end: end.kept)
        lines_x += [left.kept, right.kept, None]
        lines_y += [at, at, None]
        notes.append(note(_name(bar), low - room * sides, at - 20, size=13.5, colour=inks.ink))
        for end, align, shift in ((left, "right", -9), (right, "left", 9)):
            words = f"{_short(end.kept, brief)} at {decimal(end.value, 4)}{'' if end.holds else ' *'}"
            # Beyond the circle too, where that lies further out than the bar.
            place = (min if align == "right" else max)(_goals(end))
            notes.append(note(words, place, at, size=12, colour=inks.muted, align=align) | {"xshift": shift})
    pairs = [(end, at) for bar, at in zip(found.bars, y, strict=True) for end in (bar.low, bar.high)]
    marker = {"size": 11, "color": inks.page, "line": {"color": look.accented, "width": 2.5}}
    goals = ["" if end.anew is None else goal_words(brief, end.anew) for end, _ in pairs]
    anew = dots("anew", [end.anew for end, _ in pairs], [at for _, at in pairs], goals, **marker)
    traces = [
        line("base", [found.goal, found.goal], [_TOP - 8, height], color=inks.muted, width=1, dash="2px,4px"),
        line("kept", lines_x, lines_y, color=colour, width=_BAR),
        anew | {"hovertemplate": "Planned for this value: %{text}<extra></extra>"},
    ]
    return figure_of(
        traces,
        look,
        height,
        uirevision="tornado",
        annotations=notes,
        xaxis=hidden_axis(low - room * sides, high + room * sides),
        yaxis=hidden_axis(height, 0),
    )


def _goals(end: End) -> tuple[float, ...]:
    return (end.kept,) if end.anew is None else (end.kept, end.anew)


def _name(bar: Bar) -> str:
    where = "" if bar.where == "everything" else f", {clean(bar.where)}"
    return f"<b>{clean(bar.title)}</b>{where}"


def _short(value: float, brief: Brief) -> str:
    return compact(value, brief.locale) if unit(brief) else goal_compact(brief, value)
