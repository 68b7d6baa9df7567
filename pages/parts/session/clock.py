"""Times as the visitor reads them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from planner.wording import moment


def zone() -> tzinfo:
    """Where the visitor's clock is set; UTC when it does not say."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def words(time: datetime | None) -> str:
    """`14:05`, or `23 Nov, 14:05` for another day."""
    return "" if time is None else moment(time, zone())


def at(time: datetime | None) -> str:
    """`at 14:05`, or `on 23 Nov, 14:05` for another day; "" without a time."""
    said = words(time)
    return f"on {said}" if "," in said else f"at {said}" if said else ""


def day(time: datetime) -> str:
    """`28 November 2026`, where the visitor is."""
    on = time.astimezone(zone())
    return f"{on.day} {on:%B} {on.year}"
