"""The wheel: what is in it, and that it runs from a folder that knows nothing of the project."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
import zipfile
from email import message_from_string
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from planner.commands.sample import FILES

ROOT = Path(__file__).parents[1]
REACHED = "import planner, sys; from planner.__main__ import run; sys.argv[0] = 'mixplanner'; run()"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("influencer_mix_planner-*-py3-none-any.whl")
    return zipfile.Path(path)


@pytest.fixture(scope="module")
def installed(wheel: zipfile.Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel laid out as an installer does; what it needs is installed where the tests run."""
    folder = tmp_path_factory.mktemp("site")
    wheel.root.extractall(folder)
    return folder


def run(installed: Path, empty: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(installed), "PLANNER_DATA_DIR": str(empty / "data")}
    command = [sys.executable, "-P", "-c", REACHED, *words]
    return subprocess.run(command, cwd=empty, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120)


def test_nothing_but_the_planner_stands_at_the_top_of_the_wheel(wheel: zipfile.Path) -> None:
    top = {name.split("/")[0] for name in wheel.root.namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"planner"}


def test_the_wheel_has_everything_that_git_has_of_planner_and_pages(wheel: zipfile.Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--", "planner", "pages", "app.py", ".streamlit/config.toml", "docs/glossary.md"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("no git here, or not a clone")
    there = set(wheel.root.namelist())
    missing = [
        name
        for name in listed.stdout.split()
        if (ROOT / name).exists() and (name if name.startswith("planner/") else f"planner/_app/{name}") not in there
    ]
    assert missing == []


def test_the_wheel_names_what_it_needs_and_its_command(wheel: zipfile.Path) -> None:
    (info,) = [part for part in wheel.iterdir() if part.name.endswith(".dist-info")]
    metadata = message_from_string((info / "METADATA").read_text(encoding="utf-8"))
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked = {Requirement(line) for line in lines if line and not line.startswith("#")}
    needed = {one for one in map(Requirement, metadata.get_all("Requires-Dist") or []) if one.marker is None}
    assert needed == asked
    assert "mixplanner = planner.__main__:run" in (info / "entry_points.txt").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (metadata["Name"], metadata["Requires-Python"]) == (project["name"], project["requires-python"])


def test_a_plan_is_made_from_the_wheel_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "sample").stdout.split() == [os.path.join("sample_data", name) for name in FILES]
    files = ("--brief", "sample_data/brief_small.json", "--roster", "sample_data/roster.csv")
    done = run(installed, tmp_path, "plan", *files)
    assert done.returncode == 0, done.stderr
    assert "Proven" in done.stdout
    assert "mixplanner plan --roster sample_data/roster.csv" in run(installed, tmp_path, "--help").stdout


def test_the_sample_is_never_written_over_a_file_of_somebody(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "brief.json").write_text("mine")
    done = run(installed, tmp_path, "sample", ".")
    assert done.returncode == 2
    assert done.stderr == "folder '.': has another brief.json. Accepted: a folder without one.\n"
    assert os.listdir(tmp_path) == ["brief.json"]


def test_every_page_of_the_wheel_can_be_imported(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from importlib import import_module; from pathlib import Path\n"
        "from planner.commands.app import pages_folder\n"
        "folder = pages_folder(); sys.path.insert(0, str(folder))\n"
        "for path in sorted(folder.rglob('parts/**/*.py')):\n"
        "    import_module('.'.join(path.relative_to(folder).with_suffix('').parts))\n"
        "from pages.parts.glossary import meaning; from pages.parts.session import sample\n"
        "assert meaning('CPM'); print(folder, len(sample.roster().creators))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == f"{installed / 'planner' / '_app'} 400\n", done.stderr


def test_the_app_of_the_wheel_answers_whatever_lies_in_the_folder(installed: Path, tmp_path: Path) -> None:
    for name in ("pages.py", "app.py", "planner.py", "streamlit.py"):
        (tmp_path / name).write_text("raise SystemExit('this is not the planner')")
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "PYTHONPATH": str(installed), "PLANNER_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-P", "-c", REACHED, "app", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as server:
        try:
            assert _health(port, server) == b"ok"
        finally:
            server.terminate()
            server.wait(30)


def _health(port: int, server: subprocess.Popen[bytes]) -> bytes:
    last = time.monotonic() + 60
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.2)
    return b"" if server.stderr is None or server.poll() is None else server.stderr.read()


@pytest.mark.parametrize("port", ["0", "65536", "http", ""])
def test_a_port_that_is_none_is_named(port: str, installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "app", "--port", port)
    assert done.returncode == 2
    assert "--port" in done.stderr and "Traceback" not in done.stderr
