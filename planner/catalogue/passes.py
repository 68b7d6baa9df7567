"""One pass over everybody outside a short list: prices out, and sums, the best and the nearest back.

What a package earns is first computed in float32, as a product of matrices over columns as they are kept; that is off
by no more than gamma_m times the sum of the sizes of its terms, whatever the order of the sum (Higham 2002, 3.1), and a
term is no larger than the largest of its column. Only packages that could matter within that are computed again, in
float64 and in a fixed order; where these are many, a product in float64 has told most of them apart before. There a
number that was kept as float32 is off by half a unit in its last place, so each earning is raised by that part of the
size of its terms: sums and tops are never below the true ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.catalogue import Shard
from planner.catalogue.packed import Array, Held, Spec, store_of, weight_key
from planner.catalogue.vectors import Wanted
from planner.forecast.table import Bools, Floats, Ints
from planner.optimise.rest import MOST, Answered, Others, Question

HALF, TINY = 2.0**-24, 2.0**-149
"""What rounding to float32 takes of a number at most, and of one next to nothing."""
DOUBLE = 2.0**-53
ROUNDING = HALF * (1 + 2.0**-20)
"""The same as a part of the rounded number."""
BLOCK = 8_192
"""Packages priced at once: their columns stay in a core's own memory."""
FEW, GROUP = 4_096, 32
"""Rows of a shard that are computed exactly at once, and questions that are looked at in float64 together."""
UP = 1 + 2.0**-40
"""Sums of ten million numbers in float64 are off by less than this."""


@dataclass(frozen=True, eq=False)
class Ask:
    """What is asked of every shard.

    scales: of the rows, (K,). skipped: creators of the short list, by their numbers in the catalogue, sorted. most:
    packages named for one question at most.
    """

    spec: Spec
    wanted: Wanted
    scales: Floats
    segments: int
    skipped: Ints
    most: int = MOST

    def asks(self, shard: Shard) -> bool:
        """False where the manifest tells that the filters leave nobody of a shard: it has nothing to say."""
        return not self.wanted.barred.all_of(shard.kept, excepted=bool(self.spec.brief.exceptions))

    @property
    def factors(self) -> Floats:
        """Of each row (K + 1,) what each column counts, scaled; shape (K + 1, columns)."""
        found = np.zeros((len(self.wanted.rows), len(self.wanted.columns)))
        for at, terms in enumerate(self.wanted.rows):
            for term in terms:
                found[at, term.column] += term.factor * (self.scales[at] if at < len(self.scales) else 1.0)
        return found

    def prices(self, question: Question) -> tuple[Floats, Floats]:
        """What a unit of each column earns, the weights first, and the size of what that was summed of."""
        y = np.zeros(len(self.wanted.rows))
        y[: len(question.prices.y)] = question.prices.y
        factors = self.factors
        price, size = -(y @ factors), np.abs(y) @ np.abs(factors)
        if question.aims and self.wanted.gain is not None:
            price[self.wanted.gain.column] += self.wanted.gain.factor
            size[self.wanted.gain.column] += abs(self.wanted.gain.factor)
        w = np.asarray(question.prices.w, float)
        return np.concatenate([w, price]), np.concatenate([np.abs(w), size])


@dataclass(frozen=True, eq=False)
class Said:
    """What a shard says to one question: as `Answered`, with what each package near it earns at most."""

    more: float
    top: float
    packages: int
    near: Others
    earned: Floats


class Opened:
    """A shard's columns while it is asked."""

    def __init__(self, shard: Shard, ask: Ask) -> None:
        self.shard, self._ask = shard, ask
        self.held, self._loose = store_of(ask.spec).columns(shard, ask.spec, ask.wanted.columns)
        self._read: dict[int, Array] = {}
        self.creators = self.held.creators

    def column(self, at: int) -> Array:
        """A column by its number, the weights first."""
        if at not in self._read:
            segments = self._ask.segments
            if at < segments:
                self._read[at] = self.held.read(weight_key(at))
            else:
                vector = self._ask.wanted.columns[at - segments]
                kept = self._loose[at - segments] if vector.key is None else self.held.read(vector.key)
                self._read[at] = vector.read(kept)
        return self._read[at]

    def largest(self, at: int) -> float:
        """The largest size in a column."""
        segments = self._ask.segments
        if at < segments:
            return self.held.columns[weight_key(at)].largest
        vector = self._ask.wanted.columns[at - segments]
        if vector.past is not None:
            return 1.0
        if vector.key is None:
            return float(np.abs(self.column(at)).max(initial=0))
        return self.held.columns[vector.key].largest

    @property
    def let_in(self) -> Bools:
        """Packages that the filters let in, of creators who are not in the short list; shape (n,)."""
        keep = self._by_filters()
        first = self.shard.first
        ends = np.searchsorted(self._ask.skipped, [first, first + self.shard.creators])
        if ends[0] < ends[1]:
            skipped = np.zeros(self.shard.creators, bool)
            skipped[self._ask.skipped[ends[0] : ends[1]] - first] = True
            keep &= ~skipped[self.creators]
        return keep

    def _by_filters(self) -> Bools:
        wanted, n = self._ask.wanted, len(self.held)
        keys = [wanted.columns[at].name for at in wanted.filters]
        dear = [(wanted.columns[one.inside].name, wanted.columns[one.cash].name, one) for one in wanted.dear]
        named = repr((keys, [(*names, one.outside, one.most) for *names, one in dear]))
        unnamed = None in keys or any(None in names for *names, _ in dear)
        known = None if unnamed else hashlib.sha256(named.encode()).hexdigest()
        if known is not None and known in self.held.masks:
            return np.unpackbits(self.held.masks[known], count=n).astype(bool)
        keep = np.ones(n, bool)
        offset = self._ask.segments
        for at in wanted.filters:
            keep &= self.column(offset + at) <= 0
        for one in wanted.dear:
            inside, cash = self.column(offset + one.inside), self.column(offset + one.cash)
            keep &= (cash.astype(np.int64) - inside if one.outside else inside) <= one.most
        if known is not None:
            self.held.masks[known] = np.packbits(keep)
        return keep

    def others(self, rows: Ints) -> Others:
        """These packages in full; rows of the shard, sorted."""
        ask = self._ask
        weights = np.stack([self.column(s)[rows] for s in range(ask.segments)], axis=1).astype(float)
        factors, found = ask.factors, np.zeros((len(rows), len(ask.wanted.rows)))
        for at, terms in enumerate(ask.wanted.rows):
            for column in dict.fromkeys(term.column for term in terms):
                found[:, at] += factors[at, column] * self.column(ask.segments + column)[rows]
        gain = np.zeros(len(rows))
        if ask.wanted.gain is not None:
            gain = ask.wanted.gain.factor * self.column(ask.segments + ask.wanted.gain.column)[rows].astype(float)
        own = self.creators[rows]
        available = np.ones(len(rows), np.int64) if self.held.available is None else self.held.available[own]
        return Others(self.shard.first + own, available, gain, found, weights, ROUNDING)


@dataclass(eq=False)
class Priced:
    """The work on one shard: what it says to each question.

    floors: of each question, what a package has to earn at least to be named, since so many others earn more already;
    they rise while the pass goes on, and make no difference to what is named in the end.
    """

    ask: Ask
    questions: Sequence[Question]
    floors: list[float] = field(default_factory=list)

    def __call__(self, shard: Shard) -> list[Said]:
        """Raises BadInput when the shard was changed, or where there is no room."""
        try:
            return self._said(shard)
        except FileNotFoundError:
            store_of(self.ask.spec).forget(shard)
            return self._said(shard)

    def _said(self, shard: Shard) -> list[Said]:
        opened, floors = Opened(shard, self.ask), list(self.floors)
        keep = opened.let_in
        packages = int(np.count_nonzero(keep))
        priced = [self.ask.prices(question) for question in self.questions]
        if not packages:
            nobody = opened.others(np.empty(0, np.int64))
            return [Said(0.0, -np.inf, 0, nobody, np.empty(0)) for _ in priced]
        # Where nothing has a price, everybody earns 0 all the same.
        used = np.flatnonzero(np.any([size > 0 for _, size in priced], axis=0) | (np.arange(len(priced[0][1])) == 0))
        columns = [opened.column(at) for at in used.tolist()]
        prices, sizes = (np.array([one[part][used] for one in priced]) for part in (0, 1))
        terms = Terms(columns, prices, sizes, np.array([opened.largest(at) for at in used.tolist()]))
        wanted = [max(-question.loss, floor) for question, floor in zip(self.questions, floors, strict=True)]
        found = []
        for at, rows in enumerate(terms.doubtful(np.flatnonzero(keep), wanted)):
            question = self.questions[at]
            earned = raise_by_rounding([column[rows] for column in columns], (prices[at], sizes[at]))
            near = replace(question, loss=-wanted[at], most=min(self.ask.most, question.most))
            found.append(replace(_one(opened, rows, earned, near), packages=packages))
        return found


@dataclass(frozen=True, eq=False)
class Terms:
    """What packages of a shard earn, as sums of columns times prices.

    columns: (m), each (n,). prices, sizes: of each question, and what each price was summed of; (questions, m).
    largest: size in each column; (m,).
    """

    columns: Sequence[Array]
    prices: Floats
    sizes: Floats
    largest: Floats

    def doubtful(self, let_in: Ints, wanted: Sequence[float]) -> list[Ints]:
        """Rows of each question that could earn what is wanted, or anything, or the most; shape (rows,), sorted.

        Whoever earns any of that when raised by rounding is among them. Prices of very different sizes cancel out in
        some, as in whoever is all of a share; float32 tells nothing of these, so float64 goes over them.
        """
        rough = roughly(self.columns, self.prices)
        found = []
        for at, least in enumerate(wanted):
            off = error(self.sizes[at], self.largest)
            found.append(let_in[_could(rough[at][let_in], least, off)])
        many = [at for at, rows in enumerate(found) if len(rows) > FEW]
        for low in range(0, len(many), GROUP):
            group = many[low : low + GROUP]
            union = _union([found[at] for at in group], len(self.columns[0]))
            fine = roughly([column[union] for column in self.columns], self.prices[group], np.float64)
            for place, at in enumerate(group):
                mine = np.searchsorted(union, found[at])
                found[at] = found[at][_could(fine[place][mine], wanted[at], self._raised(at))]
        return found

    def _raised(self, at: int) -> float:
        """By how much a sum in float64 may be off, with what it is raised by at most."""
        size, single = self.sizes[at], np.array([column.dtype == np.float32 for column in self.columns], bool)
        kept = ROUNDING * (1 + 2.0**-20) * float(size[single] @ self.largest[single])
        roundings = 4 * len(size) + 32 + len(size) + 4
        return kept + roundings * 2 * DOUBLE * float(size @ self.largest) + len(size) * TINY * (1 + float(size.sum()))


def _union(rows: Sequence[Ints], most: int) -> Ints:
    """Rows, each below `most`, that are among any of these; sorted."""
    if len(rows) == 1:
        return rows[0]
    among = np.zeros(most, bool)
    for some in rows:
        among[some] = True
    return np.flatnonzero(among)


def _could(earned: NDArray[Any], wanted: float, off: float) -> Ints:
    """Where what is earned, which may be off by so much, could be wanted, or above 0, or the most."""
    best = float(earned.max(initial=-np.inf))
    return np.flatnonzero(earned >= min(wanted, 0.0, best - off) - off)


def _one(opened: Opened, rows: Ints, earned: Floats, question: Question) -> Said:
    """What these packages of a shard, of which each earns so much at most, say to one question."""
    top = float(earned.max(initial=-np.inf))
    ahead = np.flatnonzero(earned > 0)
    more = 0.0
    if len(ahead):
        own = opened.creators[rows[ahead]]
        first = np.flatnonzero(np.diff(own, prepend=-1))
        best = np.maximum.reduceat(earned[ahead], first)
        held = opened.held.available
        more = float((best if held is None else best * held[own[first]]).sum()) * UP
    near = np.flatnonzero(earned >= -question.loss)
    if len(near) > question.most:
        near = np.sort(near[np.argsort(-earned[near], kind="stable")[: question.most + 1]])
    return Said(more, top, len(rows), opened.others(rows[near]), earned[near])


def roughly(columns: Sequence[Array], prices: Floats, kind: type[np.floating[Any]] = np.float32) -> NDArray[Any]:
    """What packages earn about; prices: of each question, (questions, columns). In float32 off by `error` at most."""
    n, single = len(columns[0]), prices.astype(kind)
    found, block = np.empty((len(prices), n), kind), np.empty((len(columns), BLOCK), kind)
    for low in range(0, n, BLOCK):
        part = block[:, : min(BLOCK, n - low)]
        for place, column in enumerate(columns):
            part[place] = column[low : low + BLOCK]
        found[:, low : low + BLOCK] = single @ part
    return found


def error(size: Floats, largest: Floats) -> float:
    """By how much a sum in float32 of these terms may be off: prices, columns, products and sums each rounded."""
    roundings = (len(size) + 4) * HALF
    gamma = roundings / (1 - roundings)
    return float(gamma * (1 + 2.0**-20) * (size @ largest) + 4 * len(size) * TINY * (1 + size.sum() + largest.sum()))


def raise_by_rounding(columns: Sequence[Array], priced: tuple[Floats, Floats]) -> Floats:
    """What packages earn at most, in float64 and column after column, so that no library decides a digit.

    priced: of each column its price, and the size of what that was summed of.
    """
    rows = len(columns[0]) if len(columns) else 0
    total, singles, every = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for column, price, size in zip(columns, *priced, strict=True):
        values = column.astype(float)
        total += price * values
        sized = size * np.abs(values)
        every += sized
        if column.dtype == np.float32:
            singles += sized
    slack = ROUNDING * singles + (4 * len(columns) + 32) * DOUBLE * every
    return np.asarray(total + slack + len(columns) * TINY * (1 + float(priced[1].sum())))


class Merged:
    """What the shards so far say to one question."""

    def __init__(self, question: Question, most: int) -> None:
        self._question, self._most = question, most
        self._more, self._top, self._packages, self._named = 0.0, -np.inf, 0, 0
        self._near: list[Others] = []
        self._earned: list[Floats] = []
        self.floor = -np.inf

    def add(self, said: Said) -> None:
        """Add a shard; they come in their order."""
        self._more += said.more
        self._top = max(self._top, said.top)
        self._packages += said.packages
        keep = np.flatnonzero(said.earned > self.floor)
        if len(keep) or not self._near:
            self._near.append(said.near.at(keep) if len(keep) < len(said.earned) else said.near)
            self._earned.append(said.earned[keep])
            self._named += len(keep)
        if self._named > 2 * self._most + 1:
            self._cut()

    def _cut(self) -> None:
        near, earned = join(self._near), np.concatenate(self._earned)
        if len(earned) > self._most:
            kept = np.argsort(-earned, kind="stable")[: self._most + 1]
            # Of equals the first are kept, and whoever comes later and earns no more than the last is not.
            self.floor = float(earned[kept[-1]])
            kept = np.sort(kept)
            near, earned = near.at(kept), earned[kept]
        self._near, self._earned, self._named = [near], [earned], len(earned)

    def answered(self) -> Answered:
        """The answer of all."""
        self._cut()
        near, earned, complete = self._near[0], self._earned[0], self._question.loss
        if len(earned) > self._most:
            last = int(np.argsort(-earned, kind="stable")[-1])
            complete = -float(earned[last])
            near = near.at(np.delete(np.arange(len(earned)), last))
        elif len(earned) == self._packages:
            complete = np.inf
        return Answered(self._more * UP, self._top, near, complete, self._packages)


def join(parts: Sequence[Others]) -> Others:
    """Packages of several shards, in the order of the parts."""
    if len(parts) == 1:
        return parts[0]
    return Others(
        np.concatenate([part.creator for part in parts]),
        np.concatenate([part.available for part in parts]),
        np.concatenate([part.gain for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.weights for part in parts]),
        ROUNDING,
    )


def owned(held: Held, creators: Ints) -> NDArray[np.int64]:
    """Rows of these creators of a shard, sorted."""
    spans = [np.arange(held.starts[at], held.starts[at + 1]) for at in creators.tolist()]
    return np.concatenate(spans).astype(np.int64) if spans else np.empty(0, np.int64)
