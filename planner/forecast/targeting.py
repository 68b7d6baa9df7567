"""Whom a package reaches: the part of its audience in each segment, and what that weighs in the reach model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import floor

import numpy as np

from planner.brief.brief import Brief, Segment
from planner.domain.audience import Part, Trait, audience_columns, part_of
from planner.domain.columns import Columns
from planner.forecast import reach
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Bools, Floats, Ints, TableSegment
from planner.frozen import dataclass
from planner.problems import Problem


@dataclass(frozen=True, eq=False)
class Targeting:
    """Shares of each creator's audience by segment; shape (creators, segments).

    measured: creators whose share was measured in every segment that asks for a country, a gender or ages;
    shape (creators,). Where it was not, the brief's own share and the default by country stand in.
    """

    segments: tuple[TableSegment, ...]
    shares: Floats
    measured: Bools
    clip: float

    @classmethod
    def of(cls, people: Columns, brief: Brief, assumptions: Assumptions) -> Targeting:
        """Shares of the creators of a roster in the brief's segments."""
        home = _countries(people) if any(s.country is not None for s in brief.audience) else None
        found = [_share_of(people, home, segment, assumptions) for segment in brief.audience]
        asked = [at for at, s in enumerate(brief.audience) if s.country is not None or s.asks_for_traits]
        measured = np.logical_and.reduce([found[at][1] for at in asked]) if asked else np.zeros(len(people), bool)
        segments = tuple(
            TableSegment(
                s.name, float(s.size), s.value, shape_of(s, assumptions), s.floor, s.cap, _seen(s, assumptions)
            )
            for s in brief.audience
        )
        # Of each segment in one piece, since it is looked up for every package.
        shares = np.stack([share for share, _ in found]).T
        return cls(segments, shares, measured, assumptions.number("reach_rate_clip"))

    def weights(self, gross: Floats, of: np.ndarray, paid: Floats | None = None) -> Floats:
        """Weight of each package in each segment.

        gross: people reached without money behind posts (n,); of: creator's row (n,); paid: people whom money adds in
        each segment, shape (n, segments).
        """
        found = np.empty((len(gross), len(self.segments)))
        for at, segment in enumerate(self.segments):
            people = gross * self.shares[of, at]
            r = np.minimum((people if paid is None else people + paid[:, at]) / segment.size, self.clip)
            found[:, at] = reach.weight(r, segment.kappa)
        return found


def columns_of(audience: Sequence[Segment], columns: Iterable[str]) -> Iterator[str]:
    """Those of these audience columns that the shares of the segments are read from."""
    countries = {Part(Trait.COUNTRY, one.country) for one in audience if one.country is not None}
    read = {part.column for part in countries}
    for name in audience_columns(columns):
        part = part_of(name)
        if part is None:
            continue
        by_gender = part.trait is Trait.GENDER and any(one.gender is not None for one in audience)
        by_age = part.trait is Trait.AGE and any(one.ages is not None for one in audience)
        if by_gender or by_age or name in read:
            yield name


MOST_WEIGHT = 2.0**40
"""Weight of one package up to which sums of weights are exact enough: beside it, one of a thousandth still counts."""


def weight_problems(brief: Brief, assumptions: Assumptions) -> Iterator[Problem]:
    """Segments in which one package could weigh more than can be calculated with, by the field that makes it so."""
    clip = assumptions.number("reach_rate_clip")
    for at, segment in enumerate(brief.audience):
        shape = shape_of(segment, assumptions)
        if clip < 1 and reach.weight(clip, shape) <= MOST_WEIGHT:
            continue
        most = floor(float(reach.share_of_weight(MOST_WEIGHT, shape)) * 1000) / 1000
        if "reach_rate_clip.all.all" in brief.assumptions:
            field, value = "assumptions.reach_rate_clip.all.all", clip
            accepted = f"at most {min(most, 0.999):g} with an NBD shape of {shape:g} in {segment.name}"
        else:
            field, value = f"audience.{at}.kappa", shape
            accepted = "a larger NBD shape"
        yield Problem(field, f"{value:g}", "lets one package weigh more than can be calculated with", accepted)


def shape_of(segment: Segment, assumptions: Assumptions) -> float:
    """NBD shape of a segment: its own, else the default for one niche or for several."""
    if segment.kappa is not None:
        return segment.kappa
    return assumptions.number("nbd_kappa_same_niche" if segment.one_niche else "nbd_kappa_mixed_niche")


def _seen(segment: Segment, assumptions: Assumptions) -> float | None:
    if segment.seen_floor is None:
        return None
    return reach.seen_weight(segment.seen_floor / segment.size, shape_of(segment, assumptions), segment.seen_times)


def share_of(people: Columns, segment: Segment, assumptions: Assumptions) -> tuple[Floats, Bools]:
    """Share of each audience in a segment, and whether all of it was measured."""
    home = _countries(people) if segment.country is not None else None
    return _share_of(people, home, segment, assumptions)


def _countries(people: Columns) -> tuple[Ints, list[str]]:
    """Country of each creator: its number among the texts of the column, which are in small letters."""
    codes, names = people.codes("country")
    return codes, [*(name.casefold() for name in names), ""]


def _share_of(
    people: Columns, home: tuple[Ints, list[str]] | None, segment: Segment, assumptions: Assumptions
) -> tuple[Floats, Bools]:
    n = len(people)
    country, known = np.ones(n), np.ones(n, bool)
    if segment.country is not None and home is not None:
        codes, names = home
        wanted = segment.country.casefold()
        usual = np.where(
            np.array([name == wanted for name in names])[codes],
            assumptions.number("in_target_share_same_country"),
            assumptions.number("in_target_share_other_country"),
        )
        own = _column(people, Part(Trait.COUNTRY, segment.country).column)
        country, known = np.where(np.isnan(own), usual, own), ~np.isnan(own)
    if not segment.asks_for_traits:
        return country * segment.audience_share, known
    traits = np.ones(n)
    if segment.gender is not None:
        traits = traits * _gender(people, segment.gender)
    if segment.ages is not None:
        traits = traits * _ages(people, segment.ages)
    return country * np.where(np.isnan(traits), segment.audience_share, traits), known & ~np.isnan(traits)


def _gender(people: Columns, wanted: str) -> Floats:
    """Share of one gender; from the other's where only that was measured."""
    own = _column(people, Part(Trait.GENDER, wanted).column)
    other = _column(people, Part(Trait.GENDER, "male" if wanted == "female" else "female").column)
    return np.where(np.isnan(own), 1 - other, own)


def _ages(people: Columns, wanted: tuple[int, int]) -> Floats:
    """Share of these years; a band that lies in them in part counts by its years. NaN where no band was measured.

    The last band, such as 65-, is taken to hold twenty years.
    """
    total, any_known = np.zeros(len(people)), np.zeros(len(people), bool)
    for name in audience_columns(people.names):
        part = part_of(name)
        if part is None or part.trait is not Trait.AGE:
            continue
        first, last = part.ages
        last = min(last, first + _OPEN_BAND - 1) if last >= _OPEN_END else last
        years = min(last, wanted[1]) - max(first, wanted[0]) + 1
        own = people.numbers(name)
        total += np.nan_to_num(own) * max(0.0, years) / (last - first + 1)
        any_known |= ~np.isnan(own)
    return np.where(any_known, total, np.nan)


_OPEN_END, _OPEN_BAND = 120, 20


def _column(people: Columns, name: str) -> Floats:
    return people.numbers(name) if name in people else np.full(len(people), np.nan)
