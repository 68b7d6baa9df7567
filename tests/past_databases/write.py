"""Write a database as the present planner keeps it: `python -m tests.past_databases.write schema-5-last`.

Run before a step is added to the migrations, so that there is a database to try the step on.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from planner.accounts.actor import Actor
from planner.brief.brief import Brief
from planner.domain.roster import Frozen, Roster
from planner.outcome import Outcome, Plan
from planner.planning import plan
from planner.review.brand import Brand
from planner.review.decisions import Choice, Reviewer
from planner.review.snapshot import Amounts, Options
from planner.store import migrations
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.records import Records
from planner.store.review_links import Reviews
from planner.store.reviews import Guest, Offer, Presentation, Said
from planner.store.scenario import Scenario
from planner.store.scenarios import Place, Scenarios
from planner.store.shelf import Shelf
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts, Opened
from planner.version import MODEL_VERSION
from tests import builders

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected.json"
ANNA, BEN = Actor.local("anna"), Actor.local("ben")
_FOLLOWERS = (8_000, 15_000, 22_000, 31_000, 48_000, 70_000, 140_000, 260_000, 420_000, 900_000, 1_500_000)
_FORMATS = {"instagram": "reels", "tiktok": "videos", "youtube": "integrations"}


class Columns(Frozen):
    """A remembered mapping of columns, as the Roster page keeps one."""

    columns: dict[str, str]


def people() -> Roster:
    """Eleven creators of all sizes on three platforms, each with one post and with two."""
    made = []
    for number, followers in enumerate(_FOLLOWERS):
        platform, many = list(_FORMATS.items())[number % 3]
        offers = (
            builders.package("one", followers / 60, **{many: 1}),
            builders.package("two", followers / 34, **{many: 2}),
        )
        about = {"name": f"Jonë {number}", "country": "DE"} if number % 2 else {}
        made.append(builders.creator(f"creator.{number}", *offers, followers=followers, platform=platform, **about))
    return builders.roster(*made)


def fill(database: Database) -> dict[str, Any]:
    """Have everything kept that the tests look for; returns what they are to find."""
    roster, rosters = people(), Rosters()
    spring = builders.brief(name="Spring", budget_cents=900_000, currency="EUR", creators={"min": 3, "max": 8})
    poor = builders.brief(name="Too little", budget_cents=5_000, currency="EUR", creators={"min": 3})
    made, refused = _answer(roster, spring), _answer(roster, poor)
    assert isinstance(made, Plan)
    Records(database, ANNA).put("mapping", "agency.xlsx", Columns(columns={"Fee (€)": "fee", "Profil": "handle"}), 0)
    shelf = Scenarios(database, rosters, ANNA)
    kept = [
        shelf.add(Scenario.of("Spring, first", spring, made, roster), baseline=True),
        shelf.add(Scenario.of("Too little", poor, refused, roster)),
        shelf.add(Scenario.of("Not asked yet", spring, None, None)),
    ]
    links = shelf.share(kept[0].id)
    Scenarios(database, rosters, BEN).follow(links.edit)
    shelf.remove(shelf.add(Scenario.of("Thrown away", poor, None, None)).id)
    Shelf(database, ANNA).file(kept[0].id, Place("Acme", "Spring 2027", "c1"))
    opened = Opened(id=kept[0].id, rev=kept[0].rev)
    Drafts(database, rosters, ANNA).save(Draft(spring, roster, outcome=made, opened=opened))
    look = Presentation(Options(amounts=Amounts.EACH), Brand(agency="North", colour="#336699"))
    offer, late = Offer(made, spring, roster, "Acme"), utc_now() + timedelta(days=36_500)
    _, token = Reviews(database, rosters, ANNA).make("c1", offer, look, late)
    ana, first = Reviewer.of("Ana Ruiz", "ana@acme.example"), made.picks[0].creator
    Guest(database, rosters, token).add(Said(first, Choice.DECLINE, ana, 1, "Works for a rival"))
    return {
        "schema": migrations.NEWEST,
        "model_version": MODEL_VERSION,
        "scenarios": {scenario.name: _expected(scenario) for scenario in kept},
        "edit_link": links.edit,
        "view_link": links.view,
        "review": {"token": token, "declined": first},
    }


def _answer(roster: Roster, brief: Brief) -> Outcome:
    """The answer, made once however many databases are filled with it."""
    key = brief.model_dump_json()
    if key not in _ANSWERS:
        _ANSWERS[key] = plan(roster, brief)
    return _ANSWERS[key]


_ANSWERS: dict[str, Outcome] = {}


def _expected(scenario: Scenario) -> dict[str, Any]:
    outcome = scenario.outcome
    found: dict[str, Any] = {"id": scenario.id, "kind": None if outcome is None else outcome.kind}
    if isinstance(outcome, Plan):
        found["cost_cents"], found["unique_reach"] = outcome.totals.cost_cents, outcome.totals.unique_reach
        found["picks"] = [[pick.creator, pick.package, pick.count] for pick in outcome.picks]
    return found


def write(name: str) -> None:
    """Write `name`.sql, and what is expected of it beside the others."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planner.sqlite3"
        database = Database.sqlite(path)
        expected = fill(database)
        database.close()
        lines = [f"-- Written by the planner of model {MODEL_VERSION}, schema {migrations.NEWEST}."]
        lines += sqlite3.connect(path).iterdump()
    (FOLDER / f"{name}.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")
    all_expected = {**json.loads(EXPECTED.read_text(encoding="utf-8")), name: expected}
    content = json.dumps(dict(sorted(all_expected.items())), indent=1, ensure_ascii=False)
    EXPECTED.write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
