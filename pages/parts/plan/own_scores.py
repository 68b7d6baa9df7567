"""Scores of one's own for a creator: what somebody who knows them says replaces the roster's figures."""

import streamlit as st

from pages.parts.glossary import meaning
from pages.parts.session import state
from pages.parts.typed import NumberField
from pages.parts.words import plain
from planner.brief import choices
from planner.brief.terms import Scores
from planner.outcome import Pick
from planner.problems import BadInput
from planner.units import INDEX
from planner.wording import decimal

_TITLES = {
    "fit": ("Fit", f"{meaning('Fit')} Changes how many people respond."),
    "authenticity": ("Authenticity", meaning("Authenticity")),
    "affinity": ("Closeness", "Follows, mentions or buys the brand. Changes how likely they are to accept."),
    "values": ("Values", "How well their values match the brand’s."),
    "sponsored_load": ("Sponsored posts", "Share of their posts that are sponsored"),
}


def draw(pick: Pick) -> None:
    """A form with what holds now: own scores, else the roster's; empty asks for the roster's."""
    brief = state.session().brief
    own = brief.scores.get(pick.creator, Scores())
    roster = {
        "fit": pick.fit,
        "authenticity": pick.authenticity,
        "affinity": pick.affinity,
        "values": pick.values_match,
        "sponsored_load": pick.sponsored_load,
    }
    with st.popover("Your scores", icon=":material/rate_review:"), st.form(f"scores_{pick.creator}", border=False):
        st.caption("From 0 to 1. Leave a field empty to use the figure in your list.")
        typed: dict[str, float | None] = {}
        wrong = False
        for name, (title, why) in _TITLES.items():
            known = roster[name]
            shown = "unknown" if known is None else decimal(known, 2, brief.locale)
            field = NumberField(f"score.{pick.creator}.{name}", INDEX, brief, most=1)
            typed[name] = field.draw(st, title, getattr(own, name), placeholder=shown, help=why)
            wrong = wrong or field.wrong
        if st.form_submit_button("Use these scores", type="primary") and not wrong:
            save(pick.creator, typed)
            st.rerun()


def save(creator: str, typed: dict[str, float | None]) -> None:
    """Put scores into the brief; none at all takes the entry out."""
    now = state.session()
    try:
        now.brief = choices.scored(now.brief, creator, typed)
    except BadInput as bad:
        now.message = plain(str(bad.problems[0]), 300)
