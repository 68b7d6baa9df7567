"""Ask creators in rounds, on the Plan page: nothing before the button, then asks, files and statuses."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.asking.view import raised
from pages.parts.explore import responses
from planner.asking.answer import Asking
from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.jobs.asking import AskRequest, asking_job
from planner.jobs.plan import Problems
from planner.problems import BadInput
from planner.workers import Context
from tests import builders
from tests.kept_pages import few, settled

pytestmark = pytest.mark.usefixtures("workers", "place")


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def asked(at: AppTest) -> AppTest:
    """The page once the round is planned."""
    at.button(key="ask_asking").click().run()
    assert at.session_state["session"].asked["asking"].job.wait(60), "the round was not planned"
    at.run()
    assert not at.exception, at.exception
    return at


def test_the_round_is_planned_on_demand_and_marks_who_was_asked() -> None:
    at = few()
    assert "Ask creators in rounds" in {one.value for one in at.subheader}
    assert "asking" not in at.session_state["session"].asked, "nothing is simulated before somebody asks"
    at = asked(at)
    assert "Ask 12 creators now" in html(at)
    assert "At no time is more than $10,000 signed or on offer" in html(at)
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


def test_whoever_asks_for_more_is_compared_with_the_most_to_pay() -> None:
    def more(fee_cents: int) -> tuple[Campaign, Asking]:
        wants = Status(creator="instagram:c0", step=Step.ASKED, on=datetime.date(2026, 11, 28), fee_cents=fee_cents)
        about = Campaign(statuses=(wants,))
        found = _job(about)
        assert isinstance(found, Asking)
        return about, found

    about, found = more(10_500)
    assert about.raises == {"instagram:c0": 10_500}
    assert about.marked(Status(creator="instagram:c0", step=Step.SIGNED)).raises == {}
    (line,) = raised(found, about.raises, builders.brief())
    assert line.startswith("@c0 (Instagram) asks $105") and line.endswith(("still worth it.", "at that fee."))
    about, found = more(50_000_000)
    (line,) = raised(found, about.raises, builders.brief())
    assert "asks $500,000: for this money others bring as much" in line
    one = found.asks[0].model_copy(
        update={"creator": "instagram:c0", "kind": "agree", "most_cents": 95_000, "worth_more": False}
    )
    held = found.model_copy(update={"asks": (one,)})
    words = [raised(held, {"instagram:c0": fee}, builders.brief())[0] for fee in (80_000, 99_000)]
    assert words[0] == "@c0 (Instagram) asks $800, your limit is $950: still worth it."
    assert words[1] == "@c0 (Instagram) asks $990, your limit is $950: too much."


def test_asking_for_more_needs_the_fee_beside_it() -> None:
    made: Any = SimpleNamespace(plan=SimpleNamespace(picks=()))
    row = {"id": "instagram:c0", "Status": "asks for more", "Agreed": None}
    with pytest.raises(BadInput, match="the fee they ask for, beside it"):
        responses._marked(Campaign(), [row], made)
    marked = responses._marked(Campaign(), [row | {"Agreed": 800.0}], made)
    assert marked.raises == {"instagram:c0": 80_000} and marked.waiting == 1
    assert responses._row("instagram:c0", marked.latest["instagram:c0"])["Status"] == "asks for more"
    with pytest.raises(BadInput, match="has a fee but wasn't asked yet.*signed or asks for more"):
        responses._marked(Campaign(), [row | {"Status": "not asked", "Agreed": 1_200.0}], made)
    same = responses._marked(marked, [row | {"Agreed": 800.0}], made)
    assert same is marked, "what stands there already is no other reply"
