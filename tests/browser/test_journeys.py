"""Journeys of a planner through the app, in a real browser against a real server."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

Idle = Callable[[Page], None]
ANSWER_MS = 60_000
ROW = 36
CHIPS = ".st-key-chips [class*=st-key-free] button:visible"
"""One for each creator who is kept or dropped."""


def open_plan(page: Page, server: str, idle: Idle) -> None:
    """A new session on the Plan page, its pyramid drawn."""
    page.goto(server)
    expect(page.locator(".st-key-pyramid .hand .brick").first).to_be_visible(timeout=ANSWER_MS)
    answered(page, idle)
    below(page)
    answered(page, idle)


def below(page: Page) -> None:
    """Scroll to what stands below the picture, which is drawn then."""
    page.locator(".reach, .st-key-table_bar").last.scroll_into_view_if_needed(timeout=ANSWER_MS)
    expect(page.locator(".st-key-table_bar")).to_be_visible(timeout=ANSWER_MS)


def answered(page: Page, idle: Idle) -> None:
    """Wait until the brief on screen has its answer."""
    idle(page)
    expect(page.locator(".st-key-run_plan")).to_have_count(0, timeout=ANSWER_MS)
    idle(page)


def line(page: Page) -> str:
    return page.locator(".plan-head p").inner_text()


def tile(page: Page, title: str) -> str:
    return page.locator(".tile", has_text=title).locator(".n").first.inner_text()


def table(page: Page) -> Locator:
    return page.locator("[class*=st-key-plan_table] canvas").first


def click_cell(page: Page, x: float, row: int) -> None:
    """Click into the plan table: x pixels from its left edge, row counted from 0 below the header."""
    cells = table(page)
    cells.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = cells.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x, box["y"] + ROW * (row + 1.5))


@pytest.mark.parametrize("slower", [1, 6])
def test_a_first_visit_shows_every_number_of_the_brief(fresh_server: str, page: Page, idle: Idle, slower: int) -> None:
    if slower > 1:
        # Answers then arrive before the widgets of the form are loaded.
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(f"{fresh_server}/plan")
    expect(page.locator(".st-key-pyramid .hand .brick").first).to_be_visible(timeout=2 * ANSWER_MS)
    below(page)
    expect(page.get_by_text("relaxing one rule")).to_be_visible(timeout=2 * ANSWER_MS)
    page.locator(".plan-head").scroll_into_view_if_needed()
    for field, value in {
        "budget_slider": "110000",
        "budget": "110000",
        "creators-max": "60",
        "quality-max_fake_share": "25",
        "pyramid-micro-headcount": "60",
    }.items():
        expect(page.locator(f".st-key-form-{field} input").first).to_have_value(value)
    page.locator(".st-key-open_stocks summary").click()
    seats = page.locator(".st-key-form-resources-event_seats input").first
    expect(seats).to_have_value("12", timeout=ANSWER_MS)
    expect(page.get_by_text("One of your entries can’t be used")).to_have_count(0)
    page.locator(".plan-head").scroll_into_view_if_needed()
    apex = page.locator(".st-key-pyramid .hand-pyramid").bounding_box()
    assert apex is not None and apex["y"] < 750, "the verdict and what is said of it leave room for the pyramid"
    top = page.locator(".st-key-starters").bounding_box()
    assert top is not None and top["y"] < 80, "what is not seen takes no room"


@pytest.mark.parametrize("stem", ["roster", "compare"])
def test_a_deep_link_works_on_a_fresh_server(fresh_server: str, page: Page, idle: Idle, stem: str) -> None:
    page.goto(f"{fresh_server}/{stem}")
    links = page.locator("[data-testid=stTopNavLink]")
    expect(links).to_have_count(7, timeout=ANSWER_MS)
    idle(page)
    heading = stem.capitalize()
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_budget_slider_moves_the_pyramid(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    reach = tile(page, "Unique reach")
    shapes = page.locator(".st-key-pyramid .hand-pyramid").inner_html()
    slider = page.locator(".st-key-form-budget_slider input").first
    for _ in range(12):
        slider.press("ArrowLeft")
    # The slider sends its value when it has come to rest.
    expect(page.locator(".st-key-form-budget input")).to_have_value("98000", timeout=ANSWER_MS)
    answered(page, idle)
    assert page.locator(".st-key-pyramid .hand-pyramid").inner_html() != shapes
    assert tile(page, "Unique reach") != reach
    expect(page.get_by_text("Change since")).to_be_visible()


def test_no_key_is_lost_while_answers_arrive(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    slider = page.locator(".st-key-form-budget_slider input").first
    slider.press("ArrowLeft")
    # The plan, and then what each limit is worth, come in between and draw the page anew.
    expect(page.locator(".st-key-form-budget input")).to_have_value("109000", timeout=ANSWER_MS)
    for pressed in range(15):
        slider.press("ArrowRight")
        page.wait_for_timeout(150)
        expect(slider).to_have_value(str(110_000 + pressed * 1_000))
    expect(page.locator(".st-key-form-budget input")).to_have_value("124000", timeout=ANSWER_MS)
    answered(page, idle)
    assert slider.input_value() == "124000"


def test_keep_and_drop_plan_again(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    click_cell(page, 215, 0)
    answered(page, idle)
    kept = page.locator(CHIPS).count()
    assert kept == 3, "the sample's two and the one just kept"
    click_cell(page, 280, 1)
    answered(page, idle)
    assert page.locator(CHIPS).count() == 4
    assert "proven" in line(page)
    page.locator(CHIPS).last.click()
    answered(page, idle)
    assert page.locator(CHIPS).count() == 3


def test_a_row_opens_its_drawer_and_a_tier_narrows_the_table(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    click_cell(page, 17, 0)
    idle(page)
    expect(page.locator(".st-key-drawer")).to_contain_text("Reach is estimated from")
    tall = table(page).bounding_box()
    page.locator(".st-key-tier_choice button", has_text="Macro").click()
    idle(page)
    short = table(page).bounding_box()
    assert tall is not None and short is not None and short["height"] < tall["height"]


def test_a_refused_brief_names_its_conflict_and_a_fix_mends_it(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    floor = page.locator(".st-key-form-reach_floor input")
    floor.fill("1500000")
    floor.press("Enter")
    expect(page.get_by_text("No plan can meet this brief.")).to_be_visible(timeout=ANSWER_MS)
    answered(page, idle)
    expect(page.get_by_text("It does not answer this one.")).to_be_visible()
    # What is enough for a plan stands first.
    page.locator("[class*=st-key-fix] button:visible").first.click()
    expect(page.locator(".plan-head p", has_text="proven")).to_be_visible(timeout=ANSWER_MS)
    answered(page, idle)


def test_the_workbook_opens_and_nothing_is_lost_on_download(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    said = line(page)
    page.locator(".st-key-export button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_xlsx button").click()
    path = waiting.value.path()
    book = openpyxl.load_workbook(BytesIO(Path(path).read_bytes()), data_only=True)
    assert book.sheetnames[0] == "Summary"
    assert waiting.value.suggested_filename == "spring-launch-plan.xlsx"
    idle(page)
    assert line(page) == said


def test_the_calendar_opens_follows_the_waves_and_leaves_as_a_file(server: str, page: Page, idle: Idle) -> None:
    page.goto(f"{server}/calendar")
    bars = page.locator(".st-key-gantt .js-plotly-plot")
    expect(bars).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_text("1 wave, ")).to_be_visible()
    page.get_by_role("link", name="Plan").first.click()
    page.locator(".st-key-start_brief_small button").click(timeout=ANSWER_MS)
    answered(page, idle)
    page.get_by_role("link", name="Calendar").first.click()
    expect(page.get_by_text("3 waves, ")).to_be_visible(timeout=ANSWER_MS)
    idle(page)
    expect(bars).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Calendar file").click()
    events = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert events.startswith("BEGIN:VCALENDAR") and events.count("BEGIN:VEVENT") > 5
    assert waiting.value.suggested_filename.endswith(".ics")


def test_a_phone_needs_no_sideways_scrolling(server: str, page: Page, idle: Idle) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_plan(page, server, idle)
    for stem in ("", "roster", "assumptions"):
        page.goto(f"{server}/{stem}")
        answered(page, idle)
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("e => e.scrollWidth") <= 390


def test_text_of_a_file_is_never_fetched_or_rendered(server: str, page: Page, idle: Idle, tmp_path: Path) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    evil = "![x](http://127.0.0.1:9/x.png) <img src=http://127.0.0.1:9/y.png>"
    rows = [f'"{evil}",instagram,20000,"1 reel {evil}",1,cash,200']
    rows += [f"maker.{n},instagram,{20_000 + n},1 reel,1,cash,200" for n in range(9)]
    file = tmp_path / "![z](http:evil).csv"
    file.write_text("handle,platform,followers,package,reels,compensation,fee\n" + "\n".join(rows))
    page.goto(f"{server}/roster")
    idle(page)
    page.get_by_role("tab", name="Upload").click()
    idle(page)
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".st-key-use_and_fit button").click(timeout=ANSWER_MS)
    idle(page)
    expect(page.get_by_text("10 creators with 10 packages")).to_be_visible()
    page.get_by_role("link", name="Plan").first.click()
    answered(page, idle)
    assert not [url for url in fetched if "127.0.0.1:9" in url or not url.startswith((server, "data:", "blob:"))]


def test_groups_and_countries_are_asked_for_in_their_dialogs(server: str, page: Page, idle: Idle) -> None:
    open_plan(page, server, idle)
    mix = page.locator(".st-key-open_mix")
    mix.locator("summary").click()
    idle(page)
    mix.get_by_role("button", name="Add a group").click()
    idle(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Rivals")
    search = dialog.locator(".st-key-group_creators input")
    for handle in ("andres.doralces", "anika.mandaviya"):
        search.fill(handle)
        page.get_by_role("option", name=handle).click()
        idle(page)
    search.press("Tab")
    dialog.get_by_label("At most").fill("1")
    dialog.get_by_label("At most").press("Enter")
    idle(page)
    dialog.get_by_role("button", name="Use this group").click()
    expect(dialog).to_have_count(0)
    answered(page, idle)
    expect(mix.get_by_role("button", name="Rivals")).to_be_visible()

    mix.get_by_role("button", name="Edit countries").click()
    idle(page)
    cells = dialog.locator("canvas").first
    expect(cells).to_be_visible()
    page.wait_for_timeout(1_000)
    box = cells.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 290, box["y"] + 52)
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    page.keyboard.type("25", delay=150)
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    dialog.get_by_role("button", name="Use these limits").click()
    expect(dialog).to_have_count(0)
    answered(page, idle)
    expect(mix.get_by_text("US: at least 25 creators")).to_be_visible()
