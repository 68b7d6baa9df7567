"""Build and start what the Dockerfile describes: with an engine where there is one, else step by step in a folder.

    python scripts/image.py build            # docker build, or the same steps under build/image
    python scripts/image.py check            # the same, then start it, wait until it is healthy, and stop it

The Dockerfile is the one description. Without an engine its instructions are read here and run with paths under a
folder and this interpreter in place of the base image; as root, the server runs as the user's number and not as root.
What has no meaning in a folder (VOLUME, a user of the system) is named as not run.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
TAG = "influencer-mix-planner"
KNOWN = "FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE HEALTHCHECK CMD".split()
HEALTHY_SECONDS = 120.0


class Wrong(Exception):
    """An instruction that cannot be followed, as a sentence."""


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile: its word, and the rest of it as one line."""

    word: str
    rest: str
    line: int


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile, in order. Raises Wrong for a word that is not known here."""
    found, begun, held = [], 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or not line.strip():
            continue
        begun = begun if held else number
        held += line.strip().removesuffix("\\").strip() + " "
        if line.rstrip().endswith("\\"):
            continue
        word, _, rest = held.strip().partition(" ")
        if word not in KNOWN:
            raise Wrong(f"Dockerfile line {begun}: '{word}' is not known here. Accepted: {', '.join(KNOWN)}.")
        found.append(Instruction(word, rest.strip(), begun))
        held = ""
    return found


@dataclass
class Stage:
    """What the instructions of one FROM come to. root: the folder that stands for /."""

    root: Path
    python: str
    workdir: str = "/"
    user: int | None = None
    env: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    port: str = ""
    not_run: list[str] = field(default_factory=list)

    def place(self, path: str) -> Path:
        """Where a path of the image lies."""
        return self.root / os.path.normpath(os.path.join(self.workdir, path)).lstrip("/")

    def mapped(self, word: str) -> str:
        """A word of a command with the image's absolute paths under the root."""
        return re.sub(r"(?<![\w./])/(?=(app|opt|data)\b)", f"{self.root}/", word)

    def variables(self) -> dict[str, str]:
        """The environment of a command: the image's own, and no setting of this computer's."""
        path = self.mapped(self.env.get("PATH", "$PATH")).replace("$PATH", os.environ["PATH"])
        home = str(self.root)
        return {"HOME": home, **{name: self.mapped(value) for name, value in self.env.items()}, "PATH": path}

    def run(self, command: list[str]) -> None:
        """Run a step. Raises Wrong when it fails."""
        words = [self.mapped(word) for word in command]
        words[0] = self.python if words[0] == "python" else words[0]
        if subprocess.run(words, cwd=self.place("."), env=self.variables(), check=False).returncode:
            raise Wrong(f"This step did not work: {shlex.join(command)}.")


def followed(text: str, folder: Path) -> Stage:
    """Run the instructions under a folder; returns the last stage. Raises Wrong."""
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for one in instructions(text):
        if one.word == "FROM":
            image, _, name = one.rest.partition(" AS ")
            wanted = re.fullmatch(r"python:(\d+\.\d+)-slim", image)
            here = f"{sys.version_info[0]}.{sys.version_info[1]}"
            if wanted is None or wanted[1] != here:
                raise Wrong(f"Dockerfile line {one.line}: '{image}' cannot stand for Python {here}, which runs this.")
            stage = Stage(folder / (name or "image"), sys.executable)
            stage.root.mkdir(parents=True)
            stages[name or "image"] = stage
        elif stage is None:
            raise Wrong(f"Dockerfile line {one.line}: '{one.word}' stands before FROM.")
        else:
            _follow(one, stage, stages)
    if stage is None:
        raise Wrong("Dockerfile: is empty. Accepted: at least a FROM.")
    return stage


def _follow(one: Instruction, stage: Stage, stages: dict[str, Stage]) -> None:
    if one.word == "WORKDIR":
        stage.workdir = os.path.join(stage.workdir, one.rest)
        stage.place(".").mkdir(parents=True, exist_ok=True)
    elif one.word == "COPY":
        _copy(shlex.split(one.rest), stage, stages)
    elif one.word == "RUN":
        _run(shlex.split(one.rest), stage)
    elif one.word == "USER":
        if stage.user is None:
            raise Wrong(f"Dockerfile line {one.line}: user '{one.rest}' was not made before.")
    else:
        _note(one, stage)


def _run(words: list[str], stage: Stage) -> None:
    if words[0] != "useradd":
        stage.run(words)
        return
    stage.user = int(words[words.index("--uid") + 1])
    stage.place(words[words.index("--home-dir") + 1]).mkdir()
    stage.not_run.append("RUN " + shlex.join(words))


def _note(one: Instruction, stage: Stage) -> None:
    """Instructions that only say how the image is started."""
    if one.word == "ENV":
        stage.env |= dict(word.split("=", 1) for word in shlex.split(one.rest))
    elif one.word == "EXPOSE":
        stage.port = one.rest
    elif one.word == "CMD":
        stage.command = json.loads(one.rest)
    elif one.word == "HEALTHCHECK":
        stage.health = json.loads(one.rest[one.rest.index("CMD ") + 4 :])
    else:
        stage.not_run.append(f"{one.word} {one.rest}")


def _copy(words: list[str], stage: Stage, stages: dict[str, Stage]) -> None:
    source = ROOT
    if words[0].startswith("--from="):
        other = stages[words.pop(0).removeprefix("--from=")]
        # A virtual environment names its place in its scripts: it stays where it was made, as it does in an image.
        stage.place(words[1]).parent.mkdir(parents=True, exist_ok=True)
        stage.place(words[1]).symlink_to(other.place(words[0]))
        return
    for name in words[:-1]:
        target = stage.place(words[-1])
        target = target / name if words[-1].endswith("./") else target
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source / name, target)


def checked(stage: Stage) -> None:
    """Start the command, wait until its own health check passes, and stop it. Raises Wrong."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    other = {}
    if os.geteuid() == 0 and stage.user is not None:
        other = {"user": stage.user, "group": stage.user, "extra_groups": []}
        try:
            subprocess.run([stage.place("/opt/planner/bin/python"), "-c", ""], check=True, **other)
            os.chown(stage.place("/data"), stage.user, stage.user)
        except PermissionError:
            other = {}
            stage.not_run.append(f"USER, since user {stage.user} may not enter the folder of this Python")
    settings = {"cwd": stage.place("."), "env": stage.variables(), **other}

    def words(command: list[str]) -> list[str]:
        python = str(stage.place("/opt/planner/bin/python"))
        shown = [stage.mapped(word).replace(stage.port, port) for word in command]
        return [python if shown[0] == "python" else shown[0], *shown[1:]]

    with subprocess.Popen(words(stage.command), start_new_session=True, **settings) as server:
        try:
            last = time.monotonic() + HEALTHY_SECONDS
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            while subprocess.run(words(stage.health), check=False, **settings, **quiet).returncode:
                if server.poll() is not None or time.monotonic() > last:
                    raise Wrong("The server did not become healthy, see the lines above.")
                time.sleep(0.5)
            server.terminate()
            server.wait(20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def engine() -> str:
    """The program of a container engine that answers, "" for none."""
    for name in ("docker", "podman"):
        found = shutil.which(name)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if found and subprocess.run([found, "info"], check=False, **quiet).returncode == 0:
            return found
    return ""


def by_engine(program: str, check: bool) -> int:
    """Build with an engine; to check, start it and wait for its health. The exit status."""
    status = subprocess.call([program, "build", "--tag", TAG, str(ROOT)])
    if status or not check:
        return status
    started = subprocess.run([program, "run", "--detach", "--rm", TAG], capture_output=True, text=True, check=True)
    container = started.stdout.strip()
    try:
        show = [program, "inspect", "--format", "{{.State.Health.Status}}", container]
        last = time.monotonic() + HEALTHY_SECONDS
        while time.monotonic() < last:
            if subprocess.run(show, capture_output=True, text=True, check=False).stdout.strip() == "healthy":
                print("The image is built, started and healthy.")
                return 0
            time.sleep(1.0)
        return subprocess.call([program, "logs", container]) or 1
    finally:
        subprocess.call([program, "stop", container], stdout=subprocess.DEVNULL)


def main(asked: list[str]) -> int:
    """Exit status of the command; 2 with a sentence when there is no such command."""
    if asked not in (["build"], ["check"]):
        print("Accepted: build, or check.", file=sys.stderr)
        return 2
    program = engine()
    if program:
        return by_engine(program, asked == ["check"])
    folder = ROOT / "build" / "image"
    shutil.rmtree(folder, ignore_errors=True)
    print(f"There is no container engine here: the steps of the Dockerfile are run under {folder}.")
    try:
        stage = followed((ROOT / "Dockerfile").read_text(encoding="utf-8"), folder)
        if asked == ["check"]:
            checked(stage)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print("All steps were run" + (", and the server became healthy." if asked == ["check"] else "."))
    print("Not run, since they need an engine: " + "; ".join(stage.not_run) + ".")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
