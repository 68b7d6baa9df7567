"""An amount as it is typed where nothing says which country's way: one that could be read in two ways is none."""

import re

from planner.domain.roster import MAX_CENTS

_AMOUNT = re.compile(r"([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)(?:\.(\d{1,2}))?")
ACCEPTED = "an amount such as 1250, 1,250 or 1250.50"


def cents_of(text: str) -> int | None:
    """Cents of `1250`, `1,250` or `1250.50`, up to `MAX_CENTS`; None for any other text, such as `1.250` or `1,5`."""
    found = _AMOUNT.fullmatch(text.replace("\u00a0", " ").strip())
    if found is None:
        return None
    units, decimals = found.groups("")
    cents = int(re.sub("[, ]", "", units)[:20]) * 100 + int(decimals.ljust(2, "0"))
    return cents if cents <= MAX_CENTS else None
