"""The two commands of the README: the lock files they install from, and the script that installs and runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts import dev, run_tests

ROOT = Path(__file__).parents[1]
FILES = (("requirements.txt", dev.APP), ("requirements-dev.txt", dev.DEV))


def asked(name: str) -> list[Requirement]:
    """What a requirements file asks for, the files that it includes too."""
    found: list[Requirement] = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += asked(line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            found.append(Requirement(line))
    return found


def pinned(name: str) -> dict[str, list[Requirement]]:
    """What a lock file pins: several where the version depends on the Python or the system."""
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            pin = Requirement(line.removesuffix("\\"))
            found.setdefault(canonical(pin.name), []).append(pin)
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(("ranges", "lock"), FILES)
def test_a_lock_pins_everything_that_is_asked_within_its_range(ranges: str, lock: str) -> None:
    pins = pinned(lock)
    for wanted in asked(ranges):
        for pin in pins[canonical(wanted.name)]:
            (version,) = pin.specifier
            assert version.operator == "==", pin
            assert wanted.specifier.contains(version.version), f"{lock} has {pin}, {ranges} asks for {wanted}"


@pytest.mark.parametrize("lock", [dev.APP, dev.DEV])
def test_a_lock_has_hashes_and_names_neither_a_host_nor_a_folder(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?! )", text.strip())
    assert len(entries) > 20
    entry = re.compile(r"[a-z0-9-]+==[\w.+]+( ; [^\\\n/]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [one for one in entries if not entry.fullmatch(one)] == []


def test_the_checks_run_with_what_the_app_runs_with() -> None:
    app, all_pins = pinned(dev.APP), pinned(dev.DEV)

    def versions(pins: list[Requirement]) -> set[str]:
        return {str(pin.specifier) for pin in pins}

    # Of a package that the app needs on some systems, the checks may need the same version on more.
    assert {name: versions(pins) for name, pins in app.items()} == {name: versions(all_pins[name]) for name in app}


def test_what_is_installed_here_meets_the_ranges() -> None:
    for wanted in asked("requirements-dev.txt"):
        assert wanted.specifier.contains(metadata.version(wanted.name)), wanted


def test_an_unknown_command_is_answered_with_those_there_are() -> None:
    done = subprocess.run([sys.executable, "scripts/dev.py", "tset"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert (
        done.stderr
        == "'tset' is not a command. Accepted: app, bench, lock, mutants, proof, site, test, wheel, clean.\n"
    )


def test_an_old_python_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "OLDEST", (9, 9))
    assert "The planner needs Python 3.11 or newer, and this is Python 3." in dev.complaint()


def test_a_lock_that_changed_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    for name in (dev.APP, dev.DEV):
        Path(name).write_text(f"{name} 1")
    Path(dev.VENV).mkdir()
    monkeypatch.setattr(dev, "works", lambda: True)
    monkeypatch.setattr(subprocess, "call", lambda step: calls.append(step) or 0)
    assert [dev.set_up(lock) for lock in (dev.DEV, dev.DEV, dev.APP)] == [0, 0, 0]
    assert len(calls) == 1 and calls[0][-3:] == ["--require-hashes", "-r", dev.DEV]
    Path(dev.APP).write_text("changed")
    assert dev.set_up(dev.APP) == 0
    assert len(calls) == 2 and calls[1][-1] == dev.APP
    monkeypatch.setattr(subprocess, "call", lambda step: 1)
    assert dev.set_up(dev.DEV) == 1
    assert dev.mark(dev.DEV) not in dev.installed()


@pytest.mark.parametrize("mirror", [False, True])
def test_the_checks_are_installed_by_the_uv_that_their_lock_pins_and_by_pip_where_it_cannot(
    mirror: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[list[str]] = []

    def call(step: list[str]) -> int:
        calls.append(step)
        return int(mirror and step[2] == "uv")

    monkeypatch.chdir(tmp_path)
    Path(dev.APP).write_text("a==1 \\\n    --hash=sha256:1\n")
    Path(dev.DEV).write_text(
        f"{Path(dev.APP).read_text()}uv==2 \\\n    --hash=sha256:2\nuvx==3 \\\n    --hash=sha256:3\n"
    )
    Path(dev.VENV).mkdir()
    monkeypatch.setattr(dev, "works", lambda: True)
    monkeypatch.setattr(subprocess, "call", call)
    assert dev.set_up(dev.DEV) == 0
    assert Path(calls[0][-1]).read_text() == "uv==2 \\\n    --hash=sha256:2\n"
    assert [step[2] for step in calls] == (["pip", "uv", "pip"] if mirror else ["pip", "uv"])
    assert all("--require-hashes" in step for step in calls)
    assert calls[-1][-1] == dev.DEV
    assert ("pip tries it now" in capsys.readouterr().out) is mirror


@pytest.mark.parametrize(("tests", "types", "status"), [(0, 0, 0), (0, 1, 1), (2, 1, 2)])
def test_what_mypy_finds_beside_the_tests_counts_and_is_said(
    tests: int, types: int, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_tests, "TYPES", ("-c", f"print('a fault'); raise SystemExit({types})"))
    monkeypatch.setattr(run_tests, "tested", lambda words: tests)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert run_tests.main([]) == status
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ, "what is compiled is kept"
    assert capsys.readouterr().out == "mypy: a fault\n"


def test_a_room_under_its_floor_is_named_with_the_branches_that_no_test_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(taken: int, missing: list[tuple[int, int]]) -> dict[str, object]:
        return {"executed_branches": [[at, at + 1] for at in range(taken)], "missing_branches": missing}

    files = {f"{name}/a.py" if "." not in name else name: found(1000, []) for name in run_tests.FLOORS}
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": files}))
    assert not run_tests.under_floor(path)
    files["planner/rules/mix.py"] = found(10, [(7, at) for at in range(200)])
    path.write_text(json.dumps({"files": files}))
    assert run_tests.under_floor(path)
    said = capsys.readouterr().err
    assert said.startswith("planner/rules lies under its floor:\n  not taken: planner/rules/mix.py:7->exit\n")
    assert "planner/check" not in said


@pytest.mark.parametrize("status", [0, 1])
def test_what_passes_only_alone_is_named_and_counted(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / run_tests.LAST_FAILED
    kept.parent.mkdir(parents=True)
    kept.write_text('{"tests/test_a.py::test_once": true, "tests/test_b.py::test_twice": true}')
    calls: list[list[str]] = []

    def run(command: list[str], cwd: Path) -> int:
        calls.append(command)
        if run_tests.AGAIN[2] in command:
            kept.write_text('{"tests/test_b.py::test_twice": true}' if status else "{}")
        return status if len(calls) > 1 else 1

    monkeypatch.setattr(run_tests, "ROOT", tmp_path)
    monkeypatch.setattr(run_tests, "measuring", lambda path: [])
    monkeypatch.setattr(run_tests, "under_floor", lambda path: False)
    monkeypatch.setattr(subprocess, "call", run)
    assert run_tests.tested([]) == status
    said = capsys.readouterr().out
    assert f"each a fault to mend: {2 - status}\n  tests/test_a.py::test_once\n" in said
    assert ("test_twice" in said) is (status == 0)


def test_every_floor_is_of_a_room_that_exists() -> None:
    assert [name for name in run_tests.FLOORS if not (ROOT / name).exists()] == []
