"""From accounts to a roster: equal rows are merged, conflicts settled by one stated rule, and every one is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.domain.attributes import attribute_columns, is_attribute
from planner.domain.audience import SLACK, Trait, audience_columns, part_of
from planner.domain.roster import OPTIONAL_TEXTS, RANGE_COLUMNS, UNKNOWN_FEE
from planner.frozen import dataclass
from planner.intake.cells.values import Bools, Fault, Floats, Texts, numbered
from planner.intake.reading import Column, Conflict, SetAside, shown
from planner.intake.roster.draft import Draft, Frame, number_column
from planner.intake.roster.fields import CREATOR_FIELDS
from planner.intake.roster.namesakes import tell_namesakes_apart
from planner.intake.roster.offers import PACKAGE_FIELDS

RULES = ("latest", "median", "packages", "aside")
"""How rows that contradict each other are settled; the first holds unless another is chosen."""
Ints = NDArray[np.int64]
_TEXTS = ("name", "country", "category", "engagement_base", *OPTIONAL_TEXTS)


@dataclass
class Pool:
    """Accounts of all views of all files. `draft` in the frame says which of them each row comes from."""

    drafts: Sequence[Draft]
    frame: Frame
    bad: Bools
    assumed: Bools
    spare: Bools
    notes: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> Pool:
        """Put drafts together, in the order of the files."""
        names = dict.fromkeys(name for draft in drafts for name in draft.frame)
        frame = {name: np.concatenate([_column(draft, name) for draft in drafts]) for name in names}
        frame["draft"] = np.repeat(np.arange(len(drafts)), [len(draft) for draft in drafts])
        bad, assumed, spare, named = (
            np.concatenate([getattr(draft, name) for draft in drafts]) for name in ("bad", "assumed", "spare", "named")
        )
        pool = cls(drafts, frame, bad, assumed, spare)
        pool.notes += tell_namesakes_apart(frame, np.flatnonzero(named & ~bad))
        return pool

    @cached_property
    def _several_sheets(self) -> bool:
        places = {(draft.file, draft.table.opened.sheet) for draft in self.drafts}
        return len(places) > len({file for file, _ in places})

    def draft(self, row: int) -> Draft:
        """The draft a row comes from."""
        return self.drafts[int(self.frame["draft"][row])]

    def column(self, row: int, name: str) -> Column | None:
        """The column of the file in which a figure of a row stands."""
        draft = self.draft(row)
        if name.startswith("number "):
            return draft.columns.numbers.get(name.removeprefix("number "))
        if name in draft.columns.audience:
            return draft.columns.audience[name]
        if name in draft.columns.attributes:
            return draft.columns.attributes[name]
        wanted = CREATOR_FIELDS.get(name) or PACKAGE_FIELDS.get(name)
        if name == "fee_cents":
            # A fee may stand in one of several price columns.
            at = int(self.frame["fee_at"][row])
            return None if at < 0 else draft.table.columns[at]
        return None if wanted is None else draft.column(wanted)

    def typed(self, row: int, name: str) -> str:
        """A figure of a row as it stands in the file."""
        column = self.column(row, name)
        return "" if column is None else shown(self.draft(row).table.cells[self.frame["at"][row], column.at], 40)

    def reject(self, row: int, name: str, fault: Fault) -> None:
        """Set a row aside for this figure."""
        self.bad[row] = True
        draft, number = self.draft(row), int(self.frame["row"][row])
        self.set_aside.append(
            SetAside(
                number, self.column(row, name), self.typed(row, name), fault.wrong, fault.accepted,
                draft.table.opened.sheet, draft.file,
            )
        )  # fmt: skip

    def place(self, row: int) -> str:
        """`row 5`, with the file when there are several."""
        draft, number = self.draft(row), f"row {self.frame['row'][row]}"
        if self._several_sheets:
            number = f"sheet '{shown(draft.table.opened.sheet, 30)}', {number}"
        return f"{shown(draft.file)}, {number}" if draft.file else number


def settle_figures(pool: Pool, rule: str) -> None:
    """Make the figures of each creator agree: the latest or the middle one everywhere, or later rows set aside."""
    rows = np.flatnonzero(~pool.bad)
    codes, different = numbered(pool.frame["id"][rows])
    if len(different) == len(rows):
        return
    order = np.argsort(codes, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    for name in of_creators(pool.frame):
        values = pool.frame[name][rows]
        known = known_in(name, values)
        first = first_of(codes, known)
        stated = first[codes]
        blank = ~known & (stated >= 0)
        if blank.any():
            # A row that is merged later may be the only one that says it.
            pool.frame[name][rows[blank]] = values[stated[blank]]
        differs = known & (stated >= 0)
        differs[differs] = values[differs] != values[stated[differs]]
        if rule == "aside":
            for at in np.flatnonzero(differs).tolist():
                _aside(pool, int(rows[at]), int(rows[stated[at]]), name)
        elif differs.any():
            figures, handles = pool.frame[name], pool.frame["handle"]
            for code in np.unique(codes[differs]):
                group = groups[code]
                members = rows[group[known[group]]]
                stated_here = figures[members].tolist()
                figures[rows[group]] = _agree(pool, members, name, (rule, stated_here, handles[members[0]]))
    _within_all(pool)


def _within_all(pool: Pool) -> None:
    """Rows that are sound each by itself may together state more than the whole of an audience."""
    for trait in Trait:
        names = [n for n in audience_columns(pool.frame) if (p := part_of(n)) is not None and p.trait is trait]
        if not names:
            continue
        shares = np.column_stack([pool.frame[name] for name in names])
        total = np.nansum(shares, axis=1)
        for row in np.flatnonzero(~pool.bad & (total > 1 + SLACK)).tolist():
            wrong = f"is one of the audience shares by {trait} that add up to {total[row] * 100:.4g}% over all rows"
            accepted = f"audience shares by {trait} that add up to at most 100%"
            pool.reject(row, names[int(np.nanargmax(shares[row]))], Fault(wrong, accepted))


def of_creators(frame: Frame) -> tuple[str, ...]:
    """Columns that say something of a creator, not of a package."""
    return (*(name for name in CREATOR_FIELDS if name in frame), *audience_columns(frame), *attribute_columns(frame))


def is_text(name: str) -> bool:
    """Whether a figure of a creator is a text."""
    return name in _TEXTS or is_attribute(name)


def unknown(name: str) -> str | float:
    """What stands in a figure of a creator that is not known."""
    return "" if is_text(name) else np.nan


def _column(draft: Draft, name: str) -> Texts | Floats:
    """A column of a draft; nothing is known in one that only another draft has."""
    if name in draft.frame:
        return draft.frame[name]
    return np.full(len(draft), unknown(name), object if is_text(name) else float)


def _aside(pool: Pool, row: int, earlier: int, name: str) -> None:
    if pool.bad[row]:
        return
    fault = Fault(
        f"differs from '{pool.typed(earlier, name)}' in {pool.place(earlier)}, which is the same creator",
        "one value for all rows of a creator",
    )
    pool.reject(row, name, fault)


def _agree(pool: Pool, members: Ints, name: str, how: tuple[str, list[object], str]) -> object:
    """The figure that holds for all rows of a creator; the conflict is noted."""
    rule, figures, creator = how
    taken = figures[-1]
    if rule == "median" and not is_text(name):
        taken = float(np.median(np.array(figures, dtype=float)))
        taken = float(round(taken)) if name == "followers" else taken
    seen = list(dict.fromkeys(figures))
    first = [int(members[figures.index(figure)]) for figure in seen]
    told = tuple((pool.place(row), pool.typed(row, name)) for row in first)
    pool.conflicts.append(Conflict(creator, name.replace("_", " "), told, _taken_text(taken, figures, told, seen)))
    return taken


def _taken_text(taken: object, figures: list[object], told: tuple[tuple[str, str], ...], seen: list[object]) -> str:
    """The figure that is taken, as typed where it was typed."""
    if taken in figures:
        return told[seen.index(taken)][1] or str(taken)
    return f"{taken:,.6g}" if isinstance(taken, float) else str(taken)


def without_spare(pool: Pool) -> Bools:
    """Rows whose package cannot be booked and whose creator has another one, shape (rows,)."""
    needless = pool.spare & ~pool.bad
    if not needless.any():
        return needless
    ids = pool.frame["id"]
    has_other = set(ids[~pool.bad & ~pool.spare])
    seen: set[str] = set()
    for row in np.flatnonzero(needless).tolist():
        # Of several rows that all offer what cannot be booked, one stays.
        needless[row] = ids[row] in has_other or ids[row] in seen
        seen.add(ids[row])
    return needless


def merge_offers(pool: Pool, rule: str, numbers: Sequence[str], left_out: Bools) -> Bools:
    """Rows that repeat an earlier one or give way to another; differing terms are settled by the rule.

    left_out: rows that take no part, shape (rows,).
    """
    rows = np.flatnonzero(~pool.bad & ~left_out)
    merging = _Merging(pool, rule, [*PACKAGE_FIELDS, *(number_column(name) for name in numbers)])
    alike: dict[tuple[str, str], list[int]] = {}
    packages = list(zip(*(pool.frame[name][rows].tolist() for name in ("id", "package")), strict=True))
    for row, package in zip(rows.tolist(), packages, strict=True) if len(set(packages)) < len(packages) else ():
        alike.setdefault(package, []).append(row)
    for members in alike.values():
        if len(members) > 1:
            merging.settle(members)
    merging.write()
    return merging.merged


class _Merging:
    """Rows that offer one package of one creator, made one. The frame is written once, at the end."""

    def __init__(self, pool: Pool, rule: str, names: Sequence[str]) -> None:
        self.pool, self.rule, self.names = pool, rule, list(names)
        self.merged = np.zeros(len(pool.bad), bool)
        self._fee = self.names.index("fee_cents")
        self._fees: dict[int, int] = {}
        self._called: dict[int, str] = {}
        self._packages = pool.frame["package"]

    @cached_property
    def _terms(self) -> list[list[object]]:
        """Values of all rows, column by column."""
        return [[_comparable(value) for value in self.pool.frame[name].tolist()] for name in self.names]

    def settle(self, members: list[int]) -> None:
        """Settle the rows of one package by the rule, in the order of the file."""
        terms = {member: tuple(column[member] for column in self._terms) for member in members}
        # Where nothing is said, nothing contradicts: a row without a quote gives way to one with it.
        stated = {self._rest(term) for term in terms.values() if term[self._fee] != UNKNOWN_FEE}
        open_ones = [m for m in members if terms[m][self._fee] == UNKNOWN_FEE and self._rest(terms[m]) in stated]
        self.merged[open_ones] = True
        members = [member for member in members if member not in open_ones]
        distinct = list(dict.fromkeys(terms[member] for member in members))
        firsts = [next(m for m in members if terms[m] == term) for term in distinct]
        if len(distinct) == 1:
            self.merged[members[1:]] = True
            return
        at = next(n for n, (a, b) in enumerate(zip(*distinct[:2], strict=True)) if a != b)
        if self.rule in ("aside", "packages"):
            self.merged[[member for member in members if member not in firsts]] = True
            (self._aside if self.rule == "aside" else self._apart)(firsts, at)
            return
        known = [m for m in members if at != self._fee or terms[m][at] != UNKNOWN_FEE]
        stays = known[-1]
        taken = self._typed(stays, at)
        if self.rule == "median" and at == self._fee:
            stays = members[0]
            self._fees[stays] = round(float(np.median([float(str(terms[m][at])) for m in known])))
            taken = f"{self._fees[stays] / 100:,.2f}"
        self.merged[members] = True
        self.merged[stays] = False
        self._conflict(firsts, at, taken)

    def _aside(self, firsts: list[int], at: int) -> None:
        package = shown(self._packages[firsts[0]])
        earlier = f"{self.pool.place(firsts[0])}, which offers the same package '{package}' of the same creator"
        for member in firsts[1:]:
            fault = Fault(f"differs from {earlier}", "different package names, or the same terms")
            self.pool.reject(member, self.names[at], fault)

    def _apart(self, firsts: list[int], at: int) -> None:
        for member in firsts[1:]:
            self._called[member] = f"{self._packages[member]} ({self.pool.place(member)})"
        self._conflict(firsts, at, "both, as packages")

    def _conflict(self, firsts: list[int], at: int, taken: str) -> None:
        columns = {member: self.pool.column(member, self.names[at]) for member in firsts}
        several = len(set(columns.values())) > 1
        places = {
            member: f"{self.pool.place(member)}, {column}" if several and column else self.pool.place(member)
            for member, column in columns.items()
        }
        told = tuple((place, self._typed(member, at)) for member, place in places.items())
        what = f"{_words(self.names[at])} of {self._packages[firsts[0]]}"
        self.pool.conflicts.append(Conflict(self.pool.frame["handle"][firsts[0]], what, told, taken))

    def _typed(self, member: int, at: int) -> str:
        """A term as it stands in the file, or as it was read where no cell of it gives it alone."""
        value = self._terms[at][member]
        if (typed := self.pool.typed(member, self.names[at])) or value is None:
            return typed
        if at == self._fee:
            return "" if value == UNKNOWN_FEE else f"{float(str(value)) / 100:,.2f}"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _rest(self, term: tuple[object, ...]) -> tuple[object, ...]:
        return term[: self._fee] + term[self._fee + 1 :]

    def write(self) -> None:
        """Put the fees and names that changed into the frame."""
        for name, changed in (("fee_cents", self._fees), ("package", self._called)):
            if changed:
                self.pool.frame[name][list(changed)] = list(changed.values())
        for name in RANGE_COLUMNS:
            # A figure in the middle of several quotes is no range that anybody named.
            self.pool.frame[name][list(self._fees)] = UNKNOWN_FEE


def _comparable(value: object) -> object:
    return None if isinstance(value, float) and value != value else value


def _words(name: str) -> str:
    return "fee" if name == "fee_cents" else name.removeprefix("number ").replace("_cents", "").replace("_", " ")


def known_in(name: str, values: Texts) -> Bools:
    """True where a figure is known."""
    return np.asarray(values != "" if is_text(name) else ~np.isnan(values.astype(float)))


def first_of(codes: NDArray[np.int64], known: Bools) -> NDArray[np.int64]:
    """Position of the first known row of each code, -1 where there is none."""
    first = np.full(codes.max() + 1, -1, dtype=np.int64)
    at = np.flatnonzero(known)[::-1]
    first[codes[at]] = at
    return first
