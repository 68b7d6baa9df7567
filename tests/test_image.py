"""The Dockerfile as its steps are run without an engine: what is known, refused, copied and mapped."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
HERE = f"python:{sys.version_info[0]}.{sys.version_info[1]}-slim"


@pytest.fixture(scope="module")
def image() -> ModuleType:
    spec = importlib.util.spec_from_file_location("image", ROOT / "scripts" / "image.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["image"] = module
    spec.loader.exec_module(module)
    return module


def test_every_instruction_of_the_file_is_known_and_the_server_is_no_root(image: ModuleType) -> None:
    found = image.instructions((ROOT / "Dockerfile").read_text())
    words = [one.word for one in found]
    assert words.count("FROM") == 2 and words[-2:] == ["HEALTHCHECK", "CMD"]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in ("RUN", "COPY"))
    installs = [one.rest for one in found if "pip install" in one.rest]
    assert len(installs) == 1 and "--require-hashes -r requirements.lock" in installs[0]
    assert {one.rest for one in found if one.word == "FROM"} == {"python:3.11-slim AS build", "python:3.11-slim"}


def test_what_the_server_reads_is_copied(image: ModuleType) -> None:
    copied = {
        one.rest.split()[0] for one in image.instructions((ROOT / "Dockerfile").read_text()) if one.word == "COPY"
    }
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for name in ("app.py", "planner", "pages", "sample_data", "docs/glossary.md", ".streamlit/config.toml"):
        assert name in copied and f"!{name}" in ignored and (ROOT / name).exists()


def test_steps_are_run_under_the_folder(image: ModuleType, tmp_path: Path) -> None:
    text = f"""
    FROM {HERE} AS build
    WORKDIR /app
    RUN python -c "import os; os.mkdir('/opt')"
    RUN python -c "open('/opt/made', 'w').write('yes')"
    FROM {HERE}
    ENV PATH=/opt/planner/bin:$PATH \\
        PLANNER_DATA_DIR=/data
    RUN useradd --uid 10001 --home-dir /data planner
    COPY --from=build /opt/made /opt/made
    WORKDIR /app
    COPY app.py ./
    USER planner
    EXPOSE 8501
    HEALTHCHECK --interval=15s CMD ["python", "-c", "pass"]
    CMD ["python", "app.py"]
    """
    stage = image.followed(text, tmp_path / "image")
    assert (tmp_path / "image" / "image" / "opt" / "made").read_text() == "yes"
    assert (tmp_path / "image" / "image" / "app" / "app.py").read_bytes() == (ROOT / "app.py").read_bytes()
    assert stage.variables()["PLANNER_DATA_DIR"] == str(tmp_path / "image" / "image" / "data")
    assert (stage.user, stage.port, stage.command) == (10001, "8501", ["python", "app.py"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("ADD x y", "line 1: 'ADD' is not known here"),
        ("RUN python -V", "'RUN' stands before FROM"),
        ("FROM debian:12", "'debian:12' cannot stand for Python"),
        (f"FROM {HERE}\nRUN python -c 'raise SystemExit(3)'", "This step did not work: python"),
        (f"FROM {HERE}\nUSER nobody", "user 'nobody' was not made before"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_words(image: ModuleType, tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(image.Wrong, match=words):
        image.followed(text, tmp_path / "image")


def test_another_word_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "image.py"), "push"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "Accepted: build, or check.\n")
