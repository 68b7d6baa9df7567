"""How much of a list cannot be used, and what would bring most of it back."""

from collections import Counter

from planner.frozen import dataclass
from planner.intake.reading import Reading
from planner.wording import count, counted

MANY = 0.2
"""Share of the rows with creators that may wait before somebody has to be warned."""
_WAITS = "aside"
"""The answer that leaves rows out until they are corrected."""


@dataclass(frozen=True)
class Losses:
    """Rows that cannot be used, of how many. reasons: sentences, the one that would bring back most first."""

    lost: int
    rows: int
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How many rows cannot be used yet, of how many."""
        return f"{count(self.lost)} of {counted(self.rows, 'row')} with creators can't be used yet."


def losses_of(reading: Reading, share: float = MANY) -> Losses | None:
    """What is lost when more than this share of the rows cannot be used, else None."""
    rows = reading.rows_used + reading.rows_merged + reading.rows_set_aside
    if not reading.rows_set_aside or reading.rows_set_aside <= share * rows:
        return None
    problems: Counter[tuple[str, str, str]] = Counter()
    for aside in dict.fromkeys(reading.set_aside):
        problems[str(aside.column or "its cells"), aside.wrong, aside.accepted] += 1
    reasons = [
        f"{count(number)} {'row needs' if number == 1 else 'rows need'} {place} corrected: it {wrong}. "
        f"Accepted: {accepted}."
        for (place, wrong, accepted), number in problems.most_common(3)
    ]
    asked = [f"Answer this: {question.title}" for question in reading.questions if question.holds == _WAITS]
    return Losses(reading.rows_set_aside, rows, tuple([*asked, *reasons]))
