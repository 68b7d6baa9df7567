"""What is known on a day: who signed, declined, is thinking, was silent, or asked for more."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from planner.asking.acceptance import Acceptance, Likely
from planner.brief.brief import Brief, MustHave
from planner.campaign.campaign import Campaign
from planner.campaign.status import STAYS, Step
from planner.forecast.assumptions import Assumptions
from planner.forecast.costs import with_cash
from planner.forecast.table import Ints, PackageTable
from planner.problems import BadInput, Problem


@dataclass(frozen=True)
class Replies:
    """campaign: its statuses. days: that a creator has to answer. raises: fees they asked for instead, in cents."""

    campaign: Campaign
    today: datetime.date
    days: int
    raises: Mapping[str, int]

    @property
    def silent(self) -> tuple[str, ...]:
        """Who was asked longer ago than a round takes and has not answered: their offer has ended."""
        last = self.today - timedelta(days=self.days)
        asked = ((name, one.on) for name, one in self.campaign.latest.items() if one.step is Step.ASKED)
        return tuple(name for name, on in asked if on is not None and on <= last and name not in self.raises)

    @property
    def waiting(self) -> Mapping[str, str | None]:
        """Packages of those whose offer is open, by creator; None = whichever is planned."""
        over = {*self.silent, *self.raises}
        asked = self.campaign.latest.items()
        return {name: one.package for name, one in asked if one.step is Step.ASKED and name not in over}

    def brief(self, brief: Brief) -> Brief:
        """The brief that is planned now: who signed stays, and who was offered; who declined or was silent goes.

        Raises BadInput where that contradicts itself.
        """
        now = self.campaign.asked(brief)
        out = [name for name in self.silent if name not in now.excluded]
        must = [one for one in now.must_have if one.creator not in out]
        named = {one.creator for one in must}
        offered = [MustHave(creator=name, package=kind) for name, kind in self.waiting.items() if name not in named]
        return now.having(must_have=(*must, *offered), excluded=(*now.excluded, *out))

    def learnt(self, table: PackageTable, brief: Brief, assumptions: Assumptions) -> tuple[Acceptance, int]:
        """The chances of a yes after the replies, and how many there were; a raise counts as a yes.

        Who was let go by the brand, or has an open offer, has not replied.
        """
        answers: dict[str, bool] = {
            name: one.step in STAYS for name, one in self.campaign.latest.items() if one.step in (*STAYS, Step.DECLINED)
        }
        answers |= dict.fromkeys(self.raises, True) | dict.fromkeys(self.silent, False)
        rows, yes = [], []
        for name, said in answers.items():
            mine = table.rows_of(name)
            if len(mine):
                rows.append(int(mine[0]))
                yes.append(said)
        likely = Likely.of(table, np.array(rows, np.int64), brief, assumptions)
        return Acceptance.of(assumptions).after(likely, np.array(yes, bool)), len(rows)

    def priced(self, table: PackageTable, brief: Brief) -> PackageTable:
        """The table with the fees that creators asked for in place of their quotes.

        Raises BadInput for a creator whom it does not have.
        """
        cash = table.cash_cents.copy()
        for name, fee in self.raises.items():
            mine = self._row(table, name)
            cash[mine] = fee
        return with_cash(table, cash, brief) if self.raises else table

    def _row(self, table: PackageTable, name: str) -> Ints:
        mine = table.rows_of(name)
        if not len(mine):
            raise BadInput([Problem("the replies", name, "is not in this list", "a creator of the list")])
        last = self.campaign.latest.get(name)
        same = mine[table.package_ids[mine] == last.package] if last is not None and last.package else mine
        return same if len(same) else mine


def signed_of(brief: Brief) -> tuple[str, ...]:
    """Who said yes: by a status, or in the brief itself."""
    return tuple(one.creator for one in brief.must_have if one.signed)
