"""The load generator reads answers as a person would, and sees what is wrong with one."""

from __future__ import annotations

from benchmarks.first_view import Figure, Goal
from benchmarks.load import Answer, Tally, row

HEAD = '<div class="plan-head"><h1>Spring</h1><p><b>48 creators</b>, proven the best possible, 0.2 s</p></div>'
TILES = (
    '<div class="tiles"><div class="tile"><div class="t">Unique reach</div><div class="n">970.3K</div></div>'
    '<div class="tile"><div class="t">Spend</div><div class="n">$108.2K</div></div></div>'
)


def test_an_answer_is_read_from_the_page() -> None:
    answer = Answer.read(HEAD, TILES)
    assert answer.spend == 108_200
    assert "48 creators" in answer.figures and "970.3K" in answer.figures


def test_a_plan_for_another_budget_is_an_error() -> None:
    tally = Tally()
    tally.take(110_000, 0.4, Answer.read(HEAD, TILES))
    assert not tally.errors
    tally.take(90_000, 0.4, Answer.read(HEAD, TILES))
    assert tally.errors == ["the plan for 90,000 spends 108200.0"]
    assert row(20, tally)[-1] == "MISSED"


def test_two_plans_for_one_budget_are_an_error() -> None:
    tally = Tally()
    tally.take(110_000, 0.4, Answer.read(HEAD, TILES))
    tally.take(110_000, 0.4, Answer.read(HEAD.replace("48", "47"), TILES))
    assert tally.errors == ["two plans for 110,000"]


def test_a_ratio_is_one_of_pairs_not_of_medians() -> None:
    figure = Figure("pyramid", Goal(2.0, ratio=True), empty=[1.0, 10.0, 2.0], plan=[3.0, 10.0, 6.0])
    assert figure.cells[3].startswith("3.00") and figure.cells[-1] == "MISSED"
