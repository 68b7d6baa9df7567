"""The figures of the report as JSON: drawn light, for wide and narrow windows; the page turns them dark."""

import json
from collections.abc import Iterator
from dataclasses import fields

from planner.exports.dossier import Dossier
from planner.figures.limits import limit_bars
from planner.figures.look import Look
from planner.figures.pyramid import pyramid
from planner.figures.reach import reach_curve
from planner.figures.tiers import PyramidMeasure
from planner.outcome import asked_for
from planner.palette import DARK, LIGHT


def figures_json(dossier: Dossier) -> str:
    """Every figure by name, each `wide` and `narrow`, and the dark colour of each light one; safe inside a script."""
    figures = {name: {"wide": _drawn(dossier, name, False), "narrow": _drawn(dossier, name, True)} for name in _names()}
    dark = {getattr(LIGHT, ink.name): getattr(DARK, ink.name) for ink in fields(LIGHT)}
    text = json.dumps({"figures": figures, "dark": dark}, ensure_ascii=False)
    # Inside a script no text may begin a tag or a comment, and these two line ends are none in JSON only.
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def measure_name(measure: PyramidMeasure) -> str:
    """Name of the pyramid under a measure."""
    return f"pyramid-{measure}"


def _names() -> Iterator[str]:
    yield from (measure_name(measure) for measure in PyramidMeasure)
    yield from ("limits", "reach")


def _drawn(dossier: Dossier, name: str, narrow: bool) -> str:
    look = Look(narrow=narrow)
    plan, brief = dossier.plan, dossier.brief
    if name == "limits":
        figure = limit_bars(asked_for(plan.limits, brief), brief, look)
    elif name == "reach":
        figure = reach_curve(plan, brief, dossier.assumptions, look)
    else:
        figure = pyramid(plan, brief, PyramidMeasure(name.removeprefix("pyramid-")), look)
    text: str = figure.to_json()
    return text
