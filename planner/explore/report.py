"""Worth of limits, price of rules and replacements together, as one file."""

from typing import Any

from planner.domain.roster import Frozen
from planner.explore.price import Price, families, price_of_rules
from planner.explore.replacement import Replacement, replacements
from planner.explore.study import Study
from planner.explore.why_not import WhyNot
from planner.explore.words import unfinished
from planner.explore.worth import Worth, demands, worth_of_limits
from planner.optimise.rest import Missed


class Worths(Frozen):
    """What limits a plan, and what it is worth. sentence: what the time did not suffice for; empty where it did."""

    limits: tuple[Worth, ...] = ()
    rules: tuple[Price, ...] = ()
    picks: tuple[Replacement, ...] = ()
    sentence: str = ""


class WhyNots(Frozen):
    """One answer for each creator asked about."""

    creators: tuple[WhyNot, ...]


def worths(study: Study, picks: bool) -> Worths:
    """All of it; picks: also each pick replaced. Raises Cancelled."""
    made, missed = dict[str, Any](), Missed()
    # Reported one by one, so that what was found before somebody was missed is there at the deadline.
    with missed:
        worth_of_limits(study, lambda found: made.update(limits=found))
    with missed:
        price_of_rules(study, lambda found: made.update(rules=found))
    if picks:
        with missed:
            replacements(study, None, lambda found: made.update(picks=found))
    missed.ask(study.watch)
    answer = Worths(**made)
    return answer.model_copy(update={"sentence": _left(study, answer, picks)}) if study.watch.late else answer


def _left(study: Study, made: Worths, picks: bool) -> str:
    """What of it the time did not suffice for."""
    every = (
        unfinished(len(made.limits), len(demands(study)), "limit"),
        unfinished(len(made.rules), len(families(study)), "rule group"),
        unfinished(len(made.picks), len(study.base_solution.picks) if picks else 0, "pick"),
    )
    return " ".join(filter(None, every))
