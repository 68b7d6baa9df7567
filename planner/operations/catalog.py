"""Everything that can be asked, listed once. Loads nothing heavy: the command line shows it with --help.

Each entry is answered by the module of its name in this folder: `QUESTION` is the model of what is asked beside brief,
roster and plan, `ANSWERS` the models of what may come back, and `run` answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from planner.operations.base import Case, Question, Reply


class Answering(Protocol):
    """The module that answers an operation."""

    QUESTION: type[Question]
    ANSWERS: tuple[type[Any], ...]

    def run(self, case: Case, asked: Any, /) -> Reply:
        """The answer. Raises BadInput, and NoPlan where the brief itself has none."""
        ...


@dataclass(frozen=True)
class Operation:
    """name: as it is typed, such as why-not. title: stands after the name in a list.

    description: what comes back, and when to ask. needs_plan: it is about a plan that was made before.
    """

    name: str
    title: str
    description: str
    needs_plan: bool = False

    @property
    def module(self) -> Answering:
        """What answers it."""
        return cast(Answering, import_module(f"planner.operations.{self.name.replace('-', '_')}"))


OPERATIONS = (
    Operation(
        "plan",
        "plan a brief on a roster",
        "The best plan of a brief on a roster, with a proof of how close it is to the best possible one; or the rules"
        " that conflict, each with the smallest change that settles it; or, when the time runs out first, neither.",
    ),
    Operation(
        "frontier",
        "what more or less budget buys",
        "The best plan at each of many budgets, each with its proof; or the cheapest plan for a reach. Ask when the "
        "budget is open: where the curve flattens, more money buys little.",
    ),
    Operation(
        "worth",
        "what limits, rules and picks are worth",
        "Each limit at its bound relaxed by one step, and each family of rules removed, with what the plan gains; "
        "with picks, each pick replaced. Ask which rule of the brief to renegotiate.",
    ),
    Operation(
        "sensitivity",
        "which assumptions move the plan's goal most",
        "Each assumption alone at the ends of its own range: the goal of the plan as it is, and of a plan made for "
        "that value. Ask before a plan is defended: these are the figures to check with creators first.",
    ),
    Operation(
        "labour",
        "the same budget without and with the team's hours",
        "Two plans for one budget over the full cost, team hours left out and counted, tier by tier. Ask before many "
        "small creators are booked: at some cost of an hour few large ones reach more.",
    ),
    Operation(
        "boosting",
        "what each share of the spend behind posts buys",
        "The best plan at each share of the spend behind posts as ads. The brief needs amounts in `boosting`. Ask "
        "before money is set aside for ads.",
    ),
    Operation(
        "why-not",
        "why a creator is not in the plan",
        "What adding a creator would cost the plan, or which rule excludes them; for a pick, who would replace them "
        "and the most that they are worth.",
    ),
    Operation(
        "alternatives",
        "other plans that are nearly as good",
        "Other plans, each different from all before it in some picks and only a little worse, and how many of them "
        "each creator is in. Ask before negotiating: whoever is in every plan cannot be replaced cheaply.",
    ),
    Operation(
        "replan",
        "plan again after answers",
        "Keeps creators who signed at their fees, leaves out those who declined, and changes few others. Ask each "
        "time answers come in, always with the plan that creators were asked for.",
        needs_plan=True,
    ),
    Operation(
        "budgets",
        "the same campaign at three budgets",
        "The campaign planned at several budgets, side by side: figures, and who comes in and goes out. Ask when "
        "somebody wants to see less and more money next to each other.",
    ),
    Operation(
        "compare",
        "the brief beside variants of it",
        "The brief beside variants of it, each planned on the same roster: figures, creators in and out, and the "
        "rules that differ. Ask before a change of the brief is decided.",
    ),
    Operation(
        "score",
        "check a list made by hand",
        "The rules that a list breaks, what it would achieve, and how far it is from the best plan.",
    ),
    Operation(
        "debrief",
        "compare results with a plan",
        "Results of a campaign against its plan: reach, engagements and cost of each pick, what explains the "
        "difference, and what the results teach about the assumptions. Nothing is changed.",
        needs_plan=True,
    ),
)
"""In the order of --help."""


def operation(name: str) -> Operation:
    """The operation of this name. Raises KeyError when there is none."""
    return {one.name: one for one in OPERATIONS}[name]
