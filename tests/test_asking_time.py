"""Asking in rounds by a deadline: what was found is the answer, and what was not finished is named."""

import datetime
import time
from typing import Any

import pytest

from planner import planning
from planner.asking import plans
from planner.asking.answer import Asking
from planner.asking.plan import Known, asking
from planner.asking.simulate import Runs, run
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.commands.asking import lines
from planner.domain.roster import Roster
from planner.explore.study import NoPlan
from planner.jobs.asking import AskRequest, asking_job
from planner.optimise.watch import Watch
from planner.outcome import Plan, Undecided
from planner.workers import Context
from tests import builders

TODAY = datetime.date(2026, 11, 28)


def _six() -> tuple[Roster, Brief]:
    people = builders.roster(
        *(
            builders.creator(f"c{at}", builders.package(fee=100 + 10 * at), followers=20_000 + 900 * at)
            for at in range(6)
        )
    )
    return people, builders.brief(budget_cents=37_000)


@pytest.mark.parametrize(("seconds", "ways"), [(10.0, 5), (6.0, 3)])
def test_what_the_time_does_not_suffice_for_is_named(
    seconds: float, ways: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve courses of one way of asking take two seconds, and nothing else takes any time."""
    people, brief = _six()
    monkeypatch.setattr("planner.asking.plan.MOST_WORLDS", 60)
    known, now = Known(Campaign(), TODAY, {}), [100.0]
    whole = asking(people, brief, known)

    def slow(*given: Any) -> Runs:
        now[0] += 2.0
        return run(*given)

    monkeypatch.setattr("planner.asking.plan.run", slow)
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    assert asking(people, brief, known, Watch().within(1_000.0)) == whole
    # A worker has the answer before the time is over after which it would be stopped.
    found = asking_job(AskRequest(brief.model_dump_json(), Campaign(), TODAY), people, Context(seconds=seconds * 1.2))
    assert isinstance(found, Asking)
    many = len(found.asks)
    assert found.notes[len(whole.notes) :] == (
        "Only 12 of 60 courses that the answers may take were simulated in the time given.",
        *(["Only 3 of 5 ways of asking were simulated in the time given."] if ways < 5 else []),
        f"None of {many} creators have their stand-bys in the time given.",
        f"None of {ways} ways were compared with knowing all answers in the time given.",
        f"None of {many} creators have a most to pay in the time given.",
    )
    assert many > 1 and len(found.tried) == ways and found.ending.worlds == 12
    assert "Knowing all" in "\n".join(lines(whole, brief)) and "Knowing all" not in "\n".join(lines(found, brief))


def test_a_plan_has_all_of_the_time_where_its_part_is_too_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one there is nothing to ask, so that no later part of the answer needs the time more."""
    people, brief = _six()
    known = Known(Campaign(), TODAY, {})
    whole, now, found = asking(people, brief, known), [100.0], plans.solve

    def slow(*given: Any) -> Any:
        now[0] += 0.5
        return Undecided(sentence="No plan was found.", seconds=0.5, roster="") if given[-1].late else found(*given)

    monkeypatch.setattr("planner.asking.plans.solve", slow)
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    asked = asking(people, brief, known, Watch().within(1.2))
    assert {one.creator for one in asked.asks} == {one.creator for one in whole.asks}
    with pytest.raises(NoPlan):
        asking(people, brief, known, Watch().within(0.9))
    # What is known of a whole market is a plan, too, while its prices are those of the replies.
    table, _ = planning.forecast(people, brief)
    plan = planning.plan(people, brief)
    assert isinstance(plan, Plan)
    assert plans.best(table, brief, people, plan, Watch().within(0.1)) is plan
    with pytest.raises(NoPlan):
        plans.best(table, brief.changed("budget_cents", 9_000), people, plan, Watch().within(0.1))
