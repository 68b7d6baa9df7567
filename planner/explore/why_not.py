"""Why not them: the price of having a creator, or the rule that forbids it, in a sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from planner.brief.brief import Brief, MustHave, Quality
from planner.brief.filters import filter_at
from planner.domain.roster import Frozen
from planner.explore.replacement import FairFee, Replacement, fair_fee, replacement
from planner.explore.solution import Booking, Solution, incoming
from planner.explore.study import Effort, Study
from planner.explore.words import amount, names
from planner.forecast.table import Ints
from planner.optimise.fixed_costs import Case
from planner.optimise.refuse import Explainer, explaining
from planner.optimise.rest import Missed
from planner.problems import BadInput
from planner.problems import Problem as Wrong
from planner.rules.people import must_have_name
from planner.rules.reasons import Barred, Reason

EFFORT = Effort(gap=0.004, seconds=1.5)


class WhyNot(Frozen):
    """Why a creator is not in the plan, or what having them costs.

    kind: "in" the plan, available at a "price", "forbidden" by a rule, "impossible" in any plan, or "undecided" when
    time ran out.

    price: what the goal loses with them (more cash for the cheapest plan); at_least: any plan with them loses that.
    rules: names of the demands that stand in their way. booking: the package in which they would come.
    exception: quality that asks of them no more than they have; None where more than that stands in their way.
    """

    creator: str
    handle: str
    kind: Literal["in", "price", "forbidden", "impossible", "undecided"]
    sentence: str
    price: float = 0.0
    at_least: float = 0.0
    rules: tuple[str, ...] = ()
    exception: Quality | None = None
    booking: Booking | None = None
    comes_in: tuple[Booking, ...] = ()
    goes_out: tuple[Booking, ...] = ()
    fee: FairFee | None = None
    says_no: Replacement | None = None


def why_not(study: Study, creator: str, with_fee: bool = True) -> WhyNot:
    """Book them, plan again, and say what it costs. with_fee: also the most that one should pay them.

    Raises BadInput when the roster does not have them, Cancelled.
    """
    rows = study.table.rows_of(creator)
    if not len(rows):
        raise BadInput(
            [Wrong("the creator", creator, "is not in the roster", "a creator's id or handle of the roster")]
        )
    if creator in study.base_solution.ids:
        return _inside(study, creator, with_fee)
    obstacles = _obstacles(study, rows)
    if obstacles:
        return _forbidden(study, creator, rows, obstacles)
    brief = with_creator(study.brief, creator)
    solution = _forced(study, brief, rows, ())
    if solution.kind == "refusal":
        return _impossible(study, creator, brief)
    return _priced(study, creator, solution, with_fee)


def why_nots(study: Study, creators: Sequence[str], with_fee: bool = True) -> tuple[WhyNot, ...]:
    """The same of each; whom the time does not suffice for is undecided. Raises as `why_not` does."""
    found: list[WhyNot] = []
    missed = Missed()
    for creator in creators:
        if study.watch.late:
            found.append(_too_late(study, creator))
            continue
        with missed:
            found.append(why_not(study, creator, with_fee))
            continue
        found.append(_too_late(study, creator))
    missed.ask(study.watch)
    return tuple(found)


def _too_late(study: Study, creator: str) -> WhyNot:
    handle = study.handle(creator)
    words = f"Why {handle} is not in the plan was not worked out in the time given."
    return WhyNot(creator=creator, handle=handle, kind="undecided", sentence=words)


def with_creator(brief: Brief, creator: str) -> Brief:
    """The brief with a creator as a must-have."""
    return brief.model_copy(
        update={
            "must_have": (*(m for m in brief.must_have if m.creator != creator), MustHave(creator=creator)),
            "excluded": tuple(name for name in brief.excluded if name != creator),
        }
    )


def _inside(study: Study, creator: str, with_fee: bool) -> WhyNot:
    said = replacement(study, creator)
    own = next(
        pick
        for pick in study.base_solution.picks
        if creator in (pick.creator, *(account for account, _ in pick.accounts))
    )
    fee = _fee(study, own) if with_fee else None
    return WhyNot(
        creator=creator,
        handle=study.handle(creator),
        kind="in",
        sentence=f"{own.handle} is in the plan with {own.package}. {said.sentence}{_no_fee(study, fee, with_fee)}",
        booking=own,
        comes_in=said.comes_in,
        goes_out=said.goes_out,
        fee=fee,
        says_no=said,
    )


def _fee(study: Study, own: Booking) -> FairFee | None:
    row = study.table.row_of(own.creator, own.package)
    return None if row is None or own.count > 1 else fair_fee(study, row)


def _no_fee(study: Study, fee: FairFee | None, with_fee: bool) -> str:
    """What a sentence ends with where the time did not suffice for a fee."""
    late = with_fee and fee is None and study.watch.late
    return " The most to pay them was not worked out in the time given." if late else ""


def _obstacles(study: Study, rows: Ints) -> tuple[Reason, ...]:
    """The filters that leave none of a creator's packages; empty when they leave one."""
    filters = [limit for limit in study.limits if limit.forbids]
    return Barred.of(study.brief, study.table, filters).reasons(rows)


def _exception(study: Study, rows: Ints, obstacles: tuple[Reason, ...]) -> Quality | None:
    """What a creator has, where only the brief's quality keeps them out; figures nobody knows are let pass."""
    own: dict[str, float] = {}
    for obstacle in obstacles:
        one = filter_at(obstacle.path)
        if one is None or one.group != "quality":
            return None
        value = float(getattr(study.table, one.column)[rows[0]])
        if np.isnan(value):
            continue
        if one.unit.style == "count":
            own[one.field] = int(value)
        else:
            steps = value * 1e4
            own[one.field] = (np.floor(steps + 1e-9) if one.at_least else np.ceil(steps - 1e-9)) / 1e4
    return Quality.model_validate(own)


def _forced(study: Study, brief: Brief, rows: Ints, lifted: tuple[str, ...]) -> Solution:
    """The best plan with them. lifted: filters that are to let them, and only them, pass."""
    other = study.changed(brief)
    problem = other.problem
    if lifted:
        eligible = study.problem.eligible.copy()
        eligible[rows] = True
        limits = [limit for limit in other.limits if not limit.forbids]
        problem = replace(other.posed(limits), eligible=eligible, filters=study.problem.filters)
    base = study.base
    assert base.selection is not None
    start, known = base.selection, np.union1d(base.columns, rows[problem.eligible[rows]])
    what = ("let pass", lifted) if lifted else "best"
    solved = other.once(what, EFFORT, lambda: other.solve(problem, [start], EFFORT, known))
    return (other.changed(_letting_pass(brief)) if lifted else other).solution(solved)


def _letting_pass(brief: Brief) -> Brief:
    """The brief without its filters; only a creator let pass on purpose is in a plan because of it."""
    tiers = brief.tiers.model_copy(update={"micro": 1})
    return brief.model_copy(update={"quality": Quality(), "largest_share": None, "largest_cents": None, "tiers": tiers})


def _forbidden(study: Study, creator: str, rows: Ints, obstacles: tuple[Reason, ...]) -> WhyNot:
    handle, rules = study.handle(creator), tuple(one.name for one in obstacles)
    solution = _forced(study, with_creator(study.brief, creator), rows, rules)
    sentence = f"{handle} is excluded by a rule of the brief: {'; '.join(rules)}."
    price = least = 0.0
    own = next((pick for pick in solution.picks if pick.creator == creator), None)
    if solution.kind == "plan":
        price, least = study.lost(solution)
        if price > 0:
            sentence += f" Even with an exception, having them would {_costs(study, price)}."
        else:
            sentence += " With an exception, the plan would be as good or better with them."
    elif solution.kind == "refusal":
        sentence += " Even with an exception, no plan could have them under the other rules."
    return WhyNot(
        creator=creator,
        handle=handle,
        kind="forbidden",
        sentence=sentence,
        price=price,
        at_least=least,
        rules=rules,
        exception=_exception(study, rows, obstacles),
        booking=own,
        comes_in=incoming(study.base_solution, solution) if own else (),
        goes_out=incoming(solution, study.base_solution) if own else (),
    )


def _impossible(study: Study, creator: str, brief: Brief) -> WhyNot:
    # What is paid for once stays as the plan has it.
    refusal = Explainer(
        (Case((), study.table, brief),), study.roster, study.watch.within(explaining(study.table))
    ).refusal()
    wish = must_have_name(creator)
    rules = tuple(one.name for one in refusal.conflicts if one.name != wish)
    said = "; ".join(rules)
    handle = study.handle(creator)
    sentence = f"No plan can have {handle}: it would break {said}." if rules else f"No plan can have {handle}."
    return WhyNot(creator=creator, handle=handle, kind="impossible", sentence=sentence, rules=rules)


def _priced(study: Study, creator: str, solution: Solution, with_fee: bool) -> WhyNot:
    handle = study.handle(creator)
    if solution.kind != "plan":
        return WhyNot(creator=creator, handle=handle, kind="undecided", sentence=solution.sentence)
    price, least = study.lost(solution)
    own = next(pick for pick in solution.picks if pick.creator == creator)
    goes = incoming(solution, study.base_solution)
    comes = tuple(one for one in incoming(study.base_solution, solution) if one.creator != creator)
    cost = study.brief.money(own.cost_cents)
    if price <= 0:
        start = f"{handle} could be in: a plan with them ({own.package}, {cost}) is as good as this one"
    else:
        start = f"Having {handle} ({own.package}, {cost}) would {_costs(study, price)}"
    out = f"; {names(goes)} would make room" if goes else ""
    more = f", and {names(comes)} would come in too" if comes else ""
    fee = _fee(study, own) if with_fee else None
    return WhyNot(
        creator=creator,
        handle=handle,
        kind="price",
        sentence=f"{start}{out}{more}.{_no_fee(study, fee, with_fee)}",
        price=price,
        at_least=least,
        booking=own,
        comes_in=comes,
        goes_out=goes,
        fee=fee,
    )


def _costs(study: Study, price: float) -> str:
    return f"cost {amount(study, price)}" + (" more" if study.cheapest else "")


def creator_named(study: Study, name: str) -> str:
    """The id of a creator named by id, or by a handle that only one has. Raises BadInput."""
    wanted = name.strip()
    ids = study.table.creator_ids
    folded = wanted.lstrip("@").casefold()
    if folded in set(ids.tolist()):
        return folded
    found = [str(one) for one in ids.tolist() if str(one).partition(":")[2] == folded]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput([Wrong("the creator", wanted, "is a handle of several", " or ".join(found))])
    import difflib

    near = difflib.get_close_matches(folded, [str(one).partition(":")[2] for one in ids.tolist()], 3)
    accepted = (
        f"a creator of the roster, such as {', '.join(near)}" if near else "a creator's id or handle of the roster"
    )
    raise BadInput([Wrong("the creator", wanted, "is not in the roster", accepted)])
