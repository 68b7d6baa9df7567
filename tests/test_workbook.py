"""The workbook, reopened by another library: formulas and the values they carry, sheet by sheet."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from planner.brief.brief import Brief
from planner.campaign.verdict import verdict_of
from planner.domain.roster import Format, Roster, Tier
from planner.exports.calendar_sheet import QUESTIONS
from planner.exports.dossier import Dossier, Version
from planner.exports.left_out import BARRED, left_out
from planner.exports.lines import INSTALMENT, lines_of
from planner.exports.number_formats import day_format, money_format, number_formats, price_format
from planner.exports.overlap_sheet import pair_overlap
from planner.exports.reach_model import reach_model
from planner.exports.workbook import plan_workbook
from planner.intake.results import read_results
from planner.outcome import Plan
from planner.units import MONEY
from tests.export_cases import BRIEF, dossier, pick, plan_of, real, sample

DAY = date(2027, 3, 1)


def opened(made: bytes, values: bool) -> Workbook:
    return load_workbook(io.BytesIO(made), data_only=values)


@cache
def book() -> bytes:
    return plan_workbook(dossier(made_on=DAY))


@cache
def real_book() -> bytes:
    smaller = Version("Second thoughts", real().brief, real().plan)
    return plan_workbook(replace(real(), versions=(smaller,)))


def table(made: bytes, sheet: str = "Media plan", top: int = 4, values: bool = True) -> list[dict[str, object]]:
    found = opened(made, values)[sheet]
    heads = [cell.value for cell in found[top] if cell.value]
    return [
        dict(zip(heads, (cell.value for cell in row), strict=False))
        for row in found.iter_rows(min_row=top + 1)
        if row[0].value
    ]


def summary(made: bytes, values: bool = True) -> dict[str, list[object]]:
    sheet = opened(made, values)["Summary"]
    return {str(row[0]): list(row[1:]) for row in sheet.iter_rows(values_only=True) if row[0]}


def test_every_line_has_our_values() -> None:
    *body, total = table(book())
    assert [row["Handle"] for row in body] == [p.handle for p in sample().picks]
    for row, one in zip(body, sample().picks, strict=True):
        assert round(float(str(row["Net cost"])) * 100) == one.cost_cents
        assert round(float(str(row["Full value"])) * 100) == one.value_cents
        assert row["Quantity"] == one.count
        assert row["Impressions"] == pytest.approx(one.impressions)
        assert (row["Deliverable"], row["Posts each"], row["Status"]) == ("Reel", 1, "proposed")
    assert body[0]["Notes"] == "Must-have"
    assert body[3]["CPM"] is None
    assert body[3]["Authenticity"] is None
    assert total["Handle"] == "Total"
    assert round(float(str(total["Net cost"])) * 100) == sample().totals.cost_cents
    assert not total["Reach"]
    assert not total["Incremental unique reach"]


def test_costs_shares_and_totals_are_formulas() -> None:
    *body, total = table(book(), values=False)
    for title in ("Net cost", "Gross cost", "Share of spend", "Full value", "Reach", "Impressions", "CPM", "CPE"):
        assert all(str(row[title]).startswith("=") for row in body), title
    for title in ("Quantity", "Net cost", "Gross cost", "Share of spend", "CPM", "CPE"):
        assert str(total[title]).startswith("="), title


def test_a_line_per_deliverable_and_wave_adds_up_to_the_pick() -> None:
    brief = BRIEF.model_copy(update={"waves": Brief.read({"budget_cents": 1, "waves": _waves(3)}).waves})
    posts = {Format.REEL: 2, Format.STORY: 3}
    one = pick("a", Tier.MICRO, 2, 1_000_01, deliverables=posts, waves=(1, 3))
    lone = pick("b", Tier.MICRO, 1, 500_00, deliverables={Format.REEL: 1}, waves=(1, 2))
    lines = lines_of(plan_of([one, lone], brief), brief)
    mine = [line for line in lines if line.pick == one]
    assert [(line.wave, line.what, line.posts) for line in mine] == [
        ("Wave 1", "Reel", 1),
        ("Wave 1", "Story", 2),
        ("Wave 3", "Reel", 1),
        ("Wave 3", "Story", 1),
    ]
    assert [line.fee_cents for line in mine] == [50_001, None, 50_000, None]
    assert [line.lead for line in mine] == [True, False, False, False]
    assert sum(line.part for line in mine) == pytest.approx(1)
    assert [(line.wave, line.what, line.fee_cents) for line in lines if line.pick == lone] == [
        ("Wave 1", "Reel", 250_00),
        ("Wave 2", INSTALMENT, 250_00),
    ]
    made = plan_workbook(dossier(plan_of([one, lone], brief), brief))
    total = table(made)[-1]
    assert round(float(str(total["Net cost"])) * 100) == one.cost_cents + lone.cost_cents
    assert total["Quantity"] == 3, "further lines do not count a creator again"
    assert summary(made)["Posts"][0] == 11


def _waves(count: int) -> list[dict[str, str]]:
    return [{"name": f"Wave {at}"} for at in range(1, count + 1)]


def test_no_formula_is_without_its_value_and_none_shows_an_error() -> None:
    formulas, values = opened(real_book(), False), opened(real_book(), True)
    seen = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    seen += 1
                    assert not str(values[sheet.title][cell.coordinate].value).startswith("#"), cell.coordinate
    assert seen > 1_000


def test_the_summary_tells_results_and_limits_and_which_of_them_follow() -> None:
    shown, written = summary(book()), summary(book(), values=False)
    totals = sample().totals
    assert shown["Net cost, cash"][0] == totals.cost_cents / 100
    assert shown["Left of the budget"][0] == pytest.approx((6_000_000 - totals.cost_cents) / 100)
    reach = shown["Unique reach, every person once"]
    assert reach[:3] == [pytest.approx(totals.target_reach * part) for part in (0.8, 0.3, 0.95)]
    assert reach[4] == "forecast"
    assert shown["Gross reach inside the audience"][0] == pytest.approx(totals.target_reach)
    assert shown["CPM, net per 1,000 impressions"][0] == pytest.approx((totals.cpm_cents or 0) / 100)
    assert shown["Most unique reach"][3] == "yes"
    for limit in sample().limits:
        assert shown[limit.name][3] == ("pass" if limit.met else "fail")
        scale = 100 if limit.unit == MONEY else 1
        assert float(str(shown[limit.name][1])) * scale == pytest.approx(limit.used)
        assert float(str(shown[limit.name][0])) * scale == pytest.approx(limit.bound)
    live = {limit.name for limit in sample().limits if limit.rule not in ("reach_floor", "resources")}
    assert {name for name in live if shown[name][4] == "live"} == live
    assert all(str(written[name][1]).startswith("=") for name in live)
    assert shown["Reach at least 1,000 people"][4] == "forecast"
    assert shown["Use at most 120 product units"][4] == "as planned"
    assert "Influencer plan, March 1, 2027" in shown
    assert shown["Plan reference"][0] == dossier().reference
    assert shown["Proposed"][:2] == [11, totals.cost_cents / 100]


def test_a_real_plan_has_its_reach_and_stocks_as_formulas() -> None:
    shown, written = summary(real_book()), summary(real_book(), values=False)
    totals = real().plan.totals
    assert shown["Unique reach, every person once"][0] == pytest.approx(totals.unique_reach)
    assert written["Unique reach, every person once"][0] == "=Unique_reach_1+Unique_reach_2"
    assert "MediaPlan[Weight in audience 1]" in str(written["Active adults, 20-44"][1])
    assert shown["Use at most 60 review hours"][4] == "live"
    assert shown["@tamsin.hollinglow (Instagram) is in the plan"][4] == "live"
    assert "removes" in str(shown["Fit of at least 0.45"][1])


def test_a_limit_that_does_not_agree_with_the_picks_is_not_written_as_a_formula() -> None:
    wrong = sample().limits[0].model_copy(update={"used": 1.0})
    made = plan_workbook(dossier(sample().model_copy(update={"limits": (wrong,)})))
    assert summary(made, values=False)[wrong.name][1] == 0.01
    assert summary(made)[wrong.name][4] == "as planned"


def test_the_gross_cost_is_the_net_with_the_agency_fee_line_by_line() -> None:
    brief = BRIEF.model_copy(update={"agency_fee": 0.15})
    made = plan_workbook(dossier(brief=brief))
    *body, total = table(made)
    wanted = [round(p.cost_cents * 1.15 + 1e-6) for p in sample().picks]
    assert [round(float(str(row["Gross cost"])) * 100) for row in body] == wanted
    assert round(float(str(total["Gross cost"])) * 100) == sum(wanted)
    assert round(float(str(summary(made)["Gross cost, net and agency fee"][0])) * 100) == sum(wanted)


def test_fixed_costs_belong_to_no_line_but_to_the_net_cost() -> None:
    picks, totals = sample().picks, sample().totals
    once = {"fixed_cents": 50_000, "cost_cents": totals.cost_cents + 50_000, "value_cents": totals.value_cents + 50_000}
    limits = tuple(
        limit.model_copy(update={"used": totals.cost_cents + 50_000}) if limit.rule == "budget" else limit
        for limit in sample().limits
    )
    plan = sample().model_copy(update={"totals": totals.model_copy(update=once), "limits": limits})
    made = plan_workbook(dossier(plan))
    shown, written = summary(made), summary(made, values=False)
    assert shown["Fixed costs, due once"][0] == 500
    assert shown["Net cost, cash"][0] == (totals.cost_cents + 50_000) / 100
    assert written["Net cost, cash"][0] == "=SUM(MediaPlan[Net cost])+Fixed_costs"
    assert shown["Spend at most $60,000 in cash"][4] == "live"
    assert round(float(str(table(made)[-1]["Net cost"])) * 100) == sum(p.cost_cents for p in picks)


def test_the_tier_mix_runs_from_the_apex_down_and_adds_up() -> None:
    sheet = opened(book(), True)["Tier mix"]
    found = [[cell.value for cell in row] for row in sheet["A5:D8"]]
    cents = {t: sum(p.cost_cents for p in sample().picks if p.tier is t) for t in Tier}
    assert [row[0] for row in found] == ["Macro", "Mid-tier", "Micro", "Total"]
    assert [row[1] for row in found] == [1, 2, 8, 11]
    assert [row[3] for row in found] == [c / 100 for c in (cents[Tier.MACRO], cents[Tier.MID], cents[Tier.MICRO])] + [
        sample().totals.cost_cents / 100
    ]
    with zipfile.ZipFile(io.BytesIO(book())) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 3
    assert 'val="percentStacked"' in chart
    assert 'orientation val="maxMin"' in chart


def test_the_calendar_has_a_row_per_creator_and_wave_and_its_cash_is_the_plans() -> None:
    rows = table(real_book(), "Calendar")
    assert rows[0]["Handle"] == real().plan.picks[0].handle
    sheet = opened(real_book(), True)["Calendar"]
    (total,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Total"]
    assert total[1] == real().plan.totals.cost_cents / 100
    assert total[3] == real().plan.totals.posts
    questions = table(real_book(), "Consultation")
    assert len(questions) == len(real().plan.picks)


def test_pairs_overlap_as_the_model_says_and_never_more_than_the_smaller_audience() -> None:
    model = reach_model(real())
    assert model is not None
    both = pair_overlap(model, model.weights)
    alone = np.diag(both)
    assert np.allclose(both, both.T)
    assert np.all(both <= np.minimum(alone[:, None], alone[None, :]) + 1e-6)
    assert np.allclose(alone, [p.target_reach / p.count for p in real().plan.picks], rtol=1e-6)


def test_everybody_who_is_not_chosen_is_listed_with_a_reason() -> None:
    rows, more = left_out(real())
    inside = {p.creator for p in real().plan.picks}
    assert more == 0
    roster = real().roster
    assert roster is not None
    assert {row.creator for row in rows} == set(roster.creators["id"]) - inside
    assert all(row.reason for row in rows)
    excluded = next(row for row in rows if row.creator == real().brief.excluded[0])
    assert (excluded.group, excluded.reason.partition(";")[0]) == (BARRED, "Excluded by the brief")
    poor = roster.creators[(roster.creators["fit"] < 0.45)]["id"]
    assert {row.creator for row in rows if "Fit" in row.reason} == set(poor)
    assert [row.creator for row in rows[: len(real().plan.bench)]] == [e.creator for e in real().plan.bench]


def test_scenarios_stand_beside_the_plan_with_live_differences() -> None:
    other = Version("Cheaper", BRIEF, plan_of([pick("mo", Tier.MID, 2, 50_025)]))
    made = plan_workbook(dossier(versions=(other,)))
    (cost,) = [row for row in table(made, "Scenarios") if row["Figure"] == "Net cost"]
    assert cost["Cheaper"] == 1_000.5
    assert cost["Change"] == pytest.approx(1_000.5 / (sample().totals.cost_cents / 100) - 1)
    written = table(made, "Scenarios", values=False)
    assert all("$B" in str(row["Change"]) for row in written if row["Figure"] == "Net cost")


def test_assumptions_are_all_there_and_edits_are_marked() -> None:
    brief = BRIEF.model_copy(update={"assumptions": {"nbd_kappa_mixed_niche.all.all": 0.7}})
    one = dossier(brief=brief)
    found = table(plan_workbook(one), "Assumptions")
    assert [row["Key"] for row in found] == [row.key for row in one.assumptions]
    marked = [row for row in found if row["Edited"]]
    assert [(row["Key"], row["Value"]) for row in marked] == [("nbd_kappa_mixed_niche.all.all", 0.7)]


def test_the_sheet_for_results_repeats_the_plan_and_waits_to_be_filled() -> None:
    *rows, total = table(book(), "Plan vs actual")
    assert [row["Planned cost"] for row in rows] == [p.cost_cents / 100 for p in sample().picks]
    assert total["Planned cost"] == sample().totals.cost_cents / 100
    for title in ("Date", "Link", "Posts", "Impressions", "Cost", "Revenue"):
        assert all(row[title] is None for row in rows), title


def test_the_filled_sheet_is_read_as_results() -> None:
    filled = load_workbook(io.BytesIO(real_book()))
    sheet = filled["Plan vs actual"]
    at = {cell.value: cell.column for cell in sheet[4] if cell.value}
    for title, value in (("Date", date(2027, 3, 5)), ("Posts", 1), ("Reach", 5_000), ("Likes", 12), ("Cost", 100.5)):
        sheet.cell(6, at[title]).value = value
    out = io.BytesIO()
    filled.save(out)
    found = read_results("filled.xlsx", out.getvalue())
    (result,) = found.results
    line = real().lines[1]
    assert (result.handle, result.platform, result.format) == (line.pick.handle, line.pick.platform, line.form)
    assert (result.date, result.posts, result.reach, result.likes) == (date(2027, 3, 5), 1, 5_000, 12)
    assert result.cost_cents == 10_050
    assert not found.set_aside


def test_the_sheets_are_ready_to_print_and_to_filter() -> None:
    sheets = opened(real_book(), False)
    assert sheets.sheetnames == [
        "Summary",
        "Media plan",
        "Costs",
        "Tier mix",
        "Calendar",
        "Overlap",
        "Overlap in pairs",
        "Scenarios",
        "Not chosen",
        "Assumptions",
        "Plan vs actual",
        "Consultation",
    ]
    for sheet in sheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.print_area
        assert not sheet.merged_cells.ranges
        assert sheet.title == "Summary" or sheet.title == "Tier mix" or sheet.freeze_panes
    plan = sheets["Media plan"]
    assert plan.freeze_panes == "B5"
    assert plan.tables["MediaPlan"].autoFilter is not None
    assert '"proposed,asked,signed,declined"' in [v.formula1 for v in plan.data_validations.dataValidation]
    assert {"Budget", "Net", "Gross", "Agency_fee", "Unique_reach", "Unique_reach_1"} <= set(sheets.defined_names)


def test_the_verdict_stands_first_and_no_sentence_is_cut_at_the_edge_of_the_page() -> None:
    sheet = opened(real_book(), False)["Summary"]
    width = 52 + 4 * 17 + 15
    words = [str(row[0].value or "") for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row)]
    verdict = verdict_of(real().plan, real().brief, real().roster)
    assert " ".join(words[4:12]).startswith(verdict.sentence)
    assert verdict.text.split(". ")[0] in " ".join(words[4:12])
    assert max(map(len, words)) <= width


def test_an_empty_plan_makes_an_empty_workbook() -> None:
    assert summary(plan_workbook(dossier(plan_of([]))))["Net cost, cash"][0] == 0


@pytest.mark.parametrize(
    ("currency", "locale", "wanted"),
    [
        ("USD", "en_US", '"$"#,##0.00'),
        ("EUR", "de_DE", '#,##0.00"\N{NO-BREAK SPACE}€"'),
        ("JPY", "ja_JP", '"￥"#,##0'),
        ("CHF", "en_US", '"CHF\N{NO-BREAK SPACE}"#,##0.00'),
        ("TRY", "bn_BD", '#,##0.00"\N{NO-BREAK SPACE}TRY"'),
        ("AED", "ar_AE", '"\u200f"#,##0.00"\N{NO-BREAK SPACE}د.إ.\u200f"'),
    ],
)
def test_money_has_the_symbol_where_the_locale_puts_it(currency: str, locale: str, wanted: str) -> None:
    assert money_format(currency, locale, 2) == wanted


def test_formats_name_the_language_and_days_are_in_its_order() -> None:
    assert day_format("de_DE") == "dd.mm.yyyy"
    assert day_format("en_US") == "mmm d, yyyy"
    assert day_format("pt_BR") == 'd "de" mmm "de" yyyy'
    german = number_formats("EUR", "de_DE", False)
    assert german["percent"] == "[$-407]0.0\N{NO-BREAK SPACE}%"
    assert german["day"] == "[$-407]dd.mm.yyyy"
    assert number_formats("USD", "en_US", True)["money"] == '"$"#,##0'


def test_a_price_below_ten_cents_has_a_decimal_more() -> None:
    assert price_format("USD", "en_US") == '[=0]"$"#,##0.00;[<0.1]"$"#,##0.000;"$"#,##0.00'
    assert price_format("EUR", "de_DE").split(";")[1] == '[<0.1][$-407]#,##0.000"\N{NO-BREAK SPACE}€"'
    assert price_format("JPY", "en_US").split(";")[1] == '[<10]"¥"#,##0.0'


def test_a_plan_of_another_roster_still_makes_a_workbook() -> None:
    stray = Dossier(sample(), BRIEF, real().roster, DAY)
    assert isinstance(stray.plan, Plan)
    assert summary(plan_workbook(stray))["Unique reach, every person once"][4] == "forecast"


def test_what_the_list_says_beside_figures_reaches_the_workbook_and_the_questions() -> None:
    """Without contacts the columns are not there, which every other test of this file shows."""
    case = real()
    assert case.roster is not None
    people = case.roster.creators.assign(email="", notes="")
    first = case.plan.picks[0]
    people.loc[people["id"] == first.creator, ["email", "notes"]] = ["anna@example.com", "=calls back on Monday"]
    roster = Roster.from_frames(people, case.roster.packages, case.roster.source)
    book = load_workbook(io.BytesIO(plan_workbook(Dossier(case.plan, case.brief, roster))))
    sheet = book["Media plan"]
    heads = {cell.value: cell.column for cell in sheet[4] if cell.value}
    handles = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, heads["Handle"]).value == first.handle]
    assert sheet.cell(handles[0], heads["E-mail"]).value == "anna@example.com"
    assert sheet.cell(handles[0], heads["List notes"]).value == "=calls back on Monday"
    assert sheet.cell(handles[0], heads["List notes"]).data_type == "s", "no text becomes a formula"
    asked = load_workbook(io.BytesIO(plan_workbook(Dossier(case.plan, case.brief, roster, DAY))))[QUESTIONS]
    top = next(row for row in range(1, 12) if asked.cell(row, 1).value == "Handle")
    contact = next(cell.column for cell in asked[top] if cell.value == "Contact")
    by_handle = {asked.cell(row, 1).value: asked.cell(row, contact) for row in range(top + 1, asked.max_row + 1)}
    own = by_handle[first.handle]
    assert (own.value, own.data_type) == ("anna@example.com\n=calls back on Monday", "s")
