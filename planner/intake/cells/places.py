"""From places to countries: `Köln`, `Leeds, UK`, `Wien / AT`, `Bayern`, `España`, flags, codes.

What is clear is read as the country it is in. What may be in several, or is not known, is in none: a wrong country
would bend the forecast without a word, and one that is missing is asked about.
"""

import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cache
from importlib import resources
from itertools import chain

from planner.domain.countries import code_abroad, code_named, name_key
from planner.frozen import dataclass
from planner.intake.cells.values import Texts

_PARTS = re.compile(r"[,/|;()\[\]·•–—+&]|\s-\s|\s(?:and|und|y|et|e)\s|(?<=\w[都府県省])(?=\w)", re.I)
_LAST_CODE = re.compile(r"\s([A-Z]{2,3})\s*$")
"""`Curitiba PR`, `Sydney NSW`: the code of a state or of a country behind a town, with nothing between them."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_OF_COUNTRIES = frozenset("country countries land pais pays paese market nation kraj ulke".split())
"""Words of a header whose column holds countries, not towns."""
_OF_STATES = frozenset("state states estado estados uf provincia provincias province bundesland".split())
"""Words of a header whose column holds parts of a country, or towns in them."""
_GERMAN_STATES = frozenset(("bundesland", "bundeslander"))
_LAND, _LANDS = re.compile("[A-Z]{2}"), frozenset("BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split())
"""Codes of German states: Bavaria and Berlin are Belarus and Belgium in any other column."""
_AROUND = (
    r"(?i)\b(?:based in|living in|city of|greater|metropolitan|metro|bay area|area|region|and surroundings|"
    r"und umgebung|\d{1,2}(?:er|e|è|ème|eme)|arrondissement)\b"
)
_TOWNS = {"la": "US", "sf": "US", "bh": "BR"}
"""Towns that people write as two letters, Los Angeles not as Laos: read so beside other places of their country."""
_TWICE = frozenset(("georgia", "la"))
"""Names that mean a state or a city to as many people as a country: only a column of countries makes them one."""


_WITH_CODES = ("AU", "BR", "CA", "IT")
STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI".split()
)
"""Codes of the states and territories of the United States, as ISO 3166-2 lists them."""


@dataclass(frozen=True)
class Places:
    """A column of places. countries: codes, "" where unknown; unclear: of each text that has none, where it may be."""

    countries: Texts
    unclear: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    """What is known of a column. states: countries whose states stand in it, by their codes.

    of_countries, of_states: whether its header names countries or states.
    """

    of_countries: bool
    states: frozenset[str] = frozenset()
    of_states: bool = False


@dataclass(frozen=True)
class _Meaning:
    """What one part of a place may be. clear: its country; within: places that qualify another; towns: with that name.

    Places are codes of countries, in the United States with the state: `US-TX`.
    """

    clear: str = ""
    within: frozenset[str] = frozenset()
    towns: tuple[str, ...] = ()

    @property
    def everywhere(self) -> tuple[str, ...]:
        """All places that it may be, likeliest first."""
        return tuple(dict.fromkeys((*([self.clear] if self.clear else []), *sorted(self.within), *self.towns)))


def read_places(texts: Texts, header: str) -> Places:
    """The country of each place; empty texts have none and are not unclear."""
    of_countries = bool(_OF_COUNTRIES & set(name_key(header).split()))
    different = [text for text in dict.fromkeys(map(str, texts)) if text]
    found = {text: _country(text, _Column(of_countries)) for text in different}
    coded, of_states = _coded(found), bool(_OF_STATES & set(name_key(header).split()))
    if states := frozenset(chain.from_iterable(coded.values())) | (_homes(found) if of_states else frozenset()):
        # Where a code of another country stands among them, the header does not settle what the others are.
        abroad = any(len(text) == 2 and code_named(text) and not _states(text) & states for text in different)
        column = _Column(of_countries, states, of_states and not abroad)
        found = {text: _country(text, column) for text in different}
    lands = {text for text in different if _LAND.fullmatch(text)}
    if lands <= _LANDS and _GERMAN_STATES & set(name_key(header).split()):
        found |= dict.fromkeys(lands, ("DE", ()))
    listed = Counter(code for code, _ in found.values())
    for text, (code, _) in found.items():
        home = _TOWNS.get(text.casefold())
        if home is not None and home != code and listed[home] and (not code or listed[code] == 1):
            found[text] = (home, ())
            continue
        # A code that stands behind a town elsewhere in the column means the same alone: `São Paulo - SP`, then `SP`.
        if not code and len(beside := coded.get(text.upper(), ())) == 1:
            found[text] = (*beside, ())
    unclear = {text: where for text, (code, where) in found.items() if not code}
    countries = texts.copy()
    countries[:] = [found[text][0] if text else "" for text in map(str, texts)]
    return Places(countries, unclear)


def _coded(found: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, set[str]]:
    """Countries of the codes of states in a column: those behind a town, and those that are nothing else."""
    where: dict[str, set[str]] = {}
    for text, (country, _) in found.items():
        *towns, last = _parts(text) or [""]
        if not (2 <= len(last) <= 3 and last.isupper()):
            continue
        named = code_named(last)
        if towns and named != country and country in _states(last):
            where.setdefault(last, set()).add(country)
        elif not named and len(states := _states(last)) == 1:
            where.setdefault(last, set()).update(states)
    return where


def _homes(found: Mapping[str, tuple[str, tuple[str, ...]]]) -> frozenset[str]:
    """Countries that have a state of every code in a column of states; among several those of its other cells."""
    codes = [text for text in found if 2 <= len(text) <= 3 and text.isupper()]
    if not codes:
        return frozenset()
    homes = frozenset.intersection(*map(_states, codes))
    others = {country for text, (country, _) in found.items() if text not in codes}
    return homes & others or homes


def _states(code: str) -> frozenset[str]:
    """Countries that have a state of this code."""
    american = frozenset({"US"} if code.upper() in STATES else ())
    return american | _provinces().get(code.casefold(), frozenset())


def _parts(text: str) -> list[str]:
    plain = _LAST_CODE.sub(r", \1", _FLAG.sub(",", text))
    return [part.strip(" .:") for part in _PARTS.split(plain) if part.strip(" .:")]


def _country(text: str, column: _Column) -> tuple[str, tuple[str, ...]]:
    """Code of a place's country, and where it may be when that is not clear."""
    text = _mended(text)
    # Most columns of countries hold nothing else, and need no table of towns or of regions.
    if code := _clear_code(text, column):
        return code, ()
    if not _FLAG.search(text) and (code := _clear_name(text, column.of_countries)):
        return code, ()
    flags = {code for flag in _FLAG.findall(text) if (code := _flagged(flag))}
    whole = _meaning(text, column)
    if whole.clear and not flags:
        return whole.clear, ()
    known = [meaning for part in _parts(text) if (meaning := _meaning(part, column)).everywhere]
    if flags:
        known.append(_Meaning(next(iter(flags)) if len(flags) == 1 else "", frozenset(flags)))
    if len(known) == 1:
        unread = len(_parts(text)) + bool(flags) > 1
        # A town that nobody knows behind a code that two countries have says nothing more.
        clear = "" if unread and len(_countries_of(known[0].within)) > 1 else known[0].clear
        return clear, _countries_of(known[0].everywhere)
    meant = _qualified(known)
    if len(meant) == 1:
        return meant[0], ()
    each = dict.fromkeys(meaning.clear for meaning in known)
    if not meant and len(each) == 1 and known[0].clear:
        return known[0].clear, ()
    return "", meant or tuple(filter(None, each)) or _countries_of(place for one in known for place in one.everywhere)


def _mended(text: str) -> str:
    """UTF-8 that somebody once read as Windows-1252: `CÃ´te` was `Côte`."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _qualified(parts: list[_Meaning]) -> tuple[str, ...]:
    """Countries in which all parts can be at once, one of them saying where the others are."""
    found = []
    for at, part in enumerate(parts):
        others = parts[:at] + parts[at + 1 :]
        for place in part.within:
            if all(any(_agree(place, other) for other in one.everywhere) for one in others):
                found.append(place)
    return _countries_of(found)


def _agree(one: str, other: str) -> bool:
    """True when one place is, or lies in, the other: `US-TX` and `US`."""
    return one == other or one == other[:2] or other == one[:2]


def _countries_of(places: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place[:2] for place in places))


def _flagged(flag: str) -> str:
    return code_named("".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag))


@cache
def _meaning(text: str, column: _Column) -> _Meaning:
    if len(text) == 2 and text.isascii():
        places = frozenset(_of_code(text)) | _provinces().get(name_key(text), frozenset())
        return _Meaning(_clear_code(text, column), places)
    key = _name_alone(text)
    regions, (clear_town, towns) = _regions().get(key, frozenset()), _city(key)
    if clear := _clear_name(text, column.of_countries):
        return _Meaning(clear, frozenset({clear}) | regions, towns)
    named, abroad = code_named(text) or code_named(key), code_abroad(text)
    if abroad and key not in _TWICE and not set(_countries_of(towns)) - {abroad}:
        return _Meaning(abroad, frozenset({abroad}) | regions, towns)
    places = frozenset(filter(None, (named, abroad))) | regions
    countries = set(_countries_of(places))
    if clear_town and countries <= {clear_town}:
        return _Meaning(clear_town, places, towns)
    alone = len(countries) == 1 and not set(_countries_of(towns)) - countries
    return _Meaning(countries.pop() if alone else "", places | _provinces().get(key, frozenset()), towns)


def _clear_code(text: str, column: _Column) -> str:
    """The country of a code of two letters, "" where it may be of two, and for any other text.

    A code that is also a state's is not clear where states of that country stand in the same column.
    """
    if len(text) != 2 or not text.isascii():
        return ""
    country, states = code_named(text), _states(text) & column.states if column.states else frozenset()
    if states - {country}:
        return next(iter(states)) if column.of_states and len(states) == 1 else ""
    twice = name_key(text) in _TWICE and not column.of_countries
    return "" if twice else country or ("US" if text.upper() in STATES else "")


def _clear_name(text: str, of_countries: bool) -> str:
    """The country of its name, "" where towns or regions may be called so too, and for any other text."""
    if len(text) == 2 and text.isascii():
        return ""
    key = _name_alone(text)
    if named := code_named(text) or code_named(key):
        return named if of_countries or key not in _TWICE else ""
    return code_abroad(text) if of_countries else ""


def _name_alone(text: str) -> str:
    """A name as `name_key` writes it, without words that only stand around one: `based in`, `greater`."""
    return name_key(re.sub(_AROUND, " ", text)) or name_key(text)


def _of_code(code: str) -> tuple[str, ...]:
    """The country, and then the state, that a code of two letters is of."""
    state = f"US-{code.upper()}" if code.upper() in STATES else ""
    return tuple(place for place in (code_named(code), state) if place)


@cache
def _provinces() -> dict[str, frozenset[str]]:
    """Countries by the codes of their parts, where people write those behind a town: `ON`, `NSW`, `SP`, `MI`."""
    from pycountry import subdivisions

    found: dict[str, set[str]] = {}
    for part in subdivisions:
        code = part.code.partition("-")[2]
        if part.country_code in _WITH_CODES:
            found.setdefault(code.casefold(), set()).add(str(part.country_code))
    return {code: frozenset(countries) for code, countries in found.items()}


@cache
def _regions() -> dict[str, frozenset[str]]:
    """Places by the names of their states, provinces and counties: `Bayern`, `Texas`, `Catalunya`, `Cataluña`."""
    from pycountry import subdivisions

    found: dict[str, set[str]] = {}
    for part in subdivisions:
        place = str(part.code) if part.country_code == "US" else str(part.country_code)
        for name in re.split(r"[\[\](),/]", part.name):
            if len(key := name_key(name)) > 2:
                found.setdefault(key, set()).add(place)
    for key, place in _ENGLISH.items():
        found.setdefault(key, set()).add(place)
    for country, names in _AT_HOME.items():
        for name in names.split():
            found.setdefault(name_key(name), set()).add(country)
            if name[-1] in "府県省都":
                # `大阪` is as good as `大阪府`; 京 alone, without 都, is Beijing as well.
                found.setdefault(name_key(name[:-1]), set()).add(country)
    return {name: frozenset(places) for name, places in found.items()}


_ENGLISH = {
    "bavaria": "DE", "lower saxony": "DE", "saxony": "DE", "hesse": "DE", "north rhine westphalia": "DE", "nrw": "DE",
    "rhineland palatinate": "DE", "thuringia": "DE", "lower austria": "AT", "upper austria": "AT", "tyrol": "AT",
    "styria": "AT", "carinthia": "AT", "catalonia": "ES", "andalusia": "ES", "basque country": "ES", "brittany": "FR",
    "normandy": "FR", "burgundy": "FR", "provence": "FR", "tuscany": "IT", "lombardy": "IT", "sicily": "IT",
    "sardinia": "IT", "piedmont": "IT", "flanders": "BE", "wallonia": "BE",
    "tp hcm": "VN", "hcmc": "VN",
}  # fmt: skip
"""Regions by names that ISO 3166-2 does not list."""
_AT_HOME = {
    "JP": (
        "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 "
        "富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 "
        "鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 "
        "鹿児島県 沖縄県"
    ),
    "CN": (
        "河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 "
        "海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 内蒙古 广西 西藏 宁夏 新疆"
    ),
    "KR": (
        "경기도 강원도 강원특별자치도 충청북도 충청남도 전라북도 전북특별자치도 전라남도 경상북도 경상남도 제주도 "
        "제주특별자치도"
    ),
    "TW": "臺北 臺北市 臺中 臺中市 臺南 臺南市",
}
"""Regions, and cities that the table has in other letters, as people write them there."""


def _city(name: str) -> tuple[str, tuple[str, ...]]:
    """The country of a city, where that is clear, and every place with a city of that name."""
    clear, _, places = _cities().get(name, "").partition("\t")
    return clear, tuple(places.split())


@cache
def _cities() -> dict[str, str]:
    """The rows of the table by name; taken apart when it is asked for, since it would weigh twice as much."""
    packed = (resources.files("planner.intake") / "data" / "cities.tsv.gz").read_bytes()
    with gzip.open(io.BytesIO(packed), "rt", encoding="utf-8") as lines:
        next(lines)
        return dict(line.rstrip("\n").split("\t", 1) for line in lines)
