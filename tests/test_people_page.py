"""Who was asked, signed and declined, on the pages: kept with the campaign, and few changes after replies."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.session import filed
from pages.parts.session import store as keeping
from planner.accounts.actor import Actor
from planner.brief import choices
from planner.campaign.replan import Answer, Reply
from planner.campaign.status import Status as Noted
from planner.campaign.status import Step
from planner.outcome import Plan, Refusal
from planner.store.database import Database
from planner.store.records import Records
from planner.wording import money
from tests.kept_pages import few, read_page, settled
from tests.stores import BROWSER
from tests.test_explore_screens import until
from tests.test_keeping_answers import mark_first

pytestmark = pytest.mark.usefixtures("workers", "place")


def booked(at: AppTest) -> set[str]:
    outcome = at.session_state["session"].answer.outcome
    assert isinstance(outcome, Plan), outcome
    return {pick.creator for pick in outcome.picks}


def taken(at: AppTest) -> AppTest:
    at.button(key="ex_take_plan").click().run()
    return settled(at).run()


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def test_taking_the_plan_asks_everybody_and_locks_nobody() -> None:
    at = few()
    before, locked = booked(at), at.session_state["session"].brief.must_have
    at = taken(at)
    now = at.session_state["session"]
    assert {one.step for one in now.about.latest.values()} == {Step.ASKED} and set(now.about.latest) == before
    assert now.brief.must_have == locked and booked(at) == before
    assert "Everybody in this plan has been asked" in html(at)
    assert set(at.dataframe[0].value["Status"]) == {"asked"}
    assert f"{len(before)} creators asked" in at.button(key="undo").help
    at.button(key="undo").click().run()
    assert not at.session_state["session"].about.statuses


def test_a_reply_waits_for_the_re_plan_which_keeps_nearly_everybody() -> None:
    at = taken(few())
    before = booked(at)
    creator = mark_first(at, "declined")
    assert booked(at) == before, "nothing is planned behind one's back"
    assert at.session_state["session"].about.waiting == 1 and "replan_now" in [one.key for one in at.button]
    at.button(key="replan_now").click().run()
    settled(at).run()
    after = booked(at)
    assert creator not in after and len(after & before) >= len(before) - 3
    assert f"{len(after & before)} of {len(before)} creators stay; 1 declined" in html(at)


def test_whoever_signed_stays_when_the_budget_shrinks() -> None:
    at = taken(few())
    creator = mark_first(at)
    now = at.session_state["session"]
    now.brief = now.brief.changed("budget_cents", now.brief.budget_cents // 2)
    settled(at.run()).run()
    assert not at.session_state["session"].about.waiting, "a changed brief is planned with every reply"
    assert creator in booked(at)


def test_less_money_after_signatures_is_answered_in_seconds_with_who_would_go() -> None:
    at = read_page()
    now = at.session_state["session"]
    now.brief = now.brief.changed("creators", {"max": 150}).changed("must_have", [])
    at = taken(settled(at.run()).run())
    now, plan = at.session_state["session"], at.session_state["session"].made.plan
    about = now.about
    for pick in plan.picks:
        about = about.marked(Noted(creator=pick.creator, step=Step.SIGNED, fee_cents=pick.cost_cents), plan)
    now.about = about
    settled(at.run()).run()
    began = time.monotonic()
    now.brief = now.brief.changed("budget_cents", round(plan.totals.cost_cents * 0.92))
    settled(at.run()).run()
    refusal = now.answer.outcome
    assert isinstance(refusal, Refusal) and refusal.seconds < 20 and time.monotonic() - began < 60
    cards = [one for one in at.button if str(one.key).startswith("fix.")]
    assert 1 <= len(cards) <= 7
    assert f"The {len(plan.picks)} creators who signed are in the plan" in html(at)
    go = next(one for one in cards if one.label.endswith("go"))
    number = int(go.label.split()[1])
    go.click().run()
    settled(at).run()
    steps = [one.step for one in now.about.latest.values()]
    assert steps.count(Step.RELEASED) == number and isinstance(now.answer.outcome, Plan)
    assert "status" in {step.kind for step in now.history.steps}, "one can undo it"


def test_one_creator_is_allowed_all_the_same() -> None:
    at = few()
    now = at.session_state["session"]
    people = now.roster.creators
    floor = now.brief.quality.min_fit
    low = people[(people["fit"] < floor) & ~people["id"].isin(booked(at)) & (people["fake_share"] < 0.1)]
    creator = str(low.sort_values("fit", ascending=False)["id"].iloc[0])
    at.selectbox(key="ex_why_chosen").select(creator).run()
    until(at, lambda at: any(one.key == "ex_why_exempt" for one in at.button))
    at.button(key="ex_why_exempt").click().run()
    (own,) = now.about.exemptions
    assert own.creator == creator and own.quality.min_fit < floor
    assert now.brief.quality.min_fit == floor
    settled(at).run()
    until(at, lambda at: "is excluded by a rule" not in html(at))


def test_the_table_ends_with_a_total() -> None:
    at = few()
    plan = at.session_state["session"].made.plan
    said = html(at)
    total = said[said.index("<span>Total</span>") :]
    assert f"<b>{plan.totals.creators} creators</b>" in total
    assert f"<b>{money(sum(pick.cost_cents for pick in plan.picks))}</b>" in total
    assert "Unique reach" in total and "Reach, with overlap" in total


def test_everybody_is_unlocked_at_once() -> None:
    at = few()
    now = at.session_state["session"]
    picks = now.made.plan.picks
    for pick in picks[:3]:
        now.brief = choices.keeping(now.brief, pick.creator, pick.package)
    signed = {"creator": picks[3].creator, "package": picks[3].package, "signed": True}
    now.brief = now.brief.changed("must_have", [*now.brief.model_dump(mode="json")["must_have"], signed])
    settled(at.run()).run()
    at.button(key="unlock_all").click().run()
    assert [wanted.creator for wanted in now.brief.must_have] == [picks[3].creator], "a signature is no lock"


def test_replies_that_were_kept_before_statuses_are_read_as_those(place: Path) -> None:
    at = few()
    now = at.session_state["session"]
    picks = now.made.plan.picks
    # What an earlier planner left behind: a working state without statuses, and replies under the campaign's id.
    now.begin_campaign(now.brief.changed("budget_cents", now.brief.budget_cents + 100), type(now.about)())
    settled(at.run())
    database = Database.sqlite(place)
    old = filed.Replies(
        statuses=(
            Reply(creator=picks[0].creator, answer=Answer.SIGNED, fee_cents=12_300),
            Reply(creator=picks[1].creator, answer=Answer.DECLINED),
        )
    )
    Records(database, Actor.local(BROWSER)).put(keeping.ANSWERS, now.campaign, old, 0)
    database.close()
    again = read_page().session_state["session"].about.latest
    assert (again[picks[0].creator].step, again[picks[0].creator].fee_cents) == (Step.SIGNED, 12_300)
    assert again[picks[1].creator].step is Step.DECLINED
