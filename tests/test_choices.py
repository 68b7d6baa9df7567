"""Creators kept, left out and let go of: what becomes of the brief."""

from __future__ import annotations

import pytest

from planner.brief import choices
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.domain.roster_change import roster_change
from planner.problems import BadInput
from planner.store.scenario import free_name
from tests import builders

BRIEF = builders.brief(
    must_have=[{"creator": "instagram:anna", "package": "reel", "agreed_fee_cents": 5_000}], excluded=["instagram:ben"]
)


def must(brief: Brief) -> list[tuple[str, str | None, int | None]]:
    return [(kept.creator, kept.package, kept.agreed_fee_cents) for kept in brief.must_have]


def test_an_agreed_fee_stays_with_its_package_only() -> None:
    assert must(choices.keeping(BRIEF, "instagram:anna", "reel")) == [("instagram:anna", "reel", 5_000)]
    assert must(choices.keeping(BRIEF, "instagram:anna", "story")) == [("instagram:anna", "story", None)]


def test_nobody_is_kept_and_left_out() -> None:
    kept = choices.keeping(BRIEF, "instagram:ben", "reel")
    assert [one for one, _, _ in must(kept)] == ["instagram:anna", "instagram:ben"] and kept.excluded == ()
    dropped = choices.dropping(BRIEF, "instagram:anna")
    assert must(dropped) == [] and dropped.excluded == ("instagram:ben", "instagram:anna")
    assert choices.freed(dropped, "instagram:anna", "instagram:ben").excluded == ()
    assert choices.dropping(dropped, "instagram:ben").excluded == ("instagram:anna", "instagram:ben")


def test_a_pick_is_kept_and_let_go_of_by_the_same_click() -> None:
    assert must(choices.toggled(BRIEF, "instagram:anna", "reel")) == []
    assert must(choices.toggled(BRIEF, "instagram:cleo", "reel"))[-1] == ("instagram:cleo", "reel", None)


def test_who_comes_in_takes_the_place_of_who_goes() -> None:
    swapped = choices.swapped(BRIEF, {"instagram:ben": "story"}, ["instagram:anna"])
    assert must(swapped) == [("instagram:ben", "story", None)] and swapped.excluded == ("instagram:anna",)


def test_own_scores_are_checked_and_taken_out() -> None:
    scored = choices.scored(BRIEF, "instagram:anna", {"fit": 0.12345, "affinity": None})
    assert scored.scores["instagram:anna"] == type(scored.scores["instagram:anna"])(fit=0.1235)
    assert choices.scored(scored, "instagram:anna", {"fit": None}).scores == {}
    with pytest.raises(BadInput, match="fit"):
        choices.scored(BRIEF, "instagram:anna", {"fit": 2.0})


def roster(*names: str, followers: int = 20_000) -> Roster:
    return builders.roster(*(builders.creator(name, followers=followers) for name in names))


def test_rosters_differ_by_who_and_by_their_numbers() -> None:
    before = roster("anna", "ben")
    assert roster_change(before, roster("ben", "anna")) == "the same creators, from another file"
    assert roster_change(before, roster("anna", "cleo", "dov")) == "2 creators more, 1 creator gone"
    assert roster_change(before, roster("anna", "ben", followers=21_000)) == "2 with other numbers or prices"


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free_name("Spring", ["spring", "Spring 2"]) == "Spring 3"
    assert free_name("Spring", ["Autumn"]) == "Spring"
