"""One person with several accounts: counted once everywhere, planned on any of them, held against every plan."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.check import check
from planner.crosscheck import cross_check
from planner.domain.persons import persons_of
from planner.domain.results import Result
from planner.domain.roster import Platform, Roster
from planner.explore.replacement import replacement
from planner.explore.study import Study
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.exports.reach_model import reach_model
from planner.exports.workbook import plan_workbook
from planner.fitting import without_unknown
from planner.forecast.assumptions import default_assumptions
from planner.forecast.packages import bookable_lines, forecast_lines
from planner.intake import read_roster
from planner.intake.mapping import Mapping
from planner.intake.roster.read import Upload, read_rosters
from planner.intake.roster.write import write_roster_csv
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.problems import BadInput
from planner.rules import limits_of
from planner.schedule.build import schedule_of
from planner.schedule.outreach import messages_of
from planner.schedule.results import posted_of
from planner.store.roster_json import roster_data, roster_of
from tests import builders
from tests.judging import Case, Elsewhere, Listed
from tests.oracle import Truth, all_plans
from tests.random_cases import Usual, random_case

OVERLAP = default_assumptions().number("own_audience_overlap")


def with_persons(roster: Roster, seed: int) -> Roster:
    """Two or three of the accounts belong to one person, sometimes two others to another."""
    rng = random.Random(seed)
    free = [at for at in range(len(roster.creators)) if roster.creators["available"].iloc[at] == 1]
    rng.shuffle(free)
    names = [""] * len(roster.creators)
    first = rng.choice([2, 2, 3])
    for at in free[:first]:
        names[at] = rng.choice(["Lina Hart", "lina  hart"])
    for at in free[first : first + 2]:
        names[at] = "Ben Oke"
    return Roster.from_frames(roster.creators.assign(person=names), roster.packages, roster.source)


EASY = {"reach_floor": None, "engagement_floor": None, "average_fit": None, "must_have": [], "groups": []}
"""Without these most random campaigns have a plan; with them most are refused."""


def case(seed: int, **asked: Any) -> Case:
    """A random campaign in which people have several accounts; every other one is easy to plan."""
    roster, brief = random_case(seed)
    data = {**brief.model_dump(mode="json"), **(EASY if seed % 2 else {}), **asked}
    for segment in data["audience"] if seed % 2 else []:
        segment["floor"] = None
    brief = Brief.read(data)
    roster = with_persons(roster, seed)
    table = builders.table(roster, brief)
    return Case(seed, roster, brief, table, Listed(Truth(table, brief)), solve(table, brief, roster, Watch()))


CASES = int(os.environ.get("PLANNER_CASES", "40"))


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_agrees_with_every_plan_there_is(first: int) -> None:
    for seed in range(first, first + 10):
        asked = {"packages_per_person": 1 + seed % 2} if seed % 3 == 0 else {}
        case(seed, **asked).judge()


def test_random_campaigns_have_persons_and_plans_with_several_accounts() -> None:
    plans = [one for seed in range(1, 40, 2) if isinstance(one := case(seed).outcome, Plan)]
    assert sum(any(pick.parts for pick in one.picks) for one in plans) >= 3


class Few(Usual):
    """Few enough plans to add up each of them by hand."""

    most_plans = 600


def by_accounts(seed: int) -> tuple[Truth, Truth, list[list[int]]]:
    """Plans listed by persons and by accounts, and the accounts of each person."""
    roster, brief = random_case(seed, Few())
    roster = with_persons(roster, seed)
    assumptions = default_assumptions().edited(brief.assumptions)
    flat = forecast_lines(roster, bookable_lines(roster, brief, assumptions), brief, assumptions)
    persons = list(persons_of(roster.creators).values())
    return Truth(builders.table(roster, brief), brief), Truth(flat, brief, all_plans(flat)), persons


@pytest.mark.parametrize("seed", [0, 1, 2, 5])
def test_persons_are_what_their_accounts_are(seed: int) -> None:
    """Every plan by accounts, at most one package on each, is one by persons: with as many people and as much money."""
    whole, flat, persons = by_accounts(seed)
    assert whole.table.parts is not None
    assert len(whole.plans) == len(flat.plans)
    group = np.arange(len(flat.table.available))
    for accounts in persons:
        group[accounts] = accounts[0]

    def figures(truth: Truth, plan: np.ndarray) -> list[float]:
        """From single packages alone: heads, cash, posts and weights, each person's counted here once more."""
        bookings = Counter({row: int(n) for row, n in enumerate(plan) if n})
        weights: dict[int, list[np.ndarray]] = {}
        heads = 0
        for row, number in bookings.items():
            owner = int(group[truth.table.creator[row]])
            several = sum(owner == int(group[c]) for c in range(len(group))) > 1
            heads += number if not several or owner not in weights else 0
            weights.setdefault(owner if several else -1 - row, []).append(number * truth.table.weights[row])
        total = np.zeros(len(truth.table.segments))
        for own in weights.values():
            stack = np.stack(own)
            total += stack.max(axis=0) + (1 - OVERLAP) * (stack.sum(axis=0) - stack.max(axis=0))
        cash = sum(number * int(truth.table.cash_cents[row]) for row, number in bookings.items())
        return [heads, cash, *total.tolist()]

    mine = np.array([figures(flat, one) for one in flat.plans])
    theirs = np.column_stack([whole.heads, whole.cash, whole.plans @ whole.table.weights])
    for found in (mine, theirs):
        found[:] = np.round(found, 6)
    assert np.allclose(mine[np.lexsort(mine.T)], theirs[np.lexsort(theirs.T)], atol=1e-5)


LINA = ("instagram:lina", "tiktok:lina.tt")


def lina(**fields: Any) -> Roster:
    return builders.roster(
        builders.creator(
            "lina", builders.package("reel", 500, reels=1), person="Lina Hart", country="DE", followers=40_000
        ),
        builders.creator(
            "lina.tt",
            builders.package("video", 400, videos=1),
            platform="tiktok",
            person="Lina Hart",
            country="AT",
            followers=600_000,
        ),
        builders.creator("bob", builders.package("reel", 300, reels=1), **fields),
    )


def planned(**asked: Any) -> Plan:
    found = plan(lina(), builders.brief(**asked))
    assert isinstance(found, Plan), found
    return found


def test_a_person_is_one_creator_with_a_package_on_each_account() -> None:
    found = planned()
    both = next(pick for pick in found.picks if pick.parts)
    assert [part.creator for part in both.parts] == ["tiktok:lina.tt", "instagram:lina"]
    assert both.creator == "tiktok:lina.tt" and both.tier == "macro"
    assert (both.cost_cents, both.posts) == (90_000, 2)
    assert both.package == "video + reel of @lina (Instagram)"
    assert found.totals.creators == len(found.picks) == 2
    assert {one.platform: one.creators for one in found.totals.platforms} == {"instagram": 2, "tiktok": 1}
    assert [tier.creators for tier in found.totals.tiers] == [1, 0, 1]
    assert [pick.creator for pick in found.by_account.picks] == [*reversed(LINA), "instagram:bob"]
    for one in (both, *both.parts):
        assert one.reach_band is not None and one.expected_posts is not None
    assert both.expected_posts == pytest.approx(sum(part.expected_posts or 0 for part in both.parts))


def test_a_second_account_adds_less_than_another_creator_would() -> None:
    people = lina()
    apart = Roster.from_frames(people.creators.drop(columns="person"), people.packages)
    one, two = (builders.table(roster) for roster in (people, apart))
    both = one.rows_of("instagram:lina")[-1]
    single, other = two.weights[two.rows_of(LINA[0])[0], 0], two.weights[two.rows_of(LINA[1])[0], 0]
    assert one.weights[both, 0] == pytest.approx(other + (1 - OVERLAP) * single)
    engaged = sum(two.engagements[two.rows_of(own)[0]] for own in LINA)
    assert one.engagements[both] == pytest.approx(engaged)


@pytest.mark.parametrize(
    ("asked", "creators", "parts"),
    [
        ({"creators": {"max": 1}}, 1, 2),
        ({"packages_per_person": 1}, 2, 0),
        ({"largest_share": 0.08}, 2, 0),
        ({"excluded": [LINA[0]]}, 2, 0),
        ({"platforms": {"instagram": {"count": {"max": 1}}}}, 1, 2),
        ({"platforms": {"instagram": {"spend": {"max": 0}}}}, 1, 0),
        ({"platforms": {"tiktok": {"headcount": {"min": 0.5}}}}, 2, 2),
        ({"pyramid": {"micro": {"count": {"max": 1}}}}, 2, 2),
        ({"countries": {"DE": {"count": {"max": 0}}}}, 2, 0),
        ({"groups": [{"name": "Lina", "creators": list(LINA), "at_most": 1}]}, 2, 2),
    ],
)
def test_rules_count_people(asked: dict[str, Any], creators: int, parts: int) -> None:
    found = planned(**asked)
    assert found.totals.creators == creators
    assert max(len(pick.parts) for pick in found.picks) == parts


def test_one_person_is_not_two_creators() -> None:
    assert isinstance(plan(lina(), builders.brief(creators={"min": 3})), Refusal)
    asked = {"groups": [{"name": "Lina", "creators": list(LINA), "at_least": 2}]}
    assert isinstance(plan(lina(), builders.brief(**asked)), Refusal)


def test_both_accounts_can_be_must_haves_and_a_refusal_names_the_limit() -> None:
    wanted = [{"creator": one} for one in LINA]
    assert next(pick for pick in planned(must_have=wanted).picks if pick.parts).must_have
    refused = plan(lina(), builders.brief(must_have=wanted, packages_per_person=1))
    assert isinstance(refused, Refusal)
    fix = next(one for one in refused.conflicts if one.rule == "one_package").fix
    assert fix is not None and str(fix.path) == "packages_per_person" and fix.value == 2


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
    people = lina()
    brief = builders.brief()
    found = planned()
    said = replacement(Study.of(people, brief, Watch(), found), LINA[1])
    assert not {account for one in said.comes_in for account, _ in one.accounts or ((one.creator, ""),)} & set(LINA)


def test_the_check_counts_people_on_its_own() -> None:
    table = builders.table(lina())
    both = int(table.rows_of(LINA[0])[-1])
    assert check(table, builders.brief(creators={"max": 1}), [both], [1]) == ()
    for asked in ({"creators": {"min": 2}}, {"packages_per_person": 1}, {"largest_share": 0.08}):
        brief = builders.brief(**asked)
        assert check(builders.table(lina(), brief), brief, [both], [1]), asked
    single = int(table.rows_of(LINA[0])[0])
    assert "booked 2 times" in check(table, builders.brief(), [single, both], [1, 1])[0]


def test_the_check_notices_a_person_whose_figures_are_not_those_of_their_accounts() -> None:
    table = builders.table(lina())
    both = int(table.rows_of(LINA[0])[-1])
    cash, weights = table.cash_cents.copy(), table.weights.copy()
    cash[both] -= 1
    weights[both] *= 2
    assert "not the sum" in check(replace(table, cash_cents=cash), builders.brief(), [both], [1])[0]
    assert "reaches more" in check(replace(table, weights=weights), builders.brief(), [both], [1])[0]


def test_the_check_notices_two_packages_on_one_account() -> None:
    table = builders.table(lina())
    both = int(table.rows_of(LINA[0])[-1])
    assert table.parts is not None
    members = table.parts.members.copy()
    members[both] = members[both][0]
    twice = replace(table, parts=replace(table.parts, members=members))
    assert "is booked with two packages on one account." in check(twice, builders.brief(), [both], [1])[0]


def test_without_persons_the_table_has_no_parts() -> None:
    table = builders.table(builders.roster(builders.creator("anna", person="Anna"), builders.creator("ben")))
    assert table.parts is None
    briefs = (builders.brief(), builders.brief(packages_per_person=1))
    rules = [[limit.rule for limit in limits_of(brief, table)] for brief in briefs]
    assert rules[0] == rules[1]


def test_a_person_cannot_be_an_archetype_nor_have_too_many_choices() -> None:
    with pytest.raises(ValueError, match="one person"):
        builders.roster(builders.creator("a", person="A", available=3), builders.creator("b", person="A"))
    offers = [builders.package(f"p{at}", 100) for at in range(20)]
    people = builders.roster(*(builders.creator(name, *offers, person="A") for name in "abc"))
    (problem,) = cross_check(people, builders.brief())
    assert "9,261 ways" in problem.wrong


def test_a_stored_roster_keeps_its_persons() -> None:
    people = lina()
    assert roster_of(roster_data(people)).fingerprint == people.fingerprint


FILE = b"""handle,platform,name,followers,fee,person
lina,instagram,Lina Hart,40000,500,Lina
lina.tt,tiktok,Lina H.,60000,400,lina
bob,youtube,Bob,20000,300,
"""
NAMES = b"""handle,platform,name,followers,fee
lina,instagram,Lina Hart,40000,500
lina.tt,tiktok,lina hart,60000,400
bob,youtube,Bob Ray,20000,300
bob2,youtube,Bob Ray,20000,300
"""


def test_a_file_says_whose_accounts_they_are() -> None:
    found = read_roster("roster.csv", FILE).roster
    assert found is not None and persons_of(found.creators) == {"lina": [0, 1]}
    again = read_roster("again.csv", write_roster_csv(found)).roster
    assert again is not None and again.fingerprint == found.fingerprint


def test_equal_names_are_asked_about_and_never_guessed() -> None:
    unsaid = read_roster("roster.csv", NAMES)
    (question,) = [one for one in unsaid.questions if one.key == "persons"]
    assert question.holds == "apart" and question.examples == ("Lina Hart: @lina (Instagram), @lina.tt (TikTok)",)
    assert unsaid.roster is not None and not persons_of(unsaid.roster.creators)
    said = read_rosters([Upload("roster.csv", NAMES, Mapping(answers={"persons": "one"}))]).roster
    assert said is not None and persons_of(said.creators) == {"lina hart": [0, 1]}
    assert not [one for one in read_roster("roster.csv", FILE).questions if one.key == "persons"]


def dossier() -> Dossier:
    return Dossier(planned(), builders.brief(), lina())


def test_files_list_accounts_and_count_people() -> None:
    files = dossier()
    heads = [(line.pick.creator, line.head) for line in files.lines]
    assert heads == [(LINA[1], True), (LINA[0], False), ("instagram:bob", True)]
    assert sum(line.fee_cents or 0 for line in files.lines) == files.plan.totals.cost_cents
    rows = plan_csv(files.plan, files.brief).data.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    model = reach_model(files)
    assert model is not None and plan_workbook(files).data[:2] == b"PK"
    assert sum(platform.creators for platform in files.plan.totals.platforms) == 3


def test_outreach_and_calendar_are_by_person() -> None:
    found, brief = planned(), builders.brief()
    when = schedule_of(found, brief, date(2026, 1, 5))
    messages = messages_of(found, when, brief, lina())
    assert len(messages) == 2
    assert "one video on TikTok and one Reel on Instagram" in messages[0].body
    posted = posted_of([Result(handle="lina", platform=Platform.INSTAGRAM, posts=1, source="x", row=1)], found, brief)
    assert [one.creator for one in posted] == [LINA[1]]


def test_exact_integer_programs_agree_with_the_list_of_plans() -> None:
    seen = 0
    for seed in range(80):
        found = case(seed)
        often = any(segment.seen_floor is not None for segment in found.brief.audience)
        if found.table.parts is None or often or not isinstance(found.outcome, Plan) or len(found.table) > 60:
            continue
        listed, exact = found.known.best(), Elsewhere(found.table, found.brief).best()
        assert exact.reached <= listed.bound + 1e-6 * abs(listed.bound), seed
        assert exact.bound >= listed.reached - 1e-6 * abs(listed.reached), seed
        seen += 1
        if seen == 4:
            return
    raise AssertionError(f"only {seen} campaigns with persons had a plan")
