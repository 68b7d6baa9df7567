"""Every requirement a plan can be held to, one rule each, in the order in which people read them."""

from planner.brief.brief import Brief
from planner.forecast.table import PackageTable
from planner.rules.base import Limit, Looser, Rule
from planner.rules.extras import EXTRA_RULES
from planner.rules.mix import MIX_RULES
from planner.rules.money import MONEY_RULES
from planner.rules.people import PEOPLE_RULES
from planner.rules.results import RESULT_RULES
from planner.rules.waves import WAVE_RULES

__all__ = ["RULES", "Limit", "Looser", "Rule", "limits_of"]

RULES: tuple[Rule, ...] = (*MONEY_RULES, *EXTRA_RULES, *RESULT_RULES, *MIX_RULES, *PEOPLE_RULES, *WAVE_RULES)


def limits_of(brief: Brief, table: PackageTable) -> tuple[Limit, ...]:
    """Every limit that the brief asks for, in the order of `RULES`; their names differ."""
    return tuple(limit for rule in RULES for limit in rule.limits(brief, table))
