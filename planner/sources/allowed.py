"""Which places may be read.

On a server, those that its owner names in the file of the setting PLANNER_SOURCES:

    [crm]
    place = "https://crm.example.com/api/"        # this address and all below it
    header = "Authorization: Bearer ${CRM_TOKEN}"
    private = true                                # the host may be in the server's own network

    [warehouse]
    place = "postgresql://reader:${WAREHOUSE_PASSWORD}@db.example.com/marketing"

Whoever uses the pages names a source and, below it, a path or a query; secrets stay in the server's environment. On the
command line people act for themselves, with their own rights: any place may be read but for hosts of the local network
that a redirect leads to.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import Field

from planner.domain.roster import Frozen
from planner.owner_file import tables_in
from planner.problems import BadInput, Problem
from planner.sources.origin import Origin

SETTING = "PLANNER_SOURCES"


class Source(Frozen):
    """A place that the owner of a server allows.

    place: an address, with everything below it, or a database.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,59}$")
    place: str = Field(max_length=2_000)
    header: str = Field("", max_length=1_000)
    private: bool = Field(False, description="The host may be in the server's own network")

    @property
    def is_database(self) -> bool:
        """True for a database, of which a query is asked."""
        return Origin(place=self.place).is_database

    def origin(self, wanted: str) -> Origin:
        """The list at a path below the address, or of a query. Raises BadInput for what leads elsewhere."""
        if self.is_database:
            return Origin(place=self.place, query=wanted).checked()
        path = wanted.strip().lstrip("/")
        whole = f"{self.place.rstrip('/')}/{path}" if path else self.place
        found = Origin(place=whole, header=self.header).checked()
        if not self.covers(whole):
            raise BadInput([Problem("the path", wanted, "leads out of the address that is allowed", "a path below it")])
        return found

    def covers(self, place: str) -> bool:
        """True for an address that is this one or lies below it."""
        mine, theirs = urlsplit(self.place), urlsplit(place)
        if (mine.scheme, mine.netloc.casefold()) != (theirs.scheme, theirs.netloc.casefold()):
            return False
        folder = mine.path.rstrip("/")
        outside = any(part in ("..", ".") for part in theirs.path.replace("%2e", ".").replace("%2E", ".").split("/"))
        return not outside and (theirs.path == folder or theirs.path.startswith(f"{folder}/") or not folder)


@dataclass(frozen=True)
class Rights:
    """What may be read. sources: None = any place, as on the command line."""

    sources: tuple[Source, ...] | None

    def of(self, origin: Origin) -> Source | None:
        """The source by which an origin may be read, None where none is needed. Raises BadInput when it may not be."""
        found = self._found(origin)
        if self.sources is None or found is not None:
            return found
        names = ", ".join(source.name for source in self.sources) or "none: its owner has named no sources"
        raise BadInput([Problem(f"the place {origin.title}", "", "may not be read from this server", names)])

    def allows(self, origin: Origin) -> bool:
        """Whether an origin may be read."""
        return self.sources is None or self._found(origin) is not None

    def _found(self, origin: Origin) -> Source | None:
        for source in self.sources or ():
            same = source.place == origin.place if source.is_database else source.covers(origin.place)
            if same and source.header == origin.header:
                return source
        return None

    def private(self, origin: Origin) -> bool:
        """True where the host may be in the local network."""
        source = self.of(origin)
        return True if source is None else source.private


ANY = Rights(None)


def configured(environment: Mapping[str, str] = os.environ) -> Rights:
    """What the owner of this server allows: nothing without the setting. Raises BadInput for a file that is none."""
    return Rights(
        tables_in(SETTING, environment, "source", Source, lambda one: one.origin("SELECT 1" if one.is_database else ""))
    )
