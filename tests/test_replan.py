"""Planning again while people answer, and judging a list that somebody made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from planner.campaign.campaign import Campaign
from planner.campaign.replan import Reply, replan
from planner.check import check
from planner.domain.roster import Roster
from planner.explore.greedy import greedy
from planner.explore.replacement import fair_fee
from planner.explore.score import matched, read_list, score
from planner.explore.study import NoPlan, Study, bookings_of
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from tests import builders
from tests.oracle import Truth

HANDLES = ("anna", "ben", "cleo", "dov", "eda", "finn", "gro", "hugo")


def campaign() -> tuple[Roster, Plan]:
    """Eight creators of whom the budget buys about half."""
    people = [
        builders.creator(
            handle,
            builders.package("one", 300 + 70 * at, reels=1),
            builders.package("two", 480 + 90 * at, reels=2),
            followers=20_000 + 9_000 * at,
        )
        for at, handle in enumerate(HANDLES)
    ]
    roster = builders.roster(*people)
    made = plan(roster, ASKED)
    assert isinstance(made, Plan)
    return roster, made


ASKED = builders.brief(budget_cents=300_000)


def test_what_is_signed_stays_at_its_fee_and_who_declined_is_gone() -> None:
    roster, made = campaign()
    signed, declined = made.picks[0], made.picks[1]
    statuses = [
        Reply(creator=signed.creator, answer="signed", fee_cents=signed.cost_cents + 5_000),
        Reply(creator=declined.creator, answer="declined"),
    ]
    now = replan(roster, ASKED, made, statuses, allowed=0.1)
    kept = {pick.creator: pick for pick in now.after.picks}
    assert kept[signed.creator].cost_cents == signed.cost_cents + 5_000
    assert kept[signed.creator].package == signed.package
    assert declined.creator not in kept
    assert now.gives_up <= 0.1 + 1e-9
    said = {change.creator: change.kind for change in now.changes}
    assert said[signed.creator] == "fee"
    assert said[declined.creator] == "declined"
    assert now.kept == len(now.before.ids & now.after.ids)


@pytest.mark.parametrize("allowed", [0.01, 0.03, 0.15])
def test_no_plan_within_the_allowance_changes_less(allowed: float) -> None:
    roster, made = campaign()
    declined = made.picks[0]
    now = replan(roster, ASKED, made, [Reply(creator=declined.creator, answer="declined")], allowed=allowed)
    brief = ASKED.model_copy(update={"excluded": (declined.creator,)})
    table = builders.table(roster, brief)
    truth = Truth(table, brief)
    best = truth.best
    assert now.best == pytest.approx(best, rel=0.004)
    before = {pick.creator: pick.package for pick in made.picks if pick is not declined}
    ids = [str(table.creator_ids[c]) for c in table.creator]
    packages = [str(name) for name in table.package_ids]
    worth = np.array(
        [
            -1.0 if who not in before else 1.0 if before[who] == package else 0.5
            for who, package in zip(ids, packages, strict=True)
        ]
    )
    held = now.best * (1 - allowed)
    calmest = (truth.plans @ worth)[truth.feasible & (truth.goal >= held * (1 + 1e-6))].max()
    booked = bookings_of(table, now.after.picks)
    rows, counts = booked.index, booked.counts
    assert counts @ worth[rows] >= calmest - 1e-6
    assert now.fewest
    assert now.after.goal >= held * (1 - 1e-6)


def test_an_answer_that_leaves_no_plan_is_told() -> None:
    roster, made = campaign()
    with pytest.raises(NoPlan):
        replan(roster, ASKED, made, [Reply(creator=made.picks[0].creator, answer="signed", fee_cents=90_000_000)])


def test_who_signed_is_asked_for_no_quality_any_more() -> None:
    """As in a campaign, whose brief after these replies it is."""
    roster, made = campaign()
    least = min(made.picks, key=lambda pick: pick.followers)
    brief = builders.brief(budget_cents=300_000, quality={"min_followers": least.followers + 1})
    replies = [Reply(creator=least.creator, answer="signed")]
    now = replan(roster, brief, made, replies)
    assert next(pick for pick in now.after.picks if pick.creator == least.creator).package == least.package
    known = Campaign(statuses=(replies[0].status({least.creator: least.package}),))
    same = plan(roster, known.asked(brief))
    assert isinstance(same, Plan)
    assert now.best == pytest.approx(same.proof.goal)


def test_two_answers_of_one_creator_are_bad_input() -> None:
    roster, made = campaign()
    name = made.picks[0].creator
    with pytest.raises(BadInput, match="two answers"):
        replan(roster, ASKED, made, [Reply(creator=name, answer="signed"), Reply(creator=name, answer="declined")])


def test_a_list_is_judged_against_the_best_and_a_spreadsheet() -> None:
    roster, made = campaign()
    study = Study.of(roster, ASKED, plan=made)
    own = "\n".join(f"{pick.handle},{pick.package}" for pick in made.picks)
    same = score(study, matched(study.table, roster, ASKED, read_list(own)))
    assert same.broken == ()
    assert same.goal == pytest.approx(made.proof.goal)
    assert same.below == pytest.approx(0.0, abs=1e-3)
    everybody = score(study, matched(study.table, roster, ASKED, read_list("\n".join(HANDLES))))
    assert len(everybody.broken) == 1 and "$" in everybody.broken[0]
    assert len(everybody.notes) == len(HANDLES)
    assert everybody.greedy is not None and everybody.best is not None and everybody.greedy <= everybody.best * 1.001


def test_a_greedy_plan_meets_the_brief() -> None:
    roster, made = campaign()
    study = Study.of(roster, ASKED, plan=made)
    found = greedy(study)
    assert found is not None
    assert not check(study.table, ASKED, found.index.tolist(), found.counts.tolist())


def test_a_fee_in_the_list_counts_for_the_list_alone() -> None:
    roster, made = campaign()
    study = Study.of(roster, ASKED, plan=made)
    judged = score(study, matched(study.table, roster, ASKED, read_list("creator;package;fee\n@Anna;two;$1,000.50")))
    assert judged.totals.cost_cents == 100_050
    assert study.table.cash_cents[study.table.row_of("instagram:anna", "two")] == 48_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the list: is empty"),
        ("creator,fee", "has a header and no lines"),
        ("anna\nann", "line 2: 'ann' is not in the roster. Accepted: a creator of the roster, such as"),
        ("anna\nanna", "line 2: 'anna' is on line 1 already"),
        ("anna,three", "line 1, package: 'three' is not offered by anna. Accepted: one or two"),
        ("anna,one,lots", "line 1, fee: 'lots' is not an amount"),
        ("anna;one;1.250,50", "line 1, fee: '1.250,50' is not an amount. Accepted: an amount such as 1250, 1,250"),
        ("anna;one;1,5", "line 1, fee: '1,5' is not an amount"),
        ("handle,count\nanna,0", "line 2, count: '0' is not a number of people"),
        (",one", "line 1: names nobody"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(text: str, said: str) -> None:
    roster, _ = campaign()
    table = builders.table(roster, ASKED)
    with pytest.raises(BadInput) as bad:
        matched(table, roster, ASKED, read_list(text))
    assert said in str(bad.value)


def test_a_handle_on_two_platforms_is_asked_about() -> None:
    both = builders.roster(builders.creator("anna"), builders.creator("anna", platform="tiktok"))
    table = builders.table(both, ASKED)
    with pytest.raises(BadInput, match="instagram:anna or tiktok:anna"):
        matched(table, both, ASKED, read_list("anna"))
    assert len(matched(table, both, ASKED, read_list("creator,platform\nanna,tiktok")).rows) == 1


def test_the_most_to_pay_is_where_she_stops_being_worth_it() -> None:
    roster, made = campaign()
    study = Study.of(roster, ASKED, plan=made)
    pick = made.picks[0]
    row = study.table.row_of(pick.creator, pick.package)
    assert row is not None
    fee = fair_fee(study, row)
    assert fee is not None and fee.most_cents >= pick.cost_cents
    truth = Truth(study.table, ASKED)
    without = truth.goal[truth.feasible & (truth.picked(truth.of(pick.creator)) == 0)].max()
    for cents, worth_it in ((fee.most_cents, True), (fee.most_cents + max(fee.most_cents // 50, 500), False)):
        dear = _priced(roster, pick.creator, pick.package, cents)
        assert bool(_best_with(dear, row) >= without * (1 - 1e-9)) is worth_it


def _priced(roster: Roster, creator: str, package: str, cents: int) -> Truth:
    wanted = {"creator": creator, "package": package, "agreed_fee_cents": cents}
    brief = builders.brief(budget_cents=300_000, must_have=[wanted])
    return Truth(builders.table(roster, brief), brief)


def _best_with(truth: Truth, row: int) -> float:
    good = truth.feasible & (truth.plans[:, row] > 0)
    return float(truth.goal[good].max(initial=-np.inf))
