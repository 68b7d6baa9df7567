"""Small builders, so that a test names only what it is about."""

from __future__ import annotations

from typing import Any

from planner.brief.brief import Brief
from planner.domain.creators import Creator, Package
from planner.domain.roster import Compensation, Format, Platform, Roster
from planner.forecast.assumptions import default_assumptions
from planner.forecast.packages import build_table
from planner.forecast.table import PackageTable
from planner.outcome import Plan

USUAL_FORMAT = {
    Platform.INSTAGRAM: Format.REEL,
    Platform.TIKTOK: Format.VIDEO,
    Platform.YOUTUBE: Format.INTEGRATION,
    Platform.FACEBOOK: Format.POST,
    Platform.X: Format.POST,
}


def package(name: str = "standard", fee: float | None = 500.0, **fields: Any) -> Package:
    """A package for `fee` (major units, None = nobody has quoted).

    Formats in the plural are counts (`reels=2`); numbers that are no field of a package become resource uses
    or score columns (`units=3`).
    """
    formats = {f: fields.pop(many) for f in Format if (many := plural(f)) in fields}
    own = {key: fields.pop(key) for key in ("compensation", "commission_cents") if key in fields}
    return Package(
        id=name,
        deliverables=formats or {Format.REEL: 1},
        fee_cents=None if fee is None else round(fee * 100),
        compensation=own.get("compensation", Compensation.CASH),
        commission_cents=own.get("commission_cents", 0),
        numbers={key: float(value) for key, value in fields.items()},
    )


def creator(handle: str = "anna", *packages: Package, **fields: Any) -> Creator:
    """A creator on Instagram with 20,000 followers, and one package of the usual format for 500."""
    platform = Platform(fields.pop("platform", "instagram"))
    followers = fields.pop("followers", 20_000)
    offers = packages or (package(**{plural(USUAL_FORMAT[platform]): 1}),)
    return Creator(handle=handle, platform=platform, followers=followers, packages=offers, **fields)


def roster(*creators: Creator) -> Roster:
    """These creators; one usual creator when none is named."""
    return Roster.of(creators or (creator(),), "Test roster")


def brief(**fields: Any) -> Brief:
    """A brief for 10,000 dollars, an audience of a million, searched to the end; changed by these fields."""
    usual: dict[str, Any] = {
        "budget_cents": 1_000_000,
        "audience": [{"size": 1_000_000}],
        "tolerance": 1e-6,
        "time_limit": 60,
    }
    return Brief.read({**usual, **fields})


def table(people: Roster | None = None, asked: Brief | None = None) -> PackageTable:
    """The forecast of a roster for a brief."""
    asked = brief() if asked is None else asked
    assumptions = default_assumptions().edited(asked.assumptions)
    return build_table(roster() if people is None else people, asked, assumptions)


def plural(f: Format) -> str:
    """What a count of a format is called in files: `stories`."""
    return "stories" if f is Format.STORY else f"{f}s"


def picked(table: PackageTable, answer: Plan) -> tuple[list[int], list[int]]:
    """The rows and counts of a plan's picks."""
    rows = [
        next(row for row in table.rows_of(pick.creator) if table.package_ids[row] == pick.package)
        for pick in answer.picks
    ]
    return [int(row) for row in rows], [pick.count for pick in answer.picks]
