"""What a client decides about a creator, and how the decisions of several reviewers stand together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import uuid4

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from planner.domain.roster import Frozen
from planner.problems import BadInput, Problem

LONGEST_TEXT = 1_000
LONGEST_NAME = 80
LONGEST_EMAIL = 254


_GONE = "@deleted.invalid"


class Choice(StrEnum):
    """What was done: a decision, its withdrawal, or a comment beside it."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    COMMENT = "comment"


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("one line of text")
    return text


def _address(text: str) -> str:
    """An address as far as it can be judged without writing to it."""
    name, at, host = text.partition("@")
    parts = host.split(".")
    if not (name and at and len(parts) > 1 and all(parts)) or any(c.isspace() or c in '<>(),;:"' for c in text):
        raise ValueError("an e-mail address")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_one_line)]


class Reviewer(Frozen):
    """Who decides, as they say themselves: nobody has checked it."""

    name: Line = Field(min_length=1, max_length=LONGEST_NAME)
    email: Annotated[Line, AfterValidator(_address)] = Field(max_length=LONGEST_EMAIL)

    @property
    def key(self) -> str:
        """Equal for one person, however they write their address."""
        return self.email.casefold()

    @property
    def is_nobody(self) -> bool:
        """Whether name and address were deleted."""
        return self.email.endswith(_GONE)

    @classmethod
    def nobody(cls) -> "Reviewer":
        """Stands for somebody whose name and address were deleted: different from everybody else, and nobody."""
        return cls(name="A reviewer", email=f"{uuid4().hex}{_GONE}")

    @classmethod
    def of(cls, name: str, email: str) -> "Reviewer":
        """From what was typed. Raises BadInput with a problem for each field that is not usable."""
        try:
            return cls(name=name, email=email)
        except ValidationError as error:
            wrong = {str(one["loc"][0]): one for one in error.errors()}
        accepted = {
            "name": f"your name, up to {LONGEST_NAME} characters",
            "email": "an address such as ana@example.com",
        }
        typed = {"name": name, "email": email}
        raise BadInput(
            [
                Problem(_FIELDS[field], typed[field], "can’t be used", accepted[field])
                for field in accepted
                if field in wrong
            ]
        )


_FIELDS = {"name": "Name", "email": "E-mail"}


class Price(Frozen):
    """What the plan loses when everybody declined so far stays out.

    sentence: for people; possible: False where the brief cannot be met any more without them.
    """

    sentence: str
    possible: bool = True


class Decision(Frozen):
    """One thing that one reviewer did. terms: digest of what it was about; number: its place in the link's list."""

    number: int = 0
    creator: str = Field(min_length=1)
    choice: Choice
    text: str = Field("", max_length=LONGEST_TEXT, description="Reason of a decline, or the comment")
    reviewer: Reviewer
    at: datetime
    version: int = Field(ge=1)
    terms: str = ""
    price: Price | None = None


class Outcome(StrEnum):
    """How a creator stands with all reviewers together."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    DISPUTED = "disputed"


@dataclass(frozen=True)
class Standing:
    """One creator. decisions: the latest of each reviewer that still counts; comments: all of them, oldest first.

    before: the latest of each reviewer that was made on other terms, and counts no more.
    """

    outcome: Outcome
    decisions: tuple[Decision, ...] = ()
    comments: tuple[Decision, ...] = ()
    before: tuple[Decision, ...] = ()

    def of(self, reviewer: Reviewer | None) -> Decision | None:
        """What this reviewer has decided; None = nothing that counts."""
        return next((one for one in self.decisions if reviewer and one.reviewer.key == reviewer.key), None)


def approved(decisions: Iterable[Decision]) -> frozenset[str]:
    """Whom somebody has approved last and nobody declined, on whichever version they saw."""
    latest: dict[tuple[str, str], Decision] = {}
    for one in sorted(decisions, key=lambda decision: (decision.at, decision.number)):
        if one.choice is not Choice.COMMENT:
            latest[one.creator, one.reviewer.key] = one
    chosen = {choice: {one.creator for one in latest.values() if one.choice is choice} for choice in Choice}
    return frozenset(chosen[Choice.APPROVE] - chosen[Choice.DECLINE])


def standings(terms: Mapping[str, str], decisions: Iterable[Decision]) -> dict[str, Standing]:
    """How each creator stands, by creator. terms: of each creator of the version that is asked about."""
    latest: dict[tuple[str, str], Decision] = {}
    comments: dict[str, list[Decision]] = {}
    for one in sorted(decisions, key=lambda decision: (decision.at, decision.number)):
        if one.choice is Choice.COMMENT:
            comments.setdefault(one.creator, []).append(one)
        else:
            latest[one.creator, one.reviewer.key] = one
    found: dict[str, Standing] = {}
    for creator, own in terms.items():
        said = [one for (of, _), one in latest.items() if of == creator and one.choice is not Choice.WITHDRAW]
        now = tuple(one for one in said if one.terms == own)
        choices = {one.choice for one in now}
        outcome = Outcome.OPEN
        if len(choices) > 1:
            outcome = Outcome.DISPUTED
        elif choices:
            outcome = Outcome.APPROVED if Choice.APPROVE in choices else Outcome.DECLINED
        before = tuple(one for one in said if one.terms != own)
        found[creator] = Standing(outcome, now, tuple(comments.get(creator, ())), before)
    return found
