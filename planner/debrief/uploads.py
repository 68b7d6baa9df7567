"""Merge several uploads of one campaign's results into one list of posts, each counted once.

Figures of a post only grow, so where two files report the same post the highest figure counts. The order of uploads is
therefore irrelevant, and a wrong upload can be removed as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import Field

from planner.domain.results import Result
from planner.domain.roster import Frozen, creator_id
from planner.problems import Problem

COUNTS = tuple("posts reach impressions views likes comments shares saves all_engagements clicks conversions".split())
MONEY = ("revenue_cents", "cost_cents")
_TEXTS = ("wave", "currency", "note", "status", "date", "link", "format", "platform", "followers", "tier")


class Upload(Frozen):
    """The results read from one file."""

    id: str = Field(min_length=1, max_length=64, description="Of the content, so that a file read twice counts once")
    name: str = Field(max_length=300)
    received: datetime = Field(default_factory=lambda: datetime.now(UTC))
    results: tuple[Result, ...] = ()


class Ledger(Frozen):
    """All uploads of one campaign; immutable."""

    uploads: tuple[Upload, ...] = ()

    def with_upload(self, upload: Upload) -> Ledger:
        """With this upload, which replaces one of the same id."""
        return Ledger(uploads=(*(u for u in self.uploads if u.id != upload.id), upload))

    def without(self, upload_id: str) -> Ledger:
        """Without this upload."""
        return Ledger(uploads=tuple(u for u in self.uploads if u.id != upload_id))


@dataclass(frozen=True)
class Aside:
    """A row that no figure includes, and why.

    kind: "not in plan", "twice", "reach", "negative", "dates", "currency", "deliverable", "ambiguous", "creator".
    """

    result: Result
    kind: str
    problem: Problem


@dataclass(frozen=True)
class Merged:
    """One row per post (or per deliverable, where a file does not separate posts), in canonical order.

    twice: rows that repeat another row of their own file. notes: figures in which two files disagree.
    """

    results: tuple[Result, ...]
    twice: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()


def merge(ledger: Ledger) -> Merged:
    """All posts of all uploads, each once; independent of the order of uploads and rows."""
    twice: list[Aside] = []
    keyed: dict[tuple[str, ...], list[Result]] = {}
    for upload in sorted(ledger.uploads, key=lambda u: u.id):
        for key, result in _once(upload, twice):
            keyed.setdefault(key, []).append(result)
    posts = [_merged(rows) for rows in _joined(keyed)]
    posts.sort(key=_order)
    twice.sort(key=lambda aside: _order(aside.result))
    return Merged(tuple(posts), tuple(twice), tuple(_disagreements(keyed)))


def _once(upload: Upload, twice: list[Aside]) -> Iterator[tuple[tuple[str, ...], Result]]:
    """Rows of one file with the key of their post; repeated rows are added to `twice` instead."""
    seen: dict[tuple[str, ...], Result] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for result in sorted(upload.results, key=lambda one: (one.row or 0, _order(one))):
        key = _key(result)
        times[key] += 1
        first = seen.get(key)
        if first is None:
            seen[key] = result
            yield key, result
        elif result.link or result.date is not None or _same(first, result):
            wrong = f"is the same post as {first.place}"
            accepted = "each post once; a link or a date tells two posts apart"
            twice.append(Aside(result, "twice", Problem(result.place, f"@{result.handle}", wrong, accepted)))
        else:
            yield (*key, f"number {times[key]}"), result


def _key(result: Result) -> tuple[str, ...]:
    if result.link:
        return ("link", _address(result.link))
    platform = "" if result.platform is None else str(result.platform)
    when = "" if result.date is None else result.date.isoformat()
    return ("post", creator_id(platform, result.handle), str(result.format or ""), when, result.wave.casefold())


def _address(link: str) -> str:
    """The link normalised: without scheme, www, query and trailing slash."""
    parts = urlsplit(link.strip() if "//" in link else f"//{link.strip()}")
    return f"{parts.netloc.removeprefix('www.').casefold()}{parts.path.rstrip('/')}"


def _same(one: Result, other: Result) -> bool:
    return one.model_dump(exclude={"row", "source"}) == other.model_dump(exclude={"row", "source"})


def _joined(keyed: dict[tuple[str, ...], list[Result]]) -> Iterator[list[Result]]:
    """Rows grouped by post; a row without a link joins the only linked post of that creator, format and day."""
    linked: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key, rows in keyed.items():
        if key[0] == "link":
            bare = {_key(row.model_copy(update={"link": ""})) for row in rows if row.date is not None}
            for twin in bare:
                linked.setdefault(twin, []).append(key)
    groups: dict[tuple[str, ...], list[Result]] = {}
    for key, rows in keyed.items():
        twins = linked.get(key, [])
        groups.setdefault(twins[0] if len(twins) == 1 else key, []).extend(rows)
    yield from groups.values()


def _merged(rows: list[Result]) -> Result:
    rows = sorted(rows, key=_order)
    values: dict[str, object] = {}
    for name in (*COUNTS, *MONEY):
        found = [value for row in rows if (value := getattr(row, name)) is not None]
        # A negative number must survive the merge, so that matching sets the post aside.
        values[name] = (min(found) if min(found) < 0 else max(found)) if found else None
    for name in _TEXTS:
        values[name] = next((getattr(row, name) for row in rows if getattr(row, name)), getattr(rows[0], name))
    return rows[0].model_copy(update=values)


def _disagreements(keyed: dict[tuple[str, ...], list[Result]]) -> Iterator[str]:
    for _, rows in sorted(keyed.items()):
        costs = sorted({row.cost_cents for row in rows if row.cost_cents is not None})
        if len(costs) > 1:
            places = " and ".join(sorted({row.place for row in rows}))
            yield f"Two files give different costs for @{rows[0].handle} ({places}): the higher one counts."


def _order(result: Result) -> tuple[str, ...]:
    when = "" if result.date is None else result.date.isoformat()
    where = f"{result.row or 0:09d}"
    return (
        result.handle.casefold(),
        str(result.platform or ""),
        when,
        result.link,
        str(result.format),
        result.source,
        where,
    )
