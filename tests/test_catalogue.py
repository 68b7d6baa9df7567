"""A catalogue read and written: the same roster comes back, somebody is found by name, a changed file is noticed."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from benchmarks.catalogue import followers_at, ladder, rosters
from planner.brief.attributes import asked_of
from planner.catalogue import Catalogue
from planner.catalogue.manifest import MANIFEST, SHARDS
from planner.catalogue.packed import Spec
from planner.catalogue.write import Size
from planner.domain.persons import persons_of
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of, together
from planner.forecast.assumptions import assumptions_of
from planner.forecast.table import ROW_ARRAYS
from planner.problems import BadInput
from tests import builders
from tests.catalogues import catalogue_of
from tests.person_cases import with_persons
from tests.random_cases import random_case

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "6"))
SMALL = Size(creators=60, packages=150)


@pytest.fixture(scope="module")
def roster() -> Roster:
    """300 invented creators, some of whom have two accounts."""
    return next(rosters(300, seed=5))


@pytest.fixture
def catalogue(roster: Roster, tmp_path: Path) -> Catalogue:
    return catalogue_of(roster, tmp_path / "market", size=SMALL)


def test_what_the_generator_makes_is_a_roster(roster: Roster) -> None:
    made = Roster.from_frames(roster.creators, roster.packages)
    pd.testing.assert_frame_equal(made.creators, roster.creators)
    pd.testing.assert_frame_equal(made.packages, roster.packages)
    assert persons_of(roster.creators)


def test_the_generator_gives_the_same_creators_again_and_others_for_another_seed(roster: Roster) -> None:
    assert next(rosters(300, seed=5)).fingerprint == roster.fingerprint
    assert next(rosters(300, seed=6)).fingerprint != roster.fingerprint


def test_followers_are_as_published() -> None:
    places = np.random.default_rng(1).random(20_000)
    percentiles, published = ladder("youtube")
    drawn = np.sort(followers_at("youtube", places))
    listed = published >= 1_000
    least = np.interp(np.log1p(1_000), np.log1p(published), percentiles)
    found = np.quantile(drawn, (percentiles[listed] - least) / (percentiles[-1] - least))
    assert np.abs(np.log(found / published[listed]))[1:-4] == pytest.approx(0, abs=0.1)


def test_a_forecast_reads_of_a_shard_whatever_it_is_made_of(roster: Roster, tmp_path: Path) -> None:
    """Columns that are not read change nothing, and neither does it that texts are categories."""
    cases = [random_case(seed) for seed in range(FIRST, FIRST + CASES)]
    some, bands = {"name": "Some", "size": 9_000_000}, {"count": {"max": 5}}
    asked = {"attributes": {"language": {"en": bands}}, "categories": {"food": bands}}
    for segment in ({"country": "US"}, {"gender": "male"}, {"ages": [20, 30]}, {"country": "de", "ages": [18, 99]}):
        cases.append((roster, builders.brief(audience=[some | segment], **asked)))
    for at, (people, brief) in enumerate(cases):
        catalogue = catalogue_of(with_persons(people, at), tmp_path / str(at))
        for shard in catalogue.shards:
            found = Spec.of(catalogue, brief, assumptions_of(brief)).table(shard)
            usual = builders.table(shard.roster(), brief)
            for name in (*ROW_ARRAYS, "available", "creator_ids"):
                mine, theirs = getattr(found, name), getattr(usual, name)
                assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"), (at, name)
            assert found.persons == usual.persons
            for one in asked_of(brief):
                held = (table.attributes[one.attribute].holds(one.value).tolist() for table in (found, usual))
                assert next(held) == next(held)


def test_the_shards_together_are_the_roster(roster: Roster, catalogue: Catalogue) -> None:
    parts = [shard.roster() for shard in catalogue.shards]
    again = together(parts, roster.source)
    assert len(parts) > 3
    assert again.fingerprint == roster.fingerprint
    assert (catalogue.creators, catalogue.packages) == (len(roster), len(roster.packages))
    for part, shard in zip(parts, catalogue.shards, strict=True):
        assert part.fingerprint == shard.kept.digest
        assert (len(part), len(part.packages)) == (shard.creators, shard.packages)
        assert part.creators["id"].is_monotonic_increasing
        assert len(part.packages) <= SMALL.packages


def test_persons_are_whole_within_one_shard(roster: Roster, catalogue: Catalogue) -> None:
    parts = [shard.roster() for shard in catalogue.shards]
    several = [set(persons_of(part.creators)) for part in parts]
    assert set.union(*several) == set(persons_of(roster.creators))


def test_somebody_is_found_by_account_and_by_person_with_all_accounts(roster: Roster, catalogue: Catalogue) -> None:
    key, rows = next(iter(persons_of(roster.creators).items()))
    both = set(roster.creators["id"].iloc[rows])
    assert set(catalogue.find([f"@{key.upper()}"]).creators["id"]) == both
    assert set(catalogue.find([min(both)]).creators["id"]) == both
    found = catalogue.find([*roster.creators["id"].iloc[[0, 150, 299]], "tiktok:nobody", "@Nobody"])
    assert set(roster.creators["id"].iloc[[0, 150, 299]]) <= set(found.creators["id"])
    assert len(catalogue.find(["tiktok:nobody", "@Nobody"])) == len(catalogue.find([])) == 0


def test_creators_are_taken_by_their_numbers(roster: Roster, catalogue: Catalogue) -> None:
    ids = [name for shard in catalogue.shards for name in shard.roster().creators["id"]]
    numbers = np.array([299, 0, 61, 60])
    taken = catalogue.taken(numbers)
    wanted = roster.creators["id"].isin({ids[number] for number in numbers}).to_numpy(bool)
    assert taken.fingerprint == part_of(roster, wanted).fingerprint
    assert len(catalogue.taken(np.empty(0, np.int64))) == 0


def test_a_shard_can_be_sent_to_another_process(catalogue: Catalogue) -> None:
    sent = pickle.dumps(catalogue.shards[1])
    assert len(sent) < 20_000
    assert pickle.loads(sent).roster().fingerprint == catalogue.shards[1].kept.digest  # noqa: S301 our own


@pytest.mark.parametrize("harm", ["cut", "gone", "flipped", "replaced"])
def test_a_file_that_changed_is_named(catalogue: Catalogue, harm: str) -> None:
    shard = catalogue.shards[2]
    path = Path(catalogue.directory) / SHARDS / shard.kept.file
    data = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "replaced":
        path.write_bytes((path.parent / catalogue.shards[1].kept.file).read_bytes())
    else:
        path.write_bytes(data[:-40] if harm == "cut" else data[:900] + bytes([data[900] ^ 255]) + data[901:])
    with pytest.raises(BadInput, match=f"file {SHARDS}/{shard.kept.file}: .*Accepted: the file as it was"):
        shard.roster()
    if harm != "flipped":
        with pytest.raises(BadInput, match=f"{SHARDS}/{shard.kept.file}"):
            Catalogue.open(catalogue.directory)


def test_what_is_no_catalogue_is_a_sentence(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(BadInput, match="does not exist. Accepted: a directory made by"):
        Catalogue.open(tmp_path / "nothing")
    with pytest.raises(BadInput, match=f"has no {MANIFEST}"):
        Catalogue.open(tmp_path)
    manifest = Path(catalogue.directory) / MANIFEST
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 9'))
    with pytest.raises(BadInput, match="format of another version"):
        Catalogue.open(catalogue.directory)
    manifest.write_text("{")
    with pytest.raises(BadInput, match=MANIFEST):
        Catalogue.open(catalogue.directory)


def test_nothing_is_written_over_and_nothing_half_written_stays(roster: Roster, tmp_path: Path) -> None:
    catalogue_of(roster, tmp_path / "market", size=SMALL)
    with pytest.raises(BadInput, match="is there already"):
        catalogue_of(roster, tmp_path / "market")
    with pytest.raises(ValueError, match="currency"):
        catalogue_of(roster, tmp_path / "other", currency="dollars")
    assert [path.name for path in tmp_path.iterdir()] == ["market"]


def test_memory_that_a_file_took_goes_back_to_the_system(catalogue: Catalogue) -> None:
    assert catalogue.shards[0].roster() is not None
    assert pa.default_memory_pool().backend_name == "system"
