"""The record of changes on both databases: entries are added and read, and nothing can change or remove one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from planner.accounts.actor import Actor
from planner.campaign.differences import Part
from planner.campaign.record import By, Effect, Entry, Figures, Kind
from planner.review.decisions import Choice
from planner.review.snapshot import Amounts, Options
from planner.store.bodies import Rosters
from planner.store.changes import ChangeRecord, recorded
from planner.store.database import Database
from planner.store.errors import Missing
from planner.store.review_links import Reviews, Settings
from planner.store.reviews import Said
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts
from tests import builders
from tests.test_store_reviews import ANA, BEN, LOOK, SOON, guest, offer

MIA = Actor("agency", name="Mia")


def entry(at: int = 0, name: str = "Mia", after: str = "$45,000") -> Entry:
    part = Part.of("brief:budget_cents", "Budget", "$40,000", after)
    effect = Effect(
        before=Figures(cost_cents=3_999_000, reach=1_000_000, creators=40),
        after=Figures(cost_cents=4_498_000, reach=1_100_000, creators=44),
    )
    return Entry(at=utc_now() + timedelta(seconds=at), by=By(name=name), kind=Kind.BRIEF, parts=(part,), effect=effect)


def words(database: Database, campaign: str = "c1") -> list[tuple[str, str]]:
    return [(one.by.shown, one.words) for one in ChangeRecord(database, MIA).of_campaign(campaign)]


def test_entries_come_back_newest_first_with_who_and_the_effect(database: Database) -> None:
    record = ChangeRecord(database, MIA)
    record.add("c1", [entry(), entry(5, "Ben", "$50,000")])
    record.add("c2", [entry()])
    newest, first = record.of_campaign("c1")
    assert (newest.number, newest.by.shown, newest.words) == (2, "Ben", "Budget from $40,000 to $50,000")
    assert first.by.shown == "Mia" and first.effect is not None
    assert first.effect.sentence == "$44,980 ($4,990 more), 1.1M people (100,000 more)"
    assert {(one.campaign, one.entries) for one in recorded(database)} == {("c1", 2), ("c2", 1)}
    assert ChangeRecord(database, Actor("another")).of_campaign("c1") == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET content = '{}'",
        "UPDATE changes SET workspace = 'mine'",
        "DELETE FROM changes",
        "DELETE FROM changes WHERE number = 1",
        "INSERT OR REPLACE INTO changes SELECT * FROM changes",
        "TRUNCATE changes",
    ],
)
def test_no_statement_changes_or_removes_an_entry(database: Database, statement: str) -> None:
    only = "SQLite" if "REPLACE" in statement else "PostgreSQL" if "TRUNCATE" in statement else ""
    if only and database.is_sqlite != (only == "SQLite"):
        pytest.skip(f"only {only} has this statement")
    record = ChangeRecord(database, MIA)
    record.add("c1", [entry()])
    before = record.of_campaign("c1")
    with pytest.raises(DBAPIError, match="only ever added to"), database.writing() as connection:
        connection.execute(text(statement))
    assert record.of_campaign("c1") == before


def test_whoever_adds_at_once_gets_a_number_of_their_own(database: Database) -> None:
    def add(at: int) -> None:
        ChangeRecord(database, MIA).add("c1", [entry(at)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(12)))
    assert [one.number for one in ChangeRecord(database, MIA).of_campaign("c1")] == list(range(12, 0, -1))


def test_work_and_its_entries_are_kept_together_or_not_at_all(database: Database) -> None:
    drafts = Drafts(database, Rosters(), MIA)
    draft = Draft(builders.brief(), builders.roster(builders.creator("anna")), campaign="c1")
    kept = drafts.save(draft, entries=[entry()])
    assert words(database) == [("Mia", "Budget from $40,000 to $45,000")]
    with pytest.raises(Exception, match="changed by somebody else"):
        drafts.save(draft, entries=[entry(1)])
    assert len(words(database)) == 1 and kept.rev == 1


def test_an_entry_has_a_bounded_size(database: Database) -> None:
    long = "x" * 5_000
    parts = tuple(Part.of(f"{long}{at}", long, long, long) for at in range(8))
    big = entry().model_copy(update={"parts": parts})
    ChangeRecord(database, MIA).add("c1", [big])
    with database.reading() as connection:
        size = connection.execute(text("SELECT MAX(LENGTH(content)) FROM changes")).scalar()
    assert size is not None and size < 5_000


def test_links_and_decisions_enter_the_record_of_their_campaign(database: Database) -> None:
    links = Reviews(database, Rosters(), MIA)
    spring = offer()
    link, token = links.make("c1", spring, LOOK, utc_now() + SOON)
    page = guest(database, token)
    anna, ben, cleo = (card.creator for card in page.open().snapshot.cards)
    page.add(Said(anna, Choice.APPROVE, ANA, 1))
    page.add(Said(ben, Choice.DECLINE, ANA, 1, "No"))
    page.add(Said(cleo, Choice.APPROVE, BEN, 1))
    links.update(link.id, spring)
    links.renew(link.id)
    links.turn_off(link.id)
    said = words(database)
    assert said[-1][0] == "Mia" and said[-1][1].startswith("Link for the client opened: each creator’s fee, until")
    assert said[-4:-1] == [
        ("Ben", "Approved @cleo (Instagram)"),
        ("Ana Ruiz", "Declined @ben (Instagram)"),
        ("Ana Ruiz", "Approved @anna (Instagram)"),
    ]
    assert [one for _, one in said[:3]] == [
        "Link for the client turned off",
        "New address for the client’s link; the one before opens nothing any more",
        "Link for the client updated to version 2",
    ]


def test_options_of_a_link_change_what_the_client_sees_and_are_recorded(database: Database) -> None:
    links = Reviews(database, Rosters(), MIA)
    link, token = links.make("c1", offer(), LOOK, utc_now() + SOON)
    assert guest(database, token).open().snapshot.cards[0].fee
    links.change(link.id, Settings(Options(amounts=Amounts.NONE, price=False), link.expires + SOON))
    shown = guest(database, token).open()
    assert not any(card.fee for card in shown.snapshot.cards) and "$" not in shown.snapshot.model_dump_json()
    assert shown.snapshot.client == "Acme" and not shown.snapshot.options.price
    assert guest(database, token, SOON + timedelta(days=1)).open(), "it is open for longer now"
    said = words(database)[0][1]
    assert (
        "amounts from Each creator’s fee to No amounts" in said and "decline would change from shown to hidden" in said
    )
    before = len(words(database))
    links.change(link.id, Settings(Options(amounts=Amounts.NONE, price=False), link.expires + SOON))
    assert len(words(database)) == before, "nothing has changed, so there is nothing to record"
    with pytest.raises(Missing):
        Reviews(database, Rosters(), Actor("another")).change(link.id, Settings(Options(), link.expires))


def test_the_sender_knows_how_much_is_new(database: Database) -> None:
    links = Reviews(database, Rosters(), MIA)
    _, token = links.make("c1", offer(), LOOK, utc_now() + SOON)
    page = guest(database, token)
    assert links.news() == {}
    for card in page.open().snapshot.cards[:2]:
        page.add(Said(card.creator, Choice.APPROVE, ANA, 1))
    assert links.news() == {"c1": 2} and len(links.of_campaign("c1")[0].new) == 2
    assert Reviews(database, Rosters(), Actor("another")).news() == {}
    links.see("c1")
    assert links.news() == {} and links.of_campaign("c1")[0].new == ()


def test_a_reviewers_name_and_address_are_deleted_and_their_decisions_stay(database: Database) -> None:
    links = Reviews(database, Rosters(), MIA)
    _, token = links.make("c1", offer(), LOOK, utc_now() + SOON)
    page = guest(database, token)
    anna, ben, _ = (card.creator for card in page.open().snapshot.cards)
    page.add(Said(anna, Choice.APPROVE, ANA, 1))
    page.add(Said(ben, Choice.DECLINE, ANA, 1, "No"))
    page.add(Said(ben, Choice.APPROVE, BEN, 1))
    assert links.forget_reviewer("c1", ANA.key) == 2
    decisions = links.of_campaign("c1")[0].decisions
    assert [one.reviewer.is_nobody for one in decisions] == [True, True, False]
    assert [one.choice for one in decisions] == [Choice.APPROVE, Choice.DECLINE, Choice.APPROVE]
    assert decisions[0].reviewer.key == decisions[1].reviewer.key, "still one person, whose last word counts"
    said = words(database)
    assert said[0] == ("Mia", "Name and e-mail address of a reviewer deleted; their decisions stay")
    assert ("A reviewer", "Approved @anna (Instagram)") in said
    with database.reading() as connection:
        for table, column in (("review_decisions", "content"), ("changes", "content")):
            kept = connection.execute(text(f"SELECT {column} FROM {table}")).scalars()  # noqa: S608 constants
            assert not any("Ana" in one or "ana@" in one for one in kept)
    with pytest.raises(Missing):
        links.forget_reviewer("c1", ANA.key)
