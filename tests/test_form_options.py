"""What the form offers grows with the roster: what comes in is there to be used, as the brief has it."""

from planner.domain.platforms import Platform
from planner.domain.roster_parts import together
from tests import builders
from tests.test_pages import app, settled


def test_a_platform_that_comes_in_with_the_roster_is_not_one_that_somebody_left_out() -> None:
    at = settled(app())
    session = at.session_state["session"]
    before = session.brief
    lina = builders.creator("lina", builders.package("one", 500, posts=1), platform=Platform.LINKEDIN)
    session.roster = together([session.roster, builders.roster(lina)], "With Lina")
    at = settled(at.run())
    assert at.session_state["session"].brief == before
    pills = at.session_state["form.platforms"]
    assert "linkedin" in pills
