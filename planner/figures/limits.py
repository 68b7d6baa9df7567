"""What holds a plan: every limit as a bar of what is used against what is asked."""

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from planner.brief.brief import Brief
from planner.figures.look import Look, clean, note, tint
from planner.figures.traces import Trace, boxes, dots, rows_figure, sentence_figure
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
    `track`, `with room`, `binding`, and `points` with the lengths and hover. Rows that only keep somebody out have no
    amount and are left out. No rows give one quiet sentence.
    """
    rows = shown_limits(limits)
    inks = look.inks
    if not rows:
        return sentence_figure("Nothing in this brief limits the plan.", look)
    y, notes, tops = 4.0, [], []
    for row in rows:
        lines = textwrap.wrap(row.name, 34 if look.narrow else 62, max_lines=3, placeholder=" …") or [row.rule]
        tight = _binding(row)
        notes.append(note("<br>".join(map(clean, lines)), 0, y, size=13.5, colour=inks.ink, valign="top"))
        used = clean(used_against_bound(row, brief))
        colour, words = (look.accented, f"<b>{used}</b>") if tight else (inks.muted, used)
        notes.append(note(words, 1, y, size=13.5, colour=colour, align="right", valign="top"))
        y += _LINE * len(lines) + 6
        tops.append(y)
        y += _AFTER
    words_below = "The empty part of a bar is the room left."
    notes.append(note(words_below, 0, y + 8, size=12.5, colour=inks.muted))
    y += 20
    return rows_figure("limits", _bars(rows, tops, brief, look), notes, y, look)


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


def _bars(rows: Sequence[LimitReport], tops: Sequence[float], brief: Brief, look: Look) -> list[Trace]:
    inks = look.inks
    lengths = [row.tightness if row.met else 1.0 for row in rows]
    tight = [_binding(row) for row in rows]
    bars = [(0.0, length, top, top + _BAR) for length, top in zip(lengths, tops, strict=True)]
    said = [f"<b>{clean(row.name, 200)}</b><br>{clean(used_against_bound(row, brief))}" for row in rows]
    middles = [top + _BAR / 2 for top in tops]
    return [
        boxes("track", [(0.0, 1.0, top, top + _BAR) for top in tops], inks.faint),
        boxes("with room", [bar for bar, held in zip(bars, tight, strict=True) if not held], tint(inks.muted, 0.75)),
        boxes("binding", [bar for bar, held in zip(bars, tight, strict=True) if held], look.accented),
        dots("points", lengths, middles, said, size=18, opacity=0),
    ]
