"""The creators of a client's page, as a component of Streamlit: what to decide goes in, what was decided comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.parts.session import clock, state
from planner.palette import TIER_COLOURS
from planner.review.decisions import LONGEST_TEXT, Choice, Decision, Reviewer, Standing, standings
from planner.review.snapshot import Card
from planner.store.reviews import Shown
from planner.wording import label

_HERE = Path(__file__).parent
KEY = "review"
_WHATS = ("who", "price", *(str(choice) for choice in Choice))


@dataclass(frozen=True)
class Sent:
    """What the visitor did. what: a `Choice`, "price" of a decline, or "who" decides.

    turn: tells this time from every other, and later ones from earlier ones. version: that the page showed.
    """

    what: str
    creators: tuple[str, ...]
    turn: int
    version: int
    text: str = ""
    name: str = ""
    email: str = ""

    @classmethod
    def read(cls, value: Any) -> Sent | None:
        """From what the browser sent; None where that is not such a thing."""
        if not isinstance(value, Mapping):
            return None
        numbers = [value.get("turn"), value.get("version")]
        texts = [value.get(name, "") for name in ("text", "name", "email")]
        creators = value.get("creators")
        known = value.get("what") in _WHATS and isinstance(creators, list) and len(creators) <= _MOST
        if not known or not all(isinstance(one, str) for one in (*texts, *(creators or ()))):
            return None
        turn, version = (round(one) if isinstance(one, int | float) and 0 < one < 1e15 else 0 for one in numbers)
        text = str(texts[0])[:LONGEST_TEXT]
        return cls(str(value["what"]), tuple(creators or ()), turn, max(1, version), text, str(texts[1]), str(texts[2]))


_MOST = 2_000
"""Creators that one message may name."""


@dataclass(frozen=True)
class View:
    """What is drawn. problems: of what was typed, by field. asked: whom `price`, a sentence, is about.

    waits: the price is still being worked out. heard: turn of the last message that came here.
    """

    shown: Shown
    who: Reviewer | None
    problems: Mapping[str, str]
    asked: str | None
    price: str
    waits: bool
    heard: int
    notice: str

    def payload(self) -> dict[str, Any]:
        """As JSON takes it: nothing but what the visitor may see."""
        stand = standings({one.creator: one.digest for one in self.shown.terms}, self.shown.decisions)
        cards, more = self.shown.snapshot.cards, {one.creator: bool(one.siblings) for one in self.shown.terms}
        return {
            "cards": [_card(card, stand[card.creator], self.who) | {"more": more[card.creator]} for card in cards],
            "fees": any(card.fee for card in cards),
            "prices": self.shown.snapshot.options.price,
            "who": None if self.who is None else {"name": self.who.name, "email": self.who.email},
            "problems": dict(self.problems),
            "asked": self.asked,
            "price": self.price,
            "waits": self.waits,
            "heard": self.heard,
            "notice": self.notice,
            "version": self.shown.link.version,
            "link": self.shown.link.id,
            "agency": self.shown.link.brand.agency,
        }


def _card(card: Card, standing: Standing, who: Reviewer | None) -> dict[str, Any]:
    own = standing.of(who)
    others = [one for one in standing.decisions if one is not own]
    before = [one for one in standing.before if who is not None and one.reviewer.key == who.key]
    return {
        **card.model_dump(mode="json", exclude={"tier"}),
        "tier": label(card.tier).capitalize(),
        "colour": TIER_COLOURS[card.tier],
        "mine": None if own is None else _said(own),
        "others": [_said(one) for one in others],
        "comments": [_said(one) for one in standing.comments],
        "outcome": str(standing.outcome),
        "changed": bool(before) and own is None,
    }


def _said(one: Decision) -> dict[str, str]:
    price = "" if one.price is None else one.price.sentence
    return {
        "by": one.reviewer.name,
        "choice": str(one.choice),
        "text": one.text,
        "at": clock.words(one.at),
        "price": price,
    }


@cache
def css() -> str:
    """The style sheet of the page."""
    return (_HERE / "cards.css").read_text(encoding="utf-8")


_draw = st.components.v2.component(
    "planner_review", js=(_HERE / "cards.mjs").read_text(encoding="utf-8"), isolate_styles=False
)


def draw(view: View, on_sent: Callable[[Sent], None]) -> None:
    """The creators. on_sent: a callback, called with what the visitor did."""

    def sent() -> None:
        held = state.held(KEY)
        found = Sent.read(held.get("sent")) if isinstance(held, Mapping) else None
        if found is not None:
            on_sent(found)

    _draw(key=KEY, data=view.payload(), on_sent_change=sent, on_look_change=lambda: None)
