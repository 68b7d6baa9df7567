"""Times as the visitor reads them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from pages.parts.session import state
from planner.wording import day_words, moment


def zone() -> tzinfo:
    """Where the visitor's clock is set; UTC when it does not say."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def words(time: datetime | None) -> str:
    """`14:05`, or `Nov 23, 14:05` for another day, as the campaign writes its days."""
    return "" if time is None else moment(time, zone(), locale=state.session().brief.locale)


def at(time: datetime | None) -> str:
    """`at 14:05`, or `on Nov 23, 14:05` for another day; "" without a time."""
    said = words(time)
    return f"on {said}" if "," in said else f"at {said}" if said else ""


def day(time: datetime) -> str:
    """`November 28, 2026`, where the visitor is."""
    return day_words(time.astimezone(zone()).date(), state.session().brief.locale)
