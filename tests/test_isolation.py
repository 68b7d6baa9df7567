"""Two teams at work at once, through pages and store: nothing of one is ever seen by the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node

from planner.accounts.actor import Actor, Role
from planner.domain.roster import Frozen
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.review.brand import Brand
from planner.review.snapshot import Options
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import StoreError
from planner.store.records import Records
from planner.store.review_links import Reviews
from planner.store.reviews import Guest, Offer, Presentation
from planner.store.scenario import Scenario
from planner.store.scenarios import Place, Scenarios
from planner.store.shelf import Shelf
from planner.store.teams import TeamRoom
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts
from tests import builders
from tests.people import founder, rows
from tests.signed import visit
from tests.unfolded import unfolded

ACTIONS = 200
"""Of each team, one in four of them on a page."""
SOON = timedelta(days=7)
PAGES = ("compare", "team", "roster", "debrief", "assumptions", "calendar")


class Note(Frozen):
    text: str


@dataclass
class Team:
    """A team at work. mark: stands in everything that it keeps. ids: all that it has been given, by kind."""

    database: Database
    mark: str
    actor: Actor
    at: AppTest
    seen: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)

    @property
    def shelf(self) -> Scenarios:
        """Their scenarios."""
        return Scenarios(self.database, Rosters(), self.actor)

    @cached_property
    def offer(self) -> Offer:
        """A plan of theirs."""
        roster = builders.roster(builders.creator(self.mark.lower()))
        brief = builders.brief(name=self.mark)
        made = plan(roster, brief)
        assert isinstance(made, Plan)
        return Offer(made, brief, roster, self.mark)


Action = Callable[[Team, Team, random.Random], object]


def everything(node: Node) -> str:
    """All that was sent to a browser."""
    own = str(getattr(node, "proto", ""))
    return own + "".join(everything(child) for child in node.children.values()) if isinstance(node, Block) else own


def any_of(chance: random.Random, ids: list[str]) -> str:
    return chance.choice(ids) if ids else "nothing"


def add(us: Team, _: Team, chance: random.Random) -> object:
    offer = us.offer
    scenario = Scenario.of(f"{us.mark} {chance.randrange(9)}", offer.brief, offer.plan, offer.roster)
    kept = us.shelf.add(scenario, chance.random() < 0.2, Place(us.mark, us.mark, "c"))
    us.scenarios.append(kept.id)
    return kept


def save(us: Team, _: Team, chance: random.Random) -> object:
    kept = us.shelf.open(any_of(chance, us.scenarios))
    return us.shelf.save(replace(kept, name=f"{us.mark} again"))


def share(us: Team, _: Team, chance: random.Random) -> object:
    links = us.shelf.share(any_of(chance, us.scenarios))
    us.keys += [links.view, links.edit]
    return links


def put(us: Team, _: Team, chance: random.Random) -> object:
    records, key = Records(us.database, us.actor), f"k{chance.randrange(5)}"
    there = records.get("note", key, Note)
    return records.put("note", key, Note(text=us.mark), 0 if there is None else there.rev)


def look(us: Team, _: Team, __: random.Random) -> object:
    records, room = Records(us.database, us.actor), TeamRoom(us.database, us.actor)
    reviews = Reviews(us.database, Rosters(), us.actor).of_campaign("c")
    return us.shelf.all(), us.shelf.all(removed=True), records.all("note", Note), reviews, room.members()


def review(us: Team, _: Team, __: random.Random) -> object:
    look = Presentation(Options(), Brand(agency=us.mark))
    link, token = Reviews(us.database, Rosters(), us.actor).make("c", us.offer, look, utc_now() + SOON)
    us.reviews.append(link.id)
    us.tokens.append(token)
    return Guest(us.database, Rosters(), token).open()


def draft(us: Team, _: Team, __: random.Random) -> object:
    drafts, offer = Drafts(us.database, Rosters(), us.actor), us.offer
    return drafts.save(Draft(offer.brief, offer.roster, rev=drafts.rev()), set_aside=True), drafts.former()


def invite(us: Team, _: Team, chance: random.Random) -> object:
    email = f"{us.mark}{chance.randrange(9)}@lumen.test"
    made, _key = TeamRoom(us.database, us.actor).invite(email, Role.EDITOR, utc_now() + SOON)
    us.invitations.append(made.id)
    return made, TeamRoom(us.database, us.actor).invitations()


def reach_over(us: Team, them: Team, chance: random.Random) -> object:
    """Every id that the other team has, tried by ours."""
    one, reviews = any_of(chance, them.scenarios), Reviews(us.database, Rosters(), us.actor)
    tried: tuple[Callable[[], object], ...] = (
        lambda: us.shelf.open(one),
        lambda: us.shelf.save(replace(Scenario.of("x", builders.brief(), None, None), id=one, rev=1)),
        lambda: us.shelf.rename(one, us.mark, 1),
        lambda: us.shelf.duplicate(one, us.mark),
        lambda: us.shelf.remove(one),
        lambda: us.shelf.restore(one),
        lambda: us.shelf.set_baseline(one),
        lambda: us.shelf.share(one),
        lambda: us.shelf.unshare(one),
        lambda: us.shelf.follow(any_of(chance, them.keys)),
        lambda: Shelf(us.database, us.actor).file(one, Place(us.mark)),
        lambda: Shelf(us.database, us.actor).rename_client(them.mark, us.mark),
        lambda: reviews.renew(any_of(chance, them.reviews)),
        lambda: reviews.turn_off(any_of(chance, them.reviews)),
        lambda: reviews.update(any_of(chance, them.reviews), us.offer),
        lambda: TeamRoom(us.database, us.actor).withdraw(any_of(chance, them.invitations)),
        lambda: TeamRoom(us.database, us.actor).remove(them.actor.id),
        lambda: TeamRoom(us.database, us.actor).take_in(them.actor.team),
        lambda: Scenarios(us.database, Rosters(), Actor(them.actor.team, us.actor.id)).all(),
    )
    before = rows(us.database)
    answer = None
    with suppress(StoreError, BadInput):
        answer = chance.choice(tried)()
    theirs = {row for row in before if them.mark in row or them.actor.team in row}
    assert theirs <= rows(us.database), "something of theirs was changed"
    return answer


def press(us: Team, _: Team, chance: random.Random) -> object:
    """Open a page and press a button of it, whatever it does."""
    us.at.switch_page(f"pages/{chance.choice(PAGES)}.py").run()
    leaving = ("account.sign_out", "team.leave", "FormSubmitter:another_team-Start it")
    buttons = [one for one in us.at.button if not one.disabled and one.key not in leaving]
    if buttons:
        chance.choice(buttons).click().run()
    assert not us.at.exception, us.at.exception
    return everything(us.at._tree)


STORE: tuple[Action, ...] = (add, save, share, put, look, review, draft, invite, reach_over, reach_over)


@pytest.fixture
def here(place: Path) -> Iterator[Database]:
    """The database of the pages."""
    opened = Database.sqlite(place)
    yield opened
    opened.close()


def team(database: Database, name: str, mark: str) -> Team:
    """Somebody with a team, who has opened the pages and works on what they have kept, without a look at the sample."""
    actor = founder(database, name, mark)
    made = Team(database, mark, actor, unfolded(visit(name)))
    for keep in (add, draft):
        keep(made, made, random.Random(0))
    made.at.run()
    return made


def test_two_teams_never_see_anything_of_each_other(here: Database, workers: None) -> None:
    chance = random.Random(20261128)
    both = team(here, "Ana", "Alphaville"), team(here, "Zoe", "Zazie")
    shown = dict.fromkeys((one.mark for one in both), 0)
    for turn in range(2 * ACTIONS):
        us, them = both if turn % 2 == 0 else both[::-1]
        action = press if turn % 8 < 2 else chance.choice(STORE)
        answer: object = None
        with suppress(StoreError, BadInput):
            answer = action(us, them, chance)
        told = repr(answer)
        assert them.mark not in told and them.mark.lower() not in told, (turn, action.__name__)
        assert them.actor.team not in told, (turn, action.__name__)
        shown[us.mark] += action is press and us.mark in told
    # A look that finds nothing of one's own would find nothing of others' either.
    assert all(count > ACTIONS / 10 for count in shown.values()), shown
