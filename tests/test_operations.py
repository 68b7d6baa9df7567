"""What can be asked, declared once for every way in."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from planner.brief.brief import Brief
from planner.cli import _parser
from planner.intake import Unanswered
from planner.operations.base import Case, Question
from planner.operations.catalog import OPERATIONS, Operation, operation
from planner.operations.sources import ResultsList, RosterList, read_roster_list
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.problems import BadInput

ROWS = [
    {"handle": "anna", "platform": "instagram", "followers": 20_000, "package": "1 reel", "reels": 1, "fee": 400},
    {"handle": "ben", "platform": "instagram", "followers": 30_000, "package": "1 reel", "reels": 1, "fee": 500.5},
    {"handle": "cleo", "platform": "instagram", "followers": 42_000, "package": "1 reel", "reels": 1, "fee": None},
]
CSV = """handle,platform,followers,package,reels,fee
anna,instagram,20000,1 reel,1,400
ben,instagram,30000,1 reel,1,500.5
cleo,instagram,42000,1 reel,1,
"""
BRIEF = Brief.read({"budget_cents": 200_000, "audience": [{"size": 1_000_000}]})


def case(plan: Plan | None = None) -> Case:
    roster = read_roster_list(RosterList.model_validate({"rows": ROWS}), BRIEF).roster
    return Case(BRIEF, roster, plan, Watch())


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_an_operation_is_declared_whole_and_is_a_command(one: Operation) -> None:
    module = one.module
    assert issubclass(module.QUESTION, Question)
    assert [name for name, field in module.QUESTION.model_fields.items() if not field.description] in ([], ["results"])
    assert all(TypeAdapter(answer).json_schema() for answer in module.ANSWERS)
    assert one.description.endswith(".") and f"    {one.name}" in _parser([]).format_help()


def test_rows_and_csv_are_the_same_roster() -> None:
    rows, text = (RosterList.model_validate(given) for given in ({"rows": ROWS}, {"csv": CSV}))
    first, second = (read_roster_list(one, BRIEF).roster for one in (rows, text))
    assert first is not None and second is not None
    assert first.fingerprint == second.fingerprint
    assert rows.digest != text.digest


def test_what_a_row_has_wrong_is_named_by_its_number() -> None:
    wrong = {"rows": [*ROWS[:1], {**ROWS[1], "followers": "many"}]}
    reading = read_roster_list(RosterList.model_validate(wrong), BRIEF)
    assert str(reading.set_aside[0]).startswith("row 2, column C (followers): 'many' is not a number")


def test_rows_may_be_as_a_vendor_returned_them() -> None:
    prices = [{"name": "1 reel", "price": 400}, {"name": "1 story", "price": 90}]
    row = {"profile": {"username": "anna", "followers": 20_000}, "platform": "instagram", "prices": prices}
    roster = read_roster_list(RosterList.model_validate({"rows": [row]}), BRIEF).roster
    assert roster is not None and list(roster.packages["fee_cents"]) == [40_000, 9_000]


def test_a_list_that_leaves_something_open_asks_and_takes_the_answer() -> None:
    rows = [{**row, "engagement_rate": rate} for row, rate in zip(ROWS, (0.9, 0.8, 0.7), strict=True)]
    with pytest.raises(Unanswered) as waiting:
        read_roster_list(RosterList.model_validate({"rows": rows}), BRIEF)
    assert [question.key for question in waiting.value.questions] == ["rate_unit.G"]
    answered = {"rows": rows, "answers": {"rate_unit.G": "percent"}}
    roster = read_roster_list(RosterList.model_validate(answered), BRIEF).roster
    assert roster is not None and roster.creators.engagement_rate[0] == pytest.approx(0.009)
    with pytest.raises(BadInput, match="is not one of the choices"):
        read_roster_list(RosterList.model_validate({**answered, "answers": {"rate_unit.G": "per mille"}}), BRIEF)
    with pytest.raises(BadInput, match="roster.answers: 'colour' isn't a question"):
        read_roster_list(RosterList.model_validate({**answered, "answers": {"colour": "red"}}), BRIEF)


@pytest.mark.parametrize(
    "given",
    [{}, {"rows": ROWS, "csv": CSV}, {"rows": ["anna"]}, {"rows": [{"": 1}]}, {"path": "/etc/passwd"}],
    ids=["neither", "both", "a row that is none", "a column without a name", "a path"],
)
def test_a_list_that_is_none_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RosterList.model_validate(given)


def test_a_debrief_needs_the_plan_and_teaches_from_it() -> None:
    plan = operation("plan").module.run(case(), operation("plan").module.QUESTION()).value
    assert isinstance(plan, Plan)
    module = operation("debrief").module
    results = ResultsList.model_validate({"rows": [{"handle": "anna", "reach": 9_000, "posts": 1}]})
    with pytest.raises(BadInput, match="plan: is missing"):
        module.run(case(), module.QUESTION(results=results))  # type: ignore[call-arg]
    reply = module.run(case(plan), module.QUESTION(results=results, over=True))  # type: ignore[call-arg]
    assert reply.value.rows_used == 1
    assert b'"rows_used":1' in reply.json()
    with pytest.raises(BadInput, match="end: is missing"):
        module.run(case(plan), module.QUESTION(results=results, start="2027-03-01"))  # type: ignore[call-arg]


def test_variants_of_a_brief_stand_beside_it() -> None:
    module = operation("compare").module
    given = {"name": "Half", "changes": {"budget_cents": 100_000, "quality.min_followers": 25_000}}
    reply = module.run(case(), module.QUESTION.model_validate({"variants": [given]}))
    first, half = reply.value.columns
    assert (first.cost_cents, half.name) == (reply.value.columns[0].cost_cents, "Half")
    assert half.cost_cents < first.cost_cents and "anna" in half.goes_out
    assert {one.path for one in reply.value.differences} >= {"budget_cents", "quality.min_followers"}
    for changes, said in (
        ({"bugdet": 1}, "variants.0.changes: 'bugdet' is no field of a brief"),
        ({"budget_cents": -1}, "variants.0.changes, budget_cents"),
    ):
        asked = module.QUESTION.model_validate({"variants": [{"name": "x", "changes": changes}]})
        with pytest.raises(BadInput, match=said):
            module.run(case(), asked)


def test_budgets_stand_side_by_side_the_lowest_first() -> None:
    module = operation("budgets").module
    reply = module.run(case(), module.QUESTION())
    assert len(reply.value.columns) == 3
    own = module.run(case(), module.QUESTION.model_validate({"budgets": [200_000, 50_000]}))
    assert [column.cost_cents <= cents for column, cents in zip(own.value.columns, (50_000, 200_000), strict=True)] == [
        True,
        True,
    ]
