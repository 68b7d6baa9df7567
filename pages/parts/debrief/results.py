"""The campaign against its plan: figures, where it will end, why, who, and what is kept aside."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.buttons import download
from pages.parts.debrief import campaigns, tables
from pages.parts.glossary import term
from pages.parts.session import state
from pages.parts.words import markup
from planner.brief.brief import Brief, GoalKind
from planner.debrief.compare import Debrief, Variance
from planner.debrief.inflight import outlook, rest_of
from planner.debrief.progress import progress
from planner.debrief.verdicts import Judgement, Verdict, verdicts
from planner.debrief.waterfall import kinds_of, waterfall
from planner.figures.debrief import outlook_bars, pick_ranges, waterfall_bars
from planner.figures.look import Look
from planner.wording import compact, count, counted, decimal, label, money, money_compact, percent

_MOST_VERDICTS = 6


def line(done: Debrief | None) -> str:
    """What this is, in a sentence of HTML."""
    if done is None:
        return "There is no plan to debrief yet."
    if done.state == "empty":
        return f"<b>{counted(done.total.picks, 'pick')}</b> planned, no results yet."
    posted, *others = progress(done).items()
    parts = [f"<b>{posted[1]} of {counted(done.total.picks, 'pick')}</b> posted"]
    parts += [f"{number} {words}" for words, number in others]
    aside = f", {counted(len(done.aside), 'row')} not used" if done.aside else ""
    late = f"; {done.total.late} came late" if done.total.late else ""
    verb = "counts" if done.rows_used == 1 else "count"
    return f"{', '.join(parts)}{late}. {counted(done.rows_used, 'row')} of results {verb}{aside}."


def draw(choice: str, done: Debrief | None, look: Look) -> None:
    """All of it, or what to do to get there."""
    if done is None:
        st.caption("Make a plan on the Plan page, or choose a saved scenario above.")
        return
    if done.state == "empty":
        _empty(done)
        return
    ahead = outlook(done)
    _tiles(done, ahead.reach_so_far)
    if done.state == "partial":
        _in_flight(done, look)
    _why(done, look)
    _ranges(done, look)
    _people(done, choice)
    tables.draw(done)
    _aside(done)


def _empty(done: Debrief) -> None:
    st.subheader("No results yet", anchor=False)
    st.markdown(
        "Upload the results of the campaign, while it runs or when it is over: any table with one row per post, "
        "deliverable or creator. We recognise columns by their names: handle, platform, deliverable, date, link, "
        "reach, views, likes, comments, clicks, conversions, revenue, cost."
    )
    if done.archetypes:
        st.markdown(
            "This plan was made without a list of creators. Each creator in the results is matched to it by platform "
            "and by followers or tier (nano to mega), so the table needs one of these two columns."
        )
    download("Template to fill in, CSV", lambda: _to_fill(done), "results-to-fill.csv")


def _to_fill(done: Debrief) -> bytes:
    named = not done.archetypes
    rows = [
        {
            "handle": one.expected.pick.handle if named else "",
            "platform": str(one.expected.pick.platform),
            **({} if named else {"tier": one.expected.pick.handle, "followers": ""}),
            "deliverable": str(slot.format),
            "date": "",
            "link": "",
            "posts": slot.posts if named else "",
            **dict.fromkeys(("reach", "views", "likes", "comments", "clicks", "conversions", "revenue", "cost"), ""),
        }
        for one in done.lines
        for slot in one.expected.slots
    ]
    text: str = pd.DataFrame(rows).to_csv(index=False)
    return text.encode()


def _tiles(done: Debrief, reached: float) -> None:
    brief, whole, totals = done.brief, done.total, done.plan.totals
    final = done.state == "complete"
    title = "Unique reach" if final else "Unique reach so far"
    off = Variance(totals.unique_reach if final else 0.0, reached)
    cells = [
        _tile(title, _people_of(reached, brief), off, brief),
        _tile("Engagements", _people_of(whole.engagements.actual, brief), whole.engagements, brief),
        _tile("Cash", _cash(whole.cost.actual, brief), whole.cost, brief, bad_up=True),
    ]
    said, now = whole.cost_per_thousand_cents
    if now is not None and said is not None:
        shown = money(round(now), brief.currency, brief.locale)
        cells.append(_tile("Cash per thousand", shown, Variance(said, now), brief, bad_up=True))
    if done.clicks:
        converted = "" if done.conversions is None else counted(done.conversions, "conversion", brief.locale)
        cells.append(_plain("Clicks", _people_of(done.clicks, brief), converted))
    if done.revenue_cents:
        cost = whole.cost.actual
        back = f"{decimal(done.revenue_cents / cost, 2, brief.locale)} per 1 of cash" if cost else ""
        cells.append(_plain("Revenue", _cash(float(done.revenue_cents), brief), back))
    inside = f"{whole.inside} of {whole.judged}"
    cells.append(_plain("Within their likely range", inside, "expected: 8 in 10"))
    st.html(f'<div class="tiles" role="group" aria-label="Key figures of the campaign">{"".join(cells)}</div>')
    if not final:
        st.caption("Differences compare creators who are done with what the plan expected of the same creators.")
    else:
        st.caption(
            "Differences are against the plan. Unique reach: from reported reach, with the plan’s overlap model."
        )


def _people_of(value: float | None, brief: Brief) -> str:
    return "–" if value is None else compact(value, brief.locale)


def _cash(value: float | None, brief: Brief) -> str:
    return "–" if value is None else money_compact(round(value), brief.currency, brief.locale)


def _tile(title: str, shown: str, off: Variance, brief: Brief, bad_up: bool = False) -> str:
    change = ""
    if off.share is not None:
        sign = "+" if off.share > 0 else "−" if off.share < 0 else ""
        worse = (off.share > 0.005) if bad_up else (off.share < -0.005)
        words = f"{sign}{percent(abs(off.share), 0, brief.locale)} against plan"
        if abs(off.share) < 0.005:
            words = "as planned"
        change = f'<div class="d{" worse" if worse else ""}">{markup(words)}</div>'
    return f'<div class="tile"><div class="t">{_title(title)}</div><div class="n">{markup(shown)}</div>{change}</div>'


def _title(title: str) -> str:
    """A tile's title as HTML, explained where the glossary has it."""
    words = {"Unique reach": "Unique reach", "Unique reach so far": "Unique reach", "Cash per thousand": "CPM"}
    word = words.get(title)
    return term(word, title) if word else markup(title)


def _plain(title: str, shown: str, caption: str) -> str:
    below = f'<div class="c">{markup(caption)}</div>' if caption else ""
    return f'<div class="tile"><div class="t">{markup(title)}</div><div class="n">{markup(shown)}</div>{below}</div>'


def _in_flight(done: Debrief, look: Look) -> None:
    st.subheader("Where it will end", anchor=False)
    ahead = outlook(done)
    display.chart(
        outlook_bars(ahead, done.brief, look),
        key="outlook",
        alt="Unique reach, engagements and cash at the end of the campaign: range, middle, plan.",
    )
    moved = [
        f"{label(platform)} {'+' if factor > 1 else '−'}{percent(abs(factor - 1), 0, done.brief.locale)}"
        for platform, factor in ahead.shifts
        if abs(factor - 1) >= 0.005
    ]
    learned = f" Results so far change the forecast of the rest: {', '.join(moved)}." if moved else ""
    st.caption(f"The coloured range holds 8 in 10 simulated outcomes; the line is the plan.{learned}")
    if done.archetypes:
        # Nobody can be locked in a plan that knows no names.
        st.caption("To plan the rest again, upload a list with the creators who signed, and plan with that.")
        return
    open_picks = done.total.open
    with st.container(horizontal=True, vertical_alignment="center", key="rest_bar"):
        st.button(
            "Re-plan what’s open",
            key="plan_rest",
            icon=":material/route:",
            type="primary",
            on_click=_plan_rest,
            args=(done,),
            help="Creators who posted or signed stay at their cost; those who dropped out are excluded.",
        )
        verb = "has" if open_picks == 1 else "have"
        still = f"{counted(open_picks, 'pick')} still {verb} posts to come."
        st.caption(f"{still} The Plan page then plans the rest of the campaign.")


def _plan_rest(done: Debrief) -> None:
    state.session().brief = rest_of(done)
    st.toast("The Plan page now plans what’s open.", icon=":material/route:")


def _why(done: Debrief, look: Look) -> None:
    st.subheader("From planned to actual", anchor=False)
    kinds = kinds_of(done)
    first = done.brief.goal.kind if done.brief.goal.kind in kinds else GoalKind.UNIQUE_REACH
    kind = st.segmented_control(
        "Goal", list(kinds), default=first, format_func=label, key="waterfall_kind", label_visibility="collapsed"
    )
    found = waterfall(done, kind or first)
    display.chart(
        waterfall_bars(found, done.brief, look),
        key="waterfall",
        alt="; ".join(
            [f"Planned {count(found.planned)}"]
            + [f"{step.label} {count(step.value)}" for step in found.steps]
            + [f"actual {count(found.actual)}"]
        ),
    )
    st.caption(
        "Price: paying more or less for the same posts. Money: spending more or less than planned. What is still open "
        "counts as planned."
    )


def _ranges(done: Debrief, look: Look) -> None:
    if not done.total.judged:
        return
    st.subheader("Each creator against their forecast", anchor=False)
    display.chart(
        pick_ranges(done, look),
        key="ranges",
        alt=f"{done.total.inside} of {done.total.judged} creators ended inside the range of their forecast.",
    )
    unknown = done.unknown_reach
    missing = f" For {counted(unknown, 'creator')}, no reach was reported." if unknown else ""
    st.caption(f"Actual reach over forecast. Bars: the 80% likely range; creators outside it are coloured.{missing}")


def _people(done: Debrief, choice: str) -> None:
    found = verdicts(done, campaigns.with_this(choice, done))
    if not found:
        return
    partner, rest = st.columns(2, gap="large")
    with partner:
        _verdicts("Worth a partnership", [one for one in found if one.verdict is Verdict.PARTNER])
    with rest:
        _verdicts("Don’t rebook", [one for one in found if one.verdict is Verdict.REST])


def _verdicts(title: str, found: Sequence[Judgement]) -> None:
    st.subheader(title, anchor=False)
    if not found:
        st.caption("Nobody, going by these results.")
        return
    items = "".join(
        f"<li><b>@{markup(one.handle)}</b><span>{markup(' '.join(one.evidence))}</span></li>"
        for one in found[:_MOST_VERDICTS]
    )
    more = len(found) - _MOST_VERDICTS
    rest = f'<li class="q">and {more} more in the table</li>' if more > 0 else ""
    st.html(f'<ul class="verdicts">{items}{rest}</ul>')


def _aside(done: Debrief) -> None:
    if done.notes:
        st.html("".join(f'<p class="said q">{markup(note)}</p>' for note in done.notes))
    if not done.aside:
        return
    st.subheader(f"Rows not used, {len(done.aside)}", anchor=False)
    st.caption("These rows don’t count. Correct them in the file and upload it again, or remove the file.")
    rows = [
        {
            "Where": aside.problem.place,
            "As written": aside.problem.value,
            "What is wrong": aside.problem.wrong,
            "What would be accepted": aside.problem.accepted,
        }
        for aside in done.aside
    ]
    display.table(
        rows,
        "debrief_aside",
        f"{counted(len(rows), 'row')} with place, value and what is wrong.",
        {
            "Where": st.column_config.TextColumn(width="medium"),
            "What is wrong": st.column_config.TextColumn(width="medium"),
            "What would be accepted": st.column_config.TextColumn(width="large"),
        },
    )
