"""The database of this server, and what of it belongs to the visitor's workspace. Everything raises Unavailable."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st
from pydantic import Field

from pages.parts.accounts import signing
from pages.parts.session import state
from planner.accounts.actor import Actor
from planner.accounts.identity import SKEW, Identity
from planner.domain.roster import Frozen
from planner.problems import BadInput
from planner.store.accounts import Accounts
from planner.store.bodies import Rosters
from planner.store.changes import ChangeRecord
from planner.store.database import Database
from planner.store.errors import StoreError, Unavailable
from planner.store.opened import open_database
from planner.store.records import Records
from planner.store.review_links import Reviews
from planner.store.reviews import Guest
from planner.store.scenarios import Scenarios, tidy
from planner.store.shelf import Shelf
from planner.store.teams import TeamRoom
from planner.store.times import utc_now
from planner.store.working import Drafts

ANSWERS = "answers"
"""Kind of record with what creators answered, before that was a status: by id of the campaign."""
CAMPAIGNS = "campaign"
"""Kind of record with what is known of a scenario's campaign: by id of the scenario."""


class SignedOut(StoreError):
    """People need an account here, and nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("Your sign-in has ended; please sign in again")


NAMES = "called"
"""Kind and key of the record with the name that somebody without an account goes by."""


class Called(Frozen):
    """How somebody wants to be called; "" = not at all."""

    name: str = Field("", max_length=80)


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
    """Who acts in this run, and on whose campaigns. Raises SignedOut where people need an account."""
    now = state.session()
    if not signing.on():
        return Actor.local(now.keep.workspace)
    # A click is answered before the page looks who is there.
    if now.actor is None or now.until is None or utc_now() > now.until + SKEW:
        raise SignedOut
    return now.actor


def accounts(person: Identity) -> Accounts:
    """What somebody who is signed in may do about themselves."""
    return Accounts(_room().database, person)


def of_person(person: str) -> Records:
    """Small things about one person, whichever team they work in. person: id of their account."""
    return Records(_room().database, Actor.local(hashlib.sha256(f"person\n{person}".encode()).hexdigest()))


def team() -> TeamRoom:
    """The team that is worked in."""
    return TeamRoom(_room().database, actor())


def me() -> Actor:
    """Who acts, by the name that they go by in the record of changes: an account's, or the one that was given here."""
    keep, who = state.session().keep, actor()
    if who.has_account:
        return who
    if keep.called is None:
        keep.called = ""
        try:
            kept = Records(_room().database, who).get(NAMES, NAMES, Called)
            keep.called = "" if kept is None else kept.value.name
        except Unavailable:
            keep.called = None
            return who
        except BadInput as bad:
            keep.notice = f"Your name in the record of changes could not be read. {bad.problems[0]}"
    return replace(who, name=keep.called)


def call_me(name: str) -> None:
    """Go by another name from now on; what is in the record stays. Raises BadInput for one that is too long."""
    kept = records().get(NAMES, NAMES, Called)
    records().put(NAMES, NAMES, Called(name=name), 0 if kept is None else kept.rev)
    state.session().keep.called = name


def change_record() -> ChangeRecord:
    """Who changed what in the campaigns of this workspace."""
    return ChangeRecord(_room().database, actor())


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
    return Reviews(room.database, room.rosters, me())


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
