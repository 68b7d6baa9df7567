"""Words and signs that stand for thousands and more behind a number, in the languages that lists are kept in."""

import re
from decimal import Decimal

POWERS = {
    "K": 3, "TSD": 3, "THOUSAND": 3, "MILA": 3, "TYS": 3, "TIS": 3, "BIN": 3, "ТЫС": 3, "ТЫСЯЧ": 3, "千": 3, "천": 3,
    "RB": 3, "RIBU": 3, "NGHÌN": 3, "NGÀN": 3, "EZER": 3, "TUSEN": 3, "TUSIND": 3, "ТИС": 3,
    "พัน": 3, "หมื่น": 4, "แสน": 5,
    "JT": 6, "JUTA": 6, "TRIỆU": 6, "TR": 6, "ล้าน": 6, "अरब": 9, "हजार": 3, "हज़ार": 3, "लाख": 5, "करोड़": 7, "ألف": 3,
    "الف": 3, "مليون": 6, "אלף": 3, "מיליון": 6,
    "MIL": 3, "万": 4, "萬": 4, "만": 4, "W": 4, "L": 5, "LAKH": 5, "LAKHS": 5, "LAC": 5, "CRORE": 7,
    "CRORES": 7, "CR": 7, "M": 6, "MN": 6, "MIO": 6, "MLN": 6, "MI": 6, "MILLION": 6, "MILLIONS": 6, "MILLIONEN": 6,
    "MILLONES": 6, "MILLÓN": 6, "MILHÃO": 6, "MILHÕES": 6, "MILIONI": 6, "МЛН": 6, "億": 8, "亿": 8, "억": 8,
    "B": 9, "BN": 9, "MRD": 9, "BILLION": 9, "BILLIONS": 9, "МЛРД": 9,
}  # fmt: skip
"""Powers of ten, by the word in capitals."""
SCALE = "|".join(sorted(POWERS, key=len, reverse=True))
"""Pattern of any of them, to be used without regard to case."""

_THOUSAND, _TEN_THOUSANDS = "[千천]", "[億亿억万萬만]"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNITS = rf"(?:{_THOUSAND}?{_TEN_THOUSANDS}|{_THOUSAND})"
_COUNTED_UP = rf"(?<![\d.,]){_DIGITS}\s*{_UNITS}(?:\s*{_DIGITS}\s*{_UNITS})*(?:\s*{_DIGITS})?(?!\d|[.,]\d)"
"""`3万2千`, `1万5000`, `2千万`, `2.5千万`: several units, which add up or multiply."""
_FEWEST_DIGITS = 3
"""Of a number without a unit behind one with it; a shorter one is of something else."""


def added_up(text: str) -> str:
    """A text with the numbers of East Asia that are written in several units as plain ones: `3万2千円` is `32000円`.

    What is no one number is left as it is: `3万 5万`, `1.5万2千`.
    """
    return re.sub(_COUNTED_UP, _sum, text)


def _sum(found: re.Match[str]) -> str:
    parts: list[tuple[str, str]] = re.findall(rf"({_DIGITS})\s*({_THOUSAND}?{_TEN_THOUSANDS}?)", found.group())
    several = len(parts) > 1
    if (not several and len(parts[0][1]) < 2) or (several and any("." in digits for digits, _ in parts)):
        return found.group()
    if len(parts) == 2 and not parts[1][1] and len(parts[1][0]) < _FEWEST_DIGITS:
        return found.group()
    total, part, room = Decimal(0), Decimal(0), Decimal("Infinity")
    for digits, units in parts:
        number = Decimal(digits.replace(",", ""))
        thousand, larger = re.match(_THOUSAND, units), re.search(_TEN_THOUSANDS, units)
        if part and (thousand or number >= 1_000):
            return found.group()
        part += number * 1_000 if thousand else number
        if larger:
            of = Decimal(10) ** POWERS[larger.group()]
            if part * of >= room:
                return found.group()
            total, part, room = total + part * of, Decimal(0), of
    return found.group() if part >= room else f"{(total + part).normalize():f}"


def power_of(word: str, comma: bool, currency: str) -> int | None:
    """The power of ten of a word, None when it could mean something else.

    `mil` is a thousand where people write a decimal comma, and a million in English. `w` is a Chinese ten thousand of
    people, of money it could be weeks; `L` a lakh of people or rupees; `tr` a Vietnamese million of dong. `B` is a
    Turkish thousand behind a decimal comma, and a billion in English. currency: of an amount, "" for people.
    """
    word = word.upper()
    if word == "B" and comma and not currency:
        return None
    if (word == "MIL" and not comma) or (word == "W" and currency):
        return None
    if (word == "L" and currency not in ("", "INR")) or (word == "TR" and currency != "VND"):
        return None
    return POWERS[word] if word else 0
