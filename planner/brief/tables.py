"""Limits by country, category and group as tables that people edit, and the brief with what was edited."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.brief.brief import Bands, Brief
from planner.domain.roster import Roster
from planner.problems import BadInput, Problem

PARTS = {"countries": "country", "categories": "category"}
"""Field of the brief: column of the roster."""
_ENDS = (
    ("count", "min"),
    ("count", "max"),
    ("headcount", "min"),
    ("headcount", "max"),
    ("spend", "min"),
    ("spend", "max"),
)
_COLUMNS = tuple(f"{what}_{end}" for what, end in _ENDS)


def bands_frame(brief: Brief, roster: Roster, field: str) -> pd.DataFrame:
    """A row per country or category: those with limits first, then the most frequent; shares in per cent."""
    there = roster.creators[PARTS[field]].value_counts()
    known = {str(part): int(many) for part, many in there.items() if part}
    folded = {part.casefold(): part for part in known}
    asked = {folded.get(part.casefold(), part): bands for part, bands in getattr(brief, field).items()}
    rows = []
    for part in [*asked, *sorted(known.keys() - asked.keys(), key=lambda part: (-known[part], part))]:
        bands = asked.get(part, Bands())
        row: dict[str, Any] = {"part": part, "there": known.get(part, 0)}
        for what, end in _ENDS:
            value = getattr(getattr(bands, what), end)
            row[f"{what}_{end}"] = value if value is None or what == "count" else round(value * 100, 2)
        rows.append(row)
    frame = pd.DataFrame(rows, columns=["part", "there", *_COLUMNS])
    for name in _COLUMNS:
        frame[name] = frame[name].astype("Int64" if name.startswith("count") else "Float64")
    return frame


def with_bands(brief: Brief, field: str, frame: pd.DataFrame) -> Brief:
    """The brief with the limits of the table; a row without any asks for nothing. Raises BadInput."""
    asked: dict[str, Any] = {}
    for row in frame.to_dict("records"):
        bands: dict[str, dict[str, float]] = {"count": {}, "headcount": {}, "spend": {}}
        for what, end in _ENDS:
            value = row[f"{what}_{end}"]
            if not pd.isna(value):
                bands[what][end] = int(value) if what == "count" else round(float(value) / 100, 6)
        if any(bands.values()):
            asked[str(row["part"])] = bands
    return brief.changed(field, asked)


def with_group(brief: Brief, at: int | None, rule: dict[str, Any] | None) -> Brief:
    """The brief with a group rule set at this place (None = added), or without it. Raises BadInput."""
    groups = [group.model_dump(mode="json") for group in brief.groups]
    if rule is None:
        assert at is not None
        return brief.changed("groups", groups[:at] + groups[at + 1 :])
    asks = rule["together"] or any(rule[name] is not None for name in ("at_least", "at_most", "only_with"))
    if not asks:
        wrong = "asks for nothing"
        raise BadInput(
            [Problem("groups", str(rule["name"]), wrong, "a number, all or none, or a creator they go with")]
        )
    if rule["only_with"] in rule["creators"]:
        wrong = "is to come only with one of its own"
        raise BadInput([Problem("groups", str(rule["name"]), wrong, "a creator outside the group")])
    after = [*groups, rule] if at is None else [*groups[:at], rule, *groups[at + 1 :]]
    return brief.changed("groups", after)
