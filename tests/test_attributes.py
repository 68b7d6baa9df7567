"""Bands on any text column of a list: cells with several values, unknown ones, and spellings that nobody has."""

from __future__ import annotations

import pytest

from planner import fitting
from planner.brief.tables import bands_frame, with_bands
from planner.check import check
from planner.crosscheck import cross_check
from planner.domain.attributes import attributes_of, column_of, values_in
from planner.intake import Upload, read_roster, read_rosters
from planner.intake.mapping import ColumnChoice, Mapping
from planner.intake.roster.merge import merge_rosters
from planner.intake.roster.write import write_roster_csv
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.store.roster_json import roster_data, roster_of
from tests import builders
from tests.random_cases import random_case


def _roster() -> builders.Roster:
    return builders.roster(
        builders.creator("anna", attributes={"language": "de; en"}, agency="North"),
        builders.creator("ben", attributes={"language": "EN"}, agency="South, East & Co"),
        builders.creator("cleo", attributes={"language": ""}),
        builders.creator("dov", attributes={"language": "fr/de"}, followers=90_000),
    )


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", ()),
        ("  ", ()),
        ("de", ("de",)),
        (" de ; en", ("de", "en", "de ; en")),
        ("de,en|fr/it", ("de", "en", "fr", "it", "de,en|fr/it")),
        ("South, East & Co", ("South", "East & Co", "South, East & Co")),
        ("de;de", ("de", "de;de")),
    ],
)
def test_a_cell_belongs_to_each_of_its_values_and_to_itself(cell: str, values: tuple[str, ...]) -> None:
    assert values_in(cell) == values


def test_a_band_counts_each_value_whatever_its_case_and_an_empty_cell_in_none() -> None:
    asked = builders.brief(attributes={"Language": {"DE": {"count": {"min": 0}}, "en": {"count": {"min": 0}}}})
    table = builders.table(_roster(), asked)
    ids = [str(name).partition(":")[2] for name in table.creator_ids]
    holding = {
        value: [one for one, has in zip(ids, table.attributes["Language"].holds(value), strict=True) if has]
        for value in ("de", "EN", "fr", "it")
    }
    assert holding == {"de": ["anna", "dov"], "EN": ["anna", "ben"], "fr": ["dov"], "it": []}


def test_a_plan_keeps_a_band_and_the_check_finds_one_that_does_not() -> None:
    asked = builders.brief(
        attributes={"language": {"de": {"headcount": {"min": 0.6}}}, "agency": {"north": {"count": {"max": 0}}}}
    )
    made = plan(_roster(), asked)
    assert isinstance(made, Plan)
    assert {pick.handle for pick in made.picks} == {"dov"}
    table = builders.table(_roster(), asked)
    assert any("North" in said or "north" in said.lower() for said in check(table, asked, [0, 3], [1, 1]))
    assert any("De creators" in said or "de creators" in said.lower() for said in check(table, asked, [1, 3], [1, 1]))
    assert not check(table, asked, [3], [1])


def test_a_conflict_names_the_band_and_the_change_that_settles_it() -> None:
    refused = plan(_roster(), builders.brief(attributes={"language": {"fr": {"count": {"min": 2}}}}))
    assert isinstance(refused, Refusal)
    (conflict,) = [one for one in refused.conflicts if one.rule == "attributes"]
    assert conflict.name == "At least 2 creators with language fr"
    assert conflict.fix is not None and conflict.fix.value == 1


def test_what_the_list_does_not_have_is_named_with_the_nearest_spelling() -> None:
    asked = builders.brief(
        attributes={"languag": {"de": {"count": {"min": 1}}}, "language": {"dee": {}, "EN": {}}, "agency": {"Nort": {}}}
    )
    told = {problem.place: problem for problem in cross_check(_roster(), asked)}
    assert set(told) == {"attributes.languag", "attributes.language.dee", "attributes.agency.Nort"}
    assert told["attributes.languag"].accepted.startswith("one of language")
    assert told["attributes.language.dee"].accepted.startswith("one of de")
    assert told["attributes.agency.Nort"].accepted.startswith("one of North")
    fitted, gone = fitting.without_unknown(asked, _roster())
    assert gone == ("the limits on de", "the limits on dee", "the limits on Nort")
    assert not cross_check(_roster(), fitted)
    assert list(fitted.attributes["language"]) == ["EN"]


def test_country_is_one_attribute_among_others() -> None:
    people = builders.roster(builders.creator("anna", country="DE"), builders.creator("ben", country="FR"))
    for asked in (
        {"countries": {"de": {"count": {"max": 0}}}},
        {"attributes": {"country": {"de": {"count": {"max": 0}}}}},
    ):
        made = plan(people, builders.brief(**asked))
        assert isinstance(made, Plan)
        assert [pick.handle for pick in made.picks] == ["ben"]


def test_a_table_shows_every_value_of_an_attribute_and_gives_back_what_was_typed() -> None:
    frame = bands_frame(builders.brief(), _roster(), "language")
    assert dict(zip(frame["part"], frame["there"], strict=True)) == {
        "de": 2,
        "EN": 1,
        "en": 1,
        "de; en": 1,
        "fr": 1,
        "fr/de": 1,
    }
    frame.loc[frame["part"] == "de", ["count_min", "spend_max"]] = [1, 75.0]
    made = with_bands(builders.brief(), "language", frame)
    assert made.attributes["language"]["de"].count.min == 1
    assert made.attributes["language"]["de"].spend.max == 0.75
    assert list(made.attributes["language"]) == ["de"]


def test_names_of_attributes() -> None:
    people = _roster().creators
    assert attributes_of(people.columns) == ("country", "category", "agency", "language")
    assert column_of(" Language ") == "attribute language"
    assert column_of("Agency") == "agency"


def test_random_campaigns_have_bands_on_attributes() -> None:
    drawn = [random_case(seed)[1].attributes for seed in range(80)]
    assert any(one.get("language") for one in drawn)
    assert any(one.get("agency") for one in drawn)


LIST = b"""handle,platform,followers,fee,Language,Tone,Bio,e-mail
anna,instagram,20000,500,de; en,North,I cook every day and write about it for you,a@example.com
ben,instagram,30000,400,en,South,Running through all seasons and cities of ours,b@example.com
cleo,instagram,25000,300,,North,Tea,c@example.com
dov,instagram,90000,900,de; en,South,Books,d@example.com
"""


def test_short_texts_of_a_list_are_kept_and_others_are_named_as_ignored() -> None:
    reading = read_roster("list.csv", LIST)
    assert reading.roster is not None
    assert attributes_of(reading.roster.creators.columns)[2:] == ("language", "tone")
    assert "Kept as texts that a brief may have limits on: column E (Language), column F (Tone)." in reading.notes
    assert "Ignored: column G (Bio)." in reading.notes
    uses = {use.column.header: use.field for use in reading.columns}
    assert uses["Language"] == "attribute language"
    asked = builders.brief(
        attributes={"language": {"en": {"count": {"max": 1}}}, "tone": {"North": {"spend": {"min": 0.3}}}}
    )
    made = plan(reading.roster, asked)
    assert isinstance(made, Plan)
    assert sum(pick.handle in {"anna", "ben", "dov"} for pick in made.picks) == 1


def test_a_text_column_can_be_chosen_or_left_out() -> None:
    chosen = Mapping(
        columns=(
            ColumnChoice(column="G", header="Bio", read_as="attribute bio"),
            ColumnChoice(column="F", header="Tone", read_as="ignore"),
        )
    )
    roster = read_rosters([Upload("list.csv", LIST, chosen)]).roster
    assert roster is not None
    assert attributes_of(roster.creators.columns)[2:] == ("bio", "language")


def test_attributes_come_back_from_every_file_and_survive_a_merge() -> None:
    roster = read_roster("list.csv", LIST).roster
    assert roster is not None
    again = read_roster("clean.csv", write_roster_csv(roster)).roster
    assert again is not None and again.fingerprint == roster.fingerprint
    assert roster_of(roster_data(roster), "roster").fingerprint == roster.fingerprint
    newer = builders.roster(builders.creator("anna", attributes={"language": "", "mood": "dry"}))
    merged = merge_rosters(roster, newer).roster.creators.set_index("id")
    assert merged.loc["instagram:anna", "attribute language"] == "de; en"
    assert merged.loc["instagram:anna", "attribute mood"] == "dry"
    assert merged.loc["instagram:ben", "attribute mood"] == ""


def test_a_plan_says_how_many_creators_have_no_value_of_an_attribute_with_limits() -> None:
    people = builders.roster(
        builders.creator("anna", attributes={"language": "de"}),
        *(builders.creator(f"c{at}", attributes={"language": ""}) for at in range(3)),
    )
    asked = builders.brief(attributes={"language": {"de": {"count": {"min": 1}}}})
    made = plan(people, asked)
    assert isinstance(made, Plan)
    assert "3 creators have no language: they count towards none of the limits on it." in made.notes
    without = plan(people, builders.brief())
    assert isinstance(without, Plan) and not any("language" in note for note in without.notes)
