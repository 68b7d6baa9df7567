"""One budget without and with the team's hours."""

from collections.abc import Iterator

from planner.explore.labour import Labour, TierCost, labour
from planner.explore.study import Study
from planner.operations.base import Case, Question, Reply
from planner.wording import counted, decimal, label


class LabourQuestion(Question):
    """Nothing beside brief and roster: the hours are assumptions, their cost is in the brief."""


def run(case: Case, _asked: LabourQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    made = labour(study)
    return Reply(made, _lines(made, study))


def _lines(made: Labour, study: Study) -> Iterator[str]:
    yield made.sentence
    for title, tiers in (("Without team hours", made.tiers_without), ("With team hours", made.tiers_within)):
        yield title
        yield from (f"  {_tier(one, study)}" for one in tiers)


def _tier(one: TierCost, study: Study) -> str:
    brief = study.brief
    cash = brief.money(one.cash_cents)
    said = f"{label(one.tier)}: {counted(one.creators, 'creator', brief.locale)}, {cash} in cash"
    if not one.hours:
        return said
    cost = brief.money(one.hours_cents)
    return f"{said}, {decimal(one.hours, 1, brief.locale)} hours for {cost}"


QUESTION, ANSWERS = LabourQuestion, (Labour,)
