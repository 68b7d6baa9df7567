"""Review links: copies of a plan that a client decides on, and what they decided.

The sender's half, `Reviews` in `review_links.py`, belongs to a workspace and names links by id; the client's half,
`Guest`, has a token and reaches that one link. Of a token only its SHA-256 is kept. Decisions are only ever added; who
made them can be taken out.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, func, select

from planner.brief.brief import Brief
from planner.campaign.differences import Part, cut
from planner.campaign.record import LONGEST_NOTE, By, Entry, Kind
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.problems import BadInput, Problem, validated
from planner.review.brand import Brand
from planner.review.decisions import Choice, Decision, Price, Reviewer
from planner.review.snapshot import Options, Snapshot, Terms
from planner.store.accounts import hashed
from planner.store.bodies import Rosters, outcome_of, unpacked
from planner.store.changes import append
from planner.store.database import Database, insert_new
from planner.store.errors import StoreError
from planner.store.tables import REVIEW_DECISIONS, REVIEW_VERSIONS, REVIEWS
from planner.store.times import micros, moment, utc_now
from planner.wording import person

MOST_DECISIONS = 5_000
"""Of one link: whoever holds it may write no more than that."""
_TERMS = TypeAdapter(tuple[Terms, ...])
Clock = Callable[[], datetime]


class Closed(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    OFF = "off"


class LinkClosed(StoreError):
    """The link opens nothing (any more). The text is a sentence without a full stop."""

    def __init__(self, why: Closed) -> None:
        super().__init__(_CLOSED[why])
        self.why = why


_CLOSED = {
    Closed.UNKNOWN: "This link doesn’t open anything; please check that you have the whole address",
    Closed.EXPIRED: "This link has expired; please ask whoever sent it for a new one",
    Closed.OFF: "This link has been turned off; please ask whoever sent it for a new one",
}


class Outdated(StoreError):
    """The plan has changed since this page was drawn, and the decision with it; nothing was kept."""

    def __init__(self, number: int) -> None:
        super().__init__("The plan has changed since you opened it")
        self.number = number


@dataclass(frozen=True)
class Offer:
    """A plan on its way to a client. client: whose campaign it is."""

    plan: Plan
    brief: Brief
    roster: Roster
    client: str = ""


@dataclass(frozen=True)
class Presentation:
    """What the client sees of a plan, and whose page it is."""

    options: Options
    brand: Brand


@dataclass(frozen=True)
class Link:
    """A review link as its sender sees it. expires, ended: aware; ended None = not turned off. version: the newest.

    seen: number of the last decision that its sender knows of.
    """

    id: str
    name: str
    created: datetime
    expires: datetime
    ended: datetime | None
    options: Options
    brand: Brand
    version: int
    updated: datetime
    seen: int = 0

    def open_at(self, now: datetime) -> bool:
        """Whether it opens."""
        return self.ended is None and now < self.expires


@dataclass(frozen=True)
class Reviewed:
    """The newest version of a link with everything that was decided, oldest first."""

    link: Link
    terms: tuple[Terms, ...]
    decisions: tuple[Decision, ...]

    @property
    def new(self) -> tuple[Decision, ...]:
        """What was decided since its sender last looked."""
        return tuple(one for one in self.decisions if one.number > self.link.seen)


@dataclass(frozen=True)
class Shown:
    """What a client's page is drawn from."""

    link: Link
    snapshot: Snapshot
    terms: tuple[Terms, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Said:
    """What a reviewer does, on the version that their page shows."""

    creator: str
    choice: Choice
    reviewer: Reviewer
    version: int
    text: str = ""


class Guest:
    """Whoever holds a token: they see one link's newest version and add decisions, and nothing else.

    Every call raises LinkClosed when the token opens nothing (any more), and Unavailable as everywhere.
    """

    def __init__(self, database: Database, rosters: Rosters, token: str, clock: Clock = utc_now) -> None:
        self._database = database
        self._rosters = rosters
        self._token = hashed(token)
        self._clock = clock

    def open(self) -> Shown:
        """The newest version. Raises BadInput for damaged content."""
        with self._database.reading() as connection:
            row = self._live(found_by(connection, REVIEWS.c.token == self._token))
            snapshot = Snapshot.read(json.dumps(unpacked(row.snapshot, "version")))
            return Shown(link_of(row), snapshot, terms_in(row.terms), decisions_of(connection, row.id))

    def add(self, said: Said, price: Price | None = None) -> Decision:
        """Keep what a reviewer did. price: what it costs the plan, None = not known.

        Raises Outdated when the plan has changed in what the decision is about, and BadInput for a creator who is not
        in it, or when the link has taken all the decisions it can.
        """
        with self._database.writing() as connection:
            row = self._live(held(connection, REVIEWS.c.token == self._token))
            link, now = link_of(row), self._clock()
            terms = _digest(row.terms, said.creator)
            if said.version != link.version and terms != self._seen(connection, row.id, said):
                raise Outdated(link.version)
            if terms is None:
                raise BadInput([Problem("creator", said.creator, "is not in this plan", "a creator of the plan")])
            last = select(func.max(REVIEW_DECISIONS.c.number)).where(REVIEW_DECISIONS.c.review == row.id)
            number = int(connection.execute(last).scalar() or 0) + 1
            if number > MOST_DECISIONS:
                wrong = "can’t be kept: this link has taken as many decisions as it can"
                raise BadInput([Problem("Your decision", "", wrong, "a new link from whoever sent this one")])
            made = Decision(number=number, at=now, terms=terms, price=price, **vars(said))
            content = {"review": row.id, "number": number, "made": micros(now), "content": made.model_dump_json()}
            insert_new(connection, REVIEW_DECISIONS, content)
            append(connection, (row.workspace, row.campaign), [_entry(connection, row, made)])
            return made

    def content(self) -> Offer:
        """The plan that the newest version is a copy of, for the workers and never for the page."""
        with self._database.reading() as connection:
            row = self._live(found_by(connection, REVIEWS.c.token == self._token))
            at = and_(REVIEW_VERSIONS.c.review == row.id, REVIEW_VERSIONS.c.number == row.number)
            columns = (REVIEW_VERSIONS.c.brief, REVIEW_VERSIONS.c.outcome, REVIEW_VERSIONS.c.roster)
            kept = connection.execute(select(*columns).where(at)).one()
            plan = outcome_of(kept.outcome)
            if not isinstance(plan, Plan):
                raise BadInput([Problem("version", "", "holds no plan", "a version made by this planner")])
            return Offer(plan, Brief.read(kept.brief), self._rosters.read(connection, kept.roster))

    def _live(self, row: Row[Any] | None) -> Row[Any]:
        if row is None:
            raise LinkClosed(Closed.UNKNOWN)
        if row.ended is not None:
            raise LinkClosed(Closed.OFF)
        if micros(self._clock()) >= row.expires:
            raise LinkClosed(Closed.EXPIRED)
        return row

    @staticmethod
    def _seen(connection: Connection, review: str, said: Said) -> str | None:
        """Digest of the terms on the version that a page shows; None when it has no such version or creator."""
        at = and_(REVIEW_VERSIONS.c.review == review, REVIEW_VERSIONS.c.number == said.version)
        body = connection.execute(select(REVIEW_VERSIONS.c.terms).where(at)).scalar_one_or_none()
        return None if body is None else _digest(body, said.creator)


NEWEST = (
    select(REVIEW_VERSIONS.c.review, func.max(REVIEW_VERSIONS.c.number).label("number"))
    .group_by(REVIEW_VERSIONS.c.review)
    .subquery()
)
LINKS = (
    select(
        REVIEWS, REVIEW_VERSIONS.c.number, REVIEW_VERSIONS.c.made, REVIEW_VERSIONS.c.snapshot, REVIEW_VERSIONS.c.terms
    )
    .join(NEWEST, NEWEST.c.review == REVIEWS.c.id)
    .join(REVIEW_VERSIONS, and_(REVIEW_VERSIONS.c.review == REVIEWS.c.id, REVIEW_VERSIONS.c.number == NEWEST.c.number))
)


def found_by(connection: Connection, condition: Any) -> Row[Any] | None:
    """A link with its newest version; None when there is none."""
    return connection.execute(LINKS.where(condition)).one_or_none()


def held(connection: Connection, condition: Any) -> Row[Any] | None:
    """As `found_by`; on PostgreSQL nobody else writes to the link until the caller's transaction ends."""
    connection.execute(select(REVIEWS.c.id).where(condition).with_for_update()).all()
    return found_by(connection, condition)


def link_of(row: Any) -> Link:
    """A link from its row. Raises BadInput for damaged content."""
    with validated("link"):
        options, brand = Options.model_validate_json(row.options), Brand.model_validate_json(row.brand)
    return Link(
        id=row.id,
        name=row.name,
        created=moment(row.created),
        expires=moment(row.expires),
        ended=None if row.ended is None else moment(row.ended),
        options=options,
        brand=brand,
        version=int(row.number),
        updated=moment(row.made),
        seen=int(row.seen),
    )


def _entry(connection: Connection, row: Any, made: Decision) -> Entry:
    """A decision in the record of its campaign. Who made it is looked up there by their first one."""
    key = made.reviewer.key
    first = next(one.number for one in decisions_of(connection, row.id) if one.reviewer.key == key)
    return Entry(
        at=made.at,
        by=By(client=f"{row.id}.{first}"),
        kind=Kind.CLIENT,
        parts=(Part.of(f"{made.choice}:{made.creator}", f"{_DID[made.choice]} {person(made.creator)}"),),
        note="" if made.price is None else cut(made.price.sentence, LONGEST_NOTE),
        campaign=row.name[:200],
    )


_DID = {
    Choice.APPROVE: "Approved",
    Choice.DECLINE: "Declined",
    Choice.WITHDRAW: "Took back the decision on",
    Choice.COMMENT: "Commented on",
}


def terms_in(body: bytes) -> tuple[Terms, ...]:
    """The terms of a version. Raises BadInput for damaged content."""
    with validated("version"):
        return _TERMS.validate_python(unpacked(body, "version")["terms"])


def _digest(body: bytes, creator: str) -> str | None:
    return next((one.digest for one in terms_in(body) if one.creator == creator), None)


def decisions_of(connection: Connection, review: str) -> tuple[Decision, ...]:
    """Everything that was decided on a link, oldest first. Raises BadInput for damaged content."""
    query = select(REVIEW_DECISIONS.c.content).where(REVIEW_DECISIONS.c.review == review)
    rows = connection.execute(query.order_by(REVIEW_DECISIONS.c.number)).scalars()
    with validated("decision"):
        return tuple(Decision.model_validate_json(content) for content in rows)
