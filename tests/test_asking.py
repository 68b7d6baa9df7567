"""Asking in rounds: the promise on money, chances worked out by hand, replies, and what cannot be asked."""

import datetime
import random
from io import BytesIO

import numpy as np
import pytest
from openpyxl import load_workbook

from planner.asking.acceptance import Acceptance
from planner.asking.answer import Asking, Way
from planner.asking.judge import ending
from planner.asking.plan import Known, asking
from planner.asking.pool import Pool
from planner.asking.simulate import Begun, Counting, Policy, Runs, Start, Worlds, clairvoyant, run
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.status import Status, Step
from planner.commands.asking import lines
from planner.domain.roster import Roster
from planner.explore import replacement
from planner.explore.replacement import fair_fee
from planner.explore.study import NoPlan, Study
from planner.exports.asking import asking_workbook
from planner.forecast.assumptions import assumptions_of
from planner.problems import BadInput
from tests import builders

TODAY = datetime.date(2026, 11, 28)
SURE_OF_CHANCE = {"asking_prior_replies.all.all": 1e6, "asking_raise_share.all.all": 0.0}
"""Every creator answers by themselves, and nobody asks for more."""


def _pool(people: Roster, brief: Brief) -> tuple[Pool, Start, Acceptance]:
    numbers = assumptions_of(brief)
    study = Study.of(people, brief)
    pool = Pool.of(study, np.empty(0, np.int64), numbers)
    acceptance = Acceptance.of(numbers)
    assert study.base.selection is not None
    first = pool.of_creators(study.base.selection.index)
    return pool, Start(Begun.nobody(pool), first, acceptance.chances(pool.likely)), acceptance


def _worlds(pool: Pool, brief: Brief, many: int, seed: int = 1) -> Worlds:
    return Worlds.drawn(pool, Acceptance.of(assumptions_of(brief)), assumptions_of(brief), many, seed)


def _random_campaign(seed: int) -> tuple[Roster, Brief]:
    """A dozen creators of all sizes, with a budget for some of them and some rules."""
    chance = random.Random(seed)
    people = builders.roster(
        *(
            builders.creator(
                f"c{at:02}",
                builders.package(fee=chance.choice([90, 150, 400.5, 777.77, 1_200, 3_000]), units=chance.randint(0, 2)),
                followers=int(10 ** chance.uniform(3.2, 6.2)),
            )
            for at in range(chance.randint(6, 14))
        )
    )
    rules: dict[str, object] = {"budget_cents": chance.randint(100_000, 600_000)}
    if chance.random() < 0.5:
        rules["resources"] = {"units": {"stock": 20}}
    if chance.random() < 0.5:
        rules["creators"] = {"max": chance.randint(3, 8)}
    if chance.random() < 0.4:
        rules["pyramid"] = {"micro": {"headcount": {"min": 0.5}}}
    if chance.random() < 0.4:
        rules["confidence"] = 0.8
        rules["reach_floor"] = 3_000
    rules["assumptions"] = {f"asking_yes.all.{tier}": round(chance.uniform(0.05, 0.98), 2) for tier in ("micro", "mid")}
    return people, builders.brief(**rules)


@pytest.mark.parametrize("seed", range(25))
def test_no_cap_is_ever_overstepped(seed: int) -> None:
    """25 campaigns in 80 worlds each: signed and offered together stay within money, stock and caps, in every round."""
    people, brief = _random_campaign(seed)
    try:
        pool, start, _ = _pool(people, brief)
    except NoPlan:
        pytest.skip("this random campaign has no plan to ask for")
    worlds = _worlds(pool, brief, 80, seed)
    for counting in Counting:
        for stand_by in (False, True):
            runs = run(pool, Policy(counting, 3, stand_by), start, worlds)
            _check(pool, brief, runs, worlds)
    _check(pool, brief, clairvoyant(pool, start, worlds), worlds)


def _check(pool: Pool, brief: Brief, runs: Runs, worlds: Worlds) -> None:
    n = len(pool)
    assert brief.budget_cents is not None
    assert (runs.committed <= brief.budget_cents).all()
    assert (runs.team @ pool.cash <= runs.committed).all()
    assert not (runs.team[:, :n] & runs.team[:, n:]).any(), "booked once at most"
    assert not (runs.team.reshape(-1, 2, n).any(axis=1) & ~worlds.yes).any(), "nobody is booked who says no"
    used = runs.team @ pool.uses
    assert (used[:, pool.hard] <= pool.bounds[pool.hard]).all()
    if brief.creators.max is not None:
        assert (runs.team.sum(axis=1) <= brief.creators.max).all()


def _equals(many: int, afford: int, **rules: object) -> tuple[Roster, Brief]:
    people = builders.roster(*(builders.creator(f"c{at}", builders.package(fee=100)) for at in range(many)))
    brief = builders.brief(
        budget_cents=afford * 10_000, assumptions={**SURE_OF_CHANCE, "asking_yes.all.micro": 0.6}, **rules
    )
    return people, brief


def _chance_by_hand(p: float, need: int, rounds: int, left: int) -> float:
    """Chance that `need` equal creators say yes, of `left`, when as many are asked in each round as are missing."""
    from math import comb

    if need == 0:
        return 1.0
    if rounds == 0 or left == 0:
        return 0.0
    ask = min(need, left)
    return sum(
        comb(ask, yes) * p**yes * (1 - p) ** (ask - yes) * _chance_by_hand(p, need - yes, rounds - 1, left - ask)
        for yes in range(ask + 1)
    )


@pytest.mark.parametrize(("many", "need", "rounds"), [(3, 2, 1), (3, 2, 2), (5, 2, 3), (6, 3, 2), (6, 3, 4)])
def test_chance_of_equal_creators_is_that_worked_out_by_hand(many: int, need: int, rounds: int) -> None:
    people, brief = _equals(many, need, creators={"min": need})
    pool, start, _ = _pool(people, brief)
    worlds = _worlds(pool, brief, 6_000)
    runs = run(pool, Policy(Counting.NEVER, rounds, stand_by=False), start, worlds)
    found = float((runs.team.sum(axis=1) >= need).mean())
    expected = _chance_by_hand(0.6, need, rounds, many)
    assert found == pytest.approx(expected, abs=4 * (expected * (1 - expected) / 6_000) ** 0.5 + 1e-9)


def test_chance_of_a_tiny_campaign_is_that_of_all_its_worlds() -> None:
    """Six unlike creators: all 64 answers one by one, weighed by how likely each is, against drawn worlds."""
    people = builders.roster(
        *(
            builders.creator(f"c{at}", builders.package(fee=fee), followers=followers)
            for at, (fee, followers) in enumerate(
                [(300, 40_000), (200, 30_000), (250, 45_000), (900, 90_000), (800, 70_000), (100, 9_000)]
            )
        )
    )
    chances = {"asking_yes.all.micro": 0.7, "asking_yes.all.mid": 0.4, "asking_says_no.all.all": 0.0}
    brief = builders.brief(budget_cents=140_000, assumptions={**SURE_OF_CHANCE, **chances})
    brief = brief.changed("reach_floor", round(0.8 * Study.of(people, brief).base_solution.unique_reach))
    pool, start, _ = _pool(people, brief)
    policy = Policy(Counting.LAST, 2)
    n = len(pool)
    every = np.array([[bool(world >> at & 1) for at in range(n)] for world in range(2**n)])
    worlds = Worlds(every, np.zeros_like(every), np.zeros_like(every))
    weigh = np.where(every, start.chance, 1 - start.chance).prod(axis=1)
    met = run(pool, policy, start, worlds).team @ pool.uses >= pool.bounds
    floor = next(at for at, limit in enumerate(pool.limits) if limit.rule == "reach_floor")
    exact = float(weigh @ met[:, floor])
    drawn = ending(pool, brief, run(pool, policy, start, _worlds(pool, brief, 8_000)), 2)
    assert 0.05 < exact < 0.95
    assert drawn.chance == pytest.approx(exact, abs=0.022)


def test_stand_bys_and_rounds_help_and_the_clairvoyant_is_best() -> None:
    people, brief = _equals(12, 5)
    pool, start, _ = _pool(people, brief)
    worlds = _worlds(pool, brief, 400)

    def reach(runs: Runs) -> float:
        return ending(pool, brief, runs, 3).reach

    once = reach(run(pool, Policy(Counting.NEVER, 1, False, only_plan=True), start, worlds))
    rounds = reach(run(pool, Policy(Counting.NEVER, 3, False), start, worlds))
    beside = reach(run(pool, Policy(Counting.NEVER, 3), start, worlds))
    assert once < rounds <= beside <= reach(clairvoyant(pool, start, worlds)) * (1 + 1e-9)


def _campaign(*statuses: Status) -> Known:
    return Known(Campaign(statuses=statuses), TODAY, {})


def _ask(people: Roster | None, brief: Brief, known: Known | None = None) -> Asking:
    return asking(people, brief, known or Known(Campaign(), TODAY, {}))


def _six() -> tuple[Roster, Brief]:
    people = builders.roster(
        *(
            builders.creator(f"c{at}", builders.package(fee=100 + 10 * at), followers=20_000 + 900 * at)
            for at in range(6)
        )
    )
    return people, builders.brief(budget_cents=37_000)


def test_the_same_question_has_the_same_answer() -> None:
    people, brief = _six()
    assert _ask(people, brief) == _ask(people, brief)


def test_every_ask_has_an_offer_a_most_and_stand_bys() -> None:
    people, brief = _six()
    found = _ask(people, brief)
    assert [one.kind for one in found.asks] == ["new"] * len(found.asks)
    assert sum(one.offer_cents for one in found.asks) <= 37_000
    assert found.ending.most_cents <= 37_000
    now = {one.creator for one in found.asks}
    for one in found.asks:
        assert one.most_cents is not None and one.most_cents >= 0 and one.chance == pytest.approx(0.55)
        assert not {other.creator for other in one.stand_by} & now
        assert all(other.offer_cents <= one.offer_cents for other in one.stand_by), "they fit into what is left"
    assert any(one.stand_by for one in found.asks)
    assert [one.number for one in found.rounds] == [1, 2, 3]
    assert found.rounds[1].asked_on > found.rounds[0].answer_by > found.rounds[0].stand_by >= TODAY


def test_the_most_to_pay_is_worked_out_for_so_many_and_the_others_are_said_to_have_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people, brief = _six()
    monkeypatch.setattr("planner.asking.plan.PRICED", 1)
    found = _ask(people, brief)
    assert len(found.asks) > 1 and found.asks[0].most_cents is not None
    assert all(one.most_cents is None for one in found.asks[1:])
    assert f"for {len(found.asks) - 1} other" in found.notes[-1] and "not worked out" in found.notes[-1]
    assert "limit not worked out" in "\n".join(lines(found, brief))
    book = load_workbook(BytesIO(asking_workbook(found, brief)))
    assert any(cell.value == "not worked out" for sheet in book for row in sheet for cell in row)


def test_a_coarser_most_to_pay_takes_so_many_trials_and_is_near_the_finer(monkeypatch: pytest.MonkeyPatch) -> None:
    people, brief = _six()
    study = Study.of(people, brief)
    assert study.base.selection is not None
    row = int(study.base.selection.index[0])
    fine, tried, worth = fair_fee(study, row), [], replacement._Trial.worth

    def counting(trial: replacement._Trial, cents: int) -> bool:
        tried.append(cents)
        return worth(trial, cents)

    monkeypatch.setattr(replacement._Trial, "worth", counting)
    coarse = fair_fee(study, row, 4)
    assert fine is not None and coarse is not None and len(tried) <= 7
    assert fine.most_cents / 1.2 - 100 <= coarse.most_cents <= fine.most_cents


def test_replies_are_kept_and_learnt_from() -> None:
    people, brief = _six()
    first = _ask(people, brief)
    one, two, three = (ask.creator for ask in first.asks)
    known = _campaign(
        Status(creator=one, step=Step.SIGNED, fee_cents=9_000),
        Status(creator=two, step=Step.DECLINED),
        Status(creator=three, step=Step.ASKED, on=TODAY),
    )
    found = _ask(people, brief, known)
    kinds = {ask.creator: ask.kind for ask in found.asks}
    assert found.signed == 1 and one not in kinds and two not in kinds
    assert kinds.pop(three) == "open"
    assert set(kinds.values()) == {"new"}
    assert found.replies == 2
    assert sum(ask.offer_cents for ask in found.asks) + 9_000 <= 37_000


def test_whom_the_brief_says_has_signed_is_not_asked_again() -> None:
    people, brief = _six()
    brief = brief.changed("must_have", [{"creator": "instagram:c1", "signed": True, "agreed_fee_cents": 12_000}])
    found = _ask(people, brief)
    assert found.signed == 1 and "instagram:c1" not in {ask.creator for ask in found.asks}
    assert sum(ask.offer_cents for ask in found.asks) <= 37_000 - 12_000


def test_an_offer_ends_with_its_round() -> None:
    people, brief = _six()
    first = _ask(people, brief).asks[0].creator
    found = _ask(
        people, brief, _campaign(Status(creator=first, step=Step.ASKED, on=TODAY - datetime.timedelta(days=5)))
    )
    assert found.silent == (first,)
    assert first not in {ask.creator for ask in found.asks}


@pytest.mark.parametrize(("fee", "agrees"), [(15_500, True), (39_000, False)])
def test_a_raised_fee_is_agreed_to_where_it_is_worth_it(fee: int, agrees: bool) -> None:
    people, brief = _six()
    brief = brief.changed("budget_cents", 40_000)
    best = max(_ask(people, brief).asks, key=lambda ask: ask.offer_cents)
    found = _ask(people, brief, Known(Campaign(), TODAY, {best.creator: fee}))
    said = [(ask.creator, ask.offer_cents) for ask in found.asks if ask.kind == "agree"]
    assert said == ([(best.creator, fee)] if agrees else [])
    assert found.turned_down == (() if agrees else (best.creator,))
    assert sum(ask.offer_cents for ask in found.asks) <= 40_000


@pytest.mark.parametrize(("chance", "booked"), [(0.0, 0.0), (1.0, 3.0)])
def test_certain_answers(chance: float, booked: float) -> None:
    people, brief = _six()
    brief = brief.changed("assumptions", {"asking_yes.all.micro": chance, "asking_raise_share.all.all": 0.0})
    found = _ask(people, brief)
    assert found.ending.booked == booked
    assert found.ending.overspent == 0.0


def test_nobody_to_ask_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="types of creators cannot be asked"):
        _ask(None, builders.brief())


def test_everybody_declined_is_a_sentence() -> None:
    people, brief = _six()
    declined = (Status(creator=f"instagram:c{at}", step=Step.DECLINED) for at in range(6))
    with pytest.raises(NoPlan) as none:
        _ask(people, brief, _campaign(*declined))
    assert str(none.value)


def test_everybody_signed_is_a_sentence() -> None:
    people, brief = _six()
    brief = brief.changed("budget_cents", 100_000)
    signed = (Status(creator=f"instagram:c{at}", step=Step.SIGNED) for at in range(6))
    found = _ask(people, brief, _campaign(*signed))
    assert found.asks == () and found.sentence.startswith("There is nobody left to ask")


def test_a_reply_of_nobody_is_named() -> None:
    people, brief = _six()
    with pytest.raises(BadInput, match="nobody"):
        _ask(people, brief, Known(Campaign(), TODAY, {"instagram:nobody": 5_000}))


def test_dates_come_from_the_flight() -> None:
    people, brief = _six()
    short = brief.changed("flight", {"start": "2026-12-18", "end": "2027-01-10"})
    found = _ask(people, short)
    assert len(found.rounds) == 1 and "no time for a full round" in found.notes[0]
    longer = brief.changed("flight", {"start": "2027-01-10", "end": "2027-01-30"})
    assert len(_ask(people, longer).rounds) == 5


def test_the_way_is_the_surest_that_the_floors_need() -> None:
    """A cheapest plan asks for no more than it needs; counting the chance of a yes asks more people from the start."""
    people, _ = _equals(12, 12)
    brief = builders.brief(
        goal={"kind": "cheapest"}, budget_cents=120_000, reach_floor=9_000, assumptions=SURE_OF_CHANCE, confidence=None
    )
    found = _ask(people, brief)
    chance = {one.way: one.ending.chance or 0.0 for one in found.tried}
    assert chance[Way.ONCE] < chance[Way.PLAN] <= max(chance.values())
    assert (
        found.ending.chance == max(chance[way] for way in (Way.PLAN, Way.SURE_LAST, Way.SURE))
        or (found.ending.chance or 0) >= max(chance.values()) - 0.011
    )
