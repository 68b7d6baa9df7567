"""Worth of limits, price of rules and replacements together, as one file."""

from planner.domain.roster import Frozen
from planner.explore.price import Price, price_of_rules
from planner.explore.replacement import Replacement, replacements
from planner.explore.study import Study
from planner.explore.why_not import WhyNot
from planner.explore.worth import Worth, worth_of_limits
from planner.optimise.rest import Missed


class Worths(Frozen):
    """What holds a plan, and what it is worth."""

    limits: tuple[Worth, ...]
    rules: tuple[Price, ...]
    picks: tuple[Replacement, ...] = ()


class WhyNots(Frozen):
    """One answer for each creator asked about."""

    creators: tuple[WhyNot, ...]


def worths(study: Study, picks: bool) -> Worths:
    """All of it; picks: also each pick replaced. Raises Cancelled."""
    made, missed = Worths(limits=(), rules=()), Missed()
    with missed:
        made = made.model_copy(update={"limits": worth_of_limits(study)})
    with missed:
        made = made.model_copy(update={"rules": price_of_rules(study)})
    with missed:
        made = made.model_copy(update={"picks": replacements(study) if picks else ()})
    missed.ask()
    return made
