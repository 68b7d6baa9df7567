"""Whose accounts a list holds: said by a column, asked about where accounts share a name, a link or a row."""

from planner.domain.persons import persons_of
from planner.intake import read_roster
from planner.intake.mapping import Mapping
from planner.intake.roster.read import Upload, read_rosters
from planner.intake.roster.write import write_roster_csv

FILE = b"""handle,platform,name,followers,fee,person
lina,instagram,Lina Hart,40000,500,Lina
lina.tt,tiktok,Lina H.,60000,400,lina
bob,youtube,Bob,20000,300,
"""
NAMES = b"""handle,platform,name,followers,fee
lina,instagram,Lina Hart,40000,500
lina.tt,tiktok,lina hart,60000,400
bob,youtube,Bob Ray,20000,300
bob2,youtube,Bob Ray,20000,300
"""


def test_a_file_says_whose_accounts_they_are() -> None:
    found = read_roster("roster.csv", FILE).roster
    assert found is not None and persons_of(found.creators) == {"lina": [0, 1]}
    again = read_roster("again.csv", write_roster_csv(found)).roster
    assert again is not None and again.fingerprint == found.fingerprint


def test_equal_names_are_asked_about_and_never_guessed() -> None:
    unsaid = read_roster("roster.csv", NAMES)
    (question,) = [one for one in unsaid.questions if one.key == "persons"]
    assert question.holds == "apart" and question.examples == ("Lina Hart: @lina (Instagram), @lina.tt (TikTok)",)
    assert unsaid.roster is not None and not persons_of(unsaid.roster.creators)
    said = read_rosters([Upload("roster.csv", NAMES, Mapping(answers={"persons": "one"}))]).roster
    assert said is not None and persons_of(said.creators) == {"lina hart": [0, 1]}
    assert not [one for one in read_roster("roster.csv", FILE).questions if one.key == "persons"]


LINKS = b"""handle,platform,followers,fee,website,contact
lina,instagram,40000,500,https://linktr.ee/Lina,see www.rates.example/all
lina.tt,tiktok,60000,400,linktr.ee/lina/?utm=x,see www.rates.example/all
bob,youtube,20000,300,https://bob.example/,see www.rates.example/all
carla,youtube,20000,300,https://carla.example/,see www.rates.example/all
dan,tiktok,20000,300,https://carla.example/,see www.rates.example/all
"""
"""One link is of three accounts, of which two are on no platform twice; another is of everybody who is paid by it."""


def asked_about(data: bytes, **answers: str) -> tuple[tuple[str, ...], dict[str, list[int]]]:
    """What is asked about persons, and who is one."""
    found = read_rosters([Upload("roster.csv", data, Mapping(answers=answers))])
    assert found.roster is not None
    examples = [question.examples for question in found.questions if question.key == "persons"]
    return examples[0] if examples else (), persons_of(found.roster.creators)


def test_equal_links_are_asked_about_whichever_column_they_stand_in() -> None:
    for data in (LINKS, LINKS.replace(b"website", b"link in bio"), LINKS.replace(b"website", b"profile url")):
        asked, persons = asked_about(data)
        assert set(asked) == {"dan: @dan (TikTok), @carla (YouTube)", "lina: @lina (Instagram), @lina.tt (TikTok)"}
        assert not persons
        assert sorted(asked_about(data, persons="one")[1]) == ["dan", "lina"]


def test_accounts_of_one_row_are_asked_about_without_a_name() -> None:
    data = b"handle,instagram followers,tiktok followers\nlina,40000,90000\nbob,50000,\n"
    asked, _ = asked_about(data)
    assert asked == ("lina: @lina (Instagram), @lina (TikTok)",)
    assert asked_about(data, persons="one")[1] == {"lina": [1, 2]}


def test_a_link_of_two_accounts_on_one_platform_says_nothing() -> None:
    data = b"handle,platform,followers,website\na,tiktok,1000,x.example/y\nb,tiktok,1000,x.example/y\nc,youtube,900,\n"
    assert asked_about(data)[0] == ()


def test_a_name_and_a_link_make_one_person_of_three_accounts() -> None:
    data = (
        b"handle,name,platform,followers,website\nlina,Lina Hart,instagram,1000,\n"
        b"lh,Lina Hart,tiktok,1000,lina.example/me\nlh2,,youtube,900,https://lina.example/me\n"
    )
    assert [len(rows) for rows in asked_about(data, persons="one")[1].values()] == [3]
