"""A conflict as people read it: defaults give way first, people are one group, seven lines are enough."""

from __future__ import annotations

from typing import Any

from planner.campaign.campaign import Campaign
from planner.campaign.conflict import MOST_LINES, applied, lines_of, sentence_of
from planner.campaign.status import Status, Step
from planner.exports.terminal import lines
from planner.outcome import Conflict, Fix, Refusal
from planner.planning import plan
from tests import builders


def refused(**fields: Any) -> Refusal:
    people = [builders.creator(f"c{at}", followers=400_000 if at % 2 else 20_000) for at in range(10)]
    answer = plan(builders.roster(*people), builders.brief(**fields))
    assert isinstance(answer, Refusal)
    return answer


FIELDS: dict[str, Any] = {"pyramid": {"mid": {"headcount": {"min": 0.9}}}, "pyramid_order": True}


def test_a_default_is_offered_first_and_called_one() -> None:
    answer = refused(**FIELDS)
    plain = [line.rule for line in lines_of(answer)]
    assert set(plain) == {"pyramid", "pyramid_order"}
    for default in ("pyramid_order", "pyramid.mid.headcount.min"):
        found = lines_of(answer, Campaign(defaults=(default,)))
        assert found[0].is_default
        assert found[0].words.endswith("(a default of your starting point)")
        assert found[0].fix is not None
        assert found[0].fix.path == default
        assert [line.is_default for line in found] == [True, False]
        said = sentence_of(answer, Campaign(defaults=(default,)))
        assert said.endswith("One of them is only a default: change that first.")


def test_the_conflict_of_a_client_is_told_as_it_is() -> None:
    answer = refused(**FIELDS)
    assert sentence_of(answer, Campaign()) == answer.sentence


def test_people_are_one_group() -> None:
    answer = refused(budget_cents=120_000, must_have=[{"creator": f"instagram:c{at}"} for at in range(4)])
    assert sum(conflict.rule == "must_have" for conflict in answer.conflicts) >= 3
    found = lines_of(answer)
    assert sum(line.rule == "must_have" for line in found) == 1
    assert "creators must be in the plan" in " ".join(line.words for line in found)
    assert "These rules conflict: " in sentence_of(answer)


def test_never_more_than_seven_lines() -> None:
    fix = Fix(path="creators.max", value=9, sentence="Raise to 9")
    conflicts = tuple(Conflict(rule=f"r{at}", name=f"Rule {at}", unit="creators", fix=fix) for at in range(20))
    answer = Refusal(sentence="These 20 rules conflict: ...", conflicts=conflicts, confirmed_by=(), seconds=0)
    found = lines_of(answer)
    assert len(found) == MOST_LINES
    assert found[-1].words == "14 more rules"
    assert len(list(lines(answer, builders.brief()))) == 1 + MOST_LINES


def test_the_terminal_puts_defaults_first() -> None:
    answer = refused(**FIELDS)
    said = list(lines(answer, builders.brief(), None, Campaign(defaults=("pyramid_order",))))
    assert "a default of your starting point" in said[1]
    assert "starting point" not in said[2]


def test_a_refusal_that_no_proof_of_ours_confirms_says_so() -> None:
    answer = refused(**FIELDS)
    for by_solver in (False, True):
        said = lines(answer.model_copy(update={"by_solver": by_solver}), builders.brief())
        assert any("solvers’ word" in line for line in said) is by_solver


def test_a_fix_that_lets_people_go_releases_who_signed_and_unlocks_the_others() -> None:
    asked = builders.brief(must_have=[{"creator": "instagram:locked"}], excluded=["instagram:out"])
    campaign = Campaign()
    for name, step in (("signed", Step.SIGNED), ("no", Step.DECLINED)):
        campaign = campaign.marked(Status(creator=f"instagram:{name}", step=step))
    brief, after = applied("must_have", [], asked, campaign)
    assert brief.must_have == () and brief.excluded == asked.excluded
    assert after.latest["instagram:signed"].step is Step.RELEASED
    # the brief that is planned has the declined one after the excluded one
    brief, after = applied("excluded.1", None, asked, campaign)
    assert brief == asked and "instagram:no" not in after.latest
    brief, after = applied("budget_cents", 5_000, asked, campaign)
    assert brief.budget_cents == 5_000 and after is campaign
