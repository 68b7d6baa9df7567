"""A plan made by hand, judged: the rules it breaks, what it would achieve, and how far it is from the best."""

import csv
import difflib
import io
from dataclasses import dataclass, replace

import numpy as np
from pydantic import Field

from planner.amounts import ACCEPTED, cents_of
from planner.brief.brief import Brief
from planner.check import check, goal_value
from planner.domain.roster import MAX_CENTS, Frozen, Roster
from planner.explore.greedy import greedy
from planner.explore.solution import Booking, incoming
from planner.explore.study import Effort, Study
from planner.explore.words import goal_words
from planner.forecast.costs import with_cash
from planner.forecast.table import PackageTable
from planner.optimise.answer import goal_shown, reports_of, totals_of
from planner.optimise.restricted import Selection
from planner.outcome import LimitReport
from planner.problems import BadInput, Problem
from planner.totals import Totals
from planner.wording import counted, percent

MOST_LINES = 20_000
EFFORT = Effort(gap=0.003, seconds=4.0)
_HEADS = {
    "creator": ("creator", "handle", "account", "name", "id", "influencer"),
    "package": ("package", "offer", "deliverables"),
    "fee": ("fee", "cost", "price", "cash"),
    "platform": ("platform", "channel"),
    "count": ("count", "how many", "number"),
}


class Line(Frozen):
    """One line of a list as it was read: a creator, perhaps a package, a fee in cents, and how many (archetypes)."""

    number: int = Field(description="Line of the text, from 1")
    creator: str
    platform: str = ""
    package: str | None = None
    fee_cents: int | None = Field(None, ge=0, le=MAX_CENTS)
    count: int = Field(1, ge=1)


class Score(Frozen):
    """A list made by hand, compared with the brief and the best plan.

    broken: one sentence per demand that it breaks. best: the goal of the best plan under the brief, None when there is
    none; bound: no plan is better; greedy: a spreadsheet's plan, None when it finds none.
    below: the part of the best goal that the list lacks; below 0 where it is better because it breaks a rule. notes:
    how lines were understood.
    """

    goal: float
    picks: tuple[Booking, ...]
    totals: Totals
    limits: tuple[LimitReport, ...]
    broken: tuple[str, ...]
    best: float | None = None
    bound: float | None = None
    greedy: float | None = None
    below: float | None = None
    comes_in: tuple[Booking, ...] = Field((), description="Whom the best plan has and the list has not")
    goes_out: tuple[Booking, ...] = Field((), description="Whom the list has and the best plan has not")
    notes: tuple[str, ...] = ()
    sentence: str = ""


def read_list(text: str) -> tuple[Line, ...]:
    """Lines of a pasted list or a CSV file: a handle each, or columns creator, package, fee, platform with a header.

    Raises BadInput with every line that cannot be read.
    """
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise BadInput(
            [Problem("the list", counted(len(lines), "line"), "is too long", f"at most {MOST_LINES:,} lines")]
        )
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines)))
    filled = [
        (number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(map(str.strip, row))
    ]
    if not filled:
        raise BadInput([Problem("the list", "", "is empty", "a creator on each line")])
    places = _places(filled[0][1])
    if places:
        filled = filled[1:]
    else:
        places = {name: at for at, name in enumerate(("creator", "package", "fee"))}
    problems: list[Problem] = []
    found = [line for number, cells in filled if (line := _line(number, cells, places, problems)) is not None]
    if problems:
        raise BadInput(problems)
    if not found:
        raise BadInput([Problem("the list", "", "has a header and no lines", "a creator on each line")])
    return tuple(found)


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return max(",;\t", key=first.count) if any(sign in first for sign in ",;\t") else ","


def _places(cells: list[str]) -> dict[str, int]:
    found = {}
    for at, cell in enumerate(cells):
        head = cell.casefold().partition(" (")[0].partition(", ")[0]
        for name, words in _HEADS.items():
            if head in words and name not in found:
                found[name] = at
    return found if "creator" in found else {}


def _line(number: int, cells: list[str], places: dict[str, int], problems: list[Problem]) -> Line | None:
    def cell(name: str) -> str:
        at = places.get(name)
        return cells[at] if at is not None and at < len(cells) else ""

    if not cell("creator"):
        problems.append(Problem(f"line {number}", "", "names nobody", "a creator's handle or id"))
        return None
    typed, times = cell("fee").strip("$€£ "), cell("count") or "1"
    fee = cents_of(typed) if typed else None
    wrong = []
    if typed and fee is None:
        wrong.append(Problem(f"line {number}, fee", cell("fee"), "is not an amount", ACCEPTED))
    if not times.isdecimal() or not 1 <= int(times) <= 1_000_000:
        accepted = "a whole number from 1 to 1,000,000"
        wrong.append(Problem(f"line {number}, count", times, "is not a number of people", accepted))
    if wrong:
        problems.extend(wrong)
        return None
    return Line(
        number=number,
        creator=cell("creator"),
        platform=cell("platform").casefold(),
        package=cell("package") or None,
        fee_cents=fee,
        count=int(times),
    )


@dataclass(frozen=True, eq=False)
class Found:
    """A list on a table: rows and counts, fees that it names, and how lines were understood."""

    rows: np.ndarray
    counts: np.ndarray
    fees: dict[int, int]
    notes: tuple[str, ...]


def matched(table: PackageTable, roster: Roster, brief: Brief, lines: tuple[Line, ...]) -> Found:
    """The packages that lines mean. Raises BadInput with every line that means none, or one of several.

    A line without a package means the creator's only one; where they have several, the cheapest, and a note says so.
    """
    matching = _Matching(table, roster, brief)
    counts: dict[int, int] = {}
    fees: dict[int, int] = {}
    seen: dict[str, int] = {}
    for line in lines:
        creator = matching.creator(line)
        row = None if creator is None else matching.row(line, creator)
        if creator is None or row is None:
            continue
        if creator in seen and table.available[table.creator[row]] == 1:
            place = f"line {line.number}"
            wrong = f"is on line {seen[creator]} already"
            matching.problems.append(Problem(place, line.creator, wrong, "each creator once"))
            continue
        seen[creator] = line.number
        counts[row] = counts.get(row, 0) + line.count
        if line.fee_cents is not None:
            fees[row] = line.fee_cents
    if matching.problems:
        raise BadInput(matching.problems)
    order = sorted(counts)
    booked = np.array([counts[row] for row in order], np.int64)
    return Found(np.array(order, np.int64), booked, fees, tuple(matching.notes))


class _Matching:
    """Lines of a list while they are matched with a roster; collects what is wrong and what was assumed."""

    def __init__(self, table: PackageTable, roster: Roster, brief: Brief) -> None:
        self._table, self._brief = table, brief
        self._by_handle: dict[str, list[str]] = {}
        for one in map(str, roster.creators["id"]):
            self._by_handle.setdefault(one.partition(":")[2], []).append(one)
        self._known = {one for several in self._by_handle.values() for one in several}
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def creator(self, line: Line) -> str | None:
        """Id of the creator that a line names, None where that is not one of the roster."""
        name = line.creator.lstrip("@").casefold()
        if name in self._known:
            return name
        several = self._by_handle.get(name, [])
        if line.platform:
            several = [one for one in several if one.partition(":")[0] == line.platform]
        if len(several) == 1:
            return several[0]
        place = f"line {line.number}"
        if several:
            self.problems.append(Problem(place, line.creator, "is a handle of several", " or ".join(several)))
            return None
        near = difflib.get_close_matches(name, list(self._by_handle), 2)
        accepted = f"a creator of the roster, such as {' or '.join(near)}" if near else "a creator of the roster"
        self.problems.append(Problem(place, line.creator, "is not in the roster", accepted))
        return None

    def row(self, line: Line, creator: str) -> int | None:
        """Row of the package that a line names, None where the creator does not offer it."""
        table, brief = self._table, self._brief
        rows = table.rows_of(creator)
        names = [str(name) for name in table.package_ids[rows]]
        if line.package is None:
            cheapest = int(rows[np.argmin(table.cash_cents[rows])])
            if len(rows) > 1:
                cost = brief.money(int(table.cash_cents[cheapest]))
                self.notes.append(
                    f"Line {line.number}, {line.creator}: no package is named, so the cheapest of {len(rows)} is "
                    f"taken, {table.package_ids[cheapest]} for {cost}."
                )
            return cheapest
        same = [
            row for row, name in zip(rows.tolist(), names, strict=True) if name.casefold() == line.package.casefold()
        ]
        if same:
            return int(same[0])
        self.problems.append(
            Problem(
                f"line {line.number}, package", line.package, f"is not offered by {line.creator}", " or ".join(names)
            )
        )
        return None


def score(study: Study, found: Found) -> Score:
    """Judge a list against the plan of a study. Fees that it names count for it alone. Raises Cancelled."""
    table, brief = _with_fees(study.table, found.fees, study.brief), study.brief
    rows, counts = found.rows, found.counts
    broken = check(table, brief, rows.tolist(), counts.tolist())
    chosen = Selection(rows, counts, 0.0)
    goal = goal_value(table, brief, rows.tolist(), counts.tolist())
    by_hand = greedy(study)
    mine = replace(study, table=table)
    picks = tuple(mine.booking(row, number) for row, number in zip(rows.tolist(), counts.tolist(), strict=True))
    best = study.base_solution
    listed = best.model_copy(update={"picks": picks})
    below = study.ahead(goal) / abs(best.goal) if best.goal else None
    made = Score(
        goal=goal,
        picks=picks,
        totals=totals_of(table, brief, chosen),
        limits=reports_of(table, mine.limits, chosen),
        broken=broken,
        best=best.goal,
        bound=best.bound,
        greedy=None if by_hand is None else goal_shown(brief, by_hand.value),
        below=below,
        comes_in=incoming(listed, best),
        goes_out=incoming(best, listed),
        notes=found.notes,
    )
    return made.model_copy(update={"sentence": _sentence(made, brief)})


def _with_fees(table: PackageTable, fees: dict[int, int], brief: Brief) -> PackageTable:
    if not fees:
        return table
    cash, guessed = table.cash_cents.copy(), table.fee_estimated.copy()
    low, high = table.fee_low_cents.copy(), table.fee_high_cents.copy()
    for row, cents in fees.items():
        cash[row], guessed[row] = cents, False
        low[row] = high[row] = cents
    priced = with_cash(table, cash, brief)
    return replace(priced, fee_estimated=guessed, fee_low_cents=low, fee_high_cents=high)


def _sentence(made: Score, brief: Brief) -> str:
    own = goal_words(brief, made.goal)
    rules = (
        f"breaks {len(made.broken)} rule{'' if len(made.broken) == 1 else 's'}" if made.broken else "keeps every rule"
    )
    if made.best is None or made.below is None:
        return f"This list {rules} and achieves {own}."
    best = goal_words(brief, made.best)
    much = percent(abs(made.below), 1, brief.locale)
    if abs(made.below) < 0.0005:
        return f"This list {rules} and is as good as the best plan, {best}."
    where = "behind" if made.below > 0 else "ahead of"
    return f"This list {rules} and achieves {own}, {much} {where} the best plan under the brief ({best})."
