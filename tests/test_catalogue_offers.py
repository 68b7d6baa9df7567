"""A catalogue that a server offers: chosen by name, planned by the workers for everybody in it, kept with the work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.catalogue import rosters
from planner import planning
from planner.asking.answer import Asking
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.catalogue import memory, packed, shortlist, whole
from planner.catalogue.offers import SETTING, Offer, chosen, configured, directory_of, offered_roster, with_these
from planner.catalogue.write import Size
from planner.cli import main
from planner.domain.offered import offered_in
from planner.domain.persons import persons_of, reference_to
from planner.domain.roster import Roster
from planner.explore.why_not import WhyNot
from planner.jobs.asking import AskRequest, asking_job
from planner.jobs.explore import Ask, why_not_job
from planner.jobs.partnership import advice_job, both_ways_job
from planner.jobs.plan import Problems, plan_job
from planner.jobs.split import Split, split_job
from planner.outcome import Plan
from planner.portfolio.answer import Together
from planner.problems import BadInput
from planner.store.roster_json import roster_data, roster_of
from planner.store.scenario import Scenario, scenario_json
from planner.workers import Context
from tests.catalogues import catalogue_of
from tests.test_catalogue_cli import BRIEF


@pytest.fixture(scope="module")
def everybody() -> Roster:
    return next(rosters(500, seed=12))


@pytest.fixture(scope="module")
def directory(everybody: Roster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("server") / "market"
    catalogue_of(everybody, made, size=Size(creators=150, packages=350))
    return made


@pytest.fixture
def offer(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """The catalogue as a server offers it, of which only a short list is planned with."""
    (tmp_path / "catalogues.toml").write_text(f'["The market"]\ndirectory = "{directory}"\n', encoding="utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path / "catalogues.toml"))
    monkeypatch.setattr(whole, "ALL", 60)
    for name, value in (("BEST", 12), ("SHARE", 2), ("CREATORS", 25)):
        monkeypatch.setattr(shortlist, name, value)
    monkeypatch.setattr("planner.catalogue.offers.SOME", 5)
    monkeypatch.setattr("planner.jobs.whole._last", {})
    yield configured()[0]
    packed.close_all()


def test_a_worker_plans_out_of_all_of_it(offer: Offer, everybody: Roster, monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[Brief] = []
    usual = whole._begun
    monkeypatch.setattr(whole, "_begun", lambda *given: searches.append(given[1]) or usual(*given))
    roster, brief = offered_roster(offer, "USD"), Brief.read(json.dumps(BRIEF))
    offered = offered_in(roster)
    assert offered is not None and len(roster) < 100 and offered.creators == 500
    plan = plan_job(brief.model_dump_json(), roster, Context())
    assert isinstance(plan, Plan)
    best = planning.plan(everybody, brief)
    assert isinstance(best, Plan)
    assert plan.proof.goal == pytest.approx(best.proof.goal, rel=2e-3)
    assert plan.roster == roster.fingerprint
    shown = with_these(roster, offered, [pick.creator for pick in plan.picks])
    assert {pick.creator for pick in plan.picks} <= set(shown.creators["id"])
    assert offered_in(shown) == offered
    smallest = str(everybody.creators.sort_values("followers")["id"].iloc[0])
    answer = why_not_job(Ask(brief.model_dump_json(), plan, smallest.partition(":")[2]), roster, Context())
    assert isinstance(answer, WhyNot) and answer.creator == smallest
    assert searches == [brief], "whoever is asked about joins the list that is there"


def test_the_pages_know_all_platforms_and_countries_from_the_start(offer: Offer, everybody: Roster) -> None:
    """Else a platform would come in with a plan, and count as one that somebody has switched off."""
    shown = offered_roster(offer, "USD").creators
    for column in ("platform", "country"):
        assert set(shown[column]) == set(everybody.creators[column])
    assert everybody.creators["followers"].max() == shown["followers"].max()


def test_a_brief_keeps_what_only_creators_beyond_those_shown_have(offer: Offer, everybody: Roster) -> None:
    shown = set(offered_roster(offer, "USD").creators["id"])
    pair = [one for one in map(str, everybody.creators["id"]) if one not in shown][:2]
    asked = BRIEF | {
        "groups": [{"name": "Sisters", "creators": pair, "at_most": 1}],
        "categories": {"only elsewhere": {"count": {"min": 1}}},
        "excluded": ["instagram:nobody.at.all"],
    }
    roster, brief, gone = chosen(offer, Brief.read(json.dumps(asked)))
    assert [list(one.creators) for one in brief.groups] == [pair] and "only elsewhere" in brief.categories
    assert set(pair) <= set(roster.creators["id"])
    assert brief.excluded == () and gone == ("the excluded @nobody.at.all (Instagram)",)


def test_a_question_that_nobody_asks_of_all_of_it_is_refused_in_words(offer: Offer) -> None:
    with pytest.raises(BadInput, match="the catalogue The market: cannot be asked this. Accepted: a question about"):
        planning.plan(offered_roster(offer, "USD"), Brief.read(json.dumps(BRIEF)))


def test_it_is_kept_with_the_work_and_found_by_name(offer: Offer, everybody: Roster) -> None:
    roster = offered_roster(offer, "USD")
    again = roster_of(json.loads(json.dumps(roster_data(roster))))
    assert offered_in(again) == offered_in(roster)
    assert again.fingerprint == roster.fingerprint
    offered = offered_in(again)
    assert offered is not None
    key, rows = next(iter(persons_of(everybody.creators).items()))
    assert set(everybody.creators["id"].iloc[rows]) <= set(
        with_these(again, offered, [reference_to(key)]).creators["id"]
    )
    data = roster_data(roster) | {"catalogue": {"name": "The market"}}
    with pytest.raises(BadInput, match="roster.catalogue.fingerprint"):
        roster_of(data)


def test_what_is_not_offered_any_more_or_was_built_anew_is_a_sentence(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = offered_roster(offer, "USD")
    offered = offered_in(roster)
    assert offered is not None
    with pytest.raises(BadInput, match="was built anew since. Accepted: the catalogue chosen again"):
        directory_of(offered.model_copy(update={"fingerprint": "another"}))
    monkeypatch.setenv(SETTING, "")
    found = plan_job(json.dumps(BRIEF), roster, Context())
    assert isinstance(found, Problems)
    assert str(found.found[0]).startswith("the catalogue The market: is not offered by this server.")
    (tmp_path / "wrong.toml").write_text('[market]\nfolder = "x"\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"\[market\].directory: is missing"):
        configured({SETTING: str(tmp_path / "wrong.toml")})


def test_whom_to_ask_and_other_ways_to_plan_are_about_all_of_it_too(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.asking.plan.PRICED", 0)
    monkeypatch.setattr("planner.asking.plan.CELLS", 0)
    roster, brief = offered_roster(offer, "USD"), Brief.read(json.dumps(BRIEF))
    payload = brief.model_dump_json()
    asked = asking_job(AskRequest(payload, Campaign(), date(2026, 11, 28)), roster, Context())
    assert isinstance(asked, Asking)
    assert not {one.creator for one in asked.asks} <= set(roster.creators["id"])
    both = both_ways_job(payload, roster, Context())
    assert not isinstance(both, str)
    assert isinstance(both.one_off, Plan) and isinstance(both.partnership, Plan)
    assert not isinstance(advice_job(payload, roster, Context()), str)


def test_one_budget_for_several_campaigns_is_split_over_all_of_it(offer: Offer, everybody: Roster) -> None:
    campaigns = [{"brief": BRIEF | {"name": name}} for name in ("Spring", "Autumn")]
    asked = json.dumps({"budget_cents": 4_000_000, "campaigns": campaigns, "tolerance": 0.001})
    standing = offered_roster(offer, "USD")
    found, best = (
        split_job(Split(asked, (0, 0)), standing, Context()),
        split_job(Split(asked, (0, 0)), everybody, Context()),
    )
    assert isinstance(found, Together) and isinstance(best, Together)
    assert found.proof.closed
    assert found.proof.goal == pytest.approx(best.proof.goal, rel=2e-3)
    assert {part.plan.roster for part in found.parts} == {standing.fingerprint}
    told = split_job(Split(asked, (0, 1)), standing, everybody, Context())
    assert isinstance(told, Problems)
    assert str(told.found[0]).startswith("Autumn: is not planned out of the same catalogue as Spring.")


def test_what_a_question_kept_for_later_is_given_back_also_where_it_has_no_answer(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[str] = []
    usual = pa.default_memory_pool
    monkeypatch.setattr(memory.pa, "default_memory_pool", lambda: pools.append("asked") or usual())
    roster = offered_roster(offer, "USD")
    assert isinstance(plan_job(json.dumps(BRIEF), roster, Context()), Plan)
    assert pools == ["asked"]
    wrong = BRIEF | {"must_have": [{"creator": "instagram:nobody.at.all"}]}
    assert isinstance(plan_job(json.dumps(wrong), roster, Context()), Problems)
    assert pools == ["asked", "asked"]


def test_a_scenario_that_stands_for_it_is_planned_by_commands_too(
    offer: Offer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = tmp_path / "scenario.json", tmp_path / "plan.json"
    brief = Brief.read(json.dumps(BRIEF))
    file.write_bytes(scenario_json(Scenario.of("Kept", brief, None, offered_roster(offer, "USD"))))
    assert main(["plan", "--scenario", str(file), "--json", str(out)]) == 0
    assert main(["compare", str(file), str(file)]) == 0
    made = Plan.model_validate_json(out.read_bytes())
    sheet = f"handle,platform,deliverable,posts,reach\n{made.picks[0].handle},{made.picks[0].platform},video,1,900\n"
    (tmp_path / "results.csv").write_text(sheet, encoding="utf-8")
    file.write_bytes(scenario_json(Scenario.of("Kept", brief, made, offered_roster(offer, "USD"))))
    assert main(["debrief", "--scenario", str(file), "--results", str(tmp_path / "results.csv"), "--over"]) == 0
    monkeypatch.setenv(SETTING, "")
    file.write_bytes(scenario_json(Scenario.of("Kept", brief, None, offered_roster(offer, "USD"))))
    assert main(["plan", "--scenario", str(file)]) == 2
    assert "the catalogue The market: is not offered by this server" in capsys.readouterr().err
