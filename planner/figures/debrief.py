"""A campaign as it went: from planned to actual, each pick in its range, and where it will end."""

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go

from planner.brief.brief import Brief, GoalKind
from planner.debrief.compare import Debrief, Line, reach_if_out
from planner.debrief.inflight import Outlook
from planner.debrief.waterfall import Waterfall
from planner.domain.roster import Tier
from planner.figures.look import Look, clean, figure_of, hidden_axis, note, tint
from planner.figures.traces import Trace, boxes, dots, drawn_axis, hover, line, rows_figure, sentence_figure
from planner.outcome import Band
from planner.palette import TIER_COLOURS
from planner.wording import compact, count, label, money_compact

_ROW, _BAR = 40, 14
MOST_PICKS = 400


def waterfall_bars(found: Waterfall, brief: Brief, look: Look) -> go.Figure:
    """One row per step, from what was planned down to what came.

    Traces: `ends` (planned and actual, from zero), `gains`, `losses`, and `points` with hover. The scale starts at
    zero, so that lengths compare; steps of nothing keep their row.
    """
    inks = look.inks
    rows: list[tuple[str, float, str | None]] = [("Planned", found.planned, None)]
    rows += [(step.label, step.value, step.why) for step in found.steps]
    rows += [("Actual" if found.over else "As it stands", found.actual, None)]
    top = max(found.planned, found.actual, *np.cumsum([found.planned, *(s.value for s in found.steps)]), 1.0)
    left, right = (0.34, 0.8) if look.narrow else (0.2, 0.86)
    scale = (right - left) / top
    ends: list[tuple[float, float, float, float]] = []
    gains, losses = list(ends), list(ends)
    notes, points = [], []
    at = 0.0
    for number, (words, value, why) in enumerate(rows):
        y = number * _ROW + 8
        low, high = (0.0, value) if why is None else (min(at, at + value), max(at, at + value))
        box = (left + low * scale, left + max(high, low + top * 0.002) * scale, y, y + _BAR)
        (ends if why is None else gains if value >= 0 else losses).append(box)
        at = value if why is None else at + value
        bold = why is None
        shown = compact(value, brief.locale) if bold else _signed(value, brief)
        notes.append(note(f"<b>{words}</b>" if bold else words, 0, y + _BAR / 2, size=13.5, colour=inks.ink))
        colour = inks.ink if bold or value >= 0 else look.accented
        notes.append(
            note(f"<b>{shown}</b>" if bold else shown, 1, y + _BAR / 2, size=13.5, colour=colour, align="right")
        )
        points.append((left + (low + high) / 2 * scale, y + _BAR / 2, f"<b>{words}</b> {shown}<br>{why or ''}"))
    traces = [
        boxes("ends", ends, tint(inks.muted, 0.75)),
        boxes("gains", gains, TIER_COLOURS[Tier.MICRO]),
        boxes("losses", losses, look.accented),
        hover(points),
    ]
    return rows_figure("waterfall", traces, notes, len(rows) * _ROW, look)


def _signed(value: float, brief: Brief) -> str:
    if abs(value) < 0.5:
        return "0"
    return f"{'+' if value > 0 else '−'}{compact(abs(value), brief.locale)}"


def pick_ranges(done: Debrief, look: Look) -> go.Figure:
    """Each pick whose reach is known, as what came over what was forecast, within its P10 to P90.

    Traces: `range` (a bar per pick), `inside` and `outside` (the dots, the latter accented), and `even`, the
    line on which forecasts come true. On a log scale, ordered by ratio.
    """
    inks = look.inks
    judged = [(one, reach_if_out(one.expected, one.actual)) for one in done.lines if one.inside is not None]
    judged = [(one, hoped) for one, hoped in judged if hoped > 0 and (one.actual.reach or 0) > 0]
    judged.sort(key=lambda pair: (pair[0].actual.reach or 0) / pair[1])
    shown = judged[:: -(-len(judged) // MOST_PICKS) or 1]
    if not shown:
        return sentence_figure("No post has a reach yet.", look)
    ratio = [float(np.clip((one.actual.reach or 0) / hoped, 1 / 20, 20)) for one, hoped in shown]
    x = list(range(len(shown)))
    bars_x: list[float | None] = []
    bars_y: list[float | None] = []
    for at, (one, hoped) in enumerate(shown):
        bars_x += [at, at, None]
        bars_y += [float(np.log2(max(one.low / hoped, 1 / 20))), float(np.log2(min(one.high / hoped, 20))), None]
    width = max(2.0, min(9.0, (300 if look.narrow else 760) / len(shown) * 0.55))
    edge = max(2.2, *(abs(np.log2(value)) for value in ratio), *(abs(y) for y in bars_y if y is not None)) + 0.25
    ticks = [t for t in (-4, -3, -2, -1, 0, 1, 2, 3, 4) if abs(t) <= edge]
    inside = [at for at, (one, _) in enumerate(shown) if one.inside]
    outside = [at for at, (one, _) in enumerate(shown) if not one.inside]

    def dotted(name: str, at: Sequence[int], colour: str) -> Trace:
        y = [float(np.log2(ratio[n])) for n in at]
        said = [_said(*shown[n], done.brief) for n in at]
        return dots(name, at, y, said, size=6.5, color=[colour] * len(at), opacity=1)

    axis = drawn_axis(-edge, edge, ticks, lambda t: f"{2**t} ×" if t >= 0 else f"1/{2**-t} ×", look)
    return figure_of(
        [
            line("range", bars_x[:-1], bars_y[:-1], width=width, color=inks.grid),
            line("even", [-1, len(shown)], [0, 0], width=1, color=inks.muted, dash="dot"),
            dotted("inside", inside, tint(inks.ink, 0.85)),
            dotted("outside", outside, look.accented),
        ],
        look,
        280 if look.narrow else 330,
        uirevision="ranges",
        margin={"l": 46, "r": 4, "t": 10, "b": 26, "pad": 0},
        xaxis=hidden_axis(-1, max(x) + 1),
        yaxis=axis | {"gridcolor": tint(inks.grid, 0.6)},
        annotations=[
            note("Fewer people than forecast", -1, -edge, size=12.5, colour=inks.muted, valign="top") | {"yshift": -6},
            note("More", len(shown), -edge, size=12.5, colour=inks.muted, align="right", valign="top") | {"yshift": -6},
        ],
    )


def _said(line: Line, hoped: float, brief: Brief) -> str:
    pick, reach = line.expected.pick, line.actual.reach or 0.0
    return (
        f"<b>@{clean(pick.handle)}</b> {label(pick.platform)}<br>"
        f"{count(reach, brief.locale)} people, forecast {count(hoped, brief.locale)}<br>"
        f"range {compact(line.low, brief.locale)} to {compact(line.high, brief.locale)}"
    )


def outlook_bars(ahead: Outlook, brief: Brief, look: Look) -> go.Figure:
    """Where a running campaign will end: per goal what is there already, the range of the end, and the plan.

    Traces: `so far`, `range` (P10 to P90), `middle` (P50), `plan`, and `points` with hover; a row per goal, each on a
    scale of its own.
    """
    inks = look.inks

    def people(value: float) -> str:
        return compact(value, brief.locale)

    def cash(value: float) -> str:
        return money_compact(round(value), brief.currency, brief.locale)

    kinds: list[tuple[str, Band, float, float | None, Callable[[float], str]]] = [
        (label(GoalKind.UNIQUE_REACH), ahead.unique_reach, ahead.planned_reach, ahead.reach_so_far, people),
        (label(GoalKind.ENGAGEMENTS), ahead.engagements, ahead.planned_engagements, ahead.engagements_so_far, people),
        ("Cash", ahead.cost_cents, ahead.planned_cents, None, cash),
    ]
    so_far, ranges, middles, plans, notes, points = [], [], [], [], [], []
    row = 62
    for number, (words, band, planned, now, say) in enumerate(kinds):
        y = number * row + 26
        top = max(band.p90, planned, 1.0) * 1.04
        if now is not None:
            so_far.append((0.0, now / top, y, y + _BAR))
        ranges.append((band.p10 / top, max(band.p90 / top, band.p10 / top + 0.004), y, y + _BAR))
        middles.append((band.p50 / top - 0.0015, band.p50 / top + 0.0015, y - 3, y + _BAR + 3))
        plans.append((planned / top - 0.001, planned / top + 0.001, y - 3, y + _BAR + 7))
        end = f"<b>{say(band.p50)}</b>, {say(band.p10)} to {say(band.p90)}"
        notes.append(note(words, 0, y - 14, size=13.5, colour=inks.ink))
        shown = end if look.narrow else f"{end} · plan {say(planned)}"
        notes.append(note(shown, 1, y - 14, size=13, colour=inks.muted, align="right"))
        had = "" if now is None else f"<br>so far {say(now)}"
        points.append((band.p50 / top, y + _BAR / 2, f"<b>{words}</b> at the end: {end}<br>plan {say(planned)}{had}"))
    traces = [
        boxes("track", [(0.0, 1.0, box[2], box[3]) for box in ranges], inks.faint),
        boxes("so far", so_far, tint(inks.muted, 0.7)),
        boxes("range", ranges, tint(TIER_COLOURS[Tier.MICRO], 0.45)),
        boxes("middle", middles, TIER_COLOURS[Tier.MICRO]),
        boxes("plan", plans, inks.ink),
        hover(points),
    ]
    return rows_figure("outlook", traces, notes, row * len(kinds) + 6, look)
