"""The client's page without a browser: what it shows, what it keeps, and that nothing else can be reached from it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.review import page as client_page
from pages.parts.review.cards import Sent
from pages.parts.session import sample, store
from planner.accounts.actor import Actor
from planner.campaign.status import Decided, Ruling
from planner.outcome import Plan
from planner.planning import plan
from planner.review.brand import Brand
from planner.review.decisions import Choice, Decision, Price, Reviewer
from planner.review.snapshot import Amounts, Options
from planner.store.review_links import Reviews
from planner.store.reviews import Guest, Link, Offer, Presentation, Said
from planner.store.times import utc_now

pytestmark = pytest.mark.usefixtures("workers")
ROOT = Path(__file__).parents[1]
PATIENCE = 60
SENDER = "s" * 32
PAGES = ("plan", "roster", "compare", "calendar", "debrief", "assumptions", "new")
WHO = {"name": "Ana Ruiz", "email": "ana@acme.example"}


@pytest.fixture(scope="module")
def offer() -> Offer:
    made = plan(sample.roster(), sample.brief())
    assert isinstance(made, Plan)
    return Offer(made, sample.brief(), sample.roster(), "Kestrel <Outdoor>")


def sender() -> Reviews:
    room = store._room()
    return Reviews(room.database, room.rosters, Actor.local(SENDER))


def linked(offer: Offer, amounts: Amounts = Amounts.TOTAL, price: bool = True) -> tuple[Link, str]:
    look = Presentation(Options(amounts=amounts, price=price), Brand(agency="North & Vale", colour="#1f6f78"))
    return sender().make("c1", offer, look, utc_now() + timedelta(days=14))


def opened(token: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    at.query_params["review"] = token
    at.run()
    assert not at.exception, at.exception
    return at


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def everything(at: AppTest) -> str:
    """All that goes to the browser."""
    return html(at) + " ".join(element.proto.json for element in at.get("bidi_component"))


def cards(at: AppTest) -> dict[str, object]:
    (component,) = [one for one in at.get("bidi_component") if one.proto.id.endswith("-review")]
    found = json.loads(component.proto.json)
    assert isinstance(found, dict)
    return found


def acted(token: str, *sent: dict[str, object]) -> AppTest:
    """A visit in which all this came from the browser, each before a run of the page."""

    def script(token: str, sent: tuple[dict[str, object], ...]) -> None:
        import streamlit as st

        from pages.parts.review import page
        from pages.parts.review.cards import Sent
        from pages.parts.session import state

        state.session().review = token
        at = st.session_state.setdefault("at", 0)
        if at:
            found = Sent.read(sent[at - 1])
            assert found is not None
            page._take(found)
        st.session_state["at"] = at + 1
        page.draw(token)

    at = AppTest.from_function(script, default_timeout=PATIENCE, args=(token, sent)).run()
    for _ in sent:
        at.run()
        assert not at.exception, at.exception
    return at


def message(what: str, turn: int, creators: list[str], **more: object) -> dict[str, object]:
    return {"what": what, "turn": turn, "version": 1, "creators": creators, **WHO, **more}


def test_the_page_shows_the_plan_and_whose_it_is(offer: Offer) -> None:
    _, token = linked(offer, Amounts.EACH)
    at = opened(token)
    shown = html(at)
    for words in ("North &amp; Vale", "Kestrel &lt;Outdoor&gt;", "<h1>Spring launch</h1>", "Version 1, ", "The mix"):
        assert words in shown
    data = cards(at)
    assert isinstance(data["cards"], list) and data["who"] is None and data["fees"] is True
    assert [card["creator"] for card in data["cards"]] == [pick.creator for pick in offer.plan.picks]


def test_fees_that_are_not_shown_are_nowhere_in_what_the_browser_gets(offer: Offer) -> None:
    dearest = max(offer.plan.picks, key=lambda pick: pick.cost_cents)
    fee = f"{dearest.cost_cents // 100:,}"
    _, token = linked(offer, Amounts.EACH)
    assert fee in everything(opened(token))
    _, token = linked(offer, Amounts.NONE)
    at = opened(token)
    assert fee not in everything(at) and "$" not in everything(at)
    assert "creators reach" in html(at)
    for terms in sender().of_campaign("c1")[0].terms:
        assert terms.digest not in everything(at)


def test_nothing_else_is_reached_from_a_review_link(offer: Offer) -> None:
    _, token = linked(offer)
    at = opened(token)
    for page in PAGES:
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            at.switch_page(f"pages/{page}.py")
    assert not at.sidebar.children and not at.button
    del at.query_params["review"]
    at.query_params["open"] = token
    at.run()
    now = at.session_state["session"]
    assert "rv-brand" in html(at), "the session stays what it was opened as"
    assert not now.begun and now.keep.workspace == "" and now.made is None and now.answer is None
    assert "form.budget" not in at.session_state, "no widget of the workspace"


def test_the_guard_of_every_page_stops_in_a_session_that_a_review_link_opened() -> None:
    def script() -> None:
        import streamlit as st

        from pages.parts import navigation
        from pages.parts.session import state

        state.session().navigated = True
        navigation.begin()
        st.write("beyond the guard")

    at = AppTest.from_function(script, default_timeout=PATIENCE)
    at.query_params["review"] = "t"
    at.run().run()
    now = at.session_state["session"]
    assert not at.exception and not at.markdown and not now.begun and now.keep.workspace == ""


def test_a_token_opens_no_scenario(offer: Offer) -> None:
    _, token = linked(offer)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    at.query_params["open"] = token
    at.run()
    assert "rv-brand" not in html(at)
    assert "not there, or not yours" in " ".join(one.value for one in at.markdown)


def test_a_link_turned_off_while_somebody_decides_says_what_of_it_counts(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, token = linked(offer)
    first, second = (pick.creator for pick in offer.plan.picks[:2])
    add = Guest.add

    def late(self: Guest, said: Said, price: Price | None = None) -> Decision:
        if said.creator == second:
            sender().turn_off(link.id)
        return add(self, said, price)

    monkeypatch.setattr(Guest, "add", late)
    at = acted(token, message("approve", 1, [first]), message("approve", 2, [second]))
    assert "This link has been turned off;" in html(at)
    assert "Your last decision was not saved; those before it were." in html(at)
    assert [one.creator for one in sender().of_campaign("c1")[0].decisions] == [first]


def test_links_that_open_nothing_say_why_in_a_sentence(offer: Offer) -> None:
    link, token = linked(offer)
    sender().turn_off(link.id)
    assert "This link has been turned off;" in html(opened(token))
    look = Presentation(Options(), Brand())
    _, past = sender().make("c1", offer, look, utc_now() - timedelta(seconds=1))
    assert "This link has expired;" in html(opened(past))
    for unknown in ("nope", "", token[:-1], link.id):
        at = opened(unknown)
        assert "This link doesn’t open anything;" in html(at) and not at.get("bidi_component")[1:]


def test_a_decline_is_priced_kept_and_seen_by_the_sender(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is tested is the price, not how soon it comes.
    monkeypatch.setattr(client_page, "PATIENCE", PATIENCE)
    _, token = linked(offer)
    first, second, third = (pick.creator for pick in offer.plan.picks[:3])
    at = acted(
        token,
        message("approve", 1, [first]),
        message("price", 2, [second]),
        message("decline", 3, [second], text=" Works with a competitor "),
        message("comment", 4, [third], text="Earlier?"),
        message("comment", 4, [third], text="Earlier?"),
    )
    found = sender().of_campaign("c1")[0].decisions
    assert [(one.creator, one.choice) for one in found] == [
        (first, Choice.APPROVE),
        (second, Choice.DECLINE),
        (third, Choice.COMMENT),
    ], "what is said again is kept once"
    assert found[1].text == "Works with a competitor" and found[1].reviewer.name == "Ana Ruiz"
    assert found[1].price is not None and "people fewer" in found[1].price.sentence
    data = cards(at)
    assert data["who"] == WHO and data["heard"] == 4
    outcomes = {card["creator"]: card["outcome"] for card in data["cards"]}  # type: ignore[attr-defined]
    assert outcomes[first] == "approved" and outcomes[second] == "declined" and outcomes[third] == "open"


def test_a_price_is_shown_only_where_the_sender_allows_it(offer: Offer) -> None:
    _, token = linked(offer, price=False)
    at = acted(token, message("price", 1, [offer.plan.picks[0].creator]))
    assert cards(at)["price"] == "" and "fewer" not in everything(at)


def test_who_decides_is_asked_and_a_decline_needs_a_reason(offer: Offer) -> None:
    _, token = linked(offer)
    creator = offer.plan.picks[0].creator
    at = acted(token, message("approve", 1, [creator], email="ana"))
    assert cards(at)["problems"] == {"E-mail": "Please give an address such as ana@example.com."}
    at = acted(token, message("decline", 1, [creator], text="  "))
    assert cards(at)["notice"] == "Please write a few words first."
    assert sender().of_campaign("c1")[0].decisions == ()


def test_on_an_old_version_one_is_told_and_asked_only_about_what_changed(offer: Offer) -> None:
    link, token = linked(offer)
    first, second, *_ = offer.plan.picks
    guest = store.guest(token)
    for pick in (first, second):
        guest.add(Said(pick.creator, Choice.APPROVE, Reviewer.of(**WHO), 1))
    dearer = second.model_copy(update={"cost_cents": second.cost_cents + 100})
    picks = (first, dearer, *offer.plan.picks[2:])
    changed = Offer(offer.plan.model_copy(update={"picks": picks}), offer.brief, offer.roster)
    sender().update(link.id, changed)
    at = acted(token, message("decline", 1, [second.creator], text="No"), message("who", 2, []))
    data = cards(at)
    shown = {card["creator"]: card for card in data["cards"]}  # type: ignore[attr-defined]
    assert shown[first.creator]["mine"]["choice"] == "approve" and not shown[first.creator]["changed"]
    assert shown[second.creator]["mine"] is None and shown[second.creator]["changed"]
    assert len(sender().of_campaign("c1")[0].decisions) == 2, "nothing was saved on other terms"
    at = acted(token, message("decline", 1, [second.creator], text="No"))
    assert "This creator’s posts or fee are different now, so please decide again." in str(cards(at)["notice"])


def test_what_the_sender_does_to_a_creator_counts_for_more_than_the_decision(offer: Offer) -> None:
    def script(clicks: tuple[tuple[str, object], ...], decided: tuple[object, ...]) -> None:
        from pages.parts.form import edits
        from pages.parts.session import state

        now = state.session()
        now.about = now.about.model_copy(update={"decided": decided})
        for name, what in clicks:
            getattr(edits, name)(what)

    first, second, third = offer.plan.picks[:3]
    rulings = (Ruling.APPROVED, Ruling.APPROVED, Ruling.DECLINED)
    decided = tuple(
        Decided(creator=one.creator, package=one.package, ruling=ruling)
        for one, ruling in zip((first, second, third), rulings, strict=True)
    )
    clicks = (("drop", first), ("toggle_keep", second), ("free", third.creator))
    at = AppTest.from_function(script, default_timeout=PATIENCE, args=(clicks, decided)).run()
    assert not at.exception, at.exception
    now = at.session_state["session"]
    asked = now.about.asked(now.brief)
    assert now.about.decided == () and asked.excluded[-1] == first.creator
    assert not {first.creator, second.creator, third.creator} & {one.creator for one in asked.must_have}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "approve",
        {"what": "pay", "creators": [], "turn": 1, "version": 1},
        {"what": "approve", "creators": "all", "turn": 1, "version": 1},
        {"what": "approve", "creators": [1], "turn": 1, "version": 1},
        {"what": "approve", "creators": ["a"], "turn": 1, "version": 1, "name": {}},
        {"what": "approve", "creators": ["a"] * 3000, "turn": 1, "version": 1},
    ],
)
def test_what_no_page_sends_is_not_taken(value: object) -> None:
    assert Sent.read(value) is None


def test_odd_numbers_and_long_texts_are_made_usable() -> None:
    value = {"what": "comment", "creators": ["a"], "turn": float("nan"), "version": -3, "text": "x" * 5_000}
    found = Sent.read(value)
    assert found == Sent("comment", ("a",), 0, 1, "x" * 1_000)
