"""Which limit stops a plan from spending its budget: each taken away in turn, and planned again."""

from collections.abc import Callable, Iterator

from planner.brief.brief import Brief
from planner.explore.left_over import unexplained
from planner.explore.study import Effort, Study
from planner.explore.worth import binding_limits, gained
from planner.outcome import Plan, Relief, Relieved
from planner.problems import BadInput
from planner.rules import Limit

EFFORT = Effort(gap=0.01, seconds=1.5)
MOST = 4
"""Limits that are tried, tightest first: an answer in a few seconds."""
_KEPT = ("budget", "audience", "reach_floor", "engagement_floor", "must_have")
"""Never the reason for money that is left, or nothing that is taken back to spend it."""


def explained(plan: Plan, study: Callable[[], Study], is_default: Callable[[str], bool] = lambda _: False) -> Plan:
    """The plan with the limit that leaves money over, worked out where that is not known yet: in seconds, once a plan.

    What a plan is said to be follows from it, so whoever writes a plan down for somebody asks for it first.
    study: makes a study of the plan. is_default: as for `relief`. Raises Cancelled.
    """
    return plan.model_copy(update={"relieved": relief(study(), is_default)}) if unexplained(plan) else plan


def relief(study: Study, is_default: Callable[[str], bool] = lambda _: False) -> Relieved:
    """Of the limits that stop the plan from spending more, the one whose removal gains most, if any gains.

    is_default: of a path, whether only a starting point asked for it; such demands are taken away before the client's.
    A platform that was ruled out is never offered. Raises Cancelled.
    """
    best: Relief | None = None
    tried = []
    for limit, value, brief in _candidates(study):
        found = gained(study, study.changed(brief), EFFORT)
        tried.append(str(limit.looser.path))
        rank = (is_default(limit.looser.path), found.gain)
        if found.gain > 0 and (best is None or rank > (is_default(best.path), best.gain)):
            best = Relief(
                rule=limit.rule,
                name=limit.name,
                path=limit.looser.path,
                value=value,
                gain=found.gain,
                at_most=found.at_most,
                spent_cents=found.solution.cost_cents,
            )
    return Relieved(best=best, tried=tuple(tried))


def _candidates(study: Study) -> Iterator[tuple[Limit, bool | float | None, Brief]]:
    """Binding limits, what each is set to, and the brief with that: those on the whole plan first, filters after."""
    seen: set[str] = set()
    for limit in sorted(binding_limits(study), key=lambda one: one.forbids):
        path = limit.looser.path
        ruled_out = limit.rule == "platforms" and not limit.setting
        if (
            limit.rule in _KEPT
            or ruled_out
            or path in seen
            or path.parts[0] == "tiers"
            or path.parts[-1] == "fixed_cents"
        ):
            continue
        seen.add(path)
        value = _free(study, limit)
        try:
            brief = study.brief.changed(path, value)
        except (BadInput, KeyError, IndexError, ValueError):
            continue
        yield limit, value, brief
        if len(seen) == MOST:
            return


def _free(study: Study, limit: Limit) -> bool | float | None:
    """What a limit is set to so that it asks for nothing; of a stock, which cannot be dropped, enough for everybody."""
    if limit.rule != "resources":
        return limit.looser.dropped
    used = float(study.table.available[study.table.creator] @ limit.vector(study.table))
    return used if limit.reading is None else limit.reading(used)
