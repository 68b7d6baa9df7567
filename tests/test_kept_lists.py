"""Lists as tools export them and as people keep them: every creator kept, no value wrong, at most three questions."""

import numpy as np
import pytest

from planner.domain.roster import UNKNOWN_FEE
from planner.intake import Mapping, Reading, ReadSettings, Unanswered, Upload, read_rosters
from tests.kept_abroad import ABROAD
from tests.kept_lists import LISTS, Kept
from tests.reading import RATES
from tests.test_neighbours import asked, fees, followers, read

PLATFORMS = {
    "ig": "instagram", "tt": "tiktok", "yt": "youtube", "th": "threads", "tw": "twitch", "li": "linkedin",
    "pi": "pinterest", "x": "x", "fb": "facebook", "sc": "snapchat",
}  # fmt: skip
MOST_QUESTIONS = 3


def told(kept: Kept) -> tuple[Reading, list[str]]:
    """A list read as somebody would who knows it, and the keys of what reading waited for."""
    mapping, waited = Mapping(answers={k: v for k, v in kept.answers.items() if not k.endswith(".")}), list[str]()
    rates = RATES if kept.currency == "USD" else ()
    for _ in range(4):
        try:
            upload = Upload(kept.name, kept.text.encode(), mapping)
            return read_rosters([upload], ReadSettings(currency=kept.currency, exchange=rates)), waited
        except Unanswered as waiting:
            waited += [question.key for question in waiting.questions]
            said = {q.key: kept.answers.get(f"{q.key.partition('.')[0]}.") or q.suggested for q in waiting.questions}
            mapping = mapping.answered(**{key: value for key, value in said.items() if value is not None})
    raise AssertionError(f"{kept.name} still waits for {waited}")


def found(reading: Reading) -> dict[str, tuple[int, float, list[str]]]:
    """Followers, rate and prices, as an answer key writes them, by account."""
    assert reading.roster is not None
    people, offers = reading.roster.creators, reading.roster.packages
    prices: dict[int, list[str]] = {}
    for of, cents, paid in zip(offers["creator"], offers["fee_cents"], offers["compensation"], strict=True):
        said = "p" if paid == "product" else "-" if cents == UNKNOWN_FEE else f"{cents / 100:.10g}"
        prices.setdefault(int(of), []).append(said)
    rows = zip(people["id"], people["followers"], people["engagement_rate"], strict=True)
    return {key: (int(size), float(rate), sorted(prices[at])) for at, (key, size, rate) in enumerate(rows)}


@pytest.mark.parametrize("kept", LISTS + ABROAD, ids=lambda kept: kept.name)
def test_a_list_as_it_is_kept(kept: Kept) -> None:
    reading, waited = told(kept)
    got = found(reading)
    for line in kept.right.splitlines():
        account, size, rate, prices = [*line.split(), "*", "*"][:4]
        platform, _, handle = account.partition(":")
        has = got.pop(f"{PLATFORMS[platform]}:{handle.casefold()}")
        assert size in ("*", str(has[0])), line
        assert rate == "*" or (np.isnan(has[1]) if rate == "-" else np.isclose(has[1], float(rate))), (line, has)
        assert prices == "*" or sorted(fee.partition(":")[0] for fee in prices.split(",")) == has[2], (line, has)
    assert got == {}, "creators that nobody is"
    assert reading.adds_up and len(waited) <= MOST_QUESTIONS and not reading.set_aside


def test_columns_called_after_formats_in_other_languages_hold_prices() -> None:
    listed = read("Usuario,Plataforma,Seguidores,Historias,Vídeos\nana,Instagram,900,90 €,250 €\n", currency="EUR")
    assert fees(listed) == {"ana": [25_000, 9_000]}, "a video on Instagram is a reel"


@pytest.mark.parametrize(
    ("typed", "cents"), [("US $500", 50_000), ("500 kr SEK", 5_000), ("SEK kr 500", 5_000), ("AU $ 500", 30_000)]
)
def test_a_code_beside_a_sign_holds_with_a_blank_between(typed: str, cents: int) -> None:
    rates = {"rate__SEK": "0.1"} if "SEK" in typed else {"rate__AUD": "0.6"} if "AU" in typed else {}
    assert fees(read(f"handle,platform,followers,fee\nana,ig,900,{typed}\n", **rates)) == {"ana": [cents]}


def test_money_under_a_header_that_nobody_knows_is_asked_about_where_no_column_is_a_fee() -> None:
    rows = "@nino,Instagram,45000,$450,120 USD\n@gio,Instagram,12000,300,90\n"
    header = "handle,platform,followers,რილი,სთორი\n"
    assert asked(header + rows) == {"money.D": "package", "money.E": "package"}
    nameless = "სახელი,platform,followers,რილი\n@nino,Instagram,45000,$450\n@gio,Instagram,12000,300\n"
    with pytest.raises(Unanswered) as waiting:
        read(nameless)
    (_, who) = waiting.value.questions
    assert (who.key, [choice.value for choice in who.choices]) == ("column.handle", ["A"]), "money is no handle"
    assert fees(read(header + rows, money__D="reel", money__E="story")) == {
        "nino": [45_000, 12_000],
        "gio": [30_000, 9_000],
    }
    assert fees(read(header + rows, money__D="ignore", money__E="package")) == {"nino": [12_000], "gio": [9_000]}
    assert fees(read(header.replace("რილი", "fee") + rows)) == {"nino": [45_000], "gio": [30_000]}


def test_a_list_without_a_header_is_one_question() -> None:
    rows = "@lina,Instagram,48213,$450\n@mara,YouTube,9120,$90\n@theo,TikTok,110000,$900\n"
    assert asked(rows) == {"likeness": "yes"}
    listed = read(rows, likeness="yes")
    assert followers(listed) == {"lina": 48_213, "mara": 9_120, "theo": 110_000}
    assert fees(listed) == {"lina": [45_000], "mara": [9_000], "theo": [90_000]}


@pytest.mark.parametrize("link", ["https://vm.tiktok.com/ZMabc/", "https://youtu.be/dQw4", "facebook.com/share/p/1Ab/"])
def test_a_link_that_names_nobody_is_no_handle(link: str) -> None:
    listed = read(f"Link,Followers\n{link},900\nhttps://tiktok.com/@ana,800\n")
    assert followers(listed) == {"ana": 800}
    assert "doesn't say whose account it is" in str(listed.set_aside[0])
    named = read(f"Name,Link,Followers\nAna B,{link},900\nBo C,https://tiktok.com/@boc,800\n")
    assert sorted(followers(named).values()) == [800, 900], "a name stands in for it"


CHATS = {
    "dashes": "@lina.hart - 48k - 450€\n@theomoss - 1.1M - 900€\n@mara_k - 9100 - gifted\n",
    "a phone's export": "[12/01/2026, 14:02] Ann: Lina Hart @lina.hart 48k 450€\n[12/01/2026, 14:03] Ann: all: \n"
    "[12/01/2026, 14:03] Ann: Theo @theomoss 1.1M 900€\n[12/01/2026, 14:05] Ann: Mara @mara_k 9,100 gifted\n",
    "another phone's": "12.01.26, 14:02 - Ann: @lina.hart (IG) 48k, 450€\n12.01.26, 14:03 - Bo: @theomoss 1.1M, 900 €\n"
    "12.01.26, 14:05 - Bo: @mara_k 9.1k, gifted\n",
    "a numbered list": "1. Lina https://www.instagram.com/lina.hart?igsh=1 48k followers 450€\n"
    "2. Theo https://instagram.com/theomoss 1.1M 900 €\n3. Mara instagram.com/mara_k 9.1k gifted\n",
}


@pytest.mark.parametrize("chat", CHATS)
def test_messages_from_a_chat_are_taken_apart_when_somebody_says_so(chat: str) -> None:
    assert asked(CHATS[chat]) == {"split": "yes"}
    listed = read(CHATS[chat], split="yes", platform="instagram", rate__EUR="1")
    assert followers(listed) == {"lina.hart": 48_000, "theomoss": 1_100_000, "mara_k": 9_100}
    assert fees(listed) == {"lina.hart": [45_000], "theomoss": [90_000], "mara_k": [0]}
    assert listed.origins[:, 1].tolist()[0] == 1, "the first message is row 1"


def test_a_table_with_handles_and_figures_is_no_chat() -> None:
    rows = "Creator,Followers,Fee\nLina @lina.hart,48k,450\nTheo @theomoss,1.1M,900\n"
    assert followers(read(rows, platform="instagram")) == {"lina.hart": 48_000, "theomoss": 1_100_000}


def test_no_creator_is_on_no_platform() -> None:
    """A link to a site that is no platform, among links that are, made a creator without one."""
    listed = read("url,followers\nhttps://tiktok.com/@ana,900\nhttps://x.com/bo,800\nhttps://tiktok.com/@cy,700\n"
                  "https://tiktok.com/@di,600\nhttps://tiktok.com/@ed,500\nhttps://example.org/eva,400\n")  # fmt: skip
    assert followers(listed) == {"ana": 900, "bo": 800, "cy": 700, "di": 600, "ed": 500}
    assert "doesn't say on which platform" in str(listed.set_aside[0])


@pytest.mark.parametrize("header", ["Fee (CPM)", "Price (per month)", "Cost (per 1000 views)", "Rate (last year)"])
def test_brackets_that_make_another_figure_of_a_price_are_not_left_out(header: str) -> None:
    assert fees(read(f"handle,platform,followers,{header}\nana,ig,900,90\n")) == {"ana": [UNKNOWN_FEE]}


@pytest.mark.parametrize("header", ["Fee ($k)", "Fee (k€)", "Honorar (Tsd. €)", "Price in k", "Reel price (k)"])
def test_prices_in_thousands_are_read_as_such(header: str) -> None:
    listed = read(f"handle,platform,followers,{header}\nana,ig,900,0.45\nbo,ig,800,1200\n", rate__EUR="1")
    assert fees(listed) == {"ana": [45_000], "bo": [120_000_000]}


def test_a_sum_between_rows_is_no_creator_where_the_platform_is_chosen() -> None:
    listed = read("Name,Follower\nana,900\nbo,800\nZwischensumme,1700\ncy,700\nSubtotal,700\n", platform="tiktok")
    assert followers(listed) == {"ana": 900, "bo": 800, "cy": 700}


@pytest.mark.parametrize("between", [" / ", ", ", " + ", "\n"])
def test_of_several_accounts_in_one_cell_the_first_is_read_and_said(between: str) -> None:
    """The whole cell was taken for one handle, or its creator lost."""
    both, sizes = between.join(("IG: @lina.h", "TT: @linah")), between.join(("48K", "12K"))
    listed = read(f'Handle,Followers,Fee\n"{both}","{sizes}",450\nTT: @theo,1.1M,900\nhttps://tiktok.com/@mara,9k,\n')
    assert followers(listed) == {"lina.h": 48_000, "theo": 1_100_000, "mara": 9_000}
    assert listed.roster is not None
    assert listed.roster.creators.set_index("handle").loc["lina.h", "platform"] == "instagram"
    assert any("only the first is read" in note and "row 2" in note for note in listed.notes)
