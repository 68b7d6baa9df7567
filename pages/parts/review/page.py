"""The client's page: whose it is, what the plan is, and each creator to decide about."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass, field
from datetime import timedelta

import streamlit as st

from pages.parts import style
from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.review import cards
from pages.parts.review.cards import Sent, View
from pages.parts.session import state, store
from pages.parts.words import markup
from planner.explore.declines import Declines
from planner.jobs.explore import Ask
from planner.problems import BadInput
from planner.review.decisions import Choice, Outcome, Price, Reviewer, standings
from planner.store.errors import StoreError, Unavailable
from planner.store.reviews import Guest, LinkClosed, Outdated, Said, Shown
from planner.wording import counted
from planner.workers import JobState

_log = logging.getLogger(__name__)
PATIENCE = 1.5
"""Seconds that a page waits for the price of a decline before it looks again later."""
_TONES = {False: "--yes:#2f5e3c;--no:#9a2f22", True: "--yes:#9ccba6;--no:#eda597"}
"""Approved and declined, in the light and the dark theme: at least 4.5:1 as text, and under text."""


@dataclass
class _Visit:
    """What one visitor does. token: of the link; shown: as it was drawn last.

    who: who decides, once they have said so; typed: what they typed, with the problem of each field that has one.
    asked: whom a price is wanted for. heard: turn of the last thing that came. notice: for the next run, once.
    """

    token: str = ""
    shown: Shown | None = None
    who: Reviewer | None = None
    problems: dict[str, str] = field(default_factory=dict)
    asked: str | None = None
    heard: int = 0
    notice: str = ""
    requests: dict[tuple[int, tuple[str, ...]], Request] = field(default_factory=dict)


def draw(token: str) -> None:
    """The page of a link, or the sentence that says why there is none."""
    visit = state.session().of_page(_Visit)
    visit.token = token
    try:
        shown = store.guest(token).open()
    except LinkClosed as closed:
        # Somebody who was deciding has to know what of it counts.
        lost = " Your last decision was not saved; those before it were." if visit.notice else ""
        _nothing(f"{closed}.{lost}")
        return
    except (Unavailable, BadInput) as trouble:
        _log.error("A review page could not be read: %s", trouble)
        _nothing("This page can’t be shown just now. Please try again in a few minutes.")
        return
    if visit.shown is not None and visit.shown.link.version != shown.link.version and not visit.notice:
        visit.notice = _news(shown)
    visit.shown = shown
    st.set_page_config(page_title=shown.snapshot.campaign, initial_sidebar_state="collapsed")
    style.look()
    brand = shown.link.brand.accent(style.dark())
    st.html(f"<style>:root{{--brand:{brand};{_TONES[style.dark()]}}}{cards.css()}</style>")
    st.html(_head(shown) + _figures(shown) + _pyramid(shown))
    cards.draw(_view(visit, shown), _take)
    st.html(_foot(shown))


def _nothing(sentence: str) -> None:
    style.look()
    st.html(f"<style>{cards.css()}</style>")
    st.html(f'<div class="rv-none"><p>{markup(sentence)}</p></div>')


def _head(shown: Shown) -> str:
    link, page = shown.link, shown.snapshot
    last = link.expires - timedelta(seconds=1)
    logo = f'<img alt="" src="data:image/png;base64,{link.brand.logo}">' if link.brand.logo else ""
    agency = f"<b>{markup(link.brand.agency)}</b>" if link.brand.agency else ""
    made, until = (f"{on.day} {on:%B} {on.year}" for on in (link.updated, last))
    caveats = "".join(f"<p>{markup(one)}</p>" for one in page.caveats)
    client = f"<span>{markup(page.client)}</span>" if page.client else ""
    return (
        f'<div class="rv-brand">{logo}{agency}<span class="rv-version">Version {link.version}, {made}'
        f"<br>Open for your decisions until {until}</span></div>"
        f'<div class="plan-head rv-head">{client}<h1>{markup(page.campaign)}</h1></div>'
        f'<p class="verdict">{markup(page.verdict)}</p>'
        + (f'<div class="rv-caveats">{caveats}</div>' if caveats else "")
    )


def _figures(shown: Shown) -> str:
    tiles = "".join(
        f'<div class="tile"><div class="t">{markup(one.title)}</div><div class="n">{markup(one.number)}</div>'
        f'<div class="c">{markup(one.note)}</div></div>'
        for one in shown.snapshot.figures
    )
    return f'<div class="tiles rv-tiles">{tiles}</div>'


def _pyramid(shown: Shown) -> str:
    """Three steps, each with its words beside it."""
    rows = "".join(
        f'<div class="rv-tier"><div class="rv-block">{_image(tier.svg)}</div><div class="rv-words">'
        f"<b>{markup(tier.title)}</b><span>{markup(tier.figures)}</span>"
        f"<i>{markup(tier.followers)} followers</i></div></div>"
        for tier in shown.snapshot.tiers
    )
    return f'<h2 class="rv-title">The mix</h2><div class="rv-pyramid">{rows}</div>'


def _image(svg: str) -> str:
    """As a picture: nothing in it can run, and what it shows stands beside it in words."""
    content = base64.b64encode(svg.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{content}">' if svg else ""


def _foot(shown: Shown) -> str:
    whom = markup(shown.link.brand.agency or "whoever sent you this link")
    return (
        f'<p class="rv-foot">Your decisions go to {whom} at once, with your name and e-mail address. '
        "Everybody who has this link can see the plan, and the names of those who have decided.</p>"
    )


def _view(visit: _Visit, shown: Shown) -> View:
    price, waits = _price(visit, shown)
    notice, visit.notice = visit.notice, ""
    return View(shown, visit.who, visit.problems, visit.asked, price, waits, visit.heard, notice)


def _news(shown: Shown) -> str:
    left = sum(one.outcome is Outcome.OPEN for one in standings(_terms(shown), shown.decisions).values())
    whose = shown.link.brand.agency or "The plan"
    changed = f"{whose} has updated the plan" if shown.link.brand.agency else "The plan has been updated"
    asked = (
        f"{counted(left, 'creator')} {'is' if left == 1 else 'are'} left to decide"
        if left
        else "nothing is left to decide"
    )
    return f"{changed} to version {shown.link.version}. What you decided still counts where nothing changed; {asked}."


def _terms(shown: Shown) -> dict[str, str]:
    return {one.creator: one.digest for one in shown.terms}


def _take(sent: Sent) -> None:
    """What the visitor did, before the page is drawn anew."""
    visit = state.session().of_page(_Visit)
    if sent.turn <= visit.heard or visit.shown is None:
        return
    visit.heard, visit.problems = sent.turn, {}
    if sent.what == "price":
        visit.asked = sent.creators[0] if sent.creators else None
        return
    try:
        visit.who = Reviewer.of(sent.name, sent.email)
    except BadInput as bad:
        visit.who = None
        visit.problems = {one.place: f"Please give {one.accepted}." for one in bad.problems}
        return
    if sent.what == "who":
        return
    _decide(visit, visit.who, sent)


def _decide(visit: _Visit, who: Reviewer, sent: Sent) -> None:
    assert visit.shown is not None
    shown, choice = visit.shown, Choice(sent.what)
    if choice in (Choice.DECLINE, Choice.COMMENT) and not sent.text.strip():
        visit.notice = "Please write a few words first."
        return
    guest, price = store.guest(visit.token), None
    if choice is Choice.DECLINE and visit.asked in sent.creators and (found := _price(visit, shown)[0]):
        price = Price(sentence=found)
    done: int = 0
    late: list[str] = []
    try:
        for creator in sent.creators:
            try:
                guest.add(Said(creator, choice, who, sent.version, sent.text.strip()), price)
                done += 1
            except Outdated:
                late.append(creator)
    except (StoreError, BadInput) as trouble:
        saved = f"{done:,} of {counted(len(sent.creators), 'decision')} were saved. " if len(sent.creators) > 1 else ""
        why = trouble.problems[0].wrong if isinstance(trouble, BadInput) else str(trouble)
        visit.notice = f"{saved}Your decision was not saved: {why}. Please try again."
        return
    visit.asked = None
    if late:
        visit.notice = _late(guest, late)


def _late(guest: Guest, creators: list[str]) -> str:
    """What is said of decisions on a version that is not the newest any more."""
    try:
        inside = {one.creator for one in guest.open().terms}
    except (StoreError, BadInput) as trouble:
        return f"Your decision was not saved: {trouble}."
    other = sum(creator in inside for creator in creators)
    said = ["The plan has changed since you opened it."]
    if other:
        whose = "This creator’s posts or fee are" if other == 1 else f"The posts or fees of {other:,} creators are"
        said.append(f"{whose} different now, so please decide again.")
    if gone := len(creators) - other:
        said.append(f"{'This creator is' if gone == 1 else f'{gone:,} creators are'} no longer in it.")
    return " ".join((*said, "Nothing was saved for them."))


def _price(visit: _Visit, shown: Shown) -> tuple[str, bool]:
    """What declining this creator too would change, "" when not known; and whether it is still being worked out."""
    creator = visit.asked
    if creator is None or not shown.snapshot.options.price:
        return "", False
    found = standings(_terms(shown), shown.decisions)
    out = {one for one, standing in found.items() if standing.outcome is Outcome.DECLINED} | {creator}
    accounts = tuple(sorted(account for one in shown.terms if one.creator in out for account in one.everybody))
    key = (shown.link.version, accounts)
    try:
        if key not in visit.requests:
            visit.requests[key] = _request(visit.token, accounts)
        job = asking.ask(visit.requests[key], PATIENCE)
    except (StoreError, BadInput) as trouble:
        _log.error("The price of a decline could not be worked out: %s", trouble)
        return "", False
    if asking.running(job):
        return "", True
    declines = job.result(0) if job.state is JobState.DONE else None
    if not isinstance(declines, Declines):
        return "", False
    together = f"With {counted(len(out) - 1, 'earlier decline')}: " if len(out) > 1 else ""
    return together + declines.sentence, False


def _request(token: str, accounts: tuple[str, ...]) -> Request:
    offer = store.guest(token).content()
    brief = offer.brief.model_dump_json()
    key = f"declines_job\n{accounts!r}\n{state.session().review}\n{offer.plan.roster}\n{brief}"
    ask = Ask(brief, offer.plan, accounts)
    return Request("price", "explore:declines_job", ask, key, offer.roster)
