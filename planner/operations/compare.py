"""The brief beside variants of it, each planned on the same roster."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import Field, JsonValue

from planner import planning
from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.explore.compared import Column, SideBySide, side_by_side
from planner.exports.text import ends, one_line
from planner.operations.base import Case, Question, Reply
from planner.outcome import Outcome
from planner.problems import BadInput, Problem
from planner.wording import count, counted, few, gap_words

MOST, _NAMED = 10, 8


class Variant(Frozen):
    """The brief with some of its fields changed."""

    name: str = Field(min_length=1, max_length=120)
    changes: dict[str, JsonValue] = Field(
        min_length=1,
        max_length=50,
        description="Paths of the brief, such as budget_cents or quality.min_fit, each with its new value; null clears",
    )


class CompareQuestion(Question):
    """What the brief is compared with."""

    variants: tuple[Variant, ...] = Field(min_length=1, max_length=MOST, description="Each is planned")


def run(case: Case, asked: CompareQuestion) -> Reply:
    """Figures, creators in and out, and rules that differ; a refusal is an answer too. Raises BadInput."""
    briefs = [(one.name, _varied(case.brief, one, f"variants.{at}")) for at, one in enumerate(asked.variants)]
    first: Outcome = case.plan or planning.plan(case.roster, case.brief, case.watch.among(len(briefs) + 1))
    campaigns = [(case.brief.name, case.brief, first)]
    for at, (name, brief) in enumerate(briefs):
        campaigns.append((name, brief, planning.plan(case.roster, brief, case.watch.among(len(briefs) - at))))
    made = side_by_side(campaigns)
    return Reply(made, lines(made, case.brief))


def _varied(brief: Brief, variant: Variant, place: str) -> Brief:
    for path, value in variant.changes.items():
        changed: Any = value
        try:
            brief = brief.changed(path, changed)
        except KeyError:
            raise BadInput(
                [Problem(f"{place}.changes", path, "is no field of a brief", "a path such as budget_cents")]
            ) from None
        except BadInput as bad:
            raise BadInput(
                Problem(f"{place}.changes, {one.place}", one.value, one.wrong, one.accepted) for one in bad.problems
            ) from None
    return brief


def lines(made: SideBySide, brief: Brief) -> Iterator[str]:
    """Campaigns side by side, for a terminal. brief: says how amounts are written."""
    width = max(12, *(min(len(column.name), 24) for column in made.columns))
    yield " " * 18 + "".join(f"{ends(column.name, 24):>{width + 2}}" for column in made.columns)
    for title, shown in _rows(brief):
        yield f"{title:<18}" + "".join(f"{shown(column):>{width + 2}}" for column in made.columns)
    for column in made.columns:
        if column.sentence:
            yield f"{one_line(column.name)}: {one_line(column.sentence)}"
        if column.comes_in or column.goes_out:
            came, left = (few(handles, _NAMED) or "nobody" for handles in (column.comes_in, column.goes_out))
            yield f"{one_line(column.name)}: in {came}; out {left}"
    yield f"In every plan: {counted(len(made.everywhere), 'creator')}."
    for one in made.differences:
        yield f"{one.words}: " + " | ".join(value or "no rule" for value in one.values)


def _rows(brief: Brief) -> tuple[tuple[str, Callable[[Column], str]], ...]:
    locale = brief.locale

    def number(value: float | None) -> str:
        return "-" if value is None else count(value, locale)

    def cash(value: float | None) -> str:
        return "-" if value is None else brief.money(round(value))

    return (
        ("Unique reach", lambda column: number(column.unique_reach)),
        ("Engagements", lambda column: number(column.engagements)),
        ("Cash", lambda column: cash(column.cost_cents)),
        ("Budget left", lambda column: cash(column.budget_left_cents)),
        ("CPM", lambda column: cash(column.cpm_cents)),
        ("Creators", lambda column: number(column.creators)),
        ("Posts", lambda column: number(column.posts)),
        ("Proven within", lambda column: "-" if column.gap is None else gap_words(column.gap, locale)),
    )


QUESTION, ANSWERS = CompareQuestion, (SideBySide,)
