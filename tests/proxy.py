"""A real nginx with the configuration that is shipped, in front of a server of this computer."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Proxy:
    port: int
    log: Path

    def ask(self, path: str, data: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 our own server
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}, b""


@contextmanager
def running(folder: Path, upstream: int) -> Iterator[Proxy]:
    """Nginx in front of port `upstream`, its files in `folder`. Skips the test where nginx is not installed."""
    if NGINX is None:
        pytest.skip("nginx is not installed here: the proxy's configuration was not tested")
    port, log = free_port(), folder / "access.log"
    content = (DEPLOY / "nginx.conf").read_text()
    changes = {
        "planner:8501": f"127.0.0.1:{upstream}",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "/tmp/": f"{folder}/",  # noqa: S108 what the configuration names
        "/dev/stdout": str(log),
    }
    for old, new in changes.items():
        assert old in content
        content = content.replace(old, new)
    if os.geteuid() == 0:
        content = "user root;\n" + content
    path = folder / "nginx.conf"
    path.write_text(content)
    tried = subprocess.run([NGINX, "-t", "-c", str(path)], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    started = Proxy(port, log)
    with subprocess.Popen([NGINX, "-c", str(path), "-g", "daemon off;"], stderr=subprocess.DEVNULL) as nginx:
        try:
            last = time.monotonic() + 20
            while time.monotonic() < last:
                try:
                    if started.ask("/")[0] == 200:
                        break
                except OSError:
                    pass
                time.sleep(0.1)
            yield started
        finally:
            nginx.terminate()
