"""Review links: copies of a plan that a client decides on, and what they decided.

The sender's half, `Reviews`, belongs to a workspace and names links by id; the client's half, `Guest`, has a token and
reaches that one link. Of a token only its SHA-256 is kept. Versions and decisions are only ever added.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row, and_, func, select, update

from planner.accounts.actor import Actor
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.problems import BadInput, Problem, problems_of
from planner.review.brand import Brand
from planner.review.decisions import Choice, Decision, Price, Reviewer
from planner.review.snapshot import Options, Snapshot, Terms, snapshot_of, terms_of
from planner.store.access import Access
from planner.store.bodies import Rosters, outcome_body, outcome_of, packed, unpacked
from planner.store.database import Database, insert_new
from planner.store.errors import Missing, StoreError
from planner.store.scenario import new_id
from planner.store.tables import REVIEW_DECISIONS, REVIEW_VERSIONS, REVIEWS
from planner.store.times import micros, moment, utc_now

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
    """A review link as its sender sees it. expires, ended: aware; ended None = not turned off. version: the newest."""

    id: str
    name: str
    created: datetime
    expires: datetime
    ended: datetime | None
    options: Options
    brand: Brand
    version: int
    updated: datetime

    def open_at(self, now: datetime) -> bool:
        """Whether it opens."""
        return self.ended is None and now < self.expires


@dataclass(frozen=True)
class Reviewed:
    """The newest version of a link with everything that was decided, oldest first."""

    link: Link
    terms: tuple[Terms, ...]
    decisions: tuple[Decision, ...]


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


class Reviews:
    """The review links of one workspace. Every call raises Unavailable when the database cannot be used just now."""

    def __init__(self, database: Database, rosters: Rosters, actor: Actor) -> None:
        self._access = Access(database, actor)
        self._rosters = rosters

    def make(self, campaign: str, offer: Offer, look: Presentation, expires: datetime) -> tuple[Link, str]:
        """A new link to a plan, and its token, which cannot be had again."""
        token, review, now = secrets.token_urlsafe(32), new_id(), utc_now()
        row: dict[str, Any] = {"id": review, "token": _hashed(token), "workspace": self._access.actor.team}
        row |= {
            "campaign": campaign,
            "name": offer.brief.name,
            "created": micros(now),
            "expires": micros(expires),
            "ended": None,
        }
        row |= {"options": look.options.model_dump_json(), "brand": look.brand.model_dump_json()}
        with self._access.writing() as connection:
            insert_new(connection, REVIEWS, row)
            self._add_version(connection, review, 1, offer, look.options)
            return _link(self._own(connection, review)), token

    def update(self, review: str, offer: Offer) -> int:
        """Show another plan under the same address; returns the number of that version. Raises Missing."""
        with self._access.writing() as connection:
            link = _link(self._own(connection, review))
            self._add_version(connection, review, link.version + 1, offer, link.options)
            return link.version + 1

    def renew(self, review: str) -> str:
        """Another address for a link; the one before opens nothing any more. Raises Missing."""
        token = secrets.token_urlsafe(32)
        self._set(review, token=_hashed(token))
        return token

    def turn_off(self, review: str) -> None:
        """End a link; what was decided stays. Raises Missing."""
        self._set(review, ended=micros(utc_now()))

    def of_campaign(self, campaign: str) -> tuple[Reviewed, ...]:
        """All links of a campaign, the newest first, with what was decided. Raises BadInput for damaged content."""
        own = and_(self._access.sees(REVIEWS.c.workspace), REVIEWS.c.campaign == campaign)
        with self._access.reading() as connection:
            rows = connection.execute(_LINKS.where(own).order_by(REVIEWS.c.created.desc(), REVIEWS.c.id)).all()
            return tuple(Reviewed(_link(row), _terms(row.terms), _decisions(connection, row.id)) for row in rows)

    def _add_version(self, connection: Connection, review: str, number: int, offer: Offer, options: Options) -> None:
        shown = snapshot_of(offer.plan, offer.brief, offer.roster, offer.client, options)
        terms = terms_of(offer.plan, offer.roster)
        row = {
            "review": review,
            "number": number,
            "made": micros(utc_now()),
            "snapshot": packed(shown.model_dump_json()),
            "terms": packed(json.dumps({"terms": [one.model_dump(mode="json") for one in terms]})),
            "brief": offer.brief.model_dump_json(),
            "outcome": outcome_body(offer.plan),
            "roster": self._rosters.keep(connection, offer.roster),
        }
        insert_new(connection, REVIEW_VERSIONS, row)

    def _own(self, connection: Connection, review: str) -> Row[Any]:
        row: Row[Any] | None = _held(connection, and_(REVIEWS.c.id == review, self._access.sees(REVIEWS.c.workspace)))
        if row is None:
            raise Missing("This link")
        return row

    def _set(self, review: str, **values: object) -> None:
        own = and_(REVIEWS.c.id == review, self._access.sees(REVIEWS.c.workspace))
        with self._access.writing() as connection:
            if connection.execute(update(REVIEWS).where(own).values(values)).rowcount != 1:
                raise Missing("This link")


class Guest:
    """Whoever holds a token: they see one link's newest version and add decisions, and nothing else.

    Every call raises LinkClosed when the token opens nothing (any more), and Unavailable as everywhere.
    """

    def __init__(self, database: Database, rosters: Rosters, token: str, clock: Clock = utc_now) -> None:
        self._database = database
        self._rosters = rosters
        self._token = _hashed(token)
        self._clock = clock

    def open(self) -> Shown:
        """The newest version. Raises BadInput for damaged content."""
        with self._database.reading() as connection:
            row = self._live(_found(connection, REVIEWS.c.token == self._token))
            snapshot = Snapshot.read(json.dumps(unpacked(row.snapshot, "version")))
            return Shown(_link(row), snapshot, _terms(row.terms), _decisions(connection, row.id))

    def add(self, said: Said, price: Price | None = None) -> Decision:
        """Keep what a reviewer did. price: what it costs the plan, None = not known.

        Raises Outdated when the plan has changed in what the decision is about, and BadInput for a creator who is not
        in it, or when the link has taken all the decisions it can.
        """
        with self._database.writing() as connection:
            row = self._live(_held(connection, REVIEWS.c.token == self._token))
            link, now = _link(row), self._clock()
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
            return made

    def content(self) -> Offer:
        """The plan that the newest version is a copy of, for the workers and never for the page."""
        with self._database.reading() as connection:
            row = self._live(_found(connection, REVIEWS.c.token == self._token))
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


_NEWEST = (
    select(REVIEW_VERSIONS.c.review, func.max(REVIEW_VERSIONS.c.number).label("number"))
    .group_by(REVIEW_VERSIONS.c.review)
    .subquery()
)
_LINKS = (
    select(
        REVIEWS, REVIEW_VERSIONS.c.number, REVIEW_VERSIONS.c.made, REVIEW_VERSIONS.c.snapshot, REVIEW_VERSIONS.c.terms
    )
    .join(_NEWEST, _NEWEST.c.review == REVIEWS.c.id)
    .join(REVIEW_VERSIONS, and_(REVIEW_VERSIONS.c.review == REVIEWS.c.id, REVIEW_VERSIONS.c.number == _NEWEST.c.number))
)


def _found(connection: Connection, condition: Any) -> Row[Any] | None:
    return connection.execute(_LINKS.where(condition)).one_or_none()


def _held(connection: Connection, condition: Any) -> Row[Any] | None:
    """As `_found`; on PostgreSQL nobody else writes to the link until the caller's transaction ends."""
    connection.execute(select(REVIEWS.c.id).where(condition).with_for_update()).all()
    return _found(connection, condition)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _link(row: Any) -> Link:
    try:
        options, brand = Options.model_validate_json(row.options), Brand.model_validate_json(row.brand)
    except ValidationError as error:
        raise BadInput(problems_of(error, "link")) from None
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
    )


def _terms(body: bytes) -> tuple[Terms, ...]:
    try:
        return _TERMS.validate_python(unpacked(body, "version")["terms"])
    except ValidationError as error:
        raise BadInput(problems_of(error, "version")) from None


def _digest(body: bytes, creator: str) -> str | None:
    return next((one.digest for one in _terms(body) if one.creator == creator), None)


def _decisions(connection: Connection, review: str) -> tuple[Decision, ...]:
    query = select(REVIEW_DECISIONS.c.content).where(REVIEW_DECISIONS.c.review == review)
    rows = connection.execute(query.order_by(REVIEW_DECISIONS.c.number)).scalars()
    try:
        return tuple(Decision.model_validate_json(content) for content in rows)
    except ValidationError as error:
        raise BadInput(problems_of(error, "decision")) from None
