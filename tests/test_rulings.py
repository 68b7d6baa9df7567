"""Decisions of clients as the sender's campaign takes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from planner.campaign.campaign import Campaign
from planner.campaign.planning import plan_with
from planner.campaign.status import Ruling
from planner.outcome import Plan
from planner.planning import plan
from planner.review.decisions import Choice, Decision, Outcome, Reviewer
from planner.review.rulings import answers
from planner.review.snapshot import terms_of
from tests import builders
from tests.test_campaign_status import crew

ANA, BEN = Reviewer.of("Ana Ruiz", "ana@acme.example"), Reviewer.of("Ben", "ben@acme.example")
CREW = crew()
BRIEF = builders.brief(budget_cents=200_000)


@pytest.fixture(scope="module")
def made() -> Plan:
    outcome = plan(CREW, BRIEF)
    assert isinstance(outcome, Plan)
    return outcome


def said(plan: Plan, number: int, choice: Choice, who: Reviewer = ANA, minute: int = 0) -> Decision:
    at = datetime(2026, 11, 28, 12, minute, tzinfo=UTC)
    terms = terms_of(plan, CREW)[number]
    return Decision(creator=terms.creator, choice=choice, reviewer=who, at=at, version=1, terms=terms.digest)


def test_who_is_approved_stays_and_who_is_declined_goes_when_it_is_planned_again(made: Plan) -> None:
    decisions = [said(made, 0, Choice.APPROVE), said(made, 1, Choice.DECLINE), said(made, 2, Choice.APPROVE)]
    decisions.append(said(made, 2, Choice.DECLINE, BEN, minute=1))
    found = answers(terms_of(made, CREW), [terms_of(made, CREW)], decisions, Campaign())
    first, second, third = (pick.creator for pick in made.picks[:3])
    assert found.waiting and found.reviewers == ("Ana Ruiz", "Ben")
    assert found.of(Outcome.DISPUTED) == (third,)
    about = Campaign(decided=found.decided)
    rulings = {one.creator: one.ruling for one in about.decided}
    assert [rulings[one] for one in (first, second, third)] == [Ruling.APPROVED, Ruling.DECLINED, Ruling.OPEN]
    again = plan_with(about, BRIEF, CREW)
    assert isinstance(again, Plan)
    booked = {pick.creator for pick in again.picks}
    assert first in booked and second not in booked
    later = answers(terms_of(again, CREW), [terms_of(made, CREW)], decisions, about)
    assert not later.waiting, "the new plan counts them all"
    assert second in later.of(Outcome.DECLINED), "who has gone is still seen"


def test_whoever_was_declined_long_ago_stays_out_when_no_version_has_them(made: Plan) -> None:
    decisions = [said(made, 0, Choice.DECLINE)]
    about = Campaign(decided=answers(terms_of(made, CREW), [terms_of(made, CREW)], decisions, Campaign()).decided)
    without = made.model_copy(update={"picks": made.picks[1:]})
    later = answers(terms_of(without, CREW), [terms_of(without, CREW)], decisions, about)
    gone = made.picks[0].creator
    assert [one.ruling for one in later.decided if one.creator == gone] == [Ruling.DECLINED]
    assert not later.waiting


def test_a_dearer_package_is_asked_about_again(made: Plan) -> None:
    first = made.picks[0]
    dearer = made.model_copy(
        update={"picks": (first.model_copy(update={"cost_cents": first.cost_cents + 1}), *made.picks[1:])}
    )
    found = answers(terms_of(dearer, CREW), [terms_of(made, CREW)], [said(made, 0, Choice.APPROVE)], Campaign())
    assert found.standings[first.creator].outcome is Outcome.OPEN and found.standings[first.creator].before
    assert not found.waiting


def test_decisions_of_several_links_stand_together_in_the_order_of_time(made: Plan) -> None:
    late, early = said(made, 0, Choice.DECLINE, minute=5), said(made, 0, Choice.APPROVE)
    for order in ([late, early], [early, late]):
        found = answers(terms_of(made, CREW), [terms_of(made, CREW), terms_of(made, CREW)], order, Campaign())
        assert found.of(Outcome.DECLINED) == (made.picks[0].creator,)


def test_without_a_decision_nothing_waits(made: Plan) -> None:
    found = answers(terms_of(made, CREW), [terms_of(made, CREW)], [], Campaign())
    assert not found.waiting and found.reviewers == () and found.decided == ()
