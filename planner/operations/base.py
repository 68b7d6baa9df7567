"""What every operation works with: the campaign that is asked about, the question, and the reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from planner.brief.brief import Brief
from planner.domain.roster import Frozen, Roster
from planner.explore.study import Study
from planner.optimise.watch import Watch
from planner.outcome import Plan


class Question(Frozen):
    """What is asked beside a brief and a roster; its fields are options, keys of a request and arguments of a tool."""

    def names(self) -> Iterable[str]:
        """Creators whom it is about, as they are written. Raises BadInput."""
        return ()


@dataclass(frozen=True)
class Reply:
    """value: the answer, a model or a dataclass of them. lines: the same for people, made when they are read."""

    value: Any
    lines: Iterable[str]

    def json(self, indent: int | None = None) -> bytes:
        """The value as it leaves."""
        return TypeAdapter(type(self.value)).dump_json(self.value, indent=indent)


def fresh_study(case: Case) -> Study:
    """A study made for this case alone. Raises BadInput, NoPlan."""
    return Study.of(case.roster, case.brief, case.watch, case.plan)


@dataclass(frozen=True)
class Case:
    """A campaign that is asked about.

    roster: None = types of creators at benchmark prices. plan: a plan of this brief; None = it is planned first.
    studied: makes or finds the study of a case.
    """

    brief: Brief
    roster: Roster | None
    plan: Plan | None
    watch: Watch
    studied: Callable[[Case], Study] = fresh_study

    @cached_property
    def study(self) -> Study:
        """The study of this case. Raises BadInput, NoPlan."""
        return self.studied(self)
