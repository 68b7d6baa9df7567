"""Worth of limits, price of rules and replacements together, as one file."""

from planner.domain.roster import Frozen
from planner.explore.price import Price, price_of_rules
from planner.explore.replacement import Replacement, replacements
from planner.explore.study import Study
from planner.explore.why_not import WhyNot
from planner.explore.worth import Worth, worth_of_limits


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
    return Worths(
        limits=worth_of_limits(study), rules=price_of_rules(study), picks=replacements(study) if picks else ()
    )
