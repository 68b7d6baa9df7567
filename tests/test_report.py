"""The report: one file, its figures' numbers, nothing from outside, every text only text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

from planner.exports.dossier import Version
from planner.exports.formats import FORMATS
from planner.exports.key_figures import conclusion
from planner.exports.report import POLICY
from planner.wording import count
from tests.export_cases import BRIEF, dossier, plan_of, real, sample

REPORT = next(kind for kind in FORMATS if kind.key == "html")


class Page(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        (self.scripts if self.tags and self.tags[-1][0] == "script" and data.strip() else self.text).append(data)


@cache
def made() -> bytes:
    return REPORT.make(replace(real(), versions=(Version("Second thoughts", BRIEF, sample()),)))


def body(data: bytes) -> bytes:
    """The page without its scripts."""
    return data[: data.index(b'<script type="application/json"')]


def test_the_page_says_what_the_plan_is() -> None:
    page = Page(body(made()))
    text = " ".join(page.text)
    plan, brief = real().plan, real().brief
    assert conclusion(plan, brief) in text
    assert "Second thoughts" in text
    for pick in plan.picks:
        assert pick.handle in text
    assert count(plan.totals.unique_reach, brief.locale) in text
    assert text.count("pass") >= len(plan.limits)


def test_the_figures_carry_the_plans_numbers_for_wide_and_narrow_windows() -> None:
    raw = re.search(rb'<script type="application/json" id="figures">(.*?)</script>', made(), re.S)
    assert raw is not None
    told = json.loads(raw.group(1))
    assert set(told["figures"]) == {
        *(f"pyramid-{one}" for one in ("creators", "spend", "unique_reach", "engagements")),
        "limits",
        "reach",
    }
    tiers = {part.tier: part.creators for part in real().plan.totals.tiers}
    for width in ("wide", "narrow"):
        figure = json.loads(told["figures"]["pyramid-creators"][width])
        values = {trace["meta"]["tier"]: trace["meta"]["value"] for trace in figure["data"]}
        assert values == {str(tier): number for tier, number in tiers.items()}
    slots = {attrs["data-figure"] for _, attrs in Page(body(made())).tags if "data-figure" in attrs}
    shown = {attrs["data-show"] for _, attrs in Page(body(made())).tags if "data-show" in attrs}
    assert slots | shown == set(told["figures"])


def test_nothing_comes_from_outside() -> None:
    page = Page(body(made()))
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}) in page.tags
    assert "http" not in POLICY
    for tag, attrs in page.tags:
        assert tag not in ("link", "img", "iframe", "a", "form", "object")
        assert not {"src", "href", "action"} & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]


def test_a_plan_of_nobody_makes_a_report_too() -> None:
    data = REPORT.make(dossier(plan_of([])))
    assert b"0 creators reach 0 people" in data


def test_the_same_plan_makes_the_same_bytes() -> None:
    assert REPORT.make(dossier()) == REPORT.make(dossier())
