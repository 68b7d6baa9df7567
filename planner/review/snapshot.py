"""What a client sees of one version of a plan: text and figures, and of money only what the sender shows."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

import pandas as pd
from pydantic import BeforeValidator, Field

from planner.brief.brief import Brief
from planner.campaign.verdict import reach_sentence, verdict_of
from planner.domain.persons import PERSON
from planner.domain.roster import Format, Frozen, Roster, Tier, deliverables_text
from planner.exports.key_figures import key_figures
from planner.figures.pyramid_svg import TierPicture, tier_pictures
from planner.outcome import Pick, Plan
from planner.problems import validated
from planner.wording import compact, count, label


class Amounts(StrEnum):
    """Which amounts of money the client sees."""

    EACH = "each"
    TOTAL = "total"
    NONE = "none"


AMOUNT_WORDS = {Amounts.EACH: "Each creator’s fee", Amounts.TOTAL: "The total only", Amounts.NONE: "No amounts"}


class Options(Frozen):
    """What the sender allows. price: what the plan would lose with a decline is shown to the client."""

    amounts: Amounts = Amounts.TOTAL
    price: bool = True


def _tier(kept: object) -> object:
    """The tier itself; links made by model 2026.12.5 kept its label."""
    return _TIER_OF.get(kept, kept) if isinstance(kept, str) else kept


_TIER_OF = {label(tier).capitalize(): tier for tier in Tier}


class Card(Frozen):
    """One creator as the client sees them; every figure is written out. fee: "" = not shown."""

    creator: str
    handle: str
    name: str
    platform: str
    tier: Annotated[Tier, BeforeValidator(_tier)]
    followers: str
    posts: str
    reach: str
    fee: str = ""


class Figure(Frozen):
    """One of the totals. note: what stands below it; "" = nothing."""

    title: str
    number: str
    note: str = ""


class Snapshot(Frozen):
    """The page. caveats: what has to be known before the plan is believed; tiers: the pyramid, macro first."""

    schema_version: Literal[1] = 1
    campaign: str
    client: str = ""
    verdict: str
    caveats: tuple[str, ...] = ()
    figures: tuple[Figure, ...]
    tiers: tuple[TierPicture, ...]
    cards: tuple[Card, ...]
    options: Options

    @classmethod
    def read(cls, data: str | bytes) -> "Snapshot":
        """Validate JSON text. Raises BadInput with every problem."""
        with validated("version"):
            return cls.model_validate_json(data)

    def card(self, creator: str) -> Card | None:
        """The card of a creator; None when they are not in this version."""
        return next((card for card in self.cards if card.creator == creator), None)


class Terms(Frozen):
    """What a decision about one creator is about, which stays on the server.

    digest: of package, posts, pay and fee; accounts: creator and package of each account that is booked. siblings:
    other accounts of the same person, who are declined with them.
    """

    creator: str
    digest: str
    accounts: tuple[tuple[str, str], ...] = Field(min_length=1)
    siblings: tuple[str, ...] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        """All accounts that a decline is about."""
        return (*(creator for creator, _ in self.accounts), *self.siblings)


def terms_of(plan: Plan, roster: Roster) -> tuple[Terms, ...]:
    """The terms of every creator of a plan, in its order."""
    siblings = _siblings(plan, roster)
    return tuple(
        Terms(
            creator=pick.creator,
            digest=_digest(pick),
            accounts=tuple((account.creator, account.package) for account in pick.accounts),
            siblings=siblings.get(pick.creator, ()),
        )
        for pick in plan.picks
    )


def _siblings(plan: Plan, roster: Roster) -> dict[str, tuple[str, ...]]:
    """Other accounts of the people of a plan, by creator.

    Whose they are is known where the roster names persons; otherwise one handle and one name are one person's.
    """
    booked = {account.creator: pick.creator for pick in plan.picks for account in pick.accounts}
    people = roster.creators
    person = people[PERSON].fillna("") if PERSON in people else pd.Series("", people.index)
    mine = people["id"].isin(list(booked))
    near = people["handle"].isin(people["handle"][mine]) | (person.isin(person[mine]) & (person != ""))
    rows = [
        _Account(one.id, (one.handle, one.name.casefold()), whose)
        for one, whose in zip(people[near].itertuples(), person[near], strict=True)
    ]
    found: dict[str, list[str]] = {}
    for own in (row for row in rows if row.id in booked):
        same = (row.id for row in rows if row.id not in booked and own.is_of_one_with(row))
        found.setdefault(booked[own.id], []).extend(same)
    return {creator: tuple(dict.fromkeys(names)) for creator, names in found.items()}


@dataclass(frozen=True)
class _Account:
    """An account of a roster. shown: handle, and name in small letters; person: "" = the roster does not say."""

    id: str
    shown: tuple[str, str]
    person: str

    def is_of_one_with(self, other: "_Account") -> bool:
        """Whether both are one person's."""
        if self.person and other.person:
            return self.person == other.person
        return self.shown == other.shown and bool(self.shown[1])


def _digest(pick: Pick) -> str:
    said = [
        f"{one.creator}\t{one.package}\t{sorted(one.deliverables.items())}\t{one.compensation}\t{one.cost_cents}"
        for one in pick.accounts
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def snapshot_of(plan: Plan, brief: Brief, roster: Roster, client: str, options: Options) -> Snapshot:
    """The page of a plan of named creators."""
    verdict = verdict_of(plan, brief, roster)
    money_shown = options.amounts is not Amounts.NONE
    hidden = (*_DETAILS, *(() if options.amounts is Amounts.EACH else ("money_left", "estimated")))
    return Snapshot(
        campaign=brief.name,
        client=client,
        verdict=_sentence(verdict.sentence, options.amounts) if money_shown else reach_sentence(plan, brief),
        # What follows the first sentence of a caveat is advice to the sender.
        caveats=tuple(
            f"{one.sentence.partition('. ')[0].rstrip('.')}." for one in verdict.caveats if one.kind not in hidden
        ),
        figures=tuple(_figures(plan, brief, money_shown)),
        tiers=tier_pictures(plan, brief),
        cards=tuple(_card(pick, brief, options.amounts is Amounts.EACH) for pick in plan.picks),
        options=options,
    )


_DETAILS = ("outside_2", "outside_3")
"""Caveats that only go further into one before them."""
_BUDGET = "the limit is the budget."


def _sentence(verdict: str, amounts: Amounts) -> str:
    """The verdict without the rule that limits it where that may name a fee: `at most $500 for one creator`."""
    said, _, limit = verdict.partition("; ")
    return verdict if amounts is Amounts.EACH or not said or limit == _BUDGET else f"{said.rstrip('.')}."


_OF_MONEY = ("Net cost", "Cost per person")


def _figures(plan: Plan, brief: Brief, money_shown: bool) -> Iterator[Figure]:
    for one in key_figures(plan, brief):
        if one.title in _OF_MONEY and not money_shown:
            continue
        # What is left of the budget and what a thousand impressions cost are the sender's figures.
        note = "" if one.title in ("Net cost", "Impressions") else one.caption
        yield Figure(title="Total cost" if one.title == "Net cost" else one.title, number=one.number, note=note)


def _card(pick: Pick, brief: Brief, fee: bool) -> Card:
    locale = brief.locale
    accounts = pick.accounts
    return Card(
        creator=pick.creator,
        handle=" + ".join(f"@{one.handle.lstrip('@')}" for one in accounts),
        name=pick.name,
        platform=" + ".join(dict.fromkeys(label(one.platform) for one in accounts)),
        tier=pick.tier,
        followers=compact(sum(one.followers for one in accounts), locale),
        posts=" + ".join(deliverables_text([one.deliverables.get(kind, 0) for kind in Format]) for one in accounts),
        reach=count(round(pick.target_reach), locale)
        if pick.target_reach < 1_000
        else compact(pick.target_reach, locale),
        fee=brief.money(pick.cost_cents) if fee else "",
    )
