"""The door before every page: who comes in, to which team, and what those see who stay outside.

With accounts off it is always open. The store has a lock of its own: it names an actor only once somebody has come
through here.
"""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from pages.parts import style
from pages.parts.accounts import guard, locked, signing, welcome
from pages.parts.session import state, store
from pages.parts.words import plain
from planner.accounts.actor import Actor
from planner.accounts.identity import Identity, SignInProblem
from planner.domain.roster import Frozen
from planner.problems import BadInput
from planner.store.accounts import Membership
from planner.store.errors import StoreError, Unavailable

_LAST = "last-team"


class _LastTeam(Frozen):
    """The team that somebody worked in last."""

    team: str = ""


@dataclass
class _Outside:
    """Who stands outside and why. identity: signed in, and in no team."""

    sentence: str = ""
    identity: Identity | None = None


def enter() -> bool:
    """Whether a page may be drawn: accounts are off, or somebody is signed in and in a team. Call with every run."""
    if not signing.on():
        return True
    guard.note_session()
    locked.install()
    try:
        identity = signing.person()
    except SignInProblem as problem:
        return _stay_outside(_Outside(str(problem)))
    if identity is None:
        return _stay_outside(_Outside())
    try:
        return _into_team(identity)
    except Unavailable as trouble:
        actor = state.session().actor
        # What is on the page stays there; the store refuses for itself.
        if actor is not None and actor.id == identity.id:
            return True
        return _stay_outside(_Outside(f"{trouble}. Please try again in a few minutes; your saved work is safe."))
    except (BadInput, SignInProblem) as bad:
        return _stay_outside(_Outside(f"This server’s settings can’t be used: {bad}"))


def draw() -> None:
    """What is seen outside: signing in, or, for who is in no team yet, invitations and a team of one's own."""
    style.look()
    outside = state.session().of_page(_Outside)
    if outside.identity is None:
        _sign_in_page(outside.sentence)
    else:
        welcome.draw(outside.identity)


def switch(team: str) -> None:
    """Go over to another of one's teams; what is open there comes back."""
    actor = state.session().actor
    if actor is not None and team != actor.team:
        own = store.of_person(actor.id)
        # It only says where the next visit begins.
        with suppress(StoreError):
            kept = own.get(_LAST, _LAST, _LastTeam)
            own.put(_LAST, _LAST, _LastTeam(team=team), 0 if kept is None else kept.rev)
        _begin_anew(Actor(team, actor.id))


def _into_team(identity: Identity) -> bool:
    now = state.session().actor
    accounts = store.accounts(identity)
    if now is None or now.id != identity.id:
        accounts.enter(signing.settings().team)
    teams = accounts.teams()
    here = _chosen(teams, now, identity)
    if here is None:
        return _stay_outside(_Outside(identity=identity))
    actor = accounts.actor(here)
    if now is not None and (now.team, now.id) != (actor.team, actor.id):
        _begin_anew(actor)
    here_now = state.session()
    here_now.actor, here_now.teams, here_now.until = actor, teams, identity.until
    return True


def _chosen(teams: tuple[Membership, ...], now: Actor | None, identity: Identity) -> Membership | None:
    by_id, arriving = {one.team: one for one in teams}, state.session().arriving
    if arriving in by_id:
        return by_id[arriving]
    if now is not None and now.id == identity.id and now.team in by_id:
        return by_id[now.team]
    if not teams:
        return None
    kept = store.of_person(identity.id).get(_LAST, _LAST, _LastTeam)
    return by_id.get(kept.value.team if kept is not None else "", teams[0])


def _stay_outside(outside: _Outside) -> bool:
    now = state.session()
    if now.actor is not None:
        _begin_anew(None)
        now = state.session()
    here = now.of_page(_Outside)
    here.sentence, here.identity = outside.sentence, outside.identity
    return False


def _begin_anew(actor: Actor | None) -> None:
    """Forget everything of this session: what comes next is another person's, another team's, or nobody's."""
    state.forget_all()
    state.session().actor = actor


def _sign_in_page(sentence: str) -> None:
    with st.container(key="door", width=460):
        st.html(
            '<div class="plan-head"><h1>Influencer mix planner</h1><p>Sign in to open your team’s campaigns.</p></div>'
        )
        if signing.FAILED in st.query_params:
            # The provider is asked once.
            sentence = state.session().remembered("sign-in failure", None, signing.why_failed)
        if sentence:
            st.warning(plain(sentence, 600), icon=":material/lock_clock:")
        if welcome.INVITATION in st.query_params:
            st.caption(
                "You’ve been invited to a team. Sign in first; if the invitation isn’t shown then, open its link again."
            )
        try:
            names = signing.providers()
            for name in names:
                title = "Sign in" if name == signing.DEFAULT else f"Sign in with {plain(name.capitalize())}"
                if st.button(title, key=f"sign_in.{name}", type="primary", width="stretch"):
                    signing.sign_in(name)
        except SignInProblem as problem:
            st.error(plain(str(problem), 600))
