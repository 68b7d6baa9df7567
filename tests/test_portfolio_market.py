"""One budget for several campaigns out of a short list: held against whom it leaves out, the answer is everybody's."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from planner.catalogue import Catalogue, Shard, packed
from planner.catalogue.engine import Threads
from planner.catalogue.market import Market
from planner.catalogue.packed import Spec
from planner.catalogue.whole import CatalogueMarket
from planner.catalogue.write import Size
from planner.domain.roster import Roster
from planner.forecast.table import Floats, Ints, PackageTable
from planner.optimise import rest
from planner.optimise.master import Prices
from planner.optimise.problem import Problem
from planner.optimise.rest import Question
from planner.optimise.watch import Watch
from planner.portfolio.answer import Answered, NotTogether, Together
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.plan import plan_together
from planner.portfolio.portfolio import Portfolio
from planner.problems import BadInput
from planner.rules.base import charged
from tests import builders, markets
from tests.catalogues import campaign, catalogue_of, crowd, hardly_anybody
from tests.test_plans import middling, usual_brief
from tests.test_portfolio import every_way, member, people, portfolio, random_portfolio

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "8"))
SEEDS = range(FIRST, FIRST + CASES)
pytestmark = pytest.mark.usefixtures("catalogues_forgotten")


def together(known: Roster, asked: Portfolio) -> Answered:
    return plan_together(asked, [known] * len(asked.campaigns))


def out_of(market: Market, asked: Portfolio) -> Answered:
    """The split of a budget out of a market."""
    return market.ask(lambda known: together(known, asked), Watch().within(60))


def judge(found: Answered, asked: Portfolio, roster: Roster, seed: int) -> None:
    """Held against every way there is, and a refusal against that of the whole roster."""
    best = max(every_way(asked, roster), default=None)
    if best is None:
        refused = together(roster, asked)
        assert isinstance(found, NotTogether), seed
        assert isinstance(refused, NotTogether), seed
        assert (found.campaign, found.needed_cents, found.least) == (
            refused.campaign,
            refused.needed_cents,
            refused.least,
        ), seed
        assert found.shared_cents == refused.shared_cents, seed
        return
    assert isinstance(found, Together), seed
    assert found.proof.goal == pytest.approx(best, rel=2e-6, abs=1e-6), seed
    assert found.proof.bound >= best * (1 - 1e-9), seed


def test_of_a_part_of_a_roster_no_split_and_no_booking_is_better() -> None:
    for seed in SEEDS:
        asked, roster = random_portfolio(seed)
        market = markets.split(roster, asked.campaigns[0].brief, seed, 0.4)
        judge(out_of(market, asked), asked, roster, seed)


def test_so_it_is_where_few_come_near_and_join_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a tree, and with answers cut short, so that claims are held in passes of their own, by sums over campaigns."""
    markets.cut_short(monkeypatch)
    test_of_a_part_of_a_roster_no_split_and_no_booking_is_better()


def test_a_person_whom_the_list_leaves_out_is_one_person_in_every_campaign() -> None:
    crew = [
        builders.creator("lina", followers=90_000, person="Lina Hart"),
        builders.creator("lina", followers=60_000, platform="tiktok", person="Lina Hart"),
        builders.creator("ben", followers=20_000),
        builders.creator("cleo", followers=15_000),
    ]
    roster = builders.roster(*crew)
    alone = (roster.creators["handle"] == "ben").to_numpy()
    for creators in ("apart", "shared"):
        asked = portfolio(member("Spring"), member("Autumn", 90_000), budget=2_000_000, creators=creators)
        judge(out_of(markets.Split(roster, alone), asked), asked, roster, 0)


# --- larger ones ----------------------------------------------------------------------------------------------------


def campaigns(creators: str, *budgets: int, tolerance: float = 1e-3) -> Portfolio:
    """Campaigns with a pyramid, for audiences of different sizes."""
    members = [
        {"brief": usual_brief(name=f"Campaign {at}", budget_cents=cents, audience=[{"size": 300_000 * (at + 1)}])}
        for at, cents in enumerate(budgets)
    ]
    return Portfolio.model_validate(
        {"budget_cents": sum(budgets), "campaigns": members, "creators": creators, "tolerance": tolerance}
    )


@pytest.mark.parametrize(
    ("creators", "budgets"), [("apart", (900_000, 500_000)), ("shared", (500_000, 300_000, 200_000))]
)
def test_a_short_list_stays_short_and_the_split_is_as_good_as_that_of_everybody(
    creators: str, budgets: tuple[int, ...]
) -> None:
    roster, asked = middling(size=100), campaigns(creators, *budgets, tolerance=5e-3)
    market = markets.split(roster, asked.campaigns[0].brief, 1, 0.3)
    before, of_all = int(market.inside.sum()), together(roster, asked)
    found = out_of(market, asked)
    assert isinstance(found, Together)
    assert isinstance(of_all, Together)
    assert before <= int(market.inside.sum()) < len(roster)
    assert found.proof.closed
    assert found.proof.goal >= of_all.proof.bound * (1 - 6e-3)
    assert found.proof.bound >= of_all.proof.goal * (1 - 1e-9)
    assert [part.plan.proof.packages for part in found.parts] == [part.plan.proof.packages for part in of_all.parts]
    assert found.as_stated == pytest.approx(of_all.as_stated, rel=8e-3)


def test_whoever_is_hidden_from_the_proof_is_missed_by_it() -> None:
    """What the other tests would see if a rest kept somebody back: a bound that plans of everybody beat."""
    roster, asked = middling(), campaigns("apart", 900_000, 500_000)
    of_all = together(roster, asked)
    assert isinstance(of_all, Together)
    market = markets.split(roster, asked.campaigns[0].brief, 1)
    booked = [pick.creator for part in of_all.parts for pick in part.plan.picks]
    market.hidden = roster.creators["id"].isin(booked).to_numpy() & ~market.inside
    assert market.hidden.any()
    found = out_of(market, asked)
    assert isinstance(found, Together)
    assert found.proof.bound < of_all.proof.goal


def test_after_the_last_round_the_weaker_bound_is_said_and_nothing_is_called_impossible() -> None:
    roster, asked = middling(), campaigns("apart", 900_000, 500_000)
    of_all = together(roster, asked)
    market = markets.split(roster, asked.campaigns[0].brief, 1)
    market.grows = False
    found = out_of(market, asked)
    assert isinstance(of_all, Together)
    assert isinstance(found, Together)
    assert found.proof.goal < of_all.proof.goal <= found.proof.bound
    assert not found.proof.closed
    # Two campaigns need a creator each, of whom the list has one.
    each = [member(name, creators={"min": 1}) for name in ("Spring", "Autumn")]
    asked = portfolio(*each, budget=2_000_000)
    market = markets.Split(people(40_000, 45_000), np.array([True, False]))
    market.grows = False
    assert out_of(market, asked).kind == "undecided"
    market.grows = True
    assert out_of(market, asked).kind == "together"


def test_campaigns_of_different_markets_are_not_planned_together() -> None:
    asked, roster = portfolio(member("Spring"), member("Autumn")), people(40_000, 45_000)
    market = markets.Split(roster, np.array([True, False]))
    with pytest.raises(BadInput, match="Autumn: is not planned out of the same catalogue as Spring. Accepted: one cat"):
        plan_together(asked, [market.roster, roster])


# --- what the rest says ---------------------------------------------------------------------------------------------


def posed(known: Roster, asked: Portfolio) -> Problem:
    return Campaigns.of(asked, [known] * len(asked.campaigns)).cases()[0].posed()


def questions(problem: Problem, seed: int = 1) -> list[Question]:
    """Random prices, with an aim and without, with few who are named and with all; in the last one campaign earns."""
    rng, rows, segments = np.random.default_rng(seed), len(problem.limits), len(problem.table.segments)
    found = [
        Question(Prices(rng.normal(size=rows + more) * 10, rng.random(segments) * 1e4, np.empty(0)), aims, loss, most)
        for more, aims, loss, most in ((0, True, 0.0, 9), (1, True, np.inf, 10_000), (1, False, 1e9, 10_000))
    ]
    spent = np.array([limit.rule == "budget" and limit.vector is charged for limit in problem.limits], float)
    weights = np.array([1e6 * segment.name.startswith("One") for segment in problem.table.segments])
    return [*found, Question(Prices(spent, weights, np.empty(0)), True, 0.0, 9)]


@dataclass(frozen=True, eq=False)
class Everybody:
    """All whom a list leaves out on the joint table of everybody, and what their packages earn; both of shape (n,)."""

    creator: Ints
    available: Ints
    earned: Floats

    @classmethod
    def asked(cls, problem: Problem, every: Problem, question: Question) -> Everybody:
        """At the prices of a question about a problem on a short list. every: the same on everybody."""
        table = every.table
        rows = [limit.row(table) * scale for limit, scale in zip(every.limits, problem.scales, strict=True)]
        rows.append(np.asarray(table.tier == rest.APEX, float))
        earned = table.weights @ question.prices.w
        for row, price in zip(rows, question.prices.y, strict=False):
            earned = earned - row * price
        if question.aims and every.objective.gain is not None:
            earned = earned + every.objective.gain(table)
        outside = ~np.isin(table.creator_ids[table.creator], problem.table.creator_ids)
        keep = np.flatnonzero(every.eligible & outside)
        return cls(table.creator[keep], table.available[table.creator[keep]], earned[keep])

    @property
    def more(self) -> float:
        """What they earn altogether, each with the best of theirs."""
        best: dict[int, float] = {}
        for who, often, value in zip(self.creator.tolist(), self.available, self.earned, strict=True):
            best[who] = max(best.get(who, 0.0), float(often * value))
        return sum(best.values())


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Some hundred creators in several shards, some of them people with two accounts."""
    return crowd(tmp_path_factory.mktemp("many") / "catalogue", 200, 40)


def of_two(creators: str) -> Portfolio:
    """Two campaigns of the catalogue, one of which asks for other quality and for another country."""
    other = [{"name": "UK", "size": 9_000_000, "country": "GB"}]
    briefs = campaign(name="One"), campaign(name="Two", audience=other, quality={"min_followers": 9_000}, resources={})
    members = [{"brief": briefs[0], "worth": 2.0}, {"brief": briefs[1], "least_cents": 100, "most_cents": 2_000_000}]
    return Portfolio.model_validate({"budget_cents": 4_000_000, "campaigns": members, "creators": creators})


def begun(catalogue: Catalogue, asked: Portfolio, threads: int) -> CatalogueMarket:
    return CatalogueMarket.for_all(catalogue, list(asked.likely()), Watch(), Threads(threads))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short lists of hardly anybody, so that the proof needs others."""
    hardly_anybody(monkeypatch)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("creators", ["apart", "shared"])
def test_a_pass_for_each_campaign_says_what_the_joint_forecast_of_everybody_says(
    many: Catalogue, creators: str
) -> None:
    """Sums and tops are those of everybody on one joint table, and never less, on any number of threads."""
    asked, everyone = of_two(creators), many.taken(np.arange(many.creators))
    known = begun(many, asked, 1).roster
    problem, every = posed(known, asked), posed(everyone, asked)
    assert problem.rest is not None
    wanted = questions(problem)
    answers = problem.rest.answers(problem, wanted, Watch())
    for question, found in zip(wanted, answers, strict=True):
        true = Everybody.asked(problem, every, question)
        assert found.packages == len(true.earned) > len(every.table) / 2
        near = 1e-6 * max(1.0, true.more)
        # Of a few who are named it is not known in which campaign the others earn most.
        assert true.more <= found.more and (question.most == 9 or found.more <= true.more + near)
        assert true.earned.max() <= found.top <= true.earned.max() + near
        named = min(question.most, int((true.earned >= -question.loss).sum()))
        assert len(found.near) == named and int((true.earned > near - found.complete).sum()) <= named
        if found.complete >= 0:
            assert true.more <= found.near.answer(question).more * (1 + 1e-9) <= true.more + 2 * near
    packed.close_all()
    again = posed(begun(many, asked, 3).roster, asked)
    assert again.rest is not None
    for one, two in zip(answers, again.rest.answers(again, wanted, Watch()), strict=True):
        assert (one.more, one.top, one.complete) == (two.more, two.top, two.complete)
        assert one.near.rows.tobytes() == two.near.rows.tobytes()


@pytest.mark.usefixtures("few")
def test_a_split_out_of_a_catalogue_is_the_best_there_is(tmp_path: Path) -> None:
    for seed in SEEDS[::2]:
        asked, roster = random_portfolio(seed)
        catalogue = catalogue_of(roster, tmp_path / str(seed), size=Size(1, 1_000))
        judge(out_of(begun(catalogue, asked, 1), asked), asked, roster, seed)


@pytest.mark.usefixtures("few")
def test_each_campaign_keeps_its_forecast_while_all_of_them_are_planned(
    many: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed.close_all()
    monkeypatch.setattr(packed, "STORES", 1)
    forecast, usual = Counter[tuple[str, int]](), Spec.table

    def counting(self: Spec, shard: Shard) -> PackageTable:
        forecast[self.key, shard.number] += 1
        return usual(self, shard)

    monkeypatch.setattr(Spec, "table", counting)
    asked = of_two("apart")
    assert isinstance(out_of(begun(many, asked, 1), asked), Together)
    assert len(forecast) == 2 * len(many.shards)
    assert set(forecast.values()) == {1}
