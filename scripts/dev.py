"""Set up the environment and run a command in it: app, test, proof, bench, mutants, wheel, site, lock or clean.

`make app` calls `python scripts/dev.py app`, which also serves where there is no make. Further words go to the last
program that the command runs: `app --server.port 8600`, `test -k budget`.

Written so that an interpreter older than the planner supports can still read it and say so.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = ".venv"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
APP, DEV = "requirements.lock", "requirements-dev.lock"

PIP = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
UV = ["-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode", "--require-hashes"]
COMPILE = ["-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
PLAIN = ["--no-header", "--no-annotate", "--no-emit-index-url", "--upgrade"]
PROOFS = ("test_edges.py", "test_optimise.py")
STEPS = {
    "app": (APP, [["-m", "streamlit", "run", "app.py"]]),
    "test": (
        DEV,
        [
            [os.path.join("scripts", "ensure_chromium.py")],
            ["-m", "ruff", "check", "."],
            ["-m", "ruff", "format", "--check", "."],
            [os.path.join("scripts", "run_tests.py")],
        ],
    ),
    "proof": (DEV, [["-m", "pytest", "-q"] + [os.path.join("tests", name) for name in PROOFS]]),
    "bench": (DEV, [["-m", "benchmarks"], ["-m", "benchmarks.explore"]]),
    "mutants": (DEV, [["-m", "mutmut", "run"]]),
    "wheel": (DEV, [["-m", "hatchling", "build", "--target", "wheel"]]),
    "site": (DEV, [["-m", "mkdocs", "build", "--strict", "--config-file", os.path.join("scripts", "site.yml")]]),
    "lock": (
        DEV,
        [
            COMPILE + PLAIN + ["requirements.txt", "--output-file", APP],
            COMPILE + PLAIN + ["requirements-dev.txt", "--constraint", APP, "--output-file", DEV],
        ],
    ),
}
"""What each command installs, and what it then runs with the environment's Python."""


def complaint():
    """The sentence about what this interpreter lacks, or "" when it will do."""
    version = "%d.%d" % sys.version_info[:2]
    if sys.version_info < OLDEST:
        return (
            "The planner needs Python 3.11 or newer, and this is Python " + version + " (" + sys.executable + "). "
            "Install a newer one and name it: PYTHON=python3.12 make app, or python3.12 scripts/dev.py app."
        )
    try:
        import ensurepip  # noqa: F401 only whether it is there
        import venv  # noqa: F401 only whether it is there
    except ImportError:
        return (
            "Python " + version + " is here without its venv module. On Debian and Ubuntu install it with: "
            "sudo apt-get install python" + version + "-venv (without sudo when you are root)."
        )
    return ""


def works():
    """Whether the environment is there, still finds its interpreter, has pip, and is new enough."""
    if not os.path.exists(PYTHON):
        return False
    test = "import sys, pip; sys.exit(sys.version_info < %r)" % (OLDEST,)
    return subprocess.call([PYTHON, "-c", test], stderr=subprocess.DEVNULL) == 0


def mark(lock):
    """A line that names a lock file and its content."""
    with open(lock, "rb") as file:
        return lock + " " + hashlib.sha256(file.read()).hexdigest()


def installed():
    """The marks of the lock files that were installed completely."""
    if not os.path.exists(STAMP):
        return []
    with open(STAMP) as file:
        return file.read().splitlines()


def installs(step):
    """Whether this step of an installation worked."""
    return subprocess.call([PYTHON, *step]) == 0


def quickly(lock):
    """Whether uv has installed the lock file, where that names uv: in seconds, with pip it takes minutes.

    uv does not read pip's settings, such as those of a mirror. Where it fails nothing is lost, pip does it then.
    """
    with open(lock) as file:
        text = file.read()
    pins = re.findall(r"^uv==(?:.*\\\n)*.*", text, re.MULTILINE)
    if not pins:
        return False
    alone = os.path.join(VENV, "uv.txt")
    with open(alone, "w") as file:
        file.write("\n".join(pins) + "\n")
    if not installs([*PIP, "-r", alone]):
        return False
    if installs([*UV, "-r", lock]):
        return True
    sys.stdout.write("uv could not install " + lock + ", see the lines above. pip tries it now.\n")
    sys.stdout.flush()
    return False


def set_up(lock):
    """Make the environment hold exactly what the lock file names, each file checked against its hash.

    Exit status 0 when it does, else 1 with a sentence. A complete install is remembered, an interrupted one is not.
    """
    there = works()
    if there and mark(lock) in installed():
        return 0
    if not there:
        problem = complaint()
        if problem:
            sys.stderr.write(problem + "\n")
            return 1
    sys.stdout.write("Installing " + lock + " into " + VENV + " (up to minutes the first time).\n")
    sys.stdout.flush()
    if not there and subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        sys.stderr.write("The environment could not be made, see the lines above.\n")
        return 1
    if not (quickly(lock) or installs([*PIP, "-r", lock])):
        sys.stderr.write("pip could not install " + lock + ", see the lines above.\n")
        return 1
    # what the tests need includes what the app needs
    marks = [mark(APP), mark(DEV)] if lock == DEV else [mark(lock)]
    with open(STAMP, "w") as file:
        file.write("\n".join(marks) + "\n")
    return 0


def run(steps):
    """Run each step with the environment's Python; the exit status of the first that fails, else 0."""
    for step in steps[:-1]:
        status = subprocess.call([PYTHON, *step])
        if status != 0:
            return status
    last = [PYTHON] + steps[-1]
    if os.name == "nt":
        return subprocess.call(last)
    # in place of this process, so that a signal reaches what was asked for
    os.execv(PYTHON, last)  # noqa: S606 no shell is wanted
    return 0


def clean():
    """Remove the environment and the caches."""
    for name in (VENV, "mutants", "dist", "site", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"):
        shutil.rmtree(name, ignore_errors=True)
    for folder, inside, _ in os.walk("."):
        if "__pycache__" in inside:
            shutil.rmtree(os.path.join(folder, "__pycache__"))
    return 0


def main(asked):
    """Exit status of the command; 2 with a sentence when there is no such command."""
    os.chdir(ROOT)
    command = asked[0] if asked else ""
    if command == "clean":
        return clean()
    if command not in STEPS:
        known = ", ".join([*sorted(STEPS), "clean"])
        sys.stderr.write("'" + command + "' is not a command. Accepted: " + known + ".\n")
        return 2
    lock, steps = STEPS[command]
    status = set_up(lock)
    if status != 0:
        return status
    return run([*steps[:-1], steps[-1] + asked[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
