"""Values of options as they are typed, for argparse: each error names what was typed and what is accepted."""

import argparse
import datetime
import math
import re
from collections.abc import Callable

_WHOLE = re.compile(r"\d{1,3}(?:[,_]\d{3})+|\d+")


def wrong(text: str, accepted: str) -> argparse.ArgumentTypeError:
    """The error for a value that cannot be used."""
    return argparse.ArgumentTypeError(f"'{text}' can't be used. Accepted: {accepted}.")


def cents(text: str) -> int:
    """An amount in units of the currency, such as 12,500 or 99.50, in cents."""
    from planner.amounts import ACCEPTED, cents_of

    found = cents_of(text)
    if found is None:
        raise wrong(text, ACCEPTED)
    return found


def share(text: str, most: float = 1.0) -> float:
    """`5%`, `5 %` or `0.05` as a share up to `most`."""
    bare = text.strip()
    try:
        value = float(bare.rstrip("% ")) / 100 if bare.endswith("%") else float(bare)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise wrong(text, f"a share from 0% to {most:.0%}, such as 5% or 0.05")
    return value


def number(text: str) -> float:
    """A number of 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < math.inf:
        raise wrong(text, "a number of 0 or more, such as 2.5")
    return value


def whole(least: int, most: int) -> Callable[[str], int]:
    """Parser of a whole number from `least` to `most`."""

    def parse(text: str) -> int:
        value = int(re.sub("[,_]", "", text)[:20]) if _WHOLE.fullmatch(text) else least - 1
        if not least <= value <= most:
            raise wrong(text, f"a whole number from {least:,} to {most:,}")
        return value

    return parse


def day(text: str) -> datetime.date:
    """A day as ISO 8601 writes it."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise wrong(text, "a day such as 2026-11-28") from None
