"""What is answered: the asks of this round, who stands by, the dates, and how asking may end. JSON-ready."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from planner.asking.judge import Ending
from planner.domain.roster import Frozen, Platform, Tier
from planner.outcome import Plan


class Way(StrEnum):
    """Ways of asking that are compared."""

    PLAN = "plan"
    SURE_LAST = "sure_last"
    SURE = "sure"
    ROUNDS_ONLY = "rounds_only"
    ONCE = "once"


WAY_WORDS = {
    Way.PLAN: "The best plan, asked again around every reply",
    Way.SURE_LAST: "The same, and in the last round whoever is likelier to say yes",
    Way.SURE: "Whoever is likelier to say yes, from the first round on",
    Way.ROUNDS_ONLY: "The best plan in rounds, without stand-bys",
    Way.ONCE: "Exactly the plan, once",
}


class Standby(Frozen):
    """Somebody who is asked as soon as another declines."""

    creator: str
    handle: str
    package: str
    offer_cents: int


class Ask(Frozen):
    """One creator to ask now. chance: of a yes, 0 to 1. most_cents: what one should pay at most; None = not worked out.

    kind: "new" = ask them now; "open" = asked already, no answer yet; "agree" = they asked for this fee, agree to it.
    """

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    package: str
    kind: Literal["new", "open", "agree"]
    in_plan: bool = Field(description="A pick of the best plan; False = asked beyond it, within what is left")
    chance: float
    offer_cents: int
    most_cents: int | None = None
    worth_more: bool = Field(False, description="True where even more than most_cents would pay")
    stand_by: tuple[Standby, ...] = ()


class Round(Frozen):
    """A round with its days. stand_by: whoever declines until then is replaced at once. people: asked, on average."""

    number: int
    asked_on: datetime.date
    stand_by: datetime.date
    answer_by: datetime.date
    people: float = 0.0


class Tried(Frozen):
    """One way of asking and what it came to in the same worlds as all others."""

    way: Way
    ending: Ending


class Later(Frozen):
    """Somebody who may be asked in this or a later round. share: part of the worlds in which they are."""

    creator: str
    handle: str
    tier: Tier
    package: str
    offer_cents: int
    share: float


class Asking(Frozen):
    """The asks of this round and how it may go on.

    chosen: the way that is followed; ending: what it came to. clairvoyant: the goal of somebody who knows all answers
    beforehand, by the same rule in the same worlds, None = there was no time to find out. expected: chance of a yes of
    each tier, after the replies so far. turned_down: creators whose raised fee is more than they are worth. silent:
    whose offer has ended unanswered.
    """

    asks: tuple[Ask, ...]
    rounds: tuple[Round, ...]
    chosen: Way
    ending: Ending
    tried: tuple[Tried, ...]
    clairvoyant: float | None
    later: tuple[Later, ...]
    expected: dict[Tier, float]
    asked: Plan = Field(description="Everybody who is asked now or may be later, as picks: for messages and dates")
    replies: int = Field(description="Replies that the chances have learnt from")
    signed: int
    turned_down: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    sentence: str = ""
    notes: tuple[str, ...] = ()
