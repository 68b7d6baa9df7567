"""Audience columns of a file: which part of an audience a header names, and its shares, checked together."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from planner.domain.audience import SLACK, Part, Trait, part_of
from planner.domain.countries import code_abroad, code_named
from planner.intake.asking import Question
from planner.intake.cells.audience_words import AGED, AUDIENCE, FILLERS, FOLLOWING, GENDERED, GENDERS, SHARES, words_in
from planner.intake.cells.rates import (
    PERCENT_HEADER,
    SHARE_UNITS,
    checked,
    mixed_question,
    mixed_shares,
    scaled_shares,
    share_question,
)
from planner.intake.cells.values import Fault, Numbers, Texts, is_missing, mapped
from planner.intake.columns.names import folded, normal
from planner.intake.columns.synonyms import PLATFORM_WORDS
from planner.intake.reading import Column

_NO_CODES = frozenset(("NO", "ID", "ER", "CR"))
"""Codes of countries that headers mean otherwise: number, identifier, engagement rate, conversion rate."""
_LAST_CODE = re.compile(r"\b([A-Z]{2})\W*$")
_BAND = re.compile(r"(?<!\d)(\d{2})\s*(?:(?:-|–|—|to|_| )\s*(\d{2})(?!\d)|(?:\+|-|plus|and over)(?!\s*\d))")
BASES = {
    "followers": "followers", "follower": "followers", "subscribers": "followers",
    "views": "views", "view": "views", "plays": "views", "reach": "reach",
}  # fmt: skip
"""Ways of writing what an engagement rate is relative to."""


@lru_cache(4096)
def part_in(header: str, is_share: bool = False) -> Part | None:
    """The part of an audience whose share a header names, None when it names none. is_share: its values are shares.

    `audience country US`, `us ip %`, `audience Germany`, `% female`, `Frauenanteil`, `age 18-24 %`, `audience age:65-`.
    A bare `female` or `US` may be about the creator and names none; `Audience DE` does where its values are shares.
    """
    clean = part_of(header.strip().casefold())
    if clean is not None and "%" not in clean.name and clean.name == clean.name.strip():
        return Part(Trait.COUNTRY, code_named(clean.name) or clean.name) if clean.trait is Trait.COUNTRY else clean
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", header).casefold())
    band = _BAND.search(plain)
    text = folded(_BAND.sub(" ", plain) if band else header)
    words = words_in(text)
    is_share = is_share or bool(SHARES & set(words)) or PERCENT_HEADER.search(header) is not None
    of_audience = bool(AUDIENCE & set(words))
    rest = [word for word in words if word not in SHARES | FILLERS | AUDIENCE | FOLLOWING] or _last_code(header)
    if band:
        if set(rest) - AGED or not (AGED & set(rest) or of_audience or is_share):
            return None
        if band[2] and int(band[2]) < int(band[1]):
            return None
        return Part(Trait.AGE, f"{int(band[1])}-{band[2] or ''}")
    gendered = [word for word in rest if word not in GENDERED | {"de"}]
    if len(gendered) == 1 and gendered[0] in GENDERS and (of_audience or is_share or GENDERED & set(rest)):
        return Part(Trait.GENDER, GENDERS[gendered[0]])
    whose = of_audience or (is_share and bool(FOLLOWING & set(words)))
    # `ČR` is no Costa Rica: a code has no accents to lose.
    unlike = {word for word in rest if len(word) == 2 and word.isascii()}.difference(normal(header).split())
    return None if unlike else _country(rest, whose, is_share)


def _last_code(header: str) -> list[str]:
    """The code in capitals that ends a header which is not all capitals: India of `Audience IN`, a filler elsewhere."""
    found = _LAST_CODE.search(header)
    return [found[1].casefold()] if found and not header.isupper() and code_named(found[1]) else []


def probable_part(header: str) -> Part | None:
    """The part of an audience that a header may name where its values are shares, to be asked: `% DE`, `women`."""
    return part_in(header, is_share=True) or _code_of(header)


def _country(rest: Sequence[str], of_audience: bool, is_share: bool) -> Part | None:
    said = bool({"country", "location", "geo"} & set(rest))
    by_ip = "ip" in rest
    name = " ".join(word for word in rest if word not in ("country", "location", "geo", "ip"))
    # `ER %` and `CR %` are rates, so a code alone needs more around it than a country's name does.
    written_out = (len(name) > 3 or not name.isascii()) and (of_audience or is_share)
    if not name or not (by_ip or written_out or (of_audience and (said or is_share))):
        return None
    code = code_named(name) or (code_abroad(name) if written_out else "")
    return Part(Trait.COUNTRY, code) if code else None


def _code_of(header: str) -> Part | None:
    """The country whose code, in capitals, is all that a header names: `% DE`."""
    meant = header.replace("%", "").strip()
    known = len(meant) == 2 and meant.isupper() and meant not in _NO_CODES and meant.casefold() not in PLATFORM_WORDS
    return Part(Trait.COUNTRY, code_named(meant)) if known and code_named(meant) else None


def audience_shares(
    columns: Sequence[tuple[Part, Column]], reads: Sequence[tuple[Numbers, Numbers]], answers: dict[str, str]
) -> tuple[list[Numbers], list[str], list[Question]]:
    """Shares of one for the columns of one trait, notes, and a question about their unit.

    reads: of each column its values in the rows wanted and in the whole file, so that all rows have one unit. Shares
    that add up to more than all are a fault of the largest of them.
    """
    trait = columns[0][0].trait
    bare = np.concatenate([whole.values[whole.bare & ~np.isnan(whole.values)] for _, whole in reads])
    odd = next((pair for _, whole in reads if (pair := mixed_shares(whole)) is not None), None)
    listed = ", ".join(str(column) for _, column in columns)
    notes, questions, unit = [], [], "fraction"
    if len(bare):
        key = f"audience_unit.{trait}"
        if odd is not None:
            asked = mixed_question(key, ("audience shares", listed), odd, answers)
            unit = asked.answer or "each"
        else:
            by_header = any(PERCENT_HEADER.search(column.header) for _, column in columns)
            usual = "percent" if bare.max() > 1 else None if by_header else "fraction"
            asked = share_question(key, ("audience shares", listed), float(bare[0]), usual, answers)
            unit = asked.holds or unit
        questions.append(asked)
        notes.append(f"Audience shares without a % sign in {listed} are read as {SHARE_UNITS[unit]}.")
    read = [checked(scaled_shares(own, unit)) for own, _ in reads]
    return _within_all(trait, read), notes, questions


def _within_all(trait: Trait, reads: list[Numbers]) -> list[Numbers]:
    values = np.stack([read.values for read in reads])
    total = np.nansum(values, axis=0)
    faults = [dict(read.faults) for read in reads]
    for row in np.flatnonzero(total > 1 + SLACK).tolist():
        largest = int(np.nanargmax(values[:, row]))
        wrong = f"is one of the audience shares by {trait} that add up to {total[row] * 100:.4g}%"
        faults[largest][row] = Fault(wrong, f"audience shares by {trait} that add up to at most 100%")
    return [replace(read, faults=found) for read, found in zip(reads, faults, strict=True)]


def read_bases(texts: Texts) -> tuple[Texts, dict[int, Fault]]:
    """What each engagement rate is relative to, "" where the platform's usual base is meant. Faults by row."""
    cleaned = mapped(texts, _base)
    wrong = Fault("is not what an engagement rate is relative to", "followers, views or reach, or an empty cell")
    faults = {row: wrong for row in np.flatnonzero(cleaned == "?").tolist()}
    return cleaned, faults


def _base(text: str) -> str:
    said = normal(text).removeprefix("by ").removeprefix("per ").removeprefix("of ")
    return "" if is_missing(text) else BASES.get(said, "?")
