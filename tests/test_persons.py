"""One person with several accounts: counted once everywhere, planned on any of them, held against every plan."""

from __future__ import annotations

import itertools
import os
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.check import check
from planner.crosscheck import cross_check
from planner.domain.persons import persons_of
from planner.domain.results import Result
from planner.domain.roster import Platform, Roster
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.exports.left_out import left_out
from planner.exports.reach_model import reach_model
from planner.exports.workbook import plan_workbook
from planner.forecast.assumptions import default_assumptions
from planner.forecast.consequence import consequences
from planner.forecast.packages import bookable_lines, forecast_lines
from planner.intake.roster.persons import alike
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.rules import limits_of
from planner.schedule.build import schedule_of
from planner.schedule.outreach import messages_of
from planner.schedule.results import posted_of
from planner.store.roster_json import roster_data, roster_of
from tests import builders
from tests.judging import Elsewhere
from tests.oracle import Truth, all_plans
from tests.person_cases import LINA, case, lina, planned, with_persons
from tests.random_cases import Usual, random_case

OVERLAP = default_assumptions().number("own_audience_overlap")


CASES = int(os.environ.get("PLANNER_CASES", "20"))


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_agrees_with_every_plan_there_is(first: int) -> None:
    for seed in range(first, first + 10):
        asked = {"packages_per_person": 1 + seed % 2} if seed % 3 == 0 else {}
        case(seed, **asked).judge()


def test_people_of_whom_no_package_is_left_are_refused_or_planned_without() -> None:
    """A table without rows was an error of the planner itself, where people have several accounts."""
    one = case(1101)
    assert not len(one.table) and isinstance(one.outcome, Refusal)
    one.judge()


def test_random_campaigns_have_persons_and_plans_with_several_accounts() -> None:
    several = (
        seed
        for seed in range(1, 40, 2)
        if isinstance(one := case(seed).outcome, Plan) and any(pick.parts for pick in one.picks)
    )
    assert len([*itertools.islice(several, 3)]) == 3


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


def dossier() -> Dossier:
    return Dossier(planned(), builders.brief(), lina())


def test_files_list_accounts_and_count_people() -> None:
    files = dossier()
    heads = [(line.pick.creator, line.head) for line in files.lines]
    assert heads == [(LINA[1], True), (LINA[0], False), ("instagram:bob", True)]
    assert sum(line.fee_cents or 0 for line in files.lines) == files.plan.totals.cost_cents
    rows = plan_csv(files).decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    model = reach_model(files)
    assert model is not None and plan_workbook(files)[:2] == b"PK"
    assert sum(platform.creators for platform in files.plan.totals.platforms) == 3


def test_what_studies_would_do_to_a_plan_is_said_where_people_have_several_accounts() -> None:
    (half,) = consequences(planned(), builders.brief(), lina(), [{"reach_rate_reel.instagram.micro": 0.15}])
    assert half.unique_reach < 0


def test_whoever_is_booked_on_one_account_is_not_left_out_with_another() -> None:
    brief = builders.brief(excluded=[LINA[1]])
    found = plan(lina(), brief)
    assert isinstance(found, Plan) and "instagram:lina" in {pick.creator for pick in found.picks}
    listed, _ = left_out(Dossier(found, brief, lina()))
    assert not listed


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


def test_thousands_who_share_a_name_on_two_platforms_are_found_at_once() -> None:
    rows = [("instagram", n) for n in range(10_000)] + [("tiktok", n) for n in range(10_000)]
    people = pd.DataFrame(
        {
            "id": [f"{platform}:{n}" for platform, n in rows],
            "platform": [platform for platform, _ in rows],
            "name": [f"Name {n}" for _, n in rows],
            "available": 1,
        }
    )
    began = time.process_time()
    found = alike(Roster(people, pd.DataFrame()), [])
    assert found == [[n, 10_000 + n] for n in range(10_000)]
    # Each compared with all before it took ten seconds.
    assert time.process_time() - began < 3
