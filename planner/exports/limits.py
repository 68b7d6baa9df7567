"""What a limit uses, as a formula over the workbook, wherever the workbook tells it."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.brief.quantities import BASIS
from planner.domain.roster import Tier
from planner.exports.dossier import Dossier
from planner.exports.media_plan import uses_heading
from planner.exports.reach_model import ReachModel
from planner.exports.text import amount
from planner.outcome import LimitReport, Pick, Plan
from planner.wording import label

_COLUMN = {
    "pyramid": ("Tier", "tier"),
    "platforms": ("Platform", "platform"),
    "compensation": ("Compensation", "compensation"),
    "countries": ("Country", "country"),
    "categories": ("Category", "category"),
}
_PLAIN = re.compile(r"[^\W_][\w .,&()/-]{0,99}")
"""Names that a criterion of SUMIFS reads as they stand: no wildcard, no operator, no quote."""
_TOTAL = {"count": "", "headcount": "/SUM(MediaPlan[Headcount])", "spend": "/SUM(MediaPlan[Net cost])"}

Amount = Callable[[Pick], float]


@dataclass(frozen=True)
class Used:
    """A formula and the value that the picks give it, in the cell's unit."""

    formula: str
    value: float


def live(limit: LimitReport, dossier: Dossier, model: ReachModel | None) -> Used | None:
    """The limit's use as a formula, or None when the workbook cannot calculate it.

    A formula whose value would differ from what the limit reports is not returned: a file never contradicts
    the plan it came from.
    """
    found = _formula(limit, dossier, model)
    if found is None or not math.isclose(found.value, limit.unit.cell_value(limit.used), rel_tol=1e-6, abs_tol=1e-6):
        return None
    return found


def _formula(limit: LimitReport, dossier: Dossier, model: ReachModel | None) -> Used | None:
    picks, brief = dossier.plan.picks, dossier.brief
    match limit.rule:
        case "budget":
            total = dossier.plan.totals
            return Used("=Full_value" if brief.costs.full else "=Net", total.charged / 100)
        case "creators":
            return Used("=SUM(MediaPlan[Headcount])", _sum(picks, _quantity))
        case "engagement_floor":
            return Used("=SUM(MediaPlan[Engagements])", _sum(picks, lambda pick: pick.engagements))
        case "pyramid_order":
            return _order(limit, picks)
        case "largest_share" | "largest_cents":
            return _largest(limit.rule, brief, picks)
        case "waves":
            return _wave(limit, dossier)
        case "resources":
            return _resource(limit, picks)
        case "must_have":
            return _wanted(limit, brief, picks)
        case "audience" | "reach_floor" if model is not None:
            return _reached(limit, dossier.plan)
    return _band(limit, picks) if limit.rule in _COLUMN else None


def _largest(rule: str, brief: Brief, picks: tuple[Pick, ...]) -> Used | None:
    allowed = brief.largest_cents if rule == "largest_cents" else None
    if rule == "largest_share" and brief.largest_share is not None and brief.budget_cents is not None:
        allowed = round(brief.largest_share * BASIS) * brief.budget_cents // BASIS
    if allowed is None or brief.waves:
        return None
    above = [pick for pick in picks if pick.cost_cents > allowed * pick.count]
    criterion = f'MediaPlan[Fee],">{amount(allowed)}"'
    return Used(f"=SUMIFS(MediaPlan[Quantity],{criterion})", _sum(above, _quantity))


def _wave(limit: LimitReport, dossier: Dossier) -> Used | None:
    _, at, what, _ = limit.path.parts
    name = dossier.brief.waves[int(at)].name
    if what not in ("cash_cents", "posts"):
        return None
    if not _PLAIN.fullmatch(name):
        return None
    inside = [line for line in dossier.lines if line.wave == name]
    if what == "cash_cents":
        cash = sum((line.fee_cents or 0) * line.pick.count for line in inside)
        return Used(f'=SUMIFS(MediaPlan[Net cost],MediaPlan[Wave],"{name}")', cash / 100)
    posts = sum(line.posts * line.pick.count for line in inside)
    times = "MediaPlan[Quantity]*MediaPlan[Posts each]"
    return Used(f'=SUMPRODUCT((MediaPlan[Wave]="{name}")*{times})', float(posts))


def _resource(limit: LimitReport, picks: tuple[Pick, ...]) -> Used | None:
    name = str(limit.path.parts[1])
    heading = uses_heading(name)
    if heading is None:
        return None
    value = _sum(picks, lambda pick: pick.uses.get(name, 0.0))
    return Used(f"=SUMPRODUCT(MediaPlan[Headcount],MediaPlan[{heading}])", value)


def _wanted(limit: LimitReport, brief: Brief, picks: tuple[Pick, ...]) -> Used | None:
    if len(limit.path.parts) == 1:
        # A demand on many creators at once.
        return None
    wanted = brief.must_have[int(limit.path.parts[1])]
    if wanted.package is not None or not _PLAIN.fullmatch(wanted.creator.replace(":", "")):
        return None
    value = _sum((pick for pick in picks if pick.creator == wanted.creator), _quantity)
    return Used(f'=SUMIFS(MediaPlan[Headcount],MediaPlan[Creator],"{wanted.creator}")', value)


def _reached(limit: LimitReport, plan: Plan) -> Used:
    parts = plan.totals.segments
    if limit.rule == "reach_floor":
        return Used("=Unique_reach", math.fsum(part.unique for part in parts))
    at = int(limit.path.parts[1])
    return Used(f"=Unique_reach_{at + 1}", parts[at].unique)


def _band(limit: LimitReport, picks: tuple[Pick, ...]) -> Used | None:
    part, field = map(str, limit.path.parts[1:3])
    column, attribute = _COLUMN[limit.rule]
    if not _PLAIN.fullmatch(part) or field not in _TOTAL:
        return None
    what, number = ("Net cost", _cost) if field == "spend" else ("Headcount", _quantity)
    value = _sum((p for p in picks if str(getattr(p, attribute)).casefold() == part.casefold()), number)
    formula = f'SUMIFS(MediaPlan[{what}],MediaPlan[{column}],"{label(part)}")'
    if field == "count":
        return Used(f"={formula}", value)
    whole = _sum(picks, number)
    return Used(f"=IF(SUM(MediaPlan[{what}])=0,0,{formula}{_TOTAL[field]})", value / whole if whole else 0.0)


def _order(limit: LimitReport, picks: tuple[Pick, ...]) -> Used | None:
    for lower, upper in ((Tier.MICRO, Tier.MID), (Tier.MID, Tier.MACRO)):
        if limit.name == f"At least as many {label(lower).lower()} creators as {label(upper).lower()}":
            of = 'SUMIFS(MediaPlan[Headcount],MediaPlan[Tier],"{}")'.format
            below, above = ([p for p in picks if p.tier is tier] for tier in (lower, upper))
            return Used(f"={of(label(lower))}-{of(label(upper))}", _sum(below, _quantity) - _sum(above, _quantity))
    return None


def _sum(picks: Iterable[Pick], number: Amount) -> float:
    return math.fsum(number(pick) for pick in picks)


def _cost(pick: Pick) -> float:
    return pick.cost_cents / 100


def _quantity(pick: Pick) -> float:
    return float(pick.count)
