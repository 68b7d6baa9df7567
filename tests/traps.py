"""Files as people send them, each a trap with the reading that is expected beside it. Made here, copied from nobody."""

from __future__ import annotations

import io
from collections.abc import Mapping as Read
from dataclasses import dataclass, field

import xlsxwriter

from tests.sheets import ods, xls

HEAD = "handle,platform,followers"


@dataclass(frozen=True)
class Trap:
    """A file that is easily misread, and what has to be read from it.

    number: row of the list of bad inputs, 0 for none. people: handle -> followers. fees: handle -> cents of its
    packages. told, aside: parts of notes and of problems. asked: keys of the questions that reading waits for.
    """

    name: str
    data: bytes
    people: Read[str, int] = field(default_factory=dict)
    fees: Read[str, tuple[int, ...]] = field(default_factory=dict)
    answers: Read[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    number: int = 0


def _csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


def _book(rows: list[list[object]], more: dict[str, bool] | None = None) -> bytes:
    """A workbook with the rows on its first sheet and further sheets, True when hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Creators")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, column, cell, None, "")
                else:
                    sheet.write(number, column, cell)
        sheet.set_row(1, None, None, {"hidden": True})
        for name, hidden in (more or {}).items():
            other = book.add_worksheet(name)
            other.write(0, 0, "x")
            if hidden:
                other.hide()
    return out.getvalue()


BOTH = {"bob": 1200, "liz": 3400}
ROWS: list[list[object]] = [["handle", "platform", "followers"], ["bob", "ig", 1200], ["liz", "tt", 3400]]
TEXTS = [[cell if isinstance(cell, str) else float(str(cell)) for cell in row] for row in ROWS]

TRAPS = (
    # Files
    Trap("cyrillic or greek", _csv(HEAD + ",name", "bob,ig,1200,Иван Петров", encoding="cp1251"),
         asked=("encoding",), number=4),
    Trap("cyrillic", _csv(HEAD + ",name", "bob,ig,1200,Иван Петров", encoding="cp1251"), {"bob": 1200},
         answers={"encoding": "cp1251"}, told=("Windows-1251, Cyrillic, as chosen",), number=4),
    Trap("central european", _csv(HEAD + ",name", "bob,ig,1200,Łukasz Żółty", encoding="cp1250"), {"bob": 1200},
         told=("Windows-1250",), number=4),
    Trap("accents", _csv(HEAD + ",name", "bob,ig,1200,José Núñez", encoding="cp1252"), {"bob": 1200},
         told=("read as Windows-1252, Western European: José Núñez",), number=3),
    Trap("japanese is asked", _csv(HEAD + ",name", "bob,ig,1200,山田太郎", encoding="cp932"),
         asked=("encoding",), number=4),
    Trap("japanese once answered", _csv(HEAD + ",name", "bob,ig,1200,山田太郎", encoding="cp932"), {"bob": 1200},
         answers={"encoding": "cp932"}, told=("Shift-JIS, Japanese, as chosen",), number=4),
    Trap("one bad byte", _csv(HEAD, "zoë,ig,1200") + b"\njos\xe9,ig,99\nbob,ig,5", {"zoë": 1200, "bob": 5},
         aside=("row 3, column A (handle): 'jos�' contains bytes that are not UTF-8.",), number=5),
    Trap("nul", _csv(HEAD, "bo\0b,ig,1200", "liz,ig,5"), {"liz": 5},
         aside=("row 2, column A (handle):", "contains a NUL character"), number=6),
    Trap("semicolons told by Excel", _csv("sep=;", HEAD.replace(",", ";"), "bob;ig;1200", "liz;ig;bad"), {"bob": 1200},
         aside=("row 4, column C (followers): 'bad' is not a number.",), number=21),
    Trap("titles above the header", _csv("Our creators,,", "made by an agency,,", HEAD, "bob,ig,1200", "liz,tt,3400"),
         BOTH, told=("The header is in row 3. What's above it, 'Our creators made by an agency', isn't used.",),
         number=30),
    Trap("header in two rows", _csv("Creator,,Instagram", "Name,Country,Followers", "bob,US,1200"),
         asked=("header",), number=31),
    Trap("header in two rows, joined", _csv("Creator,,Instagram", "Name,Country,Followers", "bob,US,1200"),
         {"bob": 1200}, answers={"header": "both"}, told=("counts as Instagram, as its header says",), number=31),
    Trap("old Excel", xls(TEXTS), BOTH, told=("Read the sheet 'Creators'.",), number=9),
    Trap("OpenDocument", ods(TEXTS), BOTH, told=("Read the sheet 'Creators'.",), number=11),
    Trap("hidden rows and sheets", _book(ROWS, {"Old": True, "Notes": False}), BOTH,
         told=("1 hidden row included.", "hidden sheets (Old)", "the other sheets (Notes)"), number=36),
    Trap("formula without a result", _book([*ROWS, ["kim", "ig", "=1+1"]]), BOTH,
         aside=("sheet 'Creators', row 4, column C (followers): C4 is a formula without a stored result.",), number=38),
    Trap("a workbook called .csv", _book(ROWS), BOTH, number=8),
    # Columns
    Trap("other languages", _csv("Usuario;Plataforma;Seguidores;Precio", "bob;ig;1200;50", "liz;tt;3400;60"), BOTH,
         fees={"bob": (5_000,)}, number=33),
    Trap("spelling", _csv("Handle,Platform,Folowers", "bob,ig,1200"), asked=("likeness",), number=34),
    Trap("spelling, agreed", _csv("Handle,Platform,Folowers", "bob,ig,1200"), {"bob": 1200},
         answers={"likeness": "yes"}, number=34),
    Trap("spelling, denied", _csv("Handle,Platform,Folowers", "bob,ig,1200"), answers={"likeness": "no"},
         asked=("column.followers",), number=34),
    Trap("nothing is called so", _csv("Who,Platform,Crowd", "bob,ig,1200"), {"bob": 1200},
         answers={"column.handle": "A", "column.followers": "C"}, number=34),
    Trap("two fees", _csv(HEAD + ",fee,fee", "bob,ig,1200,5,9"), asked=("same.D",), number=32),
    Trap("two fees, chosen", _csv(HEAD + ",fee,fee", "bob,ig,1200,5,9"), {"bob": 1200}, fees={"bob": (900,)},
         answers={"same.D": "E"}, number=32),
    Trap("a header that lies", _csv(HEAD + ",views avg", *(f"u{n},ig,{n}00,Spain" for n in range(1, 7))),
         {f"u{n}": n * 100 for n in range(1, 7)}, told=("Not read: column D (views avg), which holds text such as",)),
    Trap("links tell the platform", _csv("Profile URL,Followers", "https://instagram.com/bob/,1200",
         "https://www.tiktok.com/@liz,3400"), BOTH, told=("Platforms come from the profile links.",), number=46),
    Trap("one row per person", _csv("Name,Instagram,IG Followers,TikTok,TikTok Followers",
         "Bob B,@bob,1200,bob.tok,90", "Liz L,@liz,3400,,"), {"bob": 1200, "liz": 3400, "bob.tok": 90},
         told=("One row is one person",), number=45),
    Trap("followers of nobody", _csv("IG Followers,TikTok,TikTok Followers", "1200,bob,90", "3400,liz,80"),
         {"bob": 90, "liz": 80}, told=("because no column says whose figures they are",)),
    Trap("real or fake is asked", _csv(HEAD + ",Credibility", "bob,ig,1200,88%"), asked=("credibility",)),
    Trap("real or fake, once for all", _csv("Name,Instagram,IG Followers,IG Confidence,TikTok,"
         "TikTok Followers,TikTok Confidence",
         "Bob B,@bob,1200,88%,bob.tok,90,70%"), asked=("credibility",)),
    Trap("real or fake, left out", _csv(HEAD + ",Confidence score", "bob,ig,1200,88%"), {"bob": 1200},
         answers={"credibility": "ignore"}, told=("Ignored: column D (Confidence score), as chosen.",)),
    Trap("audience in per cent", _csv(HEAD + ",% female,% male,US IP %,age 18-24 %", "bob,ig,1200,62,38,55,40",
         "liz,tt,3400,120,,,", "kim,ig,5,70,60,,", "ann,ig,6,-1,,,"),
         {"bob": 1200, "liz": 3400, "kim": 5, "ann": 6},
         told=("Audience shares without a % sign in column D (% female), column E (% male) are read as per cent",),
         aside=("row 3, column D (% female): '120' is above 100%.",
                "row 4, column D (% female): '70' is one of the audience shares by gender that add up to 130%.",
                "row 5, column D (% female): '-1' is below zero.")),
    Trap("audience, per cent or not", _csv(HEAD + ",% female", "bob,ig,1200,0.62"), asked=("audience_unit.gender",)),
    Trap("audience in no unit but one", _csv(HEAD + ",audience female", "bob,ig,1200,0.62"), {"bob": 1200},
         told=("column D (audience female) are read as fractions",)),
    Trap("the same audience twice", _csv(HEAD + ",us ip %,audience country US", "bob,ig,1200,62%,60%"), {"bob": 1200},
         told=("Ignored: column E (audience country US), because column D (us ip %) is read as the same part",)),
    Trap("rates of something else", _csv(HEAD + ",er,er base", "bob,ig,1200,2%,views", "liz,tt,3400,2%,likes"),
         BOTH, aside=("row 3, column E (er base): 'likes' is not what an engagement rate is relative to.",)),
    # Values
    Trap("decimal comma", _csv("handle;platform;followers;fee", "bob;ig;1,2k;1.250,50 €", "liz;tt;3,4k;90,00 €"), BOTH,
         fees={"bob": (138_944,), "liz": (10_000,)}, told=("have a decimal comma: '1,2k'", "1 EUR = 1.111111111 USD")),
    Trap("points in whole numbers", _csv(HEAD, "bob,ig,1.200", "liz,tt,3.400"), BOTH,
         told=("Points in column C (followers) separate thousands ('1.200')",), number=61),
    Trap("money has no three decimals", _csv(HEAD + ",er,fee", "bob,ig,1200,2.5%,1.234"), {"bob": 1200},
         fees={"bob": (123_400,)}, told=("'1.234'): money has no three decimals",), number=61),
    Trap("dinars have three", _csv(HEAD + ",fee", "bob,ig,1200,12.500 KWD", "liz,tt,3400,150.000 KWD"),
         asked=("decimals.D",), number=61),
    Trap("dinars have three, answered", _csv(HEAD + ",fee kwd", "bob,ig,1200,12.500", "liz,tt,3400,150.000"), BOTH,
         fees={"bob": (1_250,), "liz": (15_000,)}, answers={"decimals.D": "point", "rate.KWD": "1"}),
    Trap("like the other columns", _csv("handle;platform;followers;engagement rate;fee", "bob;ig;1200;2,5%;1.234"),
         {"bob": 1200}, fees={"bob": (123_400,)}, told=("read with a decimal comma, like the other columns",)),
    Trap("signs that contradict", _csv(HEAD + ",fee", 'bob,ig,1200,"€ 1,296"', "liz,tt,3400,18.000.000 VND"),
         asked=("decimals.D",), number=64),
    Trap("each cell by itself", _csv(HEAD + ",fee", 'bob,ig,1200,"€ 1,296"', "liz,tt,3400,18.000.000 VND"),
         {"bob": 1200, "liz": 3400}, fees={"bob": (144_000,), "liz": (72_000,)},
         answers={"decimals.D": "each", "rate.VND": "0.00004"}, number=64),
    Trap("no rate", _csv(HEAD + ",fee", "bob,ig,1200,900 XDR"), asked=("rate.XDR",), number=64),
    Trap("currency in the header", _csv(HEAD + ",Fee (EUR)", "bob,ig,1200,90"), {"bob": 1200}, fees={"bob": (10_000,)},
         told=("1 EUR = 1.111111111 USD",), number=64),
    Trap("some without a currency", _csv(HEAD + ",fee", "bob,ig,1200,€ 90", "liz,tt,3400,90"), asked=("currency.D",)),
    Trap("lost unit", _csv(HEAD, "bob,ig,475.8", "liz,tt,3.4k"), {"liz": 3400},
         aside=("row 2, column C (followers): '475.8' may have lost its unit, thousands or millions.",), number=63),
    Trap("lost unit, found", _csv(HEAD, "bob,ig,475.8", "liz,tt,3.4k"), {"bob": 475_800, "liz": 3400},
         answers={"unit.C": "k"}, number=63),
    Trap("counted in thousands", _csv("handle,platform,followers (k)", "bob,ig,1.2", "liz,tt,3.4"), BOTH,
         told=("count in 1,000s, as its header says",)),
    Trap("prices side by side", _csv(HEAD + ",Reel price,Story price", "bob,ig,1200,90,30", "liz,tt,3400,,"), BOTH,
         fees={"bob": (9_000, 3_000), "liz": (-1,)}, told=("2 packages come from separate price columns",)),
    Trap("prices in words", _csv(HEAD + ",rate", "bob,yt,1200,Video 2300$ / Preroll 1350$", "liz,tt,3400,50"),
         BOTH, fees={"bob": (-1,)}, aside=("'Video 2300$ / Preroll 1350$' is a list of prices as text.",)),
    Trap("prices in words, taken", _csv(HEAD + ",rate", "bob,yt,1200,Video 2300$ / Preroll 1350$"), {"bob": 1200},
         fees={"bob": (135_000, 230_000)}, answers={"price_lists": "take"}),
    Trap("free is not unknown", _csv(HEAD + ",fee", "bob,ig,1200,0", "liz,tt,3400,"), BOTH,
         fees={"bob": (0,), "liz": (-1,)}, number=68),
    # Rows
    Trap("figures that differ", _csv(HEAD, "bob,ig,1200", "Bob,ig,1300", "liz,tt,3400"), {"bob": 1300, "liz": 3400},
         told=("1 row merged",), number=44),
    Trap("the middle holds", _csv(HEAD, "bob,ig,1000", "bob,ig,1400", "bob,ig,1100"), {"bob": 1100},
         answers={"conflicts": "median"}, number=44),
    Trap("both prices", _csv(HEAD + ",fee", "bob,ig,1200,50", "bob,ig,1200,90"), {"bob": 1200},
         fees={"bob": (5_000, 9_000)}, answers={"conflicts": "packages"}, number=44),
    Trap("sum and note below", _csv(HEAD, "bob,ig,1200", "liz,tt,3400", "Total,,4600", "Source: our own list,,"), BOTH,
         told=("Not a creator: the sum in row 4.", "Not a creator: the note in row 5."), number=35),
    Trap("a creator called Total", _csv(HEAD, "bob,ig,1200", "Total,ig,4600"), {"bob": 1200, "Total": 4600},
         answers={"footer": "read"}, number=35),
    Trap("headers repeated", _csv(HEAD, "bob,ig,1200", HEAD, "liz,tt,3400"), BOTH,
         told=("Not a creator: the repeated header in row 3.",)),
)  # fmt: skip
