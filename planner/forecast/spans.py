"""Packages over the waves of a campaign: once, every other wave, every wave, as an ambassador."""

from dataclasses import replace
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.brief.terms import Span
from planner.domain.rights import RIGHTS, Right
from planner.domain.roster import UNKNOWN_FEE, Compensation
from planner.forecast.assumptions import Assumptions
from planner.forecast.lines import Lines, is_option, taken
from planner.forecast.pricing import discount_of
from planner.forecast.table import COMPENSATIONS, Bools, Codes, Floats, Ints
from planner.forecast.waves import slots
from planner.frozen import dataclass

LONG_CAMPAIGN = 45
"""Days from which on a campaign's exclusivity is paid for as that of three months."""
WORDS = {Span.EVERY_OTHER: "every other wave", Span.EVERY_WAVE: "every wave", Span.AMBASSADOR: "ambassador"}
_FIRST = {Span.EVERY_WAVE: 0, Span.ONE_OFF: 1, Span.EVERY_OTHER: 2, Span.AMBASSADOR: 3}
"""Which spans are kept first when a creator would have more packages than the brief allows."""


@dataclass(frozen=True)
class _Way:
    """Some items over some waves. items: row numbers; bits: waves of each; key: place in the choice, lower first."""

    span: Span | None
    items: Ints
    bits: Codes
    key: Ints


@dataclass(frozen=True, eq=False)
class Bookable:
    """Every creator of a roster: ids, and the waves in which each is available, as bits; both shape (creators,)."""

    ids: NDArray[np.object_]
    free: Codes

    def turns(self, creator: Ints) -> Ints:
        """A number for each of these creators that depends on their id alone, not on who else is in the roster."""
        who, which = np.unique(creator, return_inverse=True)
        own = np.array([crc32(str(self.ids[at]).encode()) for at in who.tolist()], np.int64)
        return np.asarray(own[which.reshape(-1)]) if len(own) else np.empty(0, np.int64)


def spread(items: Lines, rank: Ints, creators: Bookable, context: tuple[Brief, Assumptions]) -> Lines:
    """Each item over each span of the brief, at most `offers.most` packages per creator.

    items: sorted by creator; rank: place of each among its creator's, lower first. A package that the roster puts into
    a wave stays there. Where there are more packages than allowed, those of the first items and the longer spans stay,
    then single waves, which differ from creator to creator so that together they cover all.
    """
    brief = context[0]
    assert brief.offers is not None
    ways = _ways(items, rank, creators, brief)
    item = np.concatenate([way.items for way in ways])
    key = np.concatenate([way.key for way in ways])
    which = np.repeat(np.arange(len(ways)), [len(way.items) for way in ways])
    bits = np.concatenate([way.bits for way in ways])
    wanted = {m.creator: m.package for m in brief.must_have if m.package is not None}
    mine = np.flatnonzero(np.isin(creators.ids[items.creator[item]], list(wanted))) if wanted else item[:0]
    for at in mine.tolist():
        name = _name(items, int(item[at]), ways[which[at]].span, int(bits[at]), brief)
        if is_option(wanted[creators.ids[items.creator[item[at]]]], name):
            key[at] = -1
    key[items.bundled[item]] = -1
    order = np.lexsort((which, rank[item], key, items.creator[item]))
    creator = items.creator[item][order]
    place = np.arange(len(order)) - np.searchsorted(creator, creator)
    order = order[place < brief.offers.most]
    # Within a creator the order is that of the items, then of the spans.
    order = order[np.lexsort((bits[order], which[order], rank[item[order]], items.creator[item[order]]))]
    spans = [ways[w].span for w in which[order].tolist()]
    return _repeated(items, item[order], (spans, bits[order]), context)


def _ways(items: Lines, rank: Ints, creators: Bookable, brief: Brief) -> list[_Way]:
    """Every span of every item, before the choice; a span that comes to a single wave is a one-off."""
    assert brief.offers is not None
    every, here = np.int32((1 << len(brief.waves)) - 1), creators.free[items.creator]
    loose = np.flatnonzero((items.active == (every & here)) & (here != 0) & ~items.bundled)
    fixed = np.setdiff1d(np.arange(len(items)), loose)
    if not brief.offers.spans:
        loose, fixed = loose[:0], np.arange(len(items))
    ways = [_Way(None, fixed, items.active[fixed], rank[fixed])]
    alternate = np.int32(sum(1 << at for at in range(0, len(brief.waves), 2)))
    for span in dict.fromkeys(brief.offers.spans):
        if span is Span.ONE_OFF:
            start = creators.turns(items.creator[loose]) + rank[loose]
            ways.extend(_single(loose, rank, here, start, len(brief.waves)))
            continue
        mask = here[loose] & (alternate if span is Span.EVERY_OTHER else every)
        runs = np.bitwise_count(mask)
        keep = (runs >= 2) & _once(items)[loose]
        if span is Span.EVERY_OTHER:
            keep &= runs < np.bitwise_count(here[loose])
        ways.append(_Way(span, loose[keep], mask[keep].astype(np.int32), rank[loose[keep]] + _FIRST[span]))
    return ways


def _once(items: Lines) -> Bools:
    """Items that can be repeated: an invitation to the one event cannot."""
    return np.asarray(items.compensation != COMPENSATIONS.index(Compensation.EVENT))


def _single(loose: Ints, rank: Ints, here: Codes, start: Ints, waves: int) -> list[_Way]:
    """One wave each: first one that differs from creator to creator, then the others in turn."""
    made = []
    free = (here[loose, None] >> np.arange(waves)) & 1
    number = free.sum(axis=1)
    # Position of each available wave among the available ones.
    nth = np.where(free == 1, np.cumsum(free, axis=1) - 1, -1)
    for turn in range(waves):
        has = turn < number
        wanted = (start + turn) % np.maximum(number, 1)
        wave = np.argmax(nth == wanted[:, None], axis=1)
        key = rank[loose] + _FIRST[Span.ONE_OFF] + (0 if turn == 0 else 3 + turn)
        made.append(_Way(Span.ONE_OFF, loose[has], (1 << wave[has]).astype(np.int32), key[has]))
    return made


def _repeated(
    items: Lines, item: Ints, over: tuple[list[Span | None], Codes], context: tuple[Brief, Assumptions]
) -> Lines:
    """The chosen packages: posts, pay and stock as often as there are waves, less the discount."""
    brief, assumptions = context
    (spans, bits), chosen = over, taken(items, item)
    runs = np.array([1 if span is None else int(b).bit_count() for span, b in zip(spans, bits, strict=True)], np.int64)
    posts = chosen.counts.sum(axis=1)
    less = (1 - discount_of(posts * runs, assumptions)) / (1 - discount_of(posts, assumptions))
    exclusive = np.array([span is Span.AMBASSADOR for span in spans], bool)
    extra = np.where(exclusive, 1 + _exclusivity(brief, assumptions), 1.0)
    whole = np.rint(chosen.fee_cents * runs * less * extra / 100).astype(np.int64) * 100
    several = runs > 1
    loyal = with_odds(chosen.accepts, assumptions.number("partnership_odds"))
    names = np.array(
        [_name(items, i, s, b, brief) for i, s, b in zip(item.tolist(), spans, bits.tolist(), strict=True)],
        dtype=object,
    )
    return replace(
        chosen,
        ids=names,
        counts=chosen.counts * runs[:, None],
        fee_cents=np.where(several, whole, chosen.fee_cents),
        commission_cents=chosen.commission_cents * runs,
        derived=chosen.derived | several,
        numbers={name: column * (runs if name in brief.resources else 1) for name, column in chosen.numbers.items()},
        active=bits.astype(np.int32),
        accepts=np.where(several, loyal, chosen.accepts),
        exclusive=exclusive,
        plain=names,
        right_fees=_for_all(chosen.right_fees, runs),
    )


def _for_all(fees: Ints, runs: Ints) -> Ints:
    """Quoted surcharges for rights over so many waves: those to content for each, exclusivity once."""
    times = np.where(np.arange(len(RIGHTS)) == RIGHTS.index(Right.EXCLUSIVITY), 1, runs[:, None])
    return np.where(fees == UNKNOWN_FEE, fees, fees * times)


def with_odds(chance: Floats, factor: Floats | float) -> Floats:
    """A chance whose odds are multiplied: 1/2 becomes 2/3 with the factor 2; 0 and 1 stay."""
    return np.asarray(chance * factor / (1 - chance + chance * factor))


def _exclusivity(brief: Brief, assumptions: Assumptions) -> float:
    times = slots(brief, assumptions, date(2000, 1, 1))
    days = (times[-1].last - times[0].first).days + 1
    return assumptions.number("exclusivity_90_days" if days > LONG_CAMPAIGN else "exclusivity_30_days")


def _name(items: Lines, item: int, span: Span | None, bits: int, brief: Brief) -> str:
    name = str(items.ids[item])
    if span is None:
        return name
    if span is Span.ONE_OFF:
        return f"{name}, in {brief.waves[bits.bit_length() - 1].name}"
    return f"{name}, {WORDS[span]}"
