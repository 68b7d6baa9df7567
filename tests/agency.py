"""An agency's list as it comes: 800 German creators in one sheet, typed by several people. Seeded, so always the same.

python -m tests.agency list.csv  # write it, to look at it
"""

from __future__ import annotations

import csv
import io
import random
import sys
from dataclasses import dataclass
from pathlib import Path

CREATORS = 800
HEADER = (
    "Creator / Link", "Platform", "Followers", "ER", "Audience Germany", "Female audience", "Age 18-24", "Age 25-34",
    "Rate", "Format", "E-mail", "Notes",
)  # fmt: skip
_FIRST = "lena mara jule anna ida nele tilda frieda greta lotte emma mia jana paula romy tim max ben finn jonas".split()
_LAST = "kocht reist backt malt liest naeht turnt wohnt gaertnert fotografiert singt tanzt bastelt radelt".split()
_CITIES = "berlin hamburg koeln leipzig dresden bremen essen kiel bonn mainz".split()
_SIZES = ((4_000, 60_000, 0.72), (60_000, 300_000, 0.21), (300_000, 1_400_000, 0.07))
_FEES = {"Instagram": 9.0, "TikTok": 6.0, "YouTube": 18.0}
"""Euro for a thousand followers."""
_FORMATS = {"Instagram": "1 reel", "TikTok": "1 video", "YouTube": "1 integration"}
_SHORT = {"Instagram": ("Instagram", "instagram", "IG", "Insta "), "TikTok": ("TikTok", "Tik Tok", "tiktok"),
          "YouTube": ("YouTube", "YT", "youtube")}  # fmt: skip
_ADDRESSES = {"Instagram": "https://www.instagram.com/{}/", "TikTok": "https://www.tiktok.com/@{}?lang=de",
              "YouTube": "https://www.youtube.com/@{}"}  # fmt: skip
_NOTES = ("", "", "", "vegan", "agency: Nord", "asked in May", "prefers barter", "two kids", "back on Monday")


@dataclass(frozen=True)
class Row:
    """One creator as they are. fee: euro, None = on request."""

    handle: str
    platform: str
    followers: int
    fee: int | None


def people() -> tuple[Row, ...]:
    """Whom the list names, without how it is written."""
    dice, found, taken = random.Random(18), [], set()
    while len(found) < CREATORS:
        handle = f"{dice.choice(_FIRST)}.{dice.choice(_LAST)}.{dice.choice(_CITIES)}"
        platform = dice.choices(list(_FEES), (6, 3, 1))[0]
        if handle in taken:
            continue
        taken.add(handle)
        low, high, _ = dice.choices(_SIZES, [size[2] for size in _SIZES])[0]
        followers = round(low * (high / low) ** dice.random())
        fee = max(60, round(followers / 1_000 * _FEES[platform] * dice.uniform(0.6, 1.6) / 10) * 10)
        found.append(Row(handle, platform, followers, None if dice.random() < 0.12 else fee))
    return tuple(found)


def text() -> str:
    """The sheet saved as CSV: a title above the header, empty rows, rows twice, a sum below."""
    dice, out = random.Random(34), io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    blank = [""] * (len(HEADER) - 1)
    writer.writerow(["Creator list DE, as of May (work in progress)", *blank])
    writer.writerow(["", *blank])
    writer.writerow(HEADER)
    for at, row in enumerate(people()):
        cells = _cells(row, dice)
        writer.writerow(cells)
        if at % 160 == 80:
            writer.writerow(["", *blank])
        if at % 200 == 120:
            writer.writerow(cells)
    writer.writerow(["Total", "", "", "", "", "", "", "", f"{sum(row.fee or 0 for row in people())} €", "", "", ""])
    return out.getvalue()


def _cells(row: Row, dice: random.Random) -> list[str]:
    known = dice.random() < 0.7
    women, young = dice.betavariate(7, 3), dice.uniform(0.2, 0.45)
    who = dice.choice((f"@{row.handle}", f"@{row.handle}", row.handle, _ADDRESSES[row.platform].format(row.handle)))
    return [
        f" {who}" if dice.random() < 0.1 else who,
        dice.choice(_SHORT[row.platform]),
        _followers(row.followers, dice),
        dice.choice(("n/a", "", "?")) if dice.random() < 0.1 else f"{dice.uniform(0.8, 6.5):.1f}%".replace(".", ","),
        f"{dice.uniform(55, 94):.0f}%" if known else "",
        f"{100 * women:.0f}%" if known else "",
        f"{100 * young:.0f}%" if known else "",
        f"{100 * dice.uniform(0.2, 0.45):.0f}%" if known else "",
        _fee(row.fee, dice),
        _FORMATS[row.platform],
        "" if dice.random() < 0.3 else f"{row.handle}@mail.example",
        dice.choice(_NOTES),
    ]


def _followers(number: int, dice: random.Random) -> str:
    """As people type it, never further than half a thousand from the figure."""
    ways = [str(number), f"{number:,}".replace(",", ".")]
    if number >= 100_000:
        ways.append(f"{number / 1_000:.0f}k")
    elif number >= 10_000:
        ways.append(f"{number / 1_000:.1f}k".replace(".", ","))
    return dice.choice(ways)


def _fee(fee: int | None, dice: random.Random) -> str:
    if fee is None:
        return dice.choice(("on request", "tbd", "", "auf Anfrage"))
    if dice.random() < 0.04:
        return f"{fee}-{round(fee * 1.2)} €"
    dotted = f"{fee:,}".replace(",", ".")
    rough = f"~{fee} €" if fee < 1_000 else f"{fee},00 €"
    return dice.choice((f"{fee} €", f"{dotted} €", f"{fee}", f"EUR {dotted}", rough))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
