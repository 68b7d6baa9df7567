"""A person as a must-have or excluded, with all of their accounts: `@Lina Hart`."""

import os
from typing import Any

import pytest

from planner.brief.brief import Brief
from planner.crosscheck import cross_check
from planner.domain.persons import persons_of
from planner.explore.declines import declines
from planner.explore.replacement import replacement
from planner.explore.study import Study
from planner.fitting import without_unknown
from planner.optimise.watch import Watch
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.problems import BadInput
from tests import builders
from tests.person_cases import LINA, case, lina, planned, with_persons
from tests.random_cases import random_case

CASES = int(os.environ.get("PLANNER_CASES", "20"))
PERSON = "@lina  HART"


def ids_of(found: Plan) -> set[str]:
    return {pick.creator for pick in found.by_account.picks}


def test_a_person_is_excluded_with_all_of_their_accounts() -> None:
    found = planned(excluded=[PERSON])
    assert ids_of(found) == {"instagram:bob"}
    (row,) = [limit for limit in found.limits if limit.rule == "excluded"]
    assert row.name == "lina  HART (any account) is excluded"


def test_a_person_who_must_be_in_is_booked_on_any_account() -> None:
    """Bob reaches more for the money, so that without the demand nobody else is booked."""
    asked: dict[str, Any] = {"budget_cents": 40_000, "creators": {"max": 1}}
    people = lina(followers=9_000_000)
    alone, found = (plan(people, builders.brief(**asked, must_have=must)) for must in ([], [{"creator": PERSON}]))
    assert isinstance(alone, Plan) and ids_of(alone) == {"instagram:bob"}
    assert isinstance(found, Plan) and ids_of(found) == {LINA[1]}
    assert found.picks[0].must_have
    both = planned(must_have=[{"creator": PERSON}])
    assert all(part.must_have for pick in both.picks for part in pick.parts)


def test_a_person_who_is_unknown_or_has_a_package_is_named() -> None:
    brief = builders.brief(must_have=[{"creator": "@Lina Hurt"}], excluded=["@lina hart"])
    (problem,) = cross_check(lina(), brief)
    assert (problem.place, problem.value) == ("must_have.0.creator", "@Lina Hurt")
    assert "@Lina Hart" in problem.accepted
    with pytest.raises(BadInput, match="names the person @Lina Hart with a package or a fee"):
        Brief.read({"budget_cents": 1, "must_have": [{"creator": "@Lina Hart", "package": "reel"}]})
    (member,) = cross_check(lina(), builders.brief(groups=[{"name": "A", "creators": ["@Lina Hart"], "at_most": 1}]))
    assert member.place == "groups.0.creators.0"


def test_a_brief_for_another_roster_loses_the_person() -> None:
    brief = builders.brief(must_have=[{"creator": "@Lina Hart"}], excluded=["@Ben Oke"])
    fitted, gone = without_unknown(brief, lina())
    assert [one.creator for one in fitted.must_have] == ["@Lina Hart"] and not fitted.excluded
    assert gone == ("the excluded Ben Oke (any account)",)


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_demands_on_a_person_agree_with_every_plan_there_is(first: int) -> None:
    """One of the people with several accounts is a must-have or excluded, beside the random rules."""
    for seed in range(first, first + 10):
        if not persons_of(with_persons(random_case(seed)[0], seed).creators):
            # Of archetypes, none of whom is a person.
            continue
        demand = {"must_have": [{"creator": "@lina hart"}]} if seed % 4 < 2 else {"excluded": ["@LINA Hart"]}
        case(seed, **demand).judge()


def test_many_must_haves_are_one_demand_beside_those_on_people() -> None:
    others = [builders.creator(f"c{at}", builders.package("p", 100, reels=1)) for at in range(7)]
    people = builders.roster(
        builders.creator("lina", builders.package("reel", 100, reels=1), person="Lina Hart"),
        builders.creator("lina2", builders.package("reel", 100, reels=1), platform="tiktok", person="Lina Hart"),
        *others,
    )
    must = [{"creator": f"instagram:c{at}"} for at in range(7)] + [{"creator": "@Lina Hart"}]
    found = plan(people, builders.brief(must_have=must, creators={"max": 8}))
    assert isinstance(found, Plan) and len(found.picks) == 8
    refused = plan(people, builders.brief(must_have=must, creators={"max": 7}))
    assert isinstance(refused, Refusal)


def test_whoever_says_no_says_it_for_all_of_their_accounts() -> None:
    """Also where the brief wants them: what is lost is what the best plan without any of their accounts lacks."""
    people = lina()
    for must in ([], [{"creator": PERSON}]):
        found = planned(must_have=must)
        assert set(LINA) & ids_of(found)
        study = Study.of(people, builders.brief(must_have=must), Watch(), found)
        without = planned(excluded=[PERSON])
        for account in ids_of(found) & set(LINA):
            said = replacement(study, account)
            assert said.loses == pytest.approx(found.totals.unique_reach - without.totals.unique_reach)
            assert said.sentence.startswith(f"Without {study.handle(account)} on any account the plan loses")
        turned = declines(study, LINA)
        assert turned.possible and turned.goal == pytest.approx(without.totals.unique_reach)
