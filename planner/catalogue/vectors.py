"""The columns that prices meet, each with a key under which it is kept: equal keys, equal columns.

A limit, a filter or a goal is a function of a package table. Two functions are the same where their code and all that
they close over are the same plain values; a function that closes over anything else has no key, and is evaluated anew
each time that it is asked.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil
from types import CodeType, FunctionType, MethodType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from planner.brief.quantities import BASIS
from planner.catalogue.skipping import Barred
from planner.forecast.table import PackageTable
from planner.optimise.problem import Problem
from planner.optimise.rest import APEX
from planner.rules.base import Limit, Named, Past, Times, cash, ones

Evaluate = Callable[[PackageTable], NDArray[Any]]


class _NoKeyError(Exception):
    """A value that no key can stand for."""


@dataclass(frozen=True, eq=False)
class Vector:
    """One column: what is kept of a package table for it, shape (n,), and how it is read from that.

    key: of what is kept; None = it is evaluated each time. exact: it is a part of a share, or a figure that is held
    against a setting, and must not be rounded. past: the column is 1 where the figure that is kept is past the setting,
    else 0; None = the column is what is kept.
    """

    of: Evaluate
    key: str | None
    exact: bool
    past: Past | None = None

    def read(self, kept: NDArray[Any]) -> NDArray[Any]:
        """The column, from what is kept for it."""
        return kept if self.past is None else self.past.holds(kept).view(np.uint8)

    @property
    def name(self) -> str | None:
        """Equal for equal columns; None where nothing is kept."""
        if self.past is None or self.key is None:
            return self.key
        return f"{self.key} {'above' if self.past.above else 'below'} {self.past.setting!r}"


@dataclass(frozen=True)
class Term:
    """A row as a sum of columns: number of a column, and what it is multiplied with."""

    column: int
    factor: float


@dataclass(frozen=True)
class Dear:
    """Packages that cost more inside a part of the spend, or outside it, than a limit leaves of the budget.

    See `planner.rules.base.too_dear`. inside, cash: columns, in cents. outside: what is not inside counts. most: cents.
    """

    inside: int
    cash: int
    outside: bool
    most: float


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a problem asks of every package.

    columns: beside the weights. rows: of each limit the terms it is the sum of, unscaled; the last is that of the
    highest tier. gain: its term, None without one. filters: columns of which a package that is let in has none
    above 0. barred: whom they remove, of what a manifest keeps.
    """

    columns: tuple[Vector, ...]
    rows: tuple[tuple[Term, ...], ...]
    gain: Term | None
    filters: tuple[int, ...]
    dear: tuple[Dear, ...]
    barred: Barred

    @classmethod
    def of(cls, problem: Problem, everybody: bool = False) -> Wanted:
        """That of a problem, of whoever is not in its table; everybody: of those too."""
        found = _Columns(table=None if everybody else problem.table)
        rows = [_terms(limit, found) for limit in problem.limits]
        rows.append((Term(found.number(_apex), 1.0),))
        gain = problem.objective.gain
        budget = min((limit.bound for limit in problem.limits if limit.rule == "budget"), default=None)
        dear = []
        for limit in problem.by_share:
            assert budget is not None
            least = limit.sense == ">="
            most = ceil((1 - limit.setting if least else limit.setting) * budget)
            inside, spent = found.number(limit.vector, exact=True), found.number(cash, exact=True)
            dear.append(Dear(inside, spent, least, most))
        return cls(
            rows=tuple(rows),
            gain=None if gain is None else next(iter(_term(gain, found)), None),
            filters=tuple(term.column for limit in problem.filters for term in _term(limit.vector, found)),
            dear=tuple(dear),
            barred=Barred.of(problem.filters),
            columns=tuple(found.columns),
        )

    def with_columns(self, more: Sequence[Evaluate]) -> tuple[Wanted, list[int]]:
        """The same with further columns, and the numbers of these."""
        found = _Columns(list(self.columns))
        numbers = [found.number(of) for of in more]
        return dataclasses.replace(self, columns=tuple(found.columns)), numbers


class _Columns:
    """Columns so far, each key once. table: it has none of those who are asked, None = it may."""

    def __init__(self, columns: list[Vector] | None = None, table: PackageTable | None = None) -> None:
        self.columns: list[Vector] = columns or []
        self.table = table
        self._known = {one.name: at for at, one in enumerate(self.columns) if one.name is not None}

    def number(self, of: Evaluate, exact: bool = False) -> int:
        """Number of this column, which may be there already."""
        past = of if isinstance(of, Past) else None
        of, exact = (of, exact) if past is None else (past.figure, True)
        key = key_of(of)
        vector = Vector(of, None if key is None else f"{key}{'=' if exact else ''}", exact, past)
        at = None if vector.name is None else self._known.get(vector.name)
        if at is None:
            at = len(self.columns)
            self.columns.append(vector)
            if vector.name is not None:
                self._known[vector.name] = at
        return at


def _terms(limit: Limit, found: _Columns) -> tuple[Term, ...]:
    if limit.hopeless:
        return ()
    if limit.part_of is None:
        return _term(limit.vector, found)
    share = round(limit.setting * BASIS)
    inside, whole = found.number(limit.vector, exact=True), found.number(limit.part_of, exact=True)
    return Term(inside, float(BASIS)), Term(whole, -float(share))


def _term(of: Evaluate, found: _Columns) -> tuple[Term, ...]:
    """A vector as a column times a number; none where it is 0 for all."""
    factor = 1.0
    while isinstance(of, Times):
        factor *= of.factor
        of = of.vector
    if isinstance(of, Named) and found.table is not None and of.all_in(found.table):
        # In the short list, all of them: so of everybody else there is nothing to tell.
        factor *= of.other
        of = ones
    return (Term(found.number(of), factor),) if factor else ()


def _apex(table: PackageTable) -> NDArray[np.bool_]:
    return np.asarray(table.tier == APEX)


def key_of(function: Evaluate) -> str | None:
    """Equal for functions with the same code over the same plain values; None where one closes over anything else."""
    try:
        return hashlib.sha256(repr(_plain(function)).encode()).hexdigest()
    except _NoKeyError:
        return None


def _plain(value: object) -> object:
    """A value as what prints the same for equal values only."""
    if isinstance(value, np.generic):
        value = value.item()
    for kind, plain in _KINDS:
        if isinstance(value, kind):
            return plain(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, PackageTable | type):
        fields = [(one.name, _plain(getattr(value, one.name))) for one in dataclasses.fields(value)]
        return type(value).__module__, type(value).__qualname__, fields
    raise _NoKeyError


def _function(value: FunctionType) -> object:
    cells = [_plain(cell.cell_contents) for cell in value.__closure__ or ()]
    return value.__module__, _code(value.__code__), cells, _plain(value.__defaults__), _plain(value.__kwdefaults__)


def _code(code: CodeType) -> object:
    return code.co_qualname, code.co_code, _plain_constants(code.co_consts), code.co_names, code.co_freevars


def _plain_constants(constants: tuple[Any, ...]) -> list[object]:
    return [_code(one) if isinstance(one, CodeType) else (type(one).__name__, repr(one)) for one in constants]


_KINDS: tuple[tuple[Any, Callable[[Any], object]], ...] = (
    (Enum, lambda value: (type(value).__qualname__, value.value)),
    ((bool, int, float, str, bytes, type(None)), lambda value: (type(value).__name__, value)),
    (np.ufunc, lambda value: value.__name__),
    (FunctionType, _function),
    (MethodType, lambda value: (_plain(value.__func__), _plain(value.__self__))),
    (BaseModel, lambda value: (type(value).__qualname__, value.model_dump_json())),
    (Mapping, lambda value: [(_plain(key), _plain(one)) for key, one in value.items()]),
    ((tuple, list), lambda value: [_plain(one) for one in value]),
    ((set, frozenset), lambda value: sorted(repr(_plain(one)) for one in value)),
)
"""How a value of each kind prints, the first that fits."""
