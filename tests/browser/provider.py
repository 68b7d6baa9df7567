"""An OpenID Connect provider in a process of its own, and a server of the pages that asks it who people are."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server, start_server

PEOPLE = ("Ana", "Ben", "Eve", "Zoe")


@dataclass(frozen=True)
class Provider:
    """A provider that knows `PEOPLE` by their first names."""

    url: str
    process: subprocess.Popen[bytes]

    def say(self, name: str, **more: object) -> None:
        """From now on a token says this of somebody, beside who they are. more: claims."""
        wanted = urllib.request.Request(  # noqa: S310 an http address
            f"{self.url}/users/{name}",
            json.dumps({**claims_of(name), **more}).encode(),
            {"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(wanted, timeout=10).close()  # noqa: S310 an http address

    def stop(self) -> None:
        """End it: nobody can sign in any more."""
        self.process.terminate()
        self.process.wait(timeout=10)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def claims_of(name: str) -> dict[str, object]:
    """What the provider says of somebody."""
    return {"name": name, "email": f"{name.lower()}@lumen.test", "email_verified": True}


@contextmanager
def provider(log: Path) -> Iterator[Provider]:
    """A provider that knows them all, whose tokens last an hour unless they say otherwise."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for name in PEOPLE:
        command += ["--user-claims", json.dumps({"sub": name, **claims_of(name)})]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    started = Provider(f"http://localhost:{port}", process)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{started.url}/.well-known/openid-configuration", timeout=2).close()  # noqa: S310
                break
            except (urllib.error.URLError, OSError):
                if time.monotonic() > end or process.poll() is not None:
                    pytest.fail(f"The provider did not start. Its log:\n{log.read_text(errors='replace')}")
                time.sleep(0.1)
        yield started
    finally:
        process.kill()
        process.wait()


@contextmanager
def signing_server(folder: Path, asks: Provider, accounts: str = "") -> Iterator[Server]:
    """A server of the pages where people sign in. accounts: lines of the table [accounts] of its secrets."""
    port = free_port()
    secrets = {
        "redirect_uri": f"http://localhost:{port}/oauth2callback",
        "cookie_secret": "a secret of the tests",
        "client_id": "planner",
        "client_secret": "of the tests",
        "server_metadata_url": f"{asks.url}/.well-known/openid-configuration",
    }
    lines = ["[auth]", *(f'{name} = "{value}"' for name, value in secrets.items()), "", accounts]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "secrets.toml").write_text("\n".join(lines), encoding="utf-8")
    options = {"server.port": port, "secrets.files": str(folder / "secrets.toml")}
    running = start_server(folder / "log.txt", options, {"PLANNER_DATA_DIR": str(folder / "data")})
    try:
        yield running
    finally:
        running.stop()


def sign_in(page: Page, server: str, name: str, path: str = "") -> None:
    """Go to the pages and sign in as somebody."""
    page.goto(f"{server}/{path}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_url(f"{server}/**")
