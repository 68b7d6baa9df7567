"""Above the plan: creators on whom another campaign of the team counts as well."""

import time
from dataclasses import dataclass

import streamlit as st

from pages.parts.session import state, store
from pages.parts.words import plain
from planner.campaign.campaign import Campaign
from planner.campaign.elsewhere import Hold, holds, shared
from planner.problems import BadInput
from planner.store.errors import StoreError

EVERY = 10.0
"""Seconds for which the other campaigns are not read again."""
_SHOWN = 3


@dataclass
class _Others:
    """The other campaigns as they were read last, and when, on the monotonic clock."""

    campaign: str = ""
    read: float = float("-inf")
    holds: tuple[Hold, ...] = ()
    approved: frozenset[str] = frozenset()


def draw() -> None:
    """One sentence for each creator; nothing where no two campaigns count on the same."""
    now, here = state.session(), state.session().of_page(_Others)
    if here.campaign != now.campaign or time.monotonic() > here.read + EVERY:
        try:
            here.holds, here.approved = _others(now.campaign)
        except (StoreError, BadInput) as trouble:
            st.caption(
                f"Whether another campaign counts on the same creators could not be read: {plain(str(trouble), 200)}"
            )
            return
        here.campaign, here.read = now.campaign, time.monotonic()
    found = shared(Hold.of("", now.about, here.approved), here.holds)
    if found:
        more = f" And {len(found) - _SHOWN} more." if len(found) > _SHOWN else ""
        said = " ".join(plain(one, 300) for one in found[:_SHOWN])
        st.warning(
            f"{said}{more} Check that they can do both, or plan again without them.", icon=":material/join_inner:"
        )


def _others(campaign: str) -> tuple[tuple[Hold, ...], frozenset[str]]:
    """Every other campaign of the team, and whom clients of this one have approved."""
    approved = store.reviews().approved()
    places = {line.id: line.place for line in store.scenarios().all()}
    names = {place.campaign_id: place.campaign for place in places.values() if place.campaign_id}
    known = {record.key: record.value for record in store.records().all(store.CAMPAIGNS, Campaign)}
    keys = (set(known) - set(places)) | set(approved) | set(names)
    campaigns = {key: (names.get(key, ""), known.get(key, Campaign())) for key in keys if key != campaign}
    return tuple(holds(campaigns, approved).values()), approved.get(campaign, frozenset())
