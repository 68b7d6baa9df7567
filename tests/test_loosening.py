"""How each limit can be loosened: which settings are tried, in which order, and what a share leaves to one package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.domain.roster import Tier
from planner.rules import limits_of
from planner.rules.base import Limit, too_dear
from planner.rules.waves import rests
from tests import builders
from tests.test_rules import FULL, full_roster

TIERED = builders.roster(builders.creator("anna"), builders.creator("mia", followers=300_000))
GOLDEN = Path(__file__).parent / "golden" / "loosening.txt"


def limit(path: str, **asked: object) -> tuple[Limit, list[float]]:
    """The limit of a field, and the settings that would be tried for it on the full roster."""
    brief = builders.brief(**asked)
    table = builders.table(full_roster(), brief)
    (found,) = (one for one in limits_of(brief, table) if str(one.looser.path) == path)
    return found, [] if found.looser.steps is None else list(found.looser.steps(table))


def test_how_every_limit_is_loosened() -> None:
    """Change tests/golden/loosening.txt by hand: field, how, setting without effect, units, direction."""
    asked = builders.brief(**FULL)
    found = [
        f"{one.looser.path}: {one.looser.how}, free {one.looser.free}, {one.unit.key} set in {one.setting_unit.key}, "
        f"{'up' if one.looser_upward else 'down'}, margin {one.margin:g}\n"
        for one in limits_of(asked, builders.table(full_roster(), asked))
    ]
    assert "".join(found) == GOLDEN.read_text(encoding="utf-8")


def test_a_share_is_tried_in_whole_per_cents_up_to_where_it_asks_for_nothing() -> None:
    least, steps = limit("pyramid.micro.headcount.min", pyramid={"micro": {"headcount": {"min": 0.3}}})
    assert steps == [at / 100 for at in range(29, -1, -1)]
    assert least.looser.free == steps[-1] == 0
    most, steps = limit("pyramid.micro.spend.max", pyramid={"micro": {"spend": {"max": 0.955}}})
    assert steps == [0.96, 0.97, 0.98, 0.99, 1.0]
    assert most.looser.free == steps[-1]


def test_pace_is_tried_at_the_frequencies_that_the_roster_has() -> None:
    waves = [{"name": "One"}, {"name": "Two"}, {"name": "Three"}]
    asked = {"waves": waves, "pace": {"posts_per_fortnight": 1, "rest": 2}}
    brief = builders.brief(**asked)
    table = builders.table(full_roster(), brief)
    _, often = limit("pace.posts_per_fortnight", **asked)
    assert often == sorted({float(number) for number in table.fortnight if number > 1})
    _, rest = limit("pace.rest", **asked)
    assert rest == sorted({float(gap) for gap in rests(table) if gap < 2}, reverse=True)


def test_rest_is_the_fewest_waves_between_two() -> None:
    table = builders.table(full_roster())
    active = np.array([0b1, 0b101, 0b100000000001, 0b1011, 0b1000100010], np.int64)
    few = replace(table.part(np.arange(len(active))), active=active)
    assert rests(few).tolist() == [12, 1, 10, 0, 3]
    assert rests(table.part(np.arange(0))).tolist() == []


@pytest.mark.parametrize(
    ("band", "inside", "outside"),
    [({"max": 0.4}, 40_000, 100_000), ({"min": 0.4}, 100_000, 60_000), ({"max": 0.3333}, 33_330, 10**9)],
)
def test_no_package_may_cost_more_than_its_share_of_the_budget(
    band: dict[str, float], inside: int, outside: int
) -> None:
    """A maximum binds the packages of the tier, a minimum all others; to the cent."""
    brief = builders.brief(budget_cents=100_000, pyramid={"micro": {"spend": band}})
    table = builders.table(TIERED, brief)
    (end,) = band
    (found,) = (one for one in limits_of(brief, table) if str(one.looser.path) == f"pyramid.micro.spend.{end}")
    members = table.tier == list(Tier).index(Tier.MICRO)
    assert members.any() and not members.all()
    allowed = np.where(members, inside, outside).astype(np.int64)
    assert not too_dear(found, 100_000, replace(table, cash_cents=allowed)).any()
    bound = members if end == "max" else ~members
    assert too_dear(found, 100_000, replace(table, cash_cents=allowed + 1)).tolist() == bound.tolist()
    assert not too_dear(found, None, replace(table, cash_cents=allowed * 1000)).any()


def test_a_share_of_creators_leaves_any_cash() -> None:
    brief = builders.brief(budget_cents=100_000, pyramid={"micro": {"headcount": {"max": 0.4}}})
    table = builders.table(TIERED, brief)
    (found,) = (one for one in limits_of(brief, table) if one.rule == "pyramid")
    assert not too_dear(found, 1.0, table).any()


def test_only_a_maximum_without_room_made_by_others_bars_a_package() -> None:
    least, _ = limit("pyramid.micro.count.min", pyramid={"micro": {"count": {"min": 1}}})
    most, _ = limit("pyramid.micro.count.max", pyramid={"micro": {"count": {"max": 0}}})
    share, _ = limit("pyramid.micro.headcount.max", pyramid={"micro": {"headcount": {"max": 0.0001}}})
    table = builders.table(TIERED)
    members = np.asarray(most.vector(table)) > 0
    assert most.bars(table).tolist() == members.tolist()
    assert not least.bars(table).any() and not share.bars(table).any()
