"""Undo and redo: every change back and forth, with words, over a reload."""

from __future__ import annotations

import itertools
import random

import pytest

from planner.accounts.actor import Actor
from planner.campaign import history as module
from planner.campaign.campaign import Campaign
from planner.campaign.differences import State
from planner.campaign.history import MOST, History
from planner.campaign.status import Status, Step
from planner.domain.roster import Roster
from planner.problems import BadInput
from planner.store.database import Database
from planner.store.records import Records
from tests import builders


def people(*names: str, **fields: object) -> Roster:
    listed = [
        builders.creator(name, builders.package("reel", 100, reels=1, units=2), builders.package("story", 50), **fields)
        for name in names
    ]
    return builders.roster(*listed)


def state(**fields: object) -> State:
    return State(builders.brief(**fields), Campaign(), people("anna", "ben", "cleo"))


def same(one: State, other: State) -> bool:
    lists = [None if at.roster is None else (at.roster.fingerprint, at.roster.source) for at in (one, other)]
    return (one.brief, one.campaign) == (other.brief, other.campaign) and lists[0] == lists[1]


def changes(now: State) -> list[State]:
    """One change after another, of every kind."""
    found = [now]

    def then(**fields: object) -> None:
        last = found[-1]
        found.append(State(**{"brief": last.brief, "campaign": last.campaign, "roster": last.roster, **fields}))

    then(brief=now.brief.changed("budget_cents", 800_000))
    then(roster=people("anna", "ben", "cleo", "dan"))
    then(campaign=Campaign().marked(Status(creator="instagram:anna", step=Step.ASKED)))
    then(roster=people("anna", "cleo", "dan", followers=33_000))
    then(brief=found[-1].brief.changed("quality.max_fake_share", 0.2))
    then(campaign=found[-1].campaign.marked(Status(creator="instagram:anna", step=Step.SIGNED, fee_cents=5)))
    then(roster=None)
    then(roster=people("eve", country="DE", audience={"audience country:de": 0.5}))
    return found


def logged(states: list[State]) -> History:
    log = History()
    for before, after in itertools.pairwise(states):
        log = log.recorded(before, after)
    return log


def test_every_change_goes_back_and_forth() -> None:
    states = changes(state())
    log = logged(states)
    assert len(log.steps) == len(states) - 1
    now = states[-1]
    for wanted in reversed(states[:-1]):
        log, now = log.undone(now)
        assert same(now, wanted)
    assert log.undo_words is None
    for wanted in states[1:]:
        log, now = log.redone(now)
        assert same(now, wanted)
    assert log.redo_words is None


def test_it_survives_a_reload(database: Database) -> None:
    states = changes(state())
    log, now = logged(states).undone(states[-1])
    records = Records(database, Actor.local("anna"))
    records.put("history", "campaign-1", log, 0)
    found = Records(database, Actor.local("anna")).get("history", "campaign-1", History)
    assert found is not None
    assert found.value == log
    again, back = found.value.redone(now)
    assert same(back, states[-1])
    assert History.read(again.model_dump_json()) == again


def test_steps_have_words() -> None:
    log = logged(changes(state()))
    words = [step.words for step in log.steps]
    assert words[0] == "Budget from $10,000 to $8,000"
    assert words[1] == "1 creator added to the list"
    assert words[2] == "@anna (Instagram) asked"
    assert words[3] == "1 creator removed from the list; 3 creators changed in the list"
    assert "suspicious" in words[4].casefold()
    assert words[5] == "@anna (Instagram) signed"
    assert [step.kind for step in log.steps[:3]] == ["brief", "list", "status"]


def test_a_new_change_forgets_what_was_undone() -> None:
    states = changes(state())
    log, now = logged(states).undone(states[-1])
    log = log.recorded(now, State(now.brief.changed("budget_cents", 1), now.campaign, now.roster), "By hand")
    assert log.redo_words is None
    assert log.undo_words == "By hand"


def test_nothing_changed_is_no_step() -> None:
    now = state()
    assert History().recorded(now, State(now.brief, now.campaign, people("anna", "ben", "cleo"))) == History()


def test_fifty_steps_are_kept() -> None:
    states = [state(budget_cents=100_000 + at) for at in range(70)]
    log = logged(states)
    assert (len(log.steps), log.done) == (MOST, MOST)
    now = states[-1]
    for _ in range(MOST):
        log, now = log.undone(now)
    assert now.brief.budget_cents == 100_000 + 69 - MOST
    with pytest.raises(BadInput, match="nothing to undo"):
        log.undone(now)


def test_long_lists_push_out_the_oldest_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CREATORS", 5)
    now = state()
    states = [now, *(State(now.brief, now.campaign, people("anna", f"new{at}")) for at in range(4))]
    log = logged(states)
    assert 1 <= len(log.steps) < 4
    assert same(log.undone(states[-1])[1], states[-2])


def test_a_list_that_was_changed_elsewhere_is_not_overwritten() -> None:
    states = changes(state())[:3]
    other = State(states[-1].brief, states[-1].campaign, people("zoe"))
    with pytest.raises(BadInput, match="not the list"):
        logged(states).undone(other)


def test_a_change_of_one_creator_keeps_one_creator() -> None:
    many = [builders.creator(f"c{at:04d}") for at in range(800)]
    changed = [*many[:-1], builders.creator("c0799", followers=1_234)]
    now = state()
    before, after = (State(now.brief, now.campaign, builders.roster(*listed)) for listed in (many, changed))
    log = History().recorded(before, after)
    assert log.steps[0].creators == 2
    assert len(log.model_dump_json()) < 5_000
    assert same(log.undone(after)[1], before)


@pytest.mark.parametrize("seed", range(20))
def test_any_two_lists_go_back_and_forth(seed: int) -> None:
    rng = random.Random(seed)

    def listed() -> Roster | None:
        names = rng.sample("abcdefgh", rng.randint(0, 8))
        if not names:
            return None
        return builders.roster(
            *(
                builders.creator(
                    name,
                    *(
                        builders.package(f"p{at}", rng.choice([None, 10.5]), reels=rng.randint(1, 3), stars=at)
                        for at in range(rng.randint(1, 3))
                    ),
                    fit=rng.choice([None, 0.5]),
                    country=rng.choice(["", "DE"]),
                )
                for name in names
            )
        )

    now = state()
    before, after = (State(now.brief, now.campaign, listed()) for _ in range(2))
    log = History().recorded(before, after)
    if not log.steps:
        return
    log, back = log.undone(after)
    assert same(back, before)
    assert same(log.redone(back)[1], after)
