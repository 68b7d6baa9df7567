"""The pages in one browser with a database of its own, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from planner.accounts.actor import Actor
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.place import database_file
from planner.store.scenarios import Scenarios
from planner.store.working import Draft, Drafts
from tests import builders
from tests.stores import BROWSER
from tests.unfolded import scrolled

ROOT = Path(__file__).parents[1]
PATIENCE = 60


def page() -> AppTest:
    """A new page of that browser, planned; nothing is opened, and nobody has scrolled."""
    return settled(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run())


def read_page() -> AppTest:
    """A new page of that browser, planned and drawn to its end, for somebody who has scrolled there."""
    return scrolled(page())


def keep_small(**fields: Any) -> None:
    """Keep as that browser's work a campaign so small that all around it is known at once. fields: of its brief.

    Of 40 creators it may book a dozen; the first of them has too little fit for it.
    """
    one = {"fake_share": 0.05, "fit": 0.6}
    people = builders.roster(
        builders.creator("unfit", **{**one, "fit": 0.3}),
        *(
            builders.creator(f"c{n}", builders.package(fee=500 + 10 * n), followers=20_000 + 400 * n, **one)
            for n in range(1, 40)
        ),
    )
    usual = {"name": "Spring launch", "creators": {"max": 12}, "quality": {"min_fit": 0.4}}
    store(database_file())[0].save(Draft(builders.brief(**{**usual, **fields}), people))


def small() -> AppTest:
    """A page of that browser, planned, whose work is that small campaign."""
    keep_small()
    return page()


def few() -> AppTest:
    """The page of that small campaign, drawn to its end, for somebody who has scrolled there."""
    return scrolled(small())


def settled(at: AppTest) -> AppTest:
    """The page once its question is answered."""
    for _ in range(PATIENCE):
        assert not at.exception, at.exception
        answer = at.session_state["session"].answer
        now = at.session_state["session"]
        if answer is not None and answer.question.brief == now.about.counted.asked(now.brief):
            return at
        at.run()
    pytest.fail("there was no answer in a minute")


def limit(at: AppTest, creators: int) -> AppTest:
    """Change the work: at most so many creators."""
    return settled(at.number_input(key="form.creators.max").set_value(creators).run())


def store(place: Path) -> tuple[Drafts, Scenarios]:
    """What the browser keeps, seen from outside."""
    database, rosters = Database.sqlite(place), Rosters()
    return Drafts(database, rosters, Actor.local(BROWSER)), Scenarios(database, rosters, Actor.local(BROWSER))


def more(at: AppTest, scenario: str) -> AppTest:
    """The session with the panel of a scenario open."""
    at.session_state[f"more.{scenario}"] = True
    return at.run()
