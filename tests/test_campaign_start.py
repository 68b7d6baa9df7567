"""Starting points: five answers become a brief that plans, and that holds nothing but what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.coverage import coverage_of, outside_of
from planner.campaign.start import Answers, Start, start, starting_point, starting_points, usual_platforms
from planner.domain.audience import Trait
from planner.domain.creators import Creator
from planner.domain.roster import Platform, Roster
from planner.intake import ReadSettings, read_roster
from planner.intake.typed import typed_amount, typed_number, typed_text
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.units import AMOUNT, INDEX, MONEY, PEOPLE, SHARE, Unit, Written
from tests.builders import creator, roster
from tests.command_line import Run, refused_as_bad

SAMPLE = Path(__file__).parents[1] / "sample_data"
KEYS = [point.key for point in starting_points()]
GERMAN = Answers(
    name="Herbst",
    budget_cents=7_250_000,
    currency="EUR",
    locale="de_DE",
    audience="women 18-34 in Germany",
    platforms=(Platform.INSTAGRAM, Platform.TIKTOK),
)


def _sample_roster() -> Roster:
    reading = read_roster("Sample roster.csv", (SAMPLE / "roster.csv").read_bytes(), ReadSettings())
    assert reading.roster is not None
    return reading.roster


def _paths(data: object, at: str = "") -> set[str]:
    if isinstance(data, dict) and data:
        return {path for key, value in data.items() for path in _paths(value, f"{at}.{key}" if at else key)}
    return {at}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("budget", "listed"), [(800_000, True), (7_250_000, False)])
def test_every_starting_point_plans(key: str, budget: int, listed: bool) -> None:
    people = _sample_roster() if listed else None
    answers = Answers(name="Own", budget_cents=budget, audience="women 18-34 in the US", platforms=GERMAN.platforms)
    made = start(starting_point(key), answers, people)
    answer = plan(people, made.brief)
    assert isinstance(answer, Plan)
    assert answer.totals.creators > 0
    assert {pick.platform for pick in answer.picks} <= set(answers.platforms)


@pytest.mark.parametrize("key", KEYS)
def test_everything_in_the_brief_is_an_answer_or_a_default_with_its_sentence(key: str) -> None:
    point = starting_point(key)
    made = start(point, GERMAN, None)
    answered = ("name", "currency", "locale", "budget_cents", "audience", "platforms")
    usual = Brief(budget_cents=1).model_dump(mode="json")
    for path in _paths(made.brief.model_dump(mode="json", exclude_defaults=True)):
        set_by_point = any(path == d.path or path.startswith(f"{d.path}.") for d in point.defaults)
        assert path.startswith((*answered, "tiers.by_views", "schema_version")) or set_by_point, path
    assert usual["creators"] == {"min": None, "max": None}
    assert all(default.sentence for default in point.defaults)
    said = " ".join(made.sentences)
    assert "{" not in said
    assert "Herbst" in said
    assert "72.500" in said


@pytest.mark.parametrize("key", KEYS)
def test_nothing_of_the_sample_survives(key: str) -> None:
    sample = json.loads((SAMPLE / "brief.json").read_text(encoding="utf-8"))
    made = start(starting_point(key), GERMAN, _sample_roster()).brief
    names = {segment["name"] for segment in sample["audience"]}
    assert not names & {segment.name for segment in made.audience}
    assert made.quality == type(made.quality)()
    assert made.must_have == made.excluded == made.groups == ()
    assert made.creators.max != sample["creators"]["max"]
    assert made.name != sample["name"]


def test_defaults_are_told_from_what_the_client_asked() -> None:
    made = start(starting_point("launch"), GERMAN, None)
    assert made.campaign.is_default("largest_share")
    assert made.campaign.is_default("pyramid.micro.headcount.min")
    assert not made.campaign.is_default("budget_cents")
    assert not made.campaign.is_default("platforms.youtube.count.max")


def test_a_default_that_the_user_touched_is_their_own() -> None:
    made = start(starting_point("launch"), GERMAN, None)
    changed = made.brief.changed("largest_share", 0.1)
    after = made.campaign.after(made.brief, changed)
    assert not after.is_default("largest_share")
    assert after.is_default("pyramid_order")
    again = made.brief.changed("largest_share", None)
    assert not made.campaign.after(made.brief, again).is_default("largest_share")


def test_a_campaign_survives_its_file() -> None:
    campaign = start(starting_point("event"), GERMAN, None).campaign
    assert Campaign.read(campaign.model_dump_json()) == campaign
    with pytest.raises(BadInput, match="campaign.clients"):
        Campaign.read('{"clients": "x"}')


def test_amounts_of_a_default_are_in_the_campaigns_currency() -> None:
    euro = start(starting_point("seeding"), GERMAN, None).brief
    yen = start(starting_point("seeding"), GERMAN.model_copy(update={"currency": "JPY"}), None).brief
    assert yen.resources["product_units"].unit_cost_cents > 100 * euro.resources["product_units"].unit_cost_cents


def _german() -> Start:
    people = roster(*_people())
    return start(starting_point("launch"), GERMAN, people)


def _people() -> tuple[Creator, ...]:
    yes = {
        "audience country:de": 0.8,
        "audience gender:female": 0.9,
        "audience age:18-24": 0.5,
        "audience age:25-34": 0.4,
    }
    men = {**yes, "audience gender:female": 0.05}
    return (
        creator("anna", country="DE", audience=yes),
        creator("ben", country="DE", audience=men),
        creator("cleo", country="DE"),
        creator("dan", country="DE", audience={"audience country:de": 0.7}),
    )


def test_coverage_says_what_is_known_and_who_misses_the_audience() -> None:
    found = coverage_of(roster(*_people()), _german().brief)
    assert (found.creators, found.known) == (4, 2)
    assert found.by_trait == {Trait.COUNTRY: 3, Trait.GENDER: 2, Trait.AGE: 2}
    assert [miss.handle for miss in found.misses] == ["ben"]
    assert "2 of 4 creators" in found.sentence()
    assert "@ben (Instagram)" in found.sentence()


def test_coverage_of_an_audience_that_is_everybody() -> None:
    made = start(starting_point("launch"), GERMAN.model_copy(update={"audience": "everyone"}), None)
    assert not coverage_of(roster(*_people()), made.brief).asked


def test_what_falls_outside_is_a_share_of_the_reach() -> None:
    made = _german()
    answer = plan(roster(*_people()), made.brief.changed("largest_share", None))
    assert isinstance(answer, Plan)
    found = outside_of(answer)
    assert found.share == pytest.approx(answer.totals.waste / answer.totals.gross_reach)
    assert found.picks == answer.totals.creators
    assert found.unknown <= 2


def test_a_campaign_is_on_the_platforms_of_its_list(run: Run, tmp_path: Path) -> None:
    brief, listed = tmp_path / "brief.json", tmp_path / "list.csv"
    listed.write_text("handle,platform,followers,fee\nann,ig,9000,80\nbea,facebook,9000,70\n", encoding="utf-8")
    asked = ("--starting-point", "launch", "--budget", "$9,000", "--audience", "people in the US", "--roster", listed)
    made = run("start", *asked, "--brief", brief)
    assert made.stdout.startswith("My campaign: $9,000 on Instagram, Facebook.\n"), made.stderr


def test_where_answers_and_list_differ_is_said() -> None:
    there = roster(creator("ann"), creator("bea", platform=Platform.TIKTOK), creator("cleo", platform=Platform.X))
    assert usual_platforms(there) == (Platform.INSTAGRAM, Platform.TIKTOK, Platform.X)
    assert usual_platforms(None) == (Platform.INSTAGRAM, Platform.TIKTOK, Platform.YOUTUBE)
    asked = (Platform.INSTAGRAM, Platform.YOUTUBE, Platform.FACEBOOK, Platform.TWITCH)
    made = start(starting_point("launch"), GERMAN.model_copy(update={"platforms": asked}), there)
    assert "Your list has nobody on YouTube, Facebook or Twitch." in made.sentences
    assert "2 creators on TikTok and X are left out." in made.sentences
    # Nobody is on Threads, so that it is no rule of this plan, but the next list keeps it.
    closed = made.brief.changed("platforms.threads.count.max", 0)
    answer = plan(there, closed)
    assert isinstance(answer, Plan)
    assert [row.name for row in answer.limits if row.rule == "platforms"] == [
        "At most 0 TikTok creators", "At most 0 X creators"
    ]  # fmt: skip


def test_the_command_line_starts_a_campaign_and_plans_its_brief(run: Run, tmp_path: Path) -> None:
    brief, campaign = tmp_path / "brief.json", tmp_path / "campaign.json"
    answers = ("--budget", "€72,500", "--audience", "women 18-34 in Germany", "--platforms", "instagram,tiktok")
    made = run("start", "--starting-point", "launch", *answers, "--brief", brief, "--campaign", campaign)
    assert made.returncode == 0, made.stderr
    assert "Women 18-34 in Germany: about" in made.stdout
    assert Brief.read(brief.read_bytes()).currency == "EUR"
    assert Campaign.read(campaign.read_bytes()).starting_point == "launch"
    from_brief = run("plan", "--brief", brief)
    at_once = run("plan", "--starting-point", "launch", *answers)
    assert from_brief.returncode == at_once.returncode == 0, at_once.stderr
    assert from_brief.stdout.splitlines()[:5] == at_once.stdout.splitlines()[-len(from_brief.stdout.splitlines()) :][:5]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--audience", "women in Germany"), ("--budget", "is missing")),
        (("--budget", "12zz", "--audience", "women"), ("--budget", "12zz")),
        (("--budget", "8000", "--audience", "hikers in Peru"), ("hikers", "not understood")),
        (("--budget", "8000", "--audience", "women", "--platforms", "myspace"), ("--platforms", "myspace")),
        (("--budget", "8000", "--audience", "women in Iceland"), ("country", "not in the table")),
        (("--budget", "-5", "--audience", "women"), ("--budget",)),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(run: Run, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    refused_as_bad(run("start", "--starting-point", "launch", *arguments), *words)


@pytest.mark.parametrize(("typed", "locale"), [("€35,000", "fr_FR"), ("35.000", "en_US")])
def test_thousands_of_another_country_are_asked_about_and_not_read_as_35(typed: str, locale: str) -> None:
    with pytest.raises(BadInput, match="has three digits after"):
        typed_amount(typed, "EUR", locale)


@pytest.mark.parametrize(
    ("typed", "locale", "cents"),
    [
        ("35.000", "fr_FR", 3_500_000), ("35,50 €", "fr_FR", 3_550), ("1.500k", "en_US", 150_000),
        ("1,5 Mio. €", "de_DE", 150_000_000), ("8 Tsd.", "de_DE", 800_000), ("€ 12,5 mil", "pt_BR", 1_250_000),
        ("5M€", "en_US", 500_000_000), ("5.000,- €", "de_DE", 500_000), ("7.500 mil", "de_DE", 750_000_000),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_its_country_writes_it(typed: str, locale: str, cents: int) -> None:
    assert typed_amount(typed, "EUR", locale) == (cents, "EUR")


def test_a_code_behind_a_sign_is_the_currency() -> None:
    assert typed_amount("$72,500 CAD", "USD", "en_US") == (7_250_000, "CAD")


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR", "pt_BR", "sv_SE", "de_CH", "en_IN", "ar_EG"])
def test_the_amount_that_is_offered_instead_is_accepted_there(locale: str) -> None:
    for typed in ("five", "0", "", "-5"):
        with pytest.raises(BadInput) as bad:
            typed_amount(typed, "EUR", locale)
        (problem,) = bad.value.problems
        assert typed_amount(problem.accepted.partition("such as ")[2], "EUR", locale) == (7_250_000, "EUR"), problem


def test_crowns_of_no_country_ask_for_a_code() -> None:
    with pytest.raises(BadInput, match="several countries have.*SEK"):
        typed_amount("5000 kr", "EUR", "en_US")


@pytest.mark.parametrize(
    ("typed", "unit", "locale", "value"),
    [
        ("45.000", MONEY, "de_DE", 45_000),
        ("45 tys. zł", MONEY, "pl_PL", 45_000),
        ("1.234,50 €", MONEY, "es_ES", 1_234.5),
        ("0", MONEY, "de_DE", 0),
        (" ", MONEY, "de_DE", None),
        ("1.200.000", PEOPLE, "pt_BR", 1_200_000),
        ("1,2m", PEOPLE, "nl_NL", 1_200_000),
        ("235,5 tys,", PEOPLE, "pl_PL", 235_500),
        ("2,5 %", SHARE, "en_US", 2.5),
        ("2.5", SHARE, "de_DE", 2.5),
        ("1.125", SHARE, "en_US", 1.125),
        ("0.125", SHARE, "es_ES", 0.125),
        ("0,045", INDEX, "en_US", 0.045),
        ("0,8", INDEX, "en_GB", 0.8),
        ("1.500", AMOUNT, "de_DE", 1_500),
    ],
)
def test_a_number_is_read_as_its_field_means_it(typed: str, unit: Unit, locale: str, value: float | None) -> None:
    writing = Written("PLN" if locale == "pl_PL" else "EUR", locale)
    assert typed_number(typed, unit, writing, "field") == value
    assert typed_number(typed_text(value, unit, writing), unit, writing, "field") == value


@pytest.mark.parametrize(
    ("typed", "unit", "words"),
    [
        ("100.000", PEOPLE, "three digits after the point"),
        ("12.5", PEOPLE, "whole number"),
        ("-3", SHARE, "below zero"),
        ("£45", MONEY, "is in GBP"),
        ("a lot", MONEY, "not a number"),
        ("much", INDEX, "not a number"),
        ("9" * 50, PEOPLE, "too long"),
    ],
)
def test_a_number_that_may_mean_two_things_is_asked_about(typed: str, unit: Unit, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        typed_number(typed, unit, Written("EUR", "en_US"), "field")
