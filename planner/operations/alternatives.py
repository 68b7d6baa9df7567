"""Other plans that are nearly as good, and who is in all of them."""

from collections.abc import Iterator

from pydantic import Field

from planner.explore.alternatives import DIFFERENT, MOST_WORSE, PLANS, WORSE, Alternatives, Wish, alternatives
from planner.explore.solution import incoming
from planner.explore.study import Study
from planner.explore.words import goal_words, names
from planner.operations.base import Case, Question, Reply
from planner.wording import counted, percent


class AlternativesQuestion(Question):
    """How the other plans have to differ."""

    plans: int = Field(PLANS, ge=1, le=100, description="How many other plans")
    different: int = Field(DIFFERENT, ge=1, le=1_000, description="Picks in which each differs from all before it")
    worse: float = Field(WORSE, ge=0, le=MOST_WORSE, description="Share of the goal that may be given up")


def run(case: Case, asked: AlternativesQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    made = alternatives(study, Wish(asked.plans, asked.different, asked.worse))
    return Reply(made, _lines(made, study))


def _lines(made: Alternatives, study: Study) -> Iterator[str]:
    best = made.plans[0]
    for at, plan in enumerate(made.plans):
        goal = goal_words(study.brief, plan.goal)
        if at == 0:
            yield f"Best: {goal}, {counted(plan.creators, 'creator')}."
            continue
        comes, goes = names(incoming(best, plan)), names(incoming(plan, best))
        yield f"{at}: {goal}; {comes} in, {goes} out."
    if made.sentence:
        yield made.sentence
    both = {1: "this plan", 2: "both plans"}.get(len(made.plans), f"all {counted(len(made.plans), 'plan')}")
    yield f"In {both}: {', '.join(rate.handle for rate in made.core) or 'nobody'}."
    for rate in made.rates:
        if not rate.core:
            yield f"  {percent(rate.rate, 0, study.brief.locale):>5}  {rate.handle}"


QUESTION, ANSWERS = AlternativesQuestion, (Alternatives,)
