"""Fees in several currencies in one list: rates that the brief states, else a question."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from pages.parts.form import controls
from planner.brief.brief import Brief
from planner.brief.exchange import Exchange, converted
from planner.crosscheck import cross_check
from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.intake import Mapping, ReadSettings, Unanswered, Upload, read_roster, read_rosters
from planner.intake.roster.merge import merge_rosters
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from planner.store.roster_json import roster_data, roster_of
from sample_data import currencies
from tests import builders, office

COLUMN = b"""handle,platform,followers,fee,currency
anna,instagram,20000,500.50,EUR
ben,instagram,30000,400,USD
cleo,instagram,25000,300,USD
dov,instagram,90000,"1,000.00",GBP
"""
SIGNS = """handle,platform,followers,fee
anna,instagram,20000,500.50 \u20ac
ben,instagram,30000,$400
cleo,instagram,25000,$300
dov,instagram,90000,"\u00a31,000.00"
""".encode()
ECB = {"EUR": {"rate": 1.0843, "on": "2026-11-27", "source": "ECB"}, "GBP": {"rate": 1.2501}}
FEES = {"anna": 54_269, "ben": 40_000, "cleo": 30_000, "dov": 125_010}
"""500.50 at 1.0843 are 542.69215, and 1,000 at 1.2501 are 1,250.10."""


def _brief(**fields: object) -> Brief:
    return builders.brief(exchange=ECB, **fields)


def _settings(brief: Brief) -> ReadSettings:
    return ReadSettings(exchange=tuple(brief.exchange.items()))


@pytest.mark.parametrize("data", [COLUMN, SIGNS])
def test_a_currency_without_a_rate_is_asked_for_and_none_is_invented(data: bytes) -> None:
    with pytest.raises(Unanswered) as waiting:
        read_roster("list.csv", data)
    assert {question.key for question in waiting.value.questions} == {"rate.EUR", "rate.GBP"}
    assert all(question.default is None and question.suggested is None for question in waiting.value.questions)


@pytest.mark.parametrize("data", [COLUMN, SIGNS])
def test_amounts_are_converted_at_the_rates_of_the_brief_and_told(data: bytes) -> None:
    reading = read_roster("list.csv", data, _settings(_brief()))
    assert reading.roster is not None
    fees = dict(zip(reading.roster.creators["handle"], reading.roster.packages["fee_cents"], strict=True))
    assert fees == FEES
    told = "Amounts in EUR are converted once, to the cent: 1 EUR = 1.0843 USD, 2026-11-27, ECB."
    assert told in reading.notes
    assert "Amounts in GBP are converted once, to the cent: 1 GBP = 1.2501 USD, no source stated." in reading.notes
    offers = reading.roster.packages
    assert offers["fee_currency"].tolist() == ["EUR", "", "", "GBP"]
    assert offers["fee_original_cents"].tolist() == [50_050, 0, 0, 100_000]


def test_an_answer_is_a_rate_of_the_brief_from_then_on() -> None:
    said = Mapping(answers={"rate.EUR": "1.1", "rate.GBP": "1.25"})
    reading = read_rosters([Upload("list.csv", COLUMN, said)])
    brief = builders.brief().knowing({}, reading.exchange)
    assert brief.exchange["EUR"] == Exchange(rate=1.1, source="entered when the list was read")
    assert reading.roster is not None
    assert not cross_check(reading.roster, brief)


def test_a_plan_needs_a_rate_for_each_currency_and_follows_the_one_stated() -> None:
    roster = read_roster("list.csv", COLUMN, _settings(_brief())).roster
    assert roster is not None
    with pytest.raises(BadInput) as wrong:
        plan(roster, builders.brief(exchange={"GBP": {"rate": 1.25}}))
    assert "exchange.EUR" in str(wrong.value)
    assert "the currency of 1 fee, and the brief states no rate for it" in str(wrong.value)
    other = plan(roster, builders.brief(exchange=ECB | {"EUR": {"rate": 2.0}}))
    assert isinstance(other, Plan)
    assert {pick.handle: pick.cost_cents for pick in other.picks} == FEES | {"anna": 100_100}


def test_cents_are_rounded_once_halves_up() -> None:
    assert [converted(cents, 1.005) for cents in (100, 300, 500, 1_000)] == [101, 302, 503, 1_005]
    assert converted(50_050, 1.0843) == 54_269
    assert converted(1, 1e-5) == 0


def test_a_currency_that_is_none_is_asked_about_and_the_sign_of_an_amount_wins() -> None:
    data = COLUMN.replace(b"ben,instagram,30000,400,USD", b"ben,instagram,30000,400,dunno")
    data = data.replace(b"cleo,instagram,25000,300,USD", "cleo,instagram,25000,300 \u20ac,GBP".encode())
    with pytest.raises(Unanswered, match="'400 DUNNO'"):
        read_roster("list.csv", data, _settings(_brief()))
    data = data.replace(b"400,dunno", b"400,ZWD")
    with pytest.raises(Unanswered) as waiting:
        read_roster("list.csv", data, _settings(_brief()))
    assert [question.key for question in waiting.value.questions] == ["rate.ZWD"]
    data = data.replace(b"400,ZWD", b"400,USD")
    reading = read_roster("list.csv", data, _settings(_brief()))
    assert reading.roster is not None
    fees = dict(zip(reading.roster.creators["handle"], reading.roster.packages["fee_cents"], strict=True))
    assert fees["cleo"] == converted(30_000, 1.0843)
    assert fees["ben"] == 40_000


def test_originals_survive_a_file_and_a_merge() -> None:
    roster = read_roster("list.csv", COLUMN, _settings(_brief())).roster
    assert roster is not None
    assert roster_of(roster_data(roster)).fingerprint == roster.fingerprint
    merged = merge_rosters(roster, builders.roster(builders.creator("eve"))).roster
    assert sorted(merged.packages["fee_currency"]) == ["", "", "", "EUR", "GBP"]


def test_its_own_currency_has_no_rate() -> None:
    with pytest.raises(BadInput, match="its own currency"):
        builders.brief(exchange={"USD": {"rate": 1.0}})


def test_a_line_of_the_form_sets_rate_day_and_source() -> None:
    roster = read_roster("list.csv", COLUMN, _settings(_brief())).roster
    assert roster is not None
    brief = _brief()
    listed = controls.controls_of(brief, roster)
    shown = {one.name: one.shows(brief) for one in listed if one.name.startswith("exchange.")}
    assert shown == {"exchange.EUR": "1.0843; 2026-11-27; ECB", "exchange.GBP": "1.2501"}
    changed = controls.read(brief, listed, {"exchange.GBP": "1,3; Bank of England; 2026-11-26"})
    assert changed.exchange["GBP"] == Exchange(rate=1.3, on=date(2026, 11, 26), source="Bank of England")
    assert "GBP" not in controls.read(brief, listed, {"exchange.GBP": ""}).exchange
    with pytest.raises(BadInput):
        controls.read(brief, listed, {"exchange.GBP": "a lot"})


@pytest.mark.skipif(office.PROGRAM is None, reason="LibreOffice is not installed")
def test_the_workbook_shows_amount_currency_rate_and_cents_and_a_spreadsheet_converts_the_same(tmp_path: Path) -> None:
    roster = read_roster("list.csv", COLUMN, _settings(_brief())).roster
    made = plan(roster, _brief())
    assert isinstance(made, Plan)
    data = plan_workbook(Dossier(made, _brief(), roster))
    for book in (load_workbook(io.BytesIO(data), data_only=True), office.recalculated(data, tmp_path)):
        sheet = book["Costs"]
        heads = {cell.value: cell.column - 1 for cell in sheet[4]}
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
        anna, ben = rows["anna"], rows["ben"]
        shown = [anna[heads[title]].value for title in ("Quoted in", "As quoted", "Rate", "Converted", "Fees")]
        assert shown == ["EUR", 500.5, 1.0843, pytest.approx(542.69), pytest.approx(542.69)]
        assert not ben[heads["Quoted in"]].value and not ben[heads["Converted"]].value
        assert rows["EUR"][1].value == "1 EUR = 1.0843 USD, 2026-11-27, ECB; converted once, halves up"


def test_the_sample_of_every_cost_is_made_by_its_script_and_uses_each_of_them() -> None:
    folder = Path(__file__).parents[1] / "sample_data"
    brief = Brief.read((folder / "brief_costs.json").read_text(encoding="utf-8"))
    data = (folder / "roster_currencies.csv").read_bytes()
    assert [list(row.values()) for row in currencies.rows()] == list(csv.reader(io.StringIO(data.decode())))[1:]
    roster = read_roster("list.csv", data, _settings(brief)).roster
    assert roster is not None and "" in set(roster.creators["attribute language"])
    made = plan(roster, brief)
    assert isinstance(made, Plan)
    assert {line.kind for line in made.totals.costs} >= {
        "fee",
        "shipping",
        "stock",
        "hours",
        "agency",
        "tax",
        "reserve",
    }
    assert {row.rule for row in made.limits} >= {"budget", "attributes", "pyramid", "resources"}
    assert made.totals.charged == made.totals.value_cents <= brief.budget_cents


def test_the_sheet_of_assumptions_has_each_rate_with_its_day_and_source() -> None:
    roster = read_roster("list.csv", COLUMN, _settings(_brief())).roster
    made = plan(roster, _brief())
    assert isinstance(made, Plan)
    sheet = load_workbook(io.BytesIO(plan_workbook(Dossier(made, _brief(), roster))))["Assumptions"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
    at = rows.index(["Exchange rate", "In USD", "Day", "Source"])
    assert rows[at + 1][:2] == ["1 EUR", 1.0843] and rows[at + 1][2].date() == date(2026, 11, 27)  # type: ignore[union-attr]
    assert rows[at + 1][3] == "ECB" and rows[at + 2] == ["1 GBP", 1.2501, "not stated", "not stated"]


def test_the_assumptions_page_shows_each_rate() -> None:
    at = AppTest.from_function(_rates, default_timeout=30).run()
    assert not at.exception
    assert "2 exchange rates of this campaign." in at.caption[0].value


def _rates() -> None:
    from pages.parts.assumptions import rates
    from tests import builders, test_currencies

    rates.draw(builders.brief(exchange=test_currencies.ECB))
