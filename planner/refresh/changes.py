"""What differs between a list and the one that is to replace it: who came, who left, and each figure, old and new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd
from pydantic import Field

from planner.domain.audience import audience_columns
from planner.domain.persons import PERSON
from planner.domain.roster import (
    OPTIONAL_NUMBERS,
    RATE_COLUMNS,
    UNKNOWN_FEE,
    Format,
    Frozen,
    Roster,
    deliverables_text,
    number_columns,
)
from planner.units import Writing
from planner.wording import compact, counted, decimal, label, money, percent, person

_COUNTS = frozenset(("followers", "median_views", "measured_reach", "comments"))
_TITLES = {
    "followers": "followers", "median_views": "median views", "measured_reach": "measured reach",
    "engagement_rate": "engagement rate", "fake_share": "fake followers", "mass_share": "mass followers",
    "values_match": "match of values", "sponsored_load": "sponsored posts", "person": "person",
}  # fmt: skip
_TEXTS = ("country", "category", "availability", "engagement_base", PERSON)
_UNKNOWN = "not known"
_WHOLE = 0.095
"""A growth from here on is told without decimals."""


class Figure(Frozen):
    """One thing that is said of a creator. what: its name, with the package where it is one's; old, new: for people."""

    what: str
    old: str
    new: str
    by: float | None = Field(None, description="Part by which a number grew, 0.1 = 10% more; None = no such number")

    @property
    def growth(self) -> str:
        """` (+50%)` after the figures, "" where there is no such number."""
        if self.by is None:
            return ""
        return f" ({self.by:+.0%})" if abs(self.by) >= _WHOLE else f" ({self.by:+.1%})"


class Changed(Frozen):
    """A creator of both lists of whom something else is said now."""

    creator: str
    figures: tuple[Figure, ...]

    @property
    def sentence(self) -> str:
        """Who, and every figure."""
        said = (f"{one.what} {one.old} → {one.new}" + one.growth for one in self.figures)
        return f"{person(self.creator)}: {'; '.join(said)}"


class Changes(Frozen):
    """A list compared with the one before. came, left: ids of creators; same: how many are as they were."""

    came: tuple[str, ...]
    left: tuple[str, ...]
    changed: tuple[Changed, ...]
    same: int

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        if not (self.came or self.left or self.changed):
            return f"Nothing changed: {counted(self.same, 'creator')}, as before."
        parts = [f"{counted(len(self.came), 'creator')} came in", f"{len(self.left):,} left"]
        return f"{', '.join(parts)}, {len(self.changed):,} changed, {self.same:,} the same."


def changes(old: Roster, new: Roster, writing: Writing) -> Changes:
    """Compare two lists, creator by creator. writing: currency and locale of figures."""
    before, after = old.creators.set_index("id"), new.creators.set_index("id")
    both = after.index.intersection(before.index)
    found: dict[str, list[Figure]] = {}
    known = set(both)
    for creator, figure in (
        *_of_creators(before.loc[both], after.loc[both], writing),
        *_of_packages(_only(old, known), _only(new, known), writing),
    ):
        found.setdefault(creator, []).append(figure)
    changed = tuple(Changed(creator=one, figures=tuple(found[one])) for one in both if one in found)
    return Changes(
        came=tuple(map(str, after.index.difference(before.index, sort=False))),
        left=tuple(map(str, before.index.difference(after.index, sort=False))),
        changed=changed,
        same=len(both) - len(changed),
    )


Found = Iterator[tuple[str, Figure]]


def _of_creators(before: pd.DataFrame, after: pd.DataFrame, writing: Writing) -> Found:
    shares = dict.fromkeys([*audience_columns(before.columns), *audience_columns(after.columns)])
    for name in ("followers", *RATE_COLUMNS, *OPTIONAL_NUMBERS, *shares):
        one, two = (_numbers(frame, name) for frame in (before, after))
        for at in np.flatnonzero(~((one == two) | (np.isnan(one) & np.isnan(two)))):
            written = _writer(name, writing)
            yield str(after.index[at]), _figure(_TITLES.get(name, name.replace("_", " ")), (one[at], two[at]), written)
    for name in _TEXTS:
        texts = [_words(frame, name) for frame in (before, after)]
        for at in np.flatnonzero(texts[0] != texts[1]):
            old, new = (str(text[at]) or _UNKNOWN for text in texts)
            yield str(after.index[at]), Figure(what=_TITLES.get(name, name.replace("_", " ")), old=old, new=new)


def _figure(what: str, values: tuple[float, float], written: Callable[[float], str]) -> Figure:
    old, new = (float(value) for value in values)
    by = round(new / old - 1, 6) if old > 0 and new == new else None
    return Figure(what=what, old=written(old), new=written(new), by=by)


def _writer(name: str, writing: Writing) -> Callable[[float], str]:
    def written(value: float) -> str:
        if value != value:
            return _UNKNOWN
        if name in _COUNTS:
            return compact(value, writing.locale)
        return percent(value, 1, writing.locale)

    return written


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(np.float64) if name in frame else np.full(len(frame), np.nan)


def _words(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].fillna("").to_numpy(dtype=object) if name in frame else np.full(len(frame), "", dtype=object)


def _of_packages(before: pd.DataFrame, after: pd.DataFrame, writing: Writing) -> Found:
    """Packages that came, went, or have another price or content."""
    for key in after.index.difference(before.index, sort=False):
        fee = _price(after.at[key, "fee_cents"], writing)
        yield str(key[0]), Figure(what=str(key[1]), old="no such package", new=fee)
    for key in before.index.difference(after.index, sort=False):
        fee = _price(before.at[key, "fee_cents"], writing)
        yield str(key[0]), Figure(what=str(key[1]), old=fee, new="no such package")
    both = after.index.intersection(before.index, sort=False)
    names = before.columns.union(after.columns, sort=False)
    one, two = (frame.loc[both].reindex(columns=names) for frame in (before, after))
    # Found for all at once: most packages of a long list are as they were.
    differ = ((one != two) & ~(one.isna() & two.isna())).to_numpy().any(axis=1)
    for at in np.flatnonzero(differ):
        creator, package = both[at]
        rows = one.iloc[at], two.iloc[at]
        yield from ((str(creator), figure) for figure in _of_package(str(package), rows, writing))


def _of_package(package: str, rows: tuple[pd.Series, pd.Series], writing: Writing) -> Iterator[Figure]:
    one, two = rows
    for name, title in (("fee_cents", "fee"), ("commission_cents", "commission")):
        if one[name] != two[name]:
            known = one[name] > 0 and two[name] != UNKNOWN_FEE
            yield Figure(
                what=f"{title} of {package}", old=_price(one[name], writing), new=_price(two[name], writing),
                by=round(two[name] / one[name] - 1, 6) if known else None,
            )  # fmt: skip
    contents = [deliverables_text([_posts(row.get(str(name))) for name in Format]) for row in rows]
    for what, old, new in (
        (f"content of {package}", *contents),
        (f"pay of {package}", *(label(row["compensation"]) for row in rows)),
    ):
        if old != new:
            yield Figure(what=what, old=old, new=new)
    for name in dict.fromkeys((*number_columns(one.index), *number_columns(two.index))):
        was, now = (float(row.get(name, np.nan)) for row in rows)
        if was != now and not (was != was and now != now):
            yield _figure(
                f"{name} of {package}", (was, now), lambda value: _UNKNOWN if value != value else decimal(value)
            )


def _posts(value: object) -> int:
    return int(value) if isinstance(value, int | float | np.number) and value == value else 0


def _only(roster: Roster, creators: set[str]) -> pd.DataFrame:
    """Packages of these creators by creator and name."""
    ids = roster.creators["id"].to_numpy(dtype=object)
    offers = roster.packages.assign(of=ids[roster.packages["creator"].to_numpy(np.int64)])
    return offers[offers["of"].isin(creators)].set_index(["of", "id"]).drop(columns="creator")


def _price(cents: float, writing: Writing) -> str:
    return _UNKNOWN if cents == UNKNOWN_FEE else money(int(cents), writing.currency, writing.locale)


def lines(found: Changes, most: int = 40) -> Iterator[str]:
    """The comparison for people, at most so many of each kind."""
    yield found.sentence
    for title, said in (
        ("Came in", [person(one) for one in found.came]),
        ("Left", [person(one) for one in found.left]),
        ("Changed", [one.sentence for one in found.changed]),
    ):
        yield from _some(title, said, most)


def _some(title: str, said: Sequence[str], most: int) -> Iterator[str]:
    if said:
        yield f"{title}:"
        yield from (f"  {one}" for one in said[:most])
        if len(said) > most:
            yield f"  and {len(said) - most:,} more"
