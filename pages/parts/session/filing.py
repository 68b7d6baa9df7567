"""Client and campaign under which a scenario is filed: chosen from those that are there, or new."""

from collections.abc import Iterable

import streamlit as st

from planner.store.scenario import LONGEST_NAME
from planner.store.scenarios import Line, Place

_NONE = ""


def pick(key: str, place: Place, shelf: Iterable[Line]) -> Place:
    """Two fields to search in or to type into; place: what they show at first."""
    shelf = tuple(shelf)
    clients = _names((line.place.client for line in shelf), place.client)
    client = st.selectbox(
        "Client",
        clients,
        index=clients.index(place.client),
        key=f"{key}.client.{place.client}",
        format_func=lambda name: name or "No client",
        accept_new_options=True,
    )
    own = (line.place.campaign for line in shelf if line.place.client == client)
    campaigns = _names(own, place.campaign)
    campaign = st.selectbox(
        "Campaign",
        campaigns,
        index=campaigns.index(place.campaign),
        key=f"{key}.campaign.{client}.{place.campaign}",
        format_func=lambda name: name or "No campaign",
        accept_new_options=True,
    )
    return Place(str(client or "")[:LONGEST_NAME], str(campaign or "")[:LONGEST_NAME], place.campaign_id)


def _names(there: Iterable[str], shown: str) -> list[str]:
    return [_NONE, *sorted({name for name in (*there, shown) if name}, key=str.casefold)]
