"""What stands behind the numbers: the reach curve, the survey, and every sourced figure."""

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.session.state import Made
from planner.figures.look import Look
from planner.figures.reach import reach_curve
from planner.figures.survey import Question, survey_bars
from planner.forecast.assumptions import assumptions_of, shipped_evidence
from planner.wording import counted, label


def curve(made: Made | None, look: Look) -> None:
    """Unique reach against spend, under each model of how audiences overlap."""
    if made is None:
        st.caption("There is no plan yet. Make one on the Plan page first.")
        return
    st.caption(
        "The same mix at other budgets. The forecast lies between two extremes: audiences that overlap only by "
        "chance, and audiences that overlap as much as the measured pairs allow. The lowest line is one shared "
        "audience."
    )
    assumptions = assumptions_of(made.brief)
    display.chart(
        reach_curve(made.plan, made.brief, assumptions, look),
        key="reach_curve",
        alt="Unique reach against spend: forecast, and the two ends between which it lies.",
    )


def survey(look: Look) -> None:
    """The survey of micro-influencers that started this product."""
    st.caption("Answers of 1,000 micro-influencers with fewer than 10,000 followers, 2019. Source: SocialPubli.")
    evidence = shipped_evidence()
    columns = st.columns(2, gap="large")
    for at, question in enumerate(Question):
        with columns[at % 2]:
            display.chart(
                survey_bars(evidence, question, look),
                key=f"survey.{question.name}",
                alt=f"Answers of the survey: {question.title.lower()}.",
            )


def table() -> None:
    """Figures that inform the defaults but are not calculated with."""
    rows = shipped_evidence()
    frame = pd.DataFrame(
        [
            {
                "Figure": row.title,
                "For": row.where,
                "Value": row.value,
                "Range": row.span,
                "Unit": row.unit,
                "Topic": label(row.table).capitalize(),
                "Strength": row.strength,
                "Source": row.source,
                "Year": row.year,
                "Link": row.url or None,
            }
            for row in rows
        ]
    )
    wanted = st.text_input(
        "Search", key="evidence_search", placeholder="Such as engagement tiktok", label_visibility="collapsed"
    )
    if wanted.strip():
        text = frame.drop(columns=["Link", "Value"]).astype(str).agg(" ".join, axis=1).str.casefold()
        for word in wanted.casefold().split():
            frame, text = (frame[text.str.contains(word, regex=False)], text[text.str.contains(word, regex=False)])
    st.caption(f"{counted(len(frame), 'figure')} behind our defaults. The forecast does not use them directly.")
    st.dataframe(
        frame,
        key="evidence_table",
        placeholder="",
        hide_index=True,
        height=560,
        alt=f"{counted(len(frame), 'figure')} with value, range and source.",
        column_config={
            "Figure": st.column_config.TextColumn(pinned=True, width=190),
            "Link": st.column_config.LinkColumn(display_text="open", width=60),
            "Source": st.column_config.TextColumn(width="medium"),
        },
    )
