"""The form of countries, categories, groups, second goal and confidence."""

from __future__ import annotations

from typing import Any

import pytest

from pages.parts.form import controls, goals
from pages.parts.typed import as_numbers, as_texts
from planner.brief.brief import Bands, Brief, GoalKind
from planner.brief.tables import audience_frame, bands_frame, with_audience, with_bands, with_group
from planner.problems import BadInput
from planner.units import SHARE
from tests import builders
from tests.test_pages import plan_of, settled, whole_app

PEOPLE = [
    builders.creator(name, builders.package("reel", 100, reels=1, brand_score=3), country=country, category="food")
    for name, country in (("anna", "DE"), ("ben", "DE"), ("cleo", "FR"), ("dov", ""))
]
ROSTER = builders.roster(*PEOPLE)
RULE: dict[str, Any] = {
    "name": "rivals",
    "creators": ["instagram:anna", "instagram:ben"],
    "at_least": None,
    "at_most": 1,
    "together": False,
    "only_with": None,
}
pytestmark = pytest.mark.usefixtures("workers")


def typed(brief: Brief, **values: Any) -> Brief:
    """The brief after these widgets were set."""
    return controls.read(brief, controls.controls_of(brief, ROSTER), values)


def test_a_table_of_countries_shows_all_and_gives_back_what_the_brief_says() -> None:
    bands = {"fr": {"headcount": {"min": 0.125, "max": 0.5}, "count": {"min": 1}}, "US": {"spend": {"max": 0.0}}}
    brief = builders.brief(countries=bands)
    frame = bands_frame(brief, ROSTER, "country")
    assert frame["part"].tolist() == ["FR", "US", "DE"]
    assert frame["there"].tolist() == [1, 0, 2]
    assert frame["headcount_min"].tolist()[0] == 12.5
    again = with_bands(brief, "country", frame)
    assert {part.casefold(): bands for part, bands in again.countries.items()} == {
        part.casefold(): bands for part, bands in brief.countries.items()
    }


def test_limits_typed_into_the_table_are_the_briefs() -> None:
    frame = bands_frame(builders.brief(), ROSTER, "category")
    frame.loc[0, ["count_max", "spend_min"]] = [3, 33.33]
    brief = with_bands(builders.brief(), "category", frame)
    assert brief.categories["food"].count.max == 3
    assert brief.categories["food"].spend.min == 0.3333
    frame.loc[0, "count_min"] = 4
    with pytest.raises(BadInput, match="minimum of 4 above its maximum of 3"):
        with_bands(brief, "category", frame)


def test_groups_are_added_changed_and_removed() -> None:
    brief = with_group(builders.brief(), None, RULE)
    assert [(group.name, group.at_most) for group in brief.groups] == [("rivals", 1)]
    brief = with_group(brief, 0, {**RULE, "name": "friends", "at_most": None, "together": True})
    assert (brief.groups[0].name, brief.groups[0].together) == ("friends", True)
    assert with_group(brief, 0, None).groups == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"at_most": None}, "asks for nothing"),
        ({"only_with": "instagram:anna"}, "only with one of its own"),
        ({"creators": []}, "creators"),
        ({"name": ""}, "name"),
    ],
)
def test_a_group_that_says_nothing_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        with_group(builders.brief(), None, {**RULE, **changed})


def test_a_second_goal_is_chosen_among_the_others_and_goes_when_it_becomes_the_first() -> None:
    brief = typed(builders.brief(budget_cents=1_000), second_goal="score:brand_score")
    assert brief.second_goal is not None and brief.second_goal.goal.score == "brand_score"
    assert goals.second_of(brief, ROSTER)[0] == goals.NONE
    assert "unique_reach" not in goals.second_of(brief, ROSTER)
    brief = typed(brief, **{"second_goal.tolerance": 5.0})
    assert brief.second_goal is not None and brief.second_goal.tolerance == 0.05
    brief = typed(brief, second_goal="cheapest")
    assert brief.second_goal is not None and brief.second_goal.goal.kind is GoalKind.CHEAPEST
    assert brief.second_goal.tolerance == 0.05
    assert typed(brief, goal="cheapest").second_goal is None
    assert typed(brief, second_goal=goals.NONE).second_goal is None


def test_a_chance_is_typed_in_per_cent() -> None:
    assert typed(builders.brief(), confidence=90.0).confidence == 0.9
    with pytest.raises(BadInput, match="above 0.5"):
        typed(builders.brief(), confidence=40.0)


def test_a_second_goal_reaches_the_plan() -> None:
    at = whole_app()
    before = plan_of(at)
    assert "form.second_goal.tolerance" not in {control.key for control in at.text_input}
    at.selectbox(key="form.second_goal").set_value("cheapest").run()
    settled(at)
    assert plan_of(at).totals.cost_cents < before.totals.cost_cents
    at.text_input(key="form.second_goal.tolerance").set_value("10").run()
    assert at.session_state["session"].brief.second_goal.tolerance == 0.1


def test_the_table_of_segments_keeps_what_it_does_not_show() -> None:
    audience = [{"name": "Runners", "size": 50_000, "country": "DE", "audience_share": 0.25, "gender": "female"}]
    brief = builders.brief(audience=audience)
    frame = audience_frame(brief)
    assert frame["audience_share"].tolist() == [25.0]
    assert with_audience(brief, frame) == brief
    frame.loc[0, "size"], frame.loc[0, "country"] = 60_000, None
    changed = with_audience(brief, frame).audience[0]
    assert (changed.size, changed.gender) == (60_000, brief.audience[0].gender)
    frame.loc[0, "size"] = 0
    with pytest.raises(BadInput, match="size"):
        with_audience(brief, frame)


def test_platforms_to_choose_from_are_those_of_the_roster_and_of_the_brief() -> None:
    brief = builders.brief(platforms={"tiktok": {"spend": {"min": 0.1}}})
    assert controls.platforms_of(brief, ROSTER) == ["instagram", "tiktok"]
    none = typed(brief, platforms=["tiktok"])
    assert none.platforms["instagram"].count.max == 0
    assert set(none.platforms) == {"instagram", "tiktok"}, "nothing is said of platforms that nobody is on"


def test_limits_on_a_column_that_the_list_lacks_say_so() -> None:
    at = whole_app()
    now = at.session_state["session"]
    now.brief = now.brief.model_copy(update={"attributes": {"dialect": {"north": Bands()}}})
    settled(at.run())
    [button] = [one for one in at.button if one.label == "Edit dialect"]
    button.click().run()
    assert not at.exception
    assert any("Your list has no column dialect" in one.value for one in at.caption)


def test_shares_of_a_table_are_typed_with_a_comma_or_a_point() -> None:
    brief = builders.brief(locale="es_ES")
    frame = as_texts(bands_frame(brief, ROSTER, "country"), ("headcount_min",), SHARE, brief)
    frame.loc[0, "headcount_min"] = "12,5 %"
    made = with_bands(brief, "country", as_numbers(frame, {"headcount_min": "% at least"}, SHARE, brief))
    (bands,) = made.countries.values()
    assert bands.headcount.min == 0.125
    again = as_texts(bands_frame(made, ROSTER, "country"), ("headcount_min",), SHARE, made)
    assert again["headcount_min"].tolist()[0] == "12,5"
