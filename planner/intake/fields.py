"""Every row's cells as values of the domain, column by column; what is wrong is noted row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.domain import FORMATS_OF, UNKNOWN_FEE, Format, deliverables_text
from planner.intake.columns import DELIVERABLES, Columns
from planner.intake.files import Table
from planner.intake.rates import engagement_rates, plain_shares
from planner.intake.reading import MAX_TEXT, Column, Field, ReadSettings, SetAside, shown
from planner.intake.texts import (
    COMPENSATION_NAMES,
    compensation_of,
    country_of,
    deliverables_in,
    handle_of,
    platform_of,
    platforms_accepted,
    read_texts,
)
from planner.intake.values import (
    AMOUNT,
    COUNT,
    FOLLOWERS,
    PEOPLE,
    RATE,
    SHARE,
    Bools,
    Fault,
    Floats,
    Kind,
    Numbers,
    Texts,
    is_missing,
    mapped,
    money_in,
    read_numbers,
)
from planner.wording import count, label

FORMATS = tuple(str(f) for f in Format)
CREATOR_FIELDS = {
    "name": Field.NAME,
    "country": Field.COUNTRY,
    "category": Field.CATEGORY,
    "followers": Field.FOLLOWERS,
    "engagement_rate": Field.ENGAGEMENT_RATE,
    "median_views": Field.MEDIAN_VIEWS,
    "measured_reach": Field.MEASURED_REACH,
    "fake_share": Field.FAKE_FOLLOWERS,
    "mass_share": Field.MASS_FOLLOWERS,
    "fit": Field.FIT,
    "authenticity": Field.AUTHENTICITY,
}
"""Domain column of a creator -> field of the file."""
PACKAGE_FIELDS = {
    **dict(zip(FORMATS, DELIVERABLES, strict=True)),
    "compensation": Field.COMPENSATION,
    "fee_cents": Field.FEE,
    "commission_cents": Field.COMMISSION,
}
_SHARES = (Field.FAKE_FOLLOWERS, Field.MASS_FOLLOWERS, Field.FIT, Field.AUTHENTICITY)
_LONGEST = {"name": MAX_TEXT, "country": 60, "category": 120}
_LONGEST_HANDLE = _LONGEST_PACKAGE = 120


@dataclass
class Draft:
    """Rows on their way into a roster: domain columns plus `row`, and everything found wrong so far."""

    table: Table
    columns: Columns
    frame: pd.DataFrame
    bad: Bools
    set_aside: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    assumed: Bools = field(default_factory=lambda: np.empty(0, bool))

    def cells(self, wanted: Field) -> Texts | None:
        """The texts of a field, None when the file has no such column."""
        column = self.columns.fields.get(wanted)
        return None if column is None else self.table.cells[:, column.at]

    def reject(self, row: int, column: Column | None, fault: Fault) -> None:
        """Set a row aside for what stands in this column."""
        self.bad[row] = True
        typed = shown(self.table.cells[row, column.at], 80) if column else ""
        self.set_aside.append(SetAside(int(self.frame["row"].iloc[row]), column, typed, fault.wrong, fault.accepted))

    def numbers(self, wanted: Field, kind: Kind) -> Numbers | None:
        """A column of numbers, its faults not yet noted."""
        texts = self.cells(wanted)
        return None if texts is None else read_numbers(texts, kind)

    def taken(self, wanted: Field, read: Numbers | None) -> Floats:
        """Note the faults of a column and give its values; all unknown when there is no column."""
        if read is None:
            return np.full(len(self.frame), np.nan)
        for row, fault in read.faults.items():
            self.reject(row, self.columns.fields[wanted], fault)
        return read.values


def read_fields(table: Table, columns: Columns, settings: ReadSettings) -> Draft:
    """All rows of a table as domain values. Raises BadInput when a unit has to be asked for."""
    rows = len(table.cells)
    draft = Draft(table, columns, pd.DataFrame({"row": table.numbers}), np.zeros(rows, bool))
    _identity(draft, settings)
    _texts(draft, settings)
    _figures(draft, settings)
    _package(draft, settings)
    for column in columns.numbers:
        read = read_numbers(table.cells[:, column.at], AMOUNT)
        for row, fault in read.faults.items():
            draft.reject(row, column, fault)
        draft.frame[column.header] = read.values
    return draft


def _identity(draft: Draft, settings: ReadSettings) -> None:
    texts, column = draft.cells(Field.HANDLE), draft.columns.fields[Field.HANDLE]
    assert texts is not None
    _, faults = read_texts(texts, 4 * _LONGEST_HANDLE)
    handles = mapped(texts, handle_of)
    names = draft.cells(Field.NAME)
    empty = handles == ""
    if names is not None and empty.any():
        instead = mapped(names, handle_of)
        filled = int((empty & (instead != "")).sum())
        handles = np.where(empty, instead, handles)
        if filled:
            draft.notes.append(f"{count(filled)} rows without a handle are known by their name instead.")
    for row in np.flatnonzero(handles == "").tolist():
        faults[row] = Fault("is empty", "a handle, or a name in its place")
    too_long = mapped(handles, lambda handle: "x" * (len(handle) > _LONGEST_HANDLE)) != ""
    for row in np.flatnonzero(too_long).tolist():
        faults[row] = Fault("is too long", f"a handle of at most {_LONGEST_HANDLE} characters")
    for row, fault in faults.items():
        draft.reject(row, column, fault)
    draft.frame["handle"] = handles

    given = draft.cells(Field.PLATFORM)
    if given is None:
        assert settings.platform is not None
        draft.notes.append(f"Every row is taken for {label(settings.platform)}, as chosen.")
        platforms = np.full(len(handles), str(settings.platform), dtype=object)
    else:
        usual = "" if settings.platform is None else str(settings.platform)
        platforms = mapped(given, lambda text: usual if is_missing(text) else platform_of(text))
        for row in np.flatnonzero(platforms == "").tolist():
            wrong = "is empty" if is_missing(given[row]) else "is not a platform the planner knows"
            draft.reject(row, draft.columns.fields[Field.PLATFORM], Fault(wrong, platforms_accepted()))
    draft.frame["platform"] = platforms
    draft.frame["id"] = [f"{p}:{h.casefold()}" for p, h in zip(platforms, handles, strict=True)]


def _texts(draft: Draft, settings: ReadSettings) -> None:
    for name, longest in _LONGEST.items():
        texts = draft.cells(CREATOR_FIELDS[name])
        if texts is None:
            draft.frame[name] = settings.country if name == "country" else ""
            if name == "country" and settings.country:
                draft.notes.append(f"Every creator is taken to be in {settings.country}, as chosen.")
            continue
        cleaned, faults = read_texts(texts, longest)
        for row, fault in faults.items():
            draft.reject(row, draft.columns.fields[CREATOR_FIELDS[name]], fault)
        if name == "country":
            cleaned = mapped(texts, country_of)
            unknown = sorted({text for text in cleaned if len(text) > 2})
            if unknown:
                listed = ", ".join(shown(text, 30) for text in unknown[:5]) + (" and others" if unknown[5:] else "")
                draft.notes.append(f"Not known as countries and kept as they are: {listed}.")
        draft.frame[name] = cleaned


def _figures(draft: Draft, settings: ReadSettings) -> None:
    column = draft.columns.fields[Field.FOLLOWERS]
    read = draft.numbers(Field.FOLLOWERS, FOLLOWERS)
    assert read is not None
    for row in np.flatnonzero(read.unknown).tolist():
        draft.reject(row, column, Fault("is not known", FOLLOWERS.example))
    followers = draft.taken(Field.FOLLOWERS, read)
    draft.frame["followers"] = followers
    for wanted in (Field.MEDIAN_VIEWS, Field.MEASURED_REACH):
        draft.frame[str(wanted)] = draft.taken(wanted, draft.numbers(wanted, PEOPLE))

    rates = draft.numbers(Field.ENGAGEMENT_RATE, RATE)
    if rates is not None:
        where = draft.columns.fields[Field.ENGAGEMENT_RATE]
        rates, note = engagement_rates(rates, where, _responses(draft, followers), settings)
        draft.notes.extend([note] if note else [])
    draft.frame["engagement_rate"] = draft.taken(Field.ENGAGEMENT_RATE, rates)
    for name, wanted in CREATOR_FIELDS.items():
        if wanted not in _SHARES:
            continue
        shares = draft.numbers(wanted, SHARE)
        if shares is not None:
            shares, note = plain_shares(shares, wanted, draft.columns.fields[wanted])
            draft.notes.extend([note] if note else [])
        draft.frame[name] = draft.taken(wanted, shares)


def _responses(draft: Draft, followers: Floats) -> Floats:
    """(likes + comments) / followers, comments counting nothing where they are unknown."""
    likes, comments = draft.numbers(Field.LIKES, PEOPLE), draft.numbers(Field.COMMENTS, PEOPLE)
    if likes is None:
        return np.full(len(followers), np.nan)
    total = likes.values + (0 if comments is None else np.nan_to_num(comments.values))
    return np.asarray(total / np.where(followers > 0, followers, np.nan))


def _package(draft: Draft, settings: ReadSettings) -> None:
    frame, size = draft.frame, len(draft.frame)
    names, faults = np.full(size, "", dtype=object), dict[int, Fault]()
    texts = draft.cells(Field.PACKAGE)
    if texts is not None:
        names, faults = read_texts(texts, _LONGEST_PACKAGE)
    for row, fault in faults.items():
        draft.reject(row, draft.columns.fields[Field.PACKAGE], fault)

    paid = draft.cells(Field.COMPENSATION)
    kinds = np.full(size, "cash", dtype=object) if paid is None else mapped(paid, compensation_of)
    for row in np.flatnonzero(kinds == "").tolist():
        accepted = f"one of {', '.join(sorted(set(map(str, COMPENSATION_NAMES.values()))))}"
        draft.reject(row, draft.columns.fields[Field.COMPENSATION], Fault("is not known", accepted))

    counts = _counts(draft, names)
    money = money_in(settings.currency)
    fee = draft.taken(Field.FEE, draft.numbers(Field.FEE, money))
    for position, name in enumerate(FORMATS):
        frame[name] = counts[:, position]
    frame["compensation"] = kinds
    frame["fee_cents"] = np.where(np.isnan(fee), UNKNOWN_FEE, fee).astype(np.int64)
    frame["commission_cents"] = np.nan_to_num(
        draft.taken(Field.COMMISSION, draft.numbers(Field.COMMISSION, money))
    ).astype(np.int64)
    kind_of_package = frame.groupby([*FORMATS, "compensation"], sort=False).ngroup().to_numpy()
    _, first = np.unique(kind_of_package, return_index=True)
    made = np.array([f"{deliverables_text(counts[row])}, {kinds[row]}" for row in first], dtype=object)
    frame["package"] = np.where(names == "", made[kind_of_package] if size else names, names)


def _counts(draft: Draft, names: Texts) -> np.ndarray:
    """Posts of each format, shape (rows, formats), and which of them are assumed."""
    platform = pd.Index([str(p) for p in FORMATS_OF]).get_indexer(draft.frame["platform"])
    known = platform >= 0
    counts = np.zeros((len(names), len(FORMATS)), dtype=np.int64)
    given = [wanted for wanted in DELIVERABLES if wanted in draft.columns.fields]
    for wanted in given:
        values = draft.taken(wanted, draft.numbers(wanted, COUNT))
        counts[:, DELIVERABLES.index(wanted)] = np.nan_to_num(values)
    if not given:
        codes, unique = pd.factorize(names)
        named = [deliverables_in(str(name)) for name in unique]
        counts = np.array(named, dtype=np.int64).reshape(-1, len(FORMATS))[codes]
        draft.assumed = counts.sum(axis=1) == 0
        usual = np.array([FORMATS.index(str(formats[0])) for formats in FORMATS_OF.values()])
        rows = np.flatnonzero(draft.assumed)
        counts[rows, usual[platform[rows]]] = 1
    else:
        draft.assumed = np.zeros(len(names), bool)
        for row in np.flatnonzero((counts.sum(axis=1) == 0) & ~draft.bad).tolist():
            accepted = "at least one of " + ", ".join(str(field) for field in given)
            draft.reject(row, draft.columns.fields[given[0]], Fault("leaves nothing to book", accepted))
    allowed = np.array([[f in map(str, formats) for f in FORMATS] for formats in FORMATS_OF.values()])
    wrong = (counts > 0) & ~allowed[platform]
    for row in np.flatnonzero(wrong.any(axis=1) & known).tolist():
        position = int(np.argmax(wrong[row]))
        column = draft.columns.fields.get(DELIVERABLES[position], draft.columns.fields.get(Field.PACKAGE))
        where = list(FORMATS_OF)[platform[row]]
        formats = " or ".join(str(DELIVERABLES[FORMATS.index(str(f))]) for f in FORMATS_OF[where])
        draft.reject(int(row), column, Fault(f"is not booked on {label(where)}", f"{formats} for {label(where)}"))
    return counts
