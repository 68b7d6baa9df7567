"""One price for packages on several accounts of a person: booked together or not at all, everywhere."""

import os
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.check import check
from planner.crosscheck import cross_check
from planner.domain.persons import bundles_of, persons_of
from planner.domain.roster import UNKNOWN_FEE, Roster
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.forecast.assumptions import default_assumptions
from planner.forecast.packages import bookable_lines, forecast_lines
from planner.intake import read_roster
from planner.intake.roster.write import write_roster_csv
from planner.outcome import Plan
from planner.planning import plan
from planner.store.roster_json import roster_data, roster_of
from tests import builders
from tests.oracle import Truth, all_plans
from tests.person_cases import LINA, case, lina, with_bundles, with_persons
from tests.random_cases import Usual, random_case

CASES = int(os.environ.get("PLANNER_CASES", "20"))


def bundled(**fields: Any) -> Roster:
    """Lina's two packages have one price; both cost what they did."""
    people = lina(**fields)
    return Roster.from_frames(people.creators, people.packages.assign(bundle=[0, 1, 1]), people.source)


@pytest.mark.parametrize("first", range(0, CASES, 10))
def test_agrees_with_every_plan_there_is(first: int) -> None:
    for seed in range(first, first + 10):
        asked = {"packages_per_person": 1 + seed % 2} if seed % 3 == 0 else {}
        case(seed, bundled=True, **asked).judge()


class Few(Usual):
    """Few enough plans to add up each of them by hand."""

    most_plans = 600


@pytest.mark.parametrize("seed", [0, 1, 2, 5])
def test_plans_are_those_by_accounts_in_which_no_bundle_is_broken(seed: int) -> None:
    """Every plan by accounts in which each bundle is booked whole or not at all, and no other, is one by persons."""
    roster, brief = random_case(seed, Few())
    roster = with_bundles(with_persons(roster, seed), seed)
    assumptions = default_assumptions().edited(brief.assumptions)
    flat = forecast_lines(roster, bookable_lines(roster, brief, assumptions), brief, assumptions)
    apart, whole = Truth(flat, brief, all_plans(flat)), Truth(builders.table(roster, brief), brief)
    offers = roster.packages
    names = list(zip(flat.creator.tolist(), flat.package_ids.tolist(), strict=True))
    bundles = [
        [names.index((offers["creator"].iloc[row], offers["id"].iloc[row])) for row in rows]
        for rows in bundles_of(roster.creators, offers)
    ]
    assert bundles
    unbroken = np.array([all(len(set(one[rows].tolist())) == 1 for rows in bundles) for one in apart.plans])
    assert 0 < unbroken.sum() < len(unbroken)
    assert len(whole.plans) == unbroken.sum()
    mine, theirs = apart.plans[unbroken] @ flat.cash_cents, whole.plans @ whole.table.cash_cents
    assert sorted(mine.tolist()) == sorted(theirs.tolist())


def test_a_bundle_is_booked_whole_or_not_at_all() -> None:
    for budget, accounts in ((60_000, {"instagram:bob"}), (120_000, {"instagram:bob", *LINA})):
        found = plan(bundled(), builders.brief(budget_cents=budget))
        assert isinstance(found, Plan)
        assert {pick.creator for pick in found.by_account.picks} == accounts
    without = plan(bundled(), builders.brief(excluded=[LINA[0]]))
    assert isinstance(without, Plan) and [pick.creator for pick in without.picks] == ["instagram:bob"]


def test_a_bundle_is_one_package_of_a_person() -> None:
    found = plan(bundled(), builders.brief(packages_per_person=1))
    assert isinstance(found, Plan) and len(found.by_account.picks) == 3


def test_the_check_notices_part_of_a_bundle() -> None:
    table = builders.table(bundled())
    assert table.parts is not None
    both = int(table.rows_of(LINA[0])[0])
    assert check(table, builders.brief(packages_per_person=1), [both], [1]) == ()
    members = table.parts.members.copy()
    members[both, 1:] = -1
    broken = replace(table, parts=replace(table.parts, members=members))
    said = check(broken, builders.brief(), [both], [1])
    assert any("1 of 2 packages that have one price together" in one for one in said)


def test_a_bundle_of_one_account_or_of_two_people_is_named() -> None:
    people = lina()
    for marks in ([1, 0, 1], [0, 0, 2]):
        wrong = Roster.from_frames(people.creators, people.packages.assign(bundle=marks), people.source)
        problems = cross_check(wrong, builders.brief())
        assert len(problems) == sum(mark > 0 for mark in marks)
        assert "another account of the same person" in problems[0].wrong


def test_what_creators_are_offered_leaves_bundles_as_they_are() -> None:
    brief = Brief.read(
        builders.brief().model_dump(mode="json")
        | {
            "waves": [{"name": "one"}, {"name": "two"}],
            "offers": {"ways": ["affiliate"], "spans": ["every_wave"], "most": 1,
                       "affiliate": {"order_cents": 5_000, "commission": 0.1}},
        }
    )  # fmt: skip
    table = builders.table(bundled(), brief)
    assert table.parts is not None
    rows = table.rows_of(LINA[0])
    booked = {str(table.base.package_ids[at]) for row in rows for at in table.members(int(row))}
    assert booked == {"reel", "video"}


FILE = b"""handle,platform,followers,fee,person,bundle,deliverables
lina,instagram,100000,1000,Lina,1,1 reel
lina.tt,tiktok,300000,,Lina,1,1 video
bob,youtube,20000,300,,,1 video
"""


def test_one_price_in_a_list_is_shared_out_to_the_cent() -> None:
    for data in (FILE, FILE.replace(b"1000,Lina", b"1000.01,Lina")):
        found = read_roster("roster.csv", data)
        roster = found.roster
        assert roster is not None and persons_of(roster.creators) == {"lina": [0, 1]}
        fees = roster.packages["fee_cents"].tolist()
        assert fees[:2] == ([25_000, 75_000] if data == FILE else [25_000, 75_001])
        assert "1 bundle has one price for several accounts, which is shared out by their followers." in found.notes
        assert any("column F (bundle) are booked together" in note for note in found.notes)
        assert not any("a resource or a score" in note for note in found.notes)
        assert cross_check(roster, builders.brief()) == ()
        again = read_roster("again.csv", write_roster_csv(roster)).roster
        assert again is not None and again.fingerprint == roster.fingerprint
        assert roster_of(roster_data(roster)).fingerprint == roster.fingerprint


def test_a_bundle_without_any_fee_is_estimated() -> None:
    found = read_roster("roster.csv", FILE.replace(b"1000,Lina", b",Lina")).roster
    assert found is not None and found.packages["fee_cents"].tolist()[:2] == [UNKNOWN_FEE, UNKNOWN_FEE]


def test_files_add_up_to_the_price() -> None:
    people, brief = bundled(), builders.brief()
    found = plan(people, brief)
    assert isinstance(found, Plan)
    files = Dossier(found, brief, people)
    paid = {line.pick.creator: line.fee_cents or 0 for line in files.lines}
    assert paid[LINA[0]] + paid[LINA[1]] == 90_000
    assert len(plan_csv(files).decode("utf-8-sig").splitlines()) == 4
    assert plan_workbook(files)[:2] == b"PK"
