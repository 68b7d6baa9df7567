"""The parts of the Calendar page."""

from datetime import date

import streamlit as st

from pages.parts import display
from pages.parts.buttons import download
from pages.parts.debrief import campaigns
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.brief.brief import Brief
from planner.debrief.uploads import merge
from planner.exports.download import file_name
from planner.exports.ics import schedule_ics
from planner.figures.gantt import gantt, gantt_alt, rows_of, weeks
from planner.figures.look import Look
from planner.palette import TIER_COLOURS
from planner.problems import BadInput
from planner.schedule import Schedule, Task, TaskKind, TaskState, posted_of, schedule_of, sheets_of
from planner.wording import compact, count, counted, day_words, few, label, money_compact, short_day

MOST_ROWS = 30
_DATES = {
    "start": ("First post", None),
    "end": ("Last post", None),
    "work_from": ("Ask creators from", "The first day on which you can contact creators. Leave it empty for any day."),
}
_STEPS = (TaskKind.CONSULT, TaskKind.BRIEF, TaskKind.CREATE, TaskKind.REVIEW)


def schedule(made: Made, today: date) -> Schedule:
    """The plan in time, as of today, and as far as results of this plan have come in on the Debrief page."""
    ledger = campaigns.results(campaigns.LATEST).ledger if made.roster is not None else None
    if ledger is None or not ledger.uploads:
        return schedule_of(made.plan, made.brief, today)
    return schedule_of(made.plan, made.brief, today, posted_of(merge(ledger).results, made.plan, made.brief))


def head(made: Made, when: Schedule) -> None:
    """Name, days, what is in it; dates and the file for calendars."""
    brief = made.brief
    posts = sum(wave.posts for wave in when.waves)
    line = (
        f"<b>{_day(when.waves[0].first, brief)} to {_day(when.waves[-1].last, brief)}</b>, "
        f"{counted(len(when.waves), 'wave')}, {counted(posts, 'post')} by "
        f"{counted(made.plan.totals.creators, 'creator')}. "
        f"Work begins on {_day(when.first, brief)}."
    )
    with st.container(key="head", horizontal=True, vertical_alignment="top"):
        st.html(f'<div class="plan-head"><h1>{markup(brief.name)}</h1><p>{line}</p></div>')
        with st.container(key="export", width="content", horizontal=True):
            download(
                "Calendar file",
                lambda: schedule_ics(when, brief),
                file_name(brief.name, "calendar", "ics"),
                "export_ics",
                icon=":material/event:",
                help="All tasks and payments as all-day events, for any calendar app (ICS)",
            )
    for note in when.notes:
        st.caption(f":material/info: {plain(note, 400)}")
    _dates(made.brief)


def _dates(brief: Brief) -> None:
    """The flight's dates; a change plans anew, since waves of another length change the forecast."""
    flight = state.session().brief.flight
    now = {name: getattr(flight, name, None) for name in _DATES}
    with st.container(key="dates", horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = {
            name: st.date_input(title, value=now[name], key=_key(name), width=150, help=why)
            for name, (title, why) in _DATES.items()
        }
        pressed = wanted != now and st.button("Use these dates", key="use_dates", icon=":material/event_available:")
    if pressed and wanted["start"] is None and any(wanted.values()):
        st.error("Enter the date of the first post too, or clear all three dates.")
    elif pressed:
        days = {name: None if day is None else str(day) for name, day in wanted.items()}
        try:
            state.session().brief = state.session().brief.changed("flight", days if any(days.values()) else None)
        except BadInput as bad:
            st.error(plain(str(bad.problems[0]), 300), icon=":material/error:")
            return
        state.session().next_turn("dates")
        st.rerun()
    if brief.flight != flight:
        with st.container(key="dates_before", horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(":material/history: The plan below still uses the earlier dates.", width="content")
            st.page_link("pages/plan.py", label="Go to the plan", icon=":material/change_history:")


def _key(name: str) -> str:
    return f"flight_{name}_{state.session().turn('dates')}"


def gantt_chart(made: Made, when: Schedule, look: Look) -> None:
    """One row per creator; the first few dozen, unless all are asked for."""
    rows = rows_of(when, made.plan)
    if not rows:
        st.caption("The plan has no creators, so there is nothing to schedule.")
        return
    with st.container(key="gantt_bar", horizontal=True, vertical_alignment="center"):
        _legend(made)
        everybody = len(rows) > MOST_ROWS and st.toggle(f"All {counted(len(rows), 'creator')}", key="gantt_all")
    shown = rows if everybody else rows[:MOST_ROWS]
    display.chart(gantt(when, shown, made.brief, look), key="gantt", alt=gantt_alt(when, shown))
    if len(shown) < len(rows):
        st.caption(
            f"The first {len(shown)} of {counted(len(rows), 'creator')}, in the order in which their work begins."
        )


def _legend(made: Made) -> None:
    shades = ((".22", "Ask"), (".38", "Brief"), (".58", "Create"), (".82", "Review"))
    parts = [f'<i style="background:var(--muted);opacity:{shade}"></i>{word}' for shade, word in shades]
    present = {pick.tier for pick in made.plan.picks}
    parts += [
        f'<i style="background:{colour}"></i>Posts, {label(tier).lower()}'
        for tier, colour in TIER_COLOURS.items()
        if tier in present
    ]
    parts.append('<i style="background:var(--muted);opacity:.22"></i>Debrief')
    st.html(f'<p class="legend">{"".join(f"<span>{part}</span>" for part in parts)}</p>')


def due(made: Made, when: Schedule) -> None:
    """What is late, what is due, what should be over; each with its last day."""
    groups = (
        (TaskState.LATE, "Late", "Results are in, but no post has appeared yet."),
        (TaskState.OVER, "Should be done", "The date has passed, and we have no news of these."),
        (TaskState.DUE, "Due now or within a week", ""),
    )
    found = [(title, why, when.of(kind)) for kind, title, why in groups if when.of(kind)]
    st.subheader("What’s due", anchor=False)
    if not found:
        upcoming = min((task for task in when.tasks if task.start > when.today), key=lambda t: t.start, default=None)
        said = "Nothing within a week."
        if upcoming is not None:
            first = _day(upcoming.start, made.brief)
            said += f" Next: {label(upcoming.kind).lower()} {plain(upcoming.handle)} from {first}."
        st.caption(said)
        return
    for title, why, tasks in found:
        st.html(
            f'<p class="said"><b>{title}</b> <span style="color:var(--muted)">{why}</span></p>'
            + _task_table(tasks, made.brief)
        )


def _task_table(tasks: tuple[Task, ...], brief: Brief) -> str:
    """Tasks of one kind and wave in one line, so that a step with forty creators does not fill the page."""
    grouped: dict[tuple[TaskKind, int, date], list[Task]] = {}
    for task in tasks:
        grouped.setdefault((task.kind, task.wave, task.end), []).append(task)
    cells = []
    for (kind, _, end), mine in sorted(grouped.items(), key=lambda item: item[0][2]):
        names = few(mine, 4, lambda task: task.handle)
        cells.append(
            f"<tr><td>{label(kind)}</td><td>{markup(mine[0].wave_name)}</td><td class=d>by {_short(end, brief)}</td>"
            f"<td>{markup(names)}</td></tr>"
        )
    return f'<table class="plain">{"".join(cells)}</table>'


def weekly(made: Made, when: Schedule, look: Look) -> None:
    """Cash and posts per week."""
    st.subheader("Week by week", anchor=False)
    display.chart(
        weeks(when, made.brief, look),
        key="weeks",
        alt=f"Cash due and posts by week, {counted(len(when.weeks), 'week')}.",
    )
    st.caption("We assume that half of a wave’s fees is due on signing and the rest two weeks after the wave.")


def waves(made: Made, when: Schedule) -> None:
    """A line per wave: days, creators, posts, cash, people reached by it alone, and over the campaign."""
    totals, brief = made.plan.totals, made.brief
    if not totals.waves:
        return
    st.subheader("Waves", anchor=False)
    rows = "".join(
        f"<tr><td>{markup(wave.name)}</td><td class=d>{_short(slot.first, brief)} – {_short(slot.last, brief)}</td>"
        f"<td class=n>{count(wave.creators, brief.locale)}</td><td class=n>{count(wave.posts, brief.locale)}</td>"
        f"<td class=n>{markup(money_compact(wave.cost_cents, brief.currency, brief.locale))}</td>"
        f"<td class=n>{compact(wave.unique_reach, brief.locale)}</td></tr>"
        for wave, slot in zip(totals.waves, when.waves, strict=True)
    )
    partners = sum(pick.count for pick in made.plan.picks if len(pick.waves) > 1)
    whole = (
        f"<tr class=t><td>Campaign</td><td>{count(partners, brief.locale)} rebooked</td>"
        f"<td class=n>{count(totals.creators, brief.locale)}</td><td class=n>{count(totals.posts, brief.locale)}</td>"
        f"<td class=n>{markup(money_compact(totals.cost_cents, brief.currency, brief.locale))}</td>"
        f"<td class=n>{compact(totals.unique_reach, brief.locale)}</td></tr>"
    )
    numbers = "".join(f"<th class=n>{title}</th>" for title in ("Creators", "Posts", "Cash", "Unique reach"))
    top = f"<tr><th>Wave</th><th>Days</th>{numbers}</tr>"
    st.html(f'<div class="scroll"><table class="plain wide">{top}{rows}{whole}</table></div>')
    st.caption("A wave’s unique reach counts its own posts alone. Across the campaign, nobody counts twice.")


def sheets(made: Made, when: Schedule) -> None:
    """What to ask a creator before and after, as text to copy or to take along."""
    st.subheader("Ask the creators", anchor=False)
    listed = sheets_of(made.plan, when, made.brief, made.roster)
    if made.roster is None or not listed:
        st.caption("Upload a list of creators to get a question sheet for each.")
        return
    by_id = {sheet.creator: sheet for sheet in listed}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Creator", list(by_id), format_func=lambda creator: by_id[creator].handle, key="sheet_of")
        text = ("\n" + "-" * 60 + "\n\n").join(sheet.text for sheet in listed)
        name = file_name(made.brief.name, "questions", "txt")
        download(f"All {counted(len(listed), 'sheet')}, text", text, name, "export_sheets")
    sheet = by_id[chosen]
    before, after = st.columns(2)
    for place, title, lines in ((before, "Before the launch", sheet.before), (after, "Afterwards", sheet.after)):
        with place:
            asked = "".join(f"<li>{markup(line)}</li>" for line in lines)
            st.html(f'<div class="sheet"><b>{title}</b><ol>{asked}</ol></div>')


def _day(day: date, brief: Brief) -> str:
    return markup(day_words(day, brief.locale, "medium"))


def _short(day: date, brief: Brief) -> str:
    """A day without its year, which the head of the page tells."""
    return markup(short_day(day, brief.locale))
