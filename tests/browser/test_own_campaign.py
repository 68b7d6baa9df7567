"""From an empty data folder to the exported workbook, with a list of one's own and a budget of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.plan_page import ANSWER_MS, answered, tile
from tests.browser.starting import Wanted, begin, plan_it

LIST = """Creators for the summer drop – shared sheet;;;;;;
Handle / Link;Platform;Followers;Fee;ER;Email;Notes
@lena.backt;Instagram;12,5k;180 €;1.2%;lena@mail.example;vegan
https://www.tiktok.com/@tim.radelt;;48K followers;~420;6.65;;asks for product
Studio Mo;Instagram;210.000;1900-2400;0.9%;mo@studio.example;
@anna.kocht;Instagram;8.100;gifted;n/a;;
@jule.yoga;YouTube;95K;tbd;2.1%;;agency: Nord
@oma.strickt;Instagram;31k;240 EUR;3.4%;;
@max.laeuft;TikTok;640K;5200;4.0%;max@run.example;
@ida.malt;Instagram;5.4k;90;5.1%;;
TOTAL;;;8.030;;;
"""
HANDLES = {"lena.backt", "tim.radelt", "anna.kocht", "jule.yoga", "oma.strickt", "max.laeuft", "ida.malt"}


def test_a_small_brand_from_a_messy_list_to_a_workbook(
    server: str, page: Page, idle: Callable[[Page], None], tmp_path: Path
) -> None:
    page.goto(server)
    wanted = Wanted("Summer drop", 8_000)
    begin(page, idle, wanted)
    expect(page.locator(".st-key-start")).to_contain_text("Amounts without a sign are read as EUR")
    page.locator("textarea").first.fill(LIST)
    page.keyboard.press("Control+Enter")
    idle(page)
    for _ in range(3):
        # At most three questions, each with a suggestion or a first choice.
        send = page.locator("[data-testid=stFormSubmitButton] button")
        if not send.count():
            break
        for group in page.locator("[data-testid=stRadio]").all():
            if not group.locator("input:checked").count():
                group.locator("label").nth(1).click()
        send.first.click()
        idle(page)
    page.get_by_text("doesn't say where its creators are based").wait_for(timeout=ANSWER_MS)
    plan_it(page, idle, wanted)
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("women in Germany", timeout=ANSWER_MS)
    expect(verdict).to_contain_text("€")
    expect(page.locator(".st-key-starters")).to_have_count(0)
    expect(page.locator(".st-key-caveats")).to_contain_text("We don’t know the country", ignore_case=True)
    unknown = tile(page, "Unique reach")
    page.get_by_role("button", name="Set their country to Germany").click()
    expect(page.locator(".st-key-caveats")).not_to_contain_text("the country of", timeout=ANSWER_MS)
    answered(page, idle)
    assert tile(page, "Unique reach") != unknown
    expect(page.locator(".st-key-undo button").first).to_be_enabled()
    page.locator(".st-key-export button").first.click()
    with page.expect_download(timeout=ANSWER_MS) as told:
        page.locator(".st-key-export_xlsx button").click()
    told.value.save_as(tmp_path / "plan.xlsx")
    assert told.value.suggested_filename.startswith("summer-drop-")
    sheet = load_workbook(tmp_path / "plan.xlsx")["Media plan"]
    booked = {str(sheet.cell(row, 1).value) for row in range(5, sheet.max_row + 1)} & HANDLES
    assert booked, "the plan books people of this list"
