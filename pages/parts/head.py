"""The line that says what this is: the campaign, how good its plan is known to be, and the files that leave."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from pages.parts import returned, save
from pages.parts.state import Made
from pages.parts.words import many, markup
from planner.exports import FORMATS, Dossier, FileFormat
from planner.outcome import Plan
from planner.wording import decimal, percent


def draw(name: str, line: str, made: Made | None) -> None:
    """Campaign name, a line of HTML below it, and Export when there is a plan for exactly this brief."""
    with st.container(key="head", horizontal=True, vertical_alignment="top"):
        st.html(f'<div class="plan-head"><h1>{markup(name)}</h1><p>{line}</p>{save.status()}</div>')
        with st.container(key="head_actions", horizontal=True, width="content", gap="small"):
            save.draw()
            if made is not None:
                _export(made)


def proof_line(plan: Plan, locale: str) -> str:
    """`48 creators, proven within 0.1 % of the best possible, 0.4 s`, as HTML."""
    proof = plan.proof
    who = f"<b>{many(plan.totals.creators, 'creator')}</b>"
    seconds = f"{decimal(proof.seconds, 1, locale)} s"
    if proof.gap < 5e-6:
        how = "proven the best possible"
    elif proof.closed:
        how = f"proven within {percent(max(proof.gap, 0.0001), 2, locale)} of the best possible"
    else:
        how = f"best found when the time ran out, at most {percent(proof.gap, 1, locale)} below the best possible"
    return f"{who}, {how}, {seconds}"


def _export(made: Made) -> None:
    dossier = Dossier(made.plan, made.brief, made.roster, date.today())
    with st.container(key="export", width="content"), st.popover("Export", icon=":material/download:"):
        for kind in FORMATS:
            st.download_button(
                kind.title,
                data=partial(_data, kind, dossier),
                file_name=kind.name(dossier),
                mime=kind.mime,
                icon=kind.icon,
                key=f"export_{kind.key}",
                on_click="ignore",
                width="stretch",
                type="tertiary",
            )
        again = st.button(
            "Read an edited workbook back",
            icon=":material/upload_file:",
            key="read_back",
            width="stretch",
            type="tertiary",
        )
    if again:
        returned.dialog(made)


def _data(kind: FileFormat, dossier: Dossier) -> bytes:
    return kind.make(dossier).data
