"""What one more step of each limit is worth, under "What’s limiting this plan"; a click takes the step."""

import streamlit as st

from pages.parts import display
from pages.parts.explore.rules import gain_words
from pages.parts.form import edits
from pages.parts.jobs import asking, exploring
from pages.parts.session import state
from pages.parts.session.state import Made
from planner.brief.brief import Brief
from planner.explore.words import names
from planner.explore.worth import Worth
from planner.wording import counted, percent


def draw(made: Made) -> None:
    """Every limit that binds, a step looser, planned again: dearest first."""
    job = asking.ask(exploring.about(made, "worth", "worth_job"))

    def worths() -> None:
        if asking.running(job):
            found = job.progress
            done = len(found) if isinstance(found, tuple) else 0
            words = f"Working out what relaxing each rule would gain, {done} done"
            asking.progress(job, "worth", 0.05 + done / (done + 6), words)
            return
        found = asking.answer(job)
        if isinstance(found, tuple) and found:
            _table(found, made)

    asking.follow(job, worths)


def _table(found: tuple[Worth, ...], made: Made) -> None:
    brief = made.brief
    whole = abs(made.plan.proof.goal) or 1.0
    about = state.session().about
    # Whoever declined is no rule that could be relaxed.
    mine = (worth for worth in found if not about.answered(str(worth.path), brief))
    ordered = sorted(mine, key=lambda worth: -worth.gain)
    worthy = [worth for worth in ordered if worth.gain / whole >= 0.0005]
    st.caption("What you’d gain by relaxing one rule by a step. Apply one to change your brief.")
    if not worthy:
        st.html('<p class="said q">Relaxing a single rule by a step would not improve the plan noticeably.</p>')
        return
    rows = [
        {
            "Rule": worth.name,
            "take": ":material/check: Apply",
            "Step": worth.step,
            "Gains": gain_words(brief, worth.gain),
            "Of the goal": worth.gain / whole,
            "Joins": names(worth.comes_in) if worth.comes_in else "nobody new",
        }
        for worth in worthy
    ]

    def take(row: int) -> None:
        edits.apply(worthy[row].path, worthy[row].value)

    c = st.column_config
    display.table(
        rows,
        f"ex_worth.{len(rows)}",
        f"What a step of {counted(len(rows), 'limit')} is worth, dearest first.",
        tallest=8 * display.ROW + 3,
        columns={
            "Rule": c.TextColumn(width=250),
            "take": display.row_button("Apply", "ex_worth_click", take, 76),
            "Step": c.TextColumn("Relaxed by", width=120),
            "Of the goal": c.ProgressColumn(
                format="percent", min_value=0.0, max_value=max(0.01, worthy[0].gain / whole), width=130
            ),
            "Joins": c.TextColumn(width=230),
        },
    )
    rest = [worth for worth in ordered if worth not in worthy]
    if rest:
        st.caption(_rest(rest, brief))


def _rest(rest: list[Worth], brief: Brief) -> str:
    small = percent(0.0005, 2, brief.locale)
    listed = "; ".join(f"{worth.name.replace('$', chr(92) + '$')} ({worth.step})" for worth in rest[:6])
    more = f" and {len(rest) - 6} more" if len(rest) > 6 else ""
    return f"Worth less than {small} of the goal: {listed}{more}."
