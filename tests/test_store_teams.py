"""Teams on both databases: who is in them, in which role, and how people come and go."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.accounts.actor import Actor, Role
from planner.domain.roster import Frozen
from planner.problems import BadInput
from planner.store.access import NotAllowed
from planner.store.accounts import Accounts, InvitationClosed, WrongAddress
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Missing, StoreError
from planner.store.records import Records
from planner.store.scenario import Scenario
from planner.store.scenarios import Scenarios
from planner.store.teams import LastOwner, SetByProvider, TeamRoom
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts
from tests import builders
from tests.people import acting, founder, member, person

WEEK = timedelta(days=7)


class Note(Frozen):
    text: str


def test_who_starts_a_team_owns_it(database: Database) -> None:
    ana = founder(database, "Ana", "  Lumen   Agency ")
    assert ana.role is Role.OWNER
    (team,) = Accounts(database, person("Ana")).teams()
    assert (team.name, team.claimed) == ("Lumen Agency", False)
    (one,) = TeamRoom(database, ana).members()
    assert (one.name, one.email, one.role) == ("Ana", "ana@lumen.test", Role.OWNER)


def test_an_invitation_is_answered_once(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    made, key = TeamRoom(database, ana).invite(" BEN@lumen.test ", Role.EDITOR, utc_now() + WEEK)
    assert (made.email, made.made_by, made.team) == ("ben@lumen.test", "Ana", "Lumen")
    ben = Accounts(database, person("Ben"))
    ben.enter()
    assert ben.invited() == (ben.invitation(key),)
    ben.accept(key)
    assert acting(database, "Ben").role is Role.EDITOR
    assert TeamRoom(database, ana).invitations() == () == ben.invited()
    for again in (ben.accept, ben.decline, ben.invitation):
        with pytest.raises(InvitationClosed, match="was answered already"):
            again(key)


def test_an_invitation_is_for_one_address(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    made, key = TeamRoom(database, ana).invite("ben@lumen.test", Role.EDITOR, utc_now() + WEEK)
    cleo = Accounts(database, person("Cleo"))
    cleo.enter()
    assert cleo.invited() == ()
    with pytest.raises(WrongAddress, match=r"for ben@lumen\.test, and you’re signed in as cleo@lumen\.test"):
        cleo.accept(key)
    with pytest.raises(InvitationClosed):
        cleo.accept(made.id)
    assert cleo.teams() == ()


def test_an_address_nobody_vouches_for_needs_the_link(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    made, key = TeamRoom(database, ana).invite("ben@lumen.test", Role.EDITOR, utc_now() + WEEK)
    ben = Accounts(database, replace(person("Ben"), verified=False))
    ben.enter()
    assert ben.invited() == ()
    with pytest.raises(InvitationClosed):
        ben.accept(made.id)
    ben.accept(key)
    assert len(ben.teams()) == 1


def test_an_invitation_ends(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    room = TeamRoom(database, ana)
    _, expired = room.invite("ben@lumen.test", Role.EDITOR, utc_now() - timedelta(seconds=1))
    _, replaced = room.invite("ben@lumen.test", Role.EDITOR, utc_now() + WEEK)
    last, key = room.invite("ben@lumen.test", Role.VIEWER, utc_now() + WEEK)
    ben = Accounts(database, person("Ben"))
    ben.enter()
    for old in (expired, replaced):
        with pytest.raises(InvitationClosed):
            ben.accept(old)
    room.withdraw(last.id)
    with pytest.raises(InvitationClosed):
        ben.accept(key)
    with pytest.raises(Missing):
        room.withdraw(last.id)
    _, declined = room.invite("ben@lumen.test", Role.EDITOR, utc_now() + WEEK)
    ben.decline(declined)
    assert ben.teams() == () and room.invitations() == ()


@pytest.mark.parametrize("typed", ["", "ben", "ben@", "@lumen.test", "ben@lumen", "a@b.c, d@e.f", "b en@lumen.test"])
def test_an_invitation_needs_an_address(database: Database, typed: str) -> None:
    room = TeamRoom(database, founder(database, "Ana", "Lumen"))
    with pytest.raises(BadInput, match=r"is not an e-mail address.*name@company\.com"):
        room.invite(typed, Role.EDITOR, utc_now() + WEEK)
    assert room.invitations() == ()


def test_accepting_again_changes_no_role(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    _, key = TeamRoom(database, ana).invite("ana@lumen.test", Role.VIEWER, utc_now() + WEEK)
    Accounts(database, person("Ana")).accept(key)
    assert acting(database, "Ana").role is Role.OWNER


def test_the_last_owner_hands_over_before_leaving(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    ben = member(database, ana, "Ben", Role.EDITOR)
    room = TeamRoom(database, ana)
    for leaving in (
        room.leave,
        lambda: room.remove(ana.id),
        lambda: room.set_role(ana.id, Role.EDITOR),
        lambda: room.set_role(ana.id, Role.VIEWER),
    ):
        with pytest.raises(LastOwner, match="make somebody else an owner first"):
            leaving()
    assert [one.role for one in room.members()] == [Role.OWNER, Role.EDITOR]
    room.set_role(ben.id, Role.OWNER)
    room.leave()
    assert [one.name for one in TeamRoom(database, ben).members()] == ["Ben"]
    with pytest.raises(Missing):
        room.leave()


def test_two_owners_who_leave_at_once_leave_one(database: Database) -> None:
    for turn in range(6):
        ana = founder(database, f"Ana{turn}", "Lumen")
        ben = member(database, ana, f"Ben{turn}", Role.OWNER)
        start = threading.Barrier(2)

        def leave(actor: Actor, start: threading.Barrier = start) -> bool:
            start.wait()
            try:
                TeamRoom(database, actor).leave()
            except LastOwner:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(leave, (ana, ben)))
        assert sorted(done) == [False, True]


def test_only_owners_decide_who_is_in_the_team(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    invited, _ = TeamRoom(database, ana).invite("dov@lumen.test", Role.EDITOR, utc_now() + WEEK)
    for role in (Role.EDITOR, Role.VIEWER):
        other = member(database, ana, f"M{role}", role)
        room = TeamRoom(database, other)
        for deciding in (
            lambda room=room: room.rename("Ours"),
            lambda room=room, other=other: room.set_role(other.id, Role.OWNER),
            lambda room=room: room.remove(ana.id),
            lambda room=room: room.invite("eve@lumen.test", Role.OWNER, utc_now() + WEEK),
            lambda room=room: room.withdraw(invited.id),
        ):
            with pytest.raises(NotAllowed, match=f"You are an? {role} of this team; owners can do this"):
                deciding()
        assert room.invitations() == ()
        assert len(room.members()) == 2
        room.leave()


def test_what_somebody_may_do_ends_with_their_membership(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    ben = member(database, ana, "Ben", Role.EDITOR)
    shelf, records = Scenarios(database, Rosters(), ben), Records(database, ben)
    kept = shelf.add(Scenario.of("Spring", builders.brief(), None, builders.roster()))
    records.put("note", "a", Note(text="ours"), 0)
    TeamRoom(database, ana).set_role(ben.id, Role.VIEWER)
    assert shelf.open(kept.id).name == "Spring"
    with pytest.raises(NotAllowed, match="You are a viewer of this team; owners and editors can do this"):
        shelf.save(kept)
    TeamRoom(database, ana).remove(ben.id)
    assert shelf.all() == () and records.all("note", Note) == ()
    for call in (
        lambda: shelf.open(kept.id),
        lambda: shelf.save(kept),
        lambda: records.put("note", "b", Note(text=""), 0),
    ):
        with pytest.raises(Missing):
            call()
    assert Scenarios(database, Rosters(), ana).open(kept.id).name == "Spring"


def test_members_have_unsaved_work_of_their_own(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    ben = member(database, ana, "Ben", Role.VIEWER)
    for actor, cents in ((ana, 100_000), (ben, 200_000)):
        draft = Draft(builders.brief(budget_cents=cents), builders.roster())
        assert Drafts(database, Rosters(), actor).save(draft).rev == 1
    for actor, cents in ((ana, 100_000), (ben, 200_000)):
        found = Drafts(database, Rosters(), actor).load()
        assert found is not None and found.brief.budget_cents == cents


def test_a_browser_that_names_a_team_opens_nothing(database: Database) -> None:
    ana = founder(database, "Ana", "Lumen")
    Records(database, ana).put("note", "a", Note(text="ours"), 0)
    kept = Scenarios(database, Rosters(), ana).add(Scenario.of("Spring", builders.brief(), None, builders.roster()))
    links = Scenarios(database, Rosters(), ana).share(kept.id)
    forger = Actor.local(ana.team)
    assert Records(database, forger).all("note", Note) == ()
    for call in (
        lambda: Records(database, forger).put("note", "a", Note(text="mine"), 0),
        lambda: Scenarios(database, Rosters(), forger).open(kept.id),
        lambda: Scenarios(database, Rosters(), Actor.local("anna")).follow(links.edit),
        lambda: Scenarios(database, Rosters(), founder(database, "Zoe", "Zenith")).follow(links.edit),
    ):
        with pytest.raises(Missing):
            call()


def test_the_provider_fills_a_team(database: Database) -> None:
    ana = Accounts(database, person("Ana", Role.OWNER))
    ana.enter("Lumen")
    ben = Accounts(database, person("Ben", Role.EDITOR))
    ben.enter("Lumen")
    actor = acting(database, "Ben")
    assert actor.role is Role.EDITOR and actor.team == acting(database, "Ana").team
    room = TeamRoom(database, acting(database, "Ana"))
    for deciding in (
        room.leave,
        lambda: room.rename("Ours"),
        lambda: room.set_role(actor.id, Role.OWNER),
        lambda: room.remove(actor.id),
        lambda: room.invite("eve@lumen.test", Role.VIEWER, utc_now() + WEEK),
    ):
        with pytest.raises(SetByProvider):
            deciding()
    Accounts(database, person("Ben", Role.VIEWER)).enter("Lumen")
    assert acting(database, "Ben").role is Role.VIEWER
    Accounts(database, person("Ben")).enter("Lumen")
    assert Accounts(database, person("Ben")).teams() == ()


def test_a_team_may_be_called_as_the_one_that_the_provider_fills(database: Database) -> None:
    zoe = founder(database, "Zoe", "Lumen")
    Accounts(database, person("Ana", Role.OWNER)).enter("Lumen")
    assert acting(database, "Ana").team != zoe.team
    assert len(TeamRoom(database, zoe).members()) == 1


def test_a_team_takes_in_what_a_browser_has_kept(database: Database) -> None:
    browser = Actor.local("b" * 32)
    kept = Scenarios(database, Rosters(), browser).add(Scenario.of("Spring", builders.brief(), None, builders.roster()))
    for key in ("a", "b"):
        Records(database, browser).put("note", key, Note(text="browser"), 0)
    Drafts(database, Rosters(), browser).save(Draft(builders.brief(), builders.roster()))
    ana = founder(database, "Ana", "Lumen")
    Records(database, ana).put("note", "a", Note(text="team"), 0)
    room = TeamRoom(database, ana)
    assert room.waiting_in(browser.team) == 1
    assert room.take_in(browser.team) == 1
    assert room.waiting_in(browser.team) == 0
    assert Scenarios(database, Rosters(), ana).open(kept.id).name == "Spring"
    assert [one.value.text for one in Records(database, ana).all("note", Note)] == ["team", "browser"]
    assert Drafts(database, Rosters(), ana).rev() == 1
    zoe = founder(database, "Zoe", "Zenith")
    assert TeamRoom(database, zoe).waiting_in(ana.team) == 0
    assert TeamRoom(database, zoe).take_in(ana.team) == 0, "a team is no browser"
    with pytest.raises(StoreError):
        TeamRoom(database, member(database, ana, "Ben", Role.VIEWER)).take_in(browser.team)
