"""An outcome in a few lines of plain text, for a terminal or a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from planner.brief.brief import Brief
from planner.campaign.verdict import verdict_of
from planner.domain.roster import Roster, Tier
from planner.exports.text import headline, one_line, proof_sentence
from planner.outcome import Band, LimitReport, Outcome, Plan, Refusal
from planner.wording import count, counted, decimal, label, money_each, percent

if TYPE_CHECKING:
    from planner.campaign.campaign import Campaign

BAR = 32


def lines(
    outcome: Outcome, brief: Brief, roster: Roster | None = None, campaign: Campaign | None = None
) -> Iterator[str]:
    """The verdict first, then the pyramid, results, limits, proof and notes.

    roster: that was planned, None = archetypes. campaign: tells in a conflict what only a starting point asked for.
    """
    if isinstance(outcome, Plan):
        yield from _plan(outcome, brief, roster)
        return
    if not isinstance(outcome, Refusal):
        yield one_line(f"{brief.name}: {outcome.sentence}")
        return
    from planner.campaign.conflict import lines_of, sentence_of  # only a refusal needs it

    yield one_line(f"{brief.name}: {sentence_of(outcome, campaign, brief)}")
    for line in lines_of(outcome, campaign, brief):
        yield one_line(f"- {line.words}.{f' {line.offer}.' if line.offer else ''}")
    yield from (one_line(note) for note in (*filter(None, [outcome.rests_on]), *outcome.notes))


def _plan(plan: Plan, brief: Brief, roster: Roster | None) -> Iterator[str]:
    verdict = verdict_of(plan, brief, roster)
    for caveat in verdict.caveats:
        mend = f" To mend it: {caveat.mend[0].lower()}{caveat.mend[1:]}." if caveat.mend else ""
        yield one_line(f"! {caveat.sentence}{mend}")
    yield one_line(f"{brief.name}: {verdict.sentence}")
    yield f"{headline(plan, brief)}."
    yield ""
    yield from _pyramid(plan, brief)
    yield ""
    yield from _results(plan, brief)
    yield ""
    yield "Limits"
    for limit in plan.limits:
        yield f"  {'met    ' if limit.met else 'NOT MET'}  {one_line(limit.name)}: {_standing(limit, brief)}"
    yield ""
    yield f"{proof_sentence(plan, brief)}."
    yield from (one_line(note) for note in plan.notes)


def _standing(limit: LimitReport, brief: Brief) -> str:
    if limit.removed is not None:
        return f"removes {counted(limit.removed, 'creator', brief.locale)}"
    used, asked = (limit.unit.screen(number, brief) for number in (limit.used, limit.bound))
    return f"{used} of at {'most' if limit.sense == '<=' else 'least'} {asked}"


def _pyramid(plan: Plan, brief: Brief) -> Iterator[str]:
    tiers = {part.tier: part for part in plan.totals.tiers}
    widest = max((part.creators for part in tiers.values()), default=0) or 1
    for tier in reversed(Tier):
        part = tiers.get(tier)
        creators, cents = (part.creators, part.cost_cents) if part else (0, 0)
        bar = "█" * max(round(creators / widest * BAR), 1 if creators else 0)
        share = cents / plan.totals.cost_cents if plan.totals.cost_cents else 0.0
        cash = brief.money(cents)
        part_of = percent(share, 0, brief.locale)
        yield f"  {label(tier):>8}  {bar:^{BAR}}  {creators:>4}  {cash:>12}  {part_of:>5}"


def _results(plan: Plan, brief: Brief) -> Iterator[str]:
    total, locale = plan.totals, brief.locale
    low, high = total.bracket
    bands = plan.bands

    def price(cents: float | None) -> str:
        return "none" if cents is None else money_each(cents, brief.currency, locale)

    def likely(band: Band | None, write: Callable[[float], str]) -> str:
        return "" if band is None else f", likely {write(band.p10)} to {write(band.p90)}"

    def people(number: float) -> str:
        return count(number, locale)

    left = total.budget_left_cents
    rows = (
        ("Unique reach", people(total.unique_reach) + likely(None if bands is None else bands.unique_reach, people)),
        ("  by overlap", f"{people(low)} to {people(high)}, from the pessimistic to the optimistic model"),
        ("Gross reach", f"{count(total.gross_reach, locale)}, frequency {decimal(total.frequency, 2, locale)}"),
        ("Seen twice", f"{people(total.seen(2))} by two creators or more, by three or more {people(total.seen(3))}"),
        ("Outside target", f"{people(total.waste)} of the gross reach"),
        ("Impressions", count(total.impressions, locale)),
        ("Engagements", people(total.engagements) + likely(None if bands is None else bands.engagements, people)),
        (
            "Cash",
            price(total.cost_cents)
            + (f", {price(left)} left" if left is not None else "")
            + likely(None if bands is None else bands.cost_cents, price),
        ),
        ("Posts", _posts(plan, locale)),
        *_sales(plan, price, likely, people),
        ("Full value", price(total.value_cents)),
        ("CPM", price(total.cpm_cents)),
        ("CPE", price(total.cpe_cents)),
        ("Per unique person", price(total.cost_per_reach_cents)),
    )
    yield from (f"  {name:<18}{value}" for name, value in rows)
    if bands is not None:
        runs = f"{people(bands.draws)} simulated campaigns"
        yield f"  Likely: eight of ten of {runs} end in this range (seed {bands.seed})."


def _sales(
    plan: Plan,
    price: Callable[[float | None], str],
    likely: Callable[[Band | None, Callable[[float], str]], str],
    people: Callable[[float], str],
) -> Iterator[tuple[str, str]]:
    """Conversions and what they are worth, as far as the brief gives rates and prices."""
    total, bands = plan.totals, plan.bands
    if total.conversions is not None:
        yield "Conversions", people(total.conversions) + likely(None if bands is None else bands.conversions, people)
        yield "Per conversion", price(total.cost_per_conversion_cents)
    if total.roas is not None:
        band = None if bands is None else bands.roas
        yield "ROAS", decimal(total.roas, 2) + likely(band, lambda value: decimal(value, 2))
    if total.emv_cents is not None:
        yield "EMV", f"{price(total.emv_cents)} at your own rate per engagement; it is not revenue"


def _posts(plan: Plan, locale: str) -> str:
    expected = plan.totals.expected_posts
    said = f"{count(plan.totals.posts, locale)} booked"
    return said if expected is None else f"{said}, {decimal(expected, 1, locale)} expected to appear"
