"""Building a catalogue: the rosters of its files come out, whatever their form, and bad files leave nothing behind."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from benchmarks.catalogue import rosters
from planner.catalogue import Catalogue, partition, sources
from planner.catalogue import build as building
from planner.catalogue.build import Built, Request, build
from planner.catalogue.check import problems_in
from planner.catalogue.manifest import INDEX, SET_ASIDE
from planner.catalogue.schema import PACKAGES, Columns, opened_lists
from planner.catalogue.sources import File
from planner.catalogue.write import Size
from planner.cli import main
from planner.commands.catalogue import size_words
from planner.domain.persons import persons_of
from planner.domain.platforms import Platform
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of, together
from planner.intake import ColumnChoice, Mapping, ReadSettings, read_roster, write_roster_csv
from planner.problems import BadInput
from tests.catalogues import catalogue_of

SMALL = Size(creators=60, packages=150)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return next(rosters(400, seed=8))


def made(path: Path, *files: Path, mapping: Mapping | None = None) -> Built:
    listed = tuple(File(file.name, file) for file in files)
    return build(path, Request(listed, "Market", ReadSettings(), mapping or Mapping(), SMALL))


def whole(catalogue: Catalogue) -> Roster:
    return together([shard.roster() for shard in catalogue.shards], "")


def nested(roster: Roster, path: Path, change: Callable[[pa.Table], pa.Table] = lambda table: table) -> Path:
    """A roster as Parquet in the planner's own names, one row per account."""
    columns = Columns.of([(roster.creators.columns, roster.packages.columns)])
    parquet.write_table(change(columns.conformed(columns.table(roster)).drop_columns(["order", "id"])), path)
    return path


def flat(roster: Roster, path: Path) -> Path:
    """The same with one row per package."""
    columns = Columns.of([(roster.creators.columns, roster.packages.columns)])
    table = columns.conformed(columns.table(roster)).drop_columns(["order", "id"])
    offsets, offers = opened_lists(table.column(PACKAGES))
    rows = table.drop_columns([PACKAGES]).take(pa.array(np.repeat(np.arange(len(table)), np.diff(offsets))))
    for name in offers.column_names:
        rows = rows.append_column("package" if name == "id" else name, offers.column(name))
    parquet.write_table(rows.take(pa.array(np.random.default_rng(2).permutation(len(rows)))), path)
    return path


@pytest.mark.parametrize("form", [nested, flat])
def test_parquet_in_our_own_names_comes_out_as_the_roster_it_holds(
    roster: Roster, tmp_path: Path, form: Callable[..., Path]
) -> None:
    built = made(tmp_path / "market", form(roster, tmp_path / "vendor.parquet"))
    assert whole(built.catalogue).fingerprint == roster.fingerprint
    assert not list(problems_in(built.catalogue))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["market", "vendor.parquet"]
    source = built.catalogue.manifest.sources[0]
    assert source.rows == source.used == (len(roster) if form is nested else len(roster.packages))


def test_it_is_the_catalogue_that_the_roster_makes_whatever_has_to_be_spilled(
    roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = flat(roster, tmp_path / "vendor.parquet")
    at_once = made(tmp_path / "one", file).catalogue
    assert at_once.fingerprint == catalogue_of(roster, tmp_path / "memory", size=SMALL).fingerprint
    monkeypatch.setattr(building, "ROWS_AT_ONCE", 60)
    monkeypatch.setattr(partition, "PART", 130)
    monkeypatch.setattr(partition, "_SAMPLED", 2)
    spilled = made(tmp_path / "two", file).catalogue
    assert whole(spilled).fingerprint == roster.fingerprint
    assert not list(problems_in(spilled))
    assert len(persons_of(whole(spilled).creators)) == sum(len(persons_of(s.roster().creators)) for s in spilled.shards)
    people = [shard.roster().creators for shard in spilled.shards]
    several = [bool(persons_of(one)) for one in people]
    first = [one["platform"].mode()[0] for one, own in zip(people, several, strict=True) if not own]
    assert len(first) > 6 and first == sorted(first)
    assert any(several) and several == sorted(several)


def test_any_file_that_is_read_as_a_roster_will_do(roster: Roster, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(write_roster_csv(roster))
    read = read_roster("list.csv", path.read_bytes()).roster
    assert read is not None
    assert whole(made(tmp_path / "market", path).catalogue).fingerprint == read.fingerprint


def test_accounts_of_several_files_are_one_and_the_latest_word_counts(roster: Roster, tmp_path: Path) -> None:
    half = np.arange(len(roster)) < 250
    old = part_of(roster, half)
    new = part_of(roster, np.arange(len(roster)) >= 200)
    new.creators["followers"] += 5
    new.creators["fit"] = np.nan
    new.packages["id"] = new.packages["id"].where(new.packages["post"] != 1, "1 new post")
    built = made(tmp_path / "market", nested(old, tmp_path / "a.parquet"), nested(new, tmp_path / "b.parquet"))
    found = whole(built.catalogue)
    assert built.shared == 50
    assert found.creators["id"].tolist() == roster.creators["id"].tolist()
    assert (found.creators["followers"] - roster.creators["followers"]).tolist() == [0] * 200 + [5] * 200
    assert found.creators["fit"][:250].equals(roster.creators["fit"][:250])
    names = {of: set(ids) for of, ids in found.packages.groupby("creator")["id"]}
    older, newer = ({of: set(ids) for of, ids in one.packages.groupby("creator")["id"]} for one in (old, new))
    assert all(names[at] == older[at] | newer[at - 200] for at in range(200, 250))
    # The other way round the old file has the last word.
    other = made(tmp_path / "other", tmp_path / "b.parquet", tmp_path / "a.parquet")
    assert (whole(other.catalogue).creators["followers"] - roster.creators["followers"]).tolist() == [0] * 250 + [
        5
    ] * 150


def test_rows_that_cannot_be_used_are_listed_with_place_and_reason(roster: Roster, tmp_path: Path) -> None:
    def spoil(table: pa.Table) -> pa.Table:
        followers, fit = table.column("followers").to_pylist(), table.column("fit").to_pylist()
        platform, handle = table.column("platform").to_pylist(), table.column("handle").to_pylist()
        followers[3], fit[7], platform[9], handle[11] = -4, 1.5, "??", "=cmd"
        for name, values in (("followers", followers), ("fit", fit), ("platform", platform), ("handle", handle)):
            table = table.set_column(table.column_names.index(name), name, pa.array(values))
        return table

    built = made(tmp_path / "market", nested(roster, tmp_path / "v.parquet", spoil))
    assert sorted(map(str, built.set_aside))[:2] == [
        f"v.parquet, row 10, column C (platform): '??' is not known. Accepted: one of {', '.join(map(str, Platform))}.",
        "v.parquet, row 4, column F (followers): '-4' is out of range. Accepted: 0 to 10,000,000,000.",
    ]
    assert len(built.set_aside) == 3
    text = (tmp_path / "market" / SET_ASIDE).read_text(encoding="utf-8-sig")
    assert """"v.parquet","4","followers","'-4","is out of range","0 to 10,000,000,000\"""" in text
    assert built.catalogue.creators == len(roster) - 3
    source = built.catalogue.manifest.sources[0]
    assert (source.rows, source.used, source.set_aside) == (400, 397, 3)


def test_a_large_file_in_others_names_is_read_piece_by_piece(
    roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def foreign(table: pa.Table) -> pa.Table:
        table = table.select(["handle", "platform", "country", "followers"])
        fee = pa.array(np.arange(len(table)) * 10 + 100.5)
        return table.rename_columns(["Username", "Network", "Land", "Follower count"]).append_column("Price (USD)", fee)

    path = nested(roster, tmp_path / "vendor.parquet", foreign)
    at_once = whole(made(tmp_path / "one", path).catalogue)
    monkeypatch.setattr(sources, "MAX_ROWS", 200)
    monkeypatch.setattr(sources, "_FOREIGN_ROWS", 250)
    assert whole(made(tmp_path / "two", path).catalogue).fingerprint == at_once.fingerprint
    assert at_once.creators["followers"].tolist() == roster.creators["followers"].tolist()


def test_all_pieces_of_a_large_file_have_one_unit(
    roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first rows alone look like fractions; an answer settles it for all of them."""

    def foreign(table: pa.Table) -> pa.Table:
        table = table.select(["handle", "platform", "country", "followers"])
        shares = pa.array(np.linspace(0.1, 30, len(table)))
        return table.rename_columns(["Username", "Network", "Land", "Follower count"]).append_column("Fakes", shares)

    path = nested(roster, tmp_path / "vendor.parquet", foreign)
    columns = (ColumnChoice(column="E", read_as="fake_followers"),)
    monkeypatch.setattr(sources, "MAX_ROWS", 200)
    monkeypatch.setattr(sources, "_FOREIGN_ROWS", 10)
    wrong = r"vendor.parquet, column E \(Fakes\): looks like fraction in the first rows and like percent in later ones"
    with pytest.raises(BadInput, match=wrong + r". Accepted: --answer share_unit.E=fraction, or percent"):
        made(tmp_path / "market", path, mapping=Mapping(columns=columns))
    said = Mapping(columns=columns, answers={"share_unit.E": "percent"})
    people = whole(made(tmp_path / "market", path, mapping=said).catalogue).creators
    assert people["fake_share"].max() == pytest.approx(0.3)
    assert people["fake_share"].min() == pytest.approx(0.001)


def harmed(roster: Roster, path: Path, harm: str) -> Path:
    if harm == "type":
        return nested(roster, path, lambda t: t.set_column(5, "followers", pc.cast(t.column("followers"), pa.string())))
    if harm == "fraction":
        half = lambda t: t.set_column(5, "followers", pc.add(t.column("followers").cast(pa.float64()), 0.5))  # noqa: E731
        return nested(roster, path, half)
    if harm == "no rows":
        return nested(roster, path, lambda table: table.slice(0, 0))
    file = nested(roster, path)
    data = file.read_bytes()
    file.write_bytes(data[:-30] if harm == "cut" else data[:2000] + bytes(60) + data[2060:])
    return file


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("type", r"vendor.parquet, column followers: is of another type \(string\). Accepted: whole numbers"),
        ("fraction", r"vendor.parquet, column followers: is of another type \(double\). Accepted: whole numbers"),
        ("no rows", "vendor.parquet: have no usable row. Accepted: at least one usable creator"),
        ("cut", "vendor.parquet: cannot be read .* Accepted: a whole Parquet file"),
        ("holes", "vendor.parquet: cannot be read .* Accepted: a whole Parquet file"),
    ],
)
def test_a_bad_file_is_a_sentence_and_leaves_nothing(roster: Roster, tmp_path: Path, harm: str, said: str) -> None:
    path = harmed(roster, tmp_path / "vendor.parquet", harm)
    with pytest.raises(BadInput, match=said):
        made(tmp_path / "market", path)
    assert [one.name for one in tmp_path.iterdir()] == ["vendor.parquet"]


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = nested(roster, tmp_path / "vendor.parquet")
    monkeypatch.setattr("planner.catalogue.write.parquet.write_table", full)
    with pytest.raises(BadInput, match="market': cannot be written .No space left on device.. Accepted: a place with"):
        made(tmp_path / "market", path)
    assert [one.name for one in tmp_path.iterdir()] == ["vendor.parquet"]


def test_the_command_builds_checks_and_shows(
    roster: Roster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, directory = str(nested(roster, tmp_path / "vendor.parquet")), str(tmp_path / "market")
    assert main(["catalogue", "build", directory, path, "--name", "Vendor's list"]) == 0
    assert "vendor.parquet: 400 rows, 400 used\nVendor's list: 400 creators" in capsys.readouterr().out
    assert main(["catalogue", "show", directory]) == 0
    said, kept = capsys.readouterr().out, sum(one.kept.size for one in Catalogue.open(directory).shards)
    assert "Followers: 1,0" in said and f", {kept / 1_000:.1f} kB\n" in said
    sizes = [size_words(one) for one in (8, 17_640, 999_949, 999_950, 2_310_000, 1_234_500_000_000)]
    assert sizes == ["0.1 kB", "17.6 kB", "999.9 kB", "1.0 MB", "2.3 MB", "1,234.5 GB"]
    assert main(["catalogue", "check", directory]) == 0
    assert "every one as it was built" in capsys.readouterr().out
    index = tmp_path / "market" / INDEX
    index.write_bytes(index.read_bytes()[:-9])
    assert main(["catalogue", "check", directory]) == 2
    assert "index.parquet: cannot be read" in capsys.readouterr().err
    assert main(["catalogue", "build", directory, path]) == 2
    assert "is there already. Accepted: a name that nothing has yet." in capsys.readouterr().err
    assert main(["catalogue", "check", directory, path]) == main(["catalogue", "build", str(tmp_path / "b")]) == 2
