"""When a creator can post, as a roster writes it: `1-4, 6` for waves, `2027-03-01 to 2027-04-15` for days."""

import re
from datetime import date

from planner.frozen import dataclass

ACCEPTED = "waves such as 1-4, 6, or days such as 2027-03-01 to 2027-04-15, or nothing for always"
_WAVES = re.compile(r"^(\d{1,2})(?:\s*(?:-|–|to)\s*(\d{1,2}))?$")
_DAYS = r"^(\d{4}-\d{2}-\d{2})(?:\s*(?:to|/|–|\.\.)\s*(\d{4}-\d{2}-\d{2}))?$"


@dataclass(frozen=True)
class Availability:
    """waves: numbers from 1. days: ranges, both ends inside. A wave is free when either names it."""

    waves: frozenset[int]
    days: tuple[tuple[date, date], ...]

    def has(self, wave: int, first: date, last: date) -> bool:
        """True when a wave is named, or has a day on which they can post."""
        return wave in self.waves or any(start <= last and first <= end for start, end in self.days)


def read_availability(text: str) -> Availability | None:
    """What a cell says; None = always. Raises ValueError for a cell that says nothing usable."""
    parts = [part for part in re.split(r"[,;]", text.casefold().strip()) if part.strip()]
    if not parts or parts == ["always"]:
        return None
    waves: set[int] = set()
    days = []
    for part in parts:
        bare = part.strip().removeprefix("wave").removeprefix("s").strip()
        if found := _WAVES.match(bare):
            low = int(found[1])
            high = int(found[2] or low)
            if not 1 <= low <= high:
                raise ValueError(f"has the waves {part.strip()}")
            waves.update(range(low, high + 1))
        elif found := re.match(_DAYS, bare):
            start = date.fromisoformat(found[1])
            end = date.fromisoformat(found[2]) if found[2] else start
            if end < start:
                raise ValueError(f"ends before it begins in {part.strip()}")
            days.append((start, end))
        else:
            raise ValueError(f"has {part.strip()}")
    return Availability(frozenset(waves), tuple(days))
