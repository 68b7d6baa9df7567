"""What the exact verifier answers, and how it is asked from another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.brief.brief import Brief
from planner.forecast.table import PackageTable


@dataclass(frozen=True, eq=False)
class Extreme:
    """The best of a goal: a plan reaches `reached` (-inf = none was found), no plan reaches more than `bound`."""

    reached: float
    bound: float

    @property
    def none(self) -> bool:
        """True where no plan exists at all."""
        return self.bound == -np.inf


def answer(table: PackageTable, brief: Brief, question: str, *of: Any) -> Any:
    """One question to `tests.exact.Exact`, which must not be imported beside highspy."""
    from tests.exact import Exact

    return getattr(Exact(table, brief), question)(*of)
