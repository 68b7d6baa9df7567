"""Status of creators: who stays, who goes, and a plan that answers when the money shrinks."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from planner.brief.brief import Brief, Quality
from planner.brief.choices import unlocked
from planner.campaign.campaign import Campaign
from planner.campaign.conflict import applied
from planner.campaign.planning import plan_with
from planner.campaign.status import Decided, Exemption, Ruling, Status, Step, latest, marked, undone
from planner.check import check
from planner.domain.roster import Roster
from planner.explore.study import Study
from planner.explore.worth import worth_of_limits
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.problems import BadInput
from tests import builders
from tests.command_line import Run, refused_as_bad

DAY = datetime.date(2027, 3, 1)


def crew(many: int = 40) -> Roster:
    """Creators at $100, $110, ..., the dearer ones with more followers."""
    return builders.roster(
        *(
            builders.creator(
                f"c{at:03d}",
                builders.package("reel", 100 + 10 * at, reels=1),
                followers=5_000 + 700 * at,
                fake_share=0.1,
            )
            for at in range(many)
        )
    )


def made(roster: Roster, asked: Brief, campaign: Campaign | None = None) -> Plan:
    answer = plan_with(campaign or Campaign(), asked, roster)
    assert isinstance(answer, Plan), answer
    return answer


def signed_by_all(answer: Plan, **fields: Any) -> Campaign:
    campaign = Campaign().taken(answer, DAY, "Mia")
    for pick in answer.picks:
        status = Status(creator=pick.creator, step=Step.SIGNED, on=DAY, fee_cents=pick.cost_cents, **fields)
        campaign = campaign.marked(status, answer)
    return campaign


def test_taking_a_plan_asks_everybody_and_locks_nobody() -> None:
    answer = made(crew(), builders.brief(budget_cents=200_000))
    campaign = Campaign().taken(answer, DAY, "Mia")
    assert {status.step for status in campaign.statuses} == {Step.ASKED}
    assert {status.by for status in campaign.statuses} == {"Mia"}
    assert campaign.asked(builders.brief()).must_have == ()
    assert campaign.taken(answer) == campaign


def test_whoever_signed_stays_at_their_fee_and_whoever_declined_goes() -> None:
    roster, asked = crew(), builders.brief(budget_cents=200_000)
    answer = made(roster, asked)
    stays, goes = answer.picks[0].creator, answer.picks[1].creator
    campaign = Campaign().taken(answer)
    campaign = campaign.marked(Status(creator=stays, step=Step.SIGNED, fee_cents=1_00), answer)
    campaign = campaign.marked(Status(creator=goes, step=Step.DECLINED))
    again = made(roster, asked, campaign)
    picks = {pick.creator: pick for pick in again.picks}
    assert picks[stays].cost_cents == 1_00
    assert goes not in picks
    back = campaign.model_copy(update={"statuses": undone(campaign.statuses, goes)})
    assert goes in {pick.creator for pick in made(roster, asked, back).picks}


def test_a_post_keeps_the_fee_that_was_agreed_when_they_signed() -> None:
    steps = (
        Status(creator="instagram:a", step=Step.SIGNED, fee_cents=500, package="reel"),
        Status(creator="instagram:a", step=Step.POSTED, on=DAY),
    )
    now = latest(steps)["instagram:a"]
    assert (now.step, now.fee_cents, now.package, now.on) == (Step.POSTED, 500, "reel", DAY)
    with pytest.raises(BadInput, match="without having signed"):
        marked((), Status(creator="instagram:a", step=Step.POSTED))


def test_whoever_signed_is_one_rule_and_one_line_of_a_conflict() -> None:
    roster, asked = crew(), builders.brief(budget_cents=400_000)
    answer = made(roster, asked)
    campaign = signed_by_all(answer)
    kept = made(roster, asked, campaign)
    assert {pick.creator for pick in kept.picks} >= {pick.creator for pick in answer.picks}
    assert sum(limit.rule == "must_have" for limit in kept.limits) == 1

    poorer = asked.changed("budget_cents", round(answer.totals.cost_cents * 0.92))
    refused = plan_with(campaign, poorer, roster)
    assert isinstance(refused, Refusal)
    assert len(refused.conflicts) == 2
    assert f"The {len(answer.picks)} creators who signed are in the plan" in refused.sentence
    fix = next(conflict.fix for conflict in refused.conflicts if conflict.rule == "must_have")
    assert fix is not None
    assert fix.enough
    assert fix.sentence.startswith(f"Release {len(fix.creators)} of {len(answer.picks)}: @")


def test_whoever_signed_is_one_step_of_what_rules_are_worth() -> None:
    """With a step for each of 150 who had been asked or locked, the job ended at its limit of 180 s."""
    roster, asked = crew(), builders.brief(budget_cents=400_000)
    answer = made(roster, asked)
    campaign = signed_by_all(answer)
    each = asked.changed("must_have", [{"creator": pick.creator} for pick in answer.picks])
    lines = []
    for wanted in (each, campaign.asked(asked)):
        study = Study.of(roster, wanted)
        lines.append(sum(one.rule == "must_have" for one in worth_of_limits(study)))
    assert len(answer.picks) > 5
    assert lines == [1, 1]


def test_the_fewest_are_released_and_no_fewer_would_do() -> None:
    roster, asked = crew(), builders.brief(budget_cents=400_000)
    answer = made(roster, asked)
    campaign = signed_by_all(answer)
    poorer = asked.changed("budget_cents", round(answer.totals.cost_cents * 0.92))
    refused = plan_with(campaign, poorer, roster)
    assert isinstance(refused, Refusal)
    fix = next(c.fix for c in refused.conflicts if c.rule == "must_have")
    assert fix is not None
    fees = sorted((pick.cost_cents for pick in answer.picks), reverse=True)
    over = answer.totals.cost_cents - (poorer.budget_cents or 0)
    least = next(n for n in range(len(fees) + 1) if sum(fees[:n]) >= over)
    assert len(fix.creators) == least
    for creator in fix.creators:
        campaign = campaign.marked(Status(creator=creator, step=Step.RELEASED, on=DAY))
    after = made(roster, poorer, campaign)
    assert {pick.creator for pick in answer.picks} - set(fix.creators) <= {pick.creator for pick in after.picks}
    mended = plan(roster, campaign.asked(poorer))
    assert isinstance(mended, Plan)


def test_a_lock_and_a_signature_are_told_apart() -> None:
    roster = crew()
    names = [str(name) for name in roster.creators["id"]]
    campaign = Campaign()
    for name in names[:7]:
        campaign = campaign.marked(Status(creator=name, step=Step.SIGNED))
    locked = [{"creator": name} for name in names[7:14]]
    refused = plan_with(campaign, builders.brief(budget_cents=100_00, must_have=locked), roster)
    assert isinstance(refused, Refusal)
    assert len(refused.conflicts) <= 7
    whole = made(roster, builders.brief(must_have=locked), campaign)
    names_of_limits = {limit.name for limit in whole.limits if limit.rule == "must_have"}
    assert names_of_limits == {"The 7 creators who signed are in the plan", "The 7 creators locked in are in the plan"}


def test_few_must_haves_stay_one_rule_each() -> None:
    roster = crew(8)
    locked = [{"creator": str(name)} for name in roster.creators["id"][:3]]
    answer = made(roster, builders.brief(must_have=locked))
    assert sum(limit.rule == "must_have" for limit in answer.limits) == 3


def test_an_exception_lets_one_creator_in_and_nobody_else() -> None:
    people = [
        builders.creator("clean", fake_share=0.05),
        builders.creator("known", fake_share=0.29),
        builders.creator("other", fake_share=0.29),
    ]
    roster, asked = builders.roster(*people), builders.brief(quality={"max_fake_share": 0.2})
    assert [pick.handle for pick in made(roster, asked).picks] == ["clean"]
    exempt = Exemption(creator="instagram:known", quality=Quality(max_fake_share=0.29), why="we know them")
    campaign = Campaign().exempt(exempt)
    answer = made(roster, asked, campaign)
    assert sorted(pick.handle for pick in answer.picks) == ["clean", "known"]
    tight = Campaign().exempt(Exemption(creator="instagram:known", quality=Quality(max_fake_share=0.28)))
    assert [pick.handle for pick in made(roster, asked, tight).picks] == ["clean"]
    table = builders.table(roster, campaign.asked(asked))
    rows, counts = builders.picked(table, answer)
    assert check(table, campaign.asked(asked), rows, counts) == ()
    assert check(table, asked, rows, counts)


def test_whoever_signed_needs_no_exception() -> None:
    roster = builders.roster(builders.creator("a", fake_share=0.5, fit=0.1), builders.creator("b", fake_share=0.0))
    asked = builders.brief(quality={"max_fake_share": 0.2, "min_fit": 0.5, "strict": True})
    campaign = Campaign().marked(Status(creator="instagram:a", step=Step.SIGNED))
    assert "a" in [pick.handle for pick in made(roster, asked, campaign).picks]


def test_a_re_plan_keeps_nearly_everybody() -> None:
    roster, asked = crew(), builders.brief(budget_cents=400_000, tolerance=0.001)
    answer = made(roster, asked)
    campaign = Campaign().taken(answer)
    for pick in answer.picks[:3]:
        campaign = campaign.marked(Status(creator=pick.creator, step=Step.DECLINED, on=DAY))
    for pick in answer.picks[3:6]:
        campaign = campaign.marked(Status(creator=pick.creator, step=Step.SIGNED, fee_cents=pick.cost_cents), answer)
    found = made(roster, asked, campaign)
    after = {pick.creator for pick in found.picks}
    assert not {pick.creator for pick in answer.picks[:3]} & after
    assert {pick.creator for pick in answer.picks[3:6]} <= after
    assert len(after & {pick.creator for pick in answer.picks}) >= len(answer.picks) - 6
    assert {pick.creator for pick in found.picks if pick.must_have} == {pick.creator for pick in answer.picks[3:6]}
    assert found.proof.bound >= found.proof.goal and 0 <= found.proof.gap <= 0.021
    assert sum(limit.rule == "must_have" for limit in found.limits) == 3
    table = builders.table(roster, campaign.asked(asked))
    assert check(table, campaign.asked(asked), *builders.picked(table, found)) == ()


def test_whoever_was_asked_stays_when_others_would_be_a_little_better() -> None:
    people = [builders.creator(f"c{at}", builders.package("reel", 100, reels=1), followers=9_000) for at in range(4)]
    better = [builders.creator(f"d{at}", builders.package("reel", 100, reels=1), followers=9_050) for at in range(4)]
    roster, asked = builders.roster(*people, *better), builders.brief(budget_cents=40_000, tolerance=1e-6)
    free = made(roster, asked)
    assert {pick.handle[0] for pick in free.picks} == {"d"}
    campaign = Campaign()
    for at in range(4):
        campaign = campaign.marked(Status(creator=f"instagram:c{at}", step=Step.ASKED, package="reel"))
    kept = made(roster, asked, campaign)
    assert {pick.handle[0] for pick in kept.picks} == {"c"}
    assert not any(pick.must_have for pick in kept.picks), "asked is not locked"
    assert 0 < kept.proof.gap < 0.02 and kept.proof.closed
    careless = campaign.model_copy(update={"traded": 0.0})
    assert {pick.handle[0] for pick in made(roster, asked, careless).picks} == {"d"}


def test_replies_wait_until_plans_count_them() -> None:
    answer = made(crew(), builders.brief(budget_cents=200_000))
    campaign = Campaign().taken(answer)
    campaign = campaign.model_copy(update={"planned": len(campaign.statuses)})
    declined = campaign.marked(Status(creator=answer.picks[0].creator, step=Step.DECLINED))
    assert (campaign.waiting, declined.waiting) == (0, 1)
    assert declined.counted.statuses == campaign.statuses
    assert declined.replanned().waiting == 0 and declined.replanned().counted.latest == declined.latest


def test_the_command_line_plans_with_a_campaign(run: Run, tmp_path: Path) -> None:
    brief, roster = tmp_path / "brief.json", "sample_data/roster.csv"
    brief.write_text('{"budget_cents": 500000, "audience": [{"size": 9000000}]}', encoding="utf-8")
    out = tmp_path / "plan.json"
    assert run("plan", "--brief", brief, "--roster", roster, "--json", out).returncode == 0
    first = Plan.model_validate_json(out.read_bytes())
    gone = first.picks[0].creator
    campaign = tmp_path / "campaign.json"
    campaign.write_text(Campaign().marked(Status(creator=gone, step=Step.DECLINED)).model_dump_json(), encoding="utf-8")
    done = run("plan", "--brief", brief, "--roster", roster, "--campaign", campaign, "--json", out)
    assert done.returncode == 0, done.stderr
    assert gone not in {pick.creator for pick in Plan.model_validate_json(out.read_bytes()).picks}
    campaign.write_text('{"statuses": [{"creator": "x", "step": "maybe"}]}', encoding="utf-8")
    refused_as_bad(run("plan", "--brief", brief, "--campaign", campaign), "campaign.statuses.0.step", "maybe")


def test_unlocking_everybody_keeps_who_signed() -> None:
    asked = builders.brief(must_have=[{"creator": "instagram:a"}, {"creator": "instagram:b", "signed": True}])
    assert [wanted.creator for wanted in unlocked(asked).must_have] == ["instagram:b"]


def test_statuses_survive_the_campaigns_file() -> None:
    answer = made(crew(), builders.brief(budget_cents=200_000))
    campaign = signed_by_all(answer, note="by mail")
    assert Campaign.read(campaign.model_dump_json()) == campaign


def decided(creator: str, ruling: Ruling, package: str = "reel") -> Decided:
    return Decided(creator=creator, package=package, ruling=ruling, by="Ana Ruiz", on=DAY)


def test_a_plan_around_decisions_keeps_who_is_approved_and_leaves_out_who_is_declined() -> None:
    asked = builders.brief(budget_cents=200_000)
    before = made(crew(), asked)
    first, second, *others = (pick.creator for pick in before.picks)
    outsider = next(name for name in crew().creators["id"] if name not in {pick.creator for pick in before.picks})
    rulings = [decided(first, Ruling.DECLINED), decided(second, Ruling.APPROVED), decided(outsider, Ruling.APPROVED)]
    rulings += [decided(name, Ruling.OPEN) for name in others]
    after = {pick.creator for pick in made(crew(), asked, Campaign(decided=tuple(rulings))).picks}
    assert first not in after and {second, outsider} <= after
    assert len(after & set(others)) >= len(others) - 2, "whoever was shown and not decided stays if they can"


def test_replies_of_creators_stand_above_what_the_client_decided() -> None:
    signed, gone, asked = (f"instagram:c00{at}" for at in range(3))
    statuses = (
        Status(creator=signed, step=Step.SIGNED, fee_cents=9_900),
        Status(creator=gone, step=Step.DECLINED),
        Status(creator=asked, step=Step.ASKED, package="reel"),
    )
    rulings = (decided(signed, Ruling.DECLINED), decided(gone, Ruling.APPROVED), decided(asked, Ruling.DECLINED))
    campaign = Campaign(statuses=statuses, decided=rulings)
    planned = campaign.asked(builders.brief(budget_cents=200_000))
    assert [(one.creator, one.signed, one.agreed_fee_cents) for one in planned.must_have] == [(signed, True, 9_900)]
    assert set(planned.excluded) == {gone, asked}
    assert set(campaign.undecided(asked).asked(builders.brief(budget_cents=200_000)).excluded) == {gone}
    assert Campaign.read(campaign.model_dump_json()) == campaign


def test_a_decision_that_is_in_the_way_is_left_out_by_the_fix_that_lets_them_go() -> None:
    asked = builders.brief(budget_cents=30_000, excluded=["instagram:c005"])
    rulings = tuple(decided(f"instagram:c{at:03d}", Ruling.APPROVED) for at in (10, 20))
    campaign = Campaign(decided=rulings)
    before = campaign.asked(asked)
    at = next(at for at, one in enumerate(before.must_have) if one.creator == "instagram:c020")
    brief, after = applied(f"must_have.{at}", None, asked, campaign)
    assert [one.creator for one in after.decided] == ["instagram:c010"] and brief.excluded == ("instagram:c005",)
    assert campaign.answered(f"must_have.{at}", before) and not campaign.answered("excluded.0", before)


def test_a_reply_is_no_rule_that_could_be_relaxed() -> None:
    one, two, three = crew().creators["id"].iloc[:3]
    about = Campaign().marked(Status(creator=one, step=Step.DECLINED)).marked(Status(creator=two, step=Step.SIGNED))
    planned = about.asked(builders.brief(excluded=[three], must_have=[]))
    replies = {name for at, name in enumerate(planned.excluded) if about.answered(f"excluded.{at}", planned)}
    assert replies == {one}
    assert about.answered("must_have.0", planned) and not about.answered("budget_cents", planned)
