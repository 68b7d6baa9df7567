"""Columns about a creator and the brand: follows it, mentions it, buys from it; and when they are available."""

import math

import numpy as np

from planner.domain.availability import ACCEPTED, read_availability
from planner.intake.cells.texts import read_texts
from planner.intake.cells.values import Fault, Floats, Texts, is_missing, mapped, numbered
from planner.intake.reading import Field

FLAGS = {"follows_brand": Field.FOLLOWS_BRAND, "mentions_brand": Field.MENTIONS_BRAND, "customer": Field.CUSTOMER}
"""Domain column -> field of the file; yes or no, NaN where not known."""
_YES = frozenset("yes y true 1 x ja j si sí oui o sim da ✓ ✔ often once".split())
_NO = frozenset("no n false 0 nein non não nao never none -".split())
_YES_OR_NO = "yes or no, a number of mentions, or an empty cell when it is not known"


def read_flags(texts: Texts) -> tuple[Floats, dict[int, Fault]]:
    """1 for yes, 0 for no, NaN for what is not known; a count above 0 is a yes. Faults by row."""
    codes, unique = numbered(texts)
    read = [_flag(text.strip().casefold()) for text in unique]
    faulty = np.array([value is None for value in read], bool)[codes]
    values = np.array(read, float)[codes]
    return values, dict.fromkeys(np.flatnonzero(faulty).tolist(), Fault("is neither yes nor no", _YES_OR_NO))


def _flag(said: str) -> float | None:
    """1 for yes, 0 for no, NaN for what is not known, and None for anything else."""
    if said in _YES or (said.isdecimal() and int(said) > 0):
        return 1.0
    if said in _NO:
        return 0.0
    return math.nan if is_missing(said) else None


def read_when(texts: Texts) -> tuple[Texts, dict[int, Fault]]:
    """When each creator can post, as typed, "" for always. Faults by row."""
    cleaned, faults = read_texts(texts, 200)
    cleaned = mapped(cleaned, lambda text: "" if is_missing(text) else text.strip())
    for text in dict.fromkeys(cleaned.tolist()):
        try:
            read_availability(str(text))
        except ValueError:
            for row in np.flatnonzero(cleaned == text).tolist():
                faults[int(row)] = Fault("does not say when somebody is available", ACCEPTED)
    return cleaned, faults
