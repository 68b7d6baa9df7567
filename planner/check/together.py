"""The independent check of several campaigns that share a budget: each by itself, then what only all of them can break.

Like `planner.check`, it shares no code with rules or optimiser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.brief.brief import Brief
from planner.check import check
from planner.check.results import fixed_cost
from planner.frozen import dataclass
from planner.wording import money

if TYPE_CHECKING:
    from planner.forecast.table import PackageTable


@dataclass(frozen=True, eq=False)
class Booked:
    """What is booked for one campaign.

    rows: row numbers of its table; counts: how many of each. least, most: cents that it spends; None = no such demand.
    """

    table: PackageTable
    brief: Brief
    rows: Sequence[int]
    counts: Sequence[int]
    least: int | None = None
    most: int | None = None

    @property
    def spent(self) -> int:
        """Cents of the budget, fixed costs among them: cash, or the full cost where the brief says so."""
        each = self.table.value_cents if self.brief.costs.budget_covers == "full" else self.table.cash_cents
        packages = sum(int(each[row]) * times for row, times in zip(self.rows, self.counts, strict=True))
        return packages + fixed_cost(self.table, self.brief, list(self.rows))

    @property
    def people(self) -> dict[str, int]:
        """How often everybody is booked, by account id, or by name where the roster says whose an account is."""
        booked: dict[str, int] = {}
        owner = {at: f"@{person}" for person, accounts in self.table.persons.items() for at in accounts}
        for row, times in zip(self.rows, self.counts, strict=True):
            creator = int(self.table.creator[row])
            who = owner.get(creator, str(self.table.creator_ids[creator]))
            booked[who] = booked.get(who, 0) + int(times)
        return booked


def check_together(campaigns: Sequence[Booked], budget_cents: int, apart: bool) -> tuple[str, ...]:
    """Sentences that name every demand that the plans of several campaigns break; empty when they break none.

    apart: nobody may be booked for two of the campaigns, nor oftener altogether than they are there.
    """
    broken = [
        f"{one.brief.name}: {sentence}"
        for one in campaigns
        for sentence in check(one.table, one.brief, one.rows, one.counts)
    ]
    return tuple([*broken, *_money(campaigns, budget_cents), *(_apart(campaigns) if apart else ())])


def _money(campaigns: Sequence[Booked], budget_cents: int) -> Iterator[str]:
    first = campaigns[0].brief
    spent = sum(one.spent for one in campaigns)
    if spent > budget_cents:
        over = money(spent - budget_cents, first.currency, first.locale)
        yield f"The campaigns cost {money(spent, first.currency, first.locale)}, {over} more than their budget."
    for one in campaigns:
        cost = money(one.spent, first.currency, first.locale)
        if one.least is not None and one.spent < one.least:
            least = money(one.least, first.currency, first.locale)
            yield f"{one.brief.name} costs {cost}, less than the {least} asked for."
        if one.most is not None and one.spent > one.most:
            most = money(one.most, first.currency, first.locale)
            yield f"{one.brief.name} costs {cost}, more than the {most} allowed."


def _apart(campaigns: Sequence[Booked]) -> Iterator[str]:
    booked: dict[str, int] = {}
    there: dict[str, int] = {}
    for one in campaigns:
        owner = {at: f"@{person}" for person, accounts in one.table.persons.items() for at in accounts}
        for who, times in one.people.items():
            booked[who] = booked.get(who, 0) + times
        for at, name in enumerate(one.table.creator_ids.tolist()):
            who = owner.get(at, str(name))
            there[who] = max(there.get(who, 0), int(one.table.available[at]))
    for who, times in booked.items():
        if times > there[who]:
            yield f"{who} is booked {times} times in the campaigns together; at most {there[who]} is possible."
