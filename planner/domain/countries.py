"""Countries by their names: ISO 3166 codes of two and three letters, short names, names in the languages of lists."""

import re
import unicodedata
from functools import cache
from importlib import resources

from babel import Locale
from babel.core import get_global

SHORT = {
    "usa": "US", "u s": "US", "u s a": "US", "united states of america": "US", "america": "US",
    "uk": "GB", "u k": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "great britain": "GB", "britain": "GB", "uae": "AE", "u a e": "AE", "holland": "NL", "the netherlands": "NL",
    "hong kong": "HK", "macau": "MO", "macao": "MO", "czech republic": "CZ", "turkey": "TR", "ivory coast": "CI",
    "cote d ivoire": "CI", "russian federation": "RU", "korea": "KR", "republic of korea": "KR", "vietnam": "VN",
    "viet nam": "VN", "burma": "MM", "palestine": "PS", "myanmar": "MM", "ksa": "SA",
    "prc": "CN", "republic of ireland": "IE", "macedonia": "MK", "bosnia": "BA", "cape verde": "CV", "swaziland": "SZ",
    "east timor": "TL", "trinidad": "TT", "drc": "CD",
}  # fmt: skip
"""Codes by names that people write and no table has, as `name_key` writes them."""
_NO_COUNTRIES = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))
"""Unions, and codes for tests and for nothing at all."""
_OTHER = re.compile(r"[\W_]+")
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that no decomposition makes plain."""


def name_key(text: str) -> str:
    """A name without case, accents and punctuation: `Côte d’Ivoire` is `cote d ivoire`.

    Empty for scripts whose vowels are marks, such as Devanagari: without them different names would be one.
    """
    # The small letter of the Turkish İ has a dot of its own, which is no vowel.
    text = unicodedata.normalize("NFC", text.casefold().replace("i\u0307", "i"))
    if text.isascii():
        letters = text
    else:
        if any(unicodedata.category(letter)[0] == "M" for letter in text):
            return ""
        letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _OTHER.sub(" ", letters.translate(_PLAIN)).strip()


@cache
def codes() -> frozenset[str]:
    """Every ISO 3166 code of two letters that is in use."""
    found = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in found if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)


def code_named(name: str) -> str:
    """Code of a country by its code or its English or short name; empty where that is none."""
    text = name.strip()
    if len(text) == 2 and text.upper() in codes():
        return text.upper()
    if len(text) == 3 and text.isupper() and (listed := get_global("territory_aliases").get(text)):
        return str(listed[0]) if len(listed) == 1 and listed[0] in codes() else ""
    return _english().get(name_key(text), "")


def code_abroad(name: str) -> str:
    """Code of a country by the one that a name means in other languages: `Österreich`, `España`, `日本`."""
    return _abroad().get(name_key(name), "")


def name_in_english(code: str) -> str:
    """A country as people write it; an unknown code is its own name."""
    return str(Locale("en").territories.get(code.upper(), code))


@cache
def _english() -> dict[str, str]:
    names = Locale("en").territories
    return {name_key(str(name)): str(code) for code, name in names.items() if code in codes()} | SHORT


@cache
def _abroad() -> dict[str, str]:
    text = (resources.files("planner.domain") / "data" / "countries_abroad.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines()[1:])
    return {name: code for code, *names in lines for name in names}
