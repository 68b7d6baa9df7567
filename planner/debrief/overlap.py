"""How much audiences overlap, estimated from a measured unique reach."""

from dataclasses import replace

import numpy as np

from planner.brief.quantities import LEAST_SHAPE
from planner.debrief.compare import Debrief
from planner.debrief.waterfall import unique_reach_of

_LEAST, _MOST = LEAST_SHAPE, 1e4


def implied_kappa(done: Debrief, measured: float) -> float | None:
    """NBD shape at which the reported reach of the picks makes the measured number of different people.

    measured: unique people, from a tool that counts them across creators. By bisection, since unique reach grows with
    kappa; None when a pick's reach is not known, or when no shape gives so many or so few.
    """
    reach = [line.actual.reach if line.actual.state.out else 0.0 for line in done.lines]
    if not any(reach) or any(value is None for value in reach):
        return None
    values = np.array([[value or 0.0 for value in reach]])

    def people(kappa: float) -> float:
        audience = tuple(segment.model_copy(update={"kappa": kappa}) for segment in done.brief.audience)
        brief = done.brief.model_copy(update={"audience": audience})
        return float(unique_reach_of(replace(done, brief=brief), values)[0])

    low, high = np.log(_LEAST), np.log(_MOST)
    if not people(_LEAST) <= measured <= people(_MOST):
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if people(float(np.exp(middle))) < measured else (low, middle)
    return float(np.exp(low))
