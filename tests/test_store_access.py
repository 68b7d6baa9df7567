"""Every call of the store, tried by everybody who may not make it: nothing is told, and nothing changes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import pytest

import planner.store
from planner.accounts.actor import Actor, Role
from planner.campaign.differences import Part
from planner.campaign.record import Entry, Kind
from planner.domain.roster import Frozen
from planner.outcome import Plan
from planner.planning import plan
from planner.review.brand import Brand
from planner.review.decisions import Choice, Reviewer
from planner.review.snapshot import Options
from planner.store.access import Access, NotAllowed
from planner.store.bodies import Rosters
from planner.store.changes import ChangeRecord
from planner.store.database import Database
from planner.store.errors import StoreError
from planner.store.records import Limit, Records
from planner.store.review_links import Reviews, Settings
from planner.store.reviews import Guest, Offer, Presentation, Said
from planner.store.scenario import Scenario
from planner.store.scenarios import Links, Place, Scenarios
from planner.store.shelf import Shelf
from planner.store.teams import TeamRoom
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts
from tests import builders
from tests.people import Content, content, founder, member, put_back, rows

SECRET = "Zauberberg"  # noqa: S105  a name, no password
"""Stands in everything that the team has kept."""
SOON = timedelta(days=7)
CHANGED = Entry(at=utc_now(), kind=Kind.BRIEF, parts=(Part.of("budget", "Mine"),))
LOOK = Presentation(Options(), Brand(agency="North"))


class Note(Frozen):
    text: str


@dataclass(frozen=True)
class Kept:
    """What a team has kept, by the ids that somebody may have got hold of. ana: who founded it."""

    ana: Actor
    scenario: Scenario
    links: Links
    review: str
    invitation: str
    members: tuple[str, ...]
    offer: Offer


Call = Callable[[Database, Actor, Kept], object]


def records(database: Database, actor: Actor) -> Records:
    return Records(database, actor)


def scenarios(database: Database, actor: Actor) -> Scenarios:
    return Scenarios(database, Rosters(), actor)


def reviews(database: Database, actor: Actor) -> Reviews:
    return Reviews(database, Rosters(), actor)


def drafts(database: Database, actor: Actor) -> Drafts:
    return Drafts(database, Rosters(), actor)


def draft(rev: int = 0) -> Draft:
    return Draft(builders.brief(name="Mine"), builders.roster(), rev=rev)


def mine() -> Scenario:
    return Scenario.of("Mine", builders.brief(), None, builders.roster())


CALLS: dict[str, Call] = {
    "Records.get": lambda d, a, k: records(d, a).get("note", "a", Note),
    "Records.all": lambda d, a, k: records(d, a).all("note", Note),
    "Records.put": lambda d, a, k: records(d, a).put("note", "a", Note(text="mine"), 1),
    "Records.copy": lambda d, a, k: records(d, a).copy("note", "a", "b"),
    "Records.remove": lambda d, a, k: records(d, a).remove("note", "a", 1),
    "Records.forget": lambda d, a, k: records(d, a).forget("note", utc_now() + SOON),
    "Records.since": lambda d, a, k: records(d, a).since("note", utc_now() - SOON),
    "Records.refresh": lambda d, a, k: records(d, a).refresh("note", "a", Note(text="mine")),
    "Records.take": lambda d, a, k: records(d, a).take("note", "z", Note(text="mine"), Limit(1, SOON)),
    "Scenarios.all": lambda d, a, k: (scenarios(d, a).all(), scenarios(d, a).all(removed=True)),
    "Scenarios.open": lambda d, a, k: scenarios(d, a).open(k.scenario.id),
    "Scenarios.add": lambda d, a, k: scenarios(d, a).add(mine(), baseline=True) and None,
    "Scenarios.save": lambda d, a, k: scenarios(d, a).save(replace(mine(), id=k.scenario.id, rev=k.scenario.rev)),
    "Scenarios.rename": lambda d, a, k: scenarios(d, a).rename(k.scenario.id, "Mine", k.scenario.rev),
    "Scenarios.duplicate": lambda d, a, k: scenarios(d, a).duplicate(k.scenario.id, "Mine"),
    "Scenarios.remove": lambda d, a, k: scenarios(d, a).remove(k.scenario.id),
    "Scenarios.restore": lambda d, a, k: scenarios(d, a).restore(k.scenario.id),
    "Scenarios.set_baseline": lambda d, a, k: scenarios(d, a).set_baseline(k.scenario.id),
    "Scenarios.links": lambda d, a, k: scenarios(d, a).links(k.scenario.id),
    "Scenarios.share": lambda d, a, k: scenarios(d, a).share(k.scenario.id),
    "Scenarios.unshare": lambda d, a, k: scenarios(d, a).unshare(k.scenario.id),
    "Scenarios.follow": lambda d, a, k: scenarios(d, a).follow(k.links.edit),
    "Shelf.file": lambda d, a, k: Shelf(d, a).file(k.scenario.id, Place("Mine", "Mine")),
    "Shelf.rename_client": lambda d, a, k: Shelf(d, a).rename_client(SECRET, "Mine"),
    "Shelf.rename_campaign": lambda d, a, k: Shelf(d, a).rename_campaign(Place(SECRET, SECRET), "Mine"),
    "Reviews.make": lambda d, a, k: reviews(d, a).make("c", k.offer, LOOK, utc_now() + SOON) and None,
    "Reviews.update": lambda d, a, k: reviews(d, a).update(k.review, k.offer),
    "Reviews.renew": lambda d, a, k: reviews(d, a).renew(k.review),
    "Reviews.turn_off": lambda d, a, k: reviews(d, a).turn_off(k.review),
    "Reviews.approved": lambda d, a, k: reviews(d, a).approved(),
    "Reviews.of_campaign": lambda d, a, k: reviews(d, a).of_campaign("c"),
    "Reviews.change": lambda d, a, k: reviews(d, a).change(k.review, Settings(Options(price=False), utc_now() + SOON)),
    "Reviews.see": lambda d, a, k: reviews(d, a).see("c"),
    "Reviews.news": lambda d, a, k: reviews(d, a).news(),
    "Reviews.forget_reviewer": lambda d, a, k: reviews(d, a).forget_reviewer("c", "ana@acme.example"),
    "ChangeRecord.add": lambda d, a, k: ChangeRecord(d, a).add("c", [CHANGED]),
    "ChangeRecord.of_campaign": lambda d, a, k: ChangeRecord(d, a).of_campaign("c"),
    "Drafts.load": lambda d, a, k: drafts(d, a).load(),
    "Drafts.former": lambda d, a, k: drafts(d, a).former(),
    "Drafts.rev": lambda d, a, k: drafts(d, a).rev(),
    "Drafts.save": lambda d, a, k: drafts(d, a).save(draft()) and None,
    "Drafts.set_aside": lambda d, a, k: drafts(d, a).set_aside(draft()),
    "Drafts.put_by": lambda d, a, k: drafts(d, a).put_by(),
    "TeamRoom.members": lambda d, a, k: TeamRoom(d, a).members(),
    "TeamRoom.rename": lambda d, a, k: TeamRoom(d, a).rename("Mine"),
    "TeamRoom.set_role": lambda d, a, k: TeamRoom(d, a).set_role(k.members[1], Role.OWNER),
    "TeamRoom.remove": lambda d, a, k: TeamRoom(d, a).remove(k.members[1]),
    "TeamRoom.leave": lambda d, a, k: TeamRoom(d, a).leave(),
    "TeamRoom.invite": lambda d, a, k: TeamRoom(d, a).invite("eve@lumen.test", Role.OWNER, utc_now() + SOON) and None,
    "TeamRoom.invitations": lambda d, a, k: TeamRoom(d, a).invitations(),
    "TeamRoom.withdraw": lambda d, a, k: TeamRoom(d, a).withdraw(k.invitation),
    "TeamRoom.waiting_in": lambda d, a, k: TeamRoom(d, a).waiting_in(k.members[0]),
    "TeamRoom.take_in": lambda d, a, k: TeamRoom(d, a).take_in(k.members[0]),
}
READS = tuple(
    "Records.get Records.all Scenarios.all Scenarios.open Scenarios.follow Reviews.of_campaign "
    "ChangeRecord.of_campaign TeamRoom.members".split()
)
"""What a viewer gets to see as an owner does."""
OWN = ("Drafts.load", "Drafts.former", "Drafts.rev", "Drafts.save", "Drafts.set_aside", "Drafts.put_by")
"""Unsaved work is a viewer's own, and nobody else's."""
HIDDEN = (
    "Records.since",
    "Reviews.approved",
    "Scenarios.links",
    "Reviews.news",
    "TeamRoom.invitations",
    "TeamRoom.waiting_in",
)
"""What a viewer may ask and gets nothing from."""


def public_calls() -> set[str]:
    """Every public method of every class of the store that acts for somebody."""
    found = set()
    for info in pkgutil.iter_modules(planner.store.__path__):
        module = importlib.import_module(f"planner.store.{info.name}")
        for name, kind in inspect.getmembers(module, inspect.isclass):
            takes = inspect.signature(kind.__init__).parameters.values() if kind.__module__ == module.__name__ else ()
            if kind is not Access and any(one.annotation in (Actor, "Actor") for one in takes):
                methods = inspect.getmembers(kind, inspect.isfunction)
                found |= {f"{name}.{method}" for method, _ in methods if not method.startswith("_")}
    return found


def test_every_call_is_tried_here() -> None:
    assert set(CALLS) == public_calls()


def test_nobody_is_at_a_members_desk_without_an_account() -> None:
    with pytest.raises(ValueError, match="desk"):
        Actor.local(Actor("team", "ana").desk)


@cache
def offer() -> Offer:
    """A plan that nobody else may see."""
    roster = builders.roster(builders.creator(SECRET.lower()))
    brief = builders.brief(name=SECRET)
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    return Offer(made, brief, roster, SECRET)


@pytest.fixture(scope="module")
def first() -> dict[str, tuple[Kept, Content]]:
    """What was kept first, and all rows of it, by what keeps the database."""
    return {}


@pytest.fixture
def kept(kind: str, database: Database, first: dict[str, tuple[Kept, Content]]) -> Kept:
    """The same for every test: rows are put back sooner than made."""
    if kind in first:
        there, was = first[kind]
        put_back(database, was)
    else:
        there = keep(database)
        first[kind] = there, content(database)
    return there


@pytest.fixture
def ana(kept: Kept) -> Actor:
    return kept.ana


def keep(database: Database) -> Kept:
    ana, secret = founder(database, "Ana", SECRET), offer()
    roster, brief, made = secret.roster, secret.brief, secret.plan
    records(database, ana).put("note", "a", Note(text=SECRET), 0)
    shelf = scenarios(database, ana)
    scenario = shelf.add(Scenario.of(SECRET, brief, made, roster), place=Place(SECRET, SECRET))
    link, token = reviews(database, ana).make("c", secret, LOOK, utc_now() + SOON)
    said = Said(made.picks[0].creator, Choice.APPROVE, Reviewer.of("Ana Ruiz", "ana@acme.example"), 1)
    Guest(database, Rosters(), token).add(said)
    drafts(database, ana).save(Draft(brief, roster))
    ben = member(database, ana, "Ben", Role.EDITOR)
    invitation, _ = TeamRoom(database, ana).invite("dov@lumen.test", Role.EDITOR, utc_now() + SOON)
    others = Offer(made, builders.brief(name="Mine"), builders.roster())
    return Kept(ana, scenario, shelf.share(scenario.id), link.id, invitation.id, (ana.team, ben.id), others)


def tried(call: Call, database: Database, actor: Actor, kept: Kept) -> object:
    """What a call answers, or why it is refused."""
    try:
        return call(database, actor, kept)
    except StoreError as refused:
        return refused


def outsiders(database: Database, ana: Actor) -> Iterator[tuple[str, Actor]]:
    """Everybody who has nothing to look for in the team, each with the team's id."""
    zoe = founder(database, "Zoe", "Zenith")
    gone = member(database, ana, "Gus", Role.OWNER)
    TeamRoom(database, ana).remove(gone.id)
    yield "a stranger", Actor(ana.team, "0" * 64)
    yield "a member of another team", Actor(ana.team, zoe.id)
    yield "somebody who was removed", gone
    yield "a browser that names the team", Actor.local(ana.team)
    yield "a program that has the team's name", Actor.local(f"api:{SECRET}")
    yield "somebody without an id", replace(ana, id="")


def test_who_is_not_in_the_team_gets_nothing_by_any_call(database: Database, ana: Actor, kept: Kept) -> None:
    for who, actor in outsiders(database, ana):
        before = rows(database)
        for name, call in CALLS.items():
            answer = tried(call, database, actor, kept)
            assert SECRET not in repr(answer), f"{name} tells {who}"
            after = rows(database)
            assert before <= after or actor.team != ana.team, f"{name} lets {who} change what is there"
            if actor.team == ana.team:
                assert before == after, f"{name} lets {who} write"
            before = after


def test_a_team_does_not_reach_into_another(database: Database, ana: Actor, kept: Kept) -> None:
    zoe = founder(database, "Zoe", "Zenith")
    before = rows(database)
    for name, call in CALLS.items():
        assert SECRET not in repr(tried(call, database, zoe, kept)), name
        gone = before - rows(database)
        assert all(zoe.team in row for row in gone), name


def test_a_viewer_sees_and_changes_nothing(database: Database, ana: Actor, kept: Kept) -> None:
    viewer = member(database, ana, "Vic", Role.VIEWER)
    after = rows(database)
    for name, call in CALLS.items():
        before, found = after, tried(call, database, viewer, kept)
        after = rows(database)
        if name == "TeamRoom.leave":
            assert all(viewer.id in row for row in before ^ after)
            viewer = member(database, ana, "Vic", Role.VIEWER)
            after = rows(database)
        elif name in OWN:
            assert all(viewer.desk in row or row.startswith("rosters ") for row in before ^ after), name
        else:
            assert before == after, name
        if name in READS:
            assert SECRET in repr(found) or "Ana" in repr(found), name
        elif name not in (*OWN, *HIDDEN, "TeamRoom.leave"):
            assert isinstance(found, NotAllowed), name
            assert str(found).startswith("You are a viewer of this team; owner")
        else:
            assert SECRET not in repr(found), name


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_owner_may_make_every_call(name: str, database: Database, ana: Actor, kept: Kept) -> None:
    """The same calls work for who may make them: those above were refused for who asked, not for what."""
    if name == "TeamRoom.leave":
        member(database, ana, "Oda", Role.OWNER)
    if name == "Drafts.save":
        drafts(database, ana).put_by()
    CALLS[name](database, ana, kept)
