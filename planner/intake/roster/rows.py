"""From accounts to a roster: equal rows are merged, conflicts settled by one stated rule, and every one is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain.audience import SLACK, Trait, audience_columns, part_of
from planner.domain.roster import PACKAGE_COLUMNS, UNKNOWN_FEE, Roster, creator_columns
from planner.intake.cells.values import Bools, Fault, Texts
from planner.intake.reading import Column, Conflict, SetAside, Unknowns, shown
from planner.intake.roster.draft import Draft, number_column
from planner.intake.roster.fields import CREATOR_FIELDS
from planner.intake.roster.offers import PACKAGE_FIELDS

RULES = ("latest", "median", "packages", "aside")
"""How rows that contradict each other are settled; the first holds unless another is chosen."""
_TEXTS = ("name", "country", "category", "engagement_base", "availability")


@dataclass
class Pool:
    """Accounts of all views of all files. `draft` and `local` in the frame say where each row comes from."""

    drafts: Sequence[Draft]
    frame: pd.DataFrame
    bad: Bools
    assumed: Bools
    set_aside: list[SetAside] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> Pool:
        """Put drafts together, in the order of the files."""
        frames = [
            draft.frame.assign(draft=number, local=np.arange(len(draft.frame))) for number, draft in enumerate(drafts)
        ]
        frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)
        bad = np.concatenate([draft.bad for draft in drafts])
        assumed = np.concatenate([draft.assumed for draft in drafts])
        return cls(drafts, frame, bad, assumed)

    def column(self, row: int, name: str) -> Column | None:
        """The column of the file in which a figure of a row stands."""
        draft = self.drafts[int(self.frame["draft"].iloc[row])]
        if name.startswith("number "):
            return draft.columns.numbers.get(name.removeprefix("number "))
        if name in draft.columns.audience:
            return draft.columns.audience[name]
        wanted = CREATOR_FIELDS.get(name) or PACKAGE_FIELDS.get(name)
        return None if wanted is None else draft.column(wanted)

    def typed(self, row: int, name: str) -> str:
        """A figure of a row as it stands in the file."""
        column = self.column(row, name)
        if column is None:
            return ""
        draft = self.drafts[int(self.frame["draft"].iloc[row])]
        return shown(str(draft.table.cells[self.frame["at"].iloc[row], column.at]), 40)

    def reject(self, row: int, name: str, fault: Fault) -> None:
        """Set a row aside for this figure."""
        self.bad[row] = True
        draft = self.drafts[int(self.frame["draft"].iloc[row])]
        number = int(self.frame["row"].iloc[row])
        self.set_aside.append(
            SetAside(
                number, self.column(row, name), self.typed(row, name), fault.wrong, fault.accepted,
                draft.table.opened.sheet, draft.file,
            )
        )  # fmt: skip

    def place(self, row: int) -> str:
        """`row 5`, with the file when there are several."""
        draft = self.drafts[int(self.frame["draft"].iloc[row])]
        number = f"row {self.frame['row'].iloc[row]}"
        return f"{shown(draft.file)}, {number}" if draft.file else number


def settle_figures(pool: Pool, rule: str) -> None:
    """Make the figures of each creator agree: the latest or the middle one everywhere, or later rows set aside."""
    rows = np.flatnonzero(~pool.bad)
    codes, _ = pd.factorize(pool.frame["id"].iloc[rows])
    if not len(rows) or np.bincount(codes).max() == 1:
        return
    order = np.argsort(codes, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    for name in _of_creators(pool.frame):
        values = pool.frame[name].to_numpy()[rows]
        known = _known(name, values)
        first = _first_of(codes, known)
        stated = first[codes]
        blank = ~known & (stated >= 0)
        if blank.any():
            # A row that is merged later may be the only one that says it.
            figures = pool.frame[name].to_numpy(dtype=object).copy()
            figures[rows[blank]] = values[stated[blank]]
            pool.frame[name] = figures if name in _TEXTS else figures.astype(float)
        differs = known & (stated >= 0)
        differs[differs] = values[differs] != values[stated[differs]]
        if rule == "aside":
            for at in np.flatnonzero(differs).tolist():
                _aside(pool, int(rows[at]), int(rows[stated[at]]), name)
        elif differs.any():
            figures = pool.frame[name].to_numpy(dtype=object).copy()
            for code in np.unique(codes[differs]):
                group = groups[code]
                taken = _agree(pool, rows[group[known[group]]], name, rule)
                figures[rows[group]] = taken
            pool.frame[name] = figures if name in _TEXTS else figures.astype(float)
    _within_all(pool)


def _within_all(pool: Pool) -> None:
    """Rows that are sound each by itself may together state more than the whole of an audience."""
    for trait in Trait:
        names = [n for n in audience_columns(pool.frame.columns) if (p := part_of(n)) is not None and p.trait is trait]
        if not names:
            continue
        shares = pool.frame[names].to_numpy(float)
        total = np.nansum(shares, axis=1)
        for row in np.flatnonzero(~pool.bad & (total > 1 + SLACK)).tolist():
            wrong = f"is one of the audience shares by {trait} that add up to {total[row] * 100:.4g}% over all rows"
            accepted = f"audience shares by {trait} that add up to at most 100%"
            pool.reject(row, names[int(np.nanargmax(shares[row]))], Fault(wrong, accepted))


def _of_creators(frame: pd.DataFrame) -> tuple[str, ...]:
    """Columns that say something of a creator, not of a package."""
    return (*CREATOR_FIELDS, *audience_columns(frame.columns))


def _aside(pool: Pool, row: int, earlier: int, name: str) -> None:
    if pool.bad[row]:
        return
    fault = Fault(
        f"differs from '{pool.typed(earlier, name)}' in {pool.place(earlier)}, which is the same creator",
        "one value for all rows of a creator",
    )
    pool.reject(row, name, fault)


def _agree(pool: Pool, members: NDArray[np.int64], name: str, rule: str) -> object:
    """The figure that holds for all rows of a creator; the conflict is noted."""
    figures = pool.frame[name].to_numpy()[members].tolist()
    taken = figures[-1]
    if rule == "median" and name not in _TEXTS:
        taken = float(np.median(np.array(figures, dtype=float)))
        taken = float(round(taken)) if name == "followers" else taken
    seen = list(dict.fromkeys(figures))
    first = [int(members[figures.index(figure)]) for figure in seen]
    told = tuple((pool.place(row), pool.typed(row, name)) for row in first)
    creator = str(pool.frame["handle"].iloc[int(members[0])])
    pool.conflicts.append(Conflict(creator, name.replace("_", " "), told, _taken_text(taken, figures, told, seen)))
    return taken


def _taken_text(taken: object, figures: list[object], told: tuple[tuple[str, str], ...], seen: list[object]) -> str:
    """The figure that is taken, as typed where it was typed."""
    if taken in figures:
        return told[seen.index(taken)][1] or str(taken)
    return f"{taken:,.6g}" if isinstance(taken, float) else str(taken)


def merge_offers(pool: Pool, rule: str, numbers: Sequence[str]) -> Bools:
    """Rows that repeat an earlier one or give way to another; differing terms are settled by the rule."""
    merged = np.zeros(len(pool.frame), bool)
    rows = np.flatnonzero(~pool.bad)
    if not len(rows):
        return merged
    codes = pool.frame.iloc[rows].groupby(["id", "package"], sort=False).ngroup().to_numpy()
    sizes = np.bincount(codes)
    if sizes.max() == 1:
        return merged
    names = [*PACKAGE_FIELDS, *(number_column(name) for name in numbers)]
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)])
    for code in np.flatnonzero(sizes > 1):
        members = rows[order[starts[code] : starts[code + 1]]]
        _merge(pool, [int(member) for member in members], (names, rule), merged)
    return merged


def _merge(pool: Pool, members: list[int], how: tuple[list[str], str], merged: Bools) -> None:
    names, rule = how
    frame = pool.frame
    terms = [tuple(_comparable(frame[name].iloc[member]) for name in names) for member in members]
    distinct: dict[tuple[object, ...], int] = {}
    for member, term in zip(members, terms, strict=True):
        if term in distinct:
            merged[member] = True
        distinct.setdefault(term, member)
    # Where nothing is said, nothing contradicts: a row without a quote gives way to one with it.
    at_fee = names.index("fee_cents")
    for term in [term for term in distinct if term[at_fee] == UNKNOWN_FEE]:
        if any(_rest(other, at_fee) == _rest(term, at_fee) for other in distinct if other != term):
            merged[distinct.pop(term)] = True
    kept = list(distinct.values())
    if len(kept) == 1:
        return
    first = kept[0]
    name = next(n for n, a, b in zip(names, *list(distinct)[:2], strict=True) if a != b)
    told = tuple((pool.place(member), pool.typed(member, name)) for member in kept)
    package, creator = str(frame["package"].iloc[first]), str(frame["handle"].iloc[first])
    if rule == "aside":
        for member in kept[1:]:
            earlier = f"{pool.place(first)}, which offers the same package '{shown(package)}' of the same creator"
            wrong = f"differs from {earlier}"
            pool.reject(member, name, Fault(wrong, "packages of different names, or one set of terms"))
        return
    if rule == "packages":
        for member in kept[1:]:
            frame.loc[member, "package"] = f"{package} ({pool.place(member)})"
        pool.conflicts.append(Conflict(creator, f"{_words(name)} of {package}", told, "both, as packages"))
        return
    if rule == "median" and name == "fee_cents":
        fees = [int(frame["fee_cents"].iloc[m]) for m in kept if frame["fee_cents"].iloc[m] != UNKNOWN_FEE]
        frame.loc[first, "fee_cents"] = round(float(np.median(fees))) if fees else UNKNOWN_FEE
        merged[kept[1:]] = True
        taken = f"{frame['fee_cents'].iloc[first] / 100:,.2f}"
    else:
        known = [m for m in kept if name != "fee_cents" or frame["fee_cents"].iloc[m] != UNKNOWN_FEE]
        merged[kept] = True
        merged[known[-1]] = False
        taken = pool.typed(known[-1], name)
    pool.conflicts.append(Conflict(creator, f"{_words(name)} of {package}", told, taken))


def _rest(term: tuple[object, ...], at: int) -> tuple[object, ...]:
    return term[:at] + term[at + 1 :]


def _comparable(value: object) -> object:
    return None if isinstance(value, float) and value != value else value


def _words(name: str) -> str:
    return "fee" if name == "fee_cents" else name.removeprefix("number ").replace("_cents", "").replace("_", " ")


def _known(name: str, values: Texts) -> Bools:
    return np.asarray(values != "" if name in _TEXTS else ~np.isnan(values.astype(float)))


def _first_of(codes: NDArray[np.int64], known: Bools) -> NDArray[np.int64]:
    """Position of the first known row of each code, -1 where there is none."""
    first = np.full(codes.max() + 1, -1, dtype=np.int64)
    at = np.flatnonzero(known)[::-1]
    first[codes[at]] = at
    return first


@dataclass(frozen=True)
class Built:
    """A roster, what in it is unknown, and where each of its creators stands: number of the draft and row."""

    roster: Roster | None
    unknown: Unknowns
    rows: NDArray[np.int64]
    files: NDArray[np.int64]


def build_roster(pool: Pool, used: Bools, source: str, numbers: Sequence[str]) -> Built:
    """The roster of the rows that are used; None when no row is."""
    if not used.any():
        return Built(None, Unknowns(), np.empty(0, np.int64), np.empty(0, np.int64))
    frame = pool.frame.loc[used].reset_index(drop=True)
    codes, _ = pd.factorize(frame["id"])
    first = _first_of(codes, np.ones(len(codes), bool))
    people = frame.iloc[first].reset_index(drop=True)
    for name in _of_creators(frame):
        values = frame[name].to_numpy()
        stated = _first_of(codes, _known(name, values))
        people[name] = _filled(values, stated, "" if name in _TEXTS else np.nan)
    people["available"] = 1
    renamed = {"package": "id"} | {number_column(name): name for name in numbers}
    offers = frame.drop(columns="id").rename(columns=renamed).assign(creator=codes)
    roster = Roster.from_frames(
        people[list(creator_columns(people.columns))], offers[[*PACKAGE_COLUMNS, *numbers]], source
    )
    order = np.argsort(people["id"].to_numpy(dtype=object), kind="stable")
    unknown = Unknowns(
        fees=int((roster.packages["fee_cents"] == UNKNOWN_FEE).sum()),
        engagement_rates=int(people["engagement_rate"].isna().sum()),
        views_and_reach=int((people["median_views"].isna() & people["measured_reach"].isna()).sum()),
        fake_followers=int(people["fake_share"].isna().sum()),
        packages=int(pool.assumed[used].sum()),
    )
    return Built(roster, unknown, people["row"].to_numpy(np.int64)[order], people["draft"].to_numpy(np.int64)[order])


def _filled(values: Texts, stated: NDArray[np.int64], unknown: str | float) -> Texts:
    filled: Texts = values[np.maximum(stated, 0)].astype(object)
    filled[stated < 0] = unknown
    return filled
