"""Directories of a process: what it holds, what is left of others, and a system without locks of directories."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from planner.catalogue import packed, scratch
from planner.catalogue.packed import Spec
from planner.catalogue.scratch import Scratch
from planner.forecast.assumptions import assumptions_of
from tests import builders


def test_what_a_killed_process_left_on_disk_goes_and_what_others_hold_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held, killed, new = Scratch.made(), Scratch.made(), Scratch.made()
    link = tmp_path / f"{scratch.PREFIX}link"
    link.symlink_to(killed.directory)
    (killed.directory / "000001").write_bytes(b"columns")
    for one in (held, killed):
        os.utime(one.directory, (0, 0))
    # The system closes what a process has open when it ends.
    for one in (killed, new):
        assert one.lock is not None
        os.close(one.lock)
    again = Scratch.made()
    assert not killed.directory.exists()
    assert {link, held.directory, new.directory, again.directory} == set(tmp_path.iterdir())
    again.remove()
    held.remove()
    assert {link, new.directory} == set(tmp_path.iterdir())


def test_windows_needs_no_locks_and_keeps_what_others_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{scratch.PREFIX}left"
    left.mkdir()
    monkeypatch.setattr(scratch, "LOCKS", False)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    made = Scratch.made()
    assert made.directory.is_dir() and left.is_dir()
    made.remove()
    assert not made.directory.exists() and left.is_dir()


def test_the_forecast_of_a_brief_outlasts_those_of_questions_about_it() -> None:
    brief = builders.brief()
    kept, *others = (Spec(f"forecast {at}", brief, assumptions_of(brief)) for at in range(9))
    packed.keep_forecast(kept)
    store = packed.store_of(kept)
    stores = [packed.store_of(one) for one in others]
    assert packed.store_of(kept) is store and store.directory.exists()
    assert sum(one.directory.exists() for one in stores) == packed.STORES - 1
    packed.close_all()
