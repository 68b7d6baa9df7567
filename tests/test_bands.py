"""What another mix of tiers costs: the steps offered, the band that each asks for, and a true plan behind each."""

from __future__ import annotations

from typing import Any

import pytest

from pages.parts.session import sample
from planner.brief.brief import Brief
from planner.brief.quantities import ShareBand
from planner.check import check
from planner.domain.roster import Tier
from planner.explore.bands import Edge, Whole, edges_of, moved
from planner.explore.study import Study, bookings_of
from planner.figures.hand import Ahead, hand
from planner.outcome import Plan
from planner.planning import plan


@pytest.fixture(scope="module")
def made() -> Plan:
    outcome = plan(sample.roster(), sample.brief())
    assert isinstance(outcome, Plan)
    return outcome


@pytest.fixture(scope="module")
def study(made: Plan) -> Study:
    return Study.of(sample.roster(), sample.brief(), plan=made)


def edge(now: float, to: float, tier: Tier = Tier.MICRO, of: Whole = "headcount") -> Edge:
    return Edge(tier=tier, of=of, now=now, to=to)


def with_band(low: float | None, high: float | None) -> Brief:
    data: dict[str, Any] = sample.brief().model_dump(mode="json")
    return Brief.read(data | {"pyramid": {"micro": {"headcount": {"min": low, "max": high}}}})


def test_steps_are_round_on_either_side_and_the_nearest_come_first(made: Plan) -> None:
    edges = edges_of(made)
    assert len({one.key for one in edges}) == len(edges)
    for tier in Tier:
        for of in ("headcount", "spend"):
            mine = [one for one in edges if (one.tier, one.of) == (tier, of)]
            now = mine[0].now
            assert all(0 <= one.to <= 1 and round(one.to * 100) == pytest.approx(one.to * 100) for one in mine)
            assert sum(one.to > now for one in mine) == 2 and sum(one.to < now for one in mine) == 2
            assert min(abs(one.to - now) for one in mine) >= 0.01
            ranks = [edges.index(one) for one in mine]
            assert abs(mine[0].to - now) <= abs(mine[-1].to - now) and ranks == sorted(ranks)
    assert [one.of for one in edges[:6]] == ["headcount"] * 6


def test_a_step_of_a_small_plan_is_a_creator(made: Plan) -> None:
    tiers = tuple(
        one.model_copy(update={"creators": {Tier.MICRO: 4, Tier.MID: 1, Tier.MACRO: 0}[one.tier]})
        for one in made.totals.tiers
    )
    small = made.model_copy(update={"totals": made.totals.model_copy(update={"tiers": tiers})})
    shares = {one.to for one in edges_of(small) if (one.tier, one.of) == (Tier.MICRO, "headcount")}
    assert shares == {0.4, 0.6, 1.0}


@pytest.mark.parametrize(
    ("band", "now", "to", "after"),
    [
        ((None, None), 0.6, 0.65, (0.65, None)),
        ((None, None), 0.6, 0.55, (None, 0.55)),
        ((0.5, 0.8), 0.6, 0.65, (0.65, 0.8)),
        ((0.5, 0.8), 0.6, 0.55, (0.5, 0.55)),
        # The end that holds it gives way, and nothing else is asked.
        ((0.5, 0.6), 0.6, 0.65, (0.5, 0.65)),
        ((0.6, 0.8), 0.61, 0.55, (0.55, 0.8)),
        # An end that does not hold it yet, and is passed, is what is asked for at least.
        ((0.5, 0.63), 0.6, 0.65, (0.63, 0.65)),
        ((0.57, None), 0.6, 0.55, (0.55, 0.57)),
        ((0.6, 0.6), 0.6, 0.65, (0.6, 0.65)),
    ],
)
def test_the_band_follows_the_edge(
    band: tuple[float | None, float | None], now: float, to: float, after: tuple[float | None, float | None]
) -> None:
    found = edge(now, to).band(with_band(*band))
    assert found == ShareBand(min=after[0], max=after[1])
    assert edge(now, to).brief(with_band(*band)).pyramid[Tier.MICRO].headcount == found


def test_every_plan_passes_the_check_of_its_own_brief_and_says_how_good_it_is(made: Plan, study: Study) -> None:
    so_far: list[int] = []
    edges = edges_of(made)[:8]
    found = moved(study, edges, lambda come: so_far.append(len(come)))
    assert tuple(one.edge for one in found) == edges and so_far == list(range(1, 9))
    plans = [one for one in found if one.solution.kind == "plan"]
    assert len(plans) >= 6
    for one in plans:
        brief = one.edge.brief(sample.brief())
        booked = bookings_of(study.table, one.solution.picks)
        rows, counts = booked.index, booked.counts
        assert not check(study.table, brief, rows.tolist(), counts.tolist())
        assert one.solution.gap <= 0.01 and one.solution.goal <= one.solution.bound
        mine = next(tier for tier in one.solution.tiers if tier.tier is one.edge.tier)
        share = mine.creators if one.edge.of == "headcount" else mine.cost_cents
        whole = one.solution.creators if one.edge.of == "headcount" else one.solution.cost_cents
        asked = one.edge.band(sample.brief())
        assert (asked.min or 0) - 1e-9 <= share / whole <= (1 if asked.max is None else asked.max) + 1e-9


def test_a_tighter_mix_gains_nothing_beyond_the_proof(made: Plan, study: Study) -> None:
    tighter = [one for one in edges_of(made) if one.tier is Tier.MID]
    for one in moved(study, tighter[:2]):
        assert one.solution.goal <= made.proof.bound * (1 + 1e-9)


def test_an_edge_that_contradicts_the_brief_is_a_refusal_in_words(study: Study) -> None:
    far = [edge(0.3, 0.6, Tier.MID), edge(0.6, 0.65)]
    refused, after = moved(study, far)
    assert refused.solution.kind == "refusal" and refused.solution.sentence
    assert after.solution.kind == "plan"


def test_the_picture_has_every_edge_with_its_rule_in_words_and_its_plan_once_made(made: Plan, study: Study) -> None:
    edges = edges_of(made)
    drawn = hand(made, sample.brief(), "k", Ahead(edges=edges, moved=moved(study, edges[:2])))
    assert [one.key for one in drawn.edges] == [one.key for one in edges]
    assert [one.plan is not None for one in drawn.edges] == [True, True, *[False] * (len(edges) - 2)]
    words = {one.key: one.words for one in drawn.edges}
    assert words["micro/headcount/0.65"] == "at least 65% of creators"
    assert words["mid/headcount/0.25"] == "10% to 25% of creators"
    one = drawn.edges[0].plan
    assert one is not None and sum(tier.creators for tier in one.tiers) == one.creators
