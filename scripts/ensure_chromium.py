"""Find the system's Chromium for the browser tests, or install it with apt where that is allowed.

Prints the path of the browser. Exit status 1 with a sentence when there is none and none can be installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
MISSING = (
    "The browser tests need Chromium, and none was found. Install the package chromium "
    "(or Google Chrome), or name the browser: CHROMIUM=/path/to/chromium make test."
)


class NoBrowserError(Exception):
    """There is no Chromium; the message says what to install."""


def find_chromium() -> str:
    """Path of the browser: `$CHROMIUM` when set, else the first usual name on the PATH or usual place.

    Raises NoBrowserError when there is none, or when `$CHROMIUM` names nothing that can be run.
    """
    asked = os.environ.get("CHROMIUM")
    if asked:
        path = shutil.which(asked)
        if path is None:
            raise NoBrowserError(
                f"CHROMIUM is '{asked}', which cannot be run. Accepted: the path of a Chromium or Chrome."
            )
        return path
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise NoBrowserError(MISSING)


def _administrator() -> list[str] | None:
    """The prefix that runs a command as root without asking for a password, None if there is none."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:  # noqa: S607 the system's own sudo
        return ["sudo", "-n"]
    return None


def install_chromium() -> None:
    """Install Chromium with apt. Raises NoBrowserError where that is not possible or does not work."""
    prefix = _administrator() if shutil.which("apt-get") else None
    if prefix is None:
        raise NoBrowserError(MISSING)
    print("Installing Chromium with apt-get (once, some hundred megabytes).", flush=True)
    # env, because sudo does not hand a variable on
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    steps = ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", "chromium"])
    for step in steps:
        done = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise NoBrowserError(f"{done.stdout}\n`{' '.join(step)}` did not work. {MISSING}")


def main() -> int:
    """Exit status 0 with the path of a browser on standard output, 1 with a sentence on standard error."""
    try:
        try:
            path = find_chromium()
        except NoBrowserError:
            if os.environ.get("CHROMIUM"):
                raise
            install_chromium()
            path = find_chromium()
    except NoBrowserError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
