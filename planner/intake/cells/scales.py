"""Words and signs that stand for thousands and more behind a number, in the languages that lists are kept in."""

POWERS = {
    "K": 3, "TSD": 3, "THOUSAND": 3, "MILA": 3, "TYS": 3, "TIS": 3, "BIN": 3, "ТЫС": 3, "ТЫСЯЧ": 3, "千": 3, "천": 3,
    "MIL": 3, "万": 4, "萬": 4, "만": 4, "W": 4, "L": 5, "LAKH": 5, "LAKHS": 5, "LAC": 5, "CRORE": 7,
    "CRORES": 7, "CR": 7, "M": 6, "MN": 6, "MIO": 6, "MLN": 6, "MI": 6, "MILLION": 6, "MILLIONS": 6, "MILLIONEN": 6,
    "MILLONES": 6, "MILLÓN": 6, "MILHÃO": 6, "MILHÕES": 6, "MILIONI": 6, "МЛН": 6, "億": 8, "亿": 8, "억": 8,
    "B": 9, "BN": 9, "MRD": 9, "BILLION": 9, "BILLIONS": 9, "МЛРД": 9,
}  # fmt: skip
"""Powers of ten, by the word in capitals."""
SCALE = "|".join(sorted(POWERS, key=len, reverse=True))
"""Pattern of any of them, to be used without regard to case."""


def power_of(word: str, comma: bool, currency: str) -> int | None:
    """The power of ten of a word, None when it could mean something else.

    `mil` is a thousand where people write a decimal comma, and a million in English. `w` is a Chinese ten thousand of
    people, of money it could be weeks; `L` a lakh of people or rupees. currency: of an amount, "" for people.
    """
    word = word.upper()
    if (word == "MIL" and not comma) or (word == "W" and currency) or (word == "L" and currency not in ("", "INR")):
        return None
    return POWERS[word] if word else 0
