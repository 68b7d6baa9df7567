"""No text of a roster becomes a formula, a link or markup, whatever it is and wherever it stands; it reads back."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation

from planner.domain.roster import Tier
from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier
from planner.exports.formats import FORMATS
from planner.exports.slides.results import MOST_SHOWN
from planner.exports.text import clean, one_line, short
from planner.exports.workbook import plan_workbook
from planner.formula_escape import unescaped
from planner.outcome import Plan
from tests.export_cases import BRIEF, HOSTILE, pick, plan_of

FIELDS = ("handle", "name", "country", "category", "package", "evidence", "creator")
COLUMNS = ("Handle", "Name", "Country", "Category", "Package", "Evidence", "Creator")
PIECES = ("=", "+", "-", "@", "'", '"', "\t", "\n", "<", ">", "&", "|", "{", "}", "[", "](http://192.0.2.1)", "\\", "%")
WORDS = (
    "HYPERLINK",
    "cmd",
    "SUM(A1)",
    "<script>alert(1)</script>",
    "</script>",
    "javascript:",
    "_x0041_",
    "日本",
    "🙂",
)
FORMATS_BY_KEY = {kind.key: kind for kind in FORMATS}
hostile = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(PIECES + WORDS), min_size=1, max_size=8).map("".join),
    st.text(min_size=1, max_size=40),
)
few = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))


def with_texts(texts: Sequence[str]) -> Dossier:
    """A plan with a pick for each text, which stands in all its fields; the first stands in those of plan and brief."""
    picks = [pick("x", Tier.MICRO, 1, 50_000, **dict.fromkeys(FIELDS, text)) for text in texts]
    plan, text = plan_of(picks), texts[0]
    segments = tuple(plan.totals.segments[0].model_copy(update={"name": text}) for _ in range(2))
    plan = plan.model_copy(
        update={
            "notes": tuple(texts),
            "limits": tuple(limit.model_copy(update={"name": text}) for limit in plan.limits),
            "totals": plan.totals.model_copy(update={"segments": segments}),
        }
    )
    asked = {"name": text[:120], "notes": {one: one for one in texts}, "excluded": tuple(texts)}
    return Dossier(plan, BRIEF.model_copy(update=asked))


def check_workbook(texts: Sequence[str]) -> None:
    made = plan_workbook(with_texts(texts))
    sheets = load_workbook(io.BytesIO(made))
    for cell in (cell for sheet in sheets for line in sheet.iter_rows() for cell in line):
        assert cell.hyperlink is None
        assert cell.data_type != "f" or not any(len(text) > 2 and text in str(cell.value) for text in texts)
    plan = sheets["Media plan"]
    heads = [cell.value for cell in plan[4]]
    for number, text in enumerate(texts, 5):
        row = dict(zip(heads, (cell.value for cell in plan[number]), strict=True))
        for title in (*COLUMNS, "Notes"):
            assert (row[title] or "") == clean(text), title
    assert sheets["Summary"]["A1"].value == clean(texts[0][:120])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower()]
        assert all(b"<hyperlink" not in parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/"))


def check_csv(texts: Sequence[str]) -> None:
    data = plan_csv(with_texts(texts)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    for row, text in zip(rows, texts, strict=True):
        for title in ("handle", "name", "category"):
            cell = row[title]
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert unescaped(cell) == clean(text)


def check_slides(texts: Sequence[str]) -> None:
    made = FORMATS_BY_KEY["pptx"].make(with_texts(texts))
    deck = Presentation(io.BytesIO(made))
    cells = [
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    # The slide has room for so many; picks that add as much stand in the order of their ids.
    for text in sorted(texts)[:MOST_SHOWN]:
        assert not one_line(text) or short(text, 24) in cells
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        slides = [parts.read(name) for name in parts.namelist() if name.startswith("ppt/slides/slide")]
        assert all(b"hlinkClick" not in xml and b"<a:fld" not in xml for xml in slides)
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                book = load_workbook(io.BytesIO(parts.read(name)))
                assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


class _Seen(HTMLParser):
    """Tags and the text of table cells."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.inside = tag == "td" or (self.inside and tag == "span")
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def check_report(texts: Sequence[str]) -> None:
    data = FORMATS_BY_KEY["html"].make(with_texts(texts))
    head, _, scripts = data.partition(b'<script type="application/json"')
    page = _Seen(head.decode())
    # A parser of HTML drops NUL and reads some controls otherwise; `clean` has replaced what it would change.
    assert {clean(text) for text in texts} <= set(page.cells)
    assert sorted(set(page.tags)) == TAGS
    assert scripts.count(b"</script") == 3, "nothing ends a script but its own end"


TAGS = sorted(set(_Seen(FORMATS_BY_KEY["html"].make(with_texts(["plain"])).decode().partition("<script")[0]).tags))


def check_json(texts: Sequence[str]) -> None:
    plan = with_texts(texts).plan
    assert Plan.model_validate_json(FORMATS_BY_KEY["json"].make(with_texts(texts))) == plan


CHECKS: dict[str, Callable[[Sequence[str]], None]] = {
    "workbook": check_workbook,
    "csv": check_csv,
    "slides": check_slides,
    "report": check_report,
    "json": check_json,
}


@pytest.mark.parametrize("kind", CHECKS)
def test_each_known_attack_stays_text(kind: str) -> None:
    for first in HOSTILE[:3]:
        CHECKS[kind]([first, *(text for text in HOSTILE if text != first)])


@pytest.mark.parametrize("kind", CHECKS)
@given(texts=st.lists(hostile, min_size=4, max_size=8, unique=True))
@few
def test_any_text_stays_text(kind: str, texts: list[str]) -> None:
    CHECKS[kind](texts)


def test_the_files_hold_no_person_no_path_and_are_the_same_each_time() -> None:
    one = Dossier(plan_of([pick("x", Tier.MICRO, 1, 50_000)]), BRIEF)
    first = plan_workbook(one)
    assert first == plan_workbook(one)
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        about = parts.read("docProps/core.xml").decode() + parts.read("docProps/app.xml").decode()
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert "<dc:creator></dc:creator>" in about
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in about
    assert "2000-01-01T00:00:00Z" in about
    assert b"/home/" not in everything
    assert b"/tmp/" not in everything
