"""Headers as agencies write them: abbreviations, prices of posts with only a sign, several posts at one price."""

from __future__ import annotations

import pytest

from planner.intake import Mapping, ReadSettings, Unanswered, Upload, read_rosters
from planner.intake.columns import looks, synonyms
from planner.intake.columns.names import folded
from planner.intake.columns.roles import recognised
from tests.header_languages import HEADERS, READ_AS
from tests.reading import INSTAGRAM, people, read

MEANT = {
    "engagement_rate": ("Tx. engajamento", "Taxa de eng.", "Wsp. zaang.", "ER śr.", "Tasa de eng.", "TE"),
    "followers": ("Nº de seguidores", "Qtd. seguidores", "Nb d'abonnés"),
    "fee": ("Harga", "Hinta", "Ціна", "Custo", "Coût", "Costo", "Cena netto", "Valor unitário", "Fee (US$)"),
    "median_views": ("Média de views", "Ø Aufrufe", "Promedio de vistas"),
    "measured_reach": ("Ø Reichweite", "Zasięg śr.", "Alcance promedio"),
    "country": ("UF", "Cidade/UF", "City, State"),
    "category": ("Segmento", "Thématique"),
    "package": ("Entregáveis", "Livrables", "Formato"),
    "fee of 1 reel": (
        "Reels (R$)",
        "R$ Reels",
        "Reel in EUR",
        "Cena za rolkę",
        "Custo Reels",
        "1 Reel (30s) €",
        "Harga Reel",
    ),
    "fee of 3 stories": (
        "Stories (3x) R$",
        "3x Stories €",
        "Preis Story (3 Frames)",
        "Preis Story (3er Set)",
        "Preis 3 Storys",
        "Cena relacji (3 szt.)",
        "Story 3 Stk. €",
        "料金 ストーリーズ3枚",
    ),
    "fee of 1 reel + 3 stories": (
        "Valor 1 Reels + 3 Stories",
        "Combo (1 Reels + 3 Stories) €",
        "Reel & 3 stories, $",
        "Paket 1 Reel und 3 Storys €",
    ),
    "instagram fee of 1 reel + 1 story": ("Instagram Reel + Story (€)", "IG price reel + story"),
    "instagram fee of 3 stories": ("3 IG Stories ($)", "Price 3 Instagram stories"),
    "tiktok fee": ("TikTok (R$)",),
    "tiktok fee of 1 video": ("1 TikTok ($)", "TikTok video price"),
    "fee of 1 integration": ("Preis Integration 60-90 Sek.", "Integration, 2 min ($)"),
    "x fee of 1 post": ("1 tweet on X, €", "X post price"),
    "reels": ("Reels",),
    "instagram handle": ("Instagram",),
}
NOT_READ = ("3s views", "3s video views", "Views (30s)", "Followers 30 s")
NOT_PRICES = ("Bundle: 1 Reel + 1 TikTok, $", "Reel / Story price", "Video post price", "CPM (€)", "1 reel + 3 likes €")


@pytest.mark.parametrize(("meant", "headers"), MEANT.items())
def test_headers_say_what_they_say_to_an_agency(meant: str, headers: tuple[str, ...]) -> None:
    assert {header: str(recognised(header)) for header in headers} == dict.fromkeys(headers, meant)


@pytest.mark.parametrize("header", (*NOT_PRICES, *NOT_READ))
def test_what_may_be_several_things_is_no_price(header: str) -> None:
    assert recognised(header) is None


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Valor (R$)", "R$"),
        ("Fee US$", "US$"),
        ("Fee (CAD $)", "CAD"),
        ("A$ fee", "A$"),
        ("PRICES$", "$"),
        ("Fee €", "€"),
    ],
)
def test_a_header_names_its_currency_whole(header: str, currency: str) -> None:
    role = recognised(header)
    assert role is not None
    assert role.currency == currency


def test_reais_in_a_header_are_no_dollars() -> None:
    text = "handle,followers,Valor (R$)\nana,12000,1500\nbia,13000,1800\n"
    reading = read(text, ReadSettings(platform=INSTAGRAM.platform), rate__BRL="0.2")
    assert reading.roster is not None
    assert reading.roster.packages["fee_cents"].tolist() == [300_00, 360_00]


@pytest.mark.parametrize("header", ["1 Reels + 3 Stories", "Combo (Reel + 3 stories)", "1 reel & 3 stories"])
def test_posts_in_a_header_above_amounts_are_what_they_cost(header: str) -> None:
    reading = read(f"handle,followers,{header}\nana,12000,1500\nbia,13000,1800\n")
    assert reading.roster is not None
    packages = reading.roster.packages
    assert packages[["reel", "story", "fee_cents"]].to_numpy().tolist() == [[1, 3, 1500_00], [1, 3, 1800_00]]
    assert [question.holds for file in reading.files for question in file.questions if "counts" in question.key] == [
        "price"
    ]


def test_small_numbers_below_posts_are_no_prices() -> None:
    reading = read("handle,followers,3 stories,fee\nana,12000,1,500\nbia,13000,2,600\n")
    assert reading.roster is not None
    assert reading.roster.packages["fee_cents"].tolist() == [500_00, 600_00]
    assert people(reading).index.tolist() == ["ana", "bia"]


def test_numbers_that_can_only_be_read_one_way_are_not_asked_about() -> None:
    text = 'handle,followers,engagement rate\nana,12000,0.0466\nbia,13000,"0,8%"\n'
    reading = read(text, rate_unit__C="each")
    assert [question.key for file in reading.files for question in file.questions] == ["platform", "rate_unit.C"]
    assert people(reading)["engagement_rate"].to_dict() == {"ana": 0.0466, "bia": 0.008}
    assert any("'0.0466' and '0,8%'" in note for file in reading.files for note in file.notes)


def test_a_row_for_each_person_has_prices_of_each_platform() -> None:
    text = (
        "name\tIG handle\tIG followers\tTT handle\tTT followers\t1 IG Reel\t3 IG Stories\t1 TikTok\n"
        "Maya\tmaya\t128K\tmaya.t\t310K\t$2,800\t$900\t$3,500\n"
        "Al\tbig.al\t890K\tbigal\t2.4M\t$12k\t$3k\t$20k\n"
    )
    reading = read(text)
    assert reading.roster is not None
    packages = reading.roster.packages
    handles = reading.roster.creators["handle"].to_numpy()[packages["creator"]]
    assert sorted(zip(handles, packages["id"], packages["fee_cents"] // 100, strict=True)) == [
        ("big.al", "1 reel, cash", 12_000),
        ("big.al", "3 stories, cash", 3_000),
        ("bigal", "1 video, cash", 20_000),
        ("maya", "1 reel, cash", 2_800),
        ("maya", "3 stories, cash", 900),
        ("maya.t", "1 video, cash", 3_500),
    ]


@pytest.mark.parametrize(("first", "second"), [("Fee USD", "Fee EUR"), ("Reel $", "Reels (€)")])
def test_a_price_in_the_currency_of_the_campaign_is_read_beside_the_same_in_another(first: str, second: str) -> None:
    text = f"handle,followers,{first},{second}\nana,12000,110,100\nbia,13000,220,200\n"
    reading = read(text, ReadSettings(platform=INSTAGRAM.platform, currency="EUR"))
    assert reading.roster is not None and not reading.conflicts
    assert reading.roster.packages["fee_cents"].tolist() == [100_00, 200_00]
    note = f"Ignored: column C ({first}), because column D ({second}) has the same in EUR"
    assert any(note in one for one in reading.notes), reading.notes


def test_a_price_in_another_currency_is_read_where_the_own_one_is_missing() -> None:
    text = "handle,followers,Fee USD,Fee EUR\nana,12000,110,\nbia,13000,220,200\n"
    with pytest.raises(Unanswered, match="what 1 USD is worth in EUR"):
        read(text, ReadSettings(platform=INSTAGRAM.platform, currency="EUR"))


def test_two_prices_of_one_post_are_a_conflict_that_names_both_columns() -> None:
    reading = read(
        "handle,platform,followers,Reel price,Reels (€)\nana,ig,12000,100,90\n", ReadSettings(currency="EUR")
    )
    (conflict,) = reading.conflicts
    assert conflict.told == (("row 2, column D (Reel price)", "100"), ("row 2, column E (Reels (€))", "90"))
    assert conflict.taken == "90"
    assert reading.roster is not None and reading.roster.packages["fee_cents"].tolist() == [90_00]


def test_money_in_a_sentence_is_no_column_of_money() -> None:
    """A remark about $500 held up reading, with a question what `great fit` pays for."""
    notes = ("great fit", "wanted $500 last year", "nice")
    text = "handle,platform,followers,Briefing\n" + "".join(
        f"c{at},ig,{at + 1}000,{note}\n" for at, note in enumerate(notes)
    )
    assert read(text).rows_used == 3
    with pytest.raises(Unanswered, match="'€50' holds amounts of money") as waits:
        read(text.replace("great fit", "50").replace("wanted $500 last year", "€50").replace("nice", "70"))
    assert [question.key for question in waits.value.questions] == ["money.D"]


def test_the_second_of_two_prices_of_the_same_offer_is_left_out_by_name() -> None:
    answers = {"money.C": "package", "money.D": "package"}
    data = b"handle,followers,Abc,Xyz\na,1000,$100,$50\nb,2000,$200,$60\n"
    reading = read_rosters([Upload("r.csv", data, Mapping(answers=answers))], INSTAGRAM)
    assert "Ignored: column D (Xyz), because column C (Abc) is read as fee." in reading.notes


@pytest.mark.parametrize(
    ("headers", "by", "column", "values"),
    [
        ("Brugernavn,Platform,Følgere", ("København", "Aarhus", "Odense"), "country", ["DK"] * 3),
        ("Handle,Platform,Følgere", ("Oslo", "Mette", "Mette"), "attribute by", ["Oslo", "Mette", "Mette"]),
        ("Handle,Platform,Followers", ("Sofia", "Sofia", "Paris"), "attribute by", ["Sofia", "Sofia", "Paris"]),
    ],
)
def test_by_is_a_town_where_headers_and_values_are_those_of_the_north(
    headers: str, by: tuple[str, ...], column: str, values: list[str]
) -> None:
    """In English it is whoever found a creator, and Sofia and Paris find some, too."""
    reading = read(f"{headers},By\n" + "".join(f"c{at},ig,{at + 1}000,{one}\n" for at, one in enumerate(by)))
    assert reading.roster is not None
    assert reading.roster.creators[column].tolist() == values


@pytest.mark.parametrize("channel", ["Channel", "Csatorna", "Kanava", "ช่องทาง"])
def test_a_channel_is_an_account_or_a_platform_by_its_values(channel: str) -> None:
    """As platforms nobody knows, all accounts were set aside."""
    with pytest.raises(Unanswered, match="has no column for the handle") as waits:
        read(f"{channel},Followers\nlina.hart,1000\nbo.k,2000\n")
    assert [(one.key, one.suggested) for one in waits.value.questions] == [("column.handle", "A")]
    platforms = read(f"Handle,{channel},Followers\nlina.hart,ig,1000\nbo.k,tiktok,2000\n")
    assert platforms.roster is not None
    assert platforms.roster.creators["platform"].tolist() == ["instagram", "tiktok"]


def test_terms_that_one_of_two_files_does_not_have_are_named_as_they_are_read() -> None:
    """`compensation is 'product' in …, '' in two.csv, row 2, None. Taken: .` stood there."""
    one, two = (
        "handle,followers,package,compensation,fee\na,1000,1 post,product,100\n",
        "handle,followers,package,fee\n",
    )
    uploads = [Upload("one.csv", one.encode()), Upload("two.csv", f"{two}a,1000,1 post,100\n".encode())]
    (conflict,) = read_rosters(uploads, INSTAGRAM).conflicts
    assert conflict.told == (("one.csv, row 2, column D (compensation)", "product"), ("two.csv, row 2", "cash"))
    assert conflict.taken == "cash"


@pytest.mark.parametrize("language", HEADERS)
def test_headers_are_read_in_many_languages(language: str) -> None:
    headers = HEADERS[language].split("|")
    assert [str(recognised(header)) for header in headers] == list(READ_AS), headers


def test_words_are_kept_as_headers_are_compared_with_them() -> None:
    tables = (synonyms.FORMAT_WORDS, synonyms.PRICE_WORDS, synonyms.FIELDS_OF, synonyms.FILLERS, looks._ROW_NUMBERS)
    tables += (looks._TOTAL_WORDS, looks._SUBTOTALS, looks._TOTALS, synonyms.PLATFORM_WORDS)
    assert [word for table in tables for word in table if folded(word) != word] == []
