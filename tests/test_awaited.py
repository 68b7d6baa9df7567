"""A file that a click has made is there when the browser comes for it, and not for ever."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.parts.awaited import SECONDS, kept

CSV = "text/csv"


def file_id(address: str) -> str:
    return address.rpartition("/")[2].partition(".")[0]


def runs(manager: MediaFileManager, many: int = 3) -> None:
    """So many runs of pages end."""
    for _ in range(many):
        manager.remove_orphaned_files()


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MediaFileManager:
    """The server's manager of files."""
    made = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=made))
    return made


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> list[threading.Timer]:
    """The timers, none of which runs by itself."""
    started: list[threading.Timer] = []
    monkeypatch.setattr(threading.Timer, "start", lambda timer: started.append(timer))
    return started


def test_a_file_outlasts_runs_of_pages_until_its_minute_is_over(
    manager: MediaFileManager, minutes: list[threading.Timer]
) -> None:
    for content in (b"first", b"second", b"first"):
        offered = manager.add_deferred(kept(lambda content=content: content, CSV, "plan.csv"), CSV, "here", "plan.csv")
        made = file_id(manager.execute_deferred(offered))
        runs(manager)
        file = manager.read_file(made)
        assert file is not None and (file.content, file.filename) == (content, "plan.csv")
        (minute,) = minutes
        assert minute.interval == SECONDS and minute.daemon
        minute.function()
        runs(manager)
        assert manager.read_file(made) is None
        minutes.clear()


def test_two_files_of_one_button_are_there_side_by_side(
    manager: MediaFileManager, minutes: list[threading.Timer]
) -> None:
    contents = iter((b"first", b"second"))
    offered = manager.add_deferred(kept(lambda: next(contents), CSV, "plan.csv"), CSV, "here", "plan.csv")
    made = [file_id(manager.execute_deferred(offered)) for _ in range(2)]
    runs(manager)
    assert all(manager.read_file(one) for one in made)
    minutes[0].function()
    runs(manager)
    assert [manager.read_file(one) is None for one in made] == [True, False]
    minutes[1].function()


def test_a_file_is_made_where_there_is_no_server() -> None:
    assert not runtime.exists()
    assert kept(lambda: b"file", CSV, "plan.csv")() == b"file"
