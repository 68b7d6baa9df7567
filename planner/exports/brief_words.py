"""The brief in words: what is asked for, as rows that a workbook, a slide and a report show alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.brief.brief import Brief, Segment
from planner.campaign.audience import in_words, words_of
from planner.exports.beside_posts import facts
from planner.exports.text import goal_words
from planner.wording import count, counted, few, label, percent, person

NAMED = 3
"""People who are named in a line; the others are counted."""


@dataclass(frozen=True)
class Fact:
    """One demand or setting, in words."""

    title: str
    words: str


def brief_facts(brief: Brief) -> Iterator[Fact]:  # noqa: C901 one line for each field
    """What the brief asks for beside its limits, which each file lists with how the plan stands to them."""
    yield Fact("Goal", goal_words(brief))
    if brief.second_goal is not None:
        second = goal_words(brief, brief.second_goal.goal)
        given = percent(brief.second_goal.tolerance, 1, brief.locale)
        yield Fact("Second goal", f"{second}, for which up to {given} of the first may be given up")
    if brief.budget_cents is not None:
        yield Fact("Budget", f"{brief.money(brief.budget_cents)} {'in all' if brief.costs.full else 'in cash'}")
    for code, stated in brief.exchange.items():
        yield Fact("Exchange rate", stated.words(code, brief.currency))
    for segment in brief.audience:
        yield Fact("Audience", segment_words(segment, brief))
    yield Fact("Tiers", tier_words(brief))
    if brief.confidence is not None:
        but = " (but that on frequency)" if any(part.seen_floor is not None for part in brief.audience) else ""
        yield Fact("Confidence", f"Floors hold with a chance of {percent(brief.confidence, 1, brief.locale)}{but}")
    if brief.waves:
        yield Fact("Waves", ", ".join(wave.name for wave in brief.waves))
    for name, resource in brief.resources.items():
        cost = f" at {brief.money(resource.unit_cost_cents)} each" if resource.unit_cost_cents else ""
        yield Fact("Stock", f"{count(resource.stock, brief.locale)} {label(name)}{cost}")
    for title, words in facts(brief):
        yield Fact(title, words)
    signed = [wanted.creator for wanted in brief.must_have if wanted.signed]
    locked = [wanted.creator for wanted in brief.must_have if not wanted.signed]
    for title, names in (("Signed", signed), ("Must be in", locked)):
        if names:
            yield Fact(title, few(names, NAMED, person, brief.locale))
    if brief.excluded:
        # Counted, not named: some of them have declined, which is nobody's business who reads a file.
        many = len(brief.excluded)
        yield Fact("Excluded", counted(many, "creator", brief.locale))
    if brief.assumptions:
        yield Fact("Assumptions", f"{len(brief.assumptions)} edited for this campaign")


def segment_words(segment: Segment, brief: Brief) -> str:
    """`Active adults, 20-44: 2,400,000 people in the United States, 40% of a usual audience`."""
    told = segment.name.casefold() == words_of(segment).casefold()
    where = f" in {in_words(segment.country)}" if segment.country and not told else ""
    share = percent(segment.audience_share, 1, brief.locale)
    part = "" if segment.audience_share == 1 else f", {share} of a usual audience"
    return f"{segment.name}: {count(segment.size, brief.locale)} people{where}{part}"


def tier_words(brief: Brief) -> str:
    """Where the tiers begin, in followers."""
    tiers = brief.tiers
    micro, mid, macro = (count(number, brief.locale) for number in (tiers.micro, tiers.mid, tiers.macro))
    return f"Micro from {micro} followers, mid-tier from {mid}, macro from {macro}"
