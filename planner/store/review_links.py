"""The sender's half of review links: made, updated, changed and turned off, each noted in the campaign's record."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from planner.accounts.actor import Actor
from planner.brief.brief import Brief
from planner.campaign.differences import Part
from planner.campaign.record import By, Entry, Kind
from planner.outcome import Plan
from planner.problems import BadInput, Problem
from planner.review.decisions import Decision, Reviewer, approved
from planner.review.snapshot import AMOUNT_WORDS, Options, Snapshot, snapshot_of, terms_of
from planner.store.access import Access
from planner.store.accounts import hashed
from planner.store.bodies import Rosters, outcome_body, outcome_of, packed, unpacked
from planner.store.changes import append
from planner.store.database import Database, insert_new
from planner.store.errors import Missing
from planner.store.reviews import LINKS, Link, Offer, Presentation, Reviewed, decisions_of, held, link_of, terms_in
from planner.store.scenario import new_id
from planner.store.tables import REVIEW_DECISIONS, REVIEW_VERSIONS, REVIEWS
from planner.store.times import micros, utc_now


@dataclass(frozen=True)
class Settings:
    """What can be changed of a link. expires: aware."""

    options: Options
    expires: datetime


class Reviews:
    """The review links of one workspace. Every call raises Unavailable when the database cannot be used just now."""

    def __init__(self, database: Database, rosters: Rosters, actor: Actor) -> None:
        self._access = Access(database, actor)
        self._rosters = rosters

    def make(self, campaign: str, offer: Offer, look: Presentation, expires: datetime) -> tuple[Link, str]:
        """A new link to a plan, and its token, which cannot be had again."""
        token, review, now = secrets.token_urlsafe(32), new_id(), utc_now()
        row: dict[str, Any] = {"id": review, "token": hashed(token), "workspace": self._access.actor.team}
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
            made = self._own(connection, review)
            shown = f"{AMOUNT_WORDS[look.options.amounts].lower()}, until {_last_day(expires)}"
            self._note(connection, made, [Part.of(f"link:{review}", f"Link for the client opened: {shown}")])
            return link_of(made), token

    def update(self, review: str, offer: Offer) -> int:
        """Show another plan under the same address; returns the number of that version. Raises Missing."""
        with self._access.writing() as connection:
            row = self._own(connection, review)
            link = link_of(row)
            self._add_version(connection, review, link.version + 1, offer, link.options)
            part = Part.of(f"version:{review}", f"Link for the client updated to version {link.version + 1}")
            self._note(connection, row, [part])
            return link.version + 1

    def change(self, review: str, settings: Settings) -> None:
        """Show more or less of the plan, or for longer, under the same address. Raises Missing.

        The newest version is drawn anew from the plan it is a copy of. Raises BadInput for a link that was turned off.
        """
        with self._access.writing() as connection:
            row = self._own(connection, review)
            link = link_of(row)
            if link.ended is not None:
                raise BadInput([Problem("The link", "", "was turned off and can’t be changed", "a new link")])
            values = {"options": settings.options.model_dump_json(), "expires": micros(settings.expires)}
            connection.execute(update(REVIEWS).where(REVIEWS.c.id == review).values(values))
            if settings.options != link.options:
                self._draw_anew(connection, row, settings.options)
            self._note(connection, row, list(_changed(link, settings)))

    def see(self, campaign: str) -> None:
        """The sender has seen everything that was decided on the links of a campaign until now."""
        last = (
            select(func.coalesce(func.max(REVIEW_DECISIONS.c.number), 0))
            .where(REVIEW_DECISIONS.c.review == REVIEWS.c.id)
            .scalar_subquery()
        )
        own = and_(self._access.sees(REVIEWS.c.workspace), REVIEWS.c.campaign == campaign)
        with self._access.writing() as connection:
            connection.execute(update(REVIEWS).where(own).values(seen=last))

    def news(self) -> dict[str, int]:
        """How much was decided since the sender last looked, by campaign; only those where something was."""
        new = and_(REVIEW_DECISIONS.c.review == REVIEWS.c.id, REVIEW_DECISIONS.c.number > REVIEWS.c.seen)
        query = (
            select(REVIEWS.c.campaign, func.count())
            .join(REVIEW_DECISIONS, new)
            .where(self._access.sees(REVIEWS.c.workspace))
            .group_by(REVIEWS.c.campaign)
        )
        with self._access.reading() as connection:
            return {str(campaign): int(many) for campaign, many in connection.execute(query)}

    def forget_reviewer(self, campaign: str, key: str) -> int:
        """Take a reviewer's name and address out of everything they decided in a campaign; returns how much that is.

        The decisions stay, as those of "a reviewer". key: as `Reviewer.key`. Raises Missing where nobody is found.
        """
        own = and_(self._access.sees(REVIEWS.c.workspace), REVIEWS.c.campaign == campaign)
        nobody, many = Reviewer.nobody(), 0
        with self._access.writing() as connection:
            for row in connection.execute(select(REVIEWS).where(own).with_for_update()).all():
                for one in decisions_of(connection, row.id):
                    if one.reviewer.key == key:
                        self._rewrite(connection, row.id, one.model_copy(update={"reviewer": nobody}))
                        many += 1
            if not many:
                raise Missing("This reviewer")
            part = Part.of("reviewer", "Name and e-mail address of a reviewer deleted; their decisions stay")
            self._note(connection, row, [part])
        return many

    @staticmethod
    def _rewrite(connection: Connection, review: str, decision: Decision) -> None:
        at = and_(REVIEW_DECISIONS.c.review == review, REVIEW_DECISIONS.c.number == decision.number)
        values = {"content": decision.model_dump_json()}
        connection.execute(update(REVIEW_DECISIONS).where(at).values(values))

    def _draw_anew(self, connection: Connection, row: Row[Any], options: Options) -> None:
        at = and_(REVIEW_VERSIONS.c.review == row.id, REVIEW_VERSIONS.c.number == row.number)
        kept = connection.execute(select(REVIEW_VERSIONS).where(at)).one()
        plan = outcome_of(kept.outcome)
        if not isinstance(plan, Plan):
            raise BadInput([Problem("version", "", "holds no plan", "a version made by this planner")])
        client = Snapshot.read(json.dumps(unpacked(kept.snapshot, "version"))).client
        shown = snapshot_of(plan, Brief.read(kept.brief), self._rosters.read(connection, kept.roster), client, options)
        connection.execute(update(REVIEW_VERSIONS).where(at).values(snapshot=packed(shown.model_dump_json())))

    def _note(self, connection: Connection, row: Row[Any], parts: list[Part]) -> None:
        """An entry about a link in the record of its campaign."""
        if parts:
            by = By.actor(self._access.actor)
            made = Entry(at=utc_now(), by=by, kind=Kind.LINK, parts=tuple(parts), campaign=row.name[:200])
            append(connection, (row.workspace, row.campaign), [made])

    def renew(self, review: str) -> str:
        """Another address for a link; the one before opens nothing any more. Raises Missing."""
        token = secrets.token_urlsafe(32)
        words = "New address for the client’s link; the one before opens nothing any more"
        self._set(review, words, token=hashed(token))
        return token

    def turn_off(self, review: str) -> None:
        """End a link; what was decided stays. Raises Missing."""
        self._set(review, "Link for the client turned off", ended=micros(utc_now()))

    def approved(self) -> Mapping[str, frozenset[str]]:
        """Creators whom a client has approved and nobody declined, whatever else has changed since: by campaign.

        Raises BadInput for damaged content.
        """
        own = (self._access.sees(REVIEWS.c.workspace), REVIEWS.c.ended.is_(None))
        query = select(REVIEWS.c.campaign, REVIEWS.c.id).where(*own)
        with self._access.reading() as connection:
            rows = connection.execute(query).all()
            found: dict[str, list[Decision]] = {}
            for row in rows:
                found.setdefault(row.campaign, []).extend(decisions_of(connection, row.id))
        return {campaign: approved(decisions) for campaign, decisions in found.items()}

    def of_campaign(self, campaign: str) -> tuple[Reviewed, ...]:
        """All links of a campaign, the newest first, with what was decided. Raises BadInput for damaged content."""
        own = and_(self._access.sees(REVIEWS.c.workspace), REVIEWS.c.campaign == campaign)
        with self._access.reading() as connection:
            rows = connection.execute(LINKS.where(own).order_by(REVIEWS.c.created.desc(), REVIEWS.c.id)).all()
            return tuple(Reviewed(link_of(row), terms_in(row.terms), decisions_of(connection, row.id)) for row in rows)

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
        row: Row[Any] | None = held(connection, and_(REVIEWS.c.id == review, self._access.sees(REVIEWS.c.workspace)))
        if row is None:
            raise Missing("This link")
        return row

    def _set(self, review: str, words: str, **values: object) -> None:
        with self._access.writing() as connection:
            row = self._own(connection, review)
            connection.execute(update(REVIEWS).where(REVIEWS.c.id == review).values(values))
            self._note(connection, row, [Part.of(f"link:{review}", words)])


def _last_day(expires: datetime) -> str:
    on = expires - timedelta(seconds=1)
    return f"{on.day} {on:%B} {on.year}"


def _changed(link: Link, settings: Settings) -> Iterable[Part]:
    """What is different for whoever opens the link."""
    before, after = link.options, settings.options
    shown = {True: "shown", False: "hidden"}
    for title, old, new in (
        ("Link for the client: amounts", AMOUNT_WORDS[before.amounts], AMOUNT_WORDS[after.amounts]),
        ("Link for the client: what a decline would change", shown[before.price], shown[after.price]),
        ("Link for the client: open until", _last_day(link.expires), _last_day(settings.expires)),
    ):
        if old != new:
            yield Part.of(title, title, old, new)
