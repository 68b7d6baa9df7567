"""Audience columns, the base of engagement rates, and columns that may mean real followers or fake ones."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.domain.audience import audience_columns
from planner.domain.roster import Roster
from planner.intake import Mapping, ReadSettings, Unanswered, Upload, read_roster, read_rosters
from planner.intake.cells.audiences import part_in
from planner.intake.mapping import ColumnChoice
from planner.intake.roster.write import write_roster_csv
from tests.reading import people, read


def roster_of(text: str, **answers: str) -> Roster:
    mapping = Mapping(answers={key.replace("__", "."): answer for key, answer in answers.items()})
    reading = read_rosters([Upload("roster.csv", text.encode(), mapping)], ReadSettings())
    assert reading.roster is not None
    assert not reading.set_aside
    return reading.roster


def person(text: str, **answers: str) -> pd.Series:
    return roster_of(text, **answers).creators.iloc[0]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("audience country US", "audience country:us"),
        ("Audience Country: Germany (%)", "audience country:de"),
        ("us ip %", "audience country:us"),
        ("US audience %", "audience country:us"),
        ("% female", "audience gender:female"),
        ("audience_female", "audience gender:female"),
        ("Male followers %", "audience gender:male"),
        ("gender: men", "audience gender:male"),
        ("age 18-24 %", "audience age:18-24"),
        ("Audience 25–34", "audience age:25-34"),
        ("audience_age_13_17", "audience age:13-17"),
        ("age 65+", "audience age:65-"),
        ("audience age:65-", "audience age:65-"),
        ("audience country:elbonia", "audience country:elbonia"),
        ("Audience Germany", "audience country:de"),
        ("% Germany", "audience country:de"),
        ("Followers in Germany %", "audience country:de"),
        ("Frauenanteil", "audience gender:female"),
        ("Männeranteil", "audience gender:male"),
        ("Anteil Frauen", "audience gender:female"),
        ("Weiblich %", "audience gender:female"),
        ("female_share", "audience gender:female"),
        ("pct women", "audience gender:female"),
        ("Odsetek kobiet", "audience gender:female"),
        ("Kadın takipçi oranı", "audience gender:female"),
        ("フォロワー女性比率", "audience gender:female"),
        ("여성 비율", "audience gender:female"),
        ("% мужчин", "audience gender:male"),
        ("% obserwujących z PL", "audience country:pl"),
        ("% följare i Sverige", "audience country:se"),
        ("日本フォロワー比率", "audience country:jp"),
        ("18-24 lat %", "audience age:18-24"),
        ("% mujeres", "audience gender:female"),
        ("% de hombres", "audience gender:male"),
        ("femmes %", "audience gender:female"),
        ("Zielgruppe Deutschland", "audience country:de"),
        ("% audiencia España", "audience country:es"),
        ("Follower aus Österreich (%)", "audience country:at"),
        ("Alter 18-24 %", "audience age:18-24"),
    ],
)
def test_headers_that_name_a_part_of_the_audience(header: str, column: str) -> None:
    part = part_in(header)
    assert part is not None
    assert part.column == column


@pytest.mark.parametrize(
    "header",
    ["female", "US", "audience country", "18-24", "female 18-24 %", "age", "audience", "audience no", "followers",
     "er %", "engagement rate %", "female followers", "30-20 %", "audience quality %", "fee 10-20",
     "CR %", "% sledujících z ČR", "エンゲージメント率",
     "Audience DE", "Germany", "Engagementquote", "Umsatzanteil", "women", "% DE"],
)  # fmt: skip
def test_headers_that_name_none(header: str) -> None:
    assert part_in(header) is None


TEXT = """handle,platform,followers,er,engagement base,us ip %,audience country Germany,% female,age 18-24 %,age 65+
bob,ig,1200,2.5%,by views,62.5,7.1,58,41,3
liz,tt,3400,3%,,40%,,,,
"""


@pytest.mark.parametrize(
    ("header", "name"),
    [("Audience DE", "audience country:de"), ("Audience IN", "audience country:in"),
     ("Followers in Germany", "audience country:de"),
     ("female followers", "audience gender:female"), ("women", "audience gender:female"),
     ("18-24 Jahre", "audience age:18-24")],
)  # fmt: skip
def test_a_header_in_doubt_is_a_share_where_its_values_say_so_and_else_asked(header: str, name: str) -> None:
    text = f"handle,platform,followers,{header}\nbob,ig,1200,62%\nliz,ig,1300,40%\n"
    assert person(text)[name] == 0.62
    bare = text.replace("%", "")
    assert person(bare, likeness__audience="yes")[name] == 0.62
    reading = read_roster("roster.csv", bare.encode())
    assert reading.roster is not None
    assert [question.key for question in reading.questions] == ["likeness.audience"]
    assert name not in reading.roster.creators


@pytest.mark.parametrize("header", ["% DE", "FR %"])
def test_a_code_beside_a_percent_sign_may_be_a_rate_and_is_asked(header: str) -> None:
    text = f"handle,platform,followers,{header}\nbob,ig,1200,62%\n"
    assert person(text, likeness__audience="yes")[f"audience country:{header.strip('% ').lower()}"] == 0.62
    assert not audience_columns(roster_of(text).creators.columns)


def test_counts_of_people_in_a_country_are_no_shares_and_not_asked_as_such() -> None:
    reading = read_roster("roster.csv", b"handle,platform,followers,Audience DE\nbob,ig,1200,700\nliz,ig,1300,900\n")
    assert reading.roster is not None
    assert not audience_columns(reading.roster.creators.columns)
    assert "likeness.audience" not in [question.key for question in reading.questions]


def test_shares_are_read_by_the_unit_of_their_kind_and_come_back() -> None:
    roster = roster_of(TEXT)
    bob = roster.creators.set_index("handle").loc["bob"]
    assert bob["engagement_base"] == "views"
    assert {name: bob[name] for name in audience_columns(roster.creators.columns)} == {
        "audience country:us": 0.625, "audience country:de": 0.071, "audience gender:female": 0.58,
        "audience age:18-24": 0.41, "audience age:65-": 0.03,
    }  # fmt: skip
    liz = roster.creators.set_index("handle").loc["liz"]
    assert (liz["engagement_base"], liz["audience country:us"]) == ("", 0.4)
    assert pd.isna(liz["audience gender:female"])
    again = read_roster("clean.csv", write_roster_csv(roster))
    assert again.roster is not None
    assert not again.set_aside
    assert again.roster.fingerprint == roster.fingerprint


def test_a_unit_that_is_asked_is_read_as_answered() -> None:
    text = "handle,platform,followers,% female\nbob,ig,1200,0.62\n"
    assert person(text, audience_unit__gender="fraction")["audience gender:female"] == 0.62
    assert person(text, audience_unit__gender="percent")["audience gender:female"] == 0.0062


def test_a_chosen_column_of_the_audience_is_remembered() -> None:
    choice = ColumnChoice(column="D", read_as="audience country:de")
    data = b"handle,platform,followers,Zielgruppe\nbob,ig,1200,62%\n"
    reading = read_rosters([Upload("roster.csv", data, Mapping(columns=(choice,)))], ReadSettings())
    assert reading.roster is not None
    assert reading.roster.creators["audience country:de"].to_list() == [0.62]
    assert [use.field for use in reading.columns][-1] == "audience country:de"


def test_rows_of_one_creator_state_her_audience_together() -> None:
    text = "handle,platform,followers,us ip %,de ip %\nbob,ig,1200,62%,\nbob,ig,1200,,10%\n"
    bob = person(text)
    assert (bob["audience country:us"], bob["audience country:de"]) == (0.62, 0.1)


def test_rows_of_one_creator_that_state_too_much_together_are_set_aside() -> None:
    data = b"handle,platform,followers,us ip %,de ip %\nbob,ig,1,62%,\nbob,ig,1,,60%\nliz,tt,2,70%,\n"
    reading = read_roster("roster.csv", data)
    assert reading.roster is not None
    assert reading.roster.creators["handle"].to_list() == ["liz"]
    assert reading.adds_up
    assert [problem.row for problem in reading.set_aside] == [2, 3]
    assert "by country that add up to 122% over all rows" in str(reading.set_aside[0])


@pytest.mark.parametrize(("answer", "name"), [("real", "authenticity"), ("fake", "fake_share")])
@pytest.mark.parametrize("header", ["Credibility", "confidence", "Confidence score", "real/fake %"])
def test_real_or_fake_is_read_as_answered(header: str, answer: str, name: str) -> None:
    assert person(f"handle,platform,followers,{header}\nbob,ig,1200,88%\n", credibility=answer)[name] == 0.88


@pytest.mark.parametrize(
    ("header", "name"),
    [("fake followers", "fake_share"), ("fake percentage", "fake_share"), ("real percentage", "authenticity"),
     ("audience credibility", "authenticity"), ("confidence real", "authenticity"), ("real %", "authenticity")],
)  # fmt: skip
def test_headers_that_say_real_or_fake_are_not_asked(header: str, name: str) -> None:
    assert person(f"handle,platform,followers,{header}\nbob,ig,1200,88%\n")[name] == 0.88


def test_a_fraction_among_shares_in_per_cent_is_asked_about() -> None:
    text = "handle;followers;audience country br\nana;12000;92%\nbia;13000;0,88\neva;14000;85\nzoe;15000;71\n"
    with pytest.raises(Unanswered) as caught:
        read(text)
    (question,) = caught.value.questions
    assert [choice.words for choice in question.choices] == [
        "Each as it looks: 0.88 is 88%, 85 is 85%",
        "All per cent: 0.88 is 0.88%",
    ]
    each = people(read(text, audience_unit__country="each"))["audience country:br"].to_dict()
    assert each == {"ana": 0.92, "bia": 0.88, "eva": 0.85, "zoe": 0.71}
    assert people(read(text, audience_unit__country="percent"))["audience country:br"]["bia"] == 0.0088


@pytest.mark.parametrize("shares", [("92", "0.5", "3"), ("0.9", "0.5", "0.71"), ("0.4", "0.2", "63")])
def test_small_shares_in_per_cent_are_not_asked_about(shares: tuple[str, ...]) -> None:
    rows = "".join(f"c{at},12000,{share}\n" for at, share in enumerate(shares))
    assert len(people(read("handle,followers,audience country us\n" + rows))) == 3


@pytest.mark.parametrize(
    ("header", "shares", "read_as"),
    [
        ("authenticity", ("0.9", "92", "71", "55"), {"each": 0.9, "percent": 0.009}),
        ("fit", ("0.88", "92%", "71%", "55%"), {"each": 0.88, "percent": 0.0088}),
        ("fake followers", ("0.88", "12%", "7%", "9%"), {"each": 0.88, "percent": 0.0088}),
    ],
)
def test_a_fraction_among_per_cent_is_asked_about_in_any_column_of_shares(
    header: str, shares: tuple[str, ...], read_as: dict[str, float]
) -> None:
    text = f"handle,platform,followers,{header}\n"
    text += "".join(f"c{at},ig,12000,{share}\n" for at, share in enumerate(shares))
    with pytest.raises(Unanswered, match=f"'{shares[0]}' is in the same column as {shares[1].rstrip('%')}"):
        read(text)
    name = {"fake followers": "fake_share"}.get(header, header)
    for unit, share in read_as.items():
        assert person(text, share_unit=unit)[name] == share
        assert roster_of(text, share_unit__D=unit).creators[name].iloc[1] == float(shares[1].rstrip("%")) / 100


@pytest.mark.parametrize(
    ("header", "shares"),
    [("fake followers", ("12", "0.88", "9")), ("authenticity", ("0.9", "0.71")), ("fit", ("92%", "71%", "0"))],
)
def test_shares_of_one_unit_are_not_asked_about(header: str, shares: tuple[str, ...]) -> None:
    rows = "".join(f"c{at},ig,12000,{share}\n" for at, share in enumerate(shares))
    assert len(people(read(f"handle,platform,followers,{header}\n{rows}"))) == len(shares)


@pytest.mark.parametrize("header", ["Suspicious Audience", "Fake-Follower", "Seguidores falsos", "Faux abonnés"])
def test_suspicious_followers_have_many_names(header: str) -> None:
    assert person(f"handle,platform,followers,{header}\nbob,ig,12000,9.6%\n").fake_share == 0.096


def test_the_unit_of_fake_followers_may_be_answered_otherwise() -> None:
    text = "handle,platform,followers,fake followers\nana,ig,12000,0.4\nbia,ig,13000,0.9\n"
    reading = read(text)
    (question,) = [one for one in reading.questions if one.key == "share_unit.D"]
    assert question.holds == "fraction" and people(reading)["fake_share"]["ana"] == 0.4
    assert people(read(text, share_unit__D="percent"))["fake_share"]["ana"] == 0.004
