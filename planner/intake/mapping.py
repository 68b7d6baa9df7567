"""What somebody has said about a file: how to open it, what its columns are, answers. Remembered by its header."""

import hashlib
from typing import Self

from pydantic import Field as Described

from planner.domain.roster import Frozen
from planner.intake.columns.names import normal


class ColumnChoice(Frozen):
    """A column and what it is read as.

    `read_as` is a field such as `fee`, with what belongs to it: `tiktok followers`, `fee of 1 reel`; or `number`, or
    `ignore`.
    """

    column: str = Described(description="Letter of the column, as the spreadsheet shows it", pattern="^[A-Z]{1,3}$")
    header: str = Described("", max_length=1_000)
    read_as: str = Described(max_length=200)


class Mapping(Frozen):
    """Everything that was chosen for one file. Empty, it leaves all to what the file says itself."""

    header: tuple[str, ...] = Described((), description="The header it was made for")
    sheet: str | None = None
    sheets: tuple[str, ...] = Described((), description="Several sheets of a workbook, read as one roster")
    header_row: int | None = Described(None, ge=1, le=200_000)
    encoding: str | None = None
    delimiter: str | None = Described(None, min_length=1, max_length=1)
    columns: tuple[ColumnChoice, ...] = ()
    answers: dict[str, str] = Described(default_factory=dict, description="Key of a question -> answer")

    def role_of(self, letter: str) -> str | None:
        """What a column is said to be, None when nobody said."""
        return next((choice.read_as for choice in self.columns if choice.column == letter), None)

    def answered(self, **answers: str) -> Self:
        """A copy with these answers added."""
        return self.model_copy(update={"answers": self.answers | answers})

    @property
    def fingerprint(self) -> str:
        """Equal for files with the same header, whatever their name."""
        return fingerprint(self.header)


def fingerprint(header: tuple[str, ...]) -> str:
    """Hex digest of a header; blanks, case and punctuation do not count, order does."""
    text = "\n".join(normal(name) for name in header)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
