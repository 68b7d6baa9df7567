"""Review links on both databases: a client reaches one link, its newest version, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from planner.accounts.actor import Actor
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.review.brand import Brand
from planner.review.decisions import Choice, Outcome, Price, Reviewer, standings
from planner.review.snapshot import Amounts, Options
from planner.store import migrations, reviews
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Missing
from planner.store.review_links import Reviews
from planner.store.reviews import Closed, Guest, LinkClosed, Offer, Outdated, Presentation, Said
from planner.store.scenario import Scenario
from planner.store.scenarios import FORGOTTEN, Scenarios, tidy
from planner.store.tables import REVIEW_DECISIONS, REVIEW_VERSIONS, REVIEWS, ROSTERS
from planner.store.times import utc_now
from tests import builders
from tests.stores import Opener

ANA = Reviewer.of("Ana Ruiz", "ana@acme.example")
BEN = Reviewer.of("Ben", "ben@acme.example")
LOOK = Presentation(Options(amounts=Amounts.EACH), Brand(agency="North", colour="#336699"))
SOON = timedelta(days=14)


def people(fee: float = 500.0) -> Roster:
    other = builders.creator("ben", builders.package(fee=fee))
    return builders.roster(builders.creator("anna"), other, builders.creator("cleo"))


def offer(roster: Roster | None = None, **fields: object) -> Offer:
    roster = roster or people()
    brief = Brief.read(builders.brief(name="Spring").model_dump(mode="json") | {"budget_cents": 1_000_000} | fields)
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    return Offer(made, brief, roster, "Acme")


@pytest.fixture(scope="module")
def spring() -> Offer:
    return offer()


def sender(database: Database, workspace: str = "agency") -> Reviews:
    return Reviews(database, Rosters(), Actor.local(workspace))


def guest(database: Database, token: str, after: timedelta = timedelta()) -> Guest:
    return Guest(database, Rosters(), token, lambda: utc_now() + after)


def made(database: Database, what: Offer) -> tuple[str, str]:
    link, token = sender(database).make("c1", what, LOOK, utc_now() + SOON)
    return link.id, token


def say(who: Guest, creator: str, choice: Choice, by: Reviewer = ANA, version: int = 1) -> None:
    who.add(Said(creator, choice, by, version, "as I see it"))


def test_a_client_sees_the_plan_and_the_sender_what_they_decided(database: Database, spring: Offer) -> None:
    review, token = made(database, spring)
    page = guest(database, token)
    shown = page.open()
    assert shown.snapshot.campaign == "Spring" and shown.link.brand.agency == "North" and shown.link.version == 1
    assert shown.snapshot.cards[0].fee and page.content().plan == spring.plan
    anna, ben, cleo = (card.creator for card in shown.snapshot.cards)
    page.add(Said(ben, Choice.DECLINE, ANA, 1, "Works for a rival"), Price(sentence="31,000 people fewer."))
    say(page, anna, Choice.APPROVE)
    say(page, cleo, Choice.APPROVE)
    say(page, cleo, Choice.DECLINE, BEN)
    (found,) = sender(database).of_campaign("c1")
    assert found.link.id == review and [one.number for one in found.decisions] == [1, 2, 3, 4]
    assert found.decisions[0].text == "Works for a rival" and found.decisions[0].price is not None
    stand = standings({one.creator: one.digest for one in found.terms}, found.decisions)
    assert [stand[one].outcome for one in (anna, ben, cleo)] == [Outcome.APPROVED, Outcome.DECLINED, Outcome.DISPUTED]
    assert stand[ben].decisions[0].reviewer == ANA


def test_an_address_cannot_be_read_back_from_the_database(database: Database, spring: Offer) -> None:
    _, token = made(database, spring)
    with database.reading() as connection:
        for table in (REVIEWS, REVIEW_VERSIONS, REVIEW_DECISIONS):
            rows = connection.execute(select(table)).all()
            assert token not in repr(rows) and token.encode() not in repr(rows).encode()


def test_expired_turned_off_and_unknown_links_open_nothing_and_say_why(database: Database, spring: Offer) -> None:
    review, token = made(database, spring)
    anna = spring.plan.picks[0].creator
    cases = [(guest(database, token, SOON), Closed.EXPIRED), (guest(database, f"{token}x"), Closed.UNKNOWN)]
    cases += [(guest(database, review), Closed.UNKNOWN), (guest(database, ""), Closed.UNKNOWN)]
    assert guest(database, token, SOON - timedelta(minutes=1)).open()
    for who, why in [*cases, (guest(database, token), Closed.OFF)]:
        if why is Closed.OFF:
            sender(database).turn_off(review)
        for step in (who.open, who.content, lambda who=who: say(who, anna, Choice.APPROVE)):
            with pytest.raises(LinkClosed) as closed:
                step()
            assert closed.value.why is why
    assert not sender(database).of_campaign("c1")[0].decisions


def test_a_new_address_ends_the_one_before_and_keeps_what_was_decided(database: Database, spring: Offer) -> None:
    review, token = made(database, spring)
    say(guest(database, token), spring.plan.picks[0].creator, Choice.APPROVE)
    fresh = sender(database).renew(review)
    with pytest.raises(LinkClosed):
        guest(database, token).open()
    assert len(guest(database, fresh).open().decisions) == 1


def test_on_a_newer_version_only_what_changed_is_asked_again(database: Database, spring: Offer) -> None:
    review, token = made(database, spring)
    page = guest(database, token)
    anna, ben, cleo = (pick.creator for pick in spring.plan.picks)
    for creator in (anna, ben):
        say(page, creator, Choice.APPROVE)
    dearer = offer(people(fee=600.0), excluded=[cleo])
    assert sender(database).update(review, dearer) == 2
    shown = page.open()
    stand = standings({one.creator: one.digest for one in shown.terms}, shown.decisions)
    assert stand[anna].outcome is Outcome.APPROVED and cleo not in stand
    assert stand[ben].outcome is Outcome.OPEN and stand[ben].before
    say(page, anna, Choice.DECLINE, BEN, version=1)
    for creator in (ben, cleo):
        with pytest.raises(Outdated) as late:
            say(page, creator, Choice.DECLINE, version=1)
        assert late.value.number == 2
    with pytest.raises(BadInput, match="not in this plan"):
        say(page, cleo, Choice.DECLINE, version=2)
    with pytest.raises(Outdated):
        say(page, ben, Choice.APPROVE, version=99)
    say(page, ben, Choice.APPROVE, version=2)


def test_neither_other_workspaces_nor_other_links_are_reached(database: Database, spring: Offer) -> None:
    review, token = made(database, spring)
    _, other = made(database, spring)
    say(guest(database, other), spring.plan.picks[0].creator, Choice.APPROVE)
    assert not guest(database, token).open().decisions
    stranger = sender(database, "stranger")
    assert stranger.of_campaign("c1") == ()
    for step in (stranger.turn_off, stranger.renew, lambda one: stranger.update(one, spring)):
        with pytest.raises(Missing):
            step(review)
    shelf = Scenarios(database, Rosters(), Actor.local("client"))
    with pytest.raises(Missing):
        shelf.follow(token)
    kept = Scenarios(database, Rosters(), Actor.local("agency")).add(
        Scenario.of("Spring", spring.brief, spring.plan, spring.roster)
    )
    links = Scenarios(database, Rosters(), Actor.local("agency")).share(kept.id)
    for key in (links.view, links.edit):
        with pytest.raises(LinkClosed):
            guest(database, key).open()


def test_two_who_decide_at_once_are_both_kept(opener: Opener, spring: Offer) -> None:
    _, token = made(opener(), spring)
    anna = spring.plan.picks[0].creator

    def decide(at: int) -> None:
        database = opener()
        say(guest(database, token), anna, Choice.APPROVE, Reviewer.of(f"R{at}", f"r{at}@acme.example"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(decide, range(12)))
    found = guest(opener(), token).open().decisions
    assert [one.number for one in found] == list(range(1, 13))
    assert len({one.reviewer.key for one in found}) == 12


def test_a_link_takes_so_many_decisions_and_no_more(
    database: Database, spring: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = made(database, spring)
    monkeypatch.setattr(reviews, "MOST_DECISIONS", 2)
    anna = spring.plan.picks[0].creator
    for _ in range(2):
        say(guest(database, token), anna, Choice.COMMENT)
    with pytest.raises(BadInput, match="as many decisions as it can"):
        say(guest(database, token), anna, Choice.APPROVE)


def test_a_link_keeps_its_roster_and_goes_for_good_long_after_it_ended(database: Database, spring: Offer) -> None:
    _, token = made(database, spring)
    say(guest(database, token), spring.plan.picks[0].creator, Choice.APPROVE)
    tidy(database, utc_now())
    assert guest(database, token).content().roster.fingerprint == spring.roster.fingerprint
    tidy(database, utc_now() + SOON + FORGOTTEN + timedelta(days=1))
    assert sender(database).of_campaign("c1") == ()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM review_decisions")).scalar_one() == 0
        assert connection.execute(select(ROSTERS.c.digest)).all() == []


def test_a_database_of_an_older_planner_gets_the_tables_and_loses_nothing(
    opener: Opener, monkeypatch: pytest.MonkeyPatch, spring: Offer
) -> None:
    steps = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", steps[:3])
    monkeypatch.setattr(migrations, "NEWEST", 3)
    kept = Scenario.of("Old", spring.brief, spring.plan, spring.roster)
    with opener().writing() as connection:
        connection.execute(text("INSERT INTO records VALUES ('anna', 'note', 'n', 1, 1, '{}')"))
    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(migrations, "NEWEST", len(steps))
    database = opener()
    with database.reading() as connection:
        assert connection.execute(text("SELECT workspace FROM records")).scalar_one() == "anna"
    assert Scenarios(database, Rosters(), Actor.local("anna")).add(replace(kept)).rev == 1
    _, token = made(database, spring)
    assert guest(database, token).open().link.expires > datetime.now(UTC)
