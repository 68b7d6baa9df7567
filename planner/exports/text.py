"""Text that goes into files: made legal, and never anything but text."""

import re
from decimal import Decimal

from planner.brief.brief import Brief, Goal, GoalKind
from planner.outcome import Plan
from planner.wording import count, counted, decimal, gap_words, label

LONGEST_CELL = 32_000
"""Excel cuts a cell silently at 32,767 characters; we cut before, and show it."""
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"


def clean(text: str) -> str:
    """Text that XML and a cell can hold: what is illegal is replaced visibly, line ends are one kind."""
    if not text.isprintable():
        text = re.sub(_ILLEGAL, "\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def one_line(text: str) -> str:
    """Text for a terminal or a sentence: no line ends, no control characters."""
    return " ".join(clean(text).split())


def short(text: str, longest: int) -> str:
    """One line of at most so many characters; what is cut shows as an ellipsis."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def ends(text: str, longest: int) -> str:
    """One line of at most so many characters, cut in its middle: names often differ in how they end."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    kept = longest // 2
    return f"{line[: longest - 1 - kept].rstrip()}…{line[-kept:].lstrip()}"


def amount(cents: float) -> float:
    """Major units of a currency, for a cell."""
    return float(Decimal(str(cents)) / 100)


def goal_words(brief: Brief, goal: Goal | None = None) -> str:
    """What the plan is best at (the brief's goal when none is named), as the marketer chose it."""
    goal = brief.goal if goal is None else goal
    kind = goal.kind
    if kind is GoalKind.SCORE:
        return f"Highest {label(goal.score or '')}"
    return label(kind) if kind is GoalKind.CHEAPEST else f"Most {label(kind).lower()}"


def headline(plan: Plan, brief: Brief) -> str:
    """The plan in a sentence: creators, cash, people reached."""
    total = plan.totals
    people = count(total.creators, brief.locale)
    of = f" of {brief.money(brief.budget_cents)}" if brief.budget_cents is not None else ""
    return (
        f"{people} creator{'' if total.creators == 1 else 's'} for {brief.money(total.charged)}{of}, "
        f"expected to reach {count(total.unique_reach, brief.locale)} different people"
    )


def proof_sentence(plan: Plan, brief: Brief) -> str:
    """How good the plan is known to be; "proven" only where prices or a list of all plans prove it."""
    proof, locale = plan.proof, brief.locale
    if not proof.closed:
        said = f"Not proven best: the best possible may be up to {gap_words(proof.gap, locale)} better"
    elif proof.gap <= 1e-9:
        said = "Best possible under these limits" if proof.by_solver else "Proven best possible under these limits"
    else:
        within = "Within" if proof.by_solver else "Proven within"
        said = f"{within} {gap_words(proof.gap, locale)} of the best possible under these limits"
    if proof.by_solver:
        said += ", by the solver"
    if proof.second_gap is not None and proof.second_gap <= 1e-9:
        said += "; the best at the second goal of all that keep the first"
    elif proof.second_gap is not None:
        said += f"; at the second goal within {gap_words(proof.second_gap, locale)} of the best that keeps the first"
    checked = ", every limit checked independently" if proof.checked else ""
    return (
        f"{said} ({proof.solver}, {decimal(proof.seconds, 1, locale)} s, "
        f"{counted(proof.packages, 'package', locale)} considered{checked})"
    )
