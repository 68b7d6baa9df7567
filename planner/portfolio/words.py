"""Several campaigns on one budget in words and figures, the same on the page, in files and in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.roster import Tier
from planner.explore.words import goal_words
from planner.portfolio.answer import Part, Together
from planner.wording import count, counted, gap_words, percent


@dataclass(frozen=True)
class Figure:
    """One figure of every campaign. total: of all together, "" where adding up means nothing."""

    title: str
    values: tuple[str, ...]
    total: str = ""


def verdict(found: Together) -> str:
    """What the split comes to, what is better about it, and how it is proven."""
    brief = found.parts[0].brief
    have, spent = (brief.money(cents) for cents in (found.budget_cents, found.spent_cents))
    of = have if found.spent_cents == found.budget_cents else f"{spent} of {have}"
    what = goal_words(brief, found.proof.goal)
    parts = counted(len(found.parts), "campaign")
    return f"{of} for {parts}: {what}, added up over the campaigns. {_beside(found)}".strip()


def proven(found: Together) -> str:
    """How near the split is to the best there could be."""
    locale, gap = found.parts[0].brief.locale, found.proof.gap
    if gap == 0:
        sentence = "Proven: no other split and no other booking is better."
    else:
        sentence = f"Proven: no other split and no other booking is more than {gap_words(gap, locale)} better."
    if not found.proof.closed:
        sentence += " The search ended at its time limit."
    if found.proof.by_solver:
        sentence += " That is the solver’s word: no prices and no list of all plans confirm it."
    return sentence


def _beside(found: Together) -> str:
    """The same money split as the briefs state it."""
    locale = found.parts[0].brief.locale
    if found.as_stated_refused:
        return "Split in proportion to the budgets in the briefs, not every campaign could meet its rules."
    if not found.as_stated:
        return ""
    more = found.proof.goal / found.as_stated - 1
    if more < 0.0005:
        return "Splitting it in proportion to the budgets in the briefs is as good."
    return f"That is {percent(more, 1, locale)} more than in proportion to the budgets in the briefs."


def figures(found: Together) -> Iterator[Figure]:
    """The campaigns beside each other."""
    parts, brief = found.parts, found.parts[0].brief
    cash = brief.money

    def number(value: float) -> str:
        return count(round(value), brief.locale)

    if any(part.stated_cents for part in parts):
        stated = [part.stated_cents for part in parts]
        total = cash(sum(cents or 0 for cents in stated)) if None not in stated else ""
        yield Figure("Budget in its brief", tuple("–" if cents is None else cash(cents) for cents in stated), total)
    yield Figure("Its part now", tuple(cash(part.spent_cents) for part in parts), cash(found.spent_cents))
    share = max(found.spent_cents, 1)
    yield Figure("Share", tuple(percent(part.spent_cents / share, 0, brief.locale) for part in parts))
    yield Figure("Unique reach", tuple(number(part.plan.totals.unique_reach) for part in parts))
    if all(part.plan.bands for part in parts):
        yield Figure("Likely between", tuple(_range(part) for part in parts))
    yield Figure("Engagements", tuple(number(part.plan.totals.engagements) for part in parts))
    heads = [part.plan.totals.creators for part in parts]
    yield Figure("Creators", tuple(map(number, heads)), number(sum(heads)))
    for tier in reversed(Tier):
        yield Figure(f"  {tier}", tuple(number(_in_tier(part, tier)) for part in parts))
    posts = [part.plan.totals.posts for part in parts]
    yield Figure("Posts", tuple(map(number, posts)), number(sum(posts)))
    if any(part.next_gain is not None for part in parts):
        step = cash(parts[0].next_cents)
        gains = tuple("–" if part.next_gain is None else f"+{_goal(part)}" for part in parts)
        yield Figure(f"{step} more would add at most", gains)


def _goal(part: Part) -> str:
    return goal_words(part.brief, part.next_gain or 0.0)


def _range(part: Part) -> str:
    bands = part.plan.bands
    assert bands is not None
    low, high = (count(round(end), part.brief.locale) for end in (bands.unique_reach.p10, bands.unique_reach.p90))
    return f"{low} – {high}"


def _in_tier(part: Part, tier: Tier) -> int:
    return next((row.creators for row in part.plan.totals.tiers if row.tier is tier), 0)


def several_words(found: Together) -> str:
    """Who works for more than one campaign, "" where creators are kept apart."""
    if found.creators == "apart":
        return "Nobody works for two of the campaigns."
    number = len(found.several)
    if not number:
        return "Creators may work for several campaigns; nobody does."
    return f"{counted(number, 'creator')} {'works' if number == 1 else 'work'} for more than one campaign."
