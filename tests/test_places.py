"""Places as countries: what is clear is read, what is not is in no country, and is asked about once."""

from __future__ import annotations

import numpy as np
import pytest

from planner.domain.countries import code_abroad, code_named
from planner.intake import Mapping, Reading, ReadSettings, Unanswered, Upload, read_rosters
from planner.intake.asking import together
from planner.intake.cells import places
from planner.intake.cells.places import STATES, read_places
from planner.intake.report.report import mapping_of
from planner.problems import BadInput
from scripts import countries as written

CLEAR = {
    "DE": (
        "Köln", "Koeln", "Cologne", "Kiel", "Ulm", "Bonn", "Mainz", "Essen", "Frankfurt (Main)", "Berlin, Germany",
        "Berlin, DE", "Köln / DE", "Germany – Hamburg", "Berlin/Hamburg", "Deutschland", "Allemagne", "DEU", "de", "🇩🇪",
        "🇩🇪 Berlin", "Berlin 🇩🇪", "Bayern", "Bavaria", "München (Bayern)", "NRW", "Munich Metropolitan Area",
    ),
    "AT": ("Wien", "Vienna", "Österreich", "Linz", "Wien, Österreich"),
    "CH": ("Zürich", "Schweiz", "Suisse", "Lucerne"),
    "GB": ("Leeds", "leeds", "Leeds, UK", "London", "England", "Stoke-on-Trent", "Birmingham, UK", "London Area"),
    "US": (
        "USA", "U.S.A.", "Texas", "TX", "Austin, TX, USA", "Paris, TX", "Los Angeles, CA", "Wilmington, DE",
        "Birmingham, AL", "Lebanon, PA", "Atlanta, Georgia", "NYC", "NYC/LA", "San Francisco Bay Area", "Queens, NY",
    ),
    "CA": ("Toronto, ON", "London, ON", "Vancouver, BC", "CA"),
    "FR": ("Paris", "Paris 11e", "Île-de-France", "France", "Lyon"),
    "IT": ("Milano, MI", "Roma", "Toscana", "Tuscany, Italy"),
    "ES": ("España", "Sevilla", "Barcelona, Spain", "Catalunya", "Cataluña"),
    "MX": ("CDMX", "México", "Mérida, Yucatán", "Monterrey"),
    "BR": ("São Paulo - SP", "São Paulo, BR", "Brasil"),
    "JP": (
        "東京", "日本", "Osaka, Japan", "大阪府", "大阪", "北海道", "東京都渋谷区", "京都府京都市", "京都",
        "京都市左京区",
    ),
    "CN": ("广东省", "广东", "湖南省长沙市"),
    "KR": ("경기도", "서울"),
    "TR": ("İstanbul", "İzmir", "istanbul"),
    "VN": ("TP.HCM", "Hà Nội", "Đà Nẵng"),
    "GE": ("Tbilisi, Georgia",),
    "LB": ("Lebanon",),
    "PS": ("Palestine",),
}  # fmt: skip
UNCLEAR = {
    "Birmingham": {"GB", "US"},
    "Barcelona": {"ES", "VE"},
    "Mérida": {"MX", "ES", "VE"},
    "Georgia": {"GE", "US"},
    "LA": {"LA", "US"},
    "Norfolk": {"GB", "US"},
    "Tbilisi, GA": {"GE", "GA"},
    "Kleinkleckersdorf, DE": {"DE", "US"},
    "Berlin & Paris": {"DE", "FR"},
    "Germany, Austria": {"DE", "AT"},
    "Elbonia": set(), "worldwide": set(), "online": set(), "DACH": set(), "EU": set(), "XX": set(),
    "京": set(),
}  # fmt: skip


def countries(*places: str, header: str = "City") -> list[str]:
    return list(read_places(np.array(places, object), header).countries)


def test_the_states_are_those_of_the_standard() -> None:
    from pycountry import subdivisions

    assert {part.code for part in subdivisions.get(country_code="US")} == {f"US-{code}" for code in STATES}


@pytest.mark.parametrize(("code", "place"), [(code, place) for code, places in CLEAR.items() for place in places])
def test_a_clear_place_is_in_its_country(code: str, place: str) -> None:
    assert countries(place) == [code]


@pytest.mark.parametrize("place", UNCLEAR)
def test_what_may_be_in_several_countries_or_is_unknown_is_in_none(place: str) -> None:
    read = read_places(np.array([place, ""], object), "City")
    assert list(read.countries) == ["", ""]
    assert set(read.unclear) == {place}
    assert UNCLEAR[place] <= set(read.unclear[place])


def test_a_column_of_countries_decides_what_is_also_a_state() -> None:
    assert countries("Georgia", "LA", header="Country") == ["GE", "LA"]


def test_codes_of_countries_are_doubtful_beside_codes_of_states() -> None:
    assert countries("NY", "CA", "DE", "TX", "GB", header="State") == ["US", "", "", "US", "GB"]
    assert countries("AT", "CA", "DE", "GB", header="Market") == ["AT", "CA", "DE", "GB"]


def test_codes_below_bundesland_are_german_states() -> None:
    """Bavaria was read as Belarus, and Berlin as Belgium, without a word."""
    assert countries("BY", "NW", "BE", "Hessen", header="Bundesland") == ["DE"] * 4
    assert countries("BY", "BE", header="Land") == ["BY", "BE"]
    assert countries("BY", "W", "FR", header="Bundesland") == ["BY", "", "FR"], "not all of them are"


def test_names_of_countries_are_known_in_many_languages_and_unions_are_none() -> None:
    assert [code_abroad(name) for name in ("Österreich", "Espagne", "日本", "Россия", "Ungarn")] == [
        "AT", "ES", "JP", "RU", "HU",
    ]  # fmt: skip
    assert [code_named(name) for name in ("EU", "UN", "XX", "ZZ", "", "USA", "u.k.", "Côte d’Ivoire")] == [
        "", "", "", "", "", "US", "GB", "CI",
    ]  # fmt: skip


TOWNS = "handle,platform,followers,City\n@a,ig,5000,Köln\n@b,ig,5000,Birmingham\n@c,ig,5000,Elbonia\n@d,ig,5000,\n"


def read(text: str, home: str = "GB", **answers: str) -> Reading:
    upload = Upload("towns.csv", text.encode(), Mapping(answers=answers))
    return read_rosters([upload], ReadSettings(audience_country=home))


def placed(reading: Reading) -> dict[str, str]:
    assert reading.roster is not None
    return dict(zip(reading.roster.creators["handle"], reading.roster.creators["country"], strict=True))


def test_the_names_abroad_are_those_of_the_installed_babel() -> None:
    assert written.TARGET.read_text(encoding="utf-8") == written.table(), "run python scripts/countries.py"


def test_places_that_are_not_clear_are_listed_and_asked_about_once() -> None:
    reading = read(TOWNS)
    assert placed(reading) == {"a": "DE", "b": "", "c": "", "d": ""}
    assert [str(mark) for mark in reading.marked] == [
        "row 3, column D (City): 'Birmingham' may be in United Kingdom or United States. "
        "Accepted: a country, or a place with its country. Read as unknown country.",
        "row 4, column D (City): 'Elbonia' is not a place we know. Accepted: a country, or a place with its country. "
        "Read as unknown country.",
    ]
    (question,) = reading.questions
    assert question.title == (
        "2 creators have a place whose country isn't clear: Birmingham, Elbonia. Which country are they in?"
    )
    assert question.values == ("GB", "DE", "US", "unknown")
    assert question.choices[0].words == "United Kingdom, where your audience is"
    assert (question.holds, question.answer) == ("unknown", None)


def test_a_place_that_may_be_where_all_others_are_is_there_until_somebody_says_otherwise() -> None:
    text = "handle,platform,followers,City\n@a,ig,5,Madrid\n@b,ig,6,Sevilla\n@c,ig,7,Bilbao\n@d,ig,8,Barcelona\n"
    reading = read(text)
    assert placed(reading) == dict.fromkeys("abcd", "ES")
    assert reading.marked[0].taken == "in Spain, like all other places of the list"
    (question,) = reading.questions
    assert (question.holds, question.answer) == ("ES", None)
    assert placed(read(text, country="unknown"))["d"] == ""
    assert placed(read(text.replace("Bilbao", "Lyon")))["d"] == "", "others are elsewhere"
    assert placed(read(text.replace("Barcelona", "Elbonia")))["d"] == "", "nobody knows where that is"


def test_the_answer_is_for_all_of_them_and_for_this_file_alone() -> None:
    reading = read(TOWNS, country="GB")
    assert placed(reading) == {"a": "DE", "b": "GB", "c": "GB", "d": ""}
    assert {mark.taken for mark in reading.marked} == {"in United Kingdom, as you chose"}
    assert reading.questions[0].answer == "GB"
    assert "country" not in mapping_of(reading.files[0]).answers


def test_a_list_without_places_is_asked_about_where_it_matters() -> None:
    text = "handle,platform,followers\n@a,ig,5000\n"
    (question,) = read(text, "DE").questions
    assert question.title == "This list doesn't say where its creators are based. Which country are they in?"
    assert placed(read(text, "DE")) == {"a": ""}
    assert placed(read(text, "DE", country="DE")) == {"a": "DE"}
    assert not read(text, "").questions


def test_a_list_of_links_alone_says_what_it_lacks() -> None:
    """It asked in which column the followers are, of a list whose only column are the creators."""
    links = (
        "https://www.instagram.com/lea.peau/\nhttps://www.instagram.com/camille_soins\nhttps://www.tiktok.com/@nina\n"
    )
    answers: dict[str, str] = {}
    with pytest.raises(BadInput) as told:
        while True:
            try:
                read(links, "FR", **answers)
            except Unanswered as waiting:
                assert not [question for question in waiting.questions if "followers" in question.key]
                answers |= {question.key: question.suggested or question.values[0] for question in waiting.questions}
    assert "has no column for the followers" in str(told.value)
    assert "even a rough one such as 12k or 10-15K" in str(told.value)


@pytest.mark.parametrize("header", ["Country", "Location"])
def test_names_of_countries_need_no_table_of_towns_or_regions(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    """They take longer to load than such a list to read."""
    for table in ("_cities", "_regions", "_provinces"):
        monkeypatch.setattr(places, table, lambda: pytest.fail("was loaded"))
    listed = np.array(["United States", "germany", "UK", "based in France", "CH", ""], dtype=object)
    assert read_places(listed, header).countries.tolist() == ["US", "DE", "GB", "FR", "CH", ""]


@pytest.mark.parametrize(
    ("header", "listed", "read"),
    [
        ("Estado", ("SP", "RJ", "ES", "BA", "SE"), ("BR", "BR", "BR", "BR", "BR")),
        # No code there that is a state's alone: all of them together are.
        ("Estado", ("ES", "BA", "SE", "SP"), ("BR", "BR", "BR", "BR")),
        ("UF", ("ES", "SC", "SE", "PA"), ("BR", "BR", "BR", "BR")),
        ("State", ("CA", "DE", "IN", "AL"), ("US", "US", "US", "US")),
        ("State", ("CA", "AL", "Texas"), ("US", "US", "US")),
        ("State", ("CA", "AL"), ("", "")),
        ("State", ("DE", "FR", "CA"), ("DE", "FR", "CA")),
        ("Cidade", ("São Paulo - SP", "SP", "Vitória/ES", "ES"), ("BR", "BR", "BR", "BR")),
        ("City", ("Torino (TO)", "TO", "Roma RM"), ("IT", "IT", "IT")),
        (
            "Location",
            ("Austin TX", "Curitiba PR", "Sydney NSW", "Wien AT", "Los Angeles USA"),
            "US BR AU AT US".split(),
        ),
        # Espírito Santo or Spain?
        ("Cidade", ("Rio de Janeiro/RJ", "ES", "DE"), ("BR", "", "DE")),
        # Belo Horizonte and Los Angeles where other places are there, else Bahrain, and Laos or Louisiana.
        ("Cidade", ("Recife", "BH"), ("BR", "BR")),
        ("Location", ("Austin, TX", "LA", "SF"), ("US", "US", "US")),
        ("Location", ("BH", "ES", "Berlin", "LA"), ("BH", "ES", "DE", "")),
    ],
)
def test_codes_of_states_are_told_from_countries_by_their_column(
    header: str, listed: tuple[str, ...], read: tuple[str, ...]
) -> None:
    assert countries(*listed, header=header) == list(read)


def test_the_sheets_of_a_file_are_asked_about_together() -> None:
    one, two, three = (
        read(text).questions[0]
        for text in (
            TOWNS,
            TOWNS.replace("Elbonia", "Ruritania"),
            "handle,platform,followers,City\n@a,ig,5,Madrid\n@b,ig,6,Sevilla\n@c,ig,7,Bilbao\n@d,ig,8,Barcelona\n",
        )
    )
    both = together([one, two])
    assert both.title == (
        "4 creators have a place whose country isn't clear: Birmingham, Elbonia, Ruritania. Which country are they in?"
    )
    assert both.values[-1] == "unknown" and set(both.values) == {*one.values, *two.values}
    assert (both.holds, together([one, three]).holds) == ("unknown", None), "nothing holds for all of them"
    assert together([one]) == one
