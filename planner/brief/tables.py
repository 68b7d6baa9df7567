"""Parts of a brief as tables that people edit, and the brief with what was edited."""

from typing import Any

import pandas as pd

from planner.brief.attributes import bands_of, place_of
from planner.brief.brief import Bands, Brief
from planner.brief.form_edits import write_waves
from planner.brief.paths import path_of
from planner.domain.attributes import column_of, values_in
from planner.domain.roster import Roster
from planner.problems import BadInput, Problem

_ENDS = (
    ("count", "min"),
    ("count", "max"),
    ("headcount", "min"),
    ("headcount", "max"),
    ("spend", "min"),
    ("spend", "max"),
)
_AUDIENCE = ("name", "size", "country", "audience_share", "value", "floor", "cap", "seen_floor", "seen_times")
_WHOLE = ("size", "floor", "cap", "seen_floor", "seen_times")
_WAVE = ("name", "start", "end", "cash_max", "posts_min", "posts_max", "creators_min")
_COLUMNS = tuple(f"{what}_{end}" for what, end in _ENDS)


def bands_frame(brief: Brief, roster: Roster, attribute: str) -> pd.DataFrame:
    """A row per value of an attribute: those with limits first, then the most frequent; shares in per cent."""
    cells = roster.creators.get(column_of(attribute), pd.Series(dtype=str)).value_counts()
    known: dict[str, int] = {}
    for text, many in cells.items():
        for value in values_in(str(text)):
            known[value] = known.get(value, 0) + int(many)
    folded = {part.casefold(): part for part in known}
    asked = {folded.get(part.casefold(), part): bands for part, bands in bands_of(brief, attribute).items()}
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


def with_bands(brief: Brief, attribute: str, frame: pd.DataFrame) -> Brief:
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
    return path_of(*place_of(attribute)).set(brief, asked)


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


def audience_frame(brief: Brief) -> pd.DataFrame:
    """A row per segment; shares in per cent."""
    rows = [{field: getattr(segment, field) for field in _AUDIENCE} for segment in brief.audience]
    frame = pd.DataFrame(rows, columns=list(_AUDIENCE))
    frame["audience_share"] = frame["audience_share"] * 100
    for column in _WHOLE:
        frame[column] = frame[column].astype("Int64")
    return frame


def with_audience(brief: Brief, frame: pd.DataFrame) -> Brief:
    """The brief with the segments of the table; an empty cell is the default, what it does not show stays.

    Raises BadInput.
    """
    segments: list[dict[str, Any]] = []
    kept = {s.name: s for s in brief.audience}
    problems = []
    for at, row in enumerate(frame.to_dict("records"), 1):
        given = {key: value for key, value in row.items() if not pd.isna(value) and value != ""}
        if "audience_share" in given:
            given["audience_share"] = round(float(given["audience_share"]) / 100, 6)
        for whole in _WHOLE:
            if whole in given:
                given[whole] = int(given[whole])
        if given.get("name") in kept:
            # What the table does not show stays.
            rest = kept[given["name"]].model_dump(mode="json")
            given |= {key: value for key, value in rest.items() if key not in _AUDIENCE}
        if not given.keys() & {"name", "size", "country", "floor", "cap"}:
            # A row that was added and never filled in.
            continue
        problems += [
            Problem(f"audience, row {at}", "", f"has no {words}", accepted)
            for field, words, accepted in (
                ("name", "name", "a name, such as Women 18-34"),
                ("size", "number of people", "how many people can be reached"),
            )
            if field not in given
        ]
        segments.append({str(key): value for key, value in given.items()})
    if not segments:
        problems.append(Problem("audience", "", "is empty", "at least one row with a name and a number of people"))
    if problems:
        raise BadInput(problems)
    return brief.changed("audience", segments)


def waves_frame(brief: Brief) -> pd.DataFrame:
    """A row per wave; cash in units of the currency."""
    rows = [
        {
            "name": wave.name,
            "start": wave.start,
            "end": wave.end,
            "cash_max": None if wave.cash_cents.max is None else wave.cash_cents.max / 100,
            "posts_min": wave.posts.min,
            "posts_max": wave.posts.max,
            "creators_min": wave.creators.min,
        }
        for wave in brief.waves
    ]
    frame = pd.DataFrame(rows, columns=list(_WAVE))
    for column in ("start", "end"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def with_waves(brief: Brief, frame: pd.DataFrame) -> Brief:
    """The brief with the waves of the table; what the table does not show stays. Raises BadInput."""
    kept = {wave.name: wave.model_dump(mode="json") for wave in brief.waves}
    waves = []
    for row in frame.to_dict("records"):
        given = {key: value for key, value in row.items() if not pd.isna(value) and value != ""}
        name = str(given.get("name", "")).strip()
        wave: dict[str, Any] = kept.get(name, {"name": name, "cash_cents": {}, "posts": {}, "creators": {}})
        wave["start"], wave["end"] = (
            str(pd.Timestamp(given[e]).date()) if e in given else None for e in ("start", "end")
        )
        wave["cash_cents"]["max"] = round(given["cash_max"] * 100) if "cash_max" in given else None
        wave["posts"]["min"], wave["posts"]["max"] = (_whole(given, f"posts_{end}") for end in ("min", "max"))
        wave["creators"]["min"] = _whole(given, "creators_min")
        waves.append(wave)
    data = brief.model_dump(mode="json")
    data["waves"] = waves
    if not waves:
        write_waves(data, 0)
    return Brief.read(data)


def _whole(given: dict[Any, Any], key: str) -> int | None:
    return int(given[key]) if key in given else None
