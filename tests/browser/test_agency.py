"""An agency's campaign from an empty data folder to the debrief: a long list, declines, a re-plan, results."""

from __future__ import annotations

import csv
import io
import random
import time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests import agency
from tests.browser.plan_page import ANSWER_MS, Idle, Spot, Table, answered, calm, further
from tests.browser.starting import Wanted, begin, plan_it

HEADER = 4
DECLINED = (0, 2, 4)
"""Rows of the table of replies, counted from 0."""
PROMISE_SECONDS = 180
"""A campaign of one's own has its plan in three minutes."""


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The lines of a sheet by heading, with what the formulas have come to."""
    cells = list(load_workbook(path, data_only=True)[sheet].iter_rows(min_row=HEADER, values_only=True))
    head = [str(cell) for cell in cells[0]]
    return [dict(zip(head, line, strict=True)) for line in cells[1:]]


def export(page: Page, path: Path) -> Path:
    page.locator(".st-key-export button").first.click()
    with page.expect_download(timeout=ANSWER_MS) as told:
        page.locator(".st-key-export_xlsx button").click()
    told.value.save_as(path)
    page.keyboard.press("Escape")
    return path


def opened(page: Page, idle: Idle, file: Path) -> None:
    """Women 18-34 in Germany, €72,500, a list of 800, and the plan."""
    wanted = Wanted("Autumn", 72_500, client="Nordlicht", ages=(18, 34))
    begin(page, idle, wanted)
    expect(page.locator(".st-key-start")).to_contain_text("Women 18-34 in Germany: about", timeout=ANSWER_MS)
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.locator(".sum")).to_contain_text("800", timeout=ANSWER_MS)
    idle(page)
    plan_it(page, idle, wanted)
    expect(page.locator(".verdict")).to_contain_text("women 18-34 in Germany", timeout=ANSWER_MS)


def decline(page: Page, idle: Idle, row: int) -> None:
    """Mark a reply in the table."""
    calm(page, idle)
    Table(page, "ex_answers").write(Spot(column=1, row=row, x=220), "decl", "declined")


def results(plan: Path) -> str:
    """What a tool exports after the campaign: points between thousands, six of a hundred without a post."""
    dice, out = random.Random(3), io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Account", "Platform", "Permalink", "Date", "Reach", "Views", "Likes", "Comments"])
    for line in rows(plan, "Plan vs actual"):
        if not isinstance(line["Planned reach"], float | int) or not line["Handle"] or dice.random() < 0.06:
            continue
        reach = round(line["Planned reach"] * dice.lognormvariate(0, 0.35))
        link = f"https://x.example/p/{line['Handle']}"
        day = f"{dice.randint(21, 31)}.12.2026"
        seen, views = (f"{number:,}".replace(",", ".") for number in (reach, round(reach * 1.4)))
        writer.writerow([f"@{line['Handle']}", line["Platform"], link, day, seen, views, reach // 33, reach // 900])
    return out.getvalue()


def test_an_agency_from_a_brief_to_the_debrief(eager_server: str, page: Page, idle: Idle, tmp_path: Path) -> None:
    began = time.monotonic()
    (file := tmp_path / "creators DE.csv").write_text(agency.text(), encoding="utf-8")
    page.goto(eager_server)
    opened(page, idle, file)
    planned = time.monotonic() - began
    expect(page.locator(".st-key-starters")).to_have_count(0)
    expect(page.locator(".verdict")).to_contain_text("€72,500 buys")
    first = {
        line["Creator"]: line for line in rows(export(page, tmp_path / "first.xlsx"), "Media plan") if line["Tier"]
    }
    listed = {f"{row.platform.lower()}:{row.handle}": row for row in agency.people()}
    assert set(first) <= set(listed)
    quoted = [creator for creator, line in first.items() if line["Fee estimated"] == "no"]
    assert len(quoted) > len(first) / 2 and all(listed[creator].fee is not None for creator in quoted)
    assert {line["Status"] for line in first.values()} == {"proposed"}

    further(page)
    answered(page, idle)
    take = page.locator(".st-key-ex_take_plan button").first
    expect(take).to_contain_text(f"ask {len(first)} creators")
    take.click()
    expect(take).to_be_disabled(timeout=ANSWER_MS)
    replan = page.locator(".st-key-ex_replan button").first
    for many, row in enumerate(DECLINED, 1):
        decline(page, idle, row)
        expect(replan).to_contain_text(f"{many} repl", timeout=ANSWER_MS)
    gone = [list(first)[row] for row in DECLINED]
    replan.click()
    said = page.locator(".st-key-ex_changes")
    expect(said).to_contain_text("3 declined or were released", timeout=ANSWER_MS)
    answered(page, idle)
    expect(page.get_by_text("conflict")).to_have_count(0)
    expect(said).to_contain_text(f"{len(first) - 3} of {len(first)} creators stay")

    book = export(page, tmp_path / "second.xlsx")
    second = {line["Creator"]: line for line in rows(book, "Media plan") if line["Tier"]}
    assert not set(gone) & set(second)
    assert set(first) - set(gone) <= set(second), "who was asked and did not decline is kept"
    assert {line["Status"] for creator, line in second.items() if creator in first} == {"asked"}
    assert {line["Status"] for creator, line in second.items() if creator not in first} == {"proposed"}
    reasons = {line["Creator"]: line["Reason"] for line in rows(book, "Not chosen")}
    assert [reasons[creator] for creator in gone] == ["Declined"] * 3
    spent = sum(line["Net cost"] for line in second.values())
    summary = {line[0]: line[1] for line in load_workbook(book, data_only=True)["Summary"].iter_rows(values_only=True)}
    assert round(summary["Net cost, cash"], 2) == round(spent, 2) <= 72_500
    assert summary["Creators"] == len(second)
    assert page.locator(".tile", has_text="Spend").locator(".n").inner_text() == f"€{spent / 1000:.1f}K"

    # Questions about the plan are still under way as its page is left.
    page.get_by_role("link", name="Debrief", exact=True).first.click()
    page.locator(".st-key-debrief_bar button", has_text="Add results").click()
    (report := tmp_path / "results.csv").write_text(results(book), encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(report)
    posted = report.read_text(encoding="utf-8").count("\n") - 1
    expect(page.locator(".plan-head")).to_contain_text(f"{posted} of {len(second)} picks", timeout=ANSWER_MS)
    idle(page)
    expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
    page.get_by_role("tab", name="Lessons").click()
    page.locator(".st-key-apply_all button").wait_for(timeout=ANSWER_MS)
    whole = time.monotonic() - began
    print(f"plan after {planned:.0f} s, debrief after {whole:.0f} s")
    assert planned < PROMISE_SECONDS
