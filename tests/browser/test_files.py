"""Files that leave the Plan page and come back, in a real browser; the report opens offline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from planner.exports.formats import FORMATS
from tests.browser.plan_page import ANSWER_MS, answered, line
from tests.export_cases import real


def every_format_downloads_and_an_edited_workbook_is_shown_before_it_is_taken(
    page: Page, idle: Callable[[Page], None], tmp_path: Path
) -> None:
    """From an open plan."""
    said = line(page)
    page.locator(".st-key-export button").first.click()
    for kind in FORMATS:
        with page.expect_download(timeout=ANSWER_MS) as told:
            page.locator(f".st-key-export_{kind.key} button").click()
        told.value.save_as(tmp_path / f"plan.{kind.key}")
        assert told.value.suggested_filename.startswith("spring-launch-")
        assert kind.key != "xlsx" or told.value.suggested_filename == "spring-launch-plan.xlsx"
    idle(page)
    assert line(page) == said, "a download draws the same plan"

    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames[0] == "Summary"
    sheet = book["Media plan"]
    column = {cell.value: cell.column for cell in sheet[4] if cell.value}
    handle = sheet.cell(5, 1).value
    sheet.cell(5, column["Status"]).value = "declined"
    sheet.cell(6, column["Fee"]).value = "to be discussed"
    book.save(tmp_path / "edited.xlsx")

    page.locator(".st-key-export_read_back button").click()
    page.set_input_files("[role=dialog] input[type=file]", tmp_path / "edited.xlsx")
    take = page.locator(".st-key-take_returned button")
    expect(take).to_have_text("Apply 1 change", timeout=ANSWER_MS)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("“to be discussed” is not a number")
    take.click()
    expect(dialog).to_have_count(0, timeout=ANSWER_MS)
    answered(page, idle)
    page.locator(".st-key-export button").first.click()
    with page.expect_download(timeout=ANSWER_MS) as told:
        page.locator(".st-key-export_xlsx button").click()
    told.value.save_as(tmp_path / "again.xlsx")
    left = load_workbook(tmp_path / "again.xlsx")["Not chosen"]
    reasons = {row[0]: row[10] for row in left.iter_rows(min_row=5, values_only=True)}
    assert reasons[handle] == "Declined"


def test_the_report_opens_from_a_disk_and_asks_nobody_for_anything(browser: Browser, tmp_path: Path) -> None:
    report = next(kind for kind in FORMATS if kind.key == "html")
    path = tmp_path / "report.html"
    path.write_bytes(report.make(real()))
    assert real().made_on == date(2027, 1, 4)
    for scheme, width in (("light", 1280), ("dark", 390)):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        asked: list[str] = []
        broken: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, broken=broken: broken.append(str(error)))
        page.goto(path.as_uri())
        expect(page.locator("#pyramid .main-svg").first).to_be_visible()
        page.get_by_role("button", name="Engagements").first.click()
        expect(page.locator("#pyramid")).to_have_attribute("data-figure", "pyramid-engagements")
        page.locator("table.sortable th button", has_text="Net cost").click()
        dearest = max(real().plan.picks, key=lambda pick: pick.cost_cents)
        expect(page.locator("table.sortable tbody tr").first).to_contain_text(dearest.handle)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [path.as_uri()]
        assert not broken
        context.close()
