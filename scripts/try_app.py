"""Start the app with a command, see whether it answers, and end it: `python scripts/try_app.py make app`.

Exit status 0 when the page's server says that it is healthy, 1 with a sentence when it does not in time or ends before.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

SECONDS = 1800
"""An environment that is installed first takes minutes."""


def healthy(port: int) -> bool:
    """Whether the app on this port answers."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def end(process: subprocess.Popen[bytes]) -> None:
    """End the command and everything that it started."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False)  # noqa: S607 the system's own
    elif process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


def main(command: list[str]) -> int:
    """Exit status, as the module says."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    asked = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true"}
    process = subprocess.Popen(command, env={**os.environ, **asked}, start_new_session=True)
    try:
        last = time.monotonic() + SECONDS
        while time.monotonic() < last and process.poll() is None:
            if healthy(port):
                print(f"`{' '.join(command)}` answers.")
                return 0
            time.sleep(0.5)
    finally:
        end(process)
    print(f"`{' '.join(command)}` did not open the app.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
