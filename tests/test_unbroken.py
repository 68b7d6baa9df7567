"""A click that arrives while another is still being answered: what was begun is done to its end, and said."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx

from pages.parts.session import autosave
from planner.store.scenario import Scenario, scenario_json
from tests import builders
from tests.kept_pages import limit, page, settled, store

pytestmark = pytest.mark.usefixtures("workers", "place")


def test_a_scenario_is_opened_and_said_to_be_whatever_is_clicked_meanwhile(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = limit(page(), 30)
    at.switch_page("pages/compare.py").run()
    write, clicks = autosave.write, list[str]()

    def click_elsewhere(set_aside: bool = False, ends: bool = False) -> bool:
        """Keep the work; then Streamlit hears of a click, and ends what runs at its next look at the state."""
        kept, ctx = write(set_aside, ends), get_script_run_ctx()
        if ctx is not None and not clicks:
            clicks.append("clicked")
            look = ctx.session_state._yield_callback

            def ended() -> None:
                object.__setattr__(ctx.session_state, "_yield_callback", look)
                clicks.append("ended")
                raise RerunException(RerunData())

            object.__setattr__(ctx.session_state, "_yield_callback", ended)
        return kept

    content = scenario_json(Scenario.of("From a file", builders.brief(creators={"max": 3}), None, None))
    monkeypatch.setattr(autosave, "write", click_elsewhere)
    at.file_uploader[0].upload("theirs.json", content, "application/json").run()
    at = settled(at.run())
    now = at.session_state["session"]
    assert clicks == ["clicked", "ended"]
    assert [line.name for line in store(place)[1].all()] == ["From a file"]
    assert now.brief.creators.max == 3 and now.keep.opened.name == "From a file"
    assert "is open, as it was saved" in now.keep.notice and now.keep.former
    assert now.turn("scenario_file") == 1
