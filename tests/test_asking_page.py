"""Ask creators in rounds, on the Plan page: nothing before the button, then asks, files and statuses."""

from __future__ import annotations

import datetime

import pytest
from streamlit.testing.v1 import AppTest

from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.jobs.asking import AskRequest, asking_job
from planner.jobs.plan import Problems
from planner.workers import Context
from tests import builders
from tests.kept_pages import limit, page, settled

pytestmark = pytest.mark.usefixtures("workers", "place")


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def asked(at: AppTest) -> AppTest:
    """The page once the round is planned."""
    at.button(key="ask_asking").click().run()
    for _ in range(240):
        assert not at.exception, at.exception
        if "asking_done" in {button.key for button in at.button}:
            job = at.session_state["session"].asked["asking"].job
            if job.wait(0):
                return at.run()
        at.run()
    pytest.fail("the round was not planned")


def test_the_round_is_planned_on_demand_and_marks_who_was_asked() -> None:
    at = limit(page(), 12)
    assert "Ask creators in rounds" in {one.value for one in at.subheader}
    assert "asking" not in at.session_state["session"].asked, "nothing is simulated before somebody asks"
    at = asked(at)
    assert "Ask 12 creators now" in html(at)
    assert "At no time is more than $110,000 signed or on offer" in html(at)
    rows = next(one.value for one in at.dataframe if "Next if they decline" in one.value)
    assert len(rows) == 12 and (rows["Pay at most"] >= rows["Offer"]).all()
    at.button(key="asking_done").click().run()
    at = settled(at)
    now = at.session_state["session"].about
    assert {one.step for one in now.latest.values()} == {Step.ASKED} and len(now.latest) == 12
    assert all(one.on == datetime.date.today() and one.package for one in now.latest.values())


def _job(campaign: Campaign) -> object:
    people = builders.roster(*(builders.creator(f"c{at}", builders.package(fee=100)) for at in range(3)))
    request = AskRequest(builders.brief().model_dump_json(), campaign, datetime.date(2026, 11, 28))
    return asking_job(request, people, Context())


def test_a_job_without_a_plan_is_a_sentence_and_one_with_problems_names_them() -> None:
    gone = (Status(creator=f"instagram:c{at}", step=Step.DECLINED) for at in range(3))
    assert isinstance(_job(Campaign(statuses=tuple(gone))), str)
    unknown = Campaign(statuses=(Status(creator="instagram:nobody", step=Step.SIGNED),))
    found = _job(unknown)
    assert isinstance(found, Problems) and "nobody" in str(found.found[0])
