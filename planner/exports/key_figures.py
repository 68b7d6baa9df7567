"""The figures that a slide and a report open with, written as people read them."""

from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.exports.ranges import SIMULATED, range_of
from planner.exports.text import one_line
from planner.outcome import Plan
from planner.wording import compact, count, counted, money_compact, money_each, percent, times


@dataclass(frozen=True)
class KeyFigure:
    """A tile: title, number, caption."""

    title: str
    number: str
    caption: str


def key_figures(plan: Plan, brief: Brief) -> tuple[KeyFigure, ...]:
    """Six figures, in the order in which people ask for them."""
    total, locale = plan.totals, brief.locale
    left = total.budget_left_cents
    spare = "no budget set" if left is None else f"{brief.money(left)} of the budget left"
    engaged = percent(total.engagements / total.impressions, 1, locale) if total.impressions else "none"
    return (
        KeyFigure("Unique reach", compact(total.unique_reach, locale), _range(plan, "unique_reach", brief)),
        KeyFigure("Net cost", money_compact(total.cost_cents, brief.currency, locale), spare),
        KeyFigure(
            "Cost per person",
            price(total.cost_per_reach_cents, brief),
            f"reached {times(total.frequency, locale)} on average",
        ),
        KeyFigure(
            "Engagements",
            compact(total.engagements, locale),
            _range(plan, "engagements", brief) or f"{engaged} of impressions",
        ),
        KeyFigure("Impressions", compact(total.impressions, locale), f"CPM {price(total.cpm_cents, brief)}"),
        KeyFigure("Creators", count(total.creators, locale), counted(total.posts, "post", locale)),
    )


def price(cents: float | None, brief: Brief) -> str:
    """A price per something."""
    return "none" if cents is None else money_each(cents, brief.currency, brief.locale)


def limits_words(plan: Plan) -> str:
    """How many of the brief's demands the plan meets."""
    met = sum(limit.met for limit in plan.limits)
    if met == len(plan.limits):
        return f"It meets all {counted(met, 'rule')} of the brief" if met != 1 else "It meets the one rule of the brief"
    return f"It meets {met} of {counted(len(plan.limits), 'rule')} of the brief"


def conclusion(plan: Plan, brief: Brief) -> str:
    """The plan as the title of a page: `53 creators reach 1.01M people for $110K`."""
    total, locale = plan.totals, brief.locale
    who = counted(total.creators, "creator", locale)
    verb = "reaches" if total.creators == 1 else "reach"
    cost = money_compact(total.cost_cents, brief.currency, locale)
    return one_line(f"{who} {verb} {compact(total.unique_reach, locale)} people for {cost}")


def _range(plan: Plan, figure: str, brief: Brief) -> str:
    span = range_of(plan, figure)
    if span is None:
        return ""
    words = "in 8 of 10 cases" if span.words == SIMULATED else "by how audiences overlap"
    return f"{compact(span.low, brief.locale)} to {compact(span.high, brief.locale)} {words}"
