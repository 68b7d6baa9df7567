"""A list in place of another: who came and left, each figure old and new, and what it does to a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.brief.brief import Brief
from planner.domain.creators import Creator, Package
from planner.domain.roster import Roster
from planner.outcome import Plan
from planner.planning import plan
from planner.refresh.changes import changes, lines
from planner.refresh.effects import effects
from planner.refresh.effects import lines as effect_lines
from tests.records import as_json
from tests.test_explore_cli import run
from tests.test_sources import Service, given, status

BRIEF = Brief(budget_cents=200_000)


def creator(handle: str, followers: int = 20_000, fee: int | None = 40_000, **more: object) -> Creator:
    package = Package.model_validate({"id": "1 reel", "deliverables": {"reel": 1}, "fee_cents": fee})
    given = {"handle": handle, "platform": "instagram", "followers": followers, "packages": (package,), **more}
    return Creator.model_validate(given)


def roster(*creators: Creator) -> Roster:
    return Roster.of(creators)


OLD = roster(creator("a"), creator("b", engagement_rate=0.02), creator("c", country="DE"), creator("d"))


def test_every_figure_is_told_old_and_new() -> None:
    more = Package.model_validate({"id": "1 story", "deliverables": {"story": 1}, "fee_cents": 9_000})
    new = roster(
        creator("a", 25_000, 50_000),
        creator("b", engagement_rate=None, fee=None),
        creator("c", country="AT", audience={"audience country:at": 0.5}),
        creator("e"),
        creator("d").model_copy(update={"packages": (*creator("d").packages, more)}),
    )
    found = changes(OLD, new, BRIEF)
    assert (found.came, found.left, found.same) == (("instagram:e",), (), 0)
    assert list(lines(found)) == [
        "1 creator came in, 0 left, 4 changed, 0 the same.",
        "Came in:",
        "  @e (Instagram)",
        "Changed:",
        "  @a (Instagram): followers 20K → 25K (+25%); fee of 1 reel $400 → $500 (+25%)",
        "  @b (Instagram): engagement rate 2% → not known; fee of 1 reel $400 → not known",
        "  @c (Instagram): audience country:at not known → 50%; country DE → AT",
        "  @d (Instagram): 1 story no such package → $90",
    ]


def test_a_list_that_is_the_same_says_so_whatever_its_order() -> None:
    same = roster(*(creator(one) for one in "da"), creator("c", country="DE"), creator("b", engagement_rate=0.02))
    assert changes(OLD, same, BRIEF).sentence == "Nothing changed: 4 creators, as before."


def test_what_a_new_list_does_to_a_plan() -> None:
    made = plan(OLD, BRIEF)
    assert isinstance(made, Plan) and len(made.picks) == 4
    other = Package.model_validate({"id": "2 reels", "deliverables": {"reel": 2}, "fee_cents": 40_000})
    new = roster(
        creator("a", fee=150_000),
        creator("c", fee=None),
        creator("d").model_copy(update={"packages": (other,)}),
        creator("e"),
    )
    found = effects(made, (OLD, new), BRIEF.budget_cents, ["instagram:b", "instagram:a"])
    assert (found.left, found.asked) == (("instagram:b",), ("instagram:b",))
    assert (found.without_package, found.unquoted) == (("instagram:d",), ("instagram:c",))
    assert [(one.creator, one.old_cents, one.new_cents) for one in found.repriced] == [("instagram:a", 40_000, 150_000)]
    assert (found.old_cost_cents, found.cost_cents) == (160_000, 190_000)
    said = "\n".join(effect_lines(found, BRIEF))
    assert "@a (Instagram) is dearer: 1 reel, $400 → $1,500." in said
    assert "Already asked, and no longer in the list: @b (Instagram)." in said
    dear = effects(made, (OLD, roster(*map(creator, "bcd"), creator("a", fee=250_000))), BRIEF.budget_cents)
    assert "over your budget: plan again" in "\n".join(effect_lines(dear, BRIEF))
    assert not effects(made, (OLD, OLD), BRIEF.budget_cents).touches


HEAD = "handle,platform,followers,package,fee\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "brief.json").write_text(json.dumps({"budget_cents": 100_000}))
    (tmp_path / "old.csv").write_text(f"{HEAD}a,instagram,20000,1 reel,400\nb,instagram,9000,1 reel,200\n")
    (tmp_path / "new.csv").write_text(f"{HEAD}a,instagram,20000,1 reel,600\nc,instagram,9000,1 reel,200\n")
    done = run("plan", "--brief", "brief.json", "--roster", "old.csv", "--json", "plan.json")
    assert done.returncode == 0, done.stderr
    return tmp_path


ASKED = ("refresh", "--brief", "brief.json", "--roster", "old.csv")


def test_the_command_reports_and_replaces_nothing_unless_it_is_told_to(files: Path) -> None:
    done = run(*ASKED, "--new", "new.csv", "--plan", "plan.json", "--json", "report.json")
    assert done.returncode == 0, done.stderr
    assert "1 creator came in, 1 left, 1 changed, 0 the same." in done.stdout
    assert "@a (Instagram) is dearer: 1 reel, $400 → $600." in done.stdout
    assert "Planned again with the new list:" in done.stdout and "1 creator in, 1 out." in done.stdout
    assert "Nothing was replaced" in done.stdout
    report = json.loads((files / "report.json").read_text())
    assert report["changes"]["came"] == ["instagram:c"] and report["effects"]["left"] == ["instagram:b"]
    assert run(*ASKED, "--new", "new.csv", "--csv", "taken.csv").returncode == 0
    again = run("refresh", "--brief", "brief.json", "--roster", "taken.csv", "--new", "new.csv")
    assert "Nothing changed: 2 creators, as before." in again.stdout


def test_a_campaign_knows_where_its_list_came_from_and_what_was_answered(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service()
    rows = [
        {"handle": h, "platform": "instagram", "followers": 20_000, "engagement_rate": r}
        for h, r in (("a", 0.9), ("b", 0.8))
    ]
    service.answers["/list"] = given(as_json(rows), ETag='"1"')
    monkeypatch.setenv("CRM_TOKEN", "s3cret-token")
    place = ("--roster", f"{service.url}/list", "--header", "Authorization: Bearer ${CRM_TOKEN}")
    begin = ("start", "--starting-point", "launch", "--budget", "$9,000", "--audience", "women in Germany", *place)
    waiting = run(*begin)
    assert waiting.returncode == 2 and "rate_unit.D" in waiting.stderr
    done = run(*begin, "--answer", "rate_unit.D=percent", "--brief", "b.json", "--campaign", "c.json")
    assert done.returncode == 0, done.stderr
    kept = (files / "c.json").read_text()
    assert "${CRM_TOKEN}" in kept and "s3cret" not in kept + done.stdout + done.stderr
    assert run("roster", *place[1:], "--answer", "rate_unit.D=percent", "--csv", "clean.csv").returncode == 0
    service.answers["/list"] = given(as_json([{**rows[0], "followers": 30_000}, rows[1]]))
    refresh = ("refresh", "--brief", "b.json", "--roster", "clean.csv", "--campaign", "c.json")
    found = run(*refresh)
    assert found.returncode == 0, found.stderr
    assert "@a (Instagram): followers 20K → 30K (+50%)" in found.stdout
    assert service.asked[-1][1]["authorization"] == "Bearer s3cret-token"
    service.answers["/list"] = status(401)
    broken = run(*refresh)
    assert broken.returncode == 2 and "does not accept the key" in broken.stderr and "s3cret" not in broken.stderr
    service.end()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "--new: is missing. Accepted: --new with a file, an address or a database"),
        (("--new", "nobody.csv"), "--new 'nobody.csv': does not exist"),
        (("--new", "new.csv", "--query", "SELECT 1"), "--query: belongs to a database, and --new 'new.csv' is a file"),
        (("--new", "ftp://x/y"), "is no address and no database"),
        (("--new", "new.csv", "--answer", "colour=red"), "--answer: 'colour' isn't a question about this file"),
    ],
)
def test_what_cannot_be_compared_is_said(files: Path, more: tuple[str, ...], said: str) -> None:
    done = run(*ASKED, *more)
    assert done.returncode == 2 and said in done.stderr, done.stderr


def test_every_command_that_takes_a_list_takes_a_database(files: Path) -> None:
    import sqlite3

    with sqlite3.connect("crm.db") as made:
        made.execute("CREATE TABLE list (handle, platform, followers, package, fee)")
        made.execute("INSERT INTO list VALUES ('a', 'instagram', 20000, '1 reel', 400)")
    made.close()
    place = ("--roster", "sqlite:///crm.db", "--query", "SELECT * FROM list")
    done = run("plan", "--brief", "brief.json", *place)
    assert done.returncode == 0 and "1 creator for $400" in done.stdout, done.stdout + done.stderr
