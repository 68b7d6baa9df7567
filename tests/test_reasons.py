"""Why a creator can be in no plan: which demands are named, in which order and words."""

from __future__ import annotations

import numpy as np

from planner.brief.brief import Brief
from planner.forecast.table import PackageTable
from planner.rules import limits_of
from planner.rules.reasons import Barred
from tests import builders

PEOPLE = builders.roster(
    builders.creator(
        "anna", *(builders.package(name, fee) for name, fee in (("a", 400), ("b", 900), ("c", 1_200))), fit=0.4
    ),
    builders.creator("ben", builders.package("reel", 100), fit=0.9),
    builders.creator("mia", builders.package("reel", 50), followers=300_000, fit=0.9),
)


def asked(**fields: object) -> tuple[Brief, PackageTable]:
    brief = builders.brief(**{"budget_cents": 10**7, **fields})
    return brief, builders.table(PEOPLE, brief)


def reasons(handle: str, **fields: object) -> list[tuple[str, str, str]]:
    """Field, demand and words of each reason."""
    brief, table = asked(**fields)
    found = Barred.of(brief, table).reasons(table.rows_of(f"instagram:{handle}"))
    return [(str(reason.path), reason.name, reason.words) for reason in found]


def test_who_can_be_booked_has_no_reason_against() -> None:
    assert reasons("ben", quality={"min_fit": 0.5}) == []
    assert reasons("anna", budget_cents=50_000) == [], "the cheapest package fits"
    brief, table = asked(quality={"min_fit": 0.5})
    assert Barred.of(brief, table).reasons(np.empty(0, np.int64)) == ()


def test_a_demand_that_bars_every_package_is_named_alone() -> None:
    assert [path for path, _, _ in reasons("anna", quality={"min_fit": 0.5}, largest_share=0.005)] == [
        "quality.min_fit"
    ]
    both = reasons("anna", quality={"min_fit": 0.5}, excluded=["instagram:anna"])
    assert {path for path, _, _ in both} == {"quality.min_fit", "excluded.0"}
    assert [words for path, _, words in both if path == "excluded.0"] == ["Excluded by the brief"]


def test_demands_that_bar_every_package_together_are_named_in_the_order_of_what_they_bar() -> None:
    """One package is too many posts, two cost too much: neither alone keeps the creator out."""
    people = builders.roster(
        builders.creator(
            "anna",
            builders.package("a", 100, units=9),
            builders.package("b", 900, units=1),
            builders.package("c", 950, units=1),
        ),
        builders.creator("ben"),
    )
    brief = builders.brief(budget_cents=60_000, resources={"units": {"stock": 5}})
    table = builders.table(people, brief)
    rows = table.rows_of("instagram:anna")
    found = Barred.of(brief, table).reasons(rows)
    assert [str(reason.path) for reason in found] == ["budget_cents", "resources.units.stock"]
    assert [reason.words for reason in found] == [reason.name for reason in found]
    assert Barred.of(brief, table).reasons(rows[1:])[0].path == "budget_cents"


def test_a_share_of_the_budget_is_a_reason_too() -> None:
    found = reasons("ben", budget_cents=10_000, pyramid={"micro": {"spend": {"max": 0.5}}})
    assert [path for path, _, _ in found] == ["pyramid.micro.spend.max"]
    cheapest = {"goal": {"kind": "cheapest"}, "budget_cents": None}
    assert reasons("ben", **cheapest, pyramid={"micro": {"spend": {"max": 0.5}}}) == []


def test_only_the_given_limits_are_looked_at() -> None:
    brief, table = asked(quality={"min_fit": 0.5}, excluded=["instagram:anna"])
    only = [limit for limit in limits_of(brief, table) if limit.rule == "excluded"]
    found = Barred.of(brief, table, only).reasons(table.rows_of("instagram:anna"))
    assert [str(reason.path) for reason in found] == ["excluded.0"]
