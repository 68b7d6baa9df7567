"""Dialogs stay open while the page is drawn anew, until they are closed or done."""

from __future__ import annotations

import pytest

from tests.kept_pages import page
from tests.unfolded import unfolded

pytestmark = pytest.mark.usefixtures("workers")

OPENS = {"edit_audience": "use_audience", "edit_waves": "use_waves", "edit_countries": "use_bands"}


@pytest.mark.parametrize(("opens", "done"), OPENS.items())
def test_a_dialog_stays_open_when_work_ends_in_the_background(opens: str, done: str) -> None:
    at = unfolded(page()).run()
    if opens == "edit_waves":
        at.slider(key="form.waves").set_value(2).run()
    at.button(key=opens).click().run()
    assert [one for one in at.button if one.key == done]
    at.run()
    assert [one for one in at.button if one.key == done], "a run that nobody asked for has closed it"
    at.button(key=done).click().run()
    assert not at.exception
    assert not [one for one in at.button if one.key == done]
