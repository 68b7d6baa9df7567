"""Commands on a catalogue: the same answers as on a list, for everybody in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from benchmarks.catalogue import rosters
from planner.brief.brief import Brief
from planner.catalogue import Catalogue, packed, shortlist, whole
from planner.catalogue.write import Size
from planner.cli import main
from planner.domain.roster import Roster
from planner.intake import write_roster_csv
from planner.portfolio.answer import Together
from planner.store.scenario import Scenario, scenario_json
from tests import builders
from tests.catalogues import catalogue_of

BRIEF = {
    "name": "Market",
    "budget_cents": 3_000_000,
    "audience": [
        {"name": "US", "size": 4_000_000, "country": "us"},
        {"name": "UK", "size": 2_000_000, "country": "gb", "gender": "female"},
    ],
    "resources": {"units": {"stock": 2}},
    "creators": {"max": 12},
    "platforms": {"tiktok": {"spend": {"max": 0.5}}, "x": {"count": {"max": 0}}, "podcast": {"count": {"max": 0}}},
    "tolerance": 0.001,
    "time_limit": 20,
}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return next(rosters(500, seed=12))


@pytest.fixture(scope="module")
def folder(roster: Roster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief, a list, and the same list as a catalogue."""
    made = tmp_path_factory.mktemp("market")
    (made / "brief.json").write_text(json.dumps(BRIEF), encoding="utf-8")
    (made / "list.csv").write_bytes(write_roster_csv(roster))
    catalogue_of(roster, made / "catalogue", size=Size(creators=150, packages=350))
    return made


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Of so few creators too only a short list is planned with."""
    monkeypatch.setattr(whole, "ALL", 60)
    monkeypatch.setattr(shortlist, "BEST", 12)
    monkeypatch.setattr(shortlist, "SHARE", 2)
    monkeypatch.setattr(shortlist, "CREATORS", 25)
    yield
    packed.close_all()


Run = Callable[..., dict[str, object]]


@pytest.fixture
def run(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the catalogue, and gives its JSON."""

    def ran(command: str, *more: str, of: str = "--catalogue", status: int = 0) -> dict[str, object]:
        place = str(folder / ("catalogue" if of == "--catalogue" else "list.csv"))
        out = tmp_path / f"{command}{of}.json"
        given = [command, *more, "--brief", str(folder / "brief.json"), of, place, "--json", str(out)]
        assert main(given) == status, capsys.readouterr().err
        found: dict[str, object] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
        return found

    return ran


def test_a_plan_is_as_good_as_that_of_the_whole_list(run: Run) -> None:
    listed, market = run("plan", of="--roster"), run("plan")
    values = [found["proof"]["goal"] for found in (listed, market)]  # type: ignore[index]
    assert values[1] == pytest.approx(values[0], rel=2e-3)
    assert market["proof"]["gap"] <= 0.001  # type: ignore[index]
    for found in (listed, market):
        rows = [row["name"] for row in found["limits"] if row["rule"] == "platforms"]  # type: ignore[attr-defined]
        assert rows == ["TikTok at most 50% of the cash spent", "At most 0 X creators"], "nobody has a podcast"


def test_somebody_is_looked_up_by_handle_though_nobody_would_plan_with_them(
    folder: Path, roster: Roster, run: Run
) -> None:
    worst = roster.creators.sort_values("followers").iloc[0]
    assert worst["id"] not in set(_short_list(folder))
    answer = run("why-not", str(worst["handle"]))
    assert answer["creators"][0]["creator"] == worst["id"]  # type: ignore[index]


def _short_list(folder: Path) -> list[str]:
    from planner.optimise.watch import Watch

    market = whole.CatalogueMarket.open(Catalogue.open(folder / "catalogue"), Brief.read(BRIEF), Watch())
    assert market.roster.market is not None
    return [str(one) for one in market.roster.creators["id"]]


@pytest.mark.parametrize("command", ["frontier", "worth", "alternatives"])
def test_what_is_asked_beside_the_plan_works_too(run: Run, command: str) -> None:
    more = {"frontier": ["--budgets", "20000", "30000"], "worth": [], "alternatives": ["--plans", "1"]}[command]
    assert run(command, *more)


def test_files_hold_picks_and_those_next_in_line(folder: Path, tmp_path: Path) -> None:
    place, brief = str(folder / "catalogue"), str(folder / "brief.json")
    files = [str(tmp_path / f"plan.{kind}") for kind in ("xlsx", "csv", "html")]
    given = [word for kind, path in zip(("--xlsx", "--csv", "--html"), files, strict=True) for word in (kind, path)]
    assert main(["plan", "--brief", brief, "--catalogue", place, *given]) == 0
    assert all(Path(file).stat().st_size > 1_000 for file in files)
    sheet = openpyxl.load_workbook(files[0])["Not chosen"]
    assert "everybody else in the catalogue is not listed" in str(sheet["A2"].value)
    groups = {row[9] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]}
    assert groups == {"Next best"}


def test_a_refusal_names_the_conflict(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = {"name": "US", "size": 4_000_000, "country": "us", "floor": 3_500_000}
    brief = BRIEF | {"budget_cents": 20_000, "audience": [wanted]}
    path = folder / "refused.json"
    path.write_text(json.dumps(brief), encoding="utf-8")
    assert main(["plan", "--brief", str(path), "--catalogue", str(folder / "catalogue")]) == 3
    assert (
        "These 2 rules conflict: Spend at most $200 in cash; Reach at least 3,500,000 people in US."
        in capsys.readouterr().out
    )


def test_what_cannot_be_is_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    brief, place = str(folder / "brief.json"), str(folder / "catalogue")
    assert main(["plan", "--brief", brief, "--catalogue", str(folder / "nothing")]) == 2
    assert "does not exist. Accepted: a directory made by" in capsys.readouterr().err
    euros = folder / "euros.json"
    euros.write_text(json.dumps(BRIEF | {"currency": "EUR"}), encoding="utf-8")
    assert main(["plan", "--brief", str(euros), "--catalogue", place]) == 2
    assert "is in USD, and the brief in EUR. Accepted: a brief in USD" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["plan", "--brief", brief, "--catalogue", place, "--roster", str(folder / "list.csv")])
    assert "not allowed with argument" in capsys.readouterr().err
    # Known from the index, before anybody is planned with.
    monkeypatch.setattr(whole.CatalogueMarket, "open", lambda *_, **__: pytest.fail("the catalogue is searched"))
    assert main(["why-not", "nobody.at.all", "--brief", brief, "--catalogue", place]) == 2
    assert "'nobody.at.all' is not in the catalogue" in capsys.readouterr().err


def test_asking_and_its_messages_are_about_everybody_in_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.asking.plan.PRICED", 0)
    monkeypatch.setattr("planner.asking.plan.CELLS", 0)
    messages = tmp_path / "messages.csv"
    found = run("asking", "--csv", str(messages), "--today", "2026-11-28")
    picks = [pick["creator"] for pick in run("plan")["picks"]]  # type: ignore[attr-defined]
    asked = [one["creator"] for one in found["asks"]]  # type: ignore[attr-defined]
    assert set(picks) & set(asked)
    assert found["notes"][0].startswith("Everybody asked is among the ")  # type: ignore[index]
    text = messages.read_text(encoding="utf-8-sig")
    assert all(name in text for name in asked)


def test_whoever_answered_is_looked_up_though_nobody_would_plan_with_them(
    folder: Path, roster: Roster, run: Run, tmp_path: Path
) -> None:
    run("plan")
    worst = roster.creators.sort_values("followers").iloc[0]
    assert worst["id"] not in set(_short_list(folder))
    answers = tmp_path / "answers.csv"
    answers.write_text(f"creator,answer\n{worst['handle']},declined\n", encoding="utf-8")
    assert run("replan", "--plan", str(tmp_path / "plan--catalogue.json"), "--answers", str(answers))


def test_a_campaign_begins_with_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, brief = str(folder / "catalogue"), tmp_path / "begun.json"
    given = ["--starting-point", "launch", "--budget", "$9,000", "--audience", "people in the US", "--catalogue", place]
    assert main(["start", *given, "--brief", str(brief)]) == 0
    assert "500 creators of " in capsys.readouterr().out
    # Whoever is on a platform that was not named stays out, on those of the whole catalogue.
    assert json.loads(brief.read_text(encoding="utf-8"))["platforms"]["twitch"]["count"] == {"max": 0}
    assert main(["plan", *given]) == 0
    assert "of the best possible under these limits" in capsys.readouterr().out
    assert main(["start", *given, "--currency", "EUR", "--budget", "€20,000"]) == 2
    assert "is in USD, and the brief in EUR" in capsys.readouterr().err


def test_briefs_are_compared_on_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = str(folder / "brief.json")
    assert main(["compare", brief, brief, "--catalogue", str(folder / "catalogue")]) == 0
    assert "In every plan: " in capsys.readouterr().out


def test_that_nobody_is_where_the_audience_is_comes_before_everybody_is_forecast(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, usual = list[str](), whole.CatalogueMarket.open

    def opening(*given: object, **named: object) -> object:
        before.append(capsys.readouterr().err)
        return usual(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(whole.CatalogueMarket, "open", opening)
    brief = folder / "austria.json"
    brief.write_text(json.dumps(BRIEF | {"audience": [{"name": "AT", "size": 4_000_000, "country": "AT"}]}), "utf-8")
    assert main(["plan", "--brief", str(brief), "--catalogue", str(folder / "catalogue")]) == 0
    assert "! No creator here is from Austria" in before[0]


def test_one_budget_is_split_over_everybody_in_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(tmp_path / f"{name}.json") for name in ("Spring", "Autumn")]
    for file, size in zip(files, (3_000_000, 1_000_000), strict=True):
        audience = [{"name": "US", "size": size, "country": "us"}]
        Path(file).write_text(json.dumps(BRIEF | {"name": Path(file).stem, "audience": audience}), encoding="utf-8")
    found = {}
    for of, place in (("--roster", "list.csv"), ("--catalogue", "catalogue")):
        out = tmp_path / f"{place}.json"
        given = ["split", *files, "--budget", "20000", of, str(folder / place), "--json", str(out)]
        assert main(given) == 0, capsys.readouterr().err
        found[of] = Together.model_validate_json(out.read_bytes())
    listed, market = found.values()
    assert market.proof.closed
    assert market.proof.goal == pytest.approx(listed.proof.goal, rel=2e-3)
    assert [part.plan.proof.packages for part in market.parts] == [part.plan.proof.packages for part in listed.parts]
    abroad = {"audience": [{"name": "AT", "size": 4_000_000, "country": "AT"}]}
    Path(files[1]).write_text(json.dumps(BRIEF | {"name": "Autumn"} | abroad), encoding="utf-8")
    for of, place in (("--roster", "list.csv"), ("--catalogue", "catalogue")):
        capsys.readouterr()
        assert main(["split", *files, "--budget", "20000", of, str(folder / place)]) == 0
        assert "! No creator here is from Austria" in capsys.readouterr().err
    wrong = {"countries": {"Atlantis": {"count": {"min": 1}}}}
    Path(files[1]).write_text(json.dumps(BRIEF | {"name": "Autumn"} | wrong), encoding="utf-8")
    place = str(folder / "catalogue")
    assert main(["split", *files, "--budget", "20000", "--catalogue", place]) == 2
    assert "Autumn: countries.Atlantis: is not a country of any creator" in capsys.readouterr().err
    kept = Scenario.of("Autumn", Brief.read(json.dumps(BRIEF)), None, builders.roster(builders.creator("ada")))
    Path(files[1]).write_bytes(scenario_json(kept))
    assert main(["split", *files, "--budget", "20000", "--catalogue", place]) == 2
    assert f"brings its own creators, beside --catalogue '{place}'. Accepted: briefs" in capsys.readouterr().err
