"""Write the names that countries have in other languages: planner/domain/data/countries_abroad.tsv.

They are those of CLDR, as Babel brings them; to load forty of its languages takes a quarter of a second, this file two
thousandths. `python scripts/countries.py` after an update of Babel; tests/test_places.py says when.
"""

from pathlib import Path

from babel import Locale

from planner.domain.countries import codes, name_key

TARGET = Path(__file__).parents[1] / "planner" / "domain" / "data" / "countries_abroad.tsv"
LANGUAGES = (
    "de es fr it pt nl pl tr sv cs da nb fi hu ro el ru uk ja ko zh ar he vi id bg hr sk sl et lv lt ca eu gl is ms fil"
).split()
SOURCE = "# Made by scripts/countries.py from CLDR, https://cldr.unicode.org, as Babel brings it; Unicode-3.0.\n"


def table() -> str:
    """A line per country: its code, then the names that mean it and no other country in any of the languages."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes() and (key := name_key(str(name))):
                found.setdefault(key, set()).add(str(code))
    named: dict[str, list[str]] = {}
    for name, meant in sorted(found.items()):
        if len(meant) == 1:
            named.setdefault(meant.pop(), []).append(name)
    return SOURCE + "".join("\t".join((code, *names)) + "\n" for code, names in sorted(named.items()))


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
