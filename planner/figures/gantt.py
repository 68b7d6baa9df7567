"""The calendar of a plan: one row per creator, one bar per step, the waves behind them; and what each week holds."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import plotly.graph_objects as go

from planner.brief.brief import Brief
from planner.figures.look import Look, clean, figure_of, note, tint
from planner.figures.traces import boxes, dots
from planner.outcome import Plan
from planner.palette import TIER_COLOURS
from planner.schedule.types import Schedule, Task, TaskKind, TaskState, Week
from planner.wording import count, counted, day_words, label, money_compact, short_day

ROW, HEAD, FOOT = 28, 50, 12
_POSTS, _WORK, _UNDER = (-0.3, 0.3), (-0.17, 0.17), (0.35, 0.45)
"""Where bars lie in a row: all on the line of the name; what is done for one wave during another, thin below it."""
_INSET = timedelta(hours=9)
_SHADE = {
    TaskKind.CONSULT: 0.22,
    TaskKind.BRIEF: 0.38,
    TaskKind.CREATE: 0.58,
    TaskKind.REVIEW: 0.82,
    TaskKind.DEBRIEF: 0.22,
}
"""Preparation darkens towards the post; the post itself has the colour of the creator's tier."""
Key = tuple[str, int, TaskKind]
Places = dict[Key, tuple[float, float]]
"""Top and bottom of each bar, in rows from 0."""


def gantt(schedule: Schedule, rows: Sequence[str], brief: Brief, look: Look) -> go.Figure:
    """Bars of the creators named in `rows` (ids), top to bottom.

    Traces, each with all its bars: one per step of preparation, `publish` per tier, `debrief`, `attention` around what
    is late, `posts` with a dot per suggested day, and `points` with a hover for every bar. x is days, y is rows from 0.
    """
    at = {creator: row for row, creator in enumerate(rows)}
    shown = [task for task in schedule.tasks if task.creator in at]
    places = _places(shown, at)
    inks = look.inks
    first, last = schedule.first - timedelta(days=2), schedule.last + timedelta(days=2)
    traces = [
        _bars(kind, [t for t in shown if t.kind is kind], places, tint(inks.muted, shade))
        for kind, shade in _SHADE.items()
        if any(t.kind is kind for t in shown)
    ]
    for tier, colour in TIER_COLOURS.items():
        mine = [t for t in shown if t.kind is TaskKind.PUBLISH and t.tier is tier]
        if mine:
            traces.append(_bars(f"publish {tier}", mine, places, colour))
    late = [t for t in shown if t.state is TaskState.LATE]
    if late:
        traces.append(_bars("attention", late, places, "rgba(0,0,0,0)", look.accented))
    traces.append(_post_days(shown, places, look))
    traces.append(_points(shown, places, brief))
    top = [t for t in traces if t]
    notes = _labels(shown, at, rows, look) + _waves_above(schedule, look)
    height = HEAD + ROW * max(len(rows), 1) + FOOT
    return figure_of(
        top,
        look,
        height,
        uirevision="gantt",
        annotations=notes,
        shapes=_grounds(schedule, look),
        margin={"l": 96 if look.narrow else 168, "r": 4, "t": HEAD, "b": FOOT},
        xaxis=_time_axis(first, last, look, brief.locale),
        yaxis={"range": [len(rows) - 0.5, -0.5], "visible": False, "fixedrange": True},
    )


def gantt_alt(schedule: Schedule, rows: Sequence[str]) -> str:
    """What the figure shows, in words."""
    waves = "; ".join(f"{w.name} {w.first} to {w.last}" for w in schedule.waves)
    return f"Calendar of {counted(len(rows), 'creator')}. Waves: {waves}."


def weeks(schedule: Schedule, brief: Brief, look: Look) -> go.Figure:
    """Two rows of bars over the weeks: cash that falls due, and posts. Traces `cash` and `posts`; x is Mondays."""
    inks, rows = look.inks, schedule.weeks
    x = [week.monday.isoformat() for week in rows]
    cash, posts = [week.cash_cents / 100 for week in rows], [week.posts for week in rows]
    hover = [_week_words(week, brief) for week in rows]

    def bars(name: str, y: Sequence[float], axis: str, colour: str, said: Sequence[str]) -> dict[str, Any]:
        return {
            "type": "bar",
            "name": name,
            "x": x,
            "y": list(y),
            "yaxis": axis,
            "marker": {"color": colour, "line": {"width": 0}, "cornerradius": 2},
            "text": list(said),
            "textposition": "outside",
            "textfont": {"size": 12, "color": inks.muted},
            "cliponaxis": False,
            "customdata": hover,
            "hovertemplate": "%{customdata}<extra></extra>",
        }

    few = len(rows) <= (8 if look.narrow else 18)
    money_said = [
        money_compact(w.cash_cents, brief.currency, brief.locale) if few and w.cash_cents else "" for w in rows
    ]
    posts_said = [count(w.posts, brief.locale) if few and w.posts else "" for w in rows]
    soft = tint(inks.muted, 0.7)
    return figure_of(
        [bars("cash", cash, "y", look.accented, money_said), bars("posts", posts, "y2", soft, posts_said)],
        look,
        250,
        uirevision="weeks",
        bargap=0.35,
        margin={"l": 0, "r": 0, "t": 22, "b": 26},
        xaxis=_time_axis(
            schedule.weeks[0].monday - timedelta(days=4) if rows else schedule.first,
            schedule.weeks[-1].monday + timedelta(days=4) if rows else schedule.last,
            look,
            brief.locale,
        )
        | {"side": "bottom", "anchor": "y2"},
        yaxis={"domain": [0.56, 0.98], "visible": False, "fixedrange": True, "range": [0, _room(cash)]},
        yaxis2={"domain": [0.0, 0.40], "visible": False, "fixedrange": True, "range": [0, _room(posts)]},
        annotations=[_title("Cash due per week", 1.0, inks.muted), _title("Posts per week", 0.44, inks.muted)],
    )


def _room(values: Sequence[float]) -> float:
    """Top of an axis that leaves room for the figure above the tallest bar."""
    return max([*values, 1]) * 1.25


def _title(text: str, y: float, colour: str) -> dict[str, Any]:
    style = note(text, 0, y, size=13, colour=colour, valign="bottom")
    return style | {"xref": "paper", "yref": "paper"}


def _week_words(week: Week, brief: Brief) -> str:
    day = day_words(week.monday, brief.locale, "medium")
    cash = brief.money(week.cash_cents)
    posts = count(week.posts, brief.locale)
    return f"<b>Week of {clean(day)}</b><br>{clean(cash)} due<br>{posts} {'post' if week.posts == 1 else 'posts'}"


def _time_axis(first: date, last: date, look: Look, locale: str) -> dict[str, Any]:
    days = (last - first).days
    step = next(n for n in (7, 14, 28, 56, 112, 10_000) if days / n <= (5 if look.narrow else 14))
    monday = first + timedelta(days=-first.weekday() % 7)
    marks = [monday + timedelta(days=at) for at in range(0, max((last - monday).days, 1), step)]
    return {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": [day.isoformat() for day in marks],
        "ticktext": [short_day(day, locale) for day in marks],
        "side": "top",
        "showgrid": True,
        "gridcolor": look.inks.grid,
        "gridwidth": 1,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": look.inks.muted},
        "ticklen": 0,
    }


def _places(tasks: Sequence[Task], at: dict[str, int]) -> Places:
    """Top and bottom of each bar, in rows."""
    mine: dict[str, list[Task]] = {}
    for task in tasks:
        mine.setdefault(task.creator, []).append(task)
    places = {}
    for task in tasks:
        row = at[task.creator]
        low, high = _POSTS if task.kind is TaskKind.PUBLISH else _WORK
        if task.kind is not TaskKind.PUBLISH and any(_gives_way(task, other) for other in mine[task.creator]):
            low, high = _UNDER
        places[_key(task)] = row + low, row + high
    return places


def _gives_way(task: Task, other: Task) -> bool:
    """True for work during the posts of another wave, or during the work on an earlier one."""
    first = other.wave < task.wave or (other.wave != task.wave and other.kind is TaskKind.PUBLISH)
    return first and task.start <= other.end and other.start <= task.end


def _key(task: Task) -> Key:
    return task.creator, task.wave, task.kind


def _bars(name: str, tasks: Sequence[Task], places: Places, fill: str, line: str | None = None) -> dict[str, Any]:
    """Filled rectangles of many tasks as one trace; a bar ends with the last hour of its last day."""
    bars = []
    for task in tasks:
        left = datetime.combine(task.start, time()) + _INSET
        right = datetime.combine(task.end, time()) + timedelta(days=1) - _INSET
        low, high = places[_key(task)]
        bars.append((left.isoformat(), right.isoformat(), low, high))
    return boxes(str(name), bars, fill) | {"line": {"width": 2 if line else 0, "color": line or fill}}


def _post_days(tasks: Sequence[Task], places: Places, look: Look) -> dict[str, Any]:
    """A dot on each suggested day of a post."""
    days = [(day, sum(places[_key(task)]) / 2) for task in tasks for day in task.days]
    return {
        "name": "posts",
        "x": [(datetime.combine(day, time()) + timedelta(hours=12)).isoformat() for day, _ in days],
        "y": [middle for _, middle in days],
        "mode": "markers",
        "marker": {"size": 4.5, "color": look.inks.page, "opacity": 0.9},
        "hoverinfo": "skip",
    }


def _points(tasks: Sequence[Task], places: Places, brief: Brief) -> dict[str, Any]:
    middle = [(task.start + (task.end - task.start) / 2).isoformat() for task in tasks]
    y, hovers = [sum(places[_key(task)]) / 2 for task in tasks], [_hover(task, brief) for task in tasks]
    return dots("points", middle, y, hovers, size=12, opacity=0)


def _hover(task: Task, brief: Brief) -> str:
    first, last = (short_day(day, brief.locale) for day in (task.start, task.end))
    days = f"{first} to {last}"
    what = "" if not task.posts else f"<br>{count(task.posts, brief.locale)} {'post' if task.posts == 1 else 'posts'}"
    return (
        f"<b>{clean(task.handle)}</b><br>{label(task.kind)}, {clean(task.wave_name)}<br>{clean(days)}{what}"
        f"<br>{STATE_WORDS[task.state]}"
    )


STATE_WORDS = {
    TaskState.DONE: "done",
    TaskState.LATE: "late",
    TaskState.DUE: "due now or within a week",
    TaskState.OVER: "its time is over",
    TaskState.PLANNED: "planned",
}


def _labels(tasks: Sequence[Task], at: dict[str, int], rows: Sequence[str], look: Look) -> list[dict[str, Any]]:
    names = {task.creator: task for task in tasks}
    longest = 13 if look.narrow else 24
    notes = []
    for creator in rows:
        if creator not in names:
            continue
        task = names[creator]
        many = f" × {task.count}" if task.count > 1 else ""
        made = note(clean(task.handle, longest) + many, 0, at[creator], size=12.5, colour=look.inks.ink)
        notes.append(made | {"xref": "paper", "xshift": -(96 if look.narrow else 168)})
    return notes


def _waves_above(schedule: Schedule, look: Look) -> list[dict[str, Any]]:
    if len(schedule.waves) == 1:
        return []
    width = 10 if look.narrow else 22
    notes = []
    for wave in schedule.waves:
        text = clean(wave.name, width) if len(schedule.waves) <= 6 and not look.narrow else str(wave.number)
        made = note(f"<b>{text}</b>", 0, 0, size=12.5, colour=look.inks.ink, align="left", valign="bottom")
        notes.append(made | {"x": wave.first.isoformat(), "yref": "paper", "y": 1.0, "yshift": 22})
    return notes


def _grounds(schedule: Schedule, look: Look) -> list[dict[str, Any]]:
    """A light ground behind each wave, and a line at today."""
    shapes: list[dict[str, Any]] = [
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": wave.first.isoformat(),
            "x1": (wave.last + timedelta(days=1)).isoformat(),
            "y0": 0,
            "y1": 1,
            "fillcolor": tint(look.inks.muted, 0.07 if wave.number % 2 else 0.12),
            "line": {"width": 0},
            "layer": "below",
        }
        for wave in schedule.waves
    ]
    if schedule.first <= schedule.today <= schedule.last:
        day = schedule.today.isoformat()
        shapes.append(
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": day,
                "x1": day,
                "y0": 0,
                "y1": 1,
                "line": {"color": look.accented, "width": 1.5, "dash": "3px,3px"},
            }
        )
    return shapes


def rows_of(schedule: Schedule, plan: Plan) -> tuple[str, ...]:
    """Creators in the order in which they begin, those with more waves first, then as in the plan."""
    starts: dict[str, date] = {}
    for task in schedule.tasks:
        starts[task.creator] = min(starts.get(task.creator, task.start), task.start)
    place = {
        pick.creator: (starts.get(pick.creator, schedule.last), -len(pick.waves), at)
        for at, pick in enumerate(plan.picks)
    }
    return tuple(sorted((c for c in place if c in starts), key=place.__getitem__))
