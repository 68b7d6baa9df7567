"""What Streamlit's test pages each make anew, and a server once: shared by all of them."""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test, local_script_runner

from pages.parts import lookup

_GIVE_UP = local_script_runner.require_widgets_deltas


def share() -> None:
    """Search all that is installed for components once, compile each page once, and look values up as a server does."""
    compiled = ScriptCache()
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    app_test.ScriptCache = local_script_runner.ScriptCache = lambda: compiled
    local_script_runner.require_widgets_deltas = _wait
    lookup.by_key()


def _wait(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Wait for the end of a run asleep, where Streamlit looks for it a thousand times a second."""
    thread = runner._script_thread
    assert thread is not None
    thread.join(timeout)
    if thread.is_alive():
        _GIVE_UP(runner, 0)
