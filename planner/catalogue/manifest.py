"""The manifest of a catalogue, `catalogue.json`: what is in it, and of each file what filters can tell by."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, ValidationError

from planner.catalogue.schema import Columns
from planner.domain.roster import Frozen
from planner.problems import BadInput, Problem, problems_of

FORMAT = 1
MANIFEST, SHARDS, INDEX, SET_ASIDE = "catalogue.json", "shards", "index.parquet", "set_aside.csv"
"""Names inside the directory of a catalogue."""
MOST_VALUES = 1_000
_BIGGEST = 200_000_000


class Kept(Frozen):
    """One file: its creators and packages, and what of them lets a filter skip it.

    first: number of its first creator in the catalogue. digest: `Roster.fingerprint` of its content. footer: SHA-256 of
    the file's footer, which changes when the file does. platforms, countries: all that its accounts have, in small
    letters; countries has "" where one is not known.
    """

    file: str
    first: int = Field(ge=0)
    creators: int = Field(ge=1)
    packages: int = Field(ge=1)
    size: int = Field(ge=1, description="Bytes")
    digest: str
    footer: str
    platforms: tuple[str, ...]
    countries: tuple[str, ...]
    followers: tuple[int, int] = Field(description="Fewest and most")


class Source(Frozen):
    """A file that a catalogue was made of, with what became of its rows.

    rows = used + merged + set_aside + blank.
    """

    file: str
    rows: int
    used: int
    merged: int
    set_aside: int
    blank: int = 0


class Manifest(Frozen):
    """What a catalogue says of itself. currency: of all amounts of money.

    values: of columns with at most `MOST_VALUES` different cells; none in a catalogue of an earlier version.
    """

    format: int = FORMAT
    name: str = Field(min_length=1, max_length=200)
    currency: str = Field("USD", pattern="^[A-Z]{3}$")
    columns: Columns
    values: dict[str, dict[str, int]] = Field(
        default_factory=dict,
        description='By column of an attribute: its cells, "" where it is not known, and how many accounts have each',
    )
    shards: tuple[Kept, ...]
    sources: tuple[Source, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the content: equal for equal catalogues, however their files were written."""
        return fingerprint_of(self.currency, self.columns, (one.digest for one in self.shards))

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """The manifest of a directory. Raises BadInput."""
        path = directory / MANIFEST
        place = f"catalogue '{directory}'"
        if not directory.is_dir():
            wrong = "is a file" if directory.exists() else "does not exist"
            raise BadInput([Problem(place, "", wrong, "a directory made by the command catalogue build")])
        try:
            if path.stat().st_size > _BIGGEST:
                raise BadInput([Problem(place, "", f"has a {MANIFEST} that is too large", "one as it was written")])
            text = path.read_bytes()
        except FileNotFoundError:
            raise BadInput([Problem(place, "", f"has no {MANIFEST}", "a directory made by catalogue build")]) from None
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
            raise BadInput([Problem(place, "", why, "a catalogue that may be read")]) from None
        try:
            found = cls.model_validate_json(text)
        except ValidationError as error:
            raise BadInput(problems_of(error, f"{place}, {MANIFEST}")) from None
        if found.format != FORMAT:
            wrong = "is the format of another version of the planner"
            raise BadInput([Problem(place, str(found.format), wrong, f"format {FORMAT}; build the catalogue again")])
        return found

    def write(self, directory: Path) -> None:
        """Write it into a directory, on disk before this returns. Raises OSError."""
        with open(directory / MANIFEST, "w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())


def fingerprint_of(currency: str, columns: Columns, digests: Iterable[str]) -> str:
    """Fingerprint of a catalogue by its currency, its columns and the digests of its files in order."""
    digest = hashlib.sha256(f"catalogue {FORMAT} {currency} {columns.model_dump_json()}".encode())
    for one in digests:
        digest.update(one.encode())
    return digest.hexdigest()
