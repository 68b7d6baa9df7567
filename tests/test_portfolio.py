"""One budget for several campaigns: against every split and every booking of tiny campaigns."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from planner.brief.brief import Brief
from planner.check import check, goal_value
from planner.check.together import Booked, check_together
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.planning import plan
from planner.portfolio.answer import NotTogether, Together
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.plan import plan_together
from planner.portfolio.portfolio import Member, Portfolio
from planner.problems import BadInput
from tests import builders


def member(name: str, size: int = 200_000, **fields: object) -> Member:
    """A campaign for an audience of this size; `worth`, `least_cents` and `most_cents` are the member's own."""
    own = {key: fields.pop(key) for key in ("worth", "least_cents", "most_cents") if key in fields}
    asked = builders.brief(name=name, audience=[{"size": size}], **fields)
    return Member.model_validate({"brief": asked.model_dump(), **own})


def portfolio(*members: Member, budget: int = 200_000, creators: str = "apart") -> Portfolio:
    return Portfolio.model_validate(
        {
            "budget_cents": budget,
            "campaigns": [one.model_dump() for one in members],
            "creators": creators,
            "tolerance": 1e-6,
        }
    )


def people(*followers: int, fee: float = 500.0) -> Roster:
    handles = ("anna", "ben", "cleo", "dov", "eda", "finn")
    packages = [builders.package(fee=fee * (1 + 0.1 * at)) for at in range(len(followers))]
    return builders.roster(
        *(
            builders.creator(handle, package, followers=number)
            for handle, package, number in zip(handles, packages, followers, strict=False)
        )
    )


def picked(found: Together) -> list[set[str]]:
    return [{pick.handle for pick in part.plan.picks} for part in found.parts]


# --- against every way there is -------------------------------------------------------------------------------------


def random_portfolio(seed: int) -> tuple[Portfolio, Roster]:
    """Two or three tiny campaigns on one tiny roster, with some of the demands that tie them."""
    rng = random.Random(seed)
    creators = []
    for handle in ("anna", "ben", "cleo", "dov")[: rng.randint(2, 4)]:
        followers = int(10 ** rng.uniform(3.5, 6.2))
        packages = [
            builders.package(
                name, fee=round(followers**0.75 * rng.uniform(0.2, 1.2), 2), reels=reels, units=rng.randint(0, 2)
            )
            for name, reels in (("one", 1), ("two", 2))[: rng.randint(1, 2)]
        ]
        creators.append(builders.creator(handle, *packages, followers=followers))
    members = []
    for name in ("Spring", "Autumn", "Winter")[: rng.choice([2, 2, 3])]:
        fields: dict[str, object] = {}
        if rng.random() < 0.3:
            fields["goal"] = {"kind": "unique_reach"}
        if rng.random() < 0.3:
            fields["reach_floor"] = rng.randint(500, 40_000)
        if rng.random() < 0.3:
            fields["creators"] = {"min": rng.randint(0, 1), "max": rng.randint(1, 3)}
        if rng.random() < 0.3:
            fields["resources"] = {"units": {"stock": rng.randint(1, 3), "fixed_cents": rng.choice([0, 0, 3_000])}}
        if rng.random() < 0.3:
            fields["least_cents"] = rng.randint(0, 60_000)
        if rng.random() < 0.3:
            fields["most_cents"] = rng.randint(60_000, 400_000)
        size = max(rng.randint(30_000, 900_000), int(str(fields.get("reach_floor", 0))) + 1)
        members.append(member(name, size, worth=rng.choice([1.0, 1.0, 2.5]), **fields))
    budget = rng.randint(100_000, 900_000)
    return portfolio(*members, budget=budget, creators=rng.choice(["apart", "shared"])), builders.roster(*creators)


def every_way(asked: Portfolio, people: Roster) -> Iterator[float]:
    """The worth of every set of plans that meets all demands."""
    campaigns = Campaigns.of(asked, [people] * len(asked.campaigns))
    each = []
    for table, brief, one in zip(campaigns.tables, campaigns.briefs, asked.campaigns, strict=True):
        ways = []
        for rows in _bookings(table.creator.tolist()):
            booked = Booked(table, brief, rows, [1] * len(rows))
            dear = one.most_cents is not None and booked.spent > one.most_cents
            if dear or booked.spent < (one.least_cents or 0) or check(table, brief, rows, booked.counts):
                continue
            ways.append((booked.spent, set(booked.people), one.worth * goal_value(table, brief, rows, booked.counts)))
        each.append(ways)
    for plans in itertools.product(*each):
        heads = [who for _, people, _ in plans for who in people]
        if sum(spent for spent, *_ in plans) > asked.budget_cents or (asked.apart and len(set(heads)) < len(heads)):
            continue
        yield sum(worth for *_, worth in plans)


def _bookings(creator: Sequence[int]) -> Iterator[tuple[int, ...]]:
    of_each = [[None, *(row for row, who in enumerate(creator) if who == one)] for one in sorted(set(creator))]
    for choice in itertools.product(*of_each):
        yield tuple(row for row in choice if row is not None)


def test_no_split_and_no_booking_is_better() -> None:
    kinds = {_held_against_every_way(seed) for seed in range(60)}
    assert kinds == {(kind, creators) for kind in ("together", "not_together") for creators in ("apart", "shared")}


def _held_against_every_way(seed: int) -> tuple[str, str]:
    asked, roster = random_portfolio(seed)
    best = max(every_way(asked, roster), default=None)
    found = plan_together(asked, [roster] * len(asked.campaigns))
    if best is None:
        assert isinstance(found, NotTogether), seed
        return found.kind, asked.creators
    assert isinstance(found, Together), seed
    assert found.proof.goal == pytest.approx(best, rel=2e-6, abs=1e-6), seed
    assert found.proof.bound >= best * (1 - 1e-9)
    assert found.spent_cents <= asked.budget_cents
    assert sum(one.worth * part.plan.proof.goal for one, part in zip(asked.campaigns, found.parts, strict=True)) == (
        pytest.approx(best, rel=2e-6, abs=1e-6)
    )
    return found.kind, asked.creators


# --- what the split is ----------------------------------------------------------------------------------------------


def test_money_goes_where_it_buys_more() -> None:
    found = plan_together(
        portfolio(member("Large market", 2_000_000), member("Small market", 4_000), budget=180_000),
        [people(40_000, 42_000, 45_000, 48_000)] * 2,
    )
    assert isinstance(found, Together)
    large, small = found.parts
    assert large.spent_cents > 2 * small.spent_cents
    assert found.as_stated is not None
    assert found.proof.goal > found.as_stated


def test_nobody_works_for_two_campaigns_unless_they_may() -> None:
    asked = portfolio(member("Spring"), member("Autumn"), budget=2_000_000)
    roster = people(40_000, 45_000, 50_000)
    apart = plan_together(asked, [roster] * 2)
    shared = plan_together(asked.model_copy(update={"creators": "shared"}), [roster] * 2)
    assert isinstance(apart, Together)
    assert isinstance(shared, Together)
    assert set.union(*picked(apart)) == {"anna", "ben", "cleo"}
    assert not set.intersection(*picked(apart))
    assert apart.several == ()
    assert picked(shared) == [{"anna", "ben", "cleo"}] * 2
    assert shared.several == ("instagram:anna", "instagram:ben", "instagram:cleo")


def test_a_person_with_two_accounts_is_one_person_in_every_campaign() -> None:
    lina = [
        builders.creator("lina", followers=90_000, person="Lina Hart"),
        builders.creator("lina", followers=60_000, platform="tiktok", person="Lina Hart"),
    ]
    found = plan_together(portfolio(member("Spring"), member("Autumn"), budget=2_000_000), [builders.roster(*lina)] * 2)
    assert isinstance(found, Together)
    assert sorted(len(part.plan.picks) for part in found.parts) == [0, 1]


def test_every_campaign_keeps_its_own_rules_and_floors() -> None:
    floor = 12_000
    found = plan_together(
        portfolio(member("Spring", 2_000_000), member("Autumn", 150_000, reach_floor=floor), budget=230_000),
        [people(40_000, 42_000, 45_000, 48_000)] * 2,
    )
    assert isinstance(found, Together)
    assert found.parts[1].plan.totals.unique_reach >= floor
    assert all(row.met for part in found.parts for row in part.plan.limits)


def test_a_worthier_campaign_gets_the_creators() -> None:
    roster = people(50_000)
    for worth, expected in ((5.0, [set(), {"anna"}]), (0.2, [{"anna"}, set()])):
        found = plan_together(portfolio(member("Spring"), member("Autumn", worth=worth)), [roster] * 2)
        assert isinstance(found, Together)
        assert picked(found) == expected


def test_least_and_most_of_a_campaign_hold() -> None:
    roster = people(40_000, 42_000, 45_000, 48_000)
    usual = portfolio(member("Spring", 2_000_000), member("Autumn", 20_000), budget=240_000)
    held = portfolio(
        member("Spring", 2_000_000, most_cents=110_000), member("Autumn", 20_000, least_cents=60_000), budget=240_000
    )
    found, other = (plan_together(asked, [roster] * 2) for asked in (usual, held))
    assert isinstance(found, Together)
    assert isinstance(other, Together)
    assert found.parts[0].spent_cents > 110_000
    assert other.parts[0].spent_cents <= 110_000
    assert other.parts[1].spent_cents >= 60_000


def test_a_campaign_opened_by_itself_with_its_part_finds_nothing_better_than_its_bound() -> None:
    roster = people(40_000, 42_000, 45_000, 48_000, 60_000)
    found = plan_together(portfolio(member("Spring", 900_000), member("Autumn", 400_000), budget=220_000), [roster] * 2)
    assert isinstance(found, Together)
    for at, part in enumerate(found.parts):
        others = {pick.creator for other in found.parts if other is not found.parts[at] for pick in other.plan.picks}
        alone = plan(roster, part.brief.model_copy(update={"excluded": tuple(others)}))
        assert isinstance(alone, Plan)
        assert alone.totals.cost_cents <= part.spent_cents
        assert alone.proof.goal <= part.plan.proof.bound * (1 + 1e-9)


def test_more_money_brings_at_most_what_is_told() -> None:
    roster = people(40_000, 42_000, 45_000, 48_000, 60_000)
    asked = portfolio(member("Spring", 900_000), member("Autumn", 400_000), budget=220_000)
    found = plan_together(asked, [roster] * 2)
    assert isinstance(found, Together)
    for part in found.parts:
        others = {pick.creator for other in found.parts if other is not part for pick in other.plan.picks}
        richer = part.brief.model_copy(
            update={"budget_cents": part.spent_cents + part.next_cents, "excluded": tuple(others)}
        )
        more = plan(roster, richer)
        assert isinstance(more, Plan)
        assert part.next_gain is not None
        # The difference of two relaxations is not a bound of the difference of two plans, but near it.
        assert more.proof.goal - part.plan.proof.goal <= part.next_gain + 0.02 * part.plan.proof.goal


def test_frequency_and_confidence_hold_in_every_campaign() -> None:
    roster = people(300_000, 320_000, 350_000, 380_000, 400_000, 420_000)
    often = [{"size": 500_000, "seen_floor": 900}]
    sure = member("Spring", 900_000, reach_floor=20_000, confidence=0.8)
    frequent = Member(brief=builders.brief(name="Autumn", audience=often))
    found = plan_together(portfolio(sure, frequent, budget=900_000), [roster] * 2)
    assert isinstance(found, Together)
    spring, autumn = (part.plan for part in found.parts)
    assert autumn.totals.segments[0].twice >= 900
    assert spring.bands is not None
    assert min(floor.chance for floor in spring.bands.floors) >= 0.8


# --- what cannot be had ---------------------------------------------------------------------------------------------


def test_a_campaign_that_is_impossible_by_itself_is_named_with_its_conflict() -> None:
    found = plan_together(
        portfolio(member("Spring"), member("Autumn", creators={"min": 9}), budget=2_000_000),
        [people(40_000, 45_000)] * 2,
    )
    assert isinstance(found, NotTogether)
    assert found.campaign == "Autumn"
    assert found.refusal is not None
    assert found.refusal.conflicts
    assert found.sentence.startswith("Autumn cannot be met, even with $20,000 for itself.")


def test_too_little_money_for_all_says_how_much_is_enough() -> None:
    roster = people(40_000, 45_000)
    asked = portfolio(member("Spring", creators={"min": 1}), member("Autumn", creators={"min": 1}), budget=60_000)
    found = plan_together(asked, [roster] * 2)
    assert isinstance(found, NotTogether)
    assert found.needed_cents == 105_000
    assert found.least
    assert "Together they need $1,050." in found.sentence
    enough = asked.model_copy(update={"budget_cents": found.needed_cents})
    assert isinstance(plan_together(enough, [roster] * 2), Together)
    one_less = asked.model_copy(update={"budget_cents": found.needed_cents - 1})
    assert isinstance(plan_together(one_less, [roster] * 2), NotTogether)


def test_more_money_lets_in_whom_a_share_of_the_present_budget_keeps_out() -> None:
    """Beside packages that others need, half of a larger budget pays for one that half of this one does not."""
    crew = (("xena", 500.0, 45_000), ("maxi", 1_200.0, 900_000), ("yves", 1_250.0, 12_000))
    roster = builders.roster(
        *(builders.creator(name, builders.package(fee=fee), followers=followers) for name, fee, followers in crew)
    )
    spring = member("Spring", 900_000, reach_floor=9_000, pyramid={"macro": {"spend": {"max": 0.5}}})
    asked = portfolio(spring, member("Autumn", must_have=[{"creator": "instagram:xena"}]), budget=100_000)
    found = plan_together(asked, [roster] * 2)
    assert isinstance(found, NotTogether)
    assert (found.needed_cents, found.least) == (295_000, True)


@pytest.mark.parametrize(
    ("members", "budget", "wrong"),
    [
        ((member("Spring"),), 100, "at least 2"),
        ((member("Spring"), member("Spring")), 100, "Spring twice"),
        ((member("Spring"), member("Autumn", currency="EUR")), 100, "EUR, USD"),
        ((member("Spring"), member("Autumn", goal={"kind": "engagements"})), 100, "engagements, unique_reach"),
        (
            (member("A", goal={"kind": "cheapest"}), member("B", goal={"kind": "cheapest"})),
            100,
            "a goal that money buys",
        ),
        ((member("Spring", least_cents=90), member("Autumn", least_cents=90)), 100, "at least $1.80 of $1"),
    ],
)
def test_what_is_no_portfolio_is_named(members: tuple[Member, ...], budget: int, wrong: str) -> None:
    with pytest.raises(BadInput, match=re.escape(wrong)):
        Portfolio.read({"budget_cents": budget, "campaigns": [one.model_dump() for one in members]})


def test_a_brief_that_names_nobody_of_the_roster_is_named_with_its_campaign() -> None:
    asked = portfolio(member("Spring"), member("Autumn", must_have=[{"creator": "instagram:zoe"}]))
    with pytest.raises(BadInput, match="Autumn: must_have"):
        plan_together(asked, [people(40_000)] * 2)


# --- the check that shares no code ----------------------------------------------------------------------------------


def test_the_check_finds_what_only_all_campaigns_together_break() -> None:
    roster = people(40_000, 45_000)
    campaigns = Campaigns.of(portfolio(member("Spring"), member("Autumn"), budget=2_000_000), [roster] * 2)
    booked = [Booked(table, brief, [0], [1]) for table, brief in zip(campaigns.tables, campaigns.briefs, strict=True)]
    assert check_together(booked, 100_000, apart=False) == ()
    assert check_together(booked, 100_000, apart=True) == (
        "instagram:anna is booked 2 times in the campaigns together; at most 1 is possible.",
    )
    assert check_together(booked, 99_999, apart=False) == ("The campaigns cost $1,000, $0.01 more than their budget.",)
    poor = [replace(booked[0], least=60_000), replace(booked[1], most=40_000)]
    assert check_together(poor, 100_000, apart=False) == (
        "Spring costs $500, less than the $600 asked for.",
        "Autumn costs $500, more than the $400 allowed.",
    )


def test_the_same_campaigns_have_the_same_plans() -> None:
    asked, roster = random_portfolio(4)
    first, again = (plan_together(asked, [roster] * len(asked.campaigns)) for _ in range(2))
    assert isinstance(first, Together)
    assert isinstance(again, Together)
    assert picked(first) == picked(again)
    assert isinstance(first.parts[0].brief, Brief)
