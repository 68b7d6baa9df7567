"""One way of writing a header, so that two that mean the same are the same."""

import re
import unicodedata


def normal(header: str) -> str:
    """Lower case, camelCase split, other characters one blank: `engagementRate %` is `engagement rate`."""
    text = unicodedata.normalize("NFKC", header)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def folded(header: str) -> str:
    """Normalised, and without accents."""
    text = unicodedata.normalize("NFKD", normal(header))
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_PLAIN)


_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that no decomposition makes plain."""
