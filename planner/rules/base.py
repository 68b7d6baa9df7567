"""The shape of a rule: what must hold, as plain data that solver, page, check and report all read."""

import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, GroupRule
from planner.brief.paths import Path
from planner.brief.quantities import BASIS, CashBand, CountBand, ShareBand
from planner.forecast.table import PackageTable
from planner.frozen import dataclass
from planner.units import CREATORS, Unit

Vector = Callable[[PackageTable], NDArray[np.int64] | NDArray[np.float64]]
Sense = Literal["<=", ">="]


@dataclass(frozen=True)
class End:
    """One end of a band: its field, and the demand it makes."""

    field: Literal["min", "max", "at_least", "at_most"]
    sense: Sense
    words: str


ENDS = (End("min", ">=", "at least"), End("max", "<=", "at most"))


@dataclass(frozen=True)
class Looser:
    """How a limit can be loosened when it stands in the way.

    path: the brief's field.
    how: "bound" - the setting is the bound of the row, so the nearest possible value is found by optimising it;
        "search" - the setting changes the row itself, so values are tried between the setting and `free`;
        "drop" - there is nothing between having the demand and not having it.
    free: the setting at which the limit no longer limits (None clears the field).
    steps: for "search", the settings worth trying, from the present one to `free`, ever looser.
    unit: that of the setting, where it is not the limit's own: a filter counts creators, and is set by a fit.
    upward: True when a larger setting is looser; None = the limit's sense tells.
    """

    path: Path
    how: Literal["bound", "search", "drop"]
    free: float | None = None
    steps: Callable[[PackageTable], tuple[float, ...]] | None = None
    unit: Unit | None = None
    upward: bool | None = None

    @property
    def dropped(self) -> bool | None:
        """Value of the field without the demand: False for a wish that is yes or no, else None."""
        return False if self.how == "drop" and self.free == 0 else None


@dataclass(frozen=True, eq=False)
class Limit:
    """One demand that a plan meets or breaks: `sum_i vector_i x_i  sense  bound`.

    name: a sentence in the user's words, unique within a brief.
    sense, bound, unit: where none is given, nobody is booked of whom the vector says more than nothing.
    vector: coefficient of every package row, from that row alone; integers where money or people are counted.
    part_of: None, or the vector of the total of which `vector` is a part; the demand is then on the share,
        `setting` is the share, and the row is multiplied out to whole numbers with bound 0.
    setting: the number as the brief has it, for words.
    reading: turns the row's activity (people, for the floor over segments) into what `setting` is compared with;
        None = it already is.
    margin: by how much the forecast must be above `setting` (1 = not at all), for floors held with confidence.
        `setting * margin` is what is asked of the forecast, `reading(activity) * margin` what is forecast.
    over_segments: True for the floor on reach over several segments, which is concave and not a row; `vector`
        is then not used and `bound` is in people.
    exact: where the row is needed but not enough, what a plan comes to in `unit`, from its rows and counts.
    removes: of a filter, which creators it removes: `with fit below 0.45`.
    members: creators of whom every one has to be booked, where that is one demand; ids.
    hopeless: no plan of any roster meets it; the bound is a finite number beyond what a table has altogether.
    """

    rule: str
    name: str
    vector: Vector
    setting: float
    looser: Looser
    sense: Sense = "<="
    bound: float = 0
    unit: Unit = CREATORS
    part_of: Vector | None = None
    reading: Callable[[float], float] | None = None
    margin: float = 1.0
    over_segments: bool = False
    exact: Callable[[PackageTable, NDArray[np.int64]], float] | None = None
    removes: str = ""
    members: tuple[str, ...] = ()
    hopeless: bool = False

    def row(self, table: PackageTable) -> NDArray[np.float64] | NDArray[np.int64]:
        """Coefficients of the limit as a row for a solver; shape (n,)."""
        if self.part_of is None:
            return self.vector(table)
        share = round(self.setting * BASIS)
        return BASIS * self.vector(table) - share * self.part_of(table)

    def kept_row(self, table: PackageTable) -> NDArray[np.float64] | NDArray[np.int64]:
        """The same, worked out once for a table on which many problems are posed; to be read only."""
        known: tuple[Any, NDArray[Any]] | None = self.__dict__.get("_kept")
        # A limit does not keep a table in memory that nobody else needs.
        if known is None or known[0]() is not table:
            known = weakref.ref(table), self.row(table)
            self.__dict__["_kept"] = known
        return known[1]

    def __getstate__(self) -> dict[str, object]:
        """What travels to another process: all but the row that is kept, which only this one's table has."""
        return {name: value for name, value in self.__dict__.items() if name != "_kept"}

    def bars(self, table: PackageTable) -> NDArray[np.bool_]:
        """Packages that no plan can have, since each alone is more than a maximum allows; shape (n,)."""
        nobody = np.zeros(len(table), bool)
        if self.sense == ">=" or self.over_segments:
            return nobody
        row = self.row(table)
        # Where others can make room, as with a share of all creators, one package alone decides nothing.
        return nobody if (row < 0).any() else np.asarray(row > self.bound)

    @property
    def setting_unit(self) -> Unit:
        """The unit of `setting`."""
        return self.looser.unit or self.unit

    @property
    def looser_upward(self) -> bool:
        """True when a larger setting is looser."""
        return self.sense == "<=" if self.looser.upward is None else self.looser.upward

    @property
    def forbids(self) -> bool:
        """True when it only says that none of the marked packages may be picked."""
        return self.sense == "<=" and self.bound == 0 and self.part_of is None and self.unit == CREATORS


@dataclass(frozen=True)
class Banded:
    """A band on a sum of whole numbers (creators, posts or cents), or on the share that it is of a total.

    path: of the band in the brief. total: None = the band is on the sum itself.
    """

    rule: str
    path: str
    band: CountBand | CashBand | ShareBand | GroupRule
    unit: Unit
    vector: Vector
    total: Vector | None = None

    def limits(self, name: Callable[[End, Any], str], ends: Sequence[End] = ENDS) -> Iterator[Limit]:
        """Those of the ends that are asked for. name: the sentence of an end at a number or share."""
        for end in ends:
            asked = getattr(self.band, end.field)
            if asked is not None:
                yield Limit(
                    rule=self.rule,
                    name=name(end, asked),
                    sense=end.sense,
                    bound=asked if self.total is None else 0,
                    unit=self.unit,
                    vector=self.vector,
                    setting=asked,
                    looser=self._looser(end, asked),
                    part_of=self.total,
                )

    def _looser(self, end: End, asked: float) -> Looser:
        path = Path(f"{self.path}.{end.field}")
        return Looser(path, "bound") if self.total is None else looser_share(path, end.sense, asked)


@dataclass(frozen=True)
class Rule:
    """One requirement: when the brief asks for it, the limits it makes.

    key: its name in the brief and in files. label: its name on a page. why: the sentence that explains it.
    family: the group it is listed under.
    """

    key: str
    label: str
    why: str
    family: str
    limits: Callable[[Brief, PackageTable], Iterator[Limit]]


def too_dear(limit: Limit, budget: float | None, table: PackageTable) -> NDArray[np.bool_]:
    """Packages that alone cost more than the budget and a limit on a share of the spend leave them; shape (n,).

    A tier that may have 40 % of the spend cannot have a package that costs more than 40 % of the budget.
    """
    if budget is None or limit.part_of is not cash:
        return np.zeros(len(table), bool)
    inside, least = limit.vector(table), limit.sense == ">="
    most = 1 - limit.setting if least else limit.setting
    return np.asarray((table.cash_cents - inside if least else inside) > np.ceil(most * budget))


def ones(table: PackageTable) -> NDArray[np.int64]:
    """Every package counts as one creator."""
    return np.ones(len(table), np.int64)


def cash(table: PackageTable) -> NDArray[np.int64]:
    """Cents that each package costs in cash."""
    return table.cash_cents


def charged(table: PackageTable) -> NDArray[np.int64]:
    """Cents that each package takes of the budget: its cash, or its full cost where the brief says so."""
    return table.charged_cents


def looser_share(path: Path, sense: Sense, share: float) -> Looser:
    """By whole per cents between a share asked for and the one that asks for nothing."""

    def steps(_: PackageTable) -> tuple[float, ...]:
        whole = np.arange(0, 101) / 100
        looser = whole[whole < share][::-1] if sense == ">=" else whole[whole > share]
        return tuple(float(step) for step in looser)

    return Looser(path, "search", 0.0 if sense == ">=" else 1.0, steps)


@dataclass(frozen=True, eq=False)
class Past:
    """A vector that is 1 where a figure is above a setting, or below it, and 0 elsewhere.

    Looser settings are tested on the same figure, which a market of millions therefore keeps in place of the vector.
    """

    figure: Vector
    setting: float
    above: bool

    def __call__(self, table: PackageTable) -> NDArray[np.int64]:
        """The vector; shape (n,)."""
        return self.holds(self.figure(table)).astype(np.int64)

    def holds(self, figures: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether these figures are past the setting."""
        # In float64, whatever the figures are kept as.
        setting = np.float64(self.setting)
        return np.asarray(figures > setting if self.above else figures < setting)

    @classmethod
    def any_of(cls, figure: Vector, setting: float, above: bool) -> "Past":
        """The same of the account whose figure goes furthest, of those that a person is booked with."""
        furthest = np.maximum if above else np.minimum
        return cls(lambda table: table.reduced(figure, furthest), setting, above)


@dataclass(frozen=True, eq=False)
class Times:
    """A vector times a number, as float: what is aimed at where a limit's sum is to be large, or small."""

    vector: Vector
    factor: float

    def __call__(self, table: PackageTable) -> NDArray[np.float64]:
        """The vector; shape (n,)."""
        return self.factor * np.asarray(self.vector(table), float)


@dataclass(frozen=True, eq=False)
class Named:
    """A vector that tells some creators from all others, by their names.

    names: accounts, and people as a brief names them. other: its value for everybody else.
    """

    vector: Vector
    names: tuple[str, ...]
    other: float = 0.0

    def __call__(self, table: PackageTable) -> NDArray[Any]:
        """The vector; shape (n,)."""
        return self.vector(table)

    def all_in(self, table: PackageTable) -> bool:
        """Whether a table has all who are named, so that whoever it leaves out is somebody else."""
        return all(len(table.accounts(name)) > 0 for name in self.names)


Test = Callable[[PackageTable], NDArray[np.bool_]]


def marked(test: Test) -> Vector:
    """A vector that is 1 where the test holds for any account of the person who is booked."""
    return lambda table: (table.total(test) > 0).astype(np.int64)


def marked_whole(test: Test) -> Vector:
    """A vector that is 1 where the test holds for all that a person is booked with, taken together."""
    return lambda table: test(table).astype(np.int64)


def summed(vector: Callable[[PackageTable], NDArray[Any]]) -> Vector:
    """A vector summed over the accounts that a person is booked with."""
    return lambda table: np.asarray(table.total(vector) * 1)
