"""What a page asks for once its visitor has left it draws nothing over the next page."""

from __future__ import annotations

import pytest
from streamlit.runtime.scriptrunner.script_runner import RerunData, ScriptRunner
from streamlit.testing.v1 import AppTest

from pages.parts import left

NEXT_PAGE = """
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import RerunData

ctx = get_script_run_ctx()
ctx.script_requests.request_rerun(RerunData(page_script_hash={page}, fragment_id="of a part that is gone"))
"""


def test_a_page_that_was_left_begins_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, run = [], ScriptRunner._run_script

    def counted(runner: ScriptRunner, asked: RerunData) -> None:
        begun.append(asked)
        run(runner, asked)

    def runs(page: str) -> int:
        """How many a page takes while a part that it does not have is asked for. page: whose part, as Python."""
        begun.clear()
        assert not AppTest.from_string(NEXT_PAGE.format(page=page)).run().exception
        return len(begun)

    monkeypatch.setattr(ScriptRunner, "_run_script", counted)
    assert runs("'of the page before'") == 2, "what Streamlit does, and the browser then empties its page"
    left.ignore()
    left.ignore()
    assert runs("'of the page before'") == 1
    assert runs("ctx.page_script_hash") == 2, "a click on this page still reaches its callback"
