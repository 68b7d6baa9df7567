"""What the goal loses when a pick declines, who comes in, and the most that one should pay them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from pydantic import Field

from planner.brief.brief import Brief
from planner.domain.persons import accounts_of
from planner.domain.roster import MAX_CENTS, Frozen
from planner.explore.climb import Pool, climb
from planner.explore.solution import Booking, incoming
from planner.explore.study import Effort, Solved, Study
from planner.explore.words import amount, names
from planner.forecast.costs import with_cash
from planner.optimise.relaxation import relaxed
from planner.optimise.rest import Missed
from planner.optimise.restricted import Bookings, Selection
from planner.problems import BadInput
from planner.problems import Problem as Wrong

EFFORT = Effort(gap=0.01, seconds=0.25)
FEE_STEPS = 10
"""Halvings of the range in which the most one should pay lies: to a fivehundredth of it."""
DEAREST = 8
"""The range ends at so many times what they cost."""


class Replacement(Frozen):
    """A pick declines, for all of their accounts: what the goal loses (cheapest: more cash), and who comes in.

    loses: what the best plan known without them loses. at_least: every plan without them loses that much.
    possible: False where the brief cannot be met without them.
    """

    creator: str
    handle: str
    possible: bool = True
    loses: float = 0.0
    at_least: float = 0.0
    comes_in: tuple[Booking, ...] = ()
    goes_out: tuple[Booking, ...] = Field((), description="Others who leave with them")
    sentence: str = ""


def replacements(
    study: Study,
    creators: Sequence[str] | None = None,
    report: Callable[[tuple[Replacement, ...]], None] = lambda _: None,
) -> tuple[Replacement, ...]:
    """Each pick in turn, or these. report: all so far, after each. Raises BadInput for who is no pick, Cancelled."""
    asked = [pick.creator for pick in study.base_solution.picks] if creators is None else creators
    found: list[Replacement] = []
    missed = Missed()
    for creator in dict.fromkeys(asked):
        if study.watch.late:
            break
        with missed:
            found.append(replacement(study, creator))
            report(tuple(found))
    missed.ask(study.watch)
    return tuple(found)


def replacement(study: Study, creator: str) -> Replacement:
    """One pick declines. Raises BadInput when they are no pick, Cancelled."""
    if creator not in study.base_solution.ids:
        raise BadInput([Wrong("the creator", creator, "is not in the plan", "a creator of the plan")])
    accounts = study.accounts_with(creator)
    other = study.changed(without_creators(study, accounts))
    solution = study.solution_near(other, others_than(study, accounts), EFFORT)
    handle = study.handle(creator)
    whom = handle if len(accounts) == 1 else f"{handle} on any account"
    if solution.kind != "plan":
        known = solution.kind == "refusal"
        words = f"Without {whom} no plan can meet the brief." if known else solution.sentence
        return Replacement(creator=creator, handle=handle, possible=not known, sentence=words)
    base = study.base_solution
    loses, at_least = study.lost(solution)
    comes, goes = incoming(base, solution), [one for one in incoming(solution, base) if one.creator not in accounts]
    return Replacement(
        creator=creator,
        handle=handle,
        loses=loses,
        at_least=at_least,
        comes_in=comes,
        goes_out=tuple(goes),
        sentence=_sentence(study, whom, loses, (comes, tuple(goes))),
    )


def without_creators(study: Study, creators: Sequence[str]) -> Brief:
    """The study's brief with these accounts excluded, whatever was wished of them or of whose they are."""
    brief, out = study.brief, set(creators)
    must = tuple(one for one in brief.must_have if not out & accounts_of(study.roster.creators, [one.creator]))
    excluded = (*(name for name in brief.excluded if name not in out), *creators)
    return brief.model_copy(update={"must_have": must, "excluded": excluded})


def others_than(study: Study, creators: Sequence[str]) -> Bookings:
    """What the plan books of everybody else."""
    chosen = study.base.selection
    assert chosen is not None
    rows = [study.table.rows_of(creator) for creator in creators]
    stay = ~np.isin(chosen.index, np.concatenate(rows))
    return Bookings(chosen.index[stay], chosen.counts[stay])


def _sentence(study: Study, whom: str, loses: float, moved: tuple[tuple[Booking, ...], tuple[Booking, ...]]) -> str:
    comes, goes = moved
    lost = f"loses {amount(study, loses)}" if not study.cheapest else f"costs {amount(study, loses)} more"
    start = f"Without {whom} the plan {lost}" if loses > 0 else f"Without {whom} the plan is as good"
    who = f"; {names(comes)} {'comes' if len(comes) == 1 else 'come'} in" if comes else "; nobody comes in"
    left = f" and {names(goes)} {'leaves' if len(goes) == 1 else 'leave'} too" if goes else ""
    return f"{start}{who}{left}."


class FairFee(Frozen):
    """The most that one should pay a creator: up to it the best plan with them is at least as good as without.

    cost_cents: their cash cost now. most_cents: that ceiling, found by exchanges, so it may be somewhat low. open: True
    where they would be worth even `DEAREST` times their cost.
    """

    creator: str
    package: str
    cost_cents: int
    most_cents: int
    open: bool = False
    sentence: str = ""


def fair_fee(study: Study, row: int, steps: int = FEE_STEPS) -> FairFee | None:
    """The most to pay for a package (a row of the table).

    None where no plan exists without them to compare with, and where the watch's deadline comes first.

    steps: halvings. Above what they cost the range is halved by ratio: n of them leave a factor of DEAREST^(1/2^n).
    It takes `steps` plus at most three trials. Raises Cancelled.
    """
    table = study.table
    creator = str(table.creator_ids[table.account[row]])
    accounts = study.accounts_with(creator)
    out = study.changed(without_creators(study, accounts))
    others = others_than(study, accounts)
    without = out.once("best", EFFORT, lambda: out.solve(out.problem, [others], EFFORT, study.base.columns))
    if without.selection is None:
        return None
    cost = int(table.cash_cents[row])
    top = min(max(cost, 10_000) * DEAREST, MAX_CENTS)
    trial = _Trial(study, row, without)
    if trial.worth(top):
        return _fee(study, row, top // 100 * 100, True)
    if cost and trial.worth(cost):
        low, high = cost, top
    elif trial.worth(0):
        low, high = 0, cost or top
    else:
        return _fee(study, row, 0, False)
    for _ in range(steps):
        if study.watch.late:
            return None
        middle = math.isqrt(low * high) if low else high // 2
        if middle <= low:
            break
        if trial.worth(middle):
            low = middle
        else:
            high = middle
    return _fee(study, row, low // 100 * 100, False)


def _fee(study: Study, row: int, most: int, still_worth: bool) -> FairFee:
    table, brief = study.table, study.brief
    cost = int(table.cash_cents[row])
    handle = study.handle(str(table.creator_ids[table.account[row]]))
    shown = brief.money(most)
    if still_worth:
        words = f"{handle} would be worth more than {shown}."
    elif most <= 0:
        words = f"{handle} would not improve this plan, even for free."
    else:
        now = brief.money(cost)
        words = f"Pay {handle} at most about {shown} for this package (now {now}): above that, others are as good."
    return FairFee(
        creator=str(table.creator_ids[table.account[row]]),
        package=str(table.package_ids[row]),
        cost_cents=cost,
        most_cents=most,
        open=still_worth,
        sentence=words,
    )


class _Trial:
    """Plans with one package at fees that are tried, against the best plan without them."""

    def __init__(self, study: Study, row: int, without: Solved) -> None:
        assert without.selection is not None
        self._study = study
        self._row = row
        self._target = without.selection.value
        self._top = relaxed(study.problem, study.watch, study.base.columns)
        self._known: list[Selection] = [one for one in (study.base.selection, without.selection) if one is not None]

    def worth(self, cents: int) -> bool:
        """True when some plan with them at this cost is at least as good as without them."""
        study = self._study
        cash = study.table.cash_cents.copy()
        cash[self._row] = cents
        priced = replace(study, table=with_cash(study.table, cash, study.brief))
        # Held by a bound on the others of their packages: only this one counts, and it must be in.
        problem = priced.problem.with_package(self._row)
        pool = np.union1d(study.base.columns, self._top.index)
        pool = np.union1d(pool, [self._row])
        prices = replace(self._top.prices, y=np.append(self._top.prices.y, np.zeros(1)))
        mine = study.table.creator[self._row]
        for start in self._known:
            stay = study.table.creator[start.index] != mine
            index = np.append(start.index[stay], self._row)
            counts = np.append(start.counts[stay], 1)
            order = np.argsort(index)
            found = climb(problem, Bookings(index[order], counts[order]), Pool(pool, prices), study.watch)
            if found is not None:
                value = priced.posed(priced.limits).value(found.index, found.counts)
                if value >= self._target - 1e-9 * abs(self._target):
                    return True
        return False
