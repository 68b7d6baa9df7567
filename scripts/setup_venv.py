"""Create a virtual environment and install into it: `setup_venv.py .venv requirements.txt`.

Written so that an interpreter older than the planner supports can still read it and say so.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)


def complaint():
    """The sentence about what this interpreter lacks, or "" when it will do."""
    version = "%d.%d" % sys.version_info[:2]
    if sys.version_info < OLDEST:
        return (
            "The planner needs Python 3.11 or newer, and this is Python " + version + " (" + sys.executable + "). "
            "Install a newer one and name it: PYTHON=python3.12 make app."
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return (
            "Python " + version + " is here without its venv module. On Debian and Ubuntu install it with: "
            "sudo apt-get install python" + version + "-venv (without sudo when you are root)."
        )
    return ""


def main(directory, requirements):
    """Exit status 0 when all that the requirements file names is installed, else 1 with a sentence."""
    problem = complaint()
    if problem:
        sys.stderr.write(problem + "\n")
        return 1
    python = os.path.join(directory, "bin", "python")
    sys.stdout.write("Installing " + requirements + " into " + directory + " (minutes the first time).\n")
    sys.stdout.flush()
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    steps = [[python, "-m", "pip", "install", *quiet, "-r", requirements]]
    if not works(python):
        steps.insert(0, [sys.executable, "-m", "venv", "--clear", directory])
    for step in steps:
        if subprocess.call(step) != 0:
            sys.stderr.write("This step did not work, see the lines above: " + " ".join(step) + "\n")
            return 1
    return 0


def works(python):
    """Whether the environment is there, still finds its interpreter, has pip, and is new enough."""
    if not os.path.exists(python):
        return False
    test = "import sys, pip; sys.exit(sys.version_info < %r)" % (OLDEST,)
    return subprocess.call([python, "-c", test], stderr=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
