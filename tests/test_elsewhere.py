"""A creator on whom two campaigns of one team count: both say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from planner.campaign.campaign import Campaign
from planner.campaign.elsewhere import Hold, shared
from planner.campaign.status import Status, Step
from planner.review.brand import Brand
from planner.review.decisions import Choice, Reviewer
from planner.review.snapshot import Options
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.records import Records
from planner.store.review_links import Reviews
from planner.store.reviews import Guest, Offer, Presentation, Said
from planner.store.times import utc_now
from tests.people import founder
from tests.signed import visit, words

LINA, TOM = "instagram:lina", "tiktok:tom"


def about(*steps: tuple[str, Step]) -> Campaign:
    return Campaign(statuses=tuple(Status(creator=creator, step=step) for creator, step in steps))


def test_both_campaigns_say_who_counts_on_a_creator() -> None:
    spring = Hold.of("Spring", about(), {LINA, TOM})
    summer = Hold.of("Summer", about((LINA, Step.SIGNED), (TOM, Step.ASKED)), ())
    assert shared(spring, [summer]) == (
        "@lina (Instagram) was approved by your client here, and is signed for “Summer”.",
    )
    assert shared(summer, [spring]) == (
        "@lina (Instagram) is signed here, and was approved by the client of “Spring”.",
    )


@pytest.mark.parametrize(
    "other",
    [
        Hold.of("Summer", about((LINA, Step.SIGNED), (LINA, Step.RELEASED)), ()),
        Hold.of("Summer", about((LINA, Step.DECLINED)), {LINA}),
        Hold.of("Summer", about((LINA, Step.ASKED)), ()),
        Hold.of("Summer", about((TOM, Step.SIGNED)), ()),
    ],
)
def test_who_is_not_counted_on_is_not_named(other: Hold) -> None:
    assert shared(Hold.of("Spring", about(), {LINA}), [other]) == ()


def test_who_is_signed_for_both_is_no_surprise() -> None:
    both = (Hold.of(name, about((LINA, Step.SIGNED)), ()) for name in ("Spring", "Summer"))
    assert shared(next(both), both) == ()


@pytest.fixture
def here(place: Path) -> Iterator[Database]:
    """The database of the pages."""
    opened = Database.sqlite(place)
    yield opened
    opened.close()


def test_the_plan_page_says_it(here: Database, workers: None) -> None:
    ana = founder(here, "Ana", "Lumen")
    at = visit("Ana").run()
    for _ in range(60):
        if at.session_state["session"].made is not None:
            break
        at.run()
    now = at.session_state["session"]
    creator = now.made.plan.picks[0].creator
    assert "and is signed for" not in words(at)
    offer = Offer(now.made.plan, now.brief, now.roster)
    look = Presentation(Options(), Brand(agency="North"))
    _, token = Reviews(here, Rosters(), ana).make(now.campaign, offer, look, utc_now() + timedelta(days=1))
    who = Reviewer.of("Cleo", "cleo@acme.example")
    Guest(here, Rosters(), token).add(Said(creator, Choice.APPROVE, who, 1))
    Records(here, ana).put("campaign", "summer", about((creator, Step.SIGNED)), 0)
    zoe = founder(here, "Zoe", "Zenith")
    Records(here, zoe).put("campaign", "theirs", about((now.made.plan.picks[1].creator, Step.SIGNED)), 0)
    again = visit("Ana").run()
    again.run()
    said = [one.value.replace("\\", "") for one in again.warning]
    assert (
        sum("was approved by your client here, and is signed for another campaign of yours." in one for one in said)
        == 1
    )
