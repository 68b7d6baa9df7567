"""How good the planner's own forecasts were: reliability, and bias by platform and tier."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from planner.debrief.record import Calibration
from planner.debrief.sealed import SealedResult
from planner.domain.roster import Tier
from planner.figures.look import Look, clean, figure_of, note, tint
from planner.figures.traces import boxes, dots, drawn_axis, filled, hover, line, rows_figure
from planner.palette import PLATFORM_COLOURS, TIER_COLOURS
from planner.wording import count, percent


def reliability(record: Calibration, locale: str, look: Look) -> go.Figure:
    """How often what the forecast called so likely came, against how likely it called it.

    Traces: `chance` (where nine of ten faultless forecasts would lie), `faultless` (the diagonal), and `came`.
    """
    inks = look.inks
    points = record.reliability
    said, came = [p.said for p in points], [p.came for p in points]
    words = [
        f"Said: {percent(p.said, 0, locale)} of picks end below<br>Came: {percent(p.came, 0, locale)}" for p in points
    ]
    axis = drawn_axis(0, 1, [0.1, 0.5, 0.9], lambda tick: percent(tick, 0, locale), look)
    axis |= {"gridcolor": tint(inks.grid, 0.6)}
    colour = TIER_COLOURS[Tier.MICRO]
    around = [0, *(p.high for p in points), 1, 1, *(p.low for p in reversed(points)), 0]
    return figure_of(
        [
            filled("chance", [0, *said, 1, 1, *reversed(said), 0], around, inks.faint),
            line("faultless", [0, 1], [0, 1], width=1, color=inks.muted, dash="dot"),
            dots("came", said, came, words, size=8, color=colour)
            | {"mode": "lines+markers", "line": {"width": 2, "color": colour}},
        ],
        look,
        320,
        uirevision="reliability",
        margin={"l": 44, "r": 8, "t": 22, "b": 46, "pad": 0},
        xaxis=axis,
        yaxis=axis,
        annotations=[
            note("Came", 0, 1, size=12.5, colour=inks.muted, valign="bottom") | {"yshift": 4, "xshift": -40},
            note("Forecast said", 1, 0, size=12.5, colour=inks.muted, align="right", valign="top") | {"yshift": -24},
        ],
    )


def sealed_chart(results: Sequence[SealedResult], locale: str, look: Look) -> go.Figure:
    """P10 to P90 of each sealed forecast relative to its P50, and what came. Traces: `range`, `even`, `came`.

    Forecasts of which nothing was reported have a range and no point. From a quarter to four times the P50; what lies
    further out stands at the end.
    """
    inks = look.inks

    def place(value: float, one: SealedResult) -> float:
        ratio = value / one.reach.p50 if one.reach.p50 > 0 else 1.0
        return 0.7 + 0.28 * min(max(math.log(max(ratio, 1e-9)) / math.log(4), -1.0), 1.0)

    step, ranges, points, notes = 30, [], [], []
    for at, one in enumerate(results):
        y = at * step + 12.0
        low, high = place(one.reach.p10, one), place(one.reach.p90, one)
        ranges.append((low, max(high, low + 0.003), y - 5, y + 5))
        notes.append(note(clean(one.name, 34), 0, y, size=13.5, colour=inks.ink))
        if one.came is not None:
            said = f"{count(one.came, locale)} people, forecast {count(one.reach.p50, locale)}"
            points.append((place(one.came, one), y, f"<b>{clean(one.name, 60)}</b><br>{said}", bool(one.inside)))
    height = max(40, len(results) * step)
    marker = {"color": TIER_COLOURS[Tier.MICRO], "symbol": ["circle" if inside else "x" for *_, inside in points]}
    words = [words for *_, words, _ in points]
    came = dots("came", [x for x, *_ in points], [at for _, at, *_ in points], words, size=10, **marker)
    even = line("even", [0.7, 0.7], [0, height - 4], width=1, color=inks.muted, dash="dot")
    return rows_figure("sealed", [boxes("range", ranges, inks.faint), even, came], notes, height, look)


def bias_bars(record: Calibration, locale: str, look: Look) -> go.Figure:
    """Actual over forecast by platform and tier, less 1. Traces: `bars` per row and `points` with hover."""
    inks = look.inks
    rows = [*record.platforms, *record.tiers]
    colours = [PLATFORM_COLOURS[key] for key in PLATFORM_COLOURS for row in record.platforms if row.key == key]
    colours += [TIER_COLOURS[key] for key in TIER_COLOURS for row in record.tiers if row.key == key]
    most = max([abs(row.bias) for row in rows], default=1.0) or 1.0
    middle, half = (0.6, 0.22) if look.narrow else (0.56, 0.26)
    traces, notes, points = [], [], []
    for at, (row, colour) in enumerate(zip(rows, colours, strict=True)):
        y = at * 30 + 6
        end = middle + row.bias / most * half
        box = (min(middle, end), max(middle, end, min(middle, end) + 0.003), y, y + 12)
        traces.append(boxes(f"bars {row.key}", [box], colour))
        shown = f"{'+' if row.bias > 0 else '−' if row.bias < 0 else ''}{percent(abs(row.bias), 0, locale)}"
        notes.append(note(row.label, 0, y + 6, size=13.5, colour=inks.ink))
        notes.append(note(shown, 1, y + 6, size=13.5, colour=inks.ink, align="right"))
        words = f"<b>{row.label}</b> {shown}<br>{row.inside} of {row.picks} picks inside their range"
        points.append((end, y + 6, words))
    height = max(40, len(rows) * 30)
    zero = line("even", [middle, middle], [0, height - 8], width=1, color=inks.muted)
    return rows_figure("bias", [*traces, zero, hover(points)], notes, height, look)
