"""From rows to a roster: rows of one creator must agree, equal rows are merged, the rest is set aside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.domain import CREATOR_COLUMNS, PACKAGE_COLUMNS, UNKNOWN_FEE, Roster
from planner.intake.fields import CREATOR_FIELDS, PACKAGE_FIELDS, Draft
from planner.intake.reading import Column, Unknowns, shown
from planner.intake.values import Bools, Fault, Texts

_TEXTS = ("name", "country", "category")


def reject_conflicts(draft: Draft) -> None:
    """Set aside rows whose creator figures differ from what an earlier row of the same creator says."""
    rows = np.flatnonzero(~draft.bad)
    frame = draft.frame.iloc[rows]
    codes, _ = pd.factorize(frame["id"])
    _, repeats = np.unique(codes, return_counts=True)
    if not len(rows) or repeats.max() == 1:
        return
    for name, wanted in CREATOR_FIELDS.items():
        column = draft.columns.fields.get(wanted)
        if column is None:
            continue
        values = frame[name].to_numpy()
        known = (values != "") if name in _TEXTS else ~np.isnan(values.astype(float))
        first = _first_of(codes, known)
        stated = first[codes]
        differs = known & (stated >= 0)
        differs[differs] = values[differs] != values[stated[differs]]
        for at in np.flatnonzero(differs).tolist():
            earlier = int(frame["row"].iloc[stated[at]])
            typed = shown(str(draft.table.cells[rows[stated[at]], column.at]), 40)
            fault = Fault(
                f"differs from '{typed}' in row {earlier}, which is the same creator",
                "one value for all rows of a creator",
            )
            if not draft.bad[rows[at]]:
                draft.reject(int(rows[at]), column, fault)


def merge_equal(draft: Draft) -> Bools:
    """Rows that repeat an earlier one; rows that offer the same package on other terms are set aside."""
    merged = np.zeros(len(draft.frame), bool)
    rows = np.flatnonzero(~draft.bad)
    frame = draft.frame.iloc[rows]
    if not len(rows):
        return merged
    codes = frame.groupby(["id", "package"], sort=False).ngroup().to_numpy()
    stated = _first_of(codes, np.ones(len(rows), bool))[codes]
    again = stated != np.arange(len(rows))
    where = {name: draft.columns.fields.get(wanted) for name, wanted in PACKAGE_FIELDS.items()}
    where |= {column.header: column for column in draft.columns.numbers}
    for at in np.flatnonzero(again).tolist():
        column = _first_difference(frame, at, int(stated[at]), where)
        if column is None:
            merged[rows[at]] = True
            continue
        earlier = int(frame["row"].iloc[stated[at]])
        package = shown(str(frame["package"].iloc[at]))
        fault = Fault(
            f"differs from row {earlier}, which offers the same package '{package}' of the same creator",
            "packages of different names, or one set of terms",
        )
        draft.reject(int(rows[at]), column, fault)
    return merged


def _first_difference(frame: pd.DataFrame, at: int, other: int, where: dict[str, Column | None]) -> Column | None:
    for name, column in where.items():
        one, two = frame[name].iloc[at], frame[name].iloc[other]
        if column is not None and one != two and not (pd.isna(one) and pd.isna(two)):
            return column
    return None


def _first_of(codes: np.ndarray, known: Bools) -> np.ndarray:
    """Position of the first known row of each code, -1 where there is none."""
    first = np.full(codes.max() + 1, -1, dtype=np.int64)
    at = np.flatnonzero(known)[::-1]
    first[codes[at]] = at
    return first


def build_roster(draft: Draft, used: Bools, source: str) -> tuple[Roster | None, Unknowns]:
    """The roster of the rows that are used, and what in it is unknown; None when no row is."""
    if not used.any():
        return None, Unknowns()
    frame = draft.frame.loc[used].reset_index(drop=True)
    codes, _ = pd.factorize(frame["id"])
    first = _first_of(codes, np.ones(len(codes), bool))
    people = frame.iloc[first].reset_index(drop=True)
    for name in CREATOR_FIELDS:
        values = frame[name].to_numpy()
        known = (values != "") if name in _TEXTS else ~np.isnan(values.astype(float))
        stated = _first_of(codes, known)
        people[name] = _filled(values, stated, "" if name in _TEXTS else np.nan)
    people["available"] = 1
    offers = frame.drop(columns="id").rename(columns={"package": "id"}).assign(creator=codes)
    numbers = [column.header for column in draft.columns.numbers]
    roster = Roster.from_frames(people[list(CREATOR_COLUMNS)], offers[[*PACKAGE_COLUMNS, *numbers]], source)
    return roster, Unknowns(
        fees=int((roster.packages["fee_cents"] == UNKNOWN_FEE).sum()),
        engagement_rates=int(people["engagement_rate"].isna().sum()),
        views_and_reach=int((people["median_views"].isna() & people["measured_reach"].isna()).sum()),
        fake_followers=int(people["fake_share"].isna().sum()),
        packages=int(draft.assumed[used].sum()),
    )


def _filled(values: Texts, stated: np.ndarray, unknown: str | float) -> Texts:
    filled: Texts = values[np.maximum(stated, 0)].astype(object)
    filled[stated < 0] = unknown
    return filled
