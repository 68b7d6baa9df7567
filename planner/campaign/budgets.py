"""The same campaign at several budgets, planned in one call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.planning import plan_with
from planner.domain.roster import Roster
from planner.optimise.watch import Watch
from planner.outcome import Outcome
from planner.problems import BadInput, Problem

PARTS = (0.8, 1.0, 1.25)
"""Of the brief's budget, where nobody names budgets."""


@dataclass(frozen=True)
class Variant:
    """The campaign at one budget. name: of the scenario, such as "Spring launch, $8,000"."""

    name: str
    brief: Brief
    outcome: Outcome


def budgets_around(brief: Brief) -> tuple[int, ...]:
    """A fifth less, the budget, a quarter more, each rounded to two digits but for the budget itself; in cents.

    Raises BadInput where the brief has no budget.
    """
    if not brief.budget_cents:
        raise BadInput([Problem("budget_cents", "", "is not there, so none can be compared with it", "a budget")])
    return tuple(brief.budget_cents if part == 1 else _round(brief.budget_cents * part) for part in PARTS)


def _round(cents: float) -> int:
    step = int(10 ** max(2, len(str(round(cents))) - 2))
    return max(step, round(cents / step) * step)


def at_budgets(
    campaign: Campaign, brief: Brief, roster: Roster | None, budgets: Sequence[int] = (), watch: Watch | None = None
) -> Iterator[Variant]:
    """Plan the campaign at each budget (cents), cheapest first; budgets: none = `budgets_around`.

    Every answer stands, a refusal too. watch: of its time each has an even part, and what those before left of theirs.
    Raises BadInput for a budget that cannot be used.
    """
    watch, every = watch or Watch(), sorted(set(budgets) or set(budgets_around(brief)))
    for at, cents in enumerate(every):
        asked = brief.changed("budget_cents", cents)
        outcome = plan_with(campaign, asked, roster, watch.among(len(every) - at))
        yield Variant(f"{brief.name}, {brief.money(cents)}"[:120], asked, outcome)


def slider_end(budget: float, held: int) -> int:
    """End of a budget slider, in units of the currency, rounded up to 10,000.

    held: where it ends now; 0 = nowhere yet, or another campaign was opened. It grows when the budget passes it, and
    stays while it is dragged, so that nothing jumps under the pointer.
    """
    if held and budget <= held:
        return held
    return max(10_000, -(-int(budget * 2.5) // 10_000) * 10_000)
