"""Journeys of a planner through the app, in a real browser against a real server."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import step
from tests.browser.plan_page import (
    ANSWER_MS,
    ROW,
    Idle,
    Spot,
    Table,
    answered,
    below,
    calm,
    commit,
    further,
    line,
    lose_the_first,
    open_plan,
    tile,
)
from tests.browser.test_files import every_format_downloads_and_an_edited_workbook_is_shown_before_it_is_taken
from tests.browser.test_hand_trouble import limit, planned

CHIPS = ".st-key-chips [class*=st-key-free] button:visible"
"""One for each creator who is kept or dropped."""
WIDGETS = re.compile(r"/(NumberInput|Slider|TextInput)\.[^/]+\.js$")
"""Scripts of the widgets that the form of the brief consists of."""
NUMBERS = {
    "budget_slider": "110000",
    "budget": "110,000",
    "creators-max": "60",
    "quality-max_fake_share": "25",
    "pyramid-micro-headcount": "60",
}


def test_a_first_visit_shows_every_number_of_the_brief_however_late_its_widgets(
    server: str, page: Page, idle: Idle
) -> None:
    held: list[Route] = []
    page.route(WIDGETS, lambda route: held.append(route))
    page.goto(f"{server}/plan")
    page.locator(".st-key-pyramid .hand .brick").first.wait_for(timeout=ANSWER_MS)
    # Answers arrive before the widgets of the form are loaded, and draw the page anew.
    further(page)
    page.get_by_text("relaxing one rule").wait_for(timeout=ANSWER_MS)
    calm(page, idle)
    assert len(held) == 3 and page.locator(".st-key-form-budget input").count() == 0
    for route in held:
        route.continue_()
    page.locator(".plan-head").scroll_into_view_if_needed()
    for field, value in NUMBERS.items():
        expect(page.locator(f".st-key-form-{field} input").first).to_have_value(value, timeout=ANSWER_MS)
    page.locator(".st-key-open_stocks summary").click()
    seats = page.locator(".st-key-form-resources-event_seats input").first
    expect(seats).to_have_value("12", timeout=ANSWER_MS)
    answered(page, idle)
    for field, value in NUMBERS.items():
        expect(page.locator(f".st-key-form-{field} input").first).to_have_value(value)
    expect(page.get_by_text("One of your entries can’t be used")).to_have_count(0)
    page.locator(".plan-head").scroll_into_view_if_needed()
    apex = page.locator(".st-key-pyramid .hand-pyramid").bounding_box()
    assert apex is not None and apex["y"] < 750, "the verdict and what is said of it leave room for the pyramid"
    top = page.locator(".st-key-starters").bounding_box()
    assert top is not None and top["y"] < 80, "what is not seen takes no room"


def a_link_opens_a_scenario_in_another_browser(server: str, browser: Browser, page: Page, idle: Idle) -> None:
    """It is there again after a refresh, too."""
    limit(page, idle, 30)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Save it and make a link").click()
    links = page.locator("[data-testid=stCode]")
    expect(links).to_have_count(2, timeout=ANSWER_MS)
    address = links.first.inner_text().strip()
    assert address.startswith(f"{server}/plan?open=")

    visitor = browser.new_context()
    theirs = visitor.new_page()
    theirs.goto(address)
    planned(theirs, idle)
    expect(theirs.locator(".st-key-form-creators-max input")).to_have_value("30")
    expect(theirs.get_by_text("is open, as it was saved")).to_be_visible()
    assert "open=" not in theirs.url
    theirs.reload()
    planned(theirs, idle)
    expect(theirs.locator(".st-key-form-creators-max input")).to_have_value("30")
    visitor.close()


def test_a_plan_is_looked_at_and_shared(server: str, browser: Browser, page: Page, idle: Idle) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    lost = lose_the_first(page, b"reached")
    page.goto(server)
    page.locator(".st-key-pyramid .hand .brick").first.wait_for(timeout=ANSWER_MS)
    with step("the first view is light"):
        answered(page, idle)
        assert page.evaluate("document.querySelectorAll('*').length") <= 1_250
        assert not [url for url in fetched if "plotly" in url.lower() or "DataFrame" in url]
    with step("a scroll that no server has heard is said again"):
        below(page)
        assert lost
    with step("words explain themselves to the keyboard"):
        word = page.locator(".tiles .term", has_text="CPM").first
        assert word.locator(".means").is_hidden()
        word.focus()
        expect(word.locator(".means")).to_be_visible()
        expect(word.locator(".means")).to_contain_text("thousand impressions")
    further(page)
    calm(page, idle)
    for name in ("plan_table", "ex_answers"):
        with step(f"the table {name} is entered and left with one key"):
            table = Table(page, name)
            table.place.scroll_into_view_if_needed()
            table.cell(1, 0).wait_for(state="attached", timeout=ANSWER_MS)
            # The last button of its bar stands before the table.
            page.locator(f"[class*=st-key-{name}] button").last.focus()
            page.keyboard.press("Tab")
            page.wait_for_function("document.activeElement.closest('canvas') !== null")
            # From cell to cell, the first of which is reached from the header.
            for _ in range(2):
                before = page.evaluate("document.activeElement.id")
                page.keyboard.press("ArrowRight")
                page.wait_for_function("before => document.activeElement.id !== before", arg=before)
                assert str(page.evaluate("document.activeElement.id")).startswith("glide-cell-")
            page.keyboard.press("Tab")
            page.wait_for_function("document.activeElement.closest('canvas') === null")
    table = Table(page, "plan_table")
    with step("a row opens its drawer"):
        table.click(17, 0)
        expect(page.locator(".st-key-drawer")).to_contain_text("Reach is estimated from", timeout=ANSWER_MS)
    with step("a tier narrows the table"):
        tall = table.place.bounding_box()
        page.locator(".st-key-tier_choice button", has_text="Macro").click()
        assert tall is not None
        drawn = "document.querySelector('[class*=st-key-plan_table] canvas')?.getBoundingClientRect().height"
        page.wait_for_function(f"most => {drawn} < most", arg=tall["height"] - ROW, timeout=ANSWER_MS)
    with step("its link"):
        a_link_opens_a_scenario_in_another_browser(server, browser, page, idle)


def test_a_plan_is_changed_and_leaves_as_files(server: str, page: Page, idle: Idle, tmp_path: Path) -> None:
    open_plan(page, server, idle)
    table, chips = Table(page, "plan_table"), page.locator(CHIPS)
    with step("somebody is kept, somebody dropped, and let go again"):
        calm(page, idle)
        table.click(215, 0)
        expect(chips).to_have_count(3, timeout=ANSWER_MS)  # the sample's two, and the one just kept
        calm(page, idle)
        table.click(280, 1)
        expect(chips).to_have_count(4, timeout=ANSWER_MS)
        answered(page, idle)
        assert "proven" in line(page)
        chips.last.click()
        expect(chips).to_have_count(3, timeout=ANSWER_MS)
        answered(page, idle)
    mix, dialog = page.locator(".st-key-open_mix"), page.get_by_role("dialog")
    with step("a group is asked for in its dialog"):
        mix.locator("summary").click()
        calm(page, idle)
        mix.get_by_role("button", name="Add a group").click()
        dialog.get_by_label("Name").fill("Rivals")
        search = dialog.locator(".st-key-group_creators input")
        for handle in ("andres.doralces", "anika.mandaviya"):
            search.fill(handle)
            page.get_by_role("option", name=handle).click()
            expect(dialog.locator(".st-key-group_creators")).to_contain_text(handle)
        search.press("Tab")
        commit(dialog.get_by_label("At most"), "1")
        idle(page)
        dialog.get_by_role("button", name="Use this group").click()
        expect(dialog).to_have_count(0, timeout=ANSWER_MS)
        mix.get_by_role("button", name="Rivals").wait_for(timeout=ANSWER_MS)
        calm(page, idle)
    with step("limits of countries are asked for in theirs"):
        mix.get_by_role("button", name="Edit countries").click()
        countries = Table(page, "countries")
        dialog.wait_for(timeout=ANSWER_MS)
        idle(page)
        countries.write(Spot(column=2, row=0, x=290), "25", "25")
        idle(page)
        dialog.get_by_role("button", name="Use these limits").click()
        expect(dialog).to_have_count(0, timeout=ANSWER_MS)
        mix.get_by_text("US: at least 25 creators").wait_for(timeout=ANSWER_MS)
    answered(page, idle)
    slider, budget = page.locator(".st-key-form-budget_slider input").first, page.locator(".st-key-form-budget input")
    with step("the slider of the budget moves the pyramid"):
        reach, pyramid = tile(page, "Unique reach"), page.locator(".st-key-pyramid .hand-pyramid")
        shapes = pyramid.inner_html()
        for _ in range(12):
            slider.press("ArrowLeft")
        # The slider sends its value when it has come to rest.
        expect(budget).to_have_value("98,000", timeout=ANSWER_MS)
        answered(page, idle)
        assert pyramid.inner_html() != shapes
        assert tile(page, "Unique reach") != reach
        expect(page.get_by_text("Change since")).to_be_visible()
    further(page)
    with step("no key is lost while answers arrive"):
        slider.press("ArrowLeft")
        # The plan, and then what each limit is worth, come in between and draw the page anew.
        expect(budget).to_have_value("97,000", timeout=ANSWER_MS)
        for pressed in range(15):
            slider.press("ArrowRight")
            page.wait_for_timeout(150)
            expect(slider).to_have_value(str(98_000 + pressed * 1_000))
        expect(budget).to_have_value("112,000", timeout=ANSWER_MS)
        answered(page, idle)
        assert slider.input_value() == "112000"
    with step("files"):
        answered(page, idle)
        every_format_downloads_and_an_edited_workbook_is_shown_before_it_is_taken(page, idle, tmp_path)


def test_the_calendar_opens_follows_the_waves_and_leaves_as_a_file(server: str, page: Page, idle: Idle) -> None:
    page.goto(f"{server}/calendar")
    bars = page.locator(".st-key-gantt .js-plotly-plot")
    bars.wait_for(timeout=ANSWER_MS)
    expect(page.get_by_text("1 wave, ")).to_be_visible()
    page.get_by_role("link", name="Plan").first.click()
    page.locator(".st-key-start_brief_small button").click(timeout=ANSWER_MS)
    answered(page, idle)
    page.get_by_role("link", name="Calendar").first.click()
    page.get_by_text("3 waves, ").wait_for(timeout=ANSWER_MS)
    idle(page)
    expect(bars).to_be_visible()
    with page.expect_download(timeout=ANSWER_MS) as waiting:
        page.get_by_role("button", name="Calendar file").click()
    events = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert events.startswith("BEGIN:VCALENDAR") and events.count("BEGIN:VEVENT") > 5
    assert waiting.value.suggested_filename.endswith(".ics")


def test_text_of_a_file_is_never_fetched_or_rendered(server: str, page: Page, idle: Idle, tmp_path: Path) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    evil = "![x](http://127.0.0.1:9/x.png) <img src=http://127.0.0.1:9/y.png>"
    rows = [f'"{evil}",instagram,20000,"1 reel {evil}",1,cash,200']
    rows += [f"maker.{n},instagram,{20_000 + n},1 reel,1,cash,200" for n in range(9)]
    file = tmp_path / "![z](http:evil).csv"
    file.write_text("handle,platform,followers,package,reels,compensation,fee\n" + "\n".join(rows))
    page.goto(f"{server}/roster")
    page.get_by_role("tab", name="Upload").click(timeout=ANSWER_MS)
    page.locator("input[type=file]").set_input_files(file, timeout=ANSWER_MS)
    page.locator(".st-key-use_and_fit button").click(timeout=ANSWER_MS)
    page.get_by_text("10 creators with 10 packages").wait_for(timeout=ANSWER_MS)
    page.get_by_role("link", name="Plan").first.click()
    answered(page, idle)
    assert not [url for url in fetched if "127.0.0.1:9" in url or not url.startswith((server, "data:", "blob:"))]
