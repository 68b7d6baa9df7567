"""How every figure looks: theme, width, type; and the escaping of text that came from a file."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from babel.numbers import get_decimal_symbol, get_group_symbol

from planner.palette import DARK, LIGHT, Inks

TEXT_FONT = '"Source Sans", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif'
NUMBER_FONT = '"Source Serif", "Iowan Old Style", Charter, Georgia, serif'


@dataclass(frozen=True)
class Look:
    """Where a figure is seen.

    dark: on a dark page. narrow: on a phone, about 390 px wide. accent: colour of what needs attention,
    None = the palette's.
    """

    dark: bool = False
    narrow: bool = False
    accent: str | None = None

    @property
    def inks(self) -> Inks:
        """Neutral colours of the theme."""
        return DARK if self.dark else LIGHT

    @property
    def accented(self) -> str:
        """Colour of what needs attention."""
        return self.accent or self.inks.accent


def clean(text: str, longest: int = 80) -> str:
    """Text from a file as plotly may show it: its HTML escaped, one line, not too long."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    plain = text.strip()
    return html.escape(plain if len(plain) <= longest else plain[: longest - 1] + "…", quote=False)


def figure_of(traces: Sequence[dict[str, Any]], look: Look, height: int, **layout: Any) -> go.Figure:
    """Figure in the shared style: no ground of its own, no legend, no zoom, `height` px tall.

    traces: scatter traces as plotly's own JSON, which it checks here, once; objects would be checked again
    each time they are put into another. layout: what is particular to the figure; `uirevision` names it and
    keeps what a reader did to it (selection, hover) while its data change.
    """
    style: dict[str, Any] = dict(
        height=height,
        autosize=True,
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": TEXT_FONT, "size": 14, "color": look.inks.ink},
        showlegend=False,
        hovermode="closest",
        hoverdistance=24,
        dragmode=False,
        hoverlabel={
            "bgcolor": look.inks.page,
            "bordercolor": look.inks.grid,
            "font": {"family": TEXT_FONT, "size": 13, "color": look.inks.ink},
            "align": "left",
        },
    )
    return go.Figure(data=[{"type": "scatter", **trace} for trace in traces], layout=style | layout)


def tint(colour: str, alpha: float) -> str:
    """A hex colour let through: alpha 0 is nothing, 1 is the colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def separators(locale: str) -> str:
    """Decimal and grouping signs, for the numbers that the browser writes on hover."""
    return get_decimal_symbol(locale) + get_group_symbol(locale)


def round_axis(top: float, look: Look, say: Callable[[float], str], ticks: int) -> dict[str, Any]:
    """An axis from 0 to `top` (above 0) with about so many round ticks above 0, written by `say`."""
    rough = top / ticks
    power = 10 ** np.floor(np.log10(rough))
    step = float(min((1, 2, 2.5, 5, 10), key=lambda factor: abs(factor * power - rough)) * power)
    values = [at * step for at in range(1, int(top / step + 1e-9) + 1)]
    return {
        "range": [0, top],
        "fixedrange": True,
        "showgrid": False,
        "gridcolor": look.inks.grid,
        "zeroline": False,
        "showline": False,
        "tickvals": values,
        "ticktext": [say(value) for value in values],
        "tickfont": {"size": 12.5, "color": look.inks.muted},
    }


def hidden_axis(low: float, high: float) -> dict[str, Any]:
    """An axis that only measures: from `low` to `high`, nothing drawn, no zoom."""
    return {"range": [low, high], "visible": False, "fixedrange": True, "automargin": False}


def note(text: str, x: float, y: float, **style: Any) -> dict[str, Any]:
    """Annotation at a point of the axes. style: size, colour, align (left, center, right), family, hover."""
    align = style.get("align", "left")
    made: dict[str, Any] = {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "showarrow": False,
        "xanchor": align,
        "yanchor": style.get("valign", "middle"),
        "align": align,
        "borderpad": 0,
        "font": {"family": style.get("family", TEXT_FONT), "size": style.get("size", 14), "color": style["colour"]},
    }
    if "hover" in style:
        made["hovertext"] = style["hover"]
    return made
