"""Files that leave: reopened by other readers, formulas and cached values both, hostile text included."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook

from planner.brief import Brief
from planner.domain import Compensation, Format, Platform, Tier
from planner.exports import Download, outcome_json, plan_csv, plan_workbook
from planner.exports.book import money_format
from planner.exports.download import file_name
from planner.exports.text import LONGEST_CELL, clean, proof_sentence
from planner.forecast.assumptions import Assumptions, default_assumptions
from planner.outcome import LimitReport, Pick, Plan, Proof, SegmentReach, TierTotals, Totals
from planner.text import unescaped

HOSTILE = (
    '=HYPERLINK("http://192.0.2.1/","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\tcmd",
    "=cmd|' /C calc'!A0",
    "http://192.0.2.1/a",
    "internal:Summary!A1",
    "{=1+1}",
    "<b>&amp;</b>]]>",
    "'quoted",
    "'=quoted",
    "_x0041_",
    "12,5",
    "0012",
    "nan",
    "TRUE",
    " padded ",
    "line\nbreak",
    "ümlaut 日本 🙂",
    "a" * 500,
)
NONE = Assumptions({}, ())
"""Quick to write, for tests that are not about assumptions."""
BRIEF = Brief.read(
    {
        "name": "Spring launch",
        "budget_cents": 6_000_000,
        "pyramid": {
            "micro": {"headcount": {"min": 0.5}, "spend": {"min": 0.1}},
            "macro": {"count": {"max": 2}},
        },
        "pyramid_order": True,
        "categories": {"food & drink": {"count": {"min": 1}}},
        "largest_share": 0.5,
    }
)


def pick(handle: str, tier: Tier, count: int, cents: int, /, **other: object) -> Pick:
    known: dict[str, object] = {
        "creator": f"instagram:{handle}",
        "handle": handle,
        "name": handle.title(),
        "platform": Platform.INSTAGRAM,
        "tier": tier,
        "country": "US",
        "category": "food & drink",
        "followers": 20_000,
        "package": "1 reel, cash",
        "deliverables": {Format.REEL: 1},
        "compensation": Compensation.CASH,
        "count": count,
        "cost_cents": cents * count,
        "value_cents": cents * count + 1_850 * count,
        "fee_estimated": False,
        "evidence": "measured reach",
        "reach": 7_000.5 * count,
        "target_reach": 3_000.25 * count,
        "incremental_reach": 1_234.5,
        "impressions": 9_000.75 * count,
        "engagements": 311.4 * count,
        "score": 0.0,
        "fit": 0.7,
        "authenticity": None,
        "fake_share": None,
        "engagement_rate": 0.02,
    }
    return Pick.model_validate({**known, **other})


def plan_of(picks: list[Pick], brief: Brief = BRIEF) -> Plan:
    cost = sum(p.cost_cents for p in picks)
    creators = sum(p.count for p in picks)
    tiers = {t: sum(p.count for p in picks if p.tier is t) for t in Tier}
    spent = {t: sum(p.cost_cents for p in picks if p.tier is t) for t in Tier}
    target = sum(p.target_reach for p in picks)

    def limit(rule: str, name: str, sense: str, numbers: tuple[float, float], unit: str, path: str) -> LimitReport:
        used, bound = numbers
        met = used <= bound if sense == "<=" else used >= bound
        return LimitReport(rule=rule, name=name, sense=sense, used=used, bound=bound, unit=unit, met=met, path=path)

    order = "At least as many micro creators as mid-tier"
    limits = (
        limit("budget", "Spend at most $60,000 in cash", "<=", (cost, 6_000_000), "money", "budget_cents"),
        limit(
            "pyramid",
            "Micro at least 50% of all creators",
            ">=",
            (tiers[Tier.MICRO] / max(creators, 1), 0.5),
            "share",
            "pyramid.micro.headcount.min",
        ),
        limit(
            "pyramid",
            "Micro at least 10% of the cash spent",
            ">=",
            (spent[Tier.MICRO] / max(cost, 1), 0.1),
            "share",
            "pyramid.micro.spend.min",
        ),
        limit(
            "pyramid",
            "At most 2 Macro creators",
            "<=",
            (tiers[Tier.MACRO], 2),
            "creators",
            "pyramid.macro.count.max",
        ),
        limit(
            "pyramid_order",
            order,
            ">=",
            (tiers[Tier.MICRO] - tiers[Tier.MID], 0),
            "creators",
            "pyramid_order",
        ),
        limit("categories", "Food", ">=", (creators, 1), "creators", "categories.food & drink.count.min"),
        limit("reach_floor", "Reach at least 1,000 people", ">=", (target * 0.8, 1_000), "people", "reach_floor"),
        limit(
            "resources",
            "Use at most 120 product units",
            "<=",
            (17.5, 120),
            "amount",
            "resources.product_units.stock",
        ),
    )
    totals = Totals(
        creators=creators,
        posts=sum(p.posts for p in picks),
        cost_cents=cost,
        value_cents=sum(p.value_cents for p in picks),
        budget_left_cents=6_000_000 - cost,
        gross_reach=sum(p.reach for p in picks),
        target_reach=target,
        unique_reach=target * 0.8,
        frequency=1.25 if target else 0.0,
        impressions=sum(p.impressions for p in picks),
        engagements=sum(p.engagements for p in picks),
        score=0.0,
        estimated_fees=0,
        segments=(
            SegmentReach(
                name="My market",
                size=2_000_000,
                gross=target,
                unique=target * 0.8,
                independent=target * 0.95,
                pool=target * 0.3,
            ),
        ),
        tiers=tuple(
            TierTotals(
                tier=t,
                creators=tiers[t],
                cost_cents=spent[t],
                engagements=0,
                gross_reach=0,
                unique_reach=tiers[t] * 9,
            )
            for t in Tier
        ),
    )
    proof = Proof(
        goal=target * 0.8,
        bound=target * 0.8004,
        gap=0.0005,
        tolerance=0.001,
        closed=True,
        how="direct",
        solver="HiGHS",
        seconds=0.4,
        packages=812,
        checked=True,
    )
    return Plan(
        goal=brief.goal.kind,
        picks=tuple(picks),
        totals=totals,
        limits=limits,
        proof=proof,
        notes=("A note.",),
    )


@cache
def sample() -> Plan:
    return plan_of(
        [
            pick("lina.hart", Tier.MACRO, 1, 1_234_567, must_have=True),
            pick("mo", Tier.MID, 2, 100_050),
            pick("archetype", Tier.MICRO, 7, 33_333, fee_estimated=True),
            pick("gift", Tier.MICRO, 1, 0, compensation=Compensation.PRODUCT, engagements=0.0, impressions=0.0),
        ]
    )


def opened(made: Download, values: bool) -> Workbook:
    return load_workbook(io.BytesIO(made.data), data_only=values)


@cache
def book() -> Download:
    return plan_workbook(sample(), BRIEF, default_assumptions(), date(2027, 3, 1))


def rows(made: Download, values: bool = True) -> list[dict[str, object]]:
    sheet = opened(made, values)["Media plan"]
    heads = [cell.value for cell in sheet[4]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]


def summary(made: Download, values: bool = True) -> dict[str, list[object]]:
    sheet = opened(made, values)["Summary"]
    return {str(row[0]): list(row[1:]) for row in sheet.iter_rows(values_only=True) if row[0]}


def test_every_pick_is_a_row_with_our_values() -> None:
    *body, total = rows(book())
    assert [row["Handle"] for row in body] == [p.handle for p in sample().picks]
    for row, one in zip(body, sample().picks, strict=True):
        assert round(float(str(row["Cost"])) * 100) == one.cost_cents
        assert round(float(str(row["Full value"])) * 100) == one.value_cents
        assert row["Quantity"] == one.count
        assert row["Impressions"] == pytest.approx(one.impressions)
        assert row["Status"] == "proposed"
    assert body[0]["Notes"] == "Must-have"
    assert body[3]["CPM"] is None
    assert body[3]["Authenticity"] is None
    assert total["Handle"] == "Total"
    assert round(float(str(total["Cost"])) * 100) == sample().totals.cost_cents
    assert not total["Reach"]
    assert not total["Incremental unique reach"]


def test_costs_shares_and_totals_are_formulas() -> None:
    *body, total = rows(book(), values=False)
    for title in ("Cost", "Share of spend", "Full value", "Reach", "Impressions", "CPM", "CPE"):
        assert all(str(row[title]).startswith("=") for row in body), title
    for title in ("Quantity", "Cost", "Share of spend", "CPM", "CPE"):
        assert str(total[title]).startswith("="), title


def test_no_formula_is_without_its_value_and_none_shows_an_error() -> None:
    formulas, values = opened(book(), False), opened(book(), True)
    empty = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    shown = values[sheet.title][cell.coordinate].value
                    empty += shown is None
                    assert not str(shown).startswith("#"), (sheet.title, cell.coordinate)
    # CPM and CPE of the creator whom nobody sees.
    assert empty == 2


def test_the_summary_tells_results_and_limits_and_which_of_them_follow() -> None:
    shown, written = summary(book()), summary(book(), values=False)
    totals = sample().totals
    assert shown["Cash"][0] == totals.cost_cents / 100
    assert shown["Left of the budget"][0] == pytest.approx((6_000_000 - totals.cost_cents) / 100)
    reach = shown["Unique reach, every person once"]
    assert reach[:4] == [pytest.approx(totals.target_reach * part) for part in (0.8, 0.3, 0.95)] + ["forecast"]
    assert shown["Gross reach inside the audience"][0] == pytest.approx(totals.target_reach)
    assert shown["CPM, cash per 1,000 impressions"][0] == pytest.approx((totals.cpm_cents or 0) / 100)
    for limit in sample().limits:
        assert shown[limit.name][3] == ("yes" if limit.met else "no")
        scale = 100 if limit.unit == "money" else 1
        assert float(str(shown[limit.name][1])) * scale == pytest.approx(limit.used)
        assert float(str(shown[limit.name][0])) * scale == pytest.approx(limit.bound)
    live = {limit.name for limit in sample().limits if limit.rule not in ("reach_floor", "resources")}
    assert {name for name in live if shown[name][4] == "live"} == live
    assert all(str(written[name][1]).startswith("=") for name in live)
    assert shown["Reach at least 1,000 people"][4] == "forecast"
    assert shown["Use at most 120 product units"][4] == "as planned"
    assert "01.03.2027" not in shown
    assert "Influencer plan, March 1, 2027" in shown


def test_a_limit_that_does_not_agree_with_the_picks_is_not_written_as_a_formula() -> None:
    wrong = sample().limits[0].model_copy(update={"used": 1.0})
    made = plan_workbook(sample().model_copy(update={"limits": (wrong,)}), BRIEF, NONE)
    assert summary(made, values=False)[wrong.name][1] == 0.01
    assert summary(made)[wrong.name][4] == "as planned"


def test_the_tier_mix_runs_from_the_apex_down_and_adds_up() -> None:
    sheet = opened(book(), True)["Tier mix"]
    found = [[cell.value for cell in row] for row in sheet["A5:D8"]]
    cents = {t: sum(p.cost_cents for p in sample().picks if p.tier is t) for t in Tier}
    assert [row[0] for row in found] == ["Macro", "Mid-tier", "Micro", "Total"]
    assert [row[1] for row in found] == [1, 2, 8, 11]
    assert [row[3] for row in found] == [c / 100 for c in (cents[Tier.MACRO], cents[Tier.MID], cents[Tier.MICRO])] + [
        sample().totals.cost_cents / 100
    ]
    with zipfile.ZipFile(io.BytesIO(book().data)) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 3
    assert 'val="percentStacked"' in chart
    assert 'orientation val="maxMin"' in chart


def test_assumptions_are_all_there_and_edits_are_marked() -> None:
    edited = default_assumptions().edited({"nbd_kappa_mixed_niche.all.all": 0.7})
    sheet = opened(plan_workbook(sample(), BRIEF, edited), True)["Assumptions"]
    heads = [cell.value for cell in sheet[4]]
    found = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert [row["Key"] for row in found] == [row.key for row in edited]
    marked = [row for row in found if row["Edited"]]
    assert [(row["Key"], row["Value"]) for row in marked] == [("nbd_kappa_mixed_niche.all.all", 0.7)]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_in_the_workbook(text: str) -> None:
    fields = ("handle", "name", "country", "category", "package", "evidence", "creator")
    plan = plan_of([pick("x", Tier.MICRO, 1, 50_000, **dict.fromkeys(fields, text))])
    plan = plan.model_copy(
        update={
            "notes": (text,),
            "limits": tuple(limit.model_copy(update={"name": text}) for limit in plan.limits),
            "totals": plan.totals.model_copy(
                update={"segments": tuple(plan.totals.segments[0].model_copy(update={"name": text}) for _ in range(2))}
            ),
        }
    )
    brief = BRIEF.model_copy(update={"name": text[:120]})
    made = plan_workbook(plan, brief, NONE)
    row = rows(made, values=False)[0]
    for title in ("Handle", "Name", "Country", "Category", "Package", "Evidence", "Creator"):
        assert row[title] == text, title
    sheets = opened(made, False)
    for cell in (cell for sheet in sheets for line in sheet.iter_rows() for cell in line):
        assert cell.hyperlink is None
        assert cell.data_type != "f" or cell.value not in HOSTILE
    assert sheets["Summary"]["A1"].value == text[:120]
    with zipfile.ZipFile(io.BytesIO(made.data)) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower()]
        assert b"hyperlink" not in parts.read("xl/worksheets/sheet2.xml")


def test_what_xml_cannot_hold_is_replaced_visibly_and_too_long_text_is_cut_visibly() -> None:
    assert clean("a\x00b\x0bc\ufffe\ud800d") == "a\ufffdb\ufffdc\ufffd\ufffdd"
    assert clean("a\r\nb\rc") == "a\nb\nc"
    long = clean("x" * 40_000)
    assert len(long) == LONGEST_CELL
    assert long.endswith("…")
    made = plan_workbook(sample().model_copy(update={"notes": ("\x01y" * 20_000,)}), BRIEF, default_assumptions())
    assert any("\ufffdy" in text and text.endswith("…") for text in summary(made))


def test_the_files_hold_no_person_no_path_and_are_the_same_each_time() -> None:
    first = plan_workbook(sample(), BRIEF, default_assumptions())
    assert first == plan_workbook(sample(), BRIEF, default_assumptions())
    with zipfile.ZipFile(io.BytesIO(first.data)) as parts:
        about = parts.read("docProps/core.xml").decode() + parts.read("docProps/app.xml").decode()
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert "<dc:creator></dc:creator>" in about
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in about
    assert "2000-01-01T00:00:00Z" in about
    assert b"/home/" not in everything
    assert b"/tmp/" not in everything


def test_the_sheets_are_ready_to_print_and_to_filter() -> None:
    sheets = opened(book(), False)
    assert sheets.sheetnames == ["Summary", "Media plan", "Tier mix", "Assumptions"]
    for sheet in sheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.print_area
        assert not sheet.merged_cells.ranges
    plan = sheets["Media plan"]
    assert plan.freeze_panes == "B5"
    assert plan.tables["MediaPlan"].autoFilter is not None
    (validation,) = plan.data_validations.dataValidation
    assert validation.formula1 == '"proposed,asked,signed,declined"'


def test_an_empty_plan_makes_an_empty_workbook() -> None:
    made = plan_workbook(plan_of([]), BRIEF, NONE)
    assert summary(made)["Cash"][0] == 0
    assert plan_csv(plan_of([]), BRIEF).data.decode("utf-8-sig").count("\n") == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_text_is_inert_and_comes_back(text: str) -> None:
    plan = plan_of([pick("x", Tier.MICRO, 1, 50_000, **dict.fromkeys(("handle", "name", "category"), text))])
    data = plan_csv(plan, BRIEF).data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data, newline=""))
    for title in ("handle", "name", "category"):
        cell = row[title]
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert unescaped(cell) == text


def test_csv_numbers_are_plain() -> None:
    found = list(csv.DictReader(io.StringIO(plan_csv(sample(), BRIEF).data.decode("utf-8-sig"), newline="")))
    assert [row["cost"] for row in found] == ["12345.67", "2001.00", "2333.31", "0.00"]
    assert found[0]["authenticity"] == ""
    assert found[1]["quantity"] == "2"
    assert found[1]["fee_each"] == "1000.50"


def test_json_reads_back_as_the_plan() -> None:
    made = outcome_json(sample(), "Spring launch")
    assert made.filename == "spring-launch-plan.json"
    assert Plan.model_validate_json(made.data) == sample()
    assert {"kind", "picks", "totals", "limits", "proof"} <= json.loads(made.data).keys()


@pytest.mark.parametrize(
    ("campaign", "name"),
    [
        ("Spring launch", "spring-launch-plan.xlsx"),
        ("../../etc/passwd", "etc-passwd-plan.xlsx"),
        ('a<b>:"c"|?*\\\x00\n', "a-b-c-plan.xlsx"),
        ("CON", "con-plan.xlsx"),
        ("...", "plan.xlsx"),
        ("Größe 日本", "grösse-日本-plan.xlsx"),
        ("x" * 120, "x" * 60 + "-plan.xlsx"),
    ],
)
def test_file_names_are_clean(campaign: str, name: str) -> None:
    assert file_name(campaign, "plan", "xlsx") == name


@pytest.mark.parametrize(
    ("currency", "locale", "wanted"),
    [
        ("USD", "en_US", '"$"#,##0.00'),
        ("EUR", "de_DE", '#,##0.00"\N{NO-BREAK SPACE}€"'),
        ("JPY", "ja_JP", '"￥"#,##0'),
        ("CHF", "en_US", '"CHF\N{NO-BREAK SPACE}"#,##0.00'),
    ],
)
def test_money_has_the_symbol_where_the_locale_puts_it(currency: str, locale: str, wanted: str) -> None:
    assert money_format(currency, locale, 2) == wanted


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"gap": 0.0}, "Proven best possible under these limits"),
        ({"gap": 0.00051}, "Proven within 0.06% of the best possible"),
        ({"gap": 0.032, "closed": False}, "Not proven best: the best possible may be up to 3.2% better"),
    ],
)
def test_best_possible_is_said_only_when_proven(changes: dict[str, object], starts: str) -> None:
    plan = sample().model_copy(update={"proof": sample().proof.model_copy(update=changes)})
    assert proof_sentence(plan, BRIEF).startswith(starts)
