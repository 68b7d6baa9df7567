"""Files of a catalogue that a brief's filters rule out by the manifest: they are not read, and no answer changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pytest

from planner import planning
from planner.catalogue import Catalogue, whole
from planner.catalogue.catalogue import Shard
from planner.catalogue.check import problems_in
from planner.catalogue.engine import Threads
from planner.catalogue.lacking import problems_of
from planner.catalogue.outside import asked
from planner.catalogue.packed import Spec
from planner.catalogue.passes import Ask, Opened
from planner.catalogue.vectors import Wanted
from planner.catalogue.whole import CatalogueMarket, Taking
from planner.domain.persons import persons_of
from planner.forecast.assumptions import assumptions_of
from planner.optimise.watch import Watch
from planner.outcome import Plan
from tests.catalogues import campaign, crowd, posed, questions

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("catalogues_forgotten")
NONE = {"count": {"max": 0}}
BUT_TIKTOK = {name: NONE for name in ("instagram", "youtube", "facebook", "x", "twitch")}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Some hundred creators in small files, people with two accounts in files of their own."""
    return crowd(tmp_path_factory.mktemp("many") / "catalogue", 300, 10)


class Counting:
    """An engine that writes down which files it was given."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def each(self, work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch) -> Iterator[T]:
        if not isinstance(work, Taking):
            self.read += [shard.number for shard in shards]
        return Threads(1).each(work, shards, watch)


@pytest.mark.parametrize(
    "changes",
    [
        {"platforms": BUT_TIKTOK},
        {"countries": {"us": NONE, "GB": NONE, "DE": NONE, "BR": NONE, "MX": NONE}},
        {"quality": {"min_followers": 100_000}},
        {"quality": {"max_followers": 7_000}},
        {"quality": {"min_followers": 90_000}, "exceptions": {"instagram:nobody": {"min_followers": 5}}},
        {"tiers": {"micro": 100_000, "mid": 200_000, "macro": 900_000}},
        {"platforms": {**BUT_TIKTOK, "tiktok": NONE}},
    ],
)
def test_a_file_in_which_nobody_passes_is_not_read_and_says_what_it_would_have_said(
    many: Catalogue, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = campaign(**changes)
    problem, taken = posed(many, brief)
    spec, segments = Spec.of(many, brief, assumptions_of(brief)), len(problem.table.segments)
    everybody = Ask(spec, Wanted.of(problem), problem.scales, segments, np.empty(0, np.int64))
    empty = {shard.number for shard in many.shards if not Opened(shard, everybody).let_in.any()}
    engine, ask = Counting(), Ask(spec, everybody.wanted, problem.scales, segments, taken)
    found = asked(ask, questions(problem), (many, engine), Watch())
    skipped = {shard.number for shard in many.shards} - set(engine.read)
    assert skipped <= empty
    if "exceptions" in changes:
        assert not skipped, "whoever is excepted may be anywhere"
    else:
        assert len(skipped) >= 2, "a file at least is left that says so"
    monkeypatch.setattr(Ask, "asks", lambda *_: True)
    whole_pass = asked(ask, questions(problem), (many, Counting()), Watch())
    for mine, theirs in zip(found, whole_pass, strict=True):
        assert (mine.more, mine.top, mine.packages, mine.complete) == (
            theirs.more, theirs.top, theirs.packages, theirs.complete
        )  # fmt: skip
        assert mine.near.creator.tolist() == theirs.near.creator.tolist()
        assert mine.near.rows.tolist() == theirs.near.rows.tolist()


def test_a_plan_on_one_platform_forecasts_no_file_of_the_others(
    many: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "ALL", 0)
    brief, engine = campaign(platforms=BUT_TIKTOK), Counting()
    found = CatalogueMarket.open(many, brief, Watch(), engine)
    plan = found.ask(lambda roster: planning.plan(roster, brief, Watch()), Watch())
    there = {shard.number for shard in many.shards if "tiktok" in shard.kept.platforms}
    assert 0 < len(there) < len(many.shards) / 2
    assert set(engine.read) <= there
    best = planning.plan(many.taken(np.arange(many.creators)), brief)
    assert isinstance(plan, Plan)
    assert isinstance(best, Plan)
    assert plan.proof.goal == pytest.approx(best.proof.goal, rel=2 * brief.tolerance)
    assert plan.proof.packages == best.proof.packages


MISTYPED: dict[str, tuple[dict[str, Any], str]] = {
    "countries.ZZ": ({"countries": {"ZZ": NONE}}, "one of AE, "),
    "categories.fashoin": ({"categories": {"fashoin": NONE}}, "one of fashion, "),
    "attributes.tongue": ({"attributes": {"tongue": {"en": NONE}}}, "one of "),
    "audience.0.country": ({"audience": [{"name": "US", "size": 9_000, "country": "United States"}]}, "a two-letter"),
    "must_have.0.creator": ({"must_have": [{"creator": "instagram:nobody"}]}, "the id of a creator"),
    "exceptions.instagram:nobody": ({"exceptions": {"instagram:nobody": {"min_fit": 0.1}}}, "the id of a creator"),
    "resources.unit": ({"resources": {"unit": {"stock": 3}}}, "units"),
    "flight.work_from": ({"flight": {"start": "2026-05-02", "work_from": "2026-05-01"}}, "a first wave on"),
}


@pytest.mark.parametrize("place", MISTYPED)
def test_what_nobody_has_is_found_before_a_file_is_read_for_it(
    many: Catalogue, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    few, changes = many.taken(np.arange(5)), MISTYPED[place]
    monkeypatch.setattr(Shard, "_table", lambda *_: pytest.fail("a file is read"))
    [problem] = problems_of(many, campaign(**changes[0]), few)
    assert problem.place == place
    assert problem.accepted.startswith(changes[1])
    for right in ({"countries": {"pl": NONE}}, {"categories": {"Finance": NONE}}):
        assert not problems_of(many, campaign(**right), few), "others than these five have it"


def test_of_a_catalogue_whose_manifest_keeps_no_values_one_column_is_read(
    many: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum(many.manifest.values["category"].values()) == many.creators
    older = replace(many, manifest=many.manifest.model_copy(update={"values": {}}))
    few, read, usual = many.taken(np.arange(5)), list[list[str]](), Shard._table
    monkeypatch.setattr(Shard, "_table", lambda shard, columns=None: read.append(columns) or usual(shard, columns))
    for changes in ({"categories": {"fashoin": NONE}}, {"countries": {"ZZ": NONE}}):
        said = [problems_of(one, campaign(**changes), few) for one in (many, older)]
        assert said[0] == said[1]
    assert read == [("category",)] * len(many.shards)
    read.clear()
    assert not problems_of(older, campaign(categories={"fashion": NONE}, countries={"PL": NONE}), few)
    assert len(read) < len(many.shards)


def test_a_manifest_whose_values_are_not_those_of_the_files_is_noticed(many: Catalogue) -> None:
    values = many.manifest.values | {"category": {"fashion": many.creators}}
    wrong = replace(many, manifest=many.manifest.model_copy(update={"values": values}))
    assert not list(problems_in(many))
    assert [one.wrong for one in problems_in(wrong)] == ["are not those of the files"]


def test_people_with_several_accounts_have_files_of_their_own(many: Catalogue) -> None:
    mixed = [len(persons_of(shard.roster().creators)) for shard in many.shards]
    alone = [number == 0 for number in mixed]
    assert alone == sorted(alone, reverse=True)
    assert any(mixed)
    # Those of one account have one platform, but where one ends and the next begins.
    assert sum(len(shard.kept.platforms) > 1 for shard, own in zip(many.shards, alone, strict=True) if own) < 6


def test_what_a_manifest_keeps_is_what_there_is(many: Catalogue) -> None:
    for shard in many.shards:
        people = shard.roster().creators
        assert shard.kept.platforms == tuple(sorted(set(people["platform"])))
        assert shard.kept.countries == tuple(sorted(set(people["country"].str.casefold())))
        assert shard.kept.followers == (people["followers"].min(), people["followers"].max())
