"""Waves, confidence and the second goal: what a brief takes, and the sentence for what it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.brief.brief import Brief, GoalKind
from planner.commands.common import decoded
from planner.problems import BadInput
from tests import builders

ROOT = Path(__file__).parents[1]


def test_a_second_goal_is_kept() -> None:
    asked = builders.brief(second_goal={"goal": {"kind": "score", "score": "brand"}, "tolerance": 0.05})
    assert asked.second_goal is not None
    assert (asked.second_goal.goal.kind, asked.second_goal.tolerance) == (GoalKind.SCORE, 0.05)
    assert asked.changed("second_goal", None).second_goal is None
    people = builders.roster(builders.creator("anna", builders.package(brand=7.5, other=2)))
    assert builders.table(people, asked).second_score.tolist() == [7.5]
    both = asked.changed("goal", {"kind": "score", "score": "other"})
    table = builders.table(people, both)
    assert (table.score.tolist(), table.second_score.tolist()) == ([2.0], [7.5])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"second_goal": {"goal": {"kind": "unique_reach"}}}, "the same goal twice"),
        ({"second_goal": {"goal": {"kind": "score"}}}, "names a score column"),
        ({"second_goal": {"goal": {"kind": "engagements"}, "tolerance": 0.21}}, "at most 0.2"),
        ({"second_goal": {"goal": {"kind": "engagements"}, "tolerance": -0.01}}, "at least 0"),
        ({"confidence": 0.5}, "above 0.5"),
        ({"audience": [{"size": 1000, "kappa": 0.001}]}, "at least 0.1"),
        ({"confidence": 1}, "below 1"),
        ({"confidence": 0.80001}, "hundredth of a per cent"),
        ({"waves": [{"name": ""}]}, "waves.0.name"),
        ({"waves": [{"name": "a"}, {"name": "a"}]}, "a twice in waves"),
        ({"waves": [{"name": "a", "cash_cents": {"min": 2, "max": 1}}]}, "minimum of 2 above its maximum of 1"),
        ({"waves": [{"name": "a", "posts": {"min": 1.5}}]}, "a whole number"),
        ({"waves": [{"name": f"w{n}"} for n in range(13)]}, "waves"),
    ],
)
def test_what_makes_no_sense_is_said(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        builders.brief(**fields)


def test_a_wave_column_means_nothing_without_waves() -> None:
    people = builders.roster(builders.creator("anna", builders.package(wave=1e300)))
    assert builders.table(people).active.tolist() == [0]


@pytest.mark.parametrize("locale", ["zz_ZZ", "en_XX", "xx_US", "no_NO"])
def test_a_locale_that_nobody_writes_in_is_refused(locale: str) -> None:
    """It was accepted, and every sentence with a number then failed."""
    with pytest.raises(BadInput) as caught:
        builders.brief(locale=locale)
    (problem,) = caught.value.problems
    assert (problem.place, problem.value) == ("locale", locale)
    assert "de_DE" in problem.accepted
    assert builders.brief(locale="de_DE").locale == "de_DE"


CROWD = """
import sys, threading
from pathlib import Path
sys.setswitchinterval(1e-6)
from planner.brief.brief import Brief
text, together, wrong = Path("sample_data/brief.json").read_text(), threading.Barrier(8), []
def read():
    together.wait()
    try:
        assert Brief.read(Brief.read(text).model_dump_json()).budget_cents
    except BaseException as problem:
        wrong.append(problem)
crowd = [threading.Thread(target=read) for _ in range(8)]
[one.start() for one in crowd], [one.join() for one in crowd]
sys.exit(str(wrong) if wrong else 0)
"""


def test_the_first_briefs_of_a_process_can_be_read_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", CROWD], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_brief_with_a_key_twice_is_an_error_wherever_it_stands() -> None:
    for text in ('{"name": "a", "name": "b"}', '{"goal": {"kind": "a", "kind": "b"}}', '{"x": [{"a": 1, "a": 1}]}'):
        with pytest.raises(BadInput, match="appears twice"):
            decoded(text.encode(), "brief.json")


@pytest.mark.parametrize(
    ("typed", "place", "near"),
    [
        ({"bugdet_cents": 5}, "bugdet_cents", "budget_cents"),
        ({"quality": {"fit_min": 0.5}}, "quality.fit_min", "quality.min_fit"),
        ({"must_haves": []}, "must_haves", "must_have"),
    ],
)
def test_a_slip_in_a_key_is_named_with_the_nearest_one(typed: dict[str, object], place: str, near: str) -> None:
    with pytest.raises(BadInput) as bad:
        Brief.read({"budget_cents": 100, **typed})
    (problem,) = bad.value.problems
    assert problem.place == place
    assert problem.accepted.endswith(f"(docs/brief.schema.json), such as {near}")


def test_a_key_like_no_other_is_only_refused() -> None:
    with pytest.raises(BadInput, match=r"qqqq: .* \(docs/brief.schema.json\)\.$"):
        Brief.read({"budget_cents": 100, "qqqq": "zz"})
