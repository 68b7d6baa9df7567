"""Who has answered is kept with the campaign, not under its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.campaign.campaign import Campaign
from planner.campaign.status import Step
from tests.kept_pages import few, limit, more, read_page, settled, store

pytestmark = pytest.mark.usefixtures("workers", "place")


def answered(at: AppTest) -> list[tuple[str, Step]]:
    """Where each creator stands, as the campaign knows it."""
    return [(name, one.step) for name, one in at.session_state["session"].about.latest.items()]


def mark_first(at: AppTest, step: str = "signed") -> str:
    """The first creator of the plan has signed; returns who that is."""
    now = at.session_state["session"]
    key = f"ex_answers.{now.campaign}.{now.made.key}.{now.turn('answers')}"
    at.session_state[key] = {"edited_rows": {0: {"Status": step}}, "added_rows": [], "deleted_rows": []}
    at.run()
    creator = str(now.made.plan.picks[0].creator)
    assert dict(answered(at))[creator] == step
    return creator


def test_two_campaigns_of_one_name_do_not_share_who_has_signed(place: Path) -> None:
    at = few()
    creator = mark_first(at)
    at.button(key="save_new").click().run()
    assert answered(at) == [(creator, Step.SIGNED)], "saving a campaign keeps its answers"
    now = at.session_state["session"]
    # As a sample or a brief from a file does: another campaign, which happens to have the same name.
    now.begin_campaign(now.brief.changed("budget_cents", now.brief.budget_cents + 100), Campaign())
    assert answered(settled(at.run()).run()) == []
    at.button(key="save_new").click().run()
    first, second = sorted(store(place)[1].all(), key=lambda line: line.changed)
    assert first.place.campaign == second.place.campaign
    for line, signed in ((first, [(creator, Step.SIGNED)]), (second, [])):
        at.switch_page("pages/compare.py").run()
        at.button(key=f"open.{line.id}").click().run()
        assert answered(settled(at.switch_page("pages/plan.py").run())) == signed


def test_scenarios_of_one_campaign_share_who_has_answered(place: Path) -> None:
    at = few()
    at.button(key="save_new").click().run()
    (first,) = store(place)[1].all()
    limit(at, 10)
    at.button(key="save_new").click().run()
    creator = mark_first(settled(at).run(), "declined")
    assert first.place.campaign_id == at.session_state["session"].campaign
    at.switch_page("pages/compare.py").run()
    at.button(key=f"open.{first.id}").click().run()
    assert answered(settled(at.switch_page("pages/plan.py").run())) == [(creator, Step.DECLINED)]


def test_who_has_signed_survives_a_refresh_and_goes_with_a_copy(place: Path) -> None:
    at = few()
    creator = mark_first(at)
    assert answered(read_page()) == [(creator, Step.SIGNED)]
    at.button(key="save_new").click().run()
    (line,) = store(place)[1].all()
    at.switch_page("pages/compare.py").run()
    more(at, line.id).button(key=f"duplicate.{line.id}").click().run()
    (copy,) = (other for other in store(place)[1].all() if other.id != line.id)
    at.button(key=f"open.{copy.id}").click().run()
    assert answered(settled(at.switch_page("pages/plan.py").run())) == [(creator, Step.SIGNED)]
