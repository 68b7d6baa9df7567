"""Every rule: absent, satisfied, violated; its words; and that none was forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Bands, Brief, GroupRule, Quality, Segment
from planner.brief.quantities import CountBand
from planner.brief.terms import Pace, Wave
from planner.check import check
from planner.domain.roster import Roster
from planner.exports.dossier import Dossier
from planner.exports.left_out import BARRED, left_out
from planner.forecast.table import PackageTable
from planner.rules import RULES, Limit, limits_of
from planner.rules.document import PAGE, fields_of, rules_document
from planner.rules.reasons import Barred
from planner.units import ENGAGEMENTS, INDEX, PEOPLE
from tests import builders, export_cases
from tests.rule_cases import ANNA, BEN, CASES, CLEO, CROWD, DINA, ROSTER, TINY, Case, plan_of, table_of

GOLDEN = Path(__file__).parent / "golden"
WITHOUT_LIMITS = {"one_package"}
"""Rules that are built into what a plan is; tests/test_check.py holds plans to them."""
SETTINGS = {
    "schema_version",
    "name",
    "currency",
    "locale",
    "goal",
    "second_goal",
    "exceptions",
    "confidence",
    "tiers",
    "agency_fee",
    # Which total the budget limits, and what it is made of: the demand is the budget's.
    "costs",
    # What fees in other currencies are worth.
    "exchange",
    "notes",
    "assumptions",
    "flight",
    "history",
    "offers",
    "new_platforms",
    # Asks nothing where nobody has several accounts, see test_persons.
    "packages_per_person",
    "sales",
    "usage_days",
    "scores",
    "tolerance",
    "time_limit",
}
"""Fields of the brief that demand nothing of a plan by themselves."""
PARTS = {"micro", "instagram", "de", "language", "Food", "cash", "units", "0", "1", "2"}
"""Names inside the paths of the cases below that are not fields."""


def asked_of(case: Case) -> Brief:
    """The case's brief; the budget is out of the way unless the case is about it."""
    return builders.brief(**{"budget_cents": 2_000_000, **case.asked})


def broken(limits: tuple[Limit, ...], table: PackageTable, names: tuple[str, ...]) -> set[str]:
    """Paths of the limits that a plan breaks."""
    rows, counts = (np.array(part, np.int64) for part in plan_of(names, table))
    found = set()
    for limit in limits:
        used = float(table.unique_reach(rows, counts).sum()) if limit.over_segments else counts @ limit.row(table)[rows]
        if used < limit.bound if limit.sense == ">=" else used > limit.bound:
            found.add(limit.looser.path)
    return found


def numbered(case: Case) -> str:
    return f"{case.path}-{CASES.index(case)}"


@pytest.mark.parametrize("case", CASES, ids=numbered)
def test_absent(case: Case) -> None:
    if case.path == "tiers.micro":
        return
    bare = builders.brief(goal={"kind": "cheapest"}, budget_cents=None)
    assert case.path not in {limit.looser.path for limit in limits_of(bare, table_of(bare.model_dump_json()))}


@pytest.mark.parametrize("case", CASES, ids=numbered)
def test_satisfied(case: Case) -> None:
    brief = asked_of(case)
    table = table_of(brief.model_dump_json())
    assert broken(limits_of(brief, table), table, case.good) == set()
    assert check(table, brief, *plan_of(case.good, table)) == ()


@pytest.mark.parametrize("case", CASES, ids=numbered)
def test_violated(case: Case) -> None:
    brief = asked_of(case)
    table = table_of(brief.model_dump_json())
    assert broken(limits_of(brief, table), table, case.bad) == {case.path}
    assert check(table, brief, *plan_of(case.bad, table)) != ()


@pytest.mark.parametrize("case", CASES, ids=numbered)
def test_a_limit_names_its_rule_and_a_field_that_loosens_it(case: Case) -> None:
    brief = asked_of(case)
    table = table_of(brief.model_dump_json())
    made = [limit for limit in limits_of(brief, table) if limit.looser.path == case.path]
    assert made
    for limit in made:
        assert limit.rule == case.rule
        if limit.looser.how == "bound":
            assert brief.changed(limit.looser.path, limit.setting) == brief
        else:
            free = brief.changed(limit.looser.path, limit.looser.free)
            assert case.path not in broken(limits_of(free, table), table, case.bad)


@pytest.mark.parametrize("case", CASES, ids=numbered)
def test_rows_are_computed_from_each_package_alone(case: Case) -> None:
    brief = asked_of(case)
    table = table_of(brief.model_dump_json())
    for limit in limits_of(brief, table):
        whole = limit.row(table)
        parts = [limit.row(table.part(np.array([row]))) for row in range(len(table))]
        assert np.array_equal(whole, np.concatenate(parts))
        assert limit.unit in (INDEX, PEOPLE, ENGAGEMENTS) or whole.dtype.kind == "i"


def test_every_rule_has_a_case() -> None:
    forgotten = [rule.key for rule in RULES if rule.key not in {case.rule for case in CASES} | WITHOUT_LIMITS]
    assert not forgotten, f"no case for {forgotten}"
    assert len({rule.key for rule in RULES}) == len(RULES)


def test_every_field_of_the_brief_that_demands_something_has_a_case() -> None:
    paths = {case.path for case in CASES}
    demanded = {path.partition(".")[0] for path in paths}
    assert set(Brief.model_fields) - demanded == SETTINGS - {"tiers"}
    wave_ends = {
        f"waves.{kind}.{end}" for kind in ("cash_cents", "posts", "creators") for end in CountBand.model_fields
    }
    assert set(Wave.model_fields) == {"name", "start", "end", "cash_cents", "posts", "creators"}
    ends = {f"{kind}.{end}" for kind, field in Bands.model_fields.items() for end in field.annotation.model_fields}
    wanted = {
        f"{mix}.{end}" for mix in ("pyramid", "platforms", "countries", "categories", "attributes") for end in ends
    }
    wanted |= {f"quality.{name}" for name in Quality.model_fields if name != "strict"}
    wanted |= {f"groups.{name}" for name in GroupRule.model_fields if name not in ("name", "creators")}
    wanted |= {f"audience.{name}" for name in ("floor", "cap", "seen_floor") if name in Segment.model_fields}
    wanted |= {f"partnerships.{end}" for end in ends}
    wanted |= {f"pace.{name}" for name in Pace.model_fields}
    bare = {".".join(part for part in path.split(".") if part not in PARTS) for path in paths}
    wanted |= wave_ends
    assert not wanted - bare, f"no case for {sorted(wanted - bare)}"


FULL = {
    "budget_cents": 1_234_550,
    "resources": {"units": {"stock": 12.5}, "review_hours": {"stock": 40}},
    "largest_share": 0.125,
    "largest_cents": 400_000,
    "boosting": {"cents_per_post": [25_000], "spend": {"min": 0.05, "max": 0.2}},
    "rights": {"usage": {"count": {"min": 1}}, "exclusivity": {"count": {"min": 2, "max": 9}}},
    "audience": [
        {"name": "Germany", "size": 900_000, "floor": 20_000, "cap": 400_000, "seen_floor": 9_000},
        {"name": "Elsewhere", "size": 300_000},
    ],
    "reach_floor": 150_000,
    "engagement_floor": 2_500,
    "average_fit": 0.65,
    "creators": {"min": 3, "max": 40},
    "pyramid": {
        tier: {
            "count": {"min": 1, "max": 20},
            "headcount": {"min": 0.1, "max": 0.8},
            "spend": {"min": 0.05, "max": 0.6},
        }
        for tier in ("micro", "mid", "macro")
    },
    "pyramid_order": True,
    "platforms": {"tiktok": {"count": {"min": 0}}, "x": {"headcount": {"max": 0.2}}},
    "countries": {"FR": {"headcount": {"min": 0.3333}}},
    "categories": {"food": {"spend": {"max": 0.5}}},
    "attributes": {"language": {"de": {"count": {"min": 1}, "headcount": {"max": 0.75}, "spend": {"max": 0.6}}}},
    "compensation": {"product": {"count": {"max": 5}}, "cash": {"spend": {"min": 0.5}}},
    "quality": {
        "min_fit": 0.3,
        "min_authenticity": 0.4,
        "min_engagement_rate": 0.005,
        "max_fake_share": 0.25,
        "min_followers": 2_000,
        "max_followers": 2_000_000,
        "min_affinity": 0.25,
        "min_values": 0.4,
        "max_sponsored_load": 0.3,
        "min_comments": 20,
    },
    "partnerships": {"count": {"min": 1}, "headcount": {"max": 0.9}, "spend": {"min": 0.2}},
    "pace": {"posts_per_fortnight": 2, "rest": 1},
    "must_have": [{"creator": ANNA, "package": "gift"}, {"creator": DINA}],
    "excluded": [TINY],
    "groups": [
        {"name": "the duo", "creators": [BEN, CLEO], "at_most": 2, "at_least": 1, "together": True},
        {"name": "fans", "creators": [CROWD], "only_with": ANNA},
    ],
    "waves": [
        {"name": "Teaser", "cash_cents": {"min": 100_000, "max": 400_050}, "posts": {"min": 1}},
        {"name": "Launch", "posts": {"min": 0, "max": 12}, "creators": {"min": 1, "max": 30}},
    ],
}


def full_roster() -> Roster:
    """Creators for every demand of FULL."""
    return builders.roster(
        builders.creator("anna", builders.package("reel", 500, units=1, review_hours=2), builders.package("gift", 0)),
        *(builders.creator(who.partition(":")[2], platform=who.partition(":")[0]) for who in (BEN, CLEO, DINA)),
        *(builders.creator(who.partition(":")[2], platform=who.partition(":")[0]) for who in (TINY, CROWD)),
        builders.creator("iris", availability="3", attributes={"language": "de; en"}),
    )


def test_the_words_of_every_limit() -> None:
    """Change tests/golden/limits.txt by hand when a text was meant to change."""
    asked = builders.brief(**FULL)
    limits = limits_of(asked, builders.table(full_roster(), asked))
    assert {limit.rule for limit in limits} == {rule.key for rule in RULES} - WITHOUT_LIMITS
    names = [limit.name for limit in limits]
    assert len(set(names)) == len(names)
    written = "".join(f"{limit.rule}: {limit.name}\n" for limit in limits)
    assert written == (GOLDEN / "limits.txt").read_text(encoding="utf-8")


def test_the_words_of_floors_with_confidence() -> None:
    asked = builders.brief(
        audience=[{"name": "Germany", "size": 900_000, "floor": 20_000, "cap": 400_000}],
        reach_floor=150_000,
        engagement_floor=2_500,
        confidence=0.8,
    )
    table = builders.table(None, asked)
    names = [limit.name for limit in limits_of(asked, table)]
    assert names[1:5] == [
        "Reach at least 150,000 people with 80% confidence",
        "Reach at least 20,000 people in Germany with 80% confidence",
        "Reach at most 400,000 people in Germany",
        "At least 2,500 engagements with 80% confidence",
    ]


def _surely(**fields: Any) -> tuple[Limit, PackageTable]:
    """The one floor of a brief, and the table."""
    asked = builders.brief(goal={"kind": "cheapest"}, budget_cents=None, **fields)
    table = builders.table(ROSTER, asked)
    return next(limit for limit in limits_of(asked, table) if limit.margin != 1), table


def _draws(sd: float) -> np.ndarray:
    rng = np.random.default_rng(5)
    return rng.lognormal(-sd * sd / 2, sd, 40_000)


@pytest.mark.parametrize("confidence", [0.6, 0.8, 0.95])
@pytest.mark.parametrize("sd", [0.15, 0.4])
def test_floors_are_met_as_often_as_their_confidence_says(confidence: float, sd: float) -> None:
    """A plan that is exactly on the floor, in seeded draws of the shock that all creators share."""
    shock = {"campaign_common_shock_log_sd.all.all": sd}
    limit, _ = _surely(engagement_floor=500, confidence=confidence, assumptions=shock)
    drawn = limit.bound * _draws(sd)
    assert drawn.mean() == pytest.approx(limit.bound, rel=0.01)
    assert (drawn >= 500).mean() == pytest.approx(confidence, abs=0.02)


@pytest.mark.parametrize("confidence", [0.6, 0.8, 0.95])
def test_a_floor_on_reach_is_met_at_least_as_often(confidence: float) -> None:
    """The shock goes through the reach curve here, which loses less than the creators do."""
    limit, table = _surely(reach_floor=200_000, confidence=confidence)
    segment = table.segments[0]
    weight = limit.bound * _draws(table.shock_sd)
    reached = segment.size * (1 - (1 + weight / segment.kappa) ** -segment.kappa)
    assert (reached >= 200_000).mean() >= confidence - 0.005


def test_a_reading_turns_the_bound_into_the_setting() -> None:
    """The new setting that a fix proposes, and what a report says, are made of these."""
    for fields in ({"engagement_floor": 500}, {"reach_floor": 200_000}, {"audience": [{"size": 900_000, "floor": 9}]}):
        limit, _ = _surely(confidence=0.9, **fields)
        assert limit.reading is not None
        assert limit.reading(limit.bound) == pytest.approx(limit.setting)


@pytest.mark.parametrize("field", [{"reach_floor": 900_000}, {"engagement_floor": 1e12}])
@pytest.mark.parametrize("sd", [0.15, 3, 1e6])
def test_more_than_everybody_is_a_finite_bound_that_nothing_meets(field: dict[str, Any], sd: float) -> None:
    for parts in (1, 2):
        audience = [{"name": f"{at}", "size": 1_000_000 // parts} for at in range(parts)]
        limit, table = _surely(
            **field, audience=audience, confidence=0.99, assumptions={"campaign_common_shock_log_sd.all.all": sd}
        )
        most = table.sizes.sum() if limit.over_segments else float(limit.vector(table) @ table.available[table.creator])
        assert most < limit.bound < 1e16


def test_without_a_shock_the_forecast_is_sure() -> None:
    asked = builders.brief(
        engagement_floor=500, confidence=0.99, assumptions={"campaign_common_shock_log_sd.all.all": 0}
    )
    limit = next(one for one in limits_of(asked, builders.table(ROSTER, asked)) if one.rule == "engagement_floor")
    assert limit.bound == 500


@pytest.mark.parametrize("kind", ["cash", "posts"])
def test_waves_add_up_to_the_total(kind: str) -> None:
    """To the cent, whatever the number of waves."""
    for number in (1, 2, 3, 7, 12):
        field = "cash_cents" if kind == "cash" else "posts"
        waves = [{"name": f"W{at}", field: {"min": 0}} for at in range(number)]
        asked = builders.brief(waves=waves)
        people = builders.roster(
            *(
                builders.creator(f"c{at}", builders.package("a", 100.01 + at, reels=at + 1, wave=at % (number + 1)))
                for at in range(20)
            )
        )
        table = builders.table(people, asked)
        rows = [limit.vector(table) for limit in limits_of(asked, table) if limit.rule == "waves"]
        assert len(rows) == number
        assert np.array_equal(sum(rows), table.cash_cents if kind == "cash" else table.posts)


def test_the_reference_of_the_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_document(), "run: python -m planner.rules.document"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_reference_names_the_fields_that_the_rule_reads(rule: Any) -> None:
    named = fields_of(rule)
    for case in CASES:
        if case.rule == rule.key:
            assert any(case.path.startswith(field.partition(".")[0]) for field in named), case.path
    page = PAGE.read_text(encoding="utf-8")
    assert rule.label in page and rule.why in page


BARRING = [
    case
    for case in CASES
    if case.rule in ("quality", "excluded", "largest_share", "largest_cents", "available_only", "pace")
]
ZERO_BANDS = [
    Case("platforms", "platforms.tiktok.count.max", {"platforms": {"tiktok": {"count": {"max": 0}}}}, (ANNA,), (BEN,)),
    Case("platforms", "platforms.tiktok.spend.max", {"platforms": {"tiktok": {"spend": {"max": 0}}}}, (ANNA,), (BEN,)),
    Case("pyramid", "pyramid.macro.headcount.max", {"pyramid": {"macro": {"headcount": {"max": 0}}}}, (ANNA,), (DINA,)),
    Case("budget", "budget_cents", {"budget_cents": 300_000}, (ANNA,), (DINA,)),
    Case("pyramid", "pyramid.macro.spend.max", {"pyramid": {"macro": {"spend": {"max": 0.1}}}}, (ANNA,), (DINA,)),
]


@pytest.mark.parametrize("case", [*BARRING, *ZERO_BANDS], ids=lambda case: case.path)
def test_a_creator_barred_by_a_demand_is_told_by_which(case: Case) -> None:
    brief = asked_of(case)
    table = table_of(brief.model_dump_json())
    barred = Barred.of(brief, table)
    named = set()
    for name in case.bad:
        reasons = barred.reasons(table.rows_of(name.partition("/")[0].partition("*")[0]))
        named |= {reason.path for reason in reasons}
        assert all(reason.words for reason in reasons)
    assert case.path in named
    for name in case.good:
        assert not barred.reasons(table.rows_of(name.partition("/")[0].partition("*")[0]))


@pytest.mark.parametrize("case", [*BARRING, *ZERO_BANDS], ids=lambda case: case.path)
def test_a_barred_creator_is_listed_as_left_out_by_that_demand(case: Case) -> None:
    """Only fit and an exclusion were named; all others read as if the creator were too expensive."""
    rows, _ = left_out(Dossier(export_cases.plan_of([]), asked_of(case), ROSTER))
    listed = {row.creator: row for row in rows}
    for name in set(case.bad) - set(case.good):
        row = listed[name.partition("/")[0].partition("*")[0]]
        assert row.group == BARRED
        assert "Adds less" not in row.reason


def test_a_reason_tells_the_figure_and_what_was_asked() -> None:
    asked = builders.brief(
        budget_cents=2_000_000, quality={"min_affinity": 0.7, "max_sponsored_load": 0.5, "strict": True}
    )
    table = builders.table(ROSTER, asked)
    words = [reason.words for reason in Barred.of(asked, table).reasons(table.rows_of("instagram:hans"))]
    assert words == ["Closeness to the brand 0.58, below 0.7", "Sponsored posts 80%, above 50%"]
    (unknown,) = [r for r in Barred.of(asked, table).reasons(table.rows_of(ANNA)) if "sponsored" in r.path]
    assert unknown.words == "Unknown sponsored posts"
