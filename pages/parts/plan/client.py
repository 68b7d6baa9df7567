"""Review links of the campaign in hand: made, copied, updated and turned off by the one who sends them."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from pages.parts import dialogs
from pages.parts.buttons import button
from pages.parts.jobs import asking
from pages.parts.plan import verdict
from pages.parts.session import clock, save, scenarios, state, store
from pages.parts.session.state import Made
from pages.parts.words import plain
from planner.problems import BadInput
from planner.review.brand import Brand, logo
from planner.review.decisions import Outcome, Reviewer, standings
from planner.review.snapshot import AMOUNT_WORDS, Amounts, Options, terms_of
from planner.store.errors import StoreError
from planner.store.review_links import Settings
from planner.store.reviews import Link, Offer, Presentation, Reviewed
from planner.store.times import utc_now

USUAL, LONGEST = timedelta(days=14), timedelta(days=365)
"""How long a link opens: as suggested, and at most."""
_BRAND = "brand"


@dataclass
class _Links:
    """addresses: of links whose address was made in this session, by id; it cannot be had from anywhere else."""

    addresses: dict[str, str] = field(default_factory=dict)


def links() -> tuple[Reviewed, ...]:
    """The campaign's links with what was decided; none while they cannot be read."""
    try:
        return store.reviews().of_campaign(state.session().campaign)
    except (StoreError, BadInput) as trouble:
        state.session().message = f"Your client’s decisions could not be read. {plain(str(trouble), 200)}"
        return ()


def draw(made: Made) -> None:
    """The dialog, once somebody has asked for it and until they close it."""
    if dialogs.shows("client"):
        _dialog(made)


@st.dialog("Ask your client to decide", width="large", on_dismiss=dialogs.close)
def _dialog(made: Made) -> None:
    """What there is of links, then a new one."""
    st.caption(
        "A link opens a page with this plan and nothing else. Your client approves or declines each creator; "
        "they need no account. What they decide shows up here, under Client decisions."
    )
    found = links()
    for one in found:
        _link(one, made)
    if found:
        st.subheader("Another link", anchor=False)
    _new(made)
    _people(found)


def _link(one: Reviewed, made: Made) -> None:
    link = one.link
    live = link.open_at(utc_now())
    until = link.expires - timedelta(seconds=1)
    stand = standings({terms.creator: terms.digest for terms in one.terms}, one.decisions).values()
    said = ", ".join(
        f"{sum(each.outcome is outcome for each in stand)} {words}"
        for outcome, words in (
            (Outcome.APPROVED, "approved"),
            (Outcome.DECLINED, "declined"),
            (Outcome.DISPUTED, "disputed"),
        )
        if any(each.outcome is outcome for each in stand)
    )
    ends = f"open until {clock.day(until)}" if live else "turned off" if link.ended else "expired"
    with st.container(border=True, key=f"review_{link.id}"):
        shown = AMOUNT_WORDS[link.options.amounts].lower()
        st.markdown(
            f"**Version {link.version}**, {clock.words(link.updated)} · {ends} · {shown}  \n"
            f"{said or 'Nobody has decided yet'}"
        )
        address = state.session().of_page(_Links).addresses.get(link.id)
        if live and address is not None:
            st.code(address, language=None)
            st.caption("Copy the address now: we keep no copy that could be shown again.")
        if live:
            _actions(one, made)


def _actions(one: Reviewed, made: Made) -> None:
    review = one.link.id
    same = made.roster is not None and one.terms == terms_of(made.plan, made.roster)
    with st.container(horizontal=True, gap="small"):
        button(
            "Update to this plan",
            f"review_update.{review}",
            "update",
            scenarios.attempt,
            lambda: store.reviews().update(review, _offer(made)),
            disabled=same,
            help="It shows this plan already" if same else "Your client is asked again only about what changed",
        )
        _settings(one.link)
        button(
            "New address",
            f"review_renew.{review}",
            "autorenew",
            _renew,
            review,
            help="The address you sent before stops working",
        )
        button(
            "Turn off",
            f"review_off.{review}",
            "link_off",
            scenarios.attempt,
            lambda: store.reviews().turn_off(review),
            help="The link stops working. What was decided stays.",
        )


def _settings(link: Link) -> None:
    """What the client sees, and until when: changed under the same address."""
    last = (link.expires - timedelta(seconds=1)).astimezone(clock.zone()).date()
    with st.popover("What they see", icon=":material/tune:", key=f"review_settings.{link.id}"):
        amounts = _amounts(link.options.amounts, f"review_amounts.{link.id}")
        price = st.toggle("Show what a decline would change", link.options.price, key=f"review_price.{link.id}")
        day = _last_day(last, f"review_until.{link.id}")
        wanted = Settings(Options(amounts=amounts, price=price), _end_of(day))
        same = (wanted.options, day) == (link.options, last)
        button(
            "Change the link",
            f"review_change.{link.id}",
            "",
            scenarios.attempt,
            lambda: store.reviews().change(link.id, wanted),
            type="primary",
            disabled=same,
            help="Nothing is different yet" if same else "Your client sees it when they next open or reload the page",
        )


def _amounts(shown: Amounts, key: str) -> Amounts:
    listed, words = list(Amounts), "What your client sees of money"
    return Amounts(st.radio(words, listed, listed.index(shown), format_func=AMOUNT_WORDS.__getitem__, key=key))


def _last_day(shown: date, key: str) -> date:
    today = datetime.now(clock.zone()).date()
    until = st.date_input(
        "Open until", shown, min_value=min(today, shown), max_value=today + LONGEST, format="YYYY-MM-DD", key=key
    )
    return until if isinstance(until, date) else shown


def _end_of(day: date) -> datetime:
    """The moment after a day, where the visitor is."""
    return datetime.combine(day + timedelta(days=1), time(), clock.zone()).astimezone(UTC)


def _people(found: tuple[Reviewed, ...]) -> None:
    """Everybody who decided, whose name and address can be deleted when they ask for it."""
    people = {one.reviewer.key: one.reviewer for link in found for one in link.decisions}
    known = {key: who for key, who in people.items() if not who.is_nobody}
    if not known:
        return
    with st.expander("Delete a reviewer’s name and e-mail address", icon=":material/person_off:"):
        st.caption("When somebody asks for it. What they decided stays, as decided by “a reviewer”.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = st.selectbox(
                "Reviewer",
                list(known),
                format_func=lambda one: f"{known[one].name}, {known[one].email}",
                key=f"review_person.{len(known)}",
            )
            button("Delete", "review_forget", "delete", _forget, known[key or next(iter(known))])


@scenarios.attempted
def _forget(who: Reviewer) -> None:
    now = state.session()
    store.reviews().forget_reviewer(now.campaign, who.key)
    left = tuple(one.model_copy(update={"by": ""}) for one in now.about.decided)
    now.about = now.about.model_copy(update={"decided": left})


def _new(made: Made) -> None:
    brand = _kept_brand()
    left, right = st.columns(2)
    with left:
        agency = st.text_input("Your name or agency", brand.agency, max_chars=80, key="review_agency")
        amounts = _amounts(Amounts.TOTAL, "review_amounts")
        price = st.toggle(
            "Show what a decline would change",
            value=True,
            key="review_price",
            help="How many people fewer, and who would step in. Fees are never part of it.",
        )
    with right:
        colour = st.color_picker("Your colour", brand.colour, key="review_colour")
        kinds = ["png", "jpg", "jpeg"]
        file = st.file_uploader("Your logo, PNG or JPEG", type=kinds, key="review_logo", max_upload_size=1)
        if brand.logo and file is None:
            st.image(base64.b64decode(brand.logo), width=140)
        last = _last_day(datetime.now(clock.zone()).date() + USUAL, "review_until")
    if st.button("Make a link", type="primary", key="review_make"):
        try:
            mark = brand.logo if file is None else logo(file.getvalue())
            look = Presentation(
                Options(amounts=amounts, price=price), Brand.of(agency=agency, colour=colour, logo=mark)
            )
            _make(made, look, last)
        except (StoreError, BadInput) as error:
            wrong = error.problems[0] if isinstance(error, BadInput) else error
            st.error(plain(str(wrong), 300), icon=":material/error:")
            return
        st.rerun(scope="fragment")


def _make(made: Made, look: Presentation, last: date) -> None:
    now = state.session()
    link, token = store.reviews().make(now.campaign, _offer(made), look, _end_of(last))
    now.of_page(_Links).addresses[link.id] = _address(token)
    records = store.records()
    kept = records.get(_BRAND, _BRAND, Brand)
    if kept is None or kept.value != look.brand:
        records.put(_BRAND, _BRAND, look.brand, 0 if kept is None else kept.rev)


def _offer(made: Made) -> Offer:
    if made.roster is None:
        raise ValueError("types of creators cannot be decided on")
    plan = verdict.explained(made, asking.WAIT_FOR_OFFER).plan
    return Offer(plan, made.brief, made.roster, state.session().about.client)


def _kept_brand() -> Brand:
    try:
        kept = store.records().get(_BRAND, _BRAND, Brand)
    except (StoreError, BadInput) as trouble:
        st.caption(f"Your logo and colour could not be read. {plain(str(trouble), 200)}")
        return Brand()
    return Brand() if kept is None else kept.value


def _address(token: str) -> str:
    return save.address(token, state.REVIEW, state.REVIEW)


@scenarios.attempted
def _renew(review: str) -> None:
    state.session().of_page(_Links).addresses[review] = _address(store.reviews().renew(review))
