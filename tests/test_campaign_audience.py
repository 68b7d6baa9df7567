"""Audiences: from words to a segment and back, and how many people they are."""

from __future__ import annotations

import pytest

from planner.campaign.audience import Asked, audience_of, group_of, group_words, words_of
from planner.campaign.people import GENDERS, Group, default_people
from planner.domain.roster import Platform
from planner.problems import BadInput
from tests.builders import creator, roster

INSTAGRAM, TIKTOK = Platform.INSTAGRAM, Platform.TIKTOK


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("women 18-34 in Germany", Group("DE", "female", (18, 34))),
        ("Women, 18 to 34, Germany", Group("DE", "female", (18, 34))),
        ("men over 45 in the United Kingdom", Group("GB", "male", (45, 120))),
        ("men 55+ UK", Group("GB", "male", (55, 120))),
        ("people under 25 in the US", Group("US", None, (13, 24))),
        ("everyone in France", Group("FR", None, None)),
        ("women and men in Spain", Group("ES", None, None)),
        ("adults", Group(None, None, (18, 120))),
        ("women in India", Group("IN", "female", None)),
        ("women between 25 and 44 in South Korea", Group("KR", "female", (25, 44))),
    ],
)
def test_words_become_a_group(words: str, group: Group) -> None:
    assert group_of(words) == group


@pytest.mark.parametrize("country", default_people().countries)
def test_words_and_back(country: str) -> None:
    group = Group(country, "female", (18, 34))
    assert group_of(group_words(group)) == group


def test_country_names_of_the_briefs_language() -> None:
    assert group_of("Frauen 18-34 in Deutschland", "de_DE") == Group("DE", "female", (18, 34))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("women 18-34 in Germny", "Germany"),
        ("hikers in Germany", "hikers"),
        ("", "is empty"),
        ("women 34-18 in Germany", "ages"),
        ("women 3-9 in Germany", "ages"),
    ],
)
def test_what_is_not_understood_is_named(words: str, named: str) -> None:
    with pytest.raises(BadInput, match=named):
        group_of(words)


def test_the_table_covers_forty_countries_and_every_figure_has_a_source() -> None:
    people = default_people()
    assert len(people.countries) >= 40
    assert all(figure.source and figure.year and figure.strength for figure in people.figures)
    assert all(figure.low <= figure.value <= figure.high for figure in people.figures)


@pytest.mark.parametrize("country", default_people().countries)
def test_the_groups_of_a_platform_add_up_to_its_published_users(country: str) -> None:
    people = default_people()
    figure = next(f for f in people.figures if f.key == f"users.{country}.instagram.all")
    found = sum(people.reachable(Group(country, gender), (INSTAGRAM,)).people for gender in GENDERS)
    assert found == pytest.approx(figure.value, rel=0.01)


def test_more_platforms_reach_more_people_but_never_more_than_their_sum() -> None:
    people, group = default_people(), Group("DE", "female", (18, 34))
    one, other = (people.reachable(group, (platform,)).people for platform in (INSTAGRAM, TIKTOK))
    both = people.reachable(group, (INSTAGRAM, TIKTOK))
    assert max(one, other) < both.people < one + other
    assert both.low <= both.people <= both.high
    assert "DataReportal" in both.sentence
    assert "not yet checked against the source" in both.sentence


def test_women_18_to_34_in_germany_are_about_seven_million() -> None:
    """Destatis counts 7.8 million of them, nearly all of whom use one of the two."""
    found = default_people().reachable(Group("DE", "female", (18, 34)), (INSTAGRAM, TIKTOK))
    assert 6_000_000 < found.people < 7_900_000


def test_an_edited_figure_is_used_and_a_wrong_key_refused() -> None:
    people = default_people().edited({"users.DE.instagram.all": 10_000_000})
    found = people.reachable(Group("DE"), (INSTAGRAM,))
    assert found.people == 10_000_000
    assert "your own figures" in found.sentence
    with pytest.raises(BadInput, match="no figure of the table"):
        default_people().edited({"users.XX.instagram.all": 1})


def test_a_segment_knows_its_size_share_and_country() -> None:
    made = audience_of(Asked(group_of("women 18-34 in Germany"), (INSTAGRAM,)))
    assert (made.segment.country, made.segment.gender, made.segment.ages) == ("DE", "female", (18, 34))
    assert made.segment.name == "Women 18-34 in Germany"
    assert 0.1 < made.segment.audience_share < 0.3
    assert words_of(made.segment) == "women 18-34 in Germany"
    assert f"{made.segment.size:,}" in made.sentence()


def test_a_country_is_written_as_the_roster_writes_it() -> None:
    people = roster(creator("anna", country="Germany"), creator("ben", country="Austria"))
    assert audience_of(Asked(Group("DE"), (INSTAGRAM,)), roster=people).segment.country == "Germany"


def test_a_country_without_figures_needs_a_size() -> None:
    with pytest.raises(BadInput, match="not in the table"):
        audience_of(Asked(Group("IS"), (INSTAGRAM,)))
    made = audience_of(Asked(Group("IS", "female"), (INSTAGRAM,), size=120_000))
    assert made.segment.size == 120_000
    assert "your own figure" in made.sentence()
    with pytest.raises(BadInput, match="no published number of users"):
        audience_of(Asked(Group("DE", "female"), (Platform.PODCAST,)))  # type: ignore[attr-defined]
    made = audience_of(Asked(Group("DE", "female"), (Platform.PODCAST,), size=120_000))  # type: ignore[attr-defined]
    assert made.segment.size == 120_000
    assert 0.4 < made.segment.audience_share < 0.6, "half of an audience, as elsewhere"
