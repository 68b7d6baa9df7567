"""What a client sees and decides, without a page and without a database."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from planner.brief.brief import Brief
from planner.domain.creators import Creator
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.review.brand import LARGEST, MOST_BYTES, Brand, _contrast, logo
from planner.review.decisions import Choice, Decision, Outcome, Reviewer, standings
from planner.review.snapshot import Amounts, Options, Snapshot, snapshot_of, terms_of
from tests import builders

ANA, BEN = Reviewer.of(" Ana Ruiz ", "ana@acme.example"), Reviewer.of("Ben", "ben@acme.example")
FEE = 731.0


@pytest.fixture(scope="module")
def roster() -> Roster:
    people = [("anna", 12_000), ("ben", 90_000), ("cleo", 700_000)]
    return builders.roster(*(builders.creator(n, builders.package(fee=FEE), followers=f) for n, f in people))


@pytest.fixture(scope="module")
def brief() -> Brief:
    return builders.brief(name="Spring <launch>", currency="EUR", budget_cents=1_000_000)


@pytest.fixture(scope="module")
def made(roster: Roster, brief: Brief) -> Plan:
    outcome = plan(roster, brief)
    assert isinstance(outcome, Plan) and len(outcome.picks) == 3
    return outcome


def said(number: int, choice: Choice, who: Reviewer = ANA, terms: str = "t", **more: str) -> Decision:
    at = datetime(2026, 11, 28, 12, number, tzinfo=UTC)
    return Decision(number=number, creator="a", choice=choice, reviewer=who, at=at, version=1, terms=terms, **more)


def test_amounts_that_are_not_shown_are_not_in_what_leaves_the_server(made: Plan, brief: Brief, roster: Roster) -> None:
    for amounts in Amounts:
        shown = snapshot_of(made, brief, roster, "Acme", Options(amounts=amounts))
        text = shown.model_dump_json()
        assert Snapshot.read(text) == shown
        assert ("731" in text) == (amounts is Amounts.EACH)
        assert ("2,193" in text or "€2.19K" in text) == (amounts is not Amounts.NONE)
        assert ("€" in text) == (amounts is not Amounts.NONE)
        assert all(terms.digest not in text for terms in terms_of(made, roster)), "fees could be found by trying"
    assert [card.creator for card in shown.cards] == [pick.creator for pick in made.picks]
    assert shown.verdict.startswith("3 creators reach ")


def test_a_rule_that_names_a_fee_is_not_read_by_who_sees_the_total_only(roster: Roster) -> None:
    brief = builders.brief(name="Spring", currency="EUR", budget_cents=1_000_000, creators={"max": 1})
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    shown = {
        amounts: snapshot_of(made, brief, roster, "", Options(amounts=amounts)).verdict
        for amounts in (Amounts.EACH, Amounts.TOTAL)
    }
    assert "; the limit is" in shown[Amounts.EACH]
    assert shown[Amounts.TOTAL] == f"{shown[Amounts.EACH].partition('; ')[0]}." and "buys" in shown[Amounts.TOTAL]


def test_the_pyramid_is_a_picture_for_each_tier_with_a_brick_for_each_creator(
    made: Plan, brief: Brief, roster: Roster
) -> None:
    shown = snapshot_of(made, brief, roster, "", Options())
    assert [tier.figures.partition(" ·")[0] for tier in shown.tiers] == ["1 creator"] * 3
    for tier in shown.tiers:
        assert tier.svg.count("<path") == 2 and "nan" not in tier.svg and "<script" not in tier.svg
        assert tier.svg.partition('<path d="')[2].partition("<path")[2].count("M") == 1


def test_terms_change_with_fee_and_package_and_not_with_reach(made: Plan, roster: Roster) -> None:
    first = made.picks[0]

    def digest(**changed: object) -> str:
        return terms_of(made.model_copy(update={"picks": (first.model_copy(update=changed),)}), roster)[0].digest

    assert digest() == terms_of(made, roster)[0].digest
    assert digest(target_reach=1.0, incremental_reach=2.0) == digest()
    assert len({digest(), digest(cost_cents=1), digest(package="other"), digest(deliverables={})}) == 4


def test_a_decline_is_about_the_person_on_whichever_platform(brief: Brief) -> None:
    def one(handle: str, platform: str, name: str, person: str = "") -> Creator:
        return builders.creator(handle, builders.package(), platform=platform, name=name, person=person)

    roster = builders.roster(
        one("mina", "instagram", "Mina Lee"),
        one("mina", "tiktok", "mina lee"),
        one("mina", "youtube", "Mina Sato"),
        one("theo", "instagram", "Theo", "Theo Park"),
        one("park.plays", "youtube", "", "Theo Park"),
    )
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    some = made.picks[0].accounts[0]

    def siblings(*creators: str) -> list[tuple[str, ...]]:
        picks = tuple(some.model_copy(update={"creator": creator}) for creator in creators)
        return [one.siblings for one in terms_of(made.model_copy(update={"picks": picks}), roster)]

    assert siblings("instagram:mina", "youtube:mina") == [("tiktok:mina",), ()]
    assert siblings("instagram:mina", "tiktok:mina") == [(), ()], "each is decided by itself"
    assert siblings("instagram:theo") == [("youtube:park.plays",)]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], Outcome.OPEN),
        ([said(1, Choice.APPROVE)], Outcome.APPROVED),
        ([said(1, Choice.COMMENT, text="nice")], Outcome.OPEN),
        ([said(1, Choice.APPROVE), said(2, Choice.DECLINE)], Outcome.DECLINED),
        ([said(2, Choice.DECLINE), said(1, Choice.APPROVE)], Outcome.DECLINED),
        ([said(1, Choice.APPROVE), said(2, Choice.WITHDRAW)], Outcome.OPEN),
        ([said(1, Choice.APPROVE), said(2, Choice.DECLINE, BEN)], Outcome.DISPUTED),
        ([said(1, Choice.APPROVE), said(2, Choice.DECLINE, BEN), said(3, Choice.APPROVE, BEN)], Outcome.APPROVED),
        ([said(1, Choice.APPROVE, terms="older")], Outcome.OPEN),
        ([said(1, Choice.DECLINE, terms="older"), said(2, Choice.APPROVE, BEN)], Outcome.APPROVED),
    ],
)
def test_the_latest_of_each_reviewer_counts_on_the_terms_it_was_made_on(
    decisions: list[Decision], expected: Outcome
) -> None:
    assert standings({"a": "t"}, decisions)["a"].outcome is expected


def test_one_person_is_one_however_they_write_their_address() -> None:
    again = Reviewer.of("Ana R.", "ANA@acme.example")
    standing = standings({"a": "t"}, [said(1, Choice.APPROVE), said(2, Choice.DECLINE, again)])["a"]
    assert standing.outcome is Outcome.DECLINED and len(standing.decisions) == 1
    assert standing.of(ANA) == standing.decisions[0] and standing.of(BEN) is None
    older = standings({"a": "new"}, [said(1, Choice.APPROVE)])["a"]
    assert older.outcome is Outcome.OPEN and older.before[0].choice is Choice.APPROVE


@pytest.mark.parametrize(
    ("name", "email", "fields"),
    [
        ("", "ana@acme.example", ["Name"]),
        ("Ana", "ana", ["E-mail"]),
        ("Ana", "ana@acme", ["E-mail"]),
        ("Ana", "<ana@acme.example>", ["E-mail"]),
        ("A\nna", "a@b@", ["Name", "E-mail"]),
        ("A" * 81, "@acme.example", ["Name", "E-mail"]),
    ],
)
def test_who_decides_has_a_name_and_an_address(name: str, email: str, fields: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        Reviewer.of(name, email)
    assert [problem.place for problem in refused.value.problems] == fields


def _picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_made_small_and_written_anew(kind: str) -> None:
    kept = Brand(logo=logo(_picture(kind) + b"<script>alert(1)</script>"))
    content = base64.b64decode(kept.logo)
    assert b"script" not in content
    with Image.open(BytesIO(content)) as picture:
        assert picture.format == "PNG" and picture.size <= LARGEST and picture.size[0] == 640
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "our address")
    assert b"our address" not in base64.b64decode(logo(_picture(pnginfo=hidden)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "can’t be read as a picture"),
        (_picture("GIF"), "can’t be read as a picture"),
        (_picture()[:200], "can’t be read as a picture"),
        (b"", "can’t be read as a picture"),
        (_picture(size=(20_000, 1_000)), "20,000 × 1,000 pixels"),
        (b"\x89PNG" + bytes(MOST_BYTES), "up to 1 MB"),
    ],
)
def test_what_is_no_small_picture_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        logo(content)


@pytest.mark.parametrize("colour", ["red", "#12345", "#123456;}", "url(x)", "#gggggg"])
def test_a_colour_is_a_colour(colour: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        Brand(colour=colour)


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffee00", "#9C3A5E", "#00ff88"])
def test_every_colour_is_made_readable_on_both_pages(colour: str) -> None:
    for dark, page in ((False, (0xFB, 0xFA, 0xF7)), (True, (0x16, 0x14, 0x12))):
        accent = Brand(colour=colour).accent(dark)
        assert _contrast(tuple(int(accent[at : at + 2], 16) for at in (1, 3, 5)), page) >= 4.5
