"""The independent check of a plan: every rule of the brief, recomputed from the picks alone.

It shares no code with the rules, the optimiser or the reach curves, so that a mistake in one of them cannot
hide in the other: each field of the brief is read here a second time. Money, counts, stocks and shares are
compared as exact integers; only reach, engagements and fit are real numbers, with the tolerances of `results`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.brief.brief import Bands, Brief
from planner.check.costs import misadded
from planner.check.extras import extras_broken
from planner.check.picks import Pick, picks_of
from planner.check.results import RELATIVE_TOLERANCE, fixed_cost, goal_value, missed_results
from planner.domain.roster import Tier
from planner.wording import counted, decimal, label, percent

if TYPE_CHECKING:
    from planner.forecast.table import PackageTable

__all__ = ["check", "goal_value"]


def check(table: PackageTable, brief: Brief, rows: Sequence[int], counts: Sequence[int]) -> tuple[str, ...]:
    """Sentences that name every demand the plan breaks; empty when it breaks none.

    rows: row numbers of the table, one per picked package; counts: how many of each, as many as rows.
    """
    broken = list(_structure(table, rows, counts))
    if broken:
        return tuple(broken)
    full = brief.costs.budget_covers == "full"
    picks = picks_of(table, rows, counts, full)
    broken = list(_persons(table, brief, picks))
    if broken:
        return tuple(broken)
    for part in (_money, _people, _mix, _waves, _pace, _quality, missed_results):
        broken.extend(part(table, brief, picks))
    broken.extend(extras_broken(brief, picks))
    return tuple(broken)


def _structure(table: PackageTable, rows: Sequence[int], counts: Sequence[int]) -> Iterator[str]:  # noqa: C901 one line for each demand, as the brief lists them
    """What must hold before anything can be added up."""
    if len(rows) != len(counts):
        yield f"The plan names {counted(len(rows), 'package')} but {counted(len(counts), 'count')}."
        return
    inside = True
    for row, times in zip(rows, counts, strict=True):
        if row != int(row) or not 0 <= row < len(table):
            inside = False
            yield f"The plan picks package number {row}, but the list has {counted(len(table), 'package')}."
        if times != int(times) or times < 1:
            yield f"The plan picks package number {row} {times} times, not a whole number of at least 1."
    for row, seen in Counter(rows).items():
        if seen > 1:
            yield f"The plan lists package number {row} {seen} times."
    if not inside:
        return
    booked: Counter[int] = Counter()
    for row, times in zip(rows, counts, strict=True):
        booked[int(table.creator[row])] += int(times)
    for creator, times in booked.items():
        if times > int(table.available[creator]):
            yield (
                f"{table.creator_ids[creator]} is booked {times} times, "
                f"but is available {int(table.available[creator])} times."
            )


def _persons(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    """One package at most on each account, and figures of a person that are made of those of their accounts."""
    for pick in picks:
        names = [account.creator for account in pick.accounts]
        if len(set(names)) < len(names):
            yield f"{pick.creator} is booked with two packages on one account."
        yield from _packages(table, brief, pick)
        if len(names) == 1:
            continue
        rows, base = [account.row for account in pick.accounts], table.base
        sums = [("cash", pick.cash, [account.cash for account in pick.accounts])]
        sums.append(("full cost", int(table.value_cents[pick.row]), [int(base.value_cents[at]) for at in rows]))
        for name, use in table.uses.items():
            sums.append((label(name), int(use[pick.row]), [int(base.uses[name][at]) for at in rows]))
        sums.append(
            ("cash behind posts", int(table.boost_cents[pick.row]), [account.boost for account in pick.accounts])
        )
        sums.append(("posts", int(table.posts[pick.row]), [int(base.posts[at]) for at in rows]))
        for what, whole, parts in sums:
            if whole != sum(parts):
                yield f"{pick.creator}: {what} of {whole} are not the sum of {parts} on their accounts."
        for segment in range(len(table.segments)):
            weights = [float(base.weights[at, segment]) for at in rows]
            low, high = max(weights), math.fsum(weights)
            weight, slack = float(table.weights[pick.row, segment]), RELATIVE_TOLERANCE * high
            if not low - slack <= weight <= high + slack:
                yield f"{pick.creator} reaches more than their accounts together, or less than one of them alone."


def _packages(table: PackageTable, brief: Brief, pick: Pick) -> Iterator[str]:
    """Packages with one price are booked all together, as one; and no more of a person than the brief allows."""
    of_each = [0 if table.parts is None else int(table.parts.bundle[account.row]) for account in pick.accounts]
    bundles = Counter(code for code in of_each if code)
    for code, number in bundles.items():
        assert table.parts is not None
        sold = int((table.parts.bundle == code).sum())
        if number != sold:
            yield f"{pick.creator} is booked with {number} of {sold} packages that have one price together."
    most, deals = brief.packages_per_person, of_each.count(0) + len(bundles)
    if most is not None and deals > most:
        yield f"{pick.creator} is booked with {deals} packages, at most {most} are allowed for one person."


def _money(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    yield from misadded(table, brief, picks)
    spent = sum(pick.charged * pick.times for pick in picks) + fixed_cost(table, brief, [pick.row for pick in picks])
    if brief.budget_cents is not None and spent > brief.budget_cents:
        over = brief.money(spent - brief.budget_cents)
        yield f"The plan costs {brief.money(spent)}, {over} more than the budget."
    for name, resource in brief.resources.items():
        used = Fraction(sum(int(table.uses[name][pick.row]) * pick.times for pick in picks), 1000)
        if used > Fraction(round(resource.stock * 1000), 1000):
            yield (
                f"The plan uses {decimal(float(used), 3, brief.locale)} {label(name)}, "
                f"but there are {decimal(resource.stock, 3, brief.locale)}."
            )
    if brief.largest_share is not None and brief.budget_cents is not None:
        allowed = math.floor(_exact(brief.largest_share) * brief.budget_cents)
        for pick in picks:
            if pick.cash > allowed:
                yield (
                    f"{pick.creator} costs {brief.money(pick.cash)}, "
                    f"more than {percent(brief.largest_share, 2, brief.locale)} of the budget."
                )
    if brief.largest_cents is not None:
        for pick in picks:
            if pick.cash > brief.largest_cents:
                most = brief.money(brief.largest_cents)
                yield f"{pick.creator} costs {brief.money(pick.cash)}, more than the {most} that one creator gets."


def _meant(table: PackageTable, reference: str) -> set[str]:
    """Ids of the account, or of all accounts of a person, that the brief means."""
    if not reference.startswith("@"):
        return {reference}
    name = " ".join(reference[1:].split()).casefold()
    return {str(table.creator_ids[account]) for account in table.persons.get(name, ())}


def _people(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:  # noqa: C901 one line for each demand
    booked: Counter[str] = Counter()
    for pick in picks:
        for account in pick.accounts:
            booked[account.creator] += pick.times
    every = [account for pick in picks for account in pick.accounts]
    for wanted in brief.must_have:
        meant = _meant(table, wanted.creator)
        if not any(one.creator in meant and wanted.package in (None, one.package) for one in every):
            package = f" with {wanted.package}" if wanted.package else ""
            yield f"{wanted.creator} must be in the plan{package}."
    for creator in brief.excluded:
        if any(booked[account] for account in _meant(table, creator)):
            yield f"{creator} is excluded, but in the plan."
    for group in brief.groups:
        members = set(group.creators)
        inside = {creator for creator in members if booked[creator]}
        size = sum(pick.times for pick in picks if any(account.creator in members for account in pick.accounts))
        if group.at_most is not None and size > group.at_most:
            yield f"{size} of {group.name} are in the plan, at most {group.at_most} may be."
        if group.at_least is not None and size < group.at_least:
            yield f"{size} of {group.name} are in the plan, at least {group.at_least} must be."
        if group.together and inside and inside != members:
            yield f"{group.name} belong together, but {', '.join(sorted(members - inside))} are missing."
        if group.only_with is not None and inside and not booked[group.only_with]:
            yield f"{group.name} may be in the plan only with {group.only_with}."
    people = sum(pick.times for pick in picks)
    yield from _counted("creators altogether", people, brief.creators.min, brief.creators.max)


def _mix(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    wanted: tuple[tuple[str, dict[str, Bands]], ...] = (
        ("pyramid", {str(key): bands for key, bands in brief.pyramid.items()}),
        ("platforms", {str(key): bands for key, bands in brief.platforms.items()}),
        ("attribute country", {key.strip().casefold(): bands for key, bands in brief.countries.items()}),
        ("attribute category", {key.strip().casefold(): bands for key, bands in brief.categories.items()}),
        *(
            (f"attribute {name}", {key.strip().casefold(): bands for key, bands in asked.items()})
            for name, asked in brief.attributes.items()
        ),
        ("compensation", {str(key): bands for key, bands in brief.compensation.items()}),
    )
    people = sum(pick.times for pick in picks)
    spent = sum(pick.cash * pick.times for pick in picks)
    for mix, asked in wanted:
        for part, bands in asked.items():
            heads, cash = _inside(picks, mix, part)
            who = f"{label(part)} creators"
            yield from _counted(who, heads, bands.count.min, bands.count.max)
            headcount, spend = bands.headcount, bands.spend
            yield from _shared(f"{who} of all creators", heads, people, (headcount.min, headcount.max))
            yield from _shared(f"{who} of the cash spent", cash, spent, (spend.min, spend.max))
    partners = [pick for pick in picks if int(table.active[pick.row]).bit_count() >= 2]
    heads, cash = sum(pick.times for pick in partners), sum(pick.cash * pick.times for pick in partners)
    bands = brief.partnerships
    yield from _counted("Creators in two or more waves", heads, bands.count.min, bands.count.max)
    yield from _shared("Partnerships of all creators", heads, people, (bands.headcount.min, bands.headcount.max))
    yield from _shared("Partnerships of the cash spent", cash, spent, (bands.spend.min, bands.spend.max))
    if brief.pyramid_order:
        micro, mid, macro = (_inside(picks, "pyramid", tier.value)[0] for tier in Tier)
        if not micro >= mid >= macro:
            yield f"{micro} micro, {mid} mid-tier and {macro} macro creators are not a pyramid."


def _inside(picks: list[Pick], mix: str, part: str) -> tuple[int, int]:
    """Persons and cents in a part of a mix: of the pyramid each person is in one, of others wherever an account is."""
    if mix == "pyramid":
        mine = [pick for pick in picks if pick.tier == part]
        return sum(pick.times for pick in mine), sum(pick.cash * pick.times for pick in mine)
    heads = sum(pick.times for pick in picks if any(part in account.parts[mix] for account in pick.accounts))
    cash = sum(account.cash * pick.times for pick in picks for account in pick.accounts if part in account.parts[mix])
    return heads, cash


def _counted(who: str, have: int, low: int | None, high: int | None) -> Iterator[str]:
    if low is not None and have < low:
        yield f"{who}: the plan has {have}, at least {low} are asked for."
    if high is not None and have > high:
        yield f"{who}: the plan has {have}, at most {high} are allowed."


def _shared(who: str, part: int, whole: int, band: tuple[float | None, float | None]) -> Iterator[str]:
    low, high = band
    if low is not None and part < _exact(low) * whole:
        yield f"{who}: the plan has {percent(part / whole, 4)}, at least {percent(low, 2)} is asked for."
    if high is not None and part > _exact(high) * whole:
        yield f"{who}: the plan has {percent(part / whole, 4)}, at most {percent(high, 2)} is allowed."


def _waves(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    number = len(brief.waves)
    cash, posts, present = [0] * number, [0] * number, [0] * number
    by_account = table.base
    for pick in picks:
        here: set[int] = set()
        for account in pick.accounts:
            many = int(by_account.posts[account.row])
            runs = [at for at in range(number) if int(by_account.active[account.row]) & 2**at]
            for sums, amount in ((cash, account.cash), (posts, many)):
                # Each package is parted on its own: evenly over its waves, what is left over into the first of them.
                for at in runs:
                    sums[at] += amount // len(runs) * pick.times
                if runs:
                    sums[runs[0]] += amount % len(runs) * pick.times
            here |= {at for at in runs if many // len(runs) or (at == runs[0] and many)}
        for at in here:
            present[at] += pick.times
    for wave, spent, posted, there in zip(brief.waves, cash, posts, present, strict=True):
        yield from _counted(f"Creators in {wave.name}", there, wave.creators.min, wave.creators.max)
        band = wave.cash_cents
        shown = brief.money(spent)
        if band.min is not None and spent < band.min:
            yield f"{wave.name}: {shown} are spent, less than {brief.money(band.min)}."
        if band.max is not None and spent > band.max:
            yield f"{wave.name}: {shown} are spent, more than {brief.money(band.max)}."
        yield from _counted(f"Posts in {wave.name}", posted, wave.posts.min, wave.posts.max)


def _pace(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    most, rest = brief.pace.posts_per_fortnight, brief.pace.rest
    table = table.base
    for pick in (account for one in picks for account in one.accounts):
        if brief.available_only and bool(table.blocked[pick.row]):
            yield f"{pick.creator} would post in a wave in which they are not available."
        if most is not None and int(table.fortnight[pick.row]) > most:
            often = int(table.fortnight[pick.row])
            yield f"{pick.creator} posts {often} times in two weeks, at most {most} are allowed."
        waves = [at for at in range(len(brief.waves)) if int(table.active[pick.row]) & 2**at]
        if rest is not None and any(after - before <= rest for before, after in pairwise(waves)):
            yield f"{pick.creator} posts in waves with fewer than {rest} between them."


def _quality(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:
    table = table.base
    for pick in (account for one in picks for account in one.accounts):
        own = brief.exceptions.get(pick.creator)
        asked, strict = brief.quality, brief.quality.strict if own is None else own.strict
        if own is not None:
            # What the exception leaves out is the brief's own, and what the brief does not ask for nobody has to meet.
            stated = {name: value for name, value in own if value is not None and getattr(asked, name) is not None}
            asked = asked.model_copy(update=stated)
        if not table.followers[pick.row] >= brief.tiers.micro:
            yield f"{pick.creator} has fewer followers than the lowest tier asks for ({brief.tiers.micro})."
        for name, column, bound, above in (
            ("fit", table.fit, asked.min_fit, True),
            ("authenticity", table.authenticity, asked.min_authenticity, True),
            ("engagement rate", table.engagement_rate, asked.min_engagement_rate, True),
            ("share of suspicious followers", table.fake_share, asked.max_fake_share, False),
            ("number of followers", table.followers, asked.min_followers, True),
            ("number of followers", table.followers, asked.max_followers, False),
            ("closeness to the brand", table.affinity, asked.min_affinity, True),
            ("match of values", table.values_match, asked.min_values, True),
            ("number of comments per post", table.comments, asked.min_comments, True),
            ("share of paid posts", table.sponsored_load, asked.max_sponsored_load, False),
        ):
            if bound is None:
                continue
            value = column[pick.row]
            if math.isnan(value):
                if strict:
                    yield f"{pick.creator} has an unknown {name}, which the brief does not let pass."
            elif value < bound if above else value > bound:
                yield f"{pick.creator} has a {name} of {value:g}, {'under' if above else 'over'} {bound:g}."


def _exact(share: float) -> Fraction:
    """A share of the brief as the fraction that was typed: shares have at most four decimals."""
    return Fraction(round(share * 10_000), 10_000)
