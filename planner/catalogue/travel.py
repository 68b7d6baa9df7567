"""A work on shards as it travels to a worker: by cloudpickle, and the forecast that it is about only once.

The brief and all assumptions of a forecast are most of the bytes of a work, and are the same in every task of every
pass. They go to the cluster once, are held there, and are unpacked once by each worker.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cloudpickle

from planner.catalogue.catalogue import Shard
from planner.catalogue.packed import STORES, Spec

_specs: dict[str, Spec] = {}


@dataclass(frozen=True)
class Packed:
    """A work. specs: the forecasts that it names, by their keys."""

    body: bytes
    specs: Mapping[str, Spec]


class _Pickler(cloudpickle.CloudPickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.specs: dict[str, Spec] = {}

    def persistent_id(self, value: object) -> str | None:
        if not isinstance(value, Spec):
            return None
        self.specs[value.key] = value
        return value.key


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, specs: Mapping[str, bytes]) -> None:
        super().__init__(file)
        self._specs = specs

    def persistent_load(self, key: str) -> Spec:
        found = _specs.get(key)
        if found is None:
            found = pickle.loads(self._specs[key])  # noqa: S301 a server and its cluster exchange pickles, nobody else
            while len(_specs) >= STORES:
                _specs.pop(next(iter(_specs)), None)
            _specs[key] = found
        return found


def packed(work: Callable[[Shard], Any]) -> Packed:
    """A work without its forecasts. Raises whatever pickling raises."""
    file = io.BytesIO()
    pickler = _Pickler(file)
    pickler.dump(work)
    return Packed(file.getvalue(), pickler.specs)


def unpacked(body: bytes, specs: Mapping[str, bytes]) -> Callable[[Shard], Any]:
    """The work again. specs: the forecasts, pickled, by their keys."""
    work: Callable[[Shard], Any] = _Unpickler(io.BytesIO(body), specs).load()
    return work
