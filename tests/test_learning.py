"""Lessons: shrinkage, recency, and a brief that comes back exactly as it was."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.debrief.apply import applied, reverted
from planner.debrief.compare import debrief
from planner.debrief.lesson import Lesson, Subject
from planner.debrief.lessons import learn
from planner.debrief.memory import CampaignRecord, Memory, record_of
from planner.debrief.overlap import implied_kappa
from planner.debrief.shrink import Seen, Spread, group_mean, own_factor, recency
from planner.debrief.uploads import Ledger
from planner.debrief.waterfall import unique_reach_of
from planner.planning import plan
from tests.debrief_cases import DAY, ledger, random_results, result, scenario, upload

SPREAD = Spread(0.25, 0.16, 0.0)
WHEN = (DAY, 90.0)


def record(seed: int, days_ago: int = 0) -> CampaignRecord:
    found = record_of(f"c{seed}", debrief(scenario(), ledger(*random_results(seed)), over=True))
    moved = datetime.timedelta(days=days_ago)
    return found.model_copy(update={"name": f"Campaign {seed}", "day": found.day - moved})


def seen(*values: float, age: int = 0) -> list[Seen]:
    """One post of one creator each."""
    date = DAY - datetime.timedelta(days=age)
    return [Seen(f"c{at}", "one", date, value) for at, value in enumerate(values)]


def test_without_results_a_group_stays_where_it_was() -> None:
    assert group_mean([], SPREAD, 5, WHEN).shift == 0
    assert learn(Memory(), Brief(budget_cents=1)) == ()


def test_as_many_creators_as_the_prior_move_a_group_half_way() -> None:
    as_expected = -SPREAD.one / 2
    found = group_mean(seen(*[as_expected + 0.4] * 5), SPREAD, 5, WHEN)
    assert found.shift == pytest.approx(0.2)
    assert group_mean(seen(*[as_expected] * 5), SPREAD, 5, WHEN).shift == pytest.approx(0)


def test_many_creators_of_one_campaign_do_not_count_as_many_campaigns() -> None:
    shaken = Spread(0.25, 0.16, 0.1)
    many = seen(*[1.0] * 200)
    assert group_mean(many, shaken, 5, WHEN).shift < group_mean(many, SPREAD, 5, WHEN).shift


@pytest.mark.parametrize("age", [0, 10, 90, 400])
def test_older_results_move_less(age: int) -> None:
    later, earlier = (group_mean(seen(0.5, 0.7, age=days), SPREAD, 5, WHEN).shift for days in (age, age + 30))
    assert 0 < earlier < later
    assert recency(DAY - datetime.timedelta(days=90), DAY, 90) == 0.5
    assert recency(DAY + datetime.timedelta(days=9), DAY, 90) == 1


def test_a_creator_moves_towards_her_own_results_the_more_posts_she_has() -> None:
    factors = [own_factor((0.5, n), -SPREAD.one / 2, SPREAD) for n in (0.01, 1, 4, 100)]
    assert factors == sorted(factors) and factors[0] == pytest.approx(1, abs=0.02)
    # In the end a creator is their own mean: exp(0.5 + within / 2) over the group's mean of 1.
    assert own_factor((0.5, 1e9), -SPREAD.one / 2, SPREAD) == pytest.approx(np.exp(0.5 + SPREAD.within / 2))


def test_lessons_say_old_and_new_and_what_is_behind_them() -> None:
    brief = scenario().brief.model_copy(update={"assumptions": {"reach_rate_reel.instagram.micro": 0.4}})
    lessons = {lesson.id: lesson for lesson in learn(Memory(campaigns=(record(1), record(2))), brief)}
    reels = lessons["Reach: Instagram reel, micro"]
    assert reels.edits[0].old == 0.4 and reels.edits[0].new == pytest.approx(0.3 * reels.factor, rel=1e-3)
    assert reels.creators == 1 and reels.posts >= 1 and set(reels.campaigns) <= {"Campaign 1", "Campaign 2"}
    assert {lesson.subject for lesson in lessons.values()} >= {Subject.REACH, Subject.POSTING, Subject.CREATOR}


def comparable(lessons: tuple[Lesson, ...]) -> list[tuple[str, float, int]]:
    return [(lesson.id, lesson.factor, lesson.posts) for lesson in lessons]


@pytest.mark.parametrize("seed", range(4))
def test_learning_knows_no_order(seed: int) -> None:
    records = [record(number, days_ago=40 * number) for number in range(4)]
    mixed = [records[at] for at in np.random.default_rng(seed).permutation(4)]
    plain, shuffled = Memory(), Memory()
    for one, other in zip(records, mixed, strict=True):
        plain, shuffled = plain.with_campaign(one), shuffled.with_campaign(other)
    assert comparable(learn(plain, scenario().brief)) == comparable(learn(shuffled, scenario().brief))
    rows = random_results(seed)
    files = [upload(*rows[:6], key="a"), upload(*rows[4:], key="b")]
    one, other = (record_of("x", debrief(scenario(), Ledger(uploads=tuple(f)))) for f in (files, files[::-1]))
    assert one == other


@pytest.mark.parametrize("seed", range(4))
def test_applying_and_reverting_gives_the_identical_brief(seed: int) -> None:
    own = {"instagram:anna": {"reach_rate": 0.3}, "x:other": {"chance": 0.5}}
    brief = Brief.read(
        {
            **scenario().brief.model_dump(mode="json"),
            "assumptions": {"reach_rate_reel.instagram.micro": 0.4},
            "history": own,
        }
    )
    lessons = learn(Memory(campaigns=(record(seed), record(seed + 10))), brief)
    taught, undo = applied(brief, lessons)
    assert taught != brief
    assert reverted(taught, undo).model_dump_json() == brief.model_dump_json()
    part, undo = applied(brief, lessons[::3])
    assert reverted(part, undo).model_dump_json() == brief.model_dump_json()


def test_reverting_keeps_what_was_edited_since() -> None:
    brief = scenario().brief
    taught, undo = applied(brief, learn(Memory(campaigns=(record(3),)), brief))
    edited = taught.changed("assumptions", {**taught.assumptions, "trust_uplift_U.all.all": 0.2})
    assert reverted(edited, undo).assumptions == {"trust_uplift_U.all.all": 0.2}
    assert reverted(edited, undo).history == {}


def test_what_is_learned_reaches_the_plan_and_says_so() -> None:
    brief = scenario().brief
    taught, _ = applied(brief, learn(Memory(campaigns=(record(1), record(2))), brief))
    outcome = plan(scenario().roster, taught)
    assert outcome.kind == "plan"
    assert "own campaigns" in {pick.evidence for pick in outcome.picks}


def test_a_campaign_debriefed_again_replaces_itself_and_can_be_forgotten() -> None:
    memory = Memory().with_campaign(record(1)).with_campaign(record(1))
    assert len(memory.campaigns) == 1
    assert memory.without_campaign("c1") == Memory()


def test_lessons_are_the_same_again_from_what_is_stored() -> None:
    memory = Memory(campaigns=(record(1), record(2)))
    again = Memory.model_validate_json(memory.model_dump_json())
    assert comparable(learn(again, scenario().brief)) == comparable(learn(memory, scenario().brief))


def test_who_declines_lowers_acceptance_and_her_own_chance() -> None:
    rows = [result("ben", platform="tiktok", status="declined"), result(format="reel", posts=2, reach=9_000)]
    memory = Memory().with_campaign(record_of("c", debrief(scenario(), ledger(*rows), over=True)))
    lessons = {lesson.id: lesson for lesson in learn(memory, scenario().brief)}
    assert lessons["Acceptance: Creators accept what they quoted"].factor < 1
    ben, anna = lessons["Creators: tiktok:ben"].own, lessons["Creators: instagram:anna"].own
    assert ben is not None and anna is not None and ben.chance is not None and anna.chance is not None
    assert ben.chance < 0.9 and ben.chance < anna.chance and ben.reach is None


def test_who_kept_her_word_is_trusted_as_far_as_others_kept_theirs() -> None:
    posts = [result(format="reel", posts=2, reach=9_000), result("ben", platform="tiktok", posts=1, reach=9_000)]
    all_kept, one_failed = [], []
    for number in range(8):
        for found, rows in ((all_kept, posts), (one_failed, posts[:1])):
            done = debrief(scenario(), ledger(*rows, result("cleo", posts=3, reach=9_000)), over=True)
            found.append(record_of(f"c{number}", done))
    chances = []
    for campaigns in (all_kept, one_failed):
        lessons = {lesson.id: lesson for lesson in learn(Memory(campaigns=tuple(campaigns)), scenario().brief)}
        anna = lessons["Creators: instagram:anna"].own
        assert anna is not None and anna.chance is not None
        chances.append(anna.chance)
    assert chances[1] < chances[0]


def test_a_measured_unique_reach_teaches_how_much_audiences_overlap() -> None:
    done = debrief(scenario(), ledger(*random_results(2)), over=True)
    values = np.array([[line.actual.reach or 0.0 for line in done.lines]])
    modelled = float(unique_reach_of(done, values)[0])
    assert implied_kappa(done, modelled) == pytest.approx(5, rel=0.02)
    fewer = implied_kappa(done, modelled * 0.999)
    assert fewer is not None and fewer < 5
    assert implied_kappa(done, 10 * modelled) is None
    memory = Memory().with_campaign(record_of("c", done, kappa=1.0))
    lesson = next(one for one in learn(memory, scenario().brief) if one.subject is Subject.OVERLAP)
    assert 1 < lesson.edits[0].new < 5
