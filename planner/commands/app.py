"""`app`: open the planner in the browser."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from planner.commands.declare import Command, option
from planner.commands.typed import whole

_PLANNER = Path(__file__).parents[1]


def pages_folder() -> Path:
    """The folder of app.py: in a wheel under the planner, in the project beside it."""
    installed = _PLANNER / "_app"
    return installed if installed.is_dir() else _PLANNER.parent


def _run(asked: argparse.Namespace) -> int:
    # -P: what lies in the folder where somebody stands is no part of the planner.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(pages_folder() / "app.py")]
    chosen = {"--server.port": asked.port, "--server.address": asked.address}
    command += [f"{option}={value}" for option, value in chosen.items() if value is not None]
    if asked.no_browser:
        command.append("--server.headless=true")
    sys.stdout.flush()
    if os.name != "nt":
        # In place of this process, so that a signal reaches the server.
        os.execv(sys.executable, command)  # noqa: S606 no shell is wanted
    return subprocess.call(command)  # noqa: S603 our own interpreter, without a shell


COMMAND = Command(
    "app",
    "open the planner in the browser",
    _run,
    (
        option("--port", type=whole(1, 65_535), metavar="N", help="port of the server (8501, or the next free one)"),
        option("--address", metavar="HOST", help="where it listens (localhost: this computer only)"),
        option("--no-browser", action="store_true", help="start the server alone"),
    ),
    "Start the server of the pages and open them in the browser. It runs until Ctrl+C.",
    "Streamlit's other settings are environment variables, such as STREAMLIT_SERVER_BASE_URL_PATH=planner.",
)
