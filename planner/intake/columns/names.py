"""One way of writing a header, so that two that mean the same are the same."""

import re
import unicodedata


def normal(header: str) -> str:
    """Lower case, camelCase split, other characters one blank: `engagementRate %` is `engagement rate`."""
    if header.strip() == "@":
        return "handle"
    text = header if header.isascii() else unicodedata.normalize("NFKC", header)
    return _OTHER.sub(" ", _CAMEL.sub(" ", text)).strip().casefold()


def folded(header: str) -> str:
    """Normalised, and without accents."""
    # Thousands of names are folded at every start, and most of them are plain.
    if header.isascii() and header.islower() and header.replace(" ", "").isalpha():
        return " ".join(header.split())
    text = normal(header)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_PLAIN)


_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Vowels and tones of Arabic, Hebrew, Hindi and Thai, which belong to the letter before them."""
_CAMEL, _OTHER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])"), re.compile(rf"(?:[^\w{_MARKS}]|_)+")
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that no decomposition makes plain."""
