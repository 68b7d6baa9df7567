"""The database of this server, and what of it belongs to the visitor's workspace. Everything raises Unavailable."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from pages.parts.session import state
from planner.accounts.actor import Actor
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Unavailable
from planner.store.opened import open_database
from planner.store.records import Records
from planner.store.reviews import Guest, Reviews
from planner.store.scenarios import Scenarios, tidy
from planner.store.shelf import Shelf
from planner.store.times import utc_now
from planner.store.working import Drafts

ANSWERS = "answers"
"""Kind of record with what creators answered, before that was a status: by id of the campaign."""
CAMPAIGNS = "campaign"
"""Kind of record with what is known of a scenario's campaign: by id of the scenario."""


@dataclass(frozen=True)
class _Room:
    database: Database
    rosters: Rosters


@st.cache_resource(show_spinner=False, on_release=lambda room: room.database.close())
def _room() -> _Room:
    """Opened by whoever asks first; after a failure the next one tries again."""
    database = open_database()
    with suppress(Unavailable):
        tidy(database, utc_now())
    return _Room(database, Rosters())


def forget() -> None:
    """Open the database anew with the next call."""
    _room.clear()


def actor() -> Actor:
    """Who acts in this run, and on whose campaigns."""
    return Actor.local(state.session().keep.workspace)


def records() -> Records:
    """Small things that this workspace keeps by kind and key."""
    return Records(_room().database, actor())


def scenarios() -> Scenarios:
    """The scenarios on this workspace's shelf."""
    room = _room()
    return Scenarios(room.database, room.rosters, actor())


def reviews() -> Reviews:
    """The review links of this workspace."""
    room = _room()
    return Reviews(room.database, room.rosters, actor())


def guest(token: str) -> Guest:
    """What the holder of a review link may do; no workspace is theirs."""
    room = _room()
    return Guest(room.database, room.rosters, token)


def shelf() -> Shelf:
    """Where this workspace's scenarios are filed."""
    return Shelf(_room().database, actor())


def workings() -> Drafts:
    """The working state of this workspace."""
    room = _room()
    return Drafts(room.database, room.rosters, actor())
