"""Kinds of faults found in the field, each with neighbours in other languages, columns, currencies and files."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from planner.domain.roster import UNKNOWN_FEE
from planner.intake import Mapping, Reading, ReadSettings, Unanswered, Upload, read_rosters, write_roster_csv
from tests.sheets import Cell, Look, ods, xls
from tests.test_shown_formats import book


def read(data: str | bytes, currency: str = "USD", **answers: str) -> Reading:
    """A file read with these answers; `__` in a key stands for a point."""
    raw = data.encode() if isinstance(data, str) else data
    mapping = Mapping(answers={key.replace("__", "."): value for key, value in answers.items()})
    return read_rosters([Upload("list", raw, mapping)], ReadSettings(currency=currency))


def asked(data: str | bytes, **answers: str) -> dict[str, str | None]:
    """Keys of the questions that reading waits for, with what is suggested."""
    with pytest.raises(Unanswered) as waiting:
        read(data, **answers)
    return {question.key: question.suggested for question in waiting.value.questions}


def fees(reading: Reading) -> dict[str, list[int]]:
    """Cents of all packages by handle, in the order of their names."""
    assert reading.roster is not None
    handles = reading.roster.creators["handle"].to_list()
    found: dict[str, list[int]] = {handle: [] for handle in handles}
    for of, cents in zip(reading.roster.packages["creator"], reading.roster.packages["fee_cents"], strict=True):
        found[handles[of]].append(int(cents))
    return found


def followers(reading: Reading) -> dict[str, int]:
    """Followers by handle."""
    assert reading.roster is not None
    return dict(zip(reading.roster.creators["handle"], reading.roster.creators["followers"], strict=True))


@dataclass(frozen=True)
class Case:
    """A file, answers, and the fees or followers that are right."""

    name: str
    data: str | bytes
    fees: dict[str, list[int]] = field(default_factory=dict)
    followers: dict[str, int] = field(default_factory=dict)
    currency: str = "USD"
    answers: dict[str, str] = field(default_factory=dict)


CASES = [
    # A number column called like a column of the planner's own.
    *(
        Case(
            f"a column called {name}",
            f"handle,platform,followers,fee,{name}\nana,Instagram,24000,300,7\nbo,Instagram,9000,120,8\n",
            {"ana": [30_000], "bo": [12_000]},
            {"ana": 24_000, "bo": 9_000},
        )
        for name in ("id", "creator", "row", "at", "draft", "available", "fee_cents", "commission_cents", "package id")
    ),
    *(
        Case(
            f"prices under {name}",
            f"handle,platform,followers,{name}\nana,{where},24000,300\nbo,{where},9000,120\n",
            {"ana": [30_000], "bo": [12_000]},
        )
        for name, where in (("reels", "Instagram"), ("Story", "Instagram"), ("videos", "TikTok"))
    ),
    # The code after a sign.
    *(
        Case(
            f"{typed} names its currency",
            f'handle,platform,followers,fee\nana,Instagram,24000,"{typed}"\n',
            {"ana": [cents]},
            currency=own,
        )
        for typed, own, cents in (
            ("$1,200.00 CAD", "CAD", 120_000),
            ("CAD $1,200", "CAD", 120_000),
            ("C$1,200", "CAD", 120_000),
            ("1.200,00 $ CAD", "CAD", 120_000),
            ("NZ$ 90", "NZD", 9_000),
            ("HKD $900", "HKD", 90_000),
            ("R$ 1.500,00", "BRL", 150_000),
            ("1 500 zł", "PLN", 150_000),
            ("1'500 CHF", "CHF", 150_000),
            ("12.500 kr", "SEK", 1_250_000),
            ("¥80,000 JPY", "JPY", 8_000_000),
            ("US$500", "USD", 50_000),
        )
    ),
    # Money has no three decimals.
    *(
        Case(
            f"{typed} is a whole amount",
            f'handle,platform,followers,er,fee\nana,Instagram,24000,2.5%,"{typed}"\nbo,Instagram,9,1.5%,850 €\n',
            {"ana": [cents], "bo": [85_000]},
            currency="EUR",
        )
        for typed, cents in (
            ("1.250 €", 125_000),
            ("€1.250", 125_000),
            ("EUR 12.500", 1_250_000),
            ("1,250 €", 125_000),
            ("1.250,50 €", 125_050),
            ("1.250.000 €", 125_000_000),
        )
    ),
    # The rule comes before rows that are equal are folded.
    Case(
        "the latest of four rows",
        "handle,platform,followers,fee\nbob,ig,1000,100\nbob,ig,1000,300\nbob,ig,1000,300\nbob,ig,1000,100\n",
        {"bob": [10_000]},
    ),
    Case(
        "the middle of four rows",
        "handle,platform,followers,fee\nbob,ig,1000,100\nbob,ig,1000,300\nbob,ig,1000,300\nbob,ig,1000,300\n",
        {"bob": [30_000]},
        answers={"conflicts": "median"},
    ),
    Case(
        "the latest number of followers",
        "handle,platform,followers,fee\nbob,ig,1000,100\nbob,ig,1200,100\nbob,ig,1000,100\n",
        {"bob": [10_000]},
        {"bob": 1_000},
    ),
    Case(
        "the middle number of followers",
        "handle,platform,followers,fee\nbob,ig,1000,100\nbob,ig,1000,100\nbob,ig,9000,100\n",
        followers={"bob": 1_000},
        answers={"conflicts": "median"},
    ),
    # Thousands, millions, prices and what is no price, in the words of other languages.
    *(
        Case(
            f"{own} in its own words",
            text,
            dict(zip(("ana", "bo", "cy", "di"), ([cents] for cents in paid), strict=False)),
            dict(zip(("ana", "bo", "cy", "di"), sizes, strict=False)),
            own,
        )
        for own, sizes, paid, text in (
            (
                "EUR",
                (12_500, 1_200_000, 15_300, 9_000),
                (30_000, UNKNOWN_FEE, 25_000, 0),
                "Usuario;Plataforma;Seguidores;Tarifa\nana;Instagram;12,5 mil;desde 300 €\n"
                "bo;TikTok;1,2 M;a consultar\n"
                "cy;YouTube;15.300;200-300 €\ndi;Instagram;9 mil;canje\n",
            ),
            (
                "EUR",
                (12_500, 1_200_000, 15_300, 9_000),
                (30_000, UNKNOWN_FEE, 20_050, 0),
                "Name;Kanal;Follower;Preis\nana;Instagram;12,5 Tsd.;ab 300 €\nbo;TikTok;1,2 Mio.;auf Anfrage\n"
                "cy;YouTube;15.300;ca. 200,50 €\ndi;Instagram;9 Tsd;kostenlos\n",
            ),
            (
                "BRL",
                (12_500, 1_200_000, 15_300, 9_000),
                (150_000, 90_000, UNKNOWN_FEE, 0),
                "Perfil;Rede;Seguidores;Cachê\nana;Instagram;12,5 mil;R$ 1.500,00\nbo;TikTok;1,2 mi;R$ 800 a R$ 1.000\n"
                "cy;YouTube;15.300;sob consulta\ndi;Instagram;9 mil;permuta\n",
            ),
            (
                "JPY",
                (12_000, 120_000, 15_300),
                (15_000_000, 4_000_000, UNKNOWN_FEE),
                "アカウント,媒体,フォロワー数,単価\nana,Instagram,1.2万,15万円\nbo,TikTok,12万人,3万円~5万円\ncy,YouTube,15300,要相談\n",
            ),
            (
                "KRW",
                (12_000, 120_000, 15_300),
                (15_000_000, UNKNOWN_FEE, 30_000_000),
                "계정,플랫폼,팔로워,단가\nana,인스타그램,1.2만,15만원\nbo,틱톡,12만명,협의\ncy,유튜브,15300,30만\n",
            ),
            (
                "CNY",
                (12_000, 120_000, 15_300),
                (500_000, 300_000, UNKNOWN_FEE),
                "账号,平台,粉丝数,报价\nana,Instagram,1.2万,5000元\nbo,抖音,12w,3k\ncy,YouTube,15300,面议\n",
            ),
            (
                "RUB",
                (12_500, 1_200_000, 15_300),
                (1_500_000, 500_000, UNKNOWN_FEE),
                "Ник,Платформа,Подписчики,Цена\nana,Instagram,12.5 тыс.,15000 руб\nbo,TikTok,1.2 млн,от 5000 ₽\n"
                "cy,YouTube,15300,по запросу\n",
            ),
            (
                "INR",
                (150_000, 20_000, 85_000),
                (1_500_000, 15_000_000, 2_000_000),
                'Handle,Platform,Followers,Rate\nana,Instagram,1.5 lakh,Rs. 15000/-\nbo,YouTube,20k,"₹1,50,000"\n'
                "cy,Instagram,85K,INR 20k + GST\n",
            ),
            (
                "TRY",
                (12_500, 1_200_000, 15_300),
                (1_500_000, UNKNOWN_FEE, 500_000),
                "Hesap;Mecra;Takipçi;Ücret\nana;Instagram;12,5 bin;15.000 TL\nbo;TikTok;1,2 mn;sorunuz\n"
                "cy;YouTube;15.300;5.000 ₺\n",
            ),
        )
    ),
    # A header that only a few languages know.
    *(
        Case(
            f"header {header}",
            f"{header}\nana,Instagram,84810,450\nbo,TikTok,78397,600\ncy,YouTube,59878,380\n",
            {"ana": [45_000], "bo": [60_000], "cy": [38_000]},
            {"ana": 84_810, "bo": 78_397, "cy": 59_878},
        )
        for header in (
            "아이디,채널,구독자 수,견적",
            "アカウント,媒体,フォロワー,単価",
            "达人,平台,粉丝量,刊例价",
            "Ник,Соцсеть,Подписчики,Цена",
            "Konto,Sieć,Obserwujący,Cena",
            "Hesap,Mecra,Takipçi,Ücret",
            "Creator,Réseau,Abonnés,Prix",
            "Talent,Network,Fans,Quote",
            "Influencer,Red social,Seguidores,Precio",
            "Criador,Rede,Inscritos,Valor",
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_neighbour_is_read_as_it_is_meant(case: Case) -> None:
    reading = read(case.data, case.currency, **case.answers)
    assert reading.adds_up and reading.rows_set_aside == 0, [str(aside) for aside in reading.set_aside]
    if case.fees:
        assert fees(reading) == case.fees
    if case.followers:
        assert followers(reading) == case.followers


@pytest.mark.parametrize("typed", ["£500 EUR", "€90 USD", "R$ 500 USD", "¥900 EUR", "$500 €"])
def test_two_currencies_in_one_cell_are_a_fault_of_that_cell(typed: str) -> None:
    reading = read(f"handle,platform,followers,fee\nana,Instagram,24000,{typed}\nbo,Instagram,9000,120\n")
    assert fees(reading) == {"ana": [UNKNOWN_FEE], "bo": [12_000]}
    assert [mark.value for mark in reading.marked] == [typed]


UNKNOWN_HEADERS = ["nafn,rás,stærð,verð", "სახელი,არხი,ზომა,ფასი", "անուն,ալիք,չափ,գին", "a,b,c,d"]


@pytest.mark.parametrize("header", UNKNOWN_HEADERS)
def test_a_header_that_nobody_knows_is_never_a_row_of_creators(header: str) -> None:
    rows = "ana,Instagram,84810,450\nbo,TikTok,78397,600\ncy,YouTube,59878,380\n"
    keys = asked(f"{header}\n{rows}")
    assert {"column.handle", "column.followers"} <= keys.keys() or "header" in keys
    said = {"column__handle": "A", "column__followers": "C"} if "header" not in keys else {"header": "1"}
    try:
        reading = read(f"{header}\n{rows}", **said)
    except Unanswered as more:
        rest = {question.key: "A" if "handle" in question.key else "C" for question in more.questions}
        reading = read(f"{header}\n{rows}", **said, **{k.replace(".", "__"): v for k, v in rest.items()})
    assert followers(reading) == {"ana": 84_810, "bo": 78_397, "cy": 59_878}
    assert not any("ignored" in note.casefold() and "column A" in note for note in reading.notes)


@pytest.mark.parametrize("shown", ["00123", "0077", "007", "000"])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_zeros_in_front_of_a_handle_stay(shown: str, kind: str) -> None:
    code = "0" * len(shown)
    rows: list[list[Cell]] = [
        ["handle", "platform", "followers"],
        [float(shown), "TikTok", 9000.0],
        ["bo", "TikTok", 9.0],
    ]
    made: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: book({"List": rows}, {(1, 0): code}),
        "xls": lambda: xls(rows, formats={(1, 0): code}),
        "ods": lambda: ods(rows, look=Look({(1, 0): shown})),
        "csv": lambda: f"handle,platform,followers\n{shown},TikTok,9000\nbo,TikTok,9\n".encode(),
    }
    assert set(followers(read(made[kind]()))) == {shown, "bo"}


@pytest.mark.parametrize("typed", ["2026-03-14", "2026-03-14 10:00:00"])
def test_a_date_is_no_handle(typed: str) -> None:
    reading = read(f"handle,platform,followers\n{typed},TikTok,9000\nbo,TikTok,900\n")
    assert set(followers(reading)) == {"bo"} and "is a date" in str(reading.set_aside[0])


@pytest.mark.parametrize("handle", ["a;=1+1", "b\t=1", "=c", "@SUM(1)", "d|e;+1", '";=1"'])
def test_what_is_written_is_harmless_wherever_it_is_split(handle: str) -> None:
    reading = read(f'handle,platform,followers\n"{handle.replace(chr(34), chr(34) * 2)}",instagram,1000\n')
    if reading.roster is None:
        return
    written = write_roster_csv(reading.roster).decode("utf-8-sig")
    for line in written.splitlines():
        assert line.startswith('"') and line.endswith('"') and ',"' in line
    again = read(written)
    assert again.roster is not None and again.roster.fingerprint == reading.roster.fingerprint


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_lines_in_one_column_are_offered_to_be_split(sign: str, kind: str) -> None:
    rows: list[list[Cell]] = [
        [sign.join(row)] for row in (["handle", "platform", "followers", "fee"], ["ana", "TikTok", "24000", "300"],
                                     ["bo", "TikTok", "9000", "120"])
    ]  # fmt: skip
    data = {"xlsx": lambda: book({"L": rows}, {}), "xls": lambda: xls(rows), "ods": lambda: ods(rows)}[kind]()
    assert asked(data) == {"split": "yes"}
    assert fees(read(data, split="yes")) == {"ana": [30_000], "bo": [12_000]}


MERGED = "handle,platform,followers,package,fee\n"


def test_one_fee_merged_over_the_packages_of_a_creator_is_asked_about() -> None:
    """It counted in full for each of them."""
    rows: list[list[Cell]] = [
        ["handle", "platform", "followers", "package", "fee"],
        ["ana", "Instagram", "24000", "1 reel", "500"],
        ["", "", "", "2 stories", ""],
        ["bo", "Instagram", "9000", "1 reel", "120"],
    ]
    look = Look(down={(1, 0): 2, (1, 1): 2, (1, 2): 2, (1, 4): 2})
    data = ods(rows, look=look)
    assert asked(data) == {"shared_fee": "together"}
    together = read(data, shared_fee="together")
    assert fees(together) == {"ana": [50_000], "bo": [12_000]} and together.adds_up
    assert together.roster is not None
    both = together.roster.packages[together.roster.packages["creator"] == 0]
    assert (both["reel"].item(), both["story"].item()) == (1, 2)
    assert fees(read(data, shared_fee="each")) == {"ana": [50_000, 50_000], "bo": [12_000]}


@pytest.mark.parametrize("typed", ["50%", "0.5 %", "5,5%"])
def test_a_share_is_no_fee(typed: str) -> None:
    reading = read(f'handle,platform,followers,fee\nana,Instagram,24000,"{typed}"\nbo,Instagram,9000,120\n')
    assert fees(reading)["ana"] == [UNKNOWN_FEE] and reading.marked


def test_rates_with_a_literal_sign_stay_what_they_show() -> None:
    for formats in ('0.0"%"', "0.00\\%", '0.0 "%"', '#,##0.00"%"'):
        rows: list[list[Cell]] = [
            ["handle", "platform", "followers", "ER"],
            ["ana", "TikTok", 9000.0, 0.45],
            ["bo", "TikTok", 900.0, 3.2],
        ]
        reading = read(book({"L": rows}, {(1, 3): formats, (2, 3): formats}))
        assert reading.roster is not None
        assert np.allclose(reading.roster.creators["engagement_rate"], [0.0045, 0.032])


def test_a_word_that_is_thousands_here_and_millions_there_is_not_guessed() -> None:
    reading = read("handle,platform,followers\nana,Instagram,1.2 mil\nbo,Instagram,9000\n")
    assert followers(reading) == {"bo": 9_000} and "could mean thousands or millions" in str(reading.set_aside[0])


def test_people_of_one_name_with_other_addresses_stay_two() -> None:
    rows = "Anna Bee,ig,5000,a@x.com\nAnna Bee,ig,5000,b@x.com\nAnna Bee,ig,5000,\nAnna Bee,ig,7000,a@x.com\n"
    reading = read(f"name,platform,followers,e-mail\n{rows}")
    assert followers(reading) == {"Anna Bee": 5_000, "Anna Bee (2)": 5_000, "Anna Bee (3)": 7_000}
    assert reading.rows_merged == 1


def test_a_price_that_cannot_be_booked_there_is_listed_and_asks_for_nothing() -> None:
    reading = read("handle,platform,followers,fee,story price\nana,TikTok,9000,120,$75\nbo,Instagram,9000,120,$75\n")
    assert fees(reading) == {"ana": [12_000], "bo": [12_000, 7_500]}
    (mark,) = reading.marked
    assert "exist on TikTok" in mark.wrong and not mark.accepted and not reading.questions


def test_a_column_without_a_word_above_it_is_named_by_what_it_shows() -> None:
    reading = read("#,handle,platform,followers,★\n1,ana,ig,9000,x\n2,bo,ig,800,y\n")
    notes = " ".join(reading.notes)
    assert "column A (#), which only numbers the rows" in notes and "column E (★), whose header isn't a word" in notes


def test_a_choice_for_numbers_is_kept_to_and_shows_what_stands_around_them() -> None:
    text = 'handle,platform,followers\nana,Instagram,18.500\nbo,Instagram,"10,836"\ncy,Instagram,40.2K\n'
    with pytest.raises(Unanswered) as waiting:
        read(text)
    (question,) = waiting.value.questions
    assert question.choices[0].words == "Each cell as it shows: 18.500 is 18,500; 10,836 is 10,836; 40.2K is 40.2K"
    reading = read(text, decimals__C="each")
    assert followers(reading) == {"ana": 18_500, "bo": 10_836, "cy": 40_200}
