"""The working state, on both databases: with every step, with a revision, and with what it replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from planner.accounts.actor import Actor
from planner.outcome import Plan, Undecided
from planner.planning import plan
from planner.problems import BadInput
from planner.store import working as working_module
from planner.store.bodies import Rosters, packed
from planner.store.database import Database
from planner.store.errors import Changed
from planner.store.scenarios import FORGOTTEN, tidy
from planner.store.tables import ROSTERS, WORKINGS
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts, Opened, Reference
from tests import builders
from tests.stores import Opener


def state(budget: int = 1_000_000) -> Draft:
    return Draft(builders.brief(budget_cents=budget), builders.roster())


def works(database: Database, workspace: str = "anna") -> Drafts:
    return Drafts(database, Rosters(), Actor.local(workspace))


def test_the_state_comes_back_after_a_restart(opener: Opener) -> None:
    made = state()
    answer = plan(made.roster, made.brief)
    assert isinstance(answer, Plan)
    whole = Draft(
        made.brief,
        made.roster,
        named=False,
        outcome=Undecided(sentence="time ran out", seconds=3),
        opened=Opened(id="a" * 32, rev=4),
        reference=Reference(brief=made.brief, plan=answer),
    )
    kept = works(opener()).save(whole)
    back = works(opener()).load()
    assert back == kept
    assert back is not None and back.rev == 1
    assert back.roster.fingerprint == made.roster.fingerprint


def test_an_older_page_overwrites_nothing(database: Database) -> None:
    assert works(database).load() is None and works(database).rev() == 0
    first = works(database).save(state())
    second = works(database).save(Draft(state(2).brief, first.roster, rev=first.rev))
    for seen in (0, first.rev, 9):
        with pytest.raises(Changed) as changed:
            works(database).save(Draft(state(3).brief, first.roster, rev=seen))
        assert changed.value.rev == second.rev == works(database).rev() == 2
    assert works(database).load() == second
    assert works(database, "ben").load() is None
    works(database, "ben").save(state(5))
    assert works(database).load() == second


def test_a_state_that_is_gone_is_written_anew(opener: Opener) -> None:
    kept = works(opener(), "lost").save(Draft(state().brief, state().roster, rev=7))
    assert kept.rev == 8 and works(opener(), "lost").load() == kept


def test_what_was_replaced_can_be_had_back(database: Database) -> None:
    first = works(database).save(state(1))
    assert works(database).former() is None
    second = works(database).save(Draft(state(2).brief, first.roster, rev=1), set_aside=True)
    third = works(database).save(Draft(state(3).brief, first.roster, rev=2))
    former = works(database).former()
    assert former is not None and former.brief == first.brief
    with pytest.raises(Changed):
        works(database).save(Draft(state(4).brief, first.roster, rev=second.rev), set_aside=True)
    assert works(database).former() == former, "nothing is set aside by a save that was refused"
    assert works(database).load() == third


def test_an_answer_of_another_model_is_asked_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made = state()
    kept = Draft(made.brief, made.roster, outcome=Undecided(sentence="time ran out", seconds=3))
    with monkeypatch.context() as earlier:
        earlier.setattr(working_module, "MODEL_VERSION", "2020.1")
        works(database).save(kept)
    back = works(database).load()
    assert back is not None and back.outcome is None and back.brief == made.brief


@pytest.mark.parametrize("body", [packed('{"schema_version": 2}'), packed("[]"), packed("{"), b"junk"])
def test_a_state_that_cannot_be_read_is_kept_and_put_by(database: Database, body: bytes) -> None:
    kept = works(database).save(state())
    with database.writing() as connection:
        connection.execute(update(WORKINGS).values(body=body))
    with pytest.raises(BadInput):
        works(database).load()
    works(database).put_by()
    assert works(database).load() is None
    fresh = works(database).save(state())
    assert (fresh.rev, kept.rev) == (1, 1)
    with database.reading() as connection:
        slots = {row.slot: bytes(row.body) for row in connection.execute(WORKINGS.select())}
    assert slots["unread"] == body


def test_a_state_goes_when_no_browser_can_come_back_to_it(database: Database) -> None:
    works(database).save(state())
    tidy(database, utc_now() + FORGOTTEN - timedelta(hours=1))
    assert works(database).load() is not None
    tidy(database, utc_now() + FORGOTTEN + timedelta(hours=1))
    assert works(database).load() is None
    with database.reading() as connection:
        assert connection.execute(ROSTERS.select()).all() == []
