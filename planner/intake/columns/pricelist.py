"""Prices in words, such as `Video 2300$ / Preroll 1350$`: parsed into packages, and only offered."""

import re

from planner.domain.roster import Format, deliverables_text
from planner.frozen import dataclass
from planner.intake.cells.money import currency_of
from planner.intake.cells.texts import deliverables_in
from planner.intake.cells.values import UNIT, Fault, Kind, read_one
from planner.intake.columns.names import folded
from planner.intake.columns.synonyms import FORMAT_WORDS
from planner.wording import money

# Patterns as text: `re` compiles one when it is first needed and keeps it; most lists have no prices in words.
_PARTS = r"(?i)\s*(?:[/;|\n]|(?<!\d),|,(?!\d)|\s\+\s(?=\D)|\band\b|&)\s*"
_AMOUNT = rf"(?i)(?:(?<![a-z])({UNIT})\s*)?(\d[\d.,' ]*\d(?:\s?k\b)?|\d(?:\s?k\b)?)\s*(?:({UNIT})(?![a-z]))?"
_COUNT = r"(?i)^\s*(\d{1,2})\s*x?\s+(?=[a-z])"


@dataclass(frozen=True)
class ListedPrice:
    """One line of a price list: deliverables in the order of `Format`, and cents."""

    posts: tuple[int, ...]
    cents: int

    def text(self, currency: str) -> str:
        """`1 video for $2,300`."""
        return f"{deliverables_text(self.posts)} for {money(self.cents, currency)}"


def listed_prices(text: str, kind: Kind) -> tuple[ListedPrice, ...]:
    """The prices in a text, empty when any part of it is not understood. kind: amounts as the column writes them."""
    if (bundle := _bundle(text, kind)) is not None:
        return (bundle,)
    found = []
    for part in re.split(_PARTS, text.strip()):
        price = _price(part, kind)
        if price is None:
            return ()
        found.append(price)
    return tuple(found) if found and any(c.isalpha() for c in text) else ()


def _bundle(text: str, kind: Kind) -> ListedPrice | None:
    """One price for several posts, such as `2 reels + 3 stories 500€`; None for everything else."""
    own = kind.currency or ""
    priced = [
        amount for amount in re.finditer(_AMOUNT, text)
        if any(unit and currency_of(unit, own) for unit in (amount.group(1), amount.group(3)))
    ]  # fmt: skip
    if len(priced) != 1:
        return None
    (amount,) = priced
    rest = f"{text[: amount.start()]} {text[amount.end() :]}"
    posts = deliverables_in(rest)
    counts = [int(number) for number in re.findall(r"\d+", rest)]
    if sorted(counts) != sorted(number for number in posts if number) or sum(map(bool, posts)) < 1:
        return None
    units = [unit for unit in (amount.group(1), amount.group(3)) if unit and currency_of(unit, own)]
    read = read_one(" ".join([amount.group(2), *units]), kind)
    return None if read is None or isinstance(read, Fault) else ListedPrice(posts, int(read[0]))


def _price(part: str, kind: Kind) -> ListedPrice | None:
    part = part.strip(" .:-–")
    number = 1
    counted = re.match(_COUNT, part)
    if counted:
        number, part = int(counted.group(1)), part[counted.end() :]
    amounts = list(re.finditer(_AMOUNT, part))
    if len(amounts) != 1:
        return None
    (amount,) = amounts
    before, digits, after = (group or "" for group in amount.groups())
    own = kind.currency or ""
    units = [unit for unit in (before, after) if unit and currency_of(unit, own)]
    words = folded(part[: amount.start()] + f" {before} {after} " + part[amount.end() :]).replace("pre roll", "preroll")
    formats = {FORMAT_WORDS[word] for word in words.split() if word in FORMAT_WORDS}
    if len(formats) != 1:
        return None
    if len(units) > 1:
        return None
    read = read_one(" ".join([digits, *units]), kind)
    if read is None or isinstance(read, Fault):
        return None
    chosen = formats.pop()
    return ListedPrice(tuple(number * (f is chosen) for f in Format), int(read[0]))
