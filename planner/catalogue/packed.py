"""The forecast of a shard as columns on disk: whole numbers as they are, all others as float32.

A process forecasts a shard once for each brief and keeps of it what prices meet: the weights, and a column for each
limit, filter and goal. What is not there yet, or was lost, is forecast again. The files are this user's alone, and are
removed with the process, or where it was killed, by the next one.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import tempfile
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.catalogue.catalogue import Catalogue, Shard
from planner.catalogue.scratch import Scratch
from planner.catalogue.vectors import Vector
from planner.forecast.assumptions import Assumptions
from planner.forecast.packages import build_table, columns_read
from planner.forecast.table import Floats, Ints, PackageTable
from planner.problems import BadInput, Problem

STORES = 4
"""Forecasts of a catalogue that a process keeps, those asked for last, beside all that one question needs at once."""
_SMALL, _WHOLE = np.iinfo(np.uint8), np.iinfo(np.int32)
Array = NDArray[Any]
NOT_FORECAST = frozenset(
    """
    name tolerance time_limit locale budget_cents creators pyramid pyramid_order platforms countries categories
    attributes compensation partnerships available_only reach_floor confidence largest_share largest_cents average_fit
    quality exceptions excluded groups packages_per_person pace notes
    """.split()
)
"""Fields of a brief that no forecast reads."""


@dataclass(frozen=True, eq=False)
class Spec:
    """Which forecast: of which catalogue, for which brief. key: equal where the forecasts are equal.

    beside: forecasts that a question needs at once, with this one.
    """

    key: str
    brief: Brief
    assumptions: Assumptions = field(repr=False)
    beside: int = 1

    @classmethod
    def of(cls, catalogue: Catalogue, brief: Brief, assumptions: Assumptions) -> Self:
        """That of a brief under assumptions: loosening a demand of it, or dropping one, is the same forecast.

        So is whom the brief must have, at whichever fee: they are on the short list, and what is packed is for others.
        """
        brief = brief.model_copy(update={"must_have": ()})
        stocks = {name: one.model_copy(update={"stock": 0}) for name, one in brief.resources.items()}
        # Money behind posts that reaches nobody more is left out, unless somebody counts engagements.
        counted = frozenset() if brief.boosting is not None else {"engagement_floor"}
        asked = brief.model_copy(update={"resources": stocks}).model_dump_json(exclude=set(NOT_FORECAST | counted))
        digest = hashlib.sha256(f"{catalogue.fingerprint} {asked}".encode())
        for row in assumptions:
            digest.update(f"{row.key} {row.value}".encode())
        return cls(digest.hexdigest(), brief, assumptions)

    def table(self, shard: Shard) -> PackageTable:
        """The forecast of a shard. Raises BadInput when its file was changed."""
        read = columns_read(self.brief, shard.columns.creators)
        return build_table(shard.figures(read), self.brief, self.assumptions)


@dataclass(frozen=True)
class Column:
    """Where a column lies in a file. largest: of its sizes, as they are kept."""

    file: str
    offset: int
    kind: str
    largest: float


@dataclass(eq=False)
class Held:
    """What is kept of a shard; n packages of m creators.

    starts: row at which each creator's packages begin, and n (m + 1,). available: (m,), None where it is 1 of all.
    columns: by key; the weights are `weight 0` and so on. masks: packages that filters let in, by the filters, as bits.
    """

    starts: NDArray[np.int32]
    available: Ints | None
    columns: dict[str, Column] = field(default_factory=dict)
    masks: dict[str, NDArray[np.uint8]] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def read(self, key: str) -> Array:
        """One column. Raises FileNotFoundError when it was removed."""
        column = self.columns[key]
        values = np.empty(len(self), column.kind)
        file = os.open(column.file, os.O_RDONLY)
        try:
            if len(values) and os.preadv(file, [values.data], column.offset) != values.nbytes:
                raise FileNotFoundError(column.file)
        finally:
            os.close(file)
        return values

    @property
    def creators(self) -> Ints:
        """Creator of each package, by their place in the shard; shape (n,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def weight_key(segment: int) -> str:
    """Key of the column with the weights in a segment."""
    return f"weight {segment}"


class Store:
    """What a process keeps of one forecast, in a directory of its own."""

    def __init__(self) -> None:
        self._scratch: Scratch = _made(Scratch.made)
        self._held: dict[int, Held] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._lock = threading.Lock()
        self._files = 0

    @property
    def directory(self) -> Path:
        """Where its files are."""
        return self._scratch.directory

    def columns(self, shard: Shard, spec: Spec, vectors: Sequence[Vector]) -> tuple[Held, dict[int, Array]]:
        """What is kept of a shard, with these columns, and those of them without a key, by their number.

        Raises BadInput when the shard was changed, or where there is no room.
        """
        with self._lock:
            lock = self._locks.setdefault(shard.number, threading.Lock())
        with lock:
            held = self._held.get(shard.number)
            unkeyed = [at for at, one in enumerate(vectors) if one.key is None]
            known = held.columns if held is not None else {}
            missing = {one.key: one for one in vectors if one.key is not None and one.key not in known}
            if held is not None and not missing and not unkeyed:
                return held, {}
            table = spec.table(shard)
            if held is None:
                ones = bool((table.available == 1).all())
                held = Held(table.starts.astype(np.int32), None if ones else table.available)
                self._write(held, {weight_key(s): w for s, w in enumerate(_weights(table))})
            self._write(held, {key: packed(one, table) for key, one in missing.items()})
            self._held[shard.number] = held
            return held, {at: packed(vectors[at], table) for at in unkeyed}

    def forget(self, shard: Shard) -> None:
        """Have a shard forecast again: its columns are gone."""
        self._held.pop(shard.number, None)

    def _write(self, held: Held, columns: dict[str, Array]) -> None:
        if not columns:
            return
        with self._lock:
            self._files += 1
            path = self.directory / f"{self._files:06d}"
        places, offset = {}, 0
        for key, values in columns.items():
            largest = float(np.abs(values).max(initial=0))
            places[key] = Column(str(path), offset, values.dtype.str, largest)
            offset += values.nbytes
        _made(lambda: _written(path, list(columns.values())))
        held.columns.update(places)

    def close(self) -> None:
        """Remove the files."""
        self._scratch.remove()


def _written(path: Path, arrays: list[Array]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb", buffering=0) as file:
        for values in arrays:
            left = np.ascontiguousarray(values).data.cast("B")
            while left:
                left = left[file.write(left) :]


def _made(work: Callable[[], Any]) -> Any:
    """What the work returns. Raises BadInput for a disk without room."""
    try:
        return work()
    except OSError as error:
        place = f"directory {tempfile.gettempdir()}"
        wrong = f"cannot keep the forecast of a catalogue ({error.strerror or error})"
        accepted = "room for about 250 bytes per creator; TMPDIR names another directory"
        raise BadInput([Problem(place, "", wrong, accepted)]) from None


def packed(vector: Vector, table: PackageTable) -> Array:
    """A column as it is kept: whole numbers exactly, others as float32, or as they are where they must not be rounded.

    Raises ArithmeticError for what float32 does not reach to.
    """
    values = np.asarray(vector.of(table))
    if values.dtype.kind in "bui":
        low, high = int(values.min(initial=0)), int(values.max(initial=0))
        if _SMALL.min <= low and high <= _SMALL.max:
            return values.astype(np.uint8)
        return values.astype(np.int32 if _WHOLE.min <= low and high <= _WHOLE.max else np.int64)
    values = np.asarray(values, float)
    return _exactly(values) if vector.exact else _single(values)


def _exactly(values: Floats) -> Array:
    with np.errstate(over="ignore"):
        single = values.astype(np.float32)
    return single if (single == values).all() else values


def _weights(table: PackageTable) -> Array:
    return _single(table.weights.T)


def _single(values: Floats) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):
        found = np.ascontiguousarray(values, np.float32)
    if not np.isfinite(found).all():
        raise ArithmeticError("a number is too large for a market's columns")
    return found


_stores: OrderedDict[str, Store] = OrderedDict()
_briefs: deque[str] = deque(maxlen=STORES // 2)
_lock = threading.Lock()


def keep_forecast(spec: Spec) -> None:
    """Have the forecast of a brief outlast those of single questions about it, such as one for each assumption."""
    with _lock:
        if spec.key in _briefs:
            _briefs.remove(spec.key)
        _briefs.append(spec.key)


def store_of(spec: Spec) -> Store:
    """This process's store of a forecast; of too many the one asked for longest ago is removed, those kept last."""
    with _lock:
        found = _stores.pop(spec.key, None) or Store()
        _stores[spec.key] = found
        others = sorted(list(_stores)[:-1], key=_briefs.__contains__)
        most = STORES + spec.beside - 1
        old = [_stores.pop(key) for key in others[: max(len(_stores) - most, 0)]]
    for one in old:
        one.close()
    return found


def forget(key: str) -> None:
    """Remove what this process keeps of a forecast."""
    with _lock:
        found = _stores.pop(key, None)
    if found is not None:
        found.close()


def close_all() -> None:
    """Remove every file of this process."""
    with _lock:
        stores = list(_stores.values())
        _stores.clear()
    for store in stores:
        store.close()


atexit.register(close_all)
