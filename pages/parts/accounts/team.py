"""The team's page: members and roles, invitations, leaving, and what this browser has kept from before."""

from dataclasses import dataclass, field
from datetime import timedelta

import streamlit as st

from pages.parts.accounts import signing, welcome
from pages.parts.buttons import button
from pages.parts.session import clock, save, state, store, workspace
from pages.parts.words import markup, plain
from planner.accounts.actor import Actor, Role
from planner.problems import BadInput
from planner.store.accounts import Invitation, Membership
from planner.store.errors import StoreError
from planner.store.teams import Member
from planner.store.times import utc_now
from planner.wording import counted

MAY = {
    Role.OWNER: "change everything, and who is in the team",
    Role.EDITOR: "make and change campaigns",
    Role.VIEWER: "look at campaigns and export them",
}
_DAYS = (3, 7, 30)
_EMAIL, _ROLE, _UNTIL, _NAME, _NEW = (f"team.{name}" for name in ("email", "role", "days", "name", "new"))


@dataclass
class _Page:
    """links: addresses of invitations made in this session, by id: they cannot be had again."""

    links: dict[str, str] = field(default_factory=dict)


def draw() -> None:
    """The page of the team that is worked in."""
    actor = store.actor()
    here = next(one for one in state.session().teams if one.team == actor.team)
    st.html(f'<div class="plan-head"><h1>{markup(here.name)}</h1><p>{_lead(here)}</p></div>')
    if (message := state.session().take_message()) is not None:
        st.info(message)
    try:
        members = store.team().members()
        invited = store.team().invitations()
    except (StoreError, BadInput) as trouble:
        st.warning(f"{plain(str(trouble), 300)}.")
        return
    decides = actor.role is Role.OWNER and not here.claimed
    if here.claimed:
        st.caption("Your sign-in provider decides who is in this team, and in which role.")
    _before_accounts()
    _members(members, actor, decides)
    if decides:
        _invite()
        _invitations(invited)
    _around(here, actor, decides)


def _lead(here: Membership) -> str:
    return f"You’re {'a' if here.role is Role.VIEWER else 'an'} {here.role}: you can {MAY[here.role]}."


def _members(members: tuple[Member, ...], actor: Actor, decides: bool) -> None:
    st.subheader(counted(len(members), "member"), anchor=False)
    for one in members:
        mine = " (you)" if one.id == actor.id else ""
        with st.container(key=f"member.{one.id}", border=True, horizontal=True, vertical_alignment="center"):
            address = f"<br><span>{markup(one.email)}</span>" if one.email and one.name else ""
            st.html(f'<p class="member"><b>{markup(one.shown)}</b>{mine}{address}</p>', width="stretch")
            if not decides:
                st.caption(one.role.value.capitalize(), width="content")
                continue
            key = f"team.role.{one.id}.{one.role}"
            st.selectbox(
                f"Role of {one.shown}",
                list(Role),
                index=list(Role).index(one.role),
                format_func=lambda role: str(role).capitalize(),
                key=key,
                on_change=_set_role,
                args=(one.id, key),
                label_visibility="collapsed",
                width=140,
            )
            if not mine:
                button("Remove", f"team.remove.{one.id}", "person_remove", _remove, one, type="tertiary")
    st.caption(" ".join(f"{role.value.capitalize()}s can {may}." for role, may in MAY.items()))


def _invite() -> None:
    st.subheader("Invite somebody", anchor=False)
    with st.form("invite", clear_on_submit=False, border=True):
        st.text_input("E-mail address they sign in with", key=_EMAIL, placeholder="name@company.com", max_chars=320)
        with st.container(horizontal=True):
            st.selectbox(
                "Role", list(Role), index=1, key=_ROLE, format_func=lambda role: str(role).capitalize(), width=180
            )
            st.selectbox(
                "Link ends after", _DAYS, index=1, key=_UNTIL, format_func=lambda n: counted(n, "day"), width=180
            )
        st.form_submit_button("Make a link", on_click=_make, type="primary")
    st.caption("No e-mail is sent: copy the link to whoever you invite. It works for that address alone, and once.")


def _invitations(invited: tuple[Invitation, ...]) -> None:
    if not invited:
        return
    st.subheader("Waiting for an answer", anchor=False)
    links, now = state.session().of_page(_Page).links, utc_now()
    for one in invited:
        with st.container(key=f"waiting.{one.id}", border=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                ends = f"until {clock.day(one.expires)}" if one.expires > now else f"ended {clock.day(one.expires)}"
                line = f"<b>{markup(one.email)}</b><br><span>{one.role.value.capitalize()}, {ends}</span>"
                st.html(f'<p class="member">{line}</p>', width="stretch")
                button("Withdraw", f"team.withdraw.{one.id}", "cancel", _withdraw, one.id, type="tertiary")
            if one.id in links:
                st.code(links[one.id], language=None, wrap_lines=True)


def _around(here: Membership, actor: Actor, decides: bool) -> None:
    st.subheader("This team and others", anchor=False)
    if (identity := signing.person()) is not None:
        welcome.offers(identity)
    if decides:
        with st.form("rename_team", border=True):
            st.text_input("Name of this team", value=here.name, key=f"{_NAME}.{here.name}", max_chars=120)
            st.form_submit_button("Rename", on_click=_rename, args=(f"{_NAME}.{here.name}",))
    with st.form("another_team", border=True):
        st.text_input("Name of another team of your own", key=_NEW, max_chars=120)
        st.form_submit_button("Start it", on_click=_start)
    if not here.claimed:
        button(f"Leave {plain(here.name, 40)}", "team.leave", "logout", _leave, actor, type="tertiary")


def _before_accounts() -> None:
    """What this browser has kept from before there were accounts can come along."""
    token = workspace.of_browser()
    if token is None or not store.actor().may_change:
        return
    try:
        waiting = store.team().waiting_in(token)
    except StoreError:
        return
    if waiting:
        them = "it" if waiting == 1 else "them"
        with st.container(key="before_accounts", border=True, horizontal=True, vertical_alignment="center"):
            there = counted(waiting, "scenario")
            st.markdown(f"This browser has kept {there} from before you had an account.", width="stretch")
            button(f"Move {them} to this team", "team.take_in", "drive_file_move", _take_in, token)


def _take_in(token: str) -> None:
    def step() -> str:
        moved = store.team().take_in(token)
        return (
            f"{counted(moved, 'scenario')} moved to this team; you’ll find {'it' if moved == 1 else 'them'} in Compare."
        )

    welcome.attempt(step)


def _set_role(person: str, key: str) -> None:
    role = state.sent(key, str)
    if role is not None:
        welcome.attempt(lambda: store.team().set_role(person, Role(role)))
        state.forget(key)


def _remove(one: Member) -> None:
    welcome.attempt(lambda: store.team().remove(one.id), f"{one.shown} is no longer in this team.")


def _make() -> None:
    def step() -> None:
        role, days = state.sent(_ROLE, str) or Role.EDITOR, state.sent(_UNTIL, int) or _DAYS[1]
        until = utc_now() + timedelta(days=days)
        made, key = store.team().invite(state.sent(_EMAIL, str) or "", Role(role), until)
        link = save.address(key, "team", welcome.INVITATION)
        state.session().of_page(_Page).links[made.id] = link

    if welcome.attempt(step):
        state.put(_EMAIL, "")


def _withdraw(invitation: str) -> None:
    welcome.attempt(lambda: store.team().withdraw(invitation))


def _rename(key: str) -> None:
    welcome.attempt(lambda: store.team().rename(state.sent(key, str) or ""))


def _start() -> None:
    identity = signing.person()
    if identity is not None and welcome.attempt(
        lambda: _arrive(store.accounts(identity).start_team(state.sent(_NEW, str) or ""))
    ):
        state.put(_NEW, "")


def _arrive(team: str) -> None:
    state.session().arriving = team


def _leave(actor: Actor) -> None:
    team = next(one.name for one in state.session().teams if one.team == actor.team)
    welcome.attempt(lambda: store.team().leave(), f"You’ve left {team}.")
