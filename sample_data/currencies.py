"""Makes `roster_currencies.csv`: part of the sample roster, with fees in the currency of each creator's country."""

import csv
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILE = HERE / "roster_currencies.csv"
CURRENCIES = {"GB": "GBP", "DE": "EUR", "FR": "EUR", "ES": "EUR", "IT": "EUR", "CA": "CAD", "AU": "AUD"}
LANGUAGES = {"DE": "de; en", "FR": "fr", "ES": "es", "IT": "it; en", "CA": "en; fr", "MX": "es", "BR": "pt"}
CREATORS = 120
LEFT_OUT = ("availability",)


def rows() -> list[dict[str, str]]:
    """Rows of the first creators in another country, then of those at home; every ninth has no language."""
    with (HERE / "roster.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    abroad = list(dict.fromkeys(row["handle"] for row in listed if row["country"] in CURRENCIES))
    home = list(dict.fromkeys(row["handle"] for row in listed if row["country"] == "US"))
    chosen = {handle: at for at, handle in enumerate([*abroad, *home][:CREATORS])}
    return [
        {name: text for name, text in row.items() if name not in LEFT_OUT}
        | {
            "currency": CURRENCIES.get(row["country"], "USD"),
            "language": "" if chosen[row["handle"]] % 9 == 8 else LANGUAGES.get(row["country"], "en"),
        }
        for row in listed
        if row["handle"] in chosen
    ]


def main() -> int:
    """Write the file, or with --check compare it. Exit status 1 when it differs."""
    made = rows()
    cells = [list(made[0]), *(list(row.values()) for row in made)]
    text = "".join(",".join(f'"{one}"' if "," in one else one for one in row) + "\n" for row in cells)
    if "--check" in sys.argv:
        return int(FILE.read_text(encoding="utf-8") != text)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
