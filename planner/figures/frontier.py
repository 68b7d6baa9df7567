"""What more budget buys, as a curve that grows point by point, with what nobody can beat drawn above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from planner.brief.brief import Brief, GoalKind
from planner.domain.roster import Tier
from planner.explore.curve import Frontier, Point
from planner.figures.look import Look, clean, figure_of, note, round_axis, separators, tint
from planner.figures.traces import STEADY, Trace, dots, line
from planner.palette import TIER_COLOURS
from planner.wording import compact, count, counted, gap_words, label, money_compact

SCENARIOS_AT_MOST = 5
"""Names beside the marks; more of them are marked without a name."""
_WIDE, _NARROW, _TALL, _LETTER, _LINE = 900.0, 330.0, 280.0, 7.5, 17.0
"""About how large the plot, a letter and a line of names are, in pixels."""


@dataclass(frozen=True)
class Mark:
    """A plan on the curve's ground: what it is called, its cash in cents and its goal. here: the plan in hand."""

    name: str
    cost_cents: int
    goal: float
    here: bool = False


def frontier_curve(made: Frontier, brief: Brief, marks: Sequence[Mark], look: Look) -> go.Figure:
    """Goal against budget in major units.

    Traces, all there from the first point on:

    `bound` (the most that any plan could reach), `plans` (line and points; customdata is the budget in cents),
    `refused` (budgets for which no plan exists, on the axis), `scenarios` and `here` (marks). A click on a point of
    `plans` tells its budget.
    """
    plans = [point for point in made.points if point.solution.kind == "plan"]
    inks, colour = look.inks, TIER_COLOURS[Tier.MICRO]
    x = [point.budget_cents / 100 for point in plans]
    y = [point.solution.goal for point in plans]
    bound = [max(point.solution.bound, point.solution.goal) for point in plans]
    top = max([*bound, *(mark.goal for mark in marks), 1.0]) * 1.12
    right = _right(made, marks)
    missing = [point for point in made.points if point.solution.kind != "plan"]
    here = {"size": 9, "color": colour, "line": {"color": inks.page, "width": 1.5}}
    crossed = {"size": 9, "symbol": "x-thin", "line": {"color": look.accented, "width": 2}}
    ways = {"mode": "lines+markers", "line": {"color": colour, "width": 3, "shape": "linear"}}
    budgets = {"customdata": [point.budget_cents for point in plans]}
    bounds = line("bound", x, bound, color=tint(colour, 0.35), width=1)
    missed, zeros = [point.budget_cents / 100 for point in missing], [0.0] * len(missing)
    traces = [
        dots("plans", x, y, [_said(point, brief) for point in plans], **here) | STEADY | ways | budgets,
        bounds | {"fill": "tonexty", "fillcolor": tint(colour, 0.12)},
        dots("refused", missed, zeros, [_said(point, brief) for point in missing], **crossed),
    ]
    traces += [_marked("scenarios", [mark for mark in marks if not mark.here], brief, look)]
    traces += [_marked("here", [mark for mark in marks if mark.here], brief, look)]
    return figure_of(
        traces,
        look,
        320 if look.narrow else 400,
        uirevision="frontier",
        separators=separators(brief.locale),
        margin={"l": 58, "r": 14, "t": 34, "b": 54, "pad": 0},
        clickmode="event+select",
        hoverdistance=40,
        annotations=[
            note(_title(brief), 0, top, size=12.5, colour=inks.muted, valign="bottom") | {"yshift": 10, "xshift": -54},
            note("Budget", right, 0, size=12.5, colour=inks.muted, align="right", valign="top") | {"yshift": -30},
            *_names(marks, look, right, top),
        ],
        xaxis=_axis(right, look, lambda value: money_compact(round(value * 100), brief.currency, brief.locale)),
        yaxis=_axis(top, look, lambda value: _short(value, brief)) | {"showgrid": True},
    )


def frontier_alt(made: Frontier, brief: Brief) -> str:
    """The curve in a sentence, for who cannot see it."""
    plans = [point for point in made.points if point.solution.kind == "plan"]
    if not plans:
        return "No budget of the curve has a plan yet."
    first, last = plans[0], plans[-1]
    return (
        f"{_title(brief)} against budget, {counted(len(plans), 'plan')}: from {_goal(first, brief)} for "
        f"{brief.money(first.budget_cents)} to {_goal(last, brief)} for {brief.money(last.budget_cents)}."
    )


def _title(brief: Brief) -> str:
    kind = GoalKind.UNIQUE_REACH if brief.goal.kind is GoalKind.CHEAPEST else brief.goal.kind
    if kind is GoalKind.SCORE:
        return label(brief.goal.score or "score").capitalize()
    return "Unique people" if kind is GoalKind.UNIQUE_REACH else label(kind)


def _goal(point: Point, brief: Brief) -> str:
    return f"{count(point.solution.goal, brief.locale)} {_title(brief).lower()}"


def _said(point: Point, brief: Brief) -> str:
    budget = f"<b>{brief.money(point.budget_cents)}</b>"
    solution = point.solution
    if solution.kind != "plan":
        return f"{budget}<br>{clean(solution.sentence)}"
    spent = ""
    if solution.cost_cents < point.budget_cents * 0.995:
        spent = f"<br>spends {brief.money(solution.cost_cents)} of it"
    proven = gap_words(solution.gap, brief.locale)
    return (
        f"{budget}<br>{_goal(point, brief)}<br>{counted(solution.creators, 'creator', brief.locale)}, proven within "
        f"{proven}{spent}<br><i>Click to plan with this budget</i>"
    )


def _marked(name: str, marks: Sequence[Mark], brief: Brief, look: Look) -> Trace:
    here = name == "here"
    texts = [
        f"<b>{clean(mark.name)}</b><br>{_short(mark.goal, brief)} for {brief.money(mark.cost_cents)}" for mark in marks
    ]
    marker = {
        "size": 15 if here else 11,
        "symbol": "circle" if here else "diamond",
        "color": look.accented if here else look.inks.ink,
        "line": {"color": look.inks.page, "width": 2},
    }
    x, y = [mark.cost_cents / 100 for mark in marks], [mark.goal for mark in marks]
    return dots(name, x, y, texts, **marker) | STEADY


def _names(marks: Sequence[Mark], look: Look, right: float, top: float) -> list[dict[str, Any]]:
    """The name of each mark below it on the right, where the curve leaves room; near the edge on its left.

    Names of marks that stand together come below each other. right, top: ends of the axes.
    """
    made = []
    taken: list[tuple[float, float, float]] = []
    wide = _NARROW if look.narrow else _WIDE
    shown = [mark for mark in marks if mark.here] + [mark for mark in marks if not mark.here][:SCENARIOS_AT_MOST]
    for mark in shown:
        x = mark.cost_cents / 100
        late = x > 0.7 * right
        colour = look.accented if mark.here else look.inks.ink
        name = clean(mark.name, 28)
        at, long, down = x / right * wide, _LETTER * len(name), _TALL * (1 - mark.goal / top)
        left = at - long if late else at
        lower = down
        while any(left < end and begin < left + long and abs(lower - y) < _LINE for begin, end, y in taken):
            lower += _LINE / 4
        taken.append((left, left + long, lower))
        words, align = f"<b>{name}</b>" if mark.here else name, "right" if late else "left"
        shift = {"xshift": -8 if late else 10, "yshift": -8 - round(lower - down)}
        made.append(note(words, x, mark.goal, size=12.5, colour=colour, align=align, valign="top") | shift)
    return made


def _right(made: Frontier, marks: Sequence[Mark]) -> float:
    budgets = [point.budget_cents for point in made.points] + [mark.cost_cents for mark in marks]
    return max([made.top_cents or 0, *budgets, 100]) / 100 * 1.03


def _short(value: float, brief: Brief) -> str:
    return compact(value, brief.locale)


def _axis(top: float, look: Look, say: Callable[[float], str]) -> dict[str, Any]:
    """Five ticks, three on a phone, without the zeros that a round number does not need."""

    def short(value: float) -> str:
        return say(value).replace(".0K", "K").replace(".00M", "M")

    return round_axis(top, look, short, 3 if look.narrow else 5)
