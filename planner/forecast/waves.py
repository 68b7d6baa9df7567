"""The waves of a campaign in time, and what falls into each."""

from datetime import date, timedelta

import numpy as np

from planner.brief.brief import Brief
from planner.domain.availability import read_availability
from planner.domain.roster import AVAILABILITY, Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Bools, Codes, Ints
from planner.frozen import dataclass

WAVE = "wave"
"""The package column that says in which wave of the brief a package runs."""
CAMPAIGN = "Campaign"
"""What a campaign without waves is called where waves are listed: it is one."""


@dataclass(frozen=True)
class Slot:
    """One wave in time. number: from 1; first and last: its days, both inside."""

    number: int
    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.last - self.first).days + 1


def slots(brief: Brief, assumptions: Assumptions, start: date) -> tuple[Slot, ...]:
    """The brief's waves, or the whole campaign as one; never empty.

    start: the first day, where the brief has no flight. A wave without dates begins the day after the one before;
    without an end it takes an even part of the days until the next date that is known, or the usual length.
    """
    first = start if brief.flight is None else brief.flight.start
    end = None if brief.flight is None else brief.flight.end
    usual = max(1, round(assumptions.number("wave_days")))
    if not brief.waves:
        return (Slot(1, CAMPAIGN, first, end or first + timedelta(days=usual - 1)),)
    made: list[Slot] = []
    for at, wave in enumerate(brief.waves):
        begins = wave.start or (made[-1].last + timedelta(days=1) if made else first)
        made.append(Slot(at + 1, wave.name, begins, wave.end or _end(brief, at, begins, usual)))
    return tuple(made)


def _end(brief: Brief, at: int, begins: date, usual: int) -> date:
    """Last day of a wave without one: waves up to the next known date share the days evenly."""
    sharing = 1
    for later in brief.waves[at + 1 :]:
        if later.start is not None:
            return begins + timedelta(days=max(1, (later.start - begins).days // sharing) - 1)
        if later.end is not None:
            return begins + timedelta(days=max(1, ((later.end - begins).days + 1) // (sharing + 1)) - 1)
        sharing += 1
    if brief.flight is not None and brief.flight.end is not None:
        return begins + timedelta(days=max(1, ((brief.flight.end - begins).days + 1) // sharing) - 1)
    return begins + timedelta(days=usual - 1)


def active(roster: Roster, brief: Brief) -> Codes:
    """Waves in which each package of a roster posts, as bits: 1 for the first, 2 for the second, 4 for the third.

    A package without a wave of its own runs in all of them. 0 where the brief has no waves.
    """
    offers, number = roster.offers, len(brief.waves)
    every = (1 << number) - 1
    if not number or WAVE not in offers:
        return np.full(len(offers), every, np.int32)
    own = offers.whole(WAVE)
    return np.where(own > 0, 1 << np.maximum(own - 1, 0), every).astype(np.int32)


def own(roster: Roster, brief: Brief) -> Bools:
    """True where a package has a wave of its own."""
    offers = roster.offers
    return offers.whole(WAVE) > 0 if brief.waves and WAVE in offers else np.zeros(len(offers), bool)


def dated(brief: Brief) -> bool:
    """True when the brief says on which days its waves are."""
    return brief.flight is not None or any(wave.start is not None for wave in brief.waves)


def free(roster: Roster, brief: Brief, times: tuple[Slot, ...]) -> Codes:
    """Waves in which each creator can post, as bits; shape (creators,). times: the campaign's, see `slots`.

    Waves mean nothing in a brief without waves, nor days in one without dates: there they count as available.
    """
    every = (1 << len(times)) - 1
    if AVAILABILITY not in roster.people:
        return np.full(len(roster), every, np.int32)
    codes, texts = roster.people.codes(AVAILABILITY)
    free_in = np.array([_free(text, brief, times) for text in texts], np.int32)
    return np.asarray(free_in[codes])


def _free(text: str, brief: Brief, times: tuple[Slot, ...]) -> int:
    says = read_availability(text)
    if says is None or not ((says.waves and brief.waves) or (says.days and dated(brief))):
        return (1 << len(times)) - 1
    return sum(1 << (slot.number - 1) for slot in times if says.has(slot.number, slot.first, slot.last))


def part_in(amount: Ints, bits: Codes, number: int) -> Ints:
    """What of each package's amount falls into a wave (from 1): an even part in whole numbers.

    What does not divide falls into the package's first wave, so that the waves add up to the amount.
    """
    runs = np.maximum(np.bitwise_count(bits).astype(np.int64), 1)
    here, first = (bits >> (number - 1)) & 1 == 1, bits & (bits - 1) ^ bits == 1 << (number - 1)
    return np.asarray(np.where(here, amount // runs + np.where(first, amount % runs, 0), 0), np.int64)


def numbers_of(bits: int) -> tuple[int, ...]:
    """Wave numbers of a bit pattern, from 1."""
    return tuple(at + 1 for at in range(bits.bit_length()) if bits >> at & 1)
