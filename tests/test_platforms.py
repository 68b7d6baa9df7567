"""Platforms and formats are rows of tables; a platform that no row names is asked for three numbers, and planned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.brief.brief import Brief
from planner.brief.terms import NewPlatform
from planner.cli import main
from planner.crosscheck import cross_check
from planner.debrief.compare import debrief
from planner.debrief.lessons import learn
from planner.debrief.memory import Memory, record_of
from planner.domain.platforms import PLATFORM_TABLE, Format, Platform, colour_of, format_row, formats_of, named
from planner.domain.results import Result
from planner.domain.roster import EARLIER_FORMATS, PACKAGE_COLUMNS, creator_id
from planner.forecast.assumptions import assumptions_of, default_assumptions
from planner.forecast.doubt import reach_doubt_key, response_doubt_key, stated_doubt_key
from planner.forecast.levels import LEVELS, ceiling_metric, platform_of_format, reach_metric
from planner.forecast.spreads import spread_of
from planner.intake import Mapping, Upload, read_roster, read_rosters, write_roster_csv
from planner.intake.columns.roles import role_of
from planner.intake.roster.merge import merge_rosters
from planner.intake.roster.new_platforms import key_of
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.store.roster_json import roster_data, roster_of
from planner.store.scenario import Scenario
from planner.wording import person
from tests import builders, debrief_cases

LIST = b"""handle,platform,name,followers,fee,deliverables
mia,Twitch,Mia,80000,900,2 live
leo,https://substack.com/@leo,Leo,30000,,1 newsletter
ada,BeReal,Ada,50000,,1 post
bob,Instagram,Bob,20000,300,1 carousel
yo,YouTube,Yo,90000,700,1 short
pod,Podcast,Pod,40000,600,1 podcast
"""
SAID = {"bereal.reach": "12", "bereal.engagement": "3 %", "bereal.price": "20"}


def planned(answers: dict[str, str] | None = None) -> tuple[Plan, Brief]:
    reading = read_rosters([Upload("list.csv", LIST, Mapping(answers=answers or SAID))])
    assert reading.roster is not None
    brief = builders.brief(budget_cents=600_000).knowing(reading.new_platforms)
    found = plan(reading.roster, brief)
    assert isinstance(found, Plan), found
    return found, brief


@pytest.mark.parametrize("platform", list(Platform))
def test_every_platform_has_every_figure(platform: Platform) -> None:
    numbers = default_assumptions()
    for level in LEVELS:
        assert f"engagement_rate.{platform}.{level}" in numbers
        assert numbers[response_doubt_key(platform, level)].number > 0
        for f in formats_of(platform):
            assert f"{reach_metric(platform, f)}.{platform}.{level}" in numbers
            assert numbers[reach_doubt_key(platform, f, level)].number > 0
            assert min(spread_of(numbers, platform, f, level)) > 0
    for f in formats_of(platform):
        assert numbers.number(ceiling_metric(f)) > 0
        assert numbers.number("impressions_per_reached_person", platform_of_format(platform, f)) >= 1
    assert numbers[stated_doubt_key(platform)].number > 0
    assert f"stated_reach_bias.{platform}.all" in numbers


def test_every_row_of_a_further_platform_says_where_it_comes_from() -> None:
    further = set(Platform) - set(list(Platform)[:5])
    rows = [row for row in default_assumptions() if row.key.split(".")[1] in further]
    assert len(rows) > 150
    for row in rows:
        assert row.source and row.strength in ("judgement", "retrieved", "derived"), row.key
        assert (row.strength == "judgement") == (not row.url), row.key
        assert row.low is not None and row.high is not None and row.value is not None, row.key
        assert row.low <= row.value <= row.high, row.key


def test_the_table_names_colours_and_addresses() -> None:
    assert named("linkedin") == "LinkedIn" and named("bereal") == "Bereal"
    assert person("twitch:mia") == "@mia (Twitch)" and person("bereal:ada") == "@ada (Bereal)"
    assert colour_of("twitch") != colour_of("bereal")
    hosts = [host for row in PLATFORM_TABLE.values() for host in row.hosts]
    assert len(hosts) == len(set(hosts))
    assert [str(f) for f in Format][:5] == list(EARLIER_FORMATS) == list(PACKAGE_COLUMNS[2:7])
    assert format_row("instagram", "short").format == Format.POST
    assert Platform("tiktok") is Platform.TIKTOK and creator_id("twitch", "@Mia") == "twitch:mia"
    with pytest.raises(ValueError, match="not a key"):
        Platform("Be Real!")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("BeReal", "bereal"), ("Bluesky", "bluesky"), ("Xiaohongshu", "xiaohongshu"), ("小红书", "xiaohongshu"),
        ("Instagrm", ""), ("Tik Tok", ""), ("42", ""), ("a", ""), ("who knows what this is, nobody does", ""),
    ],
)  # fmt: skip
def test_a_name_is_a_new_platform_or_a_slip(typed: str, key: str) -> None:
    assert key_of(typed) == key


def test_an_unknown_platform_waits_for_its_numbers() -> None:
    reading = read_roster("list.csv", LIST)
    assert [one.key for one in reading.questions] == [
        "bereal.reach", "bereal.engagement", "bereal.price", "bereal.price_per_post",
    ]  # fmt: skip
    assert reading.rows_set_aside == 1 and reading.rows_used == 5 and not reading.new_platforms
    assert reading.set_aside[0].value == "BeReal"


def test_a_list_with_twitch_a_newsletter_and_an_unknown_platform_is_planned() -> None:
    found, brief = planned()
    by_platform = {str(pick.platform): pick for pick in found.picks}
    assert set(by_platform) == {"twitch", "newsletter", "bereal", "instagram", "youtube", "podcast"}
    assert by_platform["twitch"].deliverables == {Format("live"): 2}
    assert by_platform["instagram"].deliverables == {Format("carousel"): 1}
    assert by_platform["youtube"].deliverables == {Format("short"): 1}
    ada = by_platform["bereal"]
    assert ada.reach == pytest.approx(0.9 * 0.12 * 50_000, rel=1e-6)
    # A thousand people cost 20, and 6,000 see the post.
    assert (ada.fee_estimated, ada.cost_cents) == (True, 12_000)
    assert ada.reach_band is not None and ada.engagements > 0
    assert Plan.model_validate_json(found.model_dump_json()) == found
    assert Brief.read(brief.model_dump_json()) == brief
    assert brief.new_platforms[Platform("bereal")].reach == 0.12


def test_the_price_of_a_post_is_a_fee_where_nobody_has_quoted() -> None:
    said = {"bereal.reach": "12", "bereal.engagement": "3", "bereal.price_per_post": "150"}
    ada = next(pick for pick in planned(said)[0].picks if pick.platform == "bereal")
    assert (ada.cost_cents, ada.fee_estimated) == (15_000, True)


def test_rules_hold_on_new_platforms() -> None:
    found, brief = planned()
    reading = read_rosters([Upload("list.csv", LIST, Mapping(answers=SAID))])
    capped = brief.changed("platforms.bereal.count.max", 0)
    without = plan(reading.roster, capped)
    assert isinstance(without, Plan) and "bereal" not in {str(pick.platform) for pick in without.picks}
    assert len(without.picks) == len(found.picks) - 1
    assert any("Bereal" in limit.name or "bereal" in limit.name for limit in without.limits)
    with pytest.raises(BadInput, match="not known"):
        builders.brief(platforms={"myspace": {"count": {"max": 1}}})
    with pytest.raises(BadInput, match="figures of its own"):
        builders.brief(new_platforms={"tiktok": {"reach": 0.1, "engagement": 0.1, "cents_per_post": 5}})


def test_a_roster_of_a_platform_without_figures_is_a_problem_of_the_brief() -> None:
    reading = read_rosters([Upload("list.csv", LIST, Mapping(answers=SAID))])
    assert reading.roster is not None
    (problem,) = cross_check(reading.roster, builders.brief())
    assert problem.value == "bereal" and "new_platforms.bereal" in problem.accepted


def test_numbers_of_a_new_platform_are_looked_at() -> None:
    for key, value in (("bereal.reach", "0"), ("bereal.reach", "lots"), ("bereal.engagement", "101")):
        with pytest.raises(BadInput, match=key):
            read_rosters([Upload("list.csv", LIST, Mapping(answers=SAID | {key: value}))])
    with pytest.raises(ValueError, match="one price"):
        NewPlatform(reach=0.1, engagement=0.1)


def test_figures_of_a_new_platform_are_in_the_table_of_the_campaign() -> None:
    new = {"bereal": {"reach": 0.12, "engagement": 0.03, "cents_per_thousand": 2_000}}
    numbers = assumptions_of(builders.brief(currency="EUR", new_platforms=new))
    assert numbers.platforms[-1] == "bereal" and numbers.platforms[:-1] == tuple(Platform)
    assert numbers.number("reach_rate_post", "bereal", "mid") == 0.12
    assert numbers["reach_rate_post.bereal.mid"].strength == "own figure"
    rate, seen = numbers.number("units_per_usd", "EUR"), numbers.number("impressions_per_reached_person", "bereal")
    assert numbers.number("cpm_for_fallback_fee", "bereal") == pytest.approx(20 / rate / seen)


def test_further_formats_stay_with_a_roster() -> None:
    roster = read_rosters([Upload("list.csv", LIST, Mapping(answers=SAID))]).roster
    assert roster is not None and {"live", "newsletter", "short"} <= set(roster.packages.columns)
    assert roster_of(roster_data(roster)).fingerprint == roster.fingerprint
    again = read_rosters([Upload("again.csv", write_roster_csv(roster), Mapping(answers=SAID))]).roster
    assert again is not None and again.fingerprint == roster.fingerprint
    plain = builders.roster()
    assert tuple(plain.packages.columns) == PACKAGE_COLUMNS


def test_the_command_line_takes_the_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.csv").write_bytes(LIST)
    brief = {"budget_cents": 600_000, "audience": [{"size": 1_000_000}]}
    (tmp_path / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
    command = ["plan", "--brief", str(tmp_path / "brief.json"), "--roster", str(tmp_path / "list.csv"), "--json", "-"]
    answers = [part for key, value in SAID.items() for part in ("--answer", f"{key}={value}")]
    assert main([*command, *answers]) == 0
    assert "bereal:ada" in capsys.readouterr().out
    assert main(command) == 0
    assert "bereal:ada" not in capsys.readouterr().out


def test_a_campaign_on_a_new_platform_is_debriefed_and_learned_from() -> None:
    found, brief = planned()
    reading = read_rosters([Upload("list.csv", LIST, Mapping(answers=SAID))])
    scenario = Scenario.of("New", brief, found, reading.roster)
    rows = (
        Result(handle="ada", platform=Platform("bereal"), posts=1, reach=19_000, likes=50, source="r.csv", row=1),
        Result(handle="mia", platform=Platform("twitch"), posts=2, reach=20_000, source="r.csv", row=2),
    )
    done = debrief(scenario, debrief_cases.ledger(*rows))
    by_platform = {group.key: group for group in done.platforms}
    assert {"bereal", "twitch"} <= set(by_platform)
    memory = Memory(campaigns=(record_of("new", done),))
    said = {edit.key for lesson in learn(memory, brief) for edit in lesson.edits}
    assert any(".bereal." in key or ".twitch." in key for key in said)
    # Another campaign that has no such platform learns nothing of it, and does not fail.
    assert not any(".bereal." in edit.key for lesson in learn(memory, builders.brief()) for edit in lesson.edits)


@pytest.mark.parametrize("platform", list(Platform))
def test_a_column_can_be_read_as_a_figure_of_any_platform(platform: Platform) -> None:
    """The page offers every one of them, and each is put into words."""
    for field in ("handle", "followers", "fee"):
        role = role_of(f"{platform} {field}", "")
        assert role.platform == platform and str(role) == f"{platform} {field}"
        assert named(platform) in role.words


def test_a_list_with_further_formats_is_added_to_one_without() -> None:
    new = read_rosters([Upload("list.csv", LIST, Mapping(answers=SAID))]).roster
    assert new is not None
    for one, other in ((builders.roster(), new), (new, builders.roster())):
        merged = merge_rosters(one, other).roster
        assert len(merged) == 7 and int(merged.packages["live"].sum()) == 2
