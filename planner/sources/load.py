"""A list from elsewhere as a file: its name and its bytes, for the reader of all lists."""

from __future__ import annotations

from dataclasses import dataclass

from planner.sources.allowed import Rights
from planner.sources.origin import Origin, filled


@dataclass(frozen=True)
class Loaded:
    """name, data: as of a file. origin: where it came from, with what the service said of this version.

    unchanged: it is the version that the origin named; then there is no data.
    """

    name: str
    data: bytes
    origin: Origin
    unchanged: bool = False


def load(origin: Origin, rights: Rights) -> Loaded:
    """Read a list. Raises BadInput for a place that may not or cannot be read, and for what is no list there."""
    origin.checked()
    private = rights.private(origin)
    ready = filled(origin)
    if origin.is_database:
        from planner.sources.query import ask

        return Loaded(f"{origin.title}.json", ask(ready, origin.query), origin)
    from planner.sources.fetch import Allowance, Seen, fetch

    def allows(target: str) -> bool:
        return rights.allows(Origin(place=target[:2_000], header=origin.header))

    found = fetch(ready, Allowance(private, allows), Seen(origin.etag, origin.modified))
    seen = {"etag": found.seen.etag, "modified": found.seen.modified}
    return Loaded(found.name, found.data, origin.model_copy(update=seen), found.unchanged)
