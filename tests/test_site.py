"""The documentation as a site: it builds without a warning, and every command on it does what the page says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.brief.brief import Brief
from planner.cli import COMMANDS
from planner.operations.catalog import OPERATIONS
from tests.test_explore_cli import run

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
_BLOCK = re.compile(r"(?:<!-- exit status (?P<status>\d) -->\n)?```console\n(?P<lines>.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Typed:
    """A line that somebody types. status: exit status of the last line of its block; 0 of all others."""

    words: list[str]
    status: int

    @property
    def target(self) -> str | None:
        """The file that its output goes to."""
        return self.words[self.words.index(">") + 1] if ">" in self.words else None

    @property
    def bare(self) -> list[str]:
        """The words before that."""
        return self.words[: self.words.index(">")] if ">" in self.words else self.words


def typed(page: str) -> list[Typed]:
    found = []
    for block in _BLOCK.finditer(page):
        lines = block["lines"].splitlines()
        assert all(line.startswith("$ ") for line in lines), lines
        for at, line in enumerate(lines, 1):
            status = int(block["status"] or 0) if at == len(lines) else 0
            found.append(Typed(shlex.split(line.removeprefix("$ ")), status))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_works(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = typed(page.read_text(encoding="utf-8"))
    # Accounts are switched on in a file of the server's owner, a server is started with Docker, a cluster by Dask.
    assert bool(lines) == (page.stem not in ("accounts", "server", "cluster"))
    for line in lines:
        if line.bare[0] == "printf":
            assert line.target is not None
            Path(line.target).write_text(line.bare[1].replace("\\n", "\n"), encoding="utf-8")
            continue
        assert line.bare[0] == "mixplanner", line
        done = run(*line.bare[1:])
        assert done.returncode == line.status, f"{' '.join(line.words)}\n{done.stdout}{done.stderr}"
        if line.target is not None:
            Path(line.target).write_text(done.stdout, encoding="utf-8")


def test_what_a_page_types_is_found_with_its_exit_status() -> None:
    fence, end = "```console\n", "```\n"
    first = f"<!-- exit status 3 -->\n{fence}$ mixplanner sample\n$ mixplanner plan\n{end}"
    lines = typed(f"{first}text\n{fence}$ a 'b c' > d\n{end}")
    assert [line.status for line in lines] == [0, 3, 0]
    assert (lines[2].bare, lines[2].target) == (["a", "b c"], "d")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", "scripts/site.yml"]
    done = subprocess.run(
        [*build, "--site-dir", str(folder)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', text), page


def test_the_reference_has_every_command_field_and_question(site: Path) -> None:
    pages = {
        name: (site / "reference" / f"{name}.html").read_text("utf-8") for name in ("commands", "brief", "operations")
    }
    assert [name for name in COMMANDS if f'id="{name}"' not in pages["commands"]] == []
    assert [name for name in Brief.model_fields if f"<code>{name}</code>" not in pages["brief"]] == []
    assert [one.name for one in OPERATIONS if f'id="{one.name}"' not in pages["operations"]] == []
