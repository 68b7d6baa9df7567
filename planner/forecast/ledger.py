"""The cost lines of picks and plans, with how each was counted: what people read and what the workbook traces."""

from __future__ import annotations

from functools import cached_property

from planner.brief.brief import Brief
from planner.domain.costs import CostKind
from planner.domain.roster import RESOURCE_SCALE
from planner.forecast.assumptions import assumptions_of
from planner.forecast.costs import KINDS, SHARES, WORDS, Rates, base_of, share_asked
from planner.forecast.table import TIERS, Ints, PackageTable
from planner.frozen import dataclass
from planner.totals import CostLine
from planner.wording import decimal, label, listed, percent


@dataclass(frozen=True)
class Ledger:
    """The costs of a brief in words. rates: None where the team's hours are not counted."""

    brief: Brief
    rates: Rates | None

    @classmethod
    def of(cls, brief: Brief) -> Ledger:
        """The ledger of a campaign. Raises BadInput for edited assumptions that do not fit."""
        return cls(brief, Rates.of(brief, assumptions_of(brief)) if brief.costs.counts_hours else None)

    def picks(self, table: PackageTable, rows: Ints, counts: Ints) -> list[tuple[CostLine, ...]]:
        """The lines of each package, booked so many times; as many as rows."""
        amounts = [(kind, (cents * counts).tolist()) for kind, cents in _amounts(table.part(rows))]
        found: list[tuple[CostLine, ...]] = []
        for at in range(len(rows)):
            due = [(kind, cents[at]) for kind, cents in amounts if cents[at]]
            hours = self._hours(table, rows[at : at + 1], counts[at : at + 1])
            found.append(tuple(self._line(kind, cents, hours) for kind, cents in due))
        return found

    def plan(self, table: PackageTable, rows: Ints, counts: Ints) -> tuple[CostLine, ...]:
        """The lines of a plan, that of costs that are due once included."""
        sums = [(kind, int(counts @ cents)) for kind, cents in _amounts(table.part(rows))]
        hours = self._hours(table, rows, counts)
        lines = tuple(self._line(kind, cents, hours) for kind, cents in sums if cents)
        return (*lines, self._line(CostKind.FIXED, table.fixed_cents, 0)) if table.fixed_cents else lines

    def _line(self, kind: CostKind, cents: int, hours: int) -> CostLine:
        counted = self.rates is not None and kind is CostKind.HOURS
        return CostLine(
            kind=kind,
            cents=cents,
            per=self._words[kind][0],
            basis=self._words[kind][1],
            quantity=hours / RESOURCE_SCALE if counted else None,
            unit_cents=self.rates.hour_cents if self.rates is not None and counted else None,
        )

    @cached_property
    def _words(self) -> dict[CostKind, tuple[str, str]]:
        """What each kind is counted by, and how, put into words once for thousands of picks."""
        return {one.kind: (one.per, self.basis(one.kind)) for one in KINDS}

    def _hours(self, table: PackageTable, rows: Ints, counts: Ints) -> int:
        """Thousandths of an hour that packages take; of a person, for each of their accounts."""
        if self.rates is None:
            return 0
        base = table.base
        total = 0
        for row, number in zip(rows.tolist(), counts.tolist(), strict=True):
            mine = table.members(row)
            total += number * int(self.rates.hours(base.tier[mine], base.posts[mine]).sum())
        return total

    def basis(self, kind: CostKind) -> str:
        """How a kind is counted, in a sentence of few words."""
        if kind in SHARES:
            share = percent(share_asked(kind, self.brief) or 0.0, 2, self.brief.locale)
            return f"{share} of {listed([WORDS[one].lower() for one in base_of(kind, self.brief)])}"
        if kind is CostKind.HOURS and self.rates is not None:
            return self._hours_words(self.rates)
        return _WORDS[kind]

    def _hours_words(self, rates: Rates) -> str:
        def words(hours: tuple[int, ...]) -> str:
            shown = [decimal(one / RESOURCE_SCALE, 3, self.brief.locale) for one in hours]
            if len(set(shown)) == 1:
                return f"{shown[0]} h"
            return listed([f"{one} h ({label(tier).lower()})" for one, tier in zip(shown, TIERS, strict=True)])

        hour = self.brief.money(rates.hour_cents)
        return f"per creator {words(rates.creator)}, per post {words(rates.post)}, at {hour} an hour"


def _amounts(part: PackageTable) -> list[tuple[CostKind, Ints]]:
    """Cents of each kind of cost that the rows of a table have, (n,), in the order in which they are shown."""
    amounts = {CostKind.FEE: part.fees, **part.costs}
    return [(one.kind, amounts[one.kind]) for one in KINDS if one.kind in amounts]


_WORDS = {
    CostKind.FEE: "quoted, agreed or estimated, per package",
    CostKind.COMMISSION: "expected to fall due, per package",
    CostKind.SHIPPING: "per unit sent",
    CostKind.RIGHTS: "surcharges, quoted or estimated by what a package is worth and for how long, per package",
    CostKind.BOOSTING: "paid to platforms for ads, per post",
    CostKind.STOCK: "per unit used, at cost",
    CostKind.HOURS: "",
    CostKind.FIXED: "due once",
}
