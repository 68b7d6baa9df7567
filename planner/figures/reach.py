"""How unique reach grows with the plan, under each model of how audiences overlap."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.domain.roster import Tier
from planner.figures.look import Look, figure_of, note, round_axis, separators
from planner.forecast.assumptions import Assumptions
from planner.forecast.curve import reach_curves
from planner.outcome import Plan
from planner.palette import TIER_COLOURS
from planner.wording import compact, money_compact

Floats = NDArray[np.float64]

POINTS = 41


def reach_curve(plan: Plan, brief: Brief, assumptions: Assumptions, look: Look) -> go.Figure:
    """Unique people against the plan scaled from nothing to twice itself, the same mix throughout.

    Curves of `POINTS` points, traces `independent`, `pool`, `certain` (Kwerel's bound, where a plan knows its
    pairs) and `forecast` (NBD), then `plan`, one marked point. x is spend in major currency units when the plan
    costs anything, else the multiple of the plan; y is people over all segments. Every curve goes through the
    plan's own figures at 1.
    """
    curves = reach_curves(plan, brief, assumptions, POINTS)
    forecast, independent, pool = curves.forecast, curves.independent, curves.pool
    cost = plan.totals.cost_cents / 100
    x = curves.times * (cost or 1.0)
    certain = curves.certain

    people = compact(plan.totals.unique_reach, brief.locale)
    inks, colour = look.inks, TIER_COLOURS[Tier.MICRO]
    dotted = {"color": inks.muted, "width": 1.5, "dash": "2px,4px"}
    traces = [
        _curve("independent", x, independent, dotted),
        _curve("pool", x, pool, dotted),
        *([] if certain is None else [_curve("certain", x, certain, dotted)]),
        _curve("forecast", x, forecast, {"color": colour, "width": 3}),
        {
            "name": "plan",
            "x": [x[POINTS // 2]],
            "y": [plan.totals.unique_reach],
            "mode": "markers",
            "marker": {"size": 12, "color": colour, "line": {"color": inks.page, "width": 2}},
            "hovertemplate": f"This plan<br>{people} people<extra></extra>",
        },
    ]
    top = max(float(independent[-1]), plan.totals.unique_reach, 1.0) * 1.08
    return figure_of(
        traces,
        look,
        300 if look.narrow else 360,
        uirevision="reach",
        separators=separators(brief.locale),
        margin={"l": 54, "r": 12 if look.narrow else 180, "t": 30, "b": 52, "pad": 0},
        annotations=[
            *_labels(
                float(x[-1]),
                {
                    "independent": independent[-1],
                    "forecast": forecast[-1],
                    "pool": pool[-1],
                    "plan": plan.totals.unique_reach,
                    **({} if certain is None else {"certain": certain[-1]}),
                },
                top,
                look,
            ),
            note("Unique people", 0, top, size=12.5, colour=inks.muted, valign="bottom") | {"yshift": 8, "xshift": -50},
            note(
                "Spend on the same mix" if cost else "Times this plan",
                float(x[-1]),
                0,
                size=12.5,
                colour=inks.muted,
                align="right",
                valign="top",
            )
            | {"yshift": -28},
        ],
        xaxis=round_axis(float(x[-1]), look, lambda value: _spend(value, brief) if cost else f"{value:g} ×", 4),
        yaxis=round_axis(top, look, lambda value: compact(value, brief.locale), 4) | {"showgrid": True},
    )


_NAMES = {
    "independent": "Overlap by chance only",
    "forecast": "Forecast",
    "certain": "Least with these pairs",
    "pool": "All in the largest audience",
}


def _curve(name: str, x: Floats, y: Floats, line: dict[str, Any]) -> dict[str, Any]:
    hovered = {"hovertemplate": f"{_NAMES[name]}<br>%{{y:,.0f}} people<extra></extra>"}
    return {"name": name, "x": x, "y": y, "mode": "lines", "line": line, **hovered}


def _labels(right: float, ends: dict[str, float], top: float, look: Look) -> list[dict[str, Any]]:
    """The name of each curve beside its end, on a phone inside. Names keep apart when the curves do not."""
    apart = top * 0.06
    made, ceiling = [], np.inf
    for name, end in sorted(ends.items(), key=lambda pair: -pair[1]):
        if name not in _NAMES:
            continue
        at = min(end, ceiling - apart)
        ceiling = at
        forecast = name == "forecast"
        colour = TIER_COLOURS[Tier.MICRO] if forecast else look.inks.muted
        words = f"<b>{_NAMES[name]}</b>" if forecast else _NAMES[name]
        if look.narrow:
            # The forecast lies close between two others at its end: its name goes to the middle, below the plan's mark.
            if forecast:
                label = note(words, right / 2, ends["plan"], size=12.5, colour=colour, valign="top")
                made.append(label | {"xshift": 12, "yshift": -8})
                continue
            side = {"valign": "top", "shift": -6} if name == "certain" else {"valign": "bottom", "shift": 4}
            label = note(words, right, end, size=12.5, colour=colour, align="right", valign=side["valign"])
            made.append(label | {"yshift": side["shift"]})
        else:
            made.append(note(words, right, at, size=13, colour=colour) | {"xshift": 10})
    return made


def _spend(value: float, brief: Brief) -> str:
    return money_compact(round(value * 100), brief.currency, brief.locale).replace(".0", "")
