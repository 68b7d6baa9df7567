"""The public workflow runs the same two commands as the README, on every Python and system that they are meant for."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import dev, try_app

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CONTEXTS = ("github.", "matrix.", "runner.", "env.")


def workflow(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def job() -> dict[str, Any]:
    found: dict[str, Any] = workflow(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["test"]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_is_put_together_as_the_service_wants_it(path: Path) -> None:
    whole = workflow(path)
    # YAML 1.1 reads the key `on` as true.
    assert {"name", True, "permissions", "jobs"} <= set(whole)
    for one in whole["jobs"].values():
        assert {"runs-on", "timeout-minutes", "steps"} <= set(one)
        known = set(one["strategy"]["matrix"])
        for step in one["steps"]:
            assert ("uses" in step) != ("run" in step), step
            assert "uses" not in step or re.fullmatch(r"[\w.-]+/[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", step["uses"]), (
                step
            )
        used = re.findall(r"\$\{\{\s*(.*?)\s*\}\}", path.read_text(encoding="utf-8"))
        assert all(name.startswith(CONTEXTS) for name in used), used
        assert {name.removeprefix("matrix.") for name in used if name.startswith("matrix.")} <= known


def test_it_covers_every_python_and_system() -> None:
    matrix = job()["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13"], "as text: 3.10 would be 3.1"
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert asked == f">={matrix['python'][0]}" == f">={'.'.join(map(str, dev.OLDEST))}"


@pytest.mark.parametrize("system", ["Linux", "macOS", "Windows"])
def test_both_commands_run_once_on_every_system(system: str) -> None:
    runs = []
    for step in job()["steps"]:
        wanted = re.fullmatch(r"runner\.os (==|!=) '(\w+)'", step.get("if", f"runner.os == '{system}'"))
        assert wanted is not None, step
        if "run" in step and (wanted[1] == "==") == (wanted[2] == system):
            runs.append(step["run"])
    ours = [run for run in runs if "apt-get" not in run and "tsc" not in run]
    tried = "python scripts/try_app.py "
    way = "python scripts/dev.py" if system == "Windows" else "make"
    assert ours == [f"{tried}{way} app", f"{way} test"]


def test_the_types_of_every_script_of_a_page_are_checked() -> None:
    """What a named script imports is checked with it."""
    (step,) = (step["run"] for step in job()["steps"] if "tsc" in step.get("run", ""))
    for path in (ROOT / "pages").rglob("*.mjs"):
        assert path.read_text(encoding="utf-8").startswith("// @ts-check\n"), path
        beside = "".join(other.read_text(encoding="utf-8") for other in path.parent.glob("*.mjs"))
        assert path.relative_to(ROOT).as_posix() in step or f'from "./{path.name}"' in beside, path


def test_text_has_the_same_line_ends_everywhere() -> None:
    """Windows would check it out with others, and what is compared to the byte, or hashed, would differ."""
    assert (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()[0] == "* text=auto eol=lf"


def test_what_make_runs_is_what_runs_without_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^(app test [\w ]+):$", makefile, re.MULTILINE)
    assert set(targets.split()) == {*dev.STEPS, "clean"}
    assert "@$(PYTHON) scripts/dev.py $@" in makefile


def test_an_app_that_does_not_open_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    assert try_app.main([sys.executable, "-c", "pass"]) == 1
    assert "did not open the app" in capfd.readouterr().err


def test_an_app_that_opens_is_ended_again() -> None:
    serve = (
        "import http.server as h, os\n"
        "class Fine(h.BaseHTTPRequestHandler):\n"
        "    def do_GET(self): self.send_response(200); self.end_headers()\n"
        "h.HTTPServer(('localhost', int(os.environ['STREAMLIT_SERVER_PORT'])), Fine).serve_forever()\n"
    )

    assert try_app.main([sys.executable, "-c", serve]) == 0
