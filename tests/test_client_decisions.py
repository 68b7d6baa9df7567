"""The sender's side of a review link: what the client decided beside the plan, and the plan again around it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.session import store
from planner.accounts.actor import Actor
from planner.review.brand import Brand
from planner.review.decisions import Choice, Reviewer
from planner.review.snapshot import Options
from planner.store.review_links import Reviews
from planner.store.reviews import Offer, Presentation, Said
from planner.store.times import utc_now
from tests.kept_pages import few, small
from tests.test_pages import PATIENCE, html, plan_of, settled

ANA, BEN = Reviewer.of("Ana Ruiz", "ana@acme.example"), Reviewer.of("Ben Okafor", "ben@acme.example")
pytestmark = pytest.mark.usefixtures("workers", "place")
AGAIN = "decisions_plan"


def sent(at: AppTest) -> str:
    """A link to the plan on screen, made by this session's workspace; its token."""
    now, room = at.session_state["session"], store._room()
    reviews = Reviews(room.database, room.rosters, Actor.local(now.keep.workspace))
    look = Presentation(Options(), Brand(agency="North & Vale"))
    return reviews.make(now.campaign, Offer(plan_of(at), now.brief, now.roster), look, utc_now() + timedelta(days=1))[1]


def decide(token: str, creator: str, choice: Choice, who: Reviewer = ANA, text: str = "") -> None:
    store.guest(token).add(Said(creator, choice, who, 1, text))


def banner(at: AppTest) -> str:
    return " ".join(one.value for one in at.markdown if "how_to_reg" in one.value)


def test_decisions_arrive_with_who_and_why_and_a_plan_is_made_around_them() -> None:
    at = few()
    assert AGAIN not in {button.key for button in at.button} and "Client decisions" not in str(at.subheader)
    first, second, third, *_ = (pick.creator for pick in plan_of(at).picks)
    token = sent(at)
    decide(token, first, Choice.APPROVE)
    decide(token, second, Choice.DECLINE, text="Works with a competitor")
    decide(token, third, Choice.APPROVE)
    decide(token, third, Choice.DECLINE, BEN, "Not our audience")
    settled(at.run())
    assert (
        "Ana Ruiz and Ben Okafor decided: 1 creator approved, 1 creator declined, they disagree about 1 creator."
        in banner(at)
    )
    (decided,) = [one.value for one in at.dataframe if "In their words" in one.value]
    by_creator = {row["Creator"].partition(" ")[0][1:]: row for row in decided.to_dict("records")}
    rows = [by_creator[creator.partition(":")[2]] for creator in (first, second, third)]
    assert [row["Decision"] for row in rows] == ["Approved", "Declined", "They disagree"]
    assert rows[1]["Who"] == "Ana Ruiz" and rows[1]["In their words"] == "Ana Ruiz: Works with a competitor"
    assert rows[2]["Who"] == "Ana Ruiz approved; Ben Okafor declined" and "ben@acme.example" in rows[2]["E-mail"]
    assert "Your reviewers disagree about" in html(at)
    table = at.dataframe[0].value
    assert list(table["Client"][:4]) == ["approved", "declined", "they disagree", "not decided"]

    settled(at.button(key=AGAIN).click().run())
    booked = {pick.creator for pick in plan_of(at).picks}
    assert first in booked and second not in booked
    assert AGAIN not in {button.key for button in at.button}
    decide(token, first, Choice.DECLINE, text="Changed our mind")
    settled(at.run())
    assert "1 creator declined" in banner(at) or "2 creators declined" in banner(at)


def test_another_campaign_has_decisions_of_its_own() -> None:
    at = small()
    token = sent(at)
    decide(token, plan_of(at).picks[0].creator, Choice.DECLINE, text="No")
    at.session_state["session"].campaign = "another"
    settled(at.run())
    assert AGAIN not in {button.key for button in at.button} and banner(at) == ""


def test_new_decisions_are_announced_until_they_were_seen_also_on_the_shelf() -> None:
    at = small()
    token = sent(at)
    first, second, *_ = (pick.creator for pick in plan_of(at).picks)
    decide(token, first, Choice.APPROVE)
    decide(token, second, Choice.DECLINE, text="No")
    decide(token, second, Choice.COMMENT, BEN, "Why not?")
    settled(at.run())
    said = " ".join(one.value for one in at.markdown if "mark_email_unread" in one.value)
    assert "2 new decisions and 1 new comment from Ana Ruiz and Ben Okafor" in said
    now = at.session_state["session"]
    room = store._room()
    assert Reviews(room.database, room.rosters, Actor.local(now.keep.workspace)).news() == {now.campaign: 3}
    at.button(key="save_new").click().run()
    at.switch_page("pages/compare.py").run()
    assert "3 new from your client" in html(at)
    at.switch_page("pages/plan.py").run()
    settled(at.button(key="decisions_seen").click().run())
    assert "decisions_seen" not in {button.key for button in at.button}
    at.switch_page("pages/compare.py").run()
    assert "new from your client" not in html(at)


def test_the_price_says_how_planning_again_differs_from_it() -> None:
    at = few()
    token = sent(at)
    decide(token, plan_of(at).picks[0].creator, Choice.DECLINE, text="No")
    settled(at.run())
    assert at.session_state["session"].asked["client_price"].job.wait(PATIENCE)
    said = " ".join(one.value for one in at.run().caption)
    assert "gives up at most 0.5% of your goal" in said and "Planning again gives up to 2%" in said
